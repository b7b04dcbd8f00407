"""Routes of this room, below `/messages/`."""

from django.urls import path

from alongside.messages import views

urlpatterns = [
    path("notify/receipts", views.notify_receipt, name="messages-notify-receipt"),
    path("notify/replies", views.notify_reply, name="messages-notify-reply"),
]
