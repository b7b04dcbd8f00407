"""Everything that a case brings has its day in the calendar, leads to where it is done, and makes the case late when it is."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from icalendar import Calendar
from tests.conftest import AppClient
from tests.days import today
from tests.offences import TOLD, Open, fresh
from tests.world import World

from alongside.cases.exhibits.actions import ask_footage
from alongside.cases.inquiry.actions import add_interview
from alongside.cases.models import Case, Hearing
from alongside.cases.opening.actions import merge_case, split_case
from alongside.cases.police import actions as police
from alongside.cases.police.court import plan_hearing
from alongside.cases.police.ending import end_clock
from alongside.cases.police.queries import clocks_of, due_day
from alongside.cases.queries import incidents_of
from alongside.cases.redress import actions as redress
from alongside.cases.sanctions import actions as sanctions
from alongside.cases.sanctions.kinds import review_days_on
from alongside.cases.sanctions.queries import people_of
from alongside.cases.supervision.actions import hold_supervision
from alongside.cases.working.actions import add_task
from alongside.incidents.duties import actions as duties
from alongside.incidents.models import Duty
from alongside.ledger.actions import Actor
from alongside.ledger.clock import now
from alongside.people.actions import actor_for

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], AppClient]
OPINION = {"opinion": "no_objection", "opinion_by": "Dr Amara Pell", "text": "It is right."}


def month(client: AppClient, day: date, **more: str) -> str:
    answer = client.get("/cases/calendar", {"month": f"{day:%Y-%m}", **more})
    assert answer.status_code == 200
    return answer.content.decode()


def tomorrow() -> date:
    return today() + timedelta(days=1)


@pytest.fixture
def busy(world: World, case: Case, offence: Open, by: Actor) -> Case:
    """A case with something in every part, all due tomorrow but the clocks."""
    day, at = tomorrow(), now() + timedelta(days=1)
    track = offence()
    police.move_track(track, "report", {"decided_on": today(), **TOLD}, by=by)
    plan_hearing(fresh(track), at, "Northgate", "first", by=by)
    begins = now() - timedelta(minutes=50)
    ask_footage(case, "Camera 4", "The shop", begins, begins + timedelta(minutes=9), "His face", today(), day, by=by)
    add_interview(case, "witness", {"person": "Asha Rao", "starts_at": at, "held": False}, by=by)
    claim = redress.begin_claim(case, "agreement", "staff", "A watch", by=by)
    redress.move_claim(claim, "award", {"awarded": 5_000, "on": today()}, by=by)
    redress.plan_instalments(claim, 2_500, day, "week", by=by)
    [person] = people_of(case)
    order = sanctions.propose_sanction(case, "injunction", person, "He struck a nurse.", by=by)
    sanctions.move_sanction(order, "apply", {"on": today(), "applicant": "The council"}, by=by)
    ends_on = day + timedelta(days=review_days_on(today()))
    granted = {"starts_on": today(), "ends_on": ends_on, "terms": "Keep off the site."}
    sanctions.move_sanction(order, "grant", granted, by=by)
    hold_supervision(world.director, world.lsms, today(), "All is well.", [], day, by=actor_for(world.director.user))
    case.refresh_from_db()
    return case


def test_every_part_has_its_day_in_the_calendar_and_leads_to_its_section(busy: Case, sign_in: SignIn) -> None:
    page = sign_in("lsms").get("/cases/calendar", {"day": tomorrow().isoformat()}).content.decode()
    links = dict(re.findall(rf'<a href="([^"]+)">{busy.reference}: ([^<]+)</a>', page))
    here = f"/cases/{busy.reference}"
    hearing = Hearing.objects.get()
    assert links.pop(f"{here}/police#t{hearing.track_id}") == "Hearing"
    assert {
        (link.split("#")[0].removeprefix(here).rstrip("0123456789abcdef-"), what) for link, what in links.items()
    } == {
        ("/exhibits", "A recording is written over"),
        ("/inquiry", "Interview"),
        ("/redress/claims/", "An instalment is due"),
        ("/sanctions/", "Review of a sanction: civil injunction"),
    }
    assert all(sign_in("lsms").get(link).status_code == 200 for link in links)
    assert "Supervision of Lee Stone" in page


def test_the_clocks_of_police_and_court_are_in_it(busy: Case, sign_in: SignIn) -> None:
    lsms = sign_in("lsms")
    for duty in clocks_of(busy):
        page = lsms.get("/cases/calendar", {"day": due_day(duty).isoformat()}).content.decode()
        assert f'href="/cases/{busy.reference}/police#clocks"' in page, duty.rule


def test_what_somebody_may_not_open_is_not_in_their_calendar(busy: Case, sign_in: SignIn) -> None:
    page = sign_in("director").get("/cases/calendar", {"day": tomorrow().isoformat()}).content.decode()
    assert "An instalment is due" in page
    assert not any(what in page for what in ("Hearing", "Interview", "A recording", "of a sanction"))


def test_what_is_too_much_for_a_day_of_the_month_is_one_link_away(case: Case, sign_in: SignIn, by: Actor) -> None:
    for number in range(6):
        add_task(case, f"Ask witness {number}", due_on=today(), by=by)
    lsms = sign_in("lsms")
    page = month(lsms, today())
    assert f"{case.reference}: Ask witness 0" in page
    [link] = re.findall(r'<a href="(\?day=[^"]+)">and 2 more', page)
    day = lsms.get(f"/cases/calendar{link.replace('&amp;', '&')}").content.decode()
    assert all(f"{case.reference}: Ask witness {number}" in day for number in range(6))


def test_a_case_is_late_when_a_charge_is(
    case: Case, offence: Open, later: Callable[..., None], sign_in: SignIn, by: Actor
) -> None:
    offence("common_assault", emergency_worker=False)
    limit = Duty.objects.get(rule="SUM-6M", ended_at=None)
    case.refresh_from_db()
    assert case.next_due_on == due_day(limit)
    later(days=(due_day(limit) - today()).days + 1)
    lsms = sign_in("lsms")
    assert case.reference in lsms.get("/cases?status=running&late=yes").content.decode()
    assert case.reference in lsms.get("/cases/board").content.decode()
    end_clock(limit, "not_needed", None, "It was dropped.", by=by)
    case.refresh_from_db()
    assert case.next_due_on is None


def test_a_deadline_that_is_ended_on_its_own_page_counts_no_more(
    case: Case, offence: Open, by: Actor, django_capture_on_commit_callbacks: Any
) -> None:
    offence("common_assault", emergency_worker=False)
    limit = Duty.objects.get(rule="SUM-6M", ended_at=None)
    with django_capture_on_commit_callbacks(execute=True):
        duties.waive_duty(limit, "It was dropped.", by=by)
    case.refresh_from_db()
    assert case.next_due_on is None


def test_a_day_in_court_goes_with_the_report_where_a_case_is_split(
    case: Case, new_case: Callable[..., Case], offence: Open, by: Actor
) -> None:
    track = offence()
    police.move_track(track, "report", {"decided_on": today(), **TOLD}, by=by)
    plan_hearing(fresh(track), now() + timedelta(days=1), "Northgate", "first", by=by)
    merge_case(new_case(), case, "The same man.", by=by)
    other = split_case(case, [track.incident], "Two matters.", by=by)
    case.refresh_from_db()
    other.refresh_from_db()
    assert incidents_of(case).count() == 1
    assert (other.next_due_on, case.next_due_on) == (tomorrow(), None)


def test_the_calendar_that_is_subscribed_to_has_the_days_without_anybody_s_words(
    world: World, busy: Case, client: Client, by: Actor
) -> None:
    add_task(busy, "Ask Arno Velt", due_on=tomorrow(), by=by)
    key = duties.open_feed(world.lsms, by=by).secret
    answer = client.get(f"/incidents/due.ics?key={key}")
    assert answer.status_code == 200
    said = {(str(one["SUMMARY"]), one.decoded("DTSTART")) for one in Calendar.from_ical(answer.content).walk("VEVENT")}
    days = {what for what, on in said if on == tomorrow()}
    plain = (
        "Hearing",
        "A recording is written over",
        "Interview",
        "An instalment is due",
        "Review of a sanction",
        "Task",
    )
    assert {f"{busy.reference}: {what}" for what in plain} <= days
    assert "Arno Velt" not in answer.content.decode()
