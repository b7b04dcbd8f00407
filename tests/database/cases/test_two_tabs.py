"""Two tabs on the same form: the second does not write over the first unseen, and the same form sent twice is done once."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from tests.conftest import AppClient

from alongside.cases.exhibits.forms import FootageForm
from alongside.cases.models import Case, Loss, Review, Task, Victim
from alongside.cases.queries import people_hurt_in
from alongside.cases.working import actions
from alongside.ledger.actions import Actor
from alongside.people.models import IdempotentRequest

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], AppClient]
LOSS = {"kind": "property", "whose": "staff", "what": "A watch", "amount": "120", "ground": ""}
TASK = {"what": "Ring the ward", "kind": "task", "task_why": "", "owner": ""}


def hidden(page: str) -> dict[str, str]:
    """What the form of a page sends without anybody writing it."""
    return dict(re.findall(r'<input type="hidden" name="(once|seen_at)" value="([^"]*)">', page))


def opened(client: AppClient, path: str) -> dict[str, str]:
    answer = client.get(path)
    assert answer.status_code == 200
    return hidden(answer.content.decode())


def contact(**said: str) -> dict[str, str]:
    return {"contact_way": "", "contact_when": "", "not_told": "", "safe_contact": "", "no_messages": "no", **said}


def test_the_first_safety_note_is_not_lost_to_another_tab(case: Case, sign_in: SignIn) -> None:
    lsms, [person] = sign_in("lsms"), people_hurt_in(case)
    path = f"/cases/{case.reference}/people/{person.pk}/contact"
    first, second = opened(lsms, path), opened(lsms, path)
    assert not Victim.objects.exists()
    assert lsms.post(path, contact(safe_contact="Never at home.") | first).status_code == 302
    refused = lsms.post(path, contact(contact_when="In the evening") | second)
    assert refused.status_code == 409
    assert Victim.objects.get().safe_contact == "Never at home."
    page = refused.content.decode()
    assert "changed by Lee Stone meanwhile" in page
    assert "In the evening" in page
    again = contact(contact_when="In the evening", safe_contact="Never at home.") | hidden(page)
    assert lsms.post(path, again).status_code == 302


def test_what_was_refused_for_another_reason_is_still_overtaken(case: Case, sign_in: SignIn) -> None:
    lsms, [person] = sign_in("lsms"), people_hurt_in(case)
    path = f"/cases/{case.reference}/people/{person.pk}/contact"
    second = opened(lsms, path)
    lsms.post(path, contact(safe_contact="Never at home.") | opened(lsms, path))
    wrong = lsms.post(path, contact(contact_when="x" * 400) | second)
    assert wrong.status_code == 422
    assert lsms.post(path, contact(contact_when="Late") | hidden(wrong.content.decode())).status_code == 409


@pytest.mark.parametrize("began", [False, True])
def test_the_plan_of_another_tab_is_not_written_over(case: Case, sign_in: SignIn, by: Actor, began: bool) -> None:
    if began:
        actions.plan(case, "Ask the ward.", by=by)
    lsms, path = sign_in("lsms"), f"/cases/{case.reference}/plan"
    first, second = opened(lsms, path), opened(lsms, path)
    assert lsms.post(path, {"plan": "Ask the porter.", **first}).status_code == 302
    assert lsms.post(path, {"plan": "Ask nobody.", **second}).status_code == 409
    assert "Ask the porter." in lsms.get(f"/cases/{case.reference}").content.decode()
    assert not case.events.filter(text="Ask nobody.").exists()


def test_a_task_that_another_tab_changed_is_not_written_over(case: Case, sign_in: SignIn, by: Actor) -> None:
    task = actions.add_task(case, "Ring the ward", by=by)
    lsms, path = sign_in("lsms"), f"/cases/{case.reference}/tasks/{task.pk}"
    first, second = opened(lsms, path), opened(lsms, path)
    assert lsms.post(path, TASK | {"what": "Ring the ward at night"} | first).status_code == 302
    assert lsms.post(path, TASK | {"what": "Write to the ward"} | second).status_code == 409
    assert Task.objects.get().what == "Ring the ward at night"


def test_the_title_of_another_tab_is_not_written_over(case: Case, sign_in: SignIn) -> None:
    lsms, path = sign_in("lsms"), f"/cases/{case.reference}/describe"
    first, second = opened(lsms, path), opened(lsms, path)
    assert lsms.post(path, {"title": "The desk on Thursday", "priority": "2", **first}).status_code == 302
    assert lsms.post(path, {"title": "The door", "priority": "3", **second}).status_code == 409
    case.refresh_from_db()
    assert (case.title, case.priority) == ("The desk on Thursday", 2)


def test_a_review_that_another_tab_began_is_not_written_over(case: Case, sign_in: SignIn) -> None:
    lsms, path = sign_in("lsms"), f"/cases/{case.reference}/review/write"
    first, second = opened(lsms, path), opened(lsms, path)
    assert lsms.post(path, {"happened": "He waited.", **first}).status_code == 302
    assert lsms.post(path, {"happened": "She waited.", **second}).status_code == 409
    assert [one.happened for one in Review.objects.get().versions.all()] == ["He waited."]


@pytest.mark.parametrize(
    ("path", "said", "kind", "anew"),
    [("redress/losses/add", LOSS, Loss, 422), ("tasks/add", TASK, Task, 302)],
    ids=["loss", "task"],
)
def test_going_back_and_saving_again_enters_nothing_twice(
    case: Case, sign_in: SignIn, path: str, said: dict[str, str], kind: Any, anew: int
) -> None:
    lsms, whole = sign_in("lsms"), f"/cases/{case.reference}/{path}"
    form = opened(lsms, whole)
    answers = [lsms.post(whole, said | form) for _ in range(2)]
    assert [one.status_code for one in answers] == [302, 302]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert kind.objects.count() == 1
    assert lsms.post(whole, said | opened(lsms, whole)).status_code == anew, "the same money is not counted twice"
    assert kind.objects.count() == (2 if anew == 302 else 1)


def test_going_back_and_saving_something_else_is_asked_about(case: Case, sign_in: SignIn) -> None:
    lsms, path = sign_in("lsms"), f"/cases/{case.reference}/redress/losses/add"
    form = opened(lsms, path)
    lsms.post(path, LOSS | form)
    asked = lsms.post(path, LOSS | {"what": "A phone"} | form)
    assert asked.status_code == 422
    assert "You saved this form before" in asked.content.decode()
    assert Loss.objects.count() == 1
    assert lsms.post(path, LOSS | {"what": "A phone"} | hidden(asked.content.decode())).status_code == 302
    assert {one.what for one in Loss.objects.all()} == {"A watch", "A phone"}


def test_a_form_that_was_refused_can_be_sent_again(case: Case, sign_in: SignIn) -> None:
    lsms, path = sign_in("lsms"), f"/cases/{case.reference}/redress/losses/add"
    form = opened(lsms, path)
    refused = lsms.post(path, LOSS | {"kind": "injury"} | form)
    assert refused.status_code == 422
    assert hidden(refused.content.decode())["once"] == form["once"]
    assert not IdempotentRequest.objects.exists()
    assert lsms.post(path, LOSS | form).status_code == 302


def test_a_note_that_is_sent_twice_stands_once(case: Case, sign_in: SignIn) -> None:
    lsms, path = sign_in("lsms"), f"/cases/{case.reference}/file"
    said = {"text": "The ward sister rang.", "compartment": "narrative", **opened(lsms, path)}
    for _ in range(2):
        assert lsms.post(path, said).status_code == 302
    assert case.events.filter(what="note").count() == 1


def test_each_field_of_a_recording_says_for_itself_what_is_missing() -> None:
    form = FootageForm({})
    sentences = [str(one) for errors in form.errors.values() for one in errors]
    assert "This field is required." not in sentences
    assert len(sentences) == len(set(sentences)) + 1, "both days are asked for in the same words"
