"""A review is written in versions, finished by a name, and opened again with a reason."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from tests.days import today
from tests.world import World

from alongside.cases.events import Overtaken
from alongside.cases.models import ActionStep, Case, RemedialAction, Review, ReviewVersion
from alongside.cases.owing import owed_by
from alongside.cases.remedial.actions import give
from alongside.cases.review.actions import reopen_review, write_review
from alongside.cases.tracks import Refused
from alongside.incidents.new_report import NewResponsible, Who
from alongside.ledger.actions import Actor
from alongside.people.scope import acting_as

pytestmark = pytest.mark.django_db

WHOLE: dict[str, Any] = {
    "happened": "He waited for three hours and was not told why.",
    "factors": ["waiting", "layout"],
    "why": "The desk has no second way out.",
    "prevented": "Telling people how long it takes.",
    "took_part": "Lee Stone, security; Asha Rao, ward",
}


def test_every_version_stays_and_says_whose_it_is(case: Case, by: Actor) -> None:
    write_review(case, {"happened": "He waited."}, by=by)
    review = write_review(case, {"happened": "He waited for three hours."}, by=by)
    write_review(case, {"happened": "He waited for three hours."}, by=by)
    assert [(one.number, one.happened, one.written_by) for one in review.versions.all()] == [
        (1, "He waited.", "Lee Stone"),
        (2, "He waited for three hours.", "Lee Stone"),
    ]
    first = ReviewVersion.objects.filter(number=1)
    with pytest.raises(DatabaseError), transaction.atomic():
        first.update(happened="Nothing.")
    with pytest.raises(DatabaseError), transaction.atomic():
        first.delete()


def test_it_is_finished_when_everything_stands_there(case: Case, by: Actor) -> None:
    with pytest.raises(Refused, match="when the review took place"):
        write_review(case, WHOLE, finish=True, by=by)
    assert not Review.objects.exists(), "nothing of a refused act is kept"
    for missing in ("happened", "factors", "prevented", "took_part"):
        with pytest.raises(Refused) as refused:
            write_review(case, {**WHOLE, "held_on": today(), missing: ""}, finish=True, by=by)
        assert refused.value.field == missing
    review = write_review(case, {**WHOLE, "held_on": today()}, finish=True, by=by)
    assert (review.state, review.finished_by) == ("finished", "Lee Stone")
    with pytest.raises(Refused, match="Open it again first"):
        write_review(case, WHOLE, by=by)
    with pytest.raises(Refused, match="Write why"):
        reopen_review(case, " ", by=by)
    reopen_review(case, "The camera showed more.", by=by)
    assert "The camera showed more." in case.events.get(what="review_reopened").text
    assert write_review(case, {**WHOLE, "why": "More."}, by=by).versions.count() == 2


def test_only_factors_of_the_list_and_a_day_that_can_be(case: Case, by: Actor) -> None:
    with pytest.raises(ValidationError, match="from the list"):
        write_review(case, {"factors": ["her_fault"]}, by=by)
    with pytest.raises(ValidationError, match="not both"):
        write_review(case, {"factors": ["none_found", "waiting"]}, by=by)
    with pytest.raises(ValidationError, match="not before the incident"):
        write_review(case, {"held_on": today().replace(year=2001)}, by=by)


def test_nobody_writes_over_what_somebody_else_wrote(case: Case, by: Actor) -> None:
    seen_at = write_review(case, {"happened": "He waited."}, by=by).changed_at
    write_review(case, {"happened": "He waited long."}, by=by)
    with pytest.raises(Overtaken):
        write_review(case, {"happened": "He ran."}, by=by, seen_at=seen_at)


def test_a_review_that_was_begun_is_owed(case: Case, by: Actor) -> None:
    def codes() -> list[str]:
        return [one.code.partition(":")[0] for one in owed_by(case)]

    assert "review" not in codes()
    write_review(case, {"happened": "He waited."}, by=by)
    assert "review" in codes()
    write_review(case, {**WHOLE, "held_on": today()}, finish=True, by=by)
    assert "review" not in codes()


def test_the_page_saves_and_finishes_and_the_director_reads_it(
    case: Case, by: Actor, sign_in: Callable[[str], Any]
) -> None:
    lsms, here = sign_in("lsms"), f"/cases/{case.reference}/review"
    day = {"held_on_day": today().day, "held_on_month": today().month, "held_on_year": today().year}
    assert lsms.post(f"{here}/write", {**WHOLE, "finish": "yes"}).status_code == 422
    assert lsms.post(f"{here}/write", {**WHOLE, **day, "finish": "yes"}).status_code == 302
    director = sign_in("director")
    page = director.get(here).content.decode()
    assert "Telling people how long it takes." in page
    assert f"{here}/reopen" not in page
    assert director.post(f"{here}/reopen", {"text": "Hm."}).status_code == 403
    assert sign_in("outsider").get(here).status_code == 404


def test_the_database_keeps_reviews_and_actions_from_the_accused_and_from_other_bodies(
    world: World, new_case: Callable[..., Case], by: Actor, app_role: Any
) -> None:
    case = new_case(responsible=[NewResponsible("colleague", who=Who(staff=world.lsms))])
    write_review(case, {"happened": "He waited."}, by=by)
    give(case, "Mend the door", owner=world.manager, due_on=today(), by=by)
    for who, number in ((world.director, 1), (world.lsms, 0), (world.outsider, 0)):
        with app_role(), acting_as(who.user):
            found = [model.objects.count() for model in (Review, ReviewVersion, RemedialAction, ActionStep)]
        assert set(found) == {number}, who.name
