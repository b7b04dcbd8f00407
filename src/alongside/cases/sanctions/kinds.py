"""What kinds of sanctions there are, and what each brings with it (`codes/sanction_kinds.toml`). Pure."""

from dataclasses import dataclass
from datetime import date

from alongside.cases.codes import code_list
from alongside.cases.tracks.sanctions import CIVIL, CRIMINAL, DISCIPLINARY, PROCEDURAL, SPOKEN
from alongside.machine import Machine

MACHINES = {one.name: one for one in (SPOKEN, PROCEDURAL, DISCIPLINARY, CIVIL, CRIMINAL)}
FAMILIES = {"procedural": "Procedural", "disciplinary": "Disciplinary", "civil": "Civil", "criminal": "Criminal"}


@dataclass(frozen=True, slots=True)
class SanctionKind:
    """A kind of sanction. `letters`: to whom its words go; `longest` and `starts`: facts of `incidents.deadlines`."""

    code: str
    label: str
    hint: str
    family: str
    machine: Machine
    level: str
    letters: tuple[str, ...]
    longest: str
    starts: str


def kind_of(code: str) -> SanctionKind:
    """The kind of that code; KeyError where there is none."""
    entry = code_list("sanction_kinds")[code]
    more = entry.more
    return SanctionKind(
        code=code,
        label=entry.label,
        hint=entry.hint,
        family=more["family"],
        machine=MACHINES[more["machine"]],
        level=more.get("level", ""),
        letters=tuple(more.get("letters", ())),
        longest=more.get("longest", ""),
        starts=more.get("starts", ""),
    )


def kinds_on(day: date) -> list[SanctionKind]:
    """The kinds that may be chosen on a day."""
    return [kind_of(entry.code) for entry in code_list("sanction_kinds").on(day)]


def review_days_on(day: date) -> int:
    """How many days before its last one a sanction is reviewed that begins on `day`."""
    standing = code_list("sanction_review").on(day) or list(code_list("sanction_review"))
    return int(standing[-1].more["days"])
