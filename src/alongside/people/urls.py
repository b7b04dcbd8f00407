"""The sign-in pages, under /accounts/. Only the pages of allauth that this service has a use and a template for."""

from allauth.account import views as allauth
from django.urls import path, re_path

from alongside.people import views
from alongside.people.access import ANYONE, SIGNED_IN, allow
from alongside.people.unsaved.views import save_again

urlpatterns = [
    path("login/", allow(ANYONE)(allauth.login), name="account_login"),
    path("logout/", allow(ANYONE)(allauth.logout), name="account_logout"),
    path("unsaved/", save_again),
    path("signed-in/", views.signed_in),
    path("sign-ins/", views.sign_ins),
    path("signed-in/others/sign-out/", views.sign_out_the_others),
    path("signed-in/<uuid:session_id>/sign-out/", views.sign_out_one),
    path("inactive/", allow(ANYONE)(allauth.account_inactive), name="account_inactive"),
    path("password/change/", allow(SIGNED_IN)(allauth.password_change), name="account_change_password"),
    path("password/reset/", allow(ANYONE)(allauth.password_reset), name="account_reset_password"),
    path("password/reset/done/", allow(ANYONE)(allauth.password_reset_done), name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        allow(ANYONE)(allauth.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        allow(ANYONE)(allauth.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
]
