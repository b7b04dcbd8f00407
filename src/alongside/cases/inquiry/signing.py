"""A statement is signed: on paper, of which a scan is kept, or on the screen by the person themselves, on a page of their own.

Criminal Procedure Rules 2020, rule 16.2: the declaration of the witness and their signature; where they cannot read it, the
signed declaration of whoever read it to them. What counts as a signature: `signing.toml`.
"""

import tomllib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from alongside.cases.inquiry import said
from alongside.cases.inquiry.holding import held_statement, past_day, today_of, write
from alongside.cases.models import Case, Statement, StatementSignature, StatementVersion
from alongside.cases.producing.kinds import DECLARATION as IS_TRUE
from alongside.evidence.actions import receive
from alongside.evidence.keeping.actions import belongs_to
from alongside.ledger.actions import Actor
from alongside.ledger.clock import now
from alongside.machine import Refused
from alongside.people.actions import NewLink, close_link, open_link
from alongside.people.models import AccessLink

PURPOSE = OWNER = "signed_statement"
"""Of a scan, in `evidence/media_types.toml`; and to what it belongs."""
ON_DEVICE, BY_LINK = "statement.sign_here", "statement.sign"
"""Purposes of the links: on the device of whoever took the statement, and one that is sent."""
OPEN_FOR = {ON_DEVICE: timedelta(hours=1), BY_LINK: timedelta(days=3)}
DECLARATION = f"This statement {IS_TRUE}."
"""As the form of a witness statement has it, without its count of pages."""
READ_TO_THEM = "The witness cannot read. Before the witness signed this statement, I read it to them."
ALREADY = "This version is signed already. What is said after it is another version."
Signing = StatementVersion.Signing


@dataclass(frozen=True, slots=True)
class Signed:
    """What the person did on the page."""

    name: str
    declared: bool
    reader: str = ""
    reader_declared: bool = False


@cache
def ways() -> dict[str, Any]:
    """How it may be signed, with the source of each."""
    return tomllib.loads(files(__package__).joinpath("signing.toml").read_text("utf-8"))


def may_sign_by_link() -> bool:
    """Whether a link may be sent."""
    return bool(ways()["link"]["allowed"] or settings.STATEMENTS_SIGNED_BY_LINK)


def text_of(version: StatementVersion) -> str:
    """The whole statement as it is read before it is signed."""
    lines = [
        f"Statement of: {version.witness}",
        f"Age if under 18: {version.age or 'over 18'}",
        f"Occupation: {version.occupation}" if version.occupation else "",
        version.words.replace("\r\n", "\n"),
        f"Read to the witness by: {version.reader}" if version.reader else "",
    ]
    return "\n\n".join(filter(None, lines))


def digest_of(version: StatementVersion) -> str:
    """SHA-256 of `text_of`, in hexadecimal."""
    return sha256(text_of(version).encode()).hexdigest()


@transaction.atomic
def sign_on_paper(
    statement: Statement,
    on: date,
    upload: UploadedFile | None,
    *,
    by: Actor,
    seen_at: datetime | None = None,
) -> StatementVersion:
    """The latest version was signed on paper: its scan is kept. ValidationError by field (`on`, `file`); `Refused`."""
    case, statement, version = _unsigned(statement, seen_at)
    day = past_day(case, on, "on")
    if day < version.taken_on:
        raise ValidationError({"on": "It cannot have been signed before it was taken."})
    try:
        scan = receive(upload, organisation_id=statement.organisation_id, purpose=PURPOSE, by=by)
    except ValidationError as error:
        raise ValidationError({"file": error.messages}) from error
    belongs_to(scan, OWNER, version.pk)
    _keep(version, scan=scan, asked_by=by.name)
    _mark(case, statement, version, day, Signing.PAPER, by, f"SHA-256 of the scan: {scan.sha256}")
    return version


@transaction.atomic
def ask_to_sign(statement: Statement, purpose: str, *, by: Actor) -> NewLink:
    """A page on which the person signs the latest version, once. Links that were made for it before are closed. `Refused`."""
    _, statement, version = _unsigned(statement)
    if purpose == BY_LINK and not may_sign_by_link():
        raise Refused("Links to sign by are not turned on here. Let them sign on your device, or on paper.")
    for earlier in _links_of(version):
        close_link(earlier, by=by)
    expires = now() + OPEN_FOR[purpose]
    return open_link(statement.organisation_id, purpose, version.pk, label=by.name, expires_at=expires, by=by)


@transaction.atomic
def sign_by_self(link: AccessLink, given: Signed) -> StatementVersion:
    """Whoever has the page signs; from then on it opens nothing (`version_to_sign`). ValidationError by field; `Refused` where it was signed, withdrawn or written anew meanwhile."""
    version = StatementVersion.objects.select_related("statement").get(pk__in=[link.subject_id])
    case, statement, latest = _unsigned(version.statement)
    if latest.pk != version.pk:
        raise Refused("It was written down anew since. Ask whoever gave you this page for the new one.")
    wrong = {}
    if _tidy(given.name) != _tidy(version.witness):
        wrong["name"] = f"Type your name as it stands above: {version.witness}."
    if not given.declared:
        wrong["declared"] = "Tick it if it is true. If it is not, do not sign: say what is to be changed."
    if version.reader and _tidy(given.reader) != _tidy(version.reader):
        wrong["reader"] = f"Whoever read it to them types their own name: {version.reader}."
    if version.reader and not given.reader_declared:
        wrong["reader_declared"] = "Whoever read it to them ticks this."
    if wrong:
        raise ValidationError(dict(wrong))
    name = " ".join(given.name.split())
    by = Actor("link", link.pk, name)
    _keep(
        version,
        name=name,
        declaration=DECLARATION,
        reader=" ".join(given.reader.split()) if version.reader else "",
        reader_declaration=READ_TO_THEM if version.reader else "",
        from_afar=link.purpose == BY_LINK,
        asked_by=link.label,
    )
    _mark(
        case,
        statement,
        version,
        today_of(case),
        Signing.SIGNATORY,
        by,
        f"SHA-256 of what was read: {digest_of(version)}",
    )
    return version


def version_to_sign(link: AccessLink | None) -> StatementVersion | None:
    """What a link opens: a version that is not signed yet."""
    if link is None:
        return None
    found = StatementVersion.objects.select_related("statement", "organisation")
    return found.filter(pk__in=[link.subject_id], signed_on=None, statement__withdrawn_on=None).first()


def signature_of(version: StatementVersion) -> tuple[StatementSignature, bool] | None:
    """What shows that a version was signed, and whether its digest is still that of the statement."""
    found = StatementSignature.objects.filter(version=version).select_related("scan").first()
    return (found, found.digest == digest_of(version)) if found else None


def _unsigned(statement: Statement, seen_at: datetime | None = None) -> tuple[Case, Statement, StatementVersion]:
    case, statement = held_statement(statement, seen_at)
    version = statement.versions.select_for_update(of=("self",)).latest("number")
    if version.signed_on is not None:
        raise Refused(ALREADY, "on")
    return case, statement, version


def _keep(version: StatementVersion, **how: Any) -> None:
    StatementSignature.objects.create(
        organisation_id=version.organisation_id, version=version, digest=digest_of(version), at=now(), **how
    )


def _mark(
    case: Case, statement: Statement, version: StatementVersion, day: date, signing: Signing, by: Actor, shown: str
) -> None:
    version.signed_on, version.signing = day, signing
    version.signed_noted_at, version.signed_noted_by = now(), by.name
    version.save(update_fields=["signed_on", "signing", "signed_noted_at", "signed_noted_by"])
    lines = [*said.version_lines(version)[:1], f"{said.long_day(day)}: {signing.label}", shown]
    write(case, statement, "statement_signed", *lines, by=by)


def _links_of(version: StatementVersion) -> list[AccessLink]:
    found = AccessLink.objects.filter(subject_id=version.pk, purpose__in=[ON_DEVICE, BY_LINK], closed_at=None)
    return list(found.select_for_update())


def _tidy(name: str) -> str:
    return " ".join(name.split()).casefold()
