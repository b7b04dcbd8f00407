"""Somebody's own turns on rotas: when they are on call, and that they cannot be."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.template.loader import render_to_string

from alongside.ledger.actions import Actor
from alongside.ledger.clock import now
from alongside.messages.actions import queue
from alongside.messages.composing import to_way
from alongside.people.models import Staff
from alongside.people.reached import quiet_ways
from alongside.watch.behind import KnownRota, known_rotas
from alongside.watch.holding import names_of
from alongside.watch.models import Rota, RotaCover, StaffAway
from alongside.watch.planning import actions
from alongside.watch.planning.checking import keepers_of
from alongside.watch.planning.words import span_in_words
from alongside.watch.rotas import Turn, people_of, turns


@dataclass(frozen=True, slots=True)
class OwnTurn:
    """From `begins` until before `ends` somebody is on call by a rota."""

    rota: Rota
    begins: datetime
    ends: datetime


def own_turns(staff: Staff, begin: datetime, end: datetime) -> list[OwnTurn]:
    """When somebody is on call, by every rota of their organisation, the earliest first; covers and times away counted."""
    rotas = Rota.objects.filter(organisation_id=staff.organisation_id).select_related("organisation", "team")
    by_key = {rota.pk: rota for rota in rotas}
    found: list[OwnTurn] = []
    for key, known in known_rotas(staff.organisation_id, by_key).items():
        if known.turns is None or not _has(known, staff):
            continue
        mine: list[OwnTurn] = []
        for turn in turns(known.turns, begin, end, known.known):
            if staff.pk not in turn.people:
                continue
            if mine and mine[-1].ends == turn.begins:
                mine[-1] = OwnTurn(by_key[key], mine[-1].begins, turn.ends)
            else:
                mine.append(OwnTurn(by_key[key], turn.begins, turn.ends))
        found += mine
    return sorted(found, key=lambda one: (one.begins, one.rota.name))


def away_ahead_of(staff: Staff) -> list[StaffAway]:
    """When somebody is away, and it is not over."""
    return list(staff.away.filter(cancelled_at=None, ends__gt=now()).order_by("begins", "pk"))


@transaction.atomic
def go_away(
    staff: Staff, begins: datetime, ends: datetime, *, covered_by: Staff | None, leaves_gap: bool, by: Actor
) -> StaffAway:
    """Somebody says that they cannot be on call for a while, and who takes their turns.

    1. Whoever covers takes their turns in every rota, and is told.
    2. Without a cover the next of each list takes them, and whoever keeps the rota is told.
    3. Where that leaves nobody at some hours, it is done only with `leaves_gap`: they know it, and who keeps the rota is told.

    Raises ValidationError at `by`, `ends` or `gap`, and nothing has changed.
    """
    mine = own_turns(staff, begins, ends) if begins < ends else []
    rotas = list({one.rota.pk: one.rota for one in mine}.values())
    if covered_by is not None:
        for rota in rotas:
            actions.set_cover(rota, staff, covered_by, begins, ends, by=by)
    away = actions.set_away(staff, begins, ends, by=by)
    zone = ZoneInfo(staff.organisation.time_zone)
    after = known_rotas(staff.organisation_id, [rota.pk for rota in rotas])
    for rota in rotas:
        instead = _instead(after[rota.pk], [one for one in mine if one.rota.pk == rota.pk])
        gaps = [turn for turn in instead if not turn.people]
        if gaps and not leaves_gap:
            when = " and ".join(span_in_words(one.begins, one.ends, zone) for one in gaps[:3])
            raise ValidationError(
                {
                    "gap": f"Nobody would be on call by {rota.name} on {when}. Write who covers, or say that it leaves a gap."
                }
            )
        if gaps or covered_by is None:
            _tell(keepers_of(rota), "rota_away", away, rota, {"lines": _in_words(instead, zone)})
        if covered_by is not None:
            _tell([covered_by], "rota_cover", away, rota, {"lines": [], "over": False})
    return away


@transaction.atomic
def come_back(away: StaffAway, *, by: Actor) -> None:
    """They can be on call after all: whoever covers for exactly this time does so no longer, and is told."""
    same = RotaCover.objects.filter(covered=away.staff_id, begins=away.begins, ends=away.ends, cancelled_at=None)
    for cover in same.select_related("rota__organisation", "by"):
        actions.cancel_cover(cover, by=by)
        _tell([cover.by], "rota_cover", away, cover.rota, {"lines": [], "over": True})
    actions.cancel_away(away, by=by)


def _has(known: KnownRota, staff: Staff) -> bool:
    listed = people_of(known.turns) if known.turns else ()
    return staff.pk in listed or any(cover.by == staff.pk for cover in known.known.covers)


def _instead(known: KnownRota, mine: Sequence[OwnTurn]) -> list[Turn]:
    """Who is on call at the times that were somebody's turns."""
    if known.turns is None:
        return []
    return [turn for one in mine for turn in turns(known.turns, one.begins, one.ends, known.known)]


def _in_words(instead: Sequence[Turn], zone: ZoneInfo) -> list[str]:
    names = names_of(key for turn in instead for key in turn.people)
    return [
        f"{span_in_words(turn.begins, turn.ends, zone)}: "
        f"{', '.join(names.get(key, 'somebody') for key in turn.people) or 'nobody'}"
        for turn in instead[:10]
    ]


def _tell(people: Iterable[Staff], template: str, away: StaffAway, rota: Rota, more: dict[str, object]) -> None:
    """Tells people what it means for a rota that somebody is away, on their screen and the first of their other ways."""
    zone = ZoneInfo(rota.organisation.time_zone)
    context = {
        "person": away.staff,
        "rota": rota,
        "when": span_in_words(away.begins, away.ends, zone),
        "link": f"{settings.PUBLIC_URL}/rotas/{rota.pk}"
        if template == "rota_away"
        else f"{settings.PUBLIC_URL}/on-call",
    } | more
    text, about = render_to_string(f"watch/messages/{template}.txt", context), ("rota", rota.pk)
    key = f"rota:{rota.pk}:away.{away.pk}.{'over' if more.get('over') else 'begun'}"
    queue(
        [
            to_way(way, text, key=key, about=about)
            for one in people
            if one.pk != away.staff_id
            for way in quiet_ways(one)
        ]
    )
