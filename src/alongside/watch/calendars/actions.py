"""Every write about a worker's calendar: saying which, putting what it says onto their list, taking it away."""

from collections.abc import Iterable
from datetime import timedelta
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db import transaction

from alongside.ledger.actions import SYSTEM, Actor, record
from alongside.ledger.clock import now
from alongside.people.models import Staff
from alongside.watch import engine
from alongside.watch.actions import Itinerary, cancel_visit, plan_visit
from alongside.watch.calendars.fetching import LARGEST, written_address
from alongside.watch.calendars.reading import Entry, Read
from alongside.watch.decisions import lock_worker
from alongside.watch.models import CalendarEntry, CalendarFeed
from alongside.web.addresses import NotAllowed

AHEAD = timedelta(days=14)
"""So far is a calendar followed."""
AGAIN = timedelta(minutes=15)
"""An address is read so often; a file that was put here, for the days that come nearer, as well."""


@transaction.atomic
def follow_calendar(
    worker: Staff, *, url: str = "", name: str = "", content: bytes | None = None, by: Actor
) -> CalendarFeed:
    """From now on visits come from this address, or from this file, in place of the calendar before. Raises ValidationError."""
    if content is not None:
        if len(content) > LARGEST:
            raise ValidationError(
                {"file": "This file is larger than 1 MB. Make a calendar that holds your visits alone."}
            )
        url = ""
    elif not url.strip():
        raise ValidationError({"url": "Write the address of your calendar, or choose a file."})
    else:
        try:
            url = written_address(url)
        except NotAllowed as error:
            raise ValidationError({"url": str(error)}) from error
        name = urlsplit(url).hostname or ""
    forget_calendar(worker, by=by)
    moment = now()
    feed = CalendarFeed.objects.create(
        organisation_id=worker.organisation_id,
        worker=worker,
        name=name[:200],
        url=url,
        content=content,
        made_at=moment,
        next_at=moment,
    )
    _record("calendar.followed", worker, by)
    return feed


@transaction.atomic
def read_again(worker: Staff) -> None:
    """Reads it as soon as there is time."""
    CalendarFeed.objects.filter(worker=worker).update(next_at=now())


@transaction.atomic
def forget_calendar(worker: Staff, *, by: Actor) -> None:
    """Follows it no more. What it has put on the list and has not begun goes; what the worker has started or cancelled stays as it is."""
    lock_worker(worker.pk)
    feed = CalendarFeed.objects.select_for_update().filter(worker=worker).first()
    if feed is None:
        return
    _cancel(feed.entries.select_related("visit"), by)
    feed.delete()
    _record("calendar.forgotten", worker, by)


@transaction.atomic
def take_in(feed: CalendarFeed, read: Read) -> None:
    """Puts what was read onto the worker's list. An entry that was changed takes the place of its visit, one that is gone takes it off. A visit
    that was started, or that the worker has cancelled, is left as it is.
    """
    lock_worker(feed.worker_id)
    current = CalendarFeed.objects.select_for_update().filter(pk=feed.pk).first()
    if current is None:
        return
    known = {one.key: one for one in current.entries.select_related("visit")}
    left_out = dict(read.left_out)
    for entry in read.entries:
        before = known.pop(entry.key, None)
        if before is not None and before.digest == entry.digest:
            continue
        try:
            _put(current, entry, before)
        except ValidationError:
            left_out["unreadable"] = left_out.get("unreadable", 0) + 1
    moment = now()
    _cancel([one for one in known.values() if one.ends_at > moment], SYSTEM)
    current.entries.filter(key__in=known).delete()
    current.read_at, current.problem, current.left_out = moment, "", left_out
    _rest(current)


@transaction.atomic
def note_problem(feed: CalendarFeed, sentence: str) -> None:
    """It could not be read; what was planned before stays."""
    current = CalendarFeed.objects.select_for_update().filter(pk=feed.pk).first()
    if current is not None:
        current.problem = sentence
        _rest(current)


def _rest(feed: CalendarFeed) -> None:
    feed.next_at, feed.leased_until = now() + AGAIN, None
    feed.save(update_fields=["read_at", "problem", "left_out", "next_at", "leased_until"])


def _put(feed: CalendarFeed, entry: Entry, before: CalendarEntry | None) -> None:
    """Plans the visit; in place of the one before where that is still only planned."""
    if before is not None and before.visit.status != engine.VisitStatus.PLANNED:
        CalendarEntry.objects.filter(pk=before.pk).update(digest=entry.digest, ends_at=entry.ends_at)
        return
    itinerary = Itinerary(entry.place, entry.ends_at, entry.starts_at, entry.purpose)
    visit = plan_visit(feed.worker, itinerary, by=SYSTEM)
    said = {"digest": entry.digest, "ends_at": entry.ends_at, "visit": visit, "organisation_id": feed.organisation_id}
    if before is not None:
        cancel_visit(before.visit, by=SYSTEM)
    CalendarEntry.objects.update_or_create(feed=feed, key=entry.key, defaults=said)


def _cancel(entries: Iterable[CalendarEntry], by: Actor) -> None:
    for entry in entries:
        if entry.visit.status == engine.VisitStatus.PLANNED:
            cancel_visit(entry.visit, by=by)


def _record(verb: str, worker: Staff, by: Actor) -> None:
    record(verb, "staff", worker.pk, organisation_id=worker.organisation_id, actor=by)
