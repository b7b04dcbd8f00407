"""The amber note as it was spoken: left, kept from everybody, heard when the alarm gives reason, and seen by its worker who heard it."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.files import JPEG, REFUSED, WEBM
from tests.world import DURESS_PIN, PIN, World

from alongside.evidence.actions import erase
from alongside.evidence.models import Piece, StoredFile
from alongside.evidence.queries import read_file
from alongside.ledger.actions import SYSTEM
from alongside.ledger.clock import now
from alongside.ledger.models import Entry
from alongside.people.actions import actor_for
from alongside.watch import actions
from alongside.watch.models import Alarm, Visit, VisitNote

pytestmark = pytest.mark.django_db

SignIn = Callable[[str], Client]
LONG = WEBM + bytes(900_000)
"""More than Django keeps of a body in memory."""


@pytest.fixture
def visit(world: World) -> Visit:
    itinerary = actions.Itinerary("14 Mill Lane", now() + timedelta(hours=1))
    return actions.plan_visit(world.nurse, itinerary, by=actor_for(world.nurse.user), start=True)


def speak(client: Client, visit: Visit, content: bytes = WEBM, *, key: str = "", **words: str) -> Any:
    """The worker's phone sends a recording."""
    form = {"audio": SimpleUploadedFile("note.webm", content), **words}
    headers = {"Idempotency-Key": key} if key else {}
    return client.post(f"/api/v1/visits/{visit.pk}/note", form, headers=headers)


def call_for_help(client: Client) -> Alarm:
    assert client.post("/api/v1/alarms", {}, content_type="application/json").status_code == 201
    return Alarm.objects.latest("raised_at")


def hear(client: Client, alarm: Alarm, **headers: str) -> Any:
    return client.get(f"/response/alarms/{alarm.pk}/spoken-note", headers=headers)


def text_of(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_a_spoken_note_is_stored_with_the_words_beside_it(sign_in: SignIn, visit: Visit) -> None:
    assert speak(sign_in("nurse"), visit, LONG, text="Two dogs.").status_code == 201
    note = VisitNote.objects.get()
    assert (note.text, note.audio.media_type, note.audio.purpose) == ("Two dogs.", "audio/webm", "amber_note")
    assert read_file(note.audio) == LONG


def test_a_written_note_is_left_as_before(sign_in: SignIn, visit: Visit) -> None:
    url = f"/api/v1/visits/{visit.pk}/note"
    assert sign_in("nurse").post(url, {"text": "Two dogs."}, content_type="application/json").status_code == 201
    assert VisitNote.objects.get().audio is None


@pytest.mark.parametrize("body", ["", "{}", '{"text": 5}', '{"text": "a\\u0000"}', "[]", "no"])
def test_what_is_no_note_is_refused_in_the_manner_of_the_api(sign_in: SignIn, visit: Visit, body: str) -> None:
    url = f"/api/v1/visits/{visit.pk}/note"
    answer = sign_in("nurse").generic("POST", url, body, content_type="application/json")
    assert (answer.status_code, answer.headers["Content-Type"]) == (422, "application/problem+json")
    assert answer.json()["errors"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (JPEG, "This file cannot be taken in. Choose a sound recording."),
        (REFUSED["page"], "This file cannot be taken in. Choose a sound recording."),
        (b"", "The file is empty. Choose another."),
        (WEBM + bytes(2 * 1024 * 1024), "The file is too large. It can have 2 MB at the most."),
    ],
)
def test_what_is_no_recording_is_refused_in_words(sign_in: SignIn, visit: Visit, content: bytes, words: str) -> None:
    answer = speak(sign_in("nurse"), visit, content, text="Two dogs.")
    assert (answer.status_code, answer.json()["detail"], list(answer.json()["errors"])) == (422, words, ["audio"])
    assert not VisitNote.objects.exists()
    assert not StoredFile.objects.exists()


def test_a_form_without_recording_and_words_is_asked_for_words(sign_in: SignIn, visit: Visit) -> None:
    answer = sign_in("nurse").post(f"/api/v1/visits/{visit.pk}/note", {"text": " "})
    assert answer.json()["detail"] == "Write what others should know if you need help."


def test_a_form_with_a_character_that_is_none_is_refused_however_large_it_is(sign_in: SignIn, visit: Visit) -> None:
    assert speak(sign_in("nurse"), visit, LONG, text="Two\x00dogs").status_code == 400
    assert not VisitNote.objects.exists()


def test_a_recording_that_is_sent_again_is_stored_once(sign_in: SignIn, visit: Visit) -> None:
    """A browser invents a new boundary each time, and Django's client does not: the two bodies differ all the same."""
    nurse = sign_in("nurse")
    url, boundaries = f"/api/v1/visits/{visit.pk}/note", ("one", "another")
    answers = []
    for boundary in boundaries:
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="audio"; filename="n"\r\n\r\n'.encode()
        body = head + LONG + f"\r\n--{boundary}--\r\n".encode()
        media_type = f"multipart/form-data; boundary={boundary}"
        answers.append(nurse.generic("POST", url, body, content_type=media_type, headers={"Idempotency-Key": "3f"}))
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[1].headers["Idempotent-Replayed"] == "true"
    assert VisitNote.objects.count() == StoredFile.objects.count() == 1


@pytest.mark.parametrize("other", [{"content": WEBM + b"x"}, {"text": "One dog."}])
def test_another_recording_or_other_words_under_the_same_key_are_refused(
    sign_in: SignIn, visit: Visit, other: dict[str, Any]
) -> None:
    nurse = sign_in("nurse")
    assert speak(nurse, visit, key="3f").status_code == 201
    assert speak(nurse, visit, key="3f", **other).status_code == 422
    assert VisitNote.objects.count() == 1


@pytest.mark.parametrize("who", ["outsider", "second_nurse"])
def test_nobody_leaves_a_note_for_somebody_else(sign_in: SignIn, visit: Visit, who: str) -> None:
    assert speak(sign_in(who), visit).status_code == 404
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize("pin", [PIN, DURESS_PIN])
def test_no_note_is_taken_once_the_visit_has_ended(sign_in: SignIn, visit: Visit, pin: str) -> None:
    nurse = sign_in("nurse")
    nurse.post(f"/api/v1/visits/{visit.pk}/end", {"pin": pin}, content_type="application/json")
    assert speak(nurse, visit).status_code == 409
    assert not StoredFile.objects.exists()


def test_without_scripts_the_phones_own_recorder_sends_it(sign_in: SignIn, visit: Visit) -> None:
    nurse = sign_in("nurse")
    form = {"text": "", "audio": SimpleUploadedFile("Recording 7.webm", WEBM)}
    page = text_of(nurse.post(f"/my-safety/visits/{visit.pk}/note", form, follow=True))
    assert "Your note is saved." in page
    assert "Your spoken note has arrived" in page


def test_without_scripts_a_file_that_is_no_recording_is_explained_and_the_words_are_kept(
    sign_in: SignIn, visit: Visit
) -> None:
    form = {"text": "Two dogs.", "audio": SimpleUploadedFile("bite.jpg", JPEG)}
    answer = sign_in("nurse").post(f"/my-safety/visits/{visit.pk}/note", form)
    assert answer.status_code == 422
    assert "This file cannot be taken in. Choose a sound recording." in text_of(answer)
    assert ">Two dogs.</textarea>" in answer.content.decode()


def test_who_answers_the_alarm_can_play_it_and_the_worker_sees_who_listened(sign_in: SignIn, visit: Visit) -> None:
    nurse, operator = sign_in("nurse"), sign_in("operator")
    speak(nurse, visit)
    alarm = call_for_help(nurse)
    page = operator.get(f"/response?alarm={alarm.pk}").content.decode()
    assert f'src="/response/alarms/{alarm.pk}/spoken-note"' in page
    assert not Entry.objects.filter(verb="note.heard").exists()  # nobody has pressed play

    answer = hear(operator, alarm)
    assert (answer.content, answer.headers["Content-Type"]) == (WEBM, "audio/webm")
    assert hear(operator, alarm, Range="bytes=0-1").status_code == 206
    heard = Entry.objects.get(verb="note.heard")
    assert (heard.subject_type, heard.subject_id, heard.actor_name) == ("alarm", alarm.pk, "Olu Grant")
    assert "Olu Grant What they saw Your spoken note" in text_of(nurse.get("/my-safety/who"))


def test_a_later_note_takes_the_place_of_the_spoken_one(sign_in: SignIn, visit: Visit) -> None:
    nurse, operator = sign_in("nurse"), sign_in("operator")
    speak(nurse, visit)
    nurse.post(f"/api/v1/visits/{visit.pk}/note", {"text": "All quiet."}, content_type="application/json")
    alarm = call_for_help(nurse)
    assert "Spoken note" not in text_of(operator.get(f"/response?alarm={alarm.pk}"))
    assert hear(operator, alarm).status_code == 404


def test_it_is_heard_as_long_as_the_alarm_is_open_and_no_longer(world: World, sign_in: SignIn, visit: Visit) -> None:
    nurse, operator = sign_in("nurse"), sign_in("operator")
    speak(nurse, visit)
    alarm, by = call_for_help(nurse), actor_for(world.operator.user)
    actions.take_alarm(alarm, world.operator, by=by)
    assert hear(operator, alarm).status_code == 200
    actions.close_alarm(alarm, world.operator, "found_safe", "She is well.", by=by)
    assert hear(operator, alarm).status_code == 404
    assert "Spoken note" not in text_of(operator.get(f"/response?alarm={alarm.pk}"))


def test_nobody_hears_it_before_there_is_an_alarm(sign_in: SignIn, visit: Visit) -> None:
    speak(sign_in("nurse"), visit)
    assert "spoken-note" not in sign_in("operator").get("/response").content.decode()


def test_an_outsider_hears_nothing(sign_in: SignIn, visit: Visit) -> None:
    nurse = sign_in("nurse")
    speak(nurse, visit)
    alarm = call_for_help(nurse)
    for who in ("outsider", "second_nurse", "nurse"):
        assert hear(sign_in(who), alarm).status_code == 404
    assert not Entry.objects.filter(verb="note.heard").exists()


def test_who_listened_to_a_silent_alarm_is_kept_back_while_it_stands(
    world: World, sign_in: SignIn, visit: Visit
) -> None:
    nurse = sign_in("nurse")
    speak(nurse, visit)
    nurse.post(f"/api/v1/visits/{visit.pk}/end", {"pin": DURESS_PIN}, content_type="application/json")
    alarm = Alarm.objects.get()
    assert hear(sign_in("operator"), alarm).status_code == 200
    assert "Olu Grant" not in text_of(nurse.get("/my-safety/who"))
    by = actor_for(world.operator.user)
    actions.take_alarm(alarm, world.operator, by=by)
    actions.close_alarm(alarm, world.operator, "genuine", "She is with us.", by=by)
    assert "Olu Grant" in text_of(nurse.get("/my-safety/who"))


def test_an_erased_recording_is_not_played_and_the_page_says_so(sign_in: SignIn, visit: Visit) -> None:
    nurse, operator = sign_in("nurse"), sign_in("operator")
    speak(nurse, visit)
    alarm = call_for_help(nurse)
    erase(VisitNote.objects.get().audio, "the visit ended safely", SYSTEM)
    assert not Piece.objects.exists()
    assert hear(operator, alarm).status_code == 410
    page = operator.get(f"/response?alarm={alarm.pk}").content.decode()
    assert "The recording was erased" in page
    assert "<audio" not in page
