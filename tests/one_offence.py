"""An offence that went to court, for the walk over every route (`tests/database/test_every_route.py`)."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from alongside.cases.disclosure.actions import disclose, put_on_schedule
from alongside.cases.inquiry import actions as inquiry
from alongside.cases.inquiry.applied import add_policy
from alongside.cases.inquiry.scene import note_scene
from alongside.cases.police import actions as police
from alongside.cases.police import court, orders
from alongside.cases.queries import case_of
from alongside.cases.victims import actions as victims
from alongside.incidents.models import Incident
from alongside.ledger.actions import Actor
from alongside.ledger.clock import now
from tests.world import World

COURT = "Northbrook Magistrates' Court"


def offence_in(incident: Incident, world: World, by: Actor) -> dict[str, str]:
    """An offence against the nurse of which somebody was found guilty, and what is kept of her; each `<name>` of a path
    with its value.
    """
    today = now().astimezone(ZoneInfo(world.organisation.time_zone)).date()
    affected = incident.affected.get()
    track = police.open_track(
        incident, "wounding", [police.Victim(affected, True)], responsible=incident.responsible.first(), by=by
    )
    facts = {"force": "Northshire Police", "incident_number": "NS-1", "charge": "Wounding", "decided_on": today}
    for act in ("report", "investigate", "charge", "convict"):
        police.move_track(track, act, facts, by=by)
    hearing = court.plan_hearing(track, now() + timedelta(days=9), COURT, "sentence", by=by)
    order = orders.add_order(track, "restraining_order", f"Not to see {world.nurse.name}", today, by=by)
    money = orders.add_order(track, "compensation_order", "To her", today, amount_pence=25_000, by=by)
    case = case_of(incident)
    assert case is not None
    asked = {"person": "The porter", "starts_at": now() + timedelta(days=2), "held": False}
    stated = {
        "witness": "Ines Halloran",
        "words": "I saw him raise his arm.",
        "taken_on": today,
        "taken_at_place": "Ward 4",
        "taken_by": by.name,
    }
    seen = {"seen_at": now(), "place": "The waiting room", "seen_by": by.name, "words": "One lamp."}
    policy = {"kind": "policy", "title": "Lone working", "kept_at": "The intranet"}
    unused = {"relevance": "relevant", "use": "unused", "sensitive": False}
    rota, log = (put_on_schedule(case, unused | {"description": text}, by=by) for text in ("The rota", "The log"))
    version = inquiry.write_statement(case, "witness", stated, by=by)
    return {
        "item_id": str(rota.pk),
        "given_id": str(disclose(case, [log], today, "PC Odell", by=by)[0].pk),
        "source": "statement",
        "source_id": str(version.pk),
        "note_id": str(note_scene(case, seen, by=by).note_id),
        "policy_id": str(add_policy(case, policy, by=by).pk),
        "interview_id": str(inquiry.add_interview(case, "witness", asked, by=by).pk),
        "statement_id": str(version.statement_id),
        "report": incident.reference,
        "affected_id": str(affected.pk),
        "track_id": str(track.pk),
        "police_act": "sentence",
        "hearing_id": str(hearing.pk),
        "attendance_id": str(court.attend(hearing, "specialist", staff=world.lsms, by=by).pk),
        "plea_id": str(orders.note_plea(track, "guilty", today, by=by).pk),
        "order_id": str(order.pk),
        "outcome_id": str(order.pk),
        "compensation_id": str(money.pk),
        "offer_id": str(victims.offer_support(affected, "counselling", today, by=by).pk),
        "told_id": str(victims.note_feedback(affected, today, by.name, "He was found guilty.", by=by).pk),
        "duty_id": str(incident.duties.get(rule="VC-5").pk),
        "today": today.isoformat(),
        "day": str(today.day),
        "month": str(today.month),
        "year": str(today.year),
    }
