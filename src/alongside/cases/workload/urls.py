from django.urls import path

from alongside.cases.workload import views

urlpatterns = [
    path("cases/workload", views.workload),
    path("cases/workload.csv", views.export_csv),
    path("cases/workload.xlsx", views.export_xlsx),
]
