"""Reading reviews, of a case that the caller may see."""

from django.db.models import QuerySet

from alongside.cases.models import Case, Review, ReviewVersion
from alongside.cases.queries import family_of


def reviews_of(case: Case) -> list[Review]:
    """The review of a case, if one was begun, and those of the cases that are joined with it."""
    found = Review.objects.filter(case__in=family_of(case)).select_related("case")
    return sorted(found, key=lambda one: (one.case_id != case.pk, one.pk))


def review_of(case: Case, reference: str = "") -> Review | None:
    """The review that is gone on with: its own, or one of a case that was joined with it, which `reference` may choose."""
    return next((one for one in reviews_of(case) if reference in ("", one.case.reference)), None)


def versions_of(review: Review) -> QuerySet[ReviewVersion]:
    """Every version of its words, the latest first."""
    return review.versions.order_by("-number")


def latest_version(review: Review) -> ReviewVersion | None:
    """Its words as they stand."""
    return versions_of(review).first()
