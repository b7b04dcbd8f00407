"""Fields and forms that the parts of this room share."""

from typing import Any

from django import forms

from alongside.cases.codes import code_list
from alongside.incidents.form_fields import CHOOSE, Words


class Codes(forms.ChoiceField):
    """One code of a list."""

    def __init__(self, name: str, *, missing: str = "Choose one of the answers.", **options: Any) -> None:
        choices = [("", "Choose"), *((one.code, one.label) for one in code_list(name))]
        super().__init__(choices=choices, error_messages=CHOOSE | {"required": missing}, **options)


class Line(forms.CharField):
    """One line of text."""

    def __init__(self, longest: int = 200, *, missing: str = "Write something.", **options: Any) -> None:
        errors = {"max_length": f"Write at most {longest} characters.", "required": missing}
        super().__init__(max_length=longest, error_messages=errors, **options)


class WhyForm(forms.Form):
    """A reason, and whatever a page asks besides."""

    why = Words(label="Why?", missing="Write why.")


class StrikeForm(WhyForm):
    """Why something that was entered does not count."""

    why = Words(label="Why is it struck out?", missing="Write why it is struck out.")


class ReopenForm(WhyForm):
    """Why something that had ended is taken up again."""

    why = Words(label="Why is it taken up again?", missing="Write why it is taken up again.")
