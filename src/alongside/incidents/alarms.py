"""From a report to a live alarm, and from a closed alarm to a report: the one module of this room that knows the watch."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from alongside.incidents.models import Draft, Incident
from alongside.incidents.reporting.actions import start_draft
from alongside.incidents.reporting.doors import WRITER
from alongside.ledger.actions import Actor
from alongside.ledger.clock import now
from alongside.people.actions import actor_for, caller_of
from alongside.people.models import Staff
from alongside.people.queries import place_in, places_of
from alongside.watch.actions import Press, ask_for_help, note_progress
from alongside.watch.engine import AlarmKind
from alongside.watch.models import Alarm
from alongside.watch.queries import alarms_for

LATE = timedelta(minutes=2)
"""A call that took longer than this to reach us is labelled with when it was pressed."""
LONGEST_TEXT = 2000

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Told:
    """Whether people are being told. `alarm_id` is None where no alarm could be raised."""

    alarm_id: UUID | None


def call_for_help(draft: Draft, user: Any, *, pressed_at: datetime | None = None) -> Told:
    """Raises a live alarm from a report, because somebody is in danger now.

    Somebody who works here calls as themselves; anybody else as the organisation's caller without an account. The
    answers are saved already, and nothing that fails here touches them: the caller of this says honestly that nobody
    was told. Asked again for the same draft, it rings no second time.
    """
    if draft.help_alarm is not None:
        return Told(draft.help_alarm)
    moment = now()
    late = pressed_at is not None and moment - pressed_at > LATE
    try:
        with transaction.atomic():
            staff, by = _caller(draft, user)
            press = Press(AlarmKind.SOS, moment, pressed_at if late else None, late)
            alarm = ask_for_help(staff, press, by=by, text=_words(draft))
            Draft.objects.filter(pk=draft.pk).update(help_alarm=alarm.pk, help_at=moment)
            draft.help_alarm, draft.help_at = alarm.pk, moment
    except Exception:
        log.exception("no alarm could be raised from a report")
        Draft.objects.filter(pk=draft.pk).update(help_at=moment)
        draft.help_at = moment
        return Told(None)
    return Told(draft.help_alarm)


def add_to_call(draft: Draft, user: Any, text: str) -> bool:
    """Tells those who answer the alarm something more, such as where it is. False where that failed or nobody was told."""
    alarm = Alarm.objects.filter(pk=draft.help_alarm, closed_at=None).first() if draft.help_alarm else None
    if alarm is None or not text.strip():
        return False
    try:
        with transaction.atomic():
            staff, by = _caller(draft, user)
            note_progress(alarm, staff, text.strip()[:LONGEST_TEXT], by=by)
    except Exception:
        log.exception("an alarm could not be told more from a report")
        return False
    return True


def is_taken(draft: Draft) -> str:
    """Who answers the call that was made from a report; empty while nobody does."""
    if draft.help_alarm is None:
        return ""
    alarm = Alarm.objects.select_related("owner").filter(pk=draft.help_alarm, closed_at=None).first()
    return alarm.owner.name if alarm and alarm.owner else ""


@dataclass(frozen=True, slots=True)
class ToReport:
    """A closed alarm that can become a report; `reported_as` where it has become one."""

    id: UUID
    raised_at: datetime
    worker: str
    is_mine: bool
    reported_as: str


def alarm_to_report(alarm_id: UUID, user: Any) -> ToReport | None:
    """The alarm as a report about it begins: one's own, or one that this person may answer. None where it is neither, or
    it is still open, or its worker is not to see that it was.
    """
    alarm = _closed_alarm(alarm_id, user)
    if alarm is None:
        return None
    report = Incident.objects.filter(alarm_id=alarm.pk).values_list("reference", flat=True).first()
    return ToReport(alarm.pk, alarm.raised_at, alarm.worker.name, alarm.worker.user_id == user.pk, report or "")


@transaction.atomic
def draft_from_alarm(alarm_id: UUID, user: Any, secret: str) -> Draft | None:
    """Begins the report of a closed alarm, with what the alarm knows. None where `alarm_to_report` is."""
    alarm = _closed_alarm(alarm_id, user)
    if alarm is None or place_in(user, alarm.organisation_id) is None:
        return None
    mine = alarm.worker.user_id == user.pk
    answers: dict[str, Any] = {
        "danger": "no",
        "when": "other",
        "when_at": now().isoformat(),
        **_local(alarm.raised_at, alarm.organisation.time_zone),
        "targets": ["me"] if mine else ["staff"],
    }
    if alarm.visit and alarm.visit.place:
        answers |= {"where": "elsewhere", "where_words": alarm.visit.place[:300]}
    if not mine:
        answers["affected"] = [{"kind": "staff", "name": alarm.worker.name}]
    return start_draft(alarm.organisation, secret, user_id=user.pk, alarm_id=alarm.pk, answers=answers)


def _closed_alarm(alarm_id: UUID, user: Any) -> Alarm | None:
    mine = [place.pk for place in places_of(user)]
    related = ("worker", "visit", "organisation")
    own = Alarm.objects.select_related(*related).filter(pk=alarm_id, worker__in=mine, hidden_from_worker=False)
    found = own.exclude(closed_at=None).first()
    return found or alarms_for(user).select_related(*related).filter(pk=alarm_id).exclude(closed_at=None).first()


def _caller(draft: Draft, user: Any) -> tuple[Staff, Actor]:
    staff = place_in(user, draft.organisation_id)
    if staff is not None:
        return staff, actor_for(user)
    return caller_of(draft.organisation, by=WRITER), WRITER


def _words(draft: Draft) -> str:
    where = f" Where: {draft.place.name}, {draft.place.site.name}." if draft.place else ""
    return f"Somebody is reporting an incident and says that someone is in danger now.{where}"


def _local(moment: datetime, zone: str) -> dict[str, str]:
    local = moment.astimezone(ZoneInfo(zone))
    return {"when_date": f"{local:%Y-%m-%d}", "when_time": f"{local:%H:%M}"}
