"""What the API of those who keep evidence takes and gives: everything that is known of a file, but what is in it."""

from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from ninja import Schema

from alongside.evidence.keeping.classes import classes, erasure_grounds, grounds
from alongside.evidence.keeping.queries import STATES, Asked
from alongside.evidence.models import Destruction, Disclosure, Hold, StoredFile
from alongside.people.api import Asked as Sent
from alongside.people.api import Code, Text, example, rfc3339


class ReasonIn(Sent):
    """Why: it stands beside what is done, for as long as the file is known."""

    model_config = example(reason="The police asked for it: 42/8871/26.")
    reason: Text = ""


class DestroyIn(Sent):
    """Why a file is to be destroyed. `ground` is the duty or order to erase it, where there is one (a code of `erasure_grounds`): it
    alone goes past what stands against it; `order` says which it is: whose, its number and day.
    """

    model_config = example(reason="Its time is over, and nobody needs it.")
    reason: Text = ""
    ground: Code = ""
    order: Text = ""


class DestructionDecisionIn(Sent):
    """Whether a file is destroyed. Declining it needs a reason; nobody confirms what they proposed themselves."""

    model_config = example(confirm=True)
    confirm: bool
    reason: Text = ""


class FileDisclosureIn(Sent):
    """Who outside got a copy, and why: a code of `grounds`."""

    model_config = example(to_whom="PC 2217 Rowe, Northshire Police", ground="police", note="On a disc.")
    to_whom: Text
    ground: Code
    note: Text = ""


class ClassIn(Sent):
    """How long a file is kept: a code of `classes`, and the day from which its time counts."""

    model_config = example(kept_as="serious_incident", starts_on="2026-05-03", reason="It is a serious incident.")
    kept_as: Code
    starts_on: date
    reason: Text = ""


class KeptFileOut(Schema):
    """A file that is kept, and how it stands."""

    id: UUID
    name: str
    media_type: str
    size_bytes: int
    sha256: str
    purpose: str
    received_at: str
    received_by: str
    kept_as: str
    starts_on: date
    due_on: date
    is_held: bool
    checked_at: str | None
    damage: str
    scan: str
    erased_at: str | None


class HoldOut(Schema):
    """A legal hold: while it stands, nobody can destroy the file."""

    id: UUID
    reason: str
    placed_at: str
    placed_by: str
    lifted_at: str | None
    lifted_by: str
    lift_reason: str


class DisclosureOut(Schema):
    """That a copy was given to somebody outside."""

    id: UUID
    to_whom: str
    ground: str
    note: str
    at: str
    by: str


class DestructionOut(Schema):
    """A proposal to destroy a file, or its certificate. `state`: proposed, confirmed, declined or done."""

    id: UUID
    number: str
    file: UUID
    name: str
    state: str
    reason: str
    ground: str
    order: str
    proposed_at: str
    proposed_by: str
    decided_at: str | None
    decided_by: str
    decision_reason: str
    done_at: str | None


class DestructionWhole(DestructionOut):
    """With what the file is, as far as the caller may know, and what stands against destroying it now."""

    about: list[list[str]]
    against: list[str]


class KeptFileWhole(KeptFileOut):
    """Everything that is known of a file, but what is in it. `against` is what stands against destroying it, in sentences."""

    holds: list[HoldOut]
    proposal: DestructionOut | None
    against: list[str]
    disclosures: list[DisclosureOut]
    made_from: UUID | None
    copies: list[UUID]


class CodeOut(Schema):
    """A code with its words."""

    code: str
    label: str


class CodesOut(Schema):
    """What can be said of a file that is kept."""

    classes: list[CodeOut]
    grounds: list[CodeOut]
    erasure_grounds: list[CodeOut]


def asked_for(words: str, state: str) -> Asked:
    """How the list is narrowed. ValidationError for a state that there is not."""
    if state not in STATES:
        raise ValidationError({"state": f"Ask for {', '.join(filter(None, STATES))}."})
    return Asked(words.strip(), state)


def show_codes() -> dict[str, Any]:
    """A `CodesOut`."""
    lists = {"grounds": grounds(), "erasure_grounds": erasure_grounds()}
    return {
        "classes": [{"code": one.code, "label": one.label} for one in classes()],
        **{name: [{"code": code, "label": label} for code, label in known.items()] for name, known in lists.items()},
    }


def show_file(one: Any) -> dict[str, Any]:
    """A `KeptFileOut` of a file with its keeping, of which `held` is known (`queries.all_files_kept_by`)."""
    file: StoredFile = one
    keeping = one.keeping
    return {
        "id": file.pk,
        **{name: getattr(file, name) for name in ("name", "media_type", "size_bytes", "sha256", "purpose")},
        "received_at": rfc3339(file.received_at),
        "received_by": file.received_name,
        **{name: getattr(keeping, name) for name in ("kept_as", "starts_on", "due_on", "damage", "scan")},
        "is_held": one.held,
        "checked_at": rfc3339(keeping.checked_at),
        "erased_at": rfc3339(file.erased_at),
    }


def show_hold(one: Hold) -> dict[str, Any]:
    """A `HoldOut`."""
    return {
        "id": one.pk,
        **{name: getattr(one, name) for name in ("reason", "lift_reason")},
        "placed_by": one.placed_name,
        "lifted_by": one.lifted_name,
        **{name: rfc3339(getattr(one, name)) for name in ("placed_at", "lifted_at")},
    }


def show_disclosure(one: Disclosure) -> dict[str, Any]:
    """A `DisclosureOut`."""
    told = {name: getattr(one, name) for name in ("to_whom", "ground", "note")}
    return {"id": one.pk, **told, "at": rfc3339(one.at), "by": one.by_name}


def show_destruction(one: Destruction) -> dict[str, Any]:
    """A `DestructionOut`."""
    return {
        "id": one.pk,
        **{name: getattr(one, name) for name in ("number", "reason", "ground", "order", "decision_reason")},
        "file": one.file_id,
        "name": one.file.name,
        "state": "done" if one.done_at else one.decision or "proposed",
        "proposed_by": one.proposed_name,
        "decided_by": one.decided_name,
        **{name: rfc3339(getattr(one, name)) for name in ("proposed_at", "decided_at", "done_at")},
    }
