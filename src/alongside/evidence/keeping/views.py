"""Pages of those who keep evidence: what there is, how it stands, what becomes of it."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from alongside.evidence.actions import receive
from alongside.evidence.keeping import actions, standing
from alongside.evidence.keeping.classes import class_of, classes, erasure_grounds, grounds
from alongside.evidence.keeping.queries import (
    all_files_kept_by,
    destructions_seen_by,
    holds_of,
    last_checks,
    looks_at_file,
    source_of,
)
from alongside.evidence.models import Derivation, StoredFile
from alongside.evidence.owners import address_of, owner_of
from alongside.evidence.scanning.work import release
from alongside.people.access import allow, require
from alongside.people.actions import actor_for

DONE = {
    "hold": "The hold stands. Nobody can destroy this file.",
    "lift": "The hold is lifted.",
    "propose": "You proposed to destroy this file. Somebody else has to confirm it.",
    "share": "It is written down who got this file.",
    "classify": "It is written down how long this file is kept.",
    "release": "This file can be shown now.",
    "version": "The copy is kept, with what it was made from.",
    "confirmed": "Confirmed.",
    "declined": "Declined. The file stays.",
}
OVERTAKEN = "Somebody else was first. This is how it stands now."


@require_GET
@allow("evidence.keep")
def file(request: HttpRequest, file: UUID) -> HttpResponse:
    """GET /evidence/ID: all that is known of a file, but what is in it."""
    return _show(request, _file(request, file))


@require_POST
@allow("evidence.keep")
def act(request: HttpRequest, file: UUID, deed: str) -> HttpResponse:
    """POST /evidence/ID/hold, lift, propose, share, classify, release, version."""
    found = _file(request, file)
    if deed not in DEEDS:
        raise Http404
    try:
        DEEDS[deed](request, found)
    except ValidationError as error:
        return _show(request, found, status=422, errors=_by_field(error))
    except actions.Overtaken:
        return _show(request, found, status=409, notice=OVERTAKEN)
    return redirect(f"/evidence/{found.pk}?done={deed}")


@require_http_methods(["GET", "POST"])
@allow("evidence.keep")
def destruction(request: HttpRequest, destruction: UUID) -> HttpResponse:
    """/evidence/destruction/ID: GET a proposal or certificate; POST (decision, reason) what is said to it."""
    found = get_object_or_404(destructions_seen_by(request.user), pk=destruction)
    require(request.user, "evidence.keep", found)
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        try:
            confirm = request.POST.get("decision") == "confirm"
            reason = request.POST.get("reason", "")
            if confirm:
                standing.refuse_unknown(request.user, found.file)
            decided = actions.decide_destruction(found, confirm=confirm, reason=reason, by=actor_for(request.user))
            return redirect(f"/evidence/destruction/{found.pk}?done={decided.decision}")
        except ValidationError as error:
            errors, status = _by_field(error), 422
        except actions.Overtaken:
            found.refresh_from_db()
            errors, status = {"maincontent": OVERTAKEN}, 409
    context = {
        "one": found,
        "own": found.proposed_id == request.user.pk,
        "about": standing.about(request.user, found.file),
        "ground": erasure_grounds().get(found.ground, found.ground),
        "against": [] if found.done_at or found.decision == "declined" else standing.against(found.file),
        "errors": errors,
        "done": DONE.get(request.GET.get("done", ""), ""),
    }
    return render(request, "evidence/destruction.html", context, status=status)


def _show(
    request: HttpRequest, found: StoredFile, *, status: int = 200, notice: str = "", errors: Any = None
) -> HttpResponse:
    keeping = found.keeping
    proposal = destructions_seen_by(request.user).filter(file=found).exclude(decision="declined").first()
    context = {
        "file": found,
        "keeping": keeping,
        "kept_as": class_of(keeping.kept_as),
        "classes": classes(),
        "grounds": grounds(),
        "hows": Derivation.How.choices,
        "belongs": address_of(keeping.owner, keeping.subject_id),
        "upload": _upload(found),
        "holds": list(holds_of(found)),
        "proposal": proposal,
        "against": [] if found.erased_at else standing.against(found),
        "erasure_grounds": erasure_grounds(),
        "checks": last_checks(found),
        "looks": [(one, grounds().get(json.loads(one.details).get("ground", ""), "")) for one in looks_at_file(found)],
        "source": source_of(found),
        "derived": list(found.derived.select_related("file").order_by("pk")),
        "shared": list(found.disclosures.order_by("-pk")),
        "notice": notice,
        "errors": errors or {},
        "entered": request.POST,
        "done": DONE.get(request.GET.get("done", ""), ""),
    }
    return render(request, "evidence/file.html", context, status=status)


def _upload(found: StoredFile) -> dict[str, str] | None:
    """To what a copy of this file is sent; None where nothing takes one."""
    keeping = found.keeping
    try:
        owner = owner_of(keeping.owner)
        return {"owner": owner.code, "key": owner.key(keeping.subject_id)} if keeping.subject_id else None
    except (LookupError, ObjectDoesNotExist):
        return None


def _hold(request: HttpRequest, found: StoredFile) -> None:
    actions.place_hold(found, request.POST.get("hold_reason", ""), actor_for(request.user))


def _lift(request: HttpRequest, found: StoredFile) -> None:
    hold = get_object_or_404(holds_of(found), pk=_uuid(request.POST.get("hold", "")))
    actions.lift_hold(hold, request.POST.get("reason", ""), actor_for(request.user))


def _propose(request: HttpRequest, found: StoredFile) -> None:
    said = request.POST
    ground, order = said.get("erasure_ground", ""), said.get("erasure_order", "")
    reason = said.get("destroy_reason", "")
    actions.propose_destruction(found, reason, actor_for(request.user), ground=ground, order=order)


def _share(request: HttpRequest, found: StoredFile) -> None:
    told = {name: request.POST.get(name, "") for name in ("to_whom", "ground", "note")}
    actions.share(found, by=actor_for(request.user), **told)


def _classify(request: HttpRequest, found: StoredFile) -> None:
    try:
        starts_on = date.fromisoformat(request.POST.get("starts_on", ""))
    except ValueError as error:
        raise ValidationError({"starts_on": "Write the day as 2026-11-28."}) from error
    actions.classify(
        found,
        kept_as=request.POST.get("kept_as", ""),
        starts_on=starts_on,
        reason=request.POST.get("class_reason", ""),
        by=actor_for(request.user),
    )


def _release(request: HttpRequest, found: StoredFile) -> None:
    release(found, request.POST.get("release_reason", ""), actor_for(request.user))


@transaction.atomic
def _version(request: HttpRequest, found: StoredFile) -> None:
    where = _upload(found)
    if where is None:
        raise ValidationError({"file": "Nothing takes a copy of this file."})
    owner, said, by = owner_of(where["owner"]), request.POST.dict(), actor_for(request.user)
    try:
        subject = owner.find(request.user, where["key"], {})
    except LookupError as error:
        raise PermissionDenied from error
    sent: Any = request.FILES.get("file")
    made = actions.DerivedFrom(found, said.get("how", ""), said.get("why", ""))
    try:
        copy = receive(sent, organisation_id=subject.organisation_id, purpose=found.purpose, by=by, derived=made)
    except ValidationError as error:
        raise error if hasattr(error, "error_dict") else ValidationError({"file": error.messages}) from error
    owner.keep(copy, subject.id, said, by)


DEEDS: dict[str, Callable[[HttpRequest, StoredFile], None]] = {
    "hold": _hold,
    "lift": _lift,
    "propose": _propose,
    "share": _share,
    "classify": _classify,
    "release": _release,
    "version": _version,
}


def _file(request: HttpRequest, key: UUID) -> StoredFile:
    found = get_object_or_404(all_files_kept_by(request.user), pk=key)
    require(request.user, "evidence.keep", found)
    return found


def _by_field(error: ValidationError) -> dict[str, str]:
    if hasattr(error, "error_dict"):
        return {name: " ".join(texts) for name, texts in error.message_dict.items()}
    return {"maincontent": " ".join(error.messages)}


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
