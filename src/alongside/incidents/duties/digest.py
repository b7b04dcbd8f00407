"""The daily message of what is due, and what was forgotten. No names, no story: numbers of reports and names of duties."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings as configuration
from django.db import transaction
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string

from alongside.incidents import deadlines, riddor
from alongside.incidents.deadlines import Digest, TrackedClock
from alongside.incidents.duties import actions, queries
from alongside.incidents.duties.running import midnight_after, tracked
from alongside.incidents.duties.words import kept_rules
from alongside.incidents.models import Affected, DigestChoice, Duty, DutySettings, Incident
from alongside.incidents.queries import closed_to_staff, open_to, opened_by
from alongside.ledger.clock import now
from alongside.messages.actions import Outgoing, queue
from alongside.messages.models import Purpose
from alongside.people.models import Appointment, ContactPoint, Organisation, Staff
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
    """Queues the day's messages of one organisation where it is 07:30 or later; returns how many organisations that were.

    A day on which no sender ran until midnight has no message: the next one says everything that is due.
    """
    moment = now()
    for organisation in Organisation.objects.filter(kind=Organisation.Kind.PROVIDER).order_by("pk"):
        local = moment.astimezone(ZoneInfo(organisation.time_zone))
        if local.time() < AT or DutySettings.objects.filter(organisation=organisation, digest_on=local.date()).exists():
            continue
        with transaction.atomic():
            settings = actions.claim_day(organisation, local.date(), "digest_on")
            if settings is None:
                continue
            _send_all(organisation, moment)
            DutySettings.objects.filter(pk=settings.pk).update(digest_on=local.date())
            return 1
    return 0


def digest_for(staff: Staff, appointments: Sequence[Appointment], moment: datetime) -> Digest:
    """What one person is told on the local day of `moment`: of the whole organisation, or of the teams they answer for."""
    rows = _today(staff.organisation, moment).filter(opened_by(appointments, "incident__"))
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
    text = render_to_string("incidents/messages/due.txt", context)
    subject, _, body = text.strip().partition("\n")
    return subject.strip(), body.strip()


def remind(incident: Incident, affected: Affected | None, reminder: riddor.Reminder) -> int:
    """Tells the security specialists of one thing forgotten, each of them once; within a transaction."""
    subject = f"RIDDOR: report {incident.reference}"
    body = f"{reminder.words}\n\n{configuration.PUBLIC_URL}/incidents/{incident.reference}#riddor"
    key = f"riddor:{incident.pk}:{affected.pk if affected else ''}:{reminder.what}"
    readers = [incident.assigned_to] if incident.assigned_to else [staff for staff, _ in _specialists(incident)]
    readers = open_to(incident, readers)
    return _queue([(staff, subject, body, f"{key}:{staff.pk}") for staff in readers], ("incident", incident.pk))


def _send_all(organisation: Organisation, moment: datetime) -> None:
    day = moment.astimezone(ZoneInfo(organisation.time_zone)).date()
    letters = []
    for staff, appointments in _readers(organisation):
        found = digest_for(staff, appointments, moment)
        if not found.is_empty:
            letters.append((staff, *letter(staff, found), f"duties.digest:{staff.pk}:{day}"))
    _queue(letters, ("organisation", organisation.pk))


def _queue(letters: Sequence[tuple[Staff, str, str, str]], about: tuple[str, Any]) -> int:
    """By e-mail alone, to addresses that are known to be theirs."""
    points = ContactPoint.objects.filter(
        staff__in=[staff for staff, *_ in letters], channel=ContactPoint.Channel.EMAIL
    ).exclude(verified_at=None)
    addresses = {point.staff_id: point.address for point in points.order_by("-position")}
    return queue(
        [
            Outgoing(
                organisation_id=staff.organisation_id,
                key=key,
                recipient_id=staff.pk,
                channel=ContactPoint.Channel.EMAIL,
                address=addresses[staff.pk],
                purpose=Purpose.NOTICE,
                subject=subject,
                body=body,
                about_type=about[0],
                about_id=about[1],
            )
            for staff, subject, body, key in letters
            if staff.pk in addresses
        ]
    )


def _readers(organisation: Organisation) -> list[tuple[Staff, list[Appointment]]]:
    """Security specialists and line managers who did not switch it off, with the appointments by which they read."""
    wanted = Appointment.objects.filter(
        organisation=organisation, role__in=[Role.LSMS, Role.LINE_MANAGER], staff__active=True
    ).exclude(staff__in=DigestChoice.objects.filter(organisation=organisation).values("staff"))
    found: dict[Any, tuple[Staff, list[Appointment]]] = {}
    for one in wanted.select_related("staff__organisation"):
        found.setdefault(one.staff_id, (one.staff, []))[1].append(one)
    return list(found.values())


def _specialists(incident: Incident) -> list[tuple[Staff, list[Appointment]]]:
    return [
        (staff, held)
        for staff, held in _readers_of_reminders(incident.organisation_id)
        if any(one.team_id in (None, incident.team_id) for one in held)
    ]


def _readers_of_reminders(organisation_id: Any) -> list[tuple[Staff, list[Appointment]]]:
    """A reminder goes to every specialist: it is no daily message that can be switched off."""
    found: dict[Any, tuple[Staff, list[Appointment]]] = {}
    held = Appointment.objects.filter(organisation=organisation_id, role=Role.LSMS, staff__active=True)
    for one in held.select_related("staff__organisation"):
        found.setdefault(one.staff_id, (one.staff, []))[1].append(one)
    return list(found.values())


def _today(organisation: Organisation, moment: datetime) -> QuerySet[Duty]:
    """The duties that the day's message can speak of: due within the week, warned of today, ended yesterday."""
    zone = ZoneInfo(organisation.time_zone)
    today = moment.astimezone(zone).date()
    begins, ends = _midnight(today, zone), midnight_after(today, zone)
    soon = Q(ended_at=None, due_at__lte=ends + SOON) & ~Q(rule__in=kept_rules())
    warned = Q(pk__in=_warned(organisation, begins, ends))
    ended = Q(ended_at__gte=begins - timedelta(hours=25), ended_at__lt=begins) & ~Q(ending=Duty.Ending.REPLACED)
    found = Duty.objects.filter(organisation=organisation).filter(soon | warned | (ended & ~Q(rule="INC-24H")))
    return found.select_related("incident__organisation")


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
