"""A violence marker and the gate before a visit: it is known that there is one, and what was assessed before is assessed again."""

from datetime import timedelta

import pytest
from tests.markers import ADVICE, PATIENT, active, interim, proposed

from alongside.ledger.actions import SYSTEM
from alongside.ledger.clock import now
from alongside.people.actions import actor_for
from alongside.risk.assessments.actions import Assessing, assess
from alongside.risk.assessments.queries import newest_about, standing_of
from alongside.risk.gate_rules import set_rule
from alongside.risk.markers.actions import Given, move
from alongside.risk.models import FactChange, Subject
from alongside.risk.subjects import Who, subject_for
from alongside.watch import actions
from alongside.watch.models import Visit

pytestmark = pytest.mark.django_db
HOUSE = Who(Subject.Kind.PREMISES, address="14 Mill Lane")


def planned(world, who=PATIENT):
    itinerary = actions.Itinerary("14 Mill Lane", now() + timedelta(hours=2), who=who)
    return actions.plan_visit(world.nurse, itinerary, by=actor_for(world.nurse.user))


def assessed(world, who=PATIENT, level="low"):
    by = actor_for(world.manager.user)
    return assess(world.organisation, subject_for(world.organisation, who), Assessing(level), world.manager, by=by)


def standing(world, who=PATIENT):
    return standing_of(newest_about(world.organisation, subject_for(world.organisation, who)))


def test_until_somebody_has_assessed_it_a_marked_visit_is_of_high_risk(world):
    set_rule(world.organisation, None, asked="block")
    marker = active(world)
    visit = planned(world)
    assert (visit.status, visit.gate["reasons"], visit.risk) == ("gated", ["missing", "high"], "high")
    assert visit.gate["known"] == [
        f"There is a violence marker ({marker.number}). Read on the visit what it says to do."
    ]
    assert ADVICE not in str(visit.gate), "what it says is read where it is recorded"

    assessed(world)  # by somebody who knew of the marker

    visit = Visit.objects.get(pk=visit.pk)
    assert (visit.status, visit.gate["reasons"], visit.risk) == ("planned", [], "low")
    assert visit.gate["known"], "it is still told that there is one"


def test_what_was_assessed_before_is_not_current_any_more(world):
    assessed(world)
    assert standing(world).is_current
    marker = proposed(world)
    assert standing(world).is_current, "a proposal is the panel's alone"
    assert not planned(world).gate["known"]

    move(marker, "warn", Given("Somebody goes there.", ADVICE), by=actor_for(world.lsms.user))

    assert standing(world).changed == ("There is a new warning about them: an interim violence marker.",)
    assert planned(world).gate["reasons"] == ["changed", "high"]
    assessed(world)
    assert standing(world).is_current
    move(marker, "interim_ends", by=SYSTEM)
    assert standing(world).changed == ("The interim violence marker has ended.",)
    assert not planned(world).gate["known"]


def test_what_is_not_agreed_before_anybody_was_warned_changes_nothing(world):
    assessed(world)
    marker = proposed(world)
    people = [{"id": world.lsms.pk, "name": world.lsms.name}]
    from alongside.risk.markers.actions import Decider

    move(
        marker,
        "decline",
        Given("Once, and ill.", deciders=[Decider(one["id"], one["name"]) for one in people]),
        by=actor_for(world.lsms.user),
    )
    assert standing(world).is_current
    assert not FactChange.objects.filter(kind="marker").exists()


def test_a_marker_of_the_house_is_known_of_whoever_lives_there(world):
    lives_there = Who(Subject.Kind.PATIENT, name="Mary Odd", reference="RX-9", address="14, mill lane")
    assessed(world, lives_there)
    active(world, HOUSE)
    visit = planned(world, lives_there)
    assert visit.gate["known"]
    assert planned(world, Who(Subject.Kind.PATIENT, reference="RX-10", address="15 Mill Lane")).gate["known"] == []


def test_one_whose_time_is_over_is_not_known_of(world, later):
    interim(world)
    assert planned(world).gate["known"]
    later(days=15)
    assert not planned(world).gate["known"], "also where nobody has moved it on yet"
