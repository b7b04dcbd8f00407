"""People hurt by the API: how to reach them, what they want, what they were offered and told; and who never reads it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from tests.conftest import AppClient
from tests.days import today
from tests.world import World

from alongside.cases.models import Case, Event, SupportOffer, Victim, VictimTold
from alongside.cases.working.queries import open_tasks
from alongside.incidents.models import Affected, Told
from alongside.ledger.models import Entry

pytestmark = pytest.mark.django_db

JSON: Any = {"content_type": "application/json"}
SignIn = Callable[[str], AppClient]


@pytest.fixture
def here(case: Case) -> str:
    """Where the people of the case stand in the API."""
    return f"/api/v1/cases/{case.reference}/people"


def test_how_to_reach_somebody_is_agreed_and_what_is_left_out_stays(here: str, hurt: Affected, sign_in: SignIn) -> None:
    lsms = sign_in("lsms")
    [person] = lsms.get(here).json()
    assert (person["name"], person["number"], person["changed_at"]) == ("Nia Okoye", 1, "nothing")
    assert (person["contact_way"], person["no_messages"], person["disclosure"]) == ("", False, None)
    told = {"contact_way": "telephone", "not_told": "Her mother", "safe_contact": "No message on the machine."}
    agreed = lsms.patch(f"{here}/{hurt.pk}/contact", told | {"changed_at": "nothing"}, **JSON).json()
    assert {name: agreed[name] for name in told} == told
    late = lsms.patch(f"{here}/{hurt.pk}/contact", {"not_told": "", "changed_at": "nothing"}, **JSON)
    assert (late.status_code, late.json()["code"]) == (409, "overtaken")
    body = {"no_messages": True, "changed_at": agreed["changed_at"]}
    quiet = lsms.patch(f"{here}/{hurt.pk}/contact", body, **JSON).json()
    assert (quiet["no_messages"], quiet["not_told"]) == (True, "Her mother")
    wrong = lsms.patch(f"{here}/{hurt.pk}/contact", {"contact_way": "pigeon"}, **JSON)
    assert (wrong.status_code, list(wrong.json()["errors"])) == (422, ["contact_way"])


def test_a_promise_to_be_in_touch_is_a_task_until_it_is_taken_away(
    here: str, case: Case, hurt: Affected, sign_in: SignIn
) -> None:
    lsms, day = sign_in("lsms"), today() + timedelta(days=3)
    promised = lsms.post(f"{here}/{hurt.pk}/promise", {"on": f"{day}"}, **JSON).json()
    assert promised["promise"]["due_on"] == f"{day}"
    assert [one.due_on for one in open_tasks(case)] == [day]
    assert lsms.post(f"{here}/{hurt.pk}/promise", {}, **JSON).status_code == 422, "say the day, or null"
    gone = lsms.post(f"{here}/{hurt.pk}/promise", {"on": None, "changed_at": promised["changed_at"]}, **JSON)
    assert gone.json()["promise"] is None
    assert not open_tasks(case).exists()


def test_what_they_want_agree_to_and_say_to_the_court_is_kept(here: str, hurt: Affected, sign_in: SignIn) -> None:
    lsms, day = sign_in("lsms"), f"{today()}"
    for part, body in (
        ("wishes", {"wish": "wants", "said_on": day, "words": "I want him charged."}),
        ("disclosure", {"agrees": False, "on": day, "note": "Not to her employer."}),
        ("statement", {"statement": "taken", "on": day}),
    ):
        assert lsms.post(f"{here}/{hurt.pk}/{part}", body, **JSON).status_code in (200, 201), part
    person = lsms.get(f"{here}/{hurt.pk}").json()
    assert [(one["wish"], one["words"]) for one in person["wishes"]] == [("wants", "I want him charged.")]
    assert (person["disclosure"], person["disclosure_on"], person["statement"]) == (False, day, "taken")
    for part, body, field in (
        ("wishes", {"wish": "cake", "said_on": day}, "wish"),
        ("wishes", {"wish": "wants", "said_on": "2001-01-01"}, "said_on"),
        ("disclosure", {"agrees": True, "on": "2031-01-01"}, "on"),
        ("statement", {"statement": "sung", "on": day}, "statement"),
        ("statement", {"statement": "taken", "on": day, "reading": "aloud"}, "reading"),
    ):
        wrong = lsms.post(f"{here}/{hurt.pk}/{part}", body, **JSON)
        assert (wrong.status_code, list(wrong.json()["errors"])) == (422, [field]), body


def test_support_is_offered_answered_and_taken_back(here: str, hurt: Affected, sign_in: SignIn) -> None:
    lsms, day = sign_in("lsms"), f"{today()}"
    [offer] = lsms.post(f"{here}/{hurt.pk}/support", {"kind": "union", "on": day}, **JSON).json()["support"]
    address = f"{here}/support/{offer['id']}"
    body = {"answer": "taken", "on": day, "changed_at": offer["changed_at"]}
    [answered] = lsms.post(f"{address}/answer", body, **JSON).json()["support"]
    assert (answered["answer"], answered["answered_on"]) == ("taken", day)
    assert lsms.post(f"{address}/answer", body | {"answer": "declined"}, **JSON).json()["code"] == "overtaken"
    hurt.refresh_from_db()
    assert hurt.support_accepted is True
    missing = lsms.post(f"{address}/take-back", {}, **JSON)
    assert (missing.status_code, list(missing.json()["errors"])) == (422, ["why"])
    assert lsms.post(f"{address}/take-back", {"why": "Another day."}, **JSON).json()["support"] == []
    assert lsms.post(f"{address}/answer", body, **JSON).status_code == 404
    assert SupportOffer.objects.get().taken_back_at is not None


def test_what_they_were_told_counts_until_it_is_taken_back(here: str, hurt: Affected, sign_in: SignIn) -> None:
    lsms, day = sign_in("lsms"), f"{today()}"
    said = {"on": day, "way": "telephone", "text": "He was fined."}
    keyed: Any = {"headers": {"Idempotency-Key": "once"}}
    for _ in range(2):
        [told] = lsms.post(f"{here}/{hurt.pk}/told", said, **JSON, **keyed).json()["told"]
    assert (told["teller"], told["refused"], told["text"]) == ("Lee Stone", False, "He was fined.")
    assert VictimTold.objects.count() == 1
    assert lsms.post(f"{here}/told/{told['id']}/take-back", {"why": "It was her sister."}, **JSON).json()["told"] == []
    assert lsms.post(f"{here}/told/{told['id']}/take-back", {"why": "Again."}, **JSON).status_code == 404


def test_the_reporter_reads_what_they_may_know(here: str, hurt: Affected, sign_in: SignIn) -> None:
    lsms, report = sign_in("lsms"), hurt.incident.reference
    body = {"kind": "outcome", "text": "The man was fined."}
    assert lsms.post(f"{here}/reporters/{report}", body, **JSON).status_code == 201
    assert Told.objects.filter(incident=hurt.incident, kind="outcome").exists()
    [reporter] = lsms.get(f"{here}/reporters").json()
    assert (reporter["report"], reporter["told"][0]["text"]) == (report, "The man was fined.")
    assert lsms.post(f"{here}/reporters/NB-0000-0000", body, **JSON).status_code == 404
    assert lsms.post(f"{here}/reporters/{report}", body | {"kind": "gossip"}, **JSON).status_code == 422


def test_names_are_opened_and_the_look_is_in_both_ledgers(
    here: str, case: Case, hurt: Affected, world: World, sign_in: SignIn
) -> None:
    looks = Entry.objects.filter(actor_name="Lee Stone")
    of_case = looks.filter(verb="case.people_read", subject_id=case.pk)
    of_report = looks.filter(verb="incident.people_read", subject_id=hurt.incident_id)
    before = of_case.count(), of_report.count()
    sign_in("lsms").get(f"{here}/{hurt.pk}")
    assert (of_case.count(), of_report.count()) == (before[0] + 1, before[1] + 1)


@pytest.mark.parametrize("who", ["director", "chief_executive", "manager", "nurse", "outsider", "supervisor"])
def test_nobody_else_reads_or_writes_what_is_kept_of_people_hurt(
    who: str, here: str, case: Case, hurt: Affected, sign_in: SignIn
) -> None:
    client, day = sign_in(who), f"{today()}"
    before = Event.objects.count()
    for path in (here, f"{here}/{hurt.pk}", f"{here}/reporters"):
        answer = client.get(path)
        assert answer.status_code in (403, 404), path
        assert "Nia Okoye" not in answer.content.decode()
    for path, body in {
        "promise": {"on": day},
        "disclosure": {"agrees": True, "on": day},
        "statement": {"statement": "taken", "on": day},
        "wishes": {"wish": "wants", "said_on": day},
        "support": {"kind": "union", "on": day},
        "told": {"on": day, "text": "He was fined."},
    }.items():
        assert client.post(f"{here}/{hurt.pk}/{path}", body, **JSON).status_code in (403, 404), path
    assert client.patch(f"{here}/{hurt.pk}/contact", {"no_messages": True}, **JSON).status_code in (403, 404)
    assert (Event.objects.count(), Victim.objects.count()) == (before, 0)
