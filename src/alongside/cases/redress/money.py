"""Money in pence, and what it adds up to. Pure, and never a float."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from alongside.incidents.deadlines import add_months

MOST = 10**12
"""Pence: ten thousand million pounds."""
WRITTEN = re.compile(r"£?\s*(\d{1,3}(?:,\d{3})+|\d{1,12})(?:\.(\d{1,2}))?\s*", re.ASCII)
MOST_INSTALMENTS = 600


class NotMoney(ValueError):
    """What somebody wrote is no amount of pounds and pence; the sentence says how to write one."""


def read_pounds(text: str) -> int:
    """ "£1,234.50", "1234.5" or "12" in pence. Raises `NotMoney` for anything else, nothing, or too much."""
    found = WRITTEN.fullmatch(text.strip())
    if found is None:
        raise NotMoney("Write an amount in pounds and pence, for example 120.50.")
    pence = int(found[1].replace(",", "")) * 100 + int((found[2] or "").ljust(2, "0"))
    if not 0 < pence <= MOST:
        raise NotMoney("Write an amount of more than nothing and less than ten thousand million pounds.")
    return pence


def write_pounds(pence: int) -> str:
    """ "£1,234.50"; "−£3.00" for less than nothing."""
    pounds, rest = divmod(abs(pence), 100)
    return f"{'−' if pence < 0 else ''}£{pounds:,}.{rest:02}"


@dataclass(frozen=True, slots=True)
class ClaimMoney:
    """The money of one claim. `paid`: everything that came, less what was entered wrongly."""

    claimed: int = 0
    awarded: int = 0
    paid: int = 0
    written_off: int = 0

    @property
    def outstanding(self) -> int:
        """What is still owed."""
        return max(0, self.awarded - self.paid - self.written_off)

    @property
    def over(self) -> int:
        """What came beyond what was to be paid."""
        return max(0, self.paid + self.written_off - self.awarded)


@dataclass(frozen=True, slots=True)
class Totals:
    """What a case comes to. `unknown`: losses whose amount nobody knows, which are counted but not added."""

    lost: int
    claimed: int
    awarded: int
    recovered: int
    written_off: int
    outstanding: int
    unknown: int


def totals(losses: Iterable[int | None], claims: Iterable[ClaimMoney]) -> Totals:
    """Adds up. A loss of None is one whose amount is unknown."""
    amounts, counted = list(losses), list(claims)
    return Totals(
        lost=sum(one for one in amounts if one is not None),
        claimed=sum(one.claimed for one in counted),
        awarded=sum(one.awarded for one in counted),
        recovered=sum(one.paid for one in counted),
        written_off=sum(one.written_off for one in counted),
        outstanding=sum(one.outstanding for one in counted),
        unknown=amounts.count(None),
    )


@dataclass(frozen=True, slots=True)
class Part:
    """One instalment: by when, how much."""

    due_on: date
    pence: int


def in_parts(owed: int, each: int, first: date, every: str) -> list[Part]:
    """Instalments of `each` pence from `first` on, every `week`, `fortnight` or `month`, that add up to `owed` exactly: the
    last one is what remains. Raises `NotMoney` where that would be none, or too many.
    """
    if owed <= 0 or each <= 0 or -(-owed // each) > MOST_INSTALMENTS:
        raise NotMoney(f"Choose an instalment that pays what is owed in {MOST_INSTALMENTS} parts at most.")
    found, left, number = [], owed, 0
    while left > 0:
        found.append(Part(_due(first, every, number), min(each, left)))
        left -= each
        number += 1
    return found


def behind(parts: Iterable[Part], paid: int, today: date) -> int:
    """How much should have come before `today` and has not. Nothing is behind while nothing was due: a payment that was
    entered wrongly and taken out again is no arrears.
    """
    due = sum(one.pence for one in parts if one.due_on < today)
    return max(0, due - max(0, paid))


def next_due(parts: Iterable[Part], paid: int) -> date | None:
    """The day of the first instalment that the payments so far do not cover; None where they cover all."""
    left = paid
    for one in sorted(parts, key=lambda part: part.due_on):
        left -= one.pence
        if left < 0:
            return one.due_on
    return None


def _due(first: date, every: str, number: int) -> date:
    if every == "month":
        return add_months(first, number)
    return first + timedelta(days=number * {"week": 7, "fortnight": 14}[every])
