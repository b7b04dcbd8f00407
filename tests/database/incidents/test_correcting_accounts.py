"""A specialist corrects their own words: the older ones are kept and can be read, with who, when and why."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from tests.world import World

from alongside.incidents.actions import Submitted
from alongside.incidents.models import Account
from alongside.incidents.triage.adding import add_words, correct_words
from alongside.people.actions import actor_for

pytestmark = pytest.mark.django_db
Report = Callable[..., Submitted]
FIRST, SECOND = "The door was open.", "The door was locked."


@pytest.fixture
def account(report: Report, world: World) -> Account:
    return add_words(report().incident, FIRST, "narrative", by=actor_for(world.lsms.user))


def address(account: Account) -> str:
    return f"/incidents/{account.incident.reference}/accounts/{account.pk}"


def test_the_correction_stands_and_the_older_words_can_be_read(
    account: Account, sign_in: Any, later: Callable[..., None]
) -> None:
    client = sign_in("lsms")
    later(hours=3)
    said = {"account": str(account.pk), "correction": SECOND, "because": "The ward sister showed me the lock."}
    answer = client.post(address(account), said)
    assert answer.headers["Location"] == f"/incidents/{account.incident.reference}?open=narrative&done=added#narrative"
    new = Account.objects.get(replaces=account)
    assert (new.text, new.author_name, new.compartment) == (SECOND, "Lee Stone", "narrative")
    assert Account.objects.get(pk=account.pk).text == FIRST
    page = client.get(f"/incidents/{account.incident.reference}?open=narrative").content.decode()
    article = re.search(rf'id="account-{new.pk}".*?</article>', page, re.S)
    assert article is not None
    stands, before = article[0].split("What was written before")
    assert SECOND in stands
    assert "corrected" in stands
    assert "The ward sister showed me the lock." in stands
    assert FIRST not in stands
    assert FIRST in before
    assert "Lee Stone" in before
    change = account.incident.changes.get(what="account_corrected")
    assert (change.actor_name, change.why) == ("Lee Stone", "The ward sister showed me the lock.")


def test_each_correction_keeps_its_own_reason(account: Account, sign_in: Any, world: World) -> None:
    by = actor_for(world.lsms.user)
    second = correct_words(account, SECOND, "Seen.", by=by)
    correct_words(second, "The door was ajar.", "Measured.", by=by)
    page = sign_in("lsms").get(f"/incidents/{account.incident.reference}?open=narrative").content.decode()
    assert page.index("Measured.") < page.index(SECOND)
    assert re.search(r"Seen\.</p>\s*<p[^>]*>The door was locked\.", page)
    assert re.search(r"</p>\s*<p[^>]*>The door was open\.", page)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"correction": "", "because": "x"}, "Write how it should read."),
        ({"correction": FIRST, "because": "x"}, "These are the words that stand there already."),
        ({"correction": SECOND, "because": " "}, "Write why you correct it."),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(
    said: dict[str, str], sentence: str, account: Account, sign_in: Any
) -> None:
    answer = sign_in("lsms").post(address(account), said | {"account": str(account.pk)})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert f'name="correction" rows="4">{said["correction"]}</textarea>' in page
    assert not Account.objects.filter(replaces=account).exists()


def test_what_somebody_else_said_only_they_correct(report: Report, sign_in: Any) -> None:
    theirs = report().incident.accounts.get()
    answer = sign_in("lsms").post(address(theirs), {"correction": "He was calm.", "because": "So I think."})
    assert "Only whoever said this can correct it." in answer.content.decode()
    page = sign_in("lsms").get(f"/incidents/{theirs.incident.reference}?open=narrative").content.decode()
    assert "Correct it" not in page


def test_two_who_correct_at_once_do_not_hide_each_other(account: Account, world: World) -> None:
    by = actor_for(world.lsms.user)
    correct_words(account, SECOND, "Seen.", by=by)
    with pytest.raises(ValidationError, match="before you"):
        correct_words(account, "The door was ajar.", "Measured.", by=by)


@pytest.mark.parametrize(("who", "status"), [("manager", 403), ("director", 403), ("outsider", 404), ("nurse", 403)])
def test_nobody_else_corrects_it(who: str, status: int, account: Account, sign_in: Any) -> None:
    said = {"correction": SECOND, "because": "Because."}
    assert sign_in(who).post(address(account), said).status_code == status
    assert not Account.objects.filter(replaces=account).exists()
