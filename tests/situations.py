"""What is there before somebody comes to a route, in the situations of `tests/access_table.py`."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from allauth.account.utils import user_pk_to_url_str
from django.test import Client

from alongside.cases.models import (
    Case,
)
from alongside.devices.actions import register_device, store_signal
from alongside.devices.protocols.signal import POSITION
from alongside.devices.protocols.signal import Signal as Said
from alongside.evidence.arriving import arrive
from alongside.evidence.keeping.actions import classify, place_hold, propose_destruction
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
from alongside.ledger.clock import now
from alongside.ledger.keys import new_id
from alongside.messages.models import Message
from alongside.people.actions import actor_for, create_token
from alongside.people.models import Session, Staff, User
from alongside.people.scope import acting_as
from alongside.risk.models import Marker
from alongside.watch import actions
from alongside.watch.engine import AlarmKind
from alongside.watch.models import Alarm, BuddyAgreement, OwnArchive, Visit
from tests.files import MEDIA, WEBM
from tests.one_offence import COURT
from tests.situation_of_a_case import ACCOUNT, SUSPECT, a_case
from tests.situation_of_gate import a_gate
from tests.situation_of_plans import a_plan
from tests.world import World

KEY = "key-of-the-badge-of-the-nurse"
PLACE, NOTE, LABEL = "14 Tannery Row", "Dog in the kitchen", "Badge of Nia"
LOCAL = {"system": "Datix", "list_name": "kinds", "code": "theft", "local": "Theft from the ward"}
MARK = MEDIA / "bite.png"


@dataclass(frozen=True)
class Situation:
    """What is there when somebody comes: a value for each `<name>` of a path, and every word that gives it away."""

    values: dict[str, str]
    traces: list[str]


def arrange(world: World, given: str) -> Situation:
    nurse, by = world.nurse, actor_for(world.nurse.user)
    register_device(nurse, "link", LABEL, secret=KEY)
    store_signal(nurse, Said("", POSITION, lat=53.38891, lon=-2.59541, accuracy_m=12))
    values = {
        "key": KEY,
        "message_id": str(uuid4()),
        "digits": "1",
        "turn": "1",
        "archive_id": str(_copy_of(nurse).pk),
        "agreement_id": str(BuddyAgreement.objects.get(worker=nurse).pk),
        "press": "end",
        "step": "what",
        "part": "property",
        "held": str(nurse.pk),
        "session_id": _session_of(nurse),
        "staff_id": str(nurse.pk),
        "appointment_id": str(nurse.appointments.all()[0].pk),
        "token_id": str(create_token(nurse.user, "Rota system").token.pk),
        "uidb36": user_pk_to_url_str(world.lsms.user),
        "second_operator": str(world.second_operator.pk),
        "in an hour": (now() + timedelta(hours=1)).isoformat(),
    }
    if given not in ("-", "incident", "import", "case", "plan", "marker", "gate"):
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
        values |= a_case(world, submitted)
    if given == "plan":
        values |= a_plan(world)
    if given == "marker":
        from tests.situation_of_markers import a_marker  # its reports are those of this module

        values |= a_marker(world)
    if given == "gate":
        values |= a_gate(world)
    return Situation(values, _traces(world))


def submitted(world: World) -> Submitted:
    """What the nurse reported: somebody by name, words, a place."""
    nurse = Who(staff=world.nurse)
    said = NewReport(
        kinds=["physical_assault"],
        acts=["hit"],
        occurred_at=now() - timedelta(hours=2),
        team=world.team,
        affected=[NewAffected("staff", is_reporter=True, who=nurse, injury="minor")],
        responsible=[NewResponsible("patient", who=Who(name=SUSPECT))],
        account=ACCOUNT,
        reporter=nurse,
    )
    user: Any = world.nurse.user
    return submit_report(world.organisation, said, by=actor_for(user), source="web", user_id=user.pk)


def _report(world: World) -> dict[str, str]:
    """A report, with a deadline, days off and what else is kept about it."""
    sent = submitted(world)
    incident = sent.incident
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
        "code": sent.code,
        "affected": str(incident.affected.get().pk),
        "responsible": str(incident.responsible.get().pk),
        "account": str(incident.accounts.get().pk),
        "exhibit": str(new_id()),
        "connection": str(new_id()),
        "upload": str(_upload(world, incident)),
        "file": str((kept := _kept(world, incident)).file_id),
        "destruction": str(kept.pk),
        "hold_id": str(place_hold(kept.file, "The police asked for it.", lsms).pk),
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
    classify(exhibit.file, kept_as="incident", starts_on=date(2010, 1, 1), reason="It is of 2010.", by=lsms)
    return propose_destruction(exhibit.file, "Nothing of it is needed.", lsms)


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
        for model in (Visit, Alarm, Message, Incident, ImportRun, Case, Marker)
    ]
    for model in (Incident, Case):
        words += model.objects.filter(organisation=north).values_list("reference", flat=True)
    return words + [str(key) for found in keys for key in found]


def _copy_of(nurse: Staff) -> OwnArchive:
    """A copy of her own data that is ready."""
    times = {"asked_at": now(), "ready_at": now(), "erase_at": now() + timedelta(days=7)}
    said = {"organisation": nurse.organisation, "staff": nurse, "status": "ready", "content": b"x"}
    return OwnArchive.objects.create(**said, **times)
