"""The daily message of what is due, and what was forgotten. No names, no story: numbers of reports and names of duties."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings as configuration
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string

from alongside.incidents import deadlines, riddor
from alongside.incidents.apart import apart
from alongside.incidents.deadlines import Digest, TrackedClock
from alongside.incidents.duties import queries
from alongside.incidents.duties.daily import do_for_each_body
from alongside.incidents.duties.running import midnight_after, tracked
from alongside.incidents.duties.words import kept_rules
from alongside.incidents.models import Affected, DigestChoice, Duty, DutySettings, Incident
from alongside.incidents.queries import closed_to_staff, opened_by, who_is_told
from alongside.incidents.reaching import appointed, send_words
from alongside.messages.composing import subject_and_body
from alongside.people.models import Appointment, Organisation, Staff
from alongside.people.roles import Role

AT = time(7, 30)
"""Local time from which the day's message goes out."""
MOST = 40
"""Lines of each part; the rest are on the page."""
SOON = timedelta(days=7)
PARTS = (
    ("late", "Late"),
    ("due_today", "Due today"),
    ("due_soon", "Due in the next 7 days"),
    ("warned", "Later, with a reminder today"),
    ("ended", "Ended yesterday"),
)


def send_due() -> int:
    """Queues the day's messages of each organisation where it is 07:30 or later; returns for how many bodies it was done.

    A day on which no sender ran until midnight has no message: the next one says everything that is due.
    """
    return do_for_each_body("digest_on", _send_all, from_time=AT)


def digest_for(staff: Staff, appointments: Sequence[Appointment], moment: datetime) -> Digest:
    """What one person is told on the local day of `moment`: of the whole organisation, or of the teams they answer for. Who
    answers for security to the board is told of the deadlines of the organisation itself; the rest stands on the page.
    """
    readers = [one for one in appointments if one.role != Role.SECURITY_DIRECTOR]
    seen = opened_by(readers, "incident__")
    if len(readers) < len(appointments):
        seen |= Q(incident=None)
    rows = _today(staff.organisation, moment).filter(seen)
    rows = rows.exclude(incident__in=list(closed_to_staff([staff.pk])))
    lengths = queries.lengths_of(staff.organisation_id)
    return deadlines.digest([tracked(duty, lengths) for duty in rows.order_by("due_at", "pk")[:2000]], moment)


def letter(staff: Staff, found: Digest) -> tuple[str, str]:
    """Subject and words of the message."""
    zone = ZoneInfo(staff.organisation.time_zone)
    parts = []
    for name, heading in PARTS:
        ones: tuple[TrackedClock, ...] = getattr(found, name)
        if ones:
            lines = [_line(one, name, zone) for one in ones[:MOST]]
            parts.append({"heading": f"{heading}: {len(ones)}", "lines": lines, "more": max(len(ones) - MOST, 0)})
    context = {"parts": parts, "link": f"{configuration.PUBLIC_URL}/incidents/due", "late": len(found.late)}
    return subject_and_body(render_to_string("incidents/messages/due.txt", context))


def remind(incident: Incident, affected: Affected | None, reminder: riddor.Reminder) -> None:
    """Tells the security specialists of one thing forgotten, each of them once; within a transaction. It is no daily
    message that can be switched off.
    """
    subject = f"RIDDOR: report {incident.reference}"
    body = f"{reminder.words}\n\n{configuration.PUBLIC_URL}/incidents/{incident.reference}#riddor"
    key = f"riddor:{incident.pk}:{affected.pk if affected else ''}:{reminder.what}"
    for staff in who_is_told(incident):
        send_words(staff, subject, body, key=f"{key}:{staff.pk}", about=("incident", incident.pk))


def _send_all(organisation: Organisation, settings: DutySettings, moment: datetime) -> bool:
    """Each reader's message stands apart. Where one fails, all come again: what was queued is not queued twice."""
    day, whole = moment.astimezone(ZoneInfo(organisation.time_zone)).date(), True
    for staff, appointments in _readers(organisation):
        with apart("a daily message of deadlines could not be written") as piece:
            found = digest_for(staff, appointments, moment)
            if not found.is_empty:
                key, about = f"duties.digest:{staff.pk}:{day}", ("organisation", organisation.pk)
                send_words(staff, *letter(staff, found), key=key, about=about, by_text=False)
        whole = whole and not piece.failed
    return whole


def _readers(organisation: Organisation) -> list[tuple[Staff, list[Appointment]]]:
    """Whoever is told and did not switch it off, with the appointments by which they read."""
    off = set(DigestChoice.objects.filter(organisation=organisation).values_list("staff", flat=True))
    held = appointed(organisation.pk, Role.LSMS, Role.LINE_MANAGER, Role.SECURITY_DIRECTOR)
    return [(staff, appointments) for staff, appointments in held if staff.pk not in off]


def _today(organisation: Organisation, moment: datetime) -> QuerySet[Duty]:
    """The duties that the day's message can speak of: due within the week, warned of today, ended yesterday."""
    zone = ZoneInfo(organisation.time_zone)
    today = moment.astimezone(zone).date()
    begins, ends = _midnight(today, zone), midnight_after(today, zone)
    soon = Q(ended_at=None, due_at__lte=ends + SOON) & ~Q(rule__in=kept_rules())
    warned = Q(pk__in=_warned(organisation, begins, ends))
    ended = Q(ended_at__gte=begins - timedelta(hours=25), ended_at__lt=begins) & ~Q(ending=Duty.Ending.REPLACED)
    found = Duty.objects.filter(organisation=organisation).filter(soon | warned | (ended & ~Q(rule="INC-24H")))
    return found.select_related("organisation", "incident__organisation")


def _warned(organisation: Organisation, begins: datetime, ends: datetime) -> list[Any]:
    """Open duties with a reminder in this time: the open ones of one organisation are read once a day for it."""
    return [
        duty.pk
        for duty in Duty.objects.raw(
            "SELECT id FROM incidents_duty WHERE organisation_id = %s AND ended_at IS NULL "
            "AND EXISTS (SELECT 1 FROM unnest(warn_at) AS warning WHERE warning >= %s AND warning < %s)",
            [organisation.pk, begins, ends],
        )
    ]


def _line(one: TrackedClock, part: str, zone: ZoneInfo) -> str:
    clock = one.clock
    if part == "ended":
        return f"{one.reference}: {clock.rule.name}"
    when = _day(clock.due_on)
    if clock.is_timed:
        when = f"{clock.due_at.astimezone(zone):%H:%M} on {when}"
    return f"{one.reference}: {clock.rule.name}, due {when}{' (provisional)' if clock.provisional else ''}"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, zone).astimezone(UTC)
