"""Risk before the door: what the gate asks, who opens it, and that nobody who is out already is without their clock."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from tests.world import PIN

from alongside.ledger.clock import now
from alongside.ledger.models import Entry
from alongside.messages.models import Message
from alongside.people.actions import actor_for
from alongside.risk.assessments.actions import Assessing, assess
from alongside.risk.facts import changed_since, note_fact
from alongside.risk.gate_rules import set_rule
from alongside.risk.models import Subject
from alongside.risk.subjects import Who, subject_for
from alongside.watch import actions, belated, engine
from alongside.watch.gating import actions as gating
from alongside.watch.models import Companion, Felt, Visit, VisitEvent
from alongside.watch.replaying import replay_all

pytestmark = pytest.mark.django_db
VELT = Who(Subject.Kind.PATIENT, name="Arno Velt", reference="RX-17")


@pytest.fixture
def blocks(world):
    set_rule(world.organisation, None, asked="block")


def planned(world, who=VELT, **more):
    itinerary = actions.Itinerary("14 Mill Lane", now() + timedelta(hours=2), who=who)
    return actions.plan_visit(world.nurse, itinerary, by=actor_for(world.nurse.user), **more)


def assessed(world, level="low", author=None, **more):
    author = author or world.manager
    subject = subject_for(world.organisation, VELT)
    controls = "" if level == "low" else "Go in the morning"
    return assess(
        world.organisation, subject, Assessing(level, controls=controls, **more), author, by=actor_for(author.user)
    )


def fresh(visit):
    return Visit.objects.get(pk=visit.pk)


def told_to(person):
    return list(Message.objects.filter(recipient=person, about_type="gate").values_list("subject", flat=True))


def test_where_nobody_has_set_anything_it_asks_and_holds_nobody_back(world):
    visit = planned(world, start=True)
    assert visit.status == engine.VisitStatus.ACTIVE
    started = VisitEvent.objects.get(visit=visit, name="Started")
    assert started.content["unanswered"] == ["missing"], "what nobody answered is kept"


def test_a_visit_without_an_assessment_waits_and_is_opened_by_a_quick_one(world, blocks):
    visit = planned(world, start=True)
    assert (visit.status, visit.gate["reasons"]) == (engine.VisitStatus.GATED, ["missing"])
    with pytest.raises(engine.Refused, match="not to begin like this"):
        actions.start_visit(visit, by=actor_for(world.nurse.user))
    gating.assess_now(
        visit, Assessing("medium", controls="By day", quick=True), world.nurse, by=actor_for(world.nurse.user)
    )
    visit = fresh(visit)
    assert (visit.status, visit.risk) == (engine.VisitStatus.PLANNED, "medium")
    visit = actions.start_visit(visit, by=actor_for(world.nurse.user))
    assert engine.from_dict(visit.state).timing.grace_s == 300, "medium risk has the grace of medium"


def test_a_high_risk_waits_until_a_manager_says_why_it_may_begin(world, blocks):
    assessed(world, "high")
    visit = planned(world)
    assert (visit.status, visit.gate["reasons"], visit.risk) == ("gated", ["high"], "high")
    gating.ask_for_override(visit, by=actor_for(world.nurse.user))
    assert told_to(world.manager)
    assert not told_to(world.second_nurse)
    with pytest.raises(engine.Refused, match="Nobody overrides for themselves"):
        gating.override(visit, world.nurse, "It is fine", by=actor_for(world.nurse.user))
    with pytest.raises(engine.Refused, match="Say why"):
        gating.override(visit, world.manager, " ", by=actor_for(world.manager.user))
    visit = gating.override(visit, world.manager, "His brother is away", by=actor_for(world.manager.user))
    assert visit.status == engine.VisitStatus.PLANNED
    assert "Your visit may begin" in told_to(world.nurse)
    assert Entry.objects.filter(verb="visit.gate_opened", subject_id=visit.pk).exists()
    visit = actions.start_visit(visit, by=actor_for(world.nurse.user))
    state = engine.from_dict(visit.state)
    assert (state.opened_by, state.timing.grace_s) == (world.manager.pk, 0)


def test_what_becomes_known_after_an_override_closes_the_gate_again(world, blocks):
    one = assessed(world, "high")
    visit = planned(world)
    gating.override(visit, world.manager, "We spoke", by=actor_for(world.manager.user))
    note_fact(one.subject, "incident", "An incident was reported.", "incident:1")
    assert fresh(visit).status == engine.VisitStatus.GATED


def test_two_workers_each_have_a_clock_of_their_own(world, blocks):
    assessed(world, "high")
    visit = planned(world)
    gating.ask_along(visit, world.second_nurse, by=actor_for(world.nurse.user))
    assert fresh(visit).status == engine.VisitStatus.GATED, "asking is not yet going"
    asked = Companion.objects.get()
    own = gating.go_along(asked, by=actor_for(world.second_nurse.user))
    assert (fresh(visit).status, fresh(own).status) == ("planned", "planned")
    for one, worker in ((visit, world.nurse), (own, world.second_nurse)):
        begun = actions.start_visit(fresh(one), by=actor_for(worker.user))
        assert (begun.status, begun.worker) == (engine.VisitStatus.ACTIVE, worker)


def test_a_colleague_who_cannot_leaves_it_waiting(world, blocks):
    assessed(world, "high")
    visit = planned(world)
    asked = gating.ask_along(visit, world.second_nurse, by=actor_for(world.nurse.user))
    gating.not_along(asked, by=actor_for(world.second_nurse.user))
    assert fresh(visit).status == engine.VisitStatus.GATED
    assert any("cannot go along" in said for said in told_to(world.nurse))


def test_a_visit_that_is_moved_to_the_base_may_begin(world, blocks):
    assessed(world, "high", way="base")
    visit = planned(world)
    assert visit.gate["reasons"] == ["base", "high"]
    visit = gating.move_to_base(visit, "Northbrook Clinic", by=actor_for(world.nurse.user))
    assert (visit.status, visit.place) == (engine.VisitStatus.PLANNED, "Northbrook Clinic")


def test_whoever_is_out_already_has_their_clock_and_their_manager_is_told(world, blocks):
    assessed(world, "medium")
    note_fact(subject_for(world.organisation, VELT), "incident", "An incident was reported.", "incident:1")
    visit = planned(world, start=True)
    visit = actions.start_visit(visit, by=actor_for(world.nurse.user), out_already=True)
    assert visit.status == engine.VisitStatus.ACTIVE
    assert engine.from_dict(visit.state).timing.grace_s == 0, "as for a high risk"
    assert any("was to wait" in said for said in told_to(world.manager))
    faults = []
    replay_all(faults.append)
    assert faults == [], "replayed, every visit ends in what is stored"


def test_an_assessment_is_not_current_once_facts_changed_and_says_which(world, blocks):
    one = assessed(world, "low")
    visit = planned(world)
    assert visit.status == engine.VisitStatus.PLANNED
    assert note_fact(one.subject, "incident", "An incident was reported.", "incident:1")
    assert not note_fact(one.subject, "incident", "An incident was reported.", "incident:1"), "told once"
    assert changed_since(one) == ("An incident was reported.",)
    assert (fresh(visit).status, fresh(visit).gate["changed"]) == ("gated", ["An incident was reported."])
    again = assessed(world, "low")
    assert changed_since(again) == ()
    assert "An incident was reported." in again.facts, "the new one rests on it"
    assert fresh(visit).status == engine.VisitStatus.PLANNED, "a new assessment opens it"


def test_an_assessment_is_out_of_date_after_its_review(world, blocks, later):
    assessed(world, "low", review_on=(now() + timedelta(days=3)).date())
    visit = planned(world)
    later(days=5)
    with pytest.raises(engine.Refused):
        actions.start_visit(visit, by=actor_for(world.nurse.user))
    assert fresh(visit).gate["reasons"] == ["out_of_date"], "what was found as it was to start is kept"


def test_a_quick_assessment_never_makes_less_of_a_high_one(world, blocks):
    assessed(world, "high")
    with pytest.raises(ValidationError, match="cannot make it less"):
        assessed(world, "low", author=world.nurse, quick=True)


def test_uneasy_or_threatened_feeds_the_next_assessment_and_the_manager_hears_of_a_threat(world):
    one = assessed(world, "low")
    visit = planned(world, start=True)
    visit = actions.end_visit(visit, by=actor_for(world.nurse.user), pin=PIN)
    gating.say_felt(visit, "threatened", "He locked the door", by=actor_for(world.nurse.user))
    assert changed_since(one) == ("Somebody felt threatened on a visit.",)
    assert any("felt threatened" in said for said in told_to(world.manager))
    assert Felt.objects.get().words == "He locked the door"


def test_how_it_felt_is_asked_when_the_visit_is_over(world):
    visit = planned(world, start=True)
    with pytest.raises(engine.Refused, match="when the visit is over"):
        gating.say_felt(visit, "safe", "", by=actor_for(world.nurse.user))


def test_a_team_says_more_than_its_organisation(world, blocks):
    set_rule(world.organisation, world.team, asked="off")
    assert planned(world, start=True).status == engine.VisitStatus.ACTIVE


def test_help_gets_through_while_a_visit_waits(world, blocks):
    planned(world)
    alarm = actions.ask_for_help(
        world.nurse, actions.Press(engine.AlarmKind.SOS, now()), by=actor_for(world.nurse.user)
    )
    assert alarm.status == engine.AlarmStatus.RINGING


def test_a_start_that_was_said_without_a_signal_has_its_clock(world, blocks):
    by, said_at = actor_for(world.nurse.user), now() - timedelta(minutes=10)
    listed = planned(world)
    assert listed.status == engine.VisitStatus.GATED
    begun = belated.start(listed, by=by, said_at=said_at)
    assert (begun.status, begun.risk) == (engine.VisitStatus.ACTIVE, "high")
    actions.end_visit(begun, by=by, pin=PIN)
    made = actions.Itinerary("15 Mill Lane", now() + timedelta(hours=1), who=VELT)
    assert belated.begin(world.nurse, made, by=by, said_at=said_at).status == engine.VisitStatus.ACTIVE
    assert len([one for one in told_to(world.manager) if "has begun a visit that was to wait" in one]) >= 2
