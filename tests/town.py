"""The people of a running installation, what they can do from outside, and the clock they live by."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import psycopg
from psycopg.rows import dict_row

from tests.asking import Answer, Browser, ask
from tests.eventually import eventually
from tests.installation import Installation
from tests.world import PASSWORD


class Clock:
    """The one clock, moved by the only one who may: the owner of the database. It never goes back by itself."""

    STEPS = 2000

    def __init__(self, installation: Installation) -> None:
        self._installation = installation
        self.ahead = timedelta(0)

    @property
    def now(self) -> datetime:
        with self._installation.connect("owner") as owner:
            return _first(owner, "SELECT alongside_now()").astimezone(UTC)

    @property
    def seconds_on_phones(self) -> int:
        """The time now as a phone has it: whole seconds since 1970, without asking the database."""
        return int((datetime.now(UTC) + self.ahead).timestamp())

    def moves(self, *, minutes: float = 0, seconds: float = 0, after: datetime | None = None) -> None:
        """Moves time forward to each thing that becomes due, lets it be done, and so on to the end.

        The end counts from now, or from `after`, so that it does not matter how long the test itself takes.
        """
        with self._installation.connect("owner") as owner:
            target = (after or self._now(owner)) + timedelta(minutes=minutes, seconds=seconds)
            self._settle(owner)
            for _ in range(self.STEPS):
                due = _first(owner, NEXT_DUE)
                if due is None or due > target:
                    break
                self._set(owner, due)
                self._settle(owner)
            else:
                raise AssertionError(f"more than {self.STEPS} things became due")
            self._set(owner, target)
            self._settle(owner)

    def jumps(self, *, minutes: float = 0, seconds: float = 0, to: datetime | None = None) -> None:
        """Moves time in one leap, and backwards if told so, waiting for nothing: as when a machine's clock is set."""
        with self._installation.connect("owner") as owner:
            now = self._now(owner)
            self._put(owner, (to or now + timedelta(minutes=minutes, seconds=seconds)) - now)

    def settles(self) -> None:
        """Waits until nothing that is due is left undone."""
        with self._installation.connect("owner") as owner:
            self._settle(owner)

    def _now(self, owner: psycopg.Connection[Any]) -> datetime:
        return _first(owner, "SELECT alongside_now()")

    def _set(self, owner: psycopg.Connection[Any], moment: datetime) -> None:
        missing = moment - self._now(owner)
        if missing > timedelta(0):
            self._put(owner, missing)

    def _put(self, owner: psycopg.Connection[Any], further: timedelta) -> None:
        self.ahead += further
        owner.execute(REPLACE_CLOCK.format(microseconds=round(self.ahead / timedelta(microseconds=1))))
        owner.execute("NOTIFY alongside_clock")

    def _settle(self, owner: psycopg.Connection[Any]) -> None:
        eventually(
            lambda: not any(self._undone(owner).values()),
            lambda: f"That everything due is done ({ {what: n for what, n in self._undone(owner).items() if n} })",
        )

    def _undone(self, owner: psycopg.Connection[Any]) -> dict[str, int]:
        return owner.cursor(row_factory=dict_row).execute(UNDONE).fetchone() or {}


NEXT_DUE = """
    SELECT least((SELECT min(clock_at) FROM watch_visit), (SELECT min(clock_at) FROM watch_alarm),
                 (SELECT min(not_before) FROM messages_message WHERE status = 'queued'))
"""
UNDONE = """
    SELECT (SELECT count(*) FROM watch_visit WHERE clock_at <= alongside_now()) AS visits,
        (SELECT count(*) FROM watch_alarm WHERE clock_at <= alongside_now()) AS alarms,
        (SELECT count(*) FROM devices_inbox) AS signals,
        (SELECT count(*) FROM messages_message
            WHERE status = 'sending' OR (status = 'queued' AND not_before <= alongside_now())) AS messages,
        (SELECT count(*) FROM messages_callback WHERE handled_at IS NULL) AS callbacks,
        (SELECT count(*) FROM messages_reply WHERE handled_at IS NULL) AS replies
"""
REPLACE_CLOCK = """
    CREATE OR REPLACE FUNCTION alongside_now() RETURNS timestamptz LANGUAGE sql VOLATILE PARALLEL SAFE
    AS 'SELECT clock_timestamp() + interval ''{microseconds} microseconds'''
"""


@dataclass(eq=False)
class Person:
    """Somebody, with their telephone, mailbox and whatever else they use."""

    town: "Town"
    id: str
    name: str
    username: str
    number: str
    email: str
    token: str
    phone: tuple[str, str] = ("", "")
    """User and password of their OwnTracks."""
    pendant: str = ""
    """The identifier of their OsmAnd device."""
    badge: str = ""
    """The key of their check-in link."""

    def __repr__(self) -> str:
        return self.name

    @property
    def texts(self) -> list[str]:
        """Every text message that they got in this story, in order."""
        return [sent.body for sent in self.town.notify_sent if sent.to == self.number]

    @property
    def calls(self) -> list[Any]:
        """Every telephone call that they got in this story, in order."""
        return self.town.installation.voice.rung(self.number)

    @property
    def mails(self) -> list[str]:
        return [str(mail["Subject"]) for mail in self.town.mail_sent if self.email in str(mail["To"])]

    def asks(self, method: str, path: str, content: Any = None, **headers: str) -> Answer:
        """A question to the API, with their token."""
        bearer = {"Authorization": f"Bearer {self.token}"}
        url = f"{self.town.installation.web}/api/v1{path}"
        return ask(method, url, content=content, headers=bearer | headers)

    def session(self) -> str:
        """The cookie of a browser in which they have just signed in."""
        return str(self.town.installation.inside("tests.inhabitants", "begin_session", self.username))

    def browser(self) -> Browser:
        """A browser in which they are signed in."""
        return Browser(self.town.installation.web).sign_in(self.username, PASSWORD)

    def phone_says(self, **frame: Any) -> Answer:
        """An OwnTracks message; by default a position of this moment. Raises NoAnswer."""
        told = {
            "_type": "location",
            "lat": 53.3889,
            "lon": -2.5954,
            "acc": 12,
            "batt": 46,
            "tid": "ab",
            "vel": 0,
            **frame,
        }
        told.setdefault("tst", self.town.clock.seconds_on_phones)
        return ask("POST", f"{self.town.installation.devices}/owntracks", content=told, basic=self.phone)

    def pendant_says(self, **fields: Any) -> Answer:
        """An OsmAnd request; by default a position of this moment. Raises NoAnswer."""
        told = {"id": self.pendant, "lat": "53.3889", "lon": "-2.5954", **fields}
        told.setdefault("timestamp", self.town.clock.seconds_on_phones)
        return ask("GET", f"{self.town.installation.devices}/?{urlencode(told)}")


@dataclass
class Town:
    """Everybody, by the name of `World`'s field: `town.nurse`. `pendants`: (worker's id, identifier) of further ones."""

    installation: Installation
    clock: Clock
    people: dict[str, Person] = field(default_factory=dict)
    pendants: list[tuple[str, str]] = field(default_factory=list)
    _fills: list[str] = field(default_factory=list)
    _texts_before: int = 0
    _mails_before: int = 0

    def __getattr__(self, name: str) -> Person:
        try:
            return self.__dict__["people"][name]
        except KeyError:
            raise AttributeError(name) from None

    def by_id(self, identity: str) -> Person:
        return next(person for person in self.people.values() if person.id == identity)

    @property
    def notify_sent(self) -> list[Any]:
        return self.installation.notify.sent[self._texts_before :]

    @property
    def mail_sent(self) -> list[Any]:
        return self.installation.mail.sent[self._mails_before :]

    def is_settled(self) -> None:
        """Whatever a table that is empty now will hold, has happened in a story. The ledger stays in any case."""
        with self.installation.connect("postgres") as everything:
            tables = [name for (name,) in everything.execute(TABLES)]
            self._fills = [name for name in tables if not _first(everything, f"SELECT EXISTS (SELECT FROM {name})")]

    def begins_anew(self) -> None:
        """Forgets what happened in the last story; people, plans, devices and the ledger stay."""
        self.installation.until_ready()
        self.clock.settles()
        with self.installation.connect("postgres") as everything:
            everything.execute("SET session_replication_role = replica")  # tables that refuse to be emptied
            for table in self._fills:
                everything.execute(f"DELETE FROM {table}")
        self._texts_before = len(self.installation.notify.sent)
        self.installation.voice.forgets()
        self.installation.push.forgets()
        self._mails_before = len(self.installation.mail.sent)


TABLES = """
    SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
    AND NOT relispartition AND NOT starts_with(relname, 'ledger_')
"""
NOT_AWAITED = "UPDATE devices_lastheard SET wake_on_check_in = false, last_check_in_at = NULL"


def settle_in(installation: Installation, *, workers: int = 0) -> Town:
    """Puts the people of `tests.inhabitants` into a running installation."""
    described = installation.inside("tests.inhabitants", "settle", workers)
    town = Town(installation, Clock(installation), pendants=[tuple(one) for one in described["pendants"]])
    town.is_settled()
    for name, person in described["people"].items():
        person["phone"] = tuple(person.pop("phone", ("", "")))
        town.people[name] = Person(town, **person)
    return town


def _first(connection: psycopg.Connection[Any], query: str) -> Any:
    row = connection.execute(query).fetchone()
    return row[0] if row else None
