"""What simulated phones and badges send is read by the decoders as what was meant."""

from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest

from alongside.demo.cast import Device
from alongside.demo.frames import Frame, Meaning, Sample, frame_of
from alongside.demo.walking import Place
from alongside.devices.protocols import link, osmand, owntracks
from alongside.devices.protocols.link import identify
from alongside.devices.protocols.signal import HttpFrame

AT = datetime(2026, 3, 2, 9, 30, 15, tzinfo=UTC)
WALKING = Place(lat=53.388901, lon=-2.595412, accuracy_m=11.0, altitude_m=31.0, speed_ms=1.5, course=270.0)
STANDING = Place(lat=53.388901, lon=-2.595412, accuracy_m=11.0, altitude_m=31.0, speed_ms=0.0, course=None)

OWNTRACKS = Device("owntracks", "nia.okafor.phone", "s3cret")
OSMAND = Device("osmand", "yPaHiOy8UFTjd4g", "s3cret")
OSMAND_OPEN = Device("osmand", "yPaHiOy8UFTjd4g", None)
LINK = Device("link", "R6oXsv7tGFsTsjenRy", "R6oXsv7tGFsTsjenRy")

KINDS = {Meaning.HERE: "position", Meaning.WELL: "check_in", Meaning.HELP: "sos", Meaning.FALLEN: "fall"}
WAYS = [
    pytest.param(OWNTRACKS, owntracks.decode, False, id="OwnTracks"),
    pytest.param(OSMAND, osmand.decode, False, id="OsmAnd query"),
    pytest.param(OSMAND, osmand.decode, True, id="Traccar Client JSON"),
    pytest.param(OSMAND_OPEN, osmand.decode, True, id="Traccar Client JSON, id alone"),
]


@pytest.mark.parametrize(("device", "decode", "as_json"), WAYS)
@pytest.mark.parametrize("meaning", Meaning)
def test_a_phone_says_what_was_meant(device, decode, as_json, meaning):
    decoded = decode(_received(frame_of(device, Sample(AT, WALKING, 46), meaning, as_json=as_json)))

    (signal,) = decoded.signals
    expected = "sos" if (device, meaning) == (OWNTRACKS, Meaning.FALLEN) else KINDS[meaning]
    assert decoded.error is None
    assert (decoded.identifier, decoded.secret) == (device.identifier, device.secret)
    assert signal.kind == expected
    assert (signal.at, signal.lat, signal.lon, signal.battery_pct) == (AT, WALKING.lat, WALKING.lon, 46)
    assert (signal.accuracy_m, signal.altitude_m, signal.course) == (11, 31, 270)
    assert signal.speed_kmh == pytest.approx(5.4, abs=0.5)  # OwnTracks sends whole km/h
    assert not signal.buffered


@pytest.mark.parametrize(("device", "decode", "as_json"), WAYS)
def test_who_stands_still_has_no_course(device, decode, as_json):
    (signal,) = decode(_received(frame_of(device, Sample(AT, STANDING, 46), Meaning.HERE, as_json=as_json))).signals

    assert (signal.speed_kmh, signal.course) == (0, None)


@pytest.mark.parametrize(
    ("meaning", "kind"), [(Meaning.WELL, "check_in"), (Meaning.HELP, "sos"), (Meaning.FALLEN, "sos")]
)
def test_a_badge_says_what_it_can(meaning, kind):
    decoded = link.decode(_received(frame_of(LINK, Sample(AT, WALKING, 46), meaning)))

    (signal,) = decoded.signals
    assert (signal.device, decoded.secret, signal.kind) == (identify(LINK.identifier), LINK.secret, kind)
    assert signal.battery_pct == 46


def test_a_badge_does_not_tell_where_it_is():
    assert frame_of(LINK, Sample(AT, WALKING, 46), Meaning.HERE) is None


def _received(frame: Frame) -> HttpFrame:
    url = urlsplit(frame.path)
    headers = {name.lower(): value for name, value in frame.headers.items()}
    return HttpFrame(
        frame.method,
        url.path,
        url.query,
        headers.get("content-type", ""),
        headers.get("authorization", ""),
        body=frame.body,
    )
