"""Who opens which section of a case: each role, and permissions of which somebody has one and not the other."""

from collections.abc import Callable
from typing import Any

import pytest
import rules
from tests.conftest import AppClient
from tests.world import World

from alongside.cases.models import Case
from alongside.cases.police import actions
from alongside.cases.queries import incidents_of
from alongside.ledger.actions import Actor
from alongside.ledger.models import Entry
from alongside.people.roles import Role
from alongside.people.rules import holds

pytestmark = pytest.mark.django_db

SECTIONS = {"police": "suspect", "people": "people"}
SEEN = {"lsms": 200, "director": 403, "manager": 403, "operator": 403, "nurse": 403, "outsider": 404}
"""The outsider is a security specialist elsewhere: for them the case is not there."""
WRITTEN = {
    "police": ("police/{track}/step", "police/{track}/move/report", "police/add/{report}", "police/{track}/take-back"),
    "people": ("people/{person}/contact", "people/{person}/told", "people/{person}/wish", "people/reporter/{report}"),
}


@pytest.fixture
def paths(case: Case, by: Actor) -> Callable[[str], list[str]]:
    """The addresses by which a section is written."""
    incident = incidents_of(case).get()
    track = actions.open_track(incident, "theft", by=by)
    person = incident.affected.get()
    named = {"track": track.pk, "report": incident.reference, "person": person.pk}
    return lambda section: [f"/cases/{case.reference}/{path.format(**named)}" for path in WRITTEN[section]]


@pytest.mark.parametrize("section", SECTIONS)
@pytest.mark.parametrize("who", SEEN)
def test_each_role_opens_what_is_theirs(
    section: str, who: str, case: Case, paths: Any, sign_in: Callable[[str], AppClient]
) -> None:
    browser = sign_in(who)
    assert browser.get(f"/cases/{case.reference}/{section}").status_code == SEEN[who]
    for path in paths(section):
        assert browser.get(path).status_code == SEEN[who], path
        assert browser.post(path).status_code == (422 if SEEN[who] == 200 else SEEN[who]), path


@pytest.mark.parametrize("section", SECTIONS)
def test_a_section_that_somebody_may_not_open_is_not_offered(
    section: str, case: Case, sign_in: Callable[[str], AppClient]
) -> None:
    link = f'href="/cases/{case.reference}/{section}"'
    assert link in sign_in("lsms").get(f"/cases/{case.reference}").content.decode()
    assert link not in sign_in("director").get(f"/cases/{case.reference}").content.decode()


@pytest.mark.parametrize(("section", "other"), [("police", "people"), ("people", "police")])
def test_one_compartment_does_not_open_the_other(
    section: str,
    other: str,
    world: World,
    case: Case,
    paths: Any,
    sign_in: Callable[[str], AppClient],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opened = SECTIONS[section]
    director = holds(Role.LSMS) | holds(Role.SECURITY_DIRECTOR)
    for name in (f"cases.read_{opened}", f"cases.write_{opened}"):
        monkeypatch.setitem(rules.permissions.permissions, name, director)
    browser = sign_in("director")
    assert browser.get(f"/cases/{case.reference}/{section}").status_code == 200
    assert browser.get(f"/cases/{case.reference}/{other}").status_code == 403
    assert [browser.get(path).status_code for path in paths(other)] == [403] * 4
    page = browser.get(f"/cases/{case.reference}/people").content.decode() if section == "people" else ""
    assert world.nurse.name not in page, "names take the permission of the report besides"
    looks = Entry.objects.filter(subject_id=case.pk, actor_id=world.director.user_id)
    assert f"case.{opened}_read" in looks.values_list("verb", flat=True)


def test_reading_is_not_writing(
    case: Case, paths: Any, sign_in: Callable[[str], AppClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    readers = holds(Role.LSMS) | holds(Role.SECURITY_DIRECTOR)
    for part in SECTIONS.values():
        monkeypatch.setitem(rules.permissions.permissions, f"cases.read_{part}", readers)
    browser = sign_in("director")
    for section in SECTIONS:
        addresses = paths(section)
        page = browser.get(f"/cases/{case.reference}/{section}")
        assert page.status_code == 200
        assert not [path for path in addresses if path in page.content.decode()]
        assert [browser.get(path).status_code for path in addresses] == [403] * 4
