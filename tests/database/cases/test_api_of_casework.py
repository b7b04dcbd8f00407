"""The API of casework as somebody who builds against it meets it: done once, refused with words, narrowed, in pages."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import transaction
from ninja import Schema
from tests import access_table_of_casework_api as table
from tests.conftest import AppClient
from tests.situations import arrange
from tests.world import World

from alongside.cases.models import Case, Event
from alongside.config.api import api
from alongside.ledger.clock import now
from alongside.ledger.models import Entry
from alongside.people.actions import create_token
from alongside.people.api import NO_SUCH_FIELD

pytestmark = pytest.mark.django_db

Send = Callable[..., Any]
LATE = "2026-01-01T00:00:00.000Z"


@pytest.fixture
def there(world: World) -> dict[str, str]:
    """A case with something in each of its parts; the keys of that."""
    return arrange(world, "case").values


@pytest.fixture
def send(world: World, there: dict[str, str]) -> Send:
    """Asks the API with somebody's token: `send("lsms", "POST /api/v1/…", {…}, key="1")`; `<name>` stands for a key of the case."""

    def go(who: str, name: str, body: Any = None, *, key: str = "") -> Any:
        method, path = name.split(" ", 1)
        secret = create_token(world.users()[who], "test").secret
        headers = {"Authorization": f"Bearer {secret}"} | ({"Idempotency-Key": key} if key else {})
        client = AppClient(headers=headers)
        sent = "" if body is None else filled(json.dumps(body), there)
        return client.generic(method, filled(path, there), sent, content_type="application/json")

    return go


def filled(text: str, values: dict[str, str]) -> str:
    for name, value in values.items():
        text = text.replace(f"<{name}>", value)
    return text


def posts() -> Iterator[tuple[str, str]]:
    """Each POST of the table, with who may make it."""
    for line in table.TABLE.splitlines():
        method, path, _, *statuses = line.split()
        who = {"lsms": statuses[-1], "manager": statuses[6]}
        let_in = next((name for name, status in who.items() if status in ("200", "201", "204")), "")
        if method == "POST" and let_in:
            yield f"POST {path}", let_in


def test_whatever_is_sent_twice_with_one_key_is_done_once(send: Send, there: dict[str, str]) -> None:
    tried = list(posts())
    assert len(tried) > 30
    for name, who in tried:
        with transaction.atomic():
            first = send(who, name, table.BODIES.get(name, {}), key="once")
            assert first.status_code in (200, 201, 204), (name, first.content)
            events, entries = Event.objects.count(), _deeds()
            again = send(who, name, table.BODIES.get(name, {}), key="once")
            assert again.headers.get("Idempotent-Replayed") == "true", name
            assert (again.status_code, again.content) == (first.status_code, first.content), name
            assert (Event.objects.count(), _deeds()) == (events, entries), f"{name} was done twice"
            transaction.set_rollback(True)


def _deeds() -> int:
    """What the ledger holds; that a token was made for the test is no deed of the API."""
    return Entry.objects.exclude(verb="token.created").count()


BAD: list[tuple[str, dict[str, Any], str]] = [
    ("POST {C}/police/offences", {"report": "<report>", "offence": "witchcraft"}, "offence"),
    ("POST {C}/police/offences", {"offence": "theft"}, "report"),
    ("POST {C}/police/offences/<track_id>/moves", {"act": "sentence", "decided_on": "<today>"}, "sentence"),
    ("POST {C}/police/offences/<track_id>/moves", {"act": "sentence", "sentence": "fine", "decided_on": "2031-01-01"}, "decided_on"),
    ("POST {C}/police/offences/<track_id>/moves", {"act": "sentence", "decided_on": "tomorrow"}, "decided_on"),
    ("POST {C}/police/offences/<track_id>/steps", {"kind": "vanished", "on": "<today>"}, "kind"),
    ("POST {C}/police/offences/<track_id>/steps", {"kind": "bailed", "on": "2001-01-01"}, "on"),
    ("POST {C}/police/offences/<track_id>/hearings", {"starts_at": "2026-09-01T10:00", "court": "A", "kind": "trial"}, "starts_at"),
    ("POST {C}/police/offences/<track_id>/hearings", {"starts_at": "<in an hour>", "court": " ", "kind": "trial"}, "court"),
    ("POST {C}/police/hearings/<hearing_id>/attendances", {"role": "witness"}, "who"),
    ("POST {C}/police/hearings/<hearing_id>/result", {"result": "won"}, "result"),
    ("POST {C}/police/offences/<track_id>/pleas", {"plea": "perhaps", "on": "<today>"}, "plea"),
    ("POST {C}/police/offences/<track_id>/orders", {"sentence": "costs", "made_on": "<today>", "amount": -1}, "amount"),
    ("PATCH {C}/police/offences/<track_id>", {"charge": ""}, "charge"),
    ("POST {C}/police/clocks/<duty_id>", {"act": "not_needed"}, "note"),
    ("POST {C}/sanctions", {"kind": "ducking", "responsible": "<responsible>", "ground": "x"}, "kind"),
    ("POST {C}/sanctions", {"kind": "written_warning", "responsible": "<track_id>", "ground": "x"}, "responsible"),
    ("POST {C}/sanctions/<sanction_id>/moves", {"act": "record_opinion", "opinion_by": "Dr Pell"}, "opinion"),
    ("POST {C}/sanctions/<sanction_id>/moves", {"act": "withdraw", "text": "No.", "ends_on": "2031-01-01"}, "ends_on"),
    ("POST {C}/sanctions/<sanction_id>/moves", {"act": "dance"}, "act"),
    ("POST {C}/sanctions/decision", {"decision": "none", "text": "No."}, "reason"),
    ("POST {C}/practice-removals", {"responsible": "<responsible>", "practice": "A", "ground": "x"}, "police_reference"),
    ("POST {C}/redress/losses", {"kind": "injury", "whose": "staff", "what": "A broken arm"}, "affected"),
    ("POST {C}/redress/losses", {"kind": "property", "whose": "staff", "what": "A watch", "amount": 0}, "amount"),
    ("POST {C}/redress/claims", {"kind": "cica", "whose": "staff", "what": "An arm"}, "affected"),
    ("POST {C}/redress/claims/<claim_id>/plan", {"each": 2500, "every": "decade", "first": "<today>"}, "every"),
    ("POST {C}/redress/claims/<claim_id>/payments", {"amount": 100, "on": "2031-01-01"}, "on"),
    ("POST {C}/redress/claims/<claim_id>/moves", {"act": "ask_write_off"}, "text"),
    ("POST {C}/exhibits/<exhibit_id>/hand-overs", {"at": "2031-01-01T00:00:00Z", "giver": "A", "taker": "B", "place": "C", "why": "D"}, "day"),
    ("POST {C}/exhibits/<exhibit_id>/hand-overs", {"at": "<today>T00:00:00Z", "giver": "A", "taker": "", "place": "C", "why": "D"}, "taker"),
    ("POST {C}/review", {"factors": ["the moon"]}, "factors"),
    ("POST {C}/review", {"happened": "x", "finish": True}, "held_on"),
    ("POST {C}/actions", {"what": "Mend it", "due_on": "<today>"}, "owner"),
    ("POST {C}/actions/<action_id>/moves", {"act": "give_time"}, "until"),
    ("POST {C}/referrals/<referral_id>/take-back", {"things": ["sanctions"], "why": "x"}, "things"),
    ("POST {C}/referrals/<referral_id>/take-back", {"things": ["narrative"]}, "why"),
    ("POST {C}/documents", {"kind": "poem"}, "kind"),
    ("POST {C}/people/<affected_id>/support", {"kind": "cake", "on": "<today>"}, "kind"),
    ("POST {C}/people/<affected_id>/told", {"on": "2031-01-01", "text": "x"}, "on"),
    ("POST {C}/people/<affected_id>/told", {"on": "<today>", "text": " "}, "text"),
    ("POST {C}/tasks", {"what": " "}, "what"),
    ("POST {C}/tasks/<task_id>/end", {"ending": "dropped"}, "result"),
    ("POST {C}/plan", {"text": " "}, "text"),
    ("GET {C}/tasks?cursor=x", {}, "cursor"),
    ("GET {C}/documents?cursor=x", {}, "cursor"),
    ("GET {C}/police/offences?state=lost", {}, "state"),
    ("GET {C}/interviews?whose=mine", {}, "whose"),
    ("GET {C}/sanctions?cursor=17", {}, "cursor"),
    ("GET /api/v1/lessons?kind=rain", {}, "kind"),
    ("GET /api/v1/lessons?cursor=x", {}, "cursor"),
    ("GET /api/v1/actions?show=mine", {}, "show"),
]  # fmt: skip


def test_what_cannot_be_meant_is_told_by_its_field(send: Send) -> None:
    for name, body, field in BAD:
        with transaction.atomic():
            answer = send("lsms", name.replace("{C}", table.C), body or None)
            told = answer.json()
            assert answer.status_code == 422, (name, body, told)
            assert field in told["errors"], (name, body, told)
            assert all(text for text in told["errors"][field]), name
            transaction.set_rollback(True)


def test_a_name_that_is_no_field_is_refused_wherever_something_is_sent(send: Send) -> None:
    for name, body in table.BODIES.items():
        answer = send("lsms", name, body | {"misspelt": "x"})
        told = answer.json()
        assert (answer.status_code, told.get("errors", {}).get("misspelt")) == (422, [NO_SUCH_FIELD]), (name, told)


ENDED_IS_NO_BAR = {
    f"POST {table.C}/{path}": why
    for why, paths in {
        "a sanction outlives its case": ("sanctions/<sanction_id>/moves", "sanctions/decision"),
        "a removal goes on after the case": ("practice-removals/<practice_id>/moves",),
        "money comes after the case": (
            *("redress/losses/<loss_id>/strike", "redress/claims/<claim_id>/moves", "redress/claims/<claim_id>/plan"),
            *("redress/claims/<claim_id>/payments", "redress/claims/<claim_id>/payments/<payment_id>/undo"),
        ),
        "an action goes on after the case": ("actions/<action_id>/moves", "actions/<action_id>/carry-on"),
        "what is open is ended all the same": ("tasks/<task_id>/end",),
        "whoever reported it can be told afterwards": ("people/reporters/<report>",),
        "a letter can be written after the case": ("documents", "documents/look"),
        "a note is set right whenever it is found wrong": ("notes/<event_id>/correct",),
        "what is shared is shared until it is ended": (
            *("referrals/<referral_id>/messages", "referrals/<referral_id>/end", "referrals/<referral_id>/take-back"),
            *("referrals/preview", "referrals/<referral_id>/preview"),
        ),
    }.items()
    for path in paths
}
"""What is done about a case that has ended, and why; everything else is refused."""


def test_a_case_that_has_ended_refuses_with_words_what_belongs_to_its_work(send: Send, there: dict[str, str]) -> None:
    Case.objects.filter(reference=there["reference"]).update(status="closed", closed_at=now())
    for name, who in posts():
        if who != "lsms":
            continue
        with transaction.atomic():
            answer = send(who, name, table.BODIES.get(name, {}))
            if name in ENDED_IS_NO_BAR:
                assert answer.status_code in (200, 201, 204), (name, answer.content)
            else:
                assert answer.status_code == 409, (name, answer.status_code, answer.content)
                assert "case" in answer.json()["detail"], name
                assert answer.headers["Content-Type"] == "application/problem+json"
            transaction.set_rollback(True)


def test_whoever_read_something_older_is_told_that_it_changed(send: Send) -> None:
    for name, body in table.BODIES.items():
        if "/mine/" in name or not name.startswith(("PATCH", "POST /api/v1/cases/<reference>/")):
            continue
        model = _body_of(name)
        if model is None or "changed_at" not in model.model_fields or name.endswith("/reopen"):
            continue
        with transaction.atomic():
            answer = send("lsms", name, body | {"changed_at": LATE})
            if "/review" in name:  # nothing was read: there is none yet
                assert answer.status_code == 200
            else:
                assert (answer.status_code, answer.json().get("code")) == (409, "overtaken"), (name, answer.content)
            transaction.set_rollback(True)


def operations() -> Iterator[tuple[str, Any]]:
    for router in api._get_bound_routers():
        for path, view in router.path_operations.items():
            for operation in view.operations:
                yield f"{operation.methods[0]} /api/v1{router.prefix}{path}", operation


def _body_of(name: str) -> type[Schema] | None:
    """The schema of what is sent to a route of the table."""
    for written, operation in operations():
        plain = written.replace("{uuidstr:", "<").replace("{", "<").replace("}", ">")
        if plain == name:
            for model in operation.models:
                for field in model.model_fields.values():
                    if isinstance(field.annotation, type) and issubclass(field.annotation, Schema):
                        return field.annotation
    return None


OF_CASEWORK = tuple(
    f"/api/v1/{room}" for room in ("cases", "caseloads", "sanctions", "actions", "referrals", "lessons", "evidence")
)


def test_the_documentation_shows_an_example_of_all_that_can_be_sent_and_each_of_them_fits() -> None:
    seen = set()
    for name, _ in operations():
        path = name.split(" ", 1)[1]
        if not path.startswith(OF_CASEWORK):
            continue
        model = _body_of(name.replace("{uuidstr:", "<").replace("{", "<").replace("}", ">"))
        if model is None:
            continue
        extra: Any = model.model_config.get("json_schema_extra")
        assert extra, f"{name} has no example"
        for one in extra["examples"]:
            assert set(one) <= set(model.model_fields), name
            model.model_validate(one)
        seen.add(model.__name__)
    shown = api.get_openapi_schema()["components"]["schemas"]
    assert len(seen) > 35
    assert all(shown[name]["examples"] for name in seen)


def test_every_operation_says_what_it_is_for() -> None:
    for name, operation in operations():
        if name.split(" ", 1)[1].startswith(OF_CASEWORK):
            assert operation.summary, name
            assert operation.description, name


def test_a_list_comes_in_pages(send: Send) -> None:
    for what in ("A scarf", "A coat"):
        send("lsms", f"POST {table.C}/redress/losses", {"kind": "property", "whose": "staff", "what": what})
    first = send("lsms", f"GET {table.C}/redress/losses?limit=2").json()
    assert [one["what"] for one in first["items"]] == ["A coat", "A scarf"]
    rest = send("lsms", f"GET {table.C}/redress/losses?limit=2&cursor={first['next']}").json()
    assert ([one["what"] for one in rest["items"]], rest["next"]) == (["A watch"], None)


def test_filters_narrow_a_list(send: Send) -> None:
    ways = {
        "police/offences?state=convicted": 1,
        "police/offences?state=charged": 0,
        "police/hearings?has_result=false": 1,
        "police/hearings?has_result=true": 0,
        "sanctions": 2,
        "sanctions?kind=exclusion": 1,
        "sanctions?family=civil": 0,
        "sanctions?is_open=false": 0,
        "redress/claims?state=paying": 1,
        "redress/claims?kind=cica": 0,
        "redress/losses?kind=sick_pay": 0,
        "exhibits?struck=false": 1,
        "exhibits?struck=true": 0,
        "footage?state=asked": 1,
        "interviews?state=planned&whose=witness": 1,
        "interviews?whose=suspect": 0,
        "statements?whose=witness": 1,
    }
    for path, number in ways.items():
        assert len(send("lsms", f"GET {table.C}/{path}").json()["items"]) == number, path


def test_each_look_is_in_the_ledger_by_the_compartment_that_it_opened(
    send: Send, there: dict[str, str], later: Callable[..., None]
) -> None:
    later(hours=1)  # within a quarter of an hour it is the same look
    opened = {
        "police/offences": "suspect",
        "sanctions": "suspect",
        "exhibits": "evidence",
        "people": "people",
        "plan": "narrative",
        "file?part=legal": "legal",
        "documents": "suspect",
        "statements": "evidence",
        "redress": "narrative",
        "review": "narrative",
        "referrals/<referral_id>": "legal",
    }
    for path, compartment in opened.items():
        with transaction.atomic():
            looks = Entry.objects.filter(verb=f"case.{compartment}_read", subject_id=there["id"])
            before = looks.count()
            assert send("lsms", f"GET {table.C}/{path}").status_code == 200
            assert looks.count() == before + 1, path
            transaction.set_rollback(True)


def test_a_case_moves_on_once_the_missing_fact_is_given(send: Send) -> None:
    """The oldest part of the API tells a missing fact by its field, as the others do."""
    send("lsms", f"PATCH {table.C}", {"act": "investigate"})
    missing = send("lsms", f"PATCH {table.C}", {"act": "record_outcome", "text": "He was fined."})
    assert (missing.status_code, list(missing.json()["errors"])) == (422, ["outcome"])
    again = send("lsms", f"PATCH {table.C}", {"act": "investigate"})
    assert (again.status_code, again.json()["title"]) == (409, "Not possible now")
