"""Physical assaults that were returned to the national case managers: asked about, chased, helped with, stepped into."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache, reduce
from importlib.resources import files
from operator import or_
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.db.models import Exists, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from alongside.cases.models import Case, Referral, ReferralMessage, Snapshot
from alongside.cases.referrals.presenters import ASKS
from alongside.cases.referrals.queries import received_by
from alongside.cases.referrals.receiving import held_by_receiver, record_with_receiver
from alongside.cases.referrals.sending import Kind, change, check_writing, say
from alongside.cases.referrals.telling import tell_sender
from alongside.cases.tracks.case import CASE
from alongside.cases.tracks.referral import SHOWN
from alongside.ledger.actions import Actor
from alongside.ledger.clock import now
from alongside.machine import Refused
from alongside.people.days import today_in
from alongside.people.models import Organisation

NATIONAL = "national"
PROMPTS = {
    Kind.CHASE: "What do you remind them of?",
    Kind.HELP: "What help do you offer?",
    Kind.STEPPED_IN: "What did you do?",
}
ACTS = {Kind.CHASE: "Remind them", Kind.HELP: "Offer help", Kind.STEPPED_IN: "Note that you stepped in"}
"""What a national case manager does besides asking, with its button."""


@dataclass(frozen=True, slots=True)
class Age:
    """How long ago the assault is at least."""

    months: int
    label: str


AGES = {
    "3m": Age(3, "Over 3 months"),
    "6m": Age(6, "Over 6 months"),
    "1y": Age(12, "Over a year"),
}


@cache
def late_after() -> timedelta:
    """How long an answer is waited for."""
    read = tomllib.loads(files(__package__).joinpath("national.toml").read_text("utf-8"))
    return timedelta(days=read["late_after_days"])


@transaction.atomic
def act_on_returned(referral: Referral, kind: str, text: str, *, by: Actor) -> ReferralMessage:
    """Reminds them, offers help, or says that one stepped in. The owner sees it on the case. Raises `Refused`;
    ValidationError at `text`.
    """
    if kind not in ACTS:
        raise Refused("Choose what happened.")
    referral = held_by_receiver(referral)
    if referral.purpose != NATIONAL:
        raise Refused("This was not returned to the national case managers.")
    said = check_writing(referral, text, None, by_receiver=True)
    tell_sender(referral, f"referral_{kind}", by=by, text=said)
    message = say(referral, kind, said, by=by, by_receiver=True)
    change(referral)
    record_with_receiver(referral, kind, by)
    return message


@dataclass(frozen=True, slots=True)
class ReturnedFilters:
    """How the list is narrowed."""

    words: str = ""
    """A part of its number, or of the name of the body that returned it."""
    status: str = ""
    organisation: str = ""
    older: str = ""
    """One of `AGES`."""
    late: str = ""

    def query(self) -> dict[str, str]:
        """As an address has it."""
        found = {
            "q": self.words,
            "status": self.status,
            "organisation": self.organisation,
            "older": self.older,
            "late": self.late,
        }
        return {name: value for name, value in found.items() if value}


def read_filters(asked: Mapping[str, str]) -> ReturnedFilters:
    """What an address asks for; what is no filter narrows nothing."""
    status = asked.get("status", "")
    try:
        organisation = str(UUID(asked.get("organisation", "")))
    except ValueError:
        organisation = ""
    return ReturnedFilters(
        words=asked.get("q", "").replace("\x00", "").strip()[:100],
        status=status if status in Case.Status.values else "",
        organisation=organisation,
        older=asked["older"] if asked.get("older") in AGES else "",
        late="yes" if asked.get("late") == "yes" else "",
    )


def returned_to(user: Any, filters: ReturnedFilters | None = None) -> QuerySet[Referral]:
    """What was returned to the caller and can still be read, the oldest assault first, with where the case stood when it was
    sent or they were told last, the latest news of it, since when an answer is waited for, and whether somebody stepped in.
    """
    latest = Snapshot.objects.filter(referral=OuterRef("pk")).order_by("-number")
    answers = ReferralMessage.objects.filter(answers=OuterRef("pk"))
    waiting = ReferralMessage.objects.filter(~Exists(answers), referral=OuterRef("pk"), by_receiver=True, kind__in=ASKS)
    news = ReferralMessage.objects.filter(referral=OuterRef("pk"), kind=Kind.MOVED_ON).order_by("-at", "-pk")
    of_case = news.exclude(case_status="").filter(at__gt=Subquery(_sent_last(OuterRef("referral"))))
    stepped = ReferralMessage.objects.filter(referral=OuterRef("pk"), kind=Kind.STEPPED_IN)
    found = (
        received_by(user)
        .filter(purpose=NATIONAL, status__in=SHOWN)
        .annotate(
            case_status=Coalesce(
                Subquery(of_case.values("case_status")[:1]), Subquery(latest.values("case_status")[:1])
            ),
            news=Subquery(news.values("text")[:1]),
            news_at=Subquery(news.values("at")[:1]),
            occurred_on=Subquery(latest.values("occurred_on")[:1]),
            waits_since=Subquery(waiting.order_by().values("referral").annotate(first=Min("at")).values("first")),
            stepped_in=Exists(stepped),
        )
        .order_by("occurred_on", "pk")
    )
    wanted = filters or ReturnedFilters()
    if wanted.status:
        found = found.filter(case_status=wanted.status)
    if wanted.organisation:
        found = found.filter(organisation_id=UUID(wanted.organisation))
    if wanted.words:
        found = found.filter(Q(reference__icontains=wanted.words) | Q(organisation__name__icontains=wanted.words))
    if wanted.older:
        found = _older_than(found, AGES[wanted.older].months)
    if wanted.late:
        found = found.filter(waits_since__lt=now() - late_after())
    return found


def _sent_last(referral: Any) -> QuerySet[Any]:
    """When a copy was sent last."""
    return Snapshot.objects.filter(referral=referral).order_by("-number").values("sent_at")[:1]


def _older_than(found: QuerySet[Any], months: int) -> QuerySet[Any]:
    """Those whose assault is longer ago than so many months, where whoever receives it is."""
    receivers = Organisation.objects.filter(pk__in=found.order_by().values("to_organisation"))
    before = {one.pk: today_in(one) - relativedelta(months=months) for one in receivers}
    fits = [Q(to_organisation=key, occurred_on__lt=day) for key, day in before.items()]
    return found.filter(reduce(or_, fits, Q(pk=None)))


def senders_to(user: Any) -> list[Organisation]:
    """The bodies that returned something to the caller."""
    keys = returned_to(user).order_by().values("organisation")
    return list(Organisation.objects.filter(pk__in=keys).order_by("name"))


@dataclass(frozen=True, slots=True)
class Returned:
    """A returned case in the list."""

    referral: Any
    state: str
    kind: str
    days: int
    """Since the assault."""
    late: bool


def row_of(referral: Any) -> Returned:
    """One of `returned_to`."""
    state = CASE.state(referral.case_status)
    late = referral.waits_since is not None and referral.waits_since < now() - late_after()
    return Returned(
        referral, state.label, state.kind, (today_in(referral.to_organisation) - referral.occurred_on).days, late
    )


COLUMNS = (
    "Number",
    "Organisation",
    "Case stood at",
    "Happened",
    "Days ago",
    "Waits since",
    "Late",
    "Stepped in",
    "News",
    "News of",
)


def table(referrals: Iterable[Any], counted: dict[Any, int]) -> Iterator[list[Any]]:
    """The list to take away: codes and days alone. `counted`: rows of each receiving body."""
    yield list(COLUMNS)
    for one in referrals:
        counted[one.to_organisation_id] = counted.get(one.to_organisation_id, 0) + 1
        row = row_of(one)
        zone = ZoneInfo(one.to_organisation.time_zone)
        since = one.waits_since.astimezone(zone) if one.waits_since else ""
        yield [
            one.reference,
            one.organisation.name,
            row.state,
            one.occurred_on,
            row.days,
            since,
            row.late,
            bool(one.stepped_in),
            one.news or "",
            one.news_at.astimezone(zone) if one.news_at else "",
        ]
