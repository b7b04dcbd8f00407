"""Dated code lists: the words in which incidents are described.

Each list is a file `NAME.toml` with its source, a version and the codes; a code may have a first and a last day. Codes
are never reused and never deleted, so that an old report keeps its meaning. What an organisation calls a code in its own
system stands in the database (`incidents.models.LocalCode`).
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class Code:
    """One entry of a list. `label` is what those who work the case read, `plain` what a reporter reads; `more` holds
    what only this list says of its codes.
    """

    code: str
    label: str
    plain: str
    hint: str = ""
    first_day: date | None = None
    last_day: date | None = None
    more: Mapping[str, Any] = field(default_factory=dict)

    def stands_on(self, day: date) -> bool:
        """Whether the code may be chosen on `day`."""
        return (self.first_day is None or self.first_day <= day) and (self.last_day is None or day <= self.last_day)


@dataclass(frozen=True, slots=True)
class CodeList:
    """A list with its source. Iterating gives the codes in the order in which they are shown."""

    name: str
    title: str
    version: str
    source: str
    codes: Mapping[str, Code]

    def __iter__(self) -> Iterator[Code]:
        return iter(self.codes.values())

    def __contains__(self, code: object) -> bool:
        return code in self.codes

    def __getitem__(self, code: str) -> Code:
        return self.codes[code]

    def label(self, code: str) -> str:
        """The label; the code itself where the list does not know it, so that nothing stored is ever hidden."""
        return self.codes[code].label if code in self.codes else code

    def plain(self, code: str) -> str:
        """What a reporter reads."""
        return self.codes[code].plain if code in self.codes else code

    def on(self, day: date) -> list[Code]:
        """The codes that may be chosen on `day`."""
        return [code for code in self if code.stands_on(day)]


@cache
def code_list(name: str) -> CodeList:
    """The list called `name`. Raises FileNotFoundError where there is none."""
    return read_list(__name__, name)


def read_list(package: str, name: str) -> CodeList:
    """The list called `name` among the files of a package: rooms above this one keep theirs in the same form."""
    read = tomllib.loads(files(package).joinpath(f"{name}.toml").read_text("utf-8"))
    codes = [_code(entry) for entry in read["code"]]
    if len({code.code for code in codes}) != len(codes):
        raise ValueError(f"the code list {name} has a code twice")
    return CodeList(name, read["title"], read["version"], read["source"], {code.code: code for code in codes})


def names() -> list[str]:
    """The names of all lists."""
    return sorted(file.name.removesuffix(".toml") for file in files(__name__).iterdir() if file.name.endswith(".toml"))


def _code(entry: Mapping[str, Any]) -> Code:
    known = {"code", "label", "plain", "hint", "first_day", "last_day"}
    return Code(
        code=entry["code"],
        label=entry["label"],
        plain=entry.get("plain", entry["label"]),
        hint=entry.get("hint", ""),
        first_day=entry.get("first_day"),
        last_day=entry.get("last_day"),
        more={key: value for key, value in entry.items() if key not in known},
    )
