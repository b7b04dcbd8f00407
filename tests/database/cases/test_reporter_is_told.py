"""Whoever reported reads that the case was closed, and was told what came of it before; or the file says why not."""

from collections.abc import Callable
from typing import Any

import pytest
from tests.world import World

from alongside.cases.models import Case
from alongside.cases.owing import owed_by
from alongside.cases.queries import incidents_of
from alongside.cases.sanctions.deciding import decide_sanctions
from alongside.cases.tracks import Refused
from alongside.cases.victims.actions import note_feedback, tell_the_reporter
from alongside.cases.victims.holding import today_of
from alongside.cases.working.actions import move_case
from alongside.incidents.following.actions import choose_notices
from alongside.incidents.following.queries import story_of
from alongside.incidents.new_report import NewAffected
from alongside.ledger.actions import Actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def of_a_colleague(new_case: Callable[..., Case], by: Actor) -> Case:
    """A case of what the nurse reported and what was done to somebody else, who was told."""
    case = new_case(affected=[NewAffected("staff", injury="minor")])
    for person in incidents_of(case).get().affected.all():
        note_feedback(person, today_of(person), "Lee Stone", "He was cautioned.", by=by)
    decide_sanctions(case, "none", "not_grave", "It was settled.", by=by)
    return case


def owed_to_reporters(case: Case) -> list[str]:
    return [one.sentence for one in owed_by(case) if one.code.startswith("reporter_told:")]


def test_the_reporter_is_told_before_a_case_closes(of_a_colleague: Case, by: Actor) -> None:
    report = incidents_of(of_a_colleague).get()
    assert owed_to_reporters(of_a_colleague) == [f"The reporter of {report.reference} was not told what came of it."]
    with pytest.raises(Refused, match=f"reporter of {report.reference}"):
        move_case(of_a_colleague, "discontinue", text="A drill.", by=by)
    tell_the_reporter(report, "outcome", "He was warned.", by=by)
    assert owed_to_reporters(of_a_colleague) == []
    move_case(of_a_colleague, "discontinue", text="A drill.", by=by)


def test_nothing_is_owed_to_a_reporter_who_wants_no_news(of_a_colleague: Case, world: World, by: Actor) -> None:
    choose_notices(incidents_of(of_a_colleague).get(), False, by=by)
    assert owed_to_reporters(of_a_colleague) == []


def test_a_reporter_who_was_hurt_is_owed_it_once_as_a_person_hurt(case: Case) -> None:
    assert owed_to_reporters(case) == []
    assert [one.code.partition(":")[0] for one in owed_by(case) if "told" in one.code] == ["victim_told"]


def test_the_reporter_reads_that_the_case_was_closed_and_opened_again(
    of_a_colleague: Case, by: Actor, sign_in: Callable[[str], Any], later: Callable[..., None]
) -> None:
    report = incidents_of(of_a_colleague).get()
    nurse = sign_in("nurse")
    tell_the_reporter(report, "outcome", "He was warned.", by=by)
    later(minutes=1)
    move_case(of_a_colleague, "discontinue", text="A drill.", by=by)
    page = nurse.get(f"/report/track/{report.reference}").content.decode()
    assert "The case is closed: the security specialist has finished looking into it." in page
    assert "is being looked into" not in page.lower()
    assert "There is no outcome yet" not in page
    assert report.reference in nurse.get("/report/mine?status=ended").content.decode()
    assert report.reference not in nurse.get("/report/mine?status=open").content.decode()

    later(minutes=2)
    move_case(of_a_colleague, "reopen", text="He came back.", by=by)
    said = [step.text for stage in story_of(report).stages for step in stage.steps]
    assert "The case was opened again, to look further into it." in said
    assert report.reference in nurse.get("/report/mine?status=open").content.decode()


def test_the_reporter_can_be_told_after_the_case_was_closed(
    of_a_colleague: Case, by: Actor, sign_in: Callable[[str], Any]
) -> None:
    report = incidents_of(of_a_colleague).get()
    owed = next(one for one in owed_by(of_a_colleague) if one.code.startswith("reporter_told:"))
    waived = {owed.code: "They are told by their manager next week."}
    move_case(of_a_colleague, "discontinue", text="A drill.", waived=waived, by=by)
    there = f"/cases/{of_a_colleague.reference}/people"
    lsms = sign_in("lsms")
    assert f"{there}/reporter/{report.reference}" in lsms.get(there).content.decode()
    answer = lsms.post(f"{there}/reporter/{report.reference}", {"kind": "outcome", "text": "He was warned."})
    assert answer.status_code == 302
    assert report.told.get().text == "He was warned."
