"""A case with documents, in a running installation (`Installation.inside`); what a page and a document say."""

from io import BytesIO
from typing import Any

from pypdf import PdfReader

from alongside.cases.opening.actions import open_case
from alongside.cases.police.actions import Victim, move_track, open_track
from alongside.cases.producing.actions import produce_about
from alongside.cases.victims.actions import agree_contact
from alongside.documents.actions import put_in_force, write_template
from alongside.documents.kinds import kind_of
from alongside.documents.models import Produced
from alongside.evidence.queries import read_file
from alongside.ledger.clock import now
from alongside.people.actions import actor_for
from alongside.people.models import Staff
from alongside.people.roles import Role
from tests.conftest import AppClient
from tests.reports import _nurse, _ward, submitted

MIND = {
    "contact_way": "",
    "contact_when": "on weekdays after six",
    "not_told": "Her mother",
    "safe_contact": "",
    "no_messages": False,
}


def produced() -> dict[str, str]:
    """A case whose offence the police have, and a letter to them; the organisation has a template of its own."""
    lsms = Staff.objects.get(appointments__role=Role.LSMS, organisation=_nurse().organisation)
    user: Any = lsms.user
    by = actor_for(user)
    incident = submitted(_nurse(), _ward()).incident
    case = open_case([incident], owner=lsms, by=by)
    hurt = incident.affected.get()
    track = open_track(incident, "common_assault", [Victim(hurt, True, None)], by=by)
    told = {"force": "Northshire Police", "incident_number": "NS-0412-0099", "decided_on": now().date()}
    move_track(track, "report", told, by=by)
    agree_contact(hurt, MIND, by=by)
    kind = kind_of("police_update")
    version = write_template(case.organisation, kind, kind.built_in, "The words of our own.", by=by)
    put_in_force(case.organisation, kind, version, "To begin with.", by=by)
    title = "Letter to the police, how it stands: common assault"
    document = produce_about(case, kind, dict(kind.sample), title, by=by)
    return {"case": case.reference, "document": str(document.pk), "version": str(version.number)}


def read(client: AppClient, path: str, status: int = 200) -> str:
    """What a page says."""
    answer = client.get(path)
    assert answer.status_code == status, (path, answer.status_code)
    return answer.content.decode()


def words_of(content: bytes) -> str:
    """What a PDF says, on one line."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).split())


def printed(one: Produced) -> str:
    """What a document says as it is printed."""
    return words_of(read_file(one.pdf))
