from django.urls import path

from alongside.watch.buddies import views

urlpatterns = [
    path("buddy", views.buddies),
    path("buddy/all", views.every),
    path("buddy/ask", views.ask),
    path("buddy/alarms/<uuid:id>/steps", views.step),
    path("buddy/<uuid:agreement_id>", views.agreement),
    path("buddy/<uuid:agreement_id>/accept", views.accept),
    path("buddy/<uuid:agreement_id>/decline", views.decline),
    path("buddy/<uuid:agreement_id>/end", views.end),
    path("buddy/<uuid:agreement_id>/take-over", views.take_over),
]
