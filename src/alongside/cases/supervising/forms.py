"""The form by which a caseload is handed over."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms

from alongside.cases.models import Case
from alongside.cases.opening.forms import staff_choices
from alongside.incidents.form_fields import CHOOSE, Words
from alongside.people.models import Staff


class HandOverForm(forms.Form):
    """To whom, which cases, and why. All cases of the giver are chosen to begin with."""

    taker = forms.ChoiceField(label="Who takes them?", error_messages=CHOOSE | {"required": "Choose who takes them."})
    cases = forms.MultipleChoiceField(
        label="Which cases?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Choose at least one case.",
            "invalid_choice": "Somebody changed who works these cases meanwhile. Choose again.",
        },
    )
    tasks = forms.BooleanField(label="Their open tasks of these cases change hands too", required=False, initial=True)
    why = Words(
        label="Why?", help_text="It stands in the file of each case.", missing="Write why they are handed over."
    )

    def __init__(self, *args: Any, people: Iterable[Staff], caseload: Iterable[Case], **more: Any) -> None:
        listed = [(str(one.pk), f"{one.reference}, {one.title}") for one in caseload]
        more["initial"] = {"cases": [key for key, _ in listed], "tasks": True}
        super().__init__(*args, **more)
        self.people = {str(one.pk): one for one in people}
        self.fields["taker"].choices = staff_choices(self.people.values(), "Choose")  # type: ignore[attr-defined]
        self.fields["cases"].choices = listed  # type: ignore[attr-defined]

    @property
    def chosen_taker(self) -> Staff:
        """Whom the form names."""
        return self.people[self.cleaned_data["taker"]]

    @property
    def chosen_cases(self) -> list[UUID]:
        """The keys of the cases."""
        return [UUID(key) for key in self.cleaned_data["cases"]]
