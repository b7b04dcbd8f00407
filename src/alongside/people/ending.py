"""What is taken from somebody again: a role, an API token, being signed in."""

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction

from alongside.ledger.actions import Actor, record
from alongside.ledger.clock import now
from alongside.people.actions import sign_out_others
from alongside.people.models import ApiToken, Appointment, Staff
from alongside.people.roles import Role

LAST = "Nobody else administers the organisation. Make somebody else an administrator first."


@transaction.atomic
def end_appointment(appointment: Appointment, *, by: Actor) -> None:
    """Takes a role from somebody; what they did in it stays. Ending it twice changes nothing.

    Raises ValidationError where nobody who works there would administer the organisation any more.
    """
    whole = Appointment.objects.filter(
        organisation=appointment.organisation_id, role=Role.ADMINISTRATOR, team=None, staff__active=True
    )
    if appointment.role == Role.ADMINISTRATOR and appointment.team_id is None:
        others = list(whole.order_by("pk").select_for_update(of=("self",)))  # so that two do not end each other
        if appointment in others and len(others) == 1:
            raise ValidationError(LAST)
    if not Appointment.objects.filter(pk=appointment.pk).delete()[0]:
        return
    details = {"role": appointment.role, "team": appointment.team_id}
    _record("staff.appointment_ended", appointment.staff, details, by)


@transaction.atomic
def revoke_token(token: ApiToken, staff: Staff, *, by: Actor) -> None:
    """Nobody is let in by this token of `staff` any more; revoking it twice changes nothing."""
    if ApiToken.objects.filter(pk=token.pk, user=staff.user_id, revoked_at=None).update(revoked_at=now()):
        _record("token.revoked", staff, {"token": token.pk, "label": token.label}, by)


@transaction.atomic
def sign_out_everywhere(staff: Staff, *, by: Actor) -> int:
    """Signs somebody out on every device, as one who administers their organisation; returns on how many."""
    if staff.user is None or not (ended := sign_out_others(staff.user, None, by=by)):
        return 0
    _record("staff.signed_out", staff, {"devices": ended}, by)
    return ended


def _record(verb: str, staff: Staff, details: Mapping[str, object], by: Actor) -> None:
    record(verb, "staff", staff.pk, organisation_id=staff.organisation_id, actor=by, details=details)
