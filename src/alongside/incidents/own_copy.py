"""What reports hold of somebody, for the copy of their own data (`people.own_copy`)."""

from collections.abc import Iterator, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from alongside.incidents.following.queries import reports_of
from alongside.people.models import Staff
from alongside.people.own_copy import Part


def reports(staff: Staff) -> Iterator[Sequence[Any]]:
    """The reports that they made in this organisation, as they can follow them."""
    yield ["Reference", "Happened", "Reported", "State", "Place"]
    if staff.user is None:
        return
    zone = ZoneInfo(staff.organisation.time_zone)
    for one in reports_of(staff.user).filter(organisation_id=staff.organisation_id).order_by("pk").iterator(500):
        place = one.place_said or (one.place.name if one.place else "")
        times = [one.occurred_at.astimezone(zone), one.reported_at.astimezone(zone)]
        yield [one.reference, *times, one.get_status_display(), place]


REPORTS = Part("reports", "Reports that you made", reports)
