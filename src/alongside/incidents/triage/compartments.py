"""The four compartments of an incident: each opened on purpose, each look left in the ledger."""

from collections.abc import Callable, Collection
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from alongside.incidents.actions import open_compartment
from alongside.incidents.codes import code_list
from alongside.incidents.models import (
    Account,
    Change,
    Compartment,
    Connection,
    Exhibit,
    Identity,
    Incident,
    MarkerElsewhere,
    MedicalOpinion,
    PropertyItem,
)
from alongside.incidents.panels import Panel
from alongside.incidents.triage.forms import ExhibitForm, OpinionForm
from alongside.incidents.triage.markers import markers_of
from alongside.incidents.triage.panels import verdict_of
from alongside.incidents.triage.queries import closings_of, in_office, readable
from alongside.ledger.clock import now
from alongside.people.actions import actor_for

HOLDS = {
    Compartment.NARRATIVE: "What the reporter and others wrote, in their own words.",
    Compartment.PEOPLE: "Names and how to reach those affected, witnesses and the reporter.",
    Compartment.SUSPECT: "Who did it, and what reporter, clinician, police and specialist think of intent.",
    Compartment.EVIDENCE: "Pictures, recordings, documents and legal advice.",
}


def compartment_panels(user: Any, incident: Incident, opened: Collection[str]) -> list[Panel]:
    """A panel for each compartment that the caller may read: open where the address asks for it, else a way to open it."""
    return [
        _panel(user, incident, compartment, opened)
        for compartment in Compartment
        if may_read(user, incident, compartment)
    ]


def may_read(user: Any, incident: Incident, compartment: str) -> bool:
    """Whether somebody may open this compartment of this incident."""
    return user.has_perm(f"incidents.read_{compartment}", incident)


def may_write(user: Any, incident: Incident, compartment: str) -> bool:
    """Whether somebody may add to this compartment of this incident."""
    return user.has_perm(f"incidents.write_{compartment}", incident)


def _panel(user: Any, incident: Incident, compartment: Compartment, opened: Collection[str]) -> Panel:
    shown: dict[str, Any] = {"compartment": compartment.value, "holds": HOLDS[compartment], "is_open": False}
    if compartment in opened:
        family = readable(user, incident, compartment)
        for one in family:
            open_compartment(one, compartment, by=actor_for(user))
        shown |= {"is_open": True, "may_write": may_write(user, incident, compartment)}
        shown |= READ[compartment](family)
    others = [other for other in Compartment if other in opened and other != compartment]
    shown["open_href"] = address(incident, [*others, compartment], compartment)
    shown["close_href"] = address(incident, others, compartment)
    return Panel(compartment.value, compartment.label, "incidents/triage/_compartment.html", shown)


def address(incident: Incident, opened: Collection[str], anchor: str = "") -> str:
    """The incident's page with these compartments open."""
    query = "&".join(f"open={compartment}" for compartment in opened)
    return f"/incidents/{incident.reference}{query and '?'}{query}{anchor and '#'}{anchor}"


def _narrative(family: list[Incident]) -> dict[str, Any]:
    items = PropertyItem.objects.filter(incident__in=family).exclude(description="").order_by("incident_id", "number")
    return {"accounts": accounts_of(family, Compartment.NARRATIVE), "property": [one.description for one in items]}


def _people(family: list[Incident]) -> dict[str, Any]:
    found = Identity.objects.filter(incident__in=family, compartment=Compartment.PEOPLE).defer("search")
    order = [Identity.Part.AFFECTED, Identity.Part.REPORTER, Identity.Part.WITNESS]

    def place(one: Identity) -> tuple[Any, ...]:
        number = one.affected.number if one.affected else 0
        return family.index(one.incident), order.index(Identity.Part(one.part)), number

    people = sorted(found.select_related("staff", "affected", "incident"), key=place)
    return {"people": people, "accounts": accounts_of(family, Compartment.PEOPLE)}


def _suspect(family: list[Incident]) -> dict[str, Any]:
    found = Identity.objects.filter(incident__in=family, compartment=Compartment.SUSPECT).defer("search")

    def place(one: Identity) -> tuple[int, int]:
        return family.index(one.incident), one.responsible.number if one.responsible else 0

    verdict, rests_on_opinion = verdict_of(family[0])
    opinions = MedicalOpinion.objects.filter(incident__in=family).select_related("incident", "responsible")
    opinions = opinions.order_by("given_at", "pk")
    return {
        "people": sorted(found.select_related("staff", "responsible", "incident"), key=place),
        "accounts": accounts_of(family, Compartment.SUSPECT),
        "opinions": [_opinion(one) for one in opinions],
        "markers": [(connection, one, _review(connection, one)) for connection, one in markers_of(family)],
        "closed_to": [one.staff.name for one in closings_of(family[0])],
        "form": OpinionForm(family[0]),
        "definition_reason": verdict.reason if rests_on_opinion else "",
    }


def _review(connection: Connection, marker: MarkerElsewhere) -> str:
    """Until when a marker is to be reviewed, and whether that day has passed."""
    if marker.review_on is None:
        return "Nobody said until when it is to be reviewed."
    today = now().astimezone(ZoneInfo(connection.incident.organisation.time_zone)).date()
    day = f"{marker.review_on.day} {marker.review_on:%B %Y}"
    return f"It was to be reviewed by {day}." if marker.review_on < today else f"To be reviewed by {day}."


def _opinion(given: MedicalOpinion) -> dict[str, Any]:
    """The reporter's name stands in the compartment `people`, and is not told here."""
    return {
        "source": code_list("opinion_sources").label(given.source),
        "opinion": code_list("intent_opinions").label(given.opinion),
        "factors": [code_list("factors").label(code) for code in given.factors],
        "by": given.author_name if given.source != "reporter" else "",
        "given": given,
    }


def _evidence(family: list[Incident]) -> dict[str, Any]:
    exhibits = Exhibit.objects.filter(incident__in=family).select_related("file", "incident").order_by("pk")
    named = {one.pk: in_office(one, [exhibit.file.received_id for exhibit in exhibits]) for one in family}
    listed = [
        (exhibit, exhibit.added_by if exhibit.file.received_id in named[exhibit.incident_id] else "")
        for exhibit in exhibits
    ]
    return {"exhibits": listed, "accounts": accounts_of(family, Compartment.EVIDENCE), "form": ExhibitForm()}


READ: dict[Compartment, Callable[[list[Incident]], dict[str, Any]]] = {
    Compartment.NARRATIVE: _narrative,
    Compartment.PEOPLE: _people,
    Compartment.SUSPECT: _suspect,
    Compartment.EVIDENCE: _evidence,
}
"""What each compartment of an incident, and of those joined with it, holds."""


def accounts_of(family: list[Incident], compartment: str) -> list[dict[str, Any]]:
    """What was said, the oldest first; each with the words that it replaced, the latest of them first, and why."""
    found = Account.objects.filter(incident__in=family, compartment=compartment).defer("search")
    given = list(found.select_related("incident").order_by("given_at", "pk"))
    by_key = {account.pk: account for account in given}
    replaced = {account.replaces_id for account in given}
    reasons = _reasons(family) if any(replaced - {None}) else {}
    return [
        {
            "account": account,
            "who": _who(account),
            "before": _before(account, by_key),
            "why": reasons.get(account.pk, ""),
            "reasons": reasons,
            "can_be_corrected": account.author == Account.Author.LSMS,
        }
        for account in given
        if account.pk not in replaced
    ]


def _reasons(family: list[Incident]) -> dict[UUID, str]:
    """Why accounts were corrected, by the key of the newer one."""
    changes = Change.objects.filter(incident__in=family, what="account_corrected").exclude(why="")
    return {UUID(change.after["account"]): change.why for change in changes if change.after.get("account")}


def _before(account: Account, by_key: dict[Any, Account]) -> list[Account]:
    found = []
    while account.replaces_id in by_key:
        account = by_key[account.replaces_id]
        found.append(account)
    return found


def _who(account: Account) -> str:
    said = account.get_author_display()
    return f"{said}: {account.author_name}" if account.author_name else said
