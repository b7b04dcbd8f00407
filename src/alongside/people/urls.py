"""The sign-in pages, under /accounts/. Only the pages of allauth that this service has a use and a template for."""

from allauth.account import views
from django.urls import path, re_path

from alongside.people.access import ANYONE, SIGNED_IN, allow

urlpatterns = [
    path("login/", allow(ANYONE)(views.login), name="account_login"),
    path("logout/", allow(ANYONE)(views.logout), name="account_logout"),
    path("inactive/", allow(ANYONE)(views.account_inactive), name="account_inactive"),
    path("password/change/", allow(SIGNED_IN)(views.password_change), name="account_change_password"),
    path("password/reset/", allow(ANYONE)(views.password_reset), name="account_reset_password"),
    path("password/reset/done/", allow(ANYONE)(views.password_reset_done), name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        allow(ANYONE)(views.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        allow(ANYONE)(views.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
]
