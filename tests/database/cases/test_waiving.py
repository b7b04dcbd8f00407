"""A case closes with reasons in words, nobody alone waives what was promised to a person hurt, and a closed case tells the truth."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from tests.days import today
from tests.world import World

from alongside.cases.models import Case, Waiver
from alongside.cases.opening.actions import merge_case
from alongside.cases.owing import owed_by
from alongside.cases.queries import people_hurt_in
from alongside.cases.tracks import Refused
from alongside.cases.victims.actions import promise_contact
from alongside.cases.working import waiving
from alongside.cases.working.actions import add_task, move_case
from alongside.incidents.models import Affected
from alongside.ledger.actions import Actor
from alongside.people.actions import actor_for

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Any]


def told_of(hurt: Affected) -> str:
    return f"victim_told:{hurt.pk}"


def reasons_for(case: Case) -> dict[str, str]:
    return {one.code: "It was settled." for one in owed_by(case) if not one.to_the_hurt}


def test_a_full_stop_is_no_reason(case: Case, by: Actor, tell_everybody: Callable[[Case], None]) -> None:
    tell_everybody(case)
    with pytest.raises(ValidationError, match="Write why nothing is investigated"):
        move_case(case, "discontinue", text=".", waived=reasons_for(case), by=by)
    code = owed_by(case)[0].code
    with pytest.raises(ValidationError, match="Write the reason in words"):
        move_case(case, "discontinue", text="A drill.", waived=reasons_for(case) | {code: "."}, by=by)
    case.refresh_from_db()
    assert case.status == "open"


def test_nobody_alone_waives_what_was_promised_to_a_person_hurt(case: Case, hurt: Affected, by: Actor) -> None:
    alone = reasons_for(case) | {told_of(hurt): "She moved abroad."}
    with pytest.raises(Refused, match="Ask the security director to agree"):
        move_case(case, "discontinue", text="A drill.", waived=alone, by=by)
    waiver = waiving.ask_waiver(case, told_of(hurt), "She moved abroad.", by=by)
    with pytest.raises(Refused, match="Ask the security director to agree"):
        move_case(case, "discontinue", text="A drill.", waived=alone, by=by)
    with pytest.raises(Refused, match="somebody else decides"):
        waiving.decide_waiver(waiver, True, "", by=by)


def test_the_database_knows_that_another_has_to_agree(case: Case, hurt: Affected, by: Actor) -> None:
    waiver = waiving.ask_waiver(case, told_of(hurt), "She moved abroad.", by=by)
    with pytest.raises(IntegrityError, match="agreed_by_another"), transaction.atomic():
        Waiver.objects.filter(pk=waiver.pk).update(
            agreed=True, decided_at=waiver.asked_at, decided_by="Lee Stone", decided_by_id=by.id
        )


def test_the_director_finds_it_in_what_waits_and_agrees(
    case: Case, hurt: Affected, by: Actor, sign_in: SignIn, world: World
) -> None:
    lsms, director = sign_in("lsms"), sign_in("director")
    overview = f"/cases/{case.reference}"
    ask = f"{overview}/waive/{told_of(hurt)}"
    assert ask in lsms.get(overview).content.decode()
    assert lsms.post(ask, {"why": "."}).status_code == 422
    assert lsms.post(ask, {"why": "She moved abroad."}).status_code == 302
    assert "Waits on the security director" in lsms.get(overview).content.decode()
    page = director.get("/cases/to-approve").content.decode()
    there = f"/cases/to-approve/promises/{Waiver.objects.get().pk}"
    assert there in page
    assert "She moved abroad." in director.get(there).content.decode()
    assert director.post(there, {"decision": "decline", "answer": " "}).status_code == 422
    assert director.post(there, {"decision": "agree", "answer": ""}).status_code == 302
    assert "Agreed not to be kept" in lsms.get(overview).content.decode()
    move_case(case, "discontinue", text="A drill.", waived=reasons_for(case), by=by)
    said = case.events.get(what="waived", after__waived=told_of(hurt)).text
    assert f"She moved abroad. Agreed by {world.director.name}." in said


def test_what_the_director_declines_stays_owed(case: Case, hurt: Affected, by: Actor, world: World) -> None:
    waiver = waiving.ask_waiver(case, told_of(hurt), "There is no time.", by=by)
    waiving.decide_waiver(waiver, False, "Take the time.", by=actor_for(world.director.user))
    with pytest.raises(Refused, match="was not told what came of it"):
        move_case(case, "discontinue", text="A drill.", waived=reasons_for(case), by=by)


def test_what_was_kept_after_all_waits_on_nobody(
    case: Case, hurt: Affected, by: Actor, director: Actor, sign_in: SignIn, tell_everybody: Callable[[Case], None]
) -> None:
    waiver = waiving.ask_waiver(case, told_of(hurt), "She moved abroad.", by=by)
    above, there = sign_in("director"), f"/cases/to-approve/promises/{waiver.pk}"
    assert there in above.get("/cases/to-approve").content.decode()
    tell_everybody(case)
    assert there not in above.get("/cases/to-approve").content.decode()
    page = above.get(there).content.decode()
    assert "It is not owed any more" in page
    assert "Keep my decision" not in page
    assert "It is not owed any more" in above.post(there, {"decision": "agree"}).content.decode()
    assert Waiver.objects.get().decided_at is None
    with pytest.raises(Refused, match="not owed any more"):
        waiving.decide_waiver(waiver, True, "", by=director)


def test_who_decides_second_reads_what_was_decided(
    case: Case, hurt: Affected, by: Actor, chief: Actor, sign_in: SignIn
) -> None:
    waiver = waiving.ask_waiver(case, told_of(hurt), "She moved abroad.", by=by)
    waiving.decide_waiver(waiver, False, "Her union can reach her.", by=chief)
    there = f"/cases/to-approve/promises/{waiver.pk}"
    answer = sign_in("director").post(there, {"decision": "agree"})
    page = answer.content.decode()
    assert f"{chief.name} decided this before you." in page
    assert "Her union can reach her." in page
    assert Waiver.objects.get().agreed is False


def test_what_was_agreed_counts_in_the_case_that_it_was_joined_with(
    case: Case, hurt: Affected, new_case: Callable[..., Case], by: Actor, director: Actor
) -> None:
    waiver = waiving.ask_waiver(case, told_of(hurt), "She moved abroad.", by=by)
    into = new_case()
    merge_case(case, into, "It is one matter.", by=by)
    waiving.decide_waiver(Waiver.objects.get(pk=waiver.pk), True, "", by=director)
    assert told_of(hurt) in waiving.agreed_in(into)


def test_the_outsider_finds_nothing_to_agree_to(case: Case, hurt: Affected, by: Actor, sign_in: SignIn) -> None:
    waiver = waiving.ask_waiver(case, told_of(hurt), "She moved abroad.", by=by)
    there = f"/cases/to-approve/promises/{waiver.pk}"
    assert sign_in("outsider").get(there).status_code == 403
    assert sign_in("lsms").get(there).status_code == 403


def test_a_closed_case_says_what_was_not_kept(
    case: Case, hurt: Affected, by: Actor, sign_in: SignIn, let_off: Callable[..., None]
) -> None:
    promise_contact(hurt, today(), "After the hearing", by=by)
    add_task(case, "Ask for the tape", by=by)
    for one in owed_by(case):
        if one.to_the_hurt:
            let_off(case, one.code, "She moved abroad.")
    assert len(people_hurt_in(case)) == 1
    move_case(case, "discontinue", text="A drill.", waived=reasons_for(case), by=by)
    lsms = sign_in("lsms")
    overview = lsms.get(f"/cases/{case.reference}").content.decode()
    assert "Nothing is to be done." in overview
    assert "The case was closed: It was settled." in overview
    people = lsms.get(f"/cases/{case.reference}/people").content.decode()
    assert "We are in touch by" not in people
    assert "That is not kept: The case was closed: She moved abroad. Agreed by" in people
    sanctions = lsms.get(f"/cases/{case.reference}/sanctions").content.decode()
    assert "cannot be closed" not in sanctions
    assert "Nobody decided." in sanctions


def test_a_program_asks_that_a_promise_is_let_go_and_somebody_else_decides(
    case: Case, hurt: Affected, sign_in: SignIn
) -> None:
    lsms, director = sign_in("lsms"), sign_in("director")
    here = f"/api/v1/cases/{case.reference}/promises"
    [promise] = [one for one in lsms.get(here).json() if one["code"] == told_of(hurt)]
    assert promise["waiver"] is None
    assert lsms.post(f"{here}/{told_of(hurt)}/waive", {"why": ""}, content_type="application/json").status_code == 422
    asked = lsms.post(f"{here}/{told_of(hurt)}/waive", {"why": "She moved."}, content_type="application/json")
    assert asked.status_code == 201
    assert asked.json()["agreed"] is None
    again = lsms.post(f"{here}/{told_of(hurt)}/waive", {"why": "She moved."}, content_type="application/json")
    assert again.status_code == 409
    assert lsms.post(f"{here}/nothing:owed/waive", {"why": "x y"}, content_type="application/json").status_code == 404
    [waits] = director.get("/api/v1/promises/waiting").json()
    assert (waits["id"], waits["case"], waits["why"]) == (asked.json()["id"], case.reference, "She moved.")
    decision = f"/api/v1/promises/waiting/{waits['id']}/decision"
    assert lsms.post(decision, {"decision": "agree"}, content_type="application/json").status_code in (403, 404)
    declined = director.post(decision, {"decision": "decline"}, content_type="application/json")
    assert declined.status_code == 422, "whoever declines says why"
    agreed = director.post(decision, {"decision": "agree"}, content_type="application/json")
    assert (agreed.status_code, agreed.json()["agreed"], agreed.json()["decided_by"]) == (200, True, "Dara Holm")
    assert director.get("/api/v1/promises/waiting").json() == []
    [promise] = [one for one in lsms.get(here).json() if one["code"] == told_of(hurt)]
    assert promise["waiver"]["agreed"] is True
