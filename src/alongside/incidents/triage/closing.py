"""Closing a report to a colleague: one who is found to have done it, or who must not read it for another reason.

The database closes it to whoever is named (`incidents_close_for`); here stands what follows from that, and what a person
decides. Nobody is shut out where nobody would be left who acts on the report.
"""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction

from alongside.incidents.accused_inside import INSIDE
from alongside.incidents.actions import add_responsible, hold, judge_again, note_change, write_identity
from alongside.incidents.completing.actions import take_back
from alongside.incidents.models import ClosedTo, Contribution, Identity, Incident, Responsible
from alongside.incidents.new_report import NewResponsible, Who
from alongside.incidents.queries import who_acts_on
from alongside.incidents.triage.telling import tell_stand_ins
from alongside.ledger.actions import SYSTEM, Actor
from alongside.ledger.clock import now
from alongside.messages.actions import cancel
from alongside.people.models import Staff

LONGEST_WHY = 2000


@transaction.atomic
def name_colleague(incident: Incident, responsible: Responsible | None, staff: Staff, why: str, *, by: Actor) -> None:
    """Says that it was this colleague who did it: from now on the report is closed to them. `responsible` is None where the
    report has nobody yet who could be meant.

    The name goes into the compartment `suspect`; whom the report called a visitor, or did not know, is a colleague now.
    ValidationError by field.
    """
    incident = _checked(incident, staff, why, by)
    before = {"kind": responsible.kind} if responsible else {}
    if responsible is None:
        found = add_responsible(incident, NewResponsible("colleague", who=Who(staff=staff)), _next_number(incident))
    else:
        found = _named(incident, responsible, staff)
    judge_again(incident)
    after = {"responsible": found.number, "kind": found.kind, "staff": str(staff.pk)}
    note_change(incident, "colleague_named", by=by, before=before, after=after, why=why.strip())
    _shut_out(incident, [staff], by)


@transaction.atomic
def close_to(incident: Incident, staff: Staff, why: str, *, by: Actor) -> None:
    """Closes a report to somebody who is not said to have done it, with a reason; again changes nothing. ValidationError by
    field.
    """
    incident = _checked(incident, staff, why, by)
    if _close(incident, staff, ClosedTo.Because.DECIDED):
        note_change(incident, "closed_to", by=by, after={"staff": str(staff.pk)}, why=why.strip())
        _shut_out(incident, [staff], by)


@transaction.atomic
def open_again(closing: ClosedTo, why: str, *, by: Actor) -> None:
    """Opens a report again to somebody, with a reason: they only have the same name, or it was not them. Then they are no longer
    named as who did it; what the report called whoever did it stays.
    """
    incident = hold(closing.incident)
    words = _reason(why)
    closing = ClosedTo.objects.select_for_update(of=("self",)).get(pk=closing.pk)
    for identity in Identity.objects.filter(incident=incident, part=Identity.Part.RESPONSIBLE, staff=closing.staff_id):
        identity.staff = None
        identity.save(update_fields=["staff"])
    if closing.ended_at is None:
        closing.ended_at = now()
        closing.save(update_fields=["ended_at"])
        note_change(incident, "opened_to", by=by, before={"staff": str(closing.staff_id)}, why=words)


def share_closings(incidents: Sequence[Incident], *, by: Actor) -> None:
    """Reports that tell of the same are closed to the same people; within an action that holds them."""
    closed = {
        staff.pk: staff
        for staff in Staff.objects.filter(
            pk__in=ClosedTo.objects.filter(incident__in=incidents, ended_at=None).values("staff")
        )
    }
    for incident in incidents if closed else ():
        fresh = [staff for staff in closed.values() if _close(incident, staff, ClosedTo.Because.JOINED)]
        for staff in fresh:
            note_change(incident, "closed_to", by=by, after={"staff": str(staff.pk)})
        _shut_out(incident, fresh, by)


def follow_closings(sender: object, *, incident: Incident, by: Actor, **_: object) -> None:
    """Receives `occasions.submitted`: leaves in the history to whom the database closed the report as it came in."""
    with transaction.atomic():
        for closing in incident.closed_to.filter(ended_at=None):
            note_change(incident, "closed_to", by=SYSTEM, after={"staff": str(closing.staff_id)})


def _checked(incident: Incident, staff: Staff, why: str, by: Actor) -> Incident:
    incident = hold(incident)
    _reason(why)
    if staff.organisation_id != incident.organisation_id:
        raise ValidationError({"staff": "Choose somebody who works here."})
    if staff.user_id is not None and staff.user_id == by.id:
        raise ValidationError({"staff": "Ask somebody else who acts on reports to write this down: it is about you."})
    if not who_acts_on(incident, besides=[staff.pk]).exists():
        raise ValidationError(
            {"staff": f"Nobody would be left who acts on this report. Appoint somebody beside {staff.name} first."}
        )
    return incident


def _named(incident: Incident, responsible: Responsible, staff: Staff) -> Responsible:
    responsible = Responsible.objects.select_for_update(of=("self",), no_key=True).get(pk=responsible.pk)
    if responsible.kind not in INSIDE:
        responsible.kind = "colleague"
        responsible.save(update_fields=["kind"])
    identity = Identity.objects.filter(responsible=responsible).first()
    if identity is None:
        write_identity(incident, Identity.Part.RESPONSIBLE, Who(staff=staff), responsible=responsible)
    else:
        identity.staff, identity.name = staff, identity.name or staff.name
        identity.save(update_fields=["staff", "name"])
    return responsible


def _next_number(incident: Incident) -> int:
    return max(incident.responsible.values_list("number", flat=True), default=0) + 1


def _close(incident: Incident, staff: Staff, because: str) -> bool:
    """Whether it was open to them until now."""
    closing, made = ClosedTo.objects.select_for_update(of=("self",)).get_or_create(
        incident=incident,
        staff=staff,
        defaults={"organisation_id": incident.organisation_id, "because": because, "made_at": now()},
    )
    if not made and closing.ended_at is not None:
        closing.ended_at, closing.because = None, because
        closing.save(update_fields=["ended_at", "because"])
        return True
    return made


def _shut_out(incident: Incident, staff: Sequence[Staff], by: Actor) -> None:
    """What those to whom it is closed now had of it: it is not theirs to act on, they are asked for nothing, and no message of it
    goes out to them. Those who stand in are told.
    """
    keys = [one.pk for one in staff]
    if not keys:
        return
    if incident.assigned_to_id in keys:
        before = {"assigned_to": str(incident.assigned_to_id)}
        incident.assigned_to = None
        incident.save(update_fields=["assigned_to"])
        note_change(incident, "assigned", by=by, before=before, after={"assigned_to": None})
    for part in Contribution.objects.filter(incident=incident, asked_of__in=keys):
        take_back(part, by=by)
    cancel("incident", incident.pk, recipient_ids=keys)
    tell_stand_ins(incident)


def _reason(why: str) -> str:
    words = why.strip()
    if not words:
        raise ValidationError({"why": "Write why."})
    if len(words) > LONGEST_WHY:
        raise ValidationError({"why": f"Write at most {LONGEST_WHY} characters."})
    return words
