"""What `alongside send` does with calendars: fetches and reads those that are due, and puts what they say onto their workers' lists."""

import logging
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from alongside.ledger.clock import now
from alongside.messages.chores import Chore
from alongside.watch.calendars import actions
from alongside.watch.calendars.fetching import NotFetched, fetch
from alongside.watch.calendars.reading import Unreadable, read_calendar
from alongside.watch.models import CalendarFeed

AT_ONCE = 4
LEASE_S = 120
EVERY_S = 5.0

log = logging.getLogger(__name__)


def calendar_chores() -> list[Chore]:
    """One, of which each sender has its own."""
    return [Chore("send-calendars", read_due, every=EVERY_S)]


def read_due() -> bool:
    """Reads what is due; returns whether there may be more. One that fails says why on its page, and holds up no other."""
    claimed = claim()
    for feed in claimed:
        begin = now()
        try:
            data = fetch(feed.url) if feed.url else bytes(feed.content or b"")
            read = read_calendar(data, ZoneInfo(feed.organisation.time_zone), begin, begin + actions.AHEAD)
        except (NotFetched, Unreadable) as error:
            actions.note_problem(feed, str(error))
        except Exception:
            log.exception("calendar %s could not be read", feed.pk)
            actions.note_problem(feed, "This calendar could not be read.")
        else:
            actions.take_in(feed, read)
    return len(claimed) == AT_ONCE


@transaction.atomic
def claim() -> list[CalendarFeed]:
    """What is due, for a while this process's. The time of a lease is the machine's, not the one clock."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE watch_calendarfeed SET leased_until = clock_timestamp() + make_interval(secs => %s)
            WHERE id IN (
                SELECT id FROM watch_calendarfeed
                WHERE next_at <= alongside_now() AND (leased_until IS NULL OR leased_until < clock_timestamp())
                ORDER BY next_at LIMIT %s FOR UPDATE SKIP LOCKED)
            RETURNING id
            """,
            [LEASE_S, AT_ONCE],
        )
        keys = [key for (key,) in cursor.fetchall()]
    return list(
        CalendarFeed.objects.filter(pk__in=keys).select_related("organisation", "worker__organisation", "worker__team")
    )
