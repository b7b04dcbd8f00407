"""Reading redress, from what the caller may see."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from alongside.cases.codes import code_list
from alongside.cases.models import Case, Claim, CourtOrder, Event, Loss, Payment
from alongside.cases.queries import family_of, incidents_of
from alongside.cases.redress.money import ClaimMoney, Part, Totals, next_due, totals
from alongside.cases.tracks.redress import CLAIM
from alongside.incidents.codes import code_list as incident_codes
from alongside.incidents.models import Affected, Duty, PropertyItem, Responsible
from alongside.people.queries import organisations_where, teams_where
from alongside.people.roles import Role


def losses_of(case: Case) -> QuerySet[Loss]:
    """What was lost, what was struck out left out."""
    found = Loss.objects.filter(case__in=family_of(case), struck_at=None)
    return found.select_related("affected__incident", "property_item", "case").order_by("pk")


def claims_of(case: Case) -> QuerySet[Claim]:
    """The claims of a case and of those joined with it."""
    found = Claim.objects.filter(case__in=family_of(case))
    return found.select_related("case__organisation", "affected__incident", "responsible__incident").order_by("pk")


def claim_of_order(order: CourtOrder) -> Claim | None:
    """The claim of a compensation order, if it was begun."""
    return Claim.objects.filter(order=order).first()


def open_claims(case: Case) -> list[Claim]:
    """Those that somebody still has to act on."""
    return [one for one in claims_of(case) if not CLAIM.state(one.status).is_end]


def totals_of(losses: Iterable[Loss], claims: Iterable[Claim]) -> Totals:
    """What a case comes to."""
    return totals((one.pence for one in losses), (money_of(one) for one in claims))


def came_to(claims: Iterable[Claim]) -> list[tuple[str, int]]:
    """What has come, by whom it was paid to: what a nurse was paid is no money of the organisation."""
    found: dict[str, int] = {}
    for one in claims:
        if one.paid_pence:
            whose = one.get_whose_display()
            found[whose] = found.get(whose, 0) + one.paid_pence
    return sorted(found.items())


def money_of(claim: Claim) -> ClaimMoney:
    """The money of a claim, for `redress.money`."""
    return ClaimMoney(claim.claimed_pence, claim.awarded_pence, claim.paid_pence, claim.written_off_pence)


def parts_of(claim: Claim) -> list[Part]:
    """The instalments that count."""
    return [Part(one.due_on, one.pence) for one in claim.instalments.filter(replaced_at=None).order_by("due_on", "pk")]


def payments_of(claim: Claim) -> QuerySet[Payment]:
    """Every payment and what undid one, the latest first."""
    return claim.payments.select_related("undone_by", "undoes").order_by("-on", "-pk")


def day_of(claim: Claim) -> date | None:
    """By when money should come: the first instalment that is not covered, or what the award says."""
    parts = parts_of(claim)
    return next_due(parts, paid_to_plan(claim)) if parts else claim.due_on


def paid_to_plan(claim: Claim) -> int:
    """What came since the instalments were planned."""
    return claim.paid_pence - claim.planned_after_pence


def days_of_redress(case: Case) -> list[date]:
    """The days on which money is due."""
    return [one.due_on for one in open_claims(case) if one.due_on is not None and one.status in ("awarded", "paying")]


def hurt_in(case: Case) -> list[Affected]:
    """Those to whom it was done."""
    found = Affected.objects.filter(incident__in=[one.pk for one in incidents_of(case)])
    return list(found.select_related("incident__organisation").order_by("incident__occurred_at", "number"))


def responsible_in(case: Case) -> list[Responsible]:
    """Those who did it."""
    found = Responsible.objects.filter(incident__in=[one.pk for one in incidents_of(case)]).exclude(kind="nobody")
    return list(found.select_related("incident__organisation").order_by("incident__occurred_at", "number"))


def affected_words(one: Affected) -> str:
    """ "Person 1 of 7KQ2-9F3M": no name, which stands in the compartment of people."""
    return f"Person {one.number} of {one.incident.reference}"


def responsible_words(one: Responsible) -> str:
    """ "Patient, person 1 of 7KQ2-9F3M": no name, which stands in the compartment of who did it."""
    return f"{incident_codes('responsible_kinds').label(one.kind)}, person {one.number} of {one.incident.reference}"


def property_not_taken(case: Case) -> list[PropertyItem]:
    """Property of the reports that is not among the losses yet and did not come back."""
    found = PropertyItem.objects.filter(incident__in=[one.pk for one in incidents_of(case)], recovered_at=None)
    return list(found.exclude(losses__struck_at=None, losses__isnull=False).select_related("incident").order_by("pk"))


def events_of(claim: Claim) -> QuerySet[Event]:
    """What was done to a claim, the latest first."""
    found = Event.objects.filter(about_type="claim", about_id=claim.pk)
    return found.select_related("case").defer("search").order_by("-at", "-pk")


def asked_write_off(claim: Claim) -> Event | None:
    """The line of the file in which a write-off was last asked for."""
    return (
        events_of(claim).filter(what="claim_moved", after__act="ask_write_off").order_by("-recorded_at", "-pk").first()
    )


def open_duty(claim: Claim) -> Duty | None:
    """The deadline that runs for whose claim it is."""
    rule = code_list("claim_kinds")[claim.kind].more.get("rule", "")
    if not rule or claim.affected is None:
        return None
    return Duty.objects.filter(
        incident=claim.affected.incident_id, affected=claim.affected_id, rule=rule, ended_at=None
    ).first()


def write_offs_waiting_on(user: Any) -> list[Claim]:
    """Claims that this person may write off, the oldest first; none that they asked for themselves."""
    whole = organisations_where(user, Role.SECURITY_DIRECTOR)
    teams = teams_where(user, Role.SECURITY_DIRECTOR)
    found = Claim.objects.filter(status="write_off_asked").filter(Q(organisation__in=whole) | Q(case__team__in=teams))
    claims = found.exclude(asked_by_id=user.pk).select_related("case").order_by("pk")
    return [one for one in claims if user.has_perm("cases.write_off", one.case)]
