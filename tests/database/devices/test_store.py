"""What becomes of a frame in the database."""

from datetime import timedelta

import pytest
from django.db import ProgrammingError, connection

from alongside.devices.actions import change_state, register_device, rotate_secret, store_signal
from alongside.devices.models import Device, Inbox, LastHeard, Signal
from alongside.devices.protocols.signal import Signal as Said
from alongside.devices.store import digest_secret, store, write_app_frame, write_frame
from alongside.ledger.clock import now
from alongside.people.actions import add_staff
from alongside.people.models import Organisation, User
from alongside.people.roles import Role
from alongside.people.scope import acting_as

pytestmark = pytest.mark.django_db


@pytest.fixture
def nurse():
    organisation = Organisation.objects.create(code="ZZ1", name="Northbrook", kind="provider")
    return add_staff(organisation, "Nia", user=User.objects.create_user("nia", name="Nia"), roles=[Role.WORKER])


@pytest.fixture
def outsider():
    organisation = Organisation.objects.create(code="ZZ2", name="Southmere", kind="provider")
    return add_staff(organisation, "Oz", user=User.objects.create_user("oz", name="Oz"), roles=[Role.WORKER])


@pytest.fixture
def phone(nurse):
    return register_device(nurse, "owntracks", "phone", secret="s3cret").device


@pytest.fixture
def gateway(service_role, phone):
    """Stores frames as the gateway does; returns what became of each."""

    def store_all(*said: Said, secret: str | None = "s3cret", protocol: str = "owntracks") -> list[str]:  # noqa: S107
        digest = digest_secret(secret) if secret is not None else None
        with service_role():
            outcomes = store([write_frame(protocol, one, digest) for one in said], connection)
        return [outcome.result for outcome in outcomes]

    return store_all


def heard(nurse) -> LastHeard:
    return LastHeard.objects.get(worker=nurse)


def test_a_check_in_is_stored_and_moves_the_workers_last_check_in(gateway, nurse, phone):
    before = now()
    assert gateway(Said("phone", "check_in", before, 53.1, -2.5, accuracy_m=12, battery_pct=46)) == ["stored"]
    signal = Signal.objects.get()
    assert (signal.organisation_id, signal.worker_id, signal.device_id) == (nurse.organisation_id, nurse.pk, phone.pk)
    assert (signal.kind, signal.lat, signal.device_at, signal.buffered) == ("check_in", 53.1, before, False)
    row = heard(nurse)
    assert row.last_check_in_at == row.last_heard_at == signal.received_at >= before
    assert (row.lat, row.lon, row.accuracy_m, row.position_at) == (53.1, -2.5, 12, before)
    phone.refresh_from_db()
    assert (phone.last_heard_at, phone.battery_pct) == (signal.received_at, 46)
    assert not Inbox.objects.exists()


def test_a_position_moves_no_clock(gateway, nurse):
    assert gateway(Said("phone", "position", now(), 53.1, -2.5)) == ["stored"]
    assert heard(nurse).last_check_in_at is None
    assert heard(nurse).last_heard_at is not None


def test_a_repeated_frame_is_stored_once_and_moves_nothing(gateway, nurse):
    frame = Said("phone", "check_in", now(), 53.1, -2.5, battery_pct=46)
    assert gateway(frame) == ["stored"]
    first = heard(nurse).last_check_in_at
    assert gateway(frame) == ["duplicate"]
    assert gateway(frame, frame) == ["duplicate", "duplicate"]
    assert (Signal.objects.count(), heard(nurse).last_check_in_at) == (1, first)


def test_a_frame_that_comes_twice_in_one_batch_is_stored_once(gateway):
    frame = Said("phone", "sos", now(), alarm="sos")
    assert sorted(gateway(frame, frame)) == ["duplicate", "stored"]
    assert Inbox.objects.count() == 1


def test_the_same_time_with_other_content_is_another_frame(gateway):
    at = now()
    assert gateway(Said("phone", "position", at, 1, 1), Said("phone", "sos", at, 1, 1)) == ["stored", "stored"]


def test_presses_without_a_device_time_are_each_a_press(gateway, nurse):
    key = register_device(nurse, "link", "Badge", secret="KEY").device.identifier
    press = Said(key, "check_in")
    assert gateway(press, press, secret="KEY", protocol="link") == ["stored", "stored"]


def test_a_stranger_stores_nothing(gateway, nurse, phone):
    frame = Said("phone", "sos", now(), 53.1, -2.5, alarm="sos")
    assert gateway(Said("nobody", "sos", now())) == ["unknown_device"]
    assert gateway(frame, secret="guess") == ["bad_secret"]
    assert gateway(frame, secret=None) == ["bad_secret"]
    assert gateway(frame, protocol="osmand") == ["unknown_device"]
    assert (Signal.objects.count(), Inbox.objects.count(), heard(nurse).last_heard_at) == (0, 0, None)


@pytest.mark.parametrize("state", ["suspended", "lost", "retired"])
def test_a_device_that_is_not_live_stores_nothing(gateway, phone, state):
    change_state(phone, state, reason="left in a taxi")
    assert gateway(Said("phone", "sos", now())) == ["not_live"]
    assert not Signal.objects.exists()


def test_a_rotated_secret_opens_nothing_from_the_next_frame_on(gateway, phone):
    fresh = rotate_secret(phone).secret
    assert gateway(Said("phone", "sos", now())) == ["bad_secret"]
    assert gateway(Said("phone", "sos", now()), secret=fresh) == ["stored"]


def test_an_osmand_device_without_a_secret_is_known_by_its_id(gateway, nurse):
    identifier = register_device(nurse, "osmand").identifier
    assert len(identifier) > 20
    assert gateway(Said(identifier, "sos", now()), secret=None, protocol="osmand") == ["stored"]


def test_an_osmand_device_with_a_secret_must_give_it(gateway, nurse):
    made = register_device(nurse, "osmand", "van-7", with_secret=True)
    assert gateway(Said("van-7", "sos", now()), secret=None, protocol="osmand") == ["bad_secret"]
    assert gateway(Said("van-7", "sos", now()), secret=made.secret, protocol="osmand") == ["stored"]


def test_one_refused_frame_does_not_touch_the_others(gateway):
    results = gateway(Said("phone", "check_in", now()), Said("nobody", "sos"), Said("phone", "sos", now()))
    assert results == ["stored", "unknown_device", "stored"]


@pytest.mark.parametrize("kind", ["sos", "fall", "end"])
def test_what_can_change_a_decision_is_in_the_watchs_inbox(gateway, nurse, kind):
    gateway(Said("phone", kind, now()))
    item = Inbox.objects.get()
    assert (item.kind, item.worker_id, item.signal.kind) == (kind, nurse.pk, kind)


@pytest.mark.parametrize("kind", ["position", "status", "check_in"])
def test_what_can_change_nothing_costs_its_row_alone(gateway, kind):
    gateway(Said("phone", kind, now(), 53.1, -2.5))
    assert not Inbox.objects.exists()


def test_a_check_in_that_the_watch_waits_for_is_in_its_inbox(gateway, nurse):
    LastHeard.objects.filter(worker=nurse).update(wake_on_check_in=True)
    gateway(Said("phone", "check_in", now()))
    assert Inbox.objects.get().kind == "check_in"


# Late and early frames (S2, S10)


@pytest.mark.parametrize("late", [{"age": 301}, {"age": 0, "buffered": True}, {"age": 86_400 * 30}])
def test_a_late_check_in_moves_no_clock(gateway, nurse, late):
    LastHeard.objects.filter(worker=nurse).update(wake_on_check_in=True)
    at = now() - timedelta(seconds=late["age"])
    assert gateway(Said("phone", "check_in", at, 53.1, -2.5, buffered=late.get("buffered", False))) == ["stored"]
    assert heard(nurse).last_check_in_at is None
    assert not Inbox.objects.exists()
    assert Signal.objects.get().buffered


def test_a_check_in_of_four_minutes_ago_still_counts(gateway, nurse):
    gateway(Said("phone", "check_in", now() - timedelta(minutes=4)))
    assert heard(nurse).last_check_in_at == Signal.objects.get().received_at


def test_a_check_in_made_now_from_an_old_fix_counts(gateway, nurse):
    gateway(Said("phone", "check_in", now() - timedelta(hours=2), 53.1, -2.5, sent_at=now()))
    assert heard(nurse).last_check_in_at is not None
    assert heard(nurse).position_at < now() - timedelta(hours=1)


def test_a_late_call_for_help_still_rings_and_says_when_it_was_pressed(gateway):
    pressed = now() - timedelta(hours=2)
    gateway(Said("phone", "sos", pressed, buffered=True))
    signal = Inbox.objects.get().signal
    assert (signal.kind, signal.buffered, signal.device_at) == ("sos", True, pressed)


def test_a_late_end_ends_nothing(gateway):
    gateway(Said("phone", "end", now() - timedelta(hours=2)))
    assert not Inbox.objects.exists()


def test_a_clock_up_to_ten_minutes_ahead_is_recorded_but_not_trusted(gateway, nurse):
    ahead = now() + timedelta(minutes=9)
    assert gateway(Said("phone", "check_in", ahead, 53.1, -2.5)) == ["stored"]
    signal = Signal.objects.get()
    assert signal.device_at == ahead
    assert heard(nurse).last_check_in_at == heard(nurse).position_at == signal.received_at < ahead


@pytest.mark.parametrize("kind", ["check_in", "position", "end", "status"])
def test_a_clock_more_than_ten_minutes_ahead_is_refused(gateway, kind):
    assert gateway(Said("phone", kind, now() + timedelta(minutes=11))) == ["ahead"]
    assert gateway(Said("phone", kind, now(), sent_at=now() + timedelta(minutes=11))) == ["ahead"]
    assert not Signal.objects.exists()


@pytest.mark.parametrize("kind", ["sos", "fall"])
def test_a_call_for_help_gets_through_with_any_clock(gateway, kind):
    assert gateway(Said("phone", kind, now() + timedelta(days=400))) == ["stored"]
    assert Inbox.objects.get().signal.device_at is None


def test_an_older_position_does_not_move_the_last_one_back(gateway, nurse):
    at = now()
    gateway(Said("phone", "position", at, 53.1, -2.5))
    gateway(Said("phone", "position", at - timedelta(minutes=2), 1, 1))
    gateway(Said("phone", "position", at - timedelta(hours=2), 2, 2, buffered=True))
    assert (heard(nurse).lat, heard(nurse).position_at) == (53.1, at)


def test_the_newest_position_of_a_batch_is_the_last_one(gateway, nurse):
    at = now()
    minutes = [3, 1, 2]
    gateway(*[Said("phone", "position", at - timedelta(minutes=m), 10 + m, 1, accuracy_m=m) for m in minutes])
    assert (heard(nurse).lat, heard(nurse).accuracy_m) == (11, 1)


def test_a_frame_without_a_position_leaves_the_last_one(gateway, nurse):
    gateway(Said("phone", "position", now(), 53.1, -2.5))
    gateway(Said("phone", "sos", now()))
    assert heard(nurse).lat == 53.1


# Signals from the app, and who may write them


def test_the_app_stores_a_signal_by_the_same_statement(nurse, app_role):
    with app_role(), acting_as(nurse.user):
        outcome = store_signal(nurse, Said("my-safety", "sos", lat=53.1, lon=-2.5))
    assert outcome.taken
    signal = Signal.objects.get()
    assert (signal.device_id, signal.worker_id, signal.protocol) == (None, nurse.pk, "app")
    assert Inbox.objects.get().worker_id == nurse.pk


def test_the_outsider_cannot_store_for_a_worker_of_another_organisation(nurse, outsider, app_role):
    frame = write_app_frame(Said("x", "check_in"), worker_id=nurse.pk, organisation_id=nurse.organisation_id)
    with pytest.raises(ProgrammingError, match="row-level security"), app_role(), acting_as(outsider.user):
        store([frame], connection)


@pytest.mark.parametrize("model", [Device, Signal, LastHeard, Inbox])
def test_the_outsider_sees_nothing_of_it(gateway, nurse, outsider, app_role, model):
    gateway(Said("phone", "sos", now(), 53.1, -2.5))
    with app_role(), acting_as(outsider.user):
        assert not model.objects.exists()
    with app_role(), acting_as(None):
        assert not model.objects.exists()
    with app_role(), acting_as(nurse.user):
        assert model.objects.count() == 1


def test_a_battery_that_runs_down_is_seen_at_once(gateway, phone):
    gateway(Said("phone", "position", now(), 53.1, -2.5, battery_pct=9))
    gateway(Said("phone", "position", now(), 53.1, -2.5, battery_pct=8))
    phone.refresh_from_db()
    assert phone.battery_pct == 8
