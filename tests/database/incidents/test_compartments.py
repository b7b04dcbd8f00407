"""Who reads and who writes each of the four compartments of an incident.

The table is the rule; each of its cells is tried on the real pages, through the API and by searching, signed in as that person.
`r`: may open it. `w`: may add to it. `-`: neither, and nothing of it is shown. Every look that is granted stands in the ledger,
and no other does. What opens no compartment (lists, exports, history, calendars, messages, webhooks) shows nothing of any to
anybody.

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
line manager of the whole body        r          r       -        -
operator of the response centre       -          -       -        -
supervisor of the response centre     -          -       -        -
security specialist                   rw         rw      rw       rw
security director                     r          -       -        -
director standing in                  rw         rw      rw       rw
specialist to whom it is closed       -          -       -        -
administrator                         -          -       -        -
national analyst                      -          -       -        -
security specialist elsewhere         -          -       -        -
nobody signed in                      -          -       -        -
holder of the reference and the code  -          -       -        -
====================================  =========  ======  =======  ========
"""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.conftest import AppClient
from tests.files import JPEG
from tests.reports import ACCOUNT
from tests.world import World

from alongside.evidence.arriving import arrive
from alongside.incidents.actions import Submitted
from alongside.incidents.duties.actions import fact
from alongside.incidents.duties.digest import digest_for
from alongside.incidents.exchange.webhooks.actions import register
from alongside.incidents.exchange.webhooks.events import EVENTS
from alongside.incidents.models import (
    Account,
    ClosedTo,
    Compartment,
    Exhibit,
    Incident,
    MedicalOpinion,
    WebhookDelivery,
)
from alongside.incidents.new_report import NewAffected, Who
from alongside.incidents.triage.actions import triage_report
from alongside.incidents.triage.adding import add_exhibit, add_words, give_opinion
from alongside.ledger.clock import now
from alongside.ledger.models import Entry
from alongside.messages.models import Message
from alongside.people.actions import actor_for, add_staff, appoint, create_token, open_link
from alongside.people.models import Organisation, Staff, Team, User
from alongside.people.roles import Role

pytestmark = pytest.mark.django_db
Report = Callable[..., Submitted]

HEAD, *ROWS = [re.split(r"\s{2,}", line) for line in (__doc__ or "").splitlines() if re.search(r"\S\s{2,}[\w-]", line)]
TABLE = {row[0]: dict(zip(HEAD[1:], row[1:], strict=True)) for row in ROWS}
MARKS = {"narrative": ACCOUNT, "people": "Una Brandt", "suspect": "Arno Velt", "evidence": "The mark on her arm"}
"""What stands in each compartment, and nowhere else on the page."""
OPINION = "Dr Ines Marr"
"""Who gave an opinion: compartment `suspect`."""
WORDS = {"narrative": "Ambergris", "people": "Bergamot", "suspect": "Cardamom", "evidence": "Damask"}
"""A word of an account in each compartment."""
SEARCHED = {"narrative": "disgrace", "people": "Brandt", "suspect": "Velt"}
KNOWN = {
    "worker who reported it": "nurse",
    "colleague of the same team": "second_nurse",
    "buddy of the worker": "buddy",
    "line manager of the team": "manager",
    "operator of the response centre": "operator",
    "supervisor of the response centre": "supervisor",
    "security specialist": "lsms",
    "security director": "director",
    "director standing in": "director",
    "administrator": "administrator",
    "security specialist elsewhere": "outsider",
}
CELLS = [(who, compartment) for who in TABLE for compartment in Compartment.values]


@pytest.fixture
def submitted(report: Report, world: World) -> Submitted:
    """A report with something in each compartment, of which much was done."""
    una = NewAffected("staff", who=Who(name=MARKS["people"]))
    made = report(affected=[una], team=world.team)
    incident, by = made.incident, actor_for(world.lsms.user)
    add_exhibit(incident, arrive("arm.jpg", [JPEG]), caption=MARKS["evidence"], by=actor_for(world.nurse.user))
    give_opinion(incident, source="clinician", opinion="accident", author_name=OPINION, ground=OPINION, by=by)
    for compartment in Compartment.values:
        add_words(incident, f"{WORDS[compartment]} was seen.", compartment, by=by)
    fact(incident, "investigator_named", now(), by=by)
    return made


@pytest.fixture
def browser(world: World) -> Callable[[str], AppClient]:
    """A browser of somebody of the table."""

    def open_one(who: str) -> AppClient:
        client, user = AppClient(), _user(who, world)
        _close(who, world)
        if user is not None:
            client.force_login(user)
        return client

    return open_one


def test_the_table_names_everybody_and_every_compartment() -> None:
    assert len(TABLE) == 17
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


@pytest.mark.parametrize("who", TABLE)
def test_who_reads_through_the_api(who: str, submitted: Submitted, world: World) -> None:
    user = _user(who, world)
    _close(who, world)
    by_token = {"Authorization": f"Bearer {create_token(user, 'test').secret}"} if user else {}
    for compartment, mark in MARKS.items():
        before = _looks(submitted, user)
        answer = AppClient().get(
            f"/api/v1/incidents/{submitted.incident.reference}", {"include": compartment}, headers=by_token
        )
        allowed = "r" in TABLE[who][compartment] and compartment != "evidence"  # files are sent by the pages alone
        assert (answer.status_code == 200 and mark in answer.content.decode()) == allowed, compartment
        assert [other for other in MARKS.values() if other in answer.content.decode() and other != mark] == []
        assert _looks(submitted, user) - before == ({f"incident.{compartment}_read"} if allowed else set())


@pytest.mark.parametrize("who", TABLE)
def test_who_finds_it_by_its_words(who: str, submitted: Submitted, browser: Any, world: World) -> None:
    client, user = browser(who), _user(who, world)
    for compartment, word in SEARCHED.items():
        before = _looks(submitted, user)
        page = client.get("/incidents", {"q": word}).content.decode()
        row = TABLE["security director" if who == "director standing in" else who]  # standing in opens no search
        allowed = "r" in row[compartment]
        assert (f'href="/incidents/{submitted.incident.reference}' in page) == allowed, compartment
        assert [mark for other, mark in MARKS.items() if mark in page and other != compartment] == []
        assert _looks(submitted, user) - before == ({f"incident.{compartment}_read"} if allowed else set())


@pytest.mark.parametrize("who", TABLE)
def test_what_opens_no_compartment_shows_nothing_of_any(
    who: str, submitted: Submitted, browser: Any, world: World
) -> None:
    client, user, reference = browser(who), _user(who, world), submitted.incident.reference
    said = [
        *MARKS.values(),
        *WORDS.values(),
        OPINION,
        *(
            ["clinician"] if "r" not in TABLE[who]["suspect"] else []
        ),  # whose opinion it was, the history tells its readers
    ]
    for path in NEUTRAL:
        answer = client.get(path.format(reference=reference))
        shown = (
            b"".join(answer) if answer.streaming and answer.status_code == 200 else getattr(answer, "content", b"")
        ).decode("utf-8", "replace")
        assert [one for one in said if one in shown] == [], path
    if user is not None:
        staff = user.places.first()
        assert staff is not None
        key = open_link(staff.organisation_id, "duties.feed", staff.pk).secret
        calendar = AppClient().get(f"/incidents/due.ics?key={key}").content.decode()
        daily = str(digest_for(staff, list(staff.appointments.all()), now() + timedelta(days=60)))
        sees = "r" in TABLE[who]["narrative"]
        assert (reference in calendar) == sees
        assert sees or reference not in daily
        assert [one for one in said if one in calendar + daily] == []
    assert _looks(submitted, user) == set()


def test_nothing_of_a_compartment_leaves_in_a_message_or_to_another_system(submitted: Submitted, world: World) -> None:
    by = actor_for(world.administrator.user)
    hook = register(world.organisation, "Elsewhere", "https://elsewhere.example/hook", list(EVENTS), by=by).webhook
    triage_report(submitted.incident, by=actor_for(world.lsms.user), close=True, reason="It was looked into.")
    told = [delivery.payload for delivery in WebhookDelivery.objects.filter(webhook=hook)]
    assert told
    told += [f"{message.subject} {message.body}" for message in Message.objects.all()]
    assert [one for one in [*MARKS.values(), *WORDS.values(), OPINION] if any(one in words for words in told)] == []


def test_the_ledger_holds_no_word_of_a_compartment(submitted: Submitted, browser: Any) -> None:
    client = browser("security specialist")
    for compartment in Compartment.values:
        client.get(_address(submitted), {"open": compartment})
    for word in SEARCHED.values():
        client.get("/incidents", {"q": word})
    written = " ".join(entry.details for entry in Entry.objects.all())
    assert [one for one in [*MARKS.values(), *WORDS.values(), *SEARCHED.values(), OPINION] if one in written] == []


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


NEUTRAL = [
    "/incidents",
    "/incidents?sort=urgency",
    "/incidents/export.csv",
    "/incidents/export.xlsx",
    "/incidents/map",
    "/incidents/when",
    "/incidents/triage",
    "/incidents/triage/export",
    "/incidents/due",
    "/incidents/due.csv",
    "/incidents/answers",
    "/incidents/feedback-measures?format=csv",
    "/incidents/{reference}",
    "/incidents/{reference}/classify",
    "/api/v1/incidents",
    "/api/v1/incidents/{reference}",
]
"""Pages, files and answers of the API that open no compartment: history, facets and definition stand on the incident's page."""


def _looks(submitted: Submitted, user: User | None) -> set[str]:
    """What this person opened, by the ledger."""
    found = Entry.objects.filter(subject_id=submitted.incident.pk, verb__endswith="_read")
    return set(found.filter(actor_id=user.pk).values_list("verb", flat=True)) if user else set()


def _close(who: str, world: World) -> None:
    """Closes the report to those to whom the row of the table says so."""
    shut = {"specialist to whom it is closed": "shut_out", "director standing in": "lsms"}.get(who)
    if shut is not None:
        incident = Incident.objects.get()
        staff = Staff.objects.get(user__username=shut)
        ClosedTo.objects.get_or_create(
            organisation=world.organisation, incident=incident, staff=staff, because="decided", made_at=now()
        )


def _user(who: str, world: World) -> User | None:
    if who in KNOWN:
        return world.users()[KNOWN[who]]
    if who == "line manager of another team":
        team, _ = Team.objects.get_or_create(organisation=world.organisation, name="Health visiting")
        return _somebody("other_manager", world.organisation, Role.LINE_MANAGER, team=team)
    if who == "line manager of the whole body":
        return _somebody("head", world.organisation, Role.LINE_MANAGER)
    if who == "specialist to whom it is closed":
        return _somebody("shut_out", world.organisation, Role.LSMS)
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
