"""Addresses of RIDDOR and deadlines."""

from django.urls import URLPattern, URLResolver, path

from alongside.incidents.duties import absence_views, due_views, ending_views, settings_views, views

RIDDOR = "incidents/<reference:reference>/riddor/<int:number>"

urlpatterns: list[URLPattern | URLResolver] = [
    path("incidents/absences", absence_views.absences, name="absences"),
    path("incidents/absences/look", absence_views.look, name="absences-look"),
    path("incidents/absences/take-over", absence_views.take_over, name="absences-take-over"),
    path("incidents/due", due_views.due, name="due"),
    path("incidents/due.csv", due_views.due_file, {"form": "csv"}, name="due-csv"),
    path("incidents/due.xlsx", due_views.due_file, {"form": "xlsx"}, name="due-xlsx"),
    path("incidents/due.ics", due_views.feed, name="due-feed"),
    path("incidents/due/calendar", due_views.calendar, name="due-calendar"),
    path("incidents/due/digest", due_views.daily, name="due-digest"),
    path("incidents/due/settings", settings_views.settings, name="duty-settings"),
    path("incidents/due/settings/<slug:rule>", settings_views.length, name="duty-length"),
    path("incidents/due/organisation/<slug:own_rule>", ending_views.begin, name="duty-of-body"),
    path("incidents/due/<uuid:duty_id>/done", ending_views.done, name="duty-done"),
    path("incidents/due/<uuid:duty_id>/not-needed", ending_views.not_needed, name="duty-not-needed"),
    path("incidents/due/<uuid:duty_id>/counted-from", ending_views.count_from, name="duty-counted-from"),
    path("incidents/<reference:reference>/deadlines", ending_views.new_fact, name="duty-fact"),
    path(RIDDOR, views.matter, name="riddor-matter"),
    path(f"{RIDDOR}/step", views.step, name="riddor-step"),
    path(f"{RIDDOR}/f2508", views.hse_form, name="riddor-form"),
    path(f"{RIDDOR}/absences", views.absence, name="riddor-absence"),
    path(f"{RIDDOR}/absences/<uuid:absence_id>", views.absence, name="riddor-absence-correct"),
    path(f"{RIDDOR}/absences/<uuid:absence_id>/wrong", views.remove_absence, name="riddor-absence-wrong"),
]
