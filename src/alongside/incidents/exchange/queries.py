"""Reading imports, from what the caller may see: those of what they may import themselves."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import F, Func, JSONField, Q, QuerySet, TextField
from django.db.models.functions import Cast

from alongside.incidents.models import ImportedRow, ImportRun, Incident, SavedMapping
from alongside.people.models import Organisation, Site, Staff, Team
from alongside.people.queries import organisations_where, places_of
from alongside.people.roles import Role
from alongside.web.listing import key_of

WHO = {
    ImportRun.What.INCIDENTS: (Role.LSMS,),
    ImportRun.What.STAFF: (Role.ADMINISTRATOR,),
    ImportRun.What.SITES: (Role.ADMINISTRATOR,),
}
"""Who imports what: `incidents.import` and `staff.import`, as a query."""
SAID = Func(F("problems"), template="jsonb_path_query_array(%(expressions)s, '$[*].reason')", output_field=JSONField())
"""What a row has to say: the reasons why it is wrong, or what names it."""


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


def narrowed(runs: QuerySet[ImportRun], *, name: str = "", of: str = "", status: str = "") -> QuerySet[ImportRun]:
    """Imports of files with this in their name, of one thing, where they stand."""
    asked = {"name__icontains": name, "what": of, "status": status}
    return runs.filter(**{field: value for field, value in asked.items() if value})


def told_rows(run: ImportRun, *, kind: str = "", column: str = "", search: str = "") -> QuerySet[ImportedRow]:
    """What became of the rows of a run, by line; `search` is the number of a row, or something that stands in it."""
    found = ImportedRow.objects.filter(run=run).order_by("line", "pk")
    if kind:
        found = found.filter(kind=kind)
    if column:
        found = found.filter(problems__contains=[{"column": column}])
    if search:
        found = found.annotate(holds=Cast("cells", TextField()), says=Cast(SAID, TextField()))
        meant = Q(holds__icontains=search) | Q(says__icontains=search)
        if search.isascii() and search.isdigit() and len(search) < 10:
            meant |= Q(line=int(search))
        found = found.filter(meant)
    return found


def after_row(rows: QuerySet[ImportedRow], cursor: str) -> QuerySet[ImportedRow]:
    """Rows that follow the one that `cursor` names (LINE~ID); all where it names none. Those who are not in the file all
    have line 0.
    """
    line, _, written = cursor.partition("~")
    key = key_of(written)
    if key is None or not (line.isascii() and line.isdigit() and len(line) < 10):
        return rows
    return rows.filter(Q(line__gt=int(line)) | Q(line=int(line), pk__gt=key))


def with_references(run: ImportRun, rows: Sequence[ImportedRow]) -> list[tuple[ImportedRow, str]]:
    """Rows, each with the reference of the incident that is here under its number, or ""."""
    if run.what != ImportRun.What.INCIDENTS:
        return [(row, "") for row in rows]
    numbers = {row.pk: _number_of(run, row) for row in rows}
    here = Incident.objects.filter(
        organisation=run.organisation_id, external_reference__in=set(numbers.values()) - {""}
    )
    # Said besides, so that the index is used, which leaves the empty ones out.
    found = dict(here.exclude(external_reference="").values_list("external_reference", "reference"))
    return [(row, found.get(numbers[row.pk], "")) for row in rows]


def _number_of(run: ImportRun, row: ImportedRow) -> str:
    """The number in the other system: of a row that was taken all that is kept, of others what stands in its cell."""
    if row.kind in (ImportedRow.Kind.ADDED, ImportedRow.Kind.SAME):
        return str(row.problems[0]["reason"])
    columns = run.mapping.get("columns", {})
    at = next((int(number) for number, name in columns.items() if name == "reference"), len(row.cells))
    return str(row.cells[at]).strip() if row.kind == ImportedRow.Kind.CHANGED and at < len(row.cells) else ""


def rows_to_correct(run: ImportRun) -> Iterator[Sequence[str]]:
    """Wrong rows as a table: headings, then each row's cells, before them its line and the reasons."""
    yield ["Row", "What is wrong", *run.headings]
    for row in told_rows(run, kind="wrong").iterator(500):
        yield [str(row.line), reasons(row), *row.cells]


def reasons(row: ImportedRow) -> str:
    """What a row has to say, in one line."""
    return " ".join(f"{one['column']}: {one['reason']}" if one["column"] else one["reason"] for one in row.problems)


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
