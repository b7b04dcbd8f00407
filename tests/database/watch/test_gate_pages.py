"""The gate on pages and through the API."""

from datetime import timedelta

import pytest
from tests.conftest import AppClient
from tests.situation_of_gate import PATIENT, a_gate
from tests.taken_away import whole
from tests.world import DURESS_PIN, PIN

from alongside.ledger.clock import now
from alongside.people.actions import actor_for
from alongside.risk.checklists.lists import publish
from alongside.risk.facts import note_fact
from alongside.risk.gate_rules import set_rule
from alongside.risk.models import Assessment
from alongside.watch import actions
from alongside.watch.models import ChecklistAnswer, Felt, Visit

pytestmark = pytest.mark.django_db


def browser(person):
    client = AppClient()
    client.force_login(person.user)
    return client


def begun(world, **more):
    itinerary = actions.Itinerary("14 Mill Lane", now() + timedelta(hours=2), **more)
    return actions.plan_visit(world.nurse, itinerary, by=actor_for(world.nurse.user), start=True)


def test_a_new_visit_to_a_red_patient_leads_to_what_opens_it(world):
    a_gate(world)
    phone = browser(world.nurse)
    said = {"place": "2 Mill Lane", "minutes": "45", "who": "rx-17".upper()}
    answer = phone.post("/my-safety/visits", said)
    visit = Visit.objects.latest("pk")
    assert "it waits" in phone.get(answer.url).content.decode()
    here = f"/my-safety/visits/{visit.pk}/gate"
    page = phone.get(here).content.decode()
    assert "The risk is high for one person alone." in page
    stands = [
        page.index(words)
        for words in ("Are you there already?", "Go with a colleague", "Ask for an override", "Assess it now")
    ]
    assert stands == sorted(stands), "whoever is at the door finds their clock first; an assessment opens nothing here"
    phone.post(here, {"do": "out"})
    assert Visit.objects.get(pk=visit.pk).status == "active"


def test_a_visit_whose_gate_was_opened_unseen_is_started_from_where_it_waits(world):
    a_gate(world)
    phone = browser(world.nurse)
    phone.post("/my-safety/visits", {"place": "2 Mill Lane", "minutes": "45", "who": "RX-17"})
    visit = Visit.objects.latest("pk")
    assert "Start, if it may begin now" in phone.get(f"/my-safety/visits/{visit.pk}/gate").content.decode()
    start = f"/my-safety/visits/{visit.pk}/start"
    refused = phone.post(start)
    assert refused.status_code == 409
    assert "not to begin like this yet" in refused.content.decode()
    set_rule(world.organisation, None, asked="warn")  # nobody looks at the visits that wait because of it
    set_rule(world.organisation, world.team, asked="warn")
    phone.post(start)
    assert Visit.objects.get(pk=visit.pk).status == "active"


def test_a_number_that_is_none_is_said_at_its_field(world):
    answer = browser(world.nurse).post("/my-safety/visits", {"place": "x", "minutes": "45", "who": "123 456 7890"})
    assert answer.status_code == 422
    assert "That is no NHS number." in answer.content.decode()


def test_a_quick_assessment_on_the_phone_opens_the_gate(world):
    set_rule(world.organisation, None, asked="block")
    phone = browser(world.nurse)
    phone.post("/my-safety/visits", {"place": "2 Mill Lane", "minutes": "45", "who": "NEW-1"})
    here = f"/my-safety/visits/{Visit.objects.get().pk}/gate"
    assert phone.post(here, {"do": "assess"}).status_code == 422, "the level is needed"
    assert phone.post(here, {"do": "assess", "a_violence": "unknown", "level": "low"}).status_code == 302
    made = Assessment.objects.get()
    assert (made.answers, made.quick) == ({"violence": "unknown"}, True)
    assert "May begin" in phone.get(here).content.decode()


def test_ticking_keeps_the_version_and_says_when_to_leave(world):
    visit = begun(world)
    version = publish(world.organisation, "entry", "Is a dog loose? | yes | Leave now.", by=actor_for(world.lsms.user))
    phone = browser(world.nurse)
    here = f"/my-safety/visits/{visit.pk}/checklist/entry"
    phone.post(here, {"q1": "yes"})
    assert "Leave now." in phone.get(here).content.decode()
    publish(world.organisation, "entry", "Something else?", by=actor_for(world.lsms.user))
    kept = ChecklistAnswer.objects.get()
    assert (kept.version, kept.asked[0]["asks"], kept.answers) == (version, "Is a dog loose?", {"q1": "yes"})


def test_how_it_felt_is_asked_after_duress_as_after_safety(world):
    pages = []
    for pin in (PIN, DURESS_PIN):
        visit = begun(world)
        phone = browser(world.nurse)
        phone.post(f"/my-safety/visits/{visit.pk}/end", {"pin": pin})
        page = phone.get("/my-safety/now").content.decode()
        assert "How did you feel at 14 Mill Lane?" in page
        pages.append(page.count("app-felt"))
        phone.post(f"/my-safety/visits/{visit.pk}/felt", {"felt": "threatened"})
        assert "How did you feel" not in phone.get("/my-safety/now").content.decode()
    assert pages[0] == pages[1]
    assert Felt.objects.count() == 2, "what was answered is kept"


def test_the_board_shows_what_waits_what_changed_and_who_felt_threatened(world):
    values = a_gate(world)
    note_fact(Assessment.objects.get().subject, "incident", "An incident was reported.", "incident:1")
    page = browser(world.manager).get("/risk").content.decode()
    for said in ("14 Tannery Row", "The risk is high for one person alone.", "An incident was reported.", "Arno Velt"):
        assert said in page
    only = browser(world.manager).get("/risk?state=current").content.decode()
    assert "No assessment fits." in only
    taken = whole(browser(world.manager).get("/risk?format=csv&search=velt")).decode()
    assert "An incident was reported." in taken
    assert browser(world.manager).post(f"/risk/visits/{values['id']}", {"reason": ""}).status_code == 422


def test_a_worker_makes_less_of_a_high_assessment_nowhere(world):
    values = a_gate(world)
    here = f"/risk/assessments/{values['assessment_id']}/again"
    assert browser(world.nurse).post(here, {"level": "low"}).status_code == 422
    assert browser(world.manager).post(here, {"level": "low"}).status_code == 302


def test_the_api_says_what_the_gate_found_and_starts_whoever_is_out(world):
    a_gate(world)
    phone = browser(world.nurse)
    new = {
        "place": "x",
        "planned_end": (now() + timedelta(hours=1)).isoformat(),
        "subject": PATIENT.reference,
        "start": True,
    }
    made = phone.post("/api/v1/visits", new, content_type="application/json").json()
    assert (made["status"], made["gate"]["reasons"], made["gate"]["level"]) == ("gated", ["high"], "high")
    refused = phone.post(f"/api/v1/visits/{made['id']}/start", {}, content_type="application/json")
    assert refused.status_code == 409
    out = {"out_already": True}
    assert (
        phone.post(f"/api/v1/visits/{made['id']}/start", out, content_type="application/json").json()["status"]
        == "active"
    )


def test_a_genuine_alarm_makes_the_assessment_not_current(world):
    from alongside.risk.assessments.actions import Assessing, assess
    from alongside.risk.facts import changed_since
    from alongside.risk.subjects import subject_for
    from alongside.watch.engine import AlarmKind

    subject = subject_for(world.organisation, PATIENT)
    one = assess(world.organisation, subject, Assessing("low"), world.manager, by=actor_for(world.manager.user))
    begun(world, who=PATIENT)
    by = actor_for(world.operator.user)
    alarm = actions.ask_for_help(world.nurse, actions.Press(AlarmKind.SOS, now()), by=actor_for(world.nurse.user))
    actions.take_alarm(alarm, world.operator, by=by)
    actions.close_alarm(alarm, world.operator, "genuine", "She was pushed.", by=by)
    assert changed_since(one) == ("Help was needed on a visit.",)
