"""What the file says of redress."""

from datetime import date

from alongside.cases.codes import code_list
from alongside.cases.models import Event
from alongside.cases.redress.money import write_pounds
from alongside.cases.tracks.redress import CLAIM

WORDS = {
    "loss_noted": "A loss was noted",
    "loss_corrected": "A loss was corrected",
    "loss_struck": "A loss was struck out",
    "claim_begun": "A claim was begun",
    "claim_moved": "A claim moved on",
    "claim_corrected": "Set right",
    "instalments_planned": "Instalments were planned",
}
SUMS = {
    "claimed": "Claimed",
    "awarded": "To be paid",
    "paid": "Paid",
    "written_off": "Written off",
    "each": "Each",
}

NAMES = {
    "kind": "Way",
    "whose": "To be paid to",
    "affected": "Person",
    "responsible": "To be paid by",
    "what": "What it is for",
    "reference": "Reference",
    "claimed": "Claimed",
    "claimed_on": "Claimed on",
    "awarded": "To be paid",
    "awarded_on": "Awarded on",
    "due_on": "To be paid by",
}
"""What a correction changes."""

AFTERWARDS = {
    "Ask to write off the rest": "a write-off was asked for",
    "Write off the rest": "the rest was written off",
    "Do not write it off": "it is not written off",
    "Claim it after all": "it is to be claimed after all",
}
"""What a button's words become once it was done."""


def said_of(event: Event) -> tuple[str, list[str]]:
    """The heading and further lines of one of these events."""
    after = event.after
    if event.what.startswith("loss"):
        pence = after.get("pence")
        return "", [code_list("loss_kinds").label(after["kind"]), write_pounds(pence) if pence else "Amount not known"]
    kind = code_list("claim_kinds").label(after["kind"])
    label = CLAIM.moves[after["act"]].label if "act" in after else WORDS[event.what]
    lines = [f"{name}: {after[key]}" for key, name in SUMS.items() if after.get(key)]
    for key, name in (("on", "Day"), ("first", "First day")):
        if after.get(key):
            day = date.fromisoformat(after[key])
            lines.append(f"{name}: {day.day} {day:%B %Y}")
    if event.before.get("said"):
        lines.append(f"The person to whom it is owed says: {event.before['said']}")
    for name, was in event.before.get("was", {}).items():
        lines.append(f"{NAMES[name]}: {event.before['became'][name] or 'nothing'}. Before: {was or 'nothing'}")
    return f"{kind}: {AFTERWARDS.get(label, f'{label[:1].lower()}{label[1:]}')}", lines
