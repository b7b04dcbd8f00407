"""Forms of saved views."""

from django import forms


class ViewForm(forms.Form):
    """A view's name, and whether colleagues see it."""

    name = forms.CharField(
        label="Name",
        max_length=80,
        error_messages={"required": "Give it a name.", "max_length": "Use at most 80 characters."},
    )
    shared = forms.BooleanField(label="Share it with colleagues who see incidents", required=False)
