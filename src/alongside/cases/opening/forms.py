"""Forms of opening, joining and splitting cases."""

from collections.abc import Iterable
from typing import Any

from django import forms

from alongside.cases.fields import WhyForm
from alongside.cases.models import Case
from alongside.incidents.form_fields import CHOOSE
from alongside.incidents.models import Incident
from alongside.people.models import Staff


def staff_choices(people: Iterable[Staff], nobody: str = "Nobody yet") -> list[tuple[str, str]]:
    """People as the choices of a select, with nobody first."""
    return [("", nobody), *((str(one.pk), one.name) for one in people)]


class OpenForm(forms.Form):
    """A new case."""

    title = forms.CharField(
        label="What is it about?",
        help_text="Without names: it stands in lists and messages.",
        max_length=200,
        required=False,
        error_messages={"max_length": "Write at most 200 characters."},
    )
    owner = forms.ChoiceField(label="Who works it?", required=False, error_messages=CHOOSE)
    priority = forms.TypedChoiceField(
        label="Priority", choices=Case.Priority.choices, coerce=int, initial=Case.Priority.NORMAL, error_messages=CHOOSE
    )

    def __init__(self, *args: Any, people: Iterable[Staff], **more: Any) -> None:
        super().__init__(*args, **more)
        self.people = {str(one.pk): one for one in people}
        self.fields["owner"].choices = staff_choices(self.people.values())  # type: ignore[attr-defined]

    @property
    def chosen_owner(self) -> Staff | None:
        """Whom the form names."""
        return self.people.get(self.cleaned_data["owner"])


class ReportForm(forms.Form):
    """One more report, by its reference."""

    incident = forms.CharField(
        label="Number of the report",
        help_text="For example, 7KQ2-9F3M",
        max_length=20,
        error_messages={"required": "Write the number of the report."},
    )


class MergeForm(WhyForm):
    """The case that is to stand for both."""

    other = forms.CharField(
        label="Number of the other case",
        help_text="For example, C-7KQ2-9F3M. It stands for both from then on.",
        max_length=20,
        error_messages={"required": "Write the number of the other case."},
    )
    field_order = ["other", "why"]


class SplitForm(WhyForm):
    """The reports that become a case of their own."""

    incidents = forms.MultipleChoiceField(
        label="Which reports become a case of their own?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose the reports that become a case of their own.", **CHOOSE},
    )
    title = forms.CharField(label="What is the new case about?", max_length=200, required=False)
    field_order = ["incidents", "title", "why"]

    def __init__(self, *args: Any, reports: Iterable[Incident], **more: Any) -> None:
        super().__init__(*args, **more)
        self.reports = {str(one.pk): one for one in reports}
        self.fields["incidents"].choices = [  # type: ignore[attr-defined]
            (key, f"{one.reference}, {one.occurred_at:%d.%m.%Y}") for key, one in self.reports.items()
        ]

    @property
    def leaving(self) -> list[Incident]:
        """The reports that were chosen."""
        return [self.reports[key] for key in self.cleaned_data["incidents"]]
