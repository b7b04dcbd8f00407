"""Of the section “Investigation”: the scene, and policies and risk assessments that applied."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET, require_http_methods

from alongside.cases.doing import posted, section_form, seen_at
from alongside.cases.fields import StrikeForm
from alongside.cases.inquiry import applied, queries, scene
from alongside.cases.inquiry.holding import today_of, zone_of
from alongside.cases.inquiry.scene_forms import PolicyForm, SceneForm
from alongside.cases.models import AppliedPolicy, Case
from alongside.cases.sections import find_case
from alongside.evidence.media_types import accepted_for
from alongside.evidence.sending import send_file
from alongside.people.access import allow
from alongside.people.actions import actor_for

READ, WRITE, NOTE = "cases.read_evidence", "cases.write_evidence", "cases.write_narrative"
SECTION = "inquiry"


@require_http_methods(["GET", "POST"])
@allow(NOTE)
def note_scene(request: HttpRequest, reference: str) -> HttpResponse:
    """GET, POST /cases/REFERENCE/inquiry/scene/add"""
    case = find_case(request, reference, NOTE)
    by = actor_for(request.user)
    form = SceneForm(posted(request), zone=zone_of(case), initial={"on": today_of(case), "seen_by": by.name})
    return section_form(
        request, case, SECTION, form, "A note of the scene", lambda: scene.note_scene(case, form.said(), by=by)
    )


@require_http_methods(["GET", "POST"])
@allow(NOTE)
def correct_scene(request: HttpRequest, reference: str, note_id: UUID) -> HttpResponse:
    """GET, POST /cases/REFERENCE/inquiry/scene/ID: another version."""
    case = find_case(request, reference, NOTE)
    note = get_object_or_404(queries.scene_notes_of(request.user, case), pk=note_id)
    form = SceneForm(posted(request), zone=zone_of(case), version=note.versions.all()[0])

    def act() -> Any:
        why = form.cleaned_data["why"]
        return scene.correct_scene(note, form.said(), why, by=actor_for(request.user), seen_at=seen_at(request))

    more: dict[str, Any] = {"seen": note.changed_at, "sentences": ["The versions before it stay as they are."]}
    return section_form(request, case, SECTION, form, "Set a note of the scene right", act, **more)


@require_http_methods(["GET", "POST"])
@allow(WRITE)
def add_policy(request: HttpRequest, reference: str) -> HttpResponse:
    """GET, POST /cases/REFERENCE/inquiry/policies/add (with `file`)"""
    case = find_case(request, reference, WRITE)
    form = PolicyForm(posted(request), request.FILES if request.method == "POST" else None)
    more: dict[str, Any] = {"accepted": accepted_for(applied.PURPOSE), "template": "cases/inquiry/policy.html"}

    def act() -> Any:
        by = actor_for(request.user)
        return applied.add_policy(case, form.cleaned_data, form.cleaned_data["file"], by=by)

    return section_form(request, case, SECTION, form, "What applied", act, **more)


@require_http_methods(["GET", "POST"])
@allow(WRITE)
def correct_policy(request: HttpRequest, reference: str, policy_id: UUID) -> HttpResponse:
    """GET, POST /cases/REFERENCE/inquiry/policies/ID: what is written of it is set right."""
    case, policy = _find(request, reference, policy_id, WRITE)
    form = PolicyForm(posted(request), policy=policy)

    def act() -> Any:
        said = form.cleaned_data
        by = actor_for(request.user)
        return applied.correct_policy(policy, said, said["why"], by=by, seen_at=seen_at(request))

    return section_form(request, case, SECTION, form, "Set right what is written of it", act, seen=policy.changed_at)


@require_http_methods(["GET", "POST"])
@allow(WRITE)
def strike_policy(request: HttpRequest, reference: str, policy_id: UUID) -> HttpResponse:
    """GET, POST /cases/REFERENCE/inquiry/policies/ID/strike: it did not apply."""
    case, policy = _find(request, reference, policy_id, WRITE)
    form = StrikeForm(posted(request))

    def act() -> Any:
        why = form.cleaned_data["why"]
        return applied.strike_policy(policy, why, by=actor_for(request.user), seen_at=seen_at(request))

    return section_form(request, case, SECTION, form, f"Strike out “{policy.title}”", act, seen=policy.changed_at)


@require_GET
@allow(READ)
def policy_file(request: HttpRequest, reference: str, policy_id: UUID) -> HttpResponseBase:
    """GET /cases/REFERENCE/inquiry/policies/ID/file?download=: as it was received."""
    _, policy = _find(request, reference, policy_id, READ)
    if policy.file is None:
        raise Http404
    about, download = ("applied_policy", policy.pk), "download" in request.GET
    return send_file(request, policy.file, by=actor_for(request.user), about=about, download=download)


def _find(request: HttpRequest, reference: str, policy_id: UUID, permission: str) -> tuple[Case, AppliedPolicy]:
    case = find_case(request, reference, permission)
    return case, get_object_or_404(queries.policies_of(case), pk=policy_id)
