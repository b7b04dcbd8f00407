"""The sections of a case's page, in groups; each part of the room has its own, with the permission that opens it, and says what
is due or missing there (`owing`, `due`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from alongside.cases.closing import Owed
from alongside.cases.codes import code_list
from alongside.cases.due import days_in
from alongside.cases.events import open_compartment
from alongside.cases.models import Case
from alongside.cases.owing import owed_in
from alongside.cases.queries import cases_for, read_with_family
from alongside.cases.references import tidy
from alongside.cases.tracks.case import CASE, RUNNING
from alongside.incidents.codes import code_list as incident_codes
from alongside.people.access import require
from alongside.people.actions import actor_for
from alongside.people.days import today_in

SOON = timedelta(days=7)
"""How far ahead the menu looks."""


@dataclass(frozen=True, slots=True)
class Section:
    """A page of a case: its name in the address, its title, and the compartment that it opens; "" opens none. `permission`:
    what it takes besides to be offered it.
    """

    name: str
    title: str
    compartment: str = ""
    permission: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Sections that belong together in the work on a case."""

    title: str
    sections: tuple[Section, ...]


GROUPS = (
    Group("The story", (Section("", "Overview"), Section("file", "The file"))),
    Group(
        "Investigation",
        (
            Section("inquiry", "Enquiries and statements", "evidence"),
            Section("exhibits", "Exhibits", "evidence"),
            Section("inquiry/disclosure", "Disclosure", "evidence"),
        ),
    ),
    Group("Police and court", (Section("police", "Police and court", "suspect"),)),
    Group(
        "Sanctions and redress",
        (Section("sanctions", "Sanctions", "suspect"), Section("redress", "Redress", "narrative")),
    ),
    Group("People", (Section("people", "People hurt", "people"),)),
    Group("Papers", (Section("documents", "Documents"), Section("shared", "Shared", "narrative"))),
    Group(
        "Closing",
        (
            Section("review", "Review", "narrative"),
            Section("supervision", "Supervision", permission="cases.see_supervision"),
        ),
    ),
)
"""In the order in which they stand above a case."""
SECTIONS = {section.name: section for group in GROUPS for section in group.sections}


def find_case(request: HttpRequest, reference: str, permission: str = "cases.see") -> Case:
    """The case of that reference that the caller may see, and for which they hold the permission; else 404, 403."""
    case = get_object_or_404(cases_for(request.user), reference=tidy(reference))
    require(request.user, permission, case)
    return read_with_family(case)


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
    section = SECTIONS[name]
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
        "menu": menu_of(request.user, case, name),
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


def may_open(user: Any, case: Case, section: Section) -> bool:
    """Whether somebody is offered a section of a case."""
    if section.permission and not user.has_perm(section.permission):
        return False
    return not section.compartment or bool(user.has_perm(f"cases.read_{section.compartment}", case))


@dataclass(frozen=True, slots=True)
class Place:
    """A section in the menu of a case, or a group of them (`places`), with what is due or missing there. `state` says it in a few
    words, "" where nothing is; `kind` as `status_tag` takes it.
    """

    title: str
    href: str
    is_current: bool
    state: str
    kind: str
    owed: tuple[Owed, ...] = ()
    places: tuple["Place", ...] = ()


def menu_of(user: Any, case: Case, current: str) -> list[Place]:
    """The menu of a case: the groups of which this person may open a section. Of a case that has ended nothing is due."""
    today = today_in(case.organisation)
    owed = owed_in(case) if case.status in RUNNING else {}
    is_soon = case.next_due_on is not None and case.next_due_on <= today + SOON
    days = days_in(case) if case.status in RUNNING and is_soon else {}
    found = []
    for group in GROUPS:
        offered = [one for one in group.sections if may_open(user, case, one)]
        if not offered:
            continue
        places = tuple(
            _place(one.title, address(case, one.name), one.name == current, [one.name], owed, days, today)
            for one in offered
        )
        names = [one.name for one in offered]
        whole = _place(group.title, places[0].href, current in names, names, owed, days, today)
        found.append(replace(whole, places=places))
    return found


def _place(
    title: str,
    href: str,
    is_current: bool,
    names: Sequence[str],
    owed: Mapping[str, Sequence[Owed]],
    days: Mapping[str, Sequence[date]],
    today: date,
) -> Place:
    missing = tuple(one for name in names for one in owed.get(name, ()))
    coming = [day for name in names for day in days.get(name, ())]
    late = sum(day < today for day in coming)
    soon = min((day for day in coming if today <= day <= today + SOON), default=None)
    said, kind = [], "quiet"
    if missing:
        said.append(f"{len(missing)} open")
    if soon is not None:
        said.insert(0, "due today" if soon == today else f"due {soon.day} {soon:%b}")
        kind = "warning"
    if late:
        said.insert(0, f"{late} late")
        kind = "danger"
    return Place(title, href, is_current, ", ".join(said[:2]), kind, missing)
