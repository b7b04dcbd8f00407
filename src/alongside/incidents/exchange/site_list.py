"""Sites and the places within them. Written in one transaction, at the end; what is not in the file stays."""

from collections.abc import Sequence

from alongside.incidents.exchange.importing import Outcome, Told
from alongside.incidents.exchange.understanding import Problem, Reader, Understood
from alongside.incidents.models import ImportRun
from alongside.ledger.actions import Actor
from alongside.people.actions import change_site, open_place, open_site
from alongside.people.models import Organisation, Place, Site


class SiteImporter:
    """A row is a site, or a place within one: several rows may name the same site."""

    resumes = False

    def __init__(self, run: ImportRun, organisation: Organisation, reader: Reader) -> None:
        self._organisation, self._reader = organisation, reader
        self._by = Actor(run.made_kind, run.made_id, run.made_name)
        self._rows: list[Understood] = []

    def take(self, rows: Sequence[Understood], *, write: bool) -> Outcome:
        outcome = Outcome()
        for row in rows:
            problems = [*row.problems, *self._position_problems(row)]
            if problems:
                outcome.told.append(Told(row.line, "wrong", problems))
            else:
                self._rows.append(row)
        return outcome

    def finish(self, *, write: bool) -> Outcome:
        outcome = Outcome()
        sites = {site.name.casefold(): site for site in Site.objects.filter(organisation=self._organisation)}
        places = {
            (place.site.name.casefold(), place.name.casefold())
            for place in Place.objects.filter(organisation=self._organisation).select_related("site")
        }
        for row in self._rows:
            name = row.values["site"]
            site = sites.get(name.casefold())
            new_site = site is None
            if site is None:
                site = self._open(row) if write else Site(organisation=self._organisation, name=name)
                sites[name.casefold()] = site
            changed = not new_site and self._change(site, row, write=write)
            place = row.values.get("place", "")
            new_place = bool(place) and (name.casefold(), place.casefold()) not in places
            if new_place:
                places.add((name.casefold(), place.casefold()))
                if write:
                    open_place(site, place, by=self._by)
            outcome.added += new_site or new_place
            outcome.changed += changed and not new_place
            outcome.same += not (new_site or new_place or changed)
            kind = "added" if new_site or new_place else "changes" if changed else "same"
            called = ", ".join(filter(None, [name, place]))
            outcome.told.append(Told(row.line, kind, [Problem("", called)]))
        return outcome

    def show(self, row: Understood) -> list[tuple[str, str]]:
        """The row as a person reads it before it is imported."""
        names = {"site": "Site", "address": "Address", "lat": "Latitude", "lon": "Longitude", "place": "Place"}
        return [
            (label, str(row.values[name])) for name, label in names.items() if row.values.get(name) not in (None, "")
        ]

    def _open(self, row: Understood) -> Site:
        lat, lon = row.values.get("lat"), row.values.get("lon")
        return open_site(
            self._organisation,
            row.values["site"],
            address=row.values.get("address", ""),
            position=(lat, lon) if lat is not None and lon is not None else None,
            by=self._by,
        )

    def _change(self, site: Site, row: Understood, *, write: bool) -> bool:
        wanted = {
            name: row.values[name] for name in ("address", "lat", "lon") if row.values.get(name) not in (None, "")
        }
        differing = {name: value for name, value in wanted.items() if getattr(site, name) != value}
        if differing and write and site.pk:
            change_site(site, differing, by=self._by)
        else:
            for name, value in differing.items():
                setattr(site, name, value)
        return bool(differing)

    def _position_problems(self, row: Understood) -> list[Problem]:
        found = []
        for name, other, limit in (("lat", "lon", 90), ("lon", "lat", 180)):
            value = row.values.get(name)
            if value is not None and not -limit <= value <= limit:
                found.append(Problem(self._reader.heading(name), f"This is not between -{limit} and {limit} degrees."))
            if value is not None and row.values.get(other) is None:
                found.append(Problem(self._reader.heading(name), "Give latitude and longitude, or neither."))
        return found
