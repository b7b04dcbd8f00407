"""Reading assessments and making them."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from alongside.ledger.actions import record
from alongside.people.access import allow
from alongside.people.actions import actor_for
from alongside.people.models import Organisation, Staff
from alongside.people.queries import place_in, places_of
from alongside.risk.assessments.actions import About, Assessing, assess
from alongside.risk.assessments.items import ANSWERS, NOT_ASKED, all_items, areas
from alongside.risk.assessments.queries import (
    ANSWERING,
    assessments_for,
    bodies_of,
    choices_of,
    newest_about,
    standing_of,
)
from alongside.risk.models import Assessment, Level, Subject
from alongside.risk.subjects import Who, subject_for
from alongside.web.listing import day_of

SCOPES = [
    ("patient", "A person"),
    ("premises", "An address"),
    ("site", "A site"),
    ("place", "A place on a site"),
    ("team", "A team"),
    ("activity", "An activity"),
]
FIELDS = ("scope", "name", "number", "reference", "address", "site", "place", "team", "activity")


@require_GET
@allow("risk.see")
def assessment(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """GET /risk/assessments/ID: one version, with how it stands and those before and after. A look at one of a person is in the ledger."""
    shown = get_object_or_404(assessments_for(request.user), pk=assessment_id)
    if shown.subject_id:
        by = actor_for(request.user)
        record("risk.read", "assessment", shown.pk, organisation_id=shown.organisation_id, actor=by, details={})
    versions = assessments_for(request.user).filter(organisation=shown.organisation_id, about_key=shown.about_key)
    newest = newest_about(shown.organisation, _about(shown))
    return render(
        request,
        "risk/assessment.html",
        {
            "shown": shown,
            "about": about_words(shown),
            "standing": standing_of(shown),
            "newest": newest,
            "areas": [
                (area, [(item, ANSWERS.get(shown.answers.get(item.key, ""), NOT_ASKED)) for item in area.items])
                for area in areas()
            ],
            "versions": versions.order_by("-number"),
            "may_assess": request.user.has_perm("risk.assess"),
        },
    )


@require_http_methods(["GET", "POST"])
@allow("risk.assess")
def new(request: HttpRequest) -> HttpResponse:
    """GET /risk/assessments/new; POST makes the first assessment of somebody or something, or a new version of what stands."""
    author = _author(request)
    return _form(request, author, None)


@require_http_methods(["GET", "POST"])
@allow("risk.assess")
def again(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    """GET /risk/assessments/ID/again: what stands, to be corrected; POST makes a new version."""
    before = get_object_or_404(assessments_for(request.user), pk=assessment_id)
    author = place_in(request.user, before.organisation_id)
    if author is None:
        raise PermissionDenied
    return _form(request, author, newest_about(before.organisation, _about(before)) or before)


def _form(request: HttpRequest, author: Staff, before: Assessment | None) -> HttpResponse:
    entered: Any = request.POST if request.method == "POST" else _entered(before)
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            about = _about(before) if before else _read_about(author.organisation, request.POST)
            found = _read(request.POST)
            if (
                before
                and before.level == Level.HIGH
                and found.level != Level.HIGH
                and not _answers_for(request, author)
            ):
                raise ValidationError({"level": "It says high. Only somebody who answers for it can make it less."})
            made = assess(author.organisation, about, found, author, by=actor_for(request.user))
            return redirect(f"/risk/assessments/{made.pk}")
        except ValidationError as error:
            errors = {name: texts[0] for name, texts in error.message_dict.items()}
    shown = {
        "before": before,
        "about": about_words(before) if before else "",
        "areas": areas(),
        "answers": ANSWERS,
        "entered": entered,
        "errors": errors,
        "scopes": SCOPES,
        "ways": [(value, text) for value, text in Assessment.Way.choices if value],
        **choices_of(author.organisation),
        "back": f"/risk/assessments/{before.pk}" if before else "/",
    }
    return render(request, "risk/assess.html", shown, status=422 if errors else 200)


def _answers_for(request: HttpRequest, author: Staff) -> bool:
    return author.organisation_id in bodies_of(request.user, *ANSWERING)


def _author(request: HttpRequest) -> Staff:
    allowed = bodies_of(request.user, *ANSWERING) or [place.organisation_id for place in places_of(request.user)]
    return next(place for place in places_of(request.user) if place.organisation_id in allowed)


def _read(said: Any) -> Assessing:
    answers = {key: said[f"a_{key}"] for key in all_items() if said.get(f"a_{key}") in ANSWERS}
    review = said.get("review_on", "").strip()
    if review and day_of(review) is None:
        raise ValidationError({"review_on": "Choose a day."})
    return Assessing(
        level=said.get("level", ""),
        answers=answers,
        words={area.key: said.get(f"words_{area.key}", "") for area in areas()},
        way=said.get("way", ""),
        controls=said.get("controls", ""),
        plan=said.get("plan", ""),
        review_on=day_of(review) if review else None,
    )


def _read_about(organisation: Organisation, said: Any) -> About:
    scope = said.get("scope", "")
    if scope == "patient":
        who = Who(
            Subject.Kind.PATIENT,
            said.get("name", ""),
            said.get("number", ""),
            said.get("reference", ""),
            address=said.get("address", ""),
        )
        return subject_for(organisation, who)
    if scope == "premises":
        return subject_for(organisation, Who(Subject.Kind.PREMISES, address=said.get("address", "")))
    if scope == "activity":
        return str(said.get("activity", "")) or " "
    if scope not in ("site", "place", "team"):
        raise ValidationError({"scope": "Choose what it is about."})
    chosen = next((one for one in choices_of(organisation)[f"{scope}s"] if str(one.pk) == said.get(scope, "")), None)
    if chosen is None:
        raise ValidationError({scope: "Choose one."})
    return chosen


def _about(one: Assessment) -> About:
    return one.subject or one.site or one.place or one.team or one.activity


def about_words(one: Assessment) -> str:
    """What an assessment is about, as people call it."""
    return str(_about(one))


def _entered(before: Assessment | None) -> dict[str, str]:
    if before is None:
        return {}
    said = {f"a_{key}": value for key, value in before.answers.items()}
    said |= {f"words_{key}": value for key, value in before.words.items()}
    return said | {"level": before.level, "way": before.way, "controls": before.controls, "plan": before.plan}
