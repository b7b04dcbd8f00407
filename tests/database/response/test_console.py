"""The response centre's page, as the people on shift see it."""

import re
from datetime import timedelta
from hashlib import sha256

import pytest

from alongside.devices.models import LastHeard
from alongside.ledger.clock import now
from alongside.ledger.models import Entry
from alongside.watch import engine
from alongside.watch.decisions import Moment, decide_alarm
from alongside.watch.models import Alarm, VisitNote

pytestmark = pytest.mark.django_db


@pytest.fixture
def alarm(world, sign_in):
    sign_in("nurse").post(
        "/api/v1/alarms",
        {"text": "Dog", "lat": 53.3889, "lon": -2.5954, "accuracy_m": 12},
        content_type="application/json",
    )
    return Alarm.objects.get()


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_an_open_alarm_is_on_the_page_with_who_where_and_whom_to_call(alarm, sign_in):
    page = text_of(sign_in("operator").get("/response"))
    for words in ("Nia Okoye", "Community nurse", "Asked for help", "Asha Rao", "Bo Lind", "Take this alarm"):
        assert words in page, words


def test_an_empty_page_speaks_only_of_alarms_that_one_answers_for(world, sign_in):
    assert "No open alarms that you answer for." in text_of(sign_in("operator").get("/response"))


def test_taking_it_shows_that_i_have_it(alarm, sign_in):
    operator = sign_in("operator")
    page = operator.post(f"/response/alarms/{alarm.pk}/take", follow=True)
    assert "You have this alarm" in text_of(page)


def test_the_second_operator_reads_who_took_it(alarm, sign_in):
    sign_in("operator").post(f"/response/alarms/{alarm.pk}/take")
    answer = sign_in("second_operator").post(f"/response/alarms/{alarm.pk}/take")
    assert answer.status_code == 409
    assert "Olu Grant took this alarm before you." in text_of(answer)


def test_a_note_without_words_is_asked_for_again(alarm, sign_in):
    operator = sign_in("operator")
    operator.post(f"/response/alarms/{alarm.pk}/take")
    answer = operator.post(f"/response/alarms/{alarm.pk}/note", {"note": " "})
    assert answer.status_code == 422
    assert "Write what you are doing." in text_of(answer)


def test_handing_over_rings_the_next_person(alarm, world, sign_in):
    operator = sign_in("operator")
    operator.post(f"/response/alarms/{alarm.pk}/take")
    operator.post(f"/response/alarms/{alarm.pk}/hand-over", {"to": str(world.second_operator.pk)})
    alarm.refresh_from_db()
    assert alarm.owner == world.second_operator
    assert "Pia Marsh has it" in text_of(operator.get(f"/response?alarm={alarm.pk}"))


def test_it_cannot_be_handed_to_somebody_outside(alarm, world, sign_in):
    operator = sign_in("operator")
    operator.post(f"/response/alarms/{alarm.pk}/take")
    answer = operator.post(f"/response/alarms/{alarm.pk}/hand-over", {"to": str(world.outsider.pk)})
    assert answer.status_code == 422
    alarm.refresh_from_db()
    assert alarm.owner == world.operator


def test_closing_a_genuine_alarm_needs_words_and_keeps_what_was_chosen(alarm, sign_in):
    operator = sign_in("operator")
    operator.post(f"/response/alarms/{alarm.pk}/take")
    answer = operator.post(f"/response/alarms/{alarm.pk}/close", {"outcome": "genuine", "text": ""})
    assert answer.status_code == 422
    assert "Say what happened and what was done." in text_of(answer)
    assert '<option value="genuine" selected' in answer.content.decode()
    done = operator.post(f"/response/alarms/{alarm.pk}/close", {"outcome": "genuine", "text": "Dog bite"}, follow=True)
    assert "Closed: Genuine" in text_of(done)


def test_every_look_at_a_position_is_in_the_ledger_and_the_worker_reads_it(alarm, world, sign_in):
    sign_in("operator").get(f"/response?alarm={alarm.pk}")
    entry = Entry.objects.get(verb="position.seen")
    assert (entry.actor_name, entry.subject_id) == ("Olu Grant", alarm.pk)
    page = text_of(sign_in("nurse").get("/my-safety/who"))
    assert "Olu Grant" in page
    assert "Where you were" in page


def test_the_position_is_gone_from_the_page_when_the_alarm_is_closed(alarm, sign_in):
    operator = sign_in("operator")
    operator.post(f"/response/alarms/{alarm.pk}/take")
    operator.post(f"/response/alarms/{alarm.pk}/close", {"outcome": "found_safe", "text": ""})
    assert "53.38" not in operator.get(f"/response?alarm={alarm.pk}").content.decode()


def test_an_old_position_says_so(alarm, world, sign_in):
    LastHeard.objects.filter(worker=world.nurse).update(position_at="2026-01-01T00:00:00Z")
    assert "This is old: they may have moved." in text_of(sign_in("operator").get("/response"))


def test_the_outsider_sees_no_trace_of_it(alarm, sign_in):
    outsider = sign_in("outsider")
    for path in ("/response", f"/response?alarm={alarm.pk}", "/response/live"):
        assert "Nia Okoye" not in outsider.get(path).content.decode()
    assert outsider.get(f"/response/alarms/{alarm.pk}").status_code == 404
    assert outsider.post(f"/response/alarms/{alarm.pk}/take").status_code == 404
    assert Entry.objects.filter(verb="position.seen").count() == 0


def test_a_worker_may_not_open_the_alarm_that_is_about_them(alarm, sign_in):
    assert "Asked for help" not in text_of(sign_in("nurse").get(f"/response?alarm={alarm.pk}"))


def test_now_is_the_clock_of_the_database(world, sign_in):
    assert now().strftime("%Y-%m-%dT%H") in sign_in("operator").get("/response").content.decode()


def test_a_page_that_stays_open_is_one_look(alarm, sign_in):
    operator = sign_in("operator")
    for _ in range(3):
        operator.get(f"/response/live?alarm={alarm.pk}")
    assert Entry.objects.filter(verb="position.seen").count() == 1


def test_an_alarm_that_somebody_else_has_taken_offers_nothing_to_take(alarm, sign_in):
    sign_in("operator").post(f"/response/alarms/{alarm.pk}/take")
    page = sign_in("second_operator").get(f"/response?alarm={alarm.pk}")
    assert "/take" not in page.content.decode()
    assert "Olu Grant has it. Only they can write, hand over or close." in text_of(page)


@pytest.fixture
def unwatched(alarm, sign_in):
    """Taken by the operator, whose clock has run out since."""
    sign_in("operator").post(f"/response/alarms/{alarm.pk}/take")
    alarm.refresh_from_db()
    later = alarm.clock_at + timedelta(seconds=1)
    decide_alarm(alarm, engine.ClockDue(), Moment(later))
    assert alarm.status != "taken"
    return alarm


def test_an_alarm_whose_owner_is_silent_can_be_taken_over(unwatched, sign_in):
    other = sign_in("second_operator")
    assert "Take it over" in text_of(other.get(f"/response?alarm={unwatched.pk}"))
    page = text_of(other.post(f"/response/alarms/{unwatched.pk}/take", follow=True))
    assert "You have this alarm" in page


def test_a_closed_alarm_is_nobodys_and_says_why_no_position_is_shown(alarm, sign_in):
    operator = sign_in("operator")
    operator.post(f"/response/alarms/{alarm.pk}/take")
    operator.post(f"/response/alarms/{alarm.pk}/close", {"outcome": "found_safe", "text": ""})
    page = text_of(operator.get(f"/response?alarm={alarm.pk}"))
    assert "You have this alarm" not in page
    assert "No position has been received" not in page
    assert "No longer shown: the alarm is closed." in page


def test_when_the_owner_is_silent_no_word_says_that_they_have_it(unwatched, sign_in):
    page = text_of(sign_in("second_operator").get(f"/response?alarm={unwatched.pk}"))
    assert "Olu Grant has it" not in page
    assert "Only they can" not in page
    assert "Next: Take it over from Olu Grant." in page
    assert "There is no word from Olu Grant." in page


def test_a_silent_owner_reads_that_others_are_rung(unwatched, sign_in):
    page = text_of(sign_in("operator").get(f"/response?alarm={unwatched.pk}"))
    assert "You have it" not in page
    assert "No word from you" in page
    assert "Take it again" in page
    assert "Write a note, or the next people are told in" in page


@pytest.mark.parametrize("path", ["/response", "/response/live"])
@pytest.mark.parametrize("asked", ["018f0000-0000-7000-8000-000000000001", "nonsense"])
def test_asking_for_an_alarm_that_is_not_there_shows_no_other_one(alarm, sign_in, path, asked):
    answer = sign_in("operator").get(f"{path}?alarm={asked}")
    page = text_of(answer)
    assert "That alarm is not one that you answer for, or it does not exist." in page
    assert "Take this alarm" not in page
    assert f'data-asked="{asked}"' in answer.content.decode()


def test_asking_for_somebody_elses_alarm_reads_like_asking_for_none(alarm, sign_in):
    page = text_of(sign_in("outsider").get(f"/response?alarm={alarm.pk}"))
    assert "That alarm is not one that you answer for, or it does not exist." in page


@pytest.fixture
def genuine(alarm, sign_in):
    """Closed as genuine by the operator."""
    operator = sign_in("operator")
    operator.post(f"/response/alarms/{alarm.pk}/take")
    operator.post(f"/response/alarms/{alarm.pk}/close", {"outcome": "genuine", "text": "Dog bite"})
    return alarm


def test_a_second_person_checks_a_genuine_closing_and_it_is_told(genuine, sign_in):
    other = sign_in("second_operator")
    assert "I have checked this closing" in text_of(other.get(f"/response?alarm={genuine.pk}"))
    page = text_of(other.post(f"/response/alarms/{genuine.pk}/check", {"text": "Rang the ward."}, follow=True))
    for words in ("You have checked this closing.", "Pia Marsh has checked this closing.", "Rang the ward."):
        assert words in page, words
    assert "I have checked this closing" not in page


def test_who_closed_a_genuine_alarm_reads_that_a_second_person_must_check_it(genuine, sign_in):
    operator = sign_in("operator")
    page = text_of(operator.get(f"/response?alarm={genuine.pk}"))
    assert "A second person must check this closing." in page
    assert "I have checked this closing" not in page
    answer = operator.post(f"/response/alarms/{genuine.pk}/check")
    assert answer.status_code == 409
    assert "A second person must check this, not the one who closed it." in text_of(answer)


def test_a_closing_is_checked_once_and_without_words(genuine, sign_in):
    assert sign_in("supervisor").post(f"/response/alarms/{genuine.pk}/check").status_code == 302
    answer = sign_in("second_operator").post(f"/response/alarms/{genuine.pk}/check")
    assert answer.status_code == 409
    assert "This has already been checked." in text_of(answer)


def test_an_alarm_that_was_not_genuine_asks_for_no_check(alarm, sign_in):
    operator = sign_in("operator")
    operator.post(f"/response/alarms/{alarm.pk}/take")
    operator.post(f"/response/alarms/{alarm.pk}/close", {"outcome": "found_safe", "text": ""})
    other = sign_in("second_operator")
    assert "check this closing" not in text_of(other.get(f"/response?alarm={alarm.pk}"))
    assert other.post(f"/response/alarms/{alarm.pk}/check").status_code == 409


def test_the_worker_and_the_outsider_check_nothing(genuine, sign_in):
    for who in ("nurse", "outsider"):
        assert sign_in(who).post(f"/response/alarms/{genuine.pk}/check").status_code == 404


def test_a_genuine_closing_waits_on_the_desk_of_a_second_person(alarm, sign_in):
    operator, second = sign_in("operator"), sign_in("second_operator")
    operator.post(f"/response/alarms/{alarm.pk}/take")
    operator.post(f"/response/alarms/{alarm.pk}/close", {"outcome": "genuine", "text": "Dog bite"})
    assert "to check" not in text_of(operator.get("/response"))
    assert "1 closing to check" in text_of(second.get("/response"))
    assert "to check" not in text_of(sign_in("outsider").get("/response"))
    second.post(f"/response/alarms/{alarm.pk}/check", {"text": "Agreed"})
    assert "to check" not in text_of(second.get("/response"))


def test_a_look_at_a_note_leaves_nothing_in_the_ledger_from_which_it_could_be_guessed(world, sign_in):
    nurse = sign_in("nurse")
    visit = nurse.post(
        "/api/v1/visits",
        {"place": "2 Mill Lane", "planned_end": (now() + timedelta(hours=1)).isoformat(), "start": True},
        content_type="application/json",
    ).json()
    nurse.post(f"/api/v1/visits/{visit['id']}/note", {"text": "Dog"}, content_type="application/json")
    nurse.post("/api/v1/alarms", {}, content_type="application/json")
    sign_in("operator").get("/response")
    look = Entry.objects.get(verb="note.seen")
    assert str(VisitNote.objects.get().pk) in look.details
    assert sha256(b"Dog").hexdigest() not in look.details
