"""The HTTP API: every room's router under `/api/v1/`, and how problems are told (RFC 9457)."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, reverse
from django.views.decorators.http import require_GET
from ninja import NinjaAPI
from ninja.errors import HttpError
from ninja.errors import ValidationError as RequestInvalid

from alongside import machine
from alongside.cases.events import Overtaken
from alongside.cases.routers import ROUTERS
from alongside.evidence.keeping.actions import Overtaken as DecidedBefore
from alongside.evidence.keeping.api import router as evidence
from alongside.incidents.exchange.api import router as incidents
from alongside.people.access import ANYONE, SignInNeeded, allow
from alongside.people.api import NO_SUCH_FIELD, SignedIn
from alongside.people.api import router as people
from alongside.people.middleware import problem
from alongside.people.queries import colleagues_of
from alongside.response.api import router as response
from alongside.risk.api import router as risk
from alongside.risk.markers.api import router as markers
from alongside.watch.api.alarms import router as alarms
from alongside.watch.api.keeping import router as plans
from alongside.watch.api.timings import router as timings
from alongside.watch.api.visits import router as visits
from alongside.watch.engine import Refused


def _open_to_anyone(view: Any) -> Any:
    """The documentation says nothing about people: whoever builds against the API reads it without an account."""
    return require_GET(allow(ANYONE)(view))


api = NinjaAPI(
    title="Alongside",
    version="1",
    description="Visits, alarms, incidents, cases and what comes of them. Bearer token or session; Idempotency-Key on every POST; problems as RFC 9457.",
    urls_namespace="api",
    auth=SignedIn(),
    docs_decorator=_open_to_anyone,
)
api.add_router("", people)
api.add_router("", response)
api.add_router("/visits", visits)
api.add_router("/alarms", alarms)
api.add_router("", plans)
api.add_router("", timings)
api.add_router("/risk", risk)
api.add_router("/incidents", incidents)
api.add_router("/evidence", evidence)
api.add_router("/fhir/r4", markers)
for _prefix, _router in ROUTERS:
    api.add_router(_prefix, _router)


@_open_to_anyone
def _root(request: HttpRequest) -> HttpResponse:
    """GET /api/v1/: leads to the documentation."""
    return redirect(reverse("api:openapi-view"))


def routes() -> tuple[list[URLPattern | URLResolver], str, str]:
    """The API's routes, for `urls.py`."""
    patterns, app_name, namespace = api.urls
    for pattern in patterns:
        if isinstance(pattern, URLPattern) and pattern.name == "api-root":
            pattern.callback = _root
    return patterns, app_name, namespace


@api.exception_handler(SignInNeeded)
def _sign_in_needed(request: HttpRequest, error: SignInNeeded) -> HttpResponse:
    return problem(401, "Sign-in needed", str(error) or "Send a bearer token, or sign in.")


@api.exception_handler(PermissionDenied)
def _not_allowed(request: HttpRequest, error: PermissionDenied) -> HttpResponse:
    return problem(403, "Not allowed", "Your roles do not allow this.")


@api.exception_handler(Http404)
def _not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    return problem(404, "Not found", "There is nothing here that you may see.")


@api.exception_handler(Refused)
def _refused(request: HttpRequest, error: Refused) -> HttpResponse:
    owner = colleagues_of(request.user).filter(pk=error.owner).first() if error.owner else None
    more: dict[str, Any] = {"owner": {"id": str(owner.pk), "name": owner.name}} if owner else {}
    return problem(409, "Not possible now", error.sentence, code=error.code, **more)


@api.exception_handler(machine.Refused)
def _refused_of_case(request: HttpRequest, error: machine.Refused) -> HttpResponse:
    return problem(409, "Not possible now", error.sentence, code=error.field)


@api.exception_handler(machine.Missing)
def _missing(request: HttpRequest, error: machine.Missing) -> HttpResponse:
    return problem(422, "Not valid", error.sentence, errors={error.field: [error.sentence]})


@api.exception_handler(Overtaken)
def _overtaken(request: HttpRequest, error: Overtaken) -> HttpResponse:
    who = f" by {error.event.actor_name}" if error.event else ""
    return problem(409, "Changed meanwhile", f"It was changed{who} since you read it.", code="overtaken")


@api.exception_handler(DecidedBefore)
def _decided_before(request: HttpRequest, error: DecidedBefore) -> HttpResponse:
    return problem(409, "Changed meanwhile", "Somebody else was first. Read it again.", code="overtaken")


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    fields = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
    return problem(422, "Not valid", next(iter(fields.values()))[0], errors=fields)


@api.exception_handler(RequestInvalid)
def _request_invalid(request: HttpRequest, error: RequestInvalid) -> HttpResponse:
    errors: dict[str, list[str]] = {}
    for one in error.errors:
        name = ".".join(str(part) for part in one["loc"][2:]) or str(one["loc"][0])
        errors.setdefault(name, []).append(NO_SUCH_FIELD if one["type"] == "extra_forbidden" else one["msg"])
    return problem(422, "Not valid", "The request is not as the API describes it.", errors=errors)


@api.exception_handler(HttpError)
def _http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    return problem(error.status_code, "Not understood", str(error))
