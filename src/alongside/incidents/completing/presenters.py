"""Parts in words: for those who were asked, and for the incident's page."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from alongside.incidents.codes import code_list
from alongside.incidents.completing.giving import EVERYBODY, NOT_KNOWN
from alongside.incidents.models import Affected, Contribution
from alongside.ledger.clock import now
from alongside.people.models import AccessLink
from alongside.people.roles import Role

QUESTION = {
    Contribution.Part.MANAGER: "What did you do, and how are your people?",
    Contribution.Part.CLINICIAN: "What is your opinion as a clinician?",
    Contribution.Part.INJURED: "How were you hurt, and what do you want to happen?",
    Contribution.Part.WITNESS: "What did you see and hear?",
}
"""The heading of each part's page."""

TAGS = {"asked": "warning", "given": "good", "declined": "quiet", "taken_back": "quiet"}


def readers_in_words(part: Contribution, roles: Collection[Role]) -> str:
    """Who reads the answers of this part of this report, said before they are given. `roles`: of whom somebody may open it
    (`incidents.queries.roles_reading`); which compartment each role reads, `incidents.rules` says.
    """
    acts = "the security specialist" if Role.LSMS in roles else "whoever stands in for the security specialist"
    team = "line managers of your team" if part.part == Contribution.Part.INJURED else "line managers of the team"
    managers = [team] if Role.LINE_MANAGER in roles else []
    director = ["the director who answers for security"] if Role.SECURITY_DIRECTOR in roles else []
    narrative, people = _listed([acts, *director, *managers]), _listed([acts, *managers])
    said = {
        Contribution.Part.MANAGER: f"What you write is read by {narrative}.",
        Contribution.Part.CLINICIAN: f"Your opinion is read by {acts} alone.",
        Contribution.Part.INJURED: f"What you say of your injury and your days off is read by {people}. Your own words are read by {narrative}.",
        Contribution.Part.WITNESS: f"What you write is read by {narrative}. Your name is read by {people}.",
    }[Contribution.Part(part.part)]
    closed = part.incident.accused_inside and part.part != Contribution.Part.CLINICIAN
    return f"{said} Line managers do not read it." if closed else said


def _listed(people: Sequence[str]) -> str:
    *most, last = people
    return f"{', '.join(most)} and {last}" if most else last


def whom_it_is_about(part: Contribution) -> str:
    """Whose injury a part is about, in words that tell whoever holds its link nothing of who that is."""
    if part.affected is None:
        return ""
    kind = AFFECTED.get(part.affected.kind, "")
    return f"person {part.affected.number}{f', {kind}' if kind else ''}"


AFFECTED = {
    "staff": "a member of staff",
    "patient": "a patient",
    "visitor": "a visitor",
    "contractor": "a contractor",
    "child": "a child",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A part on the incident's page: of whom it was asked, how it stands, and what the form itself keeps."""

    part: Contribution
    about: str
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
    return Row(part, whom_it_is_about(part), who, TAGS[part.status], late, answers_in_words(part), link)


def answers_in_words(part: Contribution) -> list[tuple[str, str]]:
    """What the form keeps itself; words, opinions and injuries stand in their compartments."""
    said: list[tuple[str, str]] = []
    answers: Mapping[str, Any] = part.answers
    if answers.get("staffing"):
        fewer = f", {answers['fewer_by']} fewer" if answers.get("fewer_by") else ""
        said.append(("Staffing", code_list("staffing").label(answers["staffing"]) + fewer))
    for number, support in sorted(answers.get("support", {}).items()):
        offered = {"yes": "offered", "no": "not offered", "not_yet": "not offered yet"}.get(support["offered"], "")
        if support["offered"] == NOT_KNOWN:
            offered = "the manager does not know this person"
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
        if not opinion:
            return {}
        of = str(opinion.responsible.number) if opinion.responsible else EVERYBODY
        return {"responsible": of, "opinion": opinion.opinion, "factors": opinion.factors, "ground": opinion.ground}
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
