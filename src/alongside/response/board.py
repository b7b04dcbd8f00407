"""What the response centre's page shows, read from what the caller may see."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings

from alongside.devices.models import Device as RegisteredDevice
from alongside.devices.models import LastHeard
from alongside.ledger.clock import now
from alongside.messages.models import Message
from alongside.messages.queries import channels_down, next_ways_used
from alongside.people.actions import actor_for
from alongside.people.callers import is_caller, place_of_caller
from alongside.people.models import ContactPoint, Staff
from alongside.people.queries import colleagues_of, place_in
from alongside.people.roles import Role
from alongside.response.presenters import (
    AlarmInList,
    CalledContact,
    Choice,
    Console,
    Contact,
    Device,
    Position,
    SelectedAlarm,
    SpokenNote,
    TimelineEntry,
    VisitKnown,
)
from alongside.risk.markers.looking import show_on_visits
from alongside.watch import engine
from alongside.watch.buddies.steps import steps_for
from alongside.watch.engine.closing import REOPENED_WITHIN_S
from alongside.watch.models import Alarm, Visit, VisitNote
from alongside.watch.plans import RESPONSE_CENTRE, engine_plan, people_behind
from alongside.watch.queries import alarms_for, closings_to_check, note_shown_with, state_as_heard
from alongside.watch.words import GOOD, KINDS, OUTCOMES, describe_event, describe_next_way, describe_status, names_in

RINGING = ("raised", "ringing", "exhausted")
MOST_TO_CHECK = 20
MOST_SAID = 3
FEW_CALLERS = 3
"""More callers without an account than this do not stand above the alarms of people who work here."""


def console_for(user: Any, chosen: Alarm | None, *, not_found: str = "", **shown: Any) -> Console:
    """The whole page: every open alarm that the user may see, and one of them in full.

    `not_found` is what the address asked for in vain: then none is chosen, rather than another one.
    `shown` is what the last action said: `told`, `told_kind`, `errors`, `entered`.
    """
    alarms = list(alarms_for(user).filter(closed_at=None))
    crowd = sum(is_caller(alarm.worker) for alarm in alarms) > FEW_CALLERS
    alarms.sort(key=lambda alarm: _order(alarm, crowd))
    selected = chosen or (alarms[0] if alarms and not not_found else None)
    errors, entered = shown.get("errors", {}), shown.get("entered", {})
    return Console(
        alarms=[_in_list(user, alarm) for alarm in alarms],
        selected=_selected(user, selected, errors, entered) if selected else None,
        told=shown.get("told", ""),
        told_kind=shown.get("told_kind", "success"),
        not_found=not_found,
        down=channels_down(),
        to_check=[_in_list(user, alarm) for alarm in closings_to_check(user)[:MOST_TO_CHECK]],
    )


def _order(alarm: Alarm, crowd: bool) -> tuple[bool, bool, float]:
    return alarm.status not in RINGING, crowd and is_caller(alarm.worker), -alarm.raised_at.timestamp()


def _in_list(user: Any, alarm: Alarm) -> AlarmInList:
    return AlarmInList(
        id=alarm.pk,
        kind=KINDS[alarm.kind],
        worker=alarm.worker.name,
        team=alarm.team.name if alarm.team else alarm.worker.organisation.name,
        raised_at=alarm.raised_at,
        owner=alarm.owner.name if alarm.owner else "",
        is_mine=_is_mine(user, alarm),
        is_urgent=alarm.status in RINGING,
        owner_is_silent=_owner_is_silent(alarm),
    )


def _is_mine(user: Any, alarm: Alarm) -> bool:
    place = place_in(user, alarm.organisation_id)
    return place is not None and alarm.owner_id == place.pk


def _owner_is_silent(alarm: Alarm) -> bool:
    """Its owner's clock ran out; the owner stays named until somebody takes it (engine: `AlarmState`)."""
    return alarm.owner is not None and alarm.status in RINGING


def _selected(user: Any, alarm: Alarm, errors: dict[str, str], entered: dict[str, str]) -> SelectedAlarm:
    state = engine.from_dict(alarm.state)
    plan = engine_plan(alarm.plan_version)
    is_open = alarm.closed_at is None
    words, kind = describe_status(alarm, state.step, len(plan.steps))
    if alarm.owner and alarm.status == "exhausted":
        words = f"No word from {alarm.owner.name}: everybody is rung again and again"
    mine = _is_mine(user, alarm)
    can_check, check_note = _check(user, alarm, state)
    worker, note = alarm.worker, note_shown_with(alarm)
    return SelectedAlarm(
        id=alarm.pk,
        kind=KINDS[alarm.kind],
        state=words,
        state_kind=kind,  # type: ignore[arg-type]
        raised_at=alarm.raised_at,
        pressed_at=alarm.pressed_at if alarm.late else None,
        presses=state.presses,
        owner=alarm.owner.name if alarm.owner else "",
        is_mine=mine,
        next_ring_at=alarm.clock_at,
        worker=worker.name,
        job_title=worker.job_title,
        team=alarm.team.name if alarm.team else "No team",
        phone=_phone(worker.pk),
        manager=Contact(worker.line_manager.name, "Line manager", _phone(worker.line_manager.pk))
        if worker.line_manager
        else None,
        site=worker.team.site.name if worker.team and worker.team.site else "",
        position=_position(alarm) if is_open else None,
        visit=_visit(alarm.visit) if alarm.visit else None,
        amber_note=note.text if note else "",
        amber_note_id=note.pk if note else None,
        spoken_note=_spoken(alarm, note) if note and note.audio else None,
        device=_device(worker.pk),
        next_step=_next_step(alarm, mine) if is_open else "",
        contacts=_contacts(alarm, plan),
        timeline=_timeline(alarm),
        can_take=alarm.status in RINGING,
        can_note=is_open and mine,
        can_hand_over=is_open and mine,
        can_close=is_open and user.has_perm("alarms.close", alarm),
        colleagues=_colleagues(user, alarm) if mine else [],
        outcomes=[Choice(value, text) for value, text in OUTCOMES.items()],
        closed_as=OUTCOMES.get(alarm.outcome, ""),
        errors=errors,
        entered=entered,
        can_reopen=_can_reopen(alarm),
        can_check=can_check,
        check_note=check_note,
        owner_is_silent=_owner_is_silent(alarm),
        caller=is_caller(worker),
        called_from=place_of_caller(worker),
        said=_said(alarm),
        markers=show_on_visits([alarm.visit], by=actor_for(user), where="alarm")[0] if is_open and alarm.visit else [],
        buddy_steps=steps_for(user, alarm),
    )


def _said(alarm: Alarm) -> list[str]:
    """What the worker or the caller passed on: where they are, what happens, a number to ring."""
    theirs = alarm.events.filter(name="Progressed", content__by=str(alarm.worker_id)).order_by("-number")
    return [event.content["text"] for event in theirs[:MOST_SAID]]


def _check(user: Any, alarm: Alarm, state: engine.AlarmState) -> tuple[bool, str]:
    """Whether this person may check a genuine closing, and what else there is to say about the check (S4)."""
    if alarm.closed_at is None or alarm.outcome != engine.Outcome.GENUINE:
        return False, ""
    if state.checked_by is not None:
        checker = Staff.objects.filter(pk=state.checked_by).first()
        return False, f"{checker.name if checker else 'A second person'} has checked this closing."
    place = place_in(user, alarm.organisation_id)
    if place is None or place.pk in (state.closed_by, alarm.worker_id):
        return False, "A second person must check this closing."
    return True, ""


def _can_reopen(alarm: Alarm) -> bool:
    return alarm.closed_at is not None and now() <= alarm.closed_at + timedelta(seconds=REOPENED_WITHIN_S)


def _phone(staff_id: UUID) -> str:
    points = ContactPoint.objects.filter(staff_id=staff_id, channel__in=ContactPoint.TELEPHONES).order_by("position")
    return points.values_list("address", flat=True).first() or ""


def _position(alarm: Alarm) -> Position | None:
    heard = LastHeard.objects.filter(worker_id=alarm.worker_id).first()
    if heard is None or heard.lat is None or heard.lon is None or heard.position_at is None:
        return None
    return Position(
        lat=heard.lat,
        lon=heard.lon,
        at=heard.position_at,
        accuracy_m=heard.accuracy_m,
        map_url=settings.MAP_URL.format(lat=heard.lat, lon=heard.lon),
        is_old=(alarm.raised_at - heard.position_at).total_seconds() > _interval_s(alarm),
    )


def _interval_s(alarm: Alarm) -> float:
    if alarm.visit is None:
        return 3600.0
    return float(engine.from_dict(alarm.visit.state).timing.check_in_interval_s)


def _visit(visit: Visit) -> VisitKnown:
    state = state_as_heard(visit)
    return VisitKnown(
        place=visit.place,
        reason=visit.purpose,
        started_at=visit.started_at or visit.made_at,
        due_at=state.due_at if state.ended_at is None else None,
        ends_at=state.end_by,
    )


def _spoken(alarm: Alarm, note: VisitNote) -> SpokenNote:
    erased_at = note.audio.erased_at if note.audio else None
    return SpokenNote(note.pk, note.left_at, f"/response/alarms/{alarm.pk}/spoken-note", erased_at)


def _device(worker_id: UUID) -> Device | None:
    devices = RegisteredDevice.objects.filter(worker_id=worker_id, state="live").exclude(last_heard_at=None)
    device = devices.order_by("-last_heard_at").first()
    if device is None:
        return None
    battery = round(device.battery_pct) if device.battery_pct is not None else None
    return Device(device.label, battery, device.last_heard_at)


def _next_step(alarm: Alarm, mine: bool) -> str:
    """What to do now. Order of the steps: a response centre's procedure, `domain` sources on silent listening and
    welfare calls.
    """
    if not mine:
        if alarm.owner is None:
            return "Take it."
        silent = _owner_is_silent(alarm)
        return f"Take it over from {alarm.owner.name}." if silent else f"{alarm.owner.name} is dealing with it."
    if is_caller(alarm.worker):
        there = place_of_caller(alarm.worker)
        return f"Send somebody to {there or 'where they say it is'} now, and ring 999. You cannot ring them back by this page."
    if alarm.kind == "duress":
        return "Do not ring them: they may be watched. Ring the police on 999 and say where they are."
    if alarm.kind in ("sos", "fall"):
        return "Ring them. If they do not answer, or you hear a threat, ring 999 and say where they are."
    return "Ring them. If they do not answer, ring their manager, then send somebody or ring the police."


def _contacts(alarm: Alarm, plan: engine.Plan) -> list[CalledContact]:
    """Who is called, in the order of the plan, and what came of it; then who was rung and is in it no more, for somebody else
    is on call by now.
    """
    sent: dict[UUID | None, list[Message]] = {}
    for message in Message.objects.filter(about_type="alarm", about_id=alarm.pk, purpose="alarm").order_by("queued_at"):
        sent.setdefault(message.recipient_id, []).append(message)
    lines: dict[UUID, CalledContact] = {}
    for number, step in enumerate(plan.steps, start=1):
        for staff, why in people_behind(step.targets, alarm.worker):
            if staff.pk not in lines:
                result, kind = _result(alarm, staff, sent.get(staff.pk, []))
                lines[staff.pk] = CalledContact(Contact(staff.name, why, _phone(staff.pk)), number, result, kind)  # type: ignore[arg-type]
    before = Staff.objects.filter(pk__in=[key for key in sent if key and key not in lines]).order_by("name")
    for staff in before:
        result, kind = _result(alarm, staff, sent[staff.pk])
        lines[staff.pk] = CalledContact(Contact(staff.name, "Rung before", _phone(staff.pk)), 0, result, kind)  # type: ignore[arg-type]
    return [*lines.values(), *_kin(plan, sent.get(None, []))]


def _kin(plan: engine.Plan, sent: Sequence[Message]) -> list[CalledContact]:
    """The next of kin, without a name or a number: those are the worker's own."""
    if plan.work_steps == len(plan.steps):
        return []
    told = any(message.status in ("sent", "delivered") for message in sent)
    result = "Told by text" if told else "Being told" if sent else "Not told"
    contact = Contact("Next of kin", "Last resort", "")
    return [CalledContact(contact, len(plan.steps), result, "trying" if told else "waiting")]


def _result(alarm: Alarm, staff: Staff, messages: list[Message]) -> tuple[str, str]:
    if alarm.owner_id == staff.pk:
        return ("Took it, no word since", "trying") if _owner_is_silent(alarm) else ("Took it", "reached")
    if not messages:
        return "Not yet", "waiting"
    best = {message.status for message in messages}
    times = len({message.queued_at for message in messages})
    again = f", {times} times" if times > 1 else ""
    if best & {"delivered", "sent"}:
        return f"Told{again}, no answer yet", "trying"
    if best & {"queued", "sending"}:
        return f"Being told{again}", "trying"
    if best == {"cancelled"}:
        return "Not needed any more", "waiting"
    return "Could not be reached", "failed"


def _timeline(alarm: Alarm) -> list[TimelineEntry]:
    events = list(alarm.events.order_by("-number"))
    names = names_in(events)
    entries = [
        TimelineEntry(
            at=event.decided_at,
            what=describe_event(event, names),
            who=event.actor_name if event.actor_kind != "system" else "",
            text=event.content.get("text", ""),
            kind="alarm" if event.name in ("Raised", "Pressed") else "good" if event.name in GOOD else "",
        )
        for event in events
    ]
    used = [TimelineEntry(one.at, describe_next_way(one)) for one in next_ways_used("alarm", alarm.pk)]
    return sorted(entries + used, key=lambda one: one.at, reverse=True) if used else entries


def _colleagues(user: Any, alarm: Alarm) -> list[Choice]:
    """To whom it may be handed over: the response centre first, then others who answer for this worker."""
    roles = (*RESPONSE_CENTRE, Role.LSMS, Role.SECURITY_DIRECTOR, Role.LINE_MANAGER)
    targets = [engine.Target(role=role) for role in roles]
    return [
        Choice(str(staff.pk), f"{staff.name}, {why.lower()}")
        for staff, why in people_behind(targets, alarm.worker)
        if staff.user_id != user.pk
    ]


def told_to(user: Any, refused: engine.Refused) -> str:
    """A refusal as the operator reads it, with who has the alarm where that is the reason."""
    owner = colleagues_of(user).filter(pk=refused.owner).first() if refused.owner else None
    if refused.code == "taken" and owner:
        return f"{owner.name} took this alarm before you."
    return refused.sentence
