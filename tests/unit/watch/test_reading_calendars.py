"""What a calendar says becomes visits, or is left out and counted."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from time import monotonic
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.watch.calendars.reading import MOST, Unreadable, read_calendar

LONDON = ZoneInfo("Europe/London")
BEGIN = datetime(2026, 10, 19, 6, tzinfo=UTC)
END = BEGIN + timedelta(days=14)
"""The clocks go back on 25 October 2026 in between."""


def calendar(*events: str, head: str = "") -> bytes:
    body = "".join(f"BEGIN:VEVENT\n{event.strip()}\nEND:VEVENT\n" for event in events)
    written = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//T//T//EN\n{head}{body}END:VCALENDAR\n"
    return written.replace("\n", "\r\n").encode()


def event(uid: str = "1", start: str = "20261020T090000Z", end: str = "20261020T094500Z", more: str = "") -> str:
    return f"UID:{uid}\nDTSTART:{start}\nDTEND:{end}\nSUMMARY:Wound care\nLOCATION:9 Weir Road\n{more}"


def read(*events: str, head: str = ""):
    return read_calendar(calendar(*events, head=head), LONDON, BEGIN, END)


def test_an_entry_becomes_a_visit() -> None:
    (one,) = read(event()).entries
    assert (one.place, one.purpose) == ("9 Weir Road", "Wound care")
    assert (one.starts_at, one.ends_at) == (
        datetime(2026, 10, 20, 9, tzinfo=UTC),
        datetime(2026, 10, 20, 9, 45, tzinfo=UTC),
    )


def test_without_a_place_the_title_says_where() -> None:
    (one,) = read("UID:1\nDTSTART:20261020T090000Z\nDTEND:20261020T094500Z\nSUMMARY:9 Weir Road").entries
    assert (one.place, one.purpose) == ("9 Weir Road", "")


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        (event(more="CLASS:PRIVATE"), "private"),
        (event(more="CLASS:CONFIDENTIAL"), "private"),
        ("UID:1\nDTSTART;VALUE=DATE:20261020\nDTEND;VALUE=DATE:20261021\nSUMMARY:Leave", "all_day"),
        ("UID:1\nDTSTART:20261020T090000Z\nDTEND:20261020T094500Z", "no_place"),
        (event(end="20261022T094500Z"), "too_long"),
        (event(more="RRULE:FREQ=SECONDLY"), "too_often"),
        (event(more="RRULE:FREQ=DAILY;BYHOUR=1,2,3,4,5"), "too_often"),
    ],
)
def test_what_is_no_visit_is_left_out_and_counted(entry: str, reason: str) -> None:
    found = read(entry, event(uid="2"))
    assert [one.place for one in found.entries] == ["9 Weir Road"]
    assert dict(found.left_out) == {reason: 1}


def test_a_cancelled_entry_is_not_there() -> None:
    found = read(event(more="STATUS:CANCELLED"))
    assert (found.entries, dict(found.left_out)) == ([], {})


def test_a_series_keeps_its_time_of_day_when_the_clocks_change() -> None:
    series = event(start="20261019T090000", end="20261019T094500", more="RRULE:FREQ=DAILY")
    times = [one.starts_at.astimezone(LONDON).strftime("%H:%M") for one in read(series).entries]
    assert times == ["09:00"] * 14


def test_one_of_a_series_is_moved_and_one_is_taken_out() -> None:
    series = event(more="RRULE:FREQ=DAILY;COUNT=4\nEXDATE:20261021T090000Z")
    moved = event(start="20261022T140000Z", end="20261022T144500Z", more="RECURRENCE-ID:20261022T090000Z")
    assert [one.starts_at.strftime("%d %H") for one in read(series, moved).entries] == ["20 09", "22 14", "23 09"]


def test_an_entry_keeps_its_key_when_it_is_moved_and_each_of_a_series_has_its_own() -> None:
    (before,), (after,) = read(event()).entries, read(event(start="20261021T090000Z", end="20261021T100000Z")).entries
    assert before.key == after.key
    assert before.digest != after.digest
    keys = {one.key for one in read(event(more="RRULE:FREQ=DAILY;COUNT=4")).entries}
    assert len(keys) == 4


def test_only_the_days_to_come_are_read() -> None:
    old, far = (
        event(start="20261018T090000Z", end="20261018T094500Z"),
        event("2", "20261218T090000Z", "20261218T094500Z"),
    )
    assert read(old, far).entries == []


def test_no_more_are_followed_than_one_person_can_visit() -> None:
    many = [event(uid=str(number)) for number in range(MOST + 30)]
    found = read(*many)
    assert (len(found.entries), found.left_out["too_many"]) == (MOST, 30)


@pytest.mark.parametrize("data", [b"", b"<html>Sign in</html>", b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT", b"\x00\xff\xfe"])
def test_what_is_no_calendar_is_refused(data: bytes) -> None:
    with pytest.raises(Unreadable):
        read_calendar(data, LONDON, BEGIN, END)


def test_one_entry_that_cannot_be_read_keeps_no_other_back() -> None:
    found = read(event(uid="bad", start="nonsense"), event(uid="2"))
    assert [one.place for one in found.entries] == ["9 Weir Road"]


@given(st.binary(max_size=200), st.integers(0, 300))
def test_no_bytes_do_more_than_be_refused(noise: bytes, place: int) -> None:
    good = calendar(event(more="RRULE:FREQ=WEEKLY"))
    began = monotonic()
    with suppress(Unreadable):
        read_calendar(good[:place] + noise + good[place:], LONDON, BEGIN, END)
    assert monotonic() - began < 30
