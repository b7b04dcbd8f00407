"""Fields of forms that the parts of this room share."""

from typing import Any

from django import forms

from alongside.cases.codes import code_list
from alongside.cases.opening.forms import CHOOSE


class Codes(forms.ChoiceField):
    """One code of a list."""

    def __init__(self, name: str, *, missing: str = "Choose one of the answers.", **options: Any) -> None:
        choices = [("", "Choose"), *((one.code, one.label) for one in code_list(name))]
        super().__init__(choices=choices, error_messages=CHOOSE | {"required": missing}, **options)


class Line(forms.CharField):
    """One line of text."""

    def __init__(self, longest: int, *, missing: str = "Write something.", **options: Any) -> None:
        errors = {"max_length": f"Write at most {longest} characters.", "required": missing}
        super().__init__(max_length=longest, error_messages=errors, **options)
