"""What becomes of a violence marker, and what is refused."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction
from tests.markers import ADVICE, PATIENT, active, decider, in_days, interim, panel_member, proposed, report_of
from tests.world import World

from alongside.ledger.actions import SYSTEM
from alongside.ledger.clock import now
from alongside.ledger.keys import new_id
from alongside.ledger.models import Entry
from alongside.machine import Missing, Refused
from alongside.messages.models import Message
from alongside.people.actions import actor_for
from alongside.risk.markers import due
from alongside.risk.markers.actions import Decider, Given, add_ground, move
from alongside.risk.markers.queries import standing
from alongside.risk.markers.settings import Rules, rules_of, set_rules
from alongside.risk.markers.states import BY_ITSELF, MARKER, SHOWN
from alongside.risk.markers.telling import note_not_told, note_told
from alongside.risk.models import Ground, Marker, MarkerSetting, MarkerStep, MarkerTold

pytestmark = pytest.mark.django_db


def test_a_marker_without_a_report_is_refused_by_the_page_and_by_the_database(world: World) -> None:
    with pytest.raises(ValidationError, match="only on a report"):
        proposed(world, incidents=[])
    whole = proposed(world)
    bare = {one.attname: getattr(whole, one.attname) for one in Marker._meta.concrete_fields} | {
        "id": new_id(),
        "number": 9,
    }
    with pytest.raises(IntegrityError, match="stands only on a report"), transaction.atomic():
        _write_at_once(bare)


def _write_at_once(bare: dict[str, Any]) -> None:
    Marker.objects.create(**bare)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_marker_rests_on_no_report_that_is_not_there_or_is_of_another_organisation(world: World) -> None:
    marker = proposed(world)
    for incident, organisation in ((new_id(), world.organisation), (report_of(world).pk, world.outsider.organisation)):
        with pytest.raises(IntegrityError, match="of its own organisation"), transaction.atomic():
            Ground.objects.create(
                organisation=organisation, marker=marker, incident_id=incident, added_at=now(), added_by="Nobody"
            )


def test_each_change_says_who_when_from_where_to_where_and_why_and_stays(world: World) -> None:
    marker = active(world)
    first, last = marker.steps.all()
    assert (first.act, first.from_state, first.to_state, first.by) == ("propose", "", "proposed", "Lee Stone")
    assert (last.act, last.from_state, last.to_state, last.why) == ("decide", "proposed", "active", "It is needed.")
    assert last.deciders == [{"id": str(world.lsms.pk), "name": "Lee Stone"}]
    verbs = Entry.objects.filter(subject_type="marker", subject_id=marker.pk).order_by("pk")
    assert list(verbs.values_list("verb", flat=True)) == ["marker.proposed", "marker.decided"]
    for statement in ("UPDATE risk_markerstep SET why = ''", "DELETE FROM risk_markerstep", "DELETE FROM risk_ground"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


@pytest.mark.parametrize(
    ("left_out", "field"), [("advice", "advice"), ("why", "why"), ("review_on", "review_on"), ("deciders", "deciders")]
)
def test_nothing_is_decided_without_names_reasons_advice_and_a_review(world: World, left_out: str, field: str) -> None:
    marker = proposed(world)
    given = {
        "why": "It is needed.",
        "advice": ADVICE,
        "review_on": in_days(world, 90),
        "deciders": [decider(world.lsms)],
    }
    given[left_out] = None if left_out == "review_on" else type(given[left_out])()
    with pytest.raises(Missing) as refused:
        move(marker, "decide", Given(**given), by=actor_for(world.lsms.user))
    assert refused.value.field == field
    marker.refresh_from_db()
    assert marker.state == "proposed"


def test_a_review_later_than_the_longest_time_is_refused_and_the_longest_time_is_a_dated_setting(world: World) -> None:
    with pytest.raises(ValidationError, match="no later than"):
        active(world, days=366)
    said = {name: getattr(Rules(), name) for name in Rules.__slots__}
    set_rules(
        world.organisation,
        said | {"longest_review_days": 400},
        "Agreed in the committee.",
        by=SYSTEM,
        in_force_from=now() + timedelta(days=3),
    )
    assert rules_of(world.organisation).longest_review_days == 365
    assert rules_of(world.organisation, now() + timedelta(days=4)).longest_review_days == 400
    with pytest.raises(ValidationError) as refused:
        set_rules(world.organisation, said | {"longest_review_days": 1096}, "More.", by=SYSTEM)
    assert "longest_review_days" in refused.value.message_dict


def test_an_interim_warning_ends_by_itself_after_fourteen_days_and_there_is_no_second_one(
    world: World, later: Callable[..., None]
) -> None:
    marker = interim(world)
    assert list(standing()) == [marker]
    later(days=13, hours=23)
    assert due.move_due() == 0
    later(hours=2)
    assert list(standing()) == [], "also where nobody has moved it on yet"
    assert due.move_due() == 1
    marker.refresh_from_db()
    assert marker.state == "proposed"
    assert {one.recipient_id for one in Message.objects.filter(about_id=marker.pk)} == {world.lsms.pk}
    with pytest.raises(Refused, match="interim warning already"):
        move(marker, "warn", Given("Again.", ADVICE), by=actor_for(world.lsms.user))


def test_what_is_not_reviewed_is_said_to_those_who_act_and_lapses_after_the_days_of_grace(
    world: World, later: Callable[..., None]
) -> None:
    panel_member(world)
    marker = active(world, days=40)
    later(days=11)
    assert due.move_due() == 1, "a month before"
    assert due.move_due() == 0, "once"
    later(days=30)
    assert due.move_due() == 1
    marker.refresh_from_db()
    assert marker.state == "review_due"
    assert marker.lapses_on == in_days(world, 28)
    assert (
        Message.objects.filter(about_id=marker.pk, subject__contains="is due").values("recipient").distinct().count()
        == 2
    )
    later(days=29)
    assert due.move_due() == 1
    marker.refresh_from_db()
    assert (marker.state, marker.steps.last().act, marker.steps.last().by) == ("lapsed", "lapse", "Alongside")
    assert not any("Velt" in one.subject + one.body for one in Message.objects.filter(about_id=marker.pk))


def test_where_the_organisation_says_so_it_lapses_on_its_day(world: World, later: Callable[..., None]) -> None:
    said = {name: getattr(Rules(), name) for name in Rules.__slots__} | {"at_review": "lapse", "remind_days": 0}
    set_rules(world.organisation, said, "Agreed.", by=SYSTEM)
    marker = active(world, days=20)
    later(days=21)
    assert due.move_due() == 1
    marker.refresh_from_db()
    assert marker.state == "lapsed"


def test_one_under_appeal_does_not_go_on_for_ever_either(world: World, later: Callable[..., None]) -> None:
    marker = active(world, days=20)
    move(marker, "appeal", Given("It was not him.", appellant="subject"), by=actor_for(world.lsms.user))
    later(days=21)
    assert due.move_due() == 1
    later(days=29)
    assert due.move_due() == 1
    marker.refresh_from_db()
    assert marker.state == "lapsed"


def test_whoever_decided_does_not_decide_on_the_appeal(world: World) -> None:
    marker, member = active(world), panel_member(world)
    move(marker, "appeal", Given("It was not him.", appellant="subject"), by=actor_for(world.lsms.user))
    for deciders, by in (
        ([decider(world.lsms)], member),
        ([Decider(None, "lee stone")], member),
        ([decider(member)], world.lsms),
    ):
        with pytest.raises(ValidationError, match="decided on this marker before"):
            move(marker, "dismiss", Given("It stands.", deciders=deciders), by=actor_for(by.user))
    upheld = move(marker, "uphold", Given("It was his brother.", deciders=[decider(member)]), by=actor_for(member.user))
    assert upheld.state == "removed"
    assert list(standing()) == []


def test_whoever_changed_it_on_appeal_does_not_decide_on_the_next_one(world: World) -> None:
    marker, member = active(world), panel_member(world)
    objection = Given("It is too much.", appellant="subject")
    move(marker, "appeal", objection, by=actor_for(world.lsms.user))
    given = Given("Less will do.", "Ring before you go.", in_days(world, 30), [decider(member)])
    varied = move(marker, "vary", given, by=actor_for(member.user))
    assert (varied.state, varied.advice, varied.review_on) == ("active", "Ring before you go.", in_days(world, 30))
    move(marker, "appeal", objection, by=actor_for(world.lsms.user))
    with pytest.raises(ValidationError, match="Mara Quince decided"):
        move(marker, "dismiss", Given("No.", deciders=[decider(member)]), by=actor_for(member.user))


def test_what_was_about_the_wrong_person_is_entered_in_error_and_nothing_follows(world: World) -> None:
    marker = move(
        active(world), "enter_in_error", Given("Another patient of that name."), by=actor_for(world.lsms.user)
    )
    assert marker.state == "entered_in_error"
    assert MARKER.possible(marker.state) == []
    with pytest.raises(Refused, match="has ended"):
        add_ground(marker, report_of(world).pk, by=actor_for(world.lsms.user))


def test_nobody_makes_the_moves_that_the_calendar_makes(world: World) -> None:
    marker = active(world)
    for act in BY_ITSELF:
        with pytest.raises(Refused):
            move(marker, act, by=actor_for(world.lsms.user))


def test_nothing_is_shown_without_words_that_say_what_to_do(world: World) -> None:
    marker = active(world)
    assert marker.state in SHOWN
    with pytest.raises(IntegrityError), transaction.atomic():
        Marker.objects.filter(pk=marker.pk).update(advice="")
    with pytest.raises(IntegrityError), transaction.atomic():
        Marker.objects.filter(pk=marker.pk).update(review_on=None)


def test_a_second_marker_about_the_same_person_is_not_begun_while_one_stands(world: World) -> None:
    marker = proposed(world)
    with pytest.raises(ValidationError, match=f"marker {marker.number}"):
        proposed(world)
    second = report_of(world)
    add_ground(marker, second.pk, by=actor_for(world.lsms.user))
    add_ground(marker, second.pk, by=actor_for(world.lsms.user))
    assert marker.grounds.count() == 2
    move(marker, "decline", Given("Not enough.", deciders=[decider(world.lsms)]), by=actor_for(world.lsms.user))
    assert proposed(world).number == marker.number + 1


def test_they_are_told_or_it_is_said_why_not_who_agreed_and_when_that_is_looked_at_again(
    world: World, later: Callable[..., None]
) -> None:
    by = actor_for(world.lsms.user)
    with pytest.raises(Refused):
        note_told(proposed(world), in_days(world, 0), "letter", by=by)
    marker = move(
        Marker.objects.get(),
        "decide",
        Given("Needed.", ADVICE, in_days(world, 90), [decider(world.lsms)]),
        by=by,
    )
    with pytest.raises(ValidationError) as refused:
        note_not_told(marker, "", "", in_days(world, 0), by=by)
    assert set(refused.value.message_dict) == {"why_not", "agreed_by", "review_on"}
    note_not_told(marker, "He said he would come back with a knife.", "Dr Ines Vale", in_days(world, 20), by=by)
    later(days=21)
    due.move_due()
    assert Message.objects.filter(about_id=marker.pk, subject__contains="can be told").count() > 0
    sent = Message.objects.count()
    due.move_due()
    assert Message.objects.count() == sent
    note_told(marker, in_days(world, 0), "meeting", by=by)
    assert [one.told for one in marker.tellings.all()] == [False, True]
    with pytest.raises(DatabaseError), transaction.atomic():
        MarkerTold.objects.update(method="letter")


def test_where_more_people_have_to_decide_together_fewer_are_refused(world: World) -> None:
    said = {name: getattr(Rules(), name) for name in Rules.__slots__} | {"panel_at_least": 2}
    set_rules(world.organisation, said, "Agreed.", by=SYSTEM)
    with pytest.raises(ValidationError, match="At least 2 people"):
        active(world)
    assert MarkerSetting.objects.count() == 1
    assert [one.act for one in MarkerStep.objects.all()] == ["propose"]


def test_the_number_of_a_patient_is_looked_at_before_anything_is_kept(world: World) -> None:
    with pytest.raises(ValidationError) as refused:
        proposed(world, replace(PATIENT, nhs_number="9990000019"))
    assert "nhs_number" in refused.value.message_dict


def test_who_has_to_act_is_told_of_a_proposal_and_of_an_objection_and_whoever_made_it_is_not(world: World) -> None:
    member = panel_member(world)
    marker = active(world)

    def told(subject: str) -> set[Any]:
        return set(Message.objects.filter(subject__contains=subject).values_list("recipient", flat=True))

    assert told("is proposed") == {member.pk}
    move(marker, "appeal", Given("It was not him.", appellant="subject"), by=actor_for(member.user))
    assert told("Somebody objects") == {world.lsms.pk, world.director.pk}
