"""The calendar that people subscribe to, read back as their calendars read it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar
from tests.unit.incidents.stage import ASHA, HOLIDAYS, at, started, tracked

from alongside.incidents.deadlines import TrackedClock, feed, finish, restart, waive

ID = UUID(int=99)
PLAIN = set(
    "BEGIN END VERSION PRODID CALSCALE METHOD NAME X-WR-CALNAME REFRESH-INTERVAL UID SUMMARY DTSTART DTEND DTSTAMP "  # noqa: SIM905
    "SEQUENCE CLASS DESCRIPTION STATUS TRANSP URL ACTION TRIGGER".split()
)
NOW = at("2026-06-01 12:00")


def written(*ones: TrackedClock, name: str = "Deadlines", now: datetime = NOW) -> bytes:
    return feed(ones, id=ID, name=name, now=now)


def read(*ones: TrackedClock, now: datetime = NOW) -> list[Any]:
    return list(Calendar.from_ical(written(*ones, now=now)).walk("VEVENT"))


def test_a_deadline_in_days_is_a_whole_day_with_the_way_back() -> None:
    [event] = read(tracked(started("SUM-6M")))
    assert (event.start, event.end) == (date(2026, 12, 1), date(2026, 12, 2))
    assert event.summary == "INC-2026-00001: Last day to charge a summary-only offence"
    assert event["URL"] == "https://alongside.example/incidents/1"
    assert "https://alongside.example/incidents/1" in event.description
    assert event["STATUS"] == "CONFIRMED"


def test_warnings_still_to_come_are_alarms_at_a_time_and_past_ones_are_not() -> None:
    [event] = read(tracked(started("SUM-6M")), now=at("2026-09-15 12:00"))
    alarms = event.walk("VALARM")
    assert [alarm.TRIGGER for alarm in alarms] == [
        datetime(2026, 10, 1, 8, tzinfo=UTC),
        datetime(2026, 11, 1, 9, tzinfo=UTC),
    ]
    assert b"TRIGGER;VALUE=DATE-TIME:20261001T080000Z\r\n" in written(tracked(started("SUM-6M")))


def test_a_deadline_in_hours_is_at_its_time() -> None:
    [event] = read(tracked(started("INC-24H", "2026-06-01 22:15")))
    assert event.start == datetime(2026, 6, 2, 21, 15, tzinfo=UTC)
    assert "DTEND" not in event


def test_a_provisional_date_says_so() -> None:
    [event] = read(tracked(started("VC-5", "2098-12-22 09:00")))
    assert event["STATUS"] == "TENTATIVE"
    assert event.summary.endswith("(provisional)")
    assert "not published yet" in event.description


def test_what_has_ended_is_no_longer_in_the_calendar() -> None:
    done = finish(started("RID-10"), "hse_reported", by=ASHA, at=NOW)
    waived = waive(started("RID-10"), "Personal dispute", by=ASHA, at=NOW)
    assert read(tracked(done), tracked(waived, 2)) == []


def test_an_event_keeps_its_uid_and_a_correction_is_a_new_sequence() -> None:
    clock = started("RID-10")
    moved = restart(clock, at("2026-05-30 10:00"), HOLIDAYS, because="Wrong day", by=ASHA, at=NOW)
    [first], [second] = read(tracked(clock)), read(tracked(moved))
    assert first["UID"] == second["UID"] == str(UUID(int=1))
    assert (first["SEQUENCE"], second["SEQUENCE"]) == (0, 1)
    assert second.start == date(2026, 6, 9)
    assert written(tracked(clock)) == written(tracked(clock))


def test_nobody_and_nothing_of_the_story_is_in_the_calendar() -> None:
    moved = restart(
        started("RID-10"), at("2026-05-30 10:00"), HOLIDAYS, because="Dr Okafor mistook the day", by=ASHA, at=NOW
    )
    unfolded = written(tracked(moved)).replace(b"\r\n ", b"").decode()
    assert "Okafor" not in unfolded
    assert str(ASHA) not in unfolded
    assert {line.split(":")[0].split(";")[0] for line in unfolded.splitlines()} <= PLAIN


@pytest.mark.parametrize("reference", ["", "Mr Smith", "INC-1\r\nATTENDEE:x", "x" * 41, "a,b", "-1", "INC\x00"])
def test_only_a_number_can_stand_for_a_case(reference: str) -> None:
    with pytest.raises(ValueError, match="reference"):
        replace(tracked(started("RID-10")), reference=reference)


@pytest.mark.parametrize("link", ["", "javascript:x", "https://x.example/\r\nATTENDEE:x", "https://x.example/a b"])
def test_only_a_web_address_can_be_the_way_back(link: str) -> None:
    with pytest.raises(ValueError, match="link"):
        replace(tracked(started("RID-10")), link=link)


@given(st.text(max_size=400))
def test_no_name_of_a_calendar_can_break_out_of_its_line(name: str) -> None:
    said = written(tracked(started("RID-10")), name=name)
    calendar = Calendar.from_ical(said)
    assert len(calendar.walk("VEVENT")) == 1
    assert calendar.calendar_name in (None, "") or calendar.calendar_name == " ".join(calendar.calendar_name.split())
    assert all(len(line) <= 75 for line in said.split(b"\r\n"))
    assert b"\n" not in said.replace(b"\r\n", b"")


@pytest.mark.parametrize(
    "name",
    [
        "Ymddiriedolaeth; Môn, “Ŵy” \\n 🚑",
        "Meet the police, the CPS; and the victim: " + "a very long duty " * 30,
        "安全" * 100,
    ],
)
def test_long_and_foreign_names_of_duties_come_back_as_they_were(name: str) -> None:
    clock = started("RID-10")
    said = written(tracked(replace(clock, rule=replace(clock.rule, name=name.strip()))))
    [event] = Calendar.from_ical(said).walk("VEVENT")
    assert event.summary == f"INC-2026-00001: {name.strip()}"
    assert all(len(line) <= 75 for line in said.split(b"\r\n"))


def test_an_empty_calendar_is_still_one() -> None:
    calendar = Calendar.from_ical(written())
    assert (calendar.calendar_name, calendar["UID"], calendar["METHOD"]) == ("Deadlines", str(ID), "PUBLISH")
    assert calendar.refresh_interval == timedelta(hours=1)
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n" in written()
