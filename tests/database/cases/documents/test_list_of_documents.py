"""The documents of a case: listed, found and taken away by whoever may read them, kept from everybody else."""

from collections.abc import Callable
from typing import Any

import pytest
from tests.conftest import AppClient
from tests.documents import read
from tests.taken_away import rows_of
from tests.world import World

from alongside.cases.models import Case
from alongside.cases.producing.actions import produce_about
from alongside.documents.kinds import kind_of
from alongside.documents.models import Produced
from alongside.evidence.actions import erase
from alongside.incidents.models import Affected
from alongside.incidents.new_report import NewResponsible, Who
from alongside.ledger.actions import Actor
from alongside.ledger.models import Entry
from alongside.people.scope import acting_as

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], AppClient]


def test_the_director_sees_only_documents_of_what_they_may_read(
    case: Case, here: str, by: Actor, letter: Produced, sign_in: SignIn
) -> None:
    kind = kind_of("case_pack")
    pack = produce_about(case, kind, dict(kind.sample), "Pack of what was done", by=by)
    director = sign_in("director")
    page = read(director, here)
    assert pack.title in page
    assert letter.title not in page
    assert director.get(f"{here}/{pack.pk}/pdf?why=police").content.startswith(b"%PDF")
    assert director.get(f"{here}/{letter.pk}/pdf").status_code == 404
    assert director.get(f"{here}/make/case_pack").status_code == 403
    assert "Produce a document" not in page


def test_the_outsider_and_others_find_nothing(here: str, letter: Produced, sign_in: SignIn) -> None:
    for who, status in (("outsider", 404), ("nurse", 403), ("manager", 403), ("operator", 403)):
        client = sign_in(who)
        for path in (here, f"{here}/{letter.pk}/pdf", f"{here}/{letter.pk}/docx", f"{here}/make/case_pack"):
            assert client.get(path).status_code == status, (who, path)


def test_a_document_is_not_there_under_another_case(
    letter: Produced, new_case: Callable[..., Case], sign_in: SignIn
) -> None:
    other = new_case()
    assert read(sign_in("lsms"), f"/cases/{other.reference}/documents/{letter.pk}/pdf", 404)


def test_whoever_may_have_done_it_finds_no_document_in_the_database_either(
    world: World, new_case: Callable[..., Case], by: Actor, app_role: Any
) -> None:
    case = new_case(responsible=[NewResponsible("colleague", who=Who(staff=world.lsms))])
    kind = kind_of("police_update")
    produce_about(case, kind, dict(kind.sample), "Letter", by=by)
    for user, number in ((world.director.user, 1), (world.lsms.user, 0)):
        with app_role(), acting_as(user):
            assert Produced.objects.count() == number


def test_documents_are_found_by_words_and_kind(
    case: Case, here: str, by: Actor, letter: Produced, sign_in: SignIn
) -> None:
    kind = kind_of("case_pack")
    pack = produce_about(case, kind, dict(kind.sample), "Pack for the meeting", by=by)
    lsms = sign_in("lsms")
    for query, found, missing in (
        ("?q=meeting", pack, letter),
        ("?q=stone+theft", letter, pack),
        ("?kind=case_pack", pack, letter),
    ):
        page = read(lsms, here + query)
        assert found.title in page, query
        assert missing.title not in page, query
    assert "No document fits." in read(lsms, f"{here}?q=nothinglikeit")


def test_the_list_is_taken_away_as_it_was_narrowed_by_whoever_may_read_it(
    case: Case, here: str, by: Actor, letter: Produced, sign_in: SignIn
) -> None:
    kind = kind_of("case_pack")
    produce_about(case, kind, dict(kind.sample), "Pack for the meeting", by=by)
    lsms = sign_in("lsms")
    assert f"{here}?format=xlsx" in read(lsms, here)
    rows = rows_of(lsms.get(f"{here}?format=csv"))
    assert [row[0] for row in rows] == ["Title", "Pack for the meeting", letter.title]
    assert [row[0] for row in rows_of(lsms.get(f"{here}?format=csv&q=meeting"))[1:]] == ["Pack for the meeting"]
    verbs = Entry.objects.filter(details__contains=f"{case.reference}-documents").values_list("verb", flat=True)
    assert list(verbs) == ["cases.exported"] * 2
    assert Entry.objects.filter(subject_id=case.pk, verb="case.suspect_read").exists(), "what is in the file was read"
    assert [row[0] for row in rows_of(sign_in("director").get(f"{here}?format=csv"))[1:]] == ["Pack for the meeting"]


def test_the_list_goes_on_where_it_is_long(
    case: Case, here: str, letter: Produced, sign_in: SignIn, monkeypatch: Any
) -> None:
    monkeypatch.setattr("alongside.cases.producing.views.PAGE", 1)
    kind = kind_of("police_update")
    later = produce_about(case, kind, dict(kind.sample), "A later letter", by=Actor("user", None, "Lee Stone"))
    lsms = sign_in("lsms")
    assert letter.title not in read(lsms, here)
    assert "page=2" in read(lsms, here)
    assert later.title not in read(lsms, f"{here}?page=2")
    assert letter.title in read(lsms, f"{here}?page=2")


def test_what_a_form_or_a_list_tells_of_a_compartment_is_in_the_ledger(
    here: str, case: Case, hurt: Affected, letter: Produced, sign_in: SignIn
) -> None:
    lsms = sign_in("lsms")

    def looks() -> set[str]:
        found = Entry.objects.filter(subject_id=case.pk, verb__endswith="_read").exclude(verb="document.read")
        return set(found.values_list("verb", flat=True))

    assert looks() == set()
    read(lsms, here)
    assert looks() == {"case.suspect_read"}
    read(lsms, f"{here}/make/outcome_letter")
    assert looks() == {"case.suspect_read", "case.people_read"}


def test_a_document_whose_files_were_destroyed_stays_on_the_list(
    here: str, by: Actor, letter: Produced, sign_in: SignIn, service_role: Any
) -> None:
    with service_role():
        for file in (letter.pdf, letter.docx):
            erase(file, "Its time is over.", by)
    lsms = sign_in("lsms")
    page = read(lsms, here)
    assert letter.title in page
    assert "Its files were destroyed" in page
    assert lsms.get(f"{here}/{letter.pk}/pdf").status_code == 410
