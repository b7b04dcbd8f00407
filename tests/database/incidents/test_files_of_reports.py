"""Files of a report: evidence as they came, or, where nobody is to know who made them, without what tells that."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.conftest import AppClient
from tests.database.incidents.test_reporting_pages import SHORTEST, answer
from tests.files import FILES, media
from tests.world import World

from alongside.evidence.models import StoredFile
from alongside.evidence.queries import read_file
from alongside.incidents.models import DraftFile, Exhibit, Incident
from alongside.incidents.reporting.link_actions import make_posters
from alongside.incidents.reporting.retention import erase_taken_out_files
from alongside.ledger.models import Entry
from alongside.people.models import Place

pytestmark = pytest.mark.django_db

SECRET = "s" * 32
ANONYMOUS = {"reporter": "anonymous"}
CONTACT = {"reporter": "contact", "name": "Vic Ames"}


@pytest.fixture
def stranger(world: World, ward: Place) -> AppClient:
    make_posters([ward], secrets=[SECRET])
    browser = AppClient()
    browser.post(f"/report/at/{SECRET}")
    return browser


def send(browser: AppClient, you: dict[str, str], **files: bytes) -> Any:
    uploads = [SimpleUploadedFile(name.replace("__", "."), content) for name, content in files.items()]
    browser.post("/report/words", {"account": "See", "add": "yes", "files": uploads})
    answer(browser, [one for one in SHORTEST if one[0] != "where"], you=you)
    return browser.post("/report/send")


def test_with_a_name_the_picture_is_kept_exactly_as_it_came(stranger: AppClient) -> None:
    send(stranger, CONTACT, Elm_Street__jpg=media("bite.jpg"))
    kept = Exhibit.objects.get().file
    assert (kept.name, read_file(kept)) == ("Elm_Street.jpg", media("bite.jpg"))
    assert StoredFile.objects.count() == 1


def test_without_a_name_nothing_of_it_tells_who_took_it(stranger: AppClient, service_role: Any) -> None:
    send(stranger, ANONYMOUS, Nias_bite__jpg=media("bite.jpg"), Elm_Street__mov=media("film.mov"))
    kept = [exhibit.file for exhibit in Exhibit.objects.order_by("pk")]
    assert [one.name for one in kept] == ["picture-1.jpg", "video-2.mov"]
    assert not any(words in read_file(one) for one in kept for words in (b"Nia", b"Apple", b"51.5074", b"Elm"))
    with service_role():
        assert erase_taken_out_files() == 2
    assert StoredFile.objects.filter(erased_at=None).count() == 2
    assert not DraftFile.objects.exists()
    made = Entry.objects.filter(verb="evidence.made_without_details")
    assert made.count() == 2
    assert {entry.actor_name for entry in made} == {"Somebody without a name"}


def test_before_sending_it_is_said_which_file_stays_as_it_is(stranger: AppClient) -> None:
    uploads = [SimpleUploadedFile("letter.pdf", FILES["pdf"][0]), SimpleUploadedFile("a.jpg", media("bite.jpg"))]
    stranger.post("/report/words", {"account": "See", "add": "yes", "files": uploads})
    answer(stranger, [one for one in SHORTEST if one[0] != "where"], you=ANONYMOUS)
    page = stranger.get("/report/check").content.decode()
    assert "letter.pdf: kept as it is" in page
    assert "a.jpg: kept" not in page
    stranger.post("/report/you", CONTACT)
    assert "kept as it is" not in stranger.get("/report/check").content.decode()


def test_a_picture_that_cannot_be_cleaned_is_not_sent_in_silence(stranger: AppClient) -> None:
    damaged = media("bite.jpg")[:300]
    page = send(stranger, ANONYMOUS, bite__jpg=damaged)
    assert page.status_code == 422
    assert "bite.jpg: What it tells" in page.content.decode()
    assert "Take it out of the report, or give your name" in page.content.decode()
    assert not Incident.objects.exists()
    stranger.post("/report/you", CONTACT)
    stranger.post("/report/send")
    assert read_file(Exhibit.objects.get().file) == damaged


def test_a_film_is_taken_in_as_a_film(stranger: AppClient) -> None:
    send(stranger, CONTACT, film__mp4=media("film.mp4"))
    assert Exhibit.objects.get().file.media_type == "video/mp4"
