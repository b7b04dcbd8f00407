"""Forms of templates and letterhead."""

from django import forms

from alongside.documents.models import LONGEST_SOURCE

LONGEST_WHY = 2_000


class TemplateForm(forms.Form):
    """A template's words."""

    source = forms.CharField(
        label="Template",
        widget=forms.Textarea,
        strip=False,
        max_length=LONGEST_SOURCE,
        error_messages={
            "required": "Write the template.",
            "max_length": f"Write at most {LONGEST_SOURCE:,} characters.",
        },
    )
    why = forms.CharField(
        label="Why did you change it?",
        help_text="Everybody who keeps templates reads it beside the version.",
        required=False,
        max_length=LONGEST_WHY,
        error_messages={"max_length": f"Write at most {LONGEST_WHY:,} characters."},
    )


class LetterheadForm(forms.Form):
    """What stands on top of letters."""

    name = forms.CharField(
        label="Name of the organisation",
        max_length=200,
        error_messages={"required": "Write the name.", "max_length": "Write at most 200 characters."},
    )
    lines = forms.CharField(
        label="Address and how to reach you",
        help_text="A line each",
        widget=forms.Textarea,
        required=False,
        max_length=1_000,
        error_messages={"max_length": "Write at most 1,000 characters."},
    )
    foot = forms.CharField(
        label="At the foot of every page",
        help_text="For example, who is the chair, or the number of a charity",
        required=False,
        max_length=300,
        error_messages={"max_length": "Write at most 300 characters."},
    )
    without_picture = forms.BooleanField(label="Take the picture off", required=False)
