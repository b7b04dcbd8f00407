"""Supervision is read by the two who held it and by nobody else, whatever their role; what is written stays."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from tests.conftest import AppClient
from tests.taken_away import rows_of
from tests.world import World

from alongside.cases.events import write_event
from alongside.cases.models import AgreedAction, Case, Event, Supervision, SupervisionNote, SupervisionPlan, Task
from alongside.cases.producing.packing import pack
from alongside.cases.queries import file_of
from alongside.cases.referrals.queries import events_to_choose
from alongside.cases.supervision import actions, queries
from alongside.cases.working.actions import assign_case
from alongside.incidents.models import ClosedTo, Incident
from alongside.incidents.new_report import NewResponsible, Who
from alongside.ledger.actions import Actor
from alongside.ledger.clock import now
from alongside.ledger.models import Entry
from alongside.machine import Refused
from alongside.messages.models import Message
from alongside.people.actions import actor_for, add_staff, appoint
from alongside.people.days import today_in
from alongside.people.models import Staff, User
from alongside.people.roles import Role
from alongside.people.scope import acting_as

pytestmark = pytest.mark.django_db

CASELOAD, ON_CASE = "Twelve cases are too many.", "The porter was never asked."
LIST = "/cases/supervision"
SignIn = Callable[[str], AppClient]


@pytest.fixture
def above(world: World) -> Actor:
    """The director, as the ledger names them."""
    return actor_for(world.director.user)


@pytest.fixture
def today(world: World) -> date:
    return today_in(world.organisation)


@pytest.fixture
def held(world: World, case: Case, above: Actor, today: date) -> Supervision:
    """The director looked through the specialist's caseload, and one case of it."""
    notes = [(case, ON_CASE)]
    return actions.hold_supervision(
        world.director, world.lsms, today, CASELOAD, notes, today + timedelta(days=28), by=above
    )


@pytest.fixture
def second_director(world: World) -> Staff:
    user = User.objects.create_user("second_director", name="Dia Voss", password="correct horse battery staple")
    return add_staff(world.organisation, "Dia Voss", user=user, roles=(Role.SECURITY_DIRECTOR,))


@pytest.fixture
def second_lsms(world: World) -> Staff:
    appoint(world.second_nurse, Role.LSMS)
    return world.second_nurse


def read_by(user: Any, app_role: Any) -> tuple[list[str], list[str]]:
    """The notes that the database shows the web when it works for somebody, and those that the queries alone would."""
    fresh = type(user).objects.get(pk=user.pk)
    by_queries = sorted(queries.notes_for(fresh).values_list("text", flat=True))
    with app_role(), acting_as(fresh):
        return sorted(SupervisionNote.objects.values_list("text", flat=True)), by_queries


def text_of(answer: Any) -> str:
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_the_two_read_it_and_nobody_else(
    world: World, held: Supervision, second_director: Staff, second_lsms: Staff, app_role: Any, sign_in: SignIn
) -> None:
    both = [ON_CASE, CASELOAD]
    for who in (world.lsms, world.director):
        assert read_by(who.user, app_role) == (both, both)
    outside = (second_director, second_lsms, world.nurse, world.manager, world.outsider, world.chief_executive)
    for who in outside:
        assert read_by(who.user, app_role) == ([], []), who.name
    for name in ("lsms", "director"):
        page = text_of(sign_in(name).get(f"{LIST}/{held.pk}"))
        assert CASELOAD in page
        assert ON_CASE in page
        assert "and by nobody else" in page
    assert sign_in("second_nurse").get(f"{LIST}/{held.pk}").status_code == 404
    assert CASELOAD not in text_of(sign_in("second_nurse").get(LIST))
    assert sign_in("nurse").get(f"{LIST}/{held.pk}").status_code == 403


def test_other_directors_read_what_was_held_after_the_organisation_said_so(
    world: World, held: Supervision, second_director: Staff, above: Actor, today: date, app_role: Any, sign_in: SignIn
) -> None:
    chief = sign_in("chief_executive")
    assert "nobody else reads it" in text_of(chief.get(f"{LIST}/rule"))
    assert chief.post(f"{LIST}/rule", {"directors_read": "yes"}).status_code == 302
    assert sign_in("director").post(f"{LIST}/rule", {"directors_read": "no"}).status_code == 403
    assert read_by(second_director.user, app_role) == ([], []), "what was held before keeps the rule of its day"
    actions.hold_supervision(world.director, world.lsms, today, "Better.", by=above)
    assert read_by(second_director.user, app_role) == (["Better."], ["Better."])
    assert read_by(world.chief_executive.user, app_role) == ([], [])
    assert Entry.objects.filter(verb="supervision.rule_set", actor_name="Cleo Marr").count() == 1


def test_only_the_chief_executive_writes_the_rule_also_by_the_database(world: World, app_role: Any) -> None:
    with app_role(), acting_as(world.director.user), pytest.raises(DatabaseError), transaction.atomic():
        actions.set_rule(world.organisation, True, by=actor_for(world.director.user))


def test_whoever_may_have_done_it_reads_nothing_of_the_case(
    world: World, new_case: Callable[..., Case], above: Actor, today: date, second_lsms: Staff, app_role: Any
) -> None:
    case = new_case("The ward", responsible=[NewResponsible("colleague", who=Who(staff=second_lsms))])
    assign_case(case, second_lsms, by=above)
    with pytest.raises(ValidationError, match="closed to one of you"):
        actions.hold_supervision(world.director, second_lsms, today, "", [(case, ON_CASE)], by=above)
    assign_case(case, world.lsms, by=above)
    made = actions.hold_supervision(world.director, world.lsms, today, CASELOAD, [(case, ON_CASE)], by=above)
    task = actions.agree(made, "Ask the porter", world.lsms, today, case, by=above)
    assert read_by(world.lsms.user, app_role)[0] == [ON_CASE, CASELOAD]
    _accuse(world.lsms, case)
    assert read_by(world.lsms.user, app_role) == ([CASELOAD], [CASELOAD])
    with app_role(), acting_as(world.lsms.user):
        assert not AgreedAction.objects.filter(pk=task.pk).exists()


def test_whoever_reported_it_does_not_look_through_it_and_does_not_read_it_by_the_rule(
    world: World, case: Case, above: Actor, today: date, second_director: Staff, app_role: Any
) -> None:
    Incident.objects.filter(case_links__case=case).update(reporter_user=world.director.user_id)
    with pytest.raises(ValidationError, match="You reported"):
        actions.hold_supervision(world.director, world.lsms, today, "", [(case, ON_CASE)], by=above)
    actions.set_rule(world.organisation, True, by=actor_for(world.chief_executive.user))
    by = actor_for(second_director.user)
    actions.hold_supervision(second_director, world.lsms, today, CASELOAD, [(case, ON_CASE)], by=by)
    assert read_by(world.director.user, app_role) == ([CASELOAD], [CASELOAD])


def test_nothing_of_it_is_in_the_file_a_referral_a_pack_or_the_ledger(
    world: World, case: Case, held: Supervision, by: Actor
) -> None:
    line = case.events.get(what="supervised")
    assert line.text == ""
    assert not any(ON_CASE in event.text for event in file_of(case, ["narrative", "evidence", "suspect", "people"]))
    assert line not in events_to_choose(world.lsms.user, case)
    made = pack(world.lsms.user, case, ["narrative"], [], sender="Lee Stone", purpose="Trial")
    assert "supervision" not in str(made).lower()
    assert not Entry.objects.filter(details__contains="porter").exists()
    case.refresh_from_db()
    assert case.supervised_at is not None


def test_old_notes_in_the_file_are_read_by_whoever_wrote_them_and_whoever_works_the_case(
    world: World, case: Case, second_lsms: Staff, above: Actor, app_role: Any
) -> None:
    write_event(case, "supervised", by=above, text=ON_CASE)
    for who, seen in ((world.director, 1), (world.lsms, 1), (second_lsms, 0)):
        with app_role(), acting_as(who.user):
            assert Event.objects.filter(what="supervised").count() == seen, who.name


def test_what_is_written_stays_and_is_amended_by_a_further_note(
    world: World, held: Supervision, sign_in: SignIn, app_role: Any
) -> None:
    note = held.notes.get(case=None)
    lsms = sign_in("lsms")
    where = f"{LIST}/{held.pk}/add?to={note.pk}"
    assert CASELOAD in text_of(lsms.get(where))
    assert lsms.post(where, {"text": " "}).status_code == 422
    assert lsms.post(where, {"text": "I have nine."}).status_code == 302
    page = text_of(sign_in("director").get(f"{LIST}/{held.pk}"))
    assert page.index(CASELOAD) < page.index("I have nine.")
    further = held.notes.get(text="I have nine.")
    assert (further.adds_to, further.author_name) == (note, "Lee Stone")
    assert Message.objects.filter(recipient=world.director, subject="A supervision was added to").count() == 1
    for change in ({"text": "Few."}, {"author_name": "Nobody"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            SupervisionNote.objects.filter(pk=note.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM cases_supervision")
    stranger = actor_for(world.second_nurse.user)
    with pytest.raises(ValidationError, match="Only the two"):
        actions.add_note(held, "Hm.", world.second_nurse, by=stranger)


def test_the_database_takes_no_note_from_anybody_else(
    world: World, held: Supervision, second_director: Staff, app_role: Any
) -> None:
    note = held.notes.get(case=None)
    fields = {"organisation": world.organisation, "supervision": held, "text": "Hm.", "at": note.at}
    for who in (second_director, world.nurse):
        with app_role(), acting_as(who.user), pytest.raises(DatabaseError), transaction.atomic():
            SupervisionNote.objects.create(**fields, author=who, author_name=who.name)
    with app_role(), acting_as(world.lsms.user), pytest.raises(DatabaseError), transaction.atomic():
        SupervisionNote.objects.create(**fields, author=world.director, author_name=world.director.name)
    with app_role(), acting_as(world.nurse.user), pytest.raises(DatabaseError), transaction.atomic():
        actions.hold_supervision(world.nurse, world.lsms, held.held_on, "Hm.", by=actor_for(world.nurse.user))


def test_what_is_agreed_on_a_case_is_a_task_of_it_with_an_owner_and_a_day(
    world: World, case: Case, held: Supervision, today: date, sign_in: SignIn
) -> None:
    director, due = sign_in("director"), today + timedelta(days=7)
    where = f"{LIST}/{held.pk}/agree"
    day = {"due_day": due.day, "due_month": due.month, "due_year": due.year}
    said = {"what": "Ask the porter", "case": str(case.pk), "owner": str(world.lsms.pk)}
    assert director.post(where, said).status_code == 422, "without a day"
    assert director.post(where, {**said, **day, "owner": ""}).status_code == 422
    assert director.post(where, {**said, **day}).status_code == 302
    task = Task.objects.get(case=case)
    assert (task.what, task.owner, task.due_on) == ("Ask the porter", world.lsms, due)
    case.refresh_from_db()
    assert case.next_due_on == due
    page = text_of(director.get(f"{LIST}/{held.pk}"))
    assert f"/cases/{case.reference}#tasks" in page
    with pytest.raises(Refused, match="task of the case"):
        actions.end_agreed(held.agreed.get(), "Done.", by=actor_for(world.lsms.user))


def test_what_is_agreed_about_the_caseload_is_done_by_one_of_the_two_once(
    world: World, held: Supervision, today: date, above: Actor, by: Actor, sign_in: SignIn
) -> None:
    due = today + timedelta(days=3)
    with pytest.raises(ValidationError, match="one of the two"):
        actions.agree(held, "Hand three over", world.nurse, due, by=above)
    with pytest.raises(ValidationError, match="two years"):
        actions.agree(held, "Hand three over", world.director, today - timedelta(days=1), by=above)
    agreed = actions.agree(held, "Book the training", world.lsms, due, by=above)
    lsms = sign_in("lsms")
    assert "Book the training" in text_of(lsms.get(LIST))
    assert lsms.post(f"{LIST}/{held.pk}/agreed/{agreed.pk}/end", {"result": "It is on 3 May."}).status_code == 302
    agreed.refresh_from_db()
    assert (agreed.ended_by, agreed.result) == ("Lee Stone", "It is on 3 May.")
    assert "Book the training" not in text_of(lsms.get(LIST)), "what is done is no longer to be done"
    with pytest.raises(Refused, match="Lee Stone ended this before you"):
        actions.end_agreed(agreed, "Again.", by=by)


def test_writing_and_every_reading_are_in_the_ledger(held: Supervision, sign_in: SignIn) -> None:
    assert Entry.objects.filter(verb="supervision.held", subject_id=held.pk, actor_name="Dara Holm").count() == 1

    def looks() -> int:
        return Entry.objects.filter(verb="supervision.read", subject_id=held.pk, actor_name="Lee Stone").count()

    lsms = sign_in("lsms")
    lsms.get(LIST)
    assert looks() == 0, "the list says that it was held, and nothing of what was said"
    lsms.get(f"{LIST}/{held.pk}")
    lsms.get(f"{LIST}/{held.pk}")
    assert looks() == 1, "the same look"


def test_the_director_looks_through_the_cases_on_one_page(
    world: World, new_case: Callable[..., Case], today: date, sign_in: SignIn
) -> None:
    desk, park = new_case("The desk"), new_case("The car park")
    director, where = sign_in("director"), f"{LIST}/with/{world.lsms.pk}"
    assert "Choose above whose cases" in text_of(director.get(LIST))
    assert where in text_of(director.get(LIST))
    page = text_of(director.get(where))
    assert "The desk" in page
    assert "The car park" in page
    day = {"held_on_day": today.day, "held_on_month": today.month, "held_on_year": today.year}
    assert director.post(where, day).status_code == 422, "nothing was said"
    wrong = director.post(where, {**day, "held_on_year": today.year + 1, "caseload": CASELOAD})
    assert wrong.status_code == 422
    assert CASELOAD in wrong.content.decode(), "what was written is not lost"
    answer = director.post(where, {**day, f"case-{park.pk}": ON_CASE})
    assert answer.status_code == 302
    made = Supervision.objects.get()
    assert answer.headers["Location"].startswith(f"{LIST}/{made.pk}")
    assert [note.case for note in made.notes.all()] == [park]
    assert not desk.events.filter(what="supervised").exists()
    assert Message.objects.filter(recipient=world.lsms, subject="A supervision was written down").count() == 1
    assert sign_in("director").get(f"{LIST}/with/{world.nurse.pk}").status_code == 404


def test_a_note_of_one_case_is_written_from_its_page_and_read_there(
    world: World, case: Case, sign_in: SignIn, by: Actor
) -> None:
    director, here = sign_in("director"), f"/cases/{case.reference}"
    assert director.post(f"{here}/supervise", {"supervision": ON_CASE}).status_code == 302
    assert ON_CASE in text_of(director.get(f"{here}/supervision"))
    assert ON_CASE in text_of(sign_in("lsms").get(f"{here}/supervision"))
    assert ON_CASE not in text_of(sign_in("lsms").get(f"{here}/file"))
    assign_case(case, None, by=by)
    assert "Nobody works this case" in director.post(f"{here}/supervise", {"supervision": "More."}).content.decode()


def test_whoever_takes_the_case_over_does_not_read_what_was_said_to_the_one_before(
    case: Case, held: Supervision, second_lsms: Staff, by: Actor, sign_in: SignIn
) -> None:
    assign_case(case, second_lsms, by=by)
    page = text_of(sign_in("second_nurse").get(f"/cases/{case.reference}/supervision"))
    assert ON_CASE not in page
    assert "no note on this case that you may read" in page


def test_an_overdue_supervision_stands_on_the_workload_page(
    world: World, held: Supervision, today: date, second_lsms: Staff, sign_in: SignIn
) -> None:
    for name in ("director", "lsms"):
        assert "overdue" not in text_of(sign_in(name).get("/cases/workload")).lower()
    SupervisionPlan.objects.update(next_on=today - timedelta(days=1))
    for name in ("director", "lsms"):
        assert "Supervision that is overdue" in text_of(sign_in(name).get("/cases/workload")), name
    assert "overdue" not in text_of(sign_in("second_nurse").get("/cases/workload")).lower(), "a colleague's days"
    assert f"{LIST}/with/{world.lsms.pk}" in text_of(sign_in("director").get("/cases/workload"))
    heading, row = rows_of(sign_in("director").get("/cases/workload.csv"))
    assert dict(zip(heading, row, strict=True))["Next supervision"] == (today - timedelta(days=1)).isoformat()


def test_the_next_day_is_planned_and_stands_until_it_comes(
    world: World, held: Supervision, today: date, above: Actor, sign_in: SignIn
) -> None:
    plan = SupervisionPlan.objects.get(supervised=world.lsms)
    assert (plan.last_on, plan.next_on) == (today, today + timedelta(days=28))
    actions.hold_supervision(world.director, world.lsms, today, "In passing.", by=above)
    plan.refresh_from_db()
    assert plan.next_on == today + timedelta(days=28), "a day that is still to come stands"
    day = today + timedelta(days=14)
    said = {"next_on_day": day.day, "next_on_month": day.month, "next_on_year": day.year}
    assert sign_in("director").post(f"{LIST}/with/{world.lsms.pk}/next", said).status_code == 302
    plan.refresh_from_db()
    assert plan.next_on == day
    with pytest.raises(ValidationError):
        actions.plan_next(world.lsms, today - timedelta(days=1), by=above)


def test_it_is_found_narrowed_paged_and_taken_away(
    world: World, case: Case, held: Supervision, above: Actor, today: date, sign_in: SignIn, monkeypatch: Any
) -> None:
    other = actions.hold_supervision(world.director, world.lsms, today, "All is well.", by=above)
    director = sign_in("director")

    def found(query: str) -> set[bool | str]:
        page = text_of(director.get(f"{LIST}?{query}"))
        return {name for name, one in (("held", held), ("other", other)) if f"{LIST}/{one.pk}" in page}

    assert found("") == {"held", "other"}
    assert found("q=porter") == {"held"}
    assert found("about=case") == {"held"}
    assert found(f"of={world.lsms.pk}") == {"held", "other"}
    assert found(f"of={world.nurse.pk}") == set()
    assert found("undone=yes") == set()
    actions.agree(other, "Book the training", world.lsms, today, by=above)
    assert found("undone=yes") == {"other"}
    assert "Show all supervision" in text_of(director.get(f"{LIST}?q=nobodywrotethis"))
    heading, *rows = rows_of(director.get(f"{LIST}/export.csv?q=porter"))
    assert heading[:5] == ["Day", "Supervised", "Supervisor", "About", "Note"]
    assert sorted(row[4] for row in rows) == [ON_CASE, CASELOAD]
    assert Entry.objects.filter(verb="supervision.read", subject_id=held.pk, actor_name="Dara Holm").exists()
    assert Entry.objects.filter(verb="cases.exported", details__contains="supervision").count() == 1
    monkeypatch.setattr("alongside.web.listing.PAGE", 1)
    assert found("") == {"other"}
    assert found("page=2") == {"held"}


def test_an_empty_page_says_what_to_do(world: World, sign_in: SignIn) -> None:
    assert "No supervision of yours is written down yet" in text_of(sign_in("lsms").get(LIST))
    assert "Choose above whose cases you look through" in text_of(sign_in("director").get(LIST))


def _accuse(staff: Staff, case: Case) -> None:
    """Somebody says afterwards that they may have done what the case is about."""
    incident = case.links.get().incident
    ClosedTo.objects.create(
        organisation=case.organisation, incident=incident, staff=staff, because=ClosedTo.Because.NAMED, made_at=now()
    )
