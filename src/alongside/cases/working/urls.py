from django.urls import path

from alongside.cases.working import look_views, views, waiving_views

urlpatterns = [
    path("cases/<case:reference>", views.overview),
    path("cases/<case:reference>/move", views.move),
    path("cases/<case:reference>/waive/<str:owed>", waiving_views.ask),
    path("cases/to-approve/promises/<uuid:waiver_id>", waiving_views.decide),
    path("cases/<case:reference>/give", views.give),
    path("cases/<case:reference>/describe", views.describe),
    path("cases/<case:reference>/file", views.file),
    path("cases/<case:reference>/looks", look_views.looks),
    path("cases/<case:reference>/file/<uuid:event_id>/correct", views.correct),
    path("cases/<case:reference>/plan", views.plan),
    path("cases/<case:reference>/tasks/add", views.new_task),
    path("cases/<case:reference>/tasks/<uuid:task_id>", views.change_task),
    path("cases/<case:reference>/tasks/<uuid:task_id>/end", views.end_task),
    path("cases/<case:reference>/tasks/<uuid:task_id>/reopen", views.reopen_task),
]
