from django.urls import path

from alongside.cases.sanctions import approval_list, approval_views, letter_views, removal_views, views

SECTION = "cases/<case:reference>/sanctions"
ONE = f"{SECTION}/<uuid:sanction_id>"

urlpatterns = [
    path("cases/to-approve", approval_list.to_approve),
    path("cases/to-approve/letters/<uuid:letter_id>", approval_views.letter),
    path("cases/to-approve/<uuid:waiting_id>", approval_views.show_waiting),
    path("cases/to-approve/<uuid:waiting_id>/<slug:decision>", approval_views.decide),
    path(SECTION, views.sanctions),
    path(f"{SECTION}/decide", views.decide),
    path(f"{SECTION}/propose", views.propose),
    path(f"{SECTION}/of-track/<uuid:outcome_id>", views.of_track),
    path(f"{SECTION}/removals/add", removal_views.record),
    path(f"{SECTION}/removals/<uuid:removal_id>", removal_views.hospital),
    path(f"{SECTION}/removals/<uuid:removal_id>/correct", removal_views.correct),
    path(f"{SECTION}/practice/add", removal_views.begin),
    path(f"{SECTION}/practice/<uuid:practice_id>", removal_views.practice),
    path(f"{SECTION}/practice/<uuid:practice_id>/correct", removal_views.correct_practice),
    path(f"{SECTION}/practice/<uuid:practice_id>/step/<slug:act>", removal_views.step),
    path(ONE, views.sanction),
    path(f"{ONE}/step/<slug:act>", views.step),
    path(f"{ONE}/correct", views.correct),
    path(f"{ONE}/take-back", views.take_back),
    path(f"{ONE}/slip", views.slip),
    path(f"{ONE}/letters/<slug:addressee>", letter_views.letter),
    path(f"{ONE}/letters/<slug:addressee>/approve", letter_views.approve),
    path(f"{ONE}/letters/<slug:addressee>/sent", letter_views.sent),
    path(f"{ONE}/letters/<slug:addressee>/print", letter_views.printed),
    path(f"{ONE}/letters/<slug:addressee>/produce", letter_views.produced),
]
