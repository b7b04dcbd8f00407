"""The routes of an installation that runs as a demonstration."""

from django.urls import include, path

from alongside.config.urls import urlpatterns as live

urlpatterns = [*live, path("demo/", include("alongside.demo.urls"))]
