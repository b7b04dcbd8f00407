"""Other systems report and read incidents by the same rules as people."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from tests.conftest import AppClient
from tests.world import World

from alongside.incidents.actions import Submitted
from alongside.incidents.models import Incident
from alongside.ledger.clock import now
from alongside.ledger.models import Entry
from alongside.people.actions import create_token
from alongside.people.models import AccessLink

pytestmark = pytest.mark.django_db
Report = Callable[..., Submitted]
URL = "/api/v1/incidents"


@pytest.fixture
def asks(world: World) -> Callable[..., Any]:
    """Somebody's question, with their token: `asks("lsms", "GET", "", {"status": "submitted"})`."""
    tokens = {name: create_token(user, "test").secret for name, user in world.users().items()}

    def ask(who: str, method: str, path: str = "", said: Any = None, **headers: str) -> Any:
        client = AppClient(headers={"Authorization": f"Bearer {tokens[who]}", **headers})
        if method == "GET":
            return client.get(URL + path, said)
        return client.generic(method, URL + path, data=_json(said), content_type="application/json")

    return ask


def _json(said: Any) -> str:
    import json

    return json.dumps(said, default=str)


def said(**more: Any) -> dict[str, Any]:
    return {"kinds": ["theft"], "occurred_at": now() - timedelta(hours=1), "account": "A purse was taken.", **more}


def test_a_report_by_another_system_is_taken_once_for_a_key(asks: Callable[..., Any]) -> None:
    body = said(external_reference="X-1", responsible=[{"kind": "public", "name": "Arno Velt"}])
    first = asks("nurse", "POST", "", body, **{"Idempotency-Key": "k1"})
    assert first.status_code == 201, first.content
    again = asks("nurse", "POST", "", body, **{"Idempotency-Key": "k1"})
    assert (again.json(), Incident.objects.count()) == (first.json(), 1)
    incident = Incident.objects.get()
    assert (incident.source, incident.external_reference, incident.team) == ("api", "X-1", incident.team)
    double = asks("nurse", "POST", "", body)
    assert (double.status_code, double.json()["reference"]) == (409, incident.reference)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"kinds": ["hugging"]}, "kinds"),
        ({"kinds": []}, "kinds"),
        ({"account": "a\x00b"}, "account"),
        ({"occurred_at": "2026-05-03T09:42:00"}, "occurred_at"),
        ({"occurred_at": "2099-05-03T09:42:00Z"}, "occurred_at"),
        ({"site": "Nowhere"}, "site"),
        ({"affected": [{"kind": "dog"}]}, "affected"),
    ],
)
def test_what_is_wrong_is_a_problem_by_field(asks: Callable[..., Any], wrong: Any, field: str) -> None:
    answer = asks("nurse", "POST", "", said(**wrong))
    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
    assert any(field in name for name in answer.json()["errors"])


def test_everything_that_a_report_may_hold_is_taken(asks: Callable[..., Any]) -> None:
    item = {"kind": "it", "loss": "stolen", "description": "A tablet", "owner": "organisation", "value_pence": 64_000}
    answer = asks("nurse", "POST", "", said(property=[item], witnesses=[{"name": "Ivor Sandleigh"}]))

    incident = Incident.objects.get(pk=answer.json()["id"])
    assert list(incident.property_items.values("kind", "loss", "description", "owner", "value_pence")) == [item]
    assert incident.identities.get(part="witness").name == "Ivor Sandleigh"


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"acount": "A slip of the pen"}, "acount"),
        ({"affected": [{"kind": "staff", "injurry": "minor"}]}, "affected.0.injurry"),
        ({"property": [{"kind": "it", "loss": "stolen", "worth": 3}]}, "property.0.worth"),
        ({"property": [{"kind": "it", "loss": "eaten"}]}, "property"),
    ],
)
def test_nothing_that_is_sent_is_lost_in_silence(asks: Callable[..., Any], more: dict[str, Any], field: str) -> None:
    answer = asks("nurse", "POST", "", said(**more))

    assert (answer.status_code, list(answer.json()["errors"])) == (422, [field])
    assert not Incident.objects.exists()


def test_a_change_of_nothing_that_there_is_is_refused(asks: Callable[..., Any], report: Report) -> None:
    answer = asks("lsms", "PATCH", f"/{report().incident.reference}", {"nonsense": 1})

    assert answer.json()["errors"] == {"nonsense": ["There is no field of this name here."]}


def test_spaces_around_a_number_make_no_second_report(asks: Callable[..., Any]) -> None:
    assert asks("nurse", "POST", "", said(external_reference="X1")).status_code == 201
    assert asks("nurse", "POST", "", said(external_reference=" X1 ")).status_code == 409
    (found,) = asks("lsms", "GET", "", {"external_reference": " X1"}).json()["items"]
    assert found["external_reference"] == "X1"


def test_a_kind_that_is_none_is_told_and_not_answered_with_nothing(asks: Callable[..., Any]) -> None:
    assert list(asks("lsms", "GET", "", {"kind": "theftt"}).json()["errors"]) == ["kind"]


def test_lists_are_what_the_caller_may_see(asks: Callable[..., Any], report: Report) -> None:
    incident = report().incident
    report(kinds=["theft"], acts=[])
    assert len(asks("lsms", "GET").json()["items"]) == 2
    assert asks("outsider", "GET").json()["items"] == []
    assert asks("nurse", "GET").status_code == 403
    found = asks("lsms", "GET", "", {"kind": "physical_assault", "status": "submitted"}).json()["items"]
    assert [one["reference"] for one in found] == [incident.reference]
    first = asks("lsms", "GET", "", {"limit": 1}).json()
    second = asks("lsms", "GET", "", {"limit": 1, "cursor": first["next"]}).json()
    assert second["items"][0]["reference"] == incident.reference
    assert asks("lsms", "GET", "", {"changed_since": "2026-05-03T09:42:00"}).status_code == 422


def test_compartments_are_opened_one_by_one_by_those_who_may_and_each_look_is_kept(
    asks: Callable[..., Any], report: Report
) -> None:
    incident = report().incident
    path = f"/{incident.reference.lower()}"
    plain = asks("lsms", "GET", path)
    assert "Velt" not in plain.content.decode()
    assert plain.json()["narrative"] is None
    opened = asks("lsms", "GET", path, {"include": "narrative,suspect"}).json()
    assert "fist" in opened["narrative"][0]["text"]
    assert opened["suspect"][0]["name"] == "Arno Velt"
    assert opened["people"] is None
    verbs = set(Entry.objects.filter(subject_id=incident.pk).values_list("verb", flat=True))
    assert {"incident.narrative_read", "incident.suspect_read"} <= verbs
    assert "incident.people_read" not in verbs
    assert asks("manager", "GET", path, {"include": "suspect"}).status_code == 403
    assert asks("outsider", "GET", path).status_code == 404
    assert asks("lsms", "GET", path, {"include": "everything"}).status_code == 422


def test_the_lfpse_reference_is_set_by_those_who_triage(asks: Callable[..., Any], report: Report) -> None:
    path = f"/{report().incident.reference}"
    answer = asks("lsms", "PATCH", path, {"lfpse_reference": "LFPSE-77"})
    assert (answer.status_code, answer.json()["lfpse_reference"]) == (200, "LFPSE-77")
    assert asks("manager", "PATCH", path, {"lfpse_reference": "x"}).status_code == 403
    assert asks("outsider", "PATCH", path, {"lfpse_reference": "x"}).status_code == 404


def test_an_anonymous_report_leads_to_nobody(asks: Callable[..., Any], world: World) -> None:
    new = {
        "kinds": ["sexual_safety"],
        "occurred_at": (now() - timedelta(hours=1)).isoformat(),
        "anonymous": True,
        "anonymous_because": "employer",
        "account": "In the store room.",
    }
    answer = asks("nurse", "POST", "", new)
    assert answer.status_code == 201
    incident = Incident.objects.get()
    assert (incident.reporter_user, incident.team) == (None, None)
    assert incident.anonymous_because == "employer"
    nurse = {str(world.nurse.pk), str(world.nurse.user_id), world.nurse.name}
    entries = Entry.objects.filter(verb__regex="^(incident|link)\\.")
    assert entries.exists()
    rows = [*entries.values(), *incident.changes.values(), *AccessLink.objects.values(), *incident.identities.values()]
    assert [row for row in rows if nurse & {str(value) for value in row.values()}] == []


def test_an_incident_is_classified_again_with_a_reason_and_what_stood_before_is_kept(
    asks: Callable[..., Any], report: Report
) -> None:
    incident = report().incident
    path = f"/{incident.reference}"
    without = asks("lsms", "PATCH", path, {"kinds": ["threat"]})
    assert (without.status_code, list(without.json()["errors"])) == (422, ["why"])
    change = {
        "kinds": ["threat", "weapon"],
        "weapons": ["sharp"],
        "acts": [],
        "safeguarding": True,
        "why": "The camera shows it.",
    }
    answer = asks("lsms", "PATCH", path, change)
    assert answer.status_code == 200
    told = answer.json()
    assert (told["kinds"], told["definition"], told["safeguarding"]) == (["threat", "weapon"], "non_physical", True)
    assert "weapon" in told["urgent_because"]
    kept = incident.changes.get(what="classified")
    assert (kept.before["kinds"], kept.why) == (["physical_assault"], "The camera shows it.")
    assert asks("manager", "PATCH", path, change).status_code == 403
    assert asks("outsider", "PATCH", path, change).status_code == 404


def test_what_somebody_changed_meanwhile_is_not_written_over(asks: Callable[..., Any], report: Report) -> None:
    path = f"/{report().incident.reference}"
    read = asks("lsms", "GET", path).json()["changed_at"]
    said = {"police": "called", "why": "The ward rang them.", "changed_at": read}
    assert asks("lsms", "PATCH", path, said).status_code == 200
    late = asks("lsms", "PATCH", path, said | {"police": "not_wanted"})
    assert (late.status_code, late.json()["code"]) == (409, "overtaken")
    assert asks("lsms", "GET", path).json()["police"] == "called"


@pytest.mark.parametrize("change", [{"kinds": ["hugging"]}, {"kinds": []}, {"police": None}, {"place_kind": "moon"}])
def test_a_code_that_is_none_changes_nothing(asks: Callable[..., Any], report: Report, change: dict[str, Any]) -> None:
    incident = report().incident
    path = f"/{incident.reference}"
    answer = asks("lsms", "PATCH", path, change | {"lfpse_reference": "77", "why": "A try."})
    assert answer.status_code == 422
    assert Incident.objects.get(pk=incident.pk).lfpse_reference == ""


def test_the_lists_of_codes_say_their_version_and_source(asks: Callable[..., Any]) -> None:
    lists = {one["name"]: one for one in asks("nurse", "GET", "/codes").json()}
    assert lists["kinds"]["version"]
    assert lists["kinds"]["source"]
