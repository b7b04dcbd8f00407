"""The pages of the panel: markers as a list, one with its file, and how they are kept; and the search, for whoever is about to go."""

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_http_methods

from alongside.people.access import allow
from alongside.people.actions import actor_for
from alongside.people.days import today_in
from alongside.people.looks import looks_rows, looks_shown
from alongside.people.queries import zone_of
from alongside.risk.markers import documents, looking, presenters, queries, settings
from alongside.risk.markers.forms import SearchForm, SettingsForm
from alongside.risk.markers.origins import origin_of, reports
from alongside.risk.markers.pages import form_page, posted
from alongside.risk.markers.states import MARKER, SHOWN
from alongside.risk.models import Marker, Subject
from alongside.web.form_fields import put_errors
from alongside.web.listing import address, asked_for, choice, numbered_page
from alongside.web.tables import csv_answer, xlsx_answer

HERE = "/risk/markers"
FORMS = {"csv": csv_answer, "xlsx": xlsx_answer}
LATE = {"late": "Late"}
STATES = {"shown": "Shown now", **{code: one.label for code, one in MARKER.states.items()}}
DONE = {
    "proposed": "The marker is proposed. The panel decides; until then nobody else sees it.",
    "saved": "It is saved.",
    "letter": "The letter is made. Read it, and send it.",
}


@require_GET
@allow("markers.see")
def markers(request: HttpRequest) -> HttpResponseBase:
    """GET /risk/markers?search=velt&state=active&about=patient&due=late&page=2&format=csv: every marker, what is to be done first."""
    everything = queries.markers_for(request.user)
    organisation = queries.provider_of(request.user)
    if organisation is None:
        raise PermissionDenied
    today = today_in(organisation)
    asked = asked_for(request.GET, search=None, state=STATES, about=Subject.Kind.values, due=LATE)
    found = queries.narrowed(queries.with_lateness(everything, today), today=today, **asked)
    found = queries.in_order(found)
    if (form := request.GET.get("format", "")) in FORMS:
        rows = [presenters.row(one, today) for one in found]
        looking.note_list_taken(request.user, form, len(rows), by=actor_for(request.user))
        return FORMS[form]("violence-markers", _table(rows, zone_of(request.user)))
    page = numbered_page(found, request.GET, asked)
    context = {
        "page": page,
        "rows": [presenters.row(one, today) for one in page.rows],
        "any": everything.exists(),
        "search": {"name": "search", "label": "Number, name or address", "value": asked["search"]},
        "filters": [
            choice("state", "State", [("", "Any"), *STATES.items()], asked["state"]),
            choice("about", "About", [("", "Anything"), *Subject.Kind.choices], asked["about"]),
            choice("due", "Due", [("", "Any"), *LATE.items()], asked["due"]),
        ],
        "exports": [
            {"text": text, "href": address(asked, format=form)} for form, text in (("csv", "CSV"), ("xlsx", "Excel"))
        ],
        "may_set": request.user.has_perm("markers.settings"),
    }
    return render(request, "risk/markers/list.html", context)


@require_GET
@allow("markers.see")
def marker(request: HttpRequest, id: UUID) -> HttpResponse:
    """GET /risk/markers/ID: where it stands, what comes next, what it rests on, what has happened. The look is in the ledger."""
    one = find_marker(request, id)
    looking.note_seen([one], by=actor_for(request.user), where="file")
    today = today_in(one.organisation)
    user = request.user
    ids = [ground.incident_id for ground in one.grounds.all()]
    told, told_kind = presenters.told_words(one)
    context: dict[str, Any] = {
        "marker": one,
        "state": MARKER.state(one.state),
        "who": presenters.whole_of(one.subject),
        "weighed": presenters.weighed(one),
        "next": presenters.next_of(one, today),
        "is_late": bool(one.review_on and one.review_on <= today and one.state in SHOWN),
        "acts": presenters.acts_of(
            one, user.has_perm("markers.decide", one), user.has_perm("markers.hear_appeals", one)
        ),
        "may_decide": user.has_perm("markers.decide", one),
        "is_shown": one.state in SHOWN,
        "telling_words": told,
        "telling_kind": told_kind,
        "tellings": [(telling, presenters.telling_words(telling)) for telling in one.tellings.order_by("-pk")],
        "reports": reports().shown(user, ids),
        "unseen": len(ids),
        "elsewhere": reports().elsewhere(user, ids),
        "origin": _origin(user, one),
        "documents": documents.of_marker(one),
        "history": presenters.history(list(one.steps.order_by("-pk"))),
        "done": DONE.get(request.GET.get("done", ""), ""),
    }
    context["unseen"] -= len(context["reports"])
    return render(request, "risk/markers/one.html", context)


@require_GET
@allow("markers.see")
def looks(request: HttpRequest, id: UUID) -> HttpResponseBase:
    """GET /risk/markers/ID/looks?search=grant&first=2026-05-03&before=ID&format=csv: who was shown it, and on what occasion."""
    one = find_marker(request, id)
    entries, zone = queries.looks_at(one), ZoneInfo(one.organisation.time_zone)
    if (form := request.GET.get("format", "")) in FORMS:
        looking.note_list_taken(request.user, form, entries.count(), by=actor_for(request.user))
        rows = looks_rows(entries, request.GET, looking.LOOKS, zone, looking.occasions)
        return FORMS[form](f"who-looked-at-marker-{one.number}", rows)
    shown = looks_shown(entries, request.GET, looking.LOOKS, zone, looking.occasions)
    return render(request, "risk/markers/looks.html", {"marker": one, "looks": shown})


@require_http_methods(["GET", "POST"])
@allow("markers.search")
def search(request: HttpRequest) -> HttpResponse:
    """GET, POST /risk/markers/search (name, nhs_number, reference, address, reason, words): what is shown of somebody one is about
    to meet. What is looked for stands in no address, and that somebody looked is kept, also where nothing is found.
    """
    form = SearchForm(posted(request))
    found: list[Any] | None = None
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            by = actor_for(request.user)
            found = [
                (queries.shown(one), one.subject)
                for one in looking.search(request.user, said, said["reason"], said["words"], by=by)
            ]
        except ValidationError as error:
            put_errors(form, error)
    context = {"form": form, "found": found, "is_panel": request.user.has_perm("markers.see")}
    return render(request, "risk/markers/search.html", context, status=422 if form.is_bound and form.errors else 200)


@require_http_methods(["GET", "POST"])
@allow("markers.settings")
def set_settings(request: HttpRequest) -> HttpResponse:
    """GET, POST /risk/markers/settings: how long markers last, from now on; what was set before stays in the list."""
    organisation = queries.provider_of(request.user)
    if organisation is None:
        raise PermissionDenied
    rules = settings.rules_of(organisation)
    form = SettingsForm(posted(request), initial={name: getattr(rules, name) for name in settings.NAMES})

    def act() -> None:
        said = dict(form.cleaned_data)
        settings.set_rules(organisation, said, said.pop("reason"), by=actor_for(request.user))

    context = {
        "before": settings.settings_set(organisation),
        "labels": SettingsForm.LABELS,
        "done": DONE.get(request.GET.get("done", ""), ""),
    }
    return form_page(request, form, act, "risk/markers/settings.html", context, f"{HERE}/settings?done=saved")


def find_marker(request: HttpRequest, id: UUID) -> Marker:
    """One that the caller may see with its file. Raises Http404."""
    return get_object_or_404(queries.markers_for(request.user), pk=id)


def _origin(user: Any, one: Marker) -> tuple[str, str] | None:
    if one.origin_id is None:
        return None
    try:
        return origin_of(one.origin_type).show(user, one.origin_id)
    except LookupError:
        return None


def _table(rows: Iterable[presenters.Row], zone: ZoneInfo) -> Iterator[list[Any]]:
    yield ["Marker", "About", "Who", "State", "Since", "Advice", "To be reviewed by", "Late", "Proposed", "Proposed by"]
    for one in rows:
        marker = one.marker
        since, proposed = marker.state_since.astimezone(zone), marker.proposed_at.astimezone(zone)
        said = [one.kind, one.who, one.state.label, since, marker.advice, marker.review_on, one.late]
        yield [marker.number, *said, proposed, marker.proposed_by]
