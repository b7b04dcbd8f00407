"""What an investigation has gathered, of every kind, as a schedule describes it. Advice that is never disclosed is not among it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from alongside.cases.exhibits.queries import exhibits_of, footage_of
from alongside.cases.inquiry.holding import zone_of
from alongside.cases.inquiry.queries import interviews_of, policies_of, scene_notes_of, statements_of
from alongside.cases.models import (
    AppliedPolicy,
    Case,
    Compartment,
    Event,
    Exhibit,
    FootageRequest,
    Interview,
    SceneNoteVersion,
    Statement,
    StatementVersion,
    compartment_of,
)
from alongside.cases.producing.queries import documents_for
from alongside.cases.queries import family_of, incidents_of, readable
from alongside.cases.supervision.queries import notes_on
from alongside.cases.tracks.footage import FOOTAGE
from alongside.incidents.duties.presenters import long_day
from alongside.incidents.models import Account
from alongside.incidents.models import Exhibit as ReportFile

NO_MATERIAL = ("witness_statement", "case_pack")
"""Documents that only repeat what is listed by itself."""


@dataclass(frozen=True, slots=True)
class Material:
    """One thing that was gathered. `source` is a field of `DisclosureItem`, `thing` what stands in it."""

    source: str
    thing: Any
    case: Case
    what: str

    compartment: str = Compartment.EVIDENCE

    @property
    def key(self) -> tuple[str, UUID]:
        return self.source, self.thing.pk


LABELS = {
    "statement": "Statement",
    "interview": "Interview",
    "exhibit": "Exhibit",
    "report_file": "File of a report",
    "scene": "Note of the scene",
    "recording": "Recording",
    "policy": "What applied",
    "note": "Note in the file",
    "account": "Account of a report",
    "letter": "Letter or document",
    "supervision": "Note of supervision, that there is one",
    "": "Something else",
}
"""What a row of the schedule is about, by its source."""


def material_of(user: Any, case: Case) -> Iterator[Material]:
    """Everything that somebody may read of what was gathered, kind by kind. Each version of a statement and of a note is one:
    what was written before stays material.
    """
    for source, find in _FINDERS.items():
        for thing, where, what in find(user, case):
            speaker = {"statement": getattr(thing, "statement", None), "interview": thing}.get(source)
            compartment = compartment_of(speaker.whose) if speaker else Compartment.EVIDENCE
            if source == "note":
                compartment = thing.compartment
            yield Material(source, thing, where, what, compartment)


def find_material(user: Any, case: Case, source: str, key: UUID) -> Material:
    """One of them. Raises LookupError where somebody may not read it, or there is none."""
    for one in material_of(user, case):
        if one.key == (source, key):
            return one
    raise LookupError(source)


Found = Iterable[tuple[Any, Case, str]]


def _statements(user: Any, case: Case) -> Found:
    for statement in statements_of(user, case):
        for version in reversed(statement.versions.all()):
            yield version, statement.case, _statement_words(statement, version)


def _statement_words(statement: Statement, version: StatementVersion) -> str:
    signed = f"signed on {long_day(version.signed_on)}" if version.signed_on else "not signed"
    withdrawn = f", withdrawn on {long_day(statement.withdrawn_on)}" if statement.withdrawn_on else ""
    taken = long_day(version.taken_on)
    return f"Statement of {version.witness}, version {version.number}, taken on {taken}, {signed}{withdrawn}"


def _interviews(user: Any, case: Case) -> Found:
    for one in interviews_of(user, case).filter(state=Interview.State.HELD).order_by("starts_at", "pk"):
        yield one, one.case, f"Notes of the interview with {one.person}, {_day(case, one.starts_at)}"


def _exhibits(user: Any, case: Case) -> Found:
    for one in exhibits_of(case):
        if one.struck_at is None:
            yield one, one.case, _exhibit_words(one)


def _exhibit_words(exhibit: Exhibit) -> str:
    return f"{exhibit.mark}: {exhibit.what}"


def _report_files(user: Any, case: Case) -> Found:
    found = ReportFile.objects.filter(incident__in=incidents_of(case), privileged=False, file__erased_at=None)
    for one in found.select_related("file", "incident").order_by("pk"):
        yield one, case, f"{one.caption or one.file.name}, with the report {one.incident.reference}"


def _scene(user: Any, case: Case) -> Found:
    for note in scene_notes_of(user, case):
        for version in reversed(note.versions.all()):
            yield version, note.case, _scene_words(case, version)


def _scene_words(case: Case, version: SceneNoteVersion) -> str:
    seen = _day(case, version.seen_at)
    return f"Note of the scene, {version.place}, {seen}, by {version.seen_by}, version {version.number}"


def _recordings(user: Any, case: Case) -> Found:
    for one in footage_of(case):
        yield one, one.case, _recording_words(case, one)


def _recording_words(case: Case, asked: FootageRequest) -> str:
    state = FOOTAGE.state(asked.state).label.lower()
    return f"Recording of {asked.camera}, {_day(case, asked.starts_at)}, asked of {asked.holder}: {state}"


def _policies(user: Any, case: Case) -> Found:
    for one in policies_of(case):
        if one.struck_at is None:
            yield one, one.case, _policy_words(one)


def _policy_words(policy: AppliedPolicy) -> str:
    version = f", version {policy.version}" if policy.version else ""
    return f"{policy.get_kind_display()}: {policy.title}{version}"


def _notes(user: Any, case: Case) -> Found:
    parts = [one for one in readable(user, case) if one != Compartment.LEGAL]
    found = Event.objects.filter(case__in=family_of(case), what="note", compartment__in=parts).select_related("case")
    for one in found.defer("search").order_by("recorded_at", "pk"):
        corrected = ", a correction" if one.replaces_id else ""
        yield one, one.case, f"Note of {_day(case, one.at)}, written by {one.actor_name}{corrected}"


def _accounts(user: Any, case: Case) -> Found:
    reports = [one for one in incidents_of(case) if user.has_perm("incidents.read_narrative", one)]
    found = Account.objects.filter(incident__in=reports, compartment=Compartment.NARRATIVE).select_related("incident")
    for one in found.defer("search").order_by("given_at", "pk"):
        corrected = ", a correction" if one.replaces_id else ""
        who = one.get_author_display().lower()
        yield (
            one,
            case,
            f"Account by the {who}, {_day(case, one.given_at)}, in the report {one.incident.reference}{corrected}",
        )


def _letters(user: Any, case: Case) -> Found:
    for one in documents_for(user, case).exclude(kind__in=NO_MATERIAL).order_by("pk"):
        if "cases.read_legal" not in one.needs:
            yield one, case, f"{one.title}, {_day(case, one.made_at)}"


def _supervision(user: Any, case: Case) -> Found:
    """That a supervision looked at the case. What it says is read by the two alone, and is nothing for a schedule."""
    for one in notes_on(user, case).order_by("pk"):
        day = long_day(one.supervision.held_on)
        yield one, one.case or case, f"Note on this case of the supervision of {day}; what it says is not listed"


def _day(case: Case, at: datetime) -> str:
    local: date = at.astimezone(zone_of(case)).date()
    return long_day(local)


_FINDERS: dict[str, Callable[[Any, Case], Found]] = {
    "statement": _statements,
    "interview": _interviews,
    "exhibit": _exhibits,
    "report_file": _report_files,
    "scene": _scene,
    "recording": _recordings,
    "policy": _policies,
    "note": _notes,
    "account": _accounts,
    "letter": _letters,
    "supervision": _supervision,
}
