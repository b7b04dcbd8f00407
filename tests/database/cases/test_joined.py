"""What is owed, due or planned in a case that was joined with another counts, is shown and is ended in the one that stands."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from tests.conftest import AppClient
from tests.days import today
from tests.world import World

from alongside.cases.due import days_in
from alongside.cases.exhibits.actions import ask_footage, move_footage
from alongside.cases.models import Case, Task
from alongside.cases.opening.actions import merge_case, part_case
from alongside.cases.owing import owed_by
from alongside.cases.queries import family_of, incidents_of
from alongside.cases.remedial.actions import give
from alongside.cases.review.actions import reopen_review, write_review
from alongside.cases.review.queries import review_of, reviews_of
from alongside.cases.tracks import Refused
from alongside.cases.working import actions
from alongside.cases.working.queries import plan_of, plans_of
from alongside.ledger.actions import Actor
from alongside.ledger.clock import now

pytestmark = pytest.mark.django_db
NewCase = Callable[..., Case]
SignIn = Callable[[str], AppClient]
LATE = "Ring the nurse back"


@pytest.fixture
def other(case: Case, new_case: NewCase, by: Actor) -> Case:
    """A case with a promise that is late, a task and a plan, joined with `case`."""
    began = new_case("The other evening", occurred_at=now() - timedelta(days=9))
    actions.add_task(began, LATE, kind="promise", due_on=today() - timedelta(days=2), by=by)
    actions.add_task(began, "Ask for the rota", by=by)
    actions.plan(began, "Ask the ward, then the porter.", by=by)
    merge_case(began, case, "The same man.", by=by)
    case.refresh_from_db()
    return Case.objects.get(pk=began.pk)


def tasks_owed(case: Case) -> set[str]:
    return {one.sentence for one in owed_by(case) if one.code.startswith("task:")}


def test_a_promise_of_a_joined_case_is_owed_and_late_in_the_one_that_stands(case: Case, other: Case) -> None:
    assert any(LATE in one for one in tasks_owed(case))
    assert case.next_due_on == today() - timedelta(days=2)
    assert days_in(case)[""] == [today() - timedelta(days=2)]


def test_the_case_that_stands_shows_what_is_to_be_done_and_the_plan(case: Case, other: Case, sign_in: SignIn) -> None:
    page = sign_in("lsms").get(f"/cases/{case.reference}").content.decode()
    assert "Nothing is to be done" not in page
    assert "There is no plan yet" not in page
    assert LATE in page
    assert f"of {other.reference}" in page
    assert "Ask the ward, then the porter." in page


def test_it_is_not_closed_over_a_promise_that_came_with_a_joined_case(case: Case, other: Case, by: Actor) -> None:
    waived = {one.code: "Settled." for one in owed_by(case) if not one.code.startswith("task:")}
    for act in ("investigate", "record_outcome"):
        actions.move_case(case, act, text="Said.", outcome="sanction", by=by)
    with pytest.raises(Refused, match=LATE):
        actions.move_case(case, "close", text="Done.", waived=waived, by=by)


def test_it_is_ended_and_taken_up_again_from_the_case_that_stands(
    case: Case, other: Case, sign_in: SignIn, by: Actor
) -> None:
    task, lsms = Task.objects.get(what=LATE), sign_in("lsms")
    base = f"/cases/{case.reference}/tasks/{task.pk}"
    assert LATE in lsms.get(base).content.decode()
    assert lsms.post(f"{base}/end", {"ending": "done", "result": "She is well."}).status_code == 302
    assert not any(LATE in one for one in tasks_owed(case))
    case.refresh_from_db()
    assert case.next_due_on is None
    assert lsms.post(f"{base}/reopen", {"why": "It was her sister."}).status_code == 302
    case.refresh_from_db()
    assert case.next_due_on == today() - timedelta(days=2)


def test_a_joined_case_offers_no_form_for_tasks_and_says_where_they_are(
    case: Case, other: Case, sign_in: SignIn
) -> None:
    task, lsms = Task.objects.get(what=LATE), sign_in("lsms")
    here = f"/cases/{other.reference}"
    for path in ("/tasks/add", "/plan", f"/tasks/{task.pk}", f"/tasks/{task.pk}/end", f"/tasks/{task.pk}/reopen"):
        answer = lsms.get(here + path)
        page = answer.content.decode()
        assert (answer.status_code, '<form method="post"' in page) == (409, False), path
        assert f'href="/cases/{case.reference}"' in page
    assert f"/tasks/{task.pk}" not in lsms.get(here).content.decode()


def test_the_plan_is_gone_on_with_and_comes_back_when_the_cases_part(case: Case, other: Case, by: Actor) -> None:
    actions.plan(case, "Ask the ward, the porter, then the shop.", by=by)
    assert [one.text for one in plans_of(case)] == ["Ask the ward, the porter, then the shop."]
    part_case(other, "It was another man.", by=by)
    parted = Case.objects.get(pk=other.pk)
    [plan] = plans_of(parted)
    assert plan.text == "Ask the ward, then the porter."
    actions.plan(parted, "Ask the ward alone.", by=by)
    found = plan_of(Case.objects.get(pk=other.pk))
    assert found is not None
    assert found.text == "Ask the ward alone."
    assert tasks_owed(Case.objects.get(pk=case.pk)) == set()


def test_two_plans_stand_beside_each_other(case: Case, new_case: NewCase, by: Actor) -> None:
    second = new_case()
    actions.plan(second, "Ask the shop.", by=by)
    actions.plan(case, "Ask the ward.", by=by)
    merge_case(second, case, "The same man.", by=by)
    assert [one.text for one in plans_of(case)] == ["Ask the ward.", "Ask the shop."]


def test_what_was_joined_before_is_joined_with_the_last_one_too(
    case: Case, other: Case, new_case: NewCase, by: Actor
) -> None:
    last = new_case()
    merge_case(case, last, "All the same.", by=by)
    last.refresh_from_db()
    assert {one.pk for one in family_of(last)} == {last.pk, case.pk, other.pk}
    assert any(LATE in one for one in tasks_owed(last))
    assert last.next_due_on == today() - timedelta(days=2)
    part_case(Case.objects.get(pk=other.pk), "It was another man.", by=by)
    last.refresh_from_db()
    assert (incidents_of(other).count(), incidents_of(last).count()) == (1, 2)
    assert last.next_due_on is None


def test_a_review_that_was_begun_in_a_joined_case_is_owed_shown_and_finished(
    case: Case, new_case: NewCase, sign_in: SignIn, by: Actor
) -> None:
    second = new_case()
    write_review(second, {"happened": "He waited for three hours."}, by=by)
    write_review(case, {"happened": "He came back."}, by=by)
    merge_case(second, case, "The same man.", by=by)
    assert sum(one.code.startswith("review:") for one in owed_by(case)) == 2
    lsms = sign_in("lsms")
    page = lsms.get(f"/cases/{case.reference}/review").content.decode()
    assert "He waited for three hours." in page
    assert "He came back." in page
    there = f"/cases/{case.reference}/review/write?of={second.reference}"
    assert f'href="{there}"' in page
    assert "He waited for three hours." in lsms.get(there).content.decode()
    whole: dict[str, Any] = {"happened": "He waited.", "factors": ["waiting"], "why": "No board.", "prevented": "A board.",
                             "took_part": "Lee Stone", "held_on": today()}  # fmt: skip
    write_review(case, whole, of=second.reference, finish=True, by=by)
    assert [(one.case_id == case.pk, one.state) for one in reviews_of(case)] == [(True, "begun"), (False, "finished")]
    reopen_review(case, "Something is missing.", of=second.reference, by=by)
    with pytest.raises(Refused, match="not of this case"):
        write_review(case, whole, of="C-0000-0000", by=by)


def test_a_review_that_only_the_joined_case_has_is_gone_on_with(case: Case, new_case: NewCase, by: Actor) -> None:
    second = new_case()
    begun = write_review(second, {"happened": "He waited."}, by=by)
    merge_case(second, case, "The same man.", by=by)
    assert review_of(case) == begun
    assert write_review(case, {"happened": "He waited for three hours."}, by=by).pk == begun.pk


def test_the_day_of_an_action_of_a_joined_case_counts(world: World, case: Case, new_case: NewCase, by: Actor) -> None:
    second = new_case()
    give(second, "Mend the door", owner=world.manager, due_on=today(), set_by=world.lsms, by=by)
    merge_case(second, case, "The same man.", by=by)
    case.refresh_from_db()
    assert case.next_due_on == today()


def test_a_recording_of_a_case_that_was_joined_twice_is_secured(case: Case, new_case: NewCase, by: Actor) -> None:
    second, last = new_case(), new_case()
    begins = now() - timedelta(minutes=50)
    asked = ask_footage(
        second, "Camera 4", "The shop", begins, begins + timedelta(minutes=9), "His face", today(), today(), by=by
    )
    merge_case(second, case, "The same man.", by=by)
    merge_case(Case.objects.get(pk=case.pk), last, "All the same.", by=by)
    last.refresh_from_db()
    assert last.next_due_on == today()
    asked.refresh_from_db()
    move_footage(asked, "secure", {}, by=by)
    last.refresh_from_db()
    assert last.next_due_on is None
