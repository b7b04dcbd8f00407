"""Pleas, sentences and orders of a court."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from alongside.cases.codes import code_list
from alongside.cases.events import LONGEST_TEXT, Overtaken, words
from alongside.cases.models import CourtOrder, Plea, PoliceMove, PoliceTrack
from alongside.cases.police import said
from alongside.cases.police.holding import day_to_come, held_track, past_day, write
from alongside.cases.police.queries import day_of_move, last_event_of
from alongside.cases.tracks.police import ACQUITTED, CONVICTED, ORDERS
from alongside.incidents.duties.presenters import long_day
from alongside.ledger.actions import Actor
from alongside.ledger.clock import now
from alongside.machine import Refused

AFTER_VERDICT = (CONVICTED, ACQUITTED, ORDERS)
BEFORE_COURT = ("not_reported", "reported", "crime_recorded", "investigating")
BEGINS_COURT, VERDICTS = ("charge", "lay_information"), ("convict", "acquit")
MOST_PENCE = 10**12
CANNOT_BE_BREACHED = ("compensation_order", "costs", "fine", "absolute_discharge")
"""Money, and what asks nothing."""


@transaction.atomic
def note_plea(track: PoliceTrack, plea: str, on: date, *, by: Actor) -> Plea:
    """What was pleaded, and when. ValidationError by field; `Refused` where nobody is before a court."""
    case, track = held_track(track)
    if track.state in BEFORE_COURT:
        raise Refused("Nobody is charged yet.", "plea")
    if plea not in code_list("pleas"):
        raise ValidationError({"plea": "Choose from the list."})
    day = past_day(track, on, "on", [(day_of_move(track, BEGINS_COURT), "somebody was charged")])
    made = Plea.objects.create(
        organisation_id=track.organisation_id,
        track=track,
        plea=plea,
        pleaded_on=day,
        recorded_at=now(),
        recorded_by=by.name,
    )
    text = f"{code_list('pleas').label(plea)}, on {long_day(day)}: {said.offence_of(track)}"
    write(case, track, "police_plea", text, by=by, after={"plea": plea})
    return made


@transaction.atomic
def take_back_plea(plea: Plea, why: str, *, by: Actor) -> None:
    """A plea that was noted wrongly counts no more; the file keeps it. ValidationError without a reason."""
    case, track = held_track(plea.track)
    why = words(why, "why", "Write why it is taken back.")
    if not Plea.objects.filter(pk=plea.pk, taken_back_at=None).update(taken_back_at=now()):
        raise Refused("Somebody took it back before you.", "why")
    text = said.told(f"{code_list('pleas').label(plea.plea)}, on {long_day(plea.pleaded_on)}", why)
    write(case, track, "police_plea_taken_back", text, by=by, after={"plea": plea.plea})


@transaction.atomic
def add_order(
    track: PoliceTrack,
    kind: str,
    text: str,
    made_on: date,
    ends_on: date | None = None,
    amount_pence: int | None = None,
    *,
    by: Actor,
) -> CourtOrder:
    """One more sentence or order, besides what came with the move. ValidationError by field; `Refused` before a verdict."""
    case, track = held_track(track)
    if track.state not in AFTER_VERDICT:
        raise Refused("A court makes orders after its verdict. Record the verdict first.", "sentence")
    order = record_order(track, kind, text, made_on, ends_on, amount_pence, by=by)
    write(case, track, "police_order", words_of(order), by=by, after={"order": str(order.pk), "kind": kind})
    return order


@transaction.atomic
def change_order(
    order: CourtOrder,
    text: str,
    made_on: date,
    ends_on: date | None,
    amount_pence: int | None,
    *,
    why: str = "",
    by: Actor,
    seen_at: datetime | None = None,
) -> CourtOrder:
    """Sets an order right, or its end where a court varied it; what stood before stays in the file."""
    case, track = held_track(order.track)
    order = _held_order(order, track, seen_at)
    before = words_of(order)
    _fill(order, track, text, made_on, ends_on, amount_pence)
    if words_of(order) != before:
        order.changed_at = now()
        order.save()
        lines = said.told(f"Before: {before}", f"Now: {words_of(order)}", words(why, "why"))
        write(case, track, "police_order_changed", lines, by=by, after={"order": str(order.pk)})
    return order


@transaction.atomic
def take_back_order(order: CourtOrder, why: str, *, by: Actor, seen_at: datetime | None = None) -> None:
    """An order that was set aside, or noted wrongly, counts no more; the file keeps it. ValidationError without a reason."""
    case, track = held_track(order.track)
    order = _held_order(order, track, seen_at)
    why = words(why, "why", "Write why it counts no more.")
    order.taken_back_at = order.changed_at = now()
    order.save(update_fields=["taken_back_at", "changed_at"])
    text = said.told(words_of(order), why)
    write(case, track, "police_order_taken_back", text, by=by, after={"order": str(order.pk)})


@transaction.atomic
def note_breach(order: CourtOrder, on: date, text: str, *, by: Actor, seen_at: datetime | None = None) -> CourtOrder:
    """An order was not kept: when, and what happened, whom it was told to, what the court made of it. Each breach is a line of
    the file. The sanction that it is, is breached with it. ValidationError by field; `Refused` for a sentence that asks nothing of
    anybody.
    """
    case, track = held_track(order.track)
    order = _held_order(order, track, seen_at)
    if order.kind in CANNOT_BE_BREACHED:
        raise Refused("What is paid is followed under Redress.", "on")
    day = past_day(track, on, "on", [(order.made_on, "the order was made")])
    if order.ends_on is not None and day > order.ends_on:
        raise ValidationError({"on": "The order had ended by then."})
    text = words(text, "text", "Write what happened.", longest=LONGEST_TEXT)
    order.breached_on = max(day, order.breached_on or day)
    order.changed_at = now()
    order.save(update_fields=["breached_on", "changed_at"])
    lines = said.told(words_of(order), f"Not kept on {long_day(day)}", text)
    write(case, track, "police_order_breached", lines, by=by, after={"order": str(order.pk), "on": day.isoformat()})
    from alongside.cases.sanctions.from_track import follow_breach  # which reads orders

    follow_breach(order, day, text, by=by)
    return order


def record_order(
    track: PoliceTrack,
    kind: str,
    text: str,
    made_on: date,
    ends_on: date | None,
    amount_pence: int | None,
    move: PoliceMove | None = None,
    *,
    by: Actor,
) -> CourtOrder:
    """The row of a sentence or order, within an action that holds the track and writes the file."""
    if kind not in code_list("sentences"):
        raise ValidationError({"sentence": "Choose from the list."})
    moment = now()
    order = CourtOrder(
        organisation_id=track.organisation_id,
        track=track,
        kind=kind,
        move=move,
        recorded_at=moment,
        recorded_by=by.name,
        changed_at=moment,
    )
    _fill(order, track, text, made_on, ends_on, amount_pence)
    order.save(force_insert=True)
    return order


def words_of(order: CourtOrder) -> str:
    """ "Restraining order from 3 March 2026, until 2 March 2028: not to come near the ward", without the full stop of its words."""
    days = f"from {long_day(order.made_on)}" + (f", until {long_day(order.ends_on)}" if order.ends_on else "")
    amount = f", £{order.amount_pence / 100:,.2f}" if order.amount_pence else ""
    return f"{code_list('sentences').label(order.kind)} {days}{amount}" + (
        f": {order.words.rstrip().removesuffix('.')}" if order.words else ""
    )


def _fill(
    order: CourtOrder, track: PoliceTrack, text: str, made_on: date, ends_on: date | None, amount_pence: int | None
) -> None:
    order.words = words(text, "order_words", longest=LONGEST_TEXT)
    order.made_on = past_day(track, made_on, "made_on", [(day_of_move(track, VERDICTS), "the verdict")])
    if ends_on is not None and ends_on < made_on:
        raise ValidationError({"ends_on": "It cannot end before it was made."})
    order.ends_on = day_to_come(track, ends_on, "ends_on") if ends_on else None
    if amount_pence is not None and not 0 < amount_pence <= MOST_PENCE:
        raise ValidationError({"amount": "Write an amount of money that can be meant."})
    order.amount_pence = amount_pence


def _held_order(order: CourtOrder, track: PoliceTrack, seen_at: datetime | None) -> CourtOrder:
    fresh = CourtOrder.objects.select_for_update(of=("self",)).get(pk=order.pk)
    if fresh.taken_back_at is not None:
        raise Refused("Somebody took it back before you.")
    if seen_at is not None and fresh.changed_at != seen_at:
        raise Overtaken(last_event_of(track))
    return fresh
