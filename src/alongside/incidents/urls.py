"""Addresses of the incidents room; each part of the work keeps its own."""

from django.urls import URLPattern, URLResolver, include, path, register_converter

from alongside.incidents import views


class ReferenceConverter:
    """`7KQ2-9F3M`, in capitals or not. The dash tells it from the words of other addresses."""

    regex = "[0-9A-Za-z]{4}-[0-9A-Za-z]{4}"

    def to_python(self, value: str) -> str:
        return value.upper()

    def to_url(self, value: str) -> str:
        return value


register_converter(ReferenceConverter, "reference")

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("alongside.incidents.exchange.urls")),
    path("", include("alongside.incidents.finding.urls")),
    path("", include("alongside.incidents.following.urls")),
    path("", include("alongside.incidents.completing.urls")),
    path("", include("alongside.incidents.wellbeing.urls")),
    path("", include("alongside.incidents.reporting.urls")),
    path("incidents/<reference:reference>", views.incident, name="incident"),
    path("", include("alongside.incidents.duties.urls")),
    path("", include("alongside.incidents.triage.urls")),
    path("", include("alongside.incidents.local_codes.urls")),
]
