"""Interviews planned and held, statements written down and withdrawn: each a line of the file. Signing: `signing`."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from alongside.cases.days import day_after, local_day
from alongside.cases.due import count_next_due
from alongside.cases.events import LONGEST_TEXT, words
from alongside.cases.inquiry import said
from alongside.cases.inquiry.holding import (
    FURTHEST,
    OLDEST,
    held_one,
    held_statement,
    past_day,
    running,
    write,
    zone_of,
)
from alongside.cases.models import Case, Interview, Statement, StatementVersion, Whose
from alongside.cases.queries import people_hurt_in, standing_for
from alongside.incidents.models import Affected
from alongside.ledger.actions import Actor
from alongside.ledger.clock import now
from alongside.machine import Refused

LONGEST_STATEMENT = 100_000


@transaction.atomic
def add_interview(case: Case, whose: str, given: Mapping[str, Any], *, by: Actor) -> Interview:
    """An interview that is planned, or was held: `person`, `starts_at` (aware), `place`, `present`, `notes`, `held`.
    ValidationError by field; `Refused` where the case has ended.
    """
    case = running(case)
    moment = now()
    interview = Interview(
        organisation_id=case.organisation_id,
        case=case,
        whose=_checked_whose(whose),
        made_at=moment,
        made_by=by.name,
        changed_at=moment,
    )
    _fill_interview(interview, given)
    interview.save(force_insert=True)
    what = "interview_held" if interview.state == Interview.State.HELD else "interview_planned"
    write(case, interview, what, *_lines(case, interview), by=by)
    count_next_due(case)
    return interview


@transaction.atomic
def change_interview(
    interview: Interview, given: Mapping[str, Any], *, by: Actor, seen_at: datetime | None = None
) -> Interview:
    """It was held, or something of it is set right; as it stood before is in the file. ValidationError by field; `Refused`."""
    case, interview = held_one(interview, seen_at)
    was = interview.state
    before = _lines(case, interview)
    _fill_interview(interview, given)
    if _lines(case, interview) == before and interview.state == was:
        return interview
    interview.save()
    is_held_now = interview.state == Interview.State.HELD and was != Interview.State.HELD
    what = "interview_held" if is_held_now else "interview_changed"
    write(case, interview, what, *_lines(case, interview), by=by)
    count_next_due(case)
    return interview


@transaction.atomic
def call_off_interview(interview: Interview, why: str, *, by: Actor, seen_at: datetime | None = None) -> Interview:
    """It is not held. ValidationError without a reason; `Refused` where it was held."""
    case, interview = held_one(interview, seen_at)
    if interview.state != Interview.State.PLANNED:
        raise Refused(f"This cannot be done now: it is {interview.get_state_display().lower()}.", "why")
    interview.state, interview.notes = Interview.State.CALLED_OFF, words(why, "why", "Write why.", longest=LONGEST_TEXT)
    interview.save(update_fields=["state", "notes"])
    write(case, interview, "interview_called_off", *_lines(case, interview), by=by)
    count_next_due(case)
    return interview


@transaction.atomic
def write_statement(
    case: Case, whose: str, given: Mapping[str, Any], affected: Affected | None = None, *, by: Actor
) -> StatementVersion:
    """Somebody's statement, written down for the first time: `witness`, `age` (None over 18), `occupation`, `words`, `taken_on`,
    `taken_at_place`, `taken_by`, `reader`, `occurrence_number`. ValidationError by field; `Refused`.
    """
    case = running(case)
    whose = _checked_whose(whose)
    if affected is not None and (whose != Whose.HURT or not people_hurt_in(case).filter(pk=affected.pk).exists()):
        raise ValidationError({"affected": "Choose a person hurt of this case, or nobody."})
    statement = Statement.objects.create(
        organisation_id=case.organisation_id, case=case, whose=whose, affected=affected, changed_at=now()
    )
    version = _add_version(case, statement, 1, "", given, by=by)
    write(case, statement, "statement_written", *said.version_lines(version), by=by)
    return version


@transaction.atomic
def write_version(
    statement: Statement, given: Mapping[str, Any], why: str, *, by: Actor, seen_at: datetime | None = None
) -> StatementVersion:
    """The statement written down anew, and why; the earlier versions stay as they are. ValidationError by field; `Refused`."""
    case, statement = held_statement(statement, seen_at)
    why = words(why, "why", "Write why there is another version.")
    number = statement.versions.latest("number").number + 1
    version = _add_version(case, statement, number, why, given, by=by)
    write(case, statement, "statement_version", *said.version_lines(version), by=by)
    return version


@transaction.atomic
def withdraw_statement(
    statement: Statement, on: date, why: str, *, by: Actor, seen_at: datetime | None = None
) -> Statement:
    """Whoever made it does not stand by it any more. Its versions stay. ValidationError by field; `Refused`."""
    case, statement = held_statement(statement, seen_at)
    day = past_day(case, on, "on")
    if day < statement.versions.earliest("number").taken_on:
        raise ValidationError({"on": "It cannot have been withdrawn before it was taken."})
    statement.withdrawn_on, statement.withdrawn_why = day, words(why, "why", "Write why it is withdrawn.")
    statement.save(update_fields=["withdrawn_on", "withdrawn_why"])
    lines = [_whose_words(statement), said.long_day(day), statement.withdrawn_why]
    write(case, statement, "statement_withdrawn", *lines, by=by)
    return statement


@transaction.atomic
def stand_by_statement(statement: Statement, why: str, *, by: Actor, seen_at: datetime | None = None) -> Statement:
    """They stand by it after all, or it was noted by mistake that they do not. ValidationError without a reason; `Refused`."""
    case, statement = held_statement(statement, seen_at, withdrawn=True)
    why = words(why, "why", "Write how you know.")
    statement.withdrawn_on, statement.withdrawn_why = None, ""
    statement.save(update_fields=["withdrawn_on", "withdrawn_why"])
    write(case, statement, "statement_stands", _whose_words(statement), why, by=by)
    return statement


def _whose_words(statement: Statement) -> str:
    return f"Of {statement.versions.latest('number').witness}"


def _add_version(
    case: Case, statement: Statement, number: int, why: str, given: Mapping[str, Any], *, by: Actor
) -> StatementVersion:
    age = given.get("age")
    if age is not None and not 1 <= age <= 17:
        raise ValidationError({"age": "Write the age in years, 1 to 17; leave it empty for somebody over 18."})
    return StatementVersion.objects.create(
        organisation_id=statement.organisation_id,
        statement=statement,
        number=number,
        why=why,
        witness=words(given["witness"], "witness", "Write whose statement it is.", longest=200),
        age=age,
        occupation=words(given.get("occupation") or "", "occupation", longest=200),
        occurrence_number=words(given.get("occurrence_number") or "", "occurrence_number", longest=60),
        words=words(given["words"], "words", "Write what they state.", longest=LONGEST_STATEMENT),
        taken_on=past_day(case, given["taken_on"], "taken_on"),
        taken_at_place=words(given["taken_at_place"], "taken_at_place", "Write where it was taken.", longest=200),
        taken_by=words(given["taken_by"], "taken_by", "Write who wrote it down.", longest=200),
        reader=words(given.get("reader") or "", "reader", longest=200),
        made_at=now(),
        made_by=by.name,
    )


def _fill_interview(interview: Interview, given: Mapping[str, Any]) -> None:
    starts_at = given["starts_at"]
    if not now() - OLDEST < starts_at < now() + FURTHEST:
        raise ValidationError({"on": "Choose a day that can be meant."})
    case = standing_for(interview.case)
    day_after(local_day(case.organisation, starts_at), "on", case.organisation, case.occurred_at)
    if given["held"] and starts_at > now():
        raise ValidationError({"on": "It cannot have been held in the future."})
    if interview.state == Interview.State.HELD and not given["held"]:
        raise ValidationError({"held": "It was held: that is in the file. Set right what is wrong about it."})
    missing = "Write what was said." if given["held"] else ""
    interview.person = words(given["person"], "person", "Write who is interviewed.", longest=200)
    interview.place = words(given.get("place") or "", "place", longest=200)
    interview.present = words(given.get("present") or "", "present", longest=500)
    interview.notes = words(given.get("notes") or "", "notes", missing, longest=LONGEST_TEXT)
    interview.starts_at = starts_at
    interview.state = Interview.State.HELD if given["held"] else Interview.State.PLANNED


def _lines(case: Case, interview: Interview) -> list[str]:
    return said.interview_lines(interview, interview.starts_at.astimezone(zone_of(case)))


def _checked_whose(whose: str) -> str:
    if whose not in Whose.values:
        raise ValidationError({"whose": "Choose who it is."})
    return whose
