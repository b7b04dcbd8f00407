"""Reading imports, from what the caller may see: those of what they may import themselves."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Q, QuerySet

from alongside.incidents.models import ImportedRow, ImportRun, SavedMapping
from alongside.people.models import Organisation, Site, Staff, Team
from alongside.people.queries import organisations_where, places_of
from alongside.people.roles import Role

WHO = {
    ImportRun.What.INCIDENTS: (Role.LSMS,),
    ImportRun.What.STAFF: (Role.ADMINISTRATOR,),
    ImportRun.What.SITES: (Role.ADMINISTRATOR,),
}
"""Who imports what: `incidents.import` and `staff.import`, as a query."""


def may_import(user: Any) -> list[tuple[str, str]]:
    """What the caller may import somewhere: (code, words)."""
    return [(what.value, what.label) for what, roles in WHO.items() if organisations_where(user, *roles)]


def organisation_to_import_to(user: Any, what: str) -> Organisation | None:
    """The first organisation into which the caller may import this."""
    roles = WHO.get(what, ()) if what in ImportRun.What.values else ()  # type: ignore[call-overload]
    allowed = organisations_where(user, *roles) if roles else []
    return next((place.organisation for place in places_of(user) if place.organisation_id in allowed), None)


def imports_for(user: Any) -> QuerySet[ImportRun]:
    """Imports that the caller may see and go on with."""
    seen = Q(pk=None)
    for what, roles in WHO.items():
        seen |= Q(what=what, organisation__in=organisations_where(user, *roles))
    return ImportRun.objects.filter(seen)


def told_rows(run: ImportRun, kind: str = "", column: str = "", after: int = 0) -> QuerySet[ImportedRow]:
    """Rows of a run with something to say about them, by line."""
    found = ImportedRow.objects.filter(run=run).order_by("line", "pk")
    if kind:
        found = found.filter(kind=kind)
    if column:
        found = found.filter(problems__contains=[{"column": column}])
    return found.filter(line__gt=after) if after else found


def rows_to_correct(run: ImportRun) -> Iterator[Sequence[str]]:
    """Wrong rows as a table: headings, then each row's cells, before them its line and the reasons."""
    yield ["Row", "What is wrong", *run.headings]
    for row in ImportedRow.objects.filter(run=run, kind="wrong").order_by("line").iterator(500):
        reasons = " ".join(f"{one['column']}: {one['reason']}" for one in row.problems)
        yield [str(row.line), reasons, *row.cells]


def saved_mappings(run: ImportRun) -> QuerySet[SavedMapping]:
    """Mappings that the organisation keeps for files of this kind."""
    return SavedMapping.objects.filter(organisation=run.organisation_id, what=run.what)


def own_list(run: ImportRun, list_name: str) -> list[tuple[str, str]]:
    """Sites or teams of the organisation: (key, name)."""
    model = Site if list_name == "sites" else Team
    return [(str(one.pk), one.name) for one in model.objects.filter(organisation=run.organisation_id).order_by("name")]


def active_staff(run: ImportRun) -> int:
    """How many people work at the organisation."""
    return Staff.objects.active().filter(organisation=run.organisation_id).count()
