"""Pages on which people answer a part of a report, and on which it is asked for."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from typing import Any
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

import segno
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alongside.incidents import taking_away
from alongside.incidents.actions import open_compartment
from alongside.incidents.completing import actions, giving
from alongside.incidents.completing.forms import FORMS, Decline, PartForm
from alongside.incidents.completing.presenters import QUESTION, TAGS, initial_of, readers_in_words, whom_it_is_about
from alongside.incidents.completing.queries import (
    LINK,
    Person,
    affected_by_name,
    colleague,
    colleagues_called,
    is_late,
    is_themselves,
    name_of,
    named,
    neutral_line,
    own_rows,
    part_of_link,
    parts_of,
    people_of_manager,
)
from alongside.incidents.models import Affected, Compartment, Contribution, Incident
from alongside.incidents.queries import roles_reading
from alongside.incidents.views import find_incident, show_incident
from alongside.ledger.actions import Actor
from alongside.people.access import ANYONE, SIGNED_IN, allow, require
from alongside.people.actions import actor_for
from alongside.people.queries import link_of, places_of
from alongside.people.scope import entering_by

PAGE = 25
PARTS = ["Report", "What", "Happened", "Asked as", "Stands", "Please answer by"]


@require_safe
@allow(SIGNED_IN)
def parts(request: HttpRequest) -> HttpResponseBase:
    """GET /incidents/parts?status=asked&reference=ABCD&before=ID&format=csv: what I was asked, newest first."""
    wanted = request.GET.get("status", "asked")
    found = parts_of(request.user)
    if wanted == "asked":
        found = found.filter(status=Contribution.Status.ASKED).exclude(incident__status=Incident.Status.WITHDRAWN)
    reference = request.GET.get("reference", "").strip()[:20]
    if reference:
        found = found.filter(incident__reference__icontains=reference)
    status = wanted if wanted in ("asked", "all") else "all"
    narrowed = {"status": status, "reference": reference}
    if (form := request.GET.get("format", "")) in taking_away.FORMS:
        return taking_away.take_away(
            "what-i-was-asked",
            form,
            chain([PARTS], map(_part_row, found.select_related("incident__organisation")[: taking_away.MOST_ROWS])),
            of=[place.organisation_id for place in places_of(request.user)],
            by=actor_for(request.user),
            details={"filters": {name: value for name, value in narrowed.items() if value}},
        )
    if before := _key(request.GET.get("before", "")):
        found = found.filter(pk__lt=before)
    listed = list(found[: PAGE + 1])
    rows = [
        {
            "part": one,
            "neutral": neutral_line(one.incident),
            "tag": TAGS[one.status],
            "late": is_late(one),
            "ended": one.incident.status == Incident.Status.WITHDRAWN,
        }
        for one in listed[:PAGE]
    ]
    shown = {
        "rows": rows,
        "status": status,
        "reference": reference,
        "older": "?" + urlencode({**narrowed, "before": str(listed[PAGE - 1].pk)}) if len(listed) > PAGE else "",
        "newer": "?" + urlencode(narrowed) if before else "",
        "exports": taking_away.offered("/incidents/parts", narrowed) if rows else [],
    }
    return render(request, "incidents/completing/parts.html", shown)


def _part_row(one: Contribution) -> list[Any]:
    zone = ZoneInfo(one.incident.organisation.time_zone)
    line = neutral_line(one.incident)
    ended = one.incident.status == Incident.Status.WITHDRAWN
    return [
        line.reference,
        line.what,
        line.occurred_at.astimezone(zone),
        one.get_part_display(),
        "No longer needed" if ended else "Late" if is_late(one) else one.get_status_display(),
        one.due_at.astimezone(zone) if one.due_at else None,
    ]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@allow(SIGNED_IN)
def part(request: HttpRequest, contribution: UUID) -> HttpResponse:
    """GET and POST /incidents/parts/ID: my part, to read what is asked, answer and correct."""
    asked = get_object_or_404(parts_of(request.user), pk=contribution)
    return _answer(request, asked, actor_for(request.user), f"/incidents/parts/{asked.pk}")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@allow(SIGNED_IN)
def decline(request: HttpRequest, contribution: UUID) -> HttpResponse:
    """GET and POST /incidents/parts/ID/decline: I do not answer."""
    asked = get_object_or_404(parts_of(request.user), pk=contribution)
    return _decline(request, asked, actor_for(request.user), f"/incidents/parts/{asked.pk}")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@allow(ANYONE)
def part_by_link(request: HttpRequest, part_key: str) -> HttpResponse:
    """GET and POST /report/part/KEY: a part without an account. What was written is not shown again to who finds it."""
    with _entered(part_key) as entered:
        if entered is None:
            return render(request, "incidents/completing/ended.html", status=404)
        return _answer(request, *entered, f"/report/part/{part_key}", by_link=True)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@allow(ANYONE)
def decline_by_link(request: HttpRequest, part_key: str) -> HttpResponse:
    """GET and POST /report/part/KEY/decline."""
    with _entered(part_key) as entered:
        if entered is None:
            return render(request, "incidents/completing/ended.html", status=404)
        return _decline(request, *entered, f"/report/part/{part_key}", by_link=True)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@allow("incidents.triage")
def ask(request: HttpRequest, reference: str) -> HttpResponse:
    """GET /incidents/REFERENCE/ask?part=witness&name=asha: whom to ask. POST looks for a colleague, asks one, or makes a link.

    The page is one form: what is chosen on it when a button is pressed is what counts.
    """
    incident = find_incident(request, reference)
    require(request.user, "incidents.triage", incident)
    if request.method != "POST":
        return _ask_page(request, incident)
    said = request.POST
    if "find" in said:
        return _ask_page(request, incident)
    try:
        asked = actions.ask(
            incident,
            said.get("part", ""),
            of=_colleague(incident, said["staff"]) if "staff" in said else None,
            label=said.get("label", ""),
            affected=_affected(incident, said),
            by=actor_for(request.user),
        )
    except ValidationError as error:
        return _ask_page(request, incident, problems=error.messages, status=422)
    return _link_page(request, incident, asked) if asked.secret else _back(incident, "asked")


@never_cache
@require_POST
@allow("incidents.triage")
def manage(request: HttpRequest, reference: str, contribution: UUID) -> HttpResponse:
    """POST /incidents/REFERENCE/parts/ID (what: remind, take_back or new_link)."""
    incident = find_incident(request, reference)
    require(request.user, "incidents.triage", incident)
    asked = get_object_or_404(incident.contributions, pk=contribution)
    by, what = actor_for(request.user), request.POST.get("what", "")
    try:
        if what == "remind":
            actions.remind(asked, by=by)
            return _back(incident, "reminded")
        if what == "take_back":
            actions.take_back(asked, by=by)
            return _back(incident, "not-asked")
        if what == "new_link" and asked.asked_of_id is None:
            return _link_page(request, incident, actions.make_new_link(asked, by=by))
    except ValidationError as error:
        return show_incident(request, incident, done=error.messages[0], status=409)
    raise Http404


def _answer(request: HttpRequest, asked: Contribution, by: Actor, home: str, *, by_link: bool = False) -> HttpResponse:
    form = _form(request, asked, by_link=by_link)
    if request.method == "POST" and form.is_valid():
        try:
            giving.give_part(asked, form.cleaned_data, by=by)
            return redirect(f"{home}?done=1")
        except ValidationError as error:
            _tell(form, error)
    actions.note_opened(asked, by=by)
    return _part_page(request, asked, form, home, by_link=by_link)


def _decline(request: HttpRequest, asked: Contribution, by: Actor, home: str, *, by_link: bool = False) -> HttpResponse:
    form = Decline(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            giving.decline_part(asked, why=form.cleaned_data["why"], by=by)
            return redirect(f"{home}?done=1")
        except ValidationError as error:
            _tell(form, error)
    shown = {"form": form, "home": home, "neutral": neutral_line(asked.incident), "body": asked.incident.organisation}
    return render(
        request, "incidents/completing/decline.html", shown, status=422 if form.is_bound and form.errors else 200
    )


def _form(request: HttpRequest, asked: Contribution, *, by_link: bool) -> PartForm:
    people: Sequence[Person] = ()
    if asked.part == Contribution.Part.MANAGER:
        may_read = not by_link and request.user.has_perm("incidents.read_people", asked.incident)
        people = named(asked, people_of_manager(asked), may_read=may_read)
        if may_read or (not by_link and any(one.name_shown for one in people)):
            open_compartment(asked.incident, Compartment.PEOPLE, by=actor_for(request.user))
    initial = {} if by_link else initial_of(asked, own_rows(asked))
    data = request.POST if request.method == "POST" else None
    responsible = list(asked.incident.responsible.all()) if asked.part == Contribution.Part.CLINICIAN else []
    return FORMS[asked.part](data, by_link=by_link, people=people, responsible=responsible, initial=initial)


def _part_page(request: HttpRequest, asked: Contribution, form: PartForm, home: str, *, by_link: bool) -> HttpResponse:
    ended = asked.incident.status == Incident.Status.WITHDRAWN
    shown: dict[str, Any] = {
        "part": asked,
        "form": form,
        "home": home,
        "neutral": neutral_line(asked.incident),
        "body": asked.incident.organisation,
        "question": QUESTION[Contribution.Part(asked.part)],
        "readers": readers_in_words(asked, roles_reading(asked.incident)),
        "about": whom_it_is_about(asked),
        "themselves": not by_link and is_themselves(asked),
        "by_link": by_link,
        "ended": ended,
        "done": "done" in request.GET,
        "correcting": "again" in request.GET or form.is_bound,
    }
    return render(
        request, "incidents/completing/part.html", shown, status=422 if form.is_bound and form.errors else 200
    )


def _ask_page(
    request: HttpRequest, incident: Incident, *, problems: Sequence[str] = (), status: int = 200
) -> HttpResponse:
    said = request.POST if request.method == "POST" else request.GET
    wanted = said.get("part", "")
    people = affected_by_name(incident)
    if wanted == Contribution.Part.INJURED:
        require(request.user, "incidents.read_people", incident)
        open_compartment(incident, Compartment.PEOPLE, by=actor_for(request.user))
    name = said.get("name", "").strip()[:100]
    chosen = said.get("affected", str(people[0][0].pk) if len(people) == 1 else "")
    themselves = [
        who.staff
        for one, who in people
        if wanted == Contribution.Part.INJURED and who and who.staff and str(one.pk) == chosen
    ]
    if not problems and ("name" in said or "find" in said) and wanted not in Contribution.Part.values:
        problems = ["Choose whom you want to ask."]
    shown = {
        "incident": incident,
        "problems": problems,
        "part": wanted if wanted in Contribution.Part.values else "",
        "part_label": Contribution.Part(wanted).label if wanted in Contribution.Part.values else "",
        "parts": Contribution.Part.choices,
        "name": name,
        "found": colleagues_called(incident.organisation_id, name) if wanted and name else themselves,
        "people": people,
        "chosen": chosen,
        "label": said.get("label", ""),
    }
    return render(request, "incidents/completing/ask.html", shown, status=status)


def _link_page(request: HttpRequest, incident: Incident, asked: actions.Asked) -> HttpResponse:
    """The link, shown once: to copy, to print, to be read by a telephone's camera."""
    address = f"{settings.PUBLIC_URL}/report/part/{asked.secret}"
    picture = segno.make_qr(address, error="m").svg_data_uri(scale=6, border=2)
    shown = {
        "incident": incident,
        "part": asked.part,
        "about": whom_it_is_about(asked.part),
        "named": _name_of(request, asked.part),
        "address": address,
        "picture": picture,
    }
    return render(request, "incidents/completing/link.html", shown)


def _name_of(request: HttpRequest, asked: Contribution) -> str:
    """Whose injury it is about, by name, for who gives the link away and may read it."""
    if asked.affected is None or not request.user.has_perm("incidents.read_people", asked.incident):
        return ""
    open_compartment(asked.incident, Compartment.PEOPLE, by=actor_for(request.user))
    return name_of(asked.affected)


def _back(incident: Incident, done: str) -> HttpResponse:
    return redirect(f"/incidents/{incident.reference}?done={done}#parts")


@contextmanager
def _entered(key: str) -> Iterator[tuple[Contribution, Actor] | None]:
    """The part that the link opens, and in whose name it is answered; None where it opens nothing."""
    with entering_by(key):
        link = link_of(key, LINK)
        asked = part_of_link(link) if link else None
        yield (asked, Actor("link", link.pk, asked.get_part_display())) if link and asked else None


def _tell(form: Any, error: ValidationError) -> None:
    """What an action refused, at the field that it is about, or at the top."""
    fields = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
    for name, texts in fields.items():
        form.add_error(name if name in form.fields else None, texts)


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _colleague(incident: Incident, key: str) -> Any:
    chosen = _key(key)
    found = colleague(incident.organisation_id, chosen) if chosen else None
    if found is None:
        raise ValidationError("Choose a colleague from the list.")
    return found


def _affected(incident: Incident, said: Any) -> Affected | None:
    chosen = _key(said.get("affected", ""))
    if said.get("part") != Contribution.Part.INJURED or chosen is None:
        return None
    return incident.affected.filter(pk=chosen).first()
