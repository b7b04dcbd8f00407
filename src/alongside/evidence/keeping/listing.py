"""Lists of those who keep evidence, and of those who answer for the system: what is kept, what is due to be destroyed, whether what
is stored is sound.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from alongside.evidence.keeping.classes import class_of
from alongside.evidence.keeping.queries import (
    CHECKERS,
    KEEPERS,
    STATES,
    Asked,
    decided_for,
    due_for,
    files_kept_by,
    kept_files_checked_by,
    older_than,
    proposed_for,
)
from alongside.evidence.models import Destruction, Keeping, StoredFile
from alongside.ledger.actions import record
from alongside.people.access import allow
from alongside.people.actions import actor_for
from alongside.people.queries import organisations_where, zone_of
from alongside.people.roles import Role
from alongside.web.listing import address, asked_for, choice, key_of, numbered_page
from alongside.web.tables import csv_answer, xlsx_answer

PAGE = 50
FEW = 10
"""Of each kind on the page of what is due to be destroyed; each has a list of its own."""
FORMS = {"csv": csv_answer, "xlsx": xlsx_answer}
CHECKS = {"": "All files", "damaged": "Damaged", "scan": "Not shown because of the malware scan"}
QUEUE = {"due": "Kept long enough", "proposed": "Proposed", "decided": "Decided"}


@require_GET
@allow("evidence.keep")
def files(request: HttpRequest) -> HttpResponse:
    """GET /evidence?q=&state=&before=: what is kept, the newest first."""
    asked = _asked(request)
    found = list(older_than(files_kept_by(request.user, asked), key_of(request.GET.get("before", "")))[: PAGE + 1])
    query = {"q": asked.words, "state": asked.state}
    context = {
        "files": found[:PAGE],
        "asked": asked,
        "states_of": STATES,
        "newer": _address("/evidence", query) if request.GET.get("before") else "",
        "older": _address("/evidence", {**query, "before": str(found[PAGE - 1].pk)}) if len(found) > PAGE else "",
        "exports": [
            {"text": text, "href": _address(f"/evidence/export.{ending}", query)}
            for text, ending in (("CSV", "csv"), ("Excel", "xlsx"))
        ],
    }
    return render(request, "evidence/files.html", context)


@require_GET
@allow("evidence.keep")
def export(request: HttpRequest, ending: str) -> HttpResponseBase:
    """GET /evidence/export.csv, .xlsx: the same list to take away. Each is in the ledger."""
    found = files_kept_by(request.user, _asked(request))
    by = actor_for(request.user)
    for organisation_id in set(found.values_list("organisation", flat=True)):
        record("evidence.listed", "organisation", organisation_id, organisation_id=organisation_id, actor=by)
    make = {"csv": csv_answer, "xlsx": xlsx_answer}.get(ending)
    if make is None:
        raise Http404
    return make("evidence", _rows(found.iterator(500), zone_of(request.user)))


@require_GET
@allow("evidence.keep")
def destruction_queue(request: HttpRequest) -> HttpResponseBase:
    """GET /evidence/destruction: some of what is due, proposed and decided; ?show=due&search=film&page=2&format=csv: all of one."""
    asked = asked_for(request.GET, show=QUEUE, search=None)
    show, user = asked["show"], request.user
    if not show:
        some = {name: list(_queue(user, name, "")[: FEW + 1]) for name in QUEUE}
        context: dict[str, Any] = {name: found[:FEW] for name, found in some.items()}
        more = {name for name, found in some.items() if len(found) > FEW}
        return render(request, "evidence/destruction_queue.html", {**context, "more": more, "class_of": class_of})
    found = _queue(user, show, asked["search"])
    if (form := request.GET.get("format", "")) in FORMS:
        _note(user, KEEPERS, f"destruction: {show}")
        return FORMS[form](f"destruction-{show}", _queue_rows(found, zone_of(user)))
    page = numbered_page(found, request.GET, asked)
    context = {
        "page": page,
        "show": show,
        "title": QUEUE[show],
        "narrowed": bool(asked["search"]),
        "search": {"name": "search", "label": "File, number or person", "value": asked["search"]},
        "filters": [choice("show", "Show", QUEUE.items(), show)],
        "exports": _offered(asked) if page.rows else [],
        "class_of": class_of,
    }
    return render(request, "evidence/destruction_list.html", context)


@require_GET
@allow("evidence.checks")
def checks(request: HttpRequest) -> HttpResponseBase:
    """GET /evidence/checks?state=damaged or scan&search=ab12&page=2&format=csv: whether what is stored is sound, without names."""
    asked = asked_for(request.GET, state=CHECKS, search=None)
    found = kept_files_checked_by(request.user, asked["state"], asked["search"])
    if (form := request.GET.get("format", "")) in FORMS:
        _note(request.user, CHECKERS, "checks")
        return FORMS[form]("checks-of-stored-files", _check_rows(found.iterator(500), zone_of(request.user)))
    page = numbered_page(found, request.GET, asked)
    context = {
        "page": page,
        "narrowed": any(asked.values()),
        "search": {
            "name": "search",
            "label": "Number of the file, or how its SHA-256 begins",
            "value": asked["search"],
        },
        "filters": [choice("state", "Show", CHECKS.items(), asked["state"])],
        "exports": _offered(asked) if page.rows else [],
        "damaged": kept_files_checked_by(request.user, "damaged").count(),
        "unscanned": kept_files_checked_by(request.user, "scan").count(),
        "total": kept_files_checked_by(request.user).count(),
    }
    return render(request, "evidence/checks.html", context)


def _queue(user: Any, show: str, words: str) -> QuerySet[Any]:
    return {"due": due_for, "proposed": proposed_for, "decided": decided_for}[show](user, words)


def _note(user: Any, roles: Sequence[Role], name: str) -> None:
    """Leaves in the ledger of every organisation that it is of that a list was taken away."""
    for one in organisations_where(user, *roles):
        details = {"list": name}
        record("evidence.listed", "organisation", one, organisation_id=one, actor=actor_for(user), details=details)


def _offered(asked: dict[str, str]) -> list[dict[str, str]]:
    return [{"text": text, "href": address(asked, format=form)} for form, text in (("csv", "CSV"), ("xlsx", "Excel"))]


def _queue_rows(found: QuerySet[Any], zone: ZoneInfo) -> Iterator[Sequence[Any]]:
    yield [
        "File",
        "Name",
        "Kept as",
        "Due",
        "Number",
        "Proposed by",
        "Proposed",
        "Why",
        "Decision",
        "Decided by",
        "Decided",
        "Destroyed",
    ]
    for one in found.iterator(500):
        yield _proposal(one, zone) if isinstance(one, Destruction) else [*_due(one), *[""] * 8]


def _local(moment: datetime | None, zone: ZoneInfo) -> datetime | str:
    """As the clock on the wall showed it."""
    return moment.astimezone(zone) if moment else ""


def _due(one: StoredFile) -> list[Any]:
    return [str(one.pk), one.name, class_of(one.keeping.kept_as).label, one.keeping.due_on.isoformat()]


def _proposal(one: Destruction, zone: ZoneInfo) -> list[Any]:
    return [
        *_due(one.file), one.number, one.proposed_name, _local(one.proposed_at, zone), one.reason, one.get_decision_display(),
        one.decided_name, _local(one.decided_at, zone), _local(one.done_at, zone),
    ]  # fmt: skip


def _check_rows(found: Iterator[Keeping], zone: ZoneInfo) -> Iterator[Sequence[Any]]:
    yield [
        "File",
        "SHA-256",
        "Bytes",
        "Received",
        "Found sound",
        "Next check",
        "Damaged",
        "Damage",
        "Scan",
        "Scan found",
    ]
    for one in found:
        yield [
            str(one.file_id), one.file.sha256, one.file.size_bytes, _local(one.file.received_at, zone), _local(one.checked_at, zone),
            _local(one.check_at, zone), _local(one.damaged_at, zone), one.damage, one.get_scan_display(), one.scan_found,
        ]  # fmt: skip


def _asked(request: HttpRequest) -> Asked:
    state = request.GET.get("state", "")
    return Asked(request.GET.get("q", "").strip()[:100], state if state in STATES else "")


def _rows(found: Iterator[Any], zone: ZoneInfo) -> Iterator[Sequence[Any]]:
    yield [
        "Id",
        "Name",
        "Type",
        "Bytes",
        "SHA-256",
        "Received",
        "By",
        "Kept as",
        "Due",
        "Held",
        "Checked",
        "Damage",
        "Scan",
        "Erased",
    ]
    for one in found:
        kept = one.keeping
        yield [
            str(one.pk), one.name, one.media_type, one.size_bytes, one.sha256, _local(one.received_at, zone), one.received_name,
            class_of(kept.kept_as).label, kept.due_on.isoformat(), "yes" if one.held else "no", _local(kept.checked_at, zone),
            kept.damage, kept.get_scan_display(), _local(one.erased_at, zone),
        ]  # fmt: skip


def _address(path: str, query: dict[str, str]) -> str:
    kept = {name: text for name, text in query.items() if text}
    return f"{path}?{urlencode(kept)}" if kept else path
