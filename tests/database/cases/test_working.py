"""What is done on a case from day to day is in its file, in order, with who and why."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from tests.world import World

from alongside.cases.models import Case, Event, Task
from alongside.cases.owing import owed_by
from alongside.cases.queries import cases_for
from alongside.cases.sanctions.deciding import decide_sanctions
from alongside.cases.tracks import Refused
from alongside.cases.working import actions
from alongside.ledger.actions import Actor
from alongside.ledger.clock import now
from alongside.ledger.models import Entry

pytestmark = pytest.mark.django_db
Tell = Callable[[Case], None]


def fresh(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def no_sanction(case: Case, by: Actor) -> None:
    decide_sanctions(case, "none", "not_grave", "It was settled.", by=by)


def through(case: Case, by: Actor, *acts: str) -> None:
    for act in acts:
        actions.move_case(case, act, text="Said.", waits_on="police", outcome="sanction", by=by)


def test_a_case_moves_on_and_says_so(case: Case, by: Actor) -> None:
    through(case, by, "investigate", "await_outcome")
    assert (fresh(case).status, fresh(case).waits_on) == ("outcome_pending", "police")
    through(case, by, "record_outcome")
    assert (fresh(case).status, fresh(case).waits_on, fresh(case).outcome) == ("outcome_recorded", "", "sanction")
    said = [event.after["status"] for event in case.events.filter(what="status")]
    assert said == ["investigating", "outcome_pending", "outcome_recorded"]
    assert Entry.objects.filter(subject_id=case.pk, verb="case.status").count() == 3


def test_a_case_waits_on_somebody_of_the_list(case: Case, by: Actor) -> None:
    with pytest.raises(Refused, match="on whom"):
        actions.move_case(case, "await_outcome", by=by)
    with pytest.raises(ValidationError, match="from the list"):
        actions.move_case(case, "await_outcome", waits_on="the stars", by=by)
    assert fresh(case).status == "open"


def test_a_case_is_not_closed_while_something_is_owed(case: Case, by: Actor, tell_everybody: Tell) -> None:
    tell_everybody(case)
    no_sanction(case, by)
    task = actions.add_task(case, "Ring the nurse back", kind="promise", by=by)
    through(case, by, "investigate", "record_outcome")
    with pytest.raises(Refused, match="Ring the nurse back"):
        actions.move_case(case, "close", text="Done.", by=by)
    assert fresh(case).status == "outcome_recorded"
    actions.end_task(task, "done", "She is well.", by=by)
    actions.move_case(case, "close", text="Done.", by=by)
    assert fresh(case).closed_at is not None


def test_what_is_owed_can_be_waived_with_a_reason_that_stays(case: Case, by: Actor, tell_everybody: Tell) -> None:
    tell_everybody(case)
    no_sanction(case, by)
    task = actions.add_task(case, "Ask for the tape", by=by)
    through(case, by, "investigate", "record_outcome")
    code = f"task:{task.pk}"
    with pytest.raises(Refused) as refused:
        actions.move_case(case, "close", text="Done.", waived={code: "  "}, by=by)
    assert refused.value.field == f"waive-{code}"
    actions.move_case(case, "close", text="Done.", waived={code: "It was overwritten."}, by=by)
    waived = case.events.get(what="waived")
    assert waived.after == {"waived": code}
    assert "It was overwritten." in waived.text


def test_a_closed_case_is_opened_again_with_a_reason(case: Case, by: Actor, tell_everybody: Tell) -> None:
    tell_everybody(case)
    no_sanction(case, by)
    actions.move_case(case, "discontinue", text="A drill.", by=by)
    with pytest.raises(Refused, match="Write why it is opened again"):
        actions.move_case(case, "reopen", by=by)
    actions.move_case(case, "reopen", text="It was none.", by=by)
    assert (fresh(case).status, fresh(case).closed_at) == ("investigating", None)


def test_a_case_is_given_to_somebody_who_works_here(world: World, case: Case, by: Actor) -> None:
    with pytest.raises(ValidationError, match="works here"):
        actions.assign_case(case, world.outsider, by=by)
    actions.assign_case(case, None, by=by)
    actions.assign_case(case, world.lsms, by=by, why="Holiday is over.")
    actions.assign_case(case, world.lsms, by=by)
    assert [event.after["owner"] for event in case.events.filter(what="given")] == [None, str(world.lsms.pk)]


def test_a_note_says_when_it_happened_and_when_it_was_written(case: Case, by: Actor) -> None:
    yesterday = now() - timedelta(days=1)
    event = actions.note(case, "The ward sister rang.", at=yesterday, by=by)
    assert (event.at, event.recorded_at > yesterday) == (yesterday, True)
    with pytest.raises(ValidationError, match="not in the future"):
        actions.note(case, "Tomorrow.", at=now() + timedelta(days=1), by=by)
    with pytest.raises(ValidationError, match="Write what happened"):
        actions.note(case, " \x00 ", by=by)


def test_a_correction_keeps_the_older_words(case: Case, by: Actor) -> None:
    event = actions.note(case, "He wore a red coat.", by=by)
    corrected = actions.correct_note(event, "He wore a green coat.", why="Misheard.", by=by)
    assert (corrected.replaces_id, corrected.at) == (event.pk, event.at)
    assert Event.objects.get(pk=event.pk).text == "He wore a red coat."
    with pytest.raises(ValidationError, match="before you"):
        actions.correct_note(event, "He wore blue.", by=by)


def test_the_file_only_grows(case: Case) -> None:
    event = case.events.get()
    for change in (lambda: Event.objects.filter(pk=event.pk).update(text="x"), event.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_the_plan_is_written_again_and_the_older_one_stays(case: Case, by: Actor) -> None:
    actions.plan(case, "Ask the ward.", by=by)
    actions.plan(case, "Ask the ward, then the porter.", by=by)
    plans = case.events.filter(what="plan").order_by("recorded_at", "pk")
    assert [one.text for one in plans] == ["Ask the ward.", "Ask the ward, then the porter."]
    assert plans[1].replaces_id == plans[0].pk


def test_tasks_carry_the_case_s_next_day(world: World, case: Case, by: Actor) -> None:
    near, far = now().date() + timedelta(days=3), now().date() + timedelta(days=9)
    first = actions.add_task(case, "Ask for the tape", owner=world.lsms, due_on=near, by=by)
    second = actions.add_task(case, "See the witness", kind="enquiry", due_on=far, by=by)
    assert fresh(case).next_due_on == near
    actions.end_task(first, "done", "It is kept.", by=by)
    assert fresh(case).next_due_on == far
    actions.change_task(second, "See both witnesses", kind="enquiry", why="Who began?", owner=None, due_on=near, by=by)
    assert fresh(case).next_due_on == near
    actions.end_task(second, "dropped", "They moved away.", by=by)
    assert fresh(case).next_due_on is None
    told = [event.what for event in case.events.filter(about_type="task").order_by("recorded_at", "pk")]
    assert told == ["task_added", "task_added", "task_ended", "task_changed", "task_ended"]


def test_a_task_ends_once_and_is_dropped_only_with_a_reason(case: Case, by: Actor) -> None:
    task = actions.add_task(case, "Ask for the tape", by=by)
    with pytest.raises(ValidationError, match="why it is not needed"):
        actions.end_task(task, "dropped", "", by=by)
    actions.end_task(task, "done", "", by=by)
    with pytest.raises(ValidationError, match="Lee Stone ended this task before you"):
        actions.end_task(task, "done", "", by=by)
    with pytest.raises(DatabaseError), transaction.atomic():
        Task.objects.filter(pk=task.pk).update(ended_by="")


def test_a_caseload_is_handed_over_whole(
    world: World, new_case: Callable[..., Case], by: Actor, tell_everybody: Tell
) -> None:
    cases = [new_case() for _ in range(3)]
    no_sanction(cases[2], by)
    tell_everybody(cases[2])
    actions.move_case(cases[2], "discontinue", text="A drill.", by=by)
    moved = actions.hand_over(cases_for(world.lsms.user), world.director, "Long leave.", by=by)
    assert moved == 2
    assert [fresh(case).owner_id for case in cases] == [world.director.pk, world.director.pk, world.lsms.pk]
    assert cases[0].events.get(what="given").text == "Long leave."


def test_what_is_owed_names_every_open_task(case: Case, by: Actor, tell_everybody: Tell) -> None:
    tell_everybody(case)
    no_sanction(case, by)
    assert not owed_by(case)
    actions.add_task(case, "Ask for the tape", kind="enquiry", by=by)
    [owed] = owed_by(case)
    assert owed.sentence == "Line of enquiry: “Ask for the tape” is not ended."


def test_only_security_sees_cases(world: World, case: Case) -> None:
    seen = {name for name, user in world.users().items() if cases_for(user).filter(pk=case.pk).exists()}
    assert seen == {"lsms", "director"}
