"""The receiver makes a case of their own of what was shared with them: of the copies that they read, and of nothing else.

From then on the case is theirs: whatever the sender takes back or ends later, what was written here stays, as does what they
have read.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from alongside.cases.events import write_event
from alongside.cases.models import Case, Compartment, Referral, Snapshot, TakenOver
from alongside.cases.opening.actions import LONGEST_TITLE, open_case
from alongside.cases.referrals.parts import EVENTS, FILES, PARTS, Block
from alongside.cases.referrals.queries import shared_file, snapshots_of
from alongside.cases.referrals.receiving import held_by_receiver, read_file, record_with_receiver
from alongside.cases.referrals.telling import tell_sender
from alongside.cases.tracks.referral import ACCEPTED
from alongside.evidence.actions import receive
from alongside.evidence.arriving import arrive
from alongside.evidence.models import StoredFile
from alongside.evidence.queries import open_file
from alongside.incidents.actions import add_affected, add_responsible, incident_of, judge_again, note_change
from alongside.incidents.codes import code_list as incident_codes
from alongside.incidents.models import Account, Incident
from alongside.incidents.models import Compartment as OfReport
from alongside.incidents.models import Exhibit as OfReportFile
from alongside.incidents.new_report import NewAffected, NewReport, NewResponsible, Who
from alongside.ledger.actions import Actor
from alongside.ledger.clock import now
from alongside.machine import Refused
from alongside.people.models import Staff

TRANSFER, SHARE = "transfer", "share"
NOTE, NOTE_TITLE = "note", "What they wrote with it"
NOT_COPIED = "These files could not be copied. Read them in what was shared, and ask for them before that ends:"
ANY_PART = Compartment.SUSPECT
"""Where lines of the sender's file, and their note, are kept: what part of their file they were of, a copy does not say."""


@transaction.atomic
def open_own_case(referral: Referral, *, by: Actor) -> Case:
    """A case of the receiver, of a referral that they accepted; whoever opens it has it.

    1. A report of its own, marked as received from another body: it starts no clock and asks nobody, since whose duty that is
       knows of it already.
    2. The case, with every part that was shared among the first lines of its file.
    3. Files that were shared, as files of the report: copies, whose hash is that of theirs.
    4. The sender's file says that there is one now.

    Raises `Refused` where it was not accepted, was for something else, or has a case already.
    """
    referral = held_by_receiver(referral)
    if referral.purpose not in (TRANSFER, SHARE):
        raise Refused("Of this no case is opened: it was sent for something else.")
    if referral.status != ACCEPTED:
        raise Refused("Accept it first.")
    if TakenOver.objects.filter(referral=referral).exists():
        raise Refused("You have opened a case of it already.")
    owner = Staff.objects.active().filter(user=by.id, organisation=referral.to_organisation_id).first()
    if owner is None:
        raise Refused(f"You have no place at {referral.to_organisation.name}.")
    snapshots = snapshots_of(referral)
    parts, note, coded = _newest(snapshots)
    report = _report(referral, parts, coded, by)
    case = open_case([report], title=_title(parts), owner=owner, by=by)
    _write_file(case, referral, parts, note, by)
    if stay := _take_files(referral, report, parts.get(FILES, []), by):
        said = {"from": referral.organisation.name, "referral": referral.reference, "part": FILES}
        text = "\n".join([NOT_COPIED, *stay])
        write_event(case, "received_part", by=by, compartment=Compartment.EVIDENCE, text=text, after=said)
    TakenOver.objects.create(
        organisation_id=referral.to_organisation_id,
        referral=referral,
        case=case,
        digests=[one.digest for one in snapshots],
        at=now(),
        by=by.name,
        by_id=by.id,
    )
    tell_sender(referral, "referral_case_opened", by=by, after={"purpose": referral.purpose})
    record_with_receiver(referral, "case_opened", by)
    return case


def case_opened_of(referral: Referral) -> Case | None:
    """The receiver's own case of it, for the receiver."""
    found = TakenOver.objects.filter(referral=referral).select_related("case").first()
    return found.case if found else None


def may_open(referral: Referral) -> bool:
    """Whether a case can be opened of it now."""
    return referral.purpose in (TRANSFER, SHARE) and referral.status == ACCEPTED and case_opened_of(referral) is None


def received_case(case: Case) -> TakenOver | None:
    """From which referral a case was opened, if it was."""
    return TakenOver.objects.filter(case=case).select_related("referral__organisation").first()


def _newest(snapshots: list[Snapshot]) -> tuple[dict[str, list[Block]], str, dict[str, Any]]:
    """Each part as the latest copy that holds it says, the latest note, and the codes of the case."""
    parts: dict[str, list[Block]] = {}
    for one in snapshots:
        for part in one.content["parts"]:
            parts.setdefault(part["code"], part["blocks"])
    note = next((one.content["note"] for one in snapshots if one.content["note"]), "")
    return parts, note, _codes(snapshots[0])


def _codes(snapshot: Snapshot) -> dict[str, Any]:
    """Kinds, definition and moment in codes; of a copy that was sent before it held them, by its words."""
    if "coded" in snapshot.content:
        return dict(snapshot.content["coded"])
    about = dict(snapshot.content["about"])
    kinds = [one.code for one in incident_codes("kinds") if one.label in about.get("What it is", "")]
    definition = [code for code, label in Incident.Definition.choices if label == about.get("Definition")]
    day = datetime.combine(snapshot.occurred_on, datetime.min.time(), tzinfo=snapshot.sent_at.tzinfo)
    return {"kinds": kinds, "definition": next(iter(definition), ""), "occurred_at": day.isoformat(), "estimated": True}


def _report(referral: Referral, parts: Mapping[str, list[Block]], coded: Mapping[str, Any], by: Actor) -> Incident:
    moment = now()
    new = NewReport(
        kinds=coded["kinds"],
        occurred_at=datetime.fromisoformat(coded["occurred_at"]),
        occurred_estimated=bool(coded.get("estimated")),
        place_name=_where(parts),
        external_reference=referral.reference,
    )
    report = incident_of(referral.to_organisation, new, moment, Incident.Source.REFERRAL)
    report.save(force_insert=True)
    for number, block in enumerate(parts.get("people") or parts.get("harm", []), start=1):
        add_affected(report, _affected(block), number)
    for number, block in enumerate(parts.get("suspect", []), start=1):
        rows = dict(block["rows"])
        who = Who(name=block.get("name", ""), description=rows.get("Description", ""))
        add_responsible(report, NewResponsible(kind=block.get("kind", "unknown"), who=who), number)
    judge_again(report)
    if coded.get("definition") in Incident.Definition.values:
        report.definition = coded["definition"]
        report.save(update_fields=["definition"])
    if text := _words(parts.get("narrative", [])):
        Account.objects.create(
            organisation_id=report.organisation_id,
            incident=report,
            compartment=OfReport.NARRATIVE,
            author=Account.Author.IMPORTED,
            author_name=referral.organisation.name,
            text=text,
            given_at=moment,
        )
    after = {"referral": referral.reference, "kinds": list(new.kinds)}
    note_change(report, "received", by=by, after=after)
    return report


def _affected(block: Block) -> NewAffected:
    rows = dict(block["rows"])
    return NewAffected(
        kind=block.get("kind", "staff"),
        who=Who(name=rows.get("Name", ""), description=rows.get("Job", "")),
        harm_physical=_code("harm_physical", rows.get("Harm to the body", "")),
        harm_psychological=_code("harm_psychological", rows.get("Harm to the mind", "")),
    )


def _code(name: str, label: str) -> str:
    return next((one.code for one in incident_codes(name) if one.label == label), "unknown")


def _where(parts: Mapping[str, list[Block]]) -> str:
    found = (dict(block["rows"]).get("Where") for block in parts.get("narrative", []))
    return next(filter(None, found), "")


def _title(parts: Mapping[str, list[Block]]) -> str:
    """As the sender called it, where that was shared with what happened."""
    found = (dict(block["rows"]).get("About") for block in parts.get("narrative", []))
    return str(next(filter(None, found), ""))[:LONGEST_TITLE]


def _write_file(case: Case, referral: Referral, parts: Mapping[str, list[Block]], note: str, by: Actor) -> None:
    said = {"from": referral.organisation.name, "referral": referral.reference}
    titles = {**{code: part.title for code, part in PARTS.items()}, EVENTS: "From their file", FILES: "Files"}
    places = {**{code: part.compartment for code, part in PARTS.items()}, FILES: Compartment.EVIDENCE}
    for code, blocks in parts.items():
        text = f"{titles.get(code, code)}\n{_words(blocks)}".strip()
        place = places.get(code, ANY_PART)
        write_event(case, "received_part", by=by, compartment=place, text=text, after={**said, "part": code})
    if note:
        text = f"{NOTE_TITLE}\n{note}"
        write_event(case, "received_part", by=by, compartment=ANY_PART, text=text, after={**said, "part": NOTE})


def _words(blocks: Iterable[Block]) -> str:
    return "\n\n".join(
        "\n".join(
            filter(None, [block["heading"], *(f"{name}: {value}" for name, value in block["rows"]), *block["texts"]])
        )
        for block in blocks
    )


def _take_files(referral: Referral, report: Incident, blocks: Iterable[Block], by: Actor) -> list[str]:
    """Copies of the files. Returns the headings of those that stay with the sender alone: erased, or larger than a form may bring."""
    stay = []
    for block in blocks:
        theirs = shared_file(referral, UUID(block["file"]))
        if theirs is None or theirs.erased_at is not None:
            stay.append(block["heading"])
            continue
        read_file(referral, theirs, {"copied": True}, by=by)
        ours = _copied(theirs, report.organisation_id, by)
        if ours is None:
            stay.append(block["heading"])
            continue
        OfReportFile.objects.create(
            organisation_id=report.organisation_id,
            incident=report,
            file=ours,
            caption=f"{block['heading']} (from {referral.organisation.name}, {referral.reference})",
            added_at=now(),
            added_by=by.name,
        )
    return stay


def _copied(theirs: StoredFile, organisation_id: UUID, by: Actor) -> StoredFile | None:
    try:
        upload = arrive(theirs.name, open_file(theirs))
        return receive(upload, organisation_id=organisation_id, purpose=theirs.purpose, by=by)
    except ValidationError:
        return None
