"""Files sent in parts: what arrives is what was sent, wherever it was cut off; whoever sends wrongly is told how."""

import hashlib
from collections.abc import Callable
from typing import Any

import pytest
from tests.database.evidence.sending import LARGE, MB, Sender, checksum
from tests.files import FILES, REFUSED
from tests.world import World

from alongside.evidence.models import Piece, StoredFile, Upload
from alongside.evidence.queries import read_file
from alongside.evidence.uploading.protocol import read_metadata
from alongside.incidents.models import Exhibit, Incident
from alongside.ledger.models import Entry
from alongside.people.scope import acting_as

pytestmark = pytest.mark.django_db

Senders = Callable[..., Sender]


CUT_OFF = "MP4 cut off"
"""Its beginning promises a film."""


def test_what_was_sent_in_parts_is_one_file_with_the_hash_of_the_whole(
    sender: Senders, incident: Incident, finish: Any, world: World
) -> None:
    sent = sender().send(caption="The ward at 22:10")
    assert not StoredFile.objects.exists()
    assert finish()
    file = StoredFile.objects.get(pk=sent)
    assert (file.sha256, file.size_bytes) == (hashlib.sha256(LARGE).hexdigest(), len(LARGE))
    assert read_file(file) == LARGE
    exhibit = Exhibit.objects.get(file=file)
    assert (exhibit.incident_id, exhibit.caption) == (incident.pk, "The ward at 22:10")
    entry = Entry.objects.get(verb="evidence.received", subject_id=sent)
    assert (entry.actor_id, file.sha256 in entry.details) == (world.lsms.user_id, True)
    assert not finish()


def test_it_goes_on_where_it_was_cut_off(sender: Senders, finish: Any) -> None:
    lsms = sender()
    lsms.begin()
    lsms.part(LARGE[: 2 * MB], 0)
    again = sender()  # another browser of hers
    again.address = lsms.address
    assert again.how_far() == 2 * MB
    answer = again.part(LARGE[2 * MB :], 2 * MB)
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (204, str(len(LARGE)))
    finish()
    assert read_file(StoredFile.objects.get(pk=lsms.id)) == LARGE


def test_of_a_part_that_ends_within_a_piece_the_whole_pieces_are_kept_and_it_is_said(sender: Senders) -> None:
    lsms = sender()
    lsms.begin()
    answer = lsms.part(LARGE[: 2 * MB + 5], 0)
    assert (answer.status_code, answer.headers["Upload-Offset"], lsms.how_far()) == (204, str(2 * MB), 2 * MB)


def test_the_server_says_what_it_can_do(sender: Senders) -> None:
    headers = sender().ask("OPTIONS", "/evidence/uploads").headers
    assert headers["Tus-Version"] == "1.0.0"
    assert headers["Tus-Extension"] == "creation,expiration,termination,checksum"
    assert headers["Tus-Max-Size"] == str(2048 * MB)
    assert "sha1" in headers["Tus-Checksum-Algorithm"]


def test_what_was_told_is_told_again_and_when_it_ends(sender: Senders) -> None:
    lsms = sender()
    begun = lsms.begin(caption="Wörds, and more")
    asked = lsms.ask("HEAD", lsms.address)
    assert read_metadata(asked.headers["Upload-Metadata"])["caption"] == "Wörds, and more"
    assert begun.headers["Upload-Expires"] == asked.headers["Upload-Expires"]
    assert asked.headers["Upload-Expires"].endswith("GMT")
    assert asked.headers["Cache-Control"] == "no-store"


def test_who_has_no_patch_says_so_in_a_header(sender: Senders) -> None:
    lsms = sender()
    lsms.begin()
    answer = lsms.ask(
        "POST",
        lsms.address,
        LARGE[:MB],
        **{
            "X-HTTP-Method-Override": "PATCH",
            "Upload-Offset": "0",
            "Content-Type": "application/offset+octet-stream",
        },
    )
    assert (answer.status_code, lsms.how_far()) == (204, MB)


# Parts that are wrong


@pytest.mark.parametrize("offset", [0, MB, 3 * MB, len(LARGE)])
def test_a_part_at_a_wrong_place_is_refused_and_told_the_right_one(sender: Senders, offset: int) -> None:
    lsms = sender()
    lsms.begin()
    lsms.part(LARGE[: 2 * MB], 0)
    answer = lsms.part(LARGE[:MB], offset)
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (409, str(2 * MB))
    assert lsms.how_far() == 2 * MB


def test_a_part_that_was_damaged_on_its_way_is_refused(sender: Senders) -> None:
    lsms = sender()
    lsms.begin()
    for algorithm in ("sha256", "sha1"):
        answer = lsms.part(LARGE[:MB], 0, **{"Upload-Checksum": checksum(LARGE[1:MB], algorithm)})
        assert (answer.status_code, lsms.how_far()) == (460, 0)
    assert not Piece.objects.exists()
    for number, algorithm in enumerate(("sha256", "sha1")):
        content = LARGE[number * MB : (number + 1) * MB]
        sent = lsms.part(content, number * MB, **{"Upload-Checksum": checksum(content, algorithm)})
        assert sent.status_code == 204


def test_a_file_that_is_longer_than_was_said_is_refused(sender: Senders) -> None:
    lsms = sender()
    lsms.begin(LARGE[: MB + 10])
    answer = lsms.part(LARGE[: MB + 11], 0)
    assert (answer.status_code, answer.content) == (413, b"This part is longer than the file was said to be.")
    assert lsms.how_far() == 0


def test_a_file_that_is_shorter_than_was_said_never_becomes_evidence(sender: Senders, finish: Any) -> None:
    lsms = sender()
    lsms.begin()
    lsms.part(LARGE[: 4 * MB], 0)
    assert not finish()
    assert not StoredFile.objects.exists()


def test_a_sender_who_trickles_is_refused(sender: Senders) -> None:
    lsms = sender()
    lsms.begin()
    answer = lsms.part(LARGE[:100], 0)
    assert (answer.status_code, lsms.how_far()) == (422, 0)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Upload-Offset": "-1"}, 400),
        ({"Upload-Offset": "1e3"}, 400),
        ({"Upload-Offset": ""}, 400),
        ({"Content-Type": "application/octet-stream"}, 415),
        ({"Tus-Resumable": "0.2.2"}, 412),
        ({"Upload-Checksum": "md5 AAAA"}, 400),
        ({"Upload-Checksum": "sha1 ?"}, 400),
    ],
)
def test_a_part_that_cannot_be_read_changes_nothing(sender: Senders, headers: dict[str, str], status: int) -> None:
    lsms = sender()
    lsms.begin()
    answer = lsms.part(LARGE[:MB], 0, **headers)
    assert (answer.status_code, lsms.how_far()) == (status, 0)


# What is no file that may be taken in


@pytest.mark.parametrize("name", sorted(REFUSED.keys() - {CUT_OFF}))
def test_what_may_not_be_taken_in_is_refused_at_its_first_part(sender: Senders, name: str) -> None:
    lsms = sender()
    content = REFUSED[name] + bytes(3 * MB)
    lsms.begin(content, "ward.webm")
    answer = lsms.part(content[:MB], 0)
    assert answer.status_code == 415
    assert answer.content.startswith(b"This file cannot be taken in. Choose a picture")
    assert lsms.ask("HEAD", lsms.address).status_code == 410
    assert not Piece.objects.exists()


def test_a_film_that_says_at_its_end_what_it_is_is_a_film(sender: Senders, finish: Any) -> None:
    sent = sender().send(_long_film(), "ward.mp4")
    finish()
    assert StoredFile.objects.get(pk=sent).media_type == "video/mp4"


def test_what_says_at_its_end_that_it_is_no_film_is_refused_once_it_has_arrived(sender: Senders, finish: Any) -> None:
    lsms = sender()
    lsms.send(_long_film().replace(b"moov", b"skip"), "ward.mp4")
    finish()
    told = lsms.ask("GET", lsms.address).json()
    assert told["state"] == "refused"
    assert told["why"].startswith("This file cannot be taken in. Choose a picture")
    assert not StoredFile.objects.exists()


def _long_film() -> bytes:
    """A film whose tracks are told of at its end, three megabytes after its beginning."""
    content = FILES["film of an Android"][0]
    at = content.index(b"moov") - 4
    between = b"free" + bytes(3 * MB)
    return content[:at] + (len(between) + 4).to_bytes(4, "big") + between + content[at:]


def test_a_small_file_comes_in_one_part(sender: Senders, finish: Any) -> None:
    content = FILES["pdf"][0]
    sent = sender().send(content, "letter.pdf")
    finish()
    assert read_file(StoredFile.objects.get(pk=sent)) == content


@pytest.mark.parametrize(
    ("length", "status"), [("0", 422), ("-5", 400), ("many", 400), ("", 400), (str(2048 * MB + 1), 413)]
)
def test_a_length_that_cannot_be_is_refused(sender: Senders, length: str, status: int) -> None:
    lsms = sender()
    metadata = {
        "Upload-Metadata": "owner aW5jaWRlbnQ=,purpose aW5jaWRlbnRfYXR0YWNobWVudA==,key " + _b64(lsms.reference)
    }
    answer = lsms.ask("POST", "/evidence/uploads", **{"Upload-Length": length, **metadata})
    assert answer.status_code == status
    assert not Upload.objects.exists()


def test_who_has_begun_too_many_finishes_one_first(sender: Senders, settings: Any) -> None:
    settings.UPLOADS_AT_ONCE = 1
    lsms = sender()
    lsms.begin()
    assert sender().begin().status_code == 422
    lsms.ask("DELETE", lsms.address)
    assert sender().begin().status_code == 201


# Who


@pytest.mark.parametrize(
    ("who", "status"),
    [("lsms", 201), ("director", 403), ("manager", 403), ("nurse", 404), ("outsider", 404), ("administrator", 404)],
)
def test_who_may_add_to_a_report_is_for_the_reports_room_to_say(sender: Senders, who: str, status: int) -> None:
    assert sender(who).begin().status_code == status


@pytest.mark.parametrize("told", [{"owner": "nothing"}, {"purpose": "amber_note"}, {"key": "IR-0000-0000"}])
def test_what_does_not_exist_takes_no_files(sender: Senders, told: dict[str, str]) -> None:
    assert sender().begin(**told).status_code == 404


def test_an_upload_is_its_senders_alone(sender: Senders, world: World) -> None:
    lsms = sender()
    lsms.begin()
    for who in ("director", "outsider", "nurse"):
        other = sender(who)
        other.address = lsms.address
        assert other.part(LARGE[:MB], 0).status_code == 404
        assert other.ask("HEAD", other.address).status_code == 404
        assert other.ask("DELETE", other.address).status_code == 404
        assert other.client.get("/evidence/uploads").content.decode().count("ward.webm") == 0
    assert lsms.how_far() == 0
    assert "ward.webm" in lsms.client.get("/evidence/uploads").content.decode()


def test_whoever_was_signed_out_goes_on_after_signing_in_again(sender: Senders, world: World) -> None:
    lsms = sender()
    lsms.begin()
    lsms.part(LARGE[:MB], 0)
    lsms.client.logout()
    answer = lsms.part(LARGE[MB : 2 * MB], MB)
    assert (answer.status_code, answer.content) == (401, b"Sign in again, then go on.")
    lsms.client.force_login(world.lsms.user)
    assert lsms.part(LARGE[MB:], MB).status_code == 204


def test_the_outsider_sees_neither_upload_nor_pieces(sender: Senders, world: World, app_role: Any) -> None:
    lsms = sender()
    lsms.begin()
    lsms.part(LARGE[:MB], 0)
    with app_role(), acting_as(world.outsider.user):
        assert not Upload.objects.exists()
        assert not Piece.objects.exists()


# What becomes of it


def _b64(text: str) -> str:
    import base64

    return base64.b64encode(text.encode()).decode()
