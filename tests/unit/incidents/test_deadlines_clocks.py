"""How a deadline stands from day to day, how it ends, and what is kept when its start is corrected."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.incidents.stage import ASHA, HOLIDAYS, LONDON, at, started

from alongside.incidents.deadlines import (
    Clock,
    Done,
    Refused,
    Rule,
    Setting,
    Span,
    Standing,
    Status,
    Unit,
    Waived,
    WorkingDays,
    all_rules,
    finish,
    published,
    restart,
    start,
    status,
    waive,
)

USABLE = [one for one in all_rules() if one.status is not Standing.UNCONFIRMED]
MOMENTS = st.datetimes(
    datetime(2023, 1, 1),  # noqa: DTZ001 (hypothesis adds the zone)
    datetime(2034, 12, 31),  # noqa: DTZ001
    timezones=st.just(LONDON),
)
ORDER = [Status.NOT_YET, Status.WARNING, Status.DUE_TODAY, Status.LATE]


@pytest.mark.parametrize(
    ("now", "stands"),
    [
        ("2026-06-01 10:00", Status.NOT_YET),
        ("2026-06-04 08:59", Status.NOT_YET),
        ("2026-06-04 09:00", Status.WARNING),
        ("2026-06-10 23:59", Status.WARNING),
        ("2026-06-11 00:00", Status.DUE_TODAY),
        ("2026-06-11 23:59", Status.DUE_TODAY),
        ("2026-06-12 00:00", Status.LATE),
        ("2027-06-12 00:00", Status.LATE),
    ],
)
def test_a_report_to_hse_from_its_first_day_to_too_late(now: str, stands: Status) -> None:
    assert status(started("RID-10"), at(now)) is stands


@pytest.mark.parametrize(
    ("now", "stands"),
    [
        ("2026-06-01 09:59", Status.NOT_YET),
        ("2026-06-01 10:00", Status.DUE_TODAY),
        ("2026-06-02 09:59", Status.DUE_TODAY),
        ("2026-06-02 10:00", Status.LATE),
    ],
)
def test_what_is_due_at_once_is_due_from_its_first_minute_and_late_after_a_day(now: str, stands: Status) -> None:
    clock = started("RID-NOTIFY")
    assert clock.warn_at == ()
    assert status(clock, at(now)) is stands


@pytest.mark.parametrize(
    ("now", "stands"),
    [
        ("2026-06-01 18:00", Status.NOT_YET),
        ("2026-06-02 00:01", Status.DUE_TODAY),
        ("2026-06-02 10:00", Status.LATE),
    ],
)
def test_a_deadline_in_hours_is_late_to_the_minute(now: str, stands: Status) -> None:
    assert status(started("INC-24H"), at(now)) is stands


def test_nobody_is_warned_before_there_was_anything_to_do() -> None:
    assert len(started("INC-24H").warn_at) == 1
    two_hours = Setting("INC-24H", Span(Unit.HOURS, 2), date(2020, 1, 1), "Policy")
    assert started("INC-24H", settings=[two_hours]).warn_at == ()


def test_a_record_that_was_kept_long_enough_is_never_late() -> None:
    clock = started("RID-REC3")
    assert clock.late_from is None
    assert status(clock, at("2029-06-01 12:00")) is Status.DUE_TODAY
    assert status(clock, at("2040-01-01 12:00")) is Status.KEPT
    assert not finish(clock, "record_reviewed", by=ASHA, at=at("2040-01-01 12:00")).ended_late


@given(st.sampled_from(USABLE), MOMENTS)
def test_a_clock_never_moves_back_and_its_times_are_in_order(rule: Rule, moment: datetime) -> None:
    clock = start(rule, moment, LONDON, HOLIDAYS)
    assert list(clock.warn_at) == sorted(set(clock.warn_at))
    assert all(warning < clock.due_at for warning in clock.warn_at)
    assert clock.late_from is None or clock.late_from >= clock.due_at
    around = [
        moment,
        *clock.warn_at,
        *(clock.due_at + timedelta(hours=hours) for hours in (-49, -25, -24, -12, -1, 0, 1, 23, 24, 25)),
    ]
    seen = [status(clock, now) for now in sorted(around)]
    if clock.late_from is not None:
        assert [ORDER.index(one) for one in seen] == sorted(ORDER.index(one) for one in seen)


@given(st.sampled_from(USABLE), MOMENTS, st.sampled_from(["UTC", "Europe/London", "America/Havana", "Pacific/Apia"]))
def test_a_day_ends_at_local_midnight_whatever_the_clocks_do(rule: Rule, moment: datetime, name: str) -> None:
    zone = ZoneInfo(name)
    clock = start(rule, moment, zone, HOLIDAYS)
    if not clock.is_timed:
        assert clock.due_at.astimezone(zone).date() == clock.due_on + timedelta(days=1)
        assert (clock.due_at - timedelta(seconds=1)).astimezone(zone).date() == clock.due_on


def test_a_due_date_beyond_the_published_bank_holidays_is_provisional_until_they_are_published() -> None:
    clock = started("VC-5", "2098-12-22 09:00")
    assert (clock.due_on, clock.provisional) == (date(2098, 12, 29), True)
    known = published()
    christmas = {date(2098, 12, 25), date(2098, 12, 26)}
    newer = WorkingDays(known.division, known.holidays | christmas, known.known_from, date(2098, 12, 31))
    counted = restart(
        clock, clock.counted_from, newer, because="Bank holidays are out", by=ASHA, at=at("2098-12-23 09:00")
    )
    assert (counted.due_on, counted.provisional) == (date(2098, 12, 31), False)
    assert [one.due_on for one in counted.history] == [date(2098, 12, 29)]


def test_an_act_that_the_rule_names_ends_it_and_no_other() -> None:
    clock = started("RID-10")
    with pytest.raises(Refused) as refused:
        finish(clock, "victim_told", by=ASHA, at=at("2026-06-05 09:00"))
    assert refused.value.code == "unknown_act"
    done = finish(clock, "hse_reported", by=ASHA, at=at("2026-06-05 09:00"))
    assert done.ending == Done("hse_reported", ASHA, at("2026-06-05 09:00"))
    assert status(done, at("2030-01-01 00:00")) is Status.DONE
    assert not done.ended_late
    with pytest.raises(Refused, match="ended already"):
        waive(done, "Not reportable", by=ASHA, at=at("2026-06-05 10:00"))


def test_what_was_done_too_late_says_so() -> None:
    assert finish(started("RID-10"), "hse_reported", by=ASHA, at=at("2026-06-12 00:00")).ended_late
    assert not finish(started("RID-10"), "hse_reported", by=ASHA, at=at("2026-06-11 23:59")).ended_late


@pytest.mark.parametrize("because", ["", "   ", "\x00", "...", "\n\t-"])
def test_a_duty_is_not_waived_without_a_reason(because: str) -> None:
    with pytest.raises(Refused) as refused:
        waive(started("RID-10"), because, by=ASHA, at=at("2026-06-02 09:00"))
    assert refused.value.code == "reason_needed"


def test_a_duty_is_waived_with_its_reason() -> None:
    waived = waive(started("RID-10"), "  Personal dispute\x00 ", by=ASHA, at=at("2026-06-02 09:00"))
    assert waived.ending == Waived("Personal dispute", ASHA, at("2026-06-02 09:00"))
    assert status(waived, at("2030-01-01 00:00")) is Status.WAIVED
    with pytest.raises(Refused, match="at most"):
        waive(started("RID-10"), "x" * 2001, by=ASHA, at=at("2026-06-02 09:00"))


def corrected(clock: Clock, to: str, at_: str = "2026-06-03 09:00") -> Clock:
    return restart(clock, at(to), HOLIDAYS, because="The time was wrong", by=ASHA, at=at(at_))


def test_a_corrected_time_moves_the_deadline_and_keeps_what_was_said_before() -> None:
    twice = corrected(corrected(started("RID-10"), "2026-05-31 23:00"), "2026-05-30 12:00", "2026-06-04 09:00")
    assert twice.due_on == date(2026, 6, 9)
    assert [one.due_on for one in twice.history] == [date(2026, 6, 11), date(2026, 6, 10)]
    assert twice.history[1].because == "The time was wrong"
    with pytest.raises(Refused):
        restart(twice, twice.counted_from, HOLIDAYS, because=" ", by=ASHA, at=at("2026-06-04 09:00"))


def test_a_corrected_time_can_show_that_a_report_was_too_late_after_all() -> None:
    done = finish(started("RID-10"), "hse_reported", by=ASHA, at=at("2026-06-11 15:00"))
    anew = corrected(done, "2026-05-31 23:00", "2026-06-12 09:00")
    assert anew.ending == done.ending
    assert (done.ended_late, anew.ended_late) == (False, True)


def test_a_time_without_its_zone_is_refused() -> None:
    clock = started("RID-10")
    with pytest.raises(ValueError, match="zone"):
        status(clock, datetime(2026, 6, 1))  # noqa: DTZ001
    with pytest.raises(ValueError, match="zone"):
        start(clock.rule, datetime(2026, 6, 1), LONDON, HOLIDAYS)  # noqa: DTZ001
