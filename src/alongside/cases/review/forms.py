"""The form of a review."""

from typing import Any

from django import forms

from alongside.cases.codes import code_list
from alongside.incidents.form_fields import Day, Words

LONGEST = 20_000


class ReviewForm(forms.Form):
    """A version of the review. What is missing is asked only when it is finished."""

    held_on = Day(label="When did those who took part come together?", required=False)
    took_part = Words(label="Who took part?", help_text="Names and roles", longest=LONGEST, required=False)
    happened = Words(
        label="What happened?",
        help_text="In the order in which it happened. Describe the situation, not the mistakes of anybody in it.",
        longest=LONGEST,
        required=False,
    )
    factors = forms.MultipleChoiceField(
        label="What contributed to it?",
        help_text="Choose all that apply.",
        widget=forms.CheckboxSelectMultiple,
        required=False,
        error_messages={"invalid_choice": "Choose from the list."},
    )
    why = Words(
        label="How did that make it possible?",
        help_text="Ask what made sense to people at the time, with what they knew and had.",
        longest=LONGEST,
        required=False,
    )
    prevented = Words(label="What would have prevented it?", longest=LONGEST, required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        choices = [(one.code, one.label) for one in code_list("contributing_factors")]
        self.fields["factors"].choices = choices  # type: ignore[attr-defined]
