"""A worker reads what is recorded of them, and takes a copy of it all; a silent alarm leaves no trace in either (S9)."""

import json
from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from tests.pages import shown
from tests.world import DURESS_PIN

from alongside.devices.actions import register_device, store_signal
from alongside.devices.protocols.signal import POSITION
from alongside.devices.protocols.signal import Signal as Said
from alongside.ledger.actions import SYSTEM
from alongside.ledger.clock import now
from alongside.ledger.models import Entry
from alongside.messages.models import Message
from alongside.people.actions import actor_for
from alongside.people.own_copy import Part, parts
from alongside.watch import actions, engine
from alongside.watch.actions import Itinerary, Press
from alongside.watch.models import Alarm, OwnArchive
from alongside.watch.privacy import archive

pytestmark = pytest.mark.django_db

PAGE = "/my-safety/privacy"


@pytest.fixture
def nurse(client, world):
    client.force_login(world.nurse.user)
    return world.nurse


def started(worker):
    return actions.plan_visit(worker, Itinerary("14 Tannery Row", now() + timedelta(hours=1)), by=SYSTEM, start=True)


def copy_of(client):
    """Asks for a copy, has it made, and takes it away: its files by name."""
    assert client.post(f"{PAGE}/copies").status_code == 302
    while archive.build_due():
        pass
    made = OwnArchive.objects.filter(status="ready").latest("pk")
    answer = client.get(f"{PAGE}/copies/{made.pk}")
    assert answer.status_code == 200
    with ZipFile(BytesIO(answer.content)) as box:
        return {name: box.read(name).decode("utf-8-sig") for name in box.namelist()}


def test_the_copy_holds_everything_readable_and_for_machines(client, nurse, world, report):
    register_device(nurse, "link", "Badge of Nia", secret="key-of-the-badge-of-the-nurse")
    store_signal(nurse, Said("", POSITION, lat=53.38891, lon=-2.59541, accuracy_m=12))
    actions.leave_note(started(nurse), "Dog in the kitchen", by=SYSTEM)
    alarm = actions.ask_for_help(nurse, Press(engine.AlarmKind.SOS, now()), by=SYSTEM)
    actions.record_look("position.seen", alarm, "now", by=actor_for(world.operator.user))
    actions.take_alarm(alarm, world.operator, by=SYSTEM)
    actions.close_alarm(alarm, world.operator, "genuine", "All is well again", by=SYSTEM)
    reference = report().incident.reference
    files = copy_of(client)
    assert {f"{part.code}.csv" for part in parts()} | {"data.json", "your-data.html"} == set(files)
    data = json.loads(files["data.json"])
    assert data["visits"][0]["Place"] == "14 Tannery Row"
    assert data["notes"][0]["Words"] == "Dog in the kitchen"
    assert (data["positions"][0]["Latitude"], data["positions"][0]["Longitude"]) == (53.38891, -2.59541)
    assert data["alarms"][0]["State"] == "closed"
    assert any("All is well again" in one["Words"] for one in data["alarm_events"])
    assert [one["Who"] for one in data["looks"]] == ["Olu Grant"]
    assert [one["Device"] for one in data["devices"]] == ["Badge of Nia"]
    assert [one["Buddy"] for one in data["buddies"]] == ["Bo Lind"]
    assert [one["Reference"] for one in data["reports"]] == [reference]
    for words in ("14 Tannery Row", "Dog in the kitchen", "Olu Grant", reference, "Badge of Nia"):
        assert words in files["your-data.html"]
    assert "14 Tannery Row" in files["visits.csv"]


def test_a_silent_alarm_leaves_no_trace_in_page_or_copy(client, nurse, world, later):
    """The same day twice: once ended in the ordinary way, once with the PIN of duress."""
    told = {}
    for how, pin in (("safe", "2468"), ("duress", DURESS_PIN)):
        OwnArchive.objects.all().delete()
        visit = started(nurse)
        actions.leave_note(visit, "Dog in the kitchen", by=SYSTEM)
        actions.end_visit(visit, by=actor_for(nurse.user), pin=pin)
        if how == "duress":
            alarm = Alarm.objects.get()
            actions.record_look("note.seen", alarm, "1", by=actor_for(world.operator.user))
        later(hours=30)
        client.force_login(nurse.user)
        told[how] = copy_of(client)
        page = shown(client.get(PAGE))
        assert "alarm" not in page.lower().replace("visits, check-ins, positions and alarms", "").replace(
            "positions, alarms", ""
        )
    safe, duress = (json.loads(told[how]["data.json"]) for how in ("safe", "duress"))
    assert Alarm.objects.filter(closed_at=None).count() == 1
    assert duress["alarms"] == duress["alarm_events"] == duress["looks"] == []
    assert "duress" not in told["duress"]["data.json"].lower()
    visits = len(safe["visits"])
    assert [one["State"] for one in duress["visits"]] == ["ended"] * (visits + 1)
    said = [one["What"] for one in duress["visit_events"]]
    assert said[len(said) // 2 :] == said[: len(said) // 2] == [one["What"] for one in safe["visit_events"]]
    assert [(one["Words"], bool(one["Erased"])) for one in duress["notes"]] == [("", True), ("", True)]


def test_a_copy_is_only_the_worker_s_own_and_each_taking_is_in_the_ledger(client, nurse, world):
    copy_of(client)
    made = OwnArchive.objects.get()
    assert Entry.objects.filter(verb="privacy.copy_taken", subject_id=nurse.pk).count() == 1
    assert Message.objects.filter(recipient=nurse, about_type="own_copy").exists()
    for other in (world.second_nurse, world.outsider, world.buddy):
        client.force_login(other.user)
        assert client.get(f"{PAGE}/copies/{made.pk}").status_code == 404
    assert Entry.objects.filter(verb="privacy.copy_taken").count() == 1


def test_progress_is_shown_while_it_is_made_and_asking_twice_makes_one(client, nurse):
    client.post(f"{PAGE}/copies")
    client.post(f"{PAGE}/copies")
    waiting = OwnArchive.objects.get()
    OwnArchive.objects.filter(pk=waiting.pk).update(parts_done=3, parts_total=12)
    page = shown(client.get(PAGE))
    assert "25&nbsp;% done" in page
    assert "Make a copy of my data" not in page
    assert client.get(f"{PAGE}/copies/{waiting.pk}").status_code == 404


def test_a_sender_that_dies_leaves_it_to_the_next_and_what_always_fails_is_said(client, nurse, later, monkeypatch):
    client.post(f"{PAGE}/copies")
    broken = Part("broken", "Broken", lambda staff: iter([]))
    monkeypatch.setattr(archive, "parts", lambda: [broken])
    for _ in range(archive.MOST_TRIES):
        assert archive.build_due()
        assert not archive.build_due(), "it rests for a while"
        later(minutes=6)
    assert OwnArchive.objects.get().status == "failed"
    assert "Could not be made" in shown(client.get(PAGE))
    monkeypatch.undo()
    assert copy_of(client)


def test_a_copy_is_erased_after_seven_days(client, nurse, later):
    copy_of(client)
    later(days=6)
    assert archive.erase_due() == 0
    later(days=2)
    assert archive.erase_due() == 1
    made = OwnArchive.objects.get()
    assert made.content is None
    client.force_login(nurse.user)
    assert client.get(f"{PAGE}/copies/{made.pk}").status_code == 404


def test_the_organisation_says_how_to_object_from_a_day_on(client, world):
    client.force_login(world.administrator.user)
    form = {"text": "We record visits.\nYou can object.", "person": "Ada Quist, data protection officer"}
    page = shown(client.post("/privacy-notice", form), 422)
    assert "Write how they are reached" in page
    assert "We record visits." in page
    day = now().date() - timedelta(days=1)
    form |= {"reached_by": "ada@example.org", "applies_from": day.isoformat()}
    assert client.post("/privacy-notice", form).status_code == 302
    later_one = form | {"text": "From next month.", "applies_from": (now().date() + timedelta(days=30)).isoformat()}
    assert client.post("/privacy-notice", later_one).status_code == 302
    assert "From next month." in shown(client.get("/privacy-notice"))
    client.force_login(world.nurse.user)
    page = shown(client.get(PAGE))
    assert "You can object." in page
    assert "ada@example.org" in page
    assert "From next month." not in page
    assert client.get("/privacy-notice").status_code == 403
    client.force_login(world.outsider.user)
    assert "You can object." not in shown(client.get(PAGE))


def test_the_page_says_what_is_recorded_now(client, nurse):
    assert "You are not on a visit" in shown(client.get(PAGE))
    started(nurse)
    assert "You are on a visit: 14 Tannery Row" in shown(client.get(PAGE))
