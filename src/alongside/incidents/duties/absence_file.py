"""Days off from a file of the staff system: which of them belong to somebody affected by an incident.

Nothing of the file is kept: a row that fits nobody is told and forgotten, for this is no register of sickness. What would
be taken over travels in the page itself, signed, until a person says yes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import IO
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction

from alongside.incidents.duties import track
from alongside.incidents.exchange.dates import Order, read_day
from alongside.incidents.exchange.reading import Row, open_table
from alongside.incidents.joined import event_of
from alongside.incidents.models import Absence, Affected, DutySettings, Identity, Incident
from alongside.ledger.actions import Actor, record
from alongside.ledger.clock import now
from alongside.people.models import ContactPoint, Organisation, Staff

SOURCE = "staff_system"
FITS_WITHIN = timedelta(days=7)
"""An absence belongs to an incident if it begins on its day or in the week after. Our own convention; the page says so."""
MOST_ROWS = 200_000
MOST_TOLD = 200
FIELDS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "email": ("E-mail address", ("email", "e-mail", "email address", "work email", "mail")),
    "first_day": ("First day", ("first day", "start date", "absence start", "from", "date from", "start")),
    "last_day": ("Last day", ("last day", "end date", "absence end", "to", "date to", "end")),
    "kind": ("Kind", ("kind", "type", "absence type")),
    "reference": ("Number of the absence", ("absence id", "absence number", "reference", "id")),
}
"""What is read of each row: its name on the page, and headings that are known by themselves."""
NEEDED = ("email", "first_day")
LIGHT = ("light", "amended", "restricted", "adjusted")


@dataclass(frozen=True, slots=True)
class Found:
    """An absence that fits somebody affected. `what`: new, changed or same."""

    line: int
    affected: UUID
    report: str
    kind: str
    first_day: date
    last_day: date | None
    reference: str
    what: str

    def packed(self) -> list[str]:
        """As it travels in the page."""
        last = self.last_day.isoformat() if self.last_day else ""
        return [str(self.affected), self.kind, self.first_day.isoformat(), last, self.reference]


@dataclass(slots=True)
class Plan:
    """What would be taken over, and what not and why."""

    rows: int = 0
    found: list[Found] = field(default_factory=list)
    wrong: list[tuple[int, str]] = field(default_factory=list)
    more_wrong: int = 0
    nobody: int = 0

    def refuse(self, line: int, why: str) -> None:
        """A row that cannot be read or decided; the first are told by line."""
        if len(self.wrong) < MOST_TOLD:
            self.wrong.append((line, why))
        else:
            self.more_wrong += 1

    @property
    def to_take_over(self) -> list[Found]:
        """What is new or has changed."""
        return [one for one in self.found if one.what != "same"]


def columns_of(headings: Iterable[str], named: Mapping[str, str]) -> dict[str, int]:
    """Which column holds what: by the names that were given, else by known ones. ValidationError where one is missing."""
    at = {heading.casefold(): number for number, heading in reversed(list(enumerate(headings)))}
    found: dict[str, int] = {}
    wrong: dict[str, str] = {}
    for name, (label, known) in FIELDS.items():
        said = named.get(name, "").strip().casefold()
        fitting = [at[word] for word in ([said] if said else known) if word in at]
        if fitting:
            found[name] = fitting[0]
        elif said or name in NEEDED:
            shown = ", ".join(f"“{heading}”" for heading in list(at)[:30])
            wrong[name] = f"No column is called so. Write what “{label}” is called in your file. It has: {shown}."
    if wrong:
        raise ValidationError(wrong)
    return found


def plan_file(organisation: Organisation, file: IO[bytes], named: Mapping[str, str], order: Order) -> Plan:
    """Reads the file to its end and says what it would change; writes nothing. Raises Unreadable, ValidationError."""
    table = open_table(file, lambda heading: heading.casefold() in KNOWN)
    columns = columns_of(table.headings, named)
    people = _people(organisation)
    today = now().astimezone(ZoneInfo(organisation.time_zone)).date()
    candidates = _affected(organisation)
    had = _taken_before(organisation)
    plan = Plan()
    for row in table.rows:
        plan.rows += 1
        if plan.rows > MOST_ROWS:
            raise ValidationError(f"The file has more than {MOST_ROWS:,} rows. Send it in parts.")
        _place(plan, row, columns, order, today, people, candidates, had)
    return plan


@transaction.atomic
def take_over(organisation: Organisation, packed: Iterable[list[str]], named: Mapping[str, str], *, by: Actor) -> int:
    """Writes what was planned, and returns how many absences are new or corrected; doing it again changes nothing.

    `named`: what the columns are called, kept for the next file. An absence that no longer fits is left out.
    """
    DutySettings.objects.update_or_create(organisation=organisation, defaults={"absence_columns": dict(named)})
    written = 0
    for key, kind, first, last, reference in packed:
        affected = Affected.objects.select_related("incident__organisation").get(pk=key, organisation=organisation)
        first_day, last_day = date.fromisoformat(first), date.fromisoformat(last) if last else None
        older = Absence.objects.filter(
            affected=affected, source=SOURCE, external_reference=reference, ended_at=None
        ).first()
        if older and (older.kind, older.first_day, older.last_day) == (kind, first_day, last_day):
            continue
        track.record_absence(
            affected,
            kind,
            first_day,
            last_day,
            source=SOURCE,
            external_reference=reference,
            replaces=older,
            by=by,
        )
        written += 1
    details = {"written": written}
    record(
        "absences.taken_over",
        "organisation",
        organisation.pk,
        organisation_id=organisation.pk,
        actor=by,
        details=details,
    )
    return written


KNOWN = {word for _, words in FIELDS.values() for word in words}
Candidates = dict[UUID, list[tuple[date, Affected]]]
Had = dict[tuple[UUID, str], Absence]


def _place(
    plan: Plan,
    row: Row,
    columns: Mapping[str, int],
    order: Order,
    today: date,
    people: Mapping[str, set[UUID]],
    candidates: Candidates,
    had: Had,
) -> None:
    """Puts one row where it belongs. Who is in nobody's report is not looked at further, right or wrong."""
    cell = {name: row.cells[number] for name, number in columns.items()}
    staff = people.get(cell["email"].casefold(), set())
    theirs = [one for key in staff for one in candidates.get(key, [])]
    if not theirs:
        plan.nobody += 1
        return
    if row.problem:
        plan.refuse(row.line, row.problem[1])
        return
    if not cell["first_day"].strip():
        plan.refuse(row.line, "The first day is empty.")
        return
    try:
        first_day = read_day(cell["first_day"], order)[0]
        last_day = read_day(cell["last_day"], order)[0] if cell.get("last_day") else None
    except ValueError as error:
        plan.refuse(row.line, str(error))
        return
    if last_day is not None and last_day < first_day:
        plan.refuse(row.line, "The last day is before the first.")
        return
    reference = (cell.get("reference") or first_day.isoformat())[:100]
    fitting = _fitting(theirs, first_day, reference, had)
    if not fitting:
        plan.nobody += 1
    elif len(fitting) > 1:
        reports = " and ".join(sorted(one.incident.reference for one in fitting))
        plan.refuse(row.line, f"It may belong to {reports}. Enter it by hand.")
    elif fitting[0].incident.status == Incident.Status.WITHDRAWN and (fitting[0].pk, reference) not in had:
        said = f"It may belong to {fitting[0].incident.reference}, which its reporter took back."
        plan.refuse(row.line, f"{said} If somebody was hurt at work all the same, enter it by hand.")
    elif first_day > today:
        plan.refuse(row.line, "The first day is in the future.")
    else:
        kind = "light_duties" if any(word in cell.get("kind", "").casefold() for word in LIGHT) else "off_work"
        affected = fitting[0]
        older = had.get((affected.pk, reference))
        same = older is not None and (older.kind, older.first_day, older.last_day) == (kind, first_day, last_day)
        what = "same" if same else "changed" if older else "new"
        report = affected.incident.reference
        plan.found.append(Found(row.line, affected.pk, report, kind, first_day, last_day, reference, what))
        # What this row leaves behind is there for the rows after it: a row that stands in the file twice is written once.
        had[affected.pk, reference] = Absence(affected=affected, kind=kind, first_day=first_day, last_day=last_day)


def _fitting(theirs: list[tuple[date, Affected]], first_day: date, reference: str, had: Had) -> list[Affected]:
    """To whom days off belong, of all the reports in which somebody is: one, or several between which a person decides.

    1. Where it was taken over before, it stays.
    2. Else the nearest incident before it. One that was taken back counts only where no other fits.
    3. Joined reports are one event: it goes to the one that stands for them, where the person is in it.
    """
    before = [(day, one) for day, one in theirs if timedelta(0) <= first_day - day]
    taken = [one for _, one in before if (one.pk, reference) in had]
    if taken:
        return taken[:1]
    near = [(first_day - day, one) for day, one in before if first_day - day <= FITS_WITHIN]
    standing = [(since, one) for since, one in near if one.incident.status != Incident.Status.WITHDRAWN]
    near = standing or near
    events: dict[UUID, Affected] = {}
    for _, one in (found for found in near if found[0] == min(since for since, _ in near)):
        event = event_of(one.incident)
        if event not in events or one.incident_id == event:
            events[event] = one
    return list(events.values())


def _people(organisation: Organisation) -> dict[str, set[UUID]]:
    """Staff by every e-mail address that is known of them."""
    found: dict[str, set[UUID]] = defaultdict(set)
    for key, *emails in Staff.objects.filter(organisation=organisation).values_list("pk", "email", "user__email"):
        for email in filter(None, emails):
            found[email.casefold()].add(key)
    points = ContactPoint.objects.filter(organisation=organisation, channel=ContactPoint.Channel.EMAIL)
    for key, address in points.values_list("staff", "address"):
        found[address.casefold()].add(key)
    return found


def _affected(organisation: Organisation) -> Candidates:
    """Those affected by the local day of their incident, by who they are; only the last three years matter.

    Whatever became of the report: who was hurt is hurt, also where it was joined with another or taken back.
    """
    since: datetime = now() - timedelta(days=3 * 366)
    rows = Identity.objects.filter(
        organisation=organisation,
        part=Identity.Part.AFFECTED,
        staff__isnull=False,
        affected__isnull=False,
        incident__occurred_at__gte=since,
    )
    zone = ZoneInfo(organisation.time_zone)
    found: Candidates = defaultdict(list)
    for row in rows.select_related("affected__incident").iterator(chunk_size=2000):
        if row.affected is not None and row.staff_id is not None:
            found[row.staff_id].append((row.affected.incident.occurred_at.astimezone(zone).date(), row.affected))
    return found


def _taken_before(organisation: Organisation) -> Had:
    rows = Absence.objects.filter(organisation=organisation, ended_at=None, source=SOURCE).exclude(
        external_reference=""
    )
    return {(row.affected_id, row.external_reference): row for row in rows}
