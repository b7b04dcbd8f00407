"""The national case managers are told when a case that was returned to them moves on: a charge, a result, the end."""

from collections.abc import Callable
from typing import Any

import pytest
from tests.conftest import AppClient
from tests.offences import TOLD, Open
from tests.referrals import Bodies, share
from tests.taken_away import whole
from tests.world import World

from alongside.cases.models import Case, Event, PoliceTrack, Referral, ReferralMessage
from alongside.cases.owing import owed_by
from alongside.cases.police.actions import take_back_move
from alongside.cases.referrals.announcing import announce_due
from alongside.cases.referrals.following import NO_MORE_IS_SAID, NOT_READ_HERE
from alongside.cases.referrals.sending import end
from alongside.cases.working.actions import move_case
from alongside.ledger.actions import Actor
from alongside.ledger.clock import now
from alongside.messages.models import Message

pytestmark = pytest.mark.django_db
LIST = "/cases/referrals/returned"
SignIn = Callable[[str], AppClient]
Browser = Callable[[Any], AppClient]


@pytest.fixture
def returned(world: World, bodies: Bodies, case: Case) -> Referral:
    """With what the police did."""
    return share(world.lsms.user, case, bodies.case_manager, "national", ("narrative", "police"))


@pytest.fixture
def charged(offence: Open, move: Callable[..., PoliceTrack]) -> Callable[[], PoliceTrack]:
    """The offence as far as a charge."""

    def go() -> PoliceTrack:
        track = offence()
        for act in ("report", "record_crime", "investigate", "send_file", "charge"):
            track = move(track, act, **TOLD, crime_number="42/8871/26", charge="Common assault, contrary to section 39")
        return track

    return go


def told() -> list[str]:
    """What the national case managers were told, the first first."""
    found = ReferralMessage.objects.filter(kind="moved_on").order_by("at", "pk")
    return list(found.values_list("text", flat=True))


def test_a_charge_and_a_result_are_told_and_nothing_before(
    case: Case, returned: Referral, charged: Callable[[], PoliceTrack], move: Callable[..., PoliceTrack]
) -> None:
    track = charged()
    assert told() == ["Assault on an emergency worker: charged."]
    track = move(track, "first_hearing")
    assert len(told()) == 1, "a hearing is no result"
    move(track, "acquit")
    assert told()[1:] == ["Assault on an emergency worker: acquitted."]
    assert Event.objects.filter(case=case, what="referral_moved_on").count() == 2


def test_it_stands_on_their_list_and_page_with_a_notice_and_without_a_name(
    case: Case, bodies: Bodies, returned: Referral, charged: Callable[[], PoliceTrack], browser: Browser
) -> None:
    announce_due()
    charged()
    announce_due()
    page = browser(bodies.case_manager.user)
    listed = page.get(LIST).content.decode()
    assert "Assault on an emergency worker: charged." in listed
    own = page.get(f"/cases/referrals/{returned.pk}").content.decode()
    for words in ("News of the case", "Assault on an emergency worker: charged."):
        assert words in own
    for hidden in (case.reference, "Nia Okoye", "Arno Velt"):
        assert hidden not in listed
    [shown] = page.get("/api/v1/referrals/returned").json()["items"]
    assert (shown["news"], shown["case_state"]) == ("Assault on an emergency worker: charged.", "open")
    assert b"Assault on an emergency worker: charged." in whole(page.get(f"{LIST}/export.csv"))
    message = Message.objects.filter(recipient=bodies.case_manager).latest("pk")
    assert message.subject == "News of a case that was returned to you"
    assert "charged" not in message.body
    assert returned.reference in message.body


def test_where_the_police_part_was_not_sent_only_that_something_was_decided_is_told(
    world: World, case: Case, bodies: Bodies, charged: Callable[[], PoliceTrack]
) -> None:
    share(world.lsms.user, case, bodies.case_manager, "national", ("narrative",))
    charged()
    assert told() == [NO_MORE_IS_SAID]


def test_a_case_that_is_closed_or_opened_again_is_told_and_stands_so_on_the_list(
    case: Case, bodies: Bodies, returned: Referral, browser: Browser, by: Actor
) -> None:
    page = browser(bodies.case_manager.user)
    move_case(case, "investigate", by=by)
    assert told() == []
    move_case(case, "record_outcome", text="He was fined.", outcome="sanction", by=by)
    [first] = told()
    assert first.startswith("The case now stands at: outcome recorded. What came of it: ")
    assert "fined" not in first, "the words of the outcome were not chosen to be sent"
    assert "The case stood at: outcome recorded" in page.get(LIST).content.decode()
    assert returned.reference in page.get(f"{LIST}?status=outcome_recorded").content.decode()
    Case.objects.filter(pk=case.pk).update(status="closed", closed_at=now())
    move_case(Case.objects.get(pk=case.pk), "reopen", text="More is known.", by=by)
    assert told()[1].startswith("The case now stands at: investigating.")
    assert "The case stood at: investigating" in page.get(LIST).content.decode()


def test_closing_a_case_is_told(
    case: Case, returned: Referral, tell_everybody: Callable[[Case], None], by: Actor
) -> None:
    tell_everybody(case)
    waived = {one.code: "Nothing came of it." for one in owed_by(case)}
    move_case(case, "discontinue", text="It was a mistake.", waived=waived, by=by)
    assert told() == ["The case now stands at: closed."]


def test_what_was_told_by_mistake_is_set_right(
    returned: Referral, charged: Callable[[], PoliceTrack], by: Actor
) -> None:
    take_back_move(charged(), "It was another case.", by=by)
    assert told()[1:] == [
        "Assault on an emergency worker: what was told last was a mistake. It stands at: file with the prosecutor."
    ]


def test_nobody_is_told_of_what_is_shared_no_more_or_was_shared_with_others(
    world: World, case: Case, bodies: Bodies, returned: Referral, charged: Callable[[], PoliceTrack], by: Actor
) -> None:
    share(world.lsms.user, case, bodies.other_trust, "share", ("narrative", "police"))
    end(returned, "It is over.", by=by)
    charged()
    assert told() == []


def test_the_director_does_not_read_in_the_thread_what_stands_with_the_police(
    case: Case, returned: Referral, charged: Callable[[], PoliceTrack], sign_in: SignIn
) -> None:
    charged()
    own = f"/cases/{case.reference}/shared/{returned.pk}"
    assert "Assault on an emergency worker: charged." in sign_in("lsms").get(own).content.decode()
    director = sign_in("director")
    for said in (
        director.get(own).content.decode(),
        director.get(f"/api/v1/cases/{case.reference}/referrals/{returned.pk}").content.decode(),
    ):
        assert "Assault on an emergency worker: charged." not in said
        assert NOT_READ_HERE in said
