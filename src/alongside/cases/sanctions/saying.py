"""What the file says of sanctions and removals."""

from datetime import date

from alongside.cases.codes import code_list
from alongside.cases.models import Event, SanctionDecision, SanctionLetter
from alongside.cases.sanctions.elements import OUTSIDE
from alongside.cases.sanctions.kinds import kind_of
from alongside.cases.tracks.removal import REMOVAL

WORDS = {
    "sanctions_decided": "Decision about sanctions",
    "sanction_proposed": "A sanction was begun",
    "sanction_moved": "A sanction moved on",
    "sanction_corrected": "A sanction was corrected",
    "sanction_taken_back": "A step was taken back",
    "sanction_slip": "The signed slip came back",
    "letter_written": "A letter was written",
    "letter_approved": "A letter was approved",
    "letter_sent": "A letter about what changed was sent",
    "hospital_removal": "Removed from hospital premises (section 120)",
    "hospital_removal_corrected": "Removal from hospital premises, corrected",
    "practice_removal_begun": "Removal from a practice",
    "practice_removal_corrected": "Removal from a practice, corrected",
    "practice_removal_moved": "Removal from a practice",
}
DAYS = {
    "on": "Day",
    "starts_on": "First day",
    "ends_on": "Last day",
    "asked_ends_on": "Last day asked for",
}
CODES = {
    "opinion": "clinical_opinions",
    "acknowledged": "acknowledgements",
    "decision": "disciplinary_outcomes",
    "patient_told": "patient_told",
    "outcome": "removal_outcomes",
    "reason": "no_sanction_reasons",
}

AFTERWARDS = {
    "Record the clinical opinion": "clinical opinion recorded",
    "Approve it": "approved",
    "Do not approve it": "not approved",
    "Take the proposal back": "the proposal was taken back",
    "Take it back": "taken back",
    "Record a breach": "breached",
    "Let it stand after the breach": "it stands after the breach",
    "Ask for it to be extended": "an extension was asked for",
    "Extend it": "extended",
    "Do not extend it": "not extended",
    "Take the request back": "the request was taken back",
    "End it": "ended",
    "Do not pursue it": "not pursued",
    "Record a breach during the appeal": "breached during the appeal",
    "Strike it out: it was recorded by mistake": "struck out, it was recorded by mistake",
}
"""What a button's words become once it was done."""


def said_of(event: Event) -> tuple[str, list[str]]:
    """The heading and further lines of one of these events."""
    return _heading(event), list(_lines(event))


def _heading(event: Event) -> str:
    after = event.after
    if event.what == "sanction_moved":
        kind = kind_of(after["kind"])
        label = kind.machine.moves[after["act"]].label
        return f"{kind.label}: {AFTERWARDS.get(label, _low(label))}"
    if event.what == "practice_removal_moved":
        return f"{WORDS[event.what]}: {_low(REMOVAL.moves[after['act']].label)}"
    if event.what == "sanction_taken_back":
        kind = kind_of(after["kind"])
        return f"{kind.label}: step taken back, “{_low(kind.machine.moves[after['act']].label)}”"
    if "kind" in after:
        return f"{kind_of(after['kind']).label}: {_low(WORDS[event.what])}"
    return ""


def _lines(event: Event) -> list[str]:
    after = event.after
    found = []
    if event.what == "sanctions_decided":
        found.append(SanctionDecision.Decision(after["decision"]).label)
    if event.what in ("letter_written", "letter_approved"):
        found.append(f"{SanctionLetter.Addressee(after['addressee']).label}, version {after['number']}")
    if event.what == "letter_sent":
        found.append(SanctionLetter.Addressee(after["addressee"]).label)
    for name, list_name in CODES.items():
        if after.get(name) and not (event.what == "sanctions_decided" and name == "decision"):
            found.append(code_list(list_name).label(after[name]))
    for name, label in DAYS.items():
        if after.get(name):
            day = date.fromisoformat(after[name])
            found.append(f"{label}: {day.day} {day:%B %Y}")
    if after.get("reference"):
        found.append(f"Reference: {after['reference']}")
    if after.get("outside"):
        found.append("Outside the power: " + " ".join(OUTSIDE[code] for code in after["outside"]))
    if after.get("force_used"):
        found.append("Force was used")
    return found


def _low(text: str) -> str:
    return f"{text[:1].lower()}{text[1:]}"
