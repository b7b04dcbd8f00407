from django.urls import path

from alongside.cases.inquiry import views

SECTION = "cases/<case:reference>/investigation"

urlpatterns = [
    path(SECTION, views.investigation),
    path(f"{SECTION}/footage/add", views.ask_footage),
    path(f"{SECTION}/footage/<uuid:footage_id>/<slug:footage_act>", views.move_footage),
    path(f"{SECTION}/exhibits/add", views.add_exhibit),
    path(f"{SECTION}/exhibits/<uuid:exhibit_id>/file", views.file),
    path(f"{SECTION}/exhibits/<uuid:exhibit_id>/correct", views.correct_exhibit),
    path(f"{SECTION}/exhibits/<uuid:exhibit_id>/strike", views.strike_exhibit),
    path(f"{SECTION}/exhibits/<uuid:exhibit_id>/hand-over", views.hand_over),
]
