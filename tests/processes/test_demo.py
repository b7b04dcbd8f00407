"""`alongside up --demo`: a made-up world that moves, and the frames that a newcomer tries first."""

import base64
import json
import sys
import time
import urllib.request
from urllib.parse import urlencode

import pytest


@pytest.fixture
def demo(launch, place):
    """The running demonstration; `ask` calls its API as somebody of a role."""
    command = (sys.executable, "-m", "alongside", "up", "--demo", "--json", "--port", 0, "--data-dir", place / "data")
    return launch(*command)


@pytest.fixture
def ask(demo):
    def call(role, path, **fields):
        headers = {"Authorization": f"Bearer {demo.said['tokens'][role]}", "Content-Type": "application/json"}
        body = json.dumps(fields).encode() if fields else None
        return json.loads(_open(f"{demo.said['web']}/api/v1{path}", body, headers))

    return call


@pytest.fixture
def device_of(demo):
    """The worker's device of a protocol."""
    worker = next(person["name"] for person in demo.said["sign_ins"] if person["role"] == "worker")

    def find(protocol):
        return next(d for d in demo.said["devices_registered"] if (d["worker"], d["protocol"]) == (worker, protocol))

    return find


def test_it_moves_by_itself_and_takes_what_a_newcomer_sends(demo, ask, device_of, wait_until):
    open_alarms = lambda: ask("operator", "/alarms?state=open")["items"]  # noqa: E731

    wait_until(open_alarms)
    first = open_alarms()[0]

    phone, tracker = device_of("owntracks"), device_of("osmand")
    assert first["worker"]["name"] != phone["worker"]
    assert _press_publish(demo, phone) == "[]"
    _open(f"{demo.said['devices']['http']}/?{urlencode({'id': tracker['id'], 'alarm': 'sos', 'lat': 53, 'lon': -2})}")
    wait_until(lambda: phone["worker"] in {alarm["worker"]["name"] for alarm in open_alarms()})


def _press_publish(demo, phone):
    frame = {"_type": "location", "lat": 53.3889, "lon": -2.5954, "tst": int(time.time()), "acc": 12, "t": "u"}
    credentials = base64.b64encode(f"{phone['id']}:{phone['secret']}".encode()).decode()
    url = f"{demo.said['devices']['http']}/owntracks"
    return _open(url, json.dumps(frame).encode(), {"Authorization": f"Basic {credentials}"})


def _open(url, body=None, headers=None):
    request = urllib.request.Request(url, body, headers or {})  # noqa: S310 (our own address)
    with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310
        return answer.read().decode()
