"""What the API of redress takes and gives. Money is whole pence; people are named by number and id, never by name."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from alongside.cases.asking import MoveOut, Pence, moves_out
from alongside.cases.models import Claim, Loss, Payment
from alongside.cases.redress import queries
from alongside.cases.redress.actions import BY_ITSELF
from alongside.cases.redress.money import Part, Totals, behind
from alongside.cases.tracks.redress import CLAIM
from alongside.machine import Move
from alongside.people.api import Asked, Code, Text, example, rfc3339

MONEY = "In pence"


class NewLoss(Asked):
    """Something that was lost: a code of `loss_kinds`, whose (`staff`, `organisation` …), without names."""

    model_config = example(kind="property", whose="staff", what="A watch", amount=12000, ground="The invoice")
    kind: Code
    whose: Code
    what: Text
    amount: Pence | None = Field(None, description="In pence; null where nobody knows")
    ground: Text = ""
    affected: UUID | None = Field(None, description="Which person; needed where the loss is an injury")


class LossChange(Asked):
    """A loss as it should be, with why. What is left out stays; `amount` and `affected` may be set to null."""

    model_config = example(amount=11000, why="The invoice came.")
    kind: Code | None = None
    whose: Code | None = None
    what: Text | None = None
    amount: Pence | None = None
    ground: Text | None = None
    affected: UUID | None = None
    why: Text = ""
    changed_at: str | None = None


class NewClaim(Asked):
    """A claim: a code of `claim_kinds`. Some can be made only for one person (`affected`)."""

    model_config = example(kind="compensation_order", whose="staff", what="A watch")
    kind: Code
    whose: Code
    what: Text
    affected: UUID | None = None
    responsible: UUID | None = None
    reference: Text = ""


class ClaimMove(Asked):
    """One step of a claim. Payments are entered by themselves."""

    model_config = example(act="award", on="2026-09-01", awarded=10000, due_on="2026-12-01")
    act: Code
    on: date | None = None
    claimed: Pence | None = Field(None, description=MONEY)
    awarded: Pence | None = Field(None, description=MONEY)
    due_on: date | None = None
    reference: Text = ""
    said: Text = Field("", description="What the person to whom it is owed says, before it is written off")
    text: Text = ""
    changed_at: str | None = None


class ClaimChange(Asked):
    """A claim as it should be, with why. What is left out stays; `affected`, `responsible` and `due_on` may be set to null."""

    model_config = example(awarded=150000, why="A nought too many.")
    kind: Code | None = None
    whose: Code | None = None
    what: Text | None = None
    affected: UUID | None = None
    responsible: UUID | None = None
    reference: Text | None = None
    claimed: Pence | None = Field(None, description=MONEY)
    claimed_on: date | None = None
    awarded: Pence | None = Field(None, description=MONEY)
    awarded_on: date | None = None
    due_on: date | None = None
    why: Text = ""
    changed_at: str | None = None


class PlanIn(Asked):
    """Instalments of what is owed: `every` week, fortnight or month."""

    model_config = example(each=2500, every="month", first="2026-10-01")
    each: Pence = Field(description=MONEY)
    every: Code
    first: date
    changed_at: str | None = None


class PaymentIn(Asked):
    """Money that came."""

    model_config = example(amount=2500, on="2026-10-01", reference="BACS 0412")
    amount: Pence = Field(description=MONEY)
    on: date | None = None
    reference: Text = ""
    changed_at: str | None = None


class TotalsOut(Schema):
    """What a case comes to, in pence. `unknown`: losses whose amount nobody knows, which are counted and not added."""

    lost: int
    claimed: int
    awarded: int
    recovered: int
    written_off: int
    outstanding: int
    unknown: int


class LossOut(Schema):
    """A loss that counts."""

    id: UUID
    kind: str
    whose: str
    affected: UUID | None
    what: str
    amount: int | None
    ground: str
    noted_at: str
    noted_by: str
    changed_at: str


class ClaimOut(Schema):
    """A claim as it stands, in pence. `moves` are those that the caller may make now."""

    id: UUID
    kind: str
    state: str
    state_label: str
    whose: str
    affected: UUID | None
    responsible: UUID | None
    what: str
    reference: str
    claimed: int
    awarded: int
    paid: int
    written_off: int
    outstanding: int
    claimed_on: date | None
    awarded_on: date | None
    due_on: date | None
    ended_on: date | None
    moves: list[MoveOut]
    changed_at: str


class InstalmentOut(Schema):
    """A part of what was awarded, with its day."""

    due_on: date
    amount: int


class PaymentOut(Schema):
    """Money that came; one below nothing undoes another."""

    id: UUID
    on: date
    amount: int
    reference: str
    undoes: UUID | None
    why: str
    entered_at: str
    entered_by: str


class ClaimWhole(ClaimOut):
    """A claim with its instalments and payments, the latest payment first. `behind`: what should have come by now."""

    instalments: list[InstalmentOut]
    payments: list[PaymentOut]
    behind: int


def show_totals(totals: Totals) -> dict[str, int]:
    """A `TotalsOut`."""
    names = ("lost", "claimed", "awarded", "recovered", "written_off", "outstanding", "unknown")
    return {name: getattr(totals, name) for name in names}


def show_loss(one: Loss) -> dict[str, Any]:
    """A `LossOut`."""
    return {
        "id": one.pk,
        **{name: getattr(one, name) for name in ("kind", "whose", "what", "ground", "noted_by")},
        "affected": one.affected_id,
        "amount": one.pence,
        "noted_at": rfc3339(one.noted_at),
        "changed_at": rfc3339(one.changed_at),
    }


def show_claim(one: Claim, may: Callable[[Move], bool]) -> dict[str, Any]:
    """A `ClaimOut`; `may` says which moves the caller may make."""
    money = queries.money_of(one)
    return {
        "id": one.pk,
        "state": one.status,
        "state_label": CLAIM.state(one.status).label,
        **{name: getattr(one, name) for name in ("kind", "whose", "what", "reference")},
        **{name: getattr(one, name) for name in ("claimed_on", "awarded_on", "due_on", "ended_on")},
        **{name: getattr(money, name) for name in ("claimed", "awarded", "paid", "written_off", "outstanding")},
        "affected": one.affected_id,
        "responsible": one.responsible_id,
        "moves": moves_out(CLAIM, one.status, lambda move: move.act not in BY_ITSELF and may(move)),
        "changed_at": rfc3339(one.changed_at),
    }


def show_whole(one: Claim, may: Callable[[Move], bool], today: date) -> dict[str, Any]:
    """A `ClaimWhole`; `today` is the local day."""
    parts: list[Part] = queries.parts_of(one)
    return show_claim(one, may) | {
        "instalments": [{"due_on": part.due_on, "amount": part.pence} for part in parts],
        "payments": [show_payment(each) for each in queries.payments_of(one)],
        "behind": behind(parts, queries.paid_to_plan(one), today),
    }


def show_payment(one: Payment) -> dict[str, Any]:
    """A `PaymentOut`."""
    return {
        "id": one.pk,
        "on": one.on,
        "amount": one.pence,
        "reference": one.reference,
        "undoes": one.undoes_id,
        "why": one.why,
        "entered_at": rfc3339(one.entered_at),
        "entered_by": one.entered_by,
    }
