"""How often reporters hear something, how soon, and how many of those who were hurt say how they are.

Definitions, also on the page:

* Reports: those of the period by the day on which they were made. Imported ones and those that were taken back are left
  out: nobody follows them.
* Given an outcome: an outcome was written to the reporter, whenever that was.
* First word: the first message, outcome or change that a person wrote; what is told by itself does not count.
* Median days: half of those who heard waited no longer. Reports whose reporter has not heard yet are not in it.
* Wellbeing: of the questions that were sent in the period, the share that was answered.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

FIGURES = """
    WITH report AS MATERIALIZED (
        SELECT id, reported_at FROM incidents_incident
        WHERE organisation_id = ANY (%(organisations)s)
          AND reported_at >= %(start)s AND reported_at < %(end)s
          AND source <> 'import' AND status <> 'withdrawn'
    ), heard AS MATERIALIZED (
        SELECT incident_id, min(at) AS first_word, min(at) FILTER (WHERE kind = 'outcome') AS outcome
        FROM incidents_told
        WHERE organisation_id = ANY (%(organisations)s) AND at >= %(start)s AND kind <> 'answer'
        GROUP BY incident_id
    )
    SELECT date_trunc('month', report.reported_at AT TIME ZONE %(zone)s)::date AS month,
           floor(extract(epoch FROM heard.first_word - report.reported_at) / 3600)::int AS first_word,
           floor(extract(epoch FROM heard.outcome - report.reported_at) / 3600)::int AS outcome,
           count(*)
    FROM report LEFT JOIN heard ON heard.incident_id = report.id
    GROUP BY 1, 2, 3
"""
"""How many reports of each month waited how many whole hours: hashed, never sorted, however many there are."""
WELLBEING = """
    SELECT date_trunc('month', asked_at AT TIME ZONE %(zone)s)::date, count(*), count(answered_at)
    FROM incidents_wellbeingcheck
    WHERE organisation_id = ANY (%(organisations)s) AND asked_at >= %(start)s AND asked_at < %(end)s
    GROUP BY 1
"""
ROOM = "SET LOCAL work_mem = '64MB'"
"""So that a year of a very large body is counted in memory."""


@dataclass(frozen=True, slots=True)
class Figures:
    """One month, or with `month` None the whole period. Days are fractions of 24 hours; None where nobody heard."""

    month: date | None
    reports: int
    heard: int
    outcomes: int
    days_to_first_word: float | None
    days_to_outcome: float | None
    asked: int
    answered: int

    @property
    def outcome_share(self) -> float | None:
        """Of the reports, those whose reporter was given an outcome: 0 to 1; None without reports."""
        return self.outcomes / self.reports if self.reports else None

    @property
    def answered_share(self) -> float | None:
        """Of the questions, those that were answered: 0 to 1; None without questions."""
        return self.answered / self.asked if self.asked else None


COLUMNS = [
    "month",
    "reports",
    "reporters who heard from a person",
    "reporters given an outcome",
    "median days to the first word",
    "median days to the outcome",
    "wellbeing questions sent",
    "wellbeing questions answered",
]


def feedback_figures(organisations: Sequence[UUID], start: datetime, end: datetime, zone: str) -> list[Figures]:
    """The whole period first, then its months in order. `start` is included, `end` is not; both aware UTC.

    Months are those of `zone`. Times are counted in whole hours, so that a median is exact to the hour.
    """
    asking: dict[str, Any] = {"organisations": list(organisations), "start": start, "end": end, "zone": zone}
    months: dict[date, _Month] = defaultdict(_Month)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(ROOM)
        cursor.execute(FIGURES, asking)
        for month, first_word, outcome, count in cursor.fetchall():
            months[month].add(first_word, outcome, count)
        cursor.execute(WELLBEING, asking)
        for month, asked, answered in cursor.fetchall():
            months[month].asked += asked
            months[month].answered += answered
    whole = _Month()
    for one in months.values():
        whole.join(one)
    return [whole.figures(None), *(months[month].figures(month) for month in sorted(months))]


class _Month:
    """Counts of a month while they are gathered."""

    def __init__(self) -> None:
        self.reports = self.asked = self.answered = 0
        self.first_word: Counter[int] = Counter()
        self.outcome: Counter[int] = Counter()

    def add(self, first_word: int | None, outcome: int | None, count: int) -> None:
        self.reports += count
        if first_word is not None:
            self.first_word[first_word] += count
        if outcome is not None:
            self.outcome[outcome] += count

    def join(self, other: "_Month") -> None:
        self.reports += other.reports
        self.asked += other.asked
        self.answered += other.answered
        self.first_word.update(other.first_word)
        self.outcome.update(other.outcome)

    def figures(self, month: date | None) -> "Figures":
        return Figures(
            month,
            self.reports,
            self.first_word.total(),
            self.outcome.total(),
            median_days(self.first_word),
            median_days(self.outcome),
            self.asked,
            self.answered,
        )


def median_days(hours: Counter[int]) -> float | None:
    """The median of waiting times in days, from how often each number of hours came; the lower of two middle ones."""
    half, seen = (hours.total() + 1) // 2, 0
    for hour in sorted(hours):
        seen += hours[hour]
        if seen >= half:
            return hour / 24
    return None


def as_table(figures: Sequence[Figures]) -> Iterator[list[str]]:
    """Rows for a CSV file, its heading first; days with one decimal, nothing where there is no number."""
    yield COLUMNS
    for one in figures:
        yield [
            f"{one.month:%Y-%m}" if one.month else "whole period",
            str(one.reports),
            str(one.heard),
            str(one.outcomes),
            "" if one.days_to_first_word is None else f"{one.days_to_first_word:.1f}",
            "" if one.days_to_outcome is None else f"{one.days_to_outcome:.1f}",
            str(one.asked),
            str(one.answered),
        ]
