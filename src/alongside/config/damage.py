"""Telling the people who run the system that a stored file is damaged."""

from alongside.evidence.models import StoredFile
from alongside.incidents.reaching import send_notice
from alongside.ledger.clock import now
from alongside.people.models import Staff
from alongside.people.roles import Role


def tell_those_who_run_it(file: StoredFile) -> None:
    """A notice to each administrator of the file's organisation, in the transaction that wrote the damage down."""
    administrators = Staff.objects.active().filter(
        organisation_id=file.organisation_id, appointments__role=Role.ADMINISTRATOR
    )
    for staff in administrators.distinct():
        key = f"evidence:damaged:{file.pk}:{now():%Y-%m-%d}"
        send_notice(staff, "damaged", key=key, about=("evidence", file.pk), path="/evidence/checks?state=damaged")
