"""What the pages of rotas show."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import Http404

from alongside.ledger.clock import now
from alongside.people.models import Staff
from alongside.watch.behind import KnownRota, known_rotas
from alongside.watch.holding import names_of
from alongside.watch.models import Rota
from alongside.watch.planning import queries
from alongside.watch.planning.rota_drafts import LENGTHS, RotaDraft
from alongside.watch.planning.rota_effects import new_gaps, plans_using
from alongside.watch.planning.words import differences, rota_in_words, span_in_words
from alongside.watch.rotas import (
    EVERY_DAY,
    MOST_SHIFTS,
    NOTHING,
    WEEK_DAYS,
    Known,
    Turn,
    people_of,
    rota_from_json,
    turns,
)
from alongside.watch.rotas import Rota as Turns
from alongside.web.listing import choice

SHOWN_DAYS = 28
MOST_TURNS = 60


def who_now(rotas: Sequence[Rota]) -> list[dict[str, Any]]:
    """Each rota with who is on call now, in words."""
    moment = now()
    known: dict[UUID, KnownRota] = {}
    for body in {rota.organisation_id for rota in rotas}:
        known |= known_rotas(body, [rota.pk for rota in rotas if rota.organisation_id == body])
    on_call = {rota.pk: known[rota.pk].on_call(moment) for rota in rotas}
    names = names_of(key for keys in on_call.values() for key in keys)
    return [
        {"rota": rota, "now": ", ".join(names.get(key, "Somebody") for key in on_call[rota.pk]) or "Nobody"}
        for rota in rotas
    ]


def rota_shown(rota: Rota, entered: Mapping[str, Any]) -> dict[str, Any]:
    """A rota: who is on call now and in the coming weeks, covers, times away, versions, the plans that use it."""
    known = queries.known_rota(rota)
    versions = queries.rota_versions_of(rota)
    contents = [rota_from_json(version.content) for version in versions]
    names = names_of(key for one in contents for key in people_of(one))
    said = [rota_in_words(one, names) for one in contents]
    moment = now()
    people = people_of(contents[0]) if contents else ()
    ahead = _ahead(known.turns, known.known, moment)
    return {
        "rota": rota,
        "newest": versions[0] if versions else None,
        "said": said[0] if said else [],
        "now_on_call": _names(known.on_call(moment)),
        "turns": turn_lines(ahead, ZoneInfo(rota.organisation.time_zone)),
        "covers": queries.covers_ahead(rota),
        "aways": queries.away_ahead(rota),
        "plans": plans_using(rota),
        "people": [(str(key), names.get(key, "Somebody")) for key in people],
        "entered": entered,
        "days": SHOWN_DAYS,
        "history": [
            {"version": version, "changes": differences(said[at + 1], said[at]) if at + 1 < len(said) else []}
            for at, version in enumerate(versions)
        ],
    }


def rota_version_shown(rota: Rota, number: int) -> dict[str, Any]:
    """One version of a rota, and what it changed. Raises Http404 where there is none."""
    versions = {version.version: version for version in queries.rota_versions_of(rota)}
    if number not in versions:
        raise Http404
    version, before = versions[number], versions.get(number - 1)
    contents = [rota_from_json(one.content) for one in (version, before) if one]
    names = names_of(key for one in contents for key in people_of(one))
    said = [rota_in_words(one, names) for one in contents]
    return {
        "rota": rota,
        "version": version,
        "said": said[0],
        "changes": differences(said[1], said[0]) if before else [],
    }


def form_shown(
    draft: RotaDraft,
    errors: Mapping[str, str],
    *,
    rota: Rota | None = None,
    whom: Iterable[tuple[str, str]] = (),
    looked_at: Turns | None = None,
) -> dict[str, Any]:
    """The form of a rota; with who would be on call where it was looked at."""
    ahead: list[dict[str, Any]] = []
    gaps: list[str] = []
    if looked_at is not None:
        known = queries.known_rota(rota).known if rota else NOTHING
        ahead = turn_lines(_ahead(looked_at, known, now()), ZoneInfo(looked_at.zone))
        gaps = new_gaps(rota, looked_at, now()) if rota else []
    return {
        "draft": draft,
        "rota": rota,
        "errors": errors,
        "whom": choice("team", "For whom", [("", "Choose"), *whom], draft.team),
        "lengths": [
            {"value": str(value), "text": text, "checked": str(value) == draft.length}
            for value, text in LENGTHS.items()
        ],
        "lines": [
            {
                "number": number,
                "begin": line.begin,
                "end": line.end,
                "people": line.people,
                "days": [
                    {
                        "value": str(day),
                        "text": WEEK_DAYS[day][:3],
                        "full": WEEK_DAYS[day],
                        "checked": str(day) in line.days,
                    }
                    for day in EVERY_DAY
                ],
            }
            for number, line in enumerate(draft.shifts, start=1)
        ],
        "may_add": len(draft.shifts) < MOST_SHIFTS,
        "looked_at": looked_at is not None,
        "turns": ahead,
        "gaps": gaps,
        "days": SHOWN_DAYS,
    }


def turn_lines(found: Sequence[Turn], zone: ZoneInfo) -> list[dict[str, Any]]:
    """Turns in words, a line each."""
    names = names_of(key for turn in found for key in turn.people)
    return [
        {
            "when": span_in_words(turn.begins, turn.ends, zone),
            "people": ", ".join(names.get(key, "Somebody") for key in turn.people),
        }
        for turn in found
    ]


def _ahead(rota: Turns | None, known: Known, moment: datetime) -> list[Turn]:
    if rota is None:
        return []
    begin = moment.replace(second=0, microsecond=0)
    return turns(rota, begin, begin + timedelta(days=SHOWN_DAYS), known)[:MOST_TURNS]


def _names(keys: Sequence[UUID]) -> str:
    names = dict(Staff.objects.filter(pk__in=keys).values_list("pk", "name"))
    return ", ".join(names.get(key, "Somebody") for key in keys)
