"""Physical assaults are returned to the national case managers, who ask, chase, help and step in."""

import csv
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from dateutil.relativedelta import relativedelta
from django.core.exceptions import ValidationError
from tests.referrals import Bodies, as_receiver, share
from tests.reports import ACCOUNT
from tests.taken_away import whole
from tests.world import World

from alongside.cases.models import Case, Event, Referral, ReferralMessage
from alongside.cases.referrals import parts, returning, sending
from alongside.cases.referrals.queries import occurred_on
from alongside.cases.referrals.sending import Wanted
from alongside.cases.working.actions import move_case
from alongside.ledger.actions import Actor
from alongside.ledger.models import Entry
from alongside.machine import Refused
from alongside.people.days import today_in

pytestmark = pytest.mark.django_db
LIST = "/cases/referrals/returned"


@pytest.fixture
def returned(world: World, bodies: Bodies, case: Case) -> Referral:
    return share(world.lsms.user, case, bodies.case_manager, "national")


def test_only_a_physical_assault_is_returned(world: World, bodies: Bodies, new_case: Callable[..., Case]) -> None:
    theft = new_case(kinds=["theft"], acts=[])
    with pytest.raises(ValidationError, match="Only physical assaults"):
        share(world.lsms.user, theft, bodies.case_manager, "national")


def test_the_list_says_where_each_case_stands_how_old_it_is_and_who_has_it(
    world: World, bodies: Bodies, case: Case, returned: Referral, browser: Any
) -> None:
    page = browser(bodies.case_manager.user)
    said = page.get(LIST).content.decode()
    days = (today_in(bodies.case_manager.organisation) - occurred_on(returned)).days  # an hour ago may be yesterday
    for words in (
        "Northbrook Community Health",
        returned.reference,
        ["Today", "1 day ago"][days],
        "The case stood at: open",
    ):
        assert words in said
    for hidden in (case.reference, ACCOUNT, "Nia Okoye", "Arno Velt", case.title):
        assert hidden not in said
    assert returned.reference not in page.get(f"{LIST}?status=closed").content.decode()
    assert returned.reference in page.get(f"{LIST}?status=open&organisation={world.organisation.pk}").content.decode()
    assert returned.reference not in page.get(f"{LIST}?organisation={bodies.adviser.organisation_id}").content.decode()
    rows = list(csv.DictReader(StringIO(whole(page.get(f"{LIST}/export.csv")).decode("utf-8-sig"))))
    assert [(row["Number"], row["Case stood at"], row["Late"]) for row in rows] == [(returned.reference, "Open", "no")]


def test_the_list_is_narrowed_by_words_and_by_how_long_ago_it_happened(
    world: World, bodies: Bodies, returned: Referral, browser: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = browser(bodies.case_manager.user)

    def shows(query: str) -> bool:
        listed = returned.reference in page.get(f"{LIST}?{query}").content.decode()
        taken = returned.reference in whole(page.get(f"{LIST}/export.csv?{query}")).decode()
        assert listed == taken
        return listed

    assert shows("q=northbrook")
    assert shows(f"q={returned.reference[2:6]}")
    assert not shows("q=elsewhere")
    assert not shows("older=3m")
    assert shows("older=always")
    happened = returned.snapshots.get().occurred_on
    monkeypatch.setattr(returning, "today_in", lambda _: happened + relativedelta(months=6))
    assert shows("older=3m")
    assert not shows("older=6m")
    monkeypatch.setattr(returning, "today_in", lambda _: happened + relativedelta(months=6, days=1))
    assert shows("older=6m")
    assert not shows("older=1y")


def test_where_the_case_stands_is_as_it_was_sent_until_it_is_sent_again(
    world: World, bodies: Bodies, case: Case, returned: Referral, browser: Any, by: Actor
) -> None:
    move_case(case, "investigate", by=by)
    page = browser(bodies.case_manager.user)
    assert "The case stood at: open" in page.get(LIST).content.decode()
    user: Any = world.lsms.user
    wanted = Wanted(returned.to_organisation, returned.purpose, returned.ground, ["narrative"])
    seen = parts.digest_of(sending.preview(user, Case.objects.get(pk=case.pk), wanted))
    sending.send_again(user, returned, wanted, seen=seen)
    assert "The case stood at: investigating" in page.get(LIST).content.decode()


def test_what_is_not_answered_in_time_is_late_until_it_is(
    world: World, bodies: Bodies, case: Case, returned: Referral, browser: Any, by: Actor, later: Callable[..., None]
) -> None:
    page = browser(bodies.case_manager.user)
    for path, text in (
        ("chase", "What came of it?"),
        ("help", "Shall we ring them?"),
        ("step-in", "We rang the police."),
    ):
        assert page.post(f"/cases/referrals/{returned.pk}/{path}", {"text": text}).status_code == 302
    assert page.post(f"/cases/referrals/{returned.pk}/chase", {"text": ""}).status_code == 422

    def late() -> bool:
        return returned.reference in browser(bodies.case_manager.user).get(f"{LIST}?late=yes").content.decode()

    assert not late()
    later(days=15)
    assert late()
    ours = browser(world.lsms.user)
    own = f"/cases/{case.reference}/shared/{returned.pk}"
    said = ours.get(own).content.decode()
    for words in ("Reminder", "Offer of help", "Stepped in", "Shall we ring them?"):
        assert words in said
    assert said.count("Not answered yet") == 2, "that somebody stepped in needs no answer"
    for message in ReferralMessage.objects.filter(kind__in=["chase", "help"]):
        assert late()
        assert ours.post(f"{own}/write?answers={message.pk}", {"text": "He was charged."}).status_code == 302
    assert not late()
    assert "Stepped in" in browser(bodies.case_manager.user).get(LIST).content.decode()
    assert set(Event.objects.filter(what__startswith="referral_").values_list("what", flat=True)) == {
        "referral_sent",
        "referral_chase",
        "referral_help",
        "referral_stepped_in",
        "referral_answer",
    }
    assert Entry.objects.get(verb="case.referral_stepped_in").organisation_id == world.organisation.pk
    assert Entry.objects.get(verb="referral.stepped_in").organisation_id == bodies.case_manager.organisation_id


def test_what_was_sent_to_others_is_not_chased(world: World, bodies: Bodies, case: Case) -> None:
    referral = share(world.lsms.user, case, bodies.other_trust)
    with pytest.raises(Refused, match="not returned"):
        as_receiver(bodies.other_trust.user, returning.act_on_returned, referral, "chase", "Well?")
    with pytest.raises(Refused, match="Choose what happened"):
        as_receiver(bodies.other_trust.user, returning.act_on_returned, referral, "answer", "Well?")


def test_what_has_ended_leaves_the_list(bodies: Bodies, returned: Referral, browser: Any, by: Actor) -> None:
    sending.end(returned, "It is over.", by=by)
    page = browser(bodies.case_manager.user)
    assert returned.reference not in page.get(LIST).content.decode()
    for path in ("chase", "help", "step-in"):
        page.post(f"/cases/referrals/{returned.pk}/{path}", {"text": "Well?"})
    assert not ReferralMessage.objects.filter(by_receiver=True).exists()
