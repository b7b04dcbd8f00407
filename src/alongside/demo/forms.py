"""Forms of the demonstration."""

from typing import Any

from django import forms


class AnswerForm(forms.Form):
    """An answer to a message: a button pressed (`code`) or words typed (`text`). `answer_id` makes it count once."""

    code = forms.CharField(max_length=20, required=False)
    text = forms.CharField(max_length=500, required=False)
    answer_id = forms.UUIDField()

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if not (self.cleaned_data.get("code") or self.cleaned_data.get("text")):
            raise forms.ValidationError("Choose or write an answer.")
        return cleaned
