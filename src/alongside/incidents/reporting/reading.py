"""Reading what was answered: tidied, checked, and nothing of it thrown away. Pure: time comes in as an argument."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from alongside.incidents.reporting.asking import ALONE, FORMS, Answers, Field, Step
from alongside.incidents.reporting.way_through import Known, fields_for, given, missing_in

FROM_LIST = "Choose from the list."
NOT_YET = "Choose a time that is not in the future."
OLDEST_DAY = date(1970, 1, 1)
SLACK = timedelta(minutes=5)
"""A phone's clock may be that much ahead."""
WHICH_DAY = "Choose the day on which it happened."
NO_DAY = "Write a day, for example 2026-03-27."
NO_TIME = "Write a time, for example 14:30."
TOO_LONG = "Write at most {most} characters. You have written {written}."
TIMES: Mapping[str, Any] = {
    "slack_s": int(SLACK.total_seconds()),
    "oldest": OLDEST_DAY.isoformat(),
    "not_yet": NOT_YET,
    "which_day": WHICH_DAY,
    "no_day": NO_DAY,
    "no_time": NO_TIME,
}
"""The rules of `_wrong_time` and their sentences, as the page on a phone is told them (`frontend/_report_wrong.js`)."""


@dataclass(frozen=True, slots=True)
class Read:
    """One field: what is kept of it, and what is wrong with it. What is wrong is kept as well, to be shown again."""

    value: Any
    wrong: str = ""


@dataclass(frozen=True, slots=True)
class ReadStep:
    """One step: values by field, and sentences by field where something is wrong or missing."""

    values: dict[str, Any] = field(default_factory=dict)
    wrong: dict[str, str] = field(default_factory=dict)


def read_step(
    step: Step, posted: Mapping[str, Sequence[str]], answers: Answers, known: Known, moment: datetime, zone: ZoneInfo
) -> ReadStep:
    """Reads the fields of one step. `posted` is the form, `answers` what was answered before; `moment` is now.

    Fields that do not apply to the rest are emptied, so that what was chosen and then changed leaves nothing behind.
    """
    read = {one.name: read_field(one, posted.get(one.name, ())) for one in step.fields if one.kind != "files"}
    values = {name: one.value for name, one in read.items()}
    applying = {one.name for one in fields_for(step, {**answers, **values}, known)}
    for name in values:
        if name not in applying:
            values[name] = [] if isinstance(values[name], list) else ""
    if step.name == "when":
        values["when_at"] = _answered_at(posted, answers, values, moment)
    together = {**answers, **values}
    wrong = {name: one.wrong for name, one in read.items() if one.wrong and name in applying}
    wrong = {**missing_in(step, together, known), **wrong}
    if step.name == "when" and not wrong:
        wrong = _wrong_time(together, moment, zone)
    if step.name == "where" and values["where"] != "place":
        values["where_place"] = ""
    if step.name == "you" and values["reporter"] == "account" and not known.account:
        wrong["reporter"] = "You are signed out. Sign in again, or choose another answer."
    return ReadStep(values, wrong)


def read_field(asked: Field, said: Sequence[str]) -> Read:
    """Reads one field from what the form said of it."""
    texts = [_tidy(text, lines=asked.kind == "long_text") for text in said]
    if asked.kind == "checkboxes":
        return _choices(asked, texts)
    text = texts[0] if texts else ""
    if asked.kind in ("radios", "select"):
        known = {option.value for option in asked.choices()}
        return Read(text) if not text or text in known else Read("", FROM_LIST)
    if asked.kind == "tick":
        return Read("yes" if text else "")
    if asked.kind == "date":
        return _date(text)
    if asked.kind == "time":
        return _time(text)
    form = FORMS.get(asked.kind)
    if form is not None and text and not re.fullmatch(form.pattern, text, re.IGNORECASE | re.ASCII):
        return Read(text, form.wrong)
    if len(text) > asked.longest:
        return Read(text, TOO_LONG.format(most=f"{asked.longest:,}", written=f"{len(text):,}"))
    return Read(text)


def happened_at(answers: Answers, moment: datetime, zone: ZoneInfo) -> tuple[datetime, bool]:
    """When it happened, in UTC, and whether that is a guess. Without an hour, it is taken as midday or, today, as now."""
    answered = parse_moment(answers.get("when_at")) or moment
    if answers.get("when") not in ("today", "other"):
        return min(answered, moment), False
    day = answered.astimezone(zone).date()
    if answers.get("when") == "other":
        day = _parse_date(str(answers.get("when_date", ""))) or day
    hour = _parse_time(str(answers.get("when_time", "")))
    guessed = hour is None or answers.get("when_estimated") == "yes"
    local = datetime.combine(day, hour or time(12), zone)
    found = local.astimezone(UTC)
    return (min(found, moment) if hour is None else found), guessed


def parse_moment(text: Any) -> datetime | None:
    """An aware time in ISO 8601, as the answers hold it, or None."""
    try:
        found = datetime.fromisoformat(text)
        return found.astimezone(UTC) if found.tzinfo else None
    except (TypeError, ValueError, OverflowError):
        return None


def moment_on_phone(posted: Mapping[str, Sequence[str]], name: str, moment: datetime) -> datetime | None:
    """When something was pressed on a phone, by the server's clock: the phone says when, and what time it has now.

    Only the time between the two counts, so that a wrong clock does no harm. None where the phone said nothing usable.
    """
    pressed, sent = (parse_moment(next(iter(posted.get(one, ())), "")) for one in (name, "phone_now"))
    if pressed is None or sent is None:
        return None
    passed = sent - pressed
    return moment - passed if timedelta(0) <= passed < timedelta(days=60) else None


def _answered_at(
    posted: Mapping[str, Sequence[str]], answers: Answers, values: Mapping[str, Any], moment: datetime
) -> str:
    told = moment_on_phone(posted, "when_at", moment)
    if told is not None:
        return told.isoformat()
    before = answers.get("when_at")
    if values["when"] == answers.get("when") and isinstance(before, str) and parse_moment(before):
        return before
    return moment.isoformat()


def _wrong_time(answers: Answers, moment: datetime, zone: ZoneInfo) -> dict[str, str]:
    if answers["when"] == "other" and not given(answers, "when_date"):
        return {"when_date": WHICH_DAY}
    found, _ = happened_at(answers, moment, zone)
    day = _parse_date(str(answers.get("when_date") or "")) if answers["when"] == "other" else None
    if found > moment + SLACK or (day and day > moment.astimezone(zone).date()):
        return {("when_time" if answers["when"] == "today" else "when_date"): NOT_YET}
    return {}


def _choices(asked: Field, texts: Sequence[str]) -> Read:
    known = {option.value for option in asked.choices()}
    chosen = [text for text in dict.fromkeys(texts) if text]
    kept = [text for text in chosen if text in known]
    others = [text for text in kept if text not in ALONE]
    return Read(others or kept[:1], FROM_LIST if len(kept) < len(chosen) else "")


def _date(text: str) -> Read:
    if not text:
        return Read("")
    found = _parse_date(text)
    if found is None or found < OLDEST_DAY:
        return Read(text, NO_DAY)
    return Read(found.isoformat())


def _time(text: str) -> Read:
    if not text:
        return Read("")
    found = _parse_time(text)
    return Read(f"{found:%H:%M}") if found else Read(text, NO_TIME)


def _parse_date(text: str) -> date | None:
    written = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", text, re.ASCII)
    british = re.fullmatch(r"(\d{1,2})[/. -](\d{1,2})[/. -](\d{4})", text, re.ASCII)
    try:
        if written:
            return date(int(written[1]), int(written[2]), int(written[3]))
        return date(int(british[3]), int(british[2]), int(british[1])) if british else None
    except ValueError:
        return None


def _parse_time(text: str) -> time | None:
    written = re.fullmatch(r"(\d{1,2})[:.]?(\d{2})(?:[:.]\d{2}(?:\.\d+)?)?", text, re.ASCII)
    try:
        return time(int(written[1]), int(written[2])) if written else None
    except ValueError:
        return None


def _tidy(text: str, *, lines: bool) -> str:
    """Without what cannot be stored or seen: NUL, other control characters, halves of characters."""
    text = text.encode("utf-8", "ignore").decode().replace("\r\n", "\n").replace("\r", "\n")
    allowed = "\n\t" if lines else ""
    return "".join(letter for letter in text if letter >= " " or letter in allowed).strip()
