"""Which questions of a report apply, and which comes next. Pure."""

from dataclasses import dataclass
from datetime import date

from alongside.incidents.reporting.asking import Answers, Applies, Field, Option, Step
from alongside.incidents.reporting.questions import STEPS


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
    """The steps on the way that apply to what was answered so far, in their order."""
    return [step for step in applying_steps(answers, known) if not step.later]


def later_steps(answers: Answers, known: Known) -> list[Step]:
    """What can be added to what was answered so far, and never has to be."""
    return [step for step in applying_steps(answers, known) if step.later]


def applying_steps(answers: Answers, known: Known) -> list[Step]:
    """Both, in their order."""
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
