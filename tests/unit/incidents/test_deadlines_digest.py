"""What the daily message says."""

from tests.unit.incidents.stage import ASHA, at, started, tracked

from alongside.incidents.deadlines import Digest, digest, finish, waive

MORNING = at("2026-06-15 07:00")


def test_each_deadline_stands_where_its_reader_looks_for_it() -> None:
    late = tracked(started("RID-10", "2026-06-04 10:00"), 1)
    later_late = tracked(started("RID-10", "2026-06-03 10:00"), 2)
    today = tracked(started("RID-10", "2026-06-05 10:00"), 3)
    at_once = tracked(started("RID-NOTIFY", "2026-06-14 23:00"), 4)
    in_a_week = tracked(started("RID-10", "2026-06-12 10:00"), 5)
    in_eight_days = tracked(started("RID-10", "2026-06-13 10:00"), 6)
    three_months_on = tracked(started("SUM-6M", "2026-03-15 10:00"), 7)
    done = tracked(finish(started("RID-10"), "hse_reported", by=ASHA, at=at("2026-06-14 00:00")), 8)
    waived = tracked(waive(started("RID-10"), "Personal dispute", by=ASHA, at=at("2026-06-14 23:59")), 9)
    done_today = tracked(finish(started("RID-10"), "hse_reported", by=ASHA, at=at("2026-06-15 00:00")), 10)
    long_done = tracked(finish(started("RID-10"), "hse_reported", by=ASHA, at=at("2026-06-13 23:59")), 11)
    kept = tracked(started("RID-REC3", "2020-01-01 10:00"), 12)
    everything = (
        late,
        later_late,
        today,
        at_once,
        in_a_week,
        in_eight_days,
        three_months_on,
        done,
        waived,
        done_today,
        long_done,
        kept,
    )
    assert digest(everything, MORNING) == Digest(
        late=(later_late, late),
        due_today=(at_once, today),
        due_soon=(in_a_week,),
        warned=(three_months_on,),
        ended=(done, waived),
    )


def test_a_day_with_nothing_to_say_is_empty() -> None:
    assert digest((), MORNING).is_empty
    assert digest([tracked(started("RID-10", "2026-06-14 10:00"))], MORNING).is_empty
    assert not digest([tracked(started("RID-10"))], MORNING).is_empty
