"""What a lone worker does by text message, and what is answered: START, SAFE, EXTEND, END and HELP."""

from datetime import timedelta

import pytest
from django.db import transaction
from tests.world import DURESS_PIN, PIN

from alongside.ledger.actions import SYSTEM
from alongside.ledger.clock import now
from alongside.ledger.keys import new_id
from alongside.messages.actions import keep_callback
from alongside.messages.callbacks import check_reply, handle_due
from alongside.messages.models import Callback, Message, Reply
from alongside.people.models import ContactPoint, Staff
from alongside.watch import actions, engine
from alongside.watch.models import Alarm, Visit
from alongside.watch.timings import set_timings
from alongside.watch.work import Worklist

pytestmark = pytest.mark.django_db


def number_of(staff):
    return staff.contact_points.get(channel="sms").address


@pytest.fixture
def texts(world):
    """The nurse texts us, and all that follows is done; returns what was answered."""

    def send(words, number=None):
        number = number or number_of(world.nurse)
        key = str(new_id())
        content = {"id": key, "source_number": number, "message": words, "date_received": "2026-11-28T12:00:00Z"}
        before = set(Message.objects.filter(about_type="telephone").values_list("pk", flat=True))
        keep_callback("notify", "reply", check_reply(content))
        handle_due()
        with transaction.atomic():
            Worklist().take_replies()
        new = Message.objects.filter(about_type="telephone", address=number).exclude(pk__in=before)
        return [message.body for message in new]

    return send


@pytest.fixture
def visit(world):
    itinerary = actions.Itinerary("14 Mill Lane", now() + timedelta(hours=2))
    return actions.plan_visit(world.nurse, itinerary, by=SYSTEM, start=True)


def status(visit):
    visit.refresh_from_db()
    return visit.status


@pytest.mark.parametrize(
    "words",
    [
        "START 90 MILL LANE",
        "start 90 mill lane",
        "Start 90 minutes, Mill Lane",
        "START90 Mill Lane",
        "Begin 90 min Mill Lane",
    ],
)
def test_start_starts_a_visit_and_says_by_when_to_check_in(texts, world, words):
    (told,) = texts(words)
    begun = Visit.objects.get()
    assert (begun.worker, begun.place.casefold(), begun.status) == (world.nurse, "mill lane", "active")
    assert timedelta(minutes=89) < begun.planned_end - now() <= timedelta(minutes=90)
    assert told.startswith(f"Your visit to {begun.place} has started at ")
    assert "text SAFE" in told
    assert "text END and your PIN" in told


@pytest.mark.parametrize("words", ["START MILL LANE", "START 90", "START 3 MILL LANE", "START 2000 MILL LANE"])
def test_a_start_that_cannot_be_read_starts_nothing_and_says_how(texts, words):
    assert texts(words) == [
        "No visit was started. Text START, the minutes from 5 to 1440, and the place: START 90 MILL LANE."
    ]
    assert not Visit.objects.exists()


def test_start_alone_still_means_that_messages_are_wanted_again(texts):
    assert texts("START") == ["You will get text messages from Alongside again. Text STOP to stop them."]
    assert not Visit.objects.exists()


def test_a_start_while_a_visit_runs_is_refused(texts, visit):
    assert texts("START 90 WEIR ROAD") == ["Nothing was changed. End your present visit before you start the next."]
    assert Visit.objects.get() == visit


def test_a_start_without_a_plan_is_refused(texts, world):
    ContactPoint.objects.exclude(staff=world.nurse).delete()
    (told,) = texts("START 90 WEIR ROAD")
    assert told.startswith("Nothing was changed. ")
    assert not Visit.objects.exists()


def test_whoever_does_not_work_alone_starts_nothing(texts, world):
    (told,) = texts("START 90 WEIR ROAD", number_of(world.lsms))
    assert told.startswith("No visit was started: you are not entered as somebody who works alone.")
    assert not Visit.objects.exists()


def test_extend_makes_the_visit_longer(texts, visit):
    ends = visit.planned_end
    (told,) = texts("EXTEND 30")
    assert told.startswith("Your visit to 14 Mill Lane is longer: to ")
    visit.refresh_from_db()
    assert engine.from_dict(visit.state).end_by == ends + timedelta(minutes=30)


@pytest.mark.parametrize("words", ["EXTEND", "EXTEND me please", "EXTEND 2"])
def test_an_extension_that_cannot_be_read_changes_nothing(texts, visit, words):
    assert texts(words) == ["Nothing was changed. Text EXTEND and the minutes, from 5 to 1440: EXTEND 30."]
    assert engine.from_dict(visit.state).end_by == visit.planned_end


def test_an_extension_past_the_limit_is_refused(texts, world):
    set_timings(world.organisation, world.team, {"extensions_low": 1})
    texts("START 90 MILL LANE")
    texts("EXTEND 15")
    (told,) = texts("EXTEND 15")
    assert told.startswith("Nothing was changed. This visit has been extended as often")


@pytest.mark.parametrize("words", ["END {}", "end {}", "END{}", "End visit {}.", "Finish {}"])
def test_end_ends_the_visit_with_the_pin(texts, visit, words):
    (told,) = texts(words.format(PIN))
    assert told.startswith("Your visit to 14 Mill Lane has ended at ")
    assert status(visit) == "ended"


def test_the_duress_pin_is_answered_as_the_other_and_is_an_alarm(texts, visit, world):
    answers = texts(f"END {PIN}")
    again = actions.plan_visit(
        world.nurse, actions.Itinerary("14 Mill Lane", now() + timedelta(hours=2)), by=SYSTEM, start=True
    )
    answers += texts(f"END {DURESS_PIN}")
    assert [told.split(" at ")[0] for told in answers] == ["Your visit to 14 Mill Lane has ended"] * 2
    again.refresh_from_db()
    assert (again.status, Alarm.objects.get().kind) == ("in_alarm", "duress")


@pytest.mark.parametrize("words", ["END", "END please", "END 12"])
def test_an_end_without_the_pin_ends_nothing(texts, visit, words):
    assert texts(words) == ["Your visit has not ended. Text END and your PIN."]
    assert status(visit) == "active"


def test_a_wrong_pin_ends_nothing(texts, visit):
    assert texts("END 1111") == ["Nothing was changed. That is not your PIN."]
    assert status(visit) == "active"


def test_whoever_has_no_pin_ends_without_one(texts, world):
    Staff.objects.filter(pk=world.nurse.pk).update(pin="", duress_pin="")
    (told,) = texts("START 90 MILL LANE")
    assert "text END." in told
    (told,) = texts("END")
    assert told.startswith("Your visit to MILL LANE has ended at ")


def test_a_pin_is_kept_nowhere_as_it_was_written(texts, visit):
    texts(f"END {PIN}")
    reply, callback = Reply.objects.get(), Callback.objects.get()
    assert (reply.text, reply.sealed) == ("END ••••", "")
    assert callback.content["message"] == "END ••••"
    assert "sealed" not in callback.content
    kept = [*Message.objects.values_list("body", flat=True), reply.text, str(callback.content)]
    assert not any(PIN in words for words in kept)


def test_safe_is_a_check_in(texts, visit, later):
    due = visit.due_at
    later(minutes=10)
    (told,) = texts("SAFE")
    assert told.startswith("You are checked in at ")
    visit.refresh_from_db()
    assert visit.due_at > due


def test_safe_during_an_alarm_says_that_people_were_told(texts, visit, world):
    actions.ask_for_help(world.nurse, actions.Press(engine.AlarmKind.SOS, now()), by=SYSTEM)
    (told,) = texts("SAFE")
    assert told.endswith("Your colleagues have been told, and will make sure that you are safe.")
    assert Alarm.objects.get().closed_at is None


@pytest.mark.parametrize("words", ["SAFE", "EXTEND 30", f"END {PIN}"])
def test_where_no_visit_runs_it_is_said(texts, words):
    (told,) = texts(words)
    assert told.startswith("No visit of yours is running, so nobody is watching the clock.")


def test_safe_says_that_they_are_home_where_that_is_asked(texts, world, later):
    set_timings(world.organisation, world.team, {"home_safe_s": 3600, "check_in_interval_s": 8 * 3600})
    texts("START 90 MILL LANE")
    texts(f"END {PIN}")
    later(minutes=56)
    with transaction.atomic():
        Worklist().take_clocks()
    (told,) = texts("SAFE")
    assert told.startswith("It is saved at ")


@pytest.mark.parametrize("words", ["HELP", "START 90 help me", "END 999"])
def test_help_calls_for_help_wherever_it_stands(texts, words, world):
    (told,) = texts(words)
    assert told.endswith("People are being told.")
    assert (Alarm.objects.get().worker, Alarm.objects.get().kind) == (world.nurse, "sos")


@pytest.mark.parametrize("words", ["START 90 MILL LANE", f"END {PIN}", "EXTEND 30"])
def test_an_unknown_number_does_nothing_and_learns_nothing(texts, words):
    assert texts(words, "+447700900999") == [
        "This number takes messages for a safety system and cannot answer you. In an emergency ring 999."
    ]
    assert not Visit.objects.exists()
    assert not Reply.objects.exists()


def test_a_number_that_several_people_share_does_nothing(texts, world):
    number = number_of(world.nurse)
    world.second_nurse.contact_points.filter(channel="sms").update(address=number)
    (told,) = texts("START 90 MILL LANE")
    assert told.startswith("Several people have this number, so we cannot tell who wrote, and nothing was done.")
    assert not Visit.objects.exists()


def test_a_number_that_is_not_confirmed_does_nothing(texts, world, visit):
    world.nurse.contact_points.filter(channel="sms").update(verified_at=None)
    (told,) = texts(f"END {PIN}")
    assert told.startswith("This number is not confirmed as yours, so nothing was done.")
    assert status(visit) == "active"


def test_the_same_text_delivered_twice_is_done_once(texts, world):
    content = {
        "id": str(new_id()),
        "source_number": number_of(world.nurse),
        "message": "START 90 MILL LANE",
        "date_received": "2026-11-28T12:00:00Z",
    }
    for _ in range(2):
        keep_callback("notify", "reply", check_reply(content))
        handle_due()
        with transaction.atomic():
            Worklist().take_replies()
    assert Visit.objects.count() == 1
    assert Message.objects.filter(about_type="telephone").count() == 1
