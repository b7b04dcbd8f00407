from django.urls import path

from alongside.cases.opening import views

urlpatterns = [
    path("incidents/<reference:reference>/case", views.open_case),
    path("cases/<case:reference>/reports/add", views.add_report),
    path("cases/<case:reference>/join", views.merge),
    path("cases/<case:reference>/split", views.split),
    path("cases/<case:reference>/part", views.part),
]
