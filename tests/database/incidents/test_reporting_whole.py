"""What the page on a phone sends: the same key is the same report, a closed door loses nothing, odd input is answered."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.conftest import AppClient
from tests.files import JPEG
from tests.world import World

from alongside.incidents.models import Draft, DraftFile, Exhibit, Incident
from alongside.incidents.reporting.link_actions import close_poster, make_posters, open_door
from alongside.ledger.actions import SYSTEM
from alongside.ledger.clock import now
from alongside.people.models import AccessLink, Place
from alongside.watch.models import Alarm

pytestmark = pytest.mark.django_db

KEY = "k" * 32
SECRET = "s" * 32
ANSWERS: dict[str, Any] = {
    "danger": "no",
    "kinds": ["threat"],
    "when": "now",
    "targets": ["patient"],
    "injury": "none",
    "responsible": ["unknown"],
    "police": "undecided",
    "account": "He held up his fist.",
    "reporter": "anonymous",
}


@pytest.fixture
def poster(world: World, ward: Place) -> str:
    return make_posters([ward], secrets=[SECRET])[0].secret


def post(client: AppClient, what: str, **said: Any) -> Any:
    return client.post(f"/report/whole/{what}", {"key": KEY, "door": f"at:{SECRET}", **said})


def test_the_page_names_nobody(sign_in: Any, world: World, ward: Place) -> None:
    page = sign_in("nurse").get(f"/report/whole?of={world.organisation.code}").content.decode()
    assert "Ward 7, Northbrook Hospital" in page
    assert world.nurse.name not in page


def test_saved_again_and_again_it_is_one_report(client: AppClient, poster: str) -> None:
    for _ in range(3):
        assert post(client, "save", **ANSWERS).json()["saved"]
    assert Draft.objects.get().answers["kinds"] == ["threat"]
    first = post(client, "send", **ANSWERS).json()
    again = post(AppClient(), "send", **ANSWERS).json()
    assert first == again
    assert Incident.objects.get().reference == first["reference"]
    assert post(client, "save", **ANSWERS).json() == {"sent": True}


def test_it_is_saved_half_done_and_sent_when_whole(client: AppClient, poster: str) -> None:
    half = {name: ANSWERS[name] for name in ("danger", "kinds")}
    assert post(client, "save", **half).json()["step"] == "when"
    refused = post(client, "send", **half)
    assert refused.status_code == 422
    assert refused.json()["step"] == "when"
    assert not Incident.objects.exists()


def test_what_happened_long_before_there_was_signal_keeps_its_time(client: AppClient, poster: str) -> None:
    said = {"when_at": "2031-05-01T08:00:00Z", "phone_now": "2031-05-01T14:00:00Z"}
    post(client, "send", **ANSWERS, **said)
    passed = now() - Incident.objects.get().occurred_at
    assert timedelta(hours=6) <= passed < timedelta(hours=6, minutes=5)


def test_danger_pressed_without_signal_rings_labelled_with_its_time(client: AppClient, poster: str) -> None:
    said = {"danger_at": "2031-05-01T13:30:00Z", "phone_now": "2031-05-01T14:00:00Z"}
    answer = post(client, "save", **{**ANSWERS, "danger": "yes"}, **said).json()
    assert answer["help"] == "told"
    alarm = Alarm.objects.get()
    assert alarm.late
    assert alarm.pressed_at is not None
    assert timedelta(minutes=30) <= now() - alarm.pressed_at < timedelta(minutes=35)
    assert post(client, "save", **{**ANSWERS, "danger": "yes"}).json()["help"] == "told"
    assert Alarm.objects.count() == 1
    assert post(client, "help", text="By the lift").json() == {"told": True}


def test_where_no_alarm_can_be_raised_the_page_is_told_so(
    client: AppClient, poster: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("no watch today")

    monkeypatch.setattr("alongside.incidents.alarms.ask_for_help", broken)
    assert post(client, "save", **{**ANSWERS, "danger": "yes"}).json()["help"] == "failed"
    assert Draft.objects.get().answers["danger"] == "yes"


def test_a_poster_that_was_closed_meanwhile_says_so(client: AppClient, poster: str) -> None:
    close_poster(AccessLink.objects.get(purpose="report.place"), by=SYSTEM)
    refused = post(client, "save", **ANSWERS)
    assert refused.status_code == 410
    assert "stay on this phone" in refused.json()["problem"]
    assert not Draft.objects.exists()


def test_by_an_organisation_that_is_open_to_everybody(client: AppClient, world: World, ward: Place) -> None:
    door = {"door": f"of:{world.organisation.code}", "where": "online"}
    assert post(client, "send", **ANSWERS, **door).status_code == 410
    open_door(world.organisation)
    assert post(client, "send", **ANSWERS, **door).status_code == 200


def test_the_outsider_cannot_report_into_a_body_that_is_closed(sign_in: Any, world: World, ward: Place) -> None:
    said = {"door": f"of:{world.organisation.code}", "where": "online"}
    assert post(sign_in("outsider"), "send", **ANSWERS, **said).status_code == 410
    assert not Incident.objects.exists()


def test_files_are_stored_once_and_go_with_the_report(client: AppClient, poster: str) -> None:
    first = post(client, "files", file=SimpleUploadedFile("a.jpg", JPEG)).json()
    assert post(client, "files", file=SimpleUploadedFile("b.jpg", JPEG)).json()["id"] == first["id"]
    refused = post(client, "files", file=SimpleUploadedFile("a.svg", b"<svg onload='x'/>"))
    assert refused.status_code == 422
    assert "cannot be taken in" in refused.json()["problem"]
    assert post(client, "files").status_code == 422
    post(client, "send", **ANSWERS)
    assert Exhibit.objects.get().file.received_name == "Somebody without a name"


def test_a_file_can_be_taken_out(client: AppClient, poster: str) -> None:
    held = post(client, "files", file=SimpleUploadedFile("a.jpg", JPEG)).json()
    assert post(client, "take-out", file="nonsense").status_code == 422
    post(client, "take-out", file=held["id"])
    assert DraftFile.objects.get().taken_out_at is not None


@pytest.mark.parametrize("key", ["", "short", "x" * 101, "k" * 31 + "é", "k" * 31 + " "])
def test_a_key_that_the_page_does_not_make_is_refused(client: AppClient, poster: str, key: str) -> None:
    assert post(client, "save", key=key).status_code == 400


@pytest.mark.parametrize("door", ["", "at:", "at:unknown", "of:", "of:NOWHERE", "of:" + "x" * 5000, "other:1"])
def test_a_door_that_is_none_lets_nobody_in(client: AppClient, poster: str, door: str) -> None:
    assert post(client, "save", door=door).status_code == 410


def test_another_draft_is_not_reached_by_the_posters_secret(client: AppClient, poster: str) -> None:
    assert post(client, "save", key=SECRET, **ANSWERS).status_code == 410
    assert not Draft.objects.exists()


def test_erased_on_the_phone_it_is_erased_on_the_server(client: AppClient, poster: str) -> None:
    post(client, "save", **ANSWERS)
    assert post(client, "erase").json() == {"erased": True}
    assert Draft.objects.get().answers == {}
    assert post(client, "erase", key="n" * 32).json() == {"erased": True}


def test_wrong_rows_are_said_and_lose_nothing_else(client: AppClient, poster: str) -> None:
    rows = {"responsible_people-0-kind": "patient", "responsible_people-0-how_many": "many"}
    refused = post(client, "send", **ANSWERS, **rows)
    assert refused.status_code == 422
    assert refused.json()["step"] == "more-responsible_people"
    assert "responsible_people-0-how_many" in refused.json()["wrong"]


def test_the_token_tells_a_name_only_to_its_owner(sign_in: Any, client: AppClient, world: World) -> None:
    asked = f"/report/whole/token?of={world.organisation.code}"
    assert client.get(asked).json()["account"] is False
    assert sign_in("nurse").get(asked).json()["name"] == world.nurse.name
    assert sign_in("outsider").get(asked).json()["name"] == ""
