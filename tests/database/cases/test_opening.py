"""A case is opened, joined, split and parted; nothing of either file is lost, and the reporters are told."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from tests.world import World

from alongside.cases.events import Overtaken
from alongside.cases.models import Case, CaseIncident
from alongside.cases.opening.actions import add_reports, merge_case, open_case, part_case, split_case
from alongside.cases.queries import case_of, file_of, incidents_of
from alongside.cases.references import new_reference, tidy
from alongside.cases.sanctions.deciding import decide_sanctions
from alongside.cases.tracks import Refused
from alongside.cases.working.actions import describe_case, move_case
from alongside.incidents import states
from alongside.incidents.actions import Submitted
from alongside.incidents.models import Incident
from alongside.ledger.actions import Actor
from alongside.ledger.models import Entry

pytestmark = pytest.mark.django_db
Report = Callable[..., Submitted]


def test_a_case_is_opened_from_a_report(world: World, report: Report, by: Actor) -> None:
    incident = report().incident
    case = open_case([incident], owner=world.lsms, by=by)
    incident.refresh_from_db()
    assert (incident.status, incident.assigned_to_id) == ("case_opened", world.lsms.pk)
    assert (case.status, case.title, case.kinds) == ("open", "Physical assault, Ward 7", ["physical_assault"])
    assert (case.definition, case.team_id) == ("physical", world.team.pk)
    assert list(incidents_of(case)) == [incident]
    assert case_of(incident) == case
    [event] = case.events.all()
    assert (event.what, event.actor_name) == ("opened", "Lee Stone")
    assert event.after["incidents"] == [incident.reference]
    assert Entry.objects.filter(subject_id=case.pk, verb="case.opened", actor_id=by.id).count() == 1
    assert incident.changes.filter(what="status", after={"status": "case_opened"}).count() == 1


def test_a_case_of_several_reports_is_as_grave_as_the_gravest(report: Report, by: Actor) -> None:
    theft, blow = report(kinds=["theft"], acts=[], team=None).incident, report().incident
    case = open_case([theft, blow], title="Thursday at the desk", priority=1, by=by)
    assert (case.definition, set(case.kinds)) == ("physical", {"theft", "physical_assault"})
    assert (case.title, case.priority, case.team_id) == ("Thursday at the desk", 1, None)


def test_a_report_has_one_case_at_a_time(case: Case, by: Actor) -> None:
    incident = incidents_of(case).get()
    with pytest.raises(states.Refused, match="has a case"):
        open_case([incident], by=by)
    with pytest.raises(IntegrityError), transaction.atomic():
        CaseIncident.objects.create(
            organisation_id=case.organisation_id, case=case, incident=incident, linked_at=case.opened_at, linked_by="x"
        )


def test_what_nobody_classified_or_was_withdrawn_gets_no_case(report: Report, by: Actor) -> None:
    incident = report().incident
    Incident.objects.filter(pk=incident.pk).update(status="withdrawn")
    with pytest.raises(states.Refused, match="taken back"):
        open_case([incident], by=by)
    assert not Case.objects.exists()


def test_a_case_is_of_one_organisation(world: World, report: Report, by: Actor) -> None:
    mine, other = report().incident, report().incident
    Incident.objects.filter(pk=other.pk).update(organisation_id=world.outsider.organisation_id, team=None, place=None)
    with pytest.raises(ValidationError, match="one organisation"):
        open_case([mine, other], by=by)
    with pytest.raises(ValidationError, match="works here"):
        open_case([mine], owner=world.outsider, by=by)
    with pytest.raises(ValidationError, match="Choose a report"):
        open_case([], by=by)


def test_another_report_of_the_same_matter_joins_the_case(case: Case, report: Report, by: Actor) -> None:
    more = report(kinds=["theft"], acts=[]).incident
    add_reports(case, [more], by=by)
    case.refresh_from_db()
    assert set(case.kinds) == {"physical_assault", "theft"}
    assert incidents_of(case).count() == 2
    assert case.events.filter(what="report_added", after={"incident": more.reference}).exists()


def test_a_closed_case_takes_no_more_reports(
    case: Case, report: Report, by: Actor, tell_everybody: Callable[[Case], None]
) -> None:
    tell_everybody(case)
    decide_sanctions(case, "none", "not_grave", "It was a drill.", by=by)
    move_case(case, "discontinue", text="It was a drill.", by=by)
    with pytest.raises(Refused, match="closed"):
        add_reports(case, [report().incident], by=by)


def test_a_case_is_split_and_both_files_say_so(case: Case, report: Report, by: Actor) -> None:
    theft = report(kinds=["theft"], acts=[]).incident
    add_reports(case, [theft], by=by)
    other = split_case(case, [theft], "The theft was somebody else.", by=by)
    case.refresh_from_db()
    assert (case.kinds, other.kinds) == (["physical_assault"], ["theft"])
    assert list(incidents_of(other)) == [theft]
    assert case.events.get(what="split_off").after["case"] == other.reference
    assert other.events.get(what="split_from").after["case"] == case.reference
    assert other.owner_id == case.owner_id


def test_a_split_leaves_a_report_on_either_side(case: Case, report: Report, by: Actor) -> None:
    first = incidents_of(case).get()
    with pytest.raises(ValidationError, match="Leave at least one"):
        split_case(case, [first], "Why", by=by)
    with pytest.raises(ValidationError, match="Choose the reports"):
        split_case(case, [report().incident], "Why", by=by)


def test_two_cases_become_one_and_can_be_parted_again(new_case: Callable[..., Case], by: Actor) -> None:
    first, second = new_case(), new_case(kinds=["theft"], acts=[])
    move_case(second, "investigate", by=by)
    merge_case(second, first, "The same man, the same hour.", by=by)
    second.refresh_from_db()
    first.refresh_from_db()
    assert (second.status, second.merged_into_id) == ("merged", first.pk)
    assert incidents_of(first).count() == 2
    assert not incidents_of(second).exists()
    assert {"investigating", "merged"} <= {
        event.after.get("status", event.what) for event in file_of(first, ["narrative"])
    }, "the file of the joined case is read with the other"
    part_case(second, "It was another man.", by=by)
    second.refresh_from_db()
    assert (second.status, second.merged_into_id) == ("investigating", None)
    assert incidents_of(second).get().kinds == ["theft"]
    assert incidents_of(first).count() == 1
    first.refresh_from_db()
    assert first.kinds == ["physical_assault"]


def test_a_case_is_not_joined_with_itself_or_a_stranger(
    world: World, case: Case, new_case: Callable[..., Case], by: Actor
) -> None:
    with pytest.raises(ValidationError, match="another case"):
        merge_case(case, case, "Why", by=by)
    other = new_case()
    Case.objects.filter(pk=other.pk).update(organisation_id=world.outsider.organisation_id, team=None, site=None)
    with pytest.raises(ValidationError, match="another organisation"):
        merge_case(case, other, "Why", by=by)


def test_nobody_writes_over_what_somebody_else_did(case: Case, by: Actor) -> None:
    seen_at = case.changed_at
    describe_case(case, title="The man at the desk", priority=2, by=by, seen_at=seen_at)
    with pytest.raises(Overtaken) as overtaken:
        move_case(case, "investigate", by=by, seen_at=seen_at)
    assert overtaken.value.event is not None
    assert overtaken.value.event.what == "described"


@pytest.mark.parametrize(
    "typed", ["C-7KQ2-9F3M", "c-7kq2-9f3m", "7KQ2-9F3M", "C7KQ29F3M", " c 7kq2 9f3m ", "7kq2 9f3m"]
)
def test_a_number_is_understood_however_it_is_typed(typed: str) -> None:
    assert tidy(typed) == "C-7KQ2-9F3M"


def test_a_new_number_is_its_own_tidy_form() -> None:
    for _ in range(200):
        made: Any = new_reference()
        assert tidy(made) == made
