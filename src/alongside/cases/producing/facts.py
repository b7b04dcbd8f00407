"""What documents of a case are filled with: plain JSON with the fields of their kinds, days and codes in words."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from alongside.cases.codes import code_list
from alongside.cases.models import Case, PoliceTrack
from alongside.cases.police import said
from alongside.cases.tracks.police import POLICE
from alongside.incidents.duties.presenters import long_day
from alongside.incidents.models import Identity
from alongside.ledger.clock import now

Data = dict[str, Any]


def sent(case: Case, sender: str) -> Data:
    """What every letter of a case has."""
    return {
        "today": long_day(today_of(case)),
        "organisation": case.organisation.name,
        "reference": case.reference,
        "sender": sender,
    }


def police_update(case: Case, track: PoliceTrack, *, sender: str, answer_by: date, more: str) -> Data:
    """For the letter that asks the police how it stands; no name of anybody hurt."""
    return {
        **sent(case, sender),
        **_offence(track),
        "officer": track.officer,
        "force": track.force,
        "incident_number": track.incident_number,
        "state": POLICE.state(track.state).label.lower(),
        "state_since": _since(track),
        "answer_by": long_day(answer_by),
        "more": more,
    }


def review(case: Case, track: PoliceTrack, person: str, *, sender: str, to: str, grounds: str) -> Data:
    """For the letter that asks for a review of what police or prosecutor decided."""
    reason = code_list("nfa_reasons").label(track.nfa_reason).lower() if track.nfa_reason else ""
    return {
        **sent(case, sender),
        **_offence(track),
        "to": to,
        "person": person,
        "decision": POLICE.state(track.state).label.lower(),
        "decided_on": _since(track),
        "reason": reason,
        "grounds": grounds,
    }


def outcome(
    case: Case, identity: Identity, happened_at: datetime, *, reported: bool, sender: str, words: str, support: str
) -> Data:
    """For the letter to somebody who was hurt."""
    return {
        **sent(case, sender),
        "person": name_of(identity),
        "address": identity.address,
        "happened_on": long_day(local(case, happened_at).date()),
        "reported": reported,
        "words": words,
        "support": support,
    }


def sanction_letter(text: str, organisation: str) -> Data:
    """For a letter about a sanction: its approved words, without what the page brings itself: the name on top, the lines to sign."""
    words, _, slip = text.partition("\n-----\n")
    first, _, rest = words.lstrip().partition("\n")
    if first.strip() == organisation:
        words = rest
    kept = [line for line in slip.splitlines() if line.strip().rstrip(":") not in ("Name", "Signed", "Date")]
    return {"words": words.strip(), "slip": "\n".join(kept).strip()}


def name_of(identity: Identity) -> str:
    """What somebody hurt is called; "" where nobody knows."""
    return identity.name or (identity.staff.name if identity.staff else "")


def today_of(case: Case) -> date:
    """The local day."""
    return local(case, now()).date()


def moment_words(case: Case, at: datetime) -> str:
    """ "3 November 2026, 10:05"."""
    there = local(case, at)
    return f"{long_day(there.date())}, {there:%H:%M}"


def local(case: Case, at: datetime) -> datetime:
    """A moment where the organisation is."""
    return at.astimezone(ZoneInfo(case.organisation.time_zone))


def _offence(track: PoliceTrack) -> Data:
    happened = track.incident.occurred_at.astimezone(ZoneInfo(track.incident.organisation.time_zone))
    return {
        "offence": said.offence_of(track),
        "happened_on": long_day(happened.date()),
        "crime_number": track.crime_number,
    }


def _since(track: PoliceTrack) -> str:
    moves = [move for move in track.moves.all() if move.taken_back_at is None]
    return long_day(moves[0].happened_on) if moves else ""
