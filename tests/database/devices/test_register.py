"""Registering devices, and what is shown to whoever does it."""

import base64
import json
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.exceptions import ValidationError

from alongside.devices.actions import change_state, register_device, rotate_secret
from alongside.devices.enrolment import add_device
from alongside.devices.models import Device
from alongside.ledger.models import Entry
from alongside.people.actions import add_staff
from alongside.people.models import Organisation, Staff

pytestmark = pytest.mark.django_db
GATEWAY = "https://devices.example.org"


@pytest.fixture
def nurse():
    organisation = Organisation.objects.create(code="ZZ1", name="Northbrook", kind="provider")
    return add_staff(organisation, "Nia Okoye")


def link_of(shown: str) -> str:
    return next(line for line in shown.splitlines() if line.startswith("set-up link: ")).removeprefix("set-up link: ")


def test_owntracks_is_set_up_by_one_link(nurse):
    shown = add_device("owntracks", "nia-phone", "nia okoye", device_url=GATEWAY)
    inline = parse_qs(urlsplit(link_of(shown)).query)["inline"][0]
    configuration = json.loads(base64.b64decode(inline))
    assert configuration["url"] == "https://devices.example.org/owntracks"
    assert (configuration["username"], configuration["mode"]) == ("nia-phone", 3)
    assert f"secret: {configuration['password']}\n" in shown
    assert "█" in shown


def test_traccar_client_is_set_up_by_one_link(nurse):
    query = parse_qs(
        urlsplit(link_of(add_device("osmand", "long-unguessable-id", "Nia Okoye", device_url=GATEWAY))).query
    )
    assert query == {"url": ["https://devices.example.org/"], "id": ["long-unguessable-id"]}


def test_a_traccar_id_that_can_be_guessed_is_warned_of(nurse):
    assert "can be guessed" in add_device("osmand", "1234", "Nia Okoye", device_url=GATEWAY)


def test_a_check_in_link_is_shown_whole_once_and_kept_nowhere(nurse):
    shown = add_device("link", "Ward 7 button", "Nia Okoye", device_url=GATEWAY)
    key = link_of(shown).removeprefix("https://devices.example.org/c/")
    device = Device.objects.get()
    assert (device.label, len(key) >= 20) == ("Ward 7 button", True)
    assert key not in str(vars(device))


@pytest.mark.parametrize("worker", ["Nobody", "Twin"])
def test_the_worker_must_be_the_only_one_of_that_name(nurse, worker):
    Staff.objects.bulk_create([Staff(organisation=nurse.organisation, name="Twin") for _ in range(2)])
    with pytest.raises(ValidationError, match=worker):
        add_device("owntracks", "x", worker, device_url=GATEWAY)


@pytest.mark.parametrize(
    ("protocol", "name"), [("pigeon", "x"), ("owntracks", "phone"), ("owntracks", "a:b"), ("osmand", "x" * 201)]
)
def test_what_cannot_be_registered_is_said_and_leaves_nothing(nurse, protocol, name):
    register_device(nurse, "owntracks", "phone")
    with pytest.raises(ValidationError):
        register_device(nurse, protocol, name)
    assert Device.objects.count() == 1


def test_nothing_is_registered_for_somebody_who_left(nurse):
    Staff.objects.update(active=False)
    nurse.refresh_from_db()
    with pytest.raises(ValidationError, match="left"):
        register_device(nurse, "owntracks", "phone")


def test_a_retired_device_does_not_come_back(nurse):
    device = register_device(nurse, "owntracks", "phone").device
    change_state(device, "retired", reason="broken")
    with pytest.raises(ValidationError, match="Register it again"):
        change_state(device, "live", reason="found")
    with pytest.raises(ValidationError, match="why"):
        change_state(device, "lost", reason=" ")


def test_the_ledger_tells_what_was_done_to_a_device_and_holds_no_secret(nurse):
    made = register_device(nurse, "owntracks", "phone")
    fresh = rotate_secret(made.device)
    change_state(made.device, "lost", reason="bus")
    entries = Entry.objects.filter(subject_type="device").order_by("id")
    assert [entry.verb for entry in entries] == ["device.registered", "device.secret_rotated", "device.state_changed"]
    told = str([vars(entry) for entry in entries])
    assert made.secret not in told
    assert fresh.secret not in told


@pytest.mark.parametrize("protocol", ["osmand", "link"])
def test_a_new_secret_replaces_what_opened_the_door_before(nurse, protocol):
    made = register_device(nurse, protocol)
    before = made.device.identifier
    assert rotate_secret(made.device).device.identifier != before
