"""What is not kept: notes of visits that ended safe, old answers, old sessions, old callbacks."""

import re
from datetime import timedelta

import pytest
from django.db import ProgrammingError, connection, transaction
from tests.files import WEBM
from tests.world import DURESS_PIN, PIN

from alongside.evidence.arriving import arrive
from alongside.evidence.models import Piece, StoredFile
from alongside.evidence.queries import read_file
from alongside.ledger.clock import now
from alongside.ledger.models import Entry
from alongside.messages.models import Callback
from alongside.messages.retention import forget_old_callbacks
from alongside.people.actions import actor_for
from alongside.people.models import IdempotentRequest, Session
from alongside.people.retention import forget_ended_sessions, forget_old_answers
from alongside.watch import actions
from alongside.watch.models import Alarm, VisitNote
from alongside.watch.retention import erase_due_notes

pytestmark = pytest.mark.django_db


@pytest.fixture
def time_moves(later):
    """Moves the one clock forward by so many hours."""
    return lambda hours: later(hours=hours)


@pytest.fixture
def erase(service_role):
    def erased():
        with service_role():
            return erase_due_notes()

    return erased


@pytest.fixture
def visit(world):
    by = actor_for(world.nurse.user)
    visit = actions.plan_visit(
        world.nurse, actions.Itinerary("9 Weir Road", now() + timedelta(hours=1)), by=by, start=True
    )
    actions.leave_note(visit, "Two dogs.", by=by)
    actions.leave_note(visit, "One dog.", audio=arrive("note.webm", [WEBM]), by=by)
    return visit


def ends(visit, pin=PIN):
    actions.end_visit(visit, by=actor_for(visit.worker.user), pin=pin)


def alarm_closed(world, outcome):
    by = actor_for(world.operator.user)
    alarm = actions.take_alarm(Alarm.objects.get(), world.operator, by=by)
    actions.close_alarm(alarm, world.operator, outcome, "She is with us.", by=by)


def who_page(sign_in):
    # signed in anew: the clock was moved by days
    page = sign_in("nurse").get("/my-safety/who").content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_notes_are_erased_a_day_after_a_visit_that_ended_safe(visit, erase, time_moves, sign_in):
    ends(visit)
    time_moves(23.9)
    assert erase() == 0
    assert "To be erased" in who_page(sign_in)
    time_moves(0.2)
    assert (erase(), erase()) == (2, 0)
    assert set(VisitNote.objects.values_list("text", flat=True)) == {""}
    assert not Piece.objects.exists()
    assert StoredFile.objects.get().erased_because == "the visit ended safe a day ago"
    assert Entry.objects.filter(verb="note.erased", subject_id=visit.pk).count() == 2
    page = who_page(sign_in)
    assert "9 Weir Road" in page
    assert "Erased," in page


def test_the_note_of_a_visit_that_runs_is_kept(visit, erase, time_moves):
    time_moves(72)
    assert erase() == 0


def test_the_note_is_kept_while_an_alarm_is_open_and_a_day_longer(world, visit, erase, time_moves):
    actions.ask_for_help(world.nurse, actions.Press("sos", now()), by=actor_for(world.nurse.user))
    ends(visit)
    time_moves(72)
    assert erase() == 0
    alarm_closed(world, "found_safe")
    assert erase() == 0
    time_moves(24.1)
    assert erase() == 2


def test_the_note_of_a_genuine_alarm_is_kept(world, visit, erase, time_moves, sign_in):
    actions.ask_for_help(world.nurse, actions.Press("sos", now()), by=actor_for(world.nurse.user))
    ends(visit)
    alarm_closed(world, "genuine")
    time_moves(72)
    assert erase() == 0
    assert "Kept, because you needed help" in who_page(sign_in)
    assert read_file(StoredFile.objects.get()) == WEBM


@pytest.mark.parametrize(("hours", "shown"), [(1, "To be erased"), (25, "Erased,")])
def test_under_duress_the_worker_reads_what_safety_reads(visit, erase, time_moves, sign_in, hours, shown):
    ends(visit, DURESS_PIN)
    time_moves(hours)
    assert erase() == 0
    assert shown in who_page(sign_in)
    assert "Kept" not in who_page(sign_in)
    assert VisitNote.objects.first().text == "One dog."
    assert read_file(StoredFile.objects.get()) == WEBM


def test_the_web_changes_and_removes_no_note(visit, app_role):
    for change in ("UPDATE watch_visitnote SET text = 'x'", "DELETE FROM watch_visitnote"):
        with pytest.raises(ProgrammingError), transaction.atomic(), app_role(), connection.cursor() as cursor:
            cursor.execute(change)


def test_old_answers_sessions_and_callbacks_are_forgotten(world, sign_in, service_role, time_moves):
    sign_in("nurse")
    user = world.nurse.user
    IdempotentRequest.objects.create(user=user, key="1", path="/", request_digest=b"", created_at=now())
    said = {"provider": "notify", "kind": "reply", "content": {}, "received_at": now()}
    Callback.objects.create(**said, handled_at=now())
    waiting = Callback.objects.create(**said)
    forget = (forget_old_answers, forget_ended_sessions, forget_old_callbacks)
    with service_role():
        assert [one() for one in forget] == [0, 0, 0]
        assert Session.objects.count() == 1
    time_moves(31 * 24)
    with service_role():
        assert [one() for one in forget] == [1, 1, 1]
    assert Callback.objects.get() == waiting
