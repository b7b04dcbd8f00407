"""/my-safety/privacy for the worker, and /privacy-notice for whoever sets what an organisation says there."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from alongside.people.access import allow
from alongside.people.actions import actor_for
from alongside.watch.planning.pages import errors_of
from alongside.watch.privacy import actions, queries
from alongside.watch.retention import NOTES_KEPT
from alongside.watch.views import worker_of
from alongside.web.listing import day_of, page_of

FIELDS = ("text", "person", "reached_by", "applies_from")


@require_GET
@allow("visits.own")
def privacy(request: HttpRequest) -> HttpResponse:
    """GET /my-safety/privacy"""
    worker = worker_of(request)
    shown = {
        "recorded": queries.recorded_now(worker),
        "notice": queries.notice_for(worker.organisation),
        "archives": queries.shown_archives(worker),
        "note_hours": int(NOTES_KEPT.total_seconds() // 3600),
        "asked": request.GET.get("done") == "asked",
    }
    return render(request, "watch/privacy/privacy.html", shown)


@require_POST
@allow("visits.own")
def ask(request: HttpRequest) -> HttpResponse:
    """POST /my-safety/privacy/copies: a copy of one's own data is made."""
    actions.ask_for_copy(worker_of(request), by=actor_for(request.user))
    return redirect("/my-safety/privacy?done=asked#copies")


@require_GET
@allow("visits.own")
def copy(request: HttpRequest, archive_id: UUID) -> HttpResponse:
    """GET /my-safety/privacy/copies/ID: the copy as one file."""
    archive = get_object_or_404(queries.archives_of(worker_of(request)), pk=archive_id)
    try:
        content = actions.take_copy(archive, by=actor_for(request.user))
    except ValidationError as error:
        raise Http404 from error
    name = f"my-data-{archive.asked_at:%Y-%m-%d}.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type="application/zip", headers=headers)


@require_http_methods(["GET", "POST"])
@allow("privacy.keep")
def notice(request: HttpRequest) -> HttpResponse:
    """GET /privacy-notice: what the organisation says; POST (organisation, text, person, reached_by, applies_from) sets it anew."""
    bodies = queries.bodies_kept_by(request.user)
    chosen = request.POST.get("organisation", request.GET.get("organisation", ""))
    body = next((one for one in bodies if str(one.pk) == chosen), bodies[0] if bodies else None)
    if body is None:
        raise Http404
    errors: dict[str, str] = {}
    current = queries.notice_for(body)
    entered: dict[str, Any] = {name: request.POST.get(name, "") for name in FIELDS}
    if request.method == "POST":
        said = actions.Notice(
            entered["text"], entered["person"], entered["reached_by"], day_of(entered["applies_from"])
        )
        try:
            actions.set_notice(body, said, by=actor_for(request.user))
            return redirect(f"/privacy-notice?organisation={body.pk}&done=set")
        except ValidationError as error:
            errors = errors_of(error)
    elif current:
        entered = {name: getattr(current, name) for name in FIELDS[:3]} | {"applies_from": ""}
    shown = {
        "body": body,
        "bodies": bodies,
        "current": current,
        "entered": entered,
        "errors": errors,
        "page": page_of(queries.notices_of(body), request.GET, {"organisation": str(body.pk)}),
        "done": request.GET.get("done") == "set" and not errors,
    }
    return render(request, "watch/privacy/notice.html", shown, status=422 if errors else 200)
