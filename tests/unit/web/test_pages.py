"""Pages hold together with as little as they may be given, and carry nothing that the content policy forbids."""

import re
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.forms import ChangePasswordForm, LoginForm, ResetPasswordForm, ResetPasswordKeyForm
from django.template.loader import render_to_string
from tests.unit.web.sample import NOW, console, my_safety

from alongside.response.presenters import Console
from alongside.watch.presenters import MySafety, PlannedVisit, RunningVisit

ERROR_PAGES = ["400.html", "403.html", "403_csrf.html", "404.html", "429.html", "500.html"]
SIGN_IN_PAGES = {
    "account_inactive": None,
    "login": LoginForm,
    "logout": None,
    "password_change": ChangePasswordForm,
    "password_reset": ResetPasswordForm,
    "password_reset_done": None,
    "password_reset_from_key": ResetPasswordKeyForm,
    "password_reset_from_key_done": None,
}


@pytest.mark.parametrize("page", ERROR_PAGES)
def test_an_error_page_needs_no_context(page: str) -> None:
    html = render_to_string(page)
    assert "<h1" in html
    assert 'lang="en-GB"' in html


@pytest.mark.parametrize("page", SIGN_IN_PAGES)
def test_a_sign_in_page_is_drawn(page: str) -> None:
    form = SIGN_IN_PAGES[page]
    html = _render(f"account/{page}.html", form=form() if form else None)
    assert "<h1" in html
    assert len(re.findall(r"<input[^>]*type=.(?!hidden)", html)) == (len(form().fields) if form else 0)


def test_a_wrong_password_is_said_on_top_and_leads_to_the_field() -> None:
    form = LoginForm({"login": "", "password": "not the one"})
    html = _render("account/login.html", form=form)
    assert "<title>Error: Sign in" in html
    assert "There is a problem" in html
    assert 'href="#id_login"' in html


def test_a_used_link_to_a_new_password_says_what_to_do() -> None:
    html = _render("account/password_reset_from_key.html", token_fail=True)
    assert "This link no longer works" in html
    assert "Ask for a new one" in html


def test_a_failed_request_says_that_help_may_not_have_been_saved() -> None:
    assert "it may not have been saved" in render_to_string("500.html")
    assert "It was not saved" in render_to_string("403_csrf.html")


def test_the_header_shows_the_organisations_own_name_and_no_logo() -> None:
    html = _render("web/home.html", organisation="Ashmoor Community Health", signed_in_as="Grace Whitfield")
    header = html[html.index("<header") : html.index("</header>")]
    assert "Ashmoor Community Health" in header
    assert "Grace Whitfield" in header
    assert "<svg" not in header
    assert "<img" not in header


def test_somebody_without_a_role_is_told_what_to_do() -> None:
    assert "ask the person who looks after Alongside" in _render("web/home.html", cards=[])


@pytest.mark.parametrize("shown", [console(), console(mine=True), Console([], None, "", "success")])
def test_the_console_carries_no_inline_script_or_style(shown: Console) -> None:
    _assert_keeps_the_content_policy(_render("response/console.html", console=shown))


@pytest.mark.parametrize("shown", [my_safety(), my_safety(visit=None)])
def test_the_workers_page_carries_no_inline_script_or_style(shown: MySafety) -> None:
    _assert_keeps_the_content_policy(_render("watch/my_safety.html", safety=shown))


def test_an_alarm_that_nobody_has_offers_taking_and_nothing_else() -> None:
    html = _render("response/console.html", console=console())
    assert "Take this alarm" in html
    assert "Take the alarm first" in html
    assert "Close the alarm" not in html


def test_the_owner_of_an_alarm_can_write_hand_over_and_close() -> None:
    html = _render("response/console.html", console=console(mine=True))
    assert "Take this alarm" not in html
    for action in ("note", "hand-over", "close"):
        assert re.search(rf'action="/response/alarms/[^/]+/{action}"', html)


def test_the_title_counts_the_alarms_that_wait() -> None:
    assert "<title>(1) Response centre" in _render("response/console.html", console=console())


def test_what_a_person_typed_stays_text() -> None:
    html = _render("response/console.html", console=console(amber_note="<script>alert(1)</script>"))
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert" in html


def test_help_is_a_plain_button_where_scripts_do_not_run() -> None:
    for shown in (my_safety(), my_safety(visit=None)):
        html = _render("watch/my_safety.html", safety=shown)
        assert re.search(r'<form action="/my-safety/help" method="post"', html)


def test_a_planned_visit_is_started_by_one_press() -> None:
    planned = PlannedVisit(my_safety().worker_id, "2 Mill Lane", "", NOW, NOW + timedelta(hours=1), True)
    html = _render("watch/my_safety.html", safety=my_safety(visit=None, planned=[planned]))
    assert f'action="/my-safety/visits/{planned.id}/start"' in html


def test_without_a_working_plan_no_visit_can_be_started_but_help_can_be_asked() -> None:
    shown = my_safety(visit=None, plan_ready=False, plan_problem="Only one person can be reached tonight.")
    html = _render("watch/my_safety.html", safety=shown)
    assert "Only one person can be reached tonight." in html
    assert "Start visit" not in html
    assert "I need help" in html


def test_an_overdue_visit_says_what_to_press() -> None:
    visit = my_safety().visit
    assert isinstance(visit, RunningVisit)
    late = RunningVisit(**(vars(visit) | {"state": "overdue", "due_at": NOW - timedelta(minutes=3)}))
    html = _render("watch/my_safety.html", safety=my_safety(visit=late))
    assert "3 minutes late" in html
    assert "Press “I am safe” now" in html


def _render(page: str, **context: Any) -> str:
    return render_to_string(page, {"now": NOW, **context})


def _assert_keeps_the_content_policy(html: str) -> None:
    assert re.findall(r"<script(?![^>]*\bsrc=)", html) == []
    assert re.findall(r"<style|\sstyle=|\son[a-z]+=|javascript:", html) == []
    assert re.findall(r'(?:src|href)="(?:https?:)?//(?!map\.example)', html) == []
