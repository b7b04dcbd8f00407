"""Routes of this room, below `/messages/`."""

from django.urls import path

from alongside.messages import call_views, push_views, views

urlpatterns = [
    path("notify/receipts", views.notify_receipt, name="messages-notify-receipt"),
    path("notify/replies", views.notify_reply, name="messages-notify-reply"),
    path("push/worker.js", push_views.worker),
    path("push/<uuid:message_id>/shown", push_views.shown),
    path("voice/<uuid:message_id>/answer", call_views.answer, name="messages-call-answer"),
    path("voice/<uuid:message_id>/heard", call_views.heard, name="messages-call-heard"),
    path("voice/<uuid:message_id>/key", call_views.key, name="messages-call-key"),
    path("voice/<uuid:message_id>/outcome/<int:digits>/<int:turn>", call_views.outcome, name="messages-call-outcome"),
    path("voice/<uuid:message_id>/status", call_views.status, name="messages-call-status"),
]
