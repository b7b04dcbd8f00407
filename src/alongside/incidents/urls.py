"""Addresses of the incidents room; each part of the work keeps its own."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
