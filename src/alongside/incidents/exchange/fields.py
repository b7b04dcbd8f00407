"""What a column of a file may mean: the fields of incidents, staff and places. Pure.

The names under which other systems know a field, and the words by which they call our codes, stand in `columns.toml`
and `words.toml`. They only propose: a person confirms every import.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from alongside.incidents.codes import Code, CodeList, code_list


@dataclass(frozen=True, slots=True)
class Field:
    """A field. `kind`: text, day, time, yes_no, email, number, code, codes, or one of our own lists: site, team.

    `many`: several columns may go into it.
    """

    name: str
    label: str
    kind: str = "text"
    list_name: str = ""
    required: bool = False
    many: bool = False


INCIDENTS = (
    Field("reference", "Number in the other system", required=True),
    Field("day", "Date it happened (with or without the time)", "day", required=True),
    Field("time", "Time it happened", "time"),
    Field("reported", "Date it was reported", "day"),
    Field("kinds", "What kind of incident", "codes", "kinds", required=True, many=True),
    Field("acts", "What was done", "codes", "acts", many=True),
    Field("weapons", "Weapon", "codes", "weapons", many=True),
    Field("hate_strands", "Hate: because of what", "codes", "hate_strands", many=True),
    Field("factors", "What played a part", "codes", "factors", many=True),
    Field("responses", "What was done about it", "codes", "responses", many=True),
    Field("account", "What happened, in words", many=True),
    Field("site", "Site", "site"),
    Field("place", "Ward, department or place"),
    Field("place_kind", "Kind of place", "code", "place_kinds"),
    Field("team", "Team", "team"),
    Field("affected_kind", "Type of person affected", "code", "affected_kinds"),
    Field("affected_name", "Name of the person affected"),
    Field("staff_group", "Staff group of the person affected", "code", "staff_groups"),
    Field("injury", "Injury", "code", "injuries"),
    Field("harm_physical", "Physical harm", "code", "harm_physical"),
    Field("harm_psychological", "Psychological harm", "code", "harm_psychological"),
    Field("responsible_kind", "Type of person who did it", "code", "responsible_kinds"),
    Field("responsible_name", "Name of the person who did it"),
    Field("reporter_name", "Name of the reporter"),
    Field("police", "Police", "code", "police_wishes"),
    Field("lone_working", "Worked alone", "yes_no"),
    Field("lfpse_reference", "LFPSE reference (patient safety event)"),
)
STAFF = (
    Field("email", "E-mail", "email", required=True),
    Field("name", "Name", required=True),
    Field("job_title", "Job title"),
    Field("team", "Team"),
    Field("manager_email", "Line manager’s e-mail", "email"),
    Field("site", "Site", "site"),
    Field("staff_group", "Staff group", "code", "staff_groups"),
    Field("active", "Works here now", "yes_no"),
)
SITES = (
    Field("site", "Site", required=True),
    Field("address", "Address"),
    Field("lat", "Latitude", "number"),
    Field("lon", "Longitude", "number"),
    Field("place", "Ward, department or place"),
)
FIELDS: Mapping[str, Sequence[Field]] = {"incidents": INCIDENTS, "staff": STAFF, "sites": SITES}
PERSON_KINDS = ("staff", "patient", "visitor", "contractor", "child")


def fields_of(what: str) -> dict[str, Field]:
    """The fields of `incidents`, `staff` or `sites`, by name."""
    return {field.name: field for field in FIELDS[what]}


def propose(what: str, headings: Sequence[str]) -> dict[str, str]:
    """Which column (its number from 0, as text) is probably which field. A field that takes one column gets the first."""
    fields, found, taken = fields_of(what), {}, set()
    for number, heading in enumerate(headings):
        name = _names(what).get(_plain(heading), "")
        if name and (fields[name].many or name not in taken):
            found[str(number)] = name
            taken.add(name)
    return found


def is_known(what: str, heading: str) -> bool:
    """Whether a heading is a name of one of the fields."""
    return _plain(heading) in _names(what)


def list_of(field_list: str) -> CodeList:
    """The code list of that name; `affected_kinds` are the people among the targets."""
    if field_list != "affected_kinds":
        return code_list(field_list)
    targets = code_list("targets")
    codes = {code.code: code for code in targets if code.code in PERSON_KINDS}
    return CodeList("affected_kinds", "Who was affected", targets.version, targets.source, codes)


@cache
def words_of(field_list: str) -> dict[str, str]:
    """Words, in small letters, and the code of the list that they mean: its codes and labels, and those of `words.toml`."""
    found: dict[str, str] = {}
    for code in list_of(field_list):
        for word in _words(code):
            found.setdefault(word.casefold(), code.code)
    for code_name, words in _read("words.toml").get(field_list, {}).items():
        for word in words:
            found.setdefault(word.casefold(), code_name)
    return found


def _words(code: Code) -> tuple[str, ...]:
    return (code.code, code.code.replace("_", " "), code.label, code.plain)


@cache
def _names(what: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for field in FIELDS[what]:
        for name in (field.name, field.label, *_read("columns.toml").get(what, {}).get(field.name, [])):
            found.setdefault(_plain(name), field.name)
    return found


@cache
def _read(name: str) -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(files("alongside.incidents.exchange").joinpath(name).read_text("utf-8"))


def _plain(heading: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", heading.casefold()).strip()
