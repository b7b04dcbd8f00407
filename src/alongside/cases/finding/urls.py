from django.urls import path

from alongside.cases.finding import views

urlpatterns = [
    path("cases", views.found),
    path("cases/export.csv", views.export_csv),
    path("cases/export.xlsx", views.export_xlsx),
    path("cases/board", views.board),
    path("cases/calendar", views.calendar),
]
