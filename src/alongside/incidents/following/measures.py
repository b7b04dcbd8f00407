"""How often reporters hear something, how soon, and how many of those who were hurt say how they are.

Definitions, also on the page:

* Reports: those of the period by the day on which they were made. Imported ones and those that were taken back are left
  out: nobody follows them.
* Given an outcome: an outcome was written to the reporter, whenever that was.
* First word: the first message, outcome or change that a person wrote; what is told by itself does not count.
* Median days: half of those who heard waited no longer. Reports whose reporter has not heard yet are not in it.
* Wellbeing: of the questions that were sent in the period, the share that was answered.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection

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
    ), told AS (
        SELECT date_trunc('month', report.reported_at AT TIME ZONE %(zone)s)::date AS month,
               count(*) AS reports, count(heard.first_word) AS heard, count(heard.outcome) AS outcomes,
               extract(epoch FROM percentile_cont(0.5) WITHIN GROUP (ORDER BY heard.first_word - report.reported_at))
                   / 86400 AS days_to_first_word,
               extract(epoch FROM percentile_cont(0.5) WITHIN GROUP (ORDER BY heard.outcome - report.reported_at))
                   / 86400 AS days_to_outcome
        FROM report LEFT JOIN heard ON heard.incident_id = report.id
        GROUP BY GROUPING SETS ((1), ())
    ), wellbeing AS (
        SELECT date_trunc('month', asked_at AT TIME ZONE %(zone)s)::date AS month,
               count(*) AS asked, count(answered_at) AS answered
        FROM incidents_wellbeingcheck
        WHERE organisation_id = ANY (%(organisations)s) AND asked_at >= %(start)s AND asked_at < %(end)s
        GROUP BY GROUPING SETS ((1), ())
    )
    SELECT coalesce(told.month, wellbeing.month) AS month, coalesce(reports, 0), coalesce(heard, 0),
           coalesce(outcomes, 0), days_to_first_word, days_to_outcome, coalesce(asked, 0), coalesce(answered, 0)
    FROM told FULL JOIN wellbeing ON coalesce(told.month, 'infinity') = coalesce(wellbeing.month, 'infinity')
    ORDER BY month NULLS FIRST
"""


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

    Months are those of `zone`. One statement, whatever the number of reports.
    """
    with connection.cursor() as cursor:
        cursor.execute(FIGURES, {"organisations": list(organisations), "start": start, "end": end, "zone": zone})
        found = [
            Figures(row[0], row[1], row[2], row[3], _days(row[4]), _days(row[5]), row[6], row[7])
            for row in cursor.fetchall()
        ]
    return found or [Figures(None, 0, 0, 0, None, None, 0, 0)]


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


def _days(value: object) -> float | None:
    return None if value is None else float(str(value))
