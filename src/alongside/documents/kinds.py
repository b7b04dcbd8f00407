"""Kinds of documents. A room says here which it produces: this room knows none of the others."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from alongside.evidence.models import StoredFile


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of document, under a code.

    `template` is the built-in template, a file of the room: Markdown with fields (`filling`, `blocks`). `fields` says what each field
    holds, `sample` fills all of them with invented people: with it templates are tried. `permission` is what somebody must
    hold over its subject to read what was produced (`cases.read_suspect`). `must_stand` are sentences that no template may leave out.
    `purpose`: as which files it is kept (`evidence/keeping/retention.toml`).
    """

    code: str
    label: str
    what: str
    """When it is used, in a sentence."""
    template: Path
    fields: Mapping[str, str]
    sample: Mapping[str, Any]
    permission: str
    group: str = "Letters"
    letterhead: bool = True
    must_stand: tuple[str, ...] = ()
    purpose: str = "document"
    body: str = ""
    """The field that holds what the document is made for (the words of a letter): a template without it leaves that out."""

    @property
    def built_in(self) -> str:
        """The built-in template."""
        return self.template.read_text()

    def leaves_out_body(self, source: str) -> bool:
        """Whether a template of this kind has no place for the words of the document."""
        if not self.body:
            return False
        return re.search(rf"{{[{{%][^}}]*\b{self.body}\b", re.sub(r"{#.*?#}", "", source, flags=re.DOTALL)) is None


@dataclass(frozen=True, slots=True)
class Subject:
    """A kind of thing that documents are produced about: a case. `address(id)` is the page that lists them, `key(id)` what that page
    calls the thing, `damaged(file, id)` tells the people whose thing it is that a file is no longer what was stored.
    """

    code: str
    address: Callable[[UUID], str]
    key: Callable[[UUID], str]
    damaged: Callable[[StoredFile, UUID], None]


_kinds: dict[str, Kind] = {}
_subjects: dict[str, Subject] = {}


def register(kind: Kind) -> None:
    """Makes a kind known; done when Django starts (`apps.py` of the room)."""
    _kinds[kind.code] = kind


def register_subject(subject: Subject) -> None:
    """Makes known what documents can be about; done when Django starts."""
    _subjects[subject.code] = subject


def kind_of(code: str) -> Kind:
    """The kind with that code. Raises LookupError."""
    if code not in _kinds:
        raise LookupError(f"no kind of document is called {code}")
    return _kinds[code]


def kinds() -> list[Kind]:
    """All of them, by group and label."""
    return sorted(_kinds.values(), key=lambda kind: (kind.group, kind.label))


def subject_of(code: str) -> Subject:
    """What documents can be about, by its code. Raises LookupError."""
    if code not in _subjects:
        raise LookupError(f"no document is about a {code}")
    return _subjects[code]
