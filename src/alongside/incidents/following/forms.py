"""Forms of the reporter's page and of the feedback to them."""

from django import forms

from alongside.incidents.following.actions import BY_US, LONGEST
from alongside.incidents.following.entry import LONGEST as LONGEST_CODE
from alongside.incidents.models import Told


class OpenReport(forms.Form):
    """Reference and code, as written on the confirmation."""

    reference = forms.CharField(
        label="Reference",
        max_length=LONGEST_CODE,
        help_text="8 letters and numbers, for example 7KQ2-9F3M",
        error_messages={"required": "Write your reference.", "max_length": "A reference has 8 letters and numbers."},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    code = forms.CharField(
        label="Code",
        max_length=LONGEST_CODE,
        help_text="12 letters and numbers, for example 3FJ8-Q2VX-7M1N",
        error_messages={"required": "Write your code.", "max_length": "A code has 12 letters and numbers."},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class Answer(forms.Form):
    """What the reporter writes back."""

    text = forms.CharField(
        label="Your message",
        max_length=LONGEST,
        widget=forms.Textarea,
        error_messages={
            "required": "Write what you want to say.",
            "max_length": f"Write at most {LONGEST} characters.",
        },
    )


class Tell(forms.Form):
    """What we write to the reporter."""

    kind = forms.ChoiceField(
        label="What are you telling?",
        choices=[(kind.value, kind.label) for kind in map(Told.Kind, BY_US)],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what you are telling.", "invalid_choice": "Choose from the list."},
    )
    text = forms.CharField(
        label="What the reporter reads",
        help_text="Do not name patients, colleagues or the person who did it. Say nothing of what the police plan.",
        max_length=LONGEST,
        widget=forms.Textarea,
        error_messages={
            "required": "Write what the reporter is to read.",
            "max_length": f"Write at most {LONGEST} characters.",
        },
    )


class TakeBack(forms.Form):
    """Why a report is taken back: the reporter may say nothing."""

    why = forms.CharField(
        label="Why (you do not have to say)", required=False, max_length=LONGEST, widget=forms.Textarea
    )
