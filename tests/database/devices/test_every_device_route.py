"""Every address of the devices' port, tried with and without credentials, and from another provider's device."""

import base64
import json

import pytest
from tests.access_table import Line, lines_of_the_devices_port
from tests.clock import moment_there

from alongside.devices.gateway import ROUTES

LINES = lines_of_the_devices_port()
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")


def test_every_address_says_who_may_use_it():
    assert [path for path, route in ROUTES.items() if not route.access] == []


def test_every_address_has_its_lines_in_the_table():
    told = {f"{line.method} {line.path}" for line in LINES}
    served = {f"{method} {path}" for path, route in ROUTES.items() for method in route.methods if method != "HEAD"}
    presses = {f"{method} /c/<key>/{press}" for method in ("GET", "POST") for press in ("sos", "end")}
    assert told == served | presses


@pytest.mark.parametrize("line", LINES, ids=str)
def test_every_sender_is_answered_as_the_table_says(line: Line, committed, elsewhere, gateway):
    for viewer, expected in line.statuses.items():
        status, body, _ = gateway.send(*_request(line, viewer, committed, elsewhere))
        assert status == expected, viewer
        assert committed.worker.hex not in body.replace("-", "")
        if viewer != "device":
            assert committed.signals() == [], f"{viewer} spoke for the nurse"
    assert len(committed.signals()) == (0 if line.path in ("/healthz", "/readyz", "/metrics") else 1)


@pytest.mark.parametrize("path", ROUTES)
def test_a_method_that_is_not_served_is_refused(path, committed, gateway):
    for method in set(METHODS) - set(ROUTES[path].methods):
        status, _, headers = gateway.send(method, path.replace("<key>", committed.key))
        assert (status, headers["allow"]) == (405, ", ".join(ROUTES[path].methods))


def _request(line: Line, viewer: str, first, other):
    """Method, address, body and headers. Whoever comes from elsewhere names the first provider's device where a frame
    has room for a name."""
    known = {"device": first, "elsewhere": other}.get(viewer)
    if line.path == "/owntracks":
        message = {
            "_type": "location",
            "lat": 53.1,
            "lon": -2.5,
            "tst": int(moment_there().timestamp()),
            "topic": first.phone,
        }
        secret = {"guesser": "guessed", "stranger": None}.get(viewer, "s3cret")
        name = (known or first).phone
        headers = {"Authorization": f"Basic {base64.b64encode(f'{name}:{secret}'.encode()).decode()}"} if secret else {}
        return line.method, line.path, json.dumps(message), headers
    if line.path.startswith("/c/"):
        key = known.key if known else first.key[:-1] if viewer == "guesser" else "none"
        return line.method, f"{line.path.replace('<key>', key)}?now=1", None, {}
    if "osmand" in line.path or line.path == "/":
        name = known.osm if known else first.osm[:-1] if viewer == "guesser" else ""
        return line.method, f"{line.path}?id={name}&lat=53.1&lon=-2.5&note={first.osm}", None, {}
    return line.method, line.path, None, {}
