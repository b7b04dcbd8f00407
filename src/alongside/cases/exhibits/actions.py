"""What is done with exhibits and recordings. Each act leaves a line in the file of the case, in its part `evidence`, and in the ledger."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from alongside.cases.days import day_in_words, day_of_act
from alongside.cases.due import count_next_due
from alongside.cases.events import LONGEST_TEXT, Overtaken, held, touch, words, write_event
from alongside.cases.exhibits.queries import last_event_about
from alongside.cases.models import Case, Compartment, Exhibit, FootageRequest, HandOver
from alongside.cases.queries import family_of, standing_for
from alongside.cases.tracks.case import RUNNING
from alongside.cases.tracks.footage import FOOTAGE
from alongside.evidence.actions import receive
from alongside.evidence.keeping.actions import belongs_to
from alongside.evidence.models import StoredFile
from alongside.ledger.actions import Actor
from alongside.ledger.clock import now
from alongside.machine import Refused
from alongside.people.days import today_in

PURPOSE = "case_exhibit"
"""Of a file, in `evidence/media_types.toml`."""
OWNER = "exhibit"
MARK = re.compile(r"[A-Z]{1,6}/[1-9][0-9]{0,3}")
NO_MARK = "Write initials, a stroke and a number: NA/1."
OLDEST = date(1990, 1, 1)
OF_STEP = {"exhibit": "secure", "overwritten_on": "ask_again"}
"""Facts of a recording that one step alone takes."""


@dataclass(frozen=True, slots=True)
class Found:
    """An exhibit as it is described: `mark` "NA/1", `place` and `seal` of a thing that is no file."""

    mark: str
    what: str
    found_on: date
    found_where: str
    found_by: str
    place: str = ""
    seal: str = ""


@transaction.atomic
def ask_footage(
    case: Case,
    camera: str,
    holder: str,
    starts_at: datetime,
    ends_at: datetime,
    why: str,
    asked_on: date,
    overwritten_on: date | None,
    *,
    by: Actor,
) -> FootageRequest:
    """A recording is asked for. ValidationError by field; `Refused` where the case has ended."""
    case = _running(case)
    if ends_at <= starts_at:
        raise ValidationError({"until_time": "Write a time after the beginning."})
    if starts_at > now():
        raise ValidationError({"day": "Choose a time that has passed."})
    day_of_act(asked_on, "asked_on", case.organisation, case.occurred_at)
    if overwritten_on is not None and overwritten_on < asked_on:
        raise ValidationError({"overwritten_on": "Choose a day that is not before you asked."})
    asked = FootageRequest.objects.create(
        organisation_id=case.organisation_id,
        case=case,
        camera=words(camera, "camera", "Write which camera.", longest=300),
        holder=words(holder, "holder", "Write who is asked.", longest=300),
        starts_at=starts_at,
        ends_at=ends_at,
        why=words(why, "why", "Write what it should show."),
        asked_on=asked_on,
        overwritten_on=overwritten_on,
        made_at=now(),
        made_by=by.name,
        changed_at=now(),
    )
    until = (
        f"Written over on {day_in_words(overwritten_on)}" if overwritten_on else "Nobody knows when it is written over"
    )
    _write(case, "footage_asked", asked.pk, f"{asked.camera}\n{asked.holder}\n{until}\n{asked.why}", by=by)
    count_next_due(case)
    return asked


@transaction.atomic
def move_footage(
    asked: FootageRequest, act: str, given: Mapping[str, Any], *, by: Actor, seen_at: datetime | None = None
) -> FootageRequest:
    """Moves a request on (`tracks.footage`). `given`: `text`; of one that is asked again, `overwritten_on` (None: nobody
    knows); of one that is secured, `exhibit`, if it is one.

    Raises `Refused`, `Overtaken`, ValidationError by field.
    """
    case = _running(standing_for(asked.case))
    asked = FootageRequest.objects.select_for_update().get(pk=asked.pk)
    if seen_at is not None and asked.changed_at != seen_at:
        raise Overtaken(last_event_about(asked.pk))
    move = FOOTAGE.check(asked.state, act, given)
    text = words(given.get("text") or "", "text", longest=LONGEST_TEXT)
    exhibit: Exhibit | None = given.get("exhibit")
    _check_of_step(act, given)
    if exhibit is not None:
        exhibit = Exhibit.objects.filter(pk=exhibit.pk, case__in=family_of(case), struck_at=None).first()
        if exhibit is None:
            raise ValidationError({"exhibit": "Choose an exhibit of this case that was not struck out."})
    before, asked.state = asked.state, FOOTAGE.after(asked.state, act, given).code
    if act == "ask_again":
        asked.overwritten_on = given.get("overwritten_on")
    asked.exhibit = exhibit
    asked.changed_at = now()
    asked.save(update_fields=["state", "overwritten_on", "exhibit", "changed_at"])
    lines = [asked.camera, f"Exhibit {asked.exhibit.mark}" if asked.exhibit else "", text]
    _write(
        case,
        "footage_moved",
        asked.pk,
        "\n".join(filter(None, lines)),
        by=by,
        before={"state": before},
        after={"state": asked.state, "act": move.act},
    )
    count_next_due(case)
    return asked


@transaction.atomic
def add_exhibit(case: Case, found: Found, upload: UploadedFile | None, *, by: Actor) -> Exhibit:
    """Takes an exhibit in: a file, or a thing that lies somewhere. ValidationError by field; `Refused`."""
    case = _running(case)
    told = _checked(case, found)
    file = None
    if upload is not None:
        try:
            file = receive(upload, organisation_id=case.organisation_id, purpose=PURPOSE, by=by)
        except ValidationError as error:
            raise ValidationError({"file": error.messages}) from error
    return _add(case, told, file, by=by)


@transaction.atomic
def keep_file_as_exhibit(case: Case, file: StoredFile, found: Found, *, by: Actor) -> Exhibit:
    """Makes a file that has arrived in parts an exhibit. Raises as `add_exhibit` does."""
    case = _running(case)
    return _add(case, _checked(case, found), file, by=by)


@transaction.atomic
def correct_exhibit(exhibit: Exhibit, found: Found, why: str, *, by: Actor, seen_at: datetime | None = None) -> Exhibit:
    """Sets right what is written of an exhibit; what stood before stays in the file. Where a thing is, hand-overs say."""
    case, exhibit = _held(exhibit, seen_at)
    why = words(why, "why", "Write why it is corrected.")
    told = _checked(exhibit.case, found, besides=exhibit.pk)
    wanted = {name: getattr(told, name) for name in ("mark", "what", "found_on", "found_where", "found_by")}
    before = {name: str(getattr(exhibit, name)) for name, value in wanted.items() if getattr(exhibit, name) != value}
    if not before:
        return exhibit
    for name, value in wanted.items():
        setattr(exhibit, name, value)
    exhibit.changed_at = now()
    exhibit.save(update_fields=[*wanted, "changed_at"])
    after = {name: str(wanted[name]) for name in before}
    lines = [exhibit.mark, *(f"{before[name]} → {after[name]}" for name in before), why]
    _write(case, "exhibit_corrected", exhibit.pk, "\n".join(lines), by=by, before=before, after=after)
    return exhibit


@transaction.atomic
def strike_exhibit(exhibit: Exhibit, why: str, *, by: Actor, seen_at: datetime | None = None) -> Exhibit:
    """It was entered by mistake: it stands as struck out, with why; nothing of it is erased."""
    case, exhibit = _held(exhibit, seen_at)
    why = words(why, "why", "Write why it is struck out.")
    if FootageRequest.objects.filter(exhibit=exhibit).exists():
        raise Refused("A recording was secured as this exhibit. It cannot be struck out.", "why")
    exhibit.struck_at = exhibit.changed_at = now()
    exhibit.save(update_fields=["struck_at", "changed_at"])
    _write(case, "exhibit_struck", exhibit.pk, f"{exhibit.mark}\n{why}", by=by)
    return exhibit


@transaction.atomic
def hand_over(
    exhibit: Exhibit,
    at: datetime,
    giver: str,
    taker: str,
    why: str,
    place: str,
    seal: str = "",
    *,
    by: Actor,
    seen_at: datetime | None = None,
) -> HandOver:
    """A thing went into other hands. The chain grows in the order of time and is never changed. ValidationError by field."""
    case, exhibit = _held(exhibit, seen_at)
    if at > now():
        raise ValidationError({"day": "Choose a time that has passed."})
    last = exhibit.hands.order_by("-at", "-pk").first()
    if last is not None and at < last.at:
        raise ValidationError({"day": "It was handed over later than that. Write hand-overs in their order."})
    moment = now()
    handed = HandOver.objects.create(
        organisation_id=case.organisation_id,
        exhibit=exhibit,
        at=at,
        giver=words(giver, "giver", "Write who gave it.", longest=200),
        taker=words(taker, "taker", "Write who took it.", longest=200),
        why=words(why, "why", "Write why."),
        place=words(place, "place", "Write where it is now.", longest=300),
        seal=words(seal, "seal", longest=60),
        recorded_at=moment,
        recorded_by=by.name,
    )
    exhibit.place, exhibit.seal, exhibit.changed_at = handed.place, handed.seal, moment
    exhibit.save(update_fields=["place", "seal", "changed_at"])
    seal_words = f"Seal {handed.seal}" if handed.seal else ""
    lines = [exhibit.mark, f"{handed.giver} → {handed.taker}", handed.place, seal_words, handed.why]
    _write(case, "exhibit_handed", exhibit.pk, "\n".join(filter(None, lines)), by=by, at=at)
    return handed


def _check_of_step(act: str, given: Mapping[str, Any]) -> None:
    for name, step in OF_STEP.items():
        if given.get(name) is not None and act != step:
            raise ValidationError({name: f"This is said only where {FOOTAGE.moves[step].label.lower()}."})


def _add(case: Case, told: Found, file: StoredFile | None, *, by: Actor) -> Exhibit:
    if file is None and not told.place:
        raise ValidationError({"place": "Choose a file, or write where the thing is."})
    moment = now()
    exhibit = Exhibit.objects.create(
        organisation_id=case.organisation_id,
        case=case,
        mark=told.mark,
        what=told.what,
        found_on=told.found_on,
        found_where=told.found_where,
        found_by=told.found_by,
        file=file,
        place=told.place,
        seal=told.seal,
        made_at=moment,
        made_by=by.name,
        changed_at=moment,
    )
    if file is not None:
        belongs_to(file, OWNER, exhibit.pk)
    lines = [
        f"{exhibit.mark}: {exhibit.what}",
        exhibit.found_where,
        f"SHA-256 {file.sha256}" if file else exhibit.place,
    ]
    after = {"exhibit": exhibit.mark, **({"file": str(file.pk)} if file else {})}
    _write(case, "exhibit_added", exhibit.pk, "\n".join(lines), by=by, after=after)
    return exhibit


def _checked(case: Case, found: Found, *, besides: UUID | None = None) -> Found:
    mark = found.mark.strip().upper()
    if not MARK.fullmatch(mark):
        raise ValidationError({"mark": NO_MARK})
    others = Exhibit.objects.filter(case=case, mark=mark)
    if (others.exclude(pk=besides) if besides else others).exists():
        raise ValidationError({"mark": f"There is an exhibit {mark} already."})
    _check_past(case, found.found_on, "found_on")
    return Found(
        mark=mark,
        what=words(found.what, "what", "Write what it is.", longest=300),
        found_on=found.found_on,
        found_where=words(found.found_where, "found_where", "Write where it was found.", longest=300),
        found_by=words(found.found_by, "found_by", "Write who found it.", longest=200),
        place=words(found.place, "place", longest=300),
        seal=words(found.seal, "seal", longest=60),
    )


def _check_past(case: Case, day: date, name: str) -> None:
    if not OLDEST <= day <= today_in(case.organisation):
        raise ValidationError({name: "Choose a day that has come."})


def _running(case: Case) -> Case:
    fresh = held(case)
    if fresh.status not in RUNNING:
        raise Refused("This cannot be done now: the case has ended. Open it again first.")
    return fresh


def _held(exhibit: Exhibit, seen_at: datetime | None) -> tuple[Case, Exhibit]:
    case = _running(standing_for(exhibit.case))
    fresh = Exhibit.objects.select_for_update(of=("self",)).get(pk=exhibit.pk)
    if seen_at is not None and fresh.changed_at != seen_at:
        raise Overtaken(last_event_about(fresh.pk))
    if fresh.struck_at is not None:
        raise Refused("This exhibit was struck out.")
    return case, fresh


def _write(case: Case, what: str, about: UUID, text: str, *, by: Actor, **more: Any) -> None:
    touch(case)
    kind = "footage" if what.startswith("footage") else "exhibit"
    write_event(case, what, by=by, compartment=Compartment.EVIDENCE, text=text, about=(kind, about), **more)
