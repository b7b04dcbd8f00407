"""What a reporter is told of what was done to the report. Pure.

Five stages, like a parcel's. A change is told only where the table below has a sentence for it: what is not in it is
told to nobody. No sentence names a person or tells of the suspect, the police, another report or somebody's answers.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

RECEIVED, READ, DOING, OUTCOME, CHANGED = "received", "read", "doing", "outcome", "changed"

STAGES = {
    RECEIVED: ("Received", ""),
    READ: ("Read", "Nobody has opened it yet."),
    DOING: ("What is being done", "Nothing to tell yet."),
    OUTCOME: ("Outcome", "There is no outcome yet."),
    CHANGED: ("What changed because of it", "Nothing to tell yet."),
}
"""Heading of each stage, and what stands there before it is reached."""

ROLES = {
    "lsms": "the security specialist",
    "security_director": "the director who answers for security",
    "line_manager": "a line manager",
}
"""Who reads reports, by role. Nobody is named."""


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that was done: a `Change` without what it does not need. `own`: by the reporter."""

    at: datetime
    what: str
    after: Mapping[str, Any]
    own: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """A sentence on the reporter's page."""

    at: datetime
    stage: str
    text: str
    by_hand: bool = False
    """Written by somebody, not told by itself."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage with its steps, oldest first; `waiting` is shown where there are none."""

    code: str
    heading: str
    steps: tuple[Step, ...]
    waiting: str

    @property
    def reached(self) -> bool:
        return bool(self.steps)


Sentence = Callable[[Mapping[str, Any]], str]


def _said(text: str) -> Sentence:
    return lambda after: text


def _by_state(sentences: Mapping[str, str]) -> Sentence:
    return lambda after: sentences.get(str(after.get("status", after.get("to", ""))), "")


def _read_by(after: Mapping[str, Any]) -> str:
    role = ROLES.get(str(after.get("role", "")))
    return f"Read by {role}." if role else ""


LOOKED = "The security specialist has looked at it and decided what to do first."
CASE = "A case was opened, to look into it in depth."
CASE_CLOSED = "The case is closed: the security specialist has finished looking into it."
CASE_REOPENED = "The case was opened again, to look further into it."
CLOSED = "The security specialist has finished with this report."
TAKEN_BACK = "You took this report back. It is kept, and nobody works on it any more."
TOGETHER = "It is now dealt with together with what else is known. Nothing that you wrote is lost."

TOLD: Mapping[str, tuple[str, Sentence]] = {
    "submitted": (RECEIVED, _said("Your report arrived and is stored.")),
    "read": (READ, _read_by),
    "triaged": (DOING, _said(LOOKED)),
    "assigned": (DOING, _said("A security specialist has taken it on.")),
    "contribution_asked": (DOING, _said("People who may know more were asked to add what they know.")),
    "case_opened": (DOING, _said(CASE)),
    "case_closed": (OUTCOME, _said(CASE_CLOSED)),
    "case_reopened": (DOING, _said(CASE_REOPENED)),
    "reopened": (DOING, _said("It was taken up again.")),
    "merged": (DOING, _said(TOGETHER)),
    "closed": (OUTCOME, _said(CLOSED)),
    "withdrawn": (OUTCOME, _said(TAKEN_BACK)),
    "status": (
        DOING,
        _by_state({"triaged": LOOKED, "case_opened": CASE, "merged": TOGETHER, "submitted": "It was taken up again."}),
    ),
}
"""Change code: at which stage it is told, and in which words. An empty sentence tells nothing."""

ENDS: Mapping[str, tuple[str, Sentence]] = {"status": (OUTCOME, _by_state({"closed": CLOSED, "withdrawn": TAKEN_BACK}))}
"""Changes of state that are told as an outcome."""

OF_THE_EVENT = (
    "status",
    "triaged",
    "assigned",
    "contribution_asked",
    "case_opened",
    "case_closed",
    "case_reopened",
    "closed",
    "reopened",
)
"""Done to a report, and told to the reporters of those that were joined with it."""
BY_ITSELF = tuple(what for what in TOLD if what not in ("submitted", "withdrawn"))
"""Steps that are told by themselves, without the arrival, which every reporter is told in the same minute."""

OWN = {
    "account_given": "You added to your report.",
    "account_corrected": "You corrected your report.",
    "files_added": "You added a file.",
    "evidence_added": "You added a file.",
    "exhibit_added": "You added a file.",
    "corrected_by_reporter": "You corrected your report.",
    "reporter_says": "You corrected your report. The security specialist reads it.",
    "contact_corrected": "You changed how we can reach you.",
    "take_back_asked": "You asked for your report to be taken back.",
}
"""Told only where the reporter did it."""

ONCE = {"contribution_asked", "assigned", "read"}
"""Told the first time only: that it happened again says nothing new to the reporter."""


def step_of(deed: Deed) -> Step | None:
    """How a change is told, or None where it is not."""
    if deed.own and deed.what in OWN:
        return Step(deed.at, DOING, OWN[deed.what])
    for table in (TOLD, ENDS):
        stage, sentence = table.get(deed.what, (DOING, _said("")))
        text = sentence(deed.after)
        if text:
            return Step(deed.at, stage, text)
    return None


def stages_of(deeds: Iterable[Deed], written: Iterable[Step] = ()) -> list[Stage]:
    """The stages with their steps: what was done, and what somebody wrote, in the order in which it happened.

    A stage that was passed by without a word is left out: "nobody has read it yet" above an outcome would be wrong.
    """
    steps, seen = list(written), set()
    for deed in deeds:
        step = step_of(deed)
        if step is None or (deed.what in ONCE and step.text in seen):
            continue
        seen.add(step.text)
        steps.append(step)
    steps.sort(key=lambda step: step.at)
    stages = [
        Stage(code, heading, tuple(step for step in steps if step.stage == code), waiting)
        for code, (heading, waiting) in STAGES.items()
    ]
    return [
        stage for place, stage in enumerate(stages) if stage.reached or not any(one.reached for one in stages[place:])
    ]
