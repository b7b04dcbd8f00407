"""What is agreed with somebody hurt, offered to them and told to them. Each leaves a line in the file, without a name."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from alongside.cases.codes import code_list
from alongside.cases.days import day_after
from alongside.cases.events import LONGEST_TEXT, Overtaken, held, touch, words, write_event
from alongside.cases.models import Compartment, SupportOffer, Task, Victim, VictimTold
from alongside.cases.queries import case_of
from alongside.cases.victims import said
from alongside.cases.victims.holding import held_victim, past_day, write
from alongside.cases.working.actions import add_task, change_task, end_task
from alongside.incidents.duties.presenters import long_day
from alongside.incidents.following.actions import BY_US, tell
from alongside.incidents.models import Affected, Incident, Told
from alongside.incidents.wellbeing.actions import stop_care
from alongside.ledger.actions import Actor
from alongside.ledger.clock import now
from alongside.machine import Refused

CONTACT = ("contact_way", "contact_when", "not_told", "safe_contact", "no_messages")


@transaction.atomic
def agree_contact(
    affected: Affected, wanted: Mapping[str, Any], *, by: Actor, seen_at: datetime | None = None
) -> Victim:
    """How and when somebody wants to be reached, who may not learn of it, and whether anything may be sent by itself: where
    not, they are asked no more how they are, and not reminded of hearings. ValidationError by field; `Overtaken`.
    """
    case, victim = held_victim(affected, seen_at)
    if wanted["contact_way"] and wanted["contact_way"] not in code_list("contact_ways"):
        raise ValidationError({"contact_way": "Choose from the list."})
    tidied = {
        "contact_way": wanted["contact_way"],
        "contact_when": words(wanted["contact_when"], "contact_when", longest=300),
        "not_told": words(wanted["not_told"], "not_told", longest=LONGEST_TEXT),
        "safe_contact": words(wanted["safe_contact"], "safe_contact", longest=LONGEST_TEXT),
        "no_messages": wanted["no_messages"],
    }
    before = {name: getattr(victim, name) for name in CONTACT if getattr(victim, name) != tidied[name]}
    if not before:
        return victim
    lines = [said.changed(name, value, tidied[name]) for name, value in before.items()]
    _save(victim, tidied)
    if before.get("no_messages") is False:
        stop_care(affected, by=by)
    write(case, affected, "victim_contact", "\n".join(lines), by=by, after={"fields": list(before)})
    return victim


@transaction.atomic
def promise_contact(
    affected: Affected, on: date | None, note: str = "", *, by: Actor, seen_at: datetime | None = None
) -> Victim:
    """That we are in touch by a day: a promise among the tasks of the case, late where all tasks are; None takes it away."""
    case, victim = held_victim(affected, seen_at)
    task = victim.contact_task if victim.contact_task and victim.contact_task.ended_at is None else None
    note = words(note, "note", longest=LONGEST_TEXT)
    what = f"Be in touch with person {affected.number} of {affected.incident.reference}, as promised"
    if on is None:
        if task is None:
            return victim
        end_task(task, "dropped", "The promise was taken away.", by=by)
        line = "No day is promised any more"
    else:
        day_after(on, "on", affected.incident.organisation, affected.incident.occurred_at)
        owner = case.owner if case.owner and case.owner.active else None
        if task is not None:
            change_task(task, what, kind=Task.Kind.PROMISE, why=task.why, owner=task.owner, due_on=on, by=by)
        else:
            task = add_task(case, what, kind=Task.Kind.PROMISE, owner=owner, due_on=on, by=by)
        line = f"Promised by {long_day(on)}"
    _save(victim, {"contact_task": task if on is not None else None})
    write(case, affected, "victim_promise", line, note, by=by)
    return victim


@transaction.atomic
def note_disclosure(
    affected: Affected, agrees: bool, on: date, note: str = "", *, by: Actor, seen_at: datetime | None = None
) -> Victim:
    """Whether somebody agrees that others see what is kept of them, with the day; the answer before stays in the file."""
    case, victim = held_victim(affected, seen_at)
    note = words(note, "note", longest=LONGEST_TEXT)
    day = past_day(affected, on, "on")
    _save(victim, {"disclosure": agrees, "disclosure_on": day, "disclosure_note": note})
    line = f"{'Agrees' if agrees else 'Does not agree'} to disclosure, {long_day(day)}"
    write(case, affected, "victim_disclosure", line, note, by=by, after={"agrees": agrees})
    return victim


@transaction.atomic
def note_statement(
    affected: Affected, statement: str, on: date, reading: str = "", *, by: Actor, seen_at: datetime | None = None
) -> Victim:
    """How it stands with the Victim Personal Statement, with the day, and whether it is to be read in court."""
    case, victim = held_victim(affected, seen_at)
    if statement not in Victim.Statement.values:
        raise ValidationError({"statement": "Choose how it stands."})
    if reading and reading not in code_list("statement_readings"):
        raise ValidationError({"reading": "Choose from the list."})
    day = past_day(affected, on, "on")
    _save(victim, {"statement": statement, "statement_on": day, "statement_reading": reading})
    label = Victim.Statement(statement).label
    line = f"Personal statement: {label[:1].lower()}{label[1:]}, {long_day(day)}"
    read = code_list("statement_readings").label(reading) if reading else ""
    write(case, affected, "victim_statement", line, read, by=by, after={"statement": statement, "reading": reading})
    return victim


@transaction.atomic
def offer_support(affected: Affected, kind: str, on: date, note: str = "", *, by: Actor) -> SupportOffer:
    """A kind of support was offered. The report says, too, that somebody offered it first then."""
    case, _ = held_victim(affected)
    if kind not in code_list("support_kinds"):
        raise ValidationError({"kind": "Choose what was offered."})
    day, moment = past_day(affected, on, "on"), now()
    offer = SupportOffer.objects.create(
        organisation_id=affected.organisation_id,
        affected=affected,
        kind=kind,
        offered_on=day,
        note=words(note, "note", longest=LONGEST_TEXT),
        recorded_at=moment,
        recorded_by=by.name,
        changed_at=moment,
    )
    if affected.support_offered_at is None:
        affected.support_offered_at = moment
        affected.save(update_fields=["support_offered_at"])
    line = f"{code_list('support_kinds').label(kind)}, offered on {long_day(day)}"
    write(case, affected, "victim_support", line, offer.note, by=by, after={"kind": kind})
    return offer


@transaction.atomic
def answer_support(
    offer: SupportOffer, answer: str, on: date, note: str = "", *, by: Actor, seen_at: datetime | None = None
) -> SupportOffer:
    """What somebody answered to an offer; a later answer goes before. The report says whether they took any."""
    case, _ = held_victim(offer.affected)
    offer = _held_offer(offer, seen_at)
    if answer not in SupportOffer.Answer.values:
        raise ValidationError({"answer": "Choose what they answered."})
    day = past_day(offer.affected, on, "on")
    if day < offer.offered_on:
        raise ValidationError({"on": "They cannot have answered before it was offered."})
    offer.answer, offer.answered_on, offer.changed_at = answer, day, now()
    offer.note = words(note, "note", longest=LONGEST_TEXT)
    offer.save(update_fields=["answer", "answered_on", "note", "changed_at"])
    _count_support(offer.affected)
    label = SupportOffer.Answer(answer).label.lower()
    line = f"{code_list('support_kinds').label(offer.kind)}: {label}, {long_day(day)}"
    after = {"kind": offer.kind, "answer": answer}
    write(case, offer.affected, "victim_support_answered", line, offer.note, by=by, after=after)
    return offer


@transaction.atomic
def take_back_support(offer: SupportOffer, why: str, *, by: Actor) -> None:
    """An offer that was noted wrongly counts no more; the file keeps it. ValidationError without a reason."""
    case, _ = held_victim(offer.affected)
    offer = _held_offer(offer)
    why = words(why, "why", "Write why it is taken back.")
    offer.taken_back_at = offer.changed_at = now()
    offer.save(update_fields=["taken_back_at", "changed_at"])
    _count_support(offer.affected)
    line = code_list("support_kinds").label(offer.kind)
    write(case, offer.affected, "victim_support_taken_back", line, why, by=by, after={"kind": offer.kind})


@transaction.atomic
def note_feedback(
    affected: Affected,
    on: date,
    teller: str,
    text: str,
    *,
    way: str = "",
    refused: bool = False,
    by: Actor,
) -> VictimTold:
    """Somebody hurt was told what came of it: when, by whom, how and what; or does not want to be, and how they said so.
    ValidationError by field.
    """
    case, _ = held_victim(affected)
    missing = "Write how they said so." if refused else "Write what they were told."
    if way and way not in code_list("contact_ways"):
        raise ValidationError({"way": "Choose from the list."})
    told = VictimTold.objects.create(
        organisation_id=affected.organisation_id,
        affected=affected,
        refused=refused,
        on=past_day(affected, on, "on"),
        by=words(teller, "teller", "Write who spoke with them.", longest=200),
        way=way,
        text=words(text, "text", missing, longest=LONGEST_TEXT),
        recorded_at=now(),
        recorded_by=by.name,
    )
    what = "victim_refused" if refused else "victim_told"
    how = f", {code_list('contact_ways').label(way).lower()}" if way else ""
    write(case, affected, what, f"{told.by}, {long_day(on)}{how}", told.text, by=by)
    return told


@transaction.atomic
def take_back_feedback(told: VictimTold, why: str, *, by: Actor) -> None:
    """It turned out that they were not told, or did not refuse: it is owed again. ValidationError without a reason."""
    case, _ = held_victim(told.affected)
    why = words(why, "why", "Write why it is taken back.")
    if not VictimTold.objects.filter(pk=told.pk, taken_back_at=None).update(taken_back_at=now()):
        raise Refused("Somebody took it back before you.", "why")
    write(case, told.affected, "victim_told_taken_back", f"{told.by}, {long_day(told.on)}", why, by=by)


@transaction.atomic
def tell_the_reporter(incident: Incident, kind: str, text: str, *, by: Actor) -> Told:
    """What the reporter may know, on the page where they follow their report; also when the case is closed. ValidationError by
    field, `Refused` where the report belongs to no case.
    """
    found = case_of(incident)
    if found is None:
        raise Refused("The report belongs to no case.")
    case = held(found)
    if kind not in BY_US:
        raise ValidationError({"kind": "Choose what you are telling."})
    told = tell(incident, kind, text, by=by)
    touch(case)
    write_event(
        case,
        "reporter_told",
        by=by,
        compartment=Compartment.PEOPLE,
        text=f"Report {incident.reference}: {told.get_kind_display().lower()}\n{told.text}",
        after={"kind": kind},
        about=("incident", incident.pk),
    )
    return told


def _save(victim: Victim, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(victim, name, value)
    victim.changed_at = now()
    victim.save(update_fields=[*values, "changed_at"])


def _held_offer(offer: SupportOffer, seen_at: datetime | None = None) -> SupportOffer:
    fresh = (
        SupportOffer.objects.select_for_update(of=("self",))
        .select_related("affected__incident__organisation")
        .get(pk=offer.pk)
    )
    if fresh.taken_back_at is not None:
        raise Refused("Somebody took it back before you.")
    if seen_at is not None and fresh.changed_at != seen_at:
        raise Overtaken(None)
    return fresh


def _count_support(affected: Affected) -> None:
    """Whether any support was taken, as the report says it: unknown until every offer has an answer."""
    answers = list(affected.support_offers.filter(taken_back_at=None).values_list("answer", flat=True))
    taken: bool | None = None
    if SupportOffer.Answer.TAKEN in answers:
        taken = True
    elif answers and all(answer == SupportOffer.Answer.DECLINED for answer in answers):
        taken = False
    affected.support_accepted = taken
    affected.save(update_fields=["support_accepted"])
