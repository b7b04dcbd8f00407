"""The API of documents about a case: which can be produced, producing one, and what was produced. The same forms, actions and
queries as the section “Documents”.
"""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.forms import BooleanField, DateField, Form, MultipleChoiceField
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Schema, Status
from pydantic import Field

from alongside.cases.asking import find_case, said
from alongside.cases.models import Case
from alongside.cases.producing import choices
from alongside.cases.producing.actions import produce_about
from alongside.cases.producing.kinds import CPS_REVIEW, MADE_HERE, OUTCOME_LETTER
from alongside.cases.producing.making import Filled, begin
from alongside.cases.producing.queries import documents_for, open_needed
from alongside.documents.actions import Unproducible, look_at
from alongside.documents.kinds import Kind, kinds
from alongside.documents.models import Produced
from alongside.evidence import downloading
from alongside.machine import Refused
from alongside.people.access import allow
from alongside.people.actions import actor_for
from alongside.people.api import NO_SUCH_FIELD, Asked, Code, Limit, Line, Page, Text, example, page_of, rfc3339

router = Router(tags=["Documents"])
SEE, WORK = "cases.see", "cases.work"


class NewDocument(Asked):
    """A document of a `kind`, with what that asks for (`GET …/documents/kinds`). What is left out is what the page would show to
    begin with.
    """

    model_config = example(kind="case_pack", purpose="Meeting with the police", parts=["narrative", "evidence"])
    kind: Code
    track: UUID | None = None
    offence: Line | None = None
    person: UUID | None = None
    answer_by: date | None = None
    to: Text | None = None
    grounds: Text | None = None
    agrees: bool | None = None
    words: Text | None = None
    support: Text | None = None
    more: Text | None = None
    purpose: Line | None = None
    parts: Annotated[list[Code], Field(max_length=10)] | None = None
    sender: Line | None = None


class ChoiceOut(Schema):
    """One thing that can be chosen."""

    code: str
    label: str


class FieldOut(Schema):
    """What a kind asks for. `type`: text, day, choice, choices or yes. `begins` is what holds where it is left out."""

    name: str
    label: str
    help: str
    type: str
    required: bool
    choices: list[ChoiceOut]
    begins: str | list[str] | None


class KindOut(Schema):
    """A kind of document that the caller may produce about this case. `none` says why there is nothing to make it about now;
    `mind` what people who were hurt asked for, to be read before it is written.
    """

    kind: str
    label: str
    what: str
    fields: list[FieldOut]
    none: str | None
    mind: list[str]


class LookOut(Schema):
    """How it would read; nothing is produced."""

    title: str
    text: str


class FileOut(Schema):
    """One form of a document, as it is kept."""

    name: str
    size_bytes: int
    sha256: str
    erased_at: str | None


class DocumentOut(Schema):
    """A document that was produced. `template` is the number of the organisation's own version; null for the built-in one.
    `docx` is null where it is kept as PDF alone, as what is signed on the screen is.
    """

    id: UUID
    kind: str
    label: str
    title: str
    made_at: str
    made_by: str
    template: int | None
    pdf: FileOut
    docx: FileOut | None


@router.get("/{reference}/documents/kinds", response=list[KindOut], summary="Which documents can be produced")
@allow(WORK)
def list_kinds(request: HttpRequest, reference: str) -> Any:
    """About this case, by the caller, with what each asks for. What the fields tell of the case is opened, and the look recorded."""
    case = find_case(request, reference, WORK)
    may = [one for one in MADE_HERE if choices.may_make(request.user, one, case)]
    return [_kind(request, case, one) for one in may]


@router.post("/{reference}/documents/look", response=LookOut, summary="Look at a document before it is produced")
@allow(WORK)
def look(request: HttpRequest, reference: str, new: NewDocument) -> Any:
    """Its words, with the template that is in force. Nothing is kept. The body is that of producing it."""
    case = find_case(request, reference, WORK)
    kind, filled = _filled(request, case, new)
    try:
        return {"title": filled.title, "text": look_at(kind, case.organisation, filled.data, filled.title).text}
    except Unproducible as fault:
        raise _refused(fault) from fault


@router.post("/{reference}/documents", response={201: DocumentOut}, summary="Produce a document about a case")
@allow(WORK)
def produce(request: HttpRequest, reference: str, new: NewDocument) -> Any:
    """It is kept as evidence, as PDF and to be edited, and never changes; the file says who produced it. 409 where there is nothing
    to make it about, or the template in force does not work.
    """
    case = find_case(request, reference, WORK)
    kind, filled = _filled(request, case, new)
    try:
        by = actor_for(request.user)
        made = produce_about(case, kind, filled.data, filled.title, needs=filled.needs, by=by)
    except Unproducible as fault:
        raise _refused(fault) from fault
    return Status(201, show_document(made))


@router.get("/{reference}/documents", response=Page[DocumentOut], summary="The documents of a case")
@allow(SEE)
def list_documents(
    request: HttpRequest,
    reference: str,
    q: Line = "",
    kind: Code = "",
    cursor: str | None = None,
    limit: Limit = 50,
) -> Any:
    """The newest first, as far as the caller may read what they are made of, letters of sanctions and statements too. `q` finds by
    words of the title and by who made it.
    """
    case = find_case(request, reference)
    page = page_of(documents_for(request.user, case, q.strip(), kind), cursor, limit, lambda one: one)
    open_needed(request.user, case, page["items"])
    return page | {"items": [show_document(one) for one in page["items"]]}


@router.get(
    "/{reference}/documents/{uuid:document_id}/{form}",
    summary="A document as PDF or to be edited",
    openapi_extra=downloading.FILE,
)
@allow(SEE)
def get_document(request: HttpRequest, reference: str, document_id: UUID, form: str, why: downloading.Why = "") -> Any:
    """`form` is pdf or docx. The file as it was produced; the look is recorded with the case."""
    case = find_case(request, reference)
    one = get_object_or_404(documents_for(request.user, case), pk=document_id)
    file = {"pdf": one.pdf, "docx": one.docx}.get(form)
    if file is None:
        raise Http404
    details = {"document": str(one.pk), "kind": one.kind}
    by = actor_for(request.user)
    return downloading.download(request, file, by=by, verb="document.read", about=("case", case.pk), details=details)


def show_document(one: Produced) -> dict[str, Any]:
    """A `DocumentOut`."""
    labels = {kind.code: kind.label for kind in kinds()}
    forms = {
        name: {key: getattr(file, key) for key in ("name", "size_bytes", "sha256")}
        | {"erased_at": rfc3339(file.erased_at)}
        if file
        else None
        for name, file in (("pdf", one.pdf), ("docx", one.docx))
    }
    return {
        "id": one.pk,
        **{name: getattr(one, name) for name in ("kind", "title", "made_by")},
        "label": labels.get(one.kind, one.kind),
        "made_at": rfc3339(one.made_at),
        "template": one.version.number if one.version else None,
        **forms,
    }


def _filled(request: HttpRequest, case: Case, new: NewDocument) -> tuple[Kind, Filled]:
    """What a document is produced from. Raises `Refused` where there is nothing to make it about; ValidationError by field."""
    try:
        kind, making = begin(request.user, case, new.kind)
    except LookupError as error:
        raise ValidationError({"kind": f"Choose one of {', '.join(one.code for one in MADE_HERE)}."}) from error
    empty = making.form(None, case, request.user)
    if empty is None:
        raise Refused(f"This cannot be made about this case: {making.none}")
    given = said(new, "kind")
    unknown = [name for name in given if name not in empty.fields]
    if unknown:
        raise ValidationError(dict.fromkeys(unknown, NO_SUCH_FIELD))
    given = {name: str(value) if isinstance(value, UUID | date) else value for name, value in given.items()}
    form = making.form(_beginnings(empty) | given, case, request.user)
    if form is None or not form.is_valid():
        raise ValidationError(form.errors.as_data() if form else {})
    return kind, making.fill(request.user, case, form.cleaned_data, actor_for(request.user))


def _beginnings(form: Form) -> dict[str, Any]:
    """What a form shows to begin with."""
    found = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    return {name: value for name, value in found.items() if value is not None}


def _refused(fault: Unproducible) -> Refused:
    return Refused(f"It cannot be produced with the template that is in force. {fault.sentence}")


def _kind(request: HttpRequest, case: Case, kind: Kind) -> dict[str, Any]:
    _, making = begin(request.user, case, kind.code)
    form = making.form(None, case, request.user)
    begins = _beginnings(form) if form else {}
    return {
        "kind": kind.code,
        "label": kind.label,
        "what": kind.what,
        "fields": [_field(name, field, begins.get(name)) for name, field in form.fields.items()] if form else [],
        "none": None if form else making.none,
        "mind": choices.to_be_kept_in_mind(case) if form and kind in (OUTCOME_LETTER, CPS_REVIEW) else [],
    }


def _field(name: str, field: Any, begins: Any) -> dict[str, Any]:
    offered = getattr(field, "choices", None)
    kind = "choices" if isinstance(field, MultipleChoiceField) else "choice" if offered else "text"
    kind = "day" if isinstance(field, DateField) else "yes" if isinstance(field, BooleanField) else kind
    return {
        "name": name,
        "label": str(field.label),
        "help": str(field.help_text),
        "type": kind,
        "required": field.required,
        "choices": [{"code": code, "label": str(label)} for code, label in offered or []],
        "begins": str(begins) if begins is not None and not isinstance(begins, list) else begins,
    }
