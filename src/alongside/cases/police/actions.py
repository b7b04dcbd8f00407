"""What happens to an offence with the police: each move a line of the file, with the deadlines that begin and end with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from alongside.cases.codes import code_list
from alongside.cases.events import LONGEST_TEXT, LONGEST_WHY, running_case, words
from alongside.cases.models import PoliceMove, PoliceTrack, PoliceVictim
from alongside.cases.moving_on import News, moved_on
from alongside.cases.police import clocks, law, said
from alongside.cases.police.holding import held_track, moment_of, past_day, today_of, write
from alongside.cases.police.news import expect_news_of
from alongside.cases.police.orders import record_order
from alongside.cases.police.queries import last_move_of
from alongside.cases.tracks.police import CHARGEABLE, NEWS, NOT_REPORTED, POLICE, REVIEW
from alongside.incidents.models import Affected, Incident, Responsible
from alongside.ledger.actions import Actor
from alongside.ledger.clock import now
from alongside.machine import Move, Refused

LENGTHS = {
    "offence_words": 300,
    "force": 100,
    "incident_number": 60,
    "crime_number": 60,
    "officer": 200,
    "officer_contact": 300,
    "charge": 1_000,
}
SETS: Mapping[str, tuple[str, ...]] = {
    "report": ("force", "incident_number", "crime_number", "officer", "officer_contact"),
    "record_crime": ("crime_number", "officer", "officer_contact"),
    "investigate": ("crime_number", "officer", "officer_contact"),
    "send_file": ("crime_number",),
    "police_end": ("nfa_reason",),
    "cps_ends": ("nfa_reason",),
    "dispose_out_of_court": ("disposal",),
    "charge": ("charge",),
    "lay_information": ("charge",),
}
"""The columns that a move may set."""
CORRECTED = (
    *("offence", "offence_words", "summary_only", "responsible", "unreported_reason", "force", "incident_number"),
    *("crime_number", "officer", "officer_contact", "nfa_reason", "disposal", "charge"),
)
"""The columns that can be set right."""
MISSING = {
    "unreported_reason": "Choose why it was not reported.",
    "force": "Write which police force.",
    "incident_number": "Write the police's incident number.",
    "crime_number": "Write the crime number.",
    "nfa_reason": "Choose why.",
    "disposal": "Choose how.",
    "charge": "Write the charge.",
}


@dataclass(frozen=True, slots=True)
class Victim:
    """Somebody against whom an offence was; None where nobody knows."""

    affected: Affected
    emergency_worker: bool | None = None
    enhanced_rights: bool | None = None


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence or an order, as it comes with a move."""

    kind: str
    words: str = ""
    ends_on: date | None = None
    amount_pence: int | None = None


@transaction.atomic
def open_track(
    incident: Incident,
    offence: str,
    victims: Sequence[Victim] = (),
    *,
    unreported_reason: str = "to_be_decided",
    offence_words: str = "",
    summary_only: bool | None = None,
    responsible: Responsible | None = None,
    by: Actor,
) -> PoliceTrack:
    """Begins the track of an offence that might be told to the police. ValidationError by field; `Refused`.

    Whether magistrates alone can try it follows the code list where that says so.
    """
    case = running_case(incident)
    moment = now()
    track = PoliceTrack(organisation_id=case.organisation_id, incident=incident, made_at=moment, changed_at=moment)
    wanted = {
        "offence": offence,
        "offence_words": offence_words,
        "summary_only": summary_only,
        "responsible": responsible,
        "unreported_reason": unreported_reason,
    }
    for name, value in _checked(track, wanted).items():
        setattr(track, name, value)
    track.save(force_insert=True)
    _set_victims(track, victims)
    clocks.count_limit(track, by=by)
    write(
        case,
        track,
        "police_opened",
        said.told(
            said.offence_of(track),
            said.line("offence_words", track.offence_words),
            said.line("unreported_reason", track.unreported_reason),
            map(said.person, track.victims.select_related("affected")),
        ),
        by=by,
        after={"offence": track.offence, "people": [victim.affected.number for victim in victims]},
    )
    return track


@transaction.atomic
def move_track(
    track: PoliceTrack, act: str, given: Mapping[str, Any], *, by: Actor, seen_at: datetime | None = None
) -> PoliceMove:
    """Moves a track on (`tracks.police`) with the facts that come with it: `decided_on` (a day), `text`, the columns of `SETS`,
    `sentence` (`Sentence`), `news_on` (the day on which the police are asked next).

    Raises `Refused`, `Overtaken`, ValidationError by field.
    """
    case, track = held_track(track, seen_at)
    needed = {**given, "sentence": given["sentence"].kind if given.get("sentence") else None}
    move = POLICE.check(track.state, act, needed)
    if needed["sentence"] and "sentence" not in move.needs:
        raise ValidationError({"sentence": "A sentence is recorded when the court passes it, after its verdict."})
    last = last_move_of(track)
    follows = [(last.happened_on, f"“{POLICE.moves[last.act].label}”")] if last else []
    day = past_day(track, given.get("decided_on") or today_of(track), "decided_on", follows)
    text = words(given.get("text") or "", "text", longest=LONGEST_TEXT)
    values = {name: given[name] for name in SETS.get(act, ()) if given.get(name)}
    values = _checked(track, values) | _review_days(track, move, day)
    state = POLICE.after(track.state, act, needed, earlier=track.state_before)
    values |= {"state": state.code, "state_before": track.state if state.code == REVIEW else ""}
    done = PoliceMove(
        organisation_id=track.organisation_id,
        track=track,
        act=act,
        state_from=track.state,
        state_to=state.code,
        happened_on=day,
        text=text,
        before={name: getattr(track, name) for name in values},
        after=values,
        moved_at=now(),
        moved_by=by.name,
    )
    for name, value in values.items():
        setattr(track, name, value)
    track.save(update_fields=list(values))
    at = moment_of(track, day)
    done.started = [str(duty.pk) for duty in clocks.start_for(track, move.starts, at, by=by)]
    done.ended = [str(duty.pk) for duty in clocks.end_with(track, move, f"On {said.shown('', day)}.", by=by)]
    done.save(force_insert=True)
    if state.code not in CHARGEABLE:
        clocks.count_limit(track, by=by)
    sentence = given.get("sentence")
    if sentence:
        record_order(track, sentence.kind, sentence.words, day, sentence.ends_on, sentence.amount_pence, done, by=by)
    if state.is_end or given.get("news_on"):
        expect_news_of(case, track, None if state.is_end else given["news_on"], by=by)
    lines = [said.line(name, value) for name, value in values.items() if name in said.LABELS]
    write(
        case,
        track,
        "police_moved",
        said.told(f"{move.label}: {said.offence_of(track)}", lines, _order_words(sentence), text),
        by=by,
        at=at,
        before={"state": done.state_from},
        after={"state": state.code, "act": act, "duties": done.started},
    )
    if state.code in NEWS:
        moved_on(case, News(f"{said.offence_of(track)}: {state.label.lower()}."), by=by)
    return done


@transaction.atomic
def take_back_move(track: PoliceTrack, why: str, *, by: Actor, seen_at: datetime | None = None) -> PoliceTrack:
    """The latest move was a mistake: the track stands where it stood, deadlines that it started fall away, those that it
    ended run on. What was set right since stays. The move stays in the history with why.
    """
    case, track = held_track(track, seen_at)
    move = last_move_of(track)
    if move is None:
        raise Refused("There is no move that could be taken back.", "why")
    why = words(why, "why", "Write why it is taken back.")
    values = {
        name: _as_column(name, value)
        for name, value in move.before.items()
        if name in ("state", "state_before") or getattr(track, name) == _as_column(name, move.after[name])
    }
    for name, value in values.items():
        setattr(track, name, value)
    track.save(update_fields=list(values))
    move.taken_back_at, move.taken_back_by, move.taken_back_why = now(), by.name, why
    move.save(update_fields=["taken_back_at", "taken_back_by", "taken_back_why"])
    track.orders.filter(move=move, taken_back_at=None).update(taken_back_at=now(), changed_at=now())
    clocks.take_back(move.started, move.ended, f"What started it was taken back. {why}", by=by)
    clocks.count_limit(track, by=by)
    label = POLICE.moves[move.act].label
    write(
        case,
        track,
        "police_taken_back",
        said.told(f"{label}: {said.offence_of(track)}", why),
        by=by,
        before={"state": move.state_to},
        after={"state": track.state, "act": move.act},
    )
    if move.state_to in NEWS:
        stands = POLICE.state(track.state).label.lower()
        moved_on(
            case, News(f"{said.offence_of(track)}: what was told last was a mistake. It stands at: {stands}."), by=by
        )
    return track


@transaction.atomic
def correct_track(
    track: PoliceTrack,
    given: Mapping[str, Any],
    victims: Sequence[Victim] | None = None,
    *,
    why: str = "",
    by: Actor,
    seen_at: datetime | None = None,
) -> PoliceTrack:
    """Sets right what is known of an offence: the columns of `CORRECTED`, and against whom it was. What stood before stays
    in the file. Nothing is written where nothing differs. Raises ValidationError by field, `Refused`, `Overtaken`.
    """
    case, track = held_track(track, seen_at)
    wanted = _checked(
        track, {"summary_only": track.summary_only} | {one: given[one] for one in CORRECTED if one in given}
    )
    before = {name: getattr(track, name) for name, value in wanted.items() if getattr(track, name) != value}
    for name in before:
        setattr(track, name, wanted[name])
    _check_whole(track)
    if before:
        track.save(update_fields=list(before))
    were = list(track.victims.select_related("affected"))
    people = [said.person(one) for one in were]
    if victims is not None:
        _set_victims(track, victims)
    are = [said.person(one) for one in track.victims.select_related("affected")]
    if not before and people == are:
        return track
    if {"offence", "summary_only"} & set(before) or people != are:
        clocks.count_limit(track, besides=[one.affected for one in were], by=by)
    lines = [said.changed(name, value, wanted[name]) for name, value in before.items()]
    if people != are:
        lines += [f"Before: {'; '.join(people) or 'nobody'}", f"Now: {'; '.join(are) or 'nobody'}"]
    write(
        case,
        track,
        "police_corrected",
        said.told(said.offence_of(track), lines, words(why, "why")),
        by=by,
        after={"fields": [*before, *(["people"] if people != are else [])]},
    )
    return track


@transaction.atomic
def note_step(track: PoliceTrack, kind: str, on: date, text: str = "", *, by: Actor) -> PoliceTrack:
    """An arrest, an interview, bail: a decision of which the police tell those who were hurt. Raises as `move_track` does."""
    case, track = held_track(track)
    if track.state == NOT_REPORTED:
        raise Refused("The police do not know of it yet. Write first that it was reported.", "kind")
    if kind not in code_list("police_steps"):
        raise ValidationError({"kind": "Choose what happened."})
    day = past_day(track, on, "on")
    text = words(text, "text", longest=LONGEST_TEXT)
    at = moment_of(track, day)
    started = clocks.start_for(track, (clocks.DECISION,), at, by=by)
    write(
        case,
        track,
        "police_step",
        said.told(f"{code_list('police_steps').label(kind)}: {said.offence_of(track)}", text),
        by=by,
        at=at,
        after={"kind": kind, "duties": [str(duty.pk) for duty in started]},
    )
    return track


@transaction.atomic
def expect_news(
    track: PoliceTrack, on: date | None, note: str = "", *, by: Actor, seen_at: datetime | None = None
) -> PoliceTrack:
    """The day by which the police have promised, or are asked for, news; None where none is expected."""
    case, track = held_track(track, seen_at)
    note = words(note, "note", longest=LONGEST_TEXT)
    expect_news_of(case, track, on, by=by)
    line = f"Next update due {said.shown('', on)}" if on else "No update is expected"
    write(case, track, "police_news", said.told(f"{line}: {said.offence_of(track)}", note), by=by)
    return track


def _checked(track: PoliceTrack, values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as they may stand in the columns. ValidationError by field."""
    found: dict[str, Any] = {}
    for name, value in values.items():
        if name in said.CODES:
            if (value or name == "offence") and value not in code_list(said.CODES[name]):
                raise ValidationError({name: "Choose from the list."})
            found[name] = value
        elif name == "responsible":
            if value is not None and value.incident_id != track.incident_id:
                raise ValidationError({name: "Choose somebody of this report."})
            found[name] = value
        elif name == "summary_only":
            fixed = law.summary_only(values.get("offence", track.offence))
            found[name] = value if fixed is None else fixed
        else:
            found[name] = words(value or "", name, longest=LENGTHS.get(name, LONGEST_WHY))
    return found


def _check_whole(track: PoliceTrack) -> None:
    """What a state cannot be without (the table holds the same). ValidationError by field."""
    needs: tuple[str, ...] = ("force", "incident_number")
    if track.state == NOT_REPORTED:
        needs = ("unreported_reason",)
    elif track.state == "crime_recorded":
        needs = (*needs, "crime_number")
    elif track.state in ("nfa_police", "nfa_cps"):
        needs = (*needs, "nfa_reason")
    elif track.state == "out_of_court":
        needs = (*needs, "disposal")
    elif track.state in ("charged", "court", "discontinued", "acquitted", "convicted", "orders_made"):
        needs = (*needs, "charge")
    for name in needs:
        if not getattr(track, name):
            raise ValidationError({name: MISSING[name]})


def _set_victims(track: PoliceTrack, victims: Sequence[Victim]) -> None:
    if any(victim.affected.incident_id != track.incident_id for victim in victims):
        raise ValidationError({"people": "Choose people of this report."})
    track.victims.exclude(affected__in=[victim.affected.pk for victim in victims]).delete()
    for victim in victims:
        PoliceVictim.objects.update_or_create(
            track=track,
            affected=victim.affected,
            defaults={
                "organisation_id": track.organisation_id,
                "emergency_worker": victim.emergency_worker,
                "enhanced_rights": victim.enhanced_rights,
            },
        )


def _review_days(track: PoliceTrack, move: Move, day: date) -> dict[str, Any]:
    if move.to == REVIEW:
        return {"review_asked_on": day, "review_decided_on": None}
    if track.state != REVIEW:
        return {}
    if track.review_asked_on is not None and day < track.review_asked_on:
        raise ValidationError({"decided_on": "The review cannot be decided before it was asked for."})
    return {"review_decided_on": day}


def _as_column(name: str, value: Any) -> Any:
    """A value as the column holds it: JSON keeps days as text."""
    if name in ("review_asked_on", "review_decided_on") and isinstance(value, str):
        return date.fromisoformat(value)
    return value


def _order_words(sentence: Sentence | None) -> str:
    return said.told(code_list("sentences").label(sentence.kind), sentence.words) if sentence else ""
