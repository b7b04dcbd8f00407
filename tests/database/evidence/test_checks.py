"""Every file is looked at again and again; one flipped bit is found, named and told."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db.utils import ProgrammingError
from tests.database.evidence.kept import FLIP, Take, tamper
from tests.database.evidence.test_nothing_changes import run
from tests.files import JPEG
from tests.world import World

from alongside.config.damage import tell_those_who_run_it
from alongside.evidence import rounds
from alongside.evidence.checking import verify
from alongside.evidence.keeping.destroying import keep_missing
from alongside.evidence.models import FileCheck, Keeping
from alongside.incidents.models import Incident
from alongside.ledger.models import Entry
from alongside.messages.models import Message
from alongside.people.actions import add_contact_point
from alongside.people.scope import acting_as

pytestmark = pytest.mark.django_db


@pytest.fixture
def go_round(service_role: Any) -> Callable[..., None]:
    """One second of `send`."""

    def turn() -> None:
        with service_role():
            rounds.check_some(tell_those_who_run_it)

    return turn


def test_every_file_is_looked_at_again_after_a_month(take: Take, go_round: Any, later: Any) -> None:
    file = take()
    go_round()
    assert not FileCheck.objects.exists()
    later(days=30.1)
    go_round()
    assert FileCheck.objects.get(file=file).sound
    kept = Keeping.objects.get(file=file)
    assert kept.check_at - kept.checked_at == timedelta(days=30)


def test_a_check_takes_no_more_a_second_than_it_may_and_goes_on_where_it_was(
    take: Take, go_round: Any, later: Any, settings: Any
) -> None:
    settings.EVIDENCE_CHECK_MB_S = 2
    file = take()
    later(days=31)
    places = []
    for _ in range(3):
        go_round()
        places.append(Keeping.objects.get(file=file).next_piece)
    assert places == [3, 5, 1]
    assert FileCheck.objects.get(file=file).sound


def test_one_flipped_bit_is_found_named_and_told(
    take: Take, go_round: Any, later: Any, world: World, incident: Incident
) -> None:
    for staff in (world.administrator, world.lsms):
        add_contact_point(staff, "email", staff.user.email, verified=True)
    sound, file = take(JPEG), take()
    tamper(FLIP)
    later(days=31)
    go_round()
    kept = Keeping.objects.get(file=file)
    assert (kept.damage, Keeping.objects.get(file=sound).damage) == ("piece 4 of 5 is not what was received", "")
    told = Message.objects.filter(subject="A stored file is damaged")
    assert {one.recipient_id for one in told} == {world.administrator.pk, world.lsms.pk}
    assert "/evidence/checks" in told.get(recipient=world.administrator).body
    assert incident.reference in told.get(recipient=world.lsms).body
    assert Entry.objects.filter(verb="evidence.damaged", subject_id=file.pk).count() == 1
    later(days=62)
    go_round()
    assert Message.objects.filter(subject="A stored file is damaged").count() == 2
    assert [(one.file.pk, one.why) for one in verify().faults] == [(file.pk, "its hash is another")]


def test_a_flipped_bit_that_somebody_comes_upon_is_told_at_once(
    take: Take, go_round: Any, sign_in: Any, incident: Incident, world: World
) -> None:
    add_contact_point(world.administrator, "email", "ada@example.org", verified=True)
    file = take()
    tamper(FLIP.replace("number = 4", "number = 1"))
    exhibit = file.exhibit
    answer = sign_in("lsms").get(f"/incidents/{incident.reference}/exhibits/{exhibit.pk}")
    assert answer.status_code == 500
    go_round()
    assert Keeping.objects.get(file=file).damaged_at is not None
    assert Message.objects.filter(recipient=world.administrator, subject="A stored file is damaged").exists()


def test_what_was_put_back_from_a_back_up_is_sound_again(take: Take, go_round: Any, later: Any) -> None:
    file = take()
    tamper(FLIP)
    later(days=31)
    go_round()
    tamper(FLIP)  # the bit as it was
    later(days=62)
    go_round()
    assert Keeping.objects.get(file=file).damaged_at is None
    assert list(FileCheck.objects.filter(file=file).order_by("pk").values_list("sound", flat=True)) == [False, True]


@pytest.mark.parametrize("said", ["checked_at = now()", "damaged_at = NULL", "check_at = NULL", "next_piece = 9"])
def test_the_web_cannot_say_that_a_file_is_sound(take: Take, world: World, app_role: Any, said: str) -> None:
    take()
    with pytest.raises(ProgrammingError, match="permission denied"), app_role(), acting_as(world.lsms.user):
        run(f"UPDATE evidence_keeping SET {said}")


def test_a_file_that_the_version_before_received_is_kept_too(take: Take, service_role: Any) -> None:
    file = take()
    run("SET CONSTRAINTS ALL IMMEDIATE")
    run("DELETE FROM evidence_keeping")
    with service_role():
        assert keep_missing() == 1
        assert keep_missing() == 0
    assert Keeping.objects.get(file=file).kept_as == "incident"
