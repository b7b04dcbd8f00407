"""Where a visit goes and for how long, and what of that cannot be meant."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError

from alongside.risk.subjects import Who
from alongside.watch.models import Visit

LONGEST_TEXT = 2000
FARTHEST = timedelta(days=730)
"""A visit is planned no farther ahead than this."""


@dataclass(frozen=True, slots=True)
class Itinerary:
    """Where a visit goes and for how long. Times are UTC."""

    place: str
    planned_end: datetime
    planned_start: datetime | None = None
    purpose: str = ""
    risk: str = Visit.Risk.LOW
    lat: float | None = None
    lon: float | None = None
    who: Who | None = None
    """Whom it concerns, where it concerns somebody."""


def check_itinerary(itinerary: Itinerary, at: datetime) -> None:
    """Raises ValidationError at the field that is wrong; `at` is now."""
    if not itinerary.place.strip():
        raise ValidationError({"place": "Say where you are going."})
    for name in ("place", "purpose"):
        if len(getattr(itinerary, name)) > LONGEST_TEXT:
            raise ValidationError({name: f"Use {LONGEST_TEXT} characters or fewer."})
    for name in ("planned_start", "planned_end"):
        moment = getattr(itinerary, name)
        if moment is not None and abs(moment - at) > FARTHEST:
            raise ValidationError({name: "Choose a time within the next two years."})
    begins = max(itinerary.planned_start or at, at)
    if itinerary.planned_end <= begins:
        raise ValidationError({"planned_end": "The end must be later than the start and later than now."})
    if (itinerary.planned_end - begins).total_seconds() > 24 * 3600:
        raise ValidationError({"planned_end": "A visit can last 24 hours at the most. Plan a second one for the rest."})
    if itinerary.risk not in Visit.Risk.values:
        raise ValidationError({"risk": "Choose low, medium or high."})
    if (itinerary.lat is None) != (itinerary.lon is None):
        raise ValidationError({"lat": "Give both latitude and longitude, or neither."})
    if (
        itinerary.lat is not None
        and itinerary.lon is not None
        and not (-90 <= itinerary.lat <= 90 and -180 <= itinerary.lon <= 180)
    ):
        raise ValidationError({"lat": "Latitude is -90 to 90, longitude -180 to 180."})
