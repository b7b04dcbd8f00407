"""Deadlines of the organisation as a whole: the board has its assurance twice a year. No incident starts them.

The act that ends one is the fact from which the next is counted, so that there is always one that runs.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from alongside.incidents import deadlines
from alongside.incidents.deadlines import Concern, Rule
from alongside.incidents.duties import queries, words
from alongside.incidents.duties.actions import LONGEST, end_duty, record_duty
from alongside.incidents.duties.running import calendar_of, rule_of, zone_of
from alongside.incidents.models import Duty, DutySettings
from alongside.ledger.actions import SYSTEM, Actor
from alongside.ledger.clock import now
from alongside.people.models import Organisation

OLDEST = timedelta(days=366 * 10)
ENGLISH = (DutySettings.Country.ENGLAND,)
"""Where the NHS Standard Contract holds; elsewhere nothing begins by itself."""
NOON = time(12)


def rules_of_bodies(on: date) -> list[Rule]:
    """The rules that concern an organisation, as they stand on a day."""
    return [rule for rule in deadlines.rules_in_force(on) if rule.concerns is Concern.ORGANISATION]


@transaction.atomic
def begin_missing(organisation: Organisation, settings: DutySettings, moment: datetime) -> int:
    """Begins what never ran, counted from now: nobody has said when it was done last, and it must not be forgotten.

    Returns how many began. What somebody ended as not needed does not begin again by itself.
    """
    if settings.country not in ENGLISH:
        return 0
    begun = 0
    for rule in rules_of_bodies(moment.astimezone(ZoneInfo(organisation.time_zone)).date()):
        if not Duty.objects.filter(organisation=organisation, incident=None, rule=rule.id).exists():
            _begin(organisation, rule, moment, by=SYSTEM)
            begun += 1
    return begun


@transaction.atomic
def assure(organisation: Organisation, rule: Rule, on: date, *, note: str = "", by: Actor) -> Duty:
    """It was done on a day: what runs ends by that act, in the name of who says so, and the next is counted from that day.

    ValidationError by field: in the future, before the last time it was done, more than ten years ago.
    """
    _check(organisation, rule, on, note)
    act = rule.triggers[0]
    running = _running(organisation, rule)
    if running is not None:
        said = f"{words.act_words(act)} on {on.day} {on:%B %Y}"
        end_duty(running, Duty.Ending.DONE, f"{said}. {note.strip()}" if note.strip() else said, by=by, act=act)
    return _begin(organisation, rule, _noon(organisation, on), by=by)


@transaction.atomic
def correct_day(duty: Duty, on: date, why: str, *, by: Actor) -> Duty:
    """The day from which a deadline of an organisation is counted was wrong: it is counted anew, and the old count is kept.

    ValidationError by field, also where it has ended meanwhile.
    """
    organisation = duty.organisation
    rule = rule_of(duty, zone_of(duty))
    running = _running(organisation, rule)
    if running is None or running.pk != duty.pk:
        raise ValidationError({"on": "Somebody ended this deadline before you. Look at it again."})
    if not any(sign.isalnum() for sign in why):
        raise ValidationError({"why": "Say what was wrong."})
    _check(organisation, rule, on, why, correcting=True)
    end_duty(running, Duty.Ending.REPLACED, why.strip(), by=by)
    return _begin(organisation, rule, _noon(organisation, on), by=by)


def _begin(organisation: Organisation, rule: Rule, counted_from: datetime, *, by: Actor) -> Duty:
    settings = queries.settings_of(organisation.pk)
    zone = ZoneInfo(organisation.time_zone)
    lengths = queries.lengths_of(organisation.pk)
    clock = deadlines.start(rule, counted_from, zone, calendar_of(settings), lengths)
    duty = Duty(
        organisation=organisation,
        rule=rule.id,
        started_at=clock.counted_from,
        due_at=clock.due_at,
        warn_at=list(clock.warn_at),
        provisional=clock.provisional,
    )
    try:
        with transaction.atomic():
            duty.save(force_insert=True)
    except IntegrityError:
        raise ValidationError({"on": "Somebody else entered this just now. Look at it again."}) from None
    record_duty("duty.started", duty, by, due_at=clock.due_at)
    return duty


def _running(organisation: Organisation, rule: Rule) -> Duty | None:
    running = Duty.objects.select_for_update(of=("self",)).filter(
        organisation=organisation, incident=None, rule=rule.id, ended_at=None
    )
    return running.select_related("organisation").first()


def _check(organisation: Organisation, rule: Rule, on: date, text: str, *, correcting: bool = False) -> None:
    zone = ZoneInfo(organisation.time_zone)
    today = now().astimezone(zone).date()
    if on > today:
        raise ValidationError({"on": "Choose a day that is not in the future."})
    if on < today - OLDEST or (rule.in_force_from and on < rule.in_force_from):
        raise ValidationError({"on": "Choose a later day: nothing so old is counted."})
    if len(text) > LONGEST:
        raise ValidationError({"why" if correcting else "note": f"Write at most {LONGEST} characters."})
    done = Duty.objects.filter(organisation=organisation, incident=None, rule=rule.id, ending=Duty.Ending.DONE)
    counted = [one.started_at.astimezone(zone).date() for one in done.order_by("-ended_at")[:1]]
    running = Duty.objects.filter(organisation=organisation, incident=None, rule=rule.id, ended_at=None).first()
    if running is not None and counted and not correcting:
        counted = [running.started_at.astimezone(zone).date()]
    if counted and on < counted[0]:
        last = f"{counted[0].day} {counted[0]:%B %Y}"
        raise ValidationError({"on": f"Choose a day that is not before the last one, {last}."})


def _noon(organisation: Organisation, on: date) -> datetime:
    """A moment of that day, so that it is the same day wherever it is read; never one that is still to come."""
    return min(datetime.combine(on, NOON, ZoneInfo(organisation.time_zone)), now())
