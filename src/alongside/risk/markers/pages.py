"""What every page does that changes a marker: act and go on, or show the form again with what was wrong at its field."""

from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from alongside.documents.actions import Unproducible
from alongside.ledger.keys import new_id
from alongside.machine import Refused
from alongside.people.idempotency import SentBefore, is_first
from alongside.people.models import User
from alongside.web.form_fields import put_errors

SENT_BEFORE = "You saved this form before, with other words. Save it again to enter this as well."
REPEATED = "repeated"


def form_page(
    request: HttpRequest,
    form: Form,
    act: Callable[[], Any],
    template: str,
    context: Mapping[str, Any],
    there: str | Callable[[Any], str],
) -> HttpResponse:
    """A form on a page of its own; what `act` did leads to `there`. One that is sent again, by a double click or after going back, is
    done once.
    """
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                key = request.POST.get("once", "")
                done = None
                if not key or not isinstance(request.user, User) or is_first(request, request.user, key):
                    done = act()
            return redirect(there if isinstance(there, str) else there(done))
        except SentBefore:
            form.add_error(None, ValidationError(SENT_BEFORE, code=REPEATED))
        except ValidationError as error:
            put_errors(form, error)
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.sentence)
        except Unproducible as fault:
            form.add_error(None, f"It cannot be produced with the template that is in force. {fault.sentence}")
    shown = {"form": form, "once": _once(request, form), **context}
    return render(request, template, shown, status=422 if form.is_bound and form.errors else 200)


def posted(request: HttpRequest) -> Any:
    """What was sent, where something was."""
    return request.POST if request.method == "POST" else None


def _once(request: HttpRequest, form: Form) -> str:
    """The key of a form. One that was refused keeps its key: nothing was done."""
    kept = request.POST.get("once", "")
    return kept if kept and not form.has_error(NON_FIELD_ERRORS, REPEATED) else str(new_id())
