"""Visits, alarms, and the plans by which people are rung.

What the engine remembers of a visit or an alarm is kept whole in `state`; the columns beside it are what queries
need, written by the same transaction. Every decision leaves an event row, so each visit and alarm can be replayed
(`watch.replaying`).
"""

from alongside.watch.models.alarms import Alarm, AlarmEvent, VisitEvent
from alongside.watch.models.buddies import BuddyAgreement
from alongside.watch.models.calendars import CalendarEntry, CalendarFeed
from alongside.watch.models.gates import ChecklistAnswer, Companion, Felt
from alongside.watch.models.plans import Plan, PlanCheck, PlanVersion
from alongside.watch.models.privacy import OwnArchive, PrivacyNotice
from alongside.watch.models.rotas import NextOfKin, Rota, RotaCover, RotaVersion, StaffAway
from alongside.watch.models.timings import TeamSettings, Timing
from alongside.watch.models.visits import RUNNING, Visit, VisitNote

__all__ = [
    "RUNNING",
    "Alarm",
    "AlarmEvent",
    "BuddyAgreement",
    "CalendarEntry",
    "CalendarFeed",
    "ChecklistAnswer",
    "Companion",
    "Felt",
    "NextOfKin",
    "OwnArchive",
    "Plan",
    "PlanCheck",
    "PlanVersion",
    "PrivacyNotice",
    "Rota",
    "RotaCover",
    "RotaVersion",
    "StaffAway",
    "TeamSettings",
    "Timing",
    "Visit",
    "VisitEvent",
    "VisitNote",
]
