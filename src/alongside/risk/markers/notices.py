"""Messages to those who decide about markers. They say that there is something, and where; never about whom."""

from datetime import date
from uuid import UUID

from django.conf import settings
from django.template.loader import render_to_string

from alongside.messages.actions import queue
from alongside.messages.composing import to_way
from alongside.people.reached import quiet_ways
from alongside.risk.markers.queries import panel_of
from alongside.risk.models import Marker


def tell(marker: Marker, template: str, day: date, *, hears_appeals: bool = False, but_not: UUID | None = None) -> bool:
    """Writes to everybody who decides on markers here, once for that day and that occasion; to those who hear appeals too, where asked,
    and not to the account `but_not`, who did it. False where nobody was written to.
    """
    said = {
        "number": marker.number,
        "review_on": _day(marker.review_on),
        "lapses_on": _day(marker.lapses_on),
        "link": f"{settings.PUBLIC_URL}/risk/markers/{marker.pk}",
    }
    text = render_to_string(f"risk/messages/{template}.txt", said)
    key = f"marker:{marker.pk}:{template}:{day.isoformat()}"
    people = panel_of(marker.organisation_id, hears_appeals=hears_appeals)
    return bool(
        queue(
            [
                to_way(way, text, key=key, about=("marker", marker.pk))
                for one in people
                if but_not is None or one.user_id != but_not
                for way in quiet_ways(one)
            ]
        )
    )


def _day(day: date | None) -> str:
    return f"{day.day} {day:%B %Y}" if day else ""
