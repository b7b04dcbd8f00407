"""Forms of supervision."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms

from alongside.cases.fields import Line
from alongside.cases.models import Case
from alongside.cases.opening.forms import staff_choices
from alongside.incidents.form_fields import CHOOSE, Day, Radios, Words
from alongside.people.models import Staff

WHAT = "What did you look at, and what was said?"
NEXT = "When is the next supervision?"
NEXT_HINT = "Leave it empty where no day is planned."


class HoldForm(forms.Form):
    """What a supervisor looked through with somebody: the caseload, and each case of it about which something was said."""

    held_on = Day(label="On which day did you look through the cases together?")
    caseload = Words(
        label="The caseload as a whole",
        help_text="How much it is, what goes well, what helps, what is learned",
        longest=20_000,
        required=False,
    )

    def __init__(self, *args: Any, cases: Sequence[Case], **more: Any) -> None:
        super().__init__(*args, **more)
        self.cases = list(cases)
        for one in self.cases:
            self.fields[name_of(one)] = Words(label=f"{one.reference}, {one.title}", longest=20_000, required=False)
        self.fields["next_on"] = Day(label=NEXT, help_text=NEXT_HINT, required=False)

    def of_cases(self) -> list[tuple[Case, Any]]:
        """Each case with its field, for the page."""
        return [(one, self[name_of(one)]) for one in self.cases]

    def on_cases(self) -> list[tuple[Case, str]]:
        """The cases about which something was written."""
        said = ((one, self.cleaned_data[name_of(one)]) for one in self.cases)
        return [(one, text) for one, text in said if text]


class OnCaseForm(forms.Form):
    """What was said of one case."""

    supervision = Words(label=WHAT, longest=20_000, missing="Write what was looked at and said.")
    held_on = Day(label="On which day, if it was not today?", required=False)
    next_on = Day(label=NEXT, help_text="Leave it empty to keep the day that is planned.", required=False)


class NoteForm(forms.Form):
    """A further note."""

    text = Words(
        label="What do you want to add?",
        help_text="What was written before stays as it is, and yours stands below it.",
        longest=20_000,
        missing="Write what was looked at and said.",
    )


class AgreeForm(forms.Form):
    """What is to be done, by whom and until when."""

    what = Line(300, label="What is to be done?", missing="Write what is to be done.")
    case = forms.ChoiceField(
        label="On which case?",
        help_text="There it is a task, which everybody reads who may see the case. What is about no single case is read by you two.",
        required=False,
        error_messages=CHOOSE,
    )
    owner = forms.ChoiceField(label="Who does it?", error_messages=CHOOSE | {"required": "Choose who does it."})
    due = Day(label="Until which day?")

    def __init__(self, *args: Any, cases: Iterable[Case], people: Iterable[Staff], **more: Any) -> None:
        super().__init__(*args, **more)
        self.cases = {str(one.pk): one for one in cases}
        self.people = {str(one.pk): one for one in people}
        listed = [(key, f"{one.reference}, {one.title}") for key, one in self.cases.items()]
        self.fields["case"].choices = [("", "No single case"), *listed]  # type: ignore[attr-defined]
        self.fields["owner"].choices = staff_choices(self.people.values(), "Choose")  # type: ignore[attr-defined]

    def said(self) -> dict[str, Any]:
        """As the action takes it."""
        said = self.cleaned_data
        return {
            "what": said["what"],
            "owner": self.people[said["owner"]],
            "due_on": said["due"],
            "case": self.cases.get(said["case"]),
        }


class EndForm(forms.Form):
    """What came of what was agreed."""

    result = Words(label="What came of it?", missing="Write what came of it.")


class NextForm(forms.Form):
    """When somebody is supervised next."""

    next_on = Day(label=NEXT, help_text=NEXT_HINT, required=False)


class RuleForm(forms.Form):
    """Who reads supervision besides the two."""

    directors_read = Radios(
        [("no", "Nobody else"), ("yes", "The other security directors of the organisation")],
        label="Who reads supervision, besides the two who held it?",
        help_text="It counts for what is held from now on. What was held before keeps the rule of its day.",
    )


def name_of(case: Case) -> str:
    """The name of a case's field."""
    return f"case-{case.pk}"


def day_of(day: date | None) -> dict[str, date]:
    """A form whose day is this one to begin with."""
    return {"held_on": day} if day else {}
