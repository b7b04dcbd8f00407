"""A form that could not be saved: what its person is shown, and what nobody else gets of it."""

import html
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from tests.conftest import AppClient
from tests.situations import arrange
from tests.world import PASSWORD, World

from alongside.cases.models import Event
from alongside.people.unsaved.forms import UnsavedForm, is_from_here
from alongside.people.unsaved.marks import is_of, make_mark, mark_in

pytestmark = pytest.mark.django_db

HERE = {"Origin": "http://testserver", "Accept": "text/html"}
WORDS = "He waited at the door.\r\n\r\nThen he came <closer> & shouted."
SAVE_AGAIN = "/accounts/unsaved/"


class Tab:
    """A tab of a browser that checks tokens, in which the page with the form stands open."""

    def __init__(self, address: str, user: Any) -> None:
        self.browser = AppClient(enforce_csrf_checks=True)
        self.browser.force_login(user)
        self.address = address
        self.token = token_of(self.browser.get(address))

    def saves(self, headers: dict[str, str] = HERE, **fields: Any) -> Any:
        return self.browser.post(self.address, {"csrfmiddlewaretoken": self.token, **fields}, headers=headers)

    def signs_in(self, page: Any, username: str, **more: str) -> Any:
        """By the sign-in of the page that keeps what was typed."""
        said = {"csrfmiddlewaretoken": token_of(page), "kept": kept_in(page), "login": username, "password": PASSWORD}
        return self.browser.post(SAVE_AGAIN, said | more, headers=HERE)

    def is_signed_out(self) -> None:
        self.browser.cookies.pop("sessionid", None)

    def somebody_signs_in_elsewhere(self, user: Any) -> None:
        self.is_signed_out()
        said = {"csrfmiddlewaretoken": token_of(self.browser.get("/accounts/login/")), "password": PASSWORD}
        assert self.browser.post("/accounts/login/", said | {"login": user.username}).status_code == 302


@pytest.fixture
def note(world: World) -> Tab:
    """The LSMS writes a note into the file of a case."""
    reference = arrange(world, "case").values["reference"]
    return Tab(f"/cases/{reference}/file", world.users()["lsms"])


def test_whoever_was_signed_out_reads_what_they_typed_and_signs_in_to_save_it(note: Tab, world: World) -> None:
    note.is_signed_out()
    page = note.saves(text=WORDS, compartment="narrative")
    assert page.status_code == 401
    assert page.headers["Cache-Control"] == "private, no-store"
    assert html.escape(WORDS.split("\r\n")[-1]) in shown(page)
    again = note.signs_in(page, world.users()["lsms"].username)
    assert again.status_code == 200
    assert "data-send-at-once" in shown(again)
    assert not Event.objects.filter(text__contains="closer").exists()
    saved = note.browser.post(action_of(again), fields_of(again), headers=HERE)
    assert saved.status_code == 302
    assert saved.headers["Location"].startswith(note.address.rsplit("/", 1)[0])
    assert [event.text.replace("\r\n", "\n") for event in Event.objects.filter(text__contains="closer")] == [
        WORDS.replace("\r\n", "\n")
    ]


def test_with_the_cookie_of_the_token_gone_too_it_is_the_same(note: Tab, world: World) -> None:
    note.browser.cookies.clear()
    page = note.saves(text=WORDS, compartment="narrative")
    assert page.status_code == 401
    assert "data-send-at-once" in shown(note.signs_in(page, world.users()["lsms"].username))


def test_another_person_who_signs_in_there_sends_nothing_and_is_shown_nothing(note: Tab, world: World) -> None:
    note.is_signed_out()
    page = note.signs_in(note.saves(text=WORDS, compartment="narrative"), world.users()["manager"].username)
    assert "Somebody else typed this" in shown(page)
    assert "shouted" not in shown(page)
    assert note.browser.get("/").status_code == 302
    assert note.signs_in(page, world.users()["lsms"].username).status_code == 200


def test_with_another_person_signed_in_meanwhile_it_waits_until_they_are_signed_out(note: Tab, world: World) -> None:
    note.somebody_signs_in_elsewhere(world.users()["manager"])
    page = note.saves(text=WORDS, compartment="narrative")
    assert page.status_code == 403
    assert "shouted" not in shown(page)
    assert 'name="text"' not in shown(page)
    opened = note.signs_in(page, world.users()["lsms"].username)
    assert "shouted" not in shown(opened)
    said = {"csrfmiddlewaretoken": token_of(page), "kept": kept_in(page), "sign_out": "yes"}
    closed = note.browser.post(SAVE_AGAIN, said, headers=HERE)
    assert closed.status_code == 401
    assert "shouted" not in shown(closed)
    assert "shouted" in shown(note.signs_in(closed, world.users()["lsms"].username))


def test_whoever_signed_in_again_elsewhere_saves_with_one_more_press(note: Tab, world: World) -> None:
    note.somebody_signs_in_elsewhere(world.users()["lsms"])
    page = note.saves(text=WORDS, compartment="narrative")
    assert page.status_code == 403
    assert "data-send-at-once" not in shown(page)
    assert note.browser.post(action_of(page), fields_of(page), headers=HERE).status_code == 302
    assert Event.objects.filter(text__contains="closer").count() == 1


def test_a_sign_in_with_a_stale_token_keeps_what_was_typed(note: Tab, world: World) -> None:
    note.is_signed_out()
    page = note.saves(text=WORDS, compartment="narrative")
    note.somebody_signs_in_elsewhere(world.users()["lsms"])
    assert "Save again" in shown(note.signs_in(page, world.users()["lsms"].username))


@pytest.mark.parametrize(
    "headers",
    [
        {"Accept": "text/html"},
        {"Accept": "text/html", "Origin": "https://elsewhere.example"},
        {"Accept": "text/html", "Origin": "null"},
        {"Accept": "text/html", "Sec-Fetch-Site": "cross-site"},
        {"Accept": "text/html", "Sec-Fetch-Site": "same-site"},
        {"Accept": "text/html", "Sec-Fetch-Site": "same-origin", "Origin": "https://elsewhere.example"},
    ],
)
def test_another_site_gets_nothing_of_it(note: Tab, headers: dict[str, str]) -> None:
    signed_in = note.saves(headers, text=WORDS, csrfmiddlewaretoken="")
    note.is_signed_out()
    signed_out = note.saves(headers, text=WORDS)
    for answer in (signed_in, signed_out):
        assert answer.status_code in (302, 403)
        assert "shouted" not in shown(answer)
        assert "kept" not in shown(answer)


def test_another_site_cannot_sign_anybody_in_with_what_it_kept(note: Tab, world: World) -> None:
    note.is_signed_out()
    page = note.saves(text=WORDS)
    forged = {"kept": kept_in(page), "login": world.users()["lsms"].username, "password": PASSWORD}
    answer = note.browser.post(SAVE_AGAIN, forged, headers={"Origin": "https://elsewhere.example"})
    assert answer.status_code == 403
    assert "kept" not in shown(answer)
    assert note.browser.get("/").status_code == 302


def test_what_was_not_closed_by_us_is_not_opened(note: Tab, world: World) -> None:
    note.is_signed_out()
    page = note.saves(text=WORDS)
    changed = {"csrfmiddlewaretoken": token_of(page), "kept": kept_in(page)[:-6] + "AAAAAA"}
    assert note.browser.post(SAVE_AGAIN, changed, headers=HERE).status_code == 400


def test_a_pin_is_neither_shown_nor_carried_and_a_file_is_named(note: Tab, world: World) -> None:
    note.is_signed_out()
    picture = SimpleUploadedFile("door.jpg", b"\xff\xd8\xff")
    page = note.saves(text=WORDS, pin="4711", new_password="hunter2", picture=picture)
    assert "4711" not in shown(page)
    assert "hunter2" not in shown(page)
    assert "door.jpg" in shown(page)
    again = shown(note.signs_in(page, world.users()["lsms"].username))
    assert "4711" not in again
    assert "data-send-at-once" not in again
    assert re.search(r'type="file"[^>]+name="picture"', again)
    assert re.search(r'<input[^>]+name="pin" type="password"', again)


def test_a_page_of_nobody_is_shown_and_not_sent_by_whoever_signs_in(note: Tab) -> None:
    visitor = AppClient(enforce_csrf_checks=True)
    token = token_of(visitor.get("/accounts/login/"))
    page = visitor.post(note.address, {"csrfmiddlewaretoken": token, "text": WORDS}, headers=HERE)
    assert page.status_code == 401
    assert "shouted" in shown(page)
    assert 'name="kept"' not in shown(page)


def test_scripts_machines_and_pages_that_are_only_read_are_answered_as_before(note: Tab) -> None:
    note.is_signed_out()
    assert note.browser.get(note.address, headers=HERE).status_code == 302
    assert note.saves({"Origin": "http://testserver", "Accept": "application/json"}, text=WORDS).status_code == 302
    called = note.browser.post("/api/v1/alarms", {"text": WORDS}, headers=HERE)
    assert called.headers["Content-Type"] == "application/problem+json"


def test_a_mark_says_whose_page_it_was_to_nobody_but_us(world: World) -> None:
    name = str(world.users()["lsms"].pk)
    marks = {make_mark(name) for _ in range(50)}
    assert len({mark[-8:] for mark in marks}) == 50
    for mark in marks:
        assert mark_in(mark + "a" * 32) == mark
        assert is_of(mark, world.users()["lsms"])
        assert not is_of(mark, world.users()["manager"])
        assert not is_of(mark, None)
    assert mark_in("a" * 64) == ""


def test_a_very_long_account_comes_through_whole(rf: RequestFactory, world: World) -> None:
    account = "\r\n".join(f"{line}. He said that he would wait for me again." for line in range(4000))
    request = rf.post("/x", {"text": account})
    kept = UnsavedForm.of(request).closed()
    opened = UnsavedForm.opened(kept)
    assert opened is not None
    assert opened.words[0].text == account
    assert len(kept) < len(account)
    assert not is_from_here(request)


def shown(answer: Any) -> str:
    return str(answer.content.decode())


def token_of(answer: Any) -> str:
    return re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', shown(answer))[-1]


def kept_in(answer: Any) -> str:
    found = re.search(r'name="kept" value="([^"]*)"', shown(answer))
    return found[1] if found else ""


def _last_form(answer: Any) -> str:
    return str(re.findall(r'<form method="post".*?</form>', shown(answer), re.DOTALL)[-1])


def action_of(answer: Any) -> str:
    return html.unescape(re.search(r'action="([^"]*)"', _last_form(answer))[1])  # type: ignore[index]


def fields_of(answer: Any) -> dict[str, str]:
    found = re.findall(r'type="hidden" name="([^"]*)" value="([^"]*)"', _last_form(answer))
    return {name: html.unescape(value) for name, value in found}
