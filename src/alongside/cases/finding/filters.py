"""What somebody asked to see of the cases, read from an address and written back into one. Pure but for the codes."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from unicodedata import normalize
from urllib.parse import urlencode
from uuid import UUID

from alongside.cases.codes import code_list
from alongside.cases.models import Case
from alongside.cases.references import tidy
from alongside.incidents.codes import code_list as incident_codes

SORTS = {"newest": "Newest first", "due": "Due first", "priority": "Most urgent first"}
RUNNING = "running"
"""A status of the address that stands for all in which something is still to be done."""
LONGEST_WORDS = 200


@dataclass(frozen=True, slots=True)
class Filters:
    """What was chosen, checked; "" or None where nothing was. `wrong` says what could not be understood."""

    status: str = ""
    owner: str = ""
    """A key, or `me` or `nobody`."""
    team: str = ""
    site: str = ""
    kind: str = ""
    priority: str = ""
    waits_on: str = ""
    definition: str = ""
    late: str = ""
    words: str = ""
    sort: str = "newest"
    wrong: tuple[str, ...] = ()

    def pairs(self) -> list[tuple[str, str]]:
        """As names and values of an address."""
        named = [(name, getattr(self, name)) for name in NAMES]
        return [
            *([("q", self.words)] if self.words else []),
            *[(name, value) for name, value in named if value],
            *([("sort", self.sort)] if self.sort != "newest" else []),
        ]

    def query(self, **more: Any) -> str:
        """As what follows `?` in an address."""
        return urlencode([*self.pairs(), *((name, value) for name, value in more.items() if value)])

    def with_(self, **changed: Any) -> "Filters":
        """With some of it changed."""
        return replace(self, **changed)

    @property
    def narrowed(self) -> bool:
        """Whether anything is left out of the list."""
        return bool(self.words or any(getattr(self, name) for name in NAMES))


NAMES = ("status", "owner", "team", "site", "kind", "priority", "waits_on", "definition", "late")


def choices(name: str) -> list[tuple[str, str]]:
    """The values of a filter whose choices are the same everywhere."""
    lists: Mapping[str, list[tuple[str, str]]] = {
        "status": [(RUNNING, "Still running"), *Case.Status.choices],
        "priority": [(str(value), str(label)) for value, label in Case.Priority.choices],
        "kind": [(code.code, code.label) for code in incident_codes("kinds")],
        "waits_on": [(code.code, code.label) for code in code_list("waits_on")],
        "definition": [(str(value), str(label)) for value, label in Case._meta.get_field("definition").choices or []],
        "late": [("yes", "Something is late")],
    }
    return lists[name]


def read(address: Mapping[str, str]) -> Filters:
    """Filters from the query of an address; what cannot be understood is left out and said."""
    wrong: list[str] = []
    found: dict[str, str] = {}
    for name in NAMES:
        value = address.get(name, "").strip()
        if not value:
            continue
        if name in ("owner", "team", "site"):
            fits = _is_key(value) or (name == "owner" and value in ("me", "nobody"))
        else:
            fits = value in dict(choices(name))
        if fits:
            found[name] = value
        else:
            wrong.append(f"There is no “{value[:40]}” to choose.")
    words = normalize("NFC", address.get("q", "").replace("\x00", "")).strip()[:LONGEST_WORDS]
    sort = address.get("sort", "newest")
    return Filters(**found, words=words, sort=sort if sort in SORTS and not words else "newest", wrong=tuple(wrong))


def reference_in(words: str) -> str:
    """The number of a case, where that is what was typed."""
    bare = "".join(words.split()).replace("-", "")
    return tidy(words) if len(bare) in (8, 9) and bare.isalnum() else ""


def _is_key(value: str) -> bool:
    try:
        UUID(value)
    except ValueError:
        return False
    return len(value) == 36
