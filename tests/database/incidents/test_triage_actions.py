"""What a security specialist decides is kept with who, why and what stood before; nobody writes over somebody else."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from tests.files import JPEG
from tests.world import World

from alongside.evidence.arriving import arrive
from alongside.incidents import states
from alongside.incidents.actions import Submitted, judge_again
from alongside.incidents.models import Incident, Told
from alongside.incidents.new_report import NewAffected, NewResponsible, Who
from alongside.incidents.reporting.actions import withdraw_report
from alongside.incidents.triage import actions, adding, connecting
from alongside.incidents.triage.actions import Classification, Overtaken
from alongside.incidents.triage.footage import judge_footage
from alongside.incidents.triage.queries import earlier_of, next_to_triage, suggestions_for, to_triage
from alongside.incidents.triage.telling import tell_urgent
from alongside.ledger.clock import now
from alongside.ledger.models import Entry
from alongside.messages.models import Message
from alongside.people.actions import actor_for, open_link
from alongside.people.models import Place
from alongside.people.scope import acting_as, entering_by

pytestmark = pytest.mark.django_db
Report = Callable[..., Submitted]


@pytest.fixture
def by(world: World) -> Any:
    return actor_for(world.lsms.user)


def as_it_stands(incident: Incident, **changes: Any) -> Classification:
    return replace(Classification.of(incident), **changes)


def fresh(incident: Incident) -> Incident:
    return Incident.objects.get(pk=incident.pk)


def verbs(incident: Incident, by: Any) -> list[str]:
    """What this person did to it, by the ledger."""
    found = Entry.objects.filter(subject_id=incident.pk, actor_id=by.id).order_by("pk").values_list("verb", flat=True)
    return [verb.removeprefix("incident.") for verb in found]


def test_a_report_is_put_away(report: Report, by: Any) -> None:
    incident = actions.triage_report(report().incident, by=by)
    assert (incident.status, incident.triaged_at is not None) == ("triaged", True)
    change = incident.changes.get(what="status")
    assert (change.before, change.after) == ({"status": "submitted"}, {"status": "triaged"})
    assert verbs(incident, by) == ["status"]


def test_closing_needs_a_reason_that_the_reporter_reads(report: Report, by: Any) -> None:
    incident = report().incident
    with pytest.raises(ValidationError) as refused:
        actions.triage_report(incident, by=by, close=True)
    assert list(refused.value.message_dict) == ["reason"]
    assert fresh(incident).status == "submitted"
    actions.triage_report(incident, by=by, close=True, reason="The door was mended the same day.")
    assert fresh(incident).status == "closed"
    told = incident.told.get()
    assert (told.kind, told.text) == (Told.Kind.OUTCOME, "The door was mended the same day.")


def test_what_nobody_classified_cannot_be_put_away(report: Report, by: Any) -> None:
    incident = report().incident
    Incident.objects.filter(pk=incident.pk).update(kinds=[])
    with pytest.raises(states.Refused, match="classify"):
        actions.triage_report(incident, by=by)


def test_a_closed_report_is_opened_again(report: Report, by: Any) -> None:
    incident = actions.triage_report(report().incident, by=by, close=True, reason="Nothing more to do.")
    actions.reopen(incident, "New footage was found.", by=by)
    assert (fresh(incident).status, fresh(incident).closed_at) == ("triaged", None)
    with pytest.raises(states.Refused):
        actions.reopen(incident, "Again", by=by)


def test_classifying_again_keeps_what_stood_and_judges_anew(report: Report, by: Any) -> None:
    incident = report().incident
    said = as_it_stands(
        incident,
        kinds=["physical_assault", "weapon"],
        weapons=["sharp"],
        people={1: {"injury": "hospital", "harm_physical": "severe"}},
        responsible={1: {"kind": "patient"}},
    )
    actions.reclassify(incident, said, "He had a knife, says the ward.", by=by)
    after = fresh(incident)
    assert (after.weapons, after.harm_physical, after.responsible_kinds) == (["sharp"], "severe", ["patient"])
    assert {"weapon", "serious_harm"} <= set(after.urgent_because)
    change = after.changes.get(what="classified")
    assert change.before["kinds"] == ["physical_assault"]
    assert (change.before["person 1 injury"], change.after["person 1 injury"]) == ("minor", "hospital")
    assert change.why == "He had a knife, says the ward."


def test_the_same_classification_changes_nothing(report: Report, by: Any) -> None:
    incident = report().incident
    actions.reclassify(incident, as_it_stands(incident), "No reason.", by=by)
    assert not incident.changes.filter(what="classified").exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kinds": []}, "kinds"),
        ({"acts": ["hugged"]}, "acts"),
        ({"police": "perhaps"}, "police"),
        ({"occurred_at": datetime(2999, 1, 1, tzinfo=UTC)}, "occurred_at"),
        ({"people": {1: {"injury": "gone"}}}, "people"),
        ({"people": {1: {"is_reporter": "none"}}}, "people"),
    ],
)
def test_what_is_wrong_is_said_by_field(changes: Any, field: str, report: Report, by: Any) -> None:
    incident = report().incident
    with pytest.raises(ValidationError) as refused:
        actions.reclassify(incident, as_it_stands(incident, **changes), "", by=by)
    assert set(refused.value.message_dict) == {field, "why"}


def test_two_at_once_are_told_and_the_first_stands(report: Report, by: Any, world: World) -> None:
    incident = report().incident
    seen_at = incident.changed_at
    actions.assign(incident, world.lsms, by=by, seen_at=seen_at)
    with pytest.raises(Overtaken) as overtaken:
        actions.triage_report(incident, by=by, seen_at=seen_at)
    assert overtaken.value.change is not None
    assert overtaken.value.change.what == "assigned"
    assert fresh(incident).status == "submitted"


def test_a_report_is_given_to_somebody_who_works_here(report: Report, by: Any, world: World) -> None:
    incident = actions.assign(report().incident, world.lsms, by=by)
    assert fresh(incident).assigned_to == world.lsms
    with pytest.raises(ValidationError):
        actions.assign(incident, world.outsider, by=by)
    actions.assign(incident, world.lsms, by=by)
    assert incident.changes.filter(what="assigned").count() == 1


def test_that_it_was_read_is_noted_once(report: Report, by: Any) -> None:
    incident = report().incident
    actions.note_read(incident, by=by)
    actions.note_read(incident, by=by)
    assert incident.changes.filter(what="read").count() == 1


def test_joined_reports_lose_nothing_and_can_be_parted(report: Report, by: Any) -> None:
    into, other = report().incident, report().incident
    accounts = other.accounts.count()
    connecting.merge_reports(into, [other], "The same punch.", by=by)
    joined = fresh(other)
    assert (joined.status, joined.merged_into) == ("merged", into)
    assert joined.accounts.count() == accounts
    assert "put together" in joined.told.get().text
    assert verbs(other, by) == ["merged", "told_message"]
    assert verbs(into, by) == ["joined"]
    connecting.part_reports(joined, by=by)
    assert (fresh(other).status, fresh(other).merged_into) == ("submitted", None)
    assert other.told.count() == 2


def test_a_report_that_was_joined_stays_to_be_looked_at_where_the_other_is_taken_back(
    report: Report, world: World, by: Any
) -> None:
    into, other = report().incident, report().incident
    connecting.merge_reports(into, [other], by=by)
    reporter: Any = world.nurse.user
    withdraw_report(into, "I was upset.", by=actor_for(reporter))
    assert (fresh(into).status, fresh(other).status, fresh(other).merged_into) == ("withdrawn", "submitted", None)
    assert world.nurse.name not in [told.by_name for told in other.told.all()]


def test_a_report_that_stood_for_others_is_not_joined_itself(report: Report, by: Any) -> None:
    first, second, third = report().incident, report().incident, report().incident
    connecting.merge_reports(first, [second], by=by)
    with pytest.raises(ValidationError, match="Join this one with it instead"):
        connecting.merge_reports(third, [first], by=by)
    with pytest.raises(states.Refused):
        connecting.merge_reports(second, [third], by=by)
    with pytest.raises(ValidationError):
        connecting.merge_reports(first, [first], by=by)


def test_reports_of_one_event_share_its_key_and_each_stands(report: Report, by: Any) -> None:
    one, two, three, four = (report().incident for _ in range(4))
    first = connecting.connect(one, two, "same_event", by=by)
    connecting.connect(three, four, "same_event", by=by)
    assert fresh(one).event == fresh(two).event != fresh(three).event
    bridge = connecting.connect(two, three, "same_event", by=by)
    assert len({fresh(incident).event for incident in (one, two, three, four)}) == 1
    assert connecting.connect(two, one, "same_event", by=by) == first
    connecting.disconnect(bridge, by=by)
    assert fresh(one).event == fresh(two).event
    assert fresh(three).event == fresh(four).event != fresh(one).event
    connecting.disconnect(first, by=by)
    assert (fresh(one).event, fresh(two).event) == (None, None)
    assert {fresh(incident).status for incident in (one, two, three, four)} == {"submitted"}


def test_a_place_or_alarm_is_connected_once_and_let_go(report: Report, by: Any, ward: Place) -> None:
    incident = report().incident
    made = connecting.connect_object(incident, "place", ward.pk, by=by)
    assert connecting.connect_object(incident, "place", ward.pk, by=by) == made
    connecting.disconnect(made, by=by)
    connecting.disconnect(made, by=by)
    assert incident.changes.filter(what="disconnected").count() == 1
    assert connecting.connect_object(incident, "place", ward.pk, by=by) != made


def test_opinions_stand_side_by_side(report: Report, by: Any) -> None:
    incident = report(intent_impression="intentional").incident
    adding.give_opinion(
        incident, source="clinician", opinion="accident", author_name="Dr Ines Marr", ground="A seizure.", by=by
    )
    adding.give_opinion(incident, source="lsms", opinion="cannot_say", by=by)
    assert [(one.source, one.opinion, one.author_name) for one in incident.opinions.all()] == [
        ("reporter", "intentional", ""),
        ("clinician", "accident", "Dr Ines Marr"),
        ("lsms", "cannot_say", "Lee Stone"),
    ]
    assert fresh(incident).definition == "neither"
    with pytest.raises(ValidationError) as refused:
        adding.give_opinion(incident, source="police", opinion="sure", by=by)
    assert set(refused.value.message_dict) == {"author_name", "opinion"}


def test_a_file_is_added_and_marked_as_legal_advice(report: Report, by: Any) -> None:
    incident = report().incident
    exhibit = adding.add_exhibit(incident, arrive("bite.jpg", [JPEG]), caption="Her arm", by=by)
    adding.mark_privileged(exhibit, True, by=by)
    adding.mark_privileged(exhibit, True, by=by)
    assert incident.exhibits.get().privileged
    assert verbs(incident, by) == ["exhibit_added", "exhibit_marked"]
    with pytest.raises(ValidationError) as refused, transaction.atomic():
        adding.add_exhibit(incident, None, caption="", by=by)
    assert list(refused.value.message_dict) == ["file"]


def test_urgent_reports_come_first_then_the_oldest(report: Report, world: World) -> None:
    calm, later = report().incident, report(affected=[]).incident
    urgent = report(weapons=["sharp"]).incident
    listed = list(to_triage(world.lsms.user))
    assert listed[0] == urgent
    assert listed[1:] == sorted([calm, later], key=lambda one: (-one.urgency, one.pk))
    assert next_to_triage(world.lsms.user, listed[0]) == listed[1]
    assert next_to_triage(world.lsms.user, listed[2]) == listed[0]
    for who in ("director", "manager", "nurse", "outsider"):
        assert not to_triage(world.users()[who]).exists()


def test_the_same_told_by_two_is_suggested_with_the_reason(report: Report, world: World) -> None:
    first = report().incident
    second = report(
        affected=[NewAffected("staff", is_reporter=True, who=Who(staff=world.second_nurse))],
        reporter=Who(staff=world.second_nurse),
        responsible=[NewResponsible("relative", who=Who(name="VELT, Arno"))],
        account="A relative shouted about the wait and struck a nurse with his fist.",
    ).incident
    report(occurred_at=now() - timedelta(days=3))
    found = suggestions_for(world.lsms.user, first)
    assert [one.incident for one in found] == [second]
    assert found[0].likeness.reason == "Same place, at the same time, similar words, similar name, same kind"
    assert suggestions_for(world.outsider.user, first) == []


def test_what_may_not_be_read_is_not_compared(report: Report, world: World) -> None:
    first = report().incident
    report()
    (seen,) = suggestions_for(world.director.user, first)
    assert "person" not in seen.likeness.reason


def test_earlier_incidents_of_the_same_people_are_found(report: Report, world: World) -> None:
    long_ago = now() - timedelta(days=400)
    hurt = report(occurred_at=long_ago, responsible=[]).incident
    by_number = report(
        occurred_at=long_ago, affected=[], responsible=[NewResponsible("patient", who=Who(nhs_number="9999999999"))]
    ).incident
    by_name = report(
        occurred_at=long_ago, affected=[], responsible=[NewResponsible("relative", who=Who(name="Velt Arno"))]
    )
    report(occurred_at=long_ago, affected=[], responsible=[NewResponsible("relative", who=Who(name="Pim Osei"))])
    who = Who(name="Arno Velt", nhs_number="9999999999")
    now_again = report(responsible=[NewResponsible("patient", who=who)]).incident
    found = {one.incident.pk: one.because for one in earlier_of(world.lsms.user, now_again)}
    assert found == {
        hurt.pk: "same person affected",
        by_number.pk: "same person responsible",
        by_name.incident.pk: "similar name",
    }


def test_an_urgent_report_is_told_at_once_and_once_without_names_or_words(report: Report, world: World) -> None:
    report()
    assert not Message.objects.filter(recipient=world.lsms).exists()
    incident = report(weapons=["sharp"], kinds=["physical_assault", "weapon"]).incident
    told = list(Message.objects.filter(key__contains=":urgent:"))
    assert {message.recipient for message in told} == {world.lsms}
    assert sorted(message.channel for message in told) == ["console", "sms"]
    body = told[0].body
    assert body.startswith(f"Report {incident.reference} is urgent: physical assault, weapon. Read it now: http")
    assert "Velt" not in body
    assert tell_urgent(Incident, incident=incident) == 0


def test_old_reports_that_are_imported_tell_nobody(world: World, report: Report) -> None:
    incident = report().incident
    incident.urgency, incident.source = 200, Incident.Source.IMPORT
    assert tell_urgent(Incident, incident=incident) == 0


def test_an_urgent_report_without_an_account_is_told_too(
    world: World, ward: Place, app_role: Any, report: Report
) -> None:
    open_link(world.organisation.pk, "report.place", ward.pk, secret="poster-of-ward-7")
    with app_role(), acting_as(None), entering_by("poster-of-ward-7"):
        report(weapons=["sharp"], anonymous=True, affected=[])
    assert {message.recipient for message in Message.objects.all()} == {world.lsms}


def test_judging_again_writes_over_nothing_that_somebody_else_changed(report: Report) -> None:
    stale = report().incident
    Incident.objects.filter(pk=stale.pk).update(lfpse_reference="LF-77", weapons=["sharp"])
    judge_again(stale)
    assert fresh(stale).lfpse_reference == "LF-77"
    assert "weapon" in fresh(stale).urgent_because, "judged as it stands, not as it was read"
    assert stale.urgent_because == fresh(stale).urgent_because


@pytest.mark.parametrize(
    "act",
    [
        lambda one, other, by: judge_again(one),
        lambda one, other, by: actions.triage_report(one, by=by),
        lambda one, other, by: actions.assign(one, None, by=by, seen_at=None),
        lambda one, other, by: actions.reclassify(one, as_it_stands(one, weapons=["sharp"]), "Seen.", by=by),
        lambda one, other, by: adding.give_opinion(one, source="lsms", opinion="accident", by=by),
        lambda one, other, by: connecting.merge_reports(one, [other], by=by),
        lambda one, other, by: connecting.connect(one, other, "same_event", by=by),
        lambda one, other, by: connecting.connect_object(one, "place", one.place_id, by=by),
    ],
)
def test_whoever_changes_a_report_holds_it_and_writes_only_what_they_change(
    act: Callable[[Incident, Incident, Any], Any], report: Report, by: Any
) -> None:
    one, other = report().incident, report().incident
    with CaptureQueriesContext(connection) as asked:
        act(one, other, by)
    said = [query["sql"] for query in asked]
    first_write = next((n for n, sql in enumerate(said) if sql.startswith('UPDATE "incidents_incident"')), len(said))
    assert any("FOR NO KEY UPDATE" in sql and '"incidents_incident"' in sql for sql in said[:first_write])
    assert not [sql for sql in said if sql.startswith('UPDATE "incidents_incident"') and '"reference"' in sql]


def test_a_report_moves_up_the_list_when_its_footage_is_about_to_be_overwritten_and_down_after(
    report: Report, world: World, later: Callable[..., None], service_role: Any
) -> None:
    waits = report(affected=[], footage_until=now() + timedelta(days=20)).incident
    older = report(affected=[]).incident
    plain = report(affected=[]).incident
    assert "footage" not in fresh(waits).urgent_because
    with service_role():
        assert judge_footage() == 0
    later(days=14)
    with service_role():
        assert judge_footage() == 1
        assert judge_footage() == 0
    assert "footage" in fresh(waits).urgent_because
    assert to_triage(world.lsms.user).first() == waits
    assert fresh(waits).changed_at == waits.changed_at, "nobody who reads it is overtaken"
    later(days=7)
    with service_role():
        assert judge_footage() == 1
    assert "footage" not in fresh(waits).urgent_because
    assert list(to_triage(world.lsms.user)) == [waits, older, plain]
