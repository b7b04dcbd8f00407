"""A statement is signed: on paper, or by the person themselves on a page of their own, which shows the statement and nothing else."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.contrib.auth import logout
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from alongside.cases.doing import form_page, posted, seen_at
from alongside.cases.inquiry import queries, signing
from alongside.cases.inquiry.forms import PaperForm, SignForm
from alongside.cases.inquiry.holding import today_of
from alongside.cases.inquiry.views import READ, SECTION, WRITE, page_of, statement_to_write
from alongside.cases.models import StatementVersion
from alongside.cases.sections import find_case, show_section
from alongside.evidence.media_types import accepted_for
from alongside.evidence.sending import send_file
from alongside.incidents.form_fields import put_errors
from alongside.machine import Refused
from alongside.people.access import ANYONE, allow
from alongside.people.actions import actor_for
from alongside.people.models import AccessLink
from alongside.people.queries import link_of
from alongside.people.scope import entering_by


@require_http_methods(["GET", "POST"])
@allow(WRITE)
def sign(request: HttpRequest, reference: str, statement_id: UUID) -> HttpResponse:
    """GET, POST /cases/REFERENCE/inquiry/statements/ID/sign (on, file): it was signed on paper. It leads to the other ways, too."""
    case, one = statement_to_write(request, reference, statement_id)
    files = request.FILES if request.method == "POST" else None
    form = PaperForm(posted(request), files, initial={"on": today_of(case)})

    def act() -> Any:
        said = form.cleaned_data
        by = actor_for(request.user)
        return signing.sign_on_paper(one, said["on"], said["file"], by=by, seen_at=seen_at(request))

    here = page_of(case, one)
    more: dict[str, Any] = {
        "accepted": accepted_for(signing.PURPOSE),
        "number": one.versions.all()[0].number,
        "own": here,
        "by_link": signing.may_sign_by_link(),
        "seen": one.changed_at,
    }
    template = "cases/inquiry/sign.html"
    return form_page(
        request,
        case,
        form,
        "How it is signed",
        act,
        f"{here}?done=saved",
        back=here,
        section=SECTION,
        template=template,
        more=more,
    )


@require_POST
@allow(WRITE)
def sign_here(request: HttpRequest, reference: str, statement_id: UUID) -> HttpResponse:
    """POST /cases/REFERENCE/inquiry/statements/ID/sign-here: their page, on this device, which is signed out first: who reads and signs
    has it in their hands, and it opens nothing else.
    """
    case, one = statement_to_write(request, reference, statement_id)
    try:
        made = signing.ask_to_sign(one, signing.ON_DEVICE, by=actor_for(request.user))
    except Refused:
        return redirect(page_of(case, one))
    logout(request)
    return redirect(f"/statements/sign/{made.secret}")


@require_POST
@allow(WRITE)
def sign_by_link(request: HttpRequest, reference: str, statement_id: UUID) -> HttpResponse:
    """POST /cases/REFERENCE/inquiry/statements/ID/sign-by-link: a link to send, shown once. 404 where that is not turned on."""
    case, one = statement_to_write(request, reference, statement_id)
    if not signing.may_sign_by_link():
        raise Http404
    try:
        made = signing.ask_to_sign(one, signing.BY_LINK, by=actor_for(request.user))
    except Refused:
        return redirect(page_of(case, one))
    link = request.build_absolute_uri(f"/statements/sign/{made.secret}")
    context = {"link": link, "own": page_of(case, one), "until": made.link.expires_at}
    return show_section(request, case, SECTION, "cases/inquiry/sign_link.html", context)


@require_GET
@allow(READ)
def scan(request: HttpRequest, reference: str, statement_id: UUID, scan_number: int) -> HttpResponseBase:
    """GET /cases/REFERENCE/inquiry/statements/ID/scans/NUMBER: the scan of the paper that was signed."""
    case = find_case(request, reference, READ)
    one = get_object_or_404(queries.statements_of(request.user, case), pk=statement_id)
    version = get_object_or_404(one.versions.all(), number=scan_number)
    signed = signing.signature_of(version)
    if signed is None or signed[0].scan is None:
        raise Http404
    return send_file(request, signed[0].scan, by=actor_for(request.user), about=(signing.OWNER, version.pk))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@allow(ANYONE)
def by_self(request: HttpRequest, signing_key: str) -> HttpResponse:
    """GET and POST /statements/sign/KEY (name, declared, reader, reader_declared): the person reads the whole, and signs it."""
    with _entered(signing_key) as entered:
        if entered is None:
            return render(request, "cases/inquiry/sign_ended.html", status=404)
        link, version = entered
        form = SignForm(posted(request), version=version)
        if form.is_valid():
            try:
                signed = signing.sign_by_self(link, form.signed())
                context = {"version": signed, "body": link.organisation, "here": link.purpose == signing.ON_DEVICE}
                return render(request, "cases/inquiry/sign_done.html", context)
            except ValidationError as error:
                put_errors(form, error)
            except Refused as refused:
                form.add_error(None, refused.sentence)
        context = {
            "form": form,
            "version": version,
            "text": signing.text_of(version),
            "declaration": signing.DECLARATION,
            "read_to_them": signing.READ_TO_THEM,
            "body": link.organisation,
            "taken_by": version.taken_by,
        }
        status = 422 if form.is_bound else 200
        return render(request, "cases/inquiry/sign_self.html", context, status=status)


@contextmanager
def _entered(key: str) -> Iterator[tuple[AccessLink, StatementVersion] | None]:
    """The link and the version that it opens; None where it opens nothing."""
    with entering_by(key):
        link = link_of(key, signing.ON_DEVICE, signing.BY_LINK)
        version = signing.version_to_sign(link)
        yield (link, version) if link and version else None
