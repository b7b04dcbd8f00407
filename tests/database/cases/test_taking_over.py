"""Whoever accepts a transfer has a case of their own from then on: of what was shared, of nothing else, and for good."""

from collections.abc import Callable
from typing import Any

import pytest
from tests.conftest import AppClient
from tests.files import JPEG
from tests.referrals import Bodies, as_receiver, share
from tests.reports import ACCOUNT
from tests.world import World

from alongside.cases.models import Case, Event, Referral, TakenOver
from alongside.cases.owing import owed_by
from alongside.cases.queries import cases_for, file_of, incidents_of, people_hurt_in
from alongside.cases.referrals import answering, queries, receiving, sending, taking_back, taking_over
from alongside.cases.working.actions import move_case, moves_of, note
from alongside.evidence.arriving import arrive
from alongside.evidence.models import StoredFile
from alongside.evidence.queries import read_file
from alongside.incidents.models import Account, Change, Duty, Incident
from alongside.incidents.models import Exhibit as OfReport
from alongside.incidents.triage.adding import add_exhibit
from alongside.ledger.actions import Actor
from alongside.ledger.clock import now
from alongside.ledger.models import Entry
from alongside.machine import Refused
from alongside.messages.models import Message
from alongside.people.scope import acting_as

pytestmark = pytest.mark.django_db
PARTS = ("narrative", "people", "suspect")
SECRET = "The ward sister doubts it."
CHOSEN = "The porter saw it."
EVERYTHING = ["narrative", "people", "suspect", "evidence", "legal"]


@pytest.fixture
def transfer(world: World, bodies: Bodies, case: Case, by: Actor) -> Referral:
    """A case that is to be taken over; one line of its file goes with it, another does not."""
    chosen = note(case, CHOSEN, by=by)
    note(case, SECRET, by=by)
    move_case(case, "investigate", by=by)
    case.refresh_from_db()
    return share(world.lsms.user, case, bodies.other_trust, "transfer", PARTS, (str(chosen.pk),), note="Please ring.")


@pytest.fixture
def receiver(bodies: Bodies, browser: Any) -> AppClient:
    return browser(bodies.other_trust.user)


def own_case(referral: Referral) -> Case:
    return TakenOver.objects.select_related("case").get(referral=referral).case


def file_text(case: Case) -> str:
    return "\n".join(file_of(case, EVERYTHING).values_list("text", flat=True))


def test_accepting_a_transfer_opens_a_case_of_what_was_shared_owned_by_whoever_takes_it(
    bodies: Bodies, case: Case, transfer: Referral, receiver: AppClient
) -> None:
    page = receiver.get(f"/cases/referrals/{transfer.pk}/accept").content.decode()
    assert "A case of your own is opened".lower() in page.lower()
    assert receiver.post(f"/cases/referrals/{transfer.pk}/accept", {"text": "We take it."}).status_code == 302
    ours = own_case(transfer)
    assert (ours.owner, ours.organisation) == (bodies.other_trust, bodies.other_trust.organisation)
    assert (ours.title, ours.kinds, ours.definition) == (case.title, case.kinds, case.definition)
    assert ours.occurred_at == case.occurred_at
    report = incidents_of(ours).get()
    assert (report.source, report.external_reference) == (Incident.Source.REFERRAL, transfer.reference)
    assert report.occurred_at == case.occurred_at
    assert ACCOUNT in Account.objects.get(incident=report).text
    assert [one.identity.name for one in people_hurt_in(ours)] == ["Nia Okoye"]
    assert report.responsible.get().identity.name == "Arno Velt"
    told = file_text(ours)
    for words in (ACCOUNT, "Nia Okoye", "Arno Velt", CHOSEN, "Please ring."):
        assert words in told
    shown = receiver.get(f"/cases/{ours.reference}/file").content.decode()
    assert "Received from another body" in shown
    assert transfer.reference in shown
    assert ours.reference in receiver.get(f"/cases/referrals/{transfer.pk}").content.decode()


def test_nothing_that_was_not_shared_goes_over(case: Case, transfer: Referral, receiver: AppClient) -> None:
    receiver.post(f"/cases/referrals/{transfer.pk}/accept", {"text": ""})
    ours = own_case(transfer)
    rows = [*Event.objects.filter(case=ours).values(), *Change.objects.filter(incident__case_links__case=ours).values()]
    for words in (SECRET, case.reference):
        assert words not in str(rows)
        assert words not in receiver.get(f"/cases/{ours.reference}/file").content.decode()
    theirs = incidents_of(case).get().pk
    assert str(theirs) not in str(rows)
    assert not Event.objects.filter(case=ours, what="note").exists()


def test_a_part_that_was_not_shared_is_empty_in_the_new_case(
    world: World, bodies: Bodies, case: Case, receiver: AppClient
) -> None:
    referral = share(world.lsms.user, case, bodies.other_trust, "transfer", ("harm",))
    receiver.post(f"/cases/referrals/{referral.pk}/accept", {"text": ""})
    ours = own_case(referral)
    assert ours.title != case.title or case.title == "Physical assault"
    report = incidents_of(ours).get()
    assert not Account.objects.filter(incident=report).exists()
    assert not report.responsible.exists()
    assert not hasattr(people_hurt_in(ours).get(), "identity"), "how they were hurt was shared, and no name"
    assert "Nia Okoye" not in file_text(ours)


def test_the_case_of_the_sender_says_that_it_was_taken_over_and_can_be_closed_with_that(
    world: World,
    case: Case,
    transfer: Referral,
    receiver: AppClient,
    browser: Any,
    tell_everybody: Callable[[Case], None],
    by: Actor,
) -> None:
    tell_everybody(case)
    assert "pass_on" not in [one.act for one in moves_of(case)]
    with pytest.raises(Refused, match="No other body has taken"):
        move_case(case, "pass_on", text="They have it.", by=by)
    receiver.post(f"/cases/referrals/{transfer.pk}/accept", {"text": ""})
    lsms = browser(world.lsms.user)
    assert "took the case over" in lsms.get(f"/cases/{case.reference}/shared/{transfer.pk}").content.decode()
    assert "another body took it over" in lsms.get(f"/cases/{case.reference}").content.decode()
    whats = list(file_of(case, ["narrative"]).values_list("what", flat=True))
    assert {"referral_accepted", "referral_case_opened"} <= set(whats)
    case.refresh_from_db()
    owed = {f"waive-{one}": "With them now." for one in _owed(case)}
    answer = lsms.post(f"/cases/{case.reference}/move", {"act": "pass_on", "text": "It is theirs.", **owed})
    assert answer.status_code == 302
    case.refresh_from_db()
    assert (case.status, case.outcome) == ("closed", "passed_on")


def test_ending_or_taking_back_leaves_the_case_of_the_receiver(
    bodies: Bodies, case: Case, transfer: Referral, receiver: AppClient, by: Actor
) -> None:
    receiver.post(f"/cases/referrals/{transfer.pk}/accept", {"text": ""})
    transfer.refresh_from_db()
    taking_back.take_back(transfer, ["suspect"], "Sent by mistake.", by=by)
    transfer.refresh_from_db()
    sending.end(transfer, "It is over.", by=by)
    ours = own_case(transfer)
    assert "Arno Velt" in file_text(ours)
    page = receiver.get(f"/cases/{ours.reference}/file")
    assert page.status_code == 200
    assert ACCOUNT in page.content.decode()
    answer = receiver.get(f"/cases/referrals/{transfer.pk}").content.decode()
    assert ours.reference in answer
    assert ACCOUNT not in answer, "what was sent is read no more"
    with acting_as(bodies.other_trust.user):
        assert list(cases_for(bodies.users()["other_trust"])) == [ours]


def test_who_took_a_case_over_is_seen_by_the_receiver_alone(
    world: World, bodies: Bodies, transfer: Referral, receiver: AppClient, app_role: Any
) -> None:
    receiver.post(f"/cases/referrals/{transfer.pk}/accept", {"text": ""})
    seen = {}
    for name, user in {**bodies.users(), "sender": world.lsms.user, "nurse": world.nurse.user}.items():
        with app_role(), acting_as(user):
            seen[name] = TakenOver.objects.count()
    assert {name for name, count in seen.items() if count} == {"other_trust"}


def test_of_what_was_shared_for_another_to_know_a_case_can_be_opened_and_only_once(
    world: World, bodies: Bodies, case: Case, receiver: AppClient
) -> None:
    referral = share(world.lsms.user, case, bodies.other_trust, "share")
    assert receiver.get(f"/cases/referrals/{referral.pk}/open").status_code == 404, "it is not accepted yet"
    receiver.post(f"/cases/referrals/{referral.pk}/accept", {"text": ""})
    assert not TakenOver.objects.exists(), "to know of it is not to take it over"
    assert f"{referral.pk}/open" in receiver.get(f"/cases/referrals/{referral.pk}").content.decode()
    assert receiver.post(f"/cases/referrals/{referral.pk}/open").status_code == 302
    ours = own_case(referral)
    assert ours.owner == bodies.other_trust
    assert receiver.get(f"/cases/referrals/{referral.pk}/open").status_code == 404
    with pytest.raises(Refused, match="already"):
        as_receiver(bodies.users()["other_trust"], taking_over.open_own_case, referral)


def test_files_that_were_shared_are_kept_by_the_receiver_with_the_same_hash(
    world: World, bodies: Bodies, case: Case, receiver: AppClient, by: Actor
) -> None:
    theirs = add_exhibit(incidents_of(case).get(), arrive("bite.jpg", [JPEG]), caption="The bite", by=by).file
    kept = add_exhibit(
        incidents_of(case).get(), arrive("other.jpg", [JPEG + b"\0"]), caption="Not for them", by=by
    ).file
    referral = share(world.lsms.user, case, bodies.other_trust, "transfer", ("narrative",), files=(str(theirs.pk),))
    receiver.post(f"/cases/referrals/{referral.pk}/accept", {"text": ""})
    sending.end(Referral.objects.get(pk=referral.pk), "It is over.", by=by)
    report = incidents_of(own_case(referral)).get()
    copied = OfReport.objects.get(incident=report)
    assert (copied.file.organisation, copied.file.sha256) == (bodies.other_trust.organisation, theirs.sha256)
    assert read_file(copied.file) == JPEG
    assert "The bite" in copied.caption
    assert copied.file.pk != theirs.pk
    assert kept.sha256 not in OfReport.objects.filter(organisation=report.organisation).values_list("file__sha256")
    verbs = set(Entry.objects.filter(organisation_id=world.organisation.pk).values_list("verb", flat=True))
    assert "case.referral_file_read" in verbs, "the sender learns that it was copied"


def test_a_file_that_cannot_be_copied_is_named_in_the_file_of_the_receiver(
    world: World, bodies: Bodies, case: Case, by: Actor, receiver: AppClient
) -> None:
    theirs = add_exhibit(incidents_of(case).get(), arrive("bite.jpg", [JPEG]), caption="The bite", by=by).file
    referral = share(world.lsms.user, case, bodies.other_trust, "transfer", ("narrative",), files=(str(theirs.pk),))
    gone = {"erased_at": now(), "erased_because": "By mistake.", "erased_kind": "user", "erased_name": "Lee Stone"}
    StoredFile.objects.filter(pk=theirs.pk).update(**gone)
    receiver.post(f"/cases/referrals/{referral.pk}/accept", {"text": ""})
    ours = own_case(referral)
    assert not OfReport.objects.filter(incident__in=incidents_of(ours)).exists()
    _, said = file_text(ours).split("These files could not be copied.")
    assert "bite.jpg" in said.splitlines()[1] or "The bite" in said.splitlines()[1]


def test_a_received_report_starts_no_clock_and_writes_to_nobody(transfer: Referral, receiver: AppClient) -> None:
    before = set(Message.objects.values_list("pk", flat=True))
    receiver.post(f"/cases/referrals/{transfer.pk}/accept", {"text": ""})
    report = incidents_of(own_case(transfer)).get()
    assert report.is_from_elsewhere
    assert not Duty.objects.filter(incident=report, rule__startswith="RIDDOR").exists()
    assert set(Message.objects.values_list("pk", flat=True)) == before


def test_a_case_is_opened_of_the_words_of_a_copy_that_was_sent_before_it_held_codes(transfer: Referral) -> None:
    snapshot = queries.snapshots_of(transfer)[0]
    del snapshot.content["coded"]
    found = taking_over._codes(snapshot)
    assert found["kinds"] == transfer.case.kinds
    assert found["definition"] == transfer.case.definition
    assert found["estimated"]


def test_who_only_reads_for_advice_takes_nothing_over(world: World, bodies: Bodies, case: Case) -> None:
    referral = share(world.lsms.user, case, bodies.adviser, "legal_advice")
    as_receiver(bodies.adviser.user, answering.answer_referral, referral, "accept")
    with pytest.raises(Refused, match="something else"):
        as_receiver(bodies.users()["adviser"], taking_over.open_own_case, referral)
    as_receiver(bodies.users()["adviser"], receiving.read, referral)
    assert not TakenOver.objects.exists()


def _owed(case: Case) -> list[str]:
    return [one.code for one in owed_by(case)]
