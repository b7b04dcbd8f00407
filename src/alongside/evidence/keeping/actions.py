"""What people decide about a file that is kept. Each is one transaction with its ledger entry.

Who may, the caller has asked (`evidence.rules`); that two people destroy a file, and that a held one stays, the database sees to.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction

from alongside.evidence.keeping import standing
from alongside.evidence.keeping.classes import class_of, classes, erasure_grounds, grounds, terms_of
from alongside.evidence.models import Derivation, Destruction, Disclosure, Hold, Keeping, StoredFile
from alongside.ledger.actions import Actor, record
from alongside.ledger.clock import now

LONGEST_REASON = 2000
LONGEST_ORDER = 200
LIFTED_IT = "You lifted the legal hold on this file yourself: somebody else has to propose that it is destroyed."


class Overtaken(Exception):
    """Somebody else was first: the hold is lifted, the proposal decided, the file erased already."""


@dataclass(frozen=True, slots=True)
class DerivedFrom:
    """That a new file is made from another: `how` is a code of `Derivation.How`."""

    source: StoredFile
    how: str
    why: str


def begin_keeping(file: StoredFile, owner: str = "", subject_id: UUID | None = None) -> Keeping:
    """The row of a file that was just received, in the transaction that received it."""
    kept_as = class_of(terms_of(file.purpose).kept_as)
    starts_on = file.received_at.astimezone(ZoneInfo(file.organisation.time_zone)).date()
    scanned = bool(settings.CLAMD_URL)
    return Keeping.objects.create(
        file=file,
        organisation_id=file.organisation_id,
        owner=owner,
        subject_id=subject_id,
        kept_as=kept_as.code,
        starts_on=starts_on,
        due_on=kept_as.due_on(starts_on),
        check_at=file.received_at + timedelta(days=settings.EVIDENCE_CHECK_DAYS),
        scan=Keeping.Scan.WAITING if scanned else Keeping.Scan.NONE,
        scan_next_at=file.received_at if scanned else None,
    )


def belongs_to(file: StoredFile, owner: str, subject_id: UUID, starts_on: date | None = None) -> None:
    """Says to what a file belongs, in the owning room's transaction. `starts_on`: from when its time counts."""
    keeping = Keeping.objects.filter(file=file).first()
    if keeping is None:  # received by the version before, which made none
        keeping = begin_keeping(file)
    keeping.owner, keeping.subject_id = owner, subject_id
    if starts_on is not None:
        keeping.starts_on, keeping.due_on = starts_on, class_of(keeping.kept_as).due_on(starts_on)
    keeping.save(update_fields=["owner", "subject_id", "starts_on", "due_on"])


@transaction.atomic
def derive(file: StoredFile, made: DerivedFrom, by: Actor) -> Derivation:
    """Says what a new file was made from. Raises ValidationError by field."""
    wrong = {}
    if made.how not in Derivation.How.values:
        wrong["how"] = "Choose how it was made."
    if not made.why.strip() or len(made.why) > LONGEST_REASON:
        wrong["why"] = "Write why it was made, in a sentence or two."
    if wrong:
        raise ValidationError(wrong)
    derivation = Derivation.objects.create(
        file=file,
        organisation_id=file.organisation_id,
        source=made.source,
        how=made.how,
        why=made.why.strip(),
        made_at=now(),
        made_kind=by.kind,
        made_id=by.id,
        made_name=by.name,
    )
    _record(file, "evidence.derived", by, source=str(made.source.pk), source_sha256=made.source.sha256, how=made.how)
    return derivation


@transaction.atomic
def classify(file: StoredFile, *, kept_as: str, starts_on: date, reason: str, by: Actor) -> Keeping:
    """Says how long a file is kept: its class, and from when its time counts. Raises ValidationError by field."""
    wrong = {}
    if kept_as not in {one.code for one in classes()}:
        wrong["kept_as"] = "Choose a class."
    if starts_on > now().date():
        wrong["starts_on"] = "Choose a day that is not in the future."
    if wrong:
        raise ValidationError(wrong)
    reason = _reason(reason, "class_reason")
    keeping = Keeping.objects.select_for_update().get(file=file)
    before = {"kept_as": keeping.kept_as, "starts_on": keeping.starts_on}
    keeping.kept_as, keeping.starts_on = kept_as, starts_on
    keeping.due_on = class_of(kept_as).due_on(starts_on)
    keeping.save(update_fields=["kept_as", "starts_on", "due_on"])
    _record(file, "evidence.classified", by, before=before, kept_as=kept_as, starts_on=starts_on, why=reason)
    return keeping


@transaction.atomic
def place_hold(file: StoredFile, reason: str, by: Actor) -> Hold:
    """Places a legal hold: nobody can erase the file until it is lifted, nor the system by itself."""
    reason, by_id = _reason(reason, "hold_reason"), _person(by)
    file = StoredFile.objects.get(pk=file.pk)
    if file.erased_at is not None:
        raise Overtaken
    hold = Hold.objects.create(
        organisation_id=file.organisation_id,
        file=file,
        reason=reason,
        placed_at=now(),
        placed_id=by_id,
        placed_name=by.name,
    )
    _record(file, "evidence.held", by, hold=str(hold.pk))
    return hold


@transaction.atomic
def lift_hold(hold: Hold, reason: str, by: Actor) -> Hold:
    """Lifts a hold. Raises Overtaken where it is lifted already."""
    reason, by_id = _reason(reason), _person(by)
    hold = Hold.objects.select_for_update(of=("self",)).select_related("file").get(pk=hold.pk)
    if hold.lifted_at is not None:
        raise Overtaken
    hold.lifted_at, hold.lifted_id, hold.lifted_name, hold.lift_reason = now(), by_id, by.name, reason
    hold.save(update_fields=["lifted_at", "lifted_id", "lifted_name", "lift_reason"])
    _record(hold.file, "evidence.hold_lifted", by, hold=str(hold.pk))
    return hold


@transaction.atomic
def propose_destruction(file: StoredFile, reason: str, by: Actor, *, ground: str = "", order: str = "") -> Destruction:
    """Proposes to destroy a file. `ground` is the duty or order to erase it, where there is one (`classes.erasure_grounds`): it alone
    goes past what stands against it (`standing.against`); `order` says which: whose, its number and day.

    Raises ValidationError where a hold stands on it, where `by` lifted the last one, or something else stands against it; Overtaken
    where it was proposed.
    """
    if ground and ground not in erasure_grounds():
        raise ValidationError({"erasure_ground": "Choose from the list."})
    if ground and not (any(sign.isdigit() for sign in order) and len(order) <= LONGEST_ORDER):
        raise ValidationError({"erasure_order": "Write which it is: whose, its number and its day."})
    reason, by_id = _reason(reason, "destroy_reason"), _person(by)
    Keeping.objects.select_for_update(no_key=True).filter(file=file).first()
    file = StoredFile.objects.get(pk=file.pk)
    _refuse_held(file)
    lifted = Hold.objects.filter(file=file).order_by("-lifted_at").first()
    if lifted is not None and lifted.lifted_id == by_id:
        raise ValidationError({"destroy_reason": LIFTED_IT}, code="lifted")
    if file.erased_at is not None or Destruction.objects.filter(file=file).exclude(decision="declined").exists():
        raise Overtaken
    stands = standing.against(file)
    if stands and not ground:
        raise ValidationError({"destroy_reason": _stands_against(stands)}, code="stands")
    proposal = Destruction.objects.create(
        organisation_id=file.organisation_id,
        file=file,
        reason=reason,
        ground=ground,
        order=order.strip() if ground else "",
        stood_against="\n".join(stands),
        proposed_at=now(),
        proposed_id=by_id,
        proposed_name=by.name,
    )
    _record(
        file, "evidence.destruction_proposed", by, destruction=str(proposal.pk), ground=ground, order=proposal.order
    )
    standing.note(file, "proposed", "\n".join([*_ground_words(proposal), reason, *stands]), by)
    return proposal


@transaction.atomic
def decide_destruction(proposal: Destruction, *, confirm: bool, reason: str, by: Actor) -> Destruction:
    """Confirms a proposal, which nobody does for their own, or declines it. `send` then destroys the file.

    Raises ValidationError, and Overtaken where it is decided already.
    """
    by_id = _person(by)
    if not confirm:
        reason = _reason(reason)
    proposal = Destruction.objects.select_for_update(of=("self",)).select_related("file").get(pk=proposal.pk)
    if proposal.decision:
        raise Overtaken
    if confirm and proposal.proposed_id == by_id:
        raise ValidationError("You proposed it: somebody else has to confirm it.", code="same_person")
    stands: list[str] = []
    if confirm:
        _refuse_held(proposal.file)
        stands = standing.against(proposal.file)
        if stands and not proposal.ground:
            raise ValidationError(_stands_against(stands), code="stands")
    proposal.decision = "confirmed" if confirm else "declined"
    proposal.decided_at, proposal.decided_id, proposal.decided_name = now(), by_id, by.name
    proposal.decision_reason = reason.strip()
    proposal.save(update_fields=["decision", "decided_at", "decided_id", "decided_name", "decision_reason"])
    _record(proposal.file, f"evidence.destruction_{proposal.decision}", by, destruction=str(proposal.pk))
    said = [*_ground_words(proposal), proposal.decision_reason, *stands]
    standing.note(proposal.file, proposal.decision, "\n".join(filter(None, said)), by)
    return proposal


@transaction.atomic
def share(file: StoredFile, *, to_whom: str, ground: str, note: str, by: Actor) -> Disclosure:
    """Writes down that a copy was given to somebody outside. Raises ValidationError by field."""
    wrong = {}
    if not to_whom.strip() or len(to_whom) > LONGEST_REASON:
        wrong["to_whom"] = "Write who got it: a name, their body, their collar or post number."
    if ground not in grounds():
        wrong["ground"] = "Choose why they got it."
    if wrong:
        raise ValidationError(wrong)
    shared = Disclosure.objects.create(
        organisation_id=file.organisation_id,
        file=file,
        to_whom=to_whom.strip(),
        ground=ground,
        note=note.strip()[:LONGEST_REASON],
        at=now(),
        by_id=_person(by),
        by_name=by.name,
    )
    _record(file, "evidence.shared", by, disclosure=str(shared.pk), ground=ground, sha256=file.sha256)
    return shared


def _refuse_held(file: StoredFile) -> None:
    if Hold.objects.filter(file=file, lifted_at=None).exists():
        raise ValidationError(
            "A legal hold stands on this file. It cannot be destroyed until it is lifted.", code="held"
        )


def _stands_against(stands: list[str]) -> str:
    only = "Only a legal duty or order to erase it goes past that: it is proposed with its own ground."
    return f"This file cannot be destroyed now. {' '.join(stands)} {only}"


def _ground_words(proposal: Destruction) -> list[str]:
    return list(filter(None, [erasure_grounds()[proposal.ground], proposal.order])) if proposal.ground else []


def _reason(text: str, field: str = "reason") -> str:
    if not any(sign.isalnum() for sign in text) or len(text) > LONGEST_REASON:
        raise ValidationError({field: f"Write why, in at most {LONGEST_REASON} characters."})
    return text.strip()


def _person(by: Actor) -> UUID:
    if by.kind != "user" or by.id is None:
        raise TypeError("only a person decides about evidence")
    return by.id


def _record(file: StoredFile, verb: str, by: Actor, **details: Any) -> None:
    record(verb, "evidence", file.pk, organisation_id=file.organisation_id, actor=by, details=details)
