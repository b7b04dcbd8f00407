"""Pages of the letters of a sanction."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from alongside.cases.doing import do, posted, seen_at
from alongside.cases.events import open_compartment
from alongside.cases.models import Case, Sanction, SanctionLetter
from alongside.cases.producing.letters import approve_and_produce, produce_letter
from alongside.cases.sanctions import letters, levels, queries
from alongside.cases.sanctions.forms import LetterForm, SentForm
from alongside.cases.sanctions.sent_letters import note_letter_sent
from alongside.cases.sanctions.views import SECTION, done, find_sanction, here_of, page
from alongside.cases.sections import find_case, show_section
from alongside.documents.actions import Unproducible
from alongside.machine import Refused
from alongside.people.access import allow
from alongside.people.actions import actor_for

UNPRODUCED = "The words are approved, but the document cannot be produced with the template that is in force."


@require_http_methods(["GET", "POST"])
@allow("cases.write_suspect")
def letter(request: HttpRequest, reference: str, sanction_id: UUID, addressee: str) -> HttpResponse:
    """GET, POST /cases/REFERENCE/sanctions/ID/letters/ADDRESSEE (text, seen): its words."""
    case, one = _found(request, reference, sanction_id, addressee, "cases.write_suspect")
    latest = queries.letters_of(one).get(addressee)
    stands = letters.with_days(one, latest.text) if latest else letters.begun(one, addressee)
    form = LetterForm(posted(request), initial={"text": stands})

    def act() -> None:
        seen, words = number_of(request.POST.get("seen", ""), None), form.cleaned_data["text"]
        letters.write_letter(one, addressee, words, seen=seen, by=actor_for(request.user))

    def shown() -> HttpResponse:
        return _page(request, case, one, addressee, form)

    if request.method != "POST":
        return shown()
    return do(request, form, act, f"{here_of(case, one)}/letters/{addressee}?done=saved", shown)


@require_http_methods(["POST"])
@allow("cases.write_suspect")
def approve(request: HttpRequest, reference: str, sanction_id: UUID, addressee: str) -> HttpResponse:
    """POST /cases/REFERENCE/sanctions/ID/letters/ADDRESSEE/approve (number): these words can be sent."""
    case, one = _found(request, reference, sanction_id, addressee, "cases.write_suspect")
    number = request.POST.get("number", "")
    by = actor_for(request.user)
    try:
        approve_and_produce(one, addressee, number_of(number), by=by)
    except Refused as refused:
        return _wrong(request, case, one, addressee, refused.sentence)
    except Unproducible as fault:  # the approval stands, and the page offers to produce it again
        return _wrong(request, case, one, addressee, f"{UNPRODUCED} {fault.sentence}")
    return redirect(f"{here_of(case, one)}?done=saved")


@require_http_methods(["GET", "POST"])
@allow("cases.write_suspect")
def sent(request: HttpRequest, reference: str, sanction_id: UUID, addressee: str) -> HttpResponse:
    """GET, POST /cases/REFERENCE/sanctions/ID/letters/ADDRESSEE/sent (on): the letter about what changed was sent."""
    case, one = _found(request, reference, sanction_id, addressee, "cases.write_suspect")
    form = SentForm(posted(request))
    label = SanctionLetter.Addressee(addressee).label
    return page(
        request,
        case,
        form,
        f"It was sent: {label[:1].lower()}{label[1:]}",
        lambda: note_letter_sent(
            one, addressee, form.cleaned_data["on"], by=actor_for(request.user), seen_at=seen_at(request)
        ),
        there=here_of(case, one),
        seen=one.changed_at,
    )


@require_http_methods(["POST"])
@allow("cases.write_suspect")
def produced(request: HttpRequest, reference: str, sanction_id: UUID, addressee: str) -> HttpResponse:
    """POST /cases/REFERENCE/sanctions/ID/letters/ADDRESSEE/produce: the approved words as PDF and editable document, again."""
    case, one = _found(request, reference, sanction_id, addressee, "cases.write_suspect")
    latest = queries.letters_of(one).get(addressee)
    if latest is None:
        raise Http404
    try:
        produce_letter(one, latest, by=actor_for(request.user))
    except Refused as refused:
        return _wrong(request, case, one, addressee, refused.sentence)
    except Unproducible as fault:
        return _wrong(request, case, one, addressee, f"{UNPRODUCED} {fault.sentence}")
    return redirect(f"{here_of(case, one)}/letters/{addressee}?done=saved")


@require_GET
@allow("cases.read_suspect")
def printed(request: HttpRequest, reference: str, sanction_id: UUID, addressee: str) -> HttpResponse:
    """GET /cases/REFERENCE/sanctions/ID/letters/ADDRESSEE/print: the letter as it is printed."""
    case, one = _found(request, reference, sanction_id, addressee, "cases.read_suspect")
    latest = queries.letters_of(one).get(addressee)
    if latest is None:
        raise Http404
    open_compartment(case, "suspect", by=actor_for(request.user))
    context = {
        "case": case,
        "letter": latest,
        "label": SanctionLetter.Addressee(addressee).label,
        "approved": queries.is_approved(latest),
        "back": here_of(case, one),
    }
    return render(request, "cases/sanctions/print.html", context)


def number_of(text: str, otherwise: Any = 0) -> Any:
    """The number of a version, as a form sends it."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else otherwise


def _wrong(request: HttpRequest, case: Case, one: Sanction, addressee: str, sentence: str) -> HttpResponse:
    latest = queries.letters_of(one).get(addressee)
    form = LetterForm({"text": latest.text if latest else letters.begun(one, addressee)})
    form.add_error("text", sentence)
    return _page(request, case, one, addressee, form)


def _page(request: HttpRequest, case: Case, one: Sanction, addressee: str, form: LetterForm) -> HttpResponse:
    versions = list(one.letters.filter(addressee=addressee).order_by("-number"))
    latest = queries.letters_of(one).get(addressee)
    user: Any = request.user
    context = {
        "form": form,
        "label": SanctionLetter.Addressee(addressee).label,
        "latest": latest,
        "approved": queries.is_approved(latest),
        "is_writer": latest is not None and queries.is_writer(latest, user.pk, user.name),
        "is_sanction_approved": one.approved_at is not None,
        "who_approves": levels.LABELS[levels.DIRECTOR if one.level == levels.LSMS else one.level].lower(),
        "document": queries.document_of(latest) if latest else None,
        "versions": versions,
        "back": here_of(case, one),
        "address": f"{here_of(case, one)}/letters/{addressee}",
    }
    status = 422 if form.is_bound and form.errors else 200
    return show_section(
        request, case, SECTION, "cases/sanctions/letter.html", context, status=status, done=done(request)
    )


def _found(
    request: HttpRequest, reference: str, sanction_id: UUID, addressee: str, permission: str
) -> tuple[Case, Sanction]:
    case = find_case(request, reference, permission)
    one = find_sanction(case, sanction_id)
    if addressee not in queries.letters_needed(one):
        raise Http404
    return case, one
