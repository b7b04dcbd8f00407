"""What the forms of several rooms share: answers to choose from, words, days, and what was refused, at its field."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

CHOOSE = {"required": "Choose one of the answers.", "invalid_choice": "Choose one of the answers."}
DAY = {"required": "Write the day.", "invalid": "Write a day that exists, for example 27 3 2026."}


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


class Day(forms.DateField):
    """A day in three boxes: day, month, year."""

    def __init__(self, **options: Any) -> None:
        widget = forms.SelectDateWidget(years=range(date.min.year, date.max.year))
        super().__init__(widget=widget, error_messages=DAY, **options)


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
