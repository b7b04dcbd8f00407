"""Every write of this room: templates, letterhead, and producing a document."""

import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction

from alongside.documents import queries
from alongside.documents.filling import TemplateFault
from alongside.documents.kinds import Kind, kind_of, subject_of
from alongside.documents.models import LONGEST_SOURCE, LetterheadVersion, Produced, TemplateUse, TemplateVersion
from alongside.documents.rendering import Form, Set, typeset
from alongside.evidence.actions import receive
from alongside.evidence.arriving import arrive
from alongside.evidence.keeping.actions import DerivedFrom, belongs_to
from alongside.evidence.models import Derivation, StoredFile
from alongside.ledger.actions import Actor, record
from alongside.ledger.clock import now
from alongside.people.models import Organisation

PICTURE = "letterhead"
LONGEST_WHY = 2_000
PICTURE_BYTES = 500_000
PICTURES = ("image/png", "image/jpeg")
OVERTAKEN = "Somebody changed this template meanwhile. Read theirs first; what you wrote stands below."


class Unproducible(Exception):
    """A document could not be produced with the template in force; `sentence` says why."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def produce(
    kind: Kind | str,
    organisation: Organisation,
    data: Mapping[str, Any],
    *,
    by: Actor,
    title: str,
    subject: tuple[str, UUID],
    about: tuple[str, UUID] | None = None,
    needs: Sequence[str] = (),
    to_edit: bool = True,
    then: Callable[[Produced], None] | None = None,
) -> Produced:
    """Produces a document with the template and letterhead that are in force, and keeps it as evidence.

    `data` is plain JSON with the fields of the kind. `subject` is what it is about, of a kind that a room registered
    (`kinds.register_subject`); `about` what of it: a letter, a statement. `needs` are permissions over the subject that a reader needs besides the kind's own. `to_edit`: whether it is kept as
    an editable document too, which what is signed is not. `then` is what the room
    does with it, in the transaction that keeps it.

    1. Outside of any lock the typesetter makes PDF and editable document. Raises `Unproducible`.
    2. In one transaction both are stored (`evidence.actions.receive`, purpose `document`; the ledger has their hashes), and the ledger
       says who produced what, with which version of the template and from which data, by hash.
    """
    kind = kind_of(kind) if isinstance(kind, str) else kind
    version = queries.version_in_force(organisation, kind)
    written = queries.letterhead_of(organisation) if kind.letterhead else None
    source = version.source if version else kind.built_in
    moment = now()
    made = _set(kind, organisation, source, written, data, title, ("pdf", "docx") if to_edit else ("pdf",))
    with transaction.atomic():
        name = file_name(kind, subject)
        pdf = _keep(made.pdf, f"{name}.pdf", kind.purpose, organisation, by)
        copy = DerivedFrom(pdf, Derivation.How.TRANSCODED, "The same document, to be edited")
        docx = _keep(made.docx, f"{name}.docx", kind.purpose, organisation, by, copy) if to_edit else None
        produced = Produced.objects.create(
            organisation=organisation,
            kind=kind.code,
            title=title,
            subject_type=subject[0],
            subject_id=subject[1],
            about_type=about[0] if about else "",
            about_id=about[1] if about else None,
            needs=sorted({kind.permission, *needs}),
            version=version,
            template_sha256=_sha256(source),
            letterhead=written,
            data_sha256=_sha256(json.dumps(data, ensure_ascii=False, sort_keys=True)),
            pdf=pdf,
            docx=docx,
            made_at=moment,
            made_by=by.name,
            made_by_id=by.id,
        )
        for file in filter(None, (pdf, docx)):
            belongs_to(file, "document", produced.pk)
        record(
            "document.produced",
            subject[0],
            subject[1],
            organisation_id=organisation.pk,
            actor=by,
            details={
                "document": str(produced.pk),
                "kind": kind.code,
                "template": version.number if version else "built-in",
                "template_sha256": produced.template_sha256,
                "data_sha256": produced.data_sha256,
                "pdf_sha256": pdf.sha256,
                **({"docx_sha256": docx.sha256} if docx else {}),
            },
        )
        if then is not None:
            then(produced)
    return produced


def file_name(kind: Kind, subject: tuple[str, UUID]) -> str:
    """What the files of a document are called: "C-7KQ2-9F3M Letter to the police, how it stands", which every system takes as a name."""
    label = re.sub(r"\s*[:/\\\\?*|<>\"]\s*", ", ", kind.label)
    return f"{subject_of(subject[0]).key(subject[1])} {label}"


def look_at(kind: Kind, organisation: Organisation, data: Mapping[str, Any], title: str) -> Set:
    """How a document would look: pictures of its pages, and its words. Nothing is kept. Raises `Unproducible`."""
    version = queries.version_in_force(organisation, kind)
    written = queries.letterhead_of(organisation) if kind.letterhead else None
    return _set(kind, organisation, version.source if version else kind.built_in, written, data, title, ("png",))


def try_template(organisation: Organisation, kind: Kind, source: str, wanted: Sequence[Form] = ("png",)) -> Set:
    """A template with the sample of its kind; nothing is kept. Raises `TemplateFault`."""
    source = _tidy(source)
    written = queries.letterhead_of(organisation) if kind.letterhead else None
    made = typeset(
        source,
        kind.sample,
        title=kind.label,
        letterhead=queries.letterhead_drawn(organisation, written) if kind.letterhead else None,
        wanted=wanted,
    )
    _refuse_missing(kind, made.text)
    return made


def write_template(
    organisation: Organisation, kind: Kind, source: str, why: str, *, seen: int | None = None, by: Actor
) -> TemplateVersion:
    """A new version of the organisation's own template; it is not in force yet. It has to stand the trial with the sample.

    Raises ValidationError by field: `source`, with the line, or `why`. `seen` is the number of the latest version when its writer
    began.
    """
    source = _tidy(source)
    why = _why(why)
    try:
        try_template(organisation, kind, source, wanted=("pdf", "docx"))
    except TemplateFault as fault:
        raise ValidationError({"source": fault_words(fault)}) from fault
    latest = queries.versions_of(organisation, kind).first()
    number = latest.number if latest else 0
    if seen is not None and seen != number:
        raise ValidationError({"source": OVERTAKEN})
    try:
        with transaction.atomic():
            version = TemplateVersion.objects.create(
                organisation=organisation,
                kind=kind.code,
                number=number + 1,
                source=source,
                why=why,
                made_at=now(),
                made_by=by.name,
                made_by_id=by.id,
            )
            _record("document.template_written", version, by, kind=kind.code, number=version.number)
    except IntegrityError as error:
        raise ValidationError({"source": OVERTAKEN}) from error
    return version


@transaction.atomic
def put_in_force(
    organisation: Organisation, kind: Kind, version: TemplateVersion | None, why: str, *, by: Actor
) -> TemplateUse:
    """From now on documents of the kind are produced with this version; with None, with the built-in one again.

    Raises ValidationError: `in_force_why`, or where it holds already.
    """
    why = _why(why, "in_force_why")
    if queries.version_in_force(organisation, kind) == version:
        raise ValidationError({"in_force_why": "It is in force already."})
    use = TemplateUse.objects.create(
        organisation=organisation, kind=kind.code, version=version, why=why, at=now(), by=by.name, by_id=by.id
    )
    _record("document.template_in_force", use, by, kind=kind.code, number=version.number if version else "built-in")
    return use


@transaction.atomic
def write_letterhead(
    organisation: Organisation,
    *,
    name: str,
    lines: str,
    foot: str,
    picture: UploadedFile | None,
    without_picture: bool,
    by: Actor,
) -> LetterheadVersion:
    """A new letterhead, in force at once. Without a new picture the one before stays, unless it is taken off.

    Raises ValidationError at `picture` where it is neither PNG nor JPEG, or too large.
    """
    before = queries.letterhead_of(organisation)
    kept = before.picture if before and not without_picture else None
    if picture is not None:
        kept = _take_picture(picture, organisation, by)
    letterhead = LetterheadVersion.objects.create(
        organisation=organisation,
        name=name.strip(),
        lines="\n".join(line.strip() for line in lines.splitlines() if line.strip()),
        foot=foot.strip(),
        picture=kept,
        made_at=now(),
        made_by=by.name,
        made_by_id=by.id,
    )
    _record("document.letterhead_written", letterhead, by)
    return letterhead


def note_templates_taken(organisation: Organisation, rows: int, *, by: Actor) -> None:
    """Leaves in the ledger that somebody took the list of templates away."""
    details = {"list": "templates", "rows": rows}
    record(
        "documents.exported",
        "organisation",
        organisation.pk,
        organisation_id=organisation.pk,
        actor=by,
        details=details,
    )


def fault_words(fault: TemplateFault) -> str:
    """What is wrong with a template, with its line."""
    return f"Line {fault.line}: {fault.sentence}" if fault.line else fault.sentence


def _set(
    kind: Kind,
    organisation: Organisation,
    source: str,
    written: LetterheadVersion | None,
    data: Mapping[str, Any],
    title: str,
    wanted: Sequence[Form],
) -> Set:
    day = now().astimezone(ZoneInfo(organisation.time_zone)).date()
    drawn = queries.letterhead_drawn(organisation, written) if kind.letterhead else None
    try:
        made = typeset(source, data, title=title, day=day, letterhead=drawn, wanted=wanted)
        _refuse_missing(kind, made.text)
    except TemplateFault as fault:
        where = f" Line {fault.line} of the template." if fault.line else ""
        raise Unproducible(f"{fault.sentence}{where}") from fault
    return made


def _keep(
    content: bytes, name: str, purpose: str, organisation: Organisation, by: Actor, derived: DerivedFrom | None = None
) -> StoredFile:
    upload = arrive(name, [content])
    return receive(upload, organisation_id=organisation.pk, purpose=purpose, by=by, derived=derived)


def _take_picture(picture: UploadedFile, organisation: Organisation, by: Actor) -> StoredFile:
    if (picture.size or 0) > PICTURE_BYTES:
        raise ValidationError(
            {"picture": f"The picture is too large. It can have {PICTURE_BYTES // 1000} kB at the most."}
        )
    try:
        file = receive(picture, organisation_id=organisation.pk, purpose=PICTURE, by=by)
    except ValidationError as error:
        raise ValidationError({"picture": error.messages}) from error
    if file.media_type not in PICTURES:
        raise ValidationError({"picture": "Choose a picture in the format PNG or JPEG."})
    belongs_to(file, "letterhead", organisation.pk)
    return file


def _refuse_missing(kind: Kind, text: str) -> None:
    said = _one_line(text)
    for sentence in kind.must_stand:
        if _one_line(sentence) not in said:
            raise TemplateFault(f"These words have to stand in it: “{sentence}”")


def _tidy(source: str) -> str:
    source = source.replace("\r\n", "\n").replace("\x00", "").strip() + "\n"
    if not source.strip():
        raise TemplateFault("Write the template.")
    if len(source) > LONGEST_SOURCE:
        raise TemplateFault(f"Write at most {LONGEST_SOURCE:,} characters.")
    return source


def _why(text: str, name: str = "why") -> str:
    kept = text.strip()
    if not any(sign.isalnum() for sign in kept):
        raise ValidationError({name: "Write why, in a sentence."})
    if len(kept) > LONGEST_WHY:
        raise ValidationError({name: f"Write at most {LONGEST_WHY:,} characters."})
    return kept


def _record(verb: str, thing: Any, by: Actor, **details: Any) -> None:
    record(verb, "document_template", thing.pk, organisation_id=thing.organisation_id, actor=by, details=details)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
