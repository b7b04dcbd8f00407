"""The check-in link on the web port."""

import pytest

from alongside.devices.actions import change_state, register_device
from alongside.devices.models import Inbox, Signal
from alongside.people.actions import add_staff
from alongside.people.models import Organisation

pytestmark = pytest.mark.django_db
HTML = {"accept": "text/html"}


@pytest.fixture
def badge():
    organisation = Organisation.objects.create(code="ZZ1", name="Northbrook", kind="provider")
    return register_device(add_staff(organisation, "Nia"), "link", "Badge", secret="KEY")


def test_looking_shows_buttons_and_checks_nobody_in(client, badge):
    page = client.get("/c/KEY", headers=HTML)
    assert page.status_code == 200
    assert b"Check in</button>" in page.content
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert not Signal.objects.exists()


@pytest.mark.parametrize(("path", "kind"), [("/c/KEY", "check_in"), ("/c/KEY/sos", "sos"), ("/c/KEY/end", "end")])
def test_a_press_needs_no_account_and_is_stored(client, badge, path, kind):
    page = client.post(path, headers=HTML)
    assert page.status_code == 200
    assert b"received and stored at" in page.content
    signal = Signal.objects.get()
    assert (signal.kind, signal.device_id, signal.protocol) == (kind, badge.device.pk, "link")
    assert Inbox.objects.count() == (kind != "check_in")


def test_a_script_is_answered_in_a_line(client, badge):
    assert client.get("/c/KEY?now=1").content.startswith(b"check_in received 20")


@pytest.mark.parametrize("path", ["/c/OTHER", "/c/OTHER/sos"])
def test_an_unknown_key_notes_nothing(client, badge, path):
    assert client.get(path, headers=HTML).status_code == 404
    page = client.post(path, headers=HTML)
    assert page.status_code == 404
    assert b"Nothing was noted" in page.content
    assert not Signal.objects.exists()


def test_a_suspended_badge_notes_nothing(client, badge):
    change_state(badge.device, "suspended", reason="lost on a bus")
    assert client.post("/c/KEY/sos").status_code == 404
    assert not Signal.objects.exists()


def test_a_wrong_position_is_refused(client, badge):
    assert client.post("/c/KEY?lat=99&lon=1").status_code == 400
    assert client.delete("/c/KEY").status_code == 405
    assert not Signal.objects.exists()
