"""Every change of a violence marker: one transaction, with a step of its history and an entry of the ledger."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from alongside.ledger.actions import SYSTEM, Actor, record
from alongside.ledger.clock import now
from alongside.machine import Refused
from alongside.people.days import today_in
from alongside.people.models import Organisation
from alongside.risk.markers.factors import FACTORS, MARKS
from alongside.risk.markers.notices import tell
from alongside.risk.markers.origins import reports
from alongside.risk.markers.settings import rules_of
from alongside.risk.markers.states import (
    ACTIVE,
    APPEAL_RESULTS,
    BY_ITSELF,
    DECISIONS,
    ENDED,
    INTERIM,
    MARKER,
    PROPOSED,
)
from alongside.risk.models import Ground, Marker, MarkerStep
from alongside.risk.occasions import moved_on
from alongside.risk.subjects import Who, subject_for

LONGEST = 2_000
LONGEST_ADVICE = 500
DECIDED_BEFORE = "{who} decided on this marker before. Somebody who did not decides on the appeal: choose others, and let one of them enter it."


@dataclass(frozen=True, slots=True)
class Decider:
    """Somebody who decided. `id` is their place here; None where they have none (a safeguarding lead of the council)."""

    id: UUID | None
    name: str


@dataclass(frozen=True, slots=True)
class Given:
    """What comes with a move: see `states.MARKER`, which says what each needs."""

    why: str = ""
    advice: str = ""
    review_on: date | None = None
    deciders: Sequence[Decider] = ()
    appellant: str = ""


@transaction.atomic
def propose(
    organisation: Organisation,
    who: Who,
    *,
    incidents: Sequence[UUID],
    marks: Mapping[str, int],
    proposal: str,
    medical_factors: str = "",
    origin: tuple[str, UUID] | None = None,
    by: Actor,
) -> Marker:
    """Proposes a marker on reports of what happened; only the panel sees it.

    Raises ValidationError by field: no report, a factor that was not weighed, no reason, nobody it is about, or one about them
    that stands already.
    """
    wrong: dict[str, Any] = {}
    if not incidents:
        wrong["incidents"] = "A marker stands only on a report of what happened. Choose one."
    for name in MARKS:
        if not isinstance(marks.get(name), int) or not 0 <= marks[name] < len(FACTORS[name][1]):
            wrong[name] = "Choose one of the answers."
    if not _says_something(proposal):
        wrong["proposal"] = "Write why a marker is needed."
    wrong |= _too_long({"proposal": proposal, "medical_factors": medical_factors})
    if wrong:
        raise ValidationError(wrong)
    subject = subject_for(organisation, who)
    standing = Marker.objects.filter(subject=subject).exclude(state__in=ENDED).first()
    if standing is not None:
        raise ValidationError(
            {"name": f"There is a marker about them already: marker {standing.number}. Add the report to it."}
        )
    moment = now()
    last = Marker.objects.filter(organisation=organisation).aggregate(last=Max("number"))["last"]
    marker = Marker.objects.create(
        organisation=organisation,
        number=(last or 0) + 1,
        subject=subject,
        state=PROPOSED,
        state_since=moment,
        **{name: marks[name] for name in MARKS},
        medical_factors=medical_factors.strip(),
        proposal=proposal.strip(),
        proposed_at=moment,
        proposed_by=by.name,
        proposed_by_id=by.id,
        origin_type=origin[0] if origin else "",
        origin_id=origin[1] if origin else None,
    )
    for incident_id in dict.fromkeys(incidents):
        _ground(marker, incident_id, moment, by)
    _step(marker, "propose", "", Given(why=marker.proposal), moment, by)
    tell(marker, "proposed", today_in(organisation, moment), but_not=by.id)
    return marker


@transaction.atomic
def add_ground(marker: Marker, incident_id: UUID, *, by: Actor) -> None:
    """One more report on which the marker rests. Raises `Refused` where it has ended; the same again changes nothing."""
    marker = hold(marker)
    if marker.state in ENDED:
        raise Refused("The marker has ended: propose a new one.", "report")
    if marker.grounds.filter(incident_id=incident_id).exists():
        return
    moment = now()
    _ground(marker, incident_id, moment, by)
    _step(marker, "add_report", marker.state, Given(), moment, by, incident=str(incident_id))
    reports().added(incident_id)


@transaction.atomic
def move(marker: Marker, act: str, given: Given = Given(), *, by: Actor, seen: str = "") -> Marker:
    """Moves a marker on. `seen` is the state in which whoever acts saw it, where they saw it on a page.

    Raises `Refused` and `Missing` (`alongside.machine`) for what cannot be done now, ValidationError by field for a review too far
    ahead, too few names, an appeal decided by who decided before, or words that are too long.
    """
    marker = hold(marker)
    if seen and seen != marker.state:
        raise Refused(f"Somebody changed it meanwhile: {MARKER.state(marker.state).label.lower()}. Look at it again.")
    if (act in BY_ITSELF) != (by == SYSTEM):
        raise Refused("This cannot be done.", "act")
    facts = {name: getattr(given, name) for name in Given.__slots__} | {"deciders": list(given.deciders)}
    after = MARKER.after(marker.state, act, facts).code
    _check(marker, act, given, by)
    before, moment = marker.state, now()
    marker.state = after
    if before != after:
        marker.state_since = moment
    if given.advice.strip():
        marker.advice = given.advice.strip()
    if after == INTERIM and before != INTERIM:
        marker.interim_until = moment + timedelta(days=rules_of(marker.organisation).interim_days)
    if given.review_on is not None:
        marker.review_on, marker.lapses_on = given.review_on, None
        soon = given.review_on <= today_in(marker.organisation) + timedelta(
            days=rules_of(marker.organisation).remind_days
        )
        marker.reminded_on = today_in(marker.organisation) if soon else None
    if after == ACTIVE and act in ("decide", "renew", "vary"):
        marker.decided_at = moment
    if after in ENDED:
        marker.lapses_on = None
    marker.save()
    _step(marker, act, before, given, moment, by)
    if act == "appeal":
        tell(marker, "appealed", today_in(marker.organisation, moment), hears_appeals=True, but_not=by.id)
    return marker


def hold(marker: Marker) -> Marker:
    """The marker as it stands, locked until the transaction ends."""
    held = Marker.objects.select_for_update(of=("self",)).select_related("organisation", "subject__about")
    return held.get(pk=marker.pk)


def _check(marker: Marker, act: str, given: Given, by: Actor) -> None:
    rules, today = rules_of(marker.organisation), today_in(marker.organisation)
    wrong: dict[str, Any] = _too_long({"why": given.why})
    if act == "warn" and marker.interim_until is not None:
        raise Refused("There was an interim warning already. Now it is decided, one way or the other.", "act")
    if given.advice and len(given.advice) > LONGEST_ADVICE:
        wrong["advice"] = f"Write at most {LONGEST_ADVICE} characters: it is read at a door."
    if given.review_on is not None:
        latest = today + timedelta(days=rules.longest_review_days)
        if not today < given.review_on <= latest:
            wrong["review_on"] = f"Choose a day after today, and no later than {latest.day} {latest:%B %Y}."
    names = {decider.name.casefold() for decider in given.deciders}
    if "deciders" in MARKER.moves[act].needs and len(names) < rules.panel_at_least:
        wrong["deciders"] = f"At least {rules.panel_at_least} people decide together here. Name them."
    if act in APPEAL_RESULTS and (before := _who_decided(marker) & _keys(given.deciders, by)):
        wrong["deciders"] = DECIDED_BEFORE.format(who=_name_of(marker, given, by, before))
    if wrong:
        raise ValidationError(wrong)


def _who_decided(marker: Marker) -> set[str]:
    """Everybody who decided that the marker stands: by the key of their place, of their account, and by name."""
    found: set[str] = set()
    for step in marker.steps.filter(act__in=[*DECISIONS, "vary"]):
        people = [Decider(UUID(one["id"]) if one["id"] else None, one["name"]) for one in step.deciders]
        found |= _keys(people, Actor("user", step.by_id, step.by))
    return found


def _keys(deciders: Sequence[Decider], by: Actor) -> set[str]:
    ids = {str(one.id) for one in deciders if one.id}
    return ids | {one.name.casefold() for one in deciders} | {by.name.casefold()} | ({str(by.id)} if by.id else set())


def _name_of(marker: Marker, given: Given, by: Actor, keys: set[str]) -> str:
    for one in given.deciders:
        if {str(one.id), one.name.casefold()} & keys:
            return one.name
    return by.name


def _ground(marker: Marker, incident_id: UUID, moment: datetime, by: Actor) -> None:
    Ground.objects.create(
        organisation_id=marker.organisation_id,
        marker=marker,
        incident_id=incident_id,
        added_at=moment,
        added_by=by.name,
    )


def _step(marker: Marker, act: str, before: str, given: Given, moment: datetime, by: Actor, **more: str) -> None:
    step = MarkerStep.objects.create(
        organisation_id=marker.organisation_id,
        marker=marker,
        act=act,
        from_state=before,
        to_state=marker.state,
        why=given.why.strip(),
        advice=given.advice.strip(),
        review_on=given.review_on,
        deciders=[{"id": str(one.id) if one.id else None, "name": one.name} for one in given.deciders],
        appellant=given.appellant,
        at=moment,
        by=by.name,
        by_id=by.id,
    )
    record(
        f"marker.{VERBS.get(act, act)}",
        "marker",
        marker.pk,
        organisation_id=marker.organisation_id,
        actor=by,
        details={
            "from": before,
            "to": marker.state,
            **({"review_on": given.review_on.isoformat()} if given.review_on else {}),
            **({"deciders": [str(one.id) for one in given.deciders if one.id]} if given.deciders else {}),
            **more,
        },
    )
    moved_on.send(MarkerStep, marker=marker, step=step, by=by)


VERBS = {
    "propose": "proposed",
    "add_report": "report_added",
    "warn": "warned",
    "decide": "decided",
    "decline": "declined",
    "change_advice": "advice_changed",
    "renew": "renewed",
    "remove": "removed",
    "lapse": "lapsed",
    "appeal": "appealed",
    "uphold": "appeal_upheld",
    "vary": "appeal_varied",
    "dismiss": "appeal_dismissed",
    "enter_in_error": "entered_in_error",
    "interim_ends": "interim_ended",
    "review_comes_due": "review_due",
}
"""How the ledger calls each."""


def _says_something(text: str) -> bool:
    return any(sign.isalnum() for sign in text)


def _too_long(texts: Mapping[str, str]) -> dict[str, str]:
    return {name: f"Write at most {LONGEST:,} characters." for name, text in texts.items() if len(text) > LONGEST}
