"""What a word of another system can mean: a code of one of our lists, a site or a team of the organisation, or nothing."""

from uuid import UUID

from alongside.incidents.codes import names
from alongside.incidents.exchange.fields import list_of
from alongside.people.models import Site, Team

LEAVE_OUT = "-"
"""Stands for no code where one is typed or read in: the word is left out of every import."""
OWN = {"sites": "Site", "teams": "Team"}
PEOPLE = "affected_kinds"


class Meanings:
    """Everything that a word can mean in one organisation."""

    def __init__(self, organisation_id: UUID | None) -> None:
        self._own: dict[str, dict[str, str]] = {
            name: {str(key): text for key, text in found.order_by("name", "pk").values_list("pk", "name")}
            for name, found in (
                ("sites", Site.objects.filter(organisation=organisation_id)),
                ("teams", Team.objects.filter(organisation=organisation_id)),
            )
        }

    def titles(self) -> list[tuple[str, str]]:
        """Each list: its name and what it is called."""
        return [(name, self.title(name)) for name in (*OWN, *sorted([*names(), PEOPLE]))]

    def title(self, name: str) -> str:
        """What a list is called."""
        return OWN.get(name) or (list_of(name).title if self.has(name) else name)

    def label(self, name: str, code: str) -> str:
        """What a code of a list says."""
        if not code:
            return "Nothing: it is left out"
        if name in OWN:
            return self._own[name].get(code, "No longer there")
        return list_of(name).label(code) if self.has(name) else code

    def knows(self, name: str, code: str) -> bool:
        """Whether a word can mean this."""
        return code in ("", LEAVE_OUT) or code in (self._own[name] if name in OWN else list_of(name))

    def has(self, name: str) -> bool:
        """Whether there is such a list."""
        return name in OWN or name in names() or name == PEOPLE

    def choices(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """Everything under the title of its list, for a grouped choice: ("kinds:theft", "Theft")."""
        return [
            (title, [*self._of(name), (f"{name}:{LEAVE_OUT}", "Nothing: leave it out")])
            for name, title in self.titles()
            if self._of(name)
        ]

    def _of(self, name: str) -> list[tuple[str, str]]:
        found = self._own[name].items() if name in OWN else [(code.code, code.label) for code in list_of(name)]
        return [(f"{name}:{code}", text) for code, text in found]
