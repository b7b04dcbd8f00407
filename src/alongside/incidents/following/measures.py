"""How often reporters hear something, how soon, and how many of those who were hurt say how they are.

Definitions, also on the page:

* Reports: those of the period by the day on which they were made. Imported ones and those that were taken back are left
  out: nobody follows them.
* Told by itself: somebody did something with the report (read it, took it on, …), and its reporter was told so by itself.
  What Alongside does in the minute of its arrival is not counted.
* Heard from a person: a message, an outcome or a change that somebody wrote stands on the reporter's page. Fixed sentences
  do not count.
* Given an outcome: an outcome was written to the reporter, whenever that was.
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

from alongside.incidents.following.steps import BY_ITSELF

FIGURES = """
    WITH report AS MATERIALIZED (
        SELECT id, reported_at FROM incidents_incident
        WHERE organisation_id = ANY (%(organisations)s)
          AND reported_at >= %(start)s AND reported_at < %(end)s
          AND source <> 'import' AND status <> 'withdrawn'
    ), heard AS MATERIALIZED (
        SELECT incident_id, min(at) AS first_word, min(at) FILTER (WHERE kind = 'outcome') AS outcome
        FROM incidents_told
        WHERE organisation_id = ANY (%(organisations)s) AND at >= %(start)s AND kind <> 'answer' AND way <> 'by_itself'
        GROUP BY incident_id
    ), step AS MATERIALIZED (
        SELECT incident_id, min(at) AS first_step FROM incidents_change
        WHERE organisation_id = ANY (%(organisations)s) AND at >= %(start)s AND what = ANY (%(steps)s)
          AND actor_kind = 'user'
        GROUP BY incident_id
    )
    SELECT date_trunc('month', report.reported_at AT TIME ZONE %(zone)s)::date AS month,
           floor(extract(epoch FROM step.first_step - report.reported_at) / 3600)::int AS first_step,
           floor(extract(epoch FROM heard.first_word - report.reported_at) / 3600)::int AS first_word,
           floor(extract(epoch FROM heard.outcome - report.reported_at) / 3600)::int AS outcome,
           count(*)
    FROM report LEFT JOIN heard ON heard.incident_id = report.id LEFT JOIN step ON step.incident_id = report.id
    GROUP BY 1, 2, 3, 4
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
    told_by_itself: int
    heard: int
    outcomes: int
    days_to_first_step: float | None
    days_to_first_word: float | None
    days_to_outcome: float | None
    asked: int
    answered: int

    def share(self, number: int) -> float | None:
        """Of the reports, 0 to 1; None without reports."""
        return number / self.reports if self.reports else None

    @property
    def answered_share(self) -> float | None:
        """Of the questions, those that were answered: 0 to 1; None without questions."""
        return self.answered / self.asked if self.asked else None


COLUMNS = [
    "month",
    "reports",
    "reporters told a step by itself",
    "reporters who heard from a person",
    "reporters given an outcome",
    "median days to the first step told by itself",
    "median days to the first word of a person",
    "median days to the outcome",
    "wellbeing questions sent",
    "wellbeing questions answered",
]


def feedback_figures(organisations: Sequence[UUID], start: datetime, end: datetime, zone: str) -> list[Figures]:
    """The whole period first, then its months in order. `start` is included, `end` is not; both aware UTC.

    Months are those of `zone`. Times are counted in whole hours, so that a median is exact to the hour.
    """
    asking: dict[str, Any] = {"organisations": list(organisations), "start": start, "end": end, "zone": zone}
    asking["steps"] = list(BY_ITSELF)
    months: dict[date, _Month] = defaultdict(_Month)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(ROOM)
        cursor.execute(FIGURES, asking)
        for month, *waited, count in cursor.fetchall():
            months[month].add(waited, count)
        cursor.execute(WELLBEING, asking)
        for month, asked, answered in cursor.fetchall():
            months[month].asked += asked
            months[month].answered += answered
    whole = _Month()
    for one in months.values():
        whole.join(one)
    return [whole.figures(None), *(months[month].figures(month) for month in sorted(months))]


class _Month:
    """Counts of a month while they are gathered. `waited`: hours to the first step, the first word, the outcome."""

    def __init__(self) -> None:
        self.reports = self.asked = self.answered = 0
        self.waited: tuple[Counter[int], ...] = (Counter(), Counter(), Counter())

    def add(self, waited: Sequence[int | None], count: int) -> None:
        self.reports += count
        for hours, counted in zip(waited, self.waited, strict=True):
            if hours is not None:
                counted[hours] += count

    def join(self, other: "_Month") -> None:
        self.reports += other.reports
        self.asked += other.asked
        self.answered += other.answered
        for mine, others in zip(self.waited, other.waited, strict=True):
            mine.update(others)

    def figures(self, month: date | None) -> "Figures":
        step, word, outcome = self.waited
        return Figures(
            month,
            self.reports,
            told_by_itself=step.total(),
            heard=word.total(),
            outcomes=outcome.total(),
            days_to_first_step=median_days(step),
            days_to_first_word=median_days(word),
            days_to_outcome=median_days(outcome),
            asked=self.asked,
            answered=self.answered,
        )


def median_days(hours: Counter[int]) -> float | None:
    """The median of waiting times in days, from how often each number of hours came; the lower of two middle ones."""
    half, seen = (hours.total() + 1) // 2, 0
    for hour in sorted(hours):
        seen += hours[hour]
        if seen >= half:
            return hour / 24
    return None


def as_table(figures: Sequence[Figures]) -> Iterator[list[str | int | float]]:
    """Rows for a file, its heading first; days with one decimal, nothing where there is no number."""
    yield [*COLUMNS]
    for one in figures:
        days = (one.days_to_first_step, one.days_to_first_word, one.days_to_outcome)
        yield [
            f"{one.month:%Y-%m}" if one.month else "whole period",
            one.reports,
            one.told_by_itself,
            one.heard,
            one.outcomes,
            *("" if waited is None else round(waited, 1) for waited in days),
            one.asked,
            one.answered,
        ]
