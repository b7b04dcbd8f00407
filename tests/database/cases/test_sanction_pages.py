"""What people see of sanctions, and who sees it: the specialist the whole, whoever approves only what waits on them."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from tests.conftest import AppClient
from tests.days import day_fields, today
from tests.taken_away import rows_of
from tests.world import World

from alongside.cases.models import Case, Sanction, SanctionLetter
from alongside.cases.owing import owed_by
from alongside.cases.sanctions import actions, letters, queries
from alongside.documents.models import Produced
from alongside.incidents.new_report import NewResponsible, Who
from alongside.ledger.actions import Actor
from alongside.ledger.clock import now
from alongside.ledger.models import Entry
from alongside.people.actions import actor_for, add_staff
from alongside.people.models import User
from alongside.people.roles import Role

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], AppClient]
EMERGENCY = "Emergency treatment is never withheld"
OPINION = {"opinion": "no_objection", "opinion_by": "Dr Amara Pell"}


@pytest.fixture
def case(new_case: Callable[..., Case]) -> Case:
    who = [NewResponsible("patient", who=Who(name="Arno Velt"))]
    return new_case(responsible=who, occurred_at=now() - timedelta(days=3))


@pytest.fixture
def here(case: Case) -> str:
    return f"/cases/{case.reference}/sanctions"


@pytest.fixture
def waiting(case: Case, by: Actor) -> Callable[[str], Sanction]:
    """A sanction of this kind that a clinician was heard about."""

    def make(kind: str) -> Sanction:
        [person] = queries.people_of(case)
        one = actions.propose_sanction(case, kind, person, "You struck a nurse.", by=by)
        return actions.move_sanction(one, "record_opinion", OPINION, by=by)

    return make


def read(client: AppClient, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, (path, answer.status_code)
    return answer.content.decode()


def test_the_specialist_proposes_a_warning_and_brings_it_to_its_letters(case: Case, here: str, sign_in: SignIn) -> None:
    lsms = sign_in("lsms")
    [person] = queries.people_of(case)
    assert "Arno Velt, patient" in read(lsms, f"{here}/propose")
    said = {
        "kind": "written_warning",
        "responsible": str(person.pk),
        "ground": "You struck a nurse.",
        "terms": "Ring first.",
    }
    assert lsms.post(f"{here}/propose", said).status_code == 302
    one = f"{here}/{Sanction.objects.get().pk}"
    assert lsms.post(f"{one}/step/record_opinion", OPINION).status_code == 302
    days = day_fields("starts_on", today()) | day_fields("ends_on", today() + timedelta(days=90))
    assert lsms.post(f"{one}/step/approve", {**days, "text": "It is right."}).status_code == 302
    page = read(lsms, one)
    for words in ("Approved", "Dr Amara Pell", "It waits on: the letters", "Not written yet", "to be reviewed on"):
        assert words in page
    answer = lsms.post(f"{one}/step/issue", day_fields("on", today()))
    assert answer.status_code == 422
    assert "Approve the words of the letter to the person first." in answer.content.decode()
    for addressee in ("person", "gp"):
        words = letters.GAP.sub("Lee Stone", letters.begun(Sanction.objects.get(), addressee))
        assert lsms.post(f"{one}/letters/{addressee}", {"text": words, "seen": "0"}).status_code == 302
        assert "Draft, not to be sent" in read(lsms, f"{one}/letters/{addressee}/print")
        letter = SanctionLetter.objects.get(addressee=addressee)
        assert sign_in("director").post(f"/cases/to-approve/letters/{letter.pk}").status_code == 302
        printed = read(lsms, f"{one}/letters/{addressee}/print")
        assert "Draft" not in printed
        assert EMERGENCY in printed
    assert lsms.post(f"{one}/step/issue", day_fields("on", today())).status_code == 302
    file = read(lsms, f"/cases/{case.reference}/file")
    assert "Written warning: the letters were sent" in file
    assert "Written warning: clinical opinion recorded" in file
    assert "The person, version 1" in file


def test_every_page_of_sanctions_says_that_emergency_treatment_is_never_withheld(
    case: Case, here: str, waiting: Callable[[str], Sanction], sign_in: SignIn
) -> None:
    one = waiting("exclusion")
    lsms, director = sign_in("lsms"), sign_in("director")
    pages = ["", "/decide", "/propose", "/removals/add", "/practice/add", f"/{one.pk}", f"/{one.pk}/correct"]
    pages += [f"/{one.pk}/step/{act}" for act in ("withdraw", "issue")] + [f"/{one.pk}/letters/person"]
    for page in pages:
        assert EMERGENCY in read(lsms, here + page), page
    for path in ("/cases/to-approve", f"/cases/to-approve/{one.pk}", f"/cases/to-approve/{one.pk}/approve"):
        assert EMERGENCY in read(director, path), path


def test_whoever_approves_sees_only_what_waits_on_them(
    case: Case, here: str, waiting: Callable[[str], Sanction], sign_in: SignIn
) -> None:
    warning, exclusion, withheld = (waiting(kind) for kind in ("written_warning", "exclusion", "withholding_treatment"))
    director, chief = sign_in("director"), sign_in("chief_executive")
    page = read(director, "/cases/to-approve")
    assert page.count("aria-current") == 1, "the menu says one place"
    assert ("Exclusion from premises" in page, "Withholding" in page, "Written warning" in page) == (True, False, False)
    page = read(chief, "/cases/to-approve")
    assert ("Exclusion from premises" in page, "Withholding" in page) == (False, True)
    for client, theirs, not_theirs in ((director, exclusion, withheld), (chief, withheld, exclusion)):
        assert "Arno Velt" in read(client, f"/cases/to-approve/{theirs.pk}")
        read(client, f"/cases/to-approve/{not_theirs.pk}", 404)
        read(client, f"/cases/to-approve/{warning.pk}", 404)
        read(client, here, 403)
        read(client, f"{here}/{theirs.pk}", 403)
    read(chief, f"/cases/{case.reference}", 403)
    looks = Entry.objects.filter(verb="case.suspect_read", subject_id=case.pk)
    assert {look.actor_id for look in looks} == {director_id(director), director_id(chief)}


def director_id(client: AppClient) -> Any:
    return User.objects.get(pk=client.session["_auth_user_id"]).pk


def test_the_director_decides_and_it_is_gone_from_the_page(
    case: Case, waiting: Callable[[str], Sanction], sign_in: SignIn
) -> None:
    one, director = waiting("exclusion"), sign_in("director")
    path = f"/cases/to-approve/{one.pk}/approve"
    assert director.post(path, {"text": "Right."}).status_code == 422
    days = day_fields("starts_on", today()) | day_fields("ends_on", today() + timedelta(days=60))
    stale = {**days, "text": "Right.", "seen_at": (one.changed_at - timedelta(seconds=1)).isoformat()}
    assert director.post(path, stale).status_code == 409
    answer = director.post(path, {**days, "text": "Right."})
    assert (answer.status_code, answer["Location"]) == (302, "/cases/to-approve?done=decided")
    one.refresh_from_db()
    assert (one.status, one.approved_by) == ("approved", "Dara Holm")
    assert "Nothing waits on you." in read(director, "/cases/to-approve")
    read(director, path, 404)


def test_who_approved_does_not_see_the_appeal_and_another_hears_it(
    case: Case, waiting: Callable[[str], Sanction], by: Actor, world: World, sign_in: SignIn
) -> None:
    one = waiting("exclusion")
    Sanction.objects.filter(pk=one.pk).update(
        status="under_appeal", status_before="active", approved_at=now(), approved_by="Dara Holm",
        approved_by_id=world.director.user_id, starts_on=today(), ends_on=today() + timedelta(days=90),
    )  # fmt: skip
    read(sign_in("director"), f"/cases/to-approve/{one.pk}", 404)
    chief = sign_in("chief_executive")
    assert "The appeal succeeded" in read(chief, f"/cases/to-approve/{one.pk}")
    answer = chief.post(
        f"/cases/to-approve/{one.pk}/overturn", {**day_fields("on", today()), "text": "It was his brother."}
    )
    assert answer.status_code == 302
    assert Sanction.objects.get(pk=one.pk).status == "overturned"


def test_a_person_whose_appeal_succeeded_is_told_by_a_letter_and_not_by_the_decision(
    case: Case, waiting: Callable[[str], Sanction], world: World, here: str, sign_in: SignIn
) -> None:
    one = waiting("exclusion")
    Sanction.objects.filter(pk=one.pk).update(
        status="under_appeal", status_before="active", approved_at=now(), approved_by="Dara Holm",
        approved_by_id=world.director.user_id, starts_on=today(), ends_on=today() + timedelta(days=90), appealed_on=today(),
    )  # fmt: skip
    decision = {**day_fields("on", today()), "text": "It was his brother."}
    assert sign_in("chief_executive").post(f"/cases/to-approve/{one.pk}/overturn", decision).status_code == 302
    lsms, page = sign_in("lsms"), f"{here}/{one.pk}"
    said = read(lsms, page)
    assert "still to be told" in said
    assert "the person was told" not in said
    assert [each for each in owed_by(case) if each.code == f"sanction:{one.pk}"], "it is owed until they are told"
    one.refresh_from_db()
    assert one.ended_on == today(), "it binds nobody from then on"
    told = day_fields("on", today())
    answer = lsms.post(f"{page}/step/tell_outcome", told)
    assert (answer.status_code, "about the appeal" in answer.content.decode()) == (422, True)
    begun = read(lsms, f"{page}/letters/appeal")
    assert "Your appeal succeeded" in begun
    words = re.sub(r"\[[^\]\n]*\]", "It was somebody else.", letters.begun(one, "appeal"))
    assert lsms.post(f"{page}/letters/appeal", {"text": words}).status_code == 302
    letter = queries.letters_of(one)["appeal"]
    assert lsms.post(f"{page}/letters/appeal/approve", {"number": "1"}).status_code == 422, "they wrote it"
    assert sign_in("director").post(f"/cases/to-approve/letters/{letter.pk}").status_code == 302
    assert Produced.objects.filter(kind="sanction_appeal").exists()
    assert lsms.post(f"{page}/step/tell_outcome", told).status_code == 302
    one.refresh_from_db()
    assert (one.status, one.outcome_told_on) == ("overturned_told", today())
    assert not [each for each in owed_by(case) if each.code == f"sanction:{one.pk}"]


def test_somebody_with_both_roles_does_not_approve_their_own_proposal(
    case: Case, world: World, waiting: Callable[[str], Sanction]
) -> None:
    user = User.objects.create_user("both", name="Bea Both", password="correct horse battery staple")
    add_staff(world.organisation, "Bea Both", user=user, roles=[Role.LSMS, Role.SECURITY_DIRECTOR])
    client = AppClient()
    client.force_login(user)
    [person] = queries.people_of(case)
    mine = actions.propose_sanction(case, "exclusion", person, "You struck a nurse.", by=actor_for(user))
    actions.move_sanction(mine, "record_opinion", OPINION, by=actor_for(user))
    theirs = waiting("exclusion")
    read(client, f"/cases/to-approve/{mine.pk}", 404)
    read(client, f"/cases/to-approve/{theirs.pk}")
    days = day_fields("starts_on", today()) | day_fields("ends_on", today() + timedelta(days=60))
    answer = client.post(f"/cases/{case.reference}/sanctions/{mine.pk}/step/approve", {**days, "text": "Yes."})
    assert answer.status_code == 422
    assert "you proposed it" in answer.content.decode()


ROLES = {
    #                  list  one  to-approve  waiting  decide
    Role.LSMS: (200, 200, 403, 403, 403),
    Role.SECURITY_DIRECTOR: (403, 403, 200, 200, 302),
    Role.CHIEF_EXECUTIVE: (403, 403, 200, 404, 404),
    Role.LINE_MANAGER: (403, 403, 403, 403, 403),
    Role.OPERATOR: (403, 403, 403, 403, 403),
    Role.OPERATOR_SUPERVISOR: (403, 403, 403, 403, 403),
    Role.CASE_MANAGER: (403, 403, 403, 403, 403),
    Role.LEGAL_ADVISER: (403, 403, 403, 403, 403),
    Role.NATIONAL_ANALYST: (403, 403, 403, 403, 403),
    Role.MARKER_PANEL: (403, 403, 403, 403, 403),
    Role.ADMINISTRATOR: (403, 403, 403, 403, 403),
    Role.WORKER: (403, 403, 403, 403, 403),
    Role.BUDDY: (403, 403, 403, 403, 403),
}


@pytest.mark.parametrize("role", Role)
def test_every_role_sees_what_it_may(
    role: Role, case: Case, here: str, world: World, waiting: Callable[[str], Sanction]
) -> None:
    one = waiting("exclusion")
    user = User.objects.create_user("somebody", name="Sol Body", password="correct horse battery staple")
    add_staff(world.organisation, "Sol Body", user=user, roles=[role])
    client = AppClient()
    client.force_login(user)
    days = day_fields("starts_on", today()) | day_fields("ends_on", today() + timedelta(days=60))
    waits = f"/cases/to-approve/{one.pk}"
    answers = [
        *(client.get(path).status_code for path in (here, f"{here}/{one.pk}", "/cases/to-approve", waits)),
        client.post(f"{waits}/approve", {**days, "text": "Yes."}).status_code,
    ]
    assert tuple(answers) == ROLES[role]


def test_the_director_of_another_body_sees_nothing(world: World, waiting: Callable[[str], Sanction]) -> None:
    one = waiting("exclusion")
    user = User.objects.create_user("far", name="Far Away", password="correct horse battery staple")
    add_staff(world.outsider.organisation, "Far Away", user=user, roles=[Role.SECURITY_DIRECTOR, Role.CHIEF_EXECUTIVE])
    client = AppClient()
    client.force_login(user)
    assert "Exclusion" not in read(client, "/cases/to-approve")
    read(client, f"/cases/to-approve/{one.pk}", 404)


def test_the_decision_about_sanctions_stands_on_the_page(case: Case, here: str, sign_in: SignIn) -> None:
    lsms = sign_in("lsms")
    assert "Nobody has decided yet." in read(lsms, here)
    said = {"decision": "none", "reason": "medical", "text": "He has dementia."}
    assert lsms.post(f"{here}/decide", said).status_code == 302
    assert "the person could not help it" in read(lsms, here)


def test_a_page_that_is_too_old_changes_nothing(
    case: Case, here: str, waiting: Callable[[str], Sanction], sign_in: SignIn
) -> None:
    one = waiting("written_warning")
    old = (one.changed_at - timedelta(seconds=5)).isoformat()
    answer = sign_in("lsms").post(f"{here}/{one.pk}/step/withdraw", {"text": "No.", "seen_at": old})
    assert answer.status_code == 409
    assert "changed by Lee Stone meanwhile" in answer.content.decode()
    assert Sanction.objects.get(pk=one.pk).status == "opinion_recorded"


def test_what_waits_is_searched_narrowed_turned_over_and_taken_away(
    case: Case, waiting: Callable[[str], Sanction], sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = waiting("exclusion"), waiting("exclusion")
    director, here = sign_in("director"), "/cases/to-approve"

    def links(query: str = "") -> set[str]:
        return set(re.findall(rf'href="{here}/([0-9a-f-]{{36}})"', read(director, f"{here}{query}")))

    assert links() == links(f"?search={case.reference}") == links("?search=EXCLUSION&of=opinion_recorded")
    assert links() == {str(one.pk), str(two.pk)}
    assert "Nothing that waits on you fits this." in read(director, f"{here}?search=penguin")
    assert links("?of=letter") == set()
    rows = rows_of(director.get(f"{here}?format=csv&search=exclusion"))
    assert [row[:3] for row in rows[1:]] == [[case.reference, "To be approved", "Exclusion from premises"]] * 2
    assert Entry.objects.filter(verb="cases.exported", details__contains="to-approve").exists()
    monkeypatch.setattr("alongside.web.listing.PAGE", 1)
    assert (links(), links("?page=2")) == ({str(one.pk)}, {str(two.pk)})
