"""The page on which a reporter corrects what they reported, and adds to it."""

from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from alongside.evidence.media_types import accepted_for
from alongside.incidents.following import entry
from alongside.incidents.following.correcting import Correction, contact_of, correct, person_of, place_in_words
from alongside.incidents.following.forms import CorrectForm
from alongside.incidents.following.queries import Opened, opened_report, own_words
from alongside.incidents.form_fields import put_errors
from alongside.incidents.models import Incident
from alongside.incidents.new_report import Who
from alongside.incidents.reporting.actions import PURPOSE
from alongside.incidents.reporting.crowds import check_room
from alongside.incidents.reporting.queries import place_named, places_to_choose, site_named
from alongside.people.access import ANYONE, allow

NOON = time(12)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@allow(ANYONE)
def correct_page(request: HttpRequest, reference: str) -> HttpResponse:
    """GET and POST /report/track/REFERENCE/correct (day, time, where, injury, text, name, email, phone, no_messages, files)."""
    with opened_report(request.user, reference, entry.kept_open(request, reference)) as opened:
        if opened is None:
            typed = request.POST.get("text", "")
            return render(request, "incidents/following/closed.html", {"typed": typed}, status=403)
        stands = _standing(opened.incident)
        if request.method != "POST":
            return _page(request, opened, CorrectForm(initial=stands))
        form = CorrectForm(request.POST, initial=stands)
        if form.is_valid():
            try:
                for upload in request.FILES.getlist("files"):
                    check_room(request, upload)
                said = _said(opened.incident, form, request)
                correct(opened.incident, said, by=opened.by)
                return redirect(f"/report/track/{opened.incident.reference}?done=corrected")
            except ValidationError as error:
                put_errors(form, error)
        return _page(request, opened, form)


def _standing(incident: Incident) -> dict[str, Any]:
    """What the report says now, as the form shows it."""
    local = incident.occurred_at.astimezone(ZoneInfo(incident.organisation.time_zone))
    words, person, contact = own_words(incident), person_of(incident), contact_of(incident)
    return {
        "day": local.date(),
        "time": f"{local:%H:%M}",
        "where": place_in_words(incident),
        "injury": person.injury if person else "",
        "text": words[-1].account.text if words else "",
        "name": contact.name if contact else "",
        "email": contact.email if contact else "",
        "phone": contact.phone if contact else "",
        "no_messages": not contact.may_write if contact else False,
    }


def _said(incident: Incident, form: CorrectForm, request: HttpRequest) -> Correction:
    """What differs from what stood. A field that was not on the page stays as it is."""
    said, stands = form.cleaned_data, form.initial
    day, hour = said["day"] or stands["day"], said["time"]
    written = f"{hour:%H:%M}" if hour else ""
    moved = bool(said["day"]) and (day != stands["day"] or (written != stands["time"] and "time" in request.POST))
    zone = ZoneInfo(incident.organisation.time_zone)
    where = said["where"] if said["where"] != stands["where"] else ""
    place = place_named(incident.organisation_id, where) if where else None
    site = site_named(incident.organisation_id, where) if where and place is None else None
    contact = "name" in request.POST and contact_of(incident) is not None
    return Correction(
        occurred_at=datetime.combine(day, hour or NOON, zone) if moved else None,
        estimated=hour is None,
        place=place,
        site=site,
        where="" if place or site else where,
        injury=said["injury"] if said["injury"] and said["injury"] != stands["injury"] else None,
        text=said["text"] if "text" in request.POST and said["text"] != stands["text"] else None,
        contact=Who(name=said["name"], email=said["email"], phone=said["phone"], may_write=not said["no_messages"])
        if contact
        else None,
        files=request.FILES.getlist("files"),
    )


def _page(request: HttpRequest, opened: Opened, form: CorrectForm) -> HttpResponse:
    incident = opened.incident
    shown = {
        "form": form,
        "incident": incident,
        "body": incident.organisation,
        "home": f"/report/track/{incident.reference}",
        "places": places_to_choose(incident.organisation_id),
        "hurt": person_of(incident) is not None,
        "contact": contact_of(incident) is not None,
        "accepted": accepted_for(PURPOSE),
    }
    wrong = form.is_bound and bool(form.errors)
    return render(request, "incidents/following/correct.html", shown, status=422 if wrong else 200)
