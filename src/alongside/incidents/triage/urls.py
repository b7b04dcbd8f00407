from django.urls import path

from alongside.incidents.triage import closed_views, connection_views, listing, look_views, marker_views, views

urlpatterns = [
    path("incidents/triage", listing.triage_list),
    path("incidents/triage/export", listing.triage_export),
    path("incidents/triage/next", listing.next_report),
    path("incidents/<reference:reference>/triage", views.triage),
    path("incidents/<reference:reference>/assign", views.assign),
    path("incidents/<reference:reference>/reopen", views.reopen),
    path("incidents/<reference:reference>/classify", views.classify),
    path("incidents/<reference:reference>/connections", connection_views.connections),
    path("incidents/<reference:reference>/part", views.part),
    path("incidents/<reference:reference>/disconnect", views.disconnect),
    path("incidents/<reference:reference>/marker", marker_views.marker, name="marker"),
    path("incidents/<reference:reference>/marker/<uuid:connection>", marker_views.marker_end, name="marker-end"),
    path("incidents/<reference:reference>/looks", look_views.looks),
    path("incidents/<reference:reference>/closed", closed_views.closed),
    path("incidents/<reference:reference>/opinions", views.opinions),
    path("incidents/<reference:reference>/accounts", views.accounts),
    path("incidents/<reference:reference>/accounts/<uuid:account>", views.correct),
    path("incidents/<reference:reference>/exhibits", views.exhibits),
    path("incidents/<reference:reference>/exhibits/<uuid:exhibit>", views.exhibit),
    path("incidents/<reference:reference>/exhibits/<uuid:exhibit>/privilege", views.privilege),
]
