"""Whether the providers of the channels work: what the senders find is kept, judged and shown.

An attempt has failed where the provider did not work (no answer, 5xx, it does not let us in). A bad number and "slow down" say
nothing about that. Who shows it: `config.measures` (`/readyz`, `/metrics`, `alongside check`) and the response centre's page.
"""

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from psycopg import AsyncConnection
from psycopg.rows import class_row

from alongside.messages.models import ChannelHealth

CHANGED = "alongside_channels"
"""NOTIFY channel: a provider is down, or up again."""
WINDOW_MINUTES = 5
FEWEST_TRIED = 10
"""Fewer attempts than this within the window have no share that means anything."""
KEPT_MINUTES = 60

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Health:
    """How a channel stands. Pure."""

    failures_in_row: int = 0
    down_since: datetime | None = None


def judge(before: Health, failed: Sequence[bool], tried: tuple[int, int], at: datetime) -> Health:
    """How a channel stands after these attempts, in their order. `tried`: all and failed ones of the last minutes, these
    included.

    Down after so many failures in a row, or where so great a share failed. Up with the first that works, so that a provider
    that is back is believed at once: the minutes before are forgotten then (`note`).
    """
    in_row = before.failures_in_row
    for one in failed:
        in_row = in_row + 1 if one else 0
    worked = not all(failed)
    if before.down_since is not None and not (worked and in_row < settings.CHANNEL_DOWN_AFTER):
        return Health(in_row, before.down_since)
    if before.down_since is not None:
        return Health(in_row)
    count, bad = tried
    share_is_bad = count >= FEWEST_TRIED and bad * 100 >= count * settings.CHANNEL_DOWN_SHARE
    return Health(in_row, at if in_row >= settings.CHANNEL_DOWN_AFTER or share_is_bad else None)


async def note(db: AsyncConnection[Any], attempts: Mapping[str, Sequence[str | None]]) -> None:
    """Keeps how attempts of channels went, in the caller's transaction: for each channel, in their order, the provider's
    failure in words, or None where it worked.
    """
    for channel in sorted(attempts):
        await _note(db, channel, attempts[channel])


async def _note(db: AsyncConnection[Any], channel: str, errors: Sequence[str | None]) -> None:
    failed = [error is not None for error in errors]
    named = {"channel": channel, "tried": len(failed), "failed": sum(failed), "window": WINDOW_MINUTES}
    await db.execute(
        "INSERT INTO messages_channelhealth (channel, failures_in_row, error) VALUES (%(channel)s, 0, '') "
        "ON CONFLICT DO NOTHING",
        named,
    )
    async with db.cursor(row_factory=class_row(Health)) as cursor:
        await cursor.execute(
            "SELECT failures_in_row, down_since FROM messages_channelhealth WHERE channel = %(channel)s FOR UPDATE",
            named,
        )
        before = await cursor.fetchone() or Health()
    await db.execute(ADD, named)
    row = await (await db.execute(RECENT, named)).fetchone()
    assert row is not None  # noqa: S101 (an aggregate always has a row)
    at, count, bad = row
    after = judge(before, failed, (count, bad), at)
    last = next((error for error in reversed(errors) if error is not None), None)
    await db.execute(
        KEEP,
        {
            "channel": channel,
            "in_row": after.failures_in_row,
            "down_since": after.down_since,
            "worked": not all(failed),
            "error": last,
        },
    )
    if (before.down_since is None) == (after.down_since is None):
        return
    if after.down_since is None:
        await db.execute("DELETE FROM messages_channelminute WHERE channel = %(channel)s", named)
        log.warning("%s works again", channel)
    else:
        log.error("%s is down: %s", channel, last)
    await db.execute("SELECT pg_notify(%s, '')", [CHANGED])


ADD = """
    INSERT INTO messages_channelminute (id, channel, minute, tried, failed)
    VALUES (gen_random_uuid(), %(channel)s, date_trunc('minute', alongside_now()), %(tried)s, %(failed)s)
    ON CONFLICT (channel, minute) DO UPDATE
    SET tried = messages_channelminute.tried + excluded.tried, failed = messages_channelminute.failed + excluded.failed
"""
RECENT = """
    SELECT alongside_now(), coalesce(sum(tried), 0)::int, coalesce(sum(failed), 0)::int FROM messages_channelminute
    WHERE channel = %(channel)s AND minute > alongside_now() - make_interval(mins => %(window)s)
"""
KEEP = """
    UPDATE messages_channelhealth
    SET failures_in_row = %(in_row)s, down_since = %(down_since)s,
        worked_at = CASE WHEN %(worked)s THEN alongside_now() ELSE worked_at END,
        failed_at = CASE WHEN %(error)s::text IS NOT NULL THEN alongside_now() ELSE failed_at END,
        error = coalesce(%(error)s, error)
    WHERE channel = %(channel)s
"""


def describe_down(kept: Iterable[ChannelHealth]) -> list[str]:
    """A sentence for each channel that is down."""
    return [
        f"{one.get_channel_display()}s have not worked since {_local(one.down_since)}: {one.error}"
        for one in kept
        if one.down_since is not None
    ]


def _local(moment: datetime) -> str:
    return f"{moment.astimezone(ZoneInfo(settings.TIME_ZONE)):%H:%M}"
