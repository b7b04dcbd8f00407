"""Deadlines that follow from an incident: the rules as data, the calendar they are counted by, and their clocks.

Pure: no clock, no database, no network. Time and settings come in as arguments. What to do with it:

1. A fact becomes known: `rules_for("over_seven_days", on)` gives its rules.
2. Each is started with the time of `rule.counts_from`: `start(rule, counted_from, zone, published(), settings)`.
3. `status(clock, now)` says how it stands; `finish` and `waive` end it; `restart` counts it anew after a correction.
4. `TrackedClock`s go into `feed` (a calendar to subscribe to) and `digest` (the daily message).
5. `rules_to_confirm(settings, on)` lists what the organisation still has to answer before those rules can start.
"""

from alongside.incidents.deadlines.book import (
    Change,
    Concern,
    Kind,
    NotAllowed,
    Rule,
    Setting,
    Span,
    Standing,
    Unit,
    all_rules,
    check_setting,
    read_rules,
    rule,
    rules_for,
    rules_in_force,
    rules_to_confirm,
)
from alongside.incidents.deadlines.calendar import (
    DIVISIONS,
    ENGLAND_AND_WALES,
    NORTHERN_IRELAND,
    SCOTLAND,
    WorkingDays,
    add_months,
    add_working_days,
    published,
    working_days_between,
)
from alongside.incidents.deadlines.clocks import (
    Clock,
    Done,
    Refused,
    Status,
    Superseded,
    Waived,
    finish,
    restart,
    start,
    status,
    waive,
)
from alongside.incidents.deadlines.digest import Digest, digest
from alongside.incidents.deadlines.feed import feed
from alongside.incidents.deadlines.tracked import TrackedClock

__all__ = [
    "DIVISIONS",
    "ENGLAND_AND_WALES",
    "NORTHERN_IRELAND",
    "SCOTLAND",
    "Change",
    "Clock",
    "Concern",
    "Digest",
    "Done",
    "Kind",
    "NotAllowed",
    "Refused",
    "Rule",
    "Setting",
    "Span",
    "Standing",
    "Status",
    "Superseded",
    "TrackedClock",
    "Unit",
    "Waived",
    "WorkingDays",
    "add_months",
    "add_working_days",
    "all_rules",
    "check_setting",
    "digest",
    "feed",
    "finish",
    "published",
    "read_rules",
    "restart",
    "rule",
    "rules_for",
    "rules_in_force",
    "rules_to_confirm",
    "start",
    "status",
    "waive",
    "working_days_between",
]
