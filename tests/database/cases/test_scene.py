"""The scene as somebody saw it, and the policies and risk assessments that applied."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.db.utils import DatabaseError
from tests.clock import moment_there
from tests.conftest import AppClient
from tests.days import day_fields, today
from tests.files import FILES, REFUSED
from tests.world import World

from alongside.cases.events import Overtaken
from alongside.cases.inquiry import applied, scene
from alongside.cases.inquiry.owning import OWNER
from alongside.cases.models import AppliedPolicy, Case, Compartment, SceneNote, SceneNoteVersion
from alongside.cases.opening.actions import merge_case
from alongside.cases.queries import file_of
from alongside.cases.tracks import Refused
from alongside.evidence.arriving import arrive
from alongside.evidence.models import Keeping
from alongside.incidents.new_report import NewResponsible, Who
from alongside.ledger.actions import Actor
from alongside.ledger.clock import now
from alongside.ledger.models import Entry
from alongside.people.scope import acting_as

pytestmark = pytest.mark.django_db

MOMENT = moment_there()
PDF = FILES["pdf"][0]


def looked(**changes: Any) -> dict[str, Any]:
    return {
        "seen_at": now(),
        "place": "The waiting room",
        "seen_by": "Lee Stone",
        "words": "One lamp of four is lit.",
        **changes,
    }


def told(**changes: Any) -> dict[str, Any]:
    return {"kind": "policy", "title": "Lone working", "version": "3.2", "kept_at": "The intranet", **changes}


def pdf() -> Any:
    return arrive("assessment.pdf", [PDF])


@pytest.fixture
def note(case: Case, by: Actor) -> SceneNote:
    return scene.note_scene(case, looked(), by=by).note


@pytest.fixture
def policy(case: Case, by: Actor) -> AppliedPolicy:
    return applied.add_policy(case, told(), by=by)


def test_a_note_of_the_scene_is_set_right_only_by_another_version(note: SceneNote, by: Actor) -> None:
    with pytest.raises(ValidationError, match="Write why it is set right"):
        scene.correct_scene(note, looked(words="Two lamps."), " ", by=by)
    scene.correct_scene(note, looked(words="Two lamps."), "I counted again.", by=by)
    kept = list(note.versions.values_list("number", "words", "why"))
    assert kept == [(1, "One lamp of four is lit.", ""), (2, "Two lamps.", "I counted again.")]
    for act in (lambda row: row.update(words="None."), lambda row: row.delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            act(SceneNoteVersion.objects.filter(note=note))


def test_the_file_has_every_word_of_the_scene_where_the_director_reads_it(note: SceneNote, by: Actor) -> None:
    scene.correct_scene(note, looked(words="Two lamps."), "I counted again.", by=by)
    lines = file_of(note.case, [Compartment.NARRATIVE]).filter(about_id=note.pk).order_by("pk")
    assert [one.what for one in lines] == ["scene_noted", "scene_corrected"]
    assert "One lamp of four is lit." in lines[0].text
    assert "I counted again." in lines[1].text


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"place": ""}, "place"),
        ({"seen_by": " "}, "seen_by"),
        ({"words": ""}, "words"),
        ({"seen_at": MOMENT + timedelta(days=2)}, "on"),
        ({"seen_at": MOMENT - timedelta(days=400)}, "on"),
    ],
)
def test_a_note_of_the_scene_says_when_where_who_and_what(
    changes: dict[str, Any], field: str, case: Case, by: Actor
) -> None:
    with pytest.raises(ValidationError) as wrong:
        scene.note_scene(case, looked(**changes), by=by)
    assert list(wrong.value.message_dict) == [field]
    assert not SceneNote.objects.exists(), "all or nothing"


def test_whoever_looked_at_a_note_that_was_set_right_meanwhile_is_told(note: SceneNote, by: Actor) -> None:
    seen = note.changed_at
    scene.correct_scene(note, looked(words="Two lamps."), "I counted again.", by=by)
    with pytest.raises(Overtaken):
        scene.correct_scene(note, looked(words="Three."), "No.", by=by, seen_at=seen)


def test_what_applied_says_where_it_is_and_keeps_its_file(case: Case, by: Actor) -> None:
    with pytest.raises(ValidationError, match="Choose a file, or write where it is kept"):
        applied.add_policy(case, told(kept_at=""), by=by)
    kept = applied.add_policy(case, told(kept_at=""), pdf(), by=by)
    assert kept.file is not None
    assert (kept.file.purpose, kept.file.name) == ("applied_policy", "assessment.pdf")
    assert Keeping.objects.get(file=kept.file).subject_id == kept.pk
    assert OWNER.address(kept.pk) == f"/cases/{case.reference}/inquiry#p{kept.pk}"
    assert kept.file.sha256 in file_of(case, [Compartment.EVIDENCE]).get(what="policy_added").text


def test_a_file_that_is_not_taken_in_leaves_nothing_behind(case: Case, by: Actor) -> None:
    with pytest.raises(ValidationError) as wrong:
        applied.add_policy(case, told(), arrive("assessment.pdf", [REFUSED["page"]]), by=by)
    assert list(wrong.value.message_dict) == ["file"]
    assert not AppliedPolicy.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "law"}, "kind"),
        ({"title": " "}, "title"),
        ({"in_force_from": date(2026, 5, 2), "in_force_until": date(2026, 5, 1)}, "in_force_until"),
    ],
)
def test_what_applied_says_what_it_is_and_from_when_until_when(
    changes: dict[str, Any], field: str, case: Case, by: Actor
) -> None:
    with pytest.raises(ValidationError) as wrong:
        applied.add_policy(case, told(**changes), by=by)
    assert list(wrong.value.message_dict) == [field]


@pytest.mark.parametrize(
    ("begins", "ends", "was"),
    [
        (date(2026, 5, 1), None, True),
        (date(2026, 5, 10), date(2026, 5, 10), True),
        (date(2026, 5, 11), None, False),
        (date(2026, 4, 1), date(2026, 5, 9), False),
        (None, date(2026, 5, 9), False),
        (None, date(2026, 5, 10), None),
        (None, None, None),
    ],
)
def test_whether_it_was_in_force_on_the_day_is_said_or_that_nobody_knows(
    begins: date | None, ends: date | None, was: bool | None
) -> None:
    assert AppliedPolicy(in_force_from=begins, in_force_until=ends).in_force_on(date(2026, 5, 10)) is was


def test_what_is_written_of_it_is_set_right_and_the_file_keeps_what_it_was(policy: AppliedPolicy, by: Actor) -> None:
    applied.correct_policy(policy, told(version="3.3"), "It was the newer one.", by=by)
    texts = list(file_of(policy.case, [Compartment.EVIDENCE]).filter(about_id=policy.pk).values_list("text", flat=True))
    assert ["Version 3.3" in one for one in texts] == [True, False]
    with pytest.raises(ValidationError, match="where it is kept"):
        applied.correct_policy(policy, told(kept_at=""), "Nobody finds it.", by=by)
    applied.strike_policy(policy, "It is of another ward.", by=by)
    for act in (
        lambda: applied.correct_policy(policy, told(), "Again.", by=by),
        lambda: applied.strike_policy(policy, "Again.", by=by),
    ):
        with pytest.raises(Refused, match="was struck out"):
            act()


def test_the_database_refuses_what_is_nowhere_whoever_writes_it(policy: AppliedPolicy) -> None:
    with pytest.raises(IntegrityError, match="is_somewhere"), transaction.atomic():
        AppliedPolicy.objects.filter(pk=policy.pk).update(kept_at="")


def test_nothing_is_written_once_the_case_has_ended(
    case: Case, note: SceneNote, policy: AppliedPolicy, by: Actor
) -> None:
    Case.objects.filter(pk=case.pk).update(status="closed", closed_at=now())
    for act in (
        lambda: scene.note_scene(case, looked(), by=by),
        lambda: scene.correct_scene(note, looked(), "Once more.", by=by),
        lambda: applied.add_policy(case, told(), by=by),
        lambda: applied.strike_policy(policy, "No.", by=by),
    ):
        with pytest.raises(Refused, match="Open it again first"):
            act()


def test_what_a_case_that_was_joined_noted_is_written_on_with_the_other(
    case: Case, note: SceneNote, policy: AppliedPolicy, new_case: Callable[..., Case], by: Actor, sign_in: Any
) -> None:
    other = new_case()
    merge_case(case, other, "The same man.", by=by)
    browser, base = sign_in("lsms"), f"/cases/{other.reference}/inquiry"
    again = {"place": "Desk", "seen_by": "Lee", "words": "Dark.", "why": "Lamps.", "clock": "00:00"}
    assert browser.post(f"{base}/scene/{note.pk}", again | day_fields("on", today())).status_code == 302
    assert browser.post(f"{base}/policies/{policy.pk}/strike", {"why": "Not here."}).status_code == 302
    page = browser.get(base).content.decode()
    assert "Dark." in page
    assert "Struck out" in page


def test_the_database_keeps_scene_and_policies_from_whoever_may_have_done_it(
    world: World, new_case: Callable[..., Case], by: Actor, app_role: Any
) -> None:
    case = new_case(responsible=[NewResponsible("colleague", who=Who(staff=world.lsms))])
    scene.note_scene(case, looked(), by=by)
    applied.add_policy(case, told(), by=by)
    for name, number in (("lsms", 0), ("director", 1), ("outsider", 0)):
        user = type(world.users()[name]).objects.get(pk=world.users()[name].pk)
        with app_role(), acting_as(user):
            counted = [model.objects.count() for model in (SceneNote, SceneNoteVersion, AppliedPolicy)]
        assert counted == [number] * 3, name


def test_scene_and_policies_are_written_and_read_on_their_pages(
    case: Case, world: World, sign_in: Callable[[str], AppClient]
) -> None:
    browser, base = sign_in("lsms"), f"/cases/{case.reference}/inquiry"
    empty = browser.get(base).content.decode()
    for sentence in ("Nobody has described the scene yet", "Nothing is written down yet of what applied"):
        assert sentence in empty
    given = {"place": "The desk", "seen_by": "Lee Stone", "words": "The gate was open.", "clock": "00:00"}
    wrong = browser.post(f"{base}/scene/add", given | day_fields("on", today() + timedelta(days=1)))
    assert wrong.status_code == 422
    assert "The gate was open." in wrong.content.decode(), "nothing typed is lost"
    assert browser.post(f"{base}/scene/add", given | day_fields("on", today())).status_code == 302
    note = SceneNote.objects.get()
    again = given | day_fields("on", today()) | {"words": "The gate was shut.", "why": "I mixed it up."}
    assert browser.post(f"{base}/scene/{note.pk}", again).status_code == 302
    late = {"kind": "risk_assessment", "title": "Desk"} | day_fields("in_force_from", today() + timedelta(days=3))
    assert browser.post(f"{base}/policies/add", late).status_code == 422
    with_file = late | {"file": SimpleUploadedFile("desk.pdf", PDF)}
    assert browser.post(f"{base}/policies/add", with_file).status_code == 302
    policy = AppliedPolicy.objects.get()
    page = browser.get(base).content.decode()
    for sentence in (
        "The gate was shut.",
        "The gate was open.",
        "I mixed it up.",
        "Not in force on the day",
        "desk.pdf",
    ):
        assert sentence in page
    answer = browser.get(f"{base}/policies/{policy.pk}/file")
    assert b"".join(answer) == PDF
    looks = Entry.objects.filter(subject_id=case.pk, actor_id=world.lsms.user_id).values_list("verb", flat=True)
    assert "case.narrative_read" in looks
