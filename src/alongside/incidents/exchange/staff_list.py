"""The staff list: who joins, who changes, who leaves. Written in one transaction, at the end."""

from collections.abc import Sequence
from typing import Any

from alongside.incidents.exchange.fields import fields_of
from alongside.incidents.exchange.importing import Outcome, Refused, Told, key_of
from alongside.incidents.exchange.understanding import Problem, Reader, Understood, label_of
from alongside.incidents.models import ImportRun
from alongside.ledger.actions import Actor
from alongside.people.models import ContactPoint, Organisation, Site, Staff, Team
from alongside.people.staff_list import Listed, add_listed, change_listed, end_places

HALF = "{leaving} of {active} people would become inactive, more than half. Confirm on the page that this is right."
NO_HEADING = "E-mail"


class StaffImporter:
    """Compares the list with who works here. People are known by their e-mail address at work."""

    resumes = False

    def __init__(self, run: ImportRun, organisation: Organisation, reader: Reader) -> None:
        self._run, self._organisation, self._reader = run, organisation, reader
        self._whole = bool(run.mapping.get("whole_list", True))
        self._by = Actor(run.made_kind, run.made_id, run.made_name)
        self._sites = {site.pk: site for site in Site.objects.filter(organisation=organisation)}
        self._teams = {team.pk: team for team in Team.objects.filter(organisation=organisation)}
        self._listed: dict[str, Understood] = {}
        self._wrong: set[str] = set()
        """Addresses of rows that could not be read: their people have not left."""

    def take(self, rows: Sequence[Understood], *, write: bool) -> Outcome:
        outcome = Outcome()
        for row in rows:
            email = row.raw.get("email", "").strip().lower()
            if row.problems:
                self._wrong.add(email)
                outcome.told.append(Told(row.line, "wrong", row.problems))
            elif email in self._listed:
                reason = f"Row {self._listed[email].line} has the same e-mail address. Only that one is taken."
                outcome.told.append(Told(row.line, "wrong", [Problem(self._reader.heading("email"), reason)]))
            else:
                self._listed[email] = row
        return outcome

    def finish(self, *, write: bool) -> Outcome:
        here = self._people_here()
        outcome = Outcome()
        joining: list[Listed] = []
        changes: dict[str, tuple[Staff, dict[str, Any]]] = {}
        leavers: list[Staff] = []
        for email, row in self._listed.items():
            place, listed = here.get(email), self._as_listed(row)
            works_here = row.values.get("active") is not False
            if place is None:
                if works_here:
                    joining.append(listed)
                    outcome.told.append(Told(row.line, "joins", [Problem("", listed.name)]))
            elif not works_here:
                if place.active:
                    leavers.append(place)
                    outcome.told.append(Told(row.line, "leaves", [Problem("", place.name)]))
            else:
                differing = self._differing(place, listed)
                if differing:
                    changes[email] = (place, differing)
        outcome.added = len(joining)
        if self._whole:
            for email, place in here.items():
                if place.active and email not in self._listed and email not in self._wrong and not self._is_self(place):
                    leavers.append(place)
                    outcome.told.append(Told(0, "leaves", [Problem("", place.name)]))
        outcome.left = len(leavers)
        active = sum(place.active for place in here.values())
        if write:
            if leaves_too_many(len(leavers), active) and len(leavers) > int(self._run.mapping.get("leavers_agreed", 0)):
                raise Refused(HALF.format(leaving=len(leavers), active=active))
            here |= add_listed(self._organisation, joining, by=self._by)
        self._add_managers(here, {one.email for one in joining}, changes, outcome, write=write)
        for email, (place, fields) in changes.items():
            told = ", ".join(sorted(NAMES[name] for name in fields))
            row = self._listed[email]
            outcome.told.append(Told(row.line, "changes", [Problem("", f"{place.name}: {told}")]))
        outcome.changed = len(changes)
        told_of = {one.line for one in outcome.told}
        for row in self._listed.values():
            if row.line not in told_of:
                outcome.told.append(Told(row.line, "same", [Problem("", row.values["name"])]))
        outcome.same = len(self._listed) - len(joining) - len(changes)
        if write:
            change_listed(self._organisation, list(changes.values()), by=self._by)
            end_places(self._organisation, leavers, by=self._by)
        return outcome

    def show(self, row: Understood) -> list[tuple[str, str]]:
        """The row as a person reads it before it is imported."""
        shown = []
        for name, one in fields_of("staff").items():
            value = row.values.get(name)
            if value in (None, ""):
                continue
            if one.kind in ("site", "team"):
                value = row.raw[name]
            elif one.list_name:
                value = label_of(one.list_name, value)
            elif isinstance(value, bool):
                value = "Yes" if value else "No"
            shown.append((one.label, str(value)))
        return shown

    def _people_here(self) -> dict[str, Staff]:
        """Everybody of the organisation whose e-mail is known, by it."""
        found: dict[str, Staff] = {}
        places = Staff.objects.filter(organisation=self._organisation).select_related("user").order_by("active", "pk")
        by_key = {place.pk: place for place in places}
        for place in by_key.values():
            if place.user is not None and place.user.email:
                found[place.user.email.lower()] = place
        for point in ContactPoint.objects.filter(organisation=self._organisation, channel="email"):
            found.setdefault(point.address.lower(), by_key[point.staff_id])
        for place in by_key.values():
            if place.email:
                found = {email: other for email, other in found.items() if other is not place}
                found[place.email] = place
        once: dict[Any, str] = {}
        return {email: place for email, place in found.items() if once.setdefault(place.pk, email) == email}

    def _as_listed(self, row: Understood) -> Listed:
        said = row.values
        return Listed(
            email=said["email"],
            name=said["name"],
            job_title=said.get("job_title"),
            team=self._teams.get(key_of(said.get("team"))),  # type: ignore[arg-type]
            site=self._sites.get(key_of(said.get("site"))),  # type: ignore[arg-type]
            staff_group=said.get("staff_group"),
        )

    def _differing(self, place: Staff, listed: Listed) -> dict[str, Any]:
        wanted: dict[str, Any] = {"email": listed.email, "name": listed.name, "active": True}
        wanted |= {
            name: value
            for name in ("job_title", "team", "site", "staff_group")
            if (value := getattr(listed, name)) is not None
        }
        return {name: value for name, value in wanted.items() if getattr(place, name) != value}

    def _add_managers(
        self,
        here: dict[str, Staff],
        joining: set[str],
        changes: dict[str, tuple[Staff, dict[str, Any]]],
        outcome: Outcome,
        *,
        write: bool,
    ) -> None:
        for email, row in self._listed.items():
            wanted = row.values.get("manager_email")
            if not wanted or row.values.get("active") is False:
                continue
            manager = here.get(wanted)
            if wanted == email or (manager is None and wanted not in joining):
                reason = (
                    "Nobody can be their own line manager. The rest of the row is taken."
                    if wanted == email
                    else f"Nobody here has the address {wanted}. The rest of the row is taken."
                )
                outcome.told.append(Told(row.line, "changed", [Problem(self._reader.heading("manager_email"), reason)]))
                continue
            place = here.get(email)
            if place is None or manager is None or place.line_manager_id == manager.pk:
                continue
            if email in joining and not write:
                continue
            changes.setdefault(email, (place, {}))[1]["line_manager"] = manager

    def _is_self(self, place: Staff) -> bool:
        return place.user_id is not None and place.user_id == self._run.made_id


NAMES = {
    "email": "e-mail",
    "name": "name",
    "active": "works here again",
    "job_title": "job title",
    "team": "team",
    "site": "site",
    "staff_group": "staff group",
    "line_manager": "line manager",
}


def leaves_too_many(leaving: int, active: int) -> bool:
    """Whether more than half would leave: then somebody must say that this is meant."""
    return leaving > 1 and leaving * 2 > active
