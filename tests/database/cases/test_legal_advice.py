"""The Legal Protection Unit advises on what was sent to it, decides whether to go on, counts what it costs, and learns."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from tests.conftest import AppClient
from tests.days import today
from tests.referrals import Bodies, as_receiver, share
from tests.taken_away import whole
from tests.world import World

from alongside.cases.lessons.clearing import identities_in
from alongside.cases.models import Case, Event, LegalLearning, LegalMatter, Lesson, Referral
from alongside.cases.police.actions import move_track, open_track
from alongside.cases.queries import file_of, incidents_of
from alongside.cases.referrals import advising, answering, knowing, sending
from alongside.ledger.actions import Actor
from alongside.ledger.models import Entry
from alongside.machine import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(world: World, bodies: Bodies, case: Case) -> Referral:
    """What happened and what the police did, sent for advice and accepted."""
    referral = share(world.lsms.user, case, bodies.adviser, "legal_advice", ("narrative", "police"))
    as_receiver(bodies.adviser.user, answering.answer_referral, referral, "accept")
    return referral


@pytest.fixture
def adviser(bodies: Bodies, browser: Any) -> AppClient:
    return browser(bodies.adviser.user)


def test_questions_and_advice_stand_in_one_thread_and_in_the_part_for_legal_advice(
    world: World, case: Case, asked: Referral, adviser: AppClient, browser: Any, by: Actor
) -> None:
    question = sending.write_to_receiver(asked, "Is it worth a try?", by=by)
    answer = adviser.post(f"/cases/referrals/{asked.pk}/advise?answers={question.pk}", {"text": "It is."})
    assert answer.status_code == 302
    for page in (
        adviser.get(f"/cases/referrals/{asked.pk}"),
        browser(world.lsms.user).get(f"/cases/{case.reference}/shared/{asked.pk}"),
    ):
        said = page.content.decode()
        assert "Advice, Lena Hart" in said
        assert "Not answered yet" not in said
    lines = Event.objects.filter(what__startswith="referral_")
    assert {one.compartment for one in lines} == {"legal"}
    assert "It is." not in {one.text for one in file_of(case, ["narrative", "people", "suspect", "evidence"])}


def test_nothing_is_advised_before_it_is_accepted(world: World, bodies: Bodies, case: Case) -> None:
    referral = share(world.lsms.user, case, bodies.adviser, "legal_advice")
    with pytest.raises(Refused, match="Accept it first"):
        as_receiver(bodies.adviser.user, advising.advise, referral, "Go on.")


def test_going_on_privately_needs_a_refusal_or_why_it_is_not_waited_for(
    asked: Referral, bodies: Bodies, adviser: AppClient
) -> None:
    path = f"/cases/referrals/{asked.pk}/decide"
    for missing in ({}, {"reasons": "Strong."}, {"reasons": "Strong.", "refused_by": "police"}):
        assert adviser.post(path, {"decision": "go_on"} | missing).status_code == 422
    assert not LegalMatter.objects.exclude(decision="").exists()
    day = {"refused_on_day": today().day, "refused_on_month": today().month, "refused_on_year": today().year}
    said = {"decision": "go_on", "reasons": "Strong.", "refused_by": "police", **day}
    assert adviser.post(path, said).status_code == 302
    matter = LegalMatter.objects.get()
    assert (matter.decision, matter.refused_on, matter.decided_by) == ("go_on", today(), "Lena Hart")
    assert (
        adviser.post(path, {"decision": "go_on", "reasons": "Strong.", "waiver": "Time runs out."}).status_code == 302
    )
    assert LegalMatter.objects.get().waiver == "Time runs out."
    assert Event.objects.filter(what="referral_decided").count() == 2, "the decision before stays in the file"


def test_the_database_too_refuses_to_go_on_without_either(asked: Referral, bodies: Bodies) -> None:
    as_receiver(bodies.adviser.user, advising.decide, asked, "go_on", "Strong.", waiver="Time runs out.")
    for wrong in ({"waiver": ""}, {"reasons": ""}, {"estimated_pence": -1}, {"agreed_pence": 5}):
        with pytest.raises(DatabaseError), transaction.atomic():
            LegalMatter.objects.update(**wrong)


def test_leaving_it_needs_no_refusal(asked: Referral, bodies: Bodies) -> None:
    matter = as_receiver(bodies.adviser.user, advising.decide, asked, "leave", "Nobody saw it.")
    assert (matter.decision, matter.refused_by, matter.waiver) == ("leave", "", "")


def test_costs_are_estimated_agreed_and_counted_in_pence(
    world: World, case: Case, asked: Referral, adviser: AppClient, browser: Any, by: Actor
) -> None:
    with pytest.raises(Refused, match="Nobody has said yet"):
        advising.agree_costs(asked, 100, by=by)
    costs, ours = f"/cases/referrals/{asked.pk}/costs", f"/cases/{case.reference}/shared/{asked.pk}"
    assert adviser.post(costs, {"estimated": "1,200.50"}).status_code == 302
    page = browser(world.lsms.user)
    assert page.post(f"{ours}/costs", {"agreed": "1000"}).status_code == 302
    assert adviser.post(costs, {"estimated": "1,200.50", "actual": "999.99"}).status_code == 302
    matter = LegalMatter.objects.get()
    assert (matter.estimated_pence, matter.agreed_pence, matter.actual_pence) == (120_050, 100_000, 99_999)
    assert "£1,000.00, by Lee Stone" in page.get(ours).content.decode()
    assert [one.text for one in Event.objects.filter(what="referral_costs").order_by("at")] == [
        "Estimated: not known → £1,200.50",
        "Actual: not known → £999.99",
    ]
    assert adviser.post(costs, {"estimated": "a lot"}).status_code == 422


def test_the_outcome_is_kept_and_follows_what_was_decided(asked: Referral, adviser: AppClient) -> None:
    path, decide = (f"/cases/referrals/{asked.pk}/{name}" for name in ("outcome", "decide"))
    assert adviser.post(path, {"text": "Good."}).status_code == 422
    adviser.post(decide, {"decision": "leave", "reasons": "Weak."})
    assert adviser.post(path, {"outcome": "convicted", "text": "Twelve weeks."}).status_code == 422
    adviser.post(decide, {"decision": "go_on", "reasons": "Strong.", "waiver": "Time runs out."})
    assert adviser.post(path, {"outcome": "convicted", "text": "Twelve weeks."}).status_code == 302
    assert "Private prosecution: found guilty" in adviser.get(f"/cases/referrals/{asked.pk}").content.decode()


def test_costs_beyond_what_was_expected_are_asked_about(asked: Referral, adviser: AppClient) -> None:
    path = f"/cases/referrals/{asked.pk}/costs"
    assert adviser.post(path, {"estimated": "500", "actual": "99999"}).status_code == 422
    said = {"estimated": "500", "actual": "99999", "why": "It went to the High Court."}
    assert adviser.post(path, said).status_code == 302
    assert LegalMatter.objects.get().actual_pence == 9_999_900


LEARNED = {
    "title": "Ask for the film on the first day",
    "learned": "Nobody had asked for the film before it was written over.",
    "to_do": "Ask for it on the day of the report.",
}


def test_learning_is_a_lesson_once_somebody_confirms_by_name_and_outlives_the_sharing(
    world: World, case: Case, asked: Referral, adviser: AppClient, browser: Any, by: Actor
) -> None:
    path = f"/cases/referrals/{asked.pk}/learning"
    assert adviser.post(path, LEARNED).status_code == 422
    assert not LegalLearning.objects.exists()
    assert adviser.post(path, {**LEARNED, "confirmed": "on"}).status_code == 302
    sending.end(asked, "It is over.", by=by)
    page = adviser.get("/cases/referrals/learning").content.decode()
    assert "Nothing fits this." in adviser.get("/cases/referrals/learning?search=nobodywrotethis").content.decode()
    assert LEARNED["title"] in page
    assert LEARNED["title"] not in adviser.get("/cases/referrals/learning?show=withdrawn").content.decode()
    table = whole(adviser.get("/cases/referrals/learning?show=shared&format=csv")).decode()
    assert LEARNED["title"] in table
    assert LEARNED["title"] not in whole(adviser.get("/cases/referrals/learning?search=zz&format=csv")).decode()
    assert Entry.objects.filter(verb="cases.exported", details__contains="learning").count() == 1
    assert "Lena Hart confirmed" in page
    lesson = Lesson.objects.get()
    for user in (world.nurse.user, world.outsider.user):
        reader = browser(user)
        assert LEARNED["title"] in reader.get("/lessons").content.decode()
        shown = reader.get(f"/lessons/{lesson.pk}").content.decode()
        assert LEARNED["to_do"] in shown
        assert not [
            words for words in (asked.reference, case.reference, "Legal Protection", "Lena Hart") if words in shown
        ]
    assert not hasattr(lesson, "origin")
    names = {field.name for field in LegalLearning._meta.get_fields()}
    assert names == {"id", "organisation", "text", "lesson", "confirmed_by", "recorded_on"}, "nothing leads to the case"


@pytest.mark.parametrize(
    "words",
    [
        "Nia Okoye was hurt.",
        "Ask Velt first.",
        "As in EM-2291 nobody asked.",
        "{body} did well.",
        "It began as {report}.",
        "The reference was {referral}.",
        "Ring 07700 900123.",
    ],
)
def test_learning_that_names_what_was_shared_is_refused_and_the_words_are_named(
    world: World, bodies: Bodies, case: Case, adviser: AppClient, words: str, by: Actor
) -> None:
    incident = incidents_of(case).get()
    track = open_track(incident, "common_assault", by=by)
    move_track(
        track, "report", {"force": "Eastmoor Police", "incident_number": "EM-2291", "decided_on": today()}, by=by
    )
    everything = ("narrative", "people", "suspect", "police")
    referral = share(world.lsms.user, case, bodies.adviser, "legal_advice", everything)
    as_receiver(bodies.users()["adviser"], answering.answer_referral, referral, "accept")
    said = words.format(report=incident.reference, referral=referral.reference, body=case.organisation.name)
    answer = adviser.post(f"/cases/referrals/{referral.pk}/learning", {**LEARNED, "learned": said, "confirmed": "on"})
    assert answer.status_code == 422
    assert "It cannot be shared while this stands in it" in answer.content.decode()
    assert not Lesson.objects.exists()
    assert not LegalLearning.objects.exists()


def test_a_name_that_stands_only_in_an_account_is_known_too() -> None:
    text = (
        "He was with Oona Brandt from the Night Owl, ref. 42/11235/27. The police came. On Monday the ward was quiet."
    )
    known = list(knowing._of_words(text))
    for wrong in ("Somebody asked Brandt.", "It was oona's idea.", "See 42/11235/27."):
        assert identities_in(wrong, known)
    assert not identities_in("The police came to the ward on Monday and asked who was there.", known)


def test_the_unit_withdraws_what_it_shared(asked: Referral, adviser: AppClient, world: World, browser: Any) -> None:
    adviser.post(f"/cases/referrals/{asked.pk}/learning", {**LEARNED, "confirmed": "on"})
    learned = LegalLearning.objects.get()
    path = f"/cases/referrals/learning/{learned.pk}/withdraw"
    assert browser(world.lsms.user).get(path).status_code == 403
    assert adviser.post(path, {"text": ""}).status_code == 422
    assert adviser.post(path, {"text": "Somebody could be recognised."}).status_code == 302
    assert Lesson.objects.get().state == "withdrawn"
    assert LEARNED["title"] not in browser(world.nurse.user).get("/lessons").content.decode()


def test_all_of_it_is_in_both_ledgers(asked: Referral, bodies: Bodies, world: World) -> None:
    user: Any = bodies.adviser.user
    as_receiver(user, advising.advise, asked, "Go on.")
    as_receiver(user, advising.note_costs, asked, estimated=100, actual=None)
    for what in ("accepted", "advice", "costs"):
        ours = Entry.objects.get(verb=f"case.referral_{what}")
        theirs = Entry.objects.get(verb=f"referral.{what}")
        assert (ours.organisation_id, theirs.organisation_id) == (world.organisation.pk, bodies.adviser.organisation_id)


def test_when_it_has_ended_nothing_of_it_is_shown_or_written(asked: Referral, adviser: AppClient, by: Actor) -> None:
    assert (
        adviser.post(f"/cases/referrals/{asked.pk}/decide", {"decision": "leave", "reasons": "Weak."}).status_code
        == 302
    )
    sending.end(asked, "It is over.", by=by)
    for path in ("advise", "decide", "costs", "outcome", "learning"):
        assert adviser.get(f"/cases/referrals/{asked.pk}/{path}").status_code == 404
        assert adviser.post(f"/cases/referrals/{asked.pk}/{path}", {"text": "x"}).status_code == 404
    assert "Weak." not in adviser.get(f"/cases/referrals/{asked.pk}").content.decode()


def test_what_was_sent_for_something_else_is_not_advised_on(world: World, bodies: Bodies, case: Case) -> None:
    referral = share(world.lsms.user, case, bodies.other_trust)
    as_receiver(bodies.other_trust.user, answering.answer_referral, referral, "accept")
    with pytest.raises(Refused, match="not sent for legal advice"):
        as_receiver(bodies.other_trust.user, advising.advise, referral, "Go on.")


def test_a_day_to_come_and_an_unknown_body_are_no_refusal(asked: Referral, bodies: Bodies) -> None:
    for wrong in (
        {"refused_by": "police", "refused_on": today().replace(year=today().year + 1, day=1)},
        {"refused_by": "ward", "refused_on": today()},
    ):
        with pytest.raises(ValidationError):
            as_receiver(bodies.adviser.user, advising.decide, asked, "go_on", "Strong.", **wrong)
