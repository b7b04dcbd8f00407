"""What may be added once the few answers are given: people by name, things with their value. Pure.

Nothing here is ever asked for; each part is a list of rows, and each row a mapping from its fields' names to text.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from alongside.incidents.reporting.asking import Field, Option
from alongside.incidents.reporting.reading import read_field

MOST_ROWS = 20


@dataclass(frozen=True, slots=True)
class Part:
    """One page of rows. `one` names a row, `another` the button for the next."""

    name: str
    title: str
    hint: str
    one: str
    another: str
    fields: Sequence[Field]


WHOM = [
    Option("staff", "A colleague"),
    Option("patient", "A patient"),
    Option("visitor", "A visitor, relative or carer"),
    Option("contractor", "A contractor or volunteer"),
    Option("child", "A child"),
]
OWNERS = [
    Option("organisation", "The organisation"),
    Option("staff", "A member of staff"),
    Option("patient", "A patient or visitor"),
    Option("other", "Somebody else"),
    Option("unknown", "I don’t know"),
]

PARTS: Mapping[str, Part] = {
    part.name: part
    for part in (
        Part(
            "affected",
            "People it was done to",
            "Add each person. Write only what you know.",
            "Person",
            "Add another person",
            [
                Field("kind", "select", "Who is it?", options=WHOM, required=True, missing="Choose who it is."),
                Field("name", "text", "Name (optional)", longest=120),
                Field("injury", "select", "Were they hurt?", codes="injuries"),
            ],
        ),
        Part(
            "responsible_people",
            "People who did it",
            "Add each person, or a group as one. Write only what you know.",
            "Person or group",
            "Add another person",
            [
                Field(
                    "kind",
                    "select",
                    "Who is it?",
                    codes="responsible_kinds",
                    required=True,
                    missing="Choose who it is.",
                ),
                Field("name", "text", "Name (optional)", longest=120),
                Field("how_many", "number", "How many people? (optional)"),
                Field("description", "text", "What did they look like? (optional)", longest=500),
            ],
        ),
        Part(
            "property",
            "Things that were stolen, lost or damaged",
            "Add each thing. A rough value is enough.",
            "Thing",
            "Add another thing",
            [
                Field(
                    "kind", "select", "What is it?", codes="property_kinds", required=True, missing="Choose what it is."
                ),
                Field(
                    "loss",
                    "select",
                    "What happened to it?",
                    codes="property_losses",
                    required=True,
                    missing="Choose what happened to it.",
                ),
                Field("owner", "select", "Whose is it?", options=OWNERS),
                Field("description", "text", "Which one? (optional)", longest=300),
                Field("value", "pounds", "What is it worth, in pounds? (optional)", hint="For example, 120"),
            ],
        ),
        Part(
            "witnesses",
            "People who saw it",
            "Add each person, so that they can be asked for their own account.",
            "Person",
            "Add another person",
            [
                Field("name", "text", "Name", longest=120, required=True, missing="Write their name."),
                Field("phone", "phone", "Phone number (optional)", longest=40),
                Field("email", "email", "E-mail address (optional)", longest=254),
            ],
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Rows:
    """What was read of a part: its rows, and what is wrong, by the name of the field on the page."""

    rows: list[dict[str, str]]
    wrong: dict[str, str]


def read_rows(part: Part, posted: Mapping[str, Sequence[str]]) -> Rows:
    """Reads `affected-0-kind`, `affected-0-name`, `affected-1-kind` …; rows without any words are left out.

    A row that only holds what the page chose by itself is empty too: a list's first option is "choose".
    """
    rows: list[dict[str, str]] = []
    wrong: dict[str, str] = {}
    for number in range(MOST_ROWS):
        before = f"{part.name}-{number}-"
        read = {field.name: read_field(field, posted.get(before + field.name, ())) for field in part.fields}
        row = {name: str(one.value) for name, one in read.items() if one.value}
        if not row and not any(one.wrong for one in read.values()):
            continue
        place = f"{part.name}-{len(rows)}-"
        wrong |= {place + name: one.wrong for name, one in read.items() if one.wrong}
        wrong |= {
            place + field.name: field.missing for field in part.fields if field.required and not row.get(field.name)
        }
        rows.append(row)
    return Rows(rows, wrong)


def rows_of(answers: Mapping[str, Any], name: str) -> list[dict[str, str]]:
    """The rows of a part among the answers."""
    found = answers.get(name)
    return [row for row in found if isinstance(row, dict)] if isinstance(found, list) and name in PARTS else []


def in_pence(pounds: str) -> int | None:
    """ "120" or "1,200.50" in pence; None where nothing was written."""
    tidy = pounds.replace(",", "").replace("£", "").strip()
    if not tidy:
        return None
    whole, _, part = tidy.partition(".")
    return int(whole or "0") * 100 + int((part + "00")[:2])
