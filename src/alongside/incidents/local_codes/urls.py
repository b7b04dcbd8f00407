from django.urls import path

from alongside.incidents.local_codes import views

urlpatterns = [
    path("incidents/local-codes", views.local_codes),
    path("incidents/local-codes/export", views.export),
    path("incidents/local-codes/import", views.read_in),
    path("incidents/local-codes/<uuid:local_code>", views.local_code),
]
