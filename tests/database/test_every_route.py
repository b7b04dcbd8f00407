"""Every route of the web process, tried as everybody: who is let in, who is not, and that the outsider sees nothing.

What each must be answered stands in `tests/access_table.py`. The devices' port has its own walk in
`tests/database/devices/test_every_device_route.py`.
"""

import json
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.core import cache as counters
from django.db import connection, transaction
from django.test import Client
from django.urls import include, path
from tests.access_table import BODIES, VIEWERS, Line, lines
from tests.conftest import AppClient, SuperuserClient
from tests.files import MEDIA, WEBM
from tests.one_offence import COURT, offence_in
from tests.referrals import make_bodies, share
from tests.routes import walk
from tests.world import World

from alongside.cases.exhibits import actions as exhibits
from alongside.cases.lessons.actions import draft_lesson
from alongside.cases.models import (
    Case,
)
from alongside.cases.opening.actions import open_case
from alongside.cases.producing.actions import produce_about
from alongside.cases.redress.actions import begin_claim, enter_payment, move_claim, note_loss
from alongside.cases.remedial.actions import give
from alongside.cases.sanctions.actions import move_sanction, propose_sanction
from alongside.cases.sanctions.forms import HospitalForm
from alongside.cases.sanctions.letters import emergency_sentence, write_letter
from alongside.cases.sanctions.removing import begin_practice_removal, record_hospital_removal
from alongside.cases.working.actions import add_task, note
from alongside.config import urls
from alongside.devices.actions import register_device, store_signal
from alongside.devices.protocols.signal import POSITION
from alongside.devices.protocols.signal import Signal as Said
from alongside.documents.actions import write_letterhead, write_template
from alongside.documents.kinds import kind_of
from alongside.evidence.arriving import arrive
from alongside.evidence.keeping.actions import propose_destruction
from alongside.evidence.models import Destruction
from alongside.evidence.owners import Subject
from alongside.evidence.uploading.actions import begin_upload
from alongside.incidents.actions import Submitted, submit_report
from alongside.incidents.duties.actions import fact
from alongside.incidents.duties.track import record_absence
from alongside.incidents.exchange.actions import receive_file
from alongside.incidents.finding.actions import save_view
from alongside.incidents.finding.filters import read_pairs
from alongside.incidents.models import ImportRun, Incident, LocalCode, SavedView
from alongside.incidents.new_report import NewAffected, NewReport, NewResponsible, Who
from alongside.incidents.triage.adding import add_exhibit
from alongside.ledger.actions import Actor
from alongside.ledger.clock import now
from alongside.ledger.keys import new_id
from alongside.messages.models import Message
from alongside.people.access import ANYONE, MACHINE
from alongside.people.actions import actor_for, create_token
from alongside.people.models import Session, Staff, User
from alongside.people.scope import acting_as
from alongside.watch import actions
from alongside.watch.engine import AlarmKind
from alongside.watch.models import Alarm, Visit

pytestmark = pytest.mark.django_db

PATTERNS = (*urls.urlpatterns, path("demo/", include("alongside.demo.urls")))
"""With the pages of the demonstration, which a live installation has not."""
ROUTES = walk(PATTERNS)
LINES = lines()
STRANGERS = ("anonymous", "nobody", "outsider")
KEY = "key-of-the-badge-of-the-nurse"
PLACE, NOTE, LABEL = "14 Tannery Row", "Dog in the kitchen", "Badge of Nia"
LOCAL = {"system": "Datix", "list_name": "kinds", "code": "theft", "local": "Theft from the ward"}
MARK = MEDIA / "bite.png"
SUSPECT, ACCOUNT = "Arno Velt", "He struck her with his fist."


@dataclass(frozen=True)
class Situation:
    """What is there when somebody comes: a value for each `<name>` of a path, and every word that gives it away."""

    values: dict[str, str]
    traces: list[str]


@pytest.fixture(autouse=True)
def demonstration(settings: Any) -> None:
    settings.ROOT_URLCONF = PATTERNS
    settings.DEMO = True


@pytest.fixture
def accounts(world: World) -> dict[str, User | None]:
    """An account for each viewer of the table."""
    nobody = User.objects.create_user("nobody", name="Noa Body", password="correct horse battery staple")
    known = world.users()
    return {name: None if name == "anonymous" else known.get(name, nobody) for name in VIEWERS}


@pytest.fixture
def arrange(world: World) -> Callable[[str], Situation]:
    """Brings about one of the table's situations."""
    return lambda given: _arrange(world, given)


@pytest.fixture
def browser(accounts: dict[str, User | None]) -> Callable[..., AppClient]:
    """A browser of a viewer; `by_token` sends a bearer token and no cookie."""

    signed_in = {name: user for name, user in accounts.items() if user}
    tokens = {name: create_token(user, "test").secret for name, user in signed_in.items()}
    sessions = {name: _begin_session(user) for name, user in signed_in.items()}

    def open_one(viewer: str, *, by_token: bool = False, **options: Any) -> AppClient:
        if viewer not in signed_in:
            return AppClient(**options)
        if by_token:
            return AppClient(headers={"Authorization": f"Bearer {tokens[viewer]}"}, **options)
        client = AppClient(**options)
        client.cookies["sessionid"] = sessions[viewer]
        return client

    return open_one


def test_every_route_says_who_may_use_it() -> None:
    assert [route.path for route in ROUTES if not route.access] == []


def test_every_route_has_its_line_in_the_table() -> None:
    pages = {route.path for route in ROUTES if route.methods is None}
    operations = {name for route in ROUTES if route.methods for name in route.names}
    told = {line.path for line in LINES if line.path in pages} | {line.name for line in LINES if line.path not in pages}
    assert told == pages | operations


@pytest.mark.parametrize("given", sorted({line.given for line in LINES}))
def test_everybody_is_answered_as_the_table_says(
    given: str, world: World, arrange: Callable[[str], Situation], browser: Callable[..., AppClient]
) -> None:
    situation = arrange(given)
    otherwise = []
    for line in (line for line in LINES if line.given == given):
        for viewer, expected in line.statuses.items():
            for by_token in (False, True) if line.path.startswith("/api/v1/") else (False,):
                with undone():
                    client = browser(viewer, by_token=by_token)
                    call = _call_as_a_stranger if viewer in STRANGERS else _call
                    status = call(client, line, situation, world).status_code
                    if status != expected:
                        otherwise.append(f"{line} is answered {status} to {viewer}{' by token' * by_token}")
    assert otherwise == []


def test_what_belongs_to_the_first_provider_is_not_there_for_the_outsider() -> None:
    reachable = [line for line in LINES if "id>" in line.path and line.statuses["outsider"] not in (403, 404)]
    assert reachable == []


@pytest.mark.parametrize("given", sorted({line.given for line in LINES}))
def test_the_queries_alone_keep_the_outsider_out_where_the_database_would_show_everything(
    given: str, world: World, arrange: Callable[[str], Situation]
) -> None:
    situation = arrange(given)
    for line in (line for line in LINES if line.given == given):
        with undone():
            client = SuperuserClient()
            client.force_login(world.outsider.user)
            assert _call_as_a_stranger(client, line, situation, world).status_code == line.statuses["outsider"], line


@pytest.mark.parametrize("method", ["GET", "POST", "PATCH", "DELETE"])
def test_a_method_that_is_not_in_the_table_is_refused_to_those_who_may_use_the_route(
    method: str, world: World, arrange: Callable[[str], Situation], browser: Callable[..., AppClient]
) -> None:
    """allauth's pages, under `/accounts/`, look at who comes before they look at the method; they change nothing."""
    served = {line.path for line in LINES if line.method == method}
    tried = {line.path: line for line in LINES if line.path not in served}.values()
    otherwise = []
    for line, situation in _in_their_situations(tried, arrange):
        if line.path.startswith("/accounts/") and method in ("PATCH", "DELETE"):
            continue
        answer = browser(_somebody_let_in(line)).generic(method, _filled(line.path, situation))
        if answer.status_code != 405:
            otherwise.append(f"{method} {line.path} is answered {answer.status_code}")
    assert otherwise == []


def test_a_forged_post_is_refused(
    world: World, arrange: Callable[[str], Situation], browser: Callable[..., AppClient]
) -> None:
    """Another site can make a browser post with its session's cookie, and cannot know the token that goes with it.

    A check-in link and Notify's callbacks look at no cookie.
    """
    posts = [line for line in LINES if line.method == "POST" and not line.path.startswith(("/c/", "/messages/"))]
    for line, situation in _in_their_situations(posts, arrange):
        client = browser(_somebody_let_in(line), enforce_csrf_checks=True)
        answer = _call(client, line, situation, world)
        assert answer.status_code in (401, 403), line.name
        assert "CSRF" in answer.content.decode() or "was not saved" in answer.content.decode(), line.name


def test_the_demonstration_is_not_there_on_a_live_installation(
    settings: Any, world: World, browser: Callable[..., AppClient]
) -> None:
    settings.DEMO = False
    assert browser("manager").get("/demo/messages").status_code == 404


@contextmanager
def undone() -> Iterator[None]:
    """What happens in this block has not happened."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    counters.cache.clear()  # how often somebody tried is counted there


def _in_their_situations(
    tried: Collection[Line], arrange: Callable[[str], Situation]
) -> Iterator[tuple[Line, Situation]]:
    """Each line with its situation, in which nothing has happened before."""
    for given in sorted({line.given for line in tried}):
        with undone():
            situation = arrange(given)
            for line in (line for line in tried if line.given == given):
                with undone():
                    yield line, situation


def _begin_session(user: User) -> str:
    client = Client()
    client.force_login(user)
    return client.cookies["sessionid"].value


def _call_as_a_stranger(client: Client, line: Line, situation: Situation, world: World) -> Any:
    """The answer; asserts that it tells nothing and that nothing was changed."""
    before = _rows_of(world)
    answer = _call(client, line, situation, world)
    _assert_tells_nothing(answer, situation, line)
    if _access(line) not in (ANYONE, MACHINE):
        assert _rows_of(world) == before, f"a stranger changed something by {line.name}"
    return answer


def _arrange(world: World, given: str) -> Situation:
    nurse, by = world.nurse, actor_for(world.nurse.user)
    register_device(nurse, "link", LABEL, secret=KEY)
    store_signal(nurse, Said("", POSITION, lat=53.38891, lon=-2.59541, accuracy_m=12))
    values = {
        "key": KEY,
        "press": "end",
        "step": "what",
        "part": "property",
        "held": str(nurse.pk),
        "session_id": _session_of(nurse),
        "uidb36": user_pk_to_url_str(world.lsms.user),
        "second_operator": str(world.second_operator.pk),
        "in an hour": (now() + timedelta(hours=1)).isoformat(),
    }
    if given not in ("-", "incident", "import", "case"):
        itinerary = actions.Itinerary(PLACE, now() + timedelta(hours=1))
        visit = actions.plan_visit(nurse, itinerary, by=by, start=given != "planned")
        if given != "planned":
            actions.leave_note(visit, NOTE, audio=arrive("note.webm", [WEBM]), by=by)
        values["id"] = str(visit.pk)
    if given in ("alarm", "taken", "closed"):
        alarm = actions.ask_for_help(nurse, actions.Press(AlarmKind.SOS, now()), by=by)
        operator, by_operator = world.operator, actor_for(world.operator.user)
        if given != "alarm":
            actions.take_alarm(alarm, operator, by=by_operator)
        if given == "closed":
            actions.close_alarm(alarm, operator, "genuine", "She was bitten and is with us.", by=by_operator)
        message = Message.objects.filter(about_id=alarm.pk, recipient=world.manager)[0]
        values |= {"id": str(alarm.pk), "message_id": str(message.pk)}
    if given == "incident":
        values |= _report(world)
    if given == "import":
        values["id"] = _import(world)
    if given == "case":
        values |= _case(world)
    return Situation(values, _traces(world))


def _submitted(world: World) -> Submitted:
    """What the nurse reported: somebody by name, words, a place."""
    nurse = Who(staff=world.nurse)
    said = NewReport(
        kinds=["physical_assault"],
        acts=["hit"],
        occurred_at=now() - timedelta(hours=2),
        team=world.team,
        affected=[NewAffected("staff", is_reporter=True, who=nurse, injury="minor")],
        responsible=[NewResponsible("relative", who=Who(name=SUSPECT))],
        account=ACCOUNT,
        reporter=nurse,
    )
    user: Any = world.nurse.user
    return submit_report(world.organisation, said, by=actor_for(user), source="web", user_id=user.pk)


def _report(world: World) -> dict[str, str]:
    """A report, with a deadline, days off and what else is kept about it."""
    submitted = _submitted(world)
    incident = submitted.incident
    one, told, lsms = incident.affected.get(), now(), actor_for(world.lsms.user)
    today = told.astimezone(ZoneInfo(world.organisation.time_zone)).date()
    absence = record_absence(one, "off_work", today, None, source="lsms", by=lsms)
    [duty] = fact(incident, "reported_to_police", told, one, by=lsms)
    return {
        "number": "1",
        "rule": "CCTV",
        "absence_id": str(absence.pk),
        "duty_id": str(duty.pk),
        "own_rule": "VPR-6M",
        "decision_id": str(incident.riddor_decisions.latest("pk").pk),
        "day": str(today.day),
        "month": str(today.month),
        "year": str(today.year),
        "id": str(incident.pk),
        "reference": incident.reference,
        "code": submitted.code,
        "affected": str(incident.affected.get().pk),
        "responsible": str(incident.responsible.get().pk),
        "account": str(incident.accounts.get().pk),
        "exhibit": str(new_id()),
        "upload": str(_upload(world, incident)),
        "file": str((kept := _kept(world, incident)).file_id),
        "destruction": str(kept.pk),
        "deed": "hold",
        "ending": "csv",
        "view": str(_saved_view(world).pk),
        "local_code": str(LocalCode.objects.create(organisation=world.organisation, **LOCAL).pk),
        "contribution": str(incident.contributions.get().pk),
        "part_key": "opens-nothing",
        "care_key": "opens-nothing",
    }


def _upload(world: World, incident: Incident) -> Any:
    """A file that the LSMS has begun to send to the report."""
    return begin_upload(
        Subject(incident.organisation_id, incident.pk, incident.reference),
        owner="incident",
        purpose="incident_attachment",
        name="ward.webm",
        size_bytes=5000,
        said={},
        by=actor_for(world.lsms.user),
    ).pk


def _kept(world: World, incident: Incident) -> Destruction:
    """A file of the report that the LSMS proposes to destroy."""
    lsms = actor_for(world.lsms.user)
    exhibit = add_exhibit(incident, arrive("ward.webm", [WEBM]), caption="", by=lsms)
    return propose_destruction(exhibit.file, "Nothing of it is needed.", lsms)


def _case(world: World) -> dict[str, str]:
    """A case of what the nurse reported, with a note and a task."""
    by = actor_for(world.lsms.user)
    first, other = (_submitted(world).incident for _ in range(2))
    case = open_case([first], owner=world.lsms, by=by)
    return {
        "id": str(case.pk),
        "reference": case.reference,
        "incident": other.reference,
        "event_id": str(note(case, ACCOUNT, by=by).pk),
        "task_id": str(add_task(case, f"See {SUSPECT}", by=by).pk),
        **_sanctions(case, by),
        **_redress(case, by),
        **_action(case, world, by),
        **_exhibits(case, by),
        **_lesson(case, by),
        **_shared(case, world),
        **offence_in(first, world, by),
        **_documents(case, by),
    }


def _documents(case: Case, by: Actor) -> dict[str, str]:
    """A template of the organisation's own, a letterhead, and a letter that was produced about the case."""
    kind = kind_of("police_update")
    version = write_template(case.organisation, kind, "Dear {{ officer }}", "Shorter.", by=by)
    mark = arrive("mark.png", [MARK.read_bytes()])
    write_letterhead(case.organisation, name="Security", lines="", foot="", picture=mark, without_picture=False, by=by)
    document = produce_about(case, kind, {**kind.sample, "officer": SUSPECT}, f"Letter about {SUSPECT}", by=by)
    return {"kind": kind.code, "number": str(version.number), "document_id": str(document.pk), "form": "pdf"}


def _sanctions(case: Case, by: Actor) -> dict[str, str]:
    """A warning with a letter, an exclusion that waits on the director, and a removal of either kind."""
    person = case.links.get().incident.responsible.get()
    warning = propose_sanction(case, "written_warning", person, ACCOUNT, by=by)
    letter = f"To {SUSPECT}. {emergency_sentence()}"
    write_letter(warning, "person", letter, by=by)
    waiting = propose_sanction(case, "exclusion", person, ACCOUNT, by=by)
    opinion = {"opinion": "no_objection", "opinion_by": "Dr Amara Pell"}
    move_sanction(waiting, "record_opinion", opinion, by=by)
    form = HospitalForm(
        BODIES["POST /cases/<reference>/sanctions/removals/add"] | {"responsible": str(person.pk)},
        people=[person],
        zone=ZoneInfo("Europe/London"),
    )
    assert form.is_valid(), form.errors
    removal = record_hospital_removal(case, person, form.happened_at(), "Ward 7", form.said(), "left", by=by)
    practice = begin_practice_removal(case, person, "Tannery Row", ACCOUNT, "0412", by=by)
    return {
        "responsible": str(person.pk),
        "sanction_id": str(warning.pk),
        "waiting_id": str(waiting.pk),
        "removal_id": str(removal.pk),
        "practice_id": str(practice.pk),
        "act": "withdraw",
        "decision": "approve",
        "addressee": "person",
        "letter": letter,
    }


def _action(case: Case, world: World, by: Actor) -> dict[str, str]:
    """An action that the nurse's manager has."""
    action = give(case, "Mend the door", owner=world.manager, due_on=now().date() + timedelta(days=9), by=by)
    step = action.steps.get()
    return {
        "action_id": str(action.pk),
        "action_act": "cancel",
        "action_key": "opens-nothing",
        "step_id": str(step.pk),
        "giver_id": str(world.lsms.pk),
    }


def _exhibits(case: Case, by: Actor) -> dict[str, str]:
    """A recording that is asked for, and an exhibit."""
    begins, today = now() - timedelta(hours=3), now().astimezone(ZoneInfo(case.organisation.time_zone)).date()
    span = (begins, begins + timedelta(hours=1))
    asked = exhibits.ask_footage(case, f"Camera of {SUSPECT}", "The shop", *span, ACCOUNT, today, None, by=by)
    found = exhibits.Found("LS/1", f"Sleeve torn by {SUSPECT}", today, "Ward 7", "Lee Stone", "Safe 2")
    exhibit = exhibits.add_exhibit(case, found, None, by=by)
    return {"footage_id": str(asked.pk), "footage_act": "refuse", "exhibit_id": str(exhibit.pk)}


def _lesson(case: Case, by: Actor) -> dict[str, str]:
    """A lesson that is a draft."""
    said = {"title": f"Ask {SUSPECT} in", "learned": ACCOUNT, "to_do": "Put up a board.", "tags": ["waiting"]}
    return {"lesson_id": str(draft_lesson(case, said, by=by).pk), "lesson_act": "withdraw"}


def _shared(case: Case, world: World) -> dict[str, str]:
    """What happened, sent for legal advice."""
    adviser = make_bodies(world).adviser
    incident = case.links.get(unlinked_at=None).incident
    file = add_exhibit(incident, arrive("ward.webm", [WEBM]), caption="", by=actor_for(world.lsms.user)).file_id
    sent = share(world.lsms.user, case, adviser, "legal_advice", files=(str(file),))
    return {"referral_id": str(sent.pk), "file_id": str(file), "adviser_body": str(adviser.organisation_id)}


def _redress(case: Case, by: Actor) -> dict[str, str]:
    """A loss, and a claim of which a part was paid."""
    loss = note_loss(case, "property", "staff", "A watch", 12_000, by=by)
    claim = begin_claim(case, "compensation_order", "staff", "A watch", by=by)
    today = now().date()
    move_claim(claim, "award", {"on": today, "awarded": 10_000}, by=by)
    payment = enter_payment(claim, today, 2_500, by=by)
    return {
        "loss_id": str(loss.pk),
        "claim_id": str(claim.pk),
        "payment_id": str(payment.pk),
        "claim_act": "ask_write_off",
    }


def _import(world: World) -> str:
    """A file of incidents that was checked."""
    user: Any = world.lsms.user
    content = f"Datix ID,Incident date,Category,Description\n1,03/05/2026,Theft,{ACCOUNT}\n".encode()
    run = receive_file(world.organisation, "incidents", arrive("a.csv", [content]), by=actor_for(user))
    ImportRun.objects.filter(pk=run.pk).update(status="checked", rows_total=1, rows_added=1)
    return str(run.pk)


def _saved_view(world: World) -> SavedView:
    user: Any = world.lsms.user
    with acting_as(user):
        return save_view(user, "Assaults", read_pairs([("kind", "physical_assault")]), by=actor_for(user))


def _session_of(staff: Staff) -> str:
    """A device on which somebody is signed in."""
    device = Client()
    device.force_login(User.objects.get(pk=staff.user_id))
    return str(Session.objects.get(session_key=device.session.session_key).public_id)


def _traces(world: World) -> list[str]:
    """Names, places, numbers and keys of the first provider: none of them is for strangers."""
    north = world.organisation
    people = Staff.objects.filter(organisation=north)
    words = [
        north.name,
        north.code,
        world.team.name,
        PLACE,
        NOTE,
        LABEL,
        KEY,
        SUSPECT,
        ACCOUNT,
        COURT,
        "53.388",
        "2.5954",
    ]
    words += [name for person in people for name in (person.name, str(person.pk))]
    words += [point.address for person in people for point in person.contact_points.all() if point.address]
    keys = [
        model.objects.filter(organisation=north).values_list("pk", flat=True)
        for model in (Visit, Alarm, Message, Incident, ImportRun, Case)
    ]
    for model in (Incident, Case):
        words += model.objects.filter(organisation=north).values_list("reference", flat=True)
    return words + [str(key) for found in keys for key in found]


def _rows_of(world: World) -> dict[str, str]:
    """A digest of what each table holds of the first provider: whatever somebody could have changed or left behind."""
    digest = (
        "SELECT '{0}', md5(string_agg(row::text, '' ORDER BY row::text)) FROM {0} row WHERE organisation_id = %(id)s"
    )
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(map(digest.format, _owned_tables())), {"id": world.organisation.pk})
        return dict(cursor.fetchall())


@cache
def _owned_tables() -> list[str]:
    """Every table that says which organisation a row belongs to."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.columns WHERE column_name = 'organisation_id'"
            " AND table_schema = 'public'"
        )
        return [name for (name,) in cursor.fetchall()]


def _call(client: Client, line: Line, situation: Situation, world: World) -> Any:
    if "<uidb36>" in line.path:
        reset_key = default_token_generator.make_token(User.objects.get(pk=world.lsms.user_id))
        situation = Situation(situation.values | {"key": reset_key}, situation.traces)
    url = _filled(line.path, situation)
    if line.query:
        url += "?" + _filled(line.query, situation)
    if line.method == "GET":
        return client.get(url)
    body = json.loads(_filled(json.dumps(BODIES.get(line.name, {})), situation))
    if line.path.startswith("/api/v1/"):
        return client.generic(line.method, url, json.dumps(body), content_type="application/json")
    if line.method != "POST":
        return client.generic(line.method, url)
    return client.post(url, body)


def _somebody_let_in(line: Line) -> str:
    """Somebody with an account who is not refused; where all are (only machines are not), anybody."""
    let_in = [viewer for viewer in VIEWERS[1:] if line.statuses[viewer] < 400]
    return let_in[0] if let_in else "nurse"


def _filled(text: str, situation: Situation) -> str:
    for name, value in situation.values.items():
        text = text.replace(f"<{name}>", value)
    return text


def _assert_tells_nothing(answer: Any, situation: Situation, line: Line) -> None:
    """Neither in the page nor in its headers; what stood in the address that was asked for may be said again."""
    asked = answer.request["PATH_INFO"] + "?" + answer.request["QUERY_STRING"]
    said = b"" if answer.streaming else answer.content
    told = (
        said.decode(errors="replace") + "\n" + "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
    )
    found = [trace for trace in situation.traces if trace in told and trace not in asked]
    assert found == [], f"{line.name} tells a stranger {found}"


def _access(line: Line) -> str | None:
    return next(
        route.access for route in ROUTES if route.path == line.path and line.method in (route.methods or (line.method,))
    )
