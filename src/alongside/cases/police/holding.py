"""The lock under which a track changes, and its line in the file."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError

from alongside.cases.days import day_of_act
from alongside.cases.due import count_next_due
from alongside.cases.events import Overtaken, running_case, write_event
from alongside.cases.models import Case, Compartment, Event, PoliceTrack
from alongside.cases.police.queries import last_event_of
from alongside.ledger.actions import Actor
from alongside.ledger.clock import now

FURTHEST = timedelta(days=366 * 60)


def held_track(track: PoliceTrack, seen_at: datetime | None = None) -> tuple[Case, PoliceTrack]:
    """A track as it stands now, and its running case, both locked. Raises `Refused`, `Overtaken`."""
    case = running_case(track.incident)
    fresh = (
        PoliceTrack.objects.select_for_update(of=("self",))
        .select_related("incident__organisation", "responsible", "news_task")
        .get(pk=track.pk)
    )
    if seen_at is not None and fresh.changed_at != seen_at:
        raise Overtaken(last_event_of(fresh))
    return case, fresh


def write(
    case: Case,
    track: PoliceTrack,
    what: str,
    text: str,
    *,
    by: Actor,
    at: datetime | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> Event:
    """A line of the file about a track, and that track and case changed."""
    count_next_due(case)
    track.changed_at = now()
    track.save(update_fields=["changed_at"])
    return write_event(
        case,
        what,
        by=by,
        compartment=Compartment.SUSPECT,
        text=text,
        before=before,
        after=dict(after or {}),
        about=("police", track.pk),
        at=at,
    )


def zone_of(track: PoliceTrack) -> ZoneInfo:
    """Where its days are counted."""
    return ZoneInfo(track.incident.organisation.time_zone)


def today_of(track: PoliceTrack) -> date:
    """The local day."""
    return now().astimezone(zone_of(track)).date()


def moment_of(track: PoliceTrack, day: date) -> datetime:
    """A moment of a local day: now where it is today, else its noon."""
    return now() if day == today_of(track) else datetime.combine(day, time(12), zone_of(track))


def past_day(
    track: PoliceTrack, day: date, name: str, after: Iterable[tuple[date | datetime | None, str]] = ()
) -> date:
    """A day on which something happened. ValidationError at the field `name`, as `days.day_of_act` has it."""
    incident = track.incident
    return day_of_act(day, name, incident.organisation, incident.occurred_at, after)


def day_to_come(track: PoliceTrack, day: date, name: str) -> date:
    """A day that is agreed. ValidationError at the field `name` where nobody can mean it."""
    if not track.incident.occurred_at.date() <= day <= today_of(track) + FURTHEST:
        raise ValidationError({name: "Choose a day that can be meant."})
    return day
