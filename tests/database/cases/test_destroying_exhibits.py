"""Nothing of a case that runs, or of an offence before police or court, is destroyed; and an exhibit says why it is gone."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from tests.conftest import AppClient
from tests.days import today
from tests.files import FILES, JPEG
from tests.offences import TOLD, Open
from tests.world import World

from alongside.cases.exhibits.actions import Found, add_exhibit
from alongside.cases.models import Case, Exhibit
from alongside.cases.queries import incidents_of
from alongside.evidence.arriving import arrive
from alongside.evidence.keeping.actions import (
    classify,
    decide_destruction,
    lift_hold,
    place_hold,
    propose_destruction,
)
from alongside.evidence.keeping.destroying import destroy_due
from alongside.evidence.keeping.standing import refuse_unknown
from alongside.evidence.models import Destruction, StoredFile
from alongside.incidents.new_report import NewResponsible, Who
from alongside.incidents.triage.adding import add_exhibit as add_report_file
from alongside.ledger.actions import Actor
from alongside.ledger.clock import now
from alongside.ledger.models import Entry
from alongside.people.actions import actor_for
from alongside.people.scope import acting_as

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], AppClient]
PDF = FILES["pdf"][0]


@pytest.fixture
def exhibit(case: Case, by: Actor) -> Exhibit:
    found = Found("NA/1", "A bruised arm", today(), "Ward 7", "Nia Okoye")
    return add_exhibit(case, found, arrive("arm.jpg", [JPEG]), by=by)


@pytest.fixture
def file(exhibit: Exhibit) -> StoredFile:
    assert exhibit.file is not None
    return exhibit.file


@pytest.fixture
def director(world: World) -> Actor:
    return actor_for(world.director.user)


def age(file: StoredFile, by: Actor) -> None:
    """Its time is over."""
    classify(file, kept_as="incident", starts_on=date(2010, 1, 1), reason="It is of 2010.", by=by)


def close(case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(status="closed", closed_at=now())


def reopen(case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(status="investigating", closed_at=None)


def lines_of(case: Case) -> list[tuple[str, str, str]]:
    found = case.events.filter(what__startswith="destruction").order_by("recorded_at", "pk")
    return [(one.what, one.compartment, one.text) for one in found]


def test_while_its_case_runs_nobody_can_propose_it(
    case: Case, file: StoredFile, exhibit: Exhibit, by: Actor, sign_in: SignIn
) -> None:
    age(file, by)
    answer = sign_in("lsms").post(f"/evidence/{file.pk}/propose", {"destroy_reason": "Nobody needs it."})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert f"Case {case.reference} is not closed" in page
    assert "Only a legal duty or order to erase it goes past that" in page
    assert not Destruction.objects.exists()


def test_while_an_offence_is_before_police_or_court_nobody_can_destroy_it(
    case: Case, file: StoredFile, by: Actor, director: Actor, offence: Open, move: Callable[..., Any]
) -> None:
    age(file, by)
    track = offence()
    close(case)
    proposal = propose_destruction(file, "It was never told to the police.", by)
    reopen(case)
    move(track, "report", **TOLD)
    close(case)
    with pytest.raises(ValidationError, match="with the police or the court: “reported to the police”"):
        decide_destruction(proposal, confirm=True, reason="", by=director)
    decide_destruction(proposal, confirm=False, reason="It is needed.", by=director)
    with pytest.raises(ValidationError, match="with the police or the court"):
        propose_destruction(file, "Again.", by)


def test_while_its_time_runs_nobody_can_propose_it(case: Case, file: StoredFile, by: Actor) -> None:
    close(case)
    with pytest.raises(ValidationError, match="It is kept as “incident” until"):
        propose_destruction(file, "Nobody needs it.", by)


def test_a_case_that_is_opened_again_meanwhile_keeps_it(
    case: Case, file: StoredFile, by: Actor, director: Actor, service_role: Any
) -> None:
    age(file, by)
    close(case)
    decide_destruction(propose_destruction(file, "Old.", by), confirm=True, reason="", by=director)
    reopen(case)
    with service_role():
        assert destroy_due() == 0
    close(case)
    with service_role():
        assert destroy_due() == 1


def test_when_its_time_is_over_it_says_so_and_the_file_of_the_case_has_each_step(
    case: Case, file: StoredFile, exhibit: Exhibit, by: Actor, director: Actor, service_role: Any
) -> None:
    age(file, by)
    close(case)
    decide_destruction(propose_destruction(file, "Old.", by), confirm=True, reason="", by=director)
    with service_role():
        assert destroy_due() == 1
    file.refresh_from_db()
    assert file.erased_because.startswith("its time was over on 1 January 2020; proposed by Lee Stone")
    said = lines_of(case)
    assert [what for what, _, _ in said] == ["destruction_proposed", "destruction_confirmed", "destruction_done"]
    assert {compartment for _, compartment, _ in said} == {"evidence"}
    assert all("NA/1: A bruised arm" in text for _, _, text in said)


def test_an_order_of_a_court_goes_past_it_and_says_loudly_what_stands_against_it(
    case: Case, file: StoredFile, exhibit: Exhibit, world: World, sign_in: SignIn, service_role: Any
) -> None:
    lsms, there = sign_in("lsms"), f"/evidence/{file.pk}"
    wrong = {"destroy_reason": "Order 17.", "erasure_ground": "because"}
    assert lsms.post(f"{there}/propose", wrong).status_code == 422
    asked = {"destroy_reason": "Order 17 of the county court.", "erasure_ground": "court_order"}
    for unnamed in ("", "the court's"):
        refused = lsms.post(f"{there}/propose", asked | {"erasure_order": unnamed})
        assert (refused.status_code, "Write which it is" in refused.content.decode()) == (422, True)
    asked["erasure_order"] = "County Court at Northbrook, F17/2026, 3 November 2026"
    assert lsms.post(f"{there}/propose", asked).status_code == 302
    proposal = Destruction.objects.get()
    page = sign_in("director").get(f"/evidence/destruction/{proposal.pk}").content.decode()
    for words in (
        "This stands against destroying it",
        f"Case {case.reference} is not closed",
        "It is kept as “incident” until",
        "Order of a court to erase it",
        "Order 17 of the county court.",
        f"{case.reference}: {case.title}",
        "County Court at Northbrook, F17/2026, 3 November 2026",
        "NA/1: A bruised arm",
    ):
        assert words in page, words
    looks = Entry.objects.filter(verb="case.evidence_read", subject_id=case.pk, actor_name=world.director.name)
    assert looks.exists(), "the director reads no evidence otherwise: that this was opened to them is a look"
    confirmed = {"decision": "confirm"}
    assert sign_in("director").post(f"/evidence/destruction/{proposal.pk}", confirmed).status_code == 302
    assert "NA/1: A bruised arm" in lsms.get(f"/evidence/destruction/{proposal.pk}").content.decode()
    with service_role():
        assert destroy_due() == 1
    section = lsms.get(f"/cases/{case.reference}/exhibits").content.decode()
    assert "there was a legal duty to erase it (order of a court to erase it: County Court at Northbrook" in section
    assert "its time was over" not in section
    assert "A file was destroyed" in lsms.get(f"/cases/{case.reference}/file").content.decode()


def test_whoever_may_have_done_it_decides_nothing_about_its_exhibits(
    new_case: Callable[..., Case], world: World, director: Actor, app_role: Any
) -> None:
    case = new_case(responsible=[NewResponsible("colleague", who=Who(staff=world.lsms))])
    found = Found("NA/1", "A bruised arm", today(), "Ward 7", "Nia Okoye")
    file = add_exhibit(case, found, arrive("arm.jpg", [JPEG]), by=director).file
    assert file is not None
    age(file, director)
    close(case)
    accused = actor_for(world.lsms.user)
    for ground in ("", "court_order"):
        with app_role(), acting_as(world.lsms.user), pytest.raises(ValidationError, match="closed to you"):
            propose_destruction(file, "Old.", accused, ground=ground, order="F17/2026")
    proposal = propose_destruction(file, "Old.", director)
    with app_role(), acting_as(world.lsms.user), pytest.raises(ValidationError, match="closed to you"):
        decide_destruction(proposal, confirm=True, reason="", by=accused)


def test_a_file_of_the_report_of_a_running_case_stays(case: Case, by: Actor) -> None:
    incident = incidents_of(case).get()
    kept = add_report_file(incident, arrive("arm.jpg", [JPEG]), caption="An arm", by=by).file
    age(kept, by)
    with pytest.raises(ValidationError, match="is not closed"):
        propose_destruction(kept, "Old.", by)
    close(case)
    assert propose_destruction(kept, "Old.", by)
    assert lines_of(case)[0][0] == "destruction_proposed"


def test_who_downloads_an_exhibit_says_why_and_who_looks_at_it_does_not(
    case: Case, exhibit: Exhibit, sign_in: SignIn
) -> None:
    lsms, there = sign_in("lsms"), f"/cases/{case.reference}/exhibits/{exhibit.pk}/file"
    assert lsms.get(there).content == JPEG
    asked = lsms.get(f"{there}?download=yes")
    assert "Why do you need this file?" in asked.content.decode()
    assert lsms.get(f"{there}?download=yes&asked=yes").status_code == 422
    taken = lsms.get(f"{there}?download=yes&why=police")
    assert taken.content == JPEG
    assert taken.headers["Content-Disposition"].startswith("attachment")
    told = Entry.objects.filter(verb="evidence.seen", subject_id=exhibit.pk).order_by("pk").last()
    assert told is not None
    assert '"ground": "police"' in told.details


def test_what_cannot_be_shown_in_the_page_leaves_with_every_look_and_asks_why(
    case: Case, by: Actor, sign_in: SignIn
) -> None:
    found = Found("NA/2", "A letter", today(), "Ward 7", "Nia Okoye")
    paper = add_exhibit(case, found, arrive("letter.pdf", [PDF]), by=by)
    there = f"/cases/{case.reference}/exhibits/{paper.pk}/file"
    assert "Why do you need this file?" in sign_in("lsms").get(there).content.decode()
    assert sign_in("lsms").get(f"{there}?why=prosecution").content == PDF


def test_nobody_proposes_to_destroy_what_they_lifted_the_hold_on(
    case: Case, file: StoredFile, by: Actor, director: Actor
) -> None:
    age(file, by)
    close(case)
    hold = place_hold(file, "The police asked for it.", by)
    lift_hold(hold, "They have it.", by)
    with pytest.raises(ValidationError, match="You lifted the legal hold"):
        propose_destruction(file, "Old.", by)
    assert propose_destruction(file, "Old.", director)


def test_a_full_stop_is_no_reason_to_destroy_anything(case: Case, file: StoredFile, by: Actor) -> None:
    age(file, by)
    close(case)
    with pytest.raises(ValidationError, match="Write why"):
        propose_destruction(file, ".", by)


def test_nobody_confirms_what_they_may_not_know(
    case: Case, file: StoredFile, world: World, by: Actor, app_role: Any
) -> None:
    age(file, by)
    close(case)
    propose_destruction(file, "Old.", by)
    refuse_unknown(world.director.user, file)
    with pytest.raises(ValidationError, match="closed to you"):
        refuse_unknown(world.manager.user, file)
