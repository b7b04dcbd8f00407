"""Every write about buddies: asking, answering, handing over, ending, and what a buddy does in an alarm.

The caller has checked that it is the person's own to do. Each action stands with its ledger entry and its messages, or not at all.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.template.loader import render_to_string

from alongside.ledger.actions import Actor, record
from alongside.ledger.clock import now
from alongside.messages.actions import queue
from alongside.messages.composing import to_way
from alongside.people.models import ContactPoint, Staff
from alongside.people.reached import quiet_ways
from alongside.watch.buddies.words import when_of
from alongside.watch.models import BuddyAgreement

LONGEST_WORDS = 500
LONGEST_TIME = timedelta(days=92)
"""A run of shifts; what lasts longer stands until somebody ends it."""

Status, Lasts, Takes = BuddyAgreement.Status, BuddyAgreement.Lasts, BuddyAgreement.Takes
OPEN = (Status.ASKED, Status.ACCEPTED)


@dataclass(frozen=True, slots=True)
class For:
    """For how long somebody is asked. Without `begins` from now on; `ends` where it does not stand until it is ended."""

    lasts: str
    begins: datetime | None = None
    ends: datetime | None = None


@transaction.atomic
def ask(
    worker: Staff,
    buddy: Staff,
    how_long: For,
    *,
    asked_by: Staff,
    by: Actor,
    words: str = "",
    instead_of: BuddyAgreement | None = None,
) -> BuddyAgreement:
    """Asks somebody to be a worker's buddy. They are told, and are none before they have agreed.

    With `instead_of` they are asked to take over from its buddy: for a time (cover), or for good where `how_long` stands or ends as
    it does (`hand_over`). Raises ValidationError at `who`, `lasts`, `begins_day`, `ends_day` or `words`.
    """
    moment = now()
    begins = how_long.begins or moment
    _check(worker, buddy, how_long, begins, moment, words)
    takes = ""
    if instead_of is not None:
        instead_of = _locked(instead_of)
        if instead_of.status != Status.ACCEPTED:
            raise ValidationError({"who": "That agreement is over. There is nothing to take over."})
        takes = Takes.OVER if how_long.ends == instead_of.ends else Takes.COVER
    try:
        with transaction.atomic():
            agreement = BuddyAgreement.objects.create(
                organisation_id=worker.organisation_id,
                worker=worker,
                buddy=buddy,
                lasts=how_long.lasts,
                begins=begins,
                ends=how_long.ends,
                status=Status.ASKED,
                words=words.strip(),
                asked_at=moment,
                asked_by=asked_by,
                instead_of=instead_of,
                takes=takes,
            )
    except IntegrityError as error:
        raise ValidationError({"who": f"{buddy.name} has been asked already, and has not answered yet."}) from error
    _record("buddy.asked", agreement, by, {"lasts": agreement.lasts, "takes": takes})
    _tell([buddy], "asked", agreement)
    return agreement


def _check(worker: Staff, buddy: Staff, how_long: For, begins: datetime, moment: datetime, words: str) -> None:
    errors: dict[str, str] = {}
    if buddy.pk == worker.pk:
        errors["who"] = f"Somebody else has to look out for {worker.name}. Choose another person."
    elif buddy.organisation_id != worker.organisation_id or not buddy.active:
        errors["who"] = "Choose somebody who works here."
    if how_long.lasts not in Lasts.values:
        errors["lasts"] = "Choose for how long."
    elif (how_long.ends is None) != (how_long.lasts == Lasts.STANDING):
        errors["lasts"] = "Choose the days, or until one of you ends it."
    if how_long.ends is not None:
        if how_long.ends <= max(begins, moment):
            errors["ends_day"] = "Choose an end that is later than the beginning, and than now."
        elif how_long.ends - max(begins, moment) > LONGEST_TIME:
            errors["ends_day"] = "Choose at most three months. For longer, let it last until one of you ends it."
    if len(words.strip()) > LONGEST_WORDS:
        errors["words"] = f"Use {LONGEST_WORDS} characters or fewer."
    if not errors:
        there = BuddyAgreement.objects.filter(worker=worker, buddy=buddy, status=Status.ACCEPTED, begins__lte=begins)
        until = Q(ends=None) if how_long.ends is None else Q(ends=None) | Q(ends__gte=how_long.ends)
        if there.filter(until).exists():
            errors["who"] = f"{buddy.name} has agreed to be {worker.name}'s buddy then already."
    if errors:
        raise ValidationError(errors)


@transaction.atomic
def accept(agreement: BuddyAgreement, *, by: Actor) -> BuddyAgreement:
    """Whoever was asked agrees, and is rung from its beginning on.

    1. Refused without a verified telephone number: a buddy who cannot be rung is none (S8).
    2. A hand-over ends the agreement that it takes over; whoever handed over is told, and so is the worker.
    """
    agreement = _asked(agreement)
    moment = now()
    if agreement.ends is not None and agreement.ends <= moment:
        raise ValidationError({"understood": "The time that you were asked for is over."})
    numbers = ContactPoint.objects.filter(staff=agreement.buddy, channel__in=ContactPoint.TELEPHONES)
    if not numbers.exclude(verified_at=None).exists():
        raise ValidationError(
            {"understood": "You have no telephone number that is proved to reach you. Add one, then agree."}
        )
    agreement.status, agreement.answered_at = Status.ACCEPTED, moment
    agreement.begins = max(agreement.begins, moment)
    agreement.save(update_fields=["status", "answered_at", "begins"])
    _record("buddy.accepted", agreement, by, {"worker": agreement.worker_id, "buddy": agreement.buddy_id})
    _tell([agreement.worker, *_from_whom(agreement)], "accepted", agreement)
    if agreement.takes == Takes.OVER and agreement.instead_of is not None:
        before = _locked(agreement.instead_of)
        if before.status == Status.ACCEPTED:
            _close(before, f"{agreement.buddy.name} has taken over.", by)
    return agreement


@transaction.atomic
def decline(agreement: BuddyAgreement, reason: str, *, by: Actor) -> BuddyAgreement:
    """Whoever was asked does not agree, and says why. Whoever asked is told, so that they ask somebody else."""
    agreement = _asked(agreement)
    agreement.reason = _reason(reason)
    agreement.status, agreement.answered_at = Status.DECLINED, now()
    agreement.save(update_fields=["status", "answered_at", "reason"])
    _record("buddy.declined", agreement, by, {})
    _tell([agreement.worker, *_from_whom(agreement)], "declined", agreement)
    return agreement


@transaction.atomic
def end(agreement: BuddyAgreement, reason: str, *, by: Actor) -> BuddyAgreement:
    """The worker or the buddy ends it, or takes back what was asked. The other is told; nobody has to agree to that."""
    agreement = _locked(agreement)
    if agreement.status not in OPEN:
        raise ValidationError({"reason": "It is over already."})
    _close(agreement, _reason(reason), by)
    _tell([agreement.worker, agreement.buddy], "ended", agreement, by=by)
    return agreement


def _close(agreement: BuddyAgreement, reason: str, by: Actor) -> None:
    """Ends an agreement, and whatever stood in for it."""
    for cover in agreement.taken_by.filter(status__in=OPEN, takes=Takes.COVER):
        _close(_locked(cover), reason, by)
    agreement.status, agreement.ended_at, agreement.ended_by, agreement.reason = Status.ENDED, now(), by.name, reason
    agreement.save(update_fields=["status", "ended_at", "ended_by", "reason"])
    _record("buddy.ended", agreement, by, {})


def _asked(agreement: BuddyAgreement) -> BuddyAgreement:
    agreement = _locked(agreement)
    if agreement.status != Status.ASKED:
        raise ValidationError({"understood": "It has been answered already, or taken back."})
    return agreement


def _locked(agreement: BuddyAgreement) -> BuddyAgreement:
    rows = BuddyAgreement.objects.select_for_update(of=("self",))
    return rows.select_related("worker__organisation", "buddy", "asked_by", "instead_of__buddy").get(pk=agreement.pk)


def _reason(reason: str) -> str:
    reason = reason.strip()
    if not reason:
        raise ValidationError({"reason": "Say why, so that they know. A few words are enough."})
    if len(reason) > LONGEST_WORDS:
        raise ValidationError({"reason": f"Use {LONGEST_WORDS} characters or fewer."})
    return reason


def _from_whom(agreement: BuddyAgreement) -> list[Staff]:
    """The buddy whose place is taken."""
    return [agreement.instead_of.buddy] if agreement.instead_of else []


def _tell(people: Iterable[Staff], what: str, agreement: BuddyAgreement, by: Actor | None = None) -> None:
    """Tells people on their screen and the first of their other ways; nobody is told of what they did themselves."""
    zone = ZoneInfo(agreement.worker.organisation.time_zone)
    context: dict[str, Any] = {
        "what": what,
        "agreement": agreement,
        "when": when_of(agreement, zone),
        "link": f"{settings.PUBLIC_URL}/buddy/{agreement.pk}",
    }
    queue(
        [
            to_way(
                way,
                render_to_string("watch/messages/buddy.txt", context | {"reader": one}),
                key=f"buddy:{agreement.pk}:{what}",
                about=("buddy", agreement.pk),
            )
            for one in {person.pk: person for person in people}.values()
            if by is None or one.user_id is None or one.user_id != by.id
            for way in quiet_ways(one)
        ]
    )


def _record(verb: str, agreement: BuddyAgreement, by: Actor, details: dict[str, Any]) -> None:
    record(verb, "buddy", agreement.pk, organisation_id=agreement.organisation_id, actor=by, details=details)
