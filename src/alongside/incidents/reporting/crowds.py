"""When too many come at once from one address without an account: a crowd is slowed, and nobody is kept from help.

Honest people are let in; what was begun is finished whatever happens; a call for help always gets through to an alarm
(docs/decisions/0022-crowds-at-the-door.md).
"""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from alongside.incidents.alarms import call_without_report
from alongside.incidents.models import Draft
from alongside.incidents.reporting.entering import Entry
from alongside.people.knocks import Answer, knock, network_of

MOST_WORDS = 30
"""So often something can be passed on to those who answer one call, within ten minutes."""
IN = Answer(is_let_in=True)


def let_begin(request: HttpRequest) -> Answer:
    """Whether a report may be begun from this address now. Anybody with an account always may."""
    if request.user.is_authenticated:
        return IN
    return knock("report.begin", network_of(request), most=settings.REPORTS_PER_ADDRESS)


def many_call(request: HttpRequest) -> bool:
    """Whether so many call for help from this address that they are put together."""
    if request.user.is_authenticated:
        return False
    return not knock("report.help", network_of(request), most=settings.CALLS_PER_ADDRESS).is_let_in


def may_add_to_call(draft: Draft) -> bool:
    """Whether something more may be passed on from this report."""
    return knock("report.help.more", str(draft.pk), most=MOST_WORDS).is_let_in


def check_room(request: HttpRequest, upload: UploadedFile | None) -> None:
    """Raises ValidationError, with a sentence for the person, where too much was added from this address lately."""
    if request.user.is_authenticated or upload is None:
        return
    size = max(1, upload.size or 0)
    answer = knock("report.files", network_of(request), most=settings.FILES_PER_ADDRESS, weight=size)
    if not answer.is_let_in:
        raise ValidationError(
            f"Many files are coming from your network just now. Add this one again in {in_minutes(answer.wait_s)}, or send the "
            "report without it.",
            code="crowded",
        )


def show_crowd(request: HttpRequest, entry: Entry, answer: Answer) -> HttpResponse:
    """The page for somebody who cannot begin now: what to do instead. From it one can call for help without a report."""
    call = call_without_report(entry.organisation, entry.place) if request.POST.get("danger") == "yes" else None
    shown = {
        "body": entry.organisation,
        "place": entry.place,
        "call": call,
        "wait": in_minutes(answer.wait_s),
        "organisation_code": entry.organisation.code,
    }
    response = render(request, "incidents/reporting/crowd.html", shown, status=429)
    response.headers["Retry-After"] = str(answer.wait_s)
    response.headers["Cache-Control"] = "no-store"
    return response


def in_minutes(seconds: int) -> str:
    """ "about 4 minutes"."""
    minutes = max(1, round(seconds / 60))
    return "about a minute" if minutes == 1 else f"about {minutes} minutes"
