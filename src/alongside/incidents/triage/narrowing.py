"""How somebody narrowed the list of new reports: kept in their session, so that the next report comes from the same list."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import QueryDict

from alongside.incidents.codes import code_list

WHO = [("", "Everybody's"), ("mine", "Mine"), ("nobody", "Nobody's")]
KEPT = "new-reports"
"""Where it is in the session."""


@dataclass(frozen=True, slots=True)
class Narrowed:
    """`reason`: a code of `urgencies`; `site`: its key; `who`: of WHO. Empty where any will do."""

    reason: str = ""
    site: str = ""
    who: str = ""

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> "Narrowed":
        """As an address or a form says it; what means nothing is left out."""
        reason, who = said.get("reason", ""), said.get("who", "")
        return cls(
            reason=reason if reason in code_list("urgencies") else "",
            site=str(key_of(said.get("site", "")) or ""),
            who=who if who in dict(WHO) else "",
        )

    @classmethod
    def read(cls, query: Any) -> "Narrowed":
        """The same of a query string: "reason=weapon&who=mine"."""
        return cls.of(QueryDict(query if isinstance(query, str) else "").dict())

    @property
    def query(self) -> str:
        """As an address has it."""
        return urlencode({name: value for name, value in asdict(self).items() if value})

    def __bool__(self) -> bool:
        return bool(self.query)


def key_of(text: str) -> UUID | None:
    """A key in an address; None where it is none."""
    try:
        return UUID(text)
    except ValueError:
        return None
