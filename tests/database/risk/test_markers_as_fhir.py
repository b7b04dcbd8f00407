"""Violence markers for other systems: FHIR R4, need-to-know."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from fhir.resources.R4B.bundle import Bundle
from fhir.resources.R4B.flag import Flag
from fhir.resources.R4B.operationoutcome import OperationOutcome
from fhir.resources.R4B.provenance import Provenance
from tests.markers import ADVICE, NUMBER, PATIENT, active, decider, in_days, interim, proposed
from tests.world import World

from alongside.ledger.models import Entry
from alongside.people.actions import actor_for, create_token
from alongside.risk.markers.actions import Given, move
from alongside.risk.models import Marker, MarkerSearch, Subject
from alongside.risk.subjects import Who, subject_for

pytestmark = pytest.mark.django_db
HERE = "/api/v1/fhir/r4"
NHS = "https://fhir.nhs.uk/Id/nhs-number"
WHY = {"Access-Reason": "Referral to the community team, first visit tomorrow."}
Ask = Callable[..., Any]


@pytest.fixture
def ask(world: World) -> Ask:
    """Asks on behalf of the nurse, or of `of`, by token."""

    def asked(address: str, *, of: str = "nurse", status: int = 200, headers: dict[str, str] = WHY, **said: str) -> Any:
        token = create_token(getattr(world, of).user, "Record system").secret
        client = Client(headers={"Authorization": f"Bearer {token}"})
        answer = client.get(f"{HERE}/{address}", said, headers=headers)
        assert answer.status_code == status, answer.content
        assert answer.headers["Content-Type"] == "application/fhir+json"
        return answer.json()

    return asked


def flags(bundle: Any) -> list[dict[str, Any]]:
    Bundle.model_validate(bundle)
    return [one["resource"] for one in bundle.get("entry", ()) if one["resource"]["resourceType"] == "Flag"]


def test_the_flag_of_a_patient_is_valid_and_ends_on_the_day_of_its_review(world: World, ask: Ask) -> None:
    marker = active(world)
    found = ask("Flag", **{"patient:identifier": f"{NHS}|{NUMBER}"})
    assert found["total"] == 1
    [flag] = flags(found)
    Flag.model_validate(flag)
    assert flag["status"] == "active"
    assert flag["period"]["end"] == marker.review_on.isoformat()
    assert flag["code"]["text"] == ADVICE
    assert flag["code"]["coding"][0]["code"] == "129707006"
    assert flag["subject"]["identifier"] == {"system": NHS, "value": NUMBER}
    assert flag["meta"]["profile"] == ["https://fhir.hl7.org.uk/StructureDefinition/UKCore-Flag"]
    assert all(one["system"] and one["value"] for one in flag["identifier"]), "UKCore-Flag asks for both"
    assert flag["author"]["identifier"]["value"] == world.organisation.code
    for same in (
        {"patient": f"Patient/{marker.subject_id}"},
        {"subject": str(marker.subject_id)},
        {"patient.identifier": NUMBER},
        {"identifier": flag["identifier"][0]["value"]},
    ):
        assert flags(ask("Flag", **same)) == [flag]
    assert ask(f"Flag/{marker.pk}") == flag


def test_who_changed_it_and_when_comes_beside_it(world: World, ask: Ask) -> None:
    marker = active(world)
    move(marker, "change_advice", Given("Clearer.", "Ring before you come."), by=actor_for(world.lsms.user))
    found = ask("Flag", patient=str(marker.subject_id), _revinclude="Provenance:target")
    beside = [one["resource"] for one in found["entry"] if one["search"]["mode"] == "include"]
    for one in beside:
        Provenance.model_validate(one)
    assert [one["activity"]["coding"][0]["code"] for one in beside] == ["CREATE", "UPDATE"]
    assert "Lee Stone" not in str(beside)
    alone = ask("Provenance", target=f"Flag/{marker.pk}")
    assert [one["resource"] for one in alone["entry"]] == beside


def test_without_a_reason_nothing_is_told(world: World, ask: Ask) -> None:
    marker = active(world)
    for address in (f"Flag/{marker.pk}", f"Flag?patient={marker.subject_id}", f"Provenance?target=Flag/{marker.pk}"):
        wrong = ask(address, headers={}, status=400)
        OperationOutcome.model_validate(wrong)
        assert "why" in wrong["issue"][0]["diagnostics"]
    assert MarkerSearch.objects.count() == 0


def test_each_request_is_kept_with_its_reason_also_where_nothing_is_found(world: World, ask: Ask) -> None:
    marker = active(world)
    ask(f"Flag/{marker.pk}")
    assert ask("Flag", patient="0190f0a2-0000-7000-8000-000000000000")["total"] == 0
    found, nothing = MarkerSearch.objects.order_by("pk")
    assert (found.found, found.words, found.by) == ([marker.pk], WHY["Access-Reason"], "Nia Okoye")
    assert nothing.found == []
    [look] = Entry.objects.filter(verb="marker.seen")
    assert (look.subject_id, '"where": "fhir"' in look.details) == (marker.pk, True)


def test_nobody_lists_markers_and_a_parameter_that_is_not_known_is_refused(world: World, ask: Ask) -> None:
    marker = active(world)
    for said in (
        {},
        {"patients": "x"},
        {"patient": "x", "subject": "y"},
        {"patient": "Group/x"},
        {"identifier": "nonsense"},
    ):
        OperationOutcome.model_validate(ask("Flag", status=400, **said))
    OperationOutcome.model_validate(ask("Flag", status=400, patient=str(marker.subject_id), _revinclude="Flag:all"))


def test_an_interim_warning_ends_when_it_ends_and_a_proposal_is_no_flag(world: World, ask: Ask) -> None:
    marker = proposed(world)
    ask(f"Flag/{marker.pk}", status=404)
    assert ask("Flag", patient=str(marker.subject_id))["total"] == 0
    marker = move(marker, "warn", Given("Tomorrow.", ADVICE), by=actor_for(world.lsms.user))
    [flag] = flags(ask("Flag", patient=str(marker.subject_id)))
    assert flag["period"]["end"] == marker.interim_until.date().isoformat()
    assert "has not decided yet" in flag["code"]["text"]


@pytest.mark.parametrize(
    ("act", "status", "words"),
    [("remove", "inactive", "has ended"), ("enter_in_error", "entered-in-error", "Do not act on it")],
)
def test_one_that_has_ended_is_read_by_its_id_and_says_nothing_else(
    world: World, ask: Ask, act: str, status: str, words: str
) -> None:
    marker = move(active(world), act, Given("Not needed."), by=actor_for(world.lsms.user))
    flag = ask(f"Flag/{marker.pk}")
    Flag.model_validate(flag)
    assert flag["status"] == status
    assert words in flag["code"]["text"]
    assert ADVICE not in str(flag)
    assert ask("Flag", patient=str(marker.subject_id))["total"] == 0


def test_a_relative_and_a_dog_are_said_of_where_they_are_met_and_no_patient_is_blamed(world: World, ask: Ask) -> None:
    patient = subject_for(world.organisation, PATIENT)
    home = subject_for(world.organisation, Who(Subject.Kind.PREMISES, address="14 Mill Lane"))
    active(world, Who(Subject.Kind.ASSOCIATE, name="Tom", about=patient))
    active(world, Who(Subject.Kind.ANIMAL, name="Rex", about=home), advice="Ask for the dog to be shut in.")
    [brother] = flags(ask("Flag", patient=str(patient.pk)))
    [dog] = flags(ask("Flag", subject=f"Location/{home.pk}"))
    for flag in (brother, dog):
        Flag.model_validate(flag)
        assert "coding" not in flag["code"]
    assert brother["code"]["text"] == f"About somebody who may be there: Tom: {ADVICE}"
    assert dog["subject"]["reference"] == f"Location/{home.pk}"


def test_the_outsider_finds_nothing_and_learns_nothing_from_the_id(world: World, ask: Ask) -> None:
    marker = active(world)
    assert ask("Flag", of="outsider", **{"patient:identifier": NUMBER})["total"] == 0
    ask(f"Flag/{marker.pk}", of="outsider", status=404)
    ask("Provenance", of="outsider", status=404, target=f"Flag/{marker.pk}")
    Marker.objects.update(state="removed")
    ask(f"Flag/{marker.pk}", of="outsider", status=404)


def test_one_that_was_renewed_began_when_it_was_first_shown(world: World, ask: Ask, later: Callable[..., None]) -> None:
    marker = interim(world)
    first = ask(f"Flag/{marker.pk}")["period"]["start"]
    later(days=3)
    given = Given("Needed.", ADVICE, in_days(world, 30), [decider(world.lsms)])
    marker = move(marker, "decide", given, by=actor_for(world.lsms.user))
    period = ask(f"Flag/{marker.pk}")["period"]
    assert period == {"start": first, "end": in_days(world, 30).isoformat()}


def test_the_documentation_lists_it_with_its_reason() -> None:
    paths = Client().get("/api/v1/openapi.json").json()["paths"]
    told = paths[f"{HERE}/Flag"]["get"]
    assert {"patient", "subject", "identifier", "Access-Reason"} <= {one["name"] for one in told["parameters"]}
    assert "application/fhir+json" in told["responses"]["200"]["content"]
    assert f"{HERE}/Flag/{{id}}" in paths
