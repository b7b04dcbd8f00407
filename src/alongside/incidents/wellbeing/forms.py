"""The one question, and what may be said with it."""

from django import forms

from alongside.incidents.models import WellbeingCheck
from alongside.incidents.wellbeing.actions import LONGEST, LONGEST_SUPPORT


class HowAreYou(forms.Form):
    """How somebody is, in one tap; words and consent if they want."""

    answer = forms.ChoiceField(
        label="How are you now?",
        choices=WellbeingCheck.Answer.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one of the answers.", "invalid_choice": "Choose one of the answers."},
    )
    text = forms.CharField(
        label="Anything you want to add (you do not have to)",
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea,
        error_messages={"max_length": f"Write at most {LONGEST} characters."},
    )
    consent = forms.BooleanField(
        label="The security specialist may read my answer and get in touch with me",
        required=False,
    )


class WhereToGetHelp(forms.Form):
    """The organisation's own words."""

    text = forms.CharField(
        label="Where somebody who was hurt gets help",
        help_text="Occupational health, counselling, chaplaincy, union, a colleague to talk to: with names, numbers and "
        "hours. Everybody who was hurt reads it.",
        required=False,
        max_length=LONGEST_SUPPORT,
        widget=forms.Textarea,
        error_messages={"max_length": f"Write at most {LONGEST_SUPPORT} characters."},
    )
