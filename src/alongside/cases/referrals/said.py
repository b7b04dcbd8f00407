"""What the file says of referrals."""

from alongside.cases.codes import code_list
from alongside.cases.models import Event

WHAT = {
    "referral_sent": "A part of the case was shared",
    "referral_sent_again": "A new version was shared",
    "referral_taken_back": "Something that was shared was taken back",
    "referral_accepted": "What was shared was accepted",
    "referral_refused": "What was shared was refused",
    "referral_ended": "The sharing was ended",
    "referral_case_opened": "The other body opened a case of its own",
    "received_part": "Received from another body",
    "referral_question": "A question about what was shared",
    "referral_answer": "An answer about what was shared",
    "referral_chase": "A reminder of the national case managers",
    "referral_help": "The national case managers offer help",
    "referral_stepped_in": "The national case managers stepped in",
    "referral_moved_on": "The national case managers were told that the case moved on",
    "referral_advice": "Legal advice",
    "referral_decided": "Whether to go on privately",
    "referral_costs": "What legal action costs",
    "referral_agreed": "Costs were agreed",
    "referral_outcome": "What came of legal advice",
    "referral_learning": "Learning was kept, without names",
}
"""The lines of the file that this part writes."""


def said_of(event: Event) -> tuple[str, list[str]]:
    """The heading and further lines of one of these events."""
    after = event.after
    lines = [": ".join(filter(None, [after.get("referral", ""), after.get("body", after.get("from", ""))]))]
    if after.get("purpose"):
        lines.append(code_list("referral_purposes").label(after["purpose"]))
    heading = ""
    if event.what == "referral_accepted" and after.get("purpose") == "transfer":
        heading = "Another body took the case over"
    return heading, lines
