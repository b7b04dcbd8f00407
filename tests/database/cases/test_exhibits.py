"""Exhibits of a case: recordings before they are written over, exhibits, and whose hands they were in."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.db.utils import DatabaseError
from tests.clock import moment_there
from tests.conftest import AppClient
from tests.database.evidence.sending import Sender
from tests.files import REFUSED, WEBM
from tests.world import World

from alongside.cases.closing import Owed
from alongside.cases.events import Overtaken
from alongside.cases.exhibits import actions
from alongside.cases.exhibits.actions import Found
from alongside.cases.models import Case, Event, Exhibit, FootageRequest, HandOver
from alongside.cases.opening.actions import merge_case
from alongside.cases.owing import owed_by
from alongside.cases.queries import incidents_of
from alongside.cases.working.actions import move_case
from alongside.evidence.arriving import arrive
from alongside.evidence.models import Keeping
from alongside.evidence.uploading.finishing import finish_due
from alongside.incidents.triage.adding import add_exhibit
from alongside.ledger.actions import Actor
from alongside.ledger.clock import now
from alongside.machine import Refused
from alongside.people.days import today_in

pytestmark = pytest.mark.django_db

Ask = Callable[..., FootageRequest]
MOMENT = moment_there()


@pytest.fixture
def today(case: Case) -> date:
    return today_in(case.organisation)


@pytest.fixture
def ask(case: Case, today: date, by: Actor) -> Ask:
    def go(overwritten_on: date | None = None, **changes: Any) -> FootageRequest:
        begins = now() - timedelta(hours=5)
        said = {"camera": "Camera 4", "holder": "Northshire Buses", "starts_at": begins, "why": "He runs past it."}
        said |= {"ends_at": begins + timedelta(hours=1), "asked_on": today, "overwritten_on": overwritten_on}
        return actions.ask_footage(case, **(said | changes), by=by)

    return go


@pytest.fixture
def sleeve(case: Case, today: date, by: Actor) -> Exhibit:
    return actions.add_exhibit(case, thing(today), None, by=by)


def thing(today: date, **changes: Any) -> Found:
    said = {
        "mark": "ls/1",
        "what": "A torn sleeve",
        "found_on": today,
        "found_where": "Ward 7",
        "found_by": "Lee Stone",
    }
    return Found(**(said | {"place": "Safe 2", "seal": "S-1"} | changes))


def fresh(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def lines(case: Case) -> list[str]:
    return [f"{one.what} {one.compartment}" for one in Event.objects.filter(case=case).order_by("pk")][1:]


def test_a_recording_that_is_asked_for_is_due_on_the_day_it_is_written_over(
    case: Case, ask: Ask, today: date, by: Actor
) -> None:
    asked = ask(today + timedelta(days=9))
    ask(today + timedelta(days=20))
    assert fresh(case).next_due_on == today + timedelta(days=9)
    actions.move_footage(asked, "refuse", {"text": "They want a letter."}, by=by)
    assert fresh(case).next_due_on == today + timedelta(days=20)
    actions.move_footage(asked, "ask_again", {"text": "With a letter.", "overwritten_on": today}, by=by)
    assert fresh(case).next_due_on == today
    assert lines(case) == ["footage_asked evidence"] * 2 + ["footage_moved evidence"] * 2


def test_a_case_is_not_closed_over_a_recording_that_is_awaited(
    case: Case, ask: Ask, tell_everybody: Callable[[Case], None], by: Actor
) -> None:
    asked = ask()
    tell_everybody(case)
    owed: list[Owed] = list(owed_by(case))
    assert f"footage:{asked.pk}" in [one.code for one in owed]
    waived = {one.code: "Not needed." for one in owed if one.code != f"footage:{asked.pk}"}
    with pytest.raises(Refused, match="A recording was asked for"):
        move_case(case, "discontinue", text="Nothing to do.", waived=waived, by=by)
    actions.move_footage(asked, "lose", {"text": "They wrote it over a day early."}, by=by)
    assert f"footage:{asked.pk}" not in [one.code for one in owed_by(case)]


def test_a_recording_is_secured_as_an_exhibit_of_the_same_case(
    case: Case, ask: Ask, sleeve: Exhibit, new_case: Callable[..., Case], today: date, by: Actor
) -> None:
    elsewhere = actions.add_exhibit(new_case(), thing(today), None, by=by)
    asked = ask()
    with pytest.raises(ValidationError, match="of this case"):
        actions.move_footage(asked, "secure", {"exhibit": elsewhere}, by=by)
    secured = actions.move_footage(asked, "secure", {"exhibit": sleeve}, by=by)
    assert (secured.state, secured.exhibit) == ("secured", sleeve)
    with pytest.raises(Refused, match="cannot be struck out"):
        actions.strike_exhibit(sleeve, "By mistake.", by=by)


def test_what_a_case_that_was_joined_asked_for_and_holds_is_worked_on_with_the_other(
    case: Case, ask: Ask, sleeve: Exhibit, new_case: Callable[..., Case], today: date, by: Actor
) -> None:
    ask(today + timedelta(days=2))
    other = new_case()
    merge_case(case, other, "The same man.", by=by)
    asked = FootageRequest.objects.get()
    assert f"footage:{asked.pk}" in [one.code for one in owed_by(other)]
    assert fresh(other).next_due_on == today + timedelta(days=2)
    copy = actions.add_exhibit(other, thing(today), None, by=by)
    assert actions.move_footage(asked, "secure", {"exhibit": copy}, by=by).exhibit == copy
    assert f"footage:{asked.pk}" not in [one.code for one in owed_by(other)]
    held = Exhibit.objects.get(pk=sleeve.pk)
    actions.correct_exhibit(held, thing(today, what="A torn cuff"), "It is a cuff.", by=by)
    handed = actions.hand_over(held, now(), "Lee Stone", "PC Odell", "For the trial.", "Police station", by=by)
    assert handed.exhibit.place == "Police station"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"camera": " "}, "camera"),
        ({"why": ""}, "why"),
        ({"ends_at": MOMENT - timedelta(days=2)}, "until_time"),
        ({"starts_at": MOMENT + timedelta(hours=1), "ends_at": MOMENT + timedelta(hours=2)}, "day"),
        ({"asked_on": date(2999, 1, 1)}, "asked_on"),
        ({"overwritten_on": date(2001, 1, 1)}, "overwritten_on"),
    ],
)
def test_what_cannot_be_asked_for_is_told_at_its_field(ask: Ask, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as wrong:
        ask(**changes)
    assert set(wrong.value.message_dict) == {field}
    assert not FootageRequest.objects.exists()


def test_whoever_was_overtaken_is_told_and_changes_nothing(ask: Ask, by: Actor) -> None:
    asked = ask()
    seen = asked.changed_at
    actions.move_footage(asked, "refuse", {"text": "No."}, by=by)
    with pytest.raises(Overtaken):
        actions.move_footage(asked, "lose", {"text": "Gone."}, by=by, seen_at=seen)


def test_an_exhibit_is_a_file_that_keeps_its_original(case: Case, today: date, by: Actor) -> None:
    found = thing(today, place="", seal="")
    exhibit = actions.add_exhibit(case, found, arrive("camera 4.webm", [WEBM]), by=by)
    assert exhibit.mark == "LS/1"
    assert exhibit.file is not None
    assert (exhibit.file.purpose, exhibit.file.name) == ("case_exhibit", "camera 4.webm")
    assert Keeping.objects.get(file=exhibit.file).owner == "exhibit"
    assert exhibit.file.sha256 in Event.objects.get(what="exhibit_added").text


def test_what_is_no_exhibit_is_told_at_its_field(case: Case, sleeve: Exhibit, today: date, by: Actor) -> None:
    for changes, field in (
        ({}, "mark"),  # it is there already
        ({"mark": "first"}, "mark"),
        ({"mark": "LS/2", "place": ""}, "place"),
        ({"mark": "LS/2", "found_on": today + timedelta(days=1)}, "found_on"),
    ):
        with pytest.raises(ValidationError) as wrong:
            actions.add_exhibit(case, thing(today, **changes), None, by=by)
        assert set(wrong.value.message_dict) == {field}
    with pytest.raises(ValidationError, match="cannot be taken in"):
        actions.add_exhibit(case, thing(today, mark="LS/2"), arrive("x.jpg", [REFUSED["program"]]), by=by)
    assert Exhibit.objects.count() == 1


def test_the_chain_of_hands_grows_in_its_order_and_never_changes(sleeve: Exhibit, by: Actor) -> None:
    first = now() - timedelta(minutes=30)
    said = {
        "giver": "Lee Stone",
        "taker": "PC Odell",
        "why": "For the trial.",
        "place": "Police station",
        "seal": "S-2",
    }
    actions.hand_over(sleeve, first, **said, by=by)
    sleeve.refresh_from_db()
    assert (sleeve.place, sleeve.seal) == ("Police station", "S-2")
    with pytest.raises(ValidationError, match="in their order"):
        actions.hand_over(sleeve, first - timedelta(minutes=1), **said, by=by)
    with pytest.raises(ValidationError, match="has passed"):
        actions.hand_over(sleeve, now() + timedelta(hours=1), **said, by=by)
    with pytest.raises(DatabaseError), transaction.atomic():
        HandOver.objects.update(taker="Somebody else")
    with pytest.raises(DatabaseError), transaction.atomic():
        HandOver.objects.all().delete()


def test_what_is_written_is_corrected_with_a_reason_and_struck_out_but_never_lost(
    case: Case, sleeve: Exhibit, today: date, by: Actor
) -> None:
    with pytest.raises(ValidationError, match="Write why"):
        actions.correct_exhibit(sleeve, thing(today, what="A sleeve"), " ", by=by)
    actions.correct_exhibit(sleeve, thing(today, what="A sleeve"), "It is whole.", by=by)
    assert "A torn sleeve → A sleeve" in Event.objects.get(what="exhibit_corrected").text
    actions.strike_exhibit(sleeve, "It is of another case.", by=by)
    with pytest.raises(Refused, match="struck out"):
        actions.correct_exhibit(sleeve, thing(today), "Again.", by=by)
    with pytest.raises(ValidationError, match="already"):
        actions.add_exhibit(case, thing(today), None, by=by)
    assert Exhibit.objects.get().struck_at is not None


def test_nothing_is_added_to_a_case_that_has_ended(case: Case, ask: Ask, sleeve: Exhibit, by: Actor) -> None:
    Case.objects.filter(pk=case.pk).update(status="closed", closed_at=now())
    with pytest.raises(Refused, match="has ended"):
        ask()
    with pytest.raises(Refused, match="has ended"):
        actions.strike_exhibit(sleeve, "Why not.", by=by)


def test_the_page_shows_all_of_it_to_the_specialist_and_nothing_to_others(
    case: Case, ask: Ask, sleeve: Exhibit, sign_in: Callable[[str], Any], world: World, today: date, by: Actor
) -> None:
    ask(today + timedelta(days=1))
    actions.hand_over(sleeve, now(), "Lee Stone", "PC Odell", "For the trial.", "Police station", by=by)
    address = f"/cases/{case.reference}/exhibits"
    page = sign_in("lsms").get(address).content.decode()
    for words in ("Camera 4", "1 day left", "LS/1", "PC Odell", "A torn sleeve"):
        assert words in page
    assert sign_in("manager").get(address).status_code == 403
    assert sign_in("outsider").get(address).status_code == 404


def test_a_small_file_comes_with_the_form_and_is_shown_as_it_came(
    case: Case, sign_in: Callable[[str], Any], today: date
) -> None:
    lsms = sign_in("lsms")
    address = f"/cases/{case.reference}/exhibits"
    day = {"found_on_day": today.day, "found_on_month": today.month, "found_on_year": today.year}
    said = {"mark": "NA/1", "what": "Film", "found_where": "Ward 7", "found_by": "Nia Okoye", **day}
    missing = lsms.post(f"{address}/add", said)
    assert missing.status_code == 422
    assert "Choose a file, or write where the thing is." in missing.content.decode()
    sent = lsms.post(f"{address}/add", said | {"file": SimpleUploadedFile("film.webm", WEBM)})
    assert sent.status_code == 302, sent.content
    exhibit = Exhibit.objects.get()
    shown = lsms.get(f"{address}/{exhibit.pk}/file")
    assert (shown.status_code, b"".join(shown) if shown.streaming else shown.content) == (200, WEBM)


def test_a_file_that_is_sent_in_parts_becomes_an_exhibit(
    case: Case, sign_in: Callable[[str], Any], today: date, service_role: Any
) -> None:
    day = {"found_on_day": str(today.day), "found_on_month": str(today.month), "found_on_year": str(today.year)}
    told = {"mark": "NA/1", "what": "Film", "found_where": "Ward 7", "found_by": "Nia Okoye", **day}
    to = {"owner": "exhibit", "key": case.reference, "purpose": "case_exhibit"}
    lsms = Sender(sign_in("lsms"), case.reference)
    assert lsms.begin(WEBM, **to, **{**told, "mark": "first"}).status_code == 422
    lsms.send(WEBM, **to, **told)
    with service_role():
        finish_due()
    exhibit = Exhibit.objects.get()
    assert (exhibit.mark, exhibit.found_on, exhibit.made_by) == ("NA/1", today, "Lee Stone")
    for stranger in ("manager", "outsider"):  # who see no case
        assert Sender(sign_in(stranger), "").begin(WEBM, **to, **told).status_code == 404


def test_the_section_leads_to_the_files_that_came_with_the_reports(
    case: Case, by: Actor, sign_in: Callable[[str], AppClient]
) -> None:
    report, lsms = incidents_of(case).get(), sign_in("lsms")
    assert "Files that came with the reports" not in lsms.get(f"/cases/{case.reference}/exhibits").content.decode()
    add_exhibit(report, arrive("ward.webm", [WEBM]), caption="He runs past", by=by)
    page = lsms.get(f"/cases/{case.reference}/exhibits").content.decode()
    [there] = re.findall(r'href="([^"]+)">1 file of the report', page)
    answer = lsms.get(there)
    assert answer.status_code == 200
    assert "ward.webm" in answer.content.decode(), "the files stand open, not behind another press"
