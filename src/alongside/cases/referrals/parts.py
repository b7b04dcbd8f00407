"""What of a case can be sent, and the copy that is made of it. What the sender may not read, they cannot choose.

A copy is plain JSON, so that it says the same for ever, whatever becomes of the case.
"""

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from alongside.cases.codes import code_list
from alongside.cases.events import open_compartment
from alongside.cases.models import Case, Compartment, Event, Referral, Snapshot
from alongside.cases.police.orders import words_of
from alongside.cases.police.queries import tracks_of
from alongside.cases.police.said import offence_of
from alongside.cases.queries import incidents_of, may_read, people_hurt_in
from alongside.cases.redress.money import write_pounds
from alongside.cases.redress.queries import claims_of, money_of
from alongside.cases.referrals.queries import events_to_choose, every_snapshot_of, files_to_choose
from alongside.cases.rows import lines_of, person_words
from alongside.cases.sanctions.presenters import show as sanction_shown
from alongside.cases.sanctions.queries import people_of, sanctions_of
from alongside.cases.sanctions.queries import person_words as suspect_words
from alongside.cases.tracks.case import CASE
from alongside.cases.tracks.police import POLICE
from alongside.cases.tracks.redress import CLAIM
from alongside.cases.victims.queries import identities_of, latest_wishes, victims_of
from alongside.incidents.actions import open_compartment as open_of_report
from alongside.incidents.codes import code_list as incident_codes
from alongside.incidents.models import Account, MedicalOpinion
from alongside.incidents.models import Compartment as OfReport
from alongside.machine import Refused
from alongside.people.actions import actor_for

Block = dict[str, Any]
EVENTS, FILES = "events", "files"


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that can be chosen: the compartment that it opens, and how it is gathered."""

    code: str
    title: str
    compartment: str
    gather: Callable[[Any, Case], Iterable[Block]]


def may_choose(user: Any, case: Case) -> list[Part]:
    """The parts that this person may read, and so send."""
    return [one for one in PARTS.values() if may_read(user, case, one.compartment)]


def gather(
    user: Any, case: Case, chosen: Collection[str], events: Collection[str], files: Collection[str], note: str
) -> dict[str, Any]:
    """The copy as its receiver reads it, within the sender's action; each part that it opens is in the ledger. Raises `Refused`
    for what the sender may not read. `coded` says in codes what `about` says in words: of it a receiver makes a case of their own.
    """
    may = {one.code for one in may_choose(user, case)}
    if not set(chosen) <= may or not (chosen or events or files):
        raise Refused("Choose what is to be sent.", "parts")
    parts = []
    for part in (one for one in PARTS.values() if one.code in chosen):
        open_compartment(case, part.compartment, by=actor_for(user))
        parts.append({"code": part.code, "title": part.title, "blocks": list(part.gather(user, case))})
    if events:
        parts.append({"code": EVENTS, "title": "From the file", "blocks": list(_events(user, case, events))})
    if files:
        open_compartment(case, Compartment.EVIDENCE, by=actor_for(user))
        parts.append({"code": FILES, "title": "Files", "blocks": list(_files(user, case, files))})
    kinds = ", ".join(incident_codes("kinds").label(kind) for kind in case.kinds)
    about = [
        ["What it is", kinds],
        ["When", _when(case, case.occurred_at)],
        ["Definition", case.get_definition_display()],
        ["Where the case stands", CASE.state(case.status).label],
    ]
    coded = {"kinds": list(case.kinds), "definition": case.definition, "occurred_at": case.occurred_at.isoformat()}
    return {"about": about, "coded": coded, "note": note, "parts": parts}


def copies_for(user: Any, case: Case, referral: Referral) -> list[Snapshot]:
    """The copies of a referral that somebody on the sender's side may read: whoever works the case all, others those of parts
    that they may open. Each part that this opens is in the ledger.
    """
    may = {part.code: part.compartment for part in may_choose(user, case)}
    if user.has_perm("cases.read_evidence", case):
        may[FILES] = Compartment.EVIDENCE
    works = user.has_perm("cases.work", case)
    found = [one for one in every_snapshot_of(referral) if works or set(one.parts) <= set(may)]
    for compartment in sorted({may[code] for one in found for code in one.parts if code in may}):
        open_compartment(case, compartment, by=actor_for(user))
    return found


def warnings(case: Case, chosen: Collection[str]) -> list[str]:
    """What the sender has to think of before it is sent: people hurt who do not agree that others see what is kept of them."""
    if "people" not in chosen:
        return []
    kept = victims_of(case)
    unwilling = [one for one in people_hurt_in(case) if one.pk in kept and kept[one.pk].disclosure is False]
    return [
        f"{person_words(one)}, of the report {one.incident.reference}, does not agree that others see what is kept of them."
        for one in unwilling
    ]


def digest_of(content: Mapping[str, Any]) -> str:
    """SHA-256 of a copy, in hexadecimal."""
    return sha256(json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _block(heading: str, rows: Iterable[tuple[str, Any]] = (), texts: Iterable[str] = ()) -> Block:
    return {
        "heading": heading,
        "rows": [[name, str(value)] for name, value in rows if value],
        "texts": [text for text in texts if text],
    }


def _narrative(user: Any, case: Case) -> Iterable[Block]:
    yield _block("", [("About", case.title)])
    for report in incidents_of(case):
        accounts: list[str] = []
        if user.has_perm("incidents.read_narrative", report):
            open_of_report(report, OfReport.NARRATIVE, by=actor_for(user))
            found = Account.objects.filter(incident=report, compartment=OfReport.NARRATIVE, replaced_by=None)
            accounts = [f"{one.get_author_display()}: {one.text}" for one in found.order_by("given_at", "pk")]
        where = ", ".join(one.name for one in (report.site, report.place) if one is not None)
        rows = [("When", _when(case, report.occurred_at)), ("Where", where)]
        yield _block(f"Report {report.reference}", rows, accounts)


def _harm(user: Any, case: Case) -> Iterable[Block]:
    for one in people_hurt_in(case):
        rows = [
            ("Harm to the body", incident_codes("harm_physical").label(one.harm_physical)),
            ("Harm to the mind", incident_codes("harm_psychological").label(one.harm_psychological)),
        ]
        yield _block(f"{person_words(one)}, report {one.incident.reference}", rows) | {"kind": one.kind}


def _people(user: Any, case: Case) -> Iterable[Block]:
    reports = list(incidents_of(case))
    for report in reports:
        if user.has_perm("incidents.read_people", report):
            open_of_report(report, OfReport.PEOPLE, by=actor_for(user))
    names, wishes = identities_of(user, reports), latest_wishes(case)
    for one in people_hurt_in(case):
        who = names.get(one.pk)
        wish = wishes.get(one.pk)
        rows = [
            ("Name", (who.name or (who.staff.name if who.staff else "")) if who else ""),
            ("Job", who.staff.job_title if who and who.staff else ""),
            ("Harm to the body", incident_codes("harm_physical").label(one.harm_physical)),
            ("Harm to the mind", incident_codes("harm_psychological").label(one.harm_psychological)),
            ("Wants of the police", code_list("victim_wishes").label(wish.wish) if wish else ""),
        ]
        yield _block(f"{person_words(one)}, report {one.incident.reference}", rows) | {"kind": one.kind}


def _suspect(user: Any, case: Case) -> Iterable[Block]:
    for report in incidents_of(case):
        if user.has_perm("incidents.read_suspect", report):
            open_of_report(report, OfReport.SUSPECT, by=actor_for(user))
    for one in people_of(case):
        identity = getattr(one, "identity", None)
        rows = [("Description", identity.description if identity else "")]
        name = (identity.name or (identity.staff.name if identity.staff else "")) if identity else ""
        yield _block(suspect_words(one), rows) | {"kind": one.kind, "name": name}


def _clinical(user: Any, case: Case) -> Iterable[Block]:
    for report in incidents_of(case):
        if not user.has_perm("incidents.read_suspect", report):
            continue
        open_of_report(report, OfReport.SUSPECT, by=actor_for(user))
        for one in MedicalOpinion.objects.filter(incident=report).order_by("given_at", "pk"):
            rows = [
                ("Opinion", incident_codes("intent_opinions").label(one.opinion)),
                ("What played a part", ", ".join(incident_codes("factors").label(code) for code in one.factors)),
                ("By", one.author_name if one.source != "reporter" else ""),
                ("Given", _when(case, one.given_at)),
                ("Ground", one.ground),
            ]
            yield _block(f"{incident_codes('opinion_sources').label(one.source)}, report {report.reference}", rows)


def _police(user: Any, case: Case) -> Iterable[Block]:
    for track in tracks_of(case):
        rows = [
            ("Where it stands", POLICE.state(track.state).label),
            ("Police force", track.force),
            ("Incident number", track.incident_number),
            ("Crime number", track.crime_number),
            ("Charge", track.charge),
            ("Why nothing was done", code_list("nfa_reasons").label(track.nfa_reason) if track.nfa_reason else ""),
        ]
        yield _block(offence_of(track), rows, [words_of(one) for one in track.orders.all()])


def _sanctions(user: Any, case: Case) -> Iterable[Block]:
    for one in sanctions_of(case):
        shown = sanction_shown(one)
        rows = [
            ("Against", f"Person {one.responsible.number} of report {one.responsible.incident.reference}"),
            ("Where it stands", shown.state.label),
            ("Days", shown.days),
            ("What it is for", one.ground),
        ]
        yield _block(shown.kind.label, rows)


def _redress(user: Any, case: Case) -> Iterable[Block]:
    for one in claims_of(case):
        money = money_of(one)
        sums = [("Claimed", money.claimed), ("To be paid", money.awarded), ("Paid", money.paid)]
        rows = [("Where it stands", CLAIM.state(one.status).label), ("What it is for", one.what)]
        yield _block(
            code_list("claim_kinds").label(one.kind),
            rows + [(name, write_pounds(pence)) for name, pence in sums if pence],
        )


def _events(user: Any, case: Case, keys: Collection[str]) -> Iterable[Block]:
    found: list[Event] = list(events_to_choose(user, case).filter(pk__in=[UUID(key) for key in keys]))
    if len(found) != len(set(keys)):
        raise Refused("Choose lines of the file that you may read.", "events")
    for compartment in {one.compartment for one in found}:
        open_compartment(case, compartment, by=actor_for(user))
    for line in reversed(lines_of(case, found)):
        yield _block(f"{line.what}, {_when(case, line.at)}", [], [line.text])


def _files(user: Any, case: Case, keys: Collection[str]) -> Iterable[Block]:
    found = [one for one in files_to_choose(user, case) if str(one.file.pk) in keys]
    if len(found) != len(set(keys)):
        raise Refused("Choose files that you may read and that are no legal advice.", "exhibits")
    for report in incidents_of(case):
        if user.has_perm("incidents.read_evidence", report):
            open_of_report(report, OfReport.EVIDENCE, by=actor_for(user))
    for one in found:
        rows = [("Of", one.whose), ("Type", one.file.media_type), ("SHA-256", one.file.sha256)]
        yield _block(one.what, rows) | {"file": str(one.file.pk)}


def _when(case: Case, at: datetime) -> str:
    local = at.astimezone(ZoneInfo(case.organisation.time_zone))
    return f"{local.day} {local:%B %Y, %H:%M}"


PARTS = {
    one.code: one
    for one in (
        Part("narrative", "What happened", Compartment.NARRATIVE, _narrative),
        Part("harm", "How people were hurt, without their names", Compartment.PEOPLE, _harm),
        Part("people", "People hurt, with their names", Compartment.PEOPLE, _people),
        Part("suspect", "Who did it", Compartment.SUSPECT, _suspect),
        Part("clinical", "Clinical opinions", Compartment.SUSPECT, _clinical),
        Part("police", "Police and court", Compartment.SUSPECT, _police),
        Part("sanctions", "Sanctions", Compartment.SUSPECT, _sanctions),
        Part("redress", "Redress", Compartment.NARRATIVE, _redress),
    )
}
"""In the order in which they are chosen and read."""
