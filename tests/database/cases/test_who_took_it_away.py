"""Who took evidence or a document away, which, and for what: on the page of the case and on that of the file."""

from collections.abc import Callable
from typing import Any

import pytest
from tests.files import WEBM

from alongside.cases.exhibits.actions import Found, add_exhibit
from alongside.cases.models import Case
from alongside.documents.models import Produced
from alongside.evidence.arriving import arrive
from alongside.ledger.actions import Actor
from alongside.people.days import today_in

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Any]


def test_the_reason_stands_where_people_look_who_looked(case: Case, by: Actor, sign_in: SignIn) -> None:
    found = Found("LS/1", "The ward", today_in(case.organisation), "Ward 3", "Lee Stone")
    exhibit = add_exhibit(case, found, arrive("ward.webm", [WEBM]), by=by)
    lsms = sign_in("lsms")
    there = f"/cases/{case.reference}/exhibits/{exhibit.pk}/file"
    assert lsms.get(there).status_code == 200
    assert lsms.get(f"{there}?download=yes&why=police").status_code == 200
    looks = lsms.get(f"/cases/{case.reference}/looks").content.decode()
    assert "A file of the evidence: LS/1, taken away for: police" in looks
    assert looks.count("A file of the evidence: LS/1") == 2
    assert exhibit.file is not None
    assert "taken away for: police" in lsms.get(f"/evidence/{exhibit.file_id}").content.decode()
    table = b"".join(lsms.get(f"/cases/{case.reference}/looks?format=csv")).decode()
    assert '"LS/1, taken away for: police"' in table


def test_a_case_pack_is_taken_away_with_a_reason_and_the_look_says_which_document(case: Case, sign_in: SignIn) -> None:
    lsms = sign_in("lsms")
    made = lsms.post(
        f"/cases/{case.reference}/documents/make/case_pack",
        {"purpose": "Meeting with the police", "sender": "Lee Stone", "parts": ["narrative"]},
    )
    assert made.status_code == 302
    pack = Produced.objects.get(kind="case_pack")
    there = f"/cases/{case.reference}/documents/{pack.pk}/pdf"
    assert "Why do you need this file?" in lsms.get(there).content.decode()
    assert lsms.get(f"{there}?why=police").content.startswith(b"%PDF")
    looks = lsms.get(f"/cases/{case.reference}/looks").content.decode()
    assert f"A document: {pack.title}, taken away for: police" in looks
