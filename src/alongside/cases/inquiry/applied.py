"""Policies and risk assessments that applied: which version was in force, and where it is."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from alongside.cases.events import LONGEST_TEXT, words
from alongside.cases.inquiry import said
from alongside.cases.inquiry.holding import held_one, running, write_about
from alongside.cases.models import AppliedPolicy, Case, Compartment
from alongside.evidence.actions import receive
from alongside.evidence.keeping.actions import belongs_to
from alongside.ledger.actions import Actor
from alongside.ledger.clock import now
from alongside.machine import Refused

PURPOSE = "applied_policy"
"""Of a file, in `evidence/media_types.toml`."""
OWNER = "applied_policy"


@transaction.atomic
def add_policy(case: Case, given: Mapping[str, Any], upload: UploadedFile | None = None, *, by: Actor) -> AppliedPolicy:
    """Something that applied: `kind`, `title`, `version`, `in_force_from`, `in_force_until` (days or None), `kept_at` where there
    is no file, `what_it_says`. ValidationError by field; `Refused` where the case has ended.
    """
    case = running(case)
    told = _checked(given, has_file=upload is not None)
    file = None
    if upload is not None:
        try:
            file = receive(upload, organisation_id=case.organisation_id, purpose=PURPOSE, by=by)
        except ValidationError as error:
            raise ValidationError({"file": error.messages}) from error
    moment = now()
    policy = AppliedPolicy.objects.create(
        organisation_id=case.organisation_id,
        case=case,
        file=file,
        made_at=moment,
        made_by=by.name,
        changed_at=moment,
        **told,
    )
    if file is not None:
        belongs_to(file, OWNER, policy.pk)
    after = {"file": str(file.pk)} if file else {}
    write_about(case, policy, "policy_added", Compartment.EVIDENCE, *said.policy_lines(policy), by=by, after=after)
    return policy


@transaction.atomic
def correct_policy(
    policy: AppliedPolicy, given: Mapping[str, Any], why: str, *, by: Actor, seen_at: datetime | None = None
) -> AppliedPolicy:
    """Sets right what is written of it; what stood before stays in the file, as its own file does. ValidationError by field."""
    case, policy = _held(policy, seen_at)
    why = words(why, "why", "Write why it is set right.")
    told = _checked(given, has_file=policy.file_id is not None)
    before = said.policy_lines(policy)
    for name, value in told.items():
        setattr(policy, name, value)
    after = said.policy_lines(policy)
    if before == after:
        return policy
    policy.save(update_fields=list(told))
    write_about(case, policy, "policy_corrected", Compartment.EVIDENCE, *after, why, by=by)
    return policy


@transaction.atomic
def strike_policy(policy: AppliedPolicy, why: str, *, by: Actor, seen_at: datetime | None = None) -> AppliedPolicy:
    """It did not apply, or was entered by mistake: it stands as struck out, with why. ValidationError without a reason."""
    case, policy = _held(policy, seen_at)
    why = words(why, "why", "Write why it is struck out.")
    policy.struck_at = now()
    policy.save(update_fields=["struck_at"])
    write_about(case, policy, "policy_struck", Compartment.EVIDENCE, policy.title, why, by=by)
    return policy


def _held(policy: AppliedPolicy, seen_at: datetime | None) -> tuple[Case, AppliedPolicy]:
    case, policy = held_one(policy, seen_at)
    if policy.struck_at is not None:
        raise Refused("This was struck out.")
    return case, policy


def _checked(given: Mapping[str, Any], *, has_file: bool) -> dict[str, Any]:
    if given["kind"] not in AppliedPolicy.Kind.values:
        raise ValidationError({"kind": "Choose what it is."})
    begins: date | None = given.get("in_force_from")
    ends: date | None = given.get("in_force_until")
    if begins and ends and ends < begins:
        raise ValidationError({"in_force_until": "Choose a day that is not before the first."})
    missing = "" if has_file else "Choose a file, or write where it is kept."
    return {
        "kind": given["kind"],
        "title": words(given["title"], "title", "Write what it is called.", longest=300),
        "version": words(given.get("version") or "", "version", longest=60),
        "in_force_from": begins,
        "in_force_until": ends,
        "kept_at": words(given.get("kept_at") or "", "kept_at", missing, longest=300),
        "what_it_says": words(given.get("what_it_says") or "", "what_it_says", longest=LONGEST_TEXT),
    }
