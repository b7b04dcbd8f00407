"""The day's work of each organisation: one that fails holds up no other, and who left gets nothing."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from tests.world import World

from alongside.incidents.actions import Submitted
from alongside.incidents.duties import actions, digest, nightly, track
from alongside.incidents.duties.standing import local_day_of
from alongside.incidents.models import DutySettings, Incident
from alongside.ledger.clock import now
from alongside.messages.models import Message
from alongside.people.actions import actor_for, add_contact_point, appoint
from alongside.people.models import Appointment, Organisation, Staff, User
from alongside.people.roles import Role

pytestmark = pytest.mark.django_db
Report = Callable[..., Submitted]
Later = Callable[..., None]
BROKEN_NOSE = {"injuries": [{"kind": "fracture", "part": "nose", "diagnosed_by_doctor": True}], "work_related": True}


@pytest.fixture
def incident(report: Report, world: World) -> Incident:
    """A nose was broken: HSE has to be told. The specialist and the manager can be reached by e-mail."""
    for staff in (world.lsms, world.manager):
        add_contact_point(staff, "email", f"{staff.pk}@example.org", position=3, verified=True)
    incident = report().incident
    track.answer(incident.affected.get(), BROKEN_NOSE, by=actor_for(world.lsms.user))
    return incident


@pytest.fixture
def morning(later: Later, incident: Incident) -> None:
    local = now()
    later(hours=(33 - local.hour) % 24 or 24)  # nine o'clock in UTC, never before 7:30 in London


def noted(world: World, column: str) -> list[bool]:
    """Whether the day's work is done, for the world's own organisation and for the other."""
    done = dict(DutySettings.objects.values_list("organisation", column))
    return [done.get(key) is not None for key in (world.organisation.pk, world.outsider.organisation_id)]


def letters() -> list[str]:
    return sorted(
        one.recipient.name for one in Message.objects.filter(key__startswith="duties.digest:") if one.recipient
    )


def test_a_fault_in_one_body_does_not_hold_up_the_daily_message_of_the_next(
    morning: None, world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    reads = digest._readers

    def fails_for_the_first(organisation: Organisation) -> Any:
        if organisation == world.organisation:
            raise ValueError("a fault")
        return reads(organisation)

    monkeypatch.setattr(digest, "_readers", fails_for_the_first)
    assert digest.send_due() == 1
    assert noted(world, "digest_on") == [False, True]
    assert "digest_on) failed for ZZN01" in caplog.text
    monkeypatch.setattr(digest, "_readers", reads)
    assert digest.send_due() == 1
    assert noted(world, "digest_on") == [True, True]
    assert letters() == ["Asha Rao", "Lee Stone"]


def test_a_message_that_cannot_be_written_keeps_no_other_reader_waiting_and_comes_again(
    morning: None, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    writes = digest.letter

    def fails_for_one(staff: Staff, found: Any) -> tuple[str, str]:
        if staff == world.lsms:
            raise ValueError("a fault")
        return writes(staff, found)

    monkeypatch.setattr(digest, "letter", fails_for_one)
    digest.send_due()
    assert letters() == ["Asha Rao"]
    assert noted(world, "digest_on")[0] is False
    monkeypatch.setattr(digest, "letter", writes)
    digest.send_due()
    assert letters() == ["Asha Rao", "Lee Stone"]


def test_a_fault_in_one_body_does_not_hold_up_the_nightly_look_of_the_next(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts = actions.count_provisional_anew

    def fails_for_the_first(organisation: Organisation) -> int:
        if organisation == world.organisation:
            raise ValueError("a fault")
        return counts(organisation)

    monkeypatch.setattr(actions, "count_provisional_anew", fails_for_the_first)
    assert nightly.look_at_everything() == 1
    assert noted(world, "computed_on") == [False, True]
    monkeypatch.setattr(actions, "count_provisional_anew", counts)
    assert nightly.look_at_everything() == 1
    assert noted(world, "computed_on") == [True, True]


def leaves(staff: Staff, how: str) -> None:
    if how == "left":
        Staff.objects.filter(pk=staff.pk).update(active=False)
    elif how == "appointment ended":
        Appointment.objects.filter(staff=staff).delete()
    else:
        User.objects.filter(pk=staff.user_id).update(is_active=False)


HOW = pytest.mark.parametrize("how", ["left", "appointment ended", "account closed"])


@HOW
def test_who_left_gets_no_daily_message(morning: None, world: World, how: str) -> None:
    leaves(world.lsms, how)
    digest.send_due()
    assert letters() == ["Asha Rao"]


@HOW
def test_who_left_gets_no_reminder_and_who_answers_now_gets_it(
    report: Report, world: World, later: Later, how: str
) -> None:
    """She had the report herself when she left."""
    incident = report().incident
    Incident.objects.filter(pk=incident.pk).update(assigned_to=world.lsms)
    appoint(world.director, Role.LSMS)
    for staff in (world.lsms, world.director):
        add_contact_point(staff, "email", f"{staff.pk}@example.org", position=3, verified=True)
    later(days=1)
    day = local_day_of(incident, now())
    track.record_absence(incident.affected.get(), "off_work", day, None, source="lsms", by=actor_for(world.lsms.user))
    leaves(world.lsms, how)
    later(days=7)
    nightly.look_at_everything()
    told = Message.objects.filter(key__startswith="riddor:")
    assert [one.recipient for one in told] == [world.director]


def test_a_reminder_reaches_by_text_who_has_no_e_mail(report: Report, world: World, later: Later) -> None:
    incident = report().incident
    day = local_day_of(incident, now()) + timedelta(days=1)
    later(days=1)
    track.record_absence(incident.affected.get(), "off_work", day, None, source="lsms", by=actor_for(world.lsms.user))
    later(days=7)
    nightly.look_at_everything()
    told = Message.objects.get(key__startswith="riddor:")
    assert (told.recipient, told.channel) == (world.lsms, "sms")
