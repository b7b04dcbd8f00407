"""What the forms of several parts share: answers to choose from, words, names, days, times of day; and what was refused."""

from collections.abc import Iterable
from typing import Any

from django import forms

from alongside.incidents.codes import code_list
from alongside.incidents.models import Responsible
from alongside.web.form_fields import CHOOSE, DAY, Day, Radios, Words, in_plain_words, put_errors

__all__ = ["CHOOSE", "DAY", "ClockTime", "Day", "Name", "Radios", "Words", "in_plain_words", "of_whom", "put_errors"]
LONGEST_NAME = 200


class Name(forms.CharField):
    """Somebody's name."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            max_length=LONGEST_NAME,
            error_messages={"required": "Write your name.", "max_length": f"Write at most {LONGEST_NAME} characters."},
            widget=forms.TextInput(attrs={"autocomplete": "name"}),
            **options,
        )


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
