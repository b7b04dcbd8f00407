"""Who is asked how they are, and what they answered."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Min, Q, QuerySet

from alongside.incidents.joined import same_person
from alongside.incidents.models import Affected, Change, Identity, Incident, SupportText, WellbeingCheck
from alongside.incidents.reaching import Reached, reached_by_account, reached_by_address
from alongside.people.models import AccessLink, Staff

OFFER, CHECK = "wellbeing.offer", "wellbeing"
"""Purposes of links: the offer of support is about an `Affected`, a question about a `WellbeingCheck`."""


@dataclass(frozen=True, slots=True)
class Care:
    """What we do for one person affected, as the incident's page shows it.

    `answers` are only those that the person let us read; `through`: the report of the same event through which they are
    asked, where it is another one; `closed`: they took back their own report.
    """

    affected: Affected
    checks: list[WellbeingCheck]
    answers: list[WellbeingCheck]
    reachable: bool
    through: Incident | None = None
    closed: bool = False

    @property
    def goes_on(self) -> bool:
        """Whether another question will come."""
        return (
            not self.closed
            and self.through is None
            and any(check.asked_at is None and check.stopped_at is None for check in self.checks)
        )


def affected_of_link(link: AccessLink) -> Affected | None:
    """Whom a link of one of the two purposes is about."""
    if link.purpose == OFFER and link.subject_id is not None:
        return Affected.objects.select_related("incident__organisation").filter(pk=link.subject_id).first()
    check = check_of_link(link)
    return check.affected if check else None


def check_of_link(link: AccessLink) -> WellbeingCheck | None:
    """The question that a link is about; None for the offer of support."""
    if link.purpose != CHECK or link.subject_id is None:
        return None
    return WellbeingCheck.objects.select_related("affected__incident__organisation").filter(pk=link.subject_id).first()


def staff_affected(affected: Affected) -> Staff | None:
    """The colleague whom it happened to, where that is known."""
    known = Identity.objects.filter(affected=affected).select_related("staff__organisation").first()
    return known.staff if known else None


def reached(affected: Affected) -> Reached | None:
    """Where a message to whom it happened to goes; None where nobody is known, or they cannot be written to."""
    known = Identity.objects.filter(affected=affected).select_related("staff__organisation", "organisation").first()
    return _reached(known) if known else None


def support_text(organisation_id: UUID) -> str:
    """Where to get help, in the organisation's own words; empty where nobody wrote them."""
    return SupportText.objects.filter(organisation_id=organisation_id).values_list("text", flat=True).first() or ""


def checks_of(affected: Affected) -> QuerySet[WellbeingCheck]:
    """The questions to somebody, earliest first."""
    return affected.wellbeing_checks.order_by("due_at")


def open_checks(affected: Affected) -> QuerySet[WellbeingCheck]:
    """Those that were not asked yet and not stopped."""
    return affected.wellbeing_checks.filter(asked_at=None, stopped_at=None)


def care_of(incident: Incident) -> list[Care]:
    """Everybody affected, with what was asked of them, and what they let us read."""
    identities = Identity.objects.filter(incident=incident, part=Identity.Part.AFFECTED).select_related(
        "staff__organisation", "organisation"
    )
    known = {one.affected_id: _reached(one) for one in identities}
    everybody = incident.affected.select_related("incident").prefetch_related("wellbeing_checks")
    return [
        Care(
            affected=one,
            checks=sorted(one.wellbeing_checks.all(), key=lambda check: check.due_at),
            answers=[check for check in one.wellbeing_checks.all() if check.answer and check.consent],
            reachable=known.get(one.pk) is not None,
            through=cared_for_through(one),
            closed=closed_to_care(one),
        )
        for one in everybody
    ]


def cared_for_through(affected: Affected) -> Incident | None:
    """The report of the same event through which this person is asked, because support began there first; else None.

    One person is asked once, however many told of it.
    """
    own = affected.wellbeing_checks.aggregate(first=Min("due_at"))["first"]
    others = same_person(affected).annotate(first=Min("wellbeing_checks__due_at")).exclude(first=None)
    if own is not None:
        others = others.filter(Q(first__lt=own) | Q(first=own, pk__lt=affected.pk))
    before = others.order_by("first", "pk").first()
    return before.incident if before else None


def wants_no_questions(affected: Affected) -> bool:
    """Whether the person said so in another report of the same event."""
    others = {str(one.pk): one.incident_id for one in same_person(affected)}
    said = Change.objects.filter(incident__in=set(others.values()), what="wellbeing_stopped", actor_kind="link")
    return any(change.after.get("affected") in others for change in said)


def _reached(identity: Identity) -> Reached | None:
    return reached_by_account(identity.staff) if identity.staff else reached_by_address(identity)


def closed_to_care(affected: Affected) -> bool:
    """Whether somebody is asked no more: they took back their own report. What somebody else takes back does not end it."""
    return affected.incident.status == Incident.Status.WITHDRAWN and affected.is_reporter
