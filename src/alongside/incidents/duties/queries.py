"""Reading duties and RIDDOR, from what the caller may see."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from alongside.incidents.deadlines import Setting
from alongside.incidents.duties.running import lengths_as_settings
from alongside.incidents.models import (
    Absence,
    Affected,
    DigestChoice,
    Duty,
    DutyLength,
    DutySettings,
    Incident,
    RiddorDecision,
)
from alongside.incidents.queries import SECURITY, visible_to
from alongside.people.models import AccessLink, Staff
from alongside.people.queries import organisations_where, places_of, roles_by_organisation
from alongside.people.roles import Role

FEED = "duties.feed"
"""Purpose of the link by which a calendar reads somebody's deadlines; its subject is the person's place."""


def duties_for(user: Any) -> QuerySet[Duty]:
    """The duties of the incidents that this person may see (`incidents.duties`), open and ended; and, for whoever sees all
    of an organisation, those of the organisation as a whole.
    """
    of_bodies = Q(incident=None, organisation__in=organisations_where(user, *SECURITY, Role.LINE_MANAGER))
    found = Duty.objects.filter(visible_to(user, "incident__") | of_bodies)
    return found.select_related("organisation", "incident__organisation", "incident__team", "affected", "falls_to")


def bodies_seen(user: Any) -> list[UUID]:
    """The organisations of which this person sees deadlines, of all or of some teams."""
    seen = (*SECURITY, Role.LINE_MANAGER)
    return [one for one, held in roles_by_organisation(user).items() if held & set(seen)]


def may_end(user: Any, duty: Duty) -> bool:
    """Whether this person may say that a deadline was met or is not needed."""
    if duty.incident is None:
        return bool(user.has_perm("incidents.assure", duty))
    return bool(user.has_perm("incidents.triage", duty.incident))


def duties_of(user: Any) -> QuerySet[Duty, Any]:
    """Keys of the open duties that fall to this person, are of a report that this person has, or of the organisation for
    whose security this person answers to the board.

    A look into an index each: asked for as one "or", the database would read every open duty.
    """
    mine = [place.pk for place in places_of(user)]
    running = Duty.objects.filter(ended_at=None)
    of_reports = running.filter(incident__assigned_to__in=mine)
    of_bodies = running.filter(incident=None, organisation__in=organisations_where(user, Role.SECURITY_DIRECTOR))
    return running.filter(falls_to__in=mine).values("pk").union(of_reports.values("pk"), of_bodies.values("pk"))


def person_of(incident: Incident, number: int) -> Affected | None:
    """The person affected with that number, of an incident that the caller may see."""
    return incident.affected.select_related("incident__organisation").filter(number=number).first()


def decisions_of(incident: Incident, affected: Affected | None) -> list[RiddorDecision]:
    """The last thirty steps of a RIDDOR track, the newest first, of an incident that the caller may see."""
    found = incident.riddor_decisions.filter(affected=affected).select_related("incident__organisation")
    return list(found.order_by("-pk")[:30])


def settings_of(organisation_id: Any) -> DutySettings:
    """What the organisation said of itself; the defaults, unsaved, where it has said nothing."""
    found = DutySettings.objects.filter(organisation=organisation_id).first()
    return found or DutySettings(organisation_id=organisation_id)


def lengths_of(organisation_id: Any) -> tuple[Setting, ...]:
    """The organisation's own lengths, for the engine."""
    return lengths_as_settings(DutyLength.objects.filter(organisation=organisation_id))


def latest_decision(incident: Incident, affected: Affected | None) -> RiddorDecision | None:
    """Where RIDDOR stands for one person, or for the incident itself."""
    return RiddorDecision.objects.filter(incident=incident, affected=affected).order_by("-pk").first()


def latest_decisions(incident: Incident) -> dict[UUID | None, RiddorDecision]:
    """The same for everybody of an incident, by the key of who is affected."""
    found = RiddorDecision.objects.filter(incident=incident).select_related("incident__organisation")
    rows = found.order_by("affected_id", "-pk").distinct("affected_id")
    return {row.affected_id: row for row in rows}


def absences_of(affected: Affected) -> QuerySet[Absence]:
    """The days off that count."""
    return Absence.objects.filter(affected=affected, ended_at=None)


def open_feeds(staff: Staff) -> QuerySet[AccessLink]:
    """The addresses at which somebody's calendar can be read."""
    return AccessLink.objects.filter(purpose=FEED, subject_id=staff.pk, closed_at=None)


def wants_digest(staff: Staff) -> bool:
    """Whether somebody gets the daily message."""
    return not DigestChoice.objects.filter(staff=staff).exists()


Counted = tuple[UUID, UUID | None, str, int]
"""Incident, or organisation where there is none; person; rule; which of its kind."""


def times_replaced(duties: Iterable[Duty]) -> dict[Counted, int]:
    """How often each of these duties was counted anew before. Of an organisation's, each that ended was followed by the
    next, which takes its place in a calendar.
    """
    rows = list(duties)
    before = Q(incident__in={duty.incident_id for duty in rows if duty.incident_id}, ending=Duty.Ending.REPLACED)
    bodies = {duty.organisation_id for duty in rows if duty.incident_id is None}
    if bodies:
        before |= Q(incident=None, organisation__in=bodies, ended_at__isnull=False)
    found = (
        Duty.objects.filter(before)
        .values("organisation", "incident", "affected", "rule", "turn")
        .annotate(times=Count("pk"))
    )
    return {
        (row["incident"] or row["organisation"], row["affected"], row["rule"], row["turn"]): row["times"]
        for row in found
    }


def counted_as(duty: Duty) -> Counted:
    """The key of a duty in `times_replaced`."""
    return duty.incident_id or duty.organisation_id, duty.affected_id, duty.rule, duty.turn


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a page of duties ends: by due time (of ended ones, by the time of the end), then key."""

    due_at: datetime
    id: UUID

    def __str__(self) -> str:
        return f"{self.due_at.isoformat()}~{self.id}"


def mark_from(text: str) -> Mark | None:
    """The mark in an address; None where it is none."""
    due_at, _, key = text.partition("~")
    try:
        found = Mark(datetime.fromisoformat(due_at), UUID(key))
    except ValueError:
        return None
    return found if found.due_at.tzinfo is not None else None


def after(duties: QuerySet[Duty], mark: Mark | None) -> QuerySet[Duty]:
    """Open duties in the order in which they are due, from a mark on."""
    if mark is not None:
        duties = duties.filter(
            Q(due_at__gt=mark.due_at) | Q(due_at=mark.due_at, pk__gt=mark.id), due_at__gte=mark.due_at
        )
    return duties.order_by("due_at", "pk")


def ended_before(duties: QuerySet[Duty], mark: Mark | None) -> QuerySet[Duty]:
    """Ended duties, the latest end first, from a mark on (its `due_at` is the time of the end)."""
    if mark is not None:
        duties = duties.filter(
            Q(ended_at__lt=mark.due_at) | Q(ended_at=mark.due_at, pk__lt=mark.id), ended_at__lte=mark.due_at
        )
    return duties.order_by("-ended_at", "-pk")
