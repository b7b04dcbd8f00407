"""Signing in, and getting back in after forgetting the password."""

import re
from typing import Any

import pytest
from django.core import mail
from tests.world import PASSWORD, World

LOGIN = "/accounts/login/"
NEW_PASSWORD = "seven quiet herons fishing"


def test_somebody_signs_in_and_sees_their_name_and_organisation(client: Any, world: World) -> None:
    answer = client.post(LOGIN, {"login": "nurse", "password": PASSWORD}, follow=True)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Nia Okoye" in page
    assert "Northbrook Community Health" in page


def test_a_wrong_password_is_said_in_plain_words_and_keeps_the_name(client: Any, world: World) -> None:
    page = client.post(LOGIN, {"login": "nurse", "password": "not the one"}).content.decode()
    assert "There is a problem" in page
    assert 'value="nurse"' in page
    assert "not the one" not in page


def test_one_is_taken_where_one_wanted_to_go(client: Any, world: World) -> None:
    wanted = client.get("/my-safety")
    assert wanted["Location"].startswith(LOGIN)
    form = client.get(wanted["Location"]).content.decode()
    kept = re.search(r'name="next" value="([^"]+)"', form)
    assert kept is not None
    answer = client.post(LOGIN, {"login": "nurse", "password": PASSWORD, "next": kept[1]})
    assert answer["Location"] == "/my-safety"


def test_signing_out_asks_first_on_a_page_and_then_does_it(client: Any, world: World) -> None:
    client.force_login(world.nurse.user)
    assert "goes on being watched" in client.get("/accounts/logout/").content.decode()
    client.post("/accounts/logout/")
    assert client.get("/my-safety").status_code == 302


def test_a_forgotten_password_is_replaced_through_the_link_in_the_mail(client: Any, world: World) -> None:
    answer = client.post("/accounts/password/reset/", {"email": "nurse@example.org"}, follow=True)
    assert "Check your email" in answer.content.decode()
    assert mail.outbox[0].subject == "Choose a new password for Alongside"
    assert "Hello Nia Okoye" in str(mail.outbox[0].body)
    link = re.search(r"https?://[^/\s]+(/accounts/password/reset/key/\S+)", str(mail.outbox[0].body))
    assert link is not None
    form = client.get(link[1], follow=True)
    assert "Choose a new password" in form.content.decode()
    action = form.redirect_chain[-1][0]
    done = client.post(action, {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}, follow=True)
    assert "Your password is changed" in done.content.decode()
    assert client.post(LOGIN, {"login": "nurse", "password": NEW_PASSWORD}).status_code == 302


def test_a_link_that_was_used_says_so(client: Any, world: World) -> None:
    page = client.get("/accounts/password/reset/key/abc-set-password/").content.decode()
    assert "This link no longer works" in page


def test_an_unknown_address_is_not_given_away(client: Any, world: World) -> None:
    page = client.post("/accounts/password/reset/", {"email": "nobody@example.org"}, follow=True).content.decode()
    assert "If that address belongs to an account" in page
    assert mail.outbox == []


def test_changing_the_password_needs_the_old_one(client: Any, world: World) -> None:
    client.force_login(world.nurse.user)
    asked = {"oldpassword": "not the one", "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    page = client.post("/accounts/password/change/", asked).content.decode()
    assert "There is a problem" in page


def test_who_changes_the_password_and_has_forgotten_it_finds_the_way(client: Any, world: World) -> None:
    client.force_login(world.nurse.user)
    page = client.get("/accounts/password/change/").content.decode()
    assert '<a href="/accounts/password/reset/">I have forgotten my password</a>' in page
    assert "&lt;a" not in page


def test_nobody_signs_themselves_up(client: Any, world: World) -> None:
    assert client.get("/accounts/signup/").status_code == 404


@pytest.mark.parametrize("path", [LOGIN, "/nowhere", "/api/v1/docs"])
def test_a_page_may_load_and_run_only_what_comes_from_here(client: Any, world: World, path: str) -> None:
    client.force_login(world.nurse.user)
    answer = client.get(path)
    assert "script-src 'self';" in answer["Content-Security-Policy"]
    assert b"//cdn" not in answer.content
