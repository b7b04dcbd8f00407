"""The page of an incident: what is known at once, what identifies anybody only when it is opened, and never in secret."""

from collections.abc import Callable

import pytest
from tests.conftest import AppClient
from tests.reports import ACCOUNT

from alongside.incidents.actions import Submitted
from alongside.incidents.new_report import NewPropertyItem
from alongside.ledger.models import Entry

pytestmark = pytest.mark.django_db
Report = Callable[..., Submitted]
SignIn = Callable[[str], AppClient]


def page(client: AppClient, submitted: Submitted, query: str = "") -> str:
    answer = client.get(f"/incidents/{submitted.incident.reference}{query}")
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_the_page_says_what_is_known_and_names_nobody(report: Report, sign_in: SignIn) -> None:
    shown = page(sign_in("lsms"), report())
    for words in ("Physical assault", "Ward 7, Northbrook Hospital", "Force reached a person", "Nobody has it yet"):
        assert words in shown
    assert "Arno Velt" not in shown
    assert "Nia Okoye" not in shown
    assert ACCOUNT not in shown
    assert not Entry.objects.filter(verb__endswith="_read").exists()


@pytest.mark.parametrize(
    ("compartment", "words"), [("narrative", ACCOUNT), ("people", "Nia Okoye"), ("suspect", "Arno Velt")]
)
def test_a_compartment_opens_alone_and_that_somebody_looked_is_recorded(
    compartment: str, words: str, report: Report, sign_in: SignIn
) -> None:
    shown = page(sign_in("lsms"), report(), f"?open={compartment}")
    assert words in shown
    others = {ACCOUNT, "Nia Okoye", "Arno Velt"} - {words}
    assert not [other for other in others if other in shown]
    verbs = Entry.objects.filter(verb__endswith="_read").values_list("verb", flat=True)
    assert list(verbs) == [f"incident.{compartment}_read"]


def test_a_reference_typed_in_small_letters_finds_it(report: Report, sign_in: SignIn) -> None:
    reference = report().incident.reference.lower()
    assert sign_in("lsms").get(f"/incidents/{reference}").status_code == 200


def test_a_manager_sees_who_was_hurt_and_not_who_did_it(report: Report, sign_in: SignIn) -> None:
    shown = page(sign_in("manager"), report(), "?open=people&open=suspect&open=evidence")
    assert "Nia Okoye" in shown
    assert "Arno Velt" not in shown
    assert "Who did it, and clinical facts" not in shown


def test_property_is_shown_with_its_value_and_described_with_the_accounts(report: Report, sign_in: SignIn) -> None:
    item = NewPropertyItem(
        "personal", "stolen", description="Her own, with a cracked corner", owner="staff", value_pence=45_000
    )
    submitted = report(kinds=["theft"], property_items=[item])
    shown = page(sign_in("lsms"), submitted)
    assert "£450, of a member of staff" in shown
    assert "cracked corner" not in shown
    assert "cracked corner" in page(sign_in("lsms"), submitted, "?open=narrative")
