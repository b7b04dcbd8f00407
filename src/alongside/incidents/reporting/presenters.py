"""What the pages of a report show: fields with what was answered, and the answers in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from alongside.evidence.hidden_details import can_be_cleaned
from alongside.incidents.codes import code_list
from alongside.incidents.models import Draft, DraftFile
from alongside.incidents.reporting.asking import ALONE, FORMS, WRITTEN, Answers, Applies, Field, Form, Step
from alongside.incidents.reporting.more import PARTS, Part, in_pence, rows_of
from alongside.incidents.reporting.questions import BY_NAME, STEPS
from alongside.incidents.reporting.reading import happened_at
from alongside.incidents.reporting.way_through import (
    Known,
    fields_for,
    given,
    later_steps,
    missing_in,
    options_of,
    steps_for,
)


@dataclass(frozen=True, slots=True)
class ShownField:
    """A field as a template draws it. `items` are those of the design system's checkboxes, radios or select; of a long
    list, `more_items` are those that open when asked for.
    """

    name: str
    kind: str
    label: str
    hint: str
    value: str
    error: str
    items: list[dict[str, Any]]
    more_items: list[dict[str, Any]]
    applies: Applies
    required: bool
    missing: str
    autocomplete: str
    longest: int | None
    form: Form | None
    folded: bool


@dataclass(frozen=True, slots=True)
class ShownStep:
    """A page of the report."""

    name: str
    title: str
    short: str
    hint: str
    applies: Applies
    fields: list[ShownField]
    later: bool


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """A line of the page on which the answers are checked; without `lines` it waits for an answer."""

    name: str
    short: str
    lines: list[str]
    is_missing: bool


@dataclass(frozen=True, slots=True)
class ShownPart:
    """A page with which more can be added, and what was."""

    name: str
    title: str
    lines: list[str]
    is_wanted: bool


def shown_step(step: Step, answers: Answers, known: Known, wrong: Mapping[str, str] | None = None) -> ShownStep:
    """A step as its page shows it, with what was answered and what is wrong."""
    facts = known.beside({})
    asked = [
        one
        for one in step.fields
        if all(facts[name] in wanted for name, wanted in one.applies.items() if name in facts)
    ]
    return _drawn(step, asked, answers, known, wrong or {})


def every_step(known: Known) -> list[ShownStep]:
    """All steps with all their fields, unanswered, for the page that asks them without a server."""
    return [_drawn(step, step.fields, {}, known, {}) for step in STEPS]


def _drawn(step: Step, asked: Sequence[Field], answers: Answers, known: Known, wrong: Mapping[str, str]) -> ShownStep:
    fields = [shown_field(one, answers, known, wrong.get(one.name, "")) for one in asked]
    if len(fields) == 1 or fields[0].label == step.title:
        fields[0] = _as_title(fields[0], step.title)
    return ShownStep(step.name, step.title, step.short, step.hint, step.applies, fields, step.later)


def shown_field(field: Field, answers: Answers, known: Known, error: str = "", prefix: str = "") -> ShownField:
    """One field with what was answered. `prefix` goes before its name, for rows."""
    chosen = set(given(answers, field.name))
    select = [{"value": "", "text": "Choose"}] if field.kind == "select" else []
    items: list[dict[str, Any]] = list(select)
    more: list[dict[str, Any]] = []
    for option in options_of(field, known):
        item: dict[str, Any] = {"value": option.value, "text": option.text}
        if option.hint:
            item["hint"] = {"text": option.hint}
        item["selected" if field.kind == "select" else "checked"] = option.value in chosen
        if field.kind == "checkboxes" and option.value in ALONE:
            item |= {"behaviour": "exclusive", "exclusive": True}
        (more if _is_rare(field, option.value) else items).append(item)
    value = answers.get(field.name)
    return ShownField(
        prefix + field.name,
        field.kind,
        field.label,
        field.hint,
        value if isinstance(value, str) else "",
        error,
        items,
        more,
        field.applies,
        field.required,
        field.missing,
        field.autocomplete,
        field.longest if field.kind in WRITTEN else None,
        FORMS.get(field.kind),
        field.folded,
    )


def shown_rows(
    part: Part, rows: list[dict[str, str]], wrong: Mapping[str, str], known: Known
) -> list[list[ShownField]]:
    """The rows of a part, and an empty one to fill in."""
    return [
        [
            shown_field(
                field, row, known, wrong.get(f"{part.name}-{number}-{field.name}", ""), f"{part.name}-{number}-"
            )
            for field in part.fields
        ]
        for number, row in enumerate([*rows, {}] if not wrong or not rows else rows)
    ]


def shown_answers(draft: Draft, known: Known, moment: datetime, file_names: list[str]) -> list[ShownAnswer]:
    """Every step that applies, with its answer in words. The place that a poster told stands there too."""
    answers, zone = draft.answers, ZoneInfo(draft.organisation.time_zone)
    added = {step.name for step in later_steps(answers, known) if _is_answered(step, answers, known)}
    applying = {step.name for step in steps_for(answers, known)} | {"where"} | added
    found = []
    for step in (BY_NAME[one.name] for one in STEPS if one.name in applying):
        if step.name == "where" and draft.place and not answers.get("where"):
            lines = [f"{draft.place.name}, {draft.place.site.name}"]
        elif step.name == "when":
            lines = _when(answers, moment, zone)
        else:
            asked = fields_for(step, answers, known)
            lines = [
                line for one in asked for line in _with_question(_in_words(one, answers), one, first=one is asked[0])
            ]
        if step.name == "words":
            lines += file_names
        missing = bool(missing_in(step, answers, known)) and not (step.name == "where" and draft.place)
        found.append(ShownAnswer(step.name, step.short, lines, missing))
    return found


def unanswered_later(answers: Answers, known: Known) -> list[Step]:
    """What can still be added, a page each."""
    return [step for step in later_steps(answers, known) if not _is_answered(step, answers, known)]


def shown_files(draft: Draft, held: Sequence[DraftFile]) -> list[str]:
    """The names of the files; of one that stays as it is in an anonymous report, also that it does."""
    anonymous = draft.answers.get("reporter") == "anonymous"
    return [
        f"{one.file.name}: kept as it is, so it may tell who made it"
        if anonymous and not can_be_cleaned(one.file.media_type)
        else one.file.name
        for one in held
    ]


def shown_parts(answers: Answers) -> list[ShownPart]:
    """What more can be added; things first where something was taken or broken."""
    asks_property = any("property" in code_list("kinds")[kind].more.get("asks", ()) for kind in given(answers, "kinds"))
    return [
        ShownPart(
            part.name,
            part.title,
            [_row_in_words(part, row) for row in rows_of(answers, part.name)],
            is_wanted=part.name == "property" and asks_property,
        )
        for part in PARTS.values()
    ]


def _is_answered(step: Step, answers: Answers, known: Known) -> bool:
    return any(given(answers, one.name) for one in fields_for(step, answers, known))


def _as_title(field: ShownField, title: str) -> ShownField:
    """The field whose label is the page's heading."""
    return replace(field, label=title)


def _is_rare(field: Field, value: str) -> bool:
    """Of the kinds, what is done to people stands first; theft, damage and the rest open when asked for."""
    return field.name == "kinds" and "historic" not in code_list("kinds")[value].more and value != "other"


def _with_question(lines: list[str], field: Field, *, first: bool) -> list[str]:
    """The answers of a page's later fields, each said with its question: "Was anybody hurt? No"."""
    if first or field.kind in ("tick", "long_text", "place", "text"):
        return lines
    return [f"{field.label.removesuffix(' (optional)')} {line}" for line in lines]


def _in_words(field: Field, answers: Answers) -> list[str]:
    texts = {option.value: option.text for option in field.choices()}
    if field.kind == "tick":
        return [field.label] if given(answers, field.name) else []
    return [texts.get(one, one) for one in given(answers, field.name)]


def _when(answers: Answers, moment: datetime, zone: ZoneInfo) -> list[str]:
    if not answers.get("when"):
        return []
    at, guessed = happened_at(answers, moment, zone)
    local = at.astimezone(zone)
    day = f"{local:%A} {local.day} {local:%B %Y}"
    if guessed and not answers.get("when_time"):
        return [day, "The time is not known"]
    return [f"{day} at {local:%H:%M}", *(["The time is a guess"] if guessed else [])]


def _row_in_words(part: Part, row: Mapping[str, str]) -> str:
    said = []
    for field in part.fields:
        words = _in_words(field, row)
        if field.kind == "pounds" and words:
            words = [f"£{(in_pence(words[0]) or 0) / 100:,.2f}"]
        said += words
    return ", ".join(said)
