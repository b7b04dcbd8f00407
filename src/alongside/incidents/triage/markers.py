"""Violence markers that stand in another system: connected with a report, and let go with a reason; compartment `suspect`.

Our own markers rest on reports by themselves (`marking`, `alongside.risk.markers`): what a security specialist finds in a record, an ambulance dispatch or another list is
written down with where it stands, so that it is found again and asked about when it is to be reviewed.
"""

from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction

from alongside.incidents.actions import hold, judge_again
from alongside.incidents.models import Connection, Incident, MarkerElsewhere, Responsible
from alongside.incidents.triage.connecting import connect_object, disconnect
from alongside.ledger.actions import Actor
from alongside.ledger.clock import now

LONGEST = 100


@transaction.atomic
def connect_marker(
    incident: Incident,
    *,
    system: str,
    reference: str,
    since: date,
    review_on: date | None = None,
    responsible: Responsible | None = None,
    why: str = "",
    by: Actor,
) -> Connection:
    """Connects a report with a marker in another system. The same again changes nothing. ValidationError by field."""
    incident = hold(incident)
    system, reference = " ".join(system.split()), " ".join(reference.split())
    wrong: dict[str, str] = {}
    for name, text, missing in (
        ("system", system, "Write in which system it stands."),
        ("reference", reference, "Write the reference that it has there."),
    ):
        if not text:
            wrong[name] = missing
        elif len(text) > LONGEST:
            wrong[name] = f"Write at most {LONGEST} characters."
    if since > now().astimezone(ZoneInfo(incident.organisation.time_zone)).date():
        wrong["since"] = "Choose a day that is not in the future."
    if review_on is not None and review_on < since:
        wrong["review_on"] = "Choose a day that is not before the day on which it was set."
    if responsible is not None and responsible.incident_id != incident.pk:
        wrong["responsible"] = "Choose somebody of this report."
    if wrong:
        raise ValidationError(dict(wrong))
    for connection, marker in markers_of([incident]):
        if (marker.system.casefold(), marker.reference.casefold()) == (system.casefold(), reference.casefold()):
            return connection
    marker = MarkerElsewhere.objects.create(
        organisation_id=incident.organisation_id,
        incident=incident,
        responsible=responsible,
        system=system,
        reference=reference,
        since=since,
        review_on=review_on,
        recorded_at=now(),
        recorded_by=by.name,
    )
    made = connect_object(incident, Connection.Kind.MARKER, marker.pk, why, by=by)
    judge_again(incident)
    return made


@transaction.atomic
def let_go_of_marker(connection: Connection, why: str, *, by: Actor) -> None:
    """The report has nothing to do with this marker any more, or the marker is gone; what was written stays in the history."""
    if not any(sign.isalnum() for sign in why):
        raise ValidationError({"why": "Write why it no longer belongs to this report."})
    disconnect(connection, why, by=by)
    judge_again(connection.incident)


def markers_of(incidents: list[Incident]) -> list[tuple[Connection, MarkerElsewhere]]:
    """The markers with which these reports are connected now, in the order in which they were."""
    standing = Connection.objects.filter(incident__in=incidents, kind=Connection.Kind.MARKER, ended_at=None)
    found: dict[UUID | None, Connection] = {one.object_id: one for one in standing.select_related("incident")}
    markers = MarkerElsewhere.objects.filter(pk__in=[key for key in found if key]).defer("search")
    return [(found[one.pk], one) for one in markers.select_related("responsible").order_by("pk")]
