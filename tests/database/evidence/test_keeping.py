"""What becomes of a file: held, copied, shared, and destroyed by two people."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.utils import IntegrityError
from tests.database.evidence.kept import Take
from tests.database.evidence.test_nothing_changes import run
from tests.files import JPEG, WEBM
from tests.world import World

from alongside.evidence import actions
from alongside.evidence.arriving import arrive
from alongside.evidence.keeping import actions as keeping
from alongside.evidence.keeping.destroying import destroy_due
from alongside.evidence.models import Destruction, FileCheck, Hold, Keeping, Piece
from alongside.incidents.models import Incident
from alongside.ledger.models import Entry
from alongside.people.scope import acting_as

pytestmark = pytest.mark.django_db


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


def test_the_outsider_sees_nothing_of_it(take: Take, world: World, app_role: Any, lsms: Any) -> None:
    file = take()
    keeping.place_hold(file, "The police asked for it.", lsms)
    keeping.share(file, to_whom="PC 4711", ground="police", note="", by=lsms)
    with app_role(), acting_as(world.outsider.user):
        for model in (Keeping, FileCheck, Hold, Destruction):
            assert not model.objects.exists()
