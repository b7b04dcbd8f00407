"""What is to change is asked of somebody, answered from a message, reminded of, accepted, and looked at again."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from tests.conftest import AppClient
from tests.days import today
from tests.taken_away import whole
from tests.world import World

from alongside.cases.events import Overtaken
from alongside.cases.models import ActionStep, Case, RemedialAction
from alongside.cases.owing import owed_by
from alongside.cases.remedial import actions
from alongside.cases.remedial.reminding import remind_due
from alongside.cases.remedial.times import check_day, next_notice
from alongside.cases.tracks import Refused
from alongside.cases.working.actions import move_case
from alongside.evidence.arriving import arrive
from alongside.ledger.actions import Actor
from alongside.ledger.models import Entry
from alongside.messages.models import Message
from alongside.people.models import Staff

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture
def action(world: World, case: Case, by: Actor) -> RemedialAction:
    """The manager is to mend a door within thirty days; the specialist set it."""
    return actions.give(
        case, "Mend the door", owner=world.manager, due_on=today() + timedelta(days=30), set_by=world.lsms, by=by
    )


def fresh(action: RemedialAction) -> RemedialAction:
    return RemedialAction.objects.get(pk=action.pk)


def told(staff: Staff) -> list[str]:
    """The subjects of what was sent about actions, the latest last."""
    return list(
        Message.objects.filter(about_type="action", recipient=staff).order_by("pk").values_list("subject", flat=True)
    )


def link_to(staff: Staff) -> str:
    """The latest address by which somebody answers without signing in."""
    body = Message.objects.filter(about_type="action", recipient=staff).latest("pk").body
    found = re.search(r"/actions/by-link/\S+", body)
    assert found, body
    return found.group()


def done(action: RemedialAction, world: World, by: Actor) -> None:
    actions.answer(action, "answer", "It is mended.", by=by)
    actions.decide(action, "accept", {"checker": world.director}, by=by)


def test_whoever_has_it_is_told_and_the_message_says_nothing_of_it(world: World, action: RemedialAction) -> None:
    assert told(world.manager) == ["You are asked to change something at work"]
    message = Message.objects.get(about_type="action")
    assert "door" not in message.body
    assert action.case.reference not in message.body


def test_it_is_answered_from_the_message_without_signing_in(world: World, action: RemedialAction, by: Actor) -> None:
    link, browser = link_to(world.manager), AppClient()
    page = browser.get(link).content.decode()
    assert "Mend the door" in page
    assert action.case.reference not in page
    assert browser.post(link, {"act": "answer", "text": ""}).status_code == 422
    file = arrive("door.pdf", [PDF])
    answer = browser.post(link, {"act": "answer", "text": "It is mended.", "file": file})
    assert answer.status_code == 302, answer.content.decode()
    assert fresh(action).state == "answered"
    step = action.steps.get(act="answer")
    assert (step.by_name, step.by_link, step.file.media_type if step.file else "") == (
        "Asha Rao",
        True,
        "application/pdf",
    )
    assert told(world.lsms) == ["An action was answered"]
    assert "Whoever set it looks at your answer" in browser.get(link).content.decode()
    assert browser.post(link, {"act": "answer", "text": "Again."}).status_code == 409
    assert action.steps.filter(act="answer").count() == 1


def test_a_link_opens_nothing_once_it_is_not_up_to_them(world: World, action: RemedialAction, by: Actor) -> None:
    link, browser = link_to(world.manager), AppClient()
    actions.decide(action, "give_to_other", {"owner": world.buddy, "text": "She is away."}, by=by)
    assert browser.get(link).status_code == 404
    assert browser.get(link_to(world.buddy)).status_code == 200
    actions.decide(action, "cancel", {"text": "The ward moves."}, by=by)
    assert browser.get(link_to(world.buddy)).status_code == 404
    assert browser.get("/actions/by-link/guessed").status_code == 404


def test_somebody_who_left_answers_nothing(world: World, action: RemedialAction) -> None:
    Staff.objects.filter(pk=world.manager.pk).update(active=False)
    assert AppClient().get(link_to(world.manager)).status_code == 404


def test_it_is_on_their_own_page_and_nobody_elses(
    world: World, action: RemedialAction, sign_in: Callable[[str], Any]
) -> None:
    manager = sign_in("manager")
    assert "Mend the door" in manager.get("/actions").content.decode()
    assert manager.post(f"/actions/{action.pk}", {"act": "say_impossible", "text": "No money."}).status_code == 302
    assert fresh(action).state == "impossible"
    for other in ("nurse", "outsider", "buddy"):
        assert "Mend the door" not in sign_in(other).get("/actions").content.decode()
        assert sign_in(other).get(f"/actions/{action.pk}").status_code == 404


def test_their_page_is_searched_and_taken_away_and_an_empty_one_says_what_to_do(
    world: World, action: RemedialAction, sign_in: Callable[[str], Any]
) -> None:
    manager = sign_in("manager")
    assert "Mend the door" in manager.get("/actions?search=DOOR").content.decode()
    none = manager.get("/actions?search=window").content.decode()
    assert "Mend the door" not in none
    assert "Show what waits for you" in none
    taken = b"".join(manager.get("/actions?format=csv")).decode()
    assert "Mend the door" in taken
    assert Entry.objects.filter(verb="account.exported", actor_id=world.manager.user_id).exists()
    nurse = sign_in("nurse")
    assert "Mend the door" not in b"".join(nurse.get("/actions?format=csv")).decode()
    assert "you get a message with a link" in nurse.get("/actions").content.decode()


def test_more_time_is_asked_for_and_given_or_not(world: World, action: RemedialAction, by: Actor) -> None:
    with pytest.raises(Refused, match="until which day"):
        actions.answer(action, "ask_time", "The joiner is ill.", by=by)
    later = today() + timedelta(days=60)
    actions.answer(action, "ask_time", "The joiner is ill.", until=later, by=by)
    assert fresh(action).due_on == today() + timedelta(days=30), "the day that it has stands"
    actions.decide(action, "keep_day", {"text": "It is urgent."}, by=by)
    actions.answer(action, "ask_time", "The joiner is still ill.", until=later, by=by)
    actions.decide(action, "give_time", {"until": later}, by=by)
    assert (fresh(action).state, fresh(action).due_on) == ("given", later)
    with pytest.raises(ValidationError, match="next five years"):
        actions.decide(action, "give_time", {"until": today() - timedelta(days=1)}, by=by)


def test_it_is_given_back_or_accepted_with_somebody_who_looks_again(
    world: World, action: RemedialAction, by: Actor
) -> None:
    actions.answer(action, "answer", "Nearly.", by=by)
    with pytest.raises(Refused, match="what is missing"):
        actions.decide(action, "send_back", {"text": ""}, by=by)
    actions.decide(action, "send_back", {"text": "The lock."}, by=by)
    actions.answer(action, "answer", "It is mended.", by=by)
    with pytest.raises(Refused, match="who looks"):
        actions.decide(action, "accept", {}, by=by)
    with pytest.raises(ValidationError, match="somebody else than whoever did it"):
        actions.decide(action, "accept", {"checker": world.manager}, by=by)
    actions.decide(action, "accept", {"checker": world.director}, by=by)
    assert (fresh(action).state, fresh(action).check_on) == ("done", check_day(today()))


def test_reminders_come_before_and_after_the_day_and_whoever_set_it_learns_that_it_is_late(
    world: World, action: RemedialAction, later: Callable[..., None]
) -> None:
    assert remind_due() == 0
    later(days=23)
    assert (remind_due(), remind_due()) == (1, 0), "each is said once"
    assert told(world.manager)[-1] == "A reminder: something you are asked to change"
    assert told(world.lsms) == []
    later(days=8)
    assert remind_due() == 1
    assert told(world.manager)[-1] == "Late: something you are asked to change"
    assert told(world.lsms) == ["An action is late"]
    assert len(told(world.manager)) == 3
    later(days=400)
    assert remind_due() == 1, "a sender that was away says it once"


def test_an_answer_that_nobody_reads_is_said_again(
    world: World, action: RemedialAction, later: Callable[..., None], by: Actor
) -> None:
    actions.answer(action, "answer", "It is mended.", by=by)
    later(days=7)
    assert remind_due() == 1
    assert told(world.lsms) == ["An action was answered"] * 2


def test_three_months_later_the_person_who_was_named_says_whether_it_helps(
    world: World, action: RemedialAction, later: Callable[..., None], by: Actor
) -> None:
    done(action, world, by)
    assert remind_due() == 0
    later(days=93)
    assert remind_due() == 1
    assert told(world.director) == ["Does it help? Something was changed some time ago"]
    browser, link = AppClient(), link_to(world.director)
    assert "Does it help?" in browser.get(link).content.decode()
    assert (
        browser.post(link, {"act": "find_no_effect", "text": "It is propped open. Ask for a closer."}).status_code
        == 302
    )
    assert fresh(action).state == "no_effect"
    instead = actions.give(
        action.case, "Fit a closer", owner=world.manager, due_on=today() + timedelta(days=9), follows=action, by=by
    )
    assert instead.follows == action


def test_a_case_is_not_closed_over_what_is_to_change_unless_it_is_carried_on(
    world: World, case: Case, action: RemedialAction, tell_everybody: Callable[[Case], None], by: Actor
) -> None:
    [owed] = [one for one in owed_by(case) if one.code == f"action:{action.pk}"]
    assert "carried on" in owed.sentence
    tell_everybody(case)
    for act in ("investigate", "record_outcome"):
        move_case(case, act, text="Said.", outcome="sanction", by=by)
    others = {one.code: "Said elsewhere." for one in owed_by(case) if one.code != owed.code}
    with pytest.raises(Refused, match="Mend the door"):
        move_case(case, "close", text="Done.", waived=others, by=by)
    with pytest.raises(ValidationError, match="why it goes on"):
        actions.carry_on(action, " ", by=by)
    actions.carry_on(action, "The joiner comes in spring.", by=by)
    move_case(case, "close", text="Done.", waived=others, by=by)
    actions.answer(action, "answer", "It is mended.", by=by)
    assert fresh(action).state == "answered", "it lives on"


def test_what_is_with_somebody_who_left_is_owed_even_where_it_was_carried_on(
    world: World, case: Case, action: RemedialAction, by: Actor
) -> None:
    actions.carry_on(action, "In spring.", by=by)
    assert not [one for one in owed_by(case) if one.code.startswith("action:")]
    Staff.objects.filter(pk=world.manager.pk).update(active=False)
    [owed] = [one for one in owed_by(case) if one.code.startswith("action:")]
    assert "does not work here any more" in owed.sentence


def test_what_is_due_stands_on_the_case_the_board_the_calendar_and_the_list(
    world: World, case: Case, by: Actor, later: Callable[..., None], sign_in: Callable[[str], Any]
) -> None:
    actions.give(case, "Mend the door", owner=world.manager, due_on=today(), set_by=world.lsms, by=by)
    case.refresh_from_db()
    assert case.next_due_on == today()
    lsms = sign_in("lsms")
    assert "Mend the door" in lsms.get("/cases/calendar").content.decode()
    assert "Mend the door" in lsms.get("/cases/actions").content.decode()
    assert "Mend the door" not in lsms.get("/cases/board").content.decode()
    later(days=1)
    assert "Mend the door" in sign_in("lsms").get("/cases/board").content.decode()
    table = whole(sign_in("lsms").get("/cases/actions.csv?show=late"))
    assert "Mend the door" in table.decode()
    assert "Mend the door" not in sign_in("outsider").get("/cases/actions").content.decode()


def test_the_list_is_found_by_word_case_and_person_turned_over_and_taken_away_as_it_is_narrowed(
    world: World, case: Case, action: RemedialAction, by: Actor, sign_in: Callable[[str], Any]
) -> None:
    for number in range(27):
        actions.give(
            case,
            f"Lamp {number:02}",
            owner=world.director,
            due_on=today() + timedelta(days=40),
            set_by=world.lsms,
            by=by,
        )
    lsms = sign_in("lsms")

    def seen(asked: str) -> str:
        return lsms.get(f"/cases/actions?{asked}").content.decode()

    assert "Mend the door" in seen("search=door")
    assert "Lamp" not in seen("search=door")
    assert "Mend the door" in seen(f"search={world.manager.name.split()[0]}+mend"), "every word must stand somewhere"
    assert "Lamp 03" in seen(f"search={case.reference}")
    assert "Nothing fits this." in seen("search=window")
    assert "Lamp 26" not in seen("")
    assert "Lamp 26" in seen("page=2")
    assert "search=lamp&amp;page=2" in seen("search=lamp"), "what narrows the list stays when it is turned over"
    table = whole(lsms.get("/cases/actions.csv?search=door")).decode()
    assert "Mend the door" in table
    assert "Lamp" not in table
    assert whole(lsms.get("/cases/actions.xlsx?search=door")).startswith(b"PK")
    assert Entry.objects.filter(verb="cases.exported", details__contains="actions").count() == 2
    found = lsms.get("/api/v1/actions?q=door").json()
    assert [one["what"] for one in found["items"]] == ["Mend the door"]


def test_nobody_decides_over_somebody_else_and_steps_only_grow(action: RemedialAction, world: World, by: Actor) -> None:
    seen_at = fresh(action).changed_at
    actions.answer(action, "answer", "It is mended.", by=by)
    with pytest.raises(Overtaken):
        actions.decide(action, "cancel", {"text": "No."}, by=by, seen_at=seen_at)
    with pytest.raises(DatabaseError), transaction.atomic():
        ActionStep.objects.update(text="Nothing.")
    with pytest.raises(DatabaseError), transaction.atomic():
        RemedialAction.objects.filter(pk=action.pk).update(state="done")


def test_notices_come_on_the_days_of_the_file() -> None:
    day = today() + timedelta(days=30)
    found, after = [], today()
    for _ in range(6):
        after = next_notice("given", day, None, after) or after
        found.append((after - day).days)
    assert found == [-7, -1, 1, 7, 14, 28]
    assert next_notice("effective", day, day, today()) is None


def test_a_second_other_answer_from_another_tab_is_said_not_to_be_kept(
    world: World, action: RemedialAction, by: Actor
) -> None:
    link, browser = link_to(world.manager), AppClient()
    said = {"act": "answer", "text": "It is mended."}
    assert browser.post(link, said).status_code == 302
    assert browser.post(link, said).status_code == 302, "the same sent twice is one answer"
    other = browser.post(link, {"act": "impossible", "text": "The joiner has left."})
    page = other.content.decode()
    assert other.status_code == 409
    assert "Your second answer was not kept." in page
    assert "The joiner has left." in page
    assert "that answer stands: “It is mended.”" in page
    assert [one.text for one in action.steps.exclude(act="give")] == ["It is mended."]


def test_an_answered_action_is_not_called_undone(case: Case, action: RemedialAction, by: Actor) -> None:
    actions.answer(action, "answer", "It is mended.", by=by)
    [owed] = [one.sentence for one in owed_by(case) if one.code == f"action:{action.pk}"]
    assert owed == f"Action “{action.what}” was answered, and nobody has decided about the answer yet."
