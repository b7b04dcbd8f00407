"""Every write of the gate. Each holds the worker's lock and leaves state, event, message and ledger entry in one transaction."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string

from alongside.ledger.actions import Actor, record
from alongside.ledger.clock import now
from alongside.messages import actions as messages
from alongside.messages.composing import to_way
from alongside.people.models import ContactPoint, Staff
from alongside.people.roles import Role
from alongside.risk import gate
from alongside.risk.assessments.actions import Assessing, assess
from alongside.risk.facts import note_fact
from alongside.risk.models import ChecklistVersion, Subject
from alongside.risk.subjects import Who, subject_for
from alongside.watch import engine
from alongside.watch.decisions import Moment, decide_visit, lock_worker, try_lock_worker
from alongside.watch.gating.asking import finding_of, kept, said_risk
from alongside.watch.gating.words import opened_words, reasons_in_words
from alongside.watch.models import ChecklistAnswer, Companion, Felt, Visit

LONGEST_TEXT = 2000
WAITS = (engine.VisitStatus.PLANNED, engine.VisitStatus.GATED)
RINGS = ContactPoint.Channel.VOICE
"""No telephone rings for what is not urgent."""


def ask_gate(visit: Visit, moment: Moment, *, at_base: bool | None = None) -> None:
    """Asks the gate about a visit whose worker's lock is held, and keeps what it finds: where the team blocks, the visit waits. The
    level found is the risk of the visit; it never makes less of what the worker said."""
    if visit.status not in WAITS:
        return
    before = visit.gate or {}
    moved = bool(before.get("at_base")) if at_base is None else at_base
    finding = finding_of(visit, at_base=moved)
    visit.gate, visit.risk = kept(visit, finding, moved), finding.level
    state = engine.from_dict(visit.state)
    if not finding.gated and state.status is engine.VisitStatus.GATED:
        opening = engine.GateOpened(moment.now, visit.worker_id, engine.Opening.NOT_ASKED)
        decide_visit(visit, opening, moment.caused_by_system())
    elif finding.gated and not _overridden(state, finding, before):
        decide_visit(visit, engine.Gated(moment.now, finding.reasons), moment.caused_by_system())
    elif "opened" in before:
        visit.gate |= {"opened": before["opened"]}
    visit.save(update_fields=["gate", "risk"])


def _overridden(state: engine.VisitState, finding: gate.Finding, before: Mapping[str, Any]) -> bool:
    """Somebody has let it begin, knowing all of this: what has become known since was not in it."""
    known = set(finding.reasons) <= set(state.gate) and set(finding.changed) <= set(before.get("changed", ()))
    return state.opened is engine.Opening.OVERRIDE and known


def passed(visit: Visit, moment: Moment, *, out_already: bool) -> tuple[str, ...]:
    """Asks once more, as the visit is about to start; what stays unanswered. Those who must know are told where it was to wait.

    A visit that waits is refused by the engine, unless the worker says that they are out already.
    """
    ask_gate(visit, moment)
    state = engine.from_dict(visit.state)
    open_ = tuple((visit.gate or {}).get("reasons", ()))
    if not open_ or state.opened is engine.Opening.OVERRIDE:
        return ()
    if state.status is engine.VisitStatus.GATED and not out_already:
        return ()
    if state.status is engine.VisitStatus.GATED:
        visit.risk = "high"
        tell(visit, managers_of(visit.worker), "out_already", "out-already")
    return open_


@transaction.atomic
def name_subject(visit: Visit, who: Who, *, by: Actor) -> Visit:
    """Says whom a visit that has not begun concerns, and asks the gate. Raises ValidationError."""
    visit = locked(visit)
    visit.subject = subject_for(visit.worker.organisation, who)
    visit.save(update_fields=["subject"])
    ask_gate(visit, Moment(now(), by))
    return visit


@transaction.atomic
def assess_now(visit: Visit, found: Assessing, author: Staff, *, by: Actor) -> Visit:
    """The quick assessment, by whoever goes: it opens the gate where nothing stays in the way. Raises ValidationError."""
    if visit.subject is None:
        raise ValidationError({"who": "Say first whom you visit."})
    assess(visit.worker.organisation, visit.subject, found, author, by=by)
    return locked(visit)


@transaction.atomic
def override(visit: Visit, manager: Staff, reason: str, *, by: Actor) -> Visit:
    """Somebody who answers for them lets the visit begin all the same, and says why; the worker is told."""
    visit = locked(visit)
    if len(reason) > LONGEST_TEXT:
        raise ValidationError({"reason": f"Use {LONGEST_TEXT} characters or fewer."})
    opening = engine.GateOpened(now(), manager.pk, engine.Opening.OVERRIDE, reason.strip())
    decide_visit(visit, opening, Moment(now(), by))
    visit.gate = {**(visit.gate or {}), "opened": opened_words(engine.Opening.OVERRIDE, manager.name, reason.strip())}
    visit.save(update_fields=["gate"])
    tell(visit, [visit.worker], "overridden", f"overridden:{visit.events_count}", manager=manager.name, reason=reason)
    others = [one for one in managers_of(visit.worker) if one.pk != manager.pk]
    tell(visit, others, "overridden_told", f"told:{visit.events_count}", manager=manager.name, reason=reason)
    return visit


@transaction.atomic
def ask_for_override(visit: Visit, *, by: Actor) -> Visit:
    """The worker asks those who answer for them; asking again within the same wait tells nobody twice."""
    visit = locked(visit)
    if visit.status != engine.VisitStatus.GATED:
        raise engine.Refused("not_gated", "This visit does not wait for anything any more.")
    visit.gate = {**(visit.gate or {}), "override_asked_at": now().isoformat()}
    visit.save(update_fields=["gate"])
    record("visit.override_asked", "visit", visit.pk, organisation_id=visit.organisation_id, actor=by, details={})
    tell(visit, managers_of(visit.worker), "override_asked", f"asked:{visit.events_count}")
    return visit


@transaction.atomic
def move_to_base(visit: Visit, where: str, *, by: Actor) -> Visit:
    """They meet at a base or clinic instead. Raises ValidationError at `where`."""
    visit = locked(visit)
    if not where.strip() or len(where) > LONGEST_TEXT:
        raise ValidationError({"where": "Write the base or clinic where you meet."})
    if visit.status not in WAITS:
        raise engine.Refused("already_started", "This visit has already started.")
    moment = Moment(now(), by)
    visit.place = where.strip()
    visit.save(update_fields=["place"])
    details = {"moved": True}
    record("visit.moved_to_base", "visit", visit.pk, organisation_id=visit.organisation_id, actor=by, details=details)
    _look_again(visit, engine.Opening.MOVED_TO_BASE, visit.worker, moment, at_base=True)
    return visit


@transaction.atomic
def ask_along(visit: Visit, companion: Staff, *, by: Actor) -> Companion:
    """Asks a colleague to make the visit together. They are told, and answer on their own page."""
    visit = locked(visit)
    if companion.organisation_id != visit.organisation_id or companion.pk == visit.worker_id or not companion.active:
        raise ValidationError({"companion": "Choose a colleague who works alone here as well."})
    if visit.status not in WAITS:
        raise engine.Refused("already_started", "This visit has already started.")
    asked, made = Companion.objects.get_or_create(
        visit=visit, asked=companion, defaults={"organisation_id": visit.organisation_id, "asked_at": now()}
    )
    if made:
        details = {"companion": str(companion.pk)}
        record("visit.asked_along", "visit", visit.pk, organisation_id=visit.organisation_id, actor=by, details=details)
        tell(visit, [companion], "asked_along", f"along:{companion.pk}")
    return asked


@transaction.atomic
def go_along(asked: Companion, *, by: Actor) -> Visit:
    """The colleague says yes: they have the visit on their own list, with their own clock, and the gate is open for both."""
    first = locked(asked.visit)
    asked = Companion.objects.select_for_update().get(pk=asked.pk)
    if asked.accepted_at or asked.declined_at:
        raise engine.Refused("answered", "You have answered this already.")
    if first.status not in WAITS:
        raise engine.Refused("already_started", "That visit has begun or was cancelled meanwhile.")
    moment = Moment(now(), by)
    asked.accepted_at = moment.now
    asked.save(update_fields=["accepted_at"])
    own = Visit(
        organisation_id=asked.organisation_id,
        team_id=asked.asked.team_id,
        worker=asked.asked,
        place=first.place,
        subject=first.subject,
        purpose=first.purpose,
        risk=said_risk(first),
        lat=first.lat,
        lon=first.lon,
        planned_start=first.planned_start,
        planned_end=first.planned_end,
        goes_with=first,
        made_at=moment.now,
        state={},
    )
    decide_visit(own, engine.Planned(moment.now, own.pk, own.worker_id, own.planned_end), moment)
    ask_gate(own, moment)
    _look_again(first, engine.Opening.TWO_WORKERS, asked.asked, moment)
    tell(first, [first.worker], "goes_along", f"goes:{asked.pk}", companion=asked.asked.name)
    return own


@transaction.atomic
def not_along(asked: Companion, *, by: Actor) -> Companion:
    """The colleague says no; the worker is told."""
    asked = Companion.objects.select_for_update().select_related("visit__worker", "asked").get(pk=asked.pk)
    if asked.accepted_at or asked.declined_at:
        raise engine.Refused("answered", "You have answered this already.")
    asked.declined_at = now()
    asked.save(update_fields=["declined_at"])
    details = {"companion": str(asked.asked_id)}
    visit = asked.visit
    record("visit.not_along", "visit", visit.pk, organisation_id=visit.organisation_id, actor=by, details=details)
    tell(visit, [visit.worker], "not_along", f"not:{asked.pk}", companion=asked.asked.name)
    return asked


@transaction.atomic
def tick(
    visit: Visit,
    phase: str,
    version: ChecklistVersion | None,
    items: Sequence[Mapping[str, str]],
    answers: Mapping[str, str],
    *,
    by: Actor,
) -> ChecklistAnswer:
    """Keeps what the worker ticked, with the list as it was asked."""
    known = {item["key"] for item in items}
    kept_answers = {key: value for key, value in answers.items() if key in known and value in ("yes", "no", "unknown")}
    ticked = ChecklistAnswer.objects.create(
        organisation_id=visit.organisation_id,
        visit=visit,
        phase=phase,
        version=version,
        asked=[dict(item) for item in items],
        answers=kept_answers,
        at=now(),
    )
    details = {"phase": phase, "answers": len(kept_answers)}
    record("visit.ticked", "visit", visit.pk, organisation_id=visit.organisation_id, actor=by, details=details)
    return ticked


@transaction.atomic
def say_felt(visit: Visit, how: str, words: str, *, by: Actor) -> Felt:
    """How a visit that is over felt. Uneasy or threatened: assessments made before are not current any more, and of threatened those
    who answer for the worker are told. Raises ValidationError."""
    if how not in Felt.How.values:
        raise ValidationError({"felt": "Choose how it felt."})
    if len(words) > LONGEST_TEXT:
        raise ValidationError({"felt_words": f"Use {LONGEST_TEXT} characters or fewer."})
    visit = locked(visit)
    if visit.ended_at is None:
        raise engine.Refused("not_ended", "You are asked when the visit is over.")
    felt = Felt.objects.create(
        organisation_id=visit.organisation_id, visit=visit, how=how, words=words.strip(), at=now()
    )
    record("visit.felt", "visit", visit.pk, organisation_id=visit.organisation_id, actor=by, details={"how": how})
    if how != Felt.How.SAFE and visit.subject is not None:
        note_fact(visit.subject, "felt", f"Somebody felt {how} on a visit.", f"felt:{felt.pk}", by=by)
    if how == Felt.How.THREATENED:
        tell(visit, managers_of(visit.worker), "felt_threatened", f"felt:{felt.pk}")
    return felt


def look_again_at(sender: Any, subject: Subject, author: Staff | None, by: Actor, **_: Any) -> None:
    """Asks the gate again about the visits to a subject, and to their address, that have not begun. One about which somebody decides
    at this moment is passed over: nobody waits here, and every visit is asked again as it starts."""
    same = Q(subject=subject)
    if subject.kind == Subject.Kind.PREMISES:
        same |= Q(subject__address_key=subject.address_key, subject__organisation=subject.organisation_id)
    with transaction.atomic():
        for visit in Visit.objects.filter(same, status__in=WAITS).order_by("worker_id", "pk"):
            if not try_lock_worker(visit.worker_id):
                continue
            fresh = locked(visit)
            before = fresh.status
            _look_again(fresh, engine.Opening.ASSESSED, author or fresh.worker, Moment(now(), by))
            if before != fresh.status == engine.VisitStatus.PLANNED and (
                author is None or author.pk != fresh.worker_id
            ):
                tell(fresh, [fresh.worker], "open_now", f"open:{fresh.events_count}")


def _look_again(visit: Visit, how: engine.Opening, who: Staff, moment: Moment, *, at_base: bool | None = None) -> None:
    """Opens the gate of a visit that waits, by this, where nothing stays in the way; asks again otherwise."""
    if visit.status == engine.VisitStatus.GATED:
        moved = bool((visit.gate or {}).get("at_base")) if at_base is None else at_base
        finding = finding_of(visit, at_base=moved)
        if not finding.gated:
            visit.gate = kept(visit, finding, moved) | {"opened": opened_words(how, who.name, "")}
            visit.risk = finding.level
            decide_visit(visit, engine.GateOpened(moment.now, who.pk, how), moment)
            visit.save(update_fields=["gate", "risk"])
            return
    ask_gate(visit, moment, at_base=at_base)


def managers_of(worker: Staff) -> list[Staff]:
    """Who answers for a worker: their line manager, and whoever manages their team or, without one, everybody."""
    rows = Staff.objects.active().filter(organisation_id=worker.organisation_id, appointments__role=Role.LINE_MANAGER)
    mine = [one for one in rows.distinct() if one.pk == worker.line_manager_id or _manages(one, worker)]
    return [one for one in mine if one.pk != worker.pk]


def _manages(manager: Staff, worker: Staff) -> bool:
    held = manager.appointments.filter(role=Role.LINE_MANAGER)
    return any(one.team_id in (None, worker.team_id) for one in held)


def tell(visit: Visit, people: Iterable[Staff], what: str, key: str, **more: str) -> None:
    """Tells each of these people on every way of theirs that rings no telephone; once for each `key`."""
    shown = {
        "visit": visit,
        "what": what,
        "reasons": reasons_in_words(visit),
        "link": f"{settings.PUBLIC_URL}/risk",
        "own_link": f"{settings.PUBLIC_URL}/my-safety",
        **more,
    }
    text = render_to_string("watch/messages/gate.txt", shown)
    messages.queue(
        [
            to_way(way, text, key=f"gate:{visit.pk}:{key}", about=("gate", visit.pk))
            for person in people
            for way in person.contact_points.exclude(verified_at=None).exclude(channel=RINGS)
        ]
    )


def locked(visit: Visit) -> Visit:
    """The visit under its worker's lock."""
    lock_worker(visit.worker_id)
    rows = Visit.objects.select_for_update(of=("self",)).select_related(
        "worker__organisation", "worker__team", "subject__organisation"
    )
    return rows.get(pk=visit.pk)
