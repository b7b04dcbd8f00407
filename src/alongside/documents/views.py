"""Pages of those who keep an organisation's templates and letterhead."""

import base64
from typing import Any, Literal

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from alongside.documents import actions, queries
from alongside.documents.blocks import AREAS
from alongside.documents.filling import TemplateFault
from alongside.documents.forms import LetterheadForm, TemplateForm
from alongside.documents.kinds import Kind, kind_of
from alongside.documents.models import LONGEST_SOURCE, TemplateVersion
from alongside.documents.word import MEDIA_TYPE
from alongside.evidence.sending import send_file
from alongside.people.access import allow
from alongside.people.actions import actor_for
from alongside.people.models import Organisation

KEEP = "documents.templates"
ALONE = "default-src 'none'; sandbox; frame-ancestors 'none'"
DONE = {
    "written": "The version is kept. It is not in force yet.",
    "in_force": "It is in force. From now on documents are produced with it.",
    "letterhead": "The letterhead is in force.",
}
TRIED: dict[str, Any] = {"pdf": ("application/pdf", "pdf"), "docx": (MEDIA_TYPE, "docx")}


def keeps_for(request: HttpRequest) -> Organisation:
    """The organisation whose templates the caller keeps. PermissionDenied where it is none."""
    found = queries.kept_by(request.user)
    if found is None:
        raise PermissionDenied
    return found


@require_http_methods(["GET", "POST"])
@allow(KEEP)
def template(request: HttpRequest, kind: str) -> HttpResponse:
    """/documents/templates/KIND: GET (from=a version, or built-in); POST (source, why, seen; do=try tries it, else a new version)."""
    organisation, one = keeps_for(request), _kind(kind)
    if request.method == "GET":
        form = TemplateForm(initial={"source": _begun(request, organisation, one)})
        return _template(request, organisation, one, form)
    form = TemplateForm(request.POST)
    pages: list[bytes] = []
    if form.is_valid():
        source = form.cleaned_data["source"]
        try:
            if request.POST.get("do") == "try":
                pages = actions.try_template(organisation, one, source).pages
            else:
                why, seen = form.cleaned_data["why"], _number(request.POST.get("seen", ""))
                version = actions.write_template(organisation, one, source, why, seen=seen, by=actor_for(request.user))
                return redirect(f"/documents/templates/{one.code}/versions/{version.number}?done=written")
        except TemplateFault as fault:
            form.add_error("source", actions.fault_words(fault))
        except ValidationError as error:
            for name, texts in error.message_dict.items():
                form.add_error(name, texts)
    return _template(request, organisation, one, form, pages)


@require_POST
@allow(KEEP)
def try_as(request: HttpRequest, kind: str, form: Literal["pdf", "docx"]) -> HttpResponse:
    """POST /documents/templates/KIND/try/pdf, docx (source): the sample with these words, as a file. Nothing is kept."""
    organisation, one = keeps_for(request), _kind(kind)
    if form not in TRIED:
        raise Http404
    media_type, ending = TRIED[form]
    entered = TemplateForm(request.POST)
    if entered.is_valid():
        try:
            made = actions.try_template(organisation, one, entered.cleaned_data["source"], wanted=(form,))
            answer = HttpResponse(getattr(made, form), content_type=media_type)
            answer.headers["Content-Disposition"] = f'attachment; filename="{one.code}-sample.{ending}"'
            answer.headers["Content-Security-Policy"] = ALONE
            answer.headers["X-Content-Type-Options"] = "nosniff"
            return answer
        except TemplateFault as fault:
            entered.add_error("source", actions.fault_words(fault))
    return _template(request, organisation, one, entered)


@require_GET
@allow(KEEP)
def version(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    """GET /documents/templates/KIND/versions/NUMBER: a version as it stands, with the sample; 0 is the built-in one."""
    organisation, one = keeps_for(request), _kind(kind)
    found = _version(organisation, one, number)
    return _show_version(request, organisation, one, found)


@require_POST
@allow(KEEP)
def put_in_force(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    """POST /documents/templates/KIND/versions/NUMBER/in-force (in_force_why); 0 takes the organisation's own out of force."""
    organisation, one = keeps_for(request), _kind(kind)
    found = _version(organisation, one, number)
    try:
        actions.put_in_force(organisation, one, found, request.POST.get("in_force_why", ""), by=actor_for(request.user))
    except ValidationError as error:
        errors = {name: " ".join(texts) for name, texts in error.message_dict.items()}
        return _show_version(request, organisation, one, found, errors=errors)
    return redirect(f"/documents/templates/{one.code}/versions/{number}?done=in_force")


@require_http_methods(["GET", "POST"])
@allow(KEEP)
def letterhead(request: HttpRequest) -> HttpResponse:
    """GET, POST /documents/letterhead (name, lines, foot, picture, without_picture)."""
    organisation = keeps_for(request)
    before = queries.letterhead_of(organisation)
    begun = {"name": organisation.name}
    if before is not None:
        begun = {"name": before.name, "lines": before.lines, "foot": before.foot}
    form = LetterheadForm(request.POST if request.method == "POST" else None, initial=begun)
    wrong: dict[str, str] = {}
    if request.method == "POST" and form.is_valid():
        try:
            actions.write_letterhead(
                organisation,
                **form.cleaned_data,
                picture=request.FILES.get("picture"),
                by=actor_for(request.user),
            )
            return redirect("/documents/letterhead?done=letterhead")
        except ValidationError as error:
            wrong = {name: " ".join(texts) for name, texts in error.message_dict.items()}
    context = {
        "form": form,
        "before": before,
        "wrong": wrong,
        "done": DONE.get(request.GET.get("done", ""), ""),
        "largest": actions.PICTURE_BYTES // 1000,
    }
    status = 422 if wrong or form.errors else 200
    return render(request, "documents/letterhead.html", context, status=status)


@require_GET
@allow(KEEP)
def picture(request: HttpRequest) -> HttpResponseBase:
    """GET /documents/letterhead/picture: the picture that is in force."""
    before = queries.letterhead_of(keeps_for(request))
    if before is None or before.picture is None:
        raise Http404
    return send_file(request, before.picture, by=actor_for(request.user))


def _template(
    request: HttpRequest, organisation: Organisation, kind: Kind, form: TemplateForm, pages: list[bytes] | None = None
) -> HttpResponse:
    versions = list(queries.versions_of(organisation, kind))
    seen = request.POST.get("seen", "") if request.method == "POST" else str(versions[0].number if versions else 0)
    context = {
        "kind": kind,
        "form": form,
        "areas": AREAS,
        "longest": LONGEST_SOURCE,
        "versions": versions,
        "in_force": queries.version_in_force(organisation, kind),
        "uses": list(queries.uses_of(organisation, kind)),
        "seen": seen,
        "pages": _shown(pages or []),
        "leaves_out": form.is_bound and kind.leaves_out_body(str(form["source"].value() or "")),
    }
    return render(request, "documents/template.html", context, status=422 if form.is_bound and form.errors else 200)


def _show_version(
    request: HttpRequest,
    organisation: Organisation,
    kind: Kind,
    found: TemplateVersion | None,
    *,
    errors: dict[str, str] | None = None,
) -> HttpResponse:
    source = found.source if found else kind.built_in
    fault, pages = "", []
    try:
        pages = actions.try_template(organisation, kind, source).pages
    except TemplateFault as wrong:  # of a version that the product's fields have left behind
        fault = actions.fault_words(wrong)
    context = {
        "kind": kind,
        "version": found,
        "number": found.number if found else 0,
        "source": source,
        "is_in_force": queries.version_in_force(organisation, kind) == found,
        "pages": _shown(pages),
        "fault": fault,
        "leaves_out": kind.leaves_out_body(source),
        "errors": errors or {},
        "entered": request.POST,
        "done": DONE.get(request.GET.get("done", ""), ""),
    }
    return render(request, "documents/version.html", context, status=422 if errors else 200)


def _begun(request: HttpRequest, organisation: Organisation, kind: Kind) -> str:
    """With which words a change begins: those of the version that was asked for, or those in force."""
    asked = request.GET.get("from", "")
    number = _number(asked)
    if asked and number is not None:
        found = _version(organisation, kind, number)
    else:
        found = queries.version_in_force(organisation, kind)
    return found.source if found else kind.built_in


def _version(organisation: Organisation, kind: Kind, number: int) -> TemplateVersion | None:
    return get_object_or_404(queries.versions_of(organisation, kind), number=number) if number else None


def _kind(code: str) -> Kind:
    try:
        return kind_of(code)
    except LookupError as error:
        raise Http404 from error


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else None


def _shown(pages: list[bytes]) -> list[str]:
    return [f"data:image/png;base64,{base64.b64encode(page).decode()}" for page in pages]
