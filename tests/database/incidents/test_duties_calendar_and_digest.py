"""Deadlines where people look anyway: in their calendar, and in the message of the morning."""

from collections.abc import Callable
from typing import Any

import pytest
from icalendar import Calendar
from tests.conftest import AppClient
from tests.world import World

from alongside.incidents.actions import Submitted
from alongside.incidents.duties import actions, digest, nightly, track
from alongside.incidents.duties.standing import local_day_of
from alongside.incidents.models import DigestChoice, Duty, Incident
from alongside.ledger.clock import now
from alongside.messages.models import Message
from alongside.people.actions import actor_for, add_contact_point

pytestmark = pytest.mark.django_db
Report = Callable[..., Submitted]
SignIn = Callable[[str], AppClient]


def test_a_calendar_reads_deadlines_without_names_until_it_is_closed(
    asked_police: Duty, specified: Incident, sign_in: SignIn, client: AppClient
) -> None:
    lsms = sign_in("lsms")
    lsms.post("/incidents/due/calendar", {"make": "1"})
    page = lsms.get("/incidents/due").content.decode()
    address = page.split("/incidents/due.ics?key=")[1].split("<")[0]
    assert "/incidents/due.ics?key=" not in lsms.get("/incidents/due").content.decode()
    answer = client.get(f"/incidents/due.ics?key={address}")
    assert answer.status_code == 200
    calendar = Calendar.from_ical(answer.content)
    names = {str(event["SUMMARY"]) for event in calendar.walk("VEVENT")}
    assert f"{specified.reference}: Report to HSE" in names
    assert "Nia" not in answer.content.decode()
    assert client.get(f"/incidents/due.ics?key={address}x").status_code == 404
    assert client.get("/incidents/due.ics").status_code == 404
    lsms.post("/incidents/due/calendar")
    assert client.get(f"/incidents/due.ics?key={address}").status_code == 404


def test_the_calendar_of_somebody_who_left_is_closed(specified: Incident, world: World, client: AppClient) -> None:
    link = actions.open_feed(world.lsms, by=actor_for(world.lsms.user))
    world.lsms.active = False
    world.lsms.save()
    assert client.get(f"/incidents/due.ics?key={link.secret}").status_code == 404


def test_the_morning_message_comes_once_and_only_with_something_to_say(
    specified: Incident, world: World, later: Any
) -> None:
    for staff in (world.lsms, world.manager):
        add_contact_point(staff, "email", f"{staff.pk}@example.org", position=3, verified=True)
    later(hours=_hours_until_eight())
    assert digest.send_due() == 2  # both providers
    assert digest.send_due() == 0
    letters = Message.objects.filter(key__startswith="duties.digest:")
    assert {letter.recipient.name for letter in letters} == {"Lee Stone", "Asha Rao"}
    body = letters[0].body
    assert f"{specified.reference}: Report to HSE" in body or f"{specified.reference}: Notify HSE" in body
    assert "Nia" not in body
    DigestChoice.objects.create(staff=world.lsms, organisation=world.organisation, off_since=now())
    later(hours=24)
    while digest.send_due():
        pass
    assert letters.filter(recipient=world.lsms).count() == 1
    assert letters.filter(recipient=world.manager).count() == 2


def test_a_morning_with_nothing_due_has_no_message(incident: Incident, world: World, later: Any) -> None:
    add_contact_point(world.lsms, "email", "lee@example.org", position=3, verified=True)
    later(hours=_hours_until_eight() + 48)
    while digest.send_due():
        pass
    assert not Message.objects.filter(key__startswith="duties.digest:").exists()


def test_what_is_forgotten_is_told_to_the_specialist_once(incident: Incident, world: World, later: Any) -> None:
    add_contact_point(world.lsms, "email", "lee@example.org", position=3, verified=True)
    one = incident.affected.get()
    later(days=1)
    day = local_day_of(incident, now())
    track.record_absence(one, "off_work", day, None, source="lsms", by=actor_for(world.lsms.user))
    for _ in range(3):
        later(days=4)
        while nightly.look_at_everything():
            pass
    found = Message.objects.filter(key__startswith="riddor:")
    assert found.count() == 1
    assert "Somebody has been off" in found[0].body


def test_a_day_is_looked_at_once_whoever_does_it(incident: Incident, world: World) -> None:
    while nightly.look_at_everything():
        pass
    assert nightly.look_at_everything() == 0


def _hours_until_eight() -> float:
    from zoneinfo import ZoneInfo

    local = now().astimezone(ZoneInfo("Europe/London"))
    return (32 - local.hour - local.minute / 60) % 24 or 24
