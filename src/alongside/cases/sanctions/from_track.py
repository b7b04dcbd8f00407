"""Criminal sanctions of what stands in the police and court track: a caution, a sentence or an order recorded there begins the
sanction with its person, day and words, once. Nobody writes it twice.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.shortcuts import get_object_or_404

from alongside.cases.codes import code_list
from alongside.cases.days import day_in_words
from alongside.cases.events import held
from alongside.cases.models import Case, CourtOrder, PoliceMove, PoliceTrack, Sanction
from alongside.cases.police.orders import words_of
from alongside.cases.police.queries import orders_of
from alongside.cases.police.said import offence_of
from alongside.cases.queries import incidents_of
from alongside.cases.sanctions.actions import move_sanction, propose_sanction
from alongside.cases.sanctions.queries import people_of, sanctions_of
from alongside.cases.tracks.police import OUT_OF_COURT
from alongside.ledger.actions import Actor
from alongside.machine import Refused
from alongside.people.days import today_in

DISPOSES, COMPENSATION = "dispose_out_of_court", "compensation_order"
NUISANCE = ("nuisance_on_nhs_premises", "fine", "nuisance_offence")
"""A fine for this offence is a kind of its own."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Something of the track that is a sanction of `kind` (of `sanction_kinds`; "" where the list has none), not recorded as one yet."""

    key: UUID
    track: PoliceTrack
    kind: str
    words: str
    on: date
    ends_on: date | None = None
    terms: str = ""
    order: CourtOrder | None = None
    disposal: PoliceMove | None = None

    @property
    def is_money(self) -> bool:
        """Whether it is something to be paid to whoever was hurt."""
        return self.order is not None and self.order.kind == COMPENSATION

    @property
    def label(self) -> str:
        """What kind of sanction it is."""
        return code_list("sanction_kinds").label(self.kind) if self.kind else ""


def outcomes_of(case: Case) -> list[Outcome]:
    """What the track says and no sanction of the case does yet: out of court first, then courts, by day."""
    begun = Sanction.objects.exclude(status="struck_out")
    orders, disposals = begun.exclude(order=None), begun.exclude(disposal=None)
    found = [
        *_disposals(case, set(disposals.values_list("disposal", flat=True))),
        *_orders(case, set(orders.values_list("order", flat=True))),
    ]
    return sorted(found, key=lambda one: (one.on, one.key))


def refuse_stranger(case: Case, key: UUID) -> None:
    """Raises Http404 where this is nothing of the track of the case: neither to be recorded, nor recorded."""
    if key not in {one.key for one in outcomes_of(case)}:
        get_object_or_404(sanctions_of(case), Q(order=key) | Q(disposal=key))


@transaction.atomic
def begin_of_track(case: Case, key: UUID, *, by: Actor) -> Sanction:
    """Records the sanction that this order, or this move of the track, is; an order that binds from its day is in force from then.

    Raises `Refused` where it has its sanction, counts no more, is of no kind of sanction, or nobody knows whose it is.
    """
    case = held(case)
    outcome = next((one for one in outcomes_of(case) if one.key == key), None)
    if outcome is None:
        raise Refused("It was recorded as a sanction before, or the police and court track does not say it any more.")
    if not outcome.kind:
        raise Refused("This is none of the kinds of sanctions. It stays in the police and court track.")
    people = {one.pk: one for one in people_of(case)}
    responsible = people.get(outcome.track.responsible_id) if outcome.track.responsible_id else None
    if responsible is None:
        raise Refused("Write on the offence whose it is first. A sanction is against one person.")
    sanction = propose_sanction(
        case,
        outcome.kind,
        responsible,
        offence_of(outcome.track),
        terms=outcome.terms,
        given_on=outcome.on,
        reference=outcome.track.crime_number[:60],
        order=outcome.order,
        disposal=outcome.disposal,
        by=by,
    )
    if _binds(outcome, today_in(case.organisation)):
        days = {"starts_on": outcome.on, **({"ends_on": outcome.ends_on} if outcome.ends_on else {})}
        sanction = move_sanction(sanction, "begin", days, by=by)
    return sanction


def follow_breach(order: CourtOrder, on: date, text: str, *, by: Actor) -> None:
    """The sanction that an order is, was not kept either, within the caller's transaction. Where it cannot be recorded there (it is
    under appeal, or something later was), its page says what the track says.
    """
    for sanction in Sanction.objects.filter(order=order, status="in_force"):
        with suppress(Refused, ValidationError), transaction.atomic():
            move_sanction(sanction, "record_breach", {"on": on, "text": text}, by=by)


def said_by_track(sanction: Sanction) -> tuple[str, bool]:
    """What the track says now of what this sanction is, and whether that still stands there; ("", True) for others."""
    if sanction.order is not None:
        order = sanction.order
        breach = f"; not kept on {day_in_words(order.breached_on)}" if order.breached_on else ""
        back = ": taken back" if order.taken_back_at is not None else ""
        return f"{words_of(order)}{breach}{back}", order.taken_back_at is None
    if sanction.disposal is not None:
        move = sanction.disposal
        if move.taken_back_at is not None:  # the offence may have been dealt with in another way since
            given = code_list("sanction_kinds").label(sanction.kind)
            return f"{given} on {day_in_words(move.happened_on)}: taken back", False
        return _disposed(move), True
    return "", True


def _orders(case: Case, begun: set[UUID | None]) -> Iterator[Outcome]:
    kinds = code_list("sentences")
    for order in orders_of(case).select_related("track__responsible"):
        kind = str(kinds[order.kind].more.get("sanction", ""))
        if (order.track.offence, kind) == NUISANCE[:2]:
            kind = NUISANCE[2]
        if order.pk not in begun:
            yield Outcome(
                order.pk, order.track, kind, words_of(order), order.made_on, order.ends_on, order.words, order=order
            )


def _disposals(case: Case, begun: set[UUID | None]) -> Iterator[Outcome]:
    moves = PoliceMove.objects.filter(
        track__incident__in=incidents_of(case), track__state=OUT_OF_COURT, act=DISPOSES, taken_back_at=None
    )
    for move in moves.select_related("track__responsible").order_by("track_id", "-pk").distinct("track_id"):
        kind = str(code_list("disposals")[move.track.disposal].more.get("sanction", ""))
        if move.pk not in begun:
            yield Outcome(move.pk, move.track, kind, _disposed(move), move.happened_on, terms=move.text, disposal=move)


def _disposed(move: PoliceMove) -> str:
    return f"{code_list('disposals').label(move.track.disposal)} on {day_in_words(move.happened_on)}"


def _binds(outcome: Outcome, today: date) -> bool:
    """Whether it is something that stands for a time, and that time is not over."""
    order = outcome.order
    if order is None or (outcome.ends_on is not None and outcome.ends_on < today):
        return False
    return outcome.ends_on is not None or code_list("sentences")[order.kind].more["family"] == "order"
