"""Deadlines: started by facts, ended by acts with a name, counted anew when what they count from was wrong."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Q

from alongside.incidents import deadlines
from alongside.incidents.actions import note_change
from alongside.incidents.apart import apart
from alongside.incidents.deadlines import Change as MayChange
from alongside.incidents.deadlines import Clock, Refused, Rule, Setting, Span, Standing
from alongside.incidents.duties import queries, words
from alongside.incidents.duties.followers import tell_followers
from alongside.incidents.duties.running import calendar_of, clock_of, midnight_after, zone_of
from alongside.incidents.models import Affected, DigestChoice, Duty, DutyLength, DutySettings, Incident
from alongside.ledger.actions import SYSTEM, Actor, record
from alongside.ledger.clock import now
from alongside.people.actions import NewLink, close_link, open_link
from alongside.people.models import Organisation, Staff

INCIDENT_TIMES = {"incident": "occurred_at", "incident_reported": "reported_at"}
LONGEST = 2000
FURTHEST = timedelta(days=366 * 10)


@transaction.atomic
def fact(incident: Incident, name: str, at: datetime, affected: Affected | None = None, *, by: Actor) -> list[Duty]:
    """Starts every deadline that a fact starts, and returns those that are new.

    `at` (aware) is when the fact was, or became known; what is counted from the incident is counted from there. A rule
    that runs already for this incident and person is left alone (where each fact is one of its own, `Rule.repeats`, only
    where it is counted from the same time), and so is one that nobody in the organisation has confirmed or that is younger
    than the incident.
    """
    zone = ZoneInfo(incident.organisation.time_zone)
    started = []
    for rule in deadlines.rules_for(name, at.astimezone(zone).date()):
        duty = start_rule(incident, rule, at, affected, by=by)
        if duty is not None:
            started.append(duty)
    return started


def start_rule(
    incident: Incident,
    rule: Rule,
    at: datetime,
    affected: Affected | None = None,
    *,
    due_on: date | None = None,
    turn: int | None = None,
    by: Actor,
) -> Duty | None:
    """One deadline, within an action; None where it runs already or cannot start. `due_on` is another part's due day,
    which goes before the rule's own count (`riddor`). `turn`: which of its kind it is, where one is counted anew.
    """
    counted_from = _counted_from(incident, rule, at)
    of_kind = Duty.objects.filter(incident=incident, affected=affected, rule=rule.id)
    running = of_kind.filter(ended_at=None)
    if running.filter(started_at=counted_from).exists() or (not rule.repeats and running.exists()):
        return None
    zone = ZoneInfo(incident.organisation.time_zone)
    clock = _clock(incident, rule, counted_from)
    if clock is None:
        return None
    if turn is None:
        turn = 1 + (of_kind.aggregate(last=Max("turn"))["last"] or 0) if rule.repeats else 1
    due_at = clock.due_at if due_on is None else midnight_after(due_on, zone)
    duty = Duty.objects.create(
        organisation_id=incident.organisation_id,
        incident=incident,
        affected=affected,
        rule=rule.id,
        turn=turn,
        started_at=clock.counted_from,
        due_at=due_at,
        warn_at=[warning for warning in clock.warn_at if warning < due_at],
        provisional=clock.provisional,
        falls_to=incident.assigned_to if rule.falls_to == "lsms" else None,
    )
    record_duty("duty.started", duty, by, due_at=due_at)
    return duty


@transaction.atomic
def finish_duty(duty: Duty, act: str, *, note: str = "", by: Actor) -> Duty:
    """The duty was done by an act that its rule names. ValidationError by field where that may not be."""
    duty, clock = _held(duty)
    note = _words(note, "note", needed=False)
    try:
        deadlines.finish(clock, act, by=by.id or duty.pk, at=now())
    except Refused as refused:
        sentence = "Choose what was done." if refused.code == "unknown_act" else refused.sentence
        raise ValidationError({"act": sentence}) from refused
    said = words.act_words(act)
    return end_duty(duty, Duty.Ending.DONE, f"{said}. {note}" if note else said, by=by, act=act)


@transaction.atomic
def waive_duty(duty: Duty, because: str, *, by: Actor) -> Duty:
    """The duty fell away, because of what somebody says by name. ValidationError without a reason."""
    duty, clock = _held(duty)
    try:
        because = _words(because, "because")
        deadlines.waive(clock, because, by=by.id or duty.pk, at=now())
    except Refused as refused:
        raise ValidationError({"because": refused.sentence}) from refused
    return end_duty(duty, Duty.Ending.WAIVED, because, by=by)


def end_duty(duty: Duty, ending: str, why: str, *, by: Actor, act: str = "", done_at: datetime | None = None) -> Duty:
    """Ends an open duty, within an action; what the rules allow was checked. `done_at`: when the act was, where that was
    before it is entered.
    """
    duty.ended_at, duty.ending, duty.ended_by, duty.why, duty.done_at = now(), ending, by.name, why, done_at
    duty.save(update_fields=["ended_at", "ending", "ended_by", "why", "done_at"])
    record_duty(f"duty.{ending}", duty, by, act=act)
    if duty.incident is not None and ending != Duty.Ending.REPLACED and by.kind != SYSTEM.kind:
        note_change(duty.incident, "duty_ended", by=by, after={"duty": str(duty.pk), "rule": duty.rule, "how": ending})
    return duty


@transaction.atomic
def count_anew(incident: Incident, because: str, *, by: Actor) -> list[Duty]:
    """Counts every open deadline of an incident anew whose time was corrected; the old count is kept as replaced.

    Deadlines of RIDDOR are left to the RIDDOR track, which follows the incident's time by itself.
    """
    anew = []
    zone = ZoneInfo(incident.organisation.time_zone)
    for duty in Duty.objects.select_for_update(of=("self",)).filter(incident=incident, ended_at=None):
        duty.incident = incident
        clock = clock_of(duty, zone, _own_lengths(incident.organisation_id))
        at = _counted_from(incident, clock.rule, duty.started_at)
        if duty.rule.startswith("RID-") or at == duty.started_at:
            continue
        end_duty(duty, Duty.Ending.REPLACED, because, by=by)
        started = start_rule(incident, clock.rule, at, duty.affected, turn=duty.turn, by=by)
        if started is not None:
            anew.append(started)
    return anew


@transaction.atomic
def count_provisional_anew(organisation: Organisation) -> int:
    """Counts anew what was counted past the last bank holiday that was published then; returns how many moved."""
    moved = 0
    found = Duty.objects.select_for_update(of=("self",)).filter(
        organisation=organisation, incident__isnull=False, provisional=True, ended_at=None
    )
    for duty in found.select_related("incident__organisation", "affected"):
        with apart("a deadline could not be counted anew"):
            moved += _count_provisional_anew(duty, duty.incident, ZoneInfo(organisation.time_zone))
    return moved


def _count_provisional_anew(duty: Duty, incident: Incident | None, zone: ZoneInfo) -> bool:
    rule = clock_of(duty, zone).rule
    clock = _clock(incident, rule, duty.started_at) if incident else None
    if incident is None or clock is None or (clock.provisional and clock.due_at == duty.due_at):
        return False
    end_duty(duty, Duty.Ending.REPLACED, "Bank holidays were published.", by=SYSTEM)
    start_rule(incident, rule, duty.started_at, duty.affected, turn=duty.turn, by=SYSTEM)
    return True


@transaction.atomic
def record_fact(incident: Incident, name: str, at: datetime, affected: Affected | None, *, by: Actor) -> list[Duty]:
    """What a person enters by hand: a fact, and when it was. ValidationError by field.

    Where it starts nothing, the sentence says why: it runs already, or the organisation has to confirm a length first.
    """
    known = words.facts_by_hand().get(name)
    if known is None:
        raise ValidationError({"fact": "Choose what happened."})
    if affected is not None and affected.incident_id != incident.pk:
        raise ValidationError({"affected": "Choose somebody of this report."})
    if known.person and affected is None and incident.affected.exists():
        raise ValidationError({"affected": "Choose whom it is about."})
    moment = now()
    if at > moment + FURTHEST or (name != "marker_set" and at > moment + timedelta(days=1)):
        raise ValidationError({"at": "Choose a day that is not in the future."})
    if name != "marker_set" and at < incident.occurred_at - timedelta(days=1):
        raise ValidationError({"at": "Choose a day that is not before the incident."})
    started = fact(incident, name, at, affected if known.person else None, by=by)
    if not started:
        raise ValidationError({"fact": _why_nothing(incident, name, at)})
    note_change(incident, "duty_fact", by=by, after={"fact": name, "rules": [duty.rule for duty in started]})
    return started


@transaction.atomic
def change_settings(settings: DutySettings, *, by: Actor) -> None:
    """Keeps what an organisation says of itself; `settings` comes checked from its form. Nothing else of the row is
    written: what a sender or a file noted there meanwhile stays.
    """
    details = {
        name: getattr(settings, name)
        for name in ("country", "employs_staff", "controls_sites", "aim_day", "form_answers")
    }
    DutySettings.objects.update_or_create(
        organisation_id=settings.organisation_id, defaults={**details, "changed_at": now(), "changed_by": by.name}
    )
    _record_of(settings.organisation_id, "duty_settings.changed", by, **details)


@transaction.atomic
def set_length(organisation: Organisation, rule_id: str, span: Span, since: date, basis: str, *, by: Actor) -> None:
    """How long the organisation gives itself for a rule, from a day on. ValidationError by field.

    Only for what comes: deadlines that run keep their length, and the first day is today or later.
    """
    today = now().astimezone(ZoneInfo(organisation.time_zone)).date()
    basis = _words(basis, "basis")
    found = {
        rule.id: rule for rule in deadlines.rules_in_force(max(since, today)) if rule.may_change is not MayChange.NO
    }
    if rule_id not in found:
        raise ValidationError({"rule": "This length is fixed by law or contract. It cannot be changed."})
    if since < today:
        raise ValidationError({"since": "Choose today or a later day. Deadlines that run keep their length."})
    try:
        deadlines.check_setting(found[rule_id], Setting(rule_id, span, since, basis))
    except deadlines.NotAllowed as refused:
        raise ValidationError({"amount": str(refused)}) from refused
    DutyLength.objects.create(
        organisation=organisation,
        rule=rule_id,
        unit=span.unit.value,
        amount=span.amount,
        in_force_from=since,
        basis=basis,
        set_at=now(),
        set_by=by.name,
    )
    _record_of(organisation.pk, "duty_length.set", by, rule=rule_id, unit=span.unit.value, amount=span.amount)


@transaction.atomic
def open_feed(staff: Staff, *, by: Actor) -> NewLink:
    """A new address of somebody's calendar of deadlines; the one before it ends."""
    close_feed(staff, by=by)
    return open_link(staff.organisation_id, queries.FEED, staff.pk, label="Calendar of deadlines", by=by)


@transaction.atomic
def close_feed(staff: Staff, *, by: Actor) -> None:
    """Ends the address of somebody's calendar."""
    for link in queries.open_feeds(staff):
        close_link(link, by=by)


@transaction.atomic
def choose_digest(staff: Staff, *, wanted: bool, by: Actor) -> None:
    """Whether somebody gets the daily message."""
    if wanted:
        DigestChoice.objects.filter(staff=staff).delete()
    else:
        DigestChoice.objects.get_or_create(
            staff=staff, defaults={"organisation_id": staff.organisation_id, "off_since": now()}
        )
    _record_of(staff.organisation_id, "duty_digest.chosen", by, staff=str(staff.pk), wanted=wanted)


def claim_day(organisation: Organisation, today: date, column: str) -> DutySettings | None:
    """The organisation's row, locked for one sender, where this day's work in `column` is not done; else None."""
    DutySettings.objects.bulk_create([DutySettings(organisation=organisation)], ignore_conflicts=True)
    waiting = Q(**{f"{column}__isnull": True}) | Q(**{f"{column}__lt": today})
    found = DutySettings.objects.select_for_update(skip_locked=True).filter(waiting, organisation=organisation)
    return found.first()


def _held(duty: Duty) -> tuple[Duty, Clock]:
    held = Duty.objects.select_for_update(of=("self",)).select_related("organisation", "incident__organisation")
    duty = held.get(pk=duty.pk)
    return duty, clock_of(duty, zone_of(duty), _own_lengths(duty.organisation_id))


def _clock(incident: Incident, rule: Rule, counted_from: datetime) -> Clock | None:
    settings = queries.settings_of(incident.organisation_id)
    zone = ZoneInfo(incident.organisation.time_zone)
    try:
        return deadlines.start(rule, counted_from, zone, calendar_of(settings), _own_lengths(incident.organisation_id))
    except Refused:
        return None


def _own_lengths(organisation_id: object) -> tuple[Setting, ...]:
    return queries.lengths_of(organisation_id)


def _counted_from(incident: Incident, rule: Rule, at: datetime) -> datetime:
    column = INCIDENT_TIMES.get(rule.counts_from)
    return getattr(incident, column) if column else at


def _why_nothing(incident: Incident, name: str, at: datetime) -> str:
    zone = ZoneInfo(incident.organisation.time_zone)
    lengths = _own_lengths(incident.organisation_id)
    for rule in deadlines.rules_for(name, at.astimezone(zone).date()):
        if rule.status is Standing.UNCONFIRMED and rule in deadlines.rules_to_confirm(
            lengths, at.astimezone(zone).date()
        ):
            return f"Nobody has confirmed how long there is for “{rule.name}”. Do that on the page of lengths first."
    if any(rule.repeats for rule in deadlines.rules_for(name, at.astimezone(zone).date())):
        return "That is written down already, with the same time. Of two on one day, give the time of each."
    return "That deadline runs already, or did not exist yet on that day."


def _words(text: str, name: str, *, needed: bool = True) -> str:
    text = text.replace("\x00", "").strip()
    if needed and not any(sign.isalnum() for sign in text):
        raise ValidationError({name: "Say why." if name != "basis" else "Say where you have it from."})
    if len(text) > LONGEST:
        raise ValidationError({name: f"Write at most {LONGEST} characters."})
    return text


def record_duty(verb: str, duty: Duty, by: Actor, **details: object) -> None:
    """The ledger entry of something that was done to a deadline; whoever follows deadlines is told."""
    record(
        verb,
        "incident" if duty.incident_id else "organisation",
        duty.incident_id or duty.organisation_id,
        organisation_id=duty.organisation_id,
        actor=by,
        details={"duty": str(duty.pk), "rule": duty.rule, **details},
    )
    tell_followers(duty)


def _record_of(organisation_id: object, verb: str, by: Actor, **details: object) -> None:
    record(verb, "organisation", organisation_id, organisation_id=organisation_id, actor=by, details=details)  # type: ignore[arg-type]
