"""The sections of a case's page; each part of the room has its own, with the permission that opens it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from alongside.cases.codes import code_list
from alongside.cases.events import open_compartment
from alongside.cases.models import Case
from alongside.cases.queries import cases_for
from alongside.cases.references import tidy
from alongside.cases.tracks.case import CASE
from alongside.incidents.codes import code_list as incident_codes
from alongside.people.access import require
from alongside.people.actions import actor_for


@dataclass(frozen=True, slots=True)
class Section:
    """A page of a case: its name in the address, its title, and the compartment that it opens; "" opens none."""

    name: str
    title: str
    compartment: str = ""


SECTIONS: list[Section] = [
    Section("", "Overview"),
    Section("file", "The file"),
    Section("inquiry", "Investigation", "evidence"),
    Section("exhibits", "Exhibits", "evidence"),
    Section("people", "People hurt", "people"),
    Section("police", "Police and court", "suspect"),
    Section("sanctions", "Sanctions", "suspect"),
    Section("redress", "Redress", "narrative"),
    Section("documents", "Documents"),
    Section("review", "Review", "narrative"),
    Section("shared", "Shared", "narrative"),
]
"""In the order in which they stand above a case."""


def find_case(request: HttpRequest, reference: str, permission: str = "cases.see") -> Case:
    """The case of that reference that the caller may see, and for which they hold the permission; else 404, 403."""
    case = get_object_or_404(cases_for(request.user), reference=tidy(reference))
    require(request.user, permission, case)
    return case


def show_section(
    request: HttpRequest,
    case: Case,
    name: str,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    status: int = 200,
    done: str = "",
) -> HttpResponse:
    """A section of a case that the caller may see; what it opens leaves its mark in the ledger.

    `context` may hold `errors` by field and `notice`, a sentence above everything.
    """
    section = next(one for one in SECTIONS if one.name == name)
    if section.compartment:
        require(request.user, f"cases.read_{section.compartment}", case)
        open_compartment(case, section.compartment, by=actor_for(request.user))
    state = CASE.state(case.status)
    waits_on = code_list("waits_on").label(case.waits_on) if case.waits_on else ""
    shown = {
        "case": case,
        "here": f"/cases/{case.reference}",
        "state": state,
        "waits_on": waits_on,
        "kinds": ", ".join(incident_codes("kinds").label(kind) for kind in case.kinds),
        "sections": [
            {"title": one.title, "href": address(case, one.name), "current": one.name == name}
            for one in SECTIONS
            if not one.compartment or request.user.has_perm(f"cases.read_{one.compartment}", case)
        ],
        "section": section,
        "may_work": request.user.has_perm("cases.work", case),
        "done": done,
        "errors": {},
        "entered": {},
        **(context or {}),
    }
    return render(request, template, shown, status=status)


def address(case: Case, section: str = "") -> str:
    """The address of a section of a case."""
    return f"/cases/{case.reference}/{section}" if section else f"/cases/{case.reference}"
