"""Routes of the demonstration, below `/demo/`."""

from django.urls import path

from alongside.demo import views

urlpatterns = [
    path("messages", views.sent_messages, name="demo-messages"),
    path("messages/<uuid:message_id>/answer", views.answer, name="demo-answer"),
]
