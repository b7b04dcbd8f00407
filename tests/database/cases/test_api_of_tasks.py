"""The day's work on a case by the API: tasks, the plan, the file, and a caseload that changes hands."""

from collections.abc import Callable
from typing import Any

import pytest
from tests.conftest import AppClient
from tests.days import today
from tests.world import World

from alongside.cases.models import Case, Event
from alongside.cases.opening.actions import merge_case
from alongside.cases.working.actions import add_task, note, plan
from alongside.ledger.actions import Actor
from alongside.ledger.models import Entry
from alongside.people.actions import appoint
from alongside.people.roles import Role

pytestmark = pytest.mark.django_db

JSON: Any = {"content_type": "application/json"}
SignIn = Callable[[str], AppClient]


@pytest.fixture
def here(case: Case) -> str:
    """Where the case stands in the API."""
    return f"/api/v1/cases/{case.reference}"


def test_a_task_is_added_set_right_ended_and_taken_up_again(
    here: str, case: Case, world: World, sign_in: SignIn
) -> None:
    lsms = sign_in("lsms")
    told = {"what": "Ask the shop", "kind": "enquiry", "why": "Who ran", "owner": str(world.nurse.pk)}
    task = lsms.post(f"{here}/tasks", told | {"due_on": f"{today()}"}, **JSON).json()
    assert (task["what"], task["owner"]["name"], task["due_on"]) == ("Ask the shop", "Nia Okoye", f"{today()}")
    changed = lsms.patch(f"{here}/tasks/{task['id']}", {"owner": None, "changed_at": task["changed_at"]}, **JSON)
    assert (changed.json()["owner"], changed.json()["what"], changed.json()["why"]) == (None, "Ask the shop", "Who ran")
    late = lsms.patch(f"{here}/tasks/{task['id']}", {"what": "Ring", "changed_at": task["changed_at"]}, **JSON)
    assert (late.status_code, late.json()["code"]) == (409, "overtaken")
    missing = lsms.post(f"{here}/tasks/{task['id']}/end", {"ending": "no_result"}, **JSON)
    assert (missing.status_code, list(missing.json()["errors"])) == (422, ["result"])
    ended = lsms.post(f"{here}/tasks/{task['id']}/end", {"ending": "no_result", "result": "Nobody knew."}, **JSON)
    assert (ended.json()["ending"], ended.json()["ended_by"]) == ("no_result", "Lee Stone")
    assert lsms.patch(f"{here}/tasks/{task['id']}", {"what": "Ring"}, **JSON).status_code == 404, "it has ended"
    again = lsms.post(f"{here}/tasks/{task['id']}/reopen", {"why": "The porter remembers."}, **JSON)
    assert (again.json()["ending"], again.json()["ended_at"]) == (None, None)
    assert lsms.post(f"{here}/tasks/{task['id']}/reopen", {"why": "Once more."}, **JSON).status_code == 409
    written = Event.objects.filter(case=case, about_type="task").order_by("pk").values_list("what", flat=True)
    assert list(written) == ["task_added", "task_changed", "task_ended", "task_reopened"]


def test_what_is_wrong_with_a_task_is_told_by_the_name_that_the_api_gives_it(here: str, sign_in: SignIn) -> None:
    lsms = sign_in("lsms")
    for body, field in (
        ({"what": " "}, "what"),
        ({"what": "Ring", "due_on": "2001-01-01"}, "due_on"),
        ({"what": "Ring", "why": "x" * 2_001}, "why"),
        ({"what": "Ring", "owner": "018f0000-0000-7000-8000-000000000001"}, "owner"),
        ({"what": "Ring", "kind": "errand"}, "kind"),
        ({"what": "Ring", "due": "2030-01-01"}, "due"),
    ):
        answer = lsms.post(f"{here}/tasks", body, **JSON)
        assert (answer.status_code, list(answer.json()["errors"])) == (422, [field]), body


def test_tasks_come_by_their_day_in_pages_and_narrowed(here: str, case: Case, by: Actor, sign_in: SignIn) -> None:
    lsms = sign_in("lsms")
    add_task(case, "Some day", by=by)
    add_task(case, "Today", kind="enquiry", due_on=today(), by=by)
    first = lsms.get(f"{here}/tasks?limit=1").json()
    rest = lsms.get(f"{here}/tasks?limit=1&cursor={first['next']}").json()
    assert [one["what"] for one in (*first["items"], *rest["items"])] == ["Today", "Some day"]
    assert rest["next"] is None
    [enquiry] = lsms.get(f"{here}/tasks?kind=enquiry").json()["items"]
    assert lsms.post(f"{here}/tasks/{enquiry['id']}/end", {"ending": "done"}, **JSON).status_code == 200
    ways = {"": 1, "?show=ended": 1, "?show=all": 2, "?show=all&kind=promise": 0, f"?owner={case.owner_id}": 0}
    for query, number in ways.items():
        assert len(lsms.get(f"{here}/tasks{query}").json()["items"]) == number, query
    assert lsms.get(f"{here}/tasks?show=late").status_code == 422


def test_of_a_case_that_is_joined_with_another_the_task_is_worked_there(
    here: str, case: Case, new_case: Callable[..., Case], by: Actor, sign_in: SignIn
) -> None:
    task, other = add_task(case, "Ring", by=by), new_case()
    merge_case(case, other, "The same man.", by=by)
    lsms = sign_in("lsms")
    refused = lsms.post(f"{here}/tasks/{task.pk}/end", {"ending": "done"}, **JSON)
    assert (refused.status_code, other.reference in refused.json()["detail"]) == (409, True)
    there = f"/api/v1/cases/{other.reference}/tasks"
    assert [one["case"] for one in lsms.get(there).json()["items"]] == [case.reference]
    assert lsms.post(f"{there}/{task.pk}/end", {"ending": "done"}, **JSON).status_code == 200


def test_nobody_writes_over_the_plan_that_somebody_else_wrote(here: str, sign_in: SignIn) -> None:
    lsms = sign_in("lsms")
    none = lsms.get(f"{here}/plan").json()
    assert none == {"stands": None, "changed_at": "nothing", "versions": []}
    first = lsms.post(f"{here}/plan", {"text": "Hear the porter.", "changed_at": none["changed_at"]}, **JSON)
    assert first.status_code == 201
    other_tab = lsms.post(f"{here}/plan", {"text": "Ask for the film.", "changed_at": none["changed_at"]}, **JSON)
    assert (other_tab.status_code, other_tab.json()["code"]) == (409, "overtaken")
    read = first.json()["changed_at"]
    second = lsms.post(f"{here}/plan", {"text": "Ask for the film.", "changed_at": read}, **JSON).json()
    assert second["stands"]["text"] == "Ask for the film."
    assert [one["text"] for one in second["versions"]] == ["Ask for the film.", "Hear the porter."]
    assert lsms.post(f"{here}/plan", {"text": "Ring.", "changed_at": read}, **JSON).status_code == 409
    empty = lsms.post(f"{here}/plan", {"text": " "}, **JSON)
    assert (empty.status_code, list(empty.json()["errors"])) == (422, ["text"])


def test_the_director_reads_tasks_plan_and_story_and_writes_none_of_them(
    here: str, case: Case, by: Actor, sign_in: SignIn
) -> None:
    task = add_task(case, "Ask the shop", by=by)
    plan(case, "Hear the porter.", by=by)
    line = note(case, "The porter saw it.", by=by)
    note(case, "It was Arno Velt.", compartment="suspect", by=by)
    director = sign_in("director")
    assert [one["what"] for one in director.get(f"{here}/tasks").json()["items"]] == ["Ask the shop"]
    assert director.get(f"{here}/plan").json()["stands"]["text"] == "Hear the porter."
    story = director.get(f"{here}/file").content.decode()
    assert "The porter saw it." in story
    assert "Arno Velt" not in story
    assert director.get(f"{here}/file?part=suspect").status_code == 403
    assert Entry.objects.filter(verb="case.narrative_read", actor_name="Dara Holm").exists()
    before = Event.objects.count()
    for method, path, body in (
        ("post", "tasks", {"what": "Ring"}),
        ("patch", f"tasks/{task.pk}", {"what": "Ring"}),
        ("post", f"tasks/{task.pk}/end", {"ending": "done"}),
        ("post", f"tasks/{task.pk}/reopen", {"why": "More is known."}),
        ("post", "plan", {"text": "Ring."}),
        ("post", f"notes/{line.pk}/correct", {"text": "The cleaner saw it."}),
    ):
        assert getattr(director, method)(f"{here}/{path}", body, **JSON).status_code == 403, path
    assert Event.objects.count() == before


def test_the_file_is_searched_and_a_note_set_right(here: str, case: Case, by: Actor, sign_in: SignIn) -> None:
    lsms = sign_in("lsms")
    noted = {"text": "The porter saw it.", "at": f"{case.occurred_at:%Y-%m-%dT%H:%M:%S}Z"}
    line = lsms.post(f"{here}/notes", noted, **JSON).json()
    assert (line["at"][:19], line["replaces"]) == (noted["at"][:19], None)
    note(case, "The sleeve is torn.", compartment="evidence", by=by)
    right = lsms.post(f"{here}/notes/{line['id']}/correct", {"text": "The cleaner saw it."}, **JSON)
    assert (right.status_code, right.json()["replaces"]) == (201, line["id"])
    assert lsms.post(f"{here}/notes/{line['id']}/correct", {"text": "Nobody did."}, **JSON).status_code == 404
    found = lsms.get(f"{here}/file?q=sleeve").json()["items"]
    assert [one["text"] for one in found] == ["The sleeve is torn."]
    assert {one["compartment"] for one in lsms.get(f"{here}/file?part=evidence").json()["items"]} == {"evidence"}
    assert lsms.get(f"{here}/file?part=gossip").status_code == 422
    page = lsms.get(f"{here}/file?limit=2").json()
    assert (len(page["items"]), page["next"]) == (2, "2")
    assert Entry.objects.filter(verb="case.evidence_read", subject_id=case.pk).exists()


def test_the_director_hands_a_caseload_over_and_nobody_else_does(
    case: Case, new_case: Callable[..., Case], world: World, sign_in: SignIn
) -> None:
    other = new_case()
    appoint(world.second_nurse, Role.LSMS)
    director, there = sign_in("director"), "/api/v1/caseloads"
    [load] = director.get(there).json()
    assert (load["specialist"]["name"], load["running"]) == ("Lee Stone", 2)
    whole = director.get(f"{there}/{world.lsms.pk}").json()
    assert {one["reference"] for one in whole["cases"]} == {case.reference, other.reference}
    assert [one["id"] for one in whole["takers"]] == [str(world.second_nurse.pk)]
    told = {"taker": str(world.second_nurse.pk), "cases": [str(case.pk)], "why": "She is away."}
    for who, status in (("lsms", 403), ("nurse", 403), ("outsider", 403)):
        assert sign_in(who).get(there).status_code == status
        assert sign_in(who).post(f"{there}/{world.lsms.pk}/hand-over", told, **JSON).status_code == status, who
    for change, field in (
        ({"taker": str(world.nurse.pk)}, "taker"),
        ({"cases": [str(world.nurse.pk)]}, "cases"),
        ({"why": " "}, "why"),
        ({"whole": True}, "whole"),
    ):
        wrong = director.post(f"{there}/{world.lsms.pk}/hand-over", told | change, **JSON)
        assert (wrong.status_code, list(wrong.json()["errors"])) == (422, [field]), change
    keyed = {"headers": {"Idempotency-Key": "once"}}
    for _ in range(2):
        done = director.post(f"{there}/{world.lsms.pk}/hand-over", told, **JSON, **keyed)
        assert (done.status_code, done.json()) == (200, {"handed_over": 1})
    case.refresh_from_db()
    assert case.owner == world.second_nurse
    assert director.get(f"{there}/{world.lsms.pk}").json()["running"] == 1
