from django.urls import path

from alongside.cases.police import court_views, views

urlpatterns = [
    path("cases/<case:reference>/police", views.police),
    path("cases/<case:reference>/police/add/<reference:report>", views.add_offence),
    path("cases/<case:reference>/police/clocks/<uuid:duty_id>", views.clock),
    path("cases/<case:reference>/police/hearings/<uuid:hearing_id>", court_views.change_hearing),
    path("cases/<case:reference>/police/hearings/<uuid:hearing_id>/attend", court_views.attend),
    path("cases/<case:reference>/police/hearings/<uuid:hearing_id>/result", court_views.result),
    path("cases/<case:reference>/police/attendances/<uuid:attendance_id>/release", court_views.release),
    path("cases/<case:reference>/police/orders/<uuid:order_id>", court_views.change_order),
    path("cases/<case:reference>/police/orders/<uuid:order_id>/breach", court_views.note_breach),
    path("cases/<case:reference>/police/orders/<uuid:order_id>/take-back", court_views.take_back_order),
    path("cases/<case:reference>/police/pleas/<uuid:plea_id>/take-back", court_views.take_back_plea),
    path("cases/<case:reference>/police/<uuid:track_id>/correct", views.correct),
    path("cases/<case:reference>/police/<uuid:track_id>/take-back", views.take_back),
    path("cases/<case:reference>/police/<uuid:track_id>/step", views.step),
    path("cases/<case:reference>/police/<uuid:track_id>/news", views.news),
    path("cases/<case:reference>/police/<uuid:track_id>/plea", court_views.add_plea),
    path("cases/<case:reference>/police/<uuid:track_id>/hearings/add", court_views.add_hearing),
    path("cases/<case:reference>/police/<uuid:track_id>/orders/add", court_views.add_order),
    path("cases/<case:reference>/police/<uuid:track_id>/move/<slug:police_act>", views.move),
]
