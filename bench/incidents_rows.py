"""A million made-up incidents, written in bulk.

The rows are the same at every run: everything is drawn from numbered chances. Words of accounts and names follow Zipf's
law, so that some are in half of all accounts and most are in hardly any. Goes round the product's actions, which would
take an hour: with the triggers off, and the indexes of searching made afterwards.
"""

import random
from bisect import bisect
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from typing import Any
from uuid import UUID

import psycopg

from alongside.incidents.codes import code_list

BEGAN = datetime(2021, 1, 4, tzinfo=UTC)
LASTED = timedelta(days=5 * 365)
BLOCK = 10_000
COLUMNS = {
    "incident": "id organisation_id reference status source external_reference lfpse_reference occurred_at"
    " occurred_estimated reported_at shift site_id place_id place_kind team_id kinds acts sexual_acts weapons hate_strands"
    " targets responsible_kinds factors responses injury harm_physical harm_psychological police danger_now"
    " child_involved definition code_version urgency urgent_because anonymous anonymous_because assigned_to_id"
    " triaged_at closed_at changed_at",
    "account": "id organisation_id incident_id compartment author author_name text given_at",
    "affected": "id organisation_id incident_id number kind is_reporter staff_group employment injury harm_physical"
    " harm_psychological police_wish",
    "responsible": "id organisation_id incident_id number kind how_many age_band sex factors",
    "identity": "id organisation_id incident_id compartment part affected_id responsible_id name phone email address"
    " nhs_number description",
    "change": "id organisation_id incident_id at what before after why actor_kind actor_name",
}
KNOWN = [
    "the",
    "and",
    "to",
    "was",
    "her",
    "patient",
    "he",
    "she",
    "staff",
    "nurse",
    "door",
    "ward",
    "said",
    "shouted",
    "him",
    "asked",
    "called",
    "when",
    "room",
    "then",
    "told",
    "security",
    "relative",
    "police",
    "wait",
    "waiting",
    "arm",
    "hit",
    "pushed",
    "threatened",
    "desk",
    "left",
    "doctor",
    "bed",
    "medicine",
    "refused",
    "spat",
    "kicked",
    "punched",
    "bruise",
    "corridor",
    "reception",
    "visitor",
    "angry",
    "drunk",
    "alcohol",
    "knife",
    "scissors",
    "chair",
    "threw",
    "table",
    "phone",
    "camera",
    "car",
    "park",
    "home",
    "visit",
    "dog",
    "street",
    "stairs",
    "lift",
    "window",
    "locked",
    "alone",
    "night",
    "morning",
    "team",
    "manager",
    "reported",
    "afraid",
    "crying",
    "calm",
    "moved",
    "restrained",
    "sedated",
    "bitten",
    "scratched",
    "racist",
    "slur",
    "abuse",
    "verbal",
    "aggressive",
    "confused",
    "dementia",
]
"""The commonest words, commonest first; the others are made of syllables."""
RARE_WORD, MIDDLE_WORD, COMMON_WORD = "machete", "scissors", "patient"


class Words:
    """Sentences and names, drawn by frequency of rank."""

    def __init__(self) -> None:
        chance = random.Random(20260101)  # noqa: S311
        words = [*KNOWN, *_invented(chance, 20_000)]
        weights = list(accumulate(1 / (rank + 8) for rank in range(len(words))))
        self.rare = _invented(chance, 200_000)
        self.sentences = [
            " ".join(chance.choices(words, cum_weights=weights, k=chance.randint(9, 20))).capitalize() + "."
            for _ in range(60_000)
        ]
        self.first = [name.capitalize() for name in _invented(chance, 400)]
        self.last = [name.capitalize() for name in _invented(chance, 8_000)]
        self.first_weights = list(accumulate(1 / (rank + 5) for rank in range(len(self.first))))
        self.last_weights = list(accumulate(1 / (rank + 20) for rank in range(len(self.last))))

    def account(self, chance: random.Random) -> str:
        said = " ".join(chance.choices(self.sentences, k=3)) + f" {chance.choice(self.rare)}."
        return f"{said} He had a {RARE_WORD}." if chance.random() < 0.0001 else said

    def name(self, chance: random.Random) -> str:
        first = self.first[bisect(self.first_weights, chance.random() * self.first_weights[-1])]
        return f"{first} {self.last[bisect(self.last_weights, chance.random() * self.last_weights[-1])]}"


def write_incidents(url: str, world: dict[str, Any], number: int, processes: int) -> None:
    """Writes `number` incidents for the organisations of `bench.incidents_world`; `url` is the superuser's."""
    with psycopg.connect(url, autocommit=True) as connection:
        indexes = connection.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename LIKE 'incidents\\_%' AND indexdef LIKE '%USING gin%'"
        ).fetchall()
        for name, _ in indexes:
            connection.execute(f"DROP INDEX {name}")
        share = -(-number // processes)
        with ProcessPoolExecutor(processes) as pool:
            list(pool.map(_write, *zip(*_parts(url, world, number, share), strict=True)))
        connection.execute("SET maintenance_work_mem = '512MB'")
        for _, definition in indexes:
            connection.execute(definition)
        connection.execute("VACUUM (ANALYZE) " + ", ".join(f"incidents_{table}" for table in COLUMNS))
        connection.execute("CHECKPOINT")


def _parts(url: str, world: dict[str, Any], number: int, share: int) -> Iterator[tuple[Any, ...]]:
    for start in range(0, number, share):
        yield url, world, number, start, min(number, start + share)


def _write(url: str, world: dict[str, Any], number: int, start: int, end: int) -> None:
    words = Words()
    owners = [body for body in world["organisations"] for _ in range(body["share"])]
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")  # no triggers, no foreign keys: the rows fit
        connection.execute("SET synchronous_commit = off")
        for first in range(start, end, BLOCK):
            rows: dict[str, list[str]] = {table: [] for table in COLUMNS}
            for one in range(first, min(end, first + BLOCK)):
                _draw(rows, one, number, owners, words)
            for table, lines in rows.items():
                columns = ", ".join(COLUMNS[table].split())
                with connection.cursor().copy(f"COPY incidents_{table} ({columns}) FROM STDIN") as copy:
                    copy.write("".join(lines))


def _draw(rows: dict[str, list[str]], one: int, number: int, owners: Sequence[dict[str, Any]], words: Words) -> None:
    """One incident with everything that belongs to it, as lines of COPY's text format."""
    chance = random.Random(one)  # noqa: S311
    draw = chance.random
    body = owners[one * 37 % len(owners)]
    reported = BEGAN + LASTED * ((one + 1) / number)
    occurred = reported - timedelta(minutes=int(10 ** (1 + 2.5 * draw())))
    keys = _keys(chance, reported)
    incident = next(keys)
    site = int(len(body["sites"]) * draw() ** 2)
    new = one > number * 0.998 or draw() < 0.0005
    status = (
        "submitted" if new else chance.choices(("triaged", "case_opened", "closed", "withdrawn"), (30, 10, 58, 2))[0]
    )
    kinds = _codes("kinds", chance, 1 + (draw() < 0.3))
    weapons = _codes("weapons", chance, 1) if "weapon" in kinds else []
    urgent = _codes("urgencies", chance, 1 + (draw() < 0.3)) if draw() < 0.25 else []
    factors = _codes("factors", chance, 1 + (draw() < 0.4))
    who = _codes("responsible_kinds", chance, 1)
    harm = chance.choices(("none", "low", "moderate", "severe", "fatal", "unknown"), (45, 30, 8, 1, 0.02, 16))[0]
    injury = chance.choices(("none", "minor", "treated", "off_work", "hospital"), (60, 30, 7, 2, 1))[0]
    anonymous = draw() < 0.05
    urgency = sum(code_list("urgencies")[code].more["weight"] for code in urgent)
    reference = f"{one:08d}"
    _put(
        rows["incident"], incident, body["id"], f"{reference[:4]}-{reference[4:]}", status,
        chance.choices(("web", "link", "alarm", "import"), (70, 15, 5, 10))[0], "", "", occurred, draw() < 0.2, reported,
        chance.choices(("day", "night", "unknown"), (60, 30, 10))[0], body["sites"][site],
        body["places"][site][int(10 * draw() ** 2)], "hospital", body["teams"][site * 3 + int(3 * draw())], kinds,
        _codes("acts", chance, 1), [], weapons, _codes("hate_strands", chance, 1) if draw() < 0.06 else [],
        _codes("targets", chance, 1), who, factors, _codes("responses", chance, 1), injury, harm, "low" if draw() < 0.4 else
        "unknown", "undecided", draw() < 0.002, draw() < 0.02, chance.choices(("physical", "non_physical", "neither"),
        (45, 40, 15))[0], "2026.1", urgency, urgent, anonymous, "employer" if anonymous else "",
        None if new or draw() < 0.5 else body["lsms"], None if new else reported, reported if status == "closed" else None,
        reported,
    )  # fmt: skip
    common = (body["id"], incident)
    _put(rows["account"], next(keys), *common, "narrative", "reporter", "", words.account(chance), reported)
    if draw() < 0.1:
        _put(rows["account"], next(keys), *common, "narrative", "manager", "", words.account(chance), reported)
    for position in range(1 + (draw() < 0.2)):
        key = next(keys)
        _put(rows["affected"], key, *common, position + 1, "staff", position == 0 and not anonymous, "unknown", "employed",
             injury, harm, "unknown", "undecided")  # fmt: skip
        if not anonymous:
            _put(rows["identity"], next(keys), *common, "people", "affected", key, None, words.name(chance),
                 "07700 900123", "somebody@example.org", "", "", "")  # fmt: skip
    if draw() < 0.9:
        key = next(keys)
        _put(rows["responsible"], key, *common, 1, who[0], 1, "unknown", "unknown", factors)
        if draw() < 0.5:
            nhs = f"999{chance.randrange(10**7):07d}" if draw() < 0.4 else ""
            _put(rows["identity"], next(keys), *common, "suspect", "responsible", None, key, words.name(chance), "", "", "",
                 nhs, "")  # fmt: skip
    for what in ("submitted",) if new else ("submitted", "read", "status"):
        _put(rows["change"], next(keys), *common, reported, what, "{}", "{}", "", "user", "Somebody")


def _put(lines: list[str], *values: Any) -> None:
    lines.append("\t".join([_written(value) for value in values]) + "\n")


def _written(value: Any) -> str:
    if value is None:
        return "\\N"
    if isinstance(value, list):
        return "{" + ",".join(value) + "}"
    if isinstance(value, bool):
        return "t" if value else "f"
    return str(value)


def _keys(chance: random.Random, at: datetime) -> Iterator[UUID]:
    """Keys of version 7 of that moment, one after the other (RFC 9562 section 5.7)."""
    upper = int(at.timestamp() * 1000) << 80 | 7 << 76 | 2 << 62
    for count in range(4096):
        yield UUID(int=upper | count << 64 | chance.getrandbits(62))


def _codes(name: str, chance: random.Random, number: int) -> list[str]:
    """So many codes of a list; the first ones are drawn far more often than the last."""
    if name not in _KNOWN_CODES:
        _KNOWN_CODES[name] = list(code_list(name).codes)
    codes = _KNOWN_CODES[name]
    drawn = [codes[int(len(codes) * chance.random() ** 3)] for _ in range(number)]
    return list(dict.fromkeys(drawn))


_KNOWN_CODES: dict[str, list[str]] = {}
_SYLLABLES = [first + vowel for first in "bcdfghklmnprstvwz" for vowel in ("a", "e", "i", "o", "u", "ar", "en", "ol")]


def _invented(chance: random.Random, number: int) -> list[str]:
    made: dict[str, None] = {}
    while len(made) < number:
        made["".join(chance.choices(_SYLLABLES, k=chance.choice((2, 3, 3, 4))))] = None
    return list(made)
