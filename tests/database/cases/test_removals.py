"""Removals from hospital premises and from a practice, as the specialist records them and the law asks."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from tests.conftest import AppClient
from tests.days import day_fields, today
from tests.pages import shown
from tests.world import World

from alongside.cases.models import Case, HospitalRemoval, PracticeRemoval
from alongside.cases.sanctions import queries
from alongside.incidents.models import Duty
from alongside.incidents.new_report import NewResponsible, Who
from alongside.ledger.clock import now

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], AppClient]


@pytest.fixture
def case(new_case: Callable[..., Case]) -> Case:
    who = [NewResponsible("patient", who=Who(name="Arno Velt"))]
    return new_case(responsible=who, occurred_at=now() - timedelta(days=3))


@pytest.fixture
def here(case: Case) -> str:
    return f"/cases/{case.reference}/sanctions"


HOSPITAL = {
    "clock": "14:30",
    "place": "Outpatients",
    "nuisance": "He shouted at the receptionist.",
    "had_excuse": "no",
    "excuse": "He gave none.",
    "asked_by": "Sister Rowe",
    "refusal": "He sat down.",
    "there_for_care": "no",
    "not_for_care": "He had been treated and discharged.",
    "needs_care": "no",
    "checked_by": "Dr Amara Pell",
    "check_ground": "He was well.",
    "removed_by": "officer",
    "officer": "Ola Reed",
    "certificate": "B-2026-14",
    "force_used": "yes",
    "force": "Led out by the arm, after two requests.",
    "outcome": "removed",
}


def hospital(case: Case, **changes: str) -> dict[str, str]:
    [person] = queries.people_of(case)
    return {
        "responsible": str(person.pk),
        **day_fields("happened_on", today() - timedelta(days=1)),
        **day_fields("authorised_on", date(2026, 1, 5)),
        **day_fields("trained_on", date(2026, 1, 9)),
        **HOSPITAL,
        **changes,
    }


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"nuisance": ""}, "Without one, nobody may be removed."),
        ({"had_excuse": ""}, "Choose whether the person had a reasonable excuse."),
        ({"asked_by": " "}, "Write who asked the person to leave."),
        ({"refusal": ""}, "Write how the person refused to leave."),
        ({"checked_by": ""}, "Write which clinician looked"),
        ({"certificate": ""}, "It is given in writing at the level of the board."),
        ({"force": ""}, "Write what force was used, and why it was reasonable."),
        ({"removed_by": "staff"}, "Write whom the officer authorised."),
    ],
)
def test_a_removal_is_refused_in_words_where_an_element_is_missing(
    case: Case, here: str, sign_in: SignIn, changes: dict[str, str], sentence: str
) -> None:
    answer = sign_in("lsms").post(f"{here}/removals/add", hospital(case, **changes))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert sentence in page
    assert "He had been treated and discharged." in page or "nuisance" in changes, "what was typed stays"
    assert not HospitalRemoval.objects.exists()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"had_excuse": "yes"}, "The person had a reasonable excuse."),
        ({"there_for_care": "yes"}, "The person was there for their own care."),
        ({"needs_care": "yes"}, "The person needed care"),
        ({"trained_on_year": "2099"}, "Nothing shows that the officer was trained on that day."),
        ({"checked_by": "", "check_ground": "", "as_it_happened": "on"}, "Nothing shows that a clinician looked"),
        ({"certificate": "", "as_it_happened": "on"}, "Nothing shows an authorisation of the officer."),
    ],
)
def test_a_removal_outside_the_power_is_recorded_as_it_happened_and_somebody_looks_into_it(
    case: Case, world: World, here: str, sign_in: SignIn, changes: dict[str, str], sentence: str
) -> None:
    lsms = sign_in("lsms")
    assert lsms.post(f"{here}/removals/add", hospital(case, **changes)).status_code == 302
    removal = HospitalRemoval.objects.get()
    page = shown(lsms.get(f"{here}/removals/{removal.pk}"))
    assert "Outside the power" in page
    assert sentence in page
    assert "Outside the power" in shown(lsms.get(here))
    task = case.tasks.get()
    assert (task.owner, task.due_on) == (world.lsms, today() + timedelta(days=7))
    assert "outside the power" in task.what
    changed = hospital(case, **changes, why="A word was wrong.", officer="Ola Reid")
    assert lsms.post(f"{here}/removals/{removal.pk}/correct", changed).status_code == 302
    assert case.tasks.count() == 1, "it is looked into once"


def test_what_nobody_answered_of_a_removal_is_not_known_and_never_taken_for_a_yes(
    case: Case, here: str, sign_in: SignIn
) -> None:
    lsms = sign_in("lsms")
    unknown = {"had_excuse": "", "there_for_care": "", "needs_care": "", "as_it_happened": "on"}
    assert lsms.post(f"{here}/removals/add", hospital(case, **unknown)).status_code == 302
    removal = HospitalRemoval.objects.get()
    page = shown(lsms.get(f"{here}/removals/{removal.pk}"))
    for known in ("Nobody knows whether the person had an excuse.", "What a clinician found is not known."):
        assert known in page
    for said in ("had a reasonable excuse", "was there for their own care.</", "The person needed care"):
        assert said not in page
    form = lsms.get(f"{here}/removals/{removal.pk}/correct").content.decode()
    for name in ("had_excuse", "there_for_care", "needs_care"):
        answers = re.findall(rf'<input[^>]*name="{name}"[^>]*>', form)
        assert len(answers) == 2
        assert not [one for one in answers if "checked" in one], "who corrects it answers, the form does not"


def test_a_lawful_removal_makes_no_task(case: Case, here: str, sign_in: SignIn) -> None:
    assert sign_in("lsms").post(f"{here}/removals/add", hospital(case)).status_code == 302
    assert not case.tasks.exists()
    assert "Outside the power" not in shown(sign_in("lsms").get(here))


def test_a_removal_is_kept_and_corrected_without_losing_what_stood(case: Case, here: str, sign_in: SignIn) -> None:
    lsms = sign_in("lsms")
    assert lsms.post(f"{here}/removals/add", hospital(case)).status_code == 302
    first = HospitalRemoval.objects.get()
    for words in ("Ola Reed", "B-2026-14", "Led out by the arm", "Dr Amara Pell"):
        assert words in shown(lsms.get(f"{here}/removals/{first.pk}"))
    assert 'value="Ola Reed"' in shown(lsms.get(f"{here}/removals/{first.pk}/correct"))
    changed = hospital(case, officer="Ola Reid", why="Misspelt.")
    assert lsms.post(f"{here}/removals/{first.pk}/correct", {**changed, "why": ""}).status_code == 422
    assert lsms.post(f"{here}/removals/{first.pk}/correct", changed).status_code == 302
    second = HospitalRemoval.objects.get(replaces=first)
    page = shown(lsms.get(f"{here}/removals/{second.pk}"))
    assert "Ola Reid" in page
    assert "As it was written by Lee Stone" in page
    shown(lsms.get(f"{here}/removals/{first.pk}"), 404)
    assert [one.what for one in case.events.filter(about_type="hospital_removal").order_by("recorded_at")] == [
        "hospital_removal",
        "hospital_removal_corrected",
    ]


def test_a_constable_needs_no_authorisation_of_the_board(case: Case, here: str, sign_in: SignIn) -> None:
    said = hospital(case, removed_by="constable", officer="PC 4411", certificate="")
    assert sign_in("lsms").post(f"{here}/removals/add", said).status_code == 302


def test_only_patients_are_offered_for_removal_from_a_practice(case: Case, here: str, sign_in: SignIn) -> None:
    lsms = sign_in("lsms")
    [person] = queries.people_of(case)
    page = lsms.get(f"{here}/practice/add").content.decode()
    assert str(person.pk) in page
    assert "No report of this case says that a patient did it" not in page
    person.kind = "visitor"
    person.save()
    page = lsms.get(f"{here}/practice/add").content.decode()
    assert str(person.pk) not in page
    assert "No report of this case says that a patient did it" in page


def test_a_removal_from_a_practice_runs_its_clocks(
    case: Case, here: str, sign_in: SignIn, later: Callable[..., None]
) -> None:
    lsms = sign_in("lsms")
    [person] = queries.people_of(case)
    said = {"responsible": str(person.pk), "practice": "Tannery Row", "ground": "He struck her."}
    answer = lsms.post(f"{here}/practice/add", said)
    assert "Without a report to the police" in answer.content.decode()
    assert lsms.post(f"{here}/practice/add", {**said, "police_reference": "0412 of today"}).status_code == 302
    removal = PracticeRemoval.objects.get()
    one = f"{here}/practice/{removal.pk}"

    def step(act: str, **more: str) -> None:
        answer = sign_in("lsms").post(f"{one}/step/{act}", {**day_fields("on", now().date()), **more})
        assert (answer.status_code, answer.get("Location")) == (302, f"{one}?done=saved"), answer.content.decode()

    step("notify")
    assert set(Duty.objects.filter(ended_at=None).values_list("rule", flat=True)) >= {"SAS-7", "SAS-24H"}
    step("confirm")
    assert Duty.objects.get(rule="SAS-7").ending == "done"
    step("acknowledge")
    step("place", patient_told="told", placed_with="The scheme at Mill Lane")
    assert Duty.objects.get(rule="SAS-24H").ending == "done"
    removal.refresh_from_db()
    case.refresh_from_db()
    assert removal.review_on is not None
    assert (removal.review_on - removal.placed_on).days in (365, 366)
    assert case.next_due_on == removal.review_on
    assert "Mill Lane" in shown(lsms.get(one))
    later(days=300)
    step("review", text="He stays.")
    after = PracticeRemoval.objects.get()
    assert after.review_on is not None
    assert after.review_on > removal.review_on
    step("end", text="He moved.")
    assert not Duty.objects.filter(rule__startswith="SAS", ended_at=None).exists()
    case.refresh_from_db()
    assert case.next_due_on is None


def test_notice_in_writing_needs_no_confirmation_and_a_removal_taken_back_owes_nothing(
    case: Case, here: str, sign_in: SignIn
) -> None:
    lsms = sign_in("lsms")
    [person] = queries.people_of(case)
    said = {"responsible": str(person.pk), "practice": "Mill Lane", "ground": "Fear.", "police_reference": "0413"}
    lsms.post(f"{here}/practice/add", said)
    one = f"{here}/practice/{PracticeRemoval.objects.get().pk}"
    assert lsms.post(f"{one}/step/notify_in_writing", day_fields("on", today())).status_code == 302
    assert not Duty.objects.filter(rule="SAS-7").exists()
    assert PracticeRemoval.objects.get().confirmed_on == today()
    lsms.post(f"{one}/step/withdraw", {"text": "It was another man."})
    assert Duty.objects.get(rule="SAS-24H").ending == "waived"
