"""Addresses of the cases room; each part of the work keeps its own."""

from django.urls import URLPattern, URLResolver, include, path, register_converter


class CaseConverter:
    """`C-7KQ2-9F3M`, in capitals or not."""

    regex = "[Cc]-[0-9A-Za-z]{4}-[0-9A-Za-z]{4}"

    def to_python(self, value: str) -> str:
        return value.upper()

    def to_url(self, value: str) -> str:
        return value


register_converter(CaseConverter, "case")

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("alongside.cases.finding.urls")),
    path("", include("alongside.cases.opening.urls")),
    path("", include("alongside.cases.sanctions.urls")),
    path("", include("alongside.cases.redress.urls")),
    path("", include("alongside.cases.working.urls")),
    path("", include("alongside.cases.exhibits.urls")),
    path("", include("alongside.cases.inquiry.urls")),
    path("", include("alongside.cases.disclosure.urls")),
    path("", include("alongside.cases.police.urls")),
    path("", include("alongside.cases.victims.urls")),
    path("", include("alongside.cases.producing.urls")),
    path("", include("alongside.cases.review.urls")),
    path("", include("alongside.cases.remedial.urls")),
    path("", include("alongside.cases.lessons.urls")),
    path("", include("alongside.cases.referrals.urls")),
    path("", include("alongside.cases.supervising.urls")),
    path("", include("alongside.cases.supervision.urls")),
    path("", include("alongside.cases.workload.urls")),
]
