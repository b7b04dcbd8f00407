"""Somebody hurt is reached as they want, supported, heard and told; a case says so only when it is so."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from tests.days import today
from tests.world import World

from alongside.cases.events import Overtaken
from alongside.cases.models import Case, Task, Victim, VictimWish
from alongside.cases.owing import owed_by
from alongside.cases.police import actions as police
from alongside.cases.police import court
from alongside.cases.queries import file_of, incidents_of
from alongside.cases.sanctions.deciding import decide_sanctions
from alongside.cases.tracks import Refused
from alongside.cases.victims import actions
from alongside.cases.victims.queries import latest_wishes
from alongside.cases.victims.wishes import note_wish
from alongside.cases.working.actions import move_case
from alongside.incidents.models import Affected
from alongside.incidents.new_report import NewAffected, Who
from alongside.ledger.actions import Actor
from alongside.ledger.models import Entry
from alongside.messages.models import Message

pytestmark = pytest.mark.django_db

NOTHING: dict[str, Any] = {
    "contact_way": "",
    "contact_when": "",
    "not_told": "",
    "safe_contact": "",
    "no_messages": False,
}


def fresh(person: Affected) -> Affected:
    return Affected.objects.get(pk=person.pk)


def said(case: Case) -> str:
    return file_of(case, ["people"])[0].text


def to_outcome(case: Case, by: Actor) -> None:
    for act in ("investigate", "record_outcome"):
        move_case(case, act, text="Said.", outcome="sanction", by=by)


def test_feedback_is_given_when_everybody_hurt_was_told_or_did_not_want_it(
    world: World, new_case: Callable[..., Case], by: Actor
) -> None:
    two = [NewAffected("staff", is_reporter=True, who=Who(staff=world.nurse)), NewAffected("patient")]
    case = new_case(affected=two)
    first, second = incidents_of(case).get().affected.all()
    to_outcome(case, by)
    with pytest.raises(Refused, match=r"Person 1 of .* was not told"):
        move_case(case, "give_feedback", by=by)
    told = actions.note_feedback(first, today(), "Lee Stone", "He was fined.", way="telephone", by=by)
    assert "Lee Stone" in said(case)
    assert "by telephone" in said(case)
    with pytest.raises(Refused, match=r"Person 2 of .* was not told"):
        move_case(case, "give_feedback", by=by)
    actions.note_feedback(second, today(), "The ward sister", "He wants to forget it.", refused=True, by=by)
    actions.take_back_feedback(told, "It was her sister.", by=by)
    with pytest.raises(Refused, match="Person 1"):
        move_case(case, "give_feedback", by=by)
    actions.note_feedback(first, today(), "Lee Stone", "He was fined.", by=by)
    move_case(case, "give_feedback", by=by)
    case.refresh_from_db()
    assert case.status == "feedback_given"


def test_a_case_is_not_closed_before_everybody_was_told(
    case: Case, hurt: Affected, by: Actor, let_off: Callable[..., None]
) -> None:
    to_outcome(case, by)
    decide_sanctions(case, "none", "not_grave", "It was settled.", by=by)
    [owed] = owed_by(case)
    assert owed.code == f"victim_told:{hurt.pk}"
    with pytest.raises(Refused, match="was not told what came of it"):
        move_case(case, "close", text="Done.", by=by)
    let_off(case, owed.code, "She moved abroad and left no number.")
    move_case(case, "close", text="Done.", by=by)
    assert "moved abroad" in case.events.get(what="waived").text


def test_what_they_were_told_is_kept_with_who_and_when(case: Case, hurt: Affected, by: Actor) -> None:
    with pytest.raises(ValidationError, match="what they were told"):
        actions.note_feedback(hurt, today(), "Lee Stone", " ", by=by)
    with pytest.raises(ValidationError, match="how they said so"):
        actions.note_feedback(hurt, today(), "Lee Stone", " ", refused=True, by=by)
    with pytest.raises(ValidationError, match="who spoke"):
        actions.note_feedback(hurt, today(), "", "He was fined.", by=by)
    with pytest.raises(ValidationError, match="not in the future"):
        actions.note_feedback(hurt, today() + timedelta(days=1), "Lee Stone", "He was fined.", by=by)
    told = actions.note_feedback(hurt, today(), "Lee Stone", "He was fined.", by=by)
    with pytest.raises(IntegrityError), transaction.atomic():
        type(told).objects.filter(pk=told.pk).update(text="")
    actions.take_back_feedback(told, "It was her sister.", by=by)
    with pytest.raises(Refused, match="before you"):
        actions.take_back_feedback(told, "Again.", by=by)


def test_a_wish_is_dated_and_the_report_says_the_same(case: Case, hurt: Affected, by: Actor) -> None:
    note_wish(hurt, "wants", today(), "He must not do it to the next.", by=by)
    assert fresh(hurt).police_wish == "wanted"
    noted = note_wish(hurt, "withdrew", today(), by=by)
    assert fresh(hurt).police_wish == "not_wanted"
    assert latest_wishes(case)[hurt.pk] == noted
    assert hurt.wishes.count() == 2
    with pytest.raises(ValidationError, match="what they want"):
        note_wish(hurt, "revenge", today(), by=by)
    with pytest.raises(DatabaseError), transaction.atomic():
        VictimWish.objects.filter(pk=noted.pk).update(wish="wants")


def test_who_wants_no_messages_gets_none(world: World, case: Case, hurt: Affected, by: Actor) -> None:
    assert hurt.wellbeing_checks.filter(stopped_at=None).exists()
    actions.agree_contact(
        hurt,
        {**NOTHING, "contact_way": "telephone", "not_told": "Her husband.", "no_messages": True},
        by=by,
    )
    assert "Who may not learn of it: nothing → Her husband." in said(case)
    assert not hurt.wellbeing_checks.filter(stopped_at=None).exists(), "they are asked no more how they are"
    track = police.open_track(hurt.incident, "wounding", [police.Victim(hurt, True)], by=by)
    told = {"force": "Northshire Police", "incident_number": "NS-1", "decided_on": today()}
    police.move_track(track, "report", told, by=by)
    starts_at = datetime.combine(today() + timedelta(days=20), datetime.min.time(), ZoneInfo("Europe/London"))
    hearing = court.plan_hearing(track, starts_at, "Northbrook Magistrates' Court", "first", by=by)
    court.attend(hearing, "victim", affected=hurt, by=by)
    assert not Message.objects.filter(about_type="hearing").exists()


def test_nobody_agrees_over_what_somebody_else_agreed(case: Case, hurt: Affected, by: Actor) -> None:
    actions.agree_contact(hurt, {**NOTHING, "contact_when": "After six"}, by=by)
    seen_at = Victim.objects.get().changed_at
    actions.agree_contact(hurt, {**NOTHING, "contact_when": "Before nine"}, by=by)
    with pytest.raises(Overtaken) as overtaken:
        actions.agree_contact(hurt, {**NOTHING, "contact_when": "At noon"}, by=by, seen_at=seen_at)
    assert overtaken.value.event is not None
    lines = case.events.count()
    actions.agree_contact(hurt, {**NOTHING, "contact_when": "Before nine"}, by=by)
    assert case.events.count() == lines, "nothing is written where nothing differs"


def test_a_promise_to_be_in_touch_is_among_the_tasks_and_owed(case: Case, hurt: Affected, by: Actor) -> None:
    actions.promise_contact(hurt, today() + timedelta(days=7), "After the hearing.", by=by)
    task = Task.objects.get()
    assert (task.kind, task.due_on) == ("promise", today() + timedelta(days=7))
    assert "Okoye" not in task.what
    assert f"task:{task.pk}" in [one.code for one in owed_by(case)]
    actions.promise_contact(hurt, today() + timedelta(days=9), by=by)
    task.refresh_from_db()
    assert task.due_on == today() + timedelta(days=9)
    actions.promise_contact(hurt, None, by=by)
    task.refresh_from_db()
    assert task.ending == "dropped"


def test_support_is_counted_once_with_what_the_report_keeps(case: Case, hurt: Affected, by: Actor) -> None:
    before = fresh(hurt).support_offered_at
    assert before is not None, "it was offered by a message when the report arrived"
    first = actions.offer_support(hurt, "counselling", today(), by=by)
    second = actions.offer_support(hurt, "union", today(), by=by)
    assert fresh(hurt).support_offered_at == before
    actions.answer_support(first, "declined", today(), by=by)
    assert fresh(hurt).support_accepted is None, "one answer is still to come"
    actions.answer_support(second, "taken", today(), "From Monday on.", by=by)
    assert fresh(hurt).support_accepted is True
    actions.take_back_support(second, "It was another nurse.", by=by)
    assert fresh(hurt).support_accepted is False
    with pytest.raises(Refused, match="before you"):
        actions.answer_support(second, "taken", today(), by=by)
    with pytest.raises(ValidationError, match="what was offered"):
        actions.offer_support(hurt, "money", today(), by=by)
    with pytest.raises(IntegrityError), transaction.atomic():
        type(first).objects.filter(pk=first.pk).update(answered_on=today() - timedelta(days=1))


def test_statement_and_consent_have_their_day(case: Case, hurt: Affected, by: Actor) -> None:
    actions.note_statement(hurt, "taken", today(), "self", by=by)
    actions.note_disclosure(hurt, True, today(), "Police and prosecutor.", by=by)
    victim = Victim.objects.get()
    assert (victim.statement, victim.statement_on, victim.statement_reading) == ("taken", today(), "self")
    assert (victim.disclosure, victim.disclosure_on) == (True, today())
    assert "Agrees to disclosure" in said(case)
    for wrong in ({"statement_on": None}, {"disclosure_on": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Victim.objects.update(**wrong)
    with pytest.raises(ValidationError, match="how it stands"):
        actions.note_statement(hurt, "lost", today(), by=by)


def test_the_reporter_reads_what_they_may_know(
    case: Case, hurt: Affected, by: Actor, sign_in: Callable[[str], Any]
) -> None:
    with pytest.raises(ValidationError, match="what you are telling"):
        actions.tell_the_reporter(hurt.incident, "gossip", "Hm.", by=by)
    actions.tell_the_reporter(hurt.incident, "outcome", "He was fined.", by=by)
    page = sign_in("nurse").get(f"/report/track/{hurt.incident.reference}")
    assert "He was fined." in page.content.decode()
    assert case.events.filter(what="reporter_told").exists()


def test_names_are_seen_in_the_section_alone_and_every_look_is_recorded(
    case: Case, hurt: Affected, by: Actor, sign_in: Callable[[str], Any]
) -> None:
    actions.agree_contact(hurt, {**NOTHING, "contact_way": "telephone"}, by=by)
    lsms = sign_in("lsms")
    assert "Nia Okoye" in lsms.get(f"/cases/{case.reference}/people").content.decode()
    assert Entry.objects.filter(subject_id=case.pk, verb="case.people_read", actor_id=by.id).count() == 1
    assert Entry.objects.filter(subject_id=hurt.incident_id, verb="incident.people_read", actor_id=by.id).exists()
    for other in ("", "/police", "/file"):
        assert "Nia Okoye" not in lsms.get(f"/cases/{case.reference}{other}").content.decode()
    assert "Nia" not in "".join(event.text for event in case.events.all())
