"""A part of a case is shown to another body: chosen, read before it is sent, answered, asked about, taken back."""

import csv
import re
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from tests.conftest import AppClient
from tests.referrals import EVERYTHING, Bodies, as_receiver, share
from tests.reports import ACCOUNT
from tests.taken_away import whole
from tests.world import World

from alongside.cases.events import Overtaken
from alongside.cases.models import Case, Event, Referral, ReferralMessage, Snapshot
from alongside.cases.opening.actions import merge_case, open_case
from alongside.cases.owing import owed_by
from alongside.cases.queries import file_of
from alongside.cases.referrals import answering, parts, receiving, sending
from alongside.cases.referrals.announcing import announce_due
from alongside.cases.referrals.parts import digest_of
from alongside.cases.referrals.sending import Wanted
from alongside.cases.rows import lines_of
from alongside.cases.victims.actions import note_disclosure
from alongside.cases.victims.holding import today_of
from alongside.cases.working.actions import move_case, note
from alongside.incidents.models import Affected
from alongside.incidents.new_report import NewResponsible, Who
from alongside.ledger.actions import Actor
from alongside.ledger.models import Entry
from alongside.machine import Refused
from alongside.messages.models import Message
from alongside.people.actions import add_staff, appoint, form_team
from alongside.people.models import User
from alongside.people.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(world: World, bodies: Bodies, case: Case) -> Referral:
    """What happened, sent to the other trust."""
    return share(world.lsms.user, case, bodies.other_trust, note="As agreed.")


def fresh(referral: Referral) -> Referral:
    return Referral.objects.get(pk=referral.pk)


def headings(case: Case) -> list[str]:
    return [line.what for line in lines_of(case, file_of(case, ["narrative"]))]


def test_what_is_read_before_it_is_sent_is_what_arrives(
    world: World, bodies: Bodies, case: Case, browser: Callable[[Any], AppClient]
) -> None:
    page = browser(world.lsms.user)
    chosen = {
        "purpose": "share",
        "to": str(bodies.other_trust.organisation_id),
        "ground": "crime",
        "parts": ["narrative", "suspect"],
        "note": "He moved to you.",
    }
    preview = page.post(f"/cases/{case.reference}/shared/add", chosen)
    assert preview.status_code == 200
    said = preview.content.decode()
    assert "This is what Southmere Health would read" in said
    assert not Referral.objects.exists(), "a look at it sends nothing"
    seen = re.search(r'name="seen" value="([0-9a-f]{64})"', said)
    assert seen
    answer = page.post(f"/cases/{case.reference}/shared/add", chosen | {"seen": seen[1]})
    assert answer.status_code == 302, answer.content.decode()
    snapshot = Snapshot.objects.get()
    assert snapshot.digest == seen[1] == digest_of(snapshot.content)
    received = browser(bodies.other_trust.user).get(f"/cases/referrals/{snapshot.referral_id}").content.decode()
    pattern = r'<section aria-labelledby="[a-z0-9]+-(?:narrative|suspect)">.*?</section>'
    there, here = (re.findall(pattern, text, re.DOTALL) for text in (received, said))
    assert [text.replace("v1-", "copy-") for text in there] == here
    assert len(here) == 2
    assert ACCOUNT in received
    assert "Arno Velt" in received
    assert "He moved to you." in received
    assert "Nia Okoye" not in received, "who was hurt was not chosen"


def test_nothing_is_sent_that_says_something_else_than_what_was_read(
    world: World, bodies: Bodies, case: Case, by: Actor
) -> None:
    user: Any = world.lsms.user
    wanted = Wanted(bodies.other_trust.organisation, "share", "crime", ["narrative"])
    seen = parts.digest_of(sending.preview(user, case, wanted))
    Case.objects.filter(pk=case.pk).update(title="Another title")
    case.refresh_from_db()
    with pytest.raises(Refused, match="says something else by now"):
        sending.send(user, case, wanted, seen=seen)
    assert not Referral.objects.exists()


def test_only_what_the_sender_may_read_can_be_chosen(world: World, bodies: Bodies, case: Case, by: Actor) -> None:
    director: Any = world.director.user
    advice = note(case, "Counsel doubts it.", by=by, compartment="legal")
    wanted = Wanted(bodies.other_trust.organisation, "share", "crime", ["suspect"])
    with pytest.raises(Refused, match="Choose what is to be sent"):
        sending.preview(director, case, wanted)
    with pytest.raises(Refused, match="Choose lines of the file that you may read"):
        share(world.lsms.user, case, bodies.other_trust, events=(str(advice.pk),))
    assert [one.code for one in parts.may_choose(director, case)] == ["narrative", "redress"]


def test_whoever_does_not_agree_to_disclosure_is_thought_of_before_it_is_sent(
    world: World, bodies: Bodies, case: Case, hurt: Affected, by: Actor, browser: Callable[[Any], AppClient]
) -> None:
    chosen = {"purpose": "share", "to": str(bodies.other_trust.organisation_id), "ground": "crime", "parts": ["people"]}
    page = browser(world.lsms.user)
    sentence = "does not agree that others see what is kept of them"
    assert sentence not in page.post(f"/cases/{case.reference}/shared/add", chosen).content.decode()
    note_disclosure(hurt, False, today_of(hurt), by=by)
    assert sentence in page.post(f"/cases/{case.reference}/shared/add", chosen).content.decode()
    chosen["parts"] = ["narrative"]
    assert sentence not in page.post(f"/cases/{case.reference}/shared/add", chosen).content.decode()


def test_chosen_lines_of_the_file_and_no_others_arrive(world: World, bodies: Bodies, case: Case, by: Actor) -> None:
    chosen, other = note(case, "The ward rang.", by=by), note(case, "The porter rang.", by=by)
    referral = share(world.lsms.user, case, bodies.other_trust, chosen=(), events=(str(chosen.pk),))
    said = str(referral.snapshots.get().content)
    assert "The ward rang." in said
    assert "The porter rang." not in said
    assert str(other.pk) not in said
    assert ACCOUNT not in said


def test_a_body_in_which_nobody_can_receive_it_is_refused(world: World, bodies: Bodies, case: Case) -> None:
    page = {"purpose": "legal_advice", "ground": "crime", "parts": ["narrative"]}
    client = AppClient()
    client.force_login(world.lsms.user)
    for wrong in (bodies.other_trust.organisation_id, world.organisation.pk):
        answer = client.post(f"/cases/{case.reference}/shared/add", page | {"to": str(wrong)})
        assert answer.status_code == 422
    assert not Referral.objects.exists()


def test_a_transfer_that_is_accepted_lets_the_sender_close_the_case(
    world: World, bodies: Bodies, case: Case, by: Actor, tell_everybody: Callable[[Case], None], browser: Any
) -> None:
    referral = share(world.lsms.user, case, bodies.other_trust, "transfer", EVERYTHING)
    page = browser(bodies.other_trust.user)
    answer = page.post(f"/cases/referrals/{referral.pk}/accept", {"text": "We have it."})
    assert answer.status_code == 302
    assert fresh(referral).status == "accepted"
    assert "Another body took the case over" in headings(case)
    shown = browser(world.lsms.user).get(f"/cases/{case.reference}/shared").content.decode()
    assert "Southmere Health took the case over" in shown
    for act, more in (
        ("investigate", {}),
        ("record_outcome", {"outcome": "passed_on", "text": "Southmere has it."}),
    ):
        move_case(case, act, by=by, **more)
    tell_everybody(case)
    reasons = {one.code: "Passed on." for one in owed_by(case)}
    move_case(case, "close", text="Southmere has it.", waived=reasons, by=by)
    case.refresh_from_db()
    assert (case.status, case.outcome) == ("closed", "passed_on")


def test_a_refusal_needs_its_reason_and_closes_what_was_sent(
    world: World, bodies: Bodies, case: Case, sent: Referral, browser: Any
) -> None:
    page = browser(bodies.other_trust.user)
    assert page.post(f"/cases/referrals/{sent.pk}/refuse", {"why": " "}).status_code == 422
    assert fresh(sent).status == "sent"
    assert page.post(f"/cases/referrals/{sent.pk}/refuse", {"why": "Not ours."}).status_code == 302
    assert fresh(sent).status == "refused"
    assert ACCOUNT not in page.get(f"/cases/referrals/{sent.pk}").content.decode()
    event = Event.objects.get(what="referral_refused")
    assert (event.text, event.actor_name, event.compartment) == ("Not ours.", "Ida Frost", "narrative")
    assert "Not ours." in browser(world.lsms.user).get(f"/cases/{case.reference}/shared/{sent.pk}").content.decode()


def test_both_ask_and_answer(world: World, bodies: Bodies, case: Case, sent: Referral, browser: Any) -> None:
    theirs, ours = browser(bodies.other_trust.user), browser(world.lsms.user)
    own = f"/cases/{case.reference}/shared/{sent.pk}"
    theirs.post(f"/cases/referrals/{sent.pk}/write", {"text": "Was he armed?"})
    question = ReferralMessage.objects.get()
    assert "Not answered yet" in ours.get(own).content.decode()
    ours.post(f"{own}/write?answers={question.pk}", {"text": "No."})
    assert "Not answered yet" not in ours.get(own).content.decode()
    assert "No." in theirs.get(f"/cases/referrals/{sent.pk}").content.decode()
    assert [(one.kind, one.by_receiver) for one in sent.messages.all()] == [("question", True), ("answer", False)]
    assert {"referral_question", "referral_answer"} <= set(Event.objects.values_list("what", flat=True))


def test_a_case_owes_an_answer_until_it_is_given_or_the_sharing_ends(
    bodies: Bodies, case: Case, sent: Referral, by: Actor
) -> None:
    def owed() -> bool:
        return any(one.code == f"referral:{sent.pk}" for one in owed_by(case))

    first = as_receiver(bodies.other_trust.user, receiving.write_to_sender, sent, "Was he armed?")
    assert owed()
    sending.write_to_receiver(sent, "No.", by=by, answers=first)
    assert not owed()
    as_receiver(bodies.other_trust.user, receiving.write_to_sender, sent, "Who was there?")
    assert owed()
    sending.end(sent, "It is over.", by=by)
    assert not owed()


def test_what_was_sent_of_a_joined_case_is_listed_with_the_one_that_stands_for_both(
    world: World, case: Case, sent: Referral, new_case: Callable[..., Case], by: Actor, browser: Any
) -> None:
    other = new_case()
    merge_case(case, other, "The same man.", by=by)
    page = browser(world.lsms.user).get(f"/cases/{other.reference}/shared").content.decode()
    assert f"/cases/{case.reference}/shared/{sent.pk}" in page


def test_a_question_of_another_referral_cannot_be_answered_here(
    world: World, bodies: Bodies, case: Case, sent: Referral, by: Actor
) -> None:
    other = share(world.lsms.user, case, bodies.adviser, "legal_advice")
    question = sending.write_to_receiver(other, "Can we?", by=by)
    with pytest.raises(Refused, match="no question of the other body"):
        sending.write_to_receiver(sent, "Yes.", by=by, answers=question)
    with pytest.raises(Refused, match="no question of the other body"):
        as_receiver(bodies.other_trust.user, receiving.write_to_sender, sent, "Yes.", answers=question)


def test_sending_again_makes_a_version_and_the_older_one_stays_readable(
    world: World, bodies: Bodies, case: Case, sent: Referral, browser: Any
) -> None:
    user: Any = world.lsms.user
    wanted = Wanted(sent.to_organisation, sent.purpose, sent.ground, ["suspect"])
    seen = parts.digest_of(sending.preview(user, case, wanted))
    sending.send_again(user, sent, wanted, seen=seen)
    page = browser(bodies.other_trust.user).get(f"/cases/referrals/{sent.pk}").content.decode()
    assert "version 2" in page
    assert "Version 1" in page
    assert "Arno Velt" in page
    assert ACCOUNT in page
    assert fresh(sent).status == "sent"


def test_what_was_refused_is_sent_again_as_new(world: World, bodies: Bodies, case: Case, sent: Referral) -> None:
    user: Any = world.lsms.user
    as_receiver(bodies.other_trust.user, answering.answer_referral, sent, "refuse", "Not ours.")
    wanted = Wanted(sent.to_organisation, sent.purpose, sent.ground, ["narrative"])
    seen = parts.digest_of(sending.preview(user, case, wanted))
    sending.send_again(user, sent, wanted, seen=seen)
    assert (fresh(sent).status, fresh(sent).answered_at) == ("sent", None)


def test_ending_closes_it_and_nothing_can_be_done_any_more(
    world: World, bodies: Bodies, case: Case, sent: Referral, by: Actor
) -> None:
    with pytest.raises(Refused, match="Write why"):
        sending.end(sent, " ", by=by)
    sending.end(sent, "Sent by mistake.", by=by)
    for act in (
        lambda: as_receiver(bodies.other_trust.user, answering.answer_referral, sent, "accept"),
        lambda: as_receiver(bodies.other_trust.user, receiving.write_to_sender, sent, "Why?"),
        lambda: as_receiver(bodies.other_trust.user, receiving.read, sent),
        lambda: sending.write_to_receiver(sent, "Hello?", by=by),
        lambda: sending.end(sent, "Again.", by=by),
    ):
        with pytest.raises(Refused):
            act()


def test_two_who_answer_at_once_do_not_write_over_each_other(bodies: Bodies, sent: Referral) -> None:
    user: Any = bodies.other_trust.user
    as_receiver(user, answering.answer_referral, sent, "accept", seen_at=sent.changed_at)
    with pytest.raises(Overtaken):
        as_receiver(user, answering.answer_referral, sent, "refuse", "No.", seen_at=sent.changed_at)
    with pytest.raises(Refused, match="cannot be done now"):
        as_receiver(user, answering.answer_referral, sent, "refuse", "No.")


def test_every_look_of_the_receiver_is_in_both_ledgers(
    world: World, bodies: Bodies, case: Case, sent: Referral, browser: Any
) -> None:
    page = browser(bodies.other_trust.user)
    page.get("/cases/referrals")
    assert not Entry.objects.filter(verb__endswith="referral_read").exists(), "the list holds nothing of the case"
    for _ in range(2):
        page.get(f"/cases/referrals/{sent.pk}")
    ours = Entry.objects.get(verb="case.referral_read")
    theirs = Entry.objects.get(verb="referral.read")
    assert (ours.organisation_id, ours.subject_id, ours.actor_name) == (world.organisation.pk, case.pk, "Ida Frost")
    assert (theirs.organisation_id, theirs.subject_id) == (bodies.other_trust.organisation_id, sent.pk)
    assert ours.pk != theirs.pk
    assert ours.digest != theirs.digest


def test_the_inbox_is_searched_filtered_paged_and_taken_away(
    world: World, bodies: Bodies, case: Case, sent: Referral, browser: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = share(world.lsms.user, case, bodies.other_trust, "transfer")
    page = browser(bodies.other_trust.user)

    def found(query: str) -> set[str]:
        return set(re.findall(r"R-\w{4}-\w{4}", page.get(f"/cases/referrals{query}").content.decode()))

    both = {sent.reference, other.reference}
    assert found("") == found("?q=northbrook") == both
    assert found(f"?q={sent.reference}") == found("?purpose=share") == {sent.reference}
    assert found("?status=accepted") == found("?q=disgrace") == set(), "what was sent is not searched"
    text = whole(page.get("/cases/referrals/export.csv")).decode("utf-8-sig")
    rows = list(csv.DictReader(StringIO(text)))
    assert {row["Number"] for row in rows} == both
    assert ACCOUNT not in text
    assert Entry.objects.get(verb="referrals.exported").organisation_id == bodies.other_trust.organisation_id
    monkeypatch.setattr("alongside.web.listing.PAGE", 1)
    assert found("?page=1") | found("?page=2") == both
    assert len(found("?page=1")) == 1


def test_notices_say_that_there_is_something_and_nothing_more(
    world: World, bodies: Bodies, case: Case, sent: Referral, service_role: Any, by: Actor
) -> None:
    with service_role():
        assert announce_due() == 1
        assert announce_due() == 0
    as_receiver(bodies.other_trust.user, answering.answer_referral, sent, "accept", "Yes.")
    with service_role():
        assert announce_due() == 1
    sending.end(fresh(sent), "Over.", by=by)
    with service_role():
        announce_due()
    notices = list(Message.objects.filter(about_type="referral").select_related("recipient").order_by("pk"))
    assert [one.recipient.name for one in notices] == ["Ida Frost", "Lee Stone", "Ida Frost"]
    for one in notices:
        for word in ("Northbrook", "Southmere", "Nia", "Okoye", "Arno", "Velt", "As agreed", case.title):
            assert word not in one.subject + one.body


def test_what_was_sent_cannot_be_changed_by_anybody(sent: Referral) -> None:
    for change in (
        lambda: Snapshot.objects.update(content={}),
        lambda: (
            ReferralMessage.objects.create(
                referral=sent,
                organisation=sent.organisation,
                by_receiver=True,
                kind="question",
                text="x",
                at=sent.sent_at,
                by="x",
            )
            and ReferralMessage.objects.update(text="y")
        ),
        lambda: Referral.objects.update(to_organisation=sent.organisation),
        lambda: Referral.objects.update(for_role="worker"),
        lambda: Referral.objects.update(status="refused") and Referral.objects.update(status="accepted"),
        lambda: Referral.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_a_copy_that_was_tampered_with_says_so(sent: Referral, bodies: Bodies, browser: Any) -> None:
    page = browser(bodies.other_trust.user)
    assert "is not what was sent" not in page.get(f"/cases/referrals/{sent.pk}").content.decode()
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("""UPDATE cases_snapshot SET content = jsonb_set(content, '{note}', '"As disputed."')""")
        cursor.execute("SET session_replication_role = origin")
    assert "is not what was sent" in page.get(f"/cases/referrals/{sent.pk}").content.decode()


def test_the_accused_who_works_in_the_receiving_body_too_reads_nothing(
    world: World, bodies: Bodies, report: Any, by: Actor, browser: Any
) -> None:
    user: Any = bodies.other_trust.user
    place = add_staff(world.organisation, "Ida Frost", user=user, roles=[Role.WORKER])
    case = open_case([report(responsible=[NewResponsible("colleague", who=Who(staff=place))]).incident], by=by)
    referral = share(world.lsms.user, case, bodies.other_trust)
    page = browser(User.objects.get(pk=user.pk))
    assert page.get(f"/cases/referrals/{referral.pk}").status_code == 404
    assert referral.reference not in page.get("/cases/referrals").content.decode()


def test_a_colleague_with_the_role_for_one_team_alone_receives_nothing(
    world: World, bodies: Bodies, sent: Referral, browser: Any
) -> None:
    team = form_team(bodies.other_trust.organisation, "Theatres")
    user = User.objects.create_user("team_lsms", name="Tom Weir", email="t@example.org")
    staff = add_staff(bodies.other_trust.organisation, "Tom Weir", user=user, team=team)
    appoint(staff, Role.LSMS, team=team)
    assert browser(user).get(f"/cases/referrals/{sent.pk}").status_code == 404
