"""Forms about actions."""

from collections.abc import Iterable
from typing import Any

from django import forms

from alongside.cases.fields import Line
from alongside.cases.opening.forms import staff_choices
from alongside.cases.tracks.actions import ACTION, OF_CHECKER
from alongside.incidents.form_fields import CHOOSE, Day, Radios, Words
from alongside.machine import Move
from alongside.people.models import Staff


class _OfPeople(forms.Form):
    """A form that names a colleague."""

    who = ""

    def __init__(self, *args: Any, people: Iterable[Staff], **more: Any) -> None:
        super().__init__(*args, **more)
        self.people = {str(one.pk): one for one in people}
        if self.who in self.fields:
            self.fields[self.who].choices = staff_choices(self.people.values(), "Choose")  # type: ignore[attr-defined]

    @property
    def chosen(self) -> Staff | None:
        """Whom the form names."""
        return self.people.get(self.cleaned_data.get(self.who, ""))


class GiveForm(_OfPeople):
    """A new action."""

    who = "owner"
    what = Line(
        300,
        label="What is to change?",
        help_text="Without names: whoever does it reads this, and nothing else of the case.",
    )
    why = Words(label="Why? (You do not have to say.)", required=False)
    owner = forms.ChoiceField(label="Who does it?", error_messages=CHOOSE | {"required": "Choose who does it."})
    due_on = Day(label="By which day?")


class DecideForm(_OfPeople):
    """What is decided, with what that needs."""

    until = Day(label="The new day")
    owner = forms.ChoiceField(label="Who does it now?", error_messages=CHOOSE | {"required": "Choose who does it."})
    checker = forms.ChoiceField(
        label="Who looks, in three months, whether it helps?",
        help_text="Somebody else than whoever did it.",
        error_messages=CHOOSE | {"required": "Choose who looks whether it helps."},
    )
    text = Words(label="In words", longest=20_000, required=False)

    def __init__(self, *args: Any, move: Move, **more: Any) -> None:
        self.who = next((name for name in ("owner", "checker") if name in move.needs), "")
        super().__init__(*args, **more)
        for name in ("until", "owner", "checker"):
            if name not in move.needs:
                del self.fields[name]

    def given(self) -> dict[str, Any]:
        """As the action takes it."""
        return self.cleaned_data | ({self.who: self.chosen} if self.who else {})


class CarryOnForm(forms.Form):
    """Why an action goes on after its case."""

    text = Words(
        label="Why does it go on after the case is closed?", missing="Write why it goes on after the case is closed."
    )


class AnswerForm(forms.Form):
    """What whoever has it says."""

    act = Radios([], label="How does it stand?")
    text = Words(
        label="In words",
        help_text="What was done, what stands in the way, or why it takes longer. Do not name patients or visitors.",
        longest=20_000,
        missing="Write a few words.",
    )
    until = Day(label="If you need more time: until which day?", required=False)
    file = forms.FileField(
        label="A file that shows it (you do not have to)",
        help_text="A picture, or a PDF",
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput,
    )

    def __init__(self, *args: Any, acts: Iterable[str], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["act"].choices = [(act, ACTION.moves[act].label) for act in acts]  # type: ignore[attr-defined]


class LookForm(forms.Form):
    """Whether it helps."""

    act = Radios([(act, ACTION.moves[act].label) for act in OF_CHECKER], label="Does it help?")
    text = Words(
        label="What shows it?",
        help_text="Where it does not help: what has to be done instead.",
        longest=20_000,
        missing="Write a few words.",
    )
