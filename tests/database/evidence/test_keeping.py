"""What becomes of a file: checked again and again, held, copied, shared, scanned, and destroyed by two people."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.utils import IntegrityError, ProgrammingError
from tests.database.evidence.test_nothing_changes import TAMPER, run
from tests.files import JPEG, WEBM
from tests.standins.clamd import EICAR, ClamdStandIn
from tests.world import World

from alongside.config.damage import tell_those_who_run_it
from alongside.evidence import actions, rounds
from alongside.evidence.arriving import arrive
from alongside.evidence.checking import verify
from alongside.evidence.keeping import actions as keeping
from alongside.evidence.keeping.destroying import destroy_due, keep_missing
from alongside.evidence.models import Destruction, FileCheck, Hold, Keeping, Piece, StoredFile
from alongside.evidence.scanning import work
from alongside.incidents.models import Incident
from alongside.incidents.triage.adding import add_exhibit
from alongside.ledger.models import Entry
from alongside.messages.models import Message
from alongside.people.actions import actor_for, add_contact_point
from alongside.people.scope import acting_as

pytestmark = pytest.mark.django_db

LARGE = WEBM + bytes(range(256)) * 20_000
"""Five pieces."""
FLIP = "UPDATE evidence_piece SET bytes = set_bit(bytes, 4711, 1 - get_bit(bytes, 4711)) WHERE number = 4"
Take = Callable[..., StoredFile]


@pytest.fixture
def take(world: World, incident: Incident) -> Take:
    """A file of the report that the LSMS added: `take(content)`."""

    def added(content: bytes = LARGE) -> StoredFile:
        by = actor_for(world.lsms.user)
        made = add_exhibit(incident, arrive("ward.webm", [content]), caption="The ward", by=by).file
        run("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        return made

    return added


@pytest.fixture
def take_old(take: Take, lsms: Any) -> Take:
    """One whose time is over."""

    def aged(*args: Any) -> StoredFile:
        file = take(*args)
        keeping.classify(file, kept_as="incident", starts_on=date(2010, 1, 1), reason="It is of 2010.", by=lsms)
        return file

    return aged


@pytest.fixture
def lsms(world: World) -> Any:
    return actor_for(world.lsms.user)


@pytest.fixture
def director(world: World) -> Any:
    return actor_for(world.director.user)


@pytest.fixture
def go_round(service_role: Any) -> Callable[..., None]:
    """One second of `send`."""

    def turn() -> None:
        with service_role():
            rounds.check_some(tell_those_who_run_it)

    return turn


def tamper(statement: str) -> None:
    """Does behind the back of our code what the database would refuse."""
    run("SET CONSTRAINTS ALL IMMEDIATE")
    run(TAMPER.format(statement))
    run("SET CONSTRAINTS ALL DEFERRED")


# Checks


def test_every_file_is_looked_at_again_after_a_month(take: Take, go_round: Any, later: Any) -> None:
    file = take()
    go_round()
    assert not FileCheck.objects.exists()
    later(days=30.1)
    go_round()
    assert FileCheck.objects.get(file=file).sound
    kept = Keeping.objects.get(file=file)
    assert kept.check_at - kept.checked_at == timedelta(days=30)


def test_a_check_takes_no_more_a_second_than_it_may_and_goes_on_where_it_was(
    take: Take, go_round: Any, later: Any, settings: Any
) -> None:
    settings.EVIDENCE_CHECK_MB_S = 2
    file = take()
    later(days=31)
    places = []
    for _ in range(3):
        go_round()
        places.append(Keeping.objects.get(file=file).next_piece)
    assert places == [3, 5, 1]
    assert FileCheck.objects.get(file=file).sound


def test_one_flipped_bit_is_found_named_and_told(
    take: Take, go_round: Any, later: Any, world: World, incident: Incident
) -> None:
    for staff in (world.administrator, world.lsms):
        add_contact_point(staff, "email", staff.user.email, verified=True)
    sound, file = take(JPEG), take()
    tamper(FLIP)
    later(days=31)
    go_round()
    kept = Keeping.objects.get(file=file)
    assert (kept.damage, Keeping.objects.get(file=sound).damage) == ("piece 4 of 5 is not what was received", "")
    told = Message.objects.filter(subject="A stored file is damaged")
    assert {one.recipient_id for one in told} == {world.administrator.pk, world.lsms.pk}
    assert "/evidence/checks" in told.get(recipient=world.administrator).body
    assert incident.reference in told.get(recipient=world.lsms).body
    assert Entry.objects.filter(verb="evidence.damaged", subject_id=file.pk).count() == 1
    later(days=62)
    go_round()
    assert Message.objects.filter(subject="A stored file is damaged").count() == 2
    assert [(one.file.pk, one.why) for one in verify().faults] == [(file.pk, "its hash is another")]


def test_a_flipped_bit_that_somebody_comes_upon_is_told_at_once(
    take: Take, go_round: Any, sign_in: Any, incident: Incident, world: World
) -> None:
    add_contact_point(world.administrator, "email", "ada@example.org", verified=True)
    file = take()
    tamper(FLIP.replace("number = 4", "number = 1"))
    exhibit = file.exhibit
    answer = sign_in("lsms").get(f"/incidents/{incident.reference}/exhibits/{exhibit.pk}")
    assert answer.status_code == 500
    go_round()
    assert Keeping.objects.get(file=file).damaged_at is not None
    assert Message.objects.filter(recipient=world.administrator, subject="A stored file is damaged").exists()


def test_what_was_put_back_from_a_back_up_is_sound_again(take: Take, go_round: Any, later: Any) -> None:
    file = take()
    tamper(FLIP)
    later(days=31)
    go_round()
    tamper(FLIP)  # the bit as it was
    later(days=62)
    go_round()
    assert Keeping.objects.get(file=file).damaged_at is None
    assert list(FileCheck.objects.filter(file=file).order_by("pk").values_list("sound", flat=True)) == [False, True]


@pytest.mark.parametrize("said", ["checked_at = now()", "damaged_at = NULL", "check_at = NULL", "next_piece = 9"])
def test_the_web_cannot_say_that_a_file_is_sound(take: Take, world: World, app_role: Any, said: str) -> None:
    take()
    with pytest.raises(ProgrammingError, match="permission denied"), app_role(), acting_as(world.lsms.user):
        run(f"UPDATE evidence_keeping SET {said}")


def test_a_file_that_the_version_before_received_is_kept_too(take: Take, service_role: Any) -> None:
    file = take()
    run("SET CONSTRAINTS ALL IMMEDIATE")
    run("DELETE FROM evidence_keeping")
    with service_role():
        assert keep_missing() == 1
        assert keep_missing() == 0
    assert Keeping.objects.get(file=file).kept_as == "incident"


# Copies


def test_a_redacted_copy_names_what_it_was_made_from(take: Take, world: World, lsms: Any) -> None:
    file = take()
    made = keeping.DerivedFrom(file, "redacted", "The face of a patient is hidden.")
    copy = actions.receive(
        arrive("ward-2.webm", [WEBM]),
        organisation_id=world.organisation.pk,
        purpose="incident_attachment",
        by=lsms,
        derived=made,
    )
    assert (copy.derivation.source, copy.derivation.how, copy.derivation.made_name) == (file, "redacted", "Lee Stone")
    assert list(file.derived.values_list("file", flat=True)) == [copy.pk]
    for change in ("why = 'x'", "source_id = file_id"):
        with pytest.raises(IntegrityError), transaction.atomic():
            run(f"UPDATE evidence_derivation SET {change}")


def test_a_copy_without_a_word_why_is_refused(take: Take, world: World, lsms: Any) -> None:
    file = take()
    with pytest.raises(ValidationError) as refused:
        keeping.derive(take(JPEG), keeping.DerivedFrom(file, "painted", " "), lsms)
    assert set(refused.value.message_dict) == {"how", "why"}


# Holds and destruction


def test_a_file_counts_from_the_day_of_its_incident_and_is_due_after_ten_years(take: Take, incident: Incident) -> None:
    kept = Keeping.objects.get(file=take())
    assert (kept.owner, kept.subject_id, kept.kept_as) == ("incident", incident.pk, "incident")
    assert kept.starts_on == incident.occurred_at.date()
    assert kept.due_on.year == kept.starts_on.year + 10


def test_a_serious_incidents_file_is_due_after_twenty_years(take: Take, lsms: Any) -> None:
    file = take()
    keeping.classify(file, kept_as="serious_incident", starts_on=date(2024, 2, 29), reason="She died.", by=lsms)
    assert Keeping.objects.get(file=file).due_on == date(2044, 2, 29)
    with pytest.raises(ValidationError):
        keeping.classify(file, kept_as="whatever", starts_on=date(2024, 2, 29), reason="x", by=lsms)


def test_a_held_file_cannot_be_destroyed_by_anybody(
    take_old: Take, lsms: Any, director: Any, service_role: Any
) -> None:
    file = take_old()
    hold = keeping.place_hold(file, "The police asked for it.", lsms)
    with pytest.raises(ValidationError, match="legal hold"):
        keeping.propose_destruction(file, "Old", lsms)
    with pytest.raises(actions.Held), service_role(), transaction.atomic():
        actions.erase(file, "its time is over", director)
    with pytest.raises(IntegrityError, match="legal hold"), service_role():
        run(
            "UPDATE evidence_storedfile SET erased_at = now(), erased_because = 'x', erased_kind = 'x', erased_name = 'x'"
        )
    keeping.lift_hold(hold, "The case is closed.", director)
    with pytest.raises(keeping.Overtaken):
        keeping.lift_hold(hold, "Again", director)
    with pytest.raises(IntegrityError, match="only be lifted"), transaction.atomic():
        Hold.objects.filter(pk=hold.pk).update(reason="Something else")
    assert keeping.propose_destruction(file, "Old", lsms)


def test_two_people_destroy_a_file_and_its_hash_stays(
    take_old: Take, lsms: Any, director: Any, service_role: Any, app_role: Any, world: World
) -> None:
    file = take_old()
    with app_role(), acting_as(world.lsms.user):
        proposal = keeping.propose_destruction(file, "Ten years are over, nothing is pending.", lsms)
        with pytest.raises(ValidationError, match="somebody else"):
            keeping.decide_destruction(proposal, confirm=True, reason="", by=lsms)
    with service_role():
        assert destroy_due() == 0
    with app_role(), acting_as(world.director.user):
        keeping.decide_destruction(proposal, confirm=True, reason="", by=director)
    with service_role():
        assert destroy_due() == 1
    file.refresh_from_db()
    proposal.refresh_from_db()
    assert (file.erased_name, len(file.sha256), Piece.objects.filter(file=file).exists()) == ("Dara Holm", 64, False)
    assert proposal.done_at is not None
    with pytest.raises(keeping.Overtaken):
        keeping.decide_destruction(proposal, confirm=False, reason="No", by=director)


def test_not_even_a_mistake_of_ours_lets_one_person_destroy_a_file(take_old: Take, lsms: Any) -> None:
    proposal = keeping.propose_destruction(take_old(), "Old", lsms)
    with pytest.raises(IntegrityError, match="two_people"), transaction.atomic():
        Destruction.objects.filter(pk=proposal.pk).update(
            decision="confirmed", decided_at="2026-11-28T00:00Z", decided_id=lsms.id, decided_name="Lee Stone"
        )


def test_a_hold_that_comes_between_decision_and_destruction_wins(
    take_old: Take, lsms: Any, director: Any, service_role: Any
) -> None:
    file = take_old()
    proposal = keeping.propose_destruction(file, "Old", lsms)
    keeping.decide_destruction(proposal, confirm=True, reason="", by=director)
    keeping.place_hold(file, "A claim came in.", lsms)
    with service_role():
        assert destroy_due() == 0
    assert Piece.objects.filter(file=file).exists()


def test_what_was_declined_can_be_proposed_again(take_old: Take, lsms: Any, director: Any) -> None:
    file = take_old()
    proposal = keeping.propose_destruction(file, "Old", lsms)
    with pytest.raises(keeping.Overtaken):
        keeping.propose_destruction(file, "Old", lsms)
    keeping.decide_destruction(proposal, confirm=False, reason="A claim may come.", by=director)
    assert keeping.propose_destruction(file, "Older", lsms).pk != proposal.pk


def test_what_was_shared_is_written_down_once_and_for_ever(take: Take, lsms: Any) -> None:
    file = take()
    keeping.share(file, to_whom="PC 4711, Northbrook police", ground="police", note="", by=lsms)
    assert Entry.objects.filter(verb="evidence.shared", subject_id=file.pk).count() == 1
    with pytest.raises(ValidationError):
        keeping.share(file, to_whom="", ground="fun", note="", by=lsms)
    with pytest.raises(IntegrityError), transaction.atomic():
        run("DELETE FROM evidence_disclosure")


def test_who_takes_a_file_away_says_why(take: Take, sign_in: Any, incident: Incident) -> None:
    file = take(WEBM)
    there = f"/incidents/{incident.reference}/exhibits/{file.exhibit.pk}"
    browser = sign_in("lsms")
    assert browser.get(there).status_code == 200
    asked = browser.get(f"{there}?download=yes")
    assert "Why do you need this file?" in asked.content.decode()
    assert browser.get(f"{there}?download=yes&why=nothing").status_code == 422
    taken = browser.get(f"{there}?download=yes&why=police")
    assert taken.content == WEBM
    looks = Entry.objects.filter(verb="incident.exhibit_seen").order_by("pk")
    assert '"ground": "police"' in looks.last().details


# Malware


@pytest.fixture
def scanner(settings: Any) -> Any:
    with ClamdStandIn(longest=3 * 1024 * 1024) as running:
        settings.CLAMD_URL = running.url
        yield running


def test_a_file_is_shown_only_once_the_scanner_found_nothing(
    take: Take, scanner: ClamdStandIn, sign_in: Any, incident: Incident, service_role: Any
) -> None:
    file = take(WEBM)
    there = f"/incidents/{incident.reference}/exhibits/{file.exhibit.pk}"
    answer = sign_in("lsms").get(there)
    assert (answer.status_code, "looked at for malware" in answer.content.decode()) == (409, True)
    with service_role():
        assert work.scan_due()
    assert scanner.scanned == [WEBM]
    assert sign_in("lsms").get(there).content == WEBM


def test_malware_is_kept_as_evidence_and_sent_to_no_browser(
    take: Take, scanner: ClamdStandIn, sign_in: Any, incident: Incident, service_role: Any
) -> None:
    file = take(WEBM + EICAR)
    with service_role():
        work.scan_due()
    for query in ("", "?download=yes&why=police"):
        answer = sign_in("lsms").get(f"/incidents/{incident.reference}/exhibits/{file.exhibit.pk}{query}")
        assert answer.status_code == 409
        assert "Eicar-Test-Signature" in answer.content.decode()
        assert EICAR not in answer.content
    assert Piece.objects.filter(file=file).exists()
    assert "infected" in Entry.objects.get(verb="evidence.scanned").details


def test_a_scanner_that_is_away_is_said_and_asked_again(
    take: Take, settings: Any, sign_in: Any, incident: Incident, service_role: Any, later: Any
) -> None:
    settings.CLAMD_URL = "tcp://127.0.0.1:1"
    file = take(WEBM)
    with service_role():
        assert not work.scan_due()
    shown = sign_in("lsms").get(f"/incidents/{incident.reference}/exhibits/{file.exhibit.pk}").content.decode()
    assert "The scanner does not answer now" in shown
    with ClamdStandIn() as back:
        settings.CLAMD_URL = back.url
        with service_role():
            assert not work.scan_due()  # not yet
        later(minutes=2)
        with service_role():
            assert work.scan_due()
    assert Keeping.objects.get(file=file).scan == "clean"


def test_a_file_too_large_for_the_scanner_is_released_by_a_person(
    take: Take, scanner: ClamdStandIn, sign_in: Any, incident: Incident, service_role: Any, app_role: Any, world: World
) -> None:
    file = take()
    there = f"/incidents/{incident.reference}/exhibits/{file.exhibit.pk}"
    with service_role():
        work.scan_due()
    assert "too large for the malware scanner" in sign_in("lsms").get(there).content.decode()
    with app_role(), acting_as(world.lsms.user):
        with pytest.raises(ValidationError):
            work.release(file, " ", actor_for(world.lsms.user))
        work.release(file, "It is from our own cameras.", actor_for(world.lsms.user))
    assert sign_in("lsms").get(there).status_code == 200


def test_the_web_cannot_call_a_file_clean(take: Take, scanner: ClamdStandIn, world: World, app_role: Any) -> None:
    take(WEBM)
    with pytest.raises(IntegrityError, match="scan has found"), app_role(), acting_as(world.lsms.user):
        run("UPDATE evidence_keeping SET scan = 'clean'")


def test_a_spoken_note_does_not_wait_for_the_scanner(world: World, scanner: ClamdStandIn) -> None:
    from django.test import RequestFactory

    from alongside.evidence.sending import send_file

    by = actor_for(world.nurse.user)
    note = actions.receive(arrive("n", [WEBM]), organisation_id=world.organisation.pk, purpose="amber_note", by=by)
    assert Keeping.objects.get(file=note).scan == "waiting"
    assert send_file(RequestFactory().get("/"), note, by=actor_for(world.operator.user)).status_code == 200


def test_the_outsider_sees_nothing_of_it(take: Take, world: World, app_role: Any, lsms: Any) -> None:
    file = take()
    keeping.place_hold(file, "The police asked for it.", lsms)
    keeping.share(file, to_whom="PC 4711", ground="police", note="", by=lsms)
    with app_role(), acting_as(world.outsider.user):
        for model in (Keeping, FileCheck, Hold, Destruction):
            assert not model.objects.exists()
