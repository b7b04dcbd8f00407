"""What the file says of people hurt, in words."""

from alongside.cases.codes import code_list

WHAT = {
    "victim_wish": "What the person hurt wants of the police",
    "victim_contact": "How the person hurt wants to be reached",
    "victim_promise": "When we are in touch with the person hurt",
    "victim_disclosure": "Whether the person hurt agrees to disclosure",
    "victim_statement": "Personal statement",
    "victim_support": "Support was offered",
    "victim_support_answered": "Support that was offered",
    "victim_support_taken_back": "Support was noted wrongly",
    "victim_told": "The person hurt was told",
    "victim_refused": "The person hurt does not want to be told",
    "victim_told_taken_back": "It was taken back that the person hurt was told",
    "reporter_told": "The reporter was told",
}
"""The lines of the file that this part writes."""
LABELS = {
    "contact_way": "How",
    "contact_when": "When",
    "not_told": "Who may not learn of it",
    "safe_contact": "To be kept in mind",
    "no_messages": "Nothing is sent by itself",
}


def shown(name: str, value: object) -> str:
    """A column's value in words; empty where there is nothing to say."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return code_list("contact_ways").label(str(value)) if name == "contact_way" and value else str(value or "")


def changed(name: str, before: object, after: object) -> str:
    """ "When: mornings → after six"."""
    return f"{LABELS[name]}: {shown(name, before) or 'nothing'} → {shown(name, after) or 'nothing'}"
