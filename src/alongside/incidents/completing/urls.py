"""Addresses of the parts of a report."""

from django.urls import path

from alongside.incidents.completing import views

urlpatterns = [
    path("incidents/parts", views.parts, name="parts"),
    path("incidents/parts/<uuid:contribution>", views.part, name="part"),
    path("incidents/parts/<uuid:contribution>/decline", views.decline, name="decline_part"),
    path("report/part/<str:part_key>", views.part_by_link, name="part_by_link"),
    path("report/part/<str:part_key>/decline", views.decline_by_link, name="decline_part_by_link"),
    path("incidents/<reference:reference>/ask", views.ask, name="ask"),
    path("incidents/<reference:reference>/parts/<uuid:contribution>", views.manage, name="manage_part"),
]
