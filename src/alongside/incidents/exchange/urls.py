"""Addresses of imports and webhooks."""

from django.urls import path

from alongside.incidents.exchange import views
from alongside.incidents.exchange.webhooks import views as webhooks

urlpatterns = [
    path("incidents/import", views.imports, name="imports"),
    path("incidents/import/<uuid:id>", views.show_import, name="import"),
    path("incidents/import/<uuid:id>/columns", views.columns, name="import-columns"),
    path("incidents/import/<uuid:id>/mapping", views.forget_mapping, name="import-mapping"),
    path("incidents/import/<uuid:id>/words", views.words, name="import-words"),
    path("incidents/import/<uuid:id>/start", views.start, name="import-start"),
    path("incidents/import/<uuid:id>/stop", views.stop, name="import-stop"),
    path("incidents/import/<uuid:id>/erase", views.discard, name="import-erase"),
    path("incidents/import/<uuid:id>/rows.csv", views.rows_to_correct, name="import-rows"),
    path("incidents/webhooks", webhooks.webhooks, name="webhooks"),
    path("incidents/webhooks/<uuid:id>", webhooks.show_webhook, name="webhook"),
    path("incidents/webhooks/<uuid:id>/change", webhooks.change, name="webhook-change"),
    path("incidents/webhooks/<uuid:id>/test", webhooks.test, name="webhook-test"),
    path("incidents/webhooks/<uuid:id>/switch", webhooks.switch, name="webhook-switch"),
    path("incidents/webhooks/<uuid:id>/secret", webhooks.secret, name="webhook-secret"),
    path("incidents/webhooks/<uuid:id>/remove", webhooks.remove, name="webhook-remove"),
    path("incidents/webhooks/<uuid:id>/again", webhooks.all_again, name="webhook-all-again"),
    path("incidents/webhooks/deliveries/<uuid:id>", webhooks.delivery, name="webhook-delivery"),
    path("incidents/webhooks/deliveries/<uuid:id>/again", webhooks.again, name="webhook-again"),
]
