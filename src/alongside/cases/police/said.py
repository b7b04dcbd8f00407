"""What the file says of a track, in words."""

from collections.abc import Iterable
from datetime import date

from alongside.cases.codes import code_list
from alongside.cases.models import PoliceTrack, PoliceVictim
from alongside.incidents.duties.presenters import long_day

WHAT = {
    "police_opened": "An offence was added",
    "police_moved": "Police and court",
    "police_taken_back": "A move was taken back",
    "police_corrected": "What is known of an offence was corrected",
    "police_step": "Arrest, interview or bail",
    "police_news": "Next update from the police",
    "police_clock_ended": "A deadline ended",
    "police_plea": "Plea",
    "police_plea_taken_back": "A plea was taken back",
    "police_order": "Sentence or order",
    "police_order_breached": "A sentence or order was not kept",
    "police_order_changed": "A sentence or order was changed",
    "police_order_taken_back": "A sentence or order counts no more",
    "hearing_planned": "A hearing is planned",
    "hearing_changed": "A hearing was changed",
    "hearing_attended": "Somebody is to come to a hearing",
    "hearing_released": "Somebody need not come to a hearing",
    "hearing_result": "What came of a hearing",
}
"""The lines of the file that this part writes."""
LABELS = {
    "offence": "Offence",
    "offence_words": "In the words of the police",
    "summary_only": "Tried by magistrates alone",
    "unreported_reason": "Why it was not reported",
    "force": "Police force",
    "incident_number": "Incident number",
    "crime_number": "Crime number",
    "officer": "Officer",
    "officer_contact": "How to reach them",
    "nfa_reason": "Why nobody was charged",
    "disposal": "Dealt with by",
    "charge": "Charge",
    "review_asked_on": "Review asked for on",
    "review_decided_on": "Review decided on",
    "responsible": "Suspect",
}
CODES = {
    "offence": "offences",
    "unreported_reason": "unreported_reasons",
    "nfa_reason": "nfa_reasons",
    "disposal": "disposals",
}
YES_NO = {True: "yes", False: "no", None: "not known"}


def offence_of(track: PoliceTrack) -> str:
    """What the offence is called."""
    return code_list("offences").label(track.offence)


def shown(name: str, value: object) -> str:
    """A column's value in words."""
    if name in CODES:
        return code_list(CODES[name]).label(str(value)) if value else ""
    if value is None or isinstance(value, bool):
        return YES_NO[value] if name == "summary_only" else ""
    return long_day(value) if isinstance(value, date) else str(value)


def line(name: str, value: object) -> str:
    """ "Crime number: 42/1234"; empty where there is nothing to say."""
    words = shown(name, value)
    return f"{LABELS[name]}: {words}" if words else ""


def changed(name: str, before: object, after: object) -> str:
    """ "Crime number: 42/1234 → 42/1243"."""
    return f"{LABELS[name]}: {shown(name, before) or 'nothing'} → {shown(name, after) or 'nothing'}"


def person(victim: PoliceVictim) -> str:
    """ "Person 1: emergency worker yes, enhanced rights not known"; no names."""
    return (
        f"Person {victim.affected.number}: emergency worker {YES_NO[victim.emergency_worker]}, "
        f"enhanced rights {YES_NO[victim.enhanced_rights]}"
    )


def told(*lines: str | Iterable[str]) -> str:
    """Lines one under the other, without empty ones."""
    found: list[str] = []
    for one in lines:
        found += [one] if isinstance(one, str) else list(one)
    return "\n".join(filter(None, found))
