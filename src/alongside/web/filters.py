"""How times, distances, telephone numbers and places are written on a page.

Nothing here reads a clock: "3 minutes ago" needs the page's `now`, which a view takes from the one clock and puts
into the context (`now`, aware UTC), next to the organisation's `time_zone` (an IANA name). Without `now` a time is
written without its age.

How far away something is, in words; `ticking.js` goes by the same rule, and one table of cases tests both.

1. Within a day: seconds, minutes up to 90, then hours. They are rounded down, so that nobody believes to have more time than
   they have.
2. From a day on, days of the calendar where the organisation is: "tomorrow", "in 3 days" from any hour of Monday to any hour of
   Thursday, "yesterday", "3 days ago". Whole days of 24 hours would call both Wednesday and Thursday "in 2 days".
3. What stands inside a sentence or counts down is a length of time: hours up to 48, then days of the calendar again.

A macro sees the context only when it is imported `with context`.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import phonenumbers
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

DEFAULT_ZONE = "Europe/London"
MINUTE, HOUR, DAY = 60, 3600, 86400
MEGABYTE = 1024 * 1024
GIGABYTE = 1024 * MEGABYTE


@pass_context
def clock(context: Context, at: datetime | None, now: datetime | None = None) -> str:
    """ "10:42 (3 minutes ago)", with the day where it is not today: "10:42 on 3 May (2 days ago)"."""
    if at is None:
        return ""
    return write_clock(at, now or _now(context), _zone(context))


@pass_context
def moment(context: Context, at: datetime | None) -> Markup:
    """The same in a `<time>` element that `ticking.js` keeps fresh while the page is open."""
    return _time_element(context, at, write_clock, "clock")


@pass_context
def age(context: Context, at: datetime | None, now: datetime | None = None) -> str:
    """ "3 minutes ago", "in 12 minutes", "just now", "tomorrow"; empty without `now`."""
    reference = now or _now(context)
    return write_age(at, reference, _zone(context)) if at and reference else ""


@pass_context
def stopwatch(context: Context, at: datetime | None) -> Markup:
    """Time passed since `at` as "0:42", "12:05" or "1:03:20", ticking every second on the page."""
    return _time_element(context, at, lambda at, now, _zone: write_stopwatch(at, now) if now else "", "stopwatch")


@pass_context
def countdown(context: Context, at: datetime | None) -> Markup:
    """Time left until `at`: "12 minutes left", "95 seconds left", or "3 minutes late"; ticking on the page."""
    return _time_element(context, at, lambda at, now, zone: write_countdown(at, now, zone) if now else "", "countdown")


@pass_context
def until(context: Context, at: datetime | None) -> Markup:
    """The same inside a sentence ("it rings again in {{ at | until }}"): "95 seconds", "12 minutes", "a moment"."""
    return _time_element(context, at, lambda at, now, zone: write_until(at, now, zone) if now else "", "until")


@pass_context
def time_of_day(context: Context, at: datetime | None) -> str:
    """ "10:42" in the organisation's zone."""
    return f"{at.astimezone(_zone(context)):%H:%M}" if at else ""


@pass_context
def day(context: Context, at: datetime | date | None) -> str:
    """ "Sunday 3 May 2026" in the organisation's zone; a date is local already."""
    if not at:
        return ""
    local = at.astimezone(_zone(context)) if isinstance(at, datetime) else at
    return f"{local:%A} {local.day} {local:%B %Y}"


def rfc3339(at: datetime | None) -> str:
    """For `datetime` attributes and scripts: "2026-05-03T09:42:00+00:00"."""
    return at.isoformat(timespec="milliseconds") if at else ""


def distance(metres: float | None) -> str:
    """ "12 m", "850 m", "1.4 km", "23 km"; empty when unknown."""
    if metres is None:
        return ""
    if metres < 995:
        return f"{metres:.0f} m" if metres < 100 else f"{round(metres, -1):.0f} m"
    return f"{metres / 1000:.1f} km" if metres < 9950 else f"{metres / 1000:.0f} km"


def size(count: int | None) -> str:
    """How large a file is: "340 kB", "2.5 MB", "1.25 GB"; empty when unknown. A kB is 1024 bytes, as it is where a page says
    how large a file may be. While a file is on its way `evidence` writes the same (`_upload_shown.js`).
    """
    if count is None:
        return ""
    if count < MEGABYTE:
        return f"{-(-count // 1024)} kB"
    if count < 1000 * MEGABYTE:
        tenths = (count * 10 + MEGABYTE // 2) // MEGABYTE
        return f"{tenths // 10}.{tenths % 10} MB"
    hundredths = (count * 100 + GIGABYTE // 2) // GIGABYTE
    return f"{hundredths // 100}.{hundredths % 100:02} GB"


def coordinates(lat: float, lon: float) -> str:
    """Five decimals (about a metre), as one would read them out: "53.38890, -2.59540"."""
    return f"{lat:.5f}, {lon:.5f}"


def phone(number: str | None) -> str:
    """A number as people read it: "07700 900123", and the international form for one from abroad."""
    if not number:
        return ""
    try:
        parsed = phonenumbers.parse(number, "GB")
    except phonenumbers.NumberParseException:
        return number
    national = parsed.country_code == 44
    form = phonenumbers.PhoneNumberFormat.NATIONAL if national else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(parsed, form)


def tel(number: str | None) -> str:
    """The link that rings it: "tel:+447700900123"."""
    if not number:
        return ""
    try:
        parsed = phonenumbers.parse(number, "GB")
    except phonenumbers.NumberParseException:
        return "tel:" + "".join(character for character in number if character in "+0123456789")
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.RFC3966).replace("-", "")


def counted(number: int, one: str, many: str | None = None) -> str:
    """ "1 alarm", "3 alarms", "no alarms"."""
    noun = one if number == 1 else (many or f"{one}s")
    return f"{number or 'no'} {noun}"


def options(items: Iterable[tuple[str, str, bool]]) -> Markup:
    """What a `<select>` offers: (value, text, selected). Written at once, because there may be hundreds on a page; a value is
    a key or a code, which needs no escaping, and is refused where it does.
    """
    listed = list(items)
    texts = str(escape("\n".join([text for _, text, _ in listed]))).split("\n")
    if len(texts) != len(listed):  # one of them has more than one line
        texts = [str(escape(text)) for _, text, _ in listed]
    if set("".join([value for value, _, _ in listed])) & set("\"&<>'"):
        raise ValueError("a value of an option that would have to be escaped")
    return Markup(  # noqa: S704 (escaped above)
        "".join(
            [
                f'<option value="{value}"{" selected" if selected else ""}>{text}</option>'
                for (value, _, selected), text in zip(listed, texts, strict=True)
            ]
        )
    )


def write_clock(at: datetime, now: datetime | None, zone: ZoneInfo) -> str:
    local = at.astimezone(zone)
    written = f"{local:%H:%M}"
    if now is None:
        return f"{written} on {local.day} {local:%B %Y}"
    today = now.astimezone(zone)
    if local.date() != today.date():
        written += f" on {local.day} {local:%B}" + ("" if local.year == today.year else f" {local.year}")
    return f"{written} ({write_age(at, now, zone)})"


def write_age(at: datetime, now: datetime, zone: ZoneInfo) -> str:
    seconds = (now - at).total_seconds()
    if abs(seconds) < 10:
        return "just now"
    days = _days_between(now, at, zone)
    if abs(seconds) >= DAY and days:
        return {1: "tomorrow", -1: "yesterday"}.get(days) or (f"in {days} days" if days > 0 else f"{-days} days ago")
    return f"{_span(seconds)} ago" if seconds > 0 else f"in {_span(-seconds)}"


def write_countdown(at: datetime, now: datetime, zone: ZoneInfo) -> str:
    return f"{_length(now, at, zone)} late" if at < now else f"{write_until(at, now, zone)} left"


def write_until(at: datetime, now: datetime, zone: ZoneInfo) -> str:
    seconds = (at - now).total_seconds()
    if seconds < 1:
        return "a moment"
    return _unit(int(seconds), "second") if seconds < 2 * MINUTE else _length(now, at, zone)


def write_stopwatch(at: datetime, now: datetime) -> str:
    seconds = max(0, int((now - at).total_seconds()))
    hours, minutes, seconds = seconds // HOUR, seconds // MINUTE % 60, seconds % MINUTE
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def _span(seconds: float) -> str:
    """A length of time in its largest whole unit: minutes up to 90, then hours."""
    if seconds < MINUTE:
        return _unit(int(seconds), "second")
    if seconds < 90 * MINUTE:
        return _unit(int(seconds // MINUTE), "minute")
    return _unit(int(seconds // HOUR), "hour")


def _length(now: datetime, at: datetime, zone: ZoneInfo) -> str:
    """How long it is between two moments: hours up to 48, then days of the calendar."""
    seconds, days = abs((at - now).total_seconds()), abs(_days_between(now, at, zone))
    return _unit(days, "day") if seconds >= 2 * DAY and days > 1 else _span(seconds)


def _days_between(now: datetime, at: datetime, zone: ZoneInfo) -> int:
    return (at.astimezone(zone).date() - now.astimezone(zone).date()).days


def _unit(number: int, unit: str) -> str:
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"


def _time_element(context: Context, at: datetime | None, write: Any, kind: str) -> Markup:
    if at is None:
        return Markup("")
    written = write(at, _now(context), _zone(context))
    return Markup('<time datetime="{}" data-tick="{}">{}</time>').format(rfc3339(at), kind, written)


def _now(context: Context) -> datetime | None:
    return context.get("now") or None


def _zone(context: Context) -> ZoneInfo:
    return ZoneInfo(str(context.get("time_zone") or DEFAULT_ZONE))


FILTERS = {
    written.__name__: written
    for written in (
        clock, moment, age, stopwatch, countdown, until, time_of_day, day,
        rfc3339, distance, size, coordinates, phone, tel, counted, options,
    )
}  # fmt: skip
