"""What cases have at stake when a file is to be destroyed: an exhibit, a policy, what shows that an action is done, a document, and
what came with a report.

Nothing of a case is destroyed while it runs, or while an offence of it is with the police or before a court.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from alongside.cases.events import open_compartment, write_event
from alongside.cases.models import AppliedPolicy, Case, Compartment, Exhibit, PoliceTrack, RemedialAction
from alongside.cases.queries import case_of, incidents_of
from alongside.cases.tracks.case import CASE, RUNNING
from alongside.cases.tracks.police import NOT_REPORTED, POLICE
from alongside.documents.models import Produced
from alongside.evidence.models import StoredFile
from alongside.evidence.owners import Stake
from alongside.incidents.models import Exhibit as ReportFile
from alongside.incidents.models import Incident
from alongside.ledger.actions import Actor
from alongside.people.actions import actor_for

Found = tuple[Case, str, str, str]
"""The case of a file, the compartment that it lies in, and what it is there: a label, and words behind the compartment."""


def against(case: Case) -> list[str]:
    """What of a case stands against destroying a file of it, in sentences without anybody's name."""
    found = []
    if case.status in RUNNING:
        found.append(f"Case {case.reference} is not closed: it stands at “{CASE.state(case.status).label.lower()}”.")
    states = PoliceTrack.objects.filter(incident__in=incidents_of(case)).order_by("made_at", "pk")
    for state in states.values_list("state", flat=True):
        if state != NOT_REPORTED and not POLICE.state(state).is_end:
            label = POLICE.state(state).label.lower()
            found.append(f"An offence of case {case.reference} is with the police or the court: “{label}”.")
    return found


def stake(find: Callable[[UUID], Found | None]) -> Stake:
    """What cases have at stake in the files of an owner. `find` is the case of its thing; None where it has none."""

    def stands(key: UUID) -> list[str]:
        found = find(key)
        return against(found[0]) if found else []

    def about(user: Any, key: UUID) -> list[tuple[str, str]]:
        found = find(key)
        if found is None:
            return []
        case, compartment, label, words = found
        if not user.has_perm("cases.see", case):
            return [("Case", "One that you may not see")]
        rows = [("Case", f"{case.reference}: {case.title} ({CASE.state(case.status).label.lower()})")]
        if not user.has_perm(f"cases.read_{compartment}", case):
            # Whoever decides is shown what it is, as of what waits on an approval: nobody destroys what they cannot see.
            open_compartment(case, compartment, by=actor_for(user))
        return [*rows, (label, words)]

    def knows(user: Any, key: UUID) -> bool:
        found = find(key)
        return found is None or user.has_perm("cases.see", found[0])

    def note(file: StoredFile, key: UUID, what: str, text: str, by: Actor) -> None:
        found = find(key)
        if found is None:
            return
        case, compartment, label, words = found
        if ReportFile.objects.filter(file=file, privileged=True).exists():
            compartment = Compartment.LEGAL
        after = {"file": str(file.pk), "sha256": file.sha256}
        lines = f"{label}: {words}\n{file.name}\n{text}"
        write_event(case, f"destruction_{what}", by=by, compartment=compartment, text=lines, after=after)

    return Stake(stands, about, note, knows)


def _of_exhibit(key: UUID) -> Found:
    one = Exhibit.objects.select_related("case__merged_into__organisation", "case__organisation").get(pk=key)
    return _standing(one.case), Compartment.EVIDENCE, "Exhibit", f"{one.mark}: {one.what}"


def _of_policy(key: UUID) -> Found:
    one = AppliedPolicy.objects.select_related("case__merged_into", "case__organisation").get(pk=key)
    return _standing(one.case), Compartment.EVIDENCE, "What applied", one.title


def _of_action(key: UUID) -> Found:
    one = RemedialAction.objects.select_related("case__merged_into", "case__organisation").get(pk=key)
    return _standing(one.case), Compartment.NARRATIVE, "Shows that this is done", one.what


def _of_report(key: UUID) -> Found | None:
    incident = Incident.objects.get(pk=key)
    case = case_of(incident)
    return (case, Compartment.EVIDENCE, "File of the report", incident.reference) if case else None


def _of_document(key: UUID) -> Found | None:
    one = Produced.objects.get(pk=key)
    if one.subject_type != "case":
        return None
    case = Case.objects.select_related("merged_into").get(pk=one.subject_id)
    compartment = next(need.removeprefix("cases.read_") for need in one.needs)
    return _standing(case), compartment, "Document", one.title


def _standing(case: Case) -> Case:
    return case.merged_into or case


STAKES = {
    "exhibit": stake(_of_exhibit),
    "applied_policy": stake(_of_policy),
    "action": stake(_of_action),
    "incident": stake(_of_report),
    "document": stake(_of_document),
}
"""By whom the evidence room says that a file belongs to."""
WHAT = {
    "destruction_proposed": "It was proposed to destroy a file",
    "destruction_confirmed": "Somebody else confirmed that a file is destroyed",
    "destruction_declined": "It was decided that a file is not destroyed",
    "destruction_done": "A file was destroyed",
}
"""The lines of the file that are written here."""
