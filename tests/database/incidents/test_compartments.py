"""Who reads and who writes each of the four compartments of an incident.

The table is the rule; each of its cells is tried on the real pages, signed in as that person. `r`: may open it. `w`: may
add to it. `-`: neither, and nothing of it is shown. Every look that is granted stands in the ledger, and no other does.

What the reporter, a witness or somebody affected sees of their own report they see on pages of their own, which are tried
elsewhere: here they come to the page of those who work on it.

====================================  =========  ======  =======  ========
Who                                   narrative  people  suspect  evidence
====================================  =========  ======  =======  ========
worker who reported it                -          -       -        -
colleague of the same team            -          -       -        -
buddy of the worker                   -          -       -        -
line manager of the team              r          r       -        -
line manager of another team          -          -       -        -
operator of the response centre       -          -       -        -
supervisor of the response centre     -          -       -        -
security specialist                   rw         rw      rw       rw
security director                     r          -       -        -
administrator                         -          -       -        -
national analyst                      -          -       -        -
security specialist elsewhere         -          -       -        -
nobody signed in                      -          -       -        -
holder of the reference and the code  -          -       -        -
====================================  =========  ======  =======  ========
"""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.conftest import AppClient
from tests.files import JPEG
from tests.reports import ACCOUNT
from tests.world import World

from alongside.evidence.arriving import arrive
from alongside.incidents.actions import Submitted
from alongside.incidents.models import Account, Compartment, Exhibit, Incident, MedicalOpinion
from alongside.incidents.new_report import NewAffected, Who
from alongside.incidents.triage.adding import add_exhibit
from alongside.ledger.models import Entry
from alongside.people.actions import actor_for, add_staff, appoint
from alongside.people.models import Organisation, Team, User
from alongside.people.roles import Role

pytestmark = pytest.mark.django_db
Report = Callable[..., Submitted]

HEAD, *ROWS = [re.split(r"\s{2,}", line) for line in (__doc__ or "").splitlines() if re.search(r"\S\s{2,}[\w-]", line)]
TABLE = {row[0]: dict(zip(HEAD[1:], row[1:], strict=True)) for row in ROWS}
MARKS = {"narrative": ACCOUNT, "people": "Una Brandt", "suspect": "Arno Velt", "evidence": "The mark on her arm"}
"""What stands in each compartment, and nowhere else on the page."""
KNOWN = {
    "worker who reported it": "nurse",
    "colleague of the same team": "second_nurse",
    "buddy of the worker": "buddy",
    "line manager of the team": "manager",
    "operator of the response centre": "operator",
    "supervisor of the response centre": "supervisor",
    "security specialist": "lsms",
    "security director": "director",
    "administrator": "administrator",
    "security specialist elsewhere": "outsider",
}
CELLS = [(who, compartment) for who in TABLE for compartment in Compartment.values]


@pytest.fixture
def submitted(report: Report, world: World) -> Submitted:
    """A report with something in each compartment."""
    una = NewAffected("staff", who=Who(name=MARKS["people"]))
    made = report(affected=[una], team=world.team)
    add_exhibit(made.incident, arrive("arm.jpg", [JPEG]), caption=MARKS["evidence"], by=actor_for(world.nurse.user))
    return made


@pytest.fixture
def browser(world: World) -> Callable[[str], AppClient]:
    """A browser of somebody of the table."""

    def open_one(who: str) -> AppClient:
        client, user = AppClient(), _user(who, world)
        if user is not None:
            client.force_login(user)
        return client

    return open_one


def test_the_table_names_everybody_and_every_compartment() -> None:
    assert len(TABLE) == 14
    assert HEAD[1:] == Compartment.values
    assert {cell for row in TABLE.values() for cell in row.values()} <= {"-", "r", "rw"}


@pytest.mark.parametrize(("who", "compartment"), CELLS)
def test_who_reads(who: str, compartment: str, submitted: Submitted, browser: Any, world: World) -> None:
    answer = browser(who).get(_address(submitted), {"open": compartment, "code": _code(who, submitted)})
    shown = answer.content.decode()
    allowed = "r" in TABLE[who][compartment]
    assert (answer.status_code == 200 and MARKS[compartment] in shown) == allowed
    user = _user(who, world)
    assert [other for other, mark in MARKS.items() if mark in shown and other != compartment] == []
    if who != "worker who reported it" and compartment != "people":  # her own name stands above every page of hers
        assert "Nia Okoye" not in shown
    looks = Entry.objects.filter(subject_id=submitted.incident.pk, verb__endswith="_read")
    found = list(looks.values_list("verb", "actor_id"))
    assert found == ([(f"incident.{compartment}_read", user.pk)] if allowed and user else [])


@pytest.mark.parametrize(("who", "compartment"), CELLS)
def test_who_writes(who: str, compartment: str, submitted: Submitted, browser: Any) -> None:
    before = _rows(submitted.incident)
    where, said = _writing(compartment)
    answer = browser(who).post(f"/incidents/{submitted.incident.reference}/{where}", said)
    if "w" in TABLE[who][compartment]:
        assert answer.status_code == 302
        assert _rows(submitted.incident) == before + 1
    else:
        assert answer.status_code in (302, 403, 404)
        assert "/accounts/login/" in answer.headers.get("Location", "/accounts/login/")
        assert _rows(submitted.incident) == before


@pytest.mark.parametrize("who", TABLE)
def test_a_file_is_for_those_who_may_open_the_evidence(who: str, submitted: Submitted, browser: Any) -> None:
    exhibit = submitted.incident.exhibits.get()
    answer = browser(who).get(f"/incidents/{submitted.incident.reference}/exhibits/{exhibit.pk}")
    allowed = "r" in TABLE[who]["evidence"]
    assert (answer.status_code == 200 and answer.content == JPEG) == allowed
    looks = Entry.objects.filter(subject_id=submitted.incident.pk, verb="incident.exhibit_seen")
    assert looks.count() == int(allowed)


def _user(who: str, world: World) -> User | None:
    if who in KNOWN:
        return world.users()[KNOWN[who]]
    if who == "line manager of another team":
        team, _ = Team.objects.get_or_create(organisation=world.organisation, name="Health visiting")
        return _somebody("other_manager", world.organisation, Role.LINE_MANAGER, team=team)
    if who == "national analyst":
        return _somebody("analyst", Organisation.objects.get(code="ZZNAT"), Role.NATIONAL_ANALYST)
    return None


def _somebody(username: str, organisation: Organisation, role: Role, **more: Any) -> User:
    user = User.objects.filter(username=username).first()
    if user is None:
        user = User.objects.create_user(username, name=username.title(), password="correct horse battery staple")
        appoint(add_staff(organisation, user.name, user=user, **more), role, **more)
    return user


def _address(submitted: Submitted) -> str:
    return f"/incidents/{submitted.incident.reference}"


def _code(who: str, submitted: Submitted) -> str:
    return submitted.code if who.startswith("holder") else ""


def _writing(compartment: str) -> tuple[str, dict[str, Any]]:
    if compartment == "suspect":
        return "opinions", {"source": "lsms", "opinion": "cannot_say"}
    if compartment == "evidence":
        file = SimpleUploadedFile("door.jpg", JPEG, content_type="image/jpeg")
        return "exhibits", {"file": file, "caption": "The door"}
    return "accounts", {"compartment": compartment, "text": "The door was open."}


def _rows(incident: Incident) -> int:
    return sum(model.objects.filter(incident=incident).count() for model in (Account, MedicalOpinion, Exhibit))
