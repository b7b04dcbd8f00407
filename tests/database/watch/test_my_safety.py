"""The lone worker's page, without scripts."""

import re
from datetime import timedelta

import pytest
from tests.world import DURESS_PIN, PIN

from alongside.ledger.clock import now
from alongside.people.actions import actor_for
from alongside.watch import actions
from alongside.watch.models import Alarm, Visit

pytestmark = pytest.mark.django_db


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture
def nurse(sign_in):
    return sign_in("nurse")


@pytest.fixture
def visit(nurse):
    nurse.post("/my-safety/visits", {"place": "14 Mill Lane", "minutes": "45"})
    return Visit.objects.get()


def test_a_visit_is_started_with_a_place_and_a_time(nurse, visit):
    assert visit.status == "active"
    assert "14 Mill Lane" in text_of(nurse.get("/my-safety"))


@pytest.mark.parametrize(
    ("place", "minutes"), [("", "45"), ("14 Mill Lane", "soon"), ("14 Mill Lane", "²"), ("x", "0")]
)
def test_what_was_typed_is_kept_when_something_is_missing(nurse, place, minutes):
    answer = nurse.post("/my-safety/visits", {"place": place, "minutes": minutes})
    assert answer.status_code == 422
    assert f'value="{minutes}"' in answer.content.decode()
    assert Visit.objects.count() == 0


def test_one_tap_checks_in(nurse, visit):
    page = nurse.post(f"/my-safety/visits/{visit.pk}/check-in", follow=True)
    assert "Your check-in was saved at" in text_of(page)


def test_asking_for_help_raises_an_alarm_and_says_that_it_arrived(nurse):
    page = nurse.post("/my-safety/help", follow=True)
    assert "Your call for help has arrived" in text_of(page)
    assert Alarm.objects.get().kind == "sos"


def test_the_worker_reads_who_took_the_alarm(nurse, sign_in):
    nurse.post("/my-safety/help")
    sign_in("operator").post(f"/response/alarms/{Alarm.objects.get().pk}/take")
    assert "Olu Grant has it and is acting" in text_of(nurse.get("/my-safety"))


def masked(page):
    """The page without what differs from one request or one visit to the next: tokens, times and the keys of visits."""
    page = re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "…", page)
    page = re.sub(r'(name="csrfmiddlewaretoken" value|name="csrf-token" content)="\w+"', "…", page)
    page = re.sub(r"\d{4}-\d\d-\d\dT[0-9:.+Z]+", "…", page)
    page = re.sub(r" on \d+ \w+", "", page)  # where the clock is moved past midnight
    return re.sub(r"\d+:\d\d|\d+ \w+ ago|just now", "…", page)


def test_the_page_after_duress_is_the_page_after_safety(nurse):
    pages = []
    for pin in (PIN, DURESS_PIN):
        nurse.post("/my-safety/visits", {"place": "14 Mill Lane", "minutes": "45"})
        visit = Visit.objects.latest("id")
        page = nurse.post(f"/my-safety/visits/{visit.pk}/end", {"pin": pin}, follow=True)
        pages.append((page.status_code, page.redirect_chain, masked(page.content.decode())))
    assert pages[0] == pages[1]
    assert Alarm.objects.get().hidden_from_worker


def test_a_wrong_pin_is_never_shown_again(nurse, visit):
    answer = nurse.post(f"/my-safety/visits/{visit.pk}/end", {"pin": "1379"})
    assert answer.status_code == 422
    assert "That is not your PIN." in text_of(answer)
    assert "1379" not in answer.content.decode()


@pytest.mark.parametrize("who", ["outsider", "second_nurse"])
def test_nobody_else_can_touch_the_visit(visit, sign_in, who):
    other = sign_in(who)
    said = {"pin": PIN, "minutes": "30", "text": "Nothing."}
    for what in ("start", "cancel", "check-in", "extend", "note", "end"):
        assert other.post(f"/my-safety/visits/{visit.pk}/{what}", said).status_code == 404
    assert other.get(f"/my-safety/visits/{visit.pk}/cancel").status_code == 404
    visit.refresh_from_db()
    assert visit.events_count == 2


def test_an_operator_has_no_safety_page(sign_in):
    assert sign_in("operator").get("/my-safety").status_code == 403


def test_duress_added_to_an_alarm_changes_nothing_on_the_screen(nurse, visit, sign_in):
    nurse.post("/my-safety/help")
    alarm = Alarm.objects.get()
    sign_in("operator").post(f"/response/alarms/{alarm.pk}/take")
    nurse.post(f"/my-safety/visits/{visit.pk}/end", {"pin": PIN})
    before = masked(nurse.get("/my-safety").content.decode())
    nurse.post(f"/my-safety/visits/{visit.pk}/end", {"pin": DURESS_PIN})
    alarm.refresh_from_db()
    assert alarm.kind == "duress"
    assert masked(nurse.get("/my-safety").content.decode()) == before


def test_after_a_call_for_help_no_time_is_counted_down(nurse, visit):
    nurse.post("/my-safety/help")
    page = text_of(nurse.get("/my-safety"))
    for words in ("You were due to check in", "Check in by", " left"):
        assert words not in page, words
    assert 'data-tick="countdown"' not in nurse.get("/my-safety").content.decode()


def test_a_check_in_during_an_alarm_says_that_colleagues_were_told(nurse, visit):
    nurse.post("/my-safety/help")
    page = text_of(nurse.post(f"/my-safety/visits/{visit.pk}/check-in", follow=True))
    assert "Your colleagues have been told. They will make sure that you are safe." in page
    assert "You are checked in." not in page


def test_a_check_in_without_an_alarm_says_that_one_is_checked_in(nurse, visit):
    assert "You are checked in." in text_of(nurse.post(f"/my-safety/visits/{visit.pk}/check-in", follow=True))


def test_no_colleagues_own_number_is_offered_only_999(nurse, visit):
    nurse.post("/my-safety/help")
    page = nurse.get("/my-safety").content.decode()
    assert set(re.findall(r"tel:([+0-9]+)", page)) == {"999"}
    assert "Call 999" in text_of(nurse.get("/my-safety"))


def test_the_response_centres_number_is_offered_where_the_installation_has_one(nurse, visit, settings):
    settings.CENTRE_PHONE = "+441632960999"
    nurse.post("/my-safety/help")
    page = nurse.get("/my-safety").content.decode()
    assert "Call 01632 960999" in text_of(nurse.get("/my-safety"))
    assert 'data-tel="tel:+441632960999"' in page


def test_a_visit_planned_without_a_start_is_on_the_list(nurse, world):
    itinerary = actions.Itinerary("9 Weir Road", now() + timedelta(hours=2))
    actions.plan_visit(world.nurse, itinerary, by=actor_for(world.nurse.user))
    page = text_of(nurse.get("/my-safety"))
    assert "9 Weir Road" in page
    assert "Until " in page


MANY_DIGITS = ["000030999999999999", "9" * 5000, "30\n9", "1441", "-30", "٣٠"]


@pytest.mark.parametrize("minutes", MANY_DIGITS)
def test_minutes_that_are_no_length_of_a_visit_are_asked_for_again(nurse, minutes):
    answer = nurse.post("/my-safety/visits", {"place": "14 Mill Lane", "minutes": minutes})
    assert answer.status_code == 422
    assert "Write how many minutes it will take, from 5 to 1440." in text_of(answer)
    assert Visit.objects.count() == 0


@pytest.mark.parametrize("minutes", MANY_DIGITS)
def test_minutes_that_are_no_extension_are_asked_for_again(nurse, visit, minutes):
    assert nurse.post(f"/my-safety/visits/{visit.pk}/extend", {"minutes": minutes}).status_code == 422


def test_minutes_with_zeros_in_front_are_read(nurse):
    assert nurse.post("/my-safety/visits", {"place": "14 Mill Lane", "minutes": " 0045 "}).status_code == 302


@pytest.fixture
def planned(nurse, world):
    itinerary = actions.Itinerary("9 Weir Road", now() + timedelta(hours=2))
    return actions.plan_visit(world.nurse, itinerary, by=actor_for(world.nurse.user))


def test_a_planned_visit_is_cancelled_after_a_question(nurse, planned):
    asked = nurse.get(f"/my-safety/visits/{planned.pk}/cancel")
    assert "Cancel this visit? “9 Weir Road” comes off your list." in text_of(asked)
    page = text_of(nurse.post(f"/my-safety/visits/{planned.pk}/cancel", follow=True))
    assert "The visit is off your list." in page
    assert "9 Weir Road" not in page
    planned.refresh_from_db()
    assert planned.status == "cancelled"


def test_a_visit_that_runs_is_ended_and_not_cancelled(nurse, visit):
    assert nurse.get(f"/my-safety/visits/{visit.pk}/cancel")["Location"] == "/my-safety"
    answer = nurse.post(f"/my-safety/visits/{visit.pk}/cancel")
    assert answer.status_code == 409
    assert "A visit that has started is ended, not cancelled." in text_of(answer)


def test_a_note_is_left_and_shown_and_the_next_one_takes_its_place(nurse, visit):
    assert "Leave a note" in text_of(nurse.get("/my-safety"))
    page = text_of(nurse.post(f"/my-safety/visits/{visit.pk}/note", {"text": "Two dogs."}, follow=True))
    assert "Your note is saved." in page
    assert "Two dogs." in page
    assert "It replaces the one above." in page
    page = text_of(nurse.post(f"/my-safety/visits/{visit.pk}/note", {"text": "One dog."}, follow=True))
    assert "One dog." in page
    assert "Two dogs." not in page


@pytest.mark.parametrize(
    ("text", "complaint"),
    [(" ", "Write what others should know if you need help."), ("x" * 2001, "Use 2000 characters or fewer.")],
)
def test_a_note_that_cannot_be_kept_is_given_back(nurse, visit, text, complaint):
    answer = nurse.post(f"/my-safety/visits/{visit.pk}/note", {"text": text})
    assert answer.status_code == 422
    assert complaint in text_of(answer)
    assert f">{text}</textarea>" in answer.content.decode()


def test_no_note_is_shown_or_taken_once_the_visit_has_ended(nurse, visit):
    pages = []
    for pin in (PIN, DURESS_PIN):
        nurse.post("/my-safety/visits", {"place": "14 Mill Lane", "minutes": "45"})
        visit = Visit.objects.latest("id")
        nurse.post(f"/my-safety/visits/{visit.pk}/note", {"text": "Two dogs."})
        nurse.post(f"/my-safety/visits/{visit.pk}/end", {"pin": pin})
        answer = nurse.post(f"/my-safety/visits/{visit.pk}/note", {"text": "He is here."})
        pages.append((answer.status_code, masked(answer.content.decode())))
    assert pages[0] == pages[1]
    assert "This visit has ended." in pages[0][1]
    assert "Two dogs." not in pages[0][1]
