from django.urls import path

from alongside.response import views

urlpatterns = [
    path("response", views.console),
    path("response/live", views.live),
    path("response/alarms/<uuid:id>", views.alarm),
    path("response/alarms/<uuid:id>/take", views.take),
    path("response/alarms/<uuid:id>/note", views.note),
    path("response/alarms/<uuid:id>/spoken-note", views.spoken_note),
    path("response/alarms/<uuid:id>/hand-over", views.hand_over),
    path("response/alarms/<uuid:id>/close", views.close),
    path("response/alarms/<uuid:id>/check", views.check),
    path("response/alarms/<uuid:id>/reopen", views.reopen),
]
