"""RIDDOR from day to day: an absence that goes on is recorded, then reported, and a person's decision stands."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from tests.world import World

from alongside.incidents.actions import Submitted
from alongside.incidents.duties import nightly, queries, track
from alongside.incidents.duties.standing import local_day_of
from alongside.incidents.models import Absence, Duty, Incident, Injury, RiddorDecision
from alongside.incidents.new_report import NewAffected, Who
from alongside.incidents.reporting.actions import withdraw_report
from alongside.incidents.riddor import TrackState
from alongside.incidents.triage.connecting import merge_reports
from alongside.ledger.clock import now
from alongside.messages.models import Message
from alongside.people.actions import actor_for

pytestmark = pytest.mark.django_db
Report = Callable[..., Submitted]
BRUISE = {"injuries": [{"kind": "bruise", "part": "arm"}], "work_related": True, "absence_from_physical_injury": True}
BROKEN_NOSE = {"injuries": [{"kind": "fracture", "part": "nose", "diagnosed_by_doctor": True}], "work_related": True}


@pytest.fixture
def lsms(world: World) -> Any:
    return actor_for(world.lsms.user)


def states(incident: Incident) -> list[str]:
    return list(RiddorDecision.objects.filter(incident=incident).values_list("state", flat=True))


def open_rules(incident: Incident) -> set[str]:
    return set(
        Duty.objects.filter(incident=incident, ended_at=None, rule__startswith="RID-").values_list("rule", flat=True)
    )


def day_of(incident: Incident) -> date:
    return local_day_of(incident, incident.occurred_at)


def test_a_report_without_injury_begins_no_track(report: Report) -> None:
    incident = report().incident
    assert states(incident) == []


def test_an_absence_with_no_return_date_is_recorded_after_three_days_and_reported_after_seven(
    report: Report, lsms: Any, later: Any
) -> None:
    incident = report().incident
    one = incident.affected.get()
    day = day_of(incident)
    track.answer(one, BRUISE, by=lsms)
    later(days=1)
    track.record_absence(one, "off_work", day + timedelta(days=1), None, source="lsms", by=lsms)
    watched = queries.latest_decision(incident, one)
    assert watched is not None
    assert watched.state == TrackState.WATCH_OVER_3
    assert "it becomes reportable" in watched.reason
    later(days=3)
    assert nightly.look_at_everything() >= 1
    assert states(incident)[-1] == TrackState.RECORD_OVER_3
    assert open_rules(incident) == {"RID-REC3"}
    later(days=4)
    nightly.look_at_everything()
    decided = queries.latest_decision(incident, one)
    assert decided is not None
    assert decided.state == TrackState.OVER_7_DUE
    assert decided.due_on == day + timedelta(days=15)
    assert open_rules(incident) == {"RID-REC3", "RID-15"}
    before = len(states(incident))
    later(days=1)
    nightly.look_at_everything()
    assert len(states(incident)) == before


def test_a_specified_injury_is_due_at_once_and_in_ten_days(report: Report, lsms: Any) -> None:
    incident = report().incident
    one = incident.affected.get()
    track.answer(one, BROKEN_NOSE, by=lsms)
    decided = queries.latest_decision(incident, one)
    assert decided is not None
    assert (decided.state, decided.due_on) == (TrackState.SPECIFIED_DUE, day_of(incident) + timedelta(days=10))
    assert open_rules(incident) == {"RID-NOTIFY", "RID-10", "RID-REC3"}


def test_each_step_ends_what_it_answers_in_the_name_of_who_took_it(report: Report, lsms: Any) -> None:
    incident = report().incident
    one = incident.affected.get()
    track.answer(one, BROKEN_NOSE, by=lsms)
    seen = str(queries.latest_decision(incident, one).pk)  # type: ignore[union-attr]
    told = track.step(incident, one, TrackState.NOTIFIED, seen=seen, at=now(), channel="telephone", by=lsms)
    assert open_rules(incident) == {"RID-10", "RID-REC3"}
    track.step(incident, one, TrackState.REPORTED, seen=str(told.pk), at=now(), reference="F2508-1", by=lsms)
    assert open_rules(incident) == {"RID-REC3"}
    assert set(
        Duty.objects.filter(incident=incident, ending="done", rule__startswith="RID-").values_list(
            "ended_by", flat=True
        )
    ) == {lsms.name}
    nightly.look_at_everything()
    assert states(incident)[-1] == TrackState.REPORTED
    assert open_rules(incident) == {"RID-REC3"}


def test_not_reportable_needs_a_reason_and_ends_the_deadlines(report: Report, lsms: Any) -> None:
    incident = report().incident
    one = incident.affected.get()
    track.answer(one, BROKEN_NOSE, by=lsms)
    seen = str(queries.latest_decision(incident, one).pk)  # type: ignore[union-attr]
    with pytest.raises(ValidationError):
        track.step(incident, one, TrackState.NOT_REPORTABLE, seen=seen, by=lsms)
    track.step(incident, one, TrackState.NOT_REPORTABLE, seen=seen, reason="A family quarrel.", by=lsms)
    assert open_rules(incident) == {"RID-REC3"}
    track.look_again(incident, one)
    assert states(incident)[-1] == TrackState.NOT_REPORTABLE


def test_eight_days_off_are_due_though_somebody_said_that_nothing_was_broken(
    report: Report, lsms: Any, later: Any
) -> None:
    incident = report(
        affected=[NewAffected("staff", who=Who(name="Nia Okoye"), injury="treated", employment="employed")]
    ).incident
    one = incident.affected.get()
    asked = queries.latest_decision(incident, one)
    assert asked is not None
    assert asked.state == TrackState.TO_DECIDE
    track.step(incident, one, TrackState.NOT_REPORTABLE, seen=str(asked.pk), reason="Only a bruise.", by=lsms)
    later(days=9)
    track.answer(one, BRUISE, by=lsms)
    track.record_absence(one, "off_work", day_of(incident) + timedelta(days=1), None, source="lsms", by=lsms)
    assert states(incident)[-1] == TrackState.OVER_7_DUE


def test_who_decides_on_what_has_changed_meanwhile_is_told_so(report: Report, lsms: Any) -> None:
    incident = report().incident
    one = incident.affected.get()
    track.answer(one, BROKEN_NOSE, by=lsms)
    with pytest.raises(ValidationError, match="Something changed"):
        track.step(incident, one, TrackState.NOT_REPORTABLE, seen="", reason="A family quarrel.", by=lsms)


def test_a_correction_keeps_the_absence_before_it(report: Report, lsms: Any, later: Any) -> None:
    incident = report().incident
    one = incident.affected.get()
    day = day_of(incident)
    later(days=12)
    first = track.record_absence(one, "off_work", day + timedelta(days=1), None, source="lsms", by=lsms)
    track.answer(one, BRUISE, by=lsms)
    assert states(incident)[-1] == TrackState.OVER_7_DUE
    track.record_absence(
        one, "off_work", day + timedelta(days=1), day + timedelta(days=5), source="lsms", by=lsms, replaces=first
    )
    assert states(incident)[-1] == TrackState.RECORD_OVER_3
    assert "RID-15" not in open_rules(incident)
    first.refresh_from_db()
    assert first.ended_at is not None
    assert Absence.objects.filter(affected=one).count() == 2
    with pytest.raises(ValidationError):
        track.remove_absence(first, "Wrong person.", by=lsms)


def test_late_onset_is_due_on_the_eighth_day_and_the_deadline_says_the_same(
    report: Report, lsms: Any, later: Any
) -> None:
    incident = report().incident
    one = incident.affected.get()
    day = day_of(incident)
    track.answer(one, BRUISE, by=lsms)
    later(days=29)
    track.record_absence(one, "off_work", day + timedelta(days=20), None, source="lsms", by=lsms)
    decided = queries.latest_decision(incident, one)
    assert decided is not None
    assert decided.due_on == day + timedelta(days=27)
    duty = Duty.objects.get(incident=incident, rule="RID-15", ended_at=None)
    assert local_day_of(incident, duty.due_at - timedelta(seconds=1)) == decided.due_on


def test_a_corrected_time_of_the_incident_moves_the_report_and_keeps_what_was_said_before(
    report: Report, lsms: Any
) -> None:
    incident = report().incident
    one = incident.affected.get()
    track.answer(one, BROKEN_NOSE, by=lsms)
    incident.occurred_at -= timedelta(days=2)
    incident.save()
    track.look_again(incident, one)
    rows = Duty.objects.filter(incident=incident, rule="RID-10").order_by("pk")
    assert [row.ending for row in rows] == ["replaced", ""]
    assert rows[0].due_at - rows[1].due_at == timedelta(days=2)


def test_what_the_injured_person_wrote_and_what_was_found_later_stand_together(report: Report, lsms: Any) -> None:
    incident = report().incident
    one = incident.affected.get()
    track.answer(one, {"kind": "fracture", "part": "nose"}, by=lsms)
    track.answer(one, {"work_related": True}, by=lsms)
    track.answer(one, {"kind": "fracture", "diagnosed_by_doctor": True}, by=lsms)
    assert states(incident)[-1] == TrackState.SPECIFIED_DUE
    assert Injury.objects.filter(affected=one).count() == 3


def test_a_dangerous_occurrence_with_nobody_hurt_is_decided_by_a_person(report: Report, lsms: Any) -> None:
    incident = report().incident
    track.step(incident, None, TrackState.DANGEROUS_OCCURRENCE_DUE, reason="A needle with known HIV.", by=lsms)
    assert open_rules(incident) == {"RID-NOTIFY", "RID-10", "RID-REC3"}


def hospital() -> NewAffected:
    """Somebody taken to hospital, of whose injury nothing else is known."""
    return NewAffected("staff", who=Who(name="Nia Okoye"), injury="hospital", employment="employed")


def test_a_decision_that_is_wanted_is_a_deadline_which_the_decision_ends(report: Report, lsms: Any) -> None:
    incident = report(affected=[hospital()]).incident
    one = incident.affected.get()
    assert open_rules(incident) == {"RID-DECIDE"}
    asked = queries.latest_decision(incident, one)
    assert asked is not None
    track.step(incident, one, TrackState.NOT_REPORTABLE, seen=str(asked.pk), reason="Checked, not treated.", by=lsms)
    ended = Duty.objects.get(incident=incident, rule="RID-DECIDE")
    assert (ended.ending, ended.ended_by) == ("done", lsms.name)
    assert "Checked, not treated." in ended.why


def test_the_answers_that_decide_it_end_the_wait_for_a_decision(report: Report, lsms: Any) -> None:
    incident = report(affected=[hospital()]).incident
    track.answer(incident.affected.get(), BROKEN_NOSE, by=lsms)
    assert open_rules(incident) == {"RID-NOTIFY", "RID-10", "RID-REC3"}
    ended = Duty.objects.get(incident=incident, rule="RID-DECIDE")
    assert (ended.ending, ended.ended_by) == ("done", lsms.name)
    assert "Specified injury" in ended.why


def test_a_decision_is_due_before_the_report_would_be(report: Report) -> None:
    """It came eight days late: the report would be due in two."""
    late = report(affected=[hospital()], occurred_at=now() - timedelta(days=8)).incident
    duty = Duty.objects.get(incident=late, rule="RID-DECIDE")
    assert local_day_of(late, duty.due_at - timedelta(seconds=1)) == day_of(late) + timedelta(days=10)
    too_late = report(affected=[hospital()], occurred_at=now() - timedelta(days=30)).incident
    duty = Duty.objects.get(incident=too_late, rule="RID-DECIDE")
    assert local_day_of(too_late, duty.due_at - timedelta(seconds=1)) == local_day_of(too_late, now())


def test_what_is_imported_asks_nobody_to_decide(report: Report) -> None:
    incident = report().incident
    Incident.objects.filter(pk=incident.pk).update(source="import")
    incident.affected.update(injury="hospital")
    track.look_again(incident, incident.affected.get())
    assert states(incident) == [TrackState.TO_DECIDE]
    assert open_rules(incident) == set()


@pytest.mark.parametrize("known", [False, True], ids=["to be decided", "to be reported"])
def test_a_report_that_is_taken_back_leaves_its_deadlines_to_a_person(
    report: Report, lsms: Any, world: World, known: bool
) -> None:
    """The duty to report does not depend on whether somebody still wants to have reported."""
    incident = report(affected=[hospital()]).incident
    one = incident.affected.get()
    if known:
        track.answer(one, BROKEN_NOSE, by=lsms)
    before = open_rules(incident)
    withdraw_report(incident, "", by=actor_for(world.nurse.user))
    assert open_rules(incident) == before != set()
    told = Message.objects.get(subject=f"Report {incident.reference} was taken back, and deadlines go on")
    assert told.recipient == world.lsms
    assert "Nia" not in told.body
    seen = str(queries.latest_decision(incident, one).pk)  # type: ignore[union-attr]
    track.step(incident, one, TrackState.NOT_REPORTABLE, seen=seen, reason="It did not happen.", by=lsms)
    assert open_rules(incident) - {"RID-REC3"} == set()
    ends = Duty.objects.filter(incident=incident, rule__in=before - {"RID-REC3"})
    assert {duty.ended_by for duty in ends} == {lsms.name}


def test_taking_back_a_report_of_which_nothing_is_due_tells_nobody(report: Report, world: World) -> None:
    incident = report().incident
    withdraw_report(incident, "", by=actor_for(world.nurse.user))
    assert not Message.objects.filter(subject__contains="was taken back").exists()


def test_joining_a_report_with_another_ends_no_deadline_of_who_was_hurt(report: Report, lsms: Any, later: Any) -> None:
    incident = report().incident
    one = incident.affected.get()
    later(days=1)
    track.answer(one, BRUISE, by=lsms)
    track.record_absence(one, "off_work", day_of(incident) + timedelta(days=1), None, source="lsms", by=lsms)
    merge_reports(report(affected=[]).incident, [incident], by=lsms)
    later(days=8)
    nightly.look_at_everything()
    assert states(incident)[-1] == TrackState.OVER_7_DUE
    assert "RID-15" in open_rules(incident)


def test_a_disease_that_was_diagnosed_has_a_deadline(report: Report, lsms: Any) -> None:
    incident = report().incident
    one = incident.affected.get()
    track.answer(one, {"work_related": True}, by=lsms)
    seen = str(queries.latest_decision(incident, one).pk)  # type: ignore[union-attr]
    track.step(incident, one, TrackState.DISEASE_DUE, seen=seen, reason="Dermatitis.", by=lsms)
    assert "RID-DIS" in open_rules(incident)
