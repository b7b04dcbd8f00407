"""Reading reviews, of a case that the caller may see."""

from django.db.models import QuerySet

from alongside.cases.models import Case, Review, ReviewVersion


def review_of(case: Case) -> Review | None:
    """The review of a case, if one was begun."""
    return Review.objects.filter(case=case).first()


def versions_of(review: Review) -> QuerySet[ReviewVersion]:
    """Every version of its words, the latest first."""
    return review.versions.order_by("-number")


def latest_version(review: Review) -> ReviewVersion | None:
    """Its words as they stand."""
    return versions_of(review).first()
