"""An appeal is heard by another, and the person is told by a letter what came of it."""

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from tests.conftest import AppClient
from tests.days import in_days
from tests.sanctions import Propose, moved
from tests.world import World

from alongside.cases.models import Case, Sanction, SanctionLetter
from alongside.cases.owing import owed_by
from alongside.cases.producing.letters import approve_and_produce
from alongside.cases.sanctions import actions, letters, queries
from alongside.cases.tracks import Refused
from alongside.ledger.actions import Actor

pytestmark = pytest.mark.django_db


def test_an_appeal_is_heard_by_somebody_who_did_not_approve(
    sent: Propose, by: Actor, director: Actor, chief: Actor
) -> None:
    exclusion = sent("exclusion", director)
    moved(exclusion, "appeal", by, on=in_days(0), text="He says it was his brother.")
    for who, why in ((director, "you approved"), (by, "you proposed")):
        with pytest.raises(Refused, match=why):
            moved(exclusion, "overturn", who, on=in_days(0), text="It was.")
    moved(exclusion, "uphold", chief, on=in_days(0), text="The camera shows him.")
    exclusion.refresh_from_db()
    assert (exclusion.status, exclusion.heard_by) == ("issued", "Cleo Marr")
    with pytest.raises(IntegrityError), transaction.atomic():
        Sanction.objects.filter(pk=exclusion.pk).update(heard_by_id=director.id)


def test_an_appeal_changes_the_last_day_and_the_review(sent: Propose, by: Actor, director: Actor) -> None:
    warning = sent()
    moved(warning, "appeal", by, on=in_days(0), text="Too long.")
    moved(warning, "vary", director, on=in_days(0), ends_on=in_days(60), text="Half will do.")
    warning.refresh_from_db()
    assert (warning.status, warning.ends_on, warning.review_on) == ("active", in_days(60), in_days(30))


def refused(sanction: Sanction, by: Actor, chief: Actor) -> Sanction:
    """Appealed, and refused."""
    moved(sanction, "appeal", by, on=in_days(0), text="He says it was his brother.")
    return moved(sanction, "uphold", chief, on=in_days(0), text="The camera shows him.")


def varied(sanction: Sanction, by: Actor, chief: Actor) -> Sanction:
    """Appealed, and changed: it ends earlier."""
    moved(sanction, "appeal", by, on=in_days(0), text="Too long.")
    return moved(sanction, "vary", chief, on=in_days(0), ends_on=in_days(60), text="Half will do.")


def written(sanction: Sanction, by: Actor) -> SanctionLetter:
    """The letter about the appeal, with its gaps filled."""
    words = letters.GAP.sub("The camera shows who it was.", letters.begun(sanction, "appeal"))
    return letters.write_letter(sanction, "appeal", words, by=by)


def owed(case: Case) -> list[str]:
    return [one.code.split(":")[0] for one in owed_by(case) if "sanction" in one.code or "appeal" in one.code]


def test_whoever_appealed_without_success_is_told_by_a_letter_that_two_people_made(
    case: Case, sent: Propose, by: Actor, director: Actor, chief: Actor
) -> None:
    exclusion = sent("exclusion", director)
    with pytest.raises(Refused, match="no result of an appeal"):
        moved(exclusion, "tell_appeal", by, on=in_days(0))
    exclusion = refused(exclusion, by, chief)
    assert (exclusion.appeal_result, exclusion.appeal_decided_on) == ("refused", in_days(0))
    assert "appeal_letter" in owed(case)
    begun = letters.begun(exclusion, "appeal")
    for words in ("Your appeal was not successful", letters.emergency_sentence(), "[why the appeal", "Arno Velt"):
        assert words in begun
    assert "succeeded" not in begun
    with pytest.raises(Refused, match="Approve the words of the letter about the appeal"):
        moved(exclusion, "tell_appeal", by, on=in_days(0))
    letter = written(exclusion, by)
    with pytest.raises(Refused, match="you wrote them"):
        letters.approve_letter(exclusion, "appeal", letter.number, by=by)
    approve_and_produce(exclusion, "appeal", letter.number, by=director)
    document = queries.document_of(letter)
    assert document is not None
    assert document.kind == "sanction_appeal"
    exclusion = moved(exclusion, "tell_appeal", by, on=in_days(0))
    assert (exclusion.status, exclusion.outcome_told_on) == ("issued", in_days(0)), "it goes on from where it stood"
    assert "appeal_letter" not in owed(case)
    with pytest.raises(Refused, match="cannot be changed any more"):
        letters.write_letter(exclusion, "appeal", letter.text + "More.", by=by)
    assert "tell_appeal" not in {move.act for move in queries.moves_of(exclusion)}
    event = case.events.filter(what="sanction_moved").order_by("-recorded_at", "-pk").first()
    assert event is not None
    assert (event.after["act"], event.compartment) == ("tell_appeal", "suspect")


def test_no_letter_about_an_appeal_can_be_without_the_words_about_emergency_treatment(
    sent: Propose, by: Actor, director: Actor, chief: Actor
) -> None:
    for decide in (refused, varied):
        exclusion = decide(sent("exclusion", director), by, chief)
        words = letters.begun(exclusion, "appeal")
        assert letters.emergency_sentence() in words
        with pytest.raises(ValidationError, match="has to stand in it"):
            letters.write_letter(exclusion, "appeal", words.replace(letters.emergency_sentence(), ""), by=by)


def test_a_letter_about_a_changed_sanction_says_its_new_days(
    sent: Propose, by: Actor, director: Actor, chief: Actor
) -> None:
    exclusion = varied(sent("exclusion", director), by, chief)
    ends = in_days(60)
    said = f"{ends.day} {ends:%B %Y}"
    begun = letters.begun(exclusion, "appeal")
    assert f"It now stands from {in_days(0).day} {in_days(0):%B %Y} until {said}" in begun
    words = letters.GAP.sub("It was put right.", begun)
    old = in_days(180)
    with pytest.raises(Refused, match="The letter says"):
        letters.write_letter(exclusion, "appeal", words.replace(said, f"{old.day} {old:%B %Y}"), by=by)
    silent = letters.write_letter(exclusion, "appeal", words.replace(f" until {said}", ""), by=by)
    with pytest.raises(Refused, match="has to say the last day"):
        letters.approve_letter(exclusion, "appeal", silent.number, by=director)


def test_the_letter_waits_on_whoever_approves_until_it_is_sent(
    sent: Propose, world: World, by: Actor, director: Actor, chief: Actor
) -> None:
    exclusion = varied(sent("exclusion", director), by, chief)
    letter = written(exclusion, by)
    user = world.director.user
    assert [one.pk for one in queries.letters_waiting_on(user)] == [letter.pk]
    approve_and_produce(exclusion, "appeal", letter.number, by=director)
    assert queries.letters_waiting_on(user) == []


def test_a_second_appeal_has_a_letter_of_its_own(
    case: Case, sent: Propose, by: Actor, director: Actor, chief: Actor
) -> None:
    exclusion = refused(sent("exclusion", director), by, chief)
    first = written(exclusion, by)
    approve_and_produce(exclusion, "appeal", first.number, by=director)
    exclusion = moved(exclusion, "tell_appeal", by, on=in_days(0))
    exclusion = varied(exclusion, by, chief)
    assert (exclusion.outcome_told_on, exclusion.appeal_result) == (None, "varied")
    assert "appeal" not in queries.letters_of(exclusion), "what was said about the first appeal is not said again"
    with pytest.raises(Refused, match="Approve the words"):
        moved(exclusion, "tell_appeal", by, on=in_days(0))
    assert written(exclusion, by).number == 2
    assert "appeal_letter" in owed(case)


def test_who_was_not_told_before_the_last_day_is_still_to_be_told(
    case: Case, sent: Propose, by: Actor, director: Actor, chief: Actor, later: Callable[..., None]
) -> None:
    exclusion = refused(sent("exclusion", director, ends_on=in_days(5)), by, chief)
    later(days=6)
    assert actions.expire(Sanction.objects.get(pk=exclusion.pk))
    assert owed(case) == ["sanctions_decision", "appeal_letter"]
    letter = written(exclusion, by)
    approve_and_produce(exclusion, "appeal", letter.number, by=director)
    exclusion = moved(exclusion, "tell_appeal", by, on=in_days(0))
    assert (exclusion.status, owed(case)) == ("ended", ["sanctions_decision"])


def test_the_letter_is_written_approved_and_noted_as_sent_on_the_pages_and_by_the_api(
    case: Case, sent: Propose, by: Actor, director: Actor, chief: Actor, sign_in: Callable[[str], AppClient]
) -> None:
    exclusion = refused(sent("exclusion", director), by, chief)
    lsms, here = sign_in("lsms"), f"/cases/{case.reference}/sanctions/{exclusion.pk}"
    page = lsms.get(here).content.decode()
    for words in ("The person: the result of the appeal", "The letter about the appeal was sent", "Not written yet"):
        assert words in page
    assert "Your appeal was not successful" in lsms.get(f"{here}/letters/appeal").content.decode()
    letter = written(exclusion, by)
    waiting = sign_in("director").get("/cases/to-approve").content.decode()
    assert f"/cases/to-approve/letters/{letter.pk}" in waiting
    assert sign_in("director").post(f"/cases/to-approve/letters/{letter.pk}").status_code == 302
    api = f"/api/v1{here}"
    shown = lsms.get(api).json()
    assert (shown["appeal_result"], shown["outcome_told_on"]) == ("refused", None)
    assert {"addressee": "appeal", "version": 1, "is_approved": True} in shown["letters"]
    assert "tell_appeal" in {one["act"] for one in shown["moves"]}
    told = {"act": "tell_appeal", "on": in_days(0).isoformat()}
    after = lsms.post(f"{api}/moves", told, content_type="application/json").json()
    assert (after["state"], after["outcome_told_on"]) == ("issued", told["on"])
    again = lsms.post(f"{api}/moves", told, content_type="application/json")
    assert again.status_code == 409
    assert "Told of the appeal on" in lsms.get(here).content.decode()
