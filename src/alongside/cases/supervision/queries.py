"""Reading supervision, as far as the caller is one of the two, or the rule of the organisation let them in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Prefetch, Q, QuerySet

from alongside.cases.finding.days import Due
from alongside.cases.finding.queries import today_of
from alongside.cases.models import (
    AgreedAction,
    Case,
    CaseIncident,
    Supervision,
    SupervisionNote,
    SupervisionPlan,
    SupervisionRule,
)
from alongside.cases.queries import cases_for, closed_cases, family_of
from alongside.cases.tracks.case import RUNNING
from alongside.incidents.finding.accents import said
from alongside.ledger.actions import Actor
from alongside.people.models import Organisation, Staff
from alongside.people.queries import organisations_where, places_of, teams_where
from alongside.people.roles import Role

ABOUT = {"caseload": "The caseload as a whole", "case": "A case"}
UNDONE = Q(agreed__isnull=False, agreed__ended_at=None) & (Q(agreed__task=None) | Q(agreed__task__ended_at=None))


@dataclass(frozen=True, slots=True)
class Filters:
    """What was asked for; "" where nothing was. `of`: whose cases, a key."""

    words: str = ""
    of: str = ""
    about: str = ""
    undone: str = ""

    def query(self) -> dict[str, str]:
        """As an address has it."""
        named = {"q": self.words, "of": self.of, "about": self.about, "undone": self.undone}
        return {name: value for name, value in named.items() if value}


def read_filters(asked: Mapping[str, str]) -> Filters:
    """What an address asks for; what is no filter narrows nothing."""
    try:
        of = str(UUID(asked.get("of", "")))
    except ValueError:
        of = ""
    return Filters(
        words=asked.get("q", "").replace("\x00", "").strip()[:200],
        of=of,
        about=asked["about"] if asked.get("about") in ABOUT else "",
        undone="yes" if asked.get("undone") == "yes" else "",
    )


def supervisions_for(user: Any) -> QuerySet[Supervision]:
    """Every supervision that this person may read: `cases.read_supervision`, as a query."""
    mine = [place.pk for place in places_of(user)]
    ruled = Q(directors_read=True, organisation__in=_supervised_bodies(user))
    found = Supervision.objects.filter(Q(supervised__in=mine) | Q(supervisor__in=mine) | ruled)
    return found.select_related("organisation", "supervised", "supervisor").order_by("-held_on", "-pk")


def find(user: Any, filters: Filters) -> QuerySet[Supervision]:
    """Those that fit, the latest first, each with the notes and with what was agreed, as far as the caller reads them."""
    found = supervisions_for(user)
    if filters.of:
        found = found.filter(supervised=UUID(filters.of))
    notes = notes_for(user)
    if filters.about:
        found = found.filter(pk__in=notes.filter(case__isnull=filters.about == "caseload").values("supervision"))
    if filters.words:
        found = found.filter(pk__in=notes.filter(said(filters.words, "text")).values("supervision"))
    if filters.undone:
        found = found.filter(UNDONE).distinct()
    return found.prefetch_related(Prefetch("notes", queryset=notes), Prefetch("agreed", queryset=agreed_for(user)))


def notes_for(user: Any) -> QuerySet[SupervisionNote]:
    """The notes that this person may read: none of a case that is closed to them; none of a case that they reported, unless they
    are one of the two. The database looks at the same (migration `0022_supervision`).
    """
    mine = [place.pk for place in places_of(user)]
    found = SupervisionNote.objects.filter(supervision__in=supervisions_for(user).order_by().values("pk"))
    found = found.exclude(case__in=list(closed_cases(user)))
    reported = CaseIncident.objects.filter(incident__reporter_user=user.pk).values("case")
    own = Q(supervision__supervised__in=mine) | Q(supervision__supervisor__in=mine)
    found = found.filter(Q(case=None) | own | ~Q(case__in=reported))
    return found.select_related("case", "supervision").defer("search").order_by("pk")


def notes_on(user: Any, case: Case) -> QuerySet[SupervisionNote]:
    """The notes on a case and on those joined with it that the caller may read, the latest first."""
    found = notes_for(user).filter(case__in=family_of(case))
    return found.select_related("supervision__supervised", "supervision__supervisor", "case").order_by("-pk")


def agreed_for(user: Any) -> QuerySet[AgreedAction]:
    """What was agreed, the earliest first."""
    found = AgreedAction.objects.filter(supervision__in=supervisions_for(user).order_by().values("pk"))
    found = found.exclude(task__case__in=list(closed_cases(user)))
    return found.select_related("owner", "task__case", "task__owner", "supervision__organisation").order_by(
        "due_on", "pk"
    )


@dataclass(frozen=True, slots=True)
class Supervised:
    """Somebody whose cases the caller looks through, with how many run, when they were supervised and are next."""

    staff: Staff
    running: int
    last_on: date | None
    next_on: date | None
    is_overdue: bool


def supervised_by(user: Any) -> list[Supervised]:
    """The security specialists of the bodies and teams that this person supervises, themselves left out, by name."""
    mine = [place.pk for place in places_of(user)]
    found = Staff.objects.active().filter(appointments__role=Role.LSMS).exclude(pk__in=mine)
    whole, teams = organisations_where(user, Role.SECURITY_DIRECTOR), teams_where(user, Role.SECURITY_DIRECTOR)
    found = found.filter(Q(organisation__in=whole) | Q(team__in=teams))
    found = found.select_related("organisation").distinct().order_by("name", "pk")
    running = cases_for(user).filter(status__in=RUNNING).exclude(owner=None).select_related(None).order_by()
    counted = dict(running.values_list("owner").annotate(number=Count("id")))
    plans, today = plans_for(user), today_of(user)
    listed = []
    for staff in found:
        plan = plans.get(staff.pk)
        next_on = plan.next_on if plan else None
        last_on = plan.last_on if plan else None
        overdue = next_on is not None and next_on < today
        listed.append(Supervised(staff, counted.get(staff.pk, 0), last_on, next_on, overdue))
    return listed


def plans_for(user: Any) -> dict[UUID, SupervisionPlan]:
    """When whom is supervised next, by their key: everybody's for whoever supervises there, one's own besides."""
    mine = [place.pk for place in places_of(user)]
    seen = Q(supervised__in=mine) | Q(organisation__in=_supervised_bodies(user))
    found = SupervisionPlan.objects.filter(seen, supervised__active=True).select_related("supervised", "organisation")
    return {one.pk: one for one in found}


def own_plans_of(user: Any) -> list[SupervisionPlan]:
    """When this person is supervised themselves."""
    mine = [place.pk for place in places_of(user)]
    return [plan for key, plan in plans_for(user).items() if key in mine]


def overdue_for(user: Any) -> list[SupervisionPlan]:
    """Those of them whose day is past, the oldest first."""
    today = today_of(user)
    found = [one for one in plans_for(user).values() if one.next_on is not None and one.next_on < today]
    return sorted(found, key=lambda one: (one.next_on, one.supervised.name))


def days_of_supervision(user: Any, first: date, last: date) -> list[Due]:
    """When this person is supervised, or supervises, and what they are to do about a caseload, in these days, both included."""
    found = [
        Due(
            f"Supervision of {plan.supervised.name}",
            "/cases/supervision",
            plan.organisation.code,
            plan.supervised.name,
            plan.next_on,
            plan.pk,
            "Supervision",
        )
        for plan in plans_for(user).values()
        if plan.next_on is not None and first <= plan.next_on <= last
    ]
    return found + [
        Due(
            one.what,
            f"/cases/supervision/{one.supervision_id}",
            one.supervision.organisation.code,
            one.owner.name,
            one.due_on,
            one.pk,
            "Agreed in supervision",
        )
        for one in to_do_for(user)
        if first <= one.due_on <= last
    ]


def rule_of(organisation: Organisation) -> SupervisionRule | None:
    """What the organisation says now of who reads supervision; None while it said nothing: then nobody besides the two."""
    return SupervisionRule.objects.filter(organisation=organisation).order_by("-pk").first()


def organisations_ruled_by(user: Any) -> list[Organisation]:
    """The bodies for which this person says who reads supervision."""
    wanted = set(organisations_where(user, Role.CHIEF_EXECUTIVE))
    return [place.organisation for place in places_of(user) if place.organisation_id in wanted]


def is_reported_by(case: Case, actor: Actor) -> bool:
    """Whether they reported what the case is about."""
    if actor.id is None:
        return False
    return CaseIncident.objects.filter(case=case, incident__reporter_user=actor.id).exists()


def people_in(user: Any) -> list[tuple[str, str]]:
    """Whose supervision the caller may read, as choices."""
    rows = supervisions_for(user).order_by().values_list("supervised", "supervised__name").distinct()
    return [(str(key), name) for key, name in sorted(rows, key=lambda row: (row[1], str(row[0])))]


def to_do_for(user: Any) -> list[AgreedAction]:
    """What was agreed about a caseload and this person is to do; what is of a case is among its tasks."""
    mine = [place.pk for place in places_of(user)]
    return list(agreed_for(user).filter(task=None, ended_at=None, owner__in=mine))


def _supervised_bodies(user: Any) -> list[UUID]:
    return [
        place.organisation_id
        for place in places_of(user)
        if any(one.role == Role.SECURITY_DIRECTOR for one in place.appointments.all())
    ]
