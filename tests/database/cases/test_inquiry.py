"""What an investigation asks and gathers: lines of enquiry, interviews, statements that stay as they were signed."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import rules
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from tests.conftest import AppClient
from tests.days import day_fields, today
from tests.files import JPEG
from tests.world import World

from alongside.cases.events import Overtaken
from alongside.cases.inquiry import actions
from alongside.cases.inquiry.papers import statement_data
from alongside.cases.inquiry.signing import sign_on_paper
from alongside.cases.models import Case, Interview, Statement, StatementVersion, Task
from alongside.cases.opening.actions import merge_case
from alongside.cases.owing import owed_by
from alongside.cases.queries import file_of
from alongside.cases.tracks import Refused
from alongside.cases.working.actions import add_task, end_task, reopen_task
from alongside.documents.models import Produced
from alongside.evidence.arriving import arrive
from alongside.incidents.models import Affected
from alongside.incidents.new_report import NewResponsible, Who
from alongside.ledger.actions import Actor
from alongside.ledger.clock import now
from alongside.ledger.models import Entry
from alongside.people.roles import Role
from alongside.people.rules import holds
from alongside.people.scope import acting_as

pytestmark = pytest.mark.django_db
WORDS = "I am a nurse.\n\nI saw him raise his arm."


def stated(**changes: Any) -> dict[str, Any]:
    return {
        "witness": "Ines Halloran",
        "words": WORDS,
        "taken_on": today(),
        "taken_at_place": "Ward 4",
        "taken_by": "Lee Stone",
        **changes,
    }


def on_paper(statement: Statement, on: date | None = None, **more: Any) -> StatementVersion:
    return sign_on_paper(statement, on or today(), arrive("signed.jpg", [JPEG]), **more)


def asked(**changes: Any) -> dict[str, Any]:
    return {"person": "Ines Halloran", "starts_at": now() + timedelta(days=2), "held": False, **changes}


@pytest.fixture
def version(case: Case, by: Actor) -> StatementVersion:
    """The statement of a witness, not signed yet."""
    return actions.write_statement(case, "witness", stated(), by=by)


def test_a_line_of_enquiry_that_showed_nothing_says_what_was_tried_and_is_taken_up_again(case: Case, by: Actor) -> None:
    line = add_task(case, "Who held the door?", kind=Task.Kind.ENQUIRY, by=by)
    with pytest.raises(ValidationError, match="Write what was tried"):
        end_task(line, "no_result", " ", by=by)
    line = end_task(line, "no_result", "The porter does not remember.", by=by)
    assert not [one for one in owed_by(case) if one.code == f"task:{line.pk}"]
    with pytest.raises(ValidationError, match="Write why it is taken up again"):
        reopen_task(line, "", by=by)
    line = reopen_task(line, "There is a film.", by=by)
    assert (line.ending, line.result, line.ended_at) == ("", "", None)
    assert [one for one in owed_by(case) if one.code == f"task:{line.pk}"], "it is owed again"
    assert "The porter does not remember." in file_of(case, ["narrative"]).get(what="task_ended").text
    with pytest.raises(Refused, match="It is open"):
        reopen_task(line, "Once more.", by=by)


def test_a_task_that_is_no_line_of_enquiry_does_not_end_without_a_result(case: Case, by: Actor) -> None:
    with pytest.raises(ValidationError, match="Only a line of enquiry"):
        end_task(add_task(case, "Ring the ward", by=by), "no_result", "Nobody answered.", by=by)


def test_an_interview_is_owed_and_counted_until_it_is_held(case: Case, by: Actor) -> None:
    interview = actions.add_interview(case, "witness", asked(), by=by)
    assert Case.objects.get(pk=case.pk).next_due_on == interview.starts_at.date()
    assert [one.code for one in owed_by(case) if one.code.startswith("interview")] == [f"interview:{interview.pk}"]
    held = asked(held=True, starts_at=now() - timedelta(minutes=5))
    with pytest.raises(ValidationError, match="Write what was said"):
        actions.change_interview(interview, held, by=by)
    actions.change_interview(interview, held | {"notes": "She saw it all."}, by=by)
    assert not [one for one in owed_by(case) if one.code.startswith("interview")]
    assert Case.objects.get(pk=case.pk).next_due_on != interview.starts_at.date()
    with pytest.raises(Refused, match="it is held"):
        actions.call_off_interview(interview, "She is away.", by=by)
    actions.change_interview(interview, held | {"notes": "She saw most of it."}, by=by)
    texts = "\n".join(file_of(case, ["evidence"]).values_list("text", flat=True))
    assert "She saw it all." in texts, "what stood before stays in the file"
    assert "She saw most of it." in texts


def test_an_interview_cannot_have_been_held_tomorrow(case: Case, by: Actor) -> None:
    with pytest.raises(ValidationError, match="in the future"):
        actions.add_interview(case, "witness", asked(held=True, notes="Said."), by=by)


def test_an_interview_is_called_off_with_a_reason(case: Case, by: Actor) -> None:
    interview = actions.add_interview(case, "staff", asked(), by=by)
    with pytest.raises(ValidationError, match="Write why"):
        actions.call_off_interview(interview, "", by=by)
    actions.call_off_interview(interview, "She wrote instead.", by=by)
    assert Interview.objects.get().notes == "She wrote instead."
    assert not [one for one in owed_by(case) if one.code.startswith("interview")]


def test_every_version_of_a_statement_is_kept_and_says_why_it_is_there(version: StatementVersion, by: Actor) -> None:
    with pytest.raises(ValidationError, match="why there is another"):
        actions.write_version(version.statement, stated(words="He hit her."), "", by=by)
    actions.write_version(version.statement, stated(words="He hit her."), "She saw the blow too.", by=by)
    kept = version.statement.versions.values_list("number", "words", "why")
    assert list(kept) == [(1, WORDS, ""), (2, "He hit her.", "She saw the blow too.")]


def test_a_signed_version_is_never_changed_by_anybody(version: StatementVersion, by: Actor) -> None:
    on_paper(version.statement, by=by)
    with pytest.raises(Refused, match="signed already"):
        on_paper(version.statement, by=by)
    row = StatementVersion.objects.filter(pk=version.pk)
    for changes in ({"words": "Else."}, {"signing": "signatory"}, {"signed_on": today() - timedelta(days=1)}):
        with pytest.raises(IntegrityError, match="stays as it was written"), transaction.atomic():
            row.update(**changes)
    with pytest.raises(IntegrityError, match="stays as it was written"), transaction.atomic():
        row._raw_delete(row.db)
    actions.write_version(version.statement, stated(words="More."), "She remembers more.", by=by)
    assert row.get().words == WORDS
    assert row.get().signed_on == today()


def test_a_version_that_is_not_signed_stays_as_it_was_written_too(version: StatementVersion) -> None:
    with pytest.raises(IntegrityError, match="stays as it was written"), transaction.atomic():
        StatementVersion.objects.filter(pk=version.pk).update(witness="Somebody else")


def test_a_statement_is_not_signed_before_it_was_taken_nor_after_somebody_wrote_it_anew(
    version: StatementVersion, by: Actor
) -> None:
    seen = version.statement.changed_at
    for day in (today() + timedelta(days=1), today() - timedelta(days=400)):
        with pytest.raises(ValidationError, match="Choose a day"):
            on_paper(version.statement, day, by=by)
    actions.write_version(version.statement, stated(words="Else."), "It was wrong.", by=by)
    with pytest.raises(Overtaken):
        on_paper(version.statement, by=by, seen_at=seen)


def test_a_statement_that_is_withdrawn_keeps_its_versions_and_takes_no_more(
    version: StatementVersion, by: Actor
) -> None:
    statement = version.statement
    for day, why, field in (
        (today(), " ", "why"),
        (today() + timedelta(days=1), "She is not sure.", "on"),
        (today() - timedelta(days=400), "She is not sure.", "on"),
    ):
        with pytest.raises(ValidationError) as wrong:
            actions.withdraw_statement(statement, day, why, by=by)
        assert list(wrong.value.message_dict) == [field]
    statement = actions.withdraw_statement(statement, today(), "She is not sure any more.", by=by)
    for act in (
        lambda: on_paper(statement, by=by),
        lambda: actions.write_version(statement, stated(), "Once more.", by=by),
        lambda: actions.withdraw_statement(statement, today(), "Again.", by=by),
    ):
        with pytest.raises(Refused, match="was withdrawn"):
            act()
    assert statement.versions.get().words == WORDS
    line = file_of(statement.case, ["evidence"]).get(what="statement_withdrawn")
    assert "Ines Halloran" in line.text
    assert "She is not sure any more." in line.text


def test_a_statement_that_they_stand_by_after_all_is_signed_as_before(version: StatementVersion, by: Actor) -> None:
    statement = version.statement
    with pytest.raises(Refused, match="is not withdrawn"):
        actions.stand_by_statement(statement, "She rang.", by=by)
    actions.withdraw_statement(statement, today(), "She is not sure.", by=by)
    with pytest.raises(ValidationError, match="Write how you know"):
        actions.stand_by_statement(statement, "", by=by)
    actions.stand_by_statement(statement, "She rang.", by=by)
    on_paper(statement, by=by)
    whats = list(file_of(statement.case, ["evidence"]).order_by("pk").values_list("what", flat=True))
    assert whats[-3:] == ["statement_withdrawn", "statement_stands", "statement_signed"]


def test_a_statement_is_not_withdrawn_without_a_reason_whatever_writes_it(version: StatementVersion) -> None:
    with pytest.raises(IntegrityError, match="withdrawn_why"), transaction.atomic():
        Statement.objects.filter(pk=version.statement_id).update(withdrawn_on=today())


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"witness": " "}, "witness"), ({"words": ""}, "words"), ({"taken_by": ""}, "taken_by"), ({"age": 18}, "age")],
)
def test_a_statement_says_whose_it_is_what_they_state_and_who_wrote_it(
    changes: dict[str, Any], field: str, case: Case, by: Actor
) -> None:
    with pytest.raises(ValidationError) as wrong:
        actions.write_statement(case, "witness", stated(**changes), by=by)
    assert list(wrong.value.message_dict) == [field]
    assert not Statement.objects.exists(), "all or nothing"


def test_only_a_person_hurt_of_the_case_can_be_whose_statement_it_is(
    case: Case, new_case: Callable[..., Case], hurt: Affected, by: Actor
) -> None:
    actions.write_statement(case, "hurt", stated(), hurt, by=by)
    for whose, where in (("witness", case), ("hurt", new_case())):
        with pytest.raises(ValidationError, match="Choose a person hurt"):
            actions.write_statement(where, whose, stated(), hurt, by=by)


def test_the_form_of_a_statement_says_over_18_or_the_age(case: Case, version: StatementVersion, by: Actor) -> None:
    assert statement_data(version) == {
        "witness": "Ines Halloran",
        "age": "over 18",
        "occupation": "",
        "words": WORDS,
        "exhibits": [],
        "occurrence": "",
        "reader": "",
        "signed": "",
    }
    young = actions.write_statement(case, "witness", stated(age=16, reader="Lee Stone"), by=by)
    assert (statement_data(young)["age"], statement_data(young)["reader"]) == ("16", "Lee Stone")


def test_what_a_case_that_was_joined_gathered_is_written_on_with_the_other(
    case: Case, new_case: Callable[..., Case], version: StatementVersion, by: Actor, sign_in: Callable[[str], AppClient]
) -> None:
    other = new_case()
    merge_case(case, other, "The same man.", by=by)
    on_paper(Statement.objects.get(), by=by)
    page = sign_in("lsms").get(f"/cases/{other.reference}/inquiry").content.decode()
    assert "Ines Halloran" in page
    assert "Signed" in page


def test_nothing_is_written_once_the_case_has_ended(case: Case, version: StatementVersion, by: Actor) -> None:
    Case.objects.filter(pk=case.pk).update(status="closed", closed_at=now())
    for act in (
        lambda: actions.add_interview(case, "witness", asked(), by=by),
        lambda: actions.write_statement(case, "witness", stated(), by=by),
        lambda: on_paper(version.statement, by=by),
    ):
        with pytest.raises(Refused, match="Open it again first"):
            act()


def test_what_a_suspect_says_takes_the_permission_for_suspects(
    case: Case, by: Actor, world: World, sign_in: Callable[[str], AppClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    said = actions.write_statement(case, "suspect", stated(witness="Arno Velt"), by=by)
    interview = actions.add_interview(case, "suspect", asked(person="Arno Velt"), by=by)
    actions.write_statement(case, "witness", stated(), by=by)
    assert set(file_of(case, ["suspect"]).values_list("what", flat=True)) == {"statement_written", "interview_planned"}
    both = holds(Role.LSMS) | holds(Role.SECURITY_DIRECTOR)
    for name in ("cases.read_evidence", "cases.write_evidence"):
        monkeypatch.setitem(rules.permissions.permissions, name, both)
    base = f"/cases/{case.reference}/inquiry"
    browser = sign_in("director")
    page = browser.get(base).content.decode()
    assert "Ines Halloran" in page
    assert "Arno Velt" not in page
    own = (f"statements/{said.statement_id}", f"statements/{said.statement_id}/sign", f"interviews/{interview.pk}")
    assert [browser.get(f"{base}/{path}").status_code for path in own] == [404] * 3
    form = {"whose": "suspect", "person": "Arno", "held": "no", "clock": "10:00", **day_fields("on", today())}
    assert browser.post(f"{base}/interviews/add", form).status_code == 422
    sign_in("lsms").get(base)
    looks = Entry.objects.filter(subject_id=case.pk, verb__in=["case.suspect_read", "case.evidence_read"])
    assert set(looks.filter(actor_id=world.lsms.user_id).values_list("verb", flat=True)) == {
        "case.suspect_read",
        "case.evidence_read",
    }
    assert not looks.filter(actor_id=world.director.user_id, verb="case.suspect_read").exists()


def test_the_database_keeps_what_was_gathered_from_whoever_may_have_done_it(
    world: World, new_case: Callable[..., Case], by: Actor, app_role: Any
) -> None:
    case = new_case(responsible=[NewResponsible("colleague", who=Who(staff=world.lsms))])
    actions.write_statement(case, "witness", stated(), by=by)
    actions.add_interview(case, "witness", asked(), by=by)
    for name, number in (("lsms", 0), ("director", 1)):
        user = type(world.users()[name]).objects.get(pk=world.users()[name].pk)
        with app_role(), acting_as(user):
            counted = [model.objects.count() for model in (Interview, Statement, StatementVersion)]
        assert counted == [number] * 3, name


def test_a_statement_is_written_signed_and_read_on_its_pages(case: Case, sign_in: Callable[[str], AppClient]) -> None:
    browser, base = sign_in("lsms"), f"/cases/{case.reference}/inquiry"
    empty = browser.get(base).content.decode()
    for sentence in ("No line of enquiry", "No interview is planned", "No statement was taken yet"):
        assert sentence in empty
    given = {k: v for k, v in stated().items() if k != "taken_on"} | day_fields("taken_on", today())
    wrong = browser.post(f"{base}/statements/add", given | {"whose": "witness", "witness": ""})
    assert wrong.status_code == 422
    assert "I saw him raise his arm." in wrong.content.decode(), "nothing typed is lost"
    assert browser.post(f"{base}/statements/add", given | {"whose": "witness"}).status_code == 302
    own = f"{base}/statements/{Statement.objects.get().pk}"
    signed = {**day_fields("on", today()), "file": SimpleUploadedFile("signed.jpg", JPEG, "image/jpeg")}
    assert browser.post(f"{own}/sign", signed).status_code == 302
    page = browser.get(own).content.decode()
    assert "on paper, noted by" in page
    assert "They state something else or more" in page
    assert f"{own}/sign" not in page, "what is signed is not signed again"
    withdrawn = {"why": "She is not sure any more.", **day_fields("on", today())}
    assert browser.post(f"{own}/withdraw", withdrawn).status_code == 302
    refused = browser.post(f"{own}/document")
    assert refused.status_code == 409
    assert "It was withdrawn." in refused.content.decode()
    assert not Produced.objects.exists()
    page = browser.get(own).content.decode()
    assert "She is not sure any more." in page
    assert "They state something else" not in page
    assert "Withdrawn" in browser.get(base).content.decode()
    assert browser.post(f"{own}/stand-by", {"why": "She rang."}).status_code == 302
    assert "Withdrawn" not in browser.get(base).content.decode()
