"""Whoever had a letter of a sanction that changed since is owed another, which says what holds now."""

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from tests.conftest import AppClient
from tests.days import in_days
from tests.sanctions import Propose, moved
from tests.world import World

from alongside.cases.models import Case, Sanction
from alongside.cases.owing import owed_by
from alongside.cases.producing.letters import approve_and_produce
from alongside.cases.sanctions import letters, queries
from alongside.cases.sanctions.correcting import take_back_step
from alongside.cases.sanctions.news import news_owed_to
from alongside.cases.sanctions.sent_letters import note_letter_sent
from alongside.cases.tracks import Refused
from alongside.ledger.actions import Actor

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], AppClient]


def told(sanction: Sanction, addressee: str, by: Actor, approver: Actor) -> Sanction:
    """Written from its template, its gaps filled, approved by another, produced and sent."""
    words = letters.GAP.sub("Ines Halloran", letters.begun(sanction, addressee))
    letter = letters.write_letter(sanction, addressee, words, by=by)
    approve_and_produce(sanction, addressee, letter.number, by=approver)
    return note_letter_sent(sanction, addressee, in_days(0), by=by)


def test_what_ended_early_owes_the_person_and_their_gp_a_letter_until_each_was_sent(
    case: Case, sent: Propose, by: Actor, director: Actor
) -> None:
    warning = sent()
    assert news_owed_to(warning) == []
    warning = moved(warning, "end", by, on=in_days(0), text="He moved away.")
    assert news_owed_to(warning) == ["person_new", "gp_new"]
    assert any(one.code.startswith("news_letters") and "2 letters are owed" in one.sentence for one in owed_by(case))
    begun = letters.begun(warning, "gp_new")
    for words in ("It ended on", "Nobody has to keep to it any more", letters.emergency_sentence()):
        assert words in begun
    assert "Do not come to Ward 7" not in begun, "what it asked is over"
    with pytest.raises(Refused, match="Approve the words of the letter to the person's GP about the change first"):
        note_letter_sent(warning, "gp_new", in_days(0), by=by)
    warning = told(warning, "gp_new", by, director)
    assert news_owed_to(warning) == ["person_new"]
    with pytest.raises(Refused, match="No such letter"):
        note_letter_sent(warning, "gp_new", in_days(0), by=by)
    warning = told(warning, "person_new", by, director)
    assert news_owed_to(warning) == []
    assert not any(one.code.startswith("news_letters") for one in owed_by(case))
    assert warning.pk not in {one.pk for one in queries.open_sanctions(case)}


def test_of_an_appeal_the_person_has_its_letter_and_the_gp_is_owed_one_with_the_new_days(
    world: World, sent: Propose, by: Actor, director: Actor, chief: Actor
) -> None:
    exclusion = sent("exclusion", director)
    moved(exclusion, "appeal", by, on=in_days(0), text="Too long.")
    exclusion = moved(exclusion, "vary", chief, on=in_days(0), ends_on=in_days(60), text="Half will do.")
    assert news_owed_to(exclusion) == ["gp_new"]
    last = in_days(60)
    words = letters.GAP.sub("Ines Halloran", letters.begun(exclusion, "gp_new"))
    assert f"{last.day} {last:%B %Y}" in words
    with pytest.raises(Refused, match="but the sanction was approved"):
        letters.write_letter(exclusion, "gp_new", words.replace(f"{last:%Y}", f"{last.year + 1}"), by=by)
    assert [one.addressee for one in queries.letters_waiting_on(world.director.user)] == []
    letters.write_letter(exclusion, "gp_new", words, by=by)
    assert "gp_new" in [one.addressee for one in queries.letters_waiting_on(world.director.user)]


def test_a_change_that_is_taken_back_before_anybody_was_told_owes_nothing_and_after_it_a_letter_again(
    sent: Propose, by: Actor, director: Actor
) -> None:
    warning = moved(sent(), "end", by, on=in_days(0), text="He moved away.")
    warning = take_back_step(warning, "It was another man.", by=by)
    assert news_owed_to(warning) == []
    warning = moved(warning, "end", by, on=in_days(0), text="He moved away.")
    warning = told(warning, "gp_new", by, director)
    warning = take_back_step(warning, "It was another man.", by=by)
    assert news_owed_to(warning) == ["person_new", "gp_new"]
    assert "What we wrote last was a mistake" in letters.begun(warning, "gp_new")


def test_its_page_shows_who_is_owed_a_letter_and_takes_the_day_on_which_it_was_sent(
    case: Case, sent: Propose, by: Actor, director: Actor, sign_in: SignIn
) -> None:
    warning = moved(sent(), "end", by, on=in_days(0), text="He moved away.")
    lsms, here = sign_in("lsms"), f"/cases/{case.reference}/sanctions/{warning.pk}"
    page = lsms.get(here).content.decode()
    for words in ("It has changed since its letters were sent", "The person&#39;s GP: what changed", "gp_new"):
        assert words in page
    assert "new letters about what changed" in lsms.get(f"/cases/{case.reference}/sanctions").content.decode()
    written = letters.GAP.sub("Ines Halloran", letters.begun(warning, "gp_new"))
    letter = letters.write_letter(warning, "gp_new", written, by=by)
    approve_and_produce(warning, "gp_new", letter.number, by=director)
    assert f"{here}/letters/gp_new/sent" in lsms.get(here).content.decode()
    day = in_days(0)
    on = {"on_day": str(day.day), "on_month": str(day.month), "on_year": str(day.year)}
    assert lsms.post(f"{here}/letters/gp_new/sent", {}).status_code == 422
    assert lsms.post(f"{here}/letters/gp_new/sent", on).status_code == 302
    warning.refresh_from_db()
    assert news_owed_to(warning) == ["person_new"]
    made = lsms.post(
        f"/api/v1/cases/{case.reference}/sanctions/{warning.pk}/letters/gp_new/sent",
        {"on": str(day)},
        content_type="application/json",
    )
    assert made.status_code == 409, "it was sent before"
    with pytest.raises(ValidationError):
        note_letter_sent(warning, "person_new", None, by=by)
