"""Whatever a stranger or a broken phone sends: a clear answer, a count, nothing stored, nothing crashed."""

import json
from contextlib import contextmanager

import pytest

from tests.asking import ask
from tests.scenario import then, when

LOCATION = {"_type": "location", "lat": 53.4, "lon": -2.6, "tst": 1_800_000_000}


@pytest.mark.parametrize(
    ("frame", "status", "reason"),
    [
        pytest.param({"content": LOCATION, "basic": ("nobody", "x")}, 401, "unknown_device", id="unknown device"),
        pytest.param({"content": LOCATION, "basic": ("nurse-phone", "wrong")}, 401, "bad_secret", id="bad secret"),
        pytest.param({"content": LOCATION, "basic": None}, 401, "no_secret", id="no secret"),
        pytest.param({"body": b"{rubbish"}, 400, "bad_json", id="no JSON"),
        pytest.param({"body": b"[" * 5000}, 400, "bad_json", id="deep JSON"),
        pytest.param({"content": LOCATION | {"lat": "x"}}, 400, "wrong_type", id="wrong type"),
        pytest.param({"content": LOCATION | {"lat": 91.0}}, 400, "bad_position", id="absurd place"),
        pytest.param({"content": LOCATION | {"tst": 12}}, 400, "bad_time", id="absurd time"),
        pytest.param({"body": json.dumps(LOCATION | {"x": "y" * 70_000}).encode()}, 413, "too_large", id="too large"),
    ],
)
def test_what_owntracks_cannot_mean_is_refused_and_counted(town, frame, status, reason):
    frame = {"basic": town.nurse.phone} | frame
    with _refused_once(town, "http" if status == 413 else "owntracks", reason):
        assert ask("POST", f"{town.installation.devices}/owntracks", **frame).status == status


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("id=nobody&lat=53&lon=-2", "unknown_device"),
        ("lat=53&lon=-2", "no_device"),
        ("id=nurse-pendant&lat=91&lon=-2", "bad_position"),
        ("id=nurse-pendant&lat=53&lon=-2&timestamp=never", "bad_time"),
        ("id=%00&lat=1&lon=2&alarm=sos", "no_device"),
        ("&".join(f"f{number}={number}" for number in range(500)), "bad_query"),
    ],
)
def test_what_osmand_cannot_mean_is_refused_and_counted(town, query, reason):
    with _refused_once(town, "osmand", reason):
        assert ask("GET", f"{town.installation.devices}/?{query}").status == 400


@pytest.mark.parametrize("wish", ["", "/sos", "/end"])
def test_an_unknown_check_in_link_is_not_found_on_either_port(town, wish):
    with _refused_once(town, "link", "unknown_device"):
        assert ask("POST", f"{town.installation.devices}/c/{'x' * 27}{wish}").status == 404
    assert ask("POST", f"{town.installation.web}/c/{'x' * 27}{wish}").status == 404


def test_a_call_for_help_gets_through_whatever_else_is_wrong_with_it(town):
    answer = town.nurse.pendant_says(alarm="sos", lat="north", lon="west", timestamp="yesterday", batt="-3")

    assert answer.status == 200
    then.has_an_open_alarm(town.nurse, kind="sos")
    then.was_rung(town.manager)


@contextmanager
def _refused_once(town, protocol, reason):
    """What happens in the block is counted once under its reason, nothing of it is stored, and the gateway goes on."""
    name = f'alongside_frames_refused_total{{protocol="{protocol}",reason="{reason}"}}'
    before = then.measure(town.installation.devices, name)
    yield
    assert then.measure(town.installation.devices, name) == before + 1
    with town.installation.connect("owner") as owner:
        assert owner.execute("SELECT count(*) FROM devices_signal").fetchone() == (0,)
    when.checks_in(town.nurse)
