"""Forms of the reporter's page and of the feedback to them."""

from django import forms

from alongside.incidents.actions import LONGEST_ACCOUNT
from alongside.incidents.codes import code_list
from alongside.incidents.contact import WRONG_EMAIL, WRONG_PHONE, is_email, is_phone
from alongside.incidents.following.actions import BY_US, LONGEST
from alongside.incidents.following.entry import LONGEST as LONGEST_CODE
from alongside.incidents.form_fields import ClockTime, Day
from alongside.incidents.models import Told
from alongside.incidents.reporting.questions import FIELDS

USED_FOR = FIELDS["email"].hint


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


class CorrectForm(forms.Form):
    """What a reporter reported, to be corrected and added to."""

    day = Day(label="Which day was it?", required=False)
    time = ClockTime(
        label="About what time?", help_text="For example 14:30. Leave it empty if you do not know.", required=False
    )
    where = forms.CharField(
        label="Which ward, clinic or building?",
        help_text="Begin to type and choose, or write it in your own words.",
        required=False,
        max_length=300,
        error_messages={"max_length": "Write at most 300 characters."},
        widget=forms.TextInput(attrs={"autocomplete": "off", "list": "places"}),
    )
    injury = forms.ChoiceField(
        label="Was anybody hurt?",
        required=False,
        widget=forms.RadioSelect,
        choices=[(one.code, one.plain) for one in code_list("injuries")],
        error_messages={"invalid_choice": "Choose from the list."},
    )
    text = forms.CharField(
        label="What happened, in your own words",
        required=False,
        max_length=LONGEST_ACCOUNT,
        widget=forms.Textarea,
        error_messages={"max_length": f"Write at most {LONGEST_ACCOUNT:,} characters."},
    )
    name = forms.CharField(label="Your name", required=False, max_length=120)
    email = forms.CharField(
        label="E-mail address (optional)",
        help_text=USED_FOR,
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    phone = forms.CharField(
        label="Phone number (optional)",
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "tel"}),
    )
    no_messages = forms.BooleanField(label="Do not send me these messages", required=False)

    def clean_email(self) -> str:
        """By the rule of the report itself."""
        text = str(self.cleaned_data["email"]).strip()
        if text and not is_email(text):
            raise forms.ValidationError(WRONG_EMAIL)
        return text

    def clean_phone(self) -> str:
        """By the rule of the report itself."""
        text = str(self.cleaned_data["phone"]).strip()
        if text and not is_phone(text):
            raise forms.ValidationError(WRONG_PHONE)
        return text


class TakeBack(forms.Form):
    """Why a report is taken back: the reporter may say nothing."""

    why = forms.CharField(
        label="Why (you do not have to say)", required=False, max_length=LONGEST, widget=forms.Textarea
    )
