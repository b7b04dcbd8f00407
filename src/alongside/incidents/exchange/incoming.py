"""Incidents that come by file: from rows to reports, and into the database a batch at a time."""

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError

from alongside.incidents.actions import affected_of, check_report, incident_of, judge, responsible_of
from alongside.incidents.exchange.bulk import Row, insert, new_row, row_of
from alongside.incidents.exchange.fields import fields_of
from alongside.incidents.exchange.importing import Outcome, Told, key_of
from alongside.incidents.exchange.understanding import Problem, Reader, Understood, label_of, moment_of
from alongside.incidents.models import (
    Account,
    Affected,
    Change,
    Compartment,
    Identity,
    ImportRun,
    Incident,
    Responsible,
)
from alongside.incidents.new_report import NewAffected, NewReport, NewResponsible, Who
from alongside.ledger.actions import Actor, record
from alongside.ledger.clock import now
from alongside.ledger.keys import new_id_at
from alongside.people.models import Organisation, Place, Site, Team

HISTORY, TO_TRIAGE = "history", "triage"
"""How imported incidents arrive: looked at and closed, or as new reports."""
NEVER_TWICE = "ON CONFLICT (organisation_id, external_reference) WHERE external_reference <> '' DO NOTHING"
SAME_NUMBER = "Row {line} of this file has the same number. Only that one is taken."
DIFFERENT = "An incident with this number is here already and says something else. It was not touched."
COLUMN_OF = {
    "occurred_at": "day",
    "harm_physical": "harm_physical",
    "harm_psychological": "harm_psychological",
    "police_wish": "police",
    "responsible": "responsible_kind",
}
"""Where `check_report` names a part of a report otherwise than the columns do."""


class IncidentImporter:
    """Takes incidents. The number in the other system keeps each from being added twice."""

    resumes = True

    def __init__(self, run: ImportRun, organisation: Organisation, reader: Reader) -> None:
        self._run, self._organisation, self._reader = run, organisation, reader
        self._history = run.mapping.get("arrive_as", HISTORY) == HISTORY
        self._by = Actor(run.made_kind, run.made_id, run.made_name)
        self._sites = {site.pk: site for site in Site.objects.filter(organisation=organisation)}
        self._teams = {team.pk: team for team in Team.objects.filter(organisation=organisation)}
        self._places = {
            (place.site_id, place.name.casefold()): place
            for place in Place.objects.filter(organisation=organisation).select_related("site")
        }
        self._seen: dict[str, int] = {}
        """Numbers of this file, and the row in which each came first."""

    def remember(self, rows: Sequence[Understood]) -> None:
        """Rows that were taken before a crash: their numbers count."""
        for row in rows:
            if not row.problems:
                self._seen.setdefault(row.raw["reference"], row.line)

    def take(self, rows: Sequence[Understood], *, write: bool) -> Outcome:
        moment = now()
        outcome, fresh = Outcome(), []
        known = self._known([row.raw.get("reference", "") for row in rows if not row.problems])
        for row in rows:
            if row.problems:
                outcome.told.append(Told(row.line, "wrong", row.problems))
                continue
            number = row.raw["reference"]
            first = self._seen.setdefault(number, row.line)
            if first != row.line:
                outcome.told.append(self._wrong(row, "reference", SAME_NUMBER.format(line=first)))
            elif number in known:
                self._compare(row, known[number], outcome)
            else:
                fresh.append(row)
        reports = []
        for row in fresh:
            report = self._report(row)
            try:
                check_report(report, moment)
            except ValidationError as error:
                outcome.told.append(Told(row.line, "wrong", self._problems(error)))
            else:
                reports.append((row, report))
        taken = self._write(reports, moment) if write else {row.line for row, _ in reports}
        for row, _ in reports:
            outcome.told.append(self._told(row, "added" if row.line in taken else "same"))
        outcome.added = len(taken)
        outcome.same += len(reports) - len(taken)
        return outcome

    def finish(self, *, write: bool) -> Outcome:
        return Outcome()

    def show(self, row: Understood) -> list[tuple[str, str]]:
        """The row as a person reads it before it is imported: (field, value)."""
        shown = []
        for name, one in fields_of("incidents").items():
            value = row.values.get(name)
            if value in (None, "", []):
                continue
            if name in ("day", "reported"):
                text = moment_of(row.values, name).astimezone(self._zone).strftime("%-d %B %Y, %H:%M")  # type: ignore[union-attr]
            elif one.kind in ("site", "team"):
                found: Site | Team | None = (self._sites if one.kind == "site" else self._teams).get(key_of(value))  # type: ignore[arg-type]
                text = found.name if found else ""
            elif one.list_name:
                text = ", ".join(
                    label_of(one.list_name, code) for code in ([value] if isinstance(value, str) else value)
                )
            else:
                text = {True: "Yes", False: "No"}.get(value, "") if isinstance(value, bool) else str(value)
            shown.append((one.label, text if len(text) <= 200 else text[:199] + "…"))
        return shown

    @property
    def _zone(self) -> Any:
        from zoneinfo import ZoneInfo

        return ZoneInfo(self._organisation.time_zone)

    def _known(self, numbers: Sequence[str]) -> dict[str, str]:
        """Numbers that are here already, and the fingerprint of the row that brought each; "" where it came otherwise."""
        asked = Incident.objects.filter(
            organisation=self._organisation, external_reference__in=[number for number in numbers if number]
        )
        # Said besides, so that the index is used, which leaves the empty ones out.
        here = dict(asked.exclude(external_reference="").values_list("pk", "external_reference"))
        prints = Change.objects.filter(incident__in=here, what="imported").values_list("incident_id", "after")
        found = dict.fromkeys(here.values(), "")
        for key, after in prints:
            found[here[key]] = str(after.get("print", ""))
        return found

    def _compare(self, row: Understood, earlier: str, outcome: Outcome) -> None:
        if not earlier or earlier == fingerprint(row):
            outcome.same += 1
            outcome.told.append(self._told(row, "same"))
        else:
            outcome.changed += 1
            outcome.told.append(Told(row.line, "changed", [Problem(self._reader.heading("reference"), DIFFERENT)]))

    def _report(self, row: Understood) -> NewReport:
        said = row.values
        site = self._sites.get(key_of(said.get("site")))  # type: ignore[arg-type]
        place_name = said.get("place", "")
        place = self._places.get((site.pk, place_name.casefold())) if site else None
        occurred = said["day"]
        affected: tuple[NewAffected, ...] = ()
        if any(said.get(name) for name in ("affected_kind", "affected_name", "staff_group", "injury")) or said.get(
            "harm_physical"
        ):
            affected = (
                NewAffected(
                    said.get("affected_kind") or "staff",
                    who=Who(name=said.get("affected_name", "")),
                    injury=said.get("injury") or "unknown",
                    staff_group=said.get("staff_group") or "unknown",
                    harm_physical=said.get("harm_physical", ""),
                    harm_psychological=said.get("harm_psychological", ""),
                ),
            )
        responsible: tuple[NewResponsible, ...] = ()
        if said.get("responsible_kind") or said.get("responsible_name"):
            who = Who(name=said.get("responsible_name", ""))
            responsible = (NewResponsible(said.get("responsible_kind") or "unknown", who=who),)
        return NewReport(
            kinds=said["kinds"],
            occurred_at=occurred.at,
            occurred_estimated=occurred.note is not None,
            site=site,
            place=place,
            place_kind=said.get("place_kind") or "unknown",
            place_name="" if place else place_name or "",
            place_words="" if place or not place_name else f"Place: {place_name}",
            team=self._teams.get(key_of(said.get("team"))),  # type: ignore[arg-type]
            **{name: said.get(name, ()) for name in ("acts", "weapons", "hate_strands", "factors", "responses")},
            police=said.get("police") or "undecided",
            lone_working=said.get("lone_working"),
            affected=affected,
            responsible=responsible,
            account=said.get("account", ""),
            reporter=Who(name=said.get("reporter_name", "")),
            external_reference=said["reference"],
            lfpse_reference=said.get("lfpse_reference", ""),
        )

    def _write(self, reports: Sequence[tuple[Understood, NewReport]], moment: datetime) -> set[int]:
        """Writes reports; returns the lines of those that were not here yet."""
        made = [(row, report, self._incident(row, report, moment)) for row, report in reports]
        parts = [
            (
                [affected_of(incident, one, number) for number, one in enumerate(report.affected, start=1)],
                [responsible_of(incident, one, number) for number, one in enumerate(report.responsible, start=1)],
            )
            for _, report, incident in made
        ]
        for (_, _, incident), (affected, responsible) in zip(made, parts, strict=True):
            judge(incident, affected=affected, responsible=responsible, moment=moment)
        organisation = str(self._organisation.pk)
        added = insert(
            Incident, [row_of(incident, organisation_id=organisation) for _, _, incident in made], conflict=NEVER_TWICE
        )
        people: list[Row] = []
        others: list[Row] = []
        identities: list[Row] = []
        accounts: list[Row] = []
        changes: list[Row] = []
        for (understood, report, incident), (affected, responsible) in zip(made, parts, strict=True):
            key = str(incident.pk)
            if key not in added:
                continue
            of = {"organisation_id": organisation, "incident_id": key}
            people += [row_of(one, **of) for one in affected]
            others += [row_of(one, **of) for one in responsible]
            identities += _identities(of, report, affected, responsible)
            accounts += _accounts(of, report, moment)
            changes.append(self._change(of, understood, incident, moment))
        insert(Affected, people)
        insert(Responsible, others)
        insert(Identity, identities)
        insert(Account, accounts)
        insert(Change, changes)
        if added:
            record(
                "incidents.imported",
                "import",
                self._run.pk,
                organisation_id=self._organisation.pk,
                actor=self._by,
                details={"added": len(added), "rows": [made[0][0].line, made[-1][0].line], "file": self._run.sha256},
            )
        return {row.line for row, _, incident in made if str(incident.pk) in added}

    def _incident(self, row: Understood, report: NewReport, moment: datetime) -> Incident:
        incident = incident_of(self._organisation, report, moment, Incident.Source.IMPORT)
        if self._history:
            reported = moment_of(row.values, "reported") or report.occurred_at
            incident.reported_at = min(max(reported, report.occurred_at), moment)
            incident.pk = new_id_at(incident.reported_at)
            incident.status = Incident.Status.CLOSED
            incident.triaged_at = incident.closed_at = moment
        return incident

    def _change(self, of: Row, understood: Understood, incident: Incident, moment: datetime) -> Row:
        told = {"run": str(self._run.pk), "row": understood.line, "print": fingerprint(understood)}
        return new_row(
            Change,
            **of,
            at=moment,
            what="imported",
            after=told | {"status": incident.status},
            actor_kind=self._by.kind,
            actor_id=self._by.id,
            actor_name=self._by.name,
        )

    def _told(self, row: Understood, kind: str) -> Told:
        return Told(row.line, kind, [Problem(self._reader.heading("reference"), row.raw["reference"])])

    def _wrong(self, row: Understood, name: str, reason: str) -> Told:
        return Told(row.line, "wrong", [Problem(self._reader.heading(name), reason)])

    def _problems(self, error: ValidationError) -> list[Problem]:
        return [
            Problem(self._reader.heading(COLUMN_OF.get(name, name)) or name, " ".join(messages))
            for name, messages in error.message_dict.items()
        ]


def fingerprint(row: Understood) -> str:
    """128 bits of what a row said: tells whether a later file says the same of an incident."""
    text = json.dumps(dict(sorted(row.raw.items())), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _identities(
    of: Row, report: NewReport, affected: Sequence[Affected], responsible: Sequence[Responsible]
) -> list[Row]:
    found: list[tuple[str, Who, Row]] = []
    for one, person in zip(report.affected, affected, strict=True):
        found.append((Identity.Part.AFFECTED, one.who, {"affected_id": person.pk}))
    for other, someone in zip(report.responsible, responsible, strict=True):
        found.append((Identity.Part.RESPONSIBLE, other.who, {"responsible_id": someone.pk}))
    found.append((Identity.Part.REPORTER, report.reporter, {}))
    return [
        new_row(
            Identity,
            **of,
            part=part,
            compartment=Compartment.SUSPECT if part == Identity.Part.RESPONSIBLE else Compartment.PEOPLE,
            name=who.name,
            **whose,
        )
        for part, who, whose in found
        if who
    ]


def _accounts(of: Row, report: NewReport, moment: datetime) -> list[Row]:
    words = "\n\n".join(filter(None, [report.account.strip(), report.place_words]))
    if not words:
        return []
    return [
        new_row(
            Account,
            **of,
            compartment=Compartment.NARRATIVE,
            author=Account.Author.IMPORTED,
            text=words,
            given_at=moment,
        )
    ]
