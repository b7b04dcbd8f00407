from django.urls import path

from alongside.cases.remedial import own_views, views

urlpatterns = [
    path("cases/actions", views.listed),
    path("cases/actions.csv", views.export_csv),
    path("cases/actions.xlsx", views.export_xlsx),
    path("cases/<case:reference>/review/actions/add", views.add),
    path("cases/<case:reference>/review/actions/<uuid:action_id>/carry-on", views.carry_on),
    path("cases/<case:reference>/review/actions/<uuid:action_id>/files/<uuid:step_id>", views.file),
    path("cases/<case:reference>/review/actions/<uuid:action_id>/<slug:action_act>", views.decide),
    path("actions", own_views.mine),
    path("actions/by-link/<str:action_key>", own_views.by_link),
    path("actions/<uuid:action_id>", own_views.own),
]
