"""Where every page and endpoint lives."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("messages/", include("alongside.messages.urls")),
    path("demo/", include("alongside.demo.urls")),
]
