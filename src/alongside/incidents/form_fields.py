"""What the forms of several parts share: answers to choose from, words, names, days, times of day; and what was refused."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from alongside.incidents.codes import code_list
from alongside.incidents.models import Responsible

CHOOSE = {"required": "Choose one of the answers.", "invalid_choice": "Choose one of the answers."}
DAY = {"required": "Write the day.", "invalid": "Write a day that exists, for example 27 3 2026."}
LONGEST_NAME = 200


class Radios(forms.ChoiceField):
    """One of a few answers; "" where none was chosen and none has to be."""

    def __init__(self, choices: Sequence[tuple[str, str]], **options: Any) -> None:
        super().__init__(choices=choices, widget=forms.RadioSelect, error_messages=CHOOSE, **options)


class Words(forms.CharField):
    """Some lines of text."""

    def __init__(self, *, longest: int = 2_000, missing: str = "Write something.", **options: Any) -> None:
        super().__init__(
            max_length=longest,
            widget=forms.Textarea,
            error_messages={"required": missing, "max_length": f"Write at most {longest} characters."},
            **options,
        )


class Name(forms.CharField):
    """Somebody's name."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            max_length=LONGEST_NAME,
            error_messages={"required": "Write your name.", "max_length": f"Write at most {LONGEST_NAME} characters."},
            widget=forms.TextInput(attrs={"autocomplete": "name"}),
            **options,
        )


class Day(forms.DateField):
    """A day in three boxes: day, month, year."""

    def __init__(self, **options: Any) -> None:
        widget = forms.SelectDateWidget(years=range(date.min.year, date.max.year))
        super().__init__(widget=widget, error_messages=DAY, **options)


class ClockTime(forms.TimeField):
    """A time of day as people write it: 14:30."""

    def __init__(self, *, missing: str = "", **options: Any) -> None:
        said = {"invalid": "Write the time with hours and minutes, for example 14:30."}
        super().__init__(
            input_formats=["%H:%M", "%H.%M", "%H%M"],
            error_messages=said | ({"required": missing} if missing else {}),
            widget=forms.TextInput(),
            **options,
        )


def of_whom(people: Iterable[Responsible], everybody: str) -> list[tuple[str, str]]:
    """Those who did it, without a name, to say of whom an opinion is; `everybody` is the value for all of them."""
    kinds = code_list("responsible_kinds")
    listed = [(str(one.number), f"Responsible {one.number}, {kinds.label(one.kind).lower()}") for one in people]
    return [(everybody, "All of them"), *listed]


def in_plain_words(form: forms.BaseForm) -> None:
    """What is wrong with each field of a form is said with the name of the field, where nothing else was laid down: the words
    stand above the form too, among others.
    """
    for field in form.fields.values():
        for code, sentence in _sentences(field).items():
            if field.error_messages.get(code) in (None, _of_django(field, code)):
                field.error_messages[code] = sentence


def _of_django(field: forms.Field, code: str) -> Any:
    """What the kind of field says by itself."""
    kinds = (vars(kind).get("default_error_messages", {}) for kind in type(field).__mro__)
    return next((messages[code] for messages in kinds if code in messages), None)


def _sentences(field: forms.Field) -> dict[str, str]:
    label = str(field.label or "")

    def said(text: str) -> str:
        if not label:
            return text
        return f"{label} {text}" if label.endswith("?") else f"{label}: {text[:1].lower()}{text[1:]}"

    most = getattr(field, "max_length", None)
    longest = f"Write at most {most:,} characters." if most else ""
    if isinstance(field, forms.ChoiceField):
        return {code: said("Choose one of the answers.") for code in ("required", "invalid_choice")}
    if isinstance(field, forms.DateField):
        return {"required": said("Write the day."), "invalid": said("Write a day that exists.")}
    if isinstance(field, forms.TimeField):
        time = said("Write the time with hours and minutes, for example 14:30.")
        return {"required": time, "invalid": time}
    if isinstance(field, forms.IntegerField):
        return dict.fromkeys(["required", "invalid"], said("Write a whole number."))
    return {"required": said("Write something."), **({"max_length": said(longest)} if longest else {})}


def put_errors(form: forms.Form, error: ValidationError, fields: dict[str, str] | None = None) -> None:
    """What an action refused, at the fields of the form."""
    named = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
    for name, sentences in named.items():
        at = (fields or {}).get(name, name)
        for sentence in sentences:
            form.add_error(at if at in form.fields else None, sentence)
