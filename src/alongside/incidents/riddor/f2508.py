"""HSE's report of an injury (F2508): the answers in the order of its questions, and the checks that its form makes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from alongside.incidents.riddor import codes
from alongside.incidents.riddor.assess import assess
from alongside.incidents.riddor.assessment import Decision, Route
from alongside.incidents.riddor.conditions import specified
from alongside.incidents.riddor.facts import Facts, Injury
from alongside.incidents.riddor.weighing import Answer

NOT_KNOWN = "not known"


@dataclass(frozen=True, slots=True)
class Line:
    """One question of the form and our answer. `confirmed`: the question was seen on HSE's form."""

    block: str
    question: str
    answer: str
    confirmed: bool


def f2508(
    facts: Facts, today: date, others: Mapping[str, str] | None = None, *, filed_as: Route | None = None
) -> tuple[Line, ...]:
    """The questions in the form's order with our answers, ready to copy; "not known" where we have none.

    `others`: answers that are not facts of the decision (names, addresses, the narrative) by the id of the question
    in f2508.toml. `filed_as`: the severity that a person decided; by default the one that stands, and none while that is
    open. ValueError for an id that is not there, or for one that the facts answer themselves.
    """
    given = dict(others or {})
    answered = _from_facts(facts, today, filed_as)
    lines = []
    for block in codes.read("f2508.toml")["block"]:
        for question in block["questions"]:
            source = question.get("from")
            answer = answered[source] if source else given.pop(question["id"], "").strip()
            lines.append(Line(block["name"], question["ask"], answer or NOT_KNOWN, question["confirmed"]))
    if given:
        raise ValueError(f"not a question of the form to be answered here: {', '.join(sorted(given))}")
    return tuple(lines)


def standing_questions() -> Mapping[str, str]:
    """The questions whose answer is the same in every report of an organisation: id to wording."""
    blocks = codes.read("f2508.toml")["block"]
    return {one["id"]: one["ask"] for block in blocks for one in block["questions"] if one.get("standing")}


def kinds_of_accident() -> tuple[str, ...]:
    """Suggestions for the kind of accident. Not HSE's list, which was not seen: never the only choice."""
    return tuple(row["label"] for row in codes.read("f2508.toml")["kind_of_accident"])


def problems(facts: Facts, today: date, *, filed_as: Route | None = None) -> tuple[str, ...]:
    """What HSE's form would refuse, in plain words. `filed_as`: the severity chosen; by default the one assessed."""
    found = []
    for injury in facts.injuries or ():
        if injury.part in codes.injury_kinds()[injury.kind].never:
            kind = codes.injury_kinds()[injury.kind].label.lower()
            part = codes.body_parts()[injury.part or ""].lower()
            found.append(f"“{kind}” and “{part}” do not go together. Choose another injury or another part.")
    if not facts.injuries:
        found.append("Say what the injury was.")
    elif any(injury.where is None for injury in facts.injuries):
        found.append("Say which part of the body was hurt.")
    assessed = assess(facts, today).route
    if filed_as is Route.OVER_SEVEN and specified(facts).answer is Answer.YES:
        found.append("A specified injury cannot be filed as an injury of more than 7 days. File it as specified.")
    elif filed_as is not None and assessed is not None and filed_as is not assessed:
        found.append("The severity chosen is not the one that the facts come to. Check it before you send the report.")
    return tuple(found)


def most_severe_first(facts: Facts) -> tuple[Injury, ...]:
    """The injuries, specified ones first in the order of reg 4(1); the form wants the most severe."""
    order = [row.rule for row in codes.specified_injuries()]

    def rank(injury: Injury) -> int:
        check = specified(Facts(happened_at=facts.day, country=None, status=None, injuries=(injury,)))
        if check.answer is Answer.YES:
            return order.index(check.why)
        return len(order) if injury.physical else len(order) + 1

    return tuple(sorted(facts.injuries or (), key=rank))


def _from_facts(facts: Facts, today: date, filed_as: Route | None) -> dict[str, str]:
    form = codes.read("f2508.toml")
    injuries = most_severe_first(facts)
    first = injuries[0] if injuries else None
    found = assess(facts, today)
    route = filed_as or (found.route if found.decision is Decision.REPORTABLE else None)
    return {
        "incident_date": _long(facts.day),
        "incident_time": _clock_time(facts),
        "country": facts.country.value.replace("_", " ").title() if facts.country else "",
        "status": form["status"].get(facts.status, "") if facts.status else "",
        "injury_type": codes.injury_kinds()[first.kind].label if first else "",
        "injury_part": codes.body_parts()[first.where] if first and first.where else "",
        "severity": form["severity"].get(route, "") if route else "",
        "kind_of_accident": facts.kind_of_accident.strip(),
    }


def _long(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _clock_time(facts: Facts) -> str:
    if not isinstance(facts.happened_at, datetime):
        return ""
    return f"{facts.happened_at.astimezone(ZoneInfo(facts.zone)):%H:%M}"
