"""The gateway over real HTTP on a real database: what each sender is told, and what is stored by then."""

import base64
import http.client
import json
import socket
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from prometheus_client import REGISTRY
from tests.clock import moment_there

from alongside.devices import batcher
from alongside.devices.gateway_http import MAX_BODY
from alongside.devices.protocols.signal import Signal
from alongside.devices.store import write_frame

NOWHERE = "postgresql:///alongside?host=/nowhere&user=alongside_service"
HTML = {"Accept": "text/html"}


def as_phone(world, secret="s3cret"):  # noqa: S107
    return {"Authorization": "Basic " + base64.b64encode(f"{world.phone}:{secret}".encode()).decode()}


def location(**fields):
    return json.dumps(
        {"_type": "location", "lat": 53.3889, "lon": -2.5954, "tst": int(moment_there().timestamp()), "t": "u"} | fields
    )


def measured(name, **labels):
    return REGISTRY.get_sample_value(name, labels) or 0


# What is taken


def test_a_check_in_by_owntracks_is_answered_with_an_empty_array_and_is_stored(committed, gateway):
    status, body, _ = gateway.send("POST", "/owntracks", location(), as_phone(committed))
    assert (status, json.loads(body)) == (200, [])
    assert committed.signals() == ["check_in"]


@pytest.mark.parametrize("path", ["/", "/osmand"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_call_for_help_by_osmand_is_answered_and_is_in_the_inbox(committed, gateway, path, method):
    status, body, _ = gateway.send(method, f"{path}?id={committed.osm}&lat=53.1&lon=-2.5&alarm=sos")
    assert (status, body) == (200, "")
    assert committed.inbox() == ["sos"]


def test_traccar_client_may_send_json(committed, gateway):
    message = {"location": {"coords": {"latitude": 53.1, "longitude": -2.5}}, "device_id": committed.osm}
    assert gateway.send("POST", "/", json.dumps(message), {"Content-Type": "application/json"})[0] == 200
    assert committed.signals() == ["position"]


@pytest.mark.parametrize(("path", "kind"), [("", "check_in"), ("/sos", "sos"), ("/end", "end")])
@pytest.mark.parametrize(("method", "query"), [("POST", ""), ("GET", "?now=1")])
def test_a_press_on_a_check_in_link_is_stored(committed, gateway, path, kind, method, query):
    status, body, _ = gateway.send(method, f"/c/{committed.key}{path}{query}")
    assert status == 200
    assert body.startswith(f"{kind} received 20")
    assert committed.signals() == [kind]


def test_looking_at_a_check_in_link_shows_buttons_and_checks_nobody_in(committed, gateway):
    status, body, headers = gateway.send("GET", f"/c/{committed.key}", headers=HTML)
    assert status == 200
    assert f'action="/c/{committed.key}"' in body
    assert f'action="/c/{committed.key}/sos"' in body
    assert headers["referrer-policy"] == "no-referrer"
    assert committed.signals() == []


def test_after_the_press_the_page_says_what_was_received_and_when(committed, gateway):
    status, body, _ = gateway.send("POST", f"/c/{committed.key}/sos", headers=HTML)
    assert status == 200
    assert "Your call for help was received and stored at" in body
    (at,) = committed.ask("SELECT received_at FROM devices_signal WHERE worker_id = %s", committed.worker)[0]
    assert f"{at.astimezone(batcher.UTC):%M:%S} on " in body


def test_a_repeated_frame_is_answered_as_a_success_and_stored_once(committed, gateway):
    frame = location()
    before = measured("alongside_signals_duplicate_total", protocol="owntracks")
    for _ in range(3):
        assert gateway.send("POST", "/owntracks", frame, as_phone(committed))[0] == 200
    assert committed.signals() == ["check_in"]
    assert measured("alongside_signals_duplicate_total", protocol="owntracks") == before + 2


def test_many_senders_at_once_are_each_answered_after_their_own_frame_is_stored(committed, gateway):
    def press(_):
        return gateway.send("POST", f"/c/{committed.key}")[0]

    with ThreadPoolExecutor(16) as senders:
        assert list(senders.map(press, range(200))) == [200] * 200
    assert len(committed.signals()) == 200


def test_requests_that_come_in_one_piece_are_answered_in_their_order(committed, gateway):
    get = f"GET /?id={committed.osm}&lat=53.1&lon=-2.5&n={{}} HTTP/1.1\r\nHost: x\r\n\r\n"
    with socket.create_connection(("127.0.0.1", gateway.port), timeout=20) as connection:
        connection.sendall(
            (get.format(1) + "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n" + "GET /none HTTP/1.0\r\n\r\n").encode()
        )
        answers = connection.makefile("rb").read()
    assert [part[:3] for part in answers.split(b"HTTP/1.1 ")[1:]] == [b"200", b"200", b"404"]
    assert answers.index(b"alive") > answers.index(b"200 OK")


# What is refused


@pytest.mark.parametrize(
    ("frame", "status", "reason"),
    [
        ("{", 400, "bad_json"),
        (b"\xff\xff", 400, "bad_utf8"),
        ("[" * 60_000, 400, "bad_json"),
        (location(lat="north"), 400, "wrong_type"),
        (location(lat=True), 400, "wrong_type"),
        (location(lat=123), 400, "bad_position"),
        (location(lat=0, lon=0), 400, "bad_position"),
        (location(tst=1), 400, "bad_time"),
        (location(tst=int(moment_there().timestamp()) + 3600), 400, "ahead"),
        ('{"_type":"encrypted","data":"x"}', 400, "encrypted"),
    ],
    ids=[
        "no JSON",
        "no UTF-8",
        "too deep",
        "latitude in words",
        "latitude true or false",
        "latitude too large",
        "null island",
        "long ago",
        "in an hour",
        "encrypted",
    ],  # the frames hold the time, which differs between processes that share the tests
)
def test_a_frame_that_cannot_be_believed_is_refused_and_counted(committed, gateway, frame, status, reason):
    before = measured("alongside_frames_refused_total", protocol="owntracks", reason=reason)
    answer, body, _ = gateway.send("POST", "/owntracks", frame, as_phone(committed))
    assert answer == status
    assert json.loads(body)["error"]
    assert committed.signals() == []
    assert measured("alongside_frames_refused_total", protocol="owntracks", reason=reason) == before + 1


def test_unknown_device_and_wrong_password_look_alike(committed, gateway):
    wrong = gateway.send("POST", "/owntracks", location(), as_phone(committed, "guess"))
    unknown = gateway.send(
        "POST", "/owntracks", location(), {"Authorization": "Basic " + base64.b64encode(b"nobody:x").decode()}
    )
    before = measured("alongside_frames_refused_total", protocol="owntracks", reason="no_secret")
    nothing = gateway.send("POST", "/owntracks", location())
    assert measured("alongside_frames_refused_total", protocol="owntracks", reason="no_secret") == before + 1
    assert wrong[:2] == unknown[:2]
    assert (wrong[0], nothing[0]) == (401, 401)
    assert "www-authenticate" in wrong[2]
    assert committed.signals() == []


def test_a_suspended_device_looks_like_an_unknown_one(committed, gateway):
    committed.ask("UPDATE devices_device SET state = 'suspended' WHERE worker_id = %s", committed.worker)
    assert gateway.send("POST", "/owntracks", location(), as_phone(committed))[0] == 401
    assert gateway.send("GET", f"/?id={committed.osm}&lat=1&lon=1&alarm=sos")[0] == 400
    assert gateway.send("POST", f"/c/{committed.key}/sos")[0] == 404
    assert gateway.send("GET", f"/c/{committed.key}", headers=HTML)[0] == 404
    assert committed.signals() == []


@pytest.mark.parametrize(
    "query", ["id=nobody&lat=1&lon=1", "lat=1&lon=1", "id={osm}&lat=99&lon=1", "id={osm}&lat=x&lon=1"]
)
def test_osmand_is_told_400_as_traccars_server_does(committed, gateway, query):
    assert gateway.send("GET", "/?" + query.format(osm=committed.osm))[0] == 400
    assert committed.signals() == []


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_unknown_check_in_key_is_told_that_nothing_was_noted(gateway, method):
    status, body, _ = gateway.send(method, "/c/never-issued", headers=HTML)
    assert status == 404
    assert "Nothing was noted" in body


@pytest.mark.parametrize("chunked", [False, True])
def test_an_oversized_body_is_refused(committed, gateway, chunked):
    body = b'"' + b"x" * MAX_BODY + b'"'
    before = measured("alongside_frames_refused_total", protocol="http", reason="too_large")
    sent = (body[at : at + 4096] for at in range(0, len(body), 4096)) if chunked else body
    assert gateway.send("POST", "/owntracks", sent, as_phone(committed))[0] == 413
    assert measured("alongside_frames_refused_total", protocol="http", reason="too_large") == before + 1
    assert gateway.send("POST", "/owntracks", location(), as_phone(committed))[0] == 200


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", b"400"),
        (b"GET /c/\xff HTTP/1.1\r\nHost: x\r\n\r\n", b"400"),
        (b"GET / HTTP/1.1\r\nX: " + b"y" * 40_000, b"431"),
        (b"POST / HTTP/1.1\r\nContent-Length: -5\r\n\r\n", b"400"),
        (b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", b"400"),
        (b"DELETE /owntracks HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", b"405"),
        (b"GET /elsewhere HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", b"404"),
        (b"GET /%ff%00?%ff HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", b"404"),
    ],
)
def test_what_is_no_proper_request_is_refused_and_the_gateway_goes_on(gateway, sent, status):
    with socket.create_connection(("127.0.0.1", gateway.port), timeout=20) as connection:
        connection.sendall(sent)
        answer = connection.makefile("rb").read()
    assert answer.split(b" ")[1] == status
    assert gateway.send("GET", "/healthz")[0] == 200


def test_a_frame_that_the_database_refuses_takes_no_other_with_it(committed, gateway, monkeypatch):
    def write(protocol, signal: Signal, digest):
        frame = write_frame(protocol, signal, digest)
        return frame.replace('"lat":66.6', '"lat":"sixty"')

    monkeypatch.setattr("alongside.devices.gateway.write_frame", write)

    def send(number):
        lat = 66.6 if number == 7 else 53.1
        return gateway.send("GET", f"/?id={committed.osm}&lat={lat}&lon=1&n={number}")[0]

    with ThreadPoolExecutor(16) as senders:
        answers = list(senders.map(send, range(16)))
    assert [number for number, status in enumerate(answers) if status != 200] == [7]
    assert answers[7] == 400
    assert len(committed.signals()) == 15


# When the database is away (S1)


@pytest.fixture
def without_database(start_gateway, monkeypatch):
    monkeypatch.setattr(batcher, "PATIENCE_S", 0.1)
    return start_gateway(NOWHERE)


def test_owntracks_gets_no_answer_at_all_so_that_the_app_sends_again(committed, without_database):
    with pytest.raises((http.client.HTTPException, ConnectionError)):
        without_database.send("POST", "/owntracks", location(), as_phone(committed))
    assert committed.signals() == []


def test_everyone_else_is_told_to_try_again(without_database):
    assert without_database.send("GET", "/?id=x&lat=1&lon=1&alarm=sos")[0] == 503
    assert without_database.send("POST", "/c/KEY")[0] == 503
    status, body, _ = without_database.send("POST", "/c/KEY/sos", headers=HTML)
    assert status == 503
    assert "Nothing was stored" in body
    assert without_database.send("GET", "/c/KEY", headers=HTML)[0] == 503


def test_readiness_says_why_not(without_database):
    status, body, _ = without_database.send("GET", "/readyz")
    assert status == 503
    assert "the database cannot be reached" in json.loads(body)["reasons"]
    assert without_database.send("GET", "/healthz")[0] == 200


def test_readiness_comes_with_the_first_connection(gateway):
    while not gateway.gateway.batcher.connected:
        pass
    status, body, _ = gateway.send("GET", "/readyz")
    assert (status, json.loads(body)) == (200, {"ready": True, "reasons": []})


def test_a_full_queue_is_said_at_once(committed, gateway, monkeypatch):
    monkeypatch.setattr(batcher, "MAX_QUEUED", 0)
    assert gateway.send("POST", f"/c/{committed.key}")[0] == 503
    with pytest.raises((http.client.HTTPException, ConnectionError)):
        gateway.send("POST", "/owntracks", location(), as_phone(committed))


def test_the_gateway_finds_the_database_again_and_nothing_answered_is_lost(committed, gateway):
    """Its connections are cut again and again while frames come in."""
    answered = 0
    for number in range(40):
        if number % 8 == 3:
            committed.ask(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'alongside gateway'"
            )
        answered += gateway.send("GET", f"/?id={committed.osm}&lat=53.1&lon=-2.5&n={number}")[0] == 200
    assert answered == 40
    assert len(committed.signals()) == 40


def test_a_batch_whose_outcome_was_lost_is_stored_once(committed, gateway, monkeypatch):
    """The connection breaks after the commit and before the answer: the batch is sent again with the same ids."""
    real, lost = batcher.store_on, []

    async def lose_first(connection, frames):
        outcomes = await real(connection, frames)
        if not lost:
            lost.append(True)
            await connection.close()
            raise psycopg.OperationalError
        return outcomes

    monkeypatch.setattr(batcher, "store_on", lose_first)
    assert gateway.send("POST", f"/c/{committed.key}")[0] == 200
    assert lost
    assert committed.signals() == ["check_in"]


def test_a_stopping_gateway_stores_and_answers_what_it_has_read(committed, gateway):
    blocker = psycopg.connect(committed.url)
    blocker.execute("LOCK TABLE devices_signal IN EXCLUSIVE MODE")
    with ThreadPoolExecutor(2) as threads:
        answer = threads.submit(gateway.send, "POST", f"/c/{committed.key}")
        while not committed.ask("SELECT 1 FROM pg_locks WHERE relation = 'devices_signal'::regclass AND NOT granted"):
            pass
        stopping = threads.submit(gateway.stop)
        blocker.rollback()
        assert answer.result(20)[0] == 200
        stopping.result(20)
    blocker.close()
    assert committed.signals() == ["check_in"]
    with pytest.raises(OSError, match="refused"):
        gateway.send("GET", "/healthz")


def test_measures_tell_what_was_stored_and_name_nobody(committed, gateway):
    gateway.send("POST", f"/c/{committed.key}")
    _, text, _ = gateway.send("GET", "/metrics")
    assert 'alongside_signals_stored_total{protocol="link"}' in text
    assert "alongside_gateway_commit_seconds_bucket" in text
    assert committed.key not in text
    assert committed.phone not in text


def test_nothing_that_a_sender_says_is_logged(committed, gateway, caplog):
    caplog.set_level("DEBUG")
    gateway.send("POST", "/owntracks", location(lat=53.98765), as_phone(committed))
    gateway.send("POST", "/owntracks", "{secret", as_phone(committed, "gu3ss"))
    gateway.send("POST", f"/c/{committed.key}")
    for said in ("53.98765", "s3cret", "gu3ss", committed.key, "{secret"):
        assert said not in caplog.text
