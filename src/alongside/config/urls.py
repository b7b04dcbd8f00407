"""Where every page and endpoint lives."""

from allauth.account import views as account
from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from alongside.config import views
from alongside.config.api import api
from alongside.people.access import ANYONE, SIGNED_IN, allow

signing_in = [
    path("login/", allow(ANYONE)(account.login), name="account_login"),
    path("logout/", allow(ANYONE)(account.logout), name="account_logout"),
    path("inactive/", allow(ANYONE)(account.account_inactive), name="account_inactive"),
    path("password/change/", allow(SIGNED_IN)(account.password_change), name="account_change_password"),
    path("password/reset/", allow(ANYONE)(account.password_reset), name="account_reset_password"),
    path("password/reset/done/", allow(ANYONE)(account.password_reset_done), name="account_reset_password_done"),
    path(
        "password/reset/key/<uidb36>-<key>/",
        allow(ANYONE)(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        allow(ANYONE)(account.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("healthz", views.healthz),
    path("readyz", views.readyz),
    path("metrics", views.metrics),
    path("accounts/", include(signing_in)),
    path("api/v1/", api.urls),
    path("", include("alongside.response.urls")),
    path("", include("alongside.devices.urls")),
    path("messages/", include("alongside.messages.urls")),
]
if settings.DEMO:
    urlpatterns.append(path("demo/", include("alongside.demo.urls")))
