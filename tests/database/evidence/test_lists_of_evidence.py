"""Checks of files, what is due to be destroyed, and files on their way: searched, narrowed, turned over, taken away."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from tests.database.evidence.sending import Sender
from tests.files import JPEG, WEBM
from tests.taken_away import rows_of
from tests.world import World

from alongside.evidence.arriving import arrive
from alongside.evidence.models import Destruction, Keeping, StoredFile
from alongside.incidents.models import Incident
from alongside.incidents.triage.adding import add_exhibit
from alongside.ledger.models import Entry
from alongside.people.actions import actor_for

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], Any]


@pytest.fixture
def files(world: World, incident: Incident) -> list[StoredFile]:
    """A film and a picture that belong to a report."""
    by = actor_for(world.lsms.user)
    sent = (("ward.webm", WEBM), ("bite.jpg", JPEG))
    return [add_exhibit(incident, arrive(name, [content]), caption="", by=by).file for name, content in sent]


@pytest.fixture
def read(sign_in: SignIn) -> Callable[[str, str], str]:
    return lambda who, path: str(sign_in(who).get(path).content.decode())


def further(page: str) -> str:
    """Where the next page is; "" where there is none."""
    found = re.search(r'href="(\?[^"]*)" rel="next"', page)
    return found[1].replace("&amp;", "&") if found else ""


def test_checks_are_searched_turned_over_and_taken_away_without_names(
    files: list[StoredFile], sign_in: SignIn, read: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    film, picture = files
    here = "/evidence/checks"
    for words in (str(film.pk), film.sha256[:10].upper()):
        shown = read("administrator", f"{here}?search={words}")
        assert (str(film.pk) in shown.split("<h2")[-1], str(picture.pk) in shown) == (True, False)
    assert "No file fits this." in read("administrator", f"{here}?search=penguin")
    Keeping.objects.filter(file=film).update(scan="infected")
    assert [row[0] for row in rows_of(sign_in("administrator").get(f"{here}?state=scan&format=csv"))[1:]] == [
        str(film.pk)
    ]
    rows = rows_of(sign_in("administrator").get(f"{here}?format=csv"))
    assert {row[0] for row in rows[1:]} == {str(film.pk), str(picture.pk)}
    assert "ward.webm" not in str(rows)
    assert Entry.objects.filter(verb="evidence.listed", details__contains="checks").count() == 2
    assert rows_of(sign_in("outsider").get(f"{here}?format=csv"))[1:] == []
    monkeypatch.setattr("alongside.web.listing.PAGE", 1)
    first = read("administrator", here)
    second = read("administrator", f"{here}{further(first)}")
    assert {str(one.pk) in first for one in files} == {True, False}
    assert {str(one.pk) in second for one in files} == {True, False}
    assert not further(second)


def test_what_is_due_proposed_and_decided_is_searched_turned_over_and_taken_away(
    files: list[StoredFile], sign_in: SignIn, read: Any, later: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    film, _ = files
    later(days=3653)
    here = "/evidence/destruction"
    assert "?show=due" in read("lsms", here)
    assert "ward.webm" in read("lsms", f"{here}?show=due&search=WARD")
    assert "bite.jpg" not in read("lsms", f"{here}?show=due&search=WARD")
    assert "Nothing fits this." in read("lsms", f"{here}?show=due&search=penguin")
    assert "There is nothing here." in read("lsms", f"{here}?show=proposed")
    sign_in("lsms").post(f"/evidence/{film.pk}/propose", {"destroy_reason": "Ten years are over."})
    assert "ward.webm" not in read("lsms", f"{here}?show=due")
    assert "ward.webm" in read("lsms", f"{here}?show=proposed&search=stone")
    proposal = Destruction.objects.get()
    sign_in("director").post(f"{here}/{proposal.pk}", {"decision": "decline", "reason": "The court asks for it."})
    rows = rows_of(sign_in("lsms").get(f"{here}?show=decided&search={proposal.number}&format=csv"))
    assert [row[1] for row in rows[1:]] == ["ward.webm"]
    assert "Dara Holm" in rows[1]
    assert rows_of(sign_in("lsms").get(f"{here}?show=decided&search=penguin&format=csv"))[1:] == []
    assert {row[1] for row in rows_of(sign_in("lsms").get(f"{here}?show=due&format=csv"))[1:]} == {
        "ward.webm",
        "bite.jpg",
    }
    assert Entry.objects.filter(verb="evidence.listed", details__contains="destruction: due").exists()
    assert rows_of(sign_in("outsider").get(f"{here}?show=due&format=csv"))[1:] == []
    monkeypatch.setattr("alongside.web.listing.PAGE", 1)
    first = read("lsms", f"{here}?show=due")
    assert ("ward.webm" in first) != ("bite.jpg" in first)
    second = read("lsms", f"{here}{further(first)}")
    assert ("ward.webm" in second) == ("bite.jpg" in first)


def test_files_on_their_way_are_searched_turned_over_and_taken_away(
    sender: Callable[..., Sender], monkeypatch: pytest.MonkeyPatch
) -> None:
    lsms = sender()
    for number in range(3):
        lsms.begin(filename=f"ward-{number}.webm")
    here = "/evidence/uploads"

    def names(query: str = "") -> list[str]:
        return re.findall(r"ward-\d.webm(?= <)", lsms.client.get(f"{here}{query}").content.decode())

    assert names() == ["ward-2.webm", "ward-1.webm", "ward-0.webm"]
    assert names("?search=WARD-1") == ["ward-1.webm"]
    assert "No file on its way fits this." in lsms.client.get(f"{here}?search=penguin").content.decode()
    rows = rows_of(lsms.client.get(f"{here}?format=csv"))
    assert {row[0] for row in rows[1:]} == {f"ward-{number}.webm" for number in range(3)}
    assert Entry.objects.filter(verb="account.exported", details__contains="files-on-their-way").exists()
    assert rows_of(sender("director").client.get(f"{here}?format=csv"))[1:] == []
