"""The days that a letter says: they are those of the sanction, and no others. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from alongside.machine import Refused

MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
MONTH = rf"({'|'.join(f'{month[:3]}(?:{month[3:]})?' for month in MONTHS)}|sept)\b\.?"
NUMBER = r"(\d{1,2})(?:st|nd|rd|th)?"
IN_WORDS = re.compile(rf"\b{NUMBER}(?:\s+of)?\s+{MONTH},?\s+(\d{{4}})\b", re.IGNORECASE)
MONTH_FIRST = re.compile(rf"\b{MONTH}\s+{NUMBER},?\s+(\d{{4}})\b", re.IGNORECASE)
IN_NUMBERS = re.compile(r"(?<![\d/.-])(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})(?![\d/-])")
YEAR_FIRST = re.compile(r"(?<![\d-])(\d{4})-(\d{1,2})-(\d{1,2})(?![\d-])")
WITHOUT_YEAR = re.compile(
    rf"\b(?:until|till|up to|ends? on|expires? on)(?:\s+and\s+including)?(?:\s+the)?\s+({NUMBER}(?:\s+of)?\s+{MONTH})(?!,?\s+\d)",
    re.IGNORECASE,
)
"""Of a day whose year is not said, only the end is asked about: others may lie behind."""


@dataclass(frozen=True, slots=True)
class Days:
    """The days of a sanction as they were approved."""

    starts_on: date
    ends_on: date
    review_on: date | None


def days_in(text: str) -> Iterator[tuple[date, str]]:
    """Every day that stands in a text with its year, and how it is written; days in numbers as they are read in Britain."""
    for found in IN_WORDS.finditer(text):
        yield from _day(found[3], _month(found[2]), found[1], found[0])
    for found in MONTH_FIRST.finditer(text):
        yield from _day(found[3], _month(found[1]), found[2], found[0])
    for found in IN_NUMBERS.finditer(text):
        year = found[4] if len(found[4]) == 4 else f"20{found[4]}"
        yield from _day(year, int(found[3]), found[1], found[0])
    for found in YEAR_FIRST.finditer(text):
        yield from _day(found[1], int(found[2]), found[3], found[0])


def refuse_other_days(text: str, days: Days, today: date) -> None:
    """Raises `Refused` where a letter says a day to come that is none of the sanction, or another end."""
    known = {days.starts_on, days.ends_on, days.review_on}
    for day, written in days_in(text):
        if day > today and day not in known:
            _refuse(written, days)
    for found in WITHOUT_YEAR.finditer(text):
        if not any(one and (one.day, one.month) == (int(found[2]), _month(found[3])) for one in known):
            _refuse(found[1], days)


def refuse_missing_days(text: str, days: Days) -> None:
    """Raises `Refused` where a letter does not say the first and the last day."""
    said = {day for day, _ in days_in(text)}
    for day, label in ((days.starts_on, "first"), (days.ends_on, "last")):
        if day not in said:
            raise Refused(f"The letter has to say the {label} day as it was approved: {_write(day)}.", "text")


def _refuse(written: str, days: Days) -> None:
    approved = f"from {_write(days.starts_on)} until {_write(days.ends_on)}"
    said = " ".join(written.split())
    raise Refused(
        f"The letter says “{said}”, but the sanction was approved {approved}. Write these days, and no other to come.",
        "text",
    )


def _day(year: str, month: int, day: str, written: str) -> Iterator[tuple[date, str]]:
    try:
        yield date(int(year), month, int(day)), written
    except ValueError:  # no day of the calendar: a number of something else
        return


def _month(name: str) -> int:
    return next(number for number, month in enumerate(MONTHS, 1) if month.startswith(name[:3].lower()))


def _write(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
