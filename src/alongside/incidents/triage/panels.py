"""The parts of an incident's page that triage gives."""

from dataclasses import dataclass
from typing import Any

from alongside.incidents.alarms import alarms_seen
from alongside.incidents.codes import code_list
from alongside.incidents.definitions import Verdict, define
from alongside.incidents.models import Affected, Incident, PropertyItem, Responsible
from alongside.incidents.panels import Panel
from alongside.incidents.queries import who_acts_on
from alongside.incidents.states import Act, possible
from alongside.incidents.triage.history import history_of
from alongside.incidents.triage.queries import (
    LOOKS,
    connections_of,
    joined_with,
    looks_at,
    places_named,
    same_event,
    suggestions_for,
)

FEW = 5
"""Looks that stand on the page itself; all of them have a page of their own."""
RESTS_ON_OPINION = "This rests on what somebody thinks of intent; it stands with who did it."
YES_NO = {True: "Yes", False: "No", None: ""}
STATUS_KINDS = {
    "submitted": "warning",
    "triaged": "calm",
    "case_opened": "calm",
    "closed": "good",
    "merged": "quiet",
    "withdrawn": "quiet",
}


@dataclass(frozen=True, slots=True)
class Headline:
    """What stands above everything, and in lists: kinds in words, where, state and what is urgent."""

    kinds: str
    where: str
    status: str
    status_kind: str
    urgent: list[str]
    assigned_to: str
    into: str
    """Reference of the report that it is joined with."""


def headline(incident: Incident) -> Headline:
    """The headline of an incident."""
    urgencies = code_list("urgencies")
    return Headline(
        kinds=words("kinds", incident.kinds),
        where=where(incident),
        status=incident.get_status_display(),
        status_kind=STATUS_KINDS[incident.status],
        urgent=[urgencies.label(code) for code in incident.urgent_because],
        assigned_to=incident.assigned_to.name if incident.assigned_to else "",
        into=incident.merged_into.reference if incident.merged_into else "",
    )


def where(incident: Incident) -> str:
    """ "Ward 7, Northbrook Hospital", or the kind of place where no more is known."""
    if incident.place:
        return f"{incident.place.name}, {incident.place.site.name}"
    if incident.place_said:
        return f"{incident.place_said}, {incident.site.name}" if incident.site else incident.place_said
    if incident.site:
        return incident.site.name
    return code_list("place_kinds").label(incident.place_kind) if incident.place_kind != "unknown" else ""


def words(name: str, codes: list[str]) -> str:
    """Codes of a list as one line: "Physical assault, weapon"."""
    labels = [code_list(name).label(code) for code in codes]
    return ", ".join([*labels[:1], *(label[:1].lower() + label[1:] for label in labels[1:])])


def facets_panel(user: Any, incident: Incident) -> Panel:
    """What is known without naming anybody, and which national definition it falls under."""
    affected, responsible = list(incident.affected.all()), list(incident.responsible.all())
    verdict, rests_on_opinion = verdict_of(incident)
    wishes = user.has_perm("incidents.read_people", incident)
    shown = {
        "facets": _facets(incident),
        "affected": [_affected(one, wishes=wishes) for one in affected],
        "responsible": [_responsible(one) for one in responsible],
        "property": [_property_item(one) for one in incident.property_items.all()],
        "definition": Incident.Definition(verdict.definition).label,
        "definition_reason": RESTS_ON_OPINION if rests_on_opinion else verdict.reason,
    }
    return Panel("facets", "What is known", "incidents/triage/_facets.html", shown)


def verdict_of(incident: Incident) -> tuple[Verdict, bool]:
    """Which national definition the incident falls under, and whether that rests on what somebody thinks of intent: then the
    reason stands in the compartment `suspect`.
    """
    facts = {"sexual_acts": incident.sexual_acts, "targets": incident.targets}
    opinions = {opinion.source: opinion.opinion for opinion in incident.opinions.order_by("given_at", "pk")}
    verdict = define(incident.kinds, incident.acts, opinions=opinions, **facts)
    return verdict, verdict != define(incident.kinds, incident.acts, **facts)


def act_panel(user: Any, incident: Incident) -> Panel | None:
    """What the security specialist can do with the report as it stands."""
    if not user.has_perm("incidents.triage", incident):
        return None
    may = possible(incident.status)
    specialists = list(who_acts_on(incident))
    shown = {
        "may_triage": Act.TRIAGE in may,
        "is_new": incident.status == Incident.Status.SUBMITTED,
        "may_reopen": Act.REOPEN in may,
        "may_part": Act.PART in may,
        "joined": incident.merged.count(),
        "specialists": specialists,
        "is_mine": any(one.user_id == user.pk and one.pk == incident.assigned_to_id for one in specialists),
        "is_specialist": any(one.user_id == user.pk for one in specialists),
        "seen_at": incident.changed_at.isoformat(),
    }
    return Panel("act", "What to do", "incidents/triage/_act.html", shown, aside=True)


def suggestions_panel(user: Any, incident: Incident) -> Panel | None:
    """Reports that may tell of the same, while the report is open."""
    if not user.has_perm("incidents.triage", incident) or Act.MERGE not in possible(incident.status):
        return None
    found = suggestions_for(user, incident, limit=3)
    if not found:
        return None
    shown = {"suggestions": [(one, headline(one.incident)) for one in found]}
    return Panel("alike", "May be the same", "incidents/triage/_suggestions.html", shown, aside=True)


def connections_panel(user: Any, incident: Incident) -> Panel:
    """What it is joined and connected with."""
    event = list(same_event(user, incident))
    shown_already = {one.pk for one in event}
    found = connections_of(user, incident)
    objects = [one for one, _ in found if one.object_id]
    alarms = alarms_seen([one.object_id for one in objects if one.kind == "alarm" and one.object_id], user)
    places = places_named([one.object_id for one in objects if one.kind == "place" and one.object_id])
    shown = {
        "alarms": alarms,
        "places": places,
        "into": incident.merged_into,
        "joined": [(one, headline(one)) for one in joined_with(user, incident)],
        "event": [(one, headline(one)) for one in event],
        "ends_of_event": {other.pk: one.pk for one, other in found if other and one.kind == "same_event"},
        "connections": [
            (one, other)
            for one, other in found
            if other is None or one.kind != "same_event" or other.pk not in shown_already
        ],
        "may_change": user.has_perm("incidents.triage", incident),
        "earlier_href": f"/incidents/{incident.reference}/connections",
    }
    return Panel("connections", "Connected with", "incidents/triage/_connected.html", shown)


def history_panel(user: Any, incident: Incident) -> Panel:
    """What was done to it; who looked, for the security specialist."""
    shown: dict[str, Any] = {"steps": history_of(user, incident)}
    if user.has_perm("incidents.triage", incident):
        looks = looks_at(incident).order_by("-pk")[: FEW + 1]
        shown |= {
            "looks": [(one.at, one.actor_name, LOOKS[one.verb]) for one in looks[:FEW]],
            "more_looks": len(looks) > FEW,
            "looks_href": f"/incidents/{incident.reference}/looks",
        }
    return Panel("history", "History", "incidents/triage/_history.html", shown)


def _facets(incident: Incident) -> list[tuple[str, str]]:
    team = incident.team.name if incident.team else ""
    return [
        ("How", words("acts", [*incident.acts])),
        ("Sexual acts", words("sexual_acts", incident.sexual_acts)),
        ("Weapon", words("weapons", incident.weapons)),
        ("Hate", words("hate_strands", incident.hate_strands)),
        ("To whom", words("targets", incident.targets)),
        ("By whom", words("responsible_kinds", incident.responsible_kinds)),
        ("Kind of place", words("place_kinds", _known(incident.place_kind))),
        ("Shift", words("shift_bands", _known(incident.shift))),
        ("Team", team),
        ("Physical harm", words("harm_physical", _known(incident.harm_physical))),
        ("Psychological harm", words("harm_psychological", _known(incident.harm_psychological))),
        ("Factors", words("factors", incident.factors)),
        ("What was done", words("responses", incident.responses)),
        ("Police", words("police_wishes", _known(incident.police, "undecided"))),
        ("Working alone", YES_NO[incident.lone_working]),
        ("Child involved", YES_NO[incident.child_involved]),
        ("Safeguarding", YES_NO[incident.safeguarding]),
        ("Other number", incident.external_reference),
        ("Patient-safety event (LFPSE)", incident.lfpse_reference),
    ]


def _affected(one: Affected, *, wishes: bool) -> dict[str, Any]:
    said = [
        words("staff_groups", _known(one.staff_group)),
        words("employment", _known(one.employment)),
        words("injuries", _known(one.injury)),
        {"wanted": "wants the police"}.get(one.police_wish, "") if wishes else "",
    ]
    return {
        "number": one.number,
        "kind": one.kind.capitalize(),
        "more": ", ".join(one[:1].lower() + one[1:] for one in said if one),
        "physical": words("harm_physical", [one.harm_physical]),
        "psychological": words("harm_psychological", [one.harm_psychological]),
    }


def _responsible(one: Responsible) -> dict[str, Any]:
    return {
        "number": one.number,
        "kind": words("responsible_kinds", [one.kind]),
        "how_many": one.how_many,
        "more": words("factors", one.factors),
    }


def _property_item(one: PropertyItem) -> str:
    """ "Telephone or tablet, stolen, £450, of a member of staff": what it was in the owner's words stands with the accounts."""
    said = [words("property_kinds", [one.kind]), words("property_losses", [one.loss]).lower()]
    if one.value_pence is not None:
        said.append(f"£{one.value_pence / 100:,.2f}".removesuffix(".00"))
    said.append(f"of {one.get_owner_display().lower()}")
    return ", ".join([*said, *(["recovered"] if one.recovered_at else [])])


def _known(code: str, unknown: str = "unknown") -> list[str]:
    return [] if code == unknown else [code]
