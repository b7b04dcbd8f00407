"""Ending a deadline that hangs on police and courts, with a line in the file."""

from datetime import date, datetime, time

from django.core.exceptions import ValidationError
from django.db import transaction

from alongside.cases.days import day_of_act
from alongside.cases.due import count_next_due
from alongside.cases.events import LONGEST_WHY, running_case, words, write_event
from alongside.cases.models import Compartment
from alongside.cases.police import said
from alongside.cases.police.clocks import name_of
from alongside.cases.police.queries import RULES
from alongside.incidents.duties import actions as duties
from alongside.incidents.duties.presenters import long_day
from alongside.incidents.duties.running import zone_of
from alongside.incidents.duties.words import act_words
from alongside.incidents.models import Duty
from alongside.ledger.actions import Actor
from alongside.ledger.clock import now

NOT_NEEDED = "not_needed"


@transaction.atomic
def end_clock(duty: Duty, act: str, on: date | None, note: str = "", *, by: Actor) -> Duty:
    """A deadline ended by an act that its rule names, on a day (today where it is not said); or it is not needed, with why.

    The file says whether it was in time. ValidationError by field.
    """
    if duty.incident is None or duty.rule not in RULES:
        raise ValidationError({"act": "This deadline is ended on another page."})
    case, zone = running_case(duty.incident), zone_of(duty)
    today = now().astimezone(zone).date()
    day = on or today
    day_of_act(day, "on", duty.incident.organisation, duty.incident.occurred_at)
    if act == NOT_NEEDED:
        note = words(note, "note", "Write why it is not needed.", longest=LONGEST_WHY)
        ended = duties.waive_duty(duty, note, by=by)
        line = "Not needed"
    else:
        note = words(note, "note", longest=LONGEST_WHY - 100)
        ended = duties.finish_duty(duty, act, note=said.told(f"On {long_day(day)}.", note), by=by)
        done_at = min(now(), datetime.combine(day, time(12), zone))
        line = f"{act_words(act)} on {long_day(day)}, {'in time' if done_at < duty.due_at else 'late'}"
    person = f", person {duty.affected.number}" if duty.affected else ""
    write_event(
        case,
        "police_clock_ended",
        by=by,
        compartment=Compartment.SUSPECT,
        text=said.told(f"{name_of(duty)}{person}", line, note),
        after={"duty": str(duty.pk), "rule": duty.rule, "act": act},
        about=("duty", duty.pk),
    )
    count_next_due(case)
    return ended
