"""Deadlines of the organisation as a whole: the assurance of the board, twice a year."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from dateutil.relativedelta import relativedelta
from django.db import IntegrityError, transaction
from icalendar import Calendar
from tests.conftest import AppClient
from tests.days import today
from tests.taken_away import whole
from tests.world import World

from alongside.incidents.actions import Submitted
from alongside.incidents.duties import actions, digest, nightly, of_body
from alongside.incidents.models import Duty, DutySettings
from alongside.ledger.clock import now
from alongside.ledger.models import Entry
from alongside.messages.models import Message
from alongside.people.actions import actor_for, add_contact_point

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], AppClient]
Later = Callable[..., None]
NAME = "Give the board its assurance on violence prevention"
BEGIN = "/incidents/due/organisation/VPR-6M"


def on(day: date, **more: str) -> dict[str, str]:
    return {"on_day": str(day.day), "on_month": str(day.month), "on_year": str(day.year), **more}


def last_day(duty: Duty) -> date:
    return (duty.due_at - timedelta(seconds=1)).astimezone(ZoneInfo("Europe/London")).date()


@pytest.fixture
def begun(world: World) -> Duty:
    """The night has begun what never ran."""
    nightly.look_at_everything()
    return Duty.objects.get(organisation=world.organisation, incident=None)


def test_what_never_ran_begins_by_itself_once_and_in_england_alone(world: World, begun: Duty, later: Later) -> None:
    assert last_day(begun) == today() + relativedelta(months=6)
    DutySettings.objects.filter(organisation=world.outsider.organisation).update(country="wales", computed_on=None)
    Duty.objects.filter(organisation=world.outsider.organisation).delete()
    later(days=1)
    nightly.look_at_everything()
    assert Duty.objects.get() == begun


def test_the_act_that_ends_one_is_what_the_next_is_counted_from(world: World, begun: Duty, sign_in: SignIn) -> None:
    director, day = sign_in("director"), today() - timedelta(days=40)
    page = director.get("/incidents/due").content.decode()
    assert NAME in page
    assert "Northbrook Community Health as a whole, Security director" in page
    said = on(day, note="Board minutes of May, item 7")
    assert director.post(f"/incidents/due/{begun.pk}/done", said).headers["Location"] == "/incidents/due?done=next"
    begun.refresh_from_db()
    assert (begun.ending, begun.ended_by) == ("done", "Dara Holm")
    assert "Board minutes of May, item 7" in begun.why
    anew = Duty.objects.get(organisation=world.organisation, incident=None, ended_at=None)
    assert last_day(anew) == day + relativedelta(months=6)
    entries = Entry.objects.filter(verb__in=["duty.done", "duty.started"], subject_type="organisation")
    assert entries.filter(organisation_id=world.organisation.pk).count() == 3


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({}, "Write the day."),
        (on(date(2020, 1, 1)), "nothing so old is counted"),
        (on(date(9000, 1, 1)), "not in the future"),
    ],
)
def test_what_is_wrong_is_said(begun: Duty, sign_in: SignIn, said: dict[str, str], words: str) -> None:
    answer = sign_in("lsms").post(f"/incidents/due/{begun.pk}/done", said)
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_no_assurance_is_entered_from_before_the_last_one(world: World, begun: Duty, sign_in: SignIn) -> None:
    lsms = sign_in("lsms")
    lsms.post(f"/incidents/due/{begun.pk}/done", on(today() - timedelta(days=10)))
    anew = Duty.objects.get(organisation=world.organisation, incident=None, ended_at=None)
    answer = lsms.post(f"/incidents/due/{anew.pk}/done", on(today() - timedelta(days=11)))
    assert "not before the last one" in answer.content.decode()


def test_the_day_is_corrected_and_the_old_count_is_kept(world: World, begun: Duty, sign_in: SignIn) -> None:
    lsms, path, day = sign_in("lsms"), f"/incidents/due/{begun.pk}/counted-from", today() - timedelta(days=100)
    assert lsms.get(path).status_code == 200
    assert "Say what was wrong." in lsms.post(path, on(day, why="..")).content.decode()
    assert lsms.post(path, on(day, why="The board met in the spring.")).status_code == 302
    begun.refresh_from_db()
    assert (begun.ending, begun.ended_by, begun.why) == ("replaced", "Lee Stone", "The board met in the spring.")
    anew = Duty.objects.get(organisation=world.organisation, incident=None, ended_at=None)
    assert last_day(anew) == day + relativedelta(months=6)
    assert lsms.post(path, on(day, why="Again.")).status_code == 404


def test_what_was_ended_as_not_needed_begins_again_only_by_a_person(
    world: World, begun: Duty, sign_in: SignIn, later: Later
) -> None:
    lsms = sign_in("lsms")
    assert lsms.get(BEGIN).headers["Location"] == f"/incidents/due/{begun.pk}/done"
    because = {"because": "We hold no NHS contract."}
    assert lsms.post(f"/incidents/due/{begun.pk}/not-needed", because).status_code == 302
    later(days=1)
    nightly.look_at_everything()
    assert not Duty.objects.filter(organisation=world.organisation, ended_at=None).exists()
    lsms = sign_in("lsms")
    assert "No deadline runs for" in lsms.get("/incidents/due").content.decode()
    assert "No deadline runs: say when it was done last." in lsms.get(BEGIN).content.decode()
    assert lsms.post(BEGIN, on(today())).status_code == 302
    assert Duty.objects.filter(organisation=world.organisation, ended_at=None).count() == 1


@pytest.mark.parametrize(("who", "page", "ends"), [("manager", 200, 404), ("nurse", 403, 403), ("outsider", 200, 404)])
def test_nobody_else_ends_it(begun: Duty, sign_in: SignIn, who: str, page: int, ends: int) -> None:
    browser = sign_in(who)
    answer = browser.get("/incidents/due")
    assert answer.status_code == page
    assert "Northbrook Community Health as a whole" not in answer.content.decode()
    for what in ("done", "not-needed", "counted-from"):
        assert (
            browser.post(f"/incidents/due/{begun.pk}/{what}", on(today(), because="No.", why="No.")).status_code == ends
        )
    begun.refresh_from_db()
    assert begun.ended_at is None


def test_it_is_in_the_file_and_in_the_calendar_where_the_next_takes_its_place(
    world: World, begun: Duty, sign_in: SignIn, client: AppClient
) -> None:
    director = sign_in("director")
    assert f"Northbrook Community Health,{NAME},VPR-6M" in whole(director.get("/incidents/due.csv")).decode()
    assert NAME in director.get("/incidents/due?whose=mine&rule=VPR-6M").content.decode()
    key = actions.open_feed(world.director, by=actor_for(world.director.user)).secret

    def event() -> Any:
        [found] = Calendar.from_ical(client.get(f"/incidents/due.ics?key={key}").content).walk("VEVENT")
        return found

    before = event()
    assert str(before["SUMMARY"]) == f"ZZN01: {NAME}"
    of_body.assure(world.organisation, _rule(), today() - timedelta(days=30), by=actor_for(world.director.user))
    after = event()
    assert after["UID"] == before["UID"]
    assert (int(before["SEQUENCE"]), int(after["SEQUENCE"])) == (0, 1)
    assert after["DTSTART"].dt < before["DTSTART"].dt


def test_the_director_is_told_of_it_in_the_morning_and_of_no_report(
    world: World, report: Callable[..., Submitted], begun: Duty, later: Later
) -> None:
    for staff in (world.director, world.lsms, world.manager):
        add_contact_point(staff, "email", f"{staff.pk}@example.org", position=3, verified=True)
    of_body.assure(world.organisation, _rule(), today() - relativedelta(months=6), by=actor_for(world.lsms.user))
    incident = report(affected=[]).incident
    actions.fact(incident, "investigator_named", now() - timedelta(days=20), by=actor_for(world.lsms.user))
    later(hours=(33 - now().hour) % 24 or 24)
    digest.send_due()
    bodies = {one.recipient.name: one.body for one in Message.objects.filter(key__startswith="duties.digest:")}
    assert f"ZZN01: {NAME}" in bodies["Dara Holm"]
    assert incident.reference not in bodies["Dara Holm"]
    assert f"ZZN01: {NAME}" in bodies["Lee Stone"]
    assert incident.reference in bodies["Lee Stone"]
    assert NAME not in bodies["Asha Rao"]


def test_one_runs_at_a_time_and_none_has_a_person(world: World, begun: Duty, report: Callable[..., Submitted]) -> None:
    again = {"organisation": world.organisation, "rule": "VPR-6M", "started_at": now(), "due_at": now()}
    with pytest.raises(IntegrityError, match="incidents_duty_open_once"), transaction.atomic():
        Duty.objects.create(**again)
    affected = report().incident.affected.get()
    with pytest.raises(IntegrityError, match="incidents_duty_person_of_incident"), transaction.atomic():
        Duty.objects.create(**again | {"rule": "VC-2"}, affected=affected)


def _rule() -> Any:
    return next(one for one in of_body.rules_of_bodies(today()) if one.id == "VPR-6M")
