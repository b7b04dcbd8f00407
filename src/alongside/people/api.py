"""What every room's API shares, and `GET /me`."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from ninja import Query, Router, Schema
from ninja.errors import ValidationError as RequestInvalid
from ninja.security.base import AuthBase
from ninja.utils import check_csrf
from pydantic import AfterValidator, ConfigDict, Field
from pydantic import ValidationError as NotValid

from alongside.people.access import SIGNED_IN, SignInNeeded, allow
from alongside.people.models import Staff
from alongside.people.queries import place_in, places_of

Item = TypeVar("Item")
router = Router(tags=["Me"])

LARGEST_PAGE = 200
NO_SUCH_FIELD = "There is no field of this name here."


def storable(text: str) -> str:
    """The text itself. Raises ValueError where PostgreSQL cannot hold it: a NUL, or half of a character."""
    if "\x00" in text:
        raise ValueError("contains a character that is no text")
    text.encode()
    return text


Code = Annotated[str, Field(max_length=40), AfterValidator(storable)]
"""A code of a list."""
Line = Annotated[str, Field(max_length=200), AfterValidator(storable)]
Text = Annotated[str, Field(max_length=20_000), AfterValidator(storable)]
Limit = Annotated[int, Query(ge=1, le=LARGEST_PAGE)]
"""How many of a list are asked for at a time."""


def example(**values: Any) -> ConfigDict:
    """The configuration of a schema that is shown with an example."""
    return ConfigDict(json_schema_extra={"examples": [values]})


class Asked(Schema):
    """What is sent to change something. A name that is none of its fields is refused: what was misspelt would be lost in silence.

    What a worker or a responder sends in an emergency is no `Asked`: nothing that is too much keeps an alarm from ringing.
    """

    model_config = ConfigDict(extra="forbid")


class Page(Schema, Generic[Item]):
    """A part of a list. `next` is the cursor of the following part, or null."""

    items: list[Item]
    next: str | None


class Person(Schema):
    """Somebody, as colleagues see them."""

    id: UUID
    name: str
    job_title: str


class Place(Schema):
    """The caller's place in one organisation."""

    staff_id: UUID
    organisation: str
    organisation_code: str
    team: str | None
    roles: list[str]


class Me(Schema):
    """Who the caller is and what they may do."""

    id: UUID
    username: str
    name: str
    places: list[Place]
    may: list[str]


class SignedIn(AuthBase):
    """Whoever the bearer token or the session says; with a session cookie the CSRF token is needed as well."""

    openapi_type = "http"
    openapi_scheme = "bearer"
    csrf = True
    """The documentation sends the CSRF token along, so that what it tries works with the session."""

    def __call__(self, request: HttpRequest) -> Any:
        """The caller. Raises SignInNeeded."""
        if not request.user.is_authenticated:
            raise SignInNeeded
        if not getattr(request, "by_token", False):
            refused = check_csrf(request)
            if refused:
                raise SignInNeeded("Send the CSRF token with a session cookie, or use a bearer token.")
        return request.user


def own_place(request: HttpRequest, organisation_id: UUID | None = None) -> Staff:
    """The caller's place: the one in `organisation_id`, or their only one. Raises ValidationError where that is
    unclear.
    """
    places = places_of(request.user)
    if organisation_id is not None:
        place = place_in(request.user, organisation_id)
        if place is None:
            raise Http404
        return place
    if len(places) != 1:
        raise ValidationError({"organisation": "Say in which organisation, by its id."})
    return places[0]


def page_of(rows: QuerySet[Any], cursor: str | None, limit: int, show: Any) -> dict[str, Any]:
    """A page of rows, newest first, by their UUIDv7 keys. Raises ValidationError for a cursor that is none."""
    if cursor:
        try:
            rows = rows.filter(pk__lt=UUID(cursor))
        except ValueError as error:
            raise ValidationError({"cursor": "This cursor was not given by this list."}) from error
    found = list(rows.order_by("-pk")[: limit + 1])
    return {
        "items": [show(row) for row in found[:limit]],
        "next": str(found[limit - 1].pk) if len(found) > limit else None,
    }


@contextmanager
def fields_named(**names: str) -> Iterator[None]:
    """What an action says of a field is told by the name that the field has in the API: `fields_named(due="due_on")`."""
    try:
        yield
    except ValidationError as error:
        if not hasattr(error, "error_dict"):
            raise
        named = {names.get(name, name): sentences for name, sentences in error.message_dict.items()}
        raise ValidationError(named) from error


@contextmanager
def read_by_hand() -> Iterator[None]:
    """What does not fit a schema is told as django-ninja tells it, where an operation reads a form, or one of several kinds of
    content, by itself: `with read_by_hand(): Said.model_validate(…)`.
    """
    try:
        yield
    except NotValid as error:
        found = [{**one, "loc": ("body", "said", *one["loc"])} for one in error.errors(include_url=False)]
        raise RequestInvalid(found) from error


def file_form(schema: type[Schema], kinds: str) -> dict[str, Any]:
    """The `requestBody` of a form with a file in `file`, of one of the `kinds`, and the fields of a schema beside it."""
    shown = schema.model_json_schema()
    file = {"type": "string", "format": "binary", "description": kinds}
    fields = {
        "type": "object",
        "properties": {"file": file, **shown["properties"]},
        "required": ["file", *shown["required"]],
    }
    return {"required": True, "content": {"multipart/form-data": {"schema": fields}}}


def person(staff: Staff | None) -> dict[str, Any] | None:
    """A `Person`, or None."""
    return {"id": staff.pk, "name": staff.name, "job_title": staff.job_title} if staff else None


def rfc3339(moment: datetime | None) -> str | None:
    """A time in UTC with a `Z`, to the millisecond."""
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z") if moment else None


PERMISSIONS = ("visits.own", "visits.see", "visits.end_for_worker", "alarms.raise", "alarms.respond")


@router.get("/me", response=Me)
@allow(SIGNED_IN)
def me(request: HttpRequest) -> dict[str, Any]:
    """Who am I, and what may I do?"""
    user: Any = request.user
    return {
        "id": user.pk,
        "username": user.username,
        "name": user.name,
        "places": [
            {
                "staff_id": place.pk,
                "organisation": place.organisation.name,
                "organisation_code": place.organisation.code,
                "team": place.team.name if place.team else None,
                "roles": sorted({appointment.role for appointment in place.appointments.all()}),
            }
            for place in places_of(user)
        ],
        "may": [permission for permission in PERMISSIONS if user.has_perm(permission)],
    }
