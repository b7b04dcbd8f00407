"""Offering support, asking how somebody is, and what they answer."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from alongside.incidents.actions import note_change
from alongside.incidents.apart import apart
from alongside.incidents.joined import same_person
from alongside.incidents.models import Affected, Incident, SupportText, WellbeingCheck
from alongside.incidents.queries import who_is_told
from alongside.incidents.reaching import Reached, send_notice, send_to
from alongside.incidents.wellbeing.dates import dates, due_times
from alongside.incidents.wellbeing.queries import (
    CHECK,
    OFFER,
    cared_for_through,
    closed_to_care,
    open_checks,
    reached,
    wants_no_questions,
)
from alongside.ledger.actions import SYSTEM, Actor, record
from alongside.ledger.clock import now
from alongside.messages.actions import cancel
from alongside.people.actions import open_link
from alongside.people.models import Organisation

ABOUT = "wellbeing"
LONGEST = 2_000
LONGEST_SUPPORT = 4_000
BATCH = 50


@transaction.atomic
def offer_support_at_once(sender: Any, *, incident: Incident, by: Actor, **more: Any) -> None:
    """Receives `occasions.submitted`: support is offered to everybody affected who can be reached: colleagues by their
    account, a reporter without one by the address that they gave for it.

    Nobody is asked for a report that was imported: what it tells of is long past. Where the person affected is the
    reporter and wants to stay anonymous, nobody is known who could be asked.
    """
    if incident.is_from_elsewhere:
        return
    for affected in incident.affected.all():
        if reached(affected) is not None:
            begin_care(affected, by=SYSTEM)


@transaction.atomic
def begin_care(affected: Affected, *, by: Actor) -> bool:
    """Offers support by a message and plans the questions; False where it was done before, also through another report of
    the same event, or nobody can be reached.
    """
    affected = Affected.objects.select_for_update(of=("self",)).select_related("incident").get(pk=affected.pk)
    to, incident, moment = reached(affected), affected.incident, now()
    if to is None or affected.wellbeing_checks.exists() or closed_to_care(affected):
        return False
    if cared_for_through(affected) is not None:
        return False
    for due_at in due_times(moment):
        WellbeingCheck.objects.create(organisation_id=affected.organisation_id, affected=affected, due_at=due_at)
    _send(to, OFFER, affected.pk, moment)
    if affected.support_offered_at is None:
        affected.support_offered_at = moment
        affected.save(update_fields=["support_offered_at"])
    note_change(incident, "support_offered", by=by, after={"affected": str(affected.pk), "how": "message"})
    return True


@transaction.atomic
def stop_care(affected: Affected, *, by: Actor) -> None:
    """No more questions about this event: the person, or we, said so. Stopping twice changes nothing."""
    for one in [affected, *same_person(affected)]:
        if open_checks(one).update(stopped_at=now()):
            cancel(ABOUT, one.pk)
            note_change(one.incident, "wellbeing_stopped", by=by, after={"affected": str(one.pk)})


@transaction.atomic
def answer_check(check: WellbeingCheck, answer: str, *, text: str = "", consent: bool = False, by: Actor) -> None:
    """How the person is. With consent the security specialist may read it, and is told where the person is not well.

    ValidationError without an answer, with too many words, or where it was answered before.
    """
    check = WellbeingCheck.objects.select_for_update(of=("self",)).select_related("affected__incident").get(pk=check.pk)
    if check.answered_at is not None:
        raise ValidationError({"answer": "You have answered already. Thank you."})
    if answer not in WellbeingCheck.Answer.values:
        raise ValidationError({"answer": "Choose one of the answers."})
    if len(text) > LONGEST:
        raise ValidationError({"text": f"Write at most {LONGEST} characters."})
    check.answered_at, check.answer, check.text, check.consent = now(), answer, text.strip(), consent
    check.save(update_fields=["answered_at", "answer", "text", "consent"])
    incident = check.affected.incident
    note_change(incident, "wellbeing_answered", by=by, after={"affected": str(check.affected_id)})
    if answer == WellbeingCheck.Answer.STOP:
        stop_care(check.affected, by=by)
    if answer == WellbeingCheck.Answer.NOT_WELL and consent:
        for specialist in who_is_told(incident):
            send_notice(
                specialist,
                "not_well",
                key=f"{ABOUT}:{check.pk}:not_well",
                about=("incident", incident.pk),
                path=f"/incidents/{incident.reference}#support",
            )


@transaction.atomic
def ask_due(limit: int = BATCH) -> int:
    """Asks who is due, and returns how many checks were dealt with. Several senders share them (`SKIP LOCKED`).

    1. Where two questions to somebody are due, only the later is asked.
    2. Nobody is asked who left, cannot be reached, took back their own report, is asked through another report of the
       same event, or whose question is long overdue: the check is stopped, and the incident says so.
    """
    moment = now()
    due = list(
        WellbeingCheck.objects.select_for_update(of=("self",), skip_locked=True)
        .filter(asked_at=None, stopped_at=None, due_at__lte=moment)
        .select_related("affected__incident")
        .order_by("due_at")[:limit]
    )
    for check in due:
        with apart("somebody could not be asked how they are"):
            _ask(check, moment)
    return len(due)


@transaction.atomic
def write_support_text(organisation: Organisation, text: str, *, by: Actor) -> None:
    """Where somebody who was hurt gets help, in the organisation's own words. ValidationError with too many."""
    text = text.strip()
    if len(text) > LONGEST_SUPPORT:
        raise ValidationError({"text": f"Write at most {LONGEST_SUPPORT} characters."})
    SupportText.objects.update_or_create(
        organisation=organisation, defaults={"text": text, "changed_at": now(), "changed_by": by.name}
    )
    record("support_text.written", "organisation", organisation.pk, organisation_id=organisation.pk, actor=by)


def _ask(check: WellbeingCheck, moment: datetime) -> None:
    affected, to = check.affected, _who_is_asked(check, moment)
    after = {"affected": str(affected.pk)}
    if to is None:
        check.stopped_at = moment
        check.save(update_fields=["stopped_at"])
        note_change(affected.incident, "wellbeing_not_asked", by=SYSTEM, after=after)
        return
    check.asked_at = moment
    check.save(update_fields=["asked_at"])
    _send(to, CHECK, check.pk, moment, about=affected.pk)
    note_change(affected.incident, "wellbeing_asked", by=SYSTEM, after=after)


def _who_is_asked(check: WellbeingCheck, moment: datetime) -> Reached | None:
    affected = check.affected
    to = reached(affected)
    if to is None or closed_to_care(affected):
        return None
    if cared_for_through(affected) is not None or wants_no_questions(affected):
        return None
    later = open_checks(affected).filter(due_at__gt=check.due_at, due_at__lte=moment)
    return None if later.exists() or moment - check.due_at > dates().too_late_after else to


def _send(to: Reached, purpose: str, subject_id: UUID, moment: datetime, *, about: UUID | None = None) -> None:
    """A message with a link that ends by itself."""
    link = open_link(
        to.organisation.pk,
        purpose,
        subject_id,
        label="How are you?" if purpose == CHECK else "Offer of support",
        expires_at=moment + dates().link_open,
        by=SYSTEM,
    )
    send_to(
        to,
        "how_are_you" if purpose == CHECK else "support" if to.staff else "support_by_address",
        key=f"{purpose}:{subject_id}",
        about=(ABOUT, about or subject_id),
        path=f"/wellbeing/{link.secret}",
    )
