"""Addresses of support and wellbeing."""

from django.urls import path

from alongside.incidents.wellbeing import views

urlpatterns = [
    path("wellbeing/<str:care_key>", views.how_are_you, name="how_are_you"),
    path("wellbeing/<str:care_key>/stop", views.stop, name="wellbeing_stop"),
    path("incidents/support", views.where_to_get_help, name="where_to_get_help"),
    path("incidents/<reference:reference>/support/<uuid:affected>", views.care, name="care"),
]
