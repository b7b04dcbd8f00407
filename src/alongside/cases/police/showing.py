"""Police and court as the API shows them."""

from typing import Any

from alongside.cases.asking import moves_out
from alongside.cases.models import Attendance, CourtOrder, Event, Hearing, Plea, PoliceMove, PoliceTrack
from alongside.cases.police import said
from alongside.cases.police.court import who_in_words
from alongside.cases.tracks.police import POLICE
from alongside.incidents.models import Duty
from alongside.people.api import rfc3339

PLAIN = (
    *("offence", "offence_words", "state", "summary_only", "unreported_reason", "force", "incident_number"),
    *("crime_number", "officer", "officer_contact", "nfa_reason", "disposal", "charge"),
    *("review_asked_on", "review_decided_on"),
)


def show_offence(track: PoliceTrack) -> dict[str, Any]:
    """An `OffenceOut`."""
    task = track.news_task if track.news_task and track.news_task.ended_at is None else None
    return {
        "id": track.pk,
        "report": track.incident.reference,
        "offence_label": said.offence_of(track),
        "state_label": POLICE.state(track.state).label,
        "responsible": track.responsible_id,
        **{name: getattr(track, name) for name in PLAIN},
        "next_update_on": task.due_on if task else None,
        "people": [
            {
                "affected": victim.affected_id,
                "number": victim.affected.number,
                "emergency_worker": victim.emergency_worker,
                "enhanced_rights": victim.enhanced_rights,
            }
            for victim in track.victims.all()
        ],
        "moves": moves_out(POLICE, track.state),
        "changed_at": rfc3339(track.changed_at),
    }


def show_whole(track: PoliceTrack, steps: list[Event]) -> dict[str, Any]:
    """An `OffenceWhole`."""
    return show_offence(track) | {
        "hearings": [show_hearing(one) for one in track.hearings.all()],
        "pleas": [show_plea(one) for one in track.pleas.all()],
        "orders": [show_order(one) for one in track.orders.all()],
        "history": [_move(one) for one in track.moves.all()],
        "steps": [
            {"kind": one.after.get("kind", ""), "at": rfc3339(one.at), "text": one.text, "by": one.actor_name}
            for one in steps
        ],
    }


def show_hearing(hearing: Hearing) -> dict[str, Any]:
    """A `HearingOut`."""
    return {
        "id": hearing.pk,
        "offence": hearing.track_id,
        "starts_at": rfc3339(hearing.starts_at),
        **{name: getattr(hearing, name) for name in ("court", "kind", "note", "result_text")},
        "result": hearing.result or None,
        "people": [show_attendance(one) for one in hearing.attendances.all() if one.ended_at is None],
        "changed_at": rfc3339(hearing.changed_at),
    }


def show_attendance(one: Attendance) -> dict[str, Any]:
    """An `AttendanceOut`."""
    return {"id": one.pk, "role": one.role, "who": who_in_words(one)}


def show_plea(one: Plea) -> dict[str, Any]:
    """A `PleaOut`."""
    return {"id": one.pk, "plea": one.plea, "on": one.pleaded_on}


def show_order(one: CourtOrder) -> dict[str, Any]:
    """An `OrderOut`."""
    return {
        "id": one.pk,
        "sentence": one.kind,
        "order_words": one.words,
        "made_on": one.made_on,
        "ends_on": one.ends_on,
        "breached_on": one.breached_on,
        "amount": one.amount_pence,
        "changed_at": rfc3339(one.changed_at),
    }


def show_clock(duty: Duty, acts: list[str]) -> dict[str, Any]:
    """A `ClockOut`; `acts` by which it ends."""
    return {
        "id": duty.pk,
        "rule": duty.rule,
        "report": duty.incident.reference if duty.incident else "",
        "person": duty.affected.number if duty.affected else None,
        "due_at": rfc3339(duty.due_at),
        "acts": acts,
    }


def _move(one: PoliceMove) -> dict[str, Any]:
    return {
        **{name: getattr(one, name) for name in ("act", "state_from", "state_to", "happened_on", "text")},
        "by": one.moved_by,
        "at": rfc3339(one.moved_at),
        "taken_back_because": one.taken_back_why or None,
    }
