from django.urls import path

from alongside.watch.privacy import views

urlpatterns = [
    path("my-safety/privacy", views.privacy),
    path("my-safety/privacy/copies", views.ask),
    path("my-safety/privacy/copies/<uuid:archive_id>", views.copy),
    path("privacy-notice", views.notice),
]
