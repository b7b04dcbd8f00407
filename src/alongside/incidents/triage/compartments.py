"""The four compartments of an incident: each opened on purpose, each look left in the ledger."""

from collections.abc import Callable, Collection
from typing import Any

from alongside.incidents.actions import open_compartment
from alongside.incidents.models import Account, Compartment, Identity, Incident
from alongside.incidents.panels import Panel
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
        open_compartment(incident, compartment, by=actor_for(user))
        shown |= {"is_open": True, "may_write": may_write(user, incident, compartment)}
        shown |= READ[compartment](incident)
    others = [other for other in Compartment if other in opened and other != compartment]
    shown["open_href"] = address(incident, [*others, compartment], compartment)
    shown["close_href"] = address(incident, others, compartment)
    return Panel(compartment.value, compartment.label, "incidents/triage/_compartment.html", shown)


def address(incident: Incident, opened: Collection[str], anchor: str = "") -> str:
    """The incident's page with these compartments open."""
    query = "&".join(f"open={compartment}" for compartment in opened)
    return f"/incidents/{incident.reference}{query and '?'}{query}{anchor and '#'}{anchor}"


def _narrative(incident: Incident) -> dict[str, Any]:
    return {"accounts": accounts_of(incident, Compartment.NARRATIVE)}


def _people(incident: Incident) -> dict[str, Any]:
    found = incident.identities.filter(compartment=Compartment.PEOPLE).select_related("staff", "affected")
    order = [Identity.Part.AFFECTED, Identity.Part.REPORTER, Identity.Part.WITNESS]
    people = sorted(
        found, key=lambda one: (order.index(Identity.Part(one.part)), one.affected.number if one.affected else 0)
    )
    return {"people": people, "accounts": accounts_of(incident, Compartment.PEOPLE)}


def _suspect(incident: Incident) -> dict[str, Any]:
    found = incident.identities.filter(compartment=Compartment.SUSPECT).select_related("staff", "responsible")
    return {
        "people": sorted(found, key=lambda one: one.responsible.number if one.responsible else 0),
        "accounts": accounts_of(incident, Compartment.SUSPECT),
        "opinions": list(incident.opinions.select_related("responsible", "author")),
    }


def _evidence(incident: Incident) -> dict[str, Any]:
    return {
        "exhibits": list(incident.exhibits.select_related("file")),
        "accounts": accounts_of(incident, Compartment.EVIDENCE),
    }


READ: dict[Compartment, Callable[[Incident], dict[str, Any]]] = {
    Compartment.NARRATIVE: _narrative,
    Compartment.PEOPLE: _people,
    Compartment.SUSPECT: _suspect,
    Compartment.EVIDENCE: _evidence,
}


def accounts_of(incident: Incident, compartment: str) -> list[dict[str, Any]]:
    """What was said, the oldest first; each with the words that it replaced, the latest of them first."""
    given = list(incident.accounts.filter(compartment=compartment))
    by_key = {account.pk: account for account in given}
    replaced = {account.replaces_id for account in given}
    return [
        {"account": account, "who": _who(account), "before": _before(account, by_key)}
        for account in given
        if account.pk not in replaced
    ]


def _before(account: Account, by_key: dict[Any, Account]) -> list[Account]:
    found = []
    while account.replaces_id in by_key:
        account = by_key[account.replaces_id]
        found.append(account)
    return found


def _who(account: Account) -> str:
    said = account.get_author_display()
    return f"{said}: {account.author_name}" if account.author_name else said
