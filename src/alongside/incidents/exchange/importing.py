"""What the importers of incidents, staff and places have in common."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import UUID

from alongside.incidents.exchange.understanding import LEFT_OUT, Problem, Understood
from alongside.incidents.models import ImportRun, LocalCode
from alongside.people.models import Organisation, Site, Team


@dataclass(frozen=True, slots=True)
class Told:
    """Something to say about a row: `kind` is one of `ImportedRow.Kind`. Line 0 is somebody who is not in the file."""

    line: int
    kind: str
    problems: Sequence[Problem]
    cells: Sequence[str] = ()


@dataclass(slots=True)
class Outcome:
    """What became of some rows, or would become of them."""

    added: int = 0
    changed: int = 0
    same: int = 0
    left: int = 0
    told: list[Told] = field(default_factory=list)


class Importer(Protocol):
    """Takes rows that were understood. `resumes`: what was taken stands after each `take`; otherwise only `finish`
    writes, and whoever goes on after a crash begins anew.
    """

    resumes: bool

    def take(self, rows: Sequence[Understood], *, write: bool) -> Outcome: ...

    def finish(self, *, write: bool) -> Outcome: ...

    def show(self, row: Understood) -> list[tuple[str, str]]: ...


class Refused(Exception):
    """The file as a whole must not be imported; the text is the sentence."""


def chosen_words(organisation: Organisation, system: str) -> dict[tuple[str, str], str]:
    """An organisation's own words: (list, word in small letters) to our code; sites and teams by their names besides."""
    words: dict[tuple[str, str], str] = {}
    for site in Site.objects.filter(organisation=organisation):
        words["sites", _plain(site.name)] = str(site.pk)
    for team in Team.objects.filter(organisation=organisation):
        words["teams", _plain(team.name)] = str(team.pk)
    for chosen in LocalCode.objects.filter(organisation=organisation, system=system):
        words[chosen.list_name, _plain(chosen.local)] = chosen.code or LEFT_OUT
    return words


def key_of(value: Any) -> UUID | None:
    """The key that a matched site or team stands for."""
    return UUID(value) if value else None


def system_of(run: ImportRun) -> str:
    """Under which name an organisation's own words for this run are kept."""
    return f"Import: {run.what}"


def _plain(word: str) -> str:
    return " ".join(word.split()).casefold()
