"""Parts in words: for those who were asked, and for the incident's page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from alongside.incidents.codes import code_list
from alongside.incidents.models import Affected, Contribution
from alongside.ledger.clock import now
from alongside.people.models import AccessLink

QUESTION = {
    Contribution.Part.MANAGER: "What did you do, and how are your people?",
    Contribution.Part.CLINICIAN: "What is your opinion as a clinician?",
    Contribution.Part.INJURED: "How were you hurt, and what do you want to happen?",
    Contribution.Part.WITNESS: "What did you see and hear?",
}
"""The heading of each part's page."""

READERS = {
    Contribution.Part.MANAGER: "The security specialist, the director who answers for security, and line managers of the team read what you write.",
    Contribution.Part.CLINICIAN: "Only the security specialist reads your opinion.",
    Contribution.Part.INJURED: "The security specialist and line managers of your team read what you say of your injury and your days off. Your own words are also read by the director who answers for security.",
    Contribution.Part.WITNESS: "The security specialist, the director who answers for security, and line managers of the team read what you write. Your name is read by the security specialist and line managers of the team.",
}
"""Who reads the answers (`incidents.rules`), said before they are given."""

TAGS = {"asked": "warning", "given": "good", "declined": "quiet", "taken_back": "quiet"}


@dataclass(frozen=True, slots=True)
class Row:
    """A part on the incident's page: of whom it was asked, how it stands, and what the form itself keeps."""

    part: Contribution
    who: str
    tag: str
    late: bool
    answers: list[tuple[str, str]]
    link: AccessLink | None

    @property
    def link_open(self) -> bool:
        return self.link is not None and self.link.closed_at is None and not self.link_ended

    @property
    def link_ended(self) -> bool:
        return self.link is not None and self.link.expires_at is not None and self.link.expires_at <= now()


def row_of(part: Contribution, link: AccessLink | None, moment: Any) -> Row:
    """How a part is shown to those who asked for it."""
    who = part.asked_of.name if part.asked_of else f"By link: {link.label}" if link else "By link"
    late = part.status == Contribution.Status.ASKED and part.due_at is not None and part.due_at < moment
    return Row(part, who, TAGS[part.status], late, answers_in_words(part), link)


def answers_in_words(part: Contribution) -> list[tuple[str, str]]:
    """What the form keeps itself; words, opinions and injuries stand in their compartments."""
    said: list[tuple[str, str]] = []
    answers: Mapping[str, Any] = part.answers
    if answers.get("staffing"):
        fewer = f", {answers['fewer_by']} fewer" if answers.get("fewer_by") else ""
        said.append(("Staffing", code_list("staffing").label(answers["staffing"]) + fewer))
    for number, support in sorted(answers.get("support", {}).items()):
        offered = {"yes": "offered", "no": "not offered", "not_yet": "not offered yet"}.get(support["offered"], "")
        accepted = {"yes": ", wanted", "no": ", not wanted", "undecided": ", not decided"}.get(support["accepted"], "")
        if offered:
            said.append((f"Support for person {number}", offered.capitalize() + accepted))
    if answers.get("why"):
        said.append(("Why not", answers["why"]))
    where = {
        "account": "Words: under “What happened”",
        "opinion": "Opinion: under “Who did it, and clinical facts”",
        "injury": "Injury: under “People affected and witnesses”",
        "absence": "Days off: under “People affected and witnesses”",
        "identity": "Name: under “People affected and witnesses”",
    }
    return said + [("", text) for key, text in where.items() if answers.get(key)]


def initial_of(part: Contribution, rows: Mapping[str, Any]) -> dict[str, Any]:
    """What somebody gave before, as the form takes it: shown to themselves, to be corrected."""
    if part.part == Contribution.Part.CLINICIAN:
        opinion = rows.get("opinion")
        return {"opinion": opinion.opinion, "factors": opinion.factors, "ground": opinion.ground} if opinion else {}
    initial: dict[str, Any] = {"text": rows["account"].text if rows.get("account") else ""}
    if part.part == Contribution.Part.MANAGER:
        initial |= {"staffing": part.answers.get("staffing"), "fewer_by": part.answers.get("fewer_by")}
        for number, support in part.answers.get("support", {}).items():
            initial |= {f"offered_{number}": support["offered"], f"accepted_{number}": support["accepted"]}
    if part.part == Contribution.Part.INJURED and part.affected is not None:
        initial |= _injured(part.affected, rows, given=part.status == Contribution.Status.GIVEN)
    return initial


def _injured(affected: Affected, rows: Mapping[str, Any], *, given: bool) -> dict[str, Any]:
    known = {True: "yes", False: "no", None: ""}
    initial: dict[str, Any] = {"contact_consent": known[affected.contact_consent]}
    if given:
        initial["police_wish"] = affected.police_wish
    if injury := rows.get("injury"):
        facts = injury.facts
        initial |= {"kind": "none" if facts.get("injured") is False else facts.get("kind", "")}
        initial |= {"part": facts.get("part") or "", "description": injury.description}
        for name in ("diagnosed_by_doctor", "lost_consciousness", "taken_to_hospital"):
            initial[name] = known[facts[name]] or "unknown" if name in facts else ""
    if absence := rows.get("absence"):
        initial |= {"absence": absence.kind, "first_day": absence.first_day, "last_day": absence.last_day}
    elif given:
        initial["absence"] = "no"
    return initial
