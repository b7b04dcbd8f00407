"""An offence goes its way with police and courts: each move is in the file, starts and ends what it should, and can be
taken back.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from tests.days import today
from tests.offences import TOLD, Open, fresh, running, said
from tests.one_offence import offence_in
from tests.world import World

from alongside.cases.events import Overtaken
from alongside.cases.models import (
    Attendance,
    Case,
    CourtOrder,
    Hearing,
    Plea,
    PoliceMove,
    PoliceTrack,
    PoliceVictim,
    SupportOffer,
    Victim,
    VictimTold,
    VictimWish,
)
from alongside.cases.opening.actions import add_reports, merge_case, split_case
from alongside.cases.owing import owed_by
from alongside.cases.police import actions
from alongside.cases.police.actions import Sentence
from alongside.cases.police.actions import Victim as Against
from alongside.cases.police.queries import tracks_of
from alongside.cases.queries import incidents_of
from alongside.cases.sanctions.deciding import decide_sanctions
from alongside.cases.tracks import Refused
from alongside.cases.victims.wishes import note_wish
from alongside.cases.working.actions import move_case
from alongside.incidents.actions import Submitted
from alongside.incidents.models import Affected
from alongside.incidents.new_report import NewResponsible, Who
from alongside.ledger.actions import Actor
from alongside.ledger.models import Entry
from alongside.people.scope import acting_as

pytestmark = pytest.mark.django_db

PARTS = (
    *(PoliceTrack, PoliceVictim, PoliceMove, Hearing, Attendance, Plea, CourtOrder),
    *(Victim, SupportOffer, VictimTold, VictimWish),
)


def test_an_offence_that_nobody_told_the_police_keeps_why(case: Case, offence: Open) -> None:
    track = offence(unreported_reason="victim_does_not_want")
    assert (track.state, track.unreported_reason) == ("not_reported", "victim_does_not_want")
    assert "Why it was not reported: The person hurt does not want it" in said(case)[0]
    with pytest.raises(IntegrityError), transaction.atomic():
        PoliceTrack.objects.filter(pk=track.pk).update(unreported_reason="")
    with pytest.raises(ValidationError, match="from the list"):
        offence(unreported_reason="because")


def test_telling_the_police_starts_what_they_owe_the_victim(case: Case, offence: Open, move: Any, by: Actor) -> None:
    track = move(offence(), "report", **TOLD, text="By telephone.")
    assert (track.state, track.force, track.incident_number) == ("reported", "Northshire Police", "NS-0412-0099")
    assert running(case) == ["VC-2"]
    assert "Reported to the police: Assault on an emergency worker" in said(case)[0]
    assert "Incident number: NS-0412-0099" in said(case)[0]
    assert Entry.objects.filter(subject_id=case.pk, verb="case.police_moved", actor_id=by.id).count() == 1


def test_the_police_are_told_with_force_and_number_only(offence: Open, by: Actor) -> None:
    track = offence()
    with pytest.raises(Refused, match="incident number"):
        actions.move_track(track, "report", {"force": "Northshire Police", "decided_on": today()}, by=by)
    with pytest.raises(Refused, match="day on which the police were told"):
        actions.move_track(track, "report", TOLD, by=by)
    with pytest.raises(ValidationError, match="not in the future"):
        actions.move_track(track, "report", {**TOLD, "decided_on": today() + timedelta(days=1)}, by=by)
    with pytest.raises(ValidationError, match="before the incident"):
        actions.move_track(track, "report", {**TOLD, "decided_on": today() - timedelta(days=30)}, by=by)
    assert fresh(track).state == "not_reported"


def test_incident_number_and_crime_number_are_two(offence: Open, move: Any) -> None:
    track = move(move(offence(), "report", **TOLD), "record_crime", crime_number="42/1234/26")
    assert (track.incident_number, track.crime_number) == ("NS-0412-0099", "42/1234/26")
    with pytest.raises(IntegrityError), transaction.atomic():
        PoliceTrack.objects.filter(pk=track.pk).update(crime_number="")


def test_a_wrong_crime_number_is_set_right_and_the_older_one_stays_in_the_file(
    case: Case, offence: Open, move: Any, by: Actor
) -> None:
    track = move(move(offence(), "report", **TOLD), "record_crime", crime_number="42/1234")
    actions.correct_track(track, {"crime_number": "42/1243"}, why="Misheard.", by=by)
    assert fresh(track).crime_number == "42/1243"
    assert "Crime number: 42/1234 → 42/1243" in said(case)[0]
    with pytest.raises(ValidationError, match="crime number"):
        actions.correct_track(track, {"crime_number": " "}, by=by)
    lines = len(said(case))
    actions.correct_track(track, {"crime_number": "42/1243"}, by=by)
    assert len(said(case)) == lines, "nothing is written where nothing differs"


def test_a_wrong_move_is_taken_back_with_everything_it_did(case: Case, offence: Open, move: Any, by: Actor) -> None:
    track = move(move(offence("common_assault", False), "report", **TOLD), "investigate", crime_number="42/1")
    actions.correct_track(track, {"crime_number": "42/2"}, by=by)
    move(track, "charge", charge="Common assault")
    assert running(case) == ["VC-2", "VC-5"]
    with pytest.raises(ValidationError, match="why it is taken back"):
        actions.take_back_move(track, " ", by=by)
    actions.take_back_move(track, "It was another man.", by=by)
    assert (fresh(track).state, fresh(track).charge) == ("investigating", "")
    assert running(case) == ["SUM-6M", "VC-2"], "the limit runs on, the decision was none"
    actions.take_back_move(track, "Nobody has it yet.", by=by)
    assert (fresh(track).state, fresh(track).crime_number) == ("reported", "42/2"), "what was set right since stays"
    actions.take_back_move(track, "It was not told.", by=by)
    assert (fresh(track).state, fresh(track).force) == ("not_reported", "")
    assert running(case) == ["SUM-6M"]
    with pytest.raises(Refused, match="no move"):
        actions.take_back_move(track, "Why not", by=by)
    kept = list(track.moves.order_by("pk").values_list("act", "taken_back_why"))
    assert kept == [
        ("report", "It was not told."),
        ("investigate", "Nobody has it yet."),
        ("charge", "It was another man."),
    ]


def test_a_review_may_stand_or_lead_to_a_charge(offence: Open, move: Any, by: Actor) -> None:
    track = move(move(offence(), "report", **TOLD), "police_end", nfa_reason="evidence")
    track = move(track, "ask_for_review")
    assert (track.state, track.review_asked_on, track.review_decided_on) == ("under_review", today(), None)
    track = move(track, "decision_stands")
    assert (track.state, track.review_decided_on) == ("nfa_police", today())
    track = move(track, "ask_for_review")
    assert track.review_decided_on is None
    actions.take_back_move(track, "They did not ask again.", by=by)
    track = fresh(track)
    assert (track.state, track.review_asked_on, track.review_decided_on) == ("nfa_police", today(), today())
    track = move(move(track, "ask_for_review"), "charge", charge="Assault on an emergency worker")
    assert (track.state, track.state_before) == ("charged", "")


def test_a_sentence_comes_with_the_order_and_its_end(case: Case, offence: Open, move: Any, by: Actor) -> None:
    track = move(move(offence(), "report", **TOLD), "charge", charge="Assault on an emergency worker")
    track = move(track, "convict")
    with pytest.raises(Refused, match="Choose the sentence"):
        actions.move_track(track, "sentence", {"decided_on": today()}, by=by)
    end = today() + timedelta(days=365)
    track = move(track, "sentence", sentence=Sentence("community_order", "100 hours of unpaid work", end))
    [order] = track.orders.all()
    assert (order.kind, order.made_on, order.ends_on) == ("community_order", today(), end)
    actions.take_back_move(track, "Another man.", by=by)
    order.refresh_from_db()
    assert order.taken_back_at is not None
    assert fresh(track).state == "convicted"


def test_nobody_moves_over_what_somebody_else_did(offence: Open, move: Any, by: Actor) -> None:
    track = offence()
    seen_at = track.changed_at
    move(track, "report", **TOLD)
    with pytest.raises(Overtaken) as overtaken:
        actions.correct_track(track, {"offence": "theft"}, by=by, seen_at=seen_at)
    assert overtaken.value.event is not None
    assert overtaken.value.event.what == "police_moved"


def test_a_case_is_not_closed_while_police_or_courts_have_it(
    case: Case, offence: Open, move: Any, by: Actor, tell_everybody: Callable[[Case], None]
) -> None:
    tell_everybody(case)
    decide_sanctions(case, "none", "not_grave", "It was settled.", by=by)
    track = offence(emergency_worker=False)
    [undecided, limit] = owed_by(case)
    assert "nobody has decided" in undecided.sentence
    assert limit.code.startswith("clock:")
    move(track, "report", **TOLD)
    assert "police and courts have not ended it" in owed_by(case)[0].sentence
    move(track, "police_end", nfa_reason="evidence")
    assert {one.code.split(":")[0] for one in owed_by(case)} == {"clock"}


def test_offences_go_with_their_report_when_cases_are_joined_and_split(
    case: Case, offence: Open, new_case: Callable[..., Case], report: Callable[..., Submitted], by: Actor
) -> None:
    track = offence()
    into = new_case()
    merge_case(case, into, "The same man.", by=by)
    assert list(tracks_of(into)) == [track]
    assert not tracks_of(case).exists()
    more = report(kinds=["theft"], acts=[]).incident
    add_reports(into, [more], by=by)
    other = split_case(into, [track.incident], "Another man.", by=by)
    assert list(tracks_of(other)) == [track]
    actions.move_track(track, "report", {**TOLD, "decided_on": today()}, by=by)
    assert other.events.filter(what="police_moved").exists()


def test_nothing_moves_in_a_case_that_has_ended(
    case: Case, offence: Open, by: Actor, tell_everybody: Callable[[Case], None]
) -> None:
    tell_everybody(case)
    track = offence(unreported_reason="no_offence")
    decide_sanctions(case, "none", "not_grave", "A drill.", by=by)
    move_case(case, "discontinue", text="A drill.", by=by)
    with pytest.raises(Refused, match="Open it again first"):
        actions.move_track(track, "report", {**TOLD, "decided_on": today()}, by=by)


def test_an_offence_is_against_people_of_its_own_report(
    case: Case, hurt: Affected, report: Callable[..., Submitted], by: Actor
) -> None:
    stranger = report().incident
    with pytest.raises(ValidationError, match="people of this report"):
        actions.open_track(hurt.incident, "theft", [Against(stranger.affected.get())], by=by)
    with pytest.raises(ValidationError, match="somebody of this report"):
        actions.open_track(hurt.incident, "theft", responsible=stranger.responsible.get(), by=by)
    with pytest.raises(Refused, match="no case"):
        actions.open_track(stranger, "theft", by=by)
    assert not PoliceTrack.objects.exists()


def test_a_colleague_who_may_have_done_it_reads_nothing_of_it_even_where_a_query_forgets(
    world: World, new_case: Callable[..., Case], move: Any, by: Actor, app_role: Any
) -> None:
    """The director is named as who did it: the database keeps from them every row about it."""
    case = new_case(responsible=[NewResponsible("colleague", who=Who(staff=world.director))])
    incident = incidents_of(case).get()
    offence_in(incident, world, by)
    note_wish(incident.affected.get(), "wants", today(), by=by)
    seen = {}
    for who in (world.lsms, world.director):
        user: Any = who.user
        with acting_as(user), app_role():
            seen[who.pk] = {model.__name__: model.objects.count() for model in PARTS}
    assert all(seen[world.lsms.pk].values())
    assert not any(seen[world.director.pk].values())
