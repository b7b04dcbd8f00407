from django.urls import path

from alongside.cases.exhibits import views

SECTION = "cases/<case:reference>/exhibits"

urlpatterns = [
    path(SECTION, views.exhibits),
    path(f"{SECTION}/footage/add", views.ask_footage),
    path(f"{SECTION}/footage/<uuid:footage_id>/<slug:footage_act>", views.move_footage),
    path(f"{SECTION}/add", views.add_exhibit),
    path(f"{SECTION}/<uuid:exhibit_id>/file", views.file),
    path(f"{SECTION}/<uuid:exhibit_id>/correct", views.correct_exhibit),
    path(f"{SECTION}/<uuid:exhibit_id>/strike", views.strike_exhibit),
    path(f"{SECTION}/<uuid:exhibit_id>/hand-over", views.hand_over),
]
