"""Addresses of finding."""

from django.urls import path

from alongside.incidents.finding import places, views

urlpatterns = [
    path("incidents", views.found, name="incidents"),
    path("incidents/export.csv", views.export_csv),
    path("incidents/export.xlsx", views.export_xlsx),
    path("incidents/map", places.where),
    path("incidents/when", places.when),
    path("incidents/views", views.saved_views),
    path("incidents/views/<uuid:view>", views.saved_view),
    path("incidents/views/<uuid:view>/remove", views.remove_saved_view),
]
