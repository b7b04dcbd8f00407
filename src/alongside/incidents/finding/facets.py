"""What incidents are filtered by, and how each filter is called in the address. Pure."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from alongside.incidents.codes import code_list
from alongside.incidents.models import Incident

EQUAL, OVERLAP, IS = "equal", "overlap", "is"
"""How a value is compared: the column is it; the column, a list of codes, holds it; yes or no."""

Options = Callable[[], Iterable[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class Facet:
    """`name` in the address, `heading` on the page, `column` of `Incident`; `options` gives (value, words)."""

    name: str
    heading: str
    column: str
    how: str
    options: Options

    def label(self, value: str) -> str | None:
        """What a value is called; None where it is none of this facet."""
        return dict(self.options()).get(value)


def _codes(name: str) -> Options:
    return lambda: [(code.code, code.label) for code in code_list(name)]


def _choices(choices: Any) -> Options:
    return lambda: list(choices.choices)


FACETS = (
    Facet("kind", "What happened", "kinds", OVERLAP, _codes("kinds")),
    Facet("status", "Where it stands", "status", EQUAL, _choices(Incident.Status)),
    Facet("urgent", "Why it is urgent", "urgent_because", OVERLAP, _codes("urgencies")),
    Facet("definition", "National definition of 2003", "definition", EQUAL, _choices(Incident.Definition)),
    Facet("physical", "Physical harm", "harm_physical", EQUAL, _codes("harm_physical")),
    Facet("psychological", "Psychological harm", "harm_psychological", EQUAL, _codes("harm_psychological")),
    Facet("hate", "Hate, because of", "hate_strands", OVERLAP, _codes("hate_strands")),
    Facet("who", "Who did it", "responsible_kinds", OVERLAP, _codes("responsible_kinds")),
    Facet("factor", "What affected the person", "factors", OVERLAP, _codes("factors")),
    Facet("weapon", "Weapon", "weapons", OVERLAP, _codes("weapons")),
    Facet("shift", "Shift", "shift", EQUAL, _codes("shift_bands")),
    Facet("place-kind", "Kind of place", "place_kind", EQUAL, _codes("place_kinds")),
    Facet("source", "How it was reported", "source", EQUAL, _choices(Incident.Source)),
    Facet(
        "anonymous",
        "Anonymous",
        "anonymous",
        IS,
        lambda: [("yes", "Reported anonymously"), ("no", "Reporter is known")],
    ),
)
BY_NAME = {facet.name: facet for facet in FACETS}
OBJECTS = {"site": "site_id", "place": "place_id", "team": "team_id", "assigned": "assigned_to_id"}
"""Filters by something that an organisation made: the name in the address, the column."""
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
