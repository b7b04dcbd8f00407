"""Where every page and endpoint lives."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from alongside.config import api, views

handler400 = views.bad_request
handler500 = views.server_error

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("healthz", views.healthz),
    path("readyz", views.readyz),
    path("metrics", views.metrics),
    path("accounts/reached/", include("alongside.messages.reached_urls")),
    path("accounts/", include("alongside.people.urls")),
    path("", include("alongside.people.staff_urls")),
    path("api/v1/", api.routes()),
    path("", include("alongside.evidence.urls")),
    path("", include("alongside.documents.urls")),
    path("", include("alongside.risk.markers.urls")),
    path("", include("alongside.risk.urls")),
    path("", include("alongside.watch.urls")),
    path("", include("alongside.incidents.urls")),
    path("", include("alongside.cases.urls")),
    path("", include("alongside.response.urls")),
    path("", include("alongside.devices.urls")),
    path("messages/", include("alongside.messages.urls")),
]
if settings.DEMO:
    urlpatterns.append(path("demo/", include("alongside.demo.urls")))
