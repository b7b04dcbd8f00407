"""For whoever administers an organisation: who works there, what they may do, and what lets them in."""

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from alongside.people import administering as found_in
from alongside.people.access import allow
from alongside.people.actions import actor_for, appoint, note_staff_list_taken
from alongside.people.ending import end_appointment, revoke_token, sign_out_everywhere
from alongside.people.models import ApiToken, Organisation, Staff
from alongside.people.queries import zone_of
from alongside.people.roles import NATIONAL, Role
from alongside.web.listing import address, asked_for, choice, numbered_page, page_of
from alongside.web.tables import csv_answer, xlsx_answer

FORMS = {"csv": csv_answer, "xlsx": xlsx_answer}
ROLES = [(str(role.value), str(role.label)) for role in Role]
DONE = {
    "appointed": "The role is given.",
    "ended": "The role is ended. It no longer lets them see or do anything.",
    "revoked": "The token is revoked. Whatever used it is refused from now on.",
    "signed-out": "Every device of theirs is signed out.",
}
NOT_ONESELF = "You cannot give yourself a role. Ask another administrator."


@require_GET
@allow("people.administer")
def staff_list(request: HttpRequest) -> HttpResponseBase:
    """GET /staff?search=okoye&role=lsms&team=ID&active=yes&account=token&page=2&format=csv"""
    teams = [(str(team.pk), team.name) for team in found_in.teams_administered_by(request.user)]
    roles = [*ROLES, (found_in.NO_ROLE, "No role")]
    asked = asked_for(
        request.GET,
        search=None,
        role=dict(roles),
        team=dict(teams),
        active=found_in.STANDING,
        account=found_in.ACCOUNTS,
    )
    found = found_in.narrowed_staff(request.user, asked)
    if (form := request.GET.get("format", "")) in FORMS:
        return _take_away(request, "staff", form, _staff_rows(found))
    page = numbered_page(found, request.GET, asked)
    shown = {
        "page": page,
        "narrowed": any(asked.values()),
        "search": {"name": "search", "label": "Name, job or e-mail", "value": asked["search"]},
        "filters": [
            choice("role", "Role", [("", "Any"), *roles], asked["role"]),
            choice("team", "Team", [("", "Any"), *teams], asked["team"]),
            choice("active", "Place", [("", "Everybody"), *found_in.STANDING.items()], asked["active"]),
            choice("account", "Account", [("", "With or without"), *found_in.ACCOUNTS.items()], asked["account"]),
        ],
        "exports": _offered(asked) if page.rows else [],
        "several": found_in.organisations_administered_by(request.user).count() > 1,
    }
    return render(request, "people/staff/list.html", shown)


@require_GET
@allow("people.administer")
def person(request: HttpRequest, staff_id: UUID) -> HttpResponse:
    """GET /staff/ID: roles, API tokens and devices of one person."""
    return _person(request, _find(request, staff_id))


@require_POST
@allow("people.administer")
def give_role(request: HttpRequest, staff_id: UUID) -> HttpResponse:
    """POST /staff/ID/roles (role, team)"""
    staff = _find(request, staff_id)
    role, team = request.POST.get("role", ""), request.POST.get("team", "")
    teams = {str(one.pk): one for one in found_in.teams_administered_by(request.user)}
    errors = {}
    if role not in dict(_roles_for(staff)):
        errors["role"] = "Choose a role."
    elif staff.user_id == request.user.pk:
        errors["role"] = NOT_ONESELF
    if team and (team not in teams or teams[team].organisation_id != staff.organisation_id):
        errors["team"] = "Choose a team of the list."
    if errors:
        return _person(request, staff, errors)
    appoint(staff, Role(role), team=teams.get(team), by=actor_for(request.user))
    return redirect(f"/staff/{staff.pk}?done=appointed")


@require_http_methods(["GET", "POST"])
@allow("people.administer")
def end_role(request: HttpRequest, staff_id: UUID, appointment_id: UUID) -> HttpResponse:
    """GET asks, POST does: /staff/ID/roles/ID/end"""
    staff = _find(request, staff_id)
    appointment = get_object_or_404(staff.appointments.select_related("team"), pk=appointment_id)
    if request.method != "POST":
        return render(request, "people/staff/end_role.html", {"staff": staff, "appointment": appointment})
    try:
        end_appointment(appointment, by=actor_for(request.user))
    except ValidationError as error:
        return _person(request, staff, {"roles": error.messages[0]})
    if not request.user.has_perm("people.administer"):
        return redirect("/")
    return redirect(f"/staff/{staff.pk}?done=ended")


@require_POST
@allow("people.administer")
def sign_out(request: HttpRequest, staff_id: UUID) -> HttpResponse:
    """POST /staff/ID/sign-out: every device of theirs."""
    staff = _find(request, staff_id)
    sign_out_everywhere(staff, by=actor_for(request.user))
    return redirect(f"/staff/{staff.pk}?done=signed-out" if staff.user_id != request.user.pk else "/")


@require_GET
@allow("people.administer")
def tokens(request: HttpRequest) -> HttpResponseBase:
    """GET /staff/tokens?search=rota&state=idle&before=ID&format=csv: API tokens, the newest first."""
    asked = asked_for(request.GET, search=None, state=found_in.TOKENS)
    found = found_in.narrowed_tokens(request.user, asked)
    if (form := request.GET.get("format", "")) in FORMS:
        return _take_away(request, "api-tokens", form, _token_rows(found.order_by("-pk"), zone_of(request.user)))
    page = page_of(found, request.GET, asked)
    shown = {
        "page": page,
        "narrowed": any(asked.values()),
        "search": {"name": "search", "label": "What for, or whose", "value": asked["search"]},
        "filters": [choice("state", "Show", [("", "All of them"), *found_in.TOKENS.items()], asked["state"])],
        "exports": _offered(asked) if page.rows else [],
    }
    return render(request, "people/staff/tokens.html", shown)


@require_http_methods(["GET", "POST"])
@allow("people.administer")
def revoke(request: HttpRequest, token_id: UUID) -> HttpResponse:
    """GET asks, POST does: /staff/tokens/ID/revoke"""
    token = get_object_or_404(found_in.tokens_administered_by(request.user), pk=token_id)
    if request.method != "POST":
        return render(request, "people/staff/revoke.html", {"token": token})
    staff = _find(request, token.whose)  # type: ignore[attr-defined]
    revoke_token(token, staff, by=actor_for(request.user))
    return redirect(f"/staff/{staff.pk}?done=revoked")


def _find(request: HttpRequest, staff_id: UUID) -> Staff:
    return get_object_or_404(found_in.staff_administered_by(request.user), pk=staff_id)


def _roles_for(staff: Staff) -> list[tuple[str, str]]:
    """Those that somebody can be given where they work."""
    national = staff.organisation.kind == Organisation.Kind.NATIONAL_BODY
    return [(code, label) for code, label in ROLES if national or code not in NATIONAL]


def _person(request: HttpRequest, staff: Staff, errors: dict[str, str] | None = None) -> HttpResponse:
    teams = found_in.teams_administered_by(request.user).filter(organisation=staff.organisation_id)
    chosen, team = request.POST.get("role", ""), request.POST.get("team", "")
    shown = {
        "staff": staff,
        "appointments": staff.appointments.select_related("team").order_by("role", "team__name"),
        "tokens": found_in.tokens_administered_by(request.user)
        .filter(user=staff.user_id)
        .order_by("revoked_at", "-pk"),
        "devices": found_in.devices_of(staff),
        "is_self": staff.user_id == request.user.pk,
        "role": choice("role", "Role", [("", "Choose a role"), *_roles_for(staff)], chosen),
        "team": choice(
            "team", "For whom", [("", "The whole organisation"), *((str(one.pk), one.name) for one in teams)], team
        ),
        "errors": errors or {},
        "done": DONE.get(request.GET.get("done", ""), ""),
    }
    return render(request, "people/staff/person.html", shown, status=422 if errors else 200)


def _take_away(request: HttpRequest, name: str, form: str, rows: Iterable[list[Any]]) -> HttpResponseBase:
    organisations = found_in.organisations_administered_by(request.user)
    note_staff_list_taken(organisations, name, form, by=actor_for(request.user))
    return FORMS[form](name, rows)


def _offered(asked: dict[str, str]) -> list[dict[str, str]]:
    return [{"text": text, "href": address(asked, format=form)} for form, text in (("csv", "CSV"), ("xlsx", "Excel"))]


def _staff_rows(found: QuerySet[Staff]) -> Iterator[list[Any]]:
    yield ["Name", "Job", "E-mail", "Team", "Site", "Roles", "Works here", "Can sign in", "API tokens", "Last used"]
    staff: Any
    for staff in found.iterator(500):
        zone = ZoneInfo(staff.organisation.time_zone)
        yield [
            staff.name,
            staff.job_title,
            staff.email,
            staff.team.name if staff.team else "",
            staff.site.name if staff.site else "",
            "; ".join(
                f"{one.get_role_display()}{f', {one.team.name}' if one.team else ''}"
                for one in staff.appointments.all()
            ),
            staff.active,
            bool(staff.active and staff.user and staff.user.is_active),
            staff.tokens,
            staff.used_at.astimezone(zone) if staff.used_at else "",
        ]


def _token_rows(found: QuerySet[ApiToken], zone: ZoneInfo) -> Iterator[list[Any]]:
    yield ["What for", "Whose", "Made", "Last used", "Revoked"]
    for token in found.iterator(500):
        moments = (token.created_at, token.used_at, token.revoked_at)
        yield [token.label, token.user.name, *(at.astimezone(zone) if at else "" for at in moments)]
