"""Files that are sent with a part of a case: opened by whom they were sent to, while they are shared, one by one."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from tests.conftest import AppClient
from tests.files import FILES
from tests.referrals import Bodies, as_receiver, share
from tests.world import World

from alongside.cases.models import Case, Event, Referral, SharedFile, Snapshot
from alongside.cases.queries import incidents_of
from alongside.cases.referrals import answering, parts, queries, sending
from alongside.cases.referrals.sending import Wanted
from alongside.evidence.actions import receive
from alongside.evidence.arriving import arrive
from alongside.evidence.models import Disclosure, FileCheck, Keeping, Piece, StoredFile
from alongside.incidents.models import Exhibit
from alongside.incidents.new_report import NewResponsible, Who
from alongside.incidents.triage.adding import add_exhibit, give_opinion
from alongside.ledger.actions import Actor, record
from alongside.ledger.models import Entry
from alongside.machine import Refused
from alongside.people.actions import actor_for, add_staff
from alongside.people.models import Staff
from alongside.people.scope import acting_as

pytestmark = pytest.mark.django_db

PNG, _ = FILES["png"]


@dataclass(frozen=True)
class Files:
    """Of one report: sent, kept back, legal advice."""

    sent: Exhibit
    kept: Exhibit
    advice: Exhibit


@pytest.fixture
def files(case: Case, by: Actor) -> Files:
    report = incidents_of(case).get()

    def add(name: str, **more: Any) -> Exhibit:
        return add_exhibit(report, arrive(f"{name}.png", [PNG]), caption=f"The {name}", by=by, **more)

    return Files(add("corridor"), add("arm"), add("advice", privileged=True))


@pytest.fixture
def sent(world: World, bodies: Bodies, case: Case, files: Files) -> Referral:
    """Shared with the other trust: how people were hurt, and the corridor."""
    return share(world.lsms.user, case, bodies.other_trust, chosen=("harm",), files=(str(files.sent.file_id),))


def browser(user: Any) -> AppClient:
    client = AppClient()
    client.force_login(user)
    return client


def rows_shown(user: Any, app_role: Any, exhibit: Exhibit) -> list[int]:
    """How many rows of a file the database shows to somebody: the file, its pieces, how it is kept, that it was shared."""
    key = exhibit.file_id
    with app_role(), acting_as(user):
        return [
            StoredFile.objects.filter(pk=key).count(),
            Piece.objects.filter(file=key).count(),
            Keeping.objects.filter(file=key).count(),
            SharedFile.objects.filter(file=key).count(),
        ]


def address(referral: Referral, exhibit: Exhibit) -> str:
    return f"/cases/referrals/{referral.pk}/files/{exhibit.file_id}"


@pytest.mark.parametrize("phase", ["sent", "accepted", "refused", "ended"])
def test_only_what_was_sent_opens_only_to_whom_and_only_while_it_is_shared(
    phase: str, sent: Referral, files: Files, bodies: Bodies, by: Actor, app_role: Any, world: World
) -> None:
    users = bodies.users()
    receiver = users["other_trust"]
    if phase in ("accepted", "refused"):
        as_receiver(receiver, answering.answer_referral, sent, {"accepted": "accept"}.get(phase, "refuse"), "So.")
    if phase == "ended":
        sending.end(sent, "It is over.", by=by)
    users = bodies.users()
    for name, user in [*users.items(), ("nurse", world.nurse.user)]:
        client = browser(user)
        for exhibit in (files.sent, files.kept, files.advice):
            opens = name == "other_trust" and exhibit == files.sent and phase in ("sent", "accepted")
            answer = client.get(address(sent, exhibit))
            assert (answer.status_code == 200) == opens, (name, exhibit.caption, answer.status_code)
            assert (answer.content == PNG) == opens
            if name != "nurse":  # who is of the sender's own body
                assert rows_shown(user, app_role, exhibit) == ([1, 1, 1, 1] if opens else [0, 0, 0, 0]), name
            for other in (f"/evidence/files/{exhibit.file_id}", f"/incidents/{exhibit.incident.reference}"):
                assert client.get(other).status_code in (403, 404) or name == "nurse", (name, other)


def test_before_it_is_sent_nobody_outside_sees_a_file(files: Files, bodies: Bodies, app_role: Any) -> None:
    for user in bodies.users().values():
        for exhibit in (files.sent, files.kept, files.advice):
            assert rows_shown(user, app_role, exhibit) == [0, 0, 0, 0]


def test_a_file_that_is_there_by_another_referral_is_not_opened_by_this_one(
    world: World, bodies: Bodies, case: Case, files: Files, sent: Referral
) -> None:
    other = share(world.lsms.user, case, bodies.other_trust, chosen=("harm",), files=(str(files.kept.file_id),))
    client = browser(bodies.users()["other_trust"])
    assert client.get(address(sent, files.kept)).status_code == 404
    assert client.get(address(other, files.kept)).status_code == 200


def test_the_page_of_the_receiver_leads_to_the_file_and_tells_its_hash(
    sent: Referral, files: Files, bodies: Bodies
) -> None:
    page = browser(bodies.users()["other_trust"]).get(f"/cases/referrals/{sent.pk}").content.decode()
    assert address(sent, files.sent) in page
    assert files.sent.file.sha256 in page
    assert "The corridor" in page
    for hidden in ("The arm", "The advice", str(files.kept.file_id), str(files.advice.file_id)):
        assert hidden not in page


def test_every_look_at_a_file_is_in_both_ledgers_and_that_it_was_given_is_written_down(
    sent: Referral, files: Files, bodies: Bodies
) -> None:
    user = bodies.users()["other_trust"]
    browser(user).get(address(sent, files.sent))
    theirs = Entry.objects.get(organisation_id=sent.to_organisation_id, verb="referral.file_read")
    ours = Entry.objects.get(organisation_id=sent.organisation_id, verb="case.referral_file_read")
    assert (ours.subject_id, ours.actor_id) == (sent.case_id, user.pk)
    for entry in (ours, theirs):
        assert str(files.sent.file_id) in entry.details
        assert files.sent.file.sha256 in entry.details
    given = Disclosure.objects.get(file=files.sent.file_id)
    assert given.to_whom == sent.to_organisation.name
    assert sent.reference in given.note


def test_legal_advice_and_files_of_others_cannot_be_chosen(
    world: World, bodies: Bodies, case: Case, files: Files, new_case: Callable[..., Case], by: Actor
) -> None:
    stranger = add_exhibit(incidents_of(new_case()).get(), arrive("other.png", [PNG]), caption="", by=by)
    for exhibit in (files.advice, stranger):
        wanted = Wanted(bodies.other_trust.organisation, "share", "public_task", [], files=[str(exhibit.file_id)])
        with pytest.raises(Refused, match="Choose files"):
            sending.preview(world.lsms.user, case, wanted)
    assert {one.file.pk for one in queries.files_to_choose(world.lsms.user, case)} == {
        files.sent.file_id,
        files.kept.file_id,
    }
    assert queries.files_to_choose(world.director.user, case) == []


def test_a_new_version_takes_its_files_and_the_form_begins_with_the_last_ones(
    sent: Referral, files: Files, world: World, bodies: Bodies, sign_in: Callable[[str], Any]
) -> None:
    here = f"/cases/{sent.case.reference}/shared/{sent.pk}/again"
    form = sign_in("lsms").get(here).content.decode()
    box = next(line for line in form.splitlines() if f'value="{files.sent.file_id}"' in line)
    assert "checked" in box
    both = [str(files.sent.file_id), str(files.kept.file_id)]
    asked = {"parts": ["harm"], "exhibits": both, "note": ""}
    page = sign_in("lsms").post(here, asked).content.decode()
    assert "The arm" in page
    seen = page.split('name="seen" value="')[1].split('"')[0]
    assert sign_in("lsms").post(here, {**asked, "seen": seen}).status_code == 302
    assert browser(bodies.users()["other_trust"]).get(address(sent, files.kept)).status_code == 200


def test_the_accused_opens_no_file_of_it_in_the_receiving_body(
    world: World, bodies: Bodies, new_case: Callable[..., Case], by: Actor, app_role: Any
) -> None:
    bank = add_staff(world.organisation, "Ida Frost", user=bodies.users()["other_trust"], roles=[])
    case = new_case(responsible=[NewResponsible("colleague", who=Who(staff=bank))])
    exhibit = add_exhibit(incidents_of(case).get(), arrive("door.png", [PNG]), caption="", by=by)
    referral = share(world.lsms.user, case, bodies.other_trust, files=(str(exhibit.file_id),))
    user = bodies.users()["other_trust"]
    assert browser(user).get(address(referral, exhibit)).status_code == 404
    with app_role(), acting_as(user):
        assert SharedFile.objects.count() == 0
        with connection.cursor() as cursor:
            cursor.execute("SELECT cases_files_shown_to_me()")
            assert cursor.fetchone()[0] == []


def test_the_database_lets_nobody_send_a_file_that_is_not_their_own(
    sent: Referral, files: Files, bodies: Bodies, world: World, app_role: Any
) -> None:
    snapshot = Snapshot.objects.get()
    row = {"organisation_id": sent.organisation_id, "referral": sent, "snapshot": snapshot}
    with app_role(), acting_as(bodies.users()["other_trust"]), pytest.raises(DatabaseError), transaction.atomic():
        SharedFile.objects.create(**row, file_id=files.kept.file_id)
    foreign = _file_of(bodies.adviser)
    with app_role(), acting_as(world.lsms.user), pytest.raises(DatabaseError), transaction.atomic():
        SharedFile.objects.create(**row, file_id=foreign.pk)
    SharedFile.objects.create(**row, file_id=foreign.pk)  # as if that lock had failed
    with app_role(), acting_as(bodies.users()["other_trust"]):
        assert not StoredFile.objects.filter(pk=foreign.pk).exists()
        assert not Piece.objects.filter(file=foreign.pk).exists()


def _file_of(staff: Staff) -> StoredFile:
    """A file of a third body, which neither sent nor received anything."""
    content, by = arrive("x.png", [PNG]), actor_for(staff.user)
    return receive(content, organisation_id=staff.organisation_id, purpose="incident_attachment", by=by)


def test_the_queries_alone_close_a_file_where_the_database_would_show_everything(
    sent: Referral, files: Files, by: Actor
) -> None:
    assert queries.shared_file(sent, files.sent.file_id) == files.sent.file
    assert queries.shared_file(sent, files.kept.file_id) is None
    sending.end(sent, "It is over.", by=by)
    assert queries.shared_file(sent, files.sent.file_id) is None


def test_a_receiver_writes_nothing_into_the_senders_ledger_but_that_they_opened_the_file(
    sent: Referral, files: Files, bodies: Bodies, app_role: Any
) -> None:
    user = bodies.users()["other_trust"]
    told = {"file": str(files.sent.file_id)}
    verb = "case.referral_file_read"

    def write(who: Any, verb: str, subject: str, key: Any, actor: Actor, details: dict[str, Any]) -> None:
        with app_role(), acting_as(who), transaction.atomic():
            record(verb, subject, key, organisation_id=sent.organisation_id, actor=actor, details=details)

    me, other = actor_for(user), actor_for(bodies.users()["adviser"])
    for who, *deed in (
        (user, "case.closed", "case", sent.case_id, me, told),
        (user, verb, "incident", sent.case_id, me, told),
        (user, verb, "case", sent.pk, me, told),
        (user, verb, "case", sent.case_id, other, told),
        (user, verb, "case", sent.case_id, me, {"file": str(files.kept.file_id)}),
        (bodies.users()["adviser"], verb, "case", sent.case_id, other, told),
    ):
        with pytest.raises(DatabaseError):
            write(who, *deed)
    write(user, verb, "case", sent.case_id, me, told)


def test_a_damaged_file_is_not_shown_and_the_sender_learns_of_it(sent: Referral, files: Files, bodies: Bodies) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(
            "UPDATE evidence_piece SET bytes = set_byte(bytes, 9, 1) WHERE file_id = %s", [files.sent.file_id]
        )
        cursor.execute("SET session_replication_role = origin")
    answer = browser(bodies.users()["other_trust"]).get(address(sent, files.sent))
    assert answer.status_code == 500
    assert FileCheck.objects.filter(file=files.sent.file_id, sound=False, how="view").exists()


# Parts besides


def test_how_people_were_hurt_is_told_without_their_names_and_the_clinicians_opinion_by_itself(
    world: World, bodies: Bodies, case: Case, by: Actor
) -> None:
    report = incidents_of(case).get()
    give_opinion(
        report,
        source="clinician",
        opinion="did_not_know_act",
        factors=[],
        ground="He was delirious.",
        author_name="Dr Amara Pell",
        by=by,
    )
    for part, holds in (("harm", "Harm to the body"), ("clinical", "He was delirious.")):
        referral = share(world.lsms.user, case, bodies.other_trust, chosen=(part,))
        said = json.dumps(Snapshot.objects.get(referral=referral).content)
        assert holds in said
        for hidden in ("Nia Okoye", "Arno Velt"):
            assert hidden not in said
        assert ("Amara Pell" in said) == (part == "clinical")
        assert ("delirious" in said) == (part == "clinical")
    assert Event.objects.filter(case=case, what="referral_sent").count() == 2


def test_parts_say_which_compartment_they_open() -> None:
    assert {code: one.compartment for code, one in parts.PARTS.items()} == {
        "narrative": "narrative",
        "harm": "people",
        "people": "people",
        "suspect": "suspect",
        "clinical": "suspect",
        "police": "suspect",
        "sanctions": "suspect",
        "redress": "narrative",
    }
