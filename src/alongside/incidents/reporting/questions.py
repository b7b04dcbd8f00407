"""The questions of a report, in their order, and which of them apply. Pure: no database, no clock.

One page asks one thing (a `Step`); a page may hold several fields that are one answer, such as "who, and were they
hurt". `applies` is data, so that the server and the page in a phone without signal follow one rule: a mapping from the
name of an earlier field to the answers of which at least one must have been given; every name in it must fit. What is
known before anybody asks (`place_known`, `signed_in`) is looked up in the same way.

No way through the steps is longer than ten (`MOST_ANSWERS`; suggested minimum report of the design, section 10).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from alongside.incidents.codes import Code, code_list

MOST_ANSWERS = 10

Applies = Mapping[str, Sequence[str]]
Answers = Mapping[str, Any]
"""From the name of a field to its text, or to a list of codes, or to a list of rows (`more.py`)."""

PEOPLE = ("me", "staff", "patient", "visitor", "contractor", "child")
ALONE = ("nobody", "none", "unknown")
"""Answers that make no sense beside others of the same list."""


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose."""

    value: str
    text: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """One thing on a page. `kind`: checkboxes, radios, text, long_text, time, date, tick or files.

    `codes` names the code list that the options come from; `options` gives them where no list does. `missing` is what
    is said where a required field has no answer. `longest` is in characters.
    """

    name: str
    kind: str
    label: str
    hint: str = ""
    codes: str = ""
    options: Sequence[Option] = ()
    required: bool = False
    missing: str = "Choose an answer."
    applies: Applies = field(default_factory=dict)
    longest: int = 200
    autocomplete: str = ""
    folded: bool = False
    """A long list that nobody has to look at: it opens when it is asked for."""

    def choices(self, day: date | None = None) -> list[Option]:
        """What can be chosen, in order; with `day` only the codes that stand then."""
        if not self.codes:
            return list(self.options)
        found = code_list(self.codes)
        codes: Sequence[Code] = found.on(day) if day else list(found)
        return [Option(code.code, code.plain, code.hint) for code in codes]


@dataclass(frozen=True, slots=True)
class Step:
    """One page: one thing that is asked. `name` is its address, `short` its line where the answers are checked."""

    name: str
    title: str
    short: str
    fields: Sequence[Field]
    applies: Applies = field(default_factory=dict)
    hint: str = ""


NO, YES = Option("no", "No"), Option("yes", "Yes")

STEPS: Sequence[Step] = (
    Step(
        "danger",
        "Is anyone in danger now?",
        "In danger now",
        [
            Field(
                "danger",
                "radios",
                "Is anyone in danger now?",
                hint="If you say yes, we tell people at once, before you go on.",
                options=[NO, Option("yes", "Yes, someone is in danger now")],
                required=True,
                missing="Choose yes or no. If someone is in danger now, ring 999.",
            )
        ],
    ),
    Step(
        "what",
        "What happened?",
        "What happened",
        [
            Field(
                "kinds",
                "checkboxes",
                "What happened?",
                hint="Choose everything that fits.",
                codes="kinds",
                required=True,
                missing="Choose at least one thing that happened. If nothing fits, choose “Something else”.",
            )
        ],
    ),
    Step(
        "how",
        "Tell us a little more about it",
        "How",
        [
            Field(
                "acts",
                "checkboxes",
                "What did they do?",
                codes="acts",
                applies={"kinds": ["physical_assault"]},
            ),
            Field("weapons", "checkboxes", "What was the weapon?", codes="weapons", applies={"kinds": ["weapon"]}),
            Field(
                "sexual_acts",
                "checkboxes",
                "What was it?",
                hint="You can leave this empty.",
                codes="sexual_acts",
                applies={"kinds": ["sexual_safety"]},
            ),
            Field(
                "hate_strands",
                "checkboxes",
                "What was it about?",
                codes="hate_strands",
                applies={"kinds": ["hate"]},
            ),
        ],
        applies={"kinds": ["physical_assault", "weapon", "sexual_safety", "hate"]},
        hint="Choose everything that fits. You can leave any of it empty.",
    ),
    Step(
        "when",
        "When did it happen?",
        "When",
        [
            Field(
                "when",
                "radios",
                "When did it happen?",
                options=[
                    Option("now", "Just now"),
                    Option("today", "Earlier today"),
                    Option("other", "On another day"),
                ],
                required=True,
                missing="Choose when it happened.",
            ),
            Field("when_date", "date", "Which day?", applies={"when": ["other"]}),
            Field(
                "when_time",
                "time",
                "About what time?",
                hint="Leave it empty if you do not know.",
                applies={"when": ["today", "other"]},
            ),
            Field(
                "when_estimated",
                "tick",
                "I am not sure of the time",
                applies={"when": ["today", "other"]},
            ),
        ],
    ),
    Step(
        "where",
        "Where did it happen?",
        "Where",
        [
            Field(
                "where",
                "radios",
                "Where did it happen?",
                options=[
                    Option("place", "In one of our wards, clinics or buildings"),
                    Option("private_home", "In somebody’s home"),
                    Option("vehicle", "In an ambulance or another vehicle"),
                    Option("public_place", "In the street or another public place"),
                    Option("online", "By phone, in writing or online"),
                    Option("elsewhere", "Somewhere else"),
                    Option("unknown", "I don’t know"),
                ],
                required=True,
                missing="Choose where it happened. If you do not know, choose “I don’t know”.",
            ),
            Field(
                "where_place",
                "place",
                "Which ward, clinic or building?",
                hint="Begin to type and choose, or write it in your own words.",
                applies={"where": ["place"]},
            ),
            Field(
                "where_words",
                "text",
                "Where exactly? (optional)",
                hint="For example, the car park behind the clinic. Do not write a patient’s name.",
                applies={"where": ["place", "private_home", "vehicle", "public_place", "elsewhere"]},
                longest=300,
            ),
        ],
        applies={"place_known": ["no"]},
    ),
    Step(
        "who",
        "Who was it done to?",
        "Who it was done to",
        [
            Field(
                "targets",
                "checkboxes",
                "Who was it done to?",
                hint="Choose everyone that fits.",
                codes="targets",
                required=True,
                missing="Choose who it was done to. If nobody, choose “Nobody”.",
            ),
            Field(
                "i_am",
                "radios",
                "Who are you?",
                options=[
                    Option("staff", "I work here"),
                    Option("patient", "A patient"),
                    Option("visitor", "A visitor, relative or carer"),
                    Option("contractor", "A contractor or volunteer"),
                ],
                applies={"targets": ["me"], "signed_in": ["no"]},
            ),
            Field(
                "injury",
                "radios",
                "Was anybody hurt?",
                hint="If several people were hurt, choose for the one who was hurt most.",
                codes="injuries",
                applies={"targets": PEOPLE},
            ),
        ],
    ),
    Step(
        "by",
        "Who did it?",
        "Who did it",
        [
            Field(
                "responsible",
                "checkboxes",
                "Who did it?",
                hint="Choose everyone that fits.",
                codes="responsible_kinds",
                required=True,
                missing="Choose who did it. If you do not know, choose “I don’t know”.",
            ),
            Field(
                "factors",
                "checkboxes",
                "Did anything seem to affect them? (optional)",
                hint="Your impression is enough. It excuses nothing; it helps to prevent the next time.",
                codes="factors",
                folded=True,
                applies={
                    "responsible": ["patient", "relative", "public", "colleague", "manager", "contractor", "group"]
                },
            ),
        ],
    ),
    Step(
        "police",
        "Do you want the police told?",
        "Police",
        [
            Field(
                "police",
                "radios",
                "Do you want the police told?",
                hint="Nothing is sent to the police by this page. Someone will talk with you first if you leave your name.",
                codes="police_wishes",
                required=True,
                missing="Choose an answer. “I have not decided” is one.",
            )
        ],
    ),
    Step(
        "words",
        "What happened, in your own words?",
        "In your own words",
        [
            Field(
                "account",
                "long_text",
                "Your words (optional)",
                hint="A sentence is enough. Please leave out patients’ names.",
                longest=20_000,
            ),
            Field(
                "camera",
                "tick",
                "A camera may have recorded it",
                hint="Recordings are overwritten after some weeks. We ask for this one to be kept.",
            ),
            Field("files", "files", "Add a picture, a recording or a PDF (optional)"),
        ],
    ),
    Step(
        "you",
        "How can we reach you?",
        "Your name",
        [
            Field(
                "reporter",
                "radios",
                "How can we reach you?",
                options=[
                    Option("account", "By my Alongside account", "Your report carries your name."),
                    Option("contact", "I give my name and how to reach me"),
                    Option("anonymous", "I do not want to say who I am"),
                ],
                required=True,
                missing="Choose whether you want to give your name.",
            ),
            Field("name", "text", "Your name", applies={"reporter": ["contact"]}, autocomplete="name", longest=120),
            Field(
                "phone",
                "text",
                "Phone number (optional)",
                applies={"reporter": ["contact"]},
                autocomplete="tel",
                longest=40,
            ),
            Field(
                "email",
                "text",
                "E-mail address (optional)",
                applies={"reporter": ["contact"]},
                autocomplete="email",
                longest=254,
            ),
            Field(
                "anonymous_because",
                "radios",
                "Why do you not want to say? (optional)",
                hint="It helps us to make reporting safer. It is counted and not linked to you.",
                codes="anonymity_reasons",
                folded=True,
                applies={"reporter": ["anonymous"]},
            ),
        ],
    ),
)

BY_NAME: Mapping[str, Step] = {step.name: step for step in STEPS}
FIELDS: Mapping[str, Field] = {field.name: field for step in STEPS for field in step.fields}


@dataclass(frozen=True, slots=True)
class Known:
    """What is known before anybody asks: whether a poster or link told the place, whether an account is signed in."""

    place: bool = False
    account: bool = False

    def beside(self, answers: Answers) -> Answers:
        """The answers together with what is known, as `applies` looks at them."""
        told = {"place_known": "yes" if self.place else "no", "signed_in": "yes" if self.account else "no"}
        return {**answers, **told}


def holds(applies: Applies, facts: Answers) -> bool:
    """Whether a rule fits the answers and what is known (`Known.beside`)."""
    return all(set(given(facts, name)) & set(wanted) for name, wanted in applies.items())


def given(answers: Answers, name: str) -> list[str]:
    """What was answered to a field, as a list; empty where nothing was."""
    value = answers.get(name)
    if isinstance(value, str):
        return [value] if value else []
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def steps_for(answers: Answers, known: Known) -> list[Step]:
    """The steps that apply to what was answered so far, in their order."""
    facts = known.beside(answers)
    return [step for step in STEPS if holds(step.applies, facts)]


def fields_for(step: Step, answers: Answers, known: Known) -> list[Field]:
    """The fields of a step that apply."""
    facts = known.beside(answers)
    return [field for field in step.fields if holds(field.applies, facts)]


def options_of(field: Field, known: Known, day: date | None = None) -> list[Option]:
    """What can be chosen; the account only by somebody who is signed in to one."""
    return [one for one in field.choices(day) if known.account or (field.name, one.value) != ("reporter", "account")]


def next_step(after: str, answers: Answers, known: Known) -> Step | None:
    """The step after the one of that name; None at the end, where the answers are checked."""
    later = _NAMES[_NAMES.index(after) + 1 :]
    return next((step for step in steps_for(answers, known) if step.name in later), None)


def step_before(name: str, answers: Answers, known: Known) -> Step | None:
    """The step before the one of that name; None at the beginning."""
    earlier = _NAMES[: _NAMES.index(name)]
    return next((step for step in reversed(steps_for(answers, known)) if step.name in earlier), None)


def first_unanswered(answers: Answers, known: Known) -> Step | None:
    """The first step that applies and lacks a required answer; None where the report can be sent."""
    return next((step for step in steps_for(answers, known) if missing_in(step, answers, known)), None)


def missing_in(step: Step, answers: Answers, known: Known) -> dict[str, str]:
    """What a step still needs: from the field's name to a sentence."""
    return {
        field.name: field.missing
        for field in fields_for(step, answers, known)
        if field.required and not given(answers, field.name)
    }


_NAMES = [step.name for step in STEPS]
