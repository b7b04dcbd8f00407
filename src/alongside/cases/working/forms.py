"""Forms of the day's work on a case."""

from collections.abc import Collection, Iterable
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from alongside.cases.closing import Owed
from alongside.cases.codes import code_list
from alongside.cases.models import Case, Compartment, Task
from alongside.cases.opening.forms import staff_choices
from alongside.incidents.form_fields import CHOOSE, ClockTime, Day, Radios, Words
from alongside.machine import Move
from alongside.people.models import Staff


class MoveForm(forms.Form):
    """Where the case goes on to. What a move needs, its machine says; what is owed, the case."""

    act = Radios([], label="What happened?")
    waits_on = forms.ChoiceField(label="On whom does it wait?", required=False, error_messages=CHOOSE)
    outcome = forms.ChoiceField(label="What came of it?", required=False, error_messages=CHOOSE)
    text = Words(label="In words", required=False)

    def __init__(self, *args: Any, moves: Iterable[Move], owed: Collection[Owed] = (), **more: Any) -> None:
        super().__init__(*args, **more)
        moves = list(moves)
        self.fields["act"].choices = [(move.act, move.label) for move in moves]  # type: ignore[attr-defined]
        for name, known in (("waits_on", "waits_on"), ("outcome", "case_outcomes")):
            choices = [("", "Choose"), *((code.code, code.label) for code in code_list(known))]
            self.fields[name].choices = choices  # type: ignore[attr-defined]
            if not any(name in move.needs for move in moves):
                del self.fields[name]
        self.promises = [one for one in owed if one.to_the_hurt]
        self.owed = [one for one in owed if not one.to_the_hurt]
        for one in self.owed:
            self.fields[f"waive-{one.code}"] = Words(label=one.sentence, required=False)

    def waived(self) -> dict[str, str]:
        """Why what is owed is waived, by its code."""
        return {one.code: self.cleaned_data.get(f"waive-{one.code}", "") for one in self.owed}


class WaiverForm(forms.Form):
    """Why a promise to a person hurt is not kept."""

    why = Words(label="Why is it not kept?", missing="Write why it is not kept.")


class WaiverDecisionForm(forms.Form):
    """Whether a promise to a person hurt need not be kept."""

    decision = Radios(
        [("agree", "I agree that it is not kept"), ("decline", "It has to be kept")], label="What do you decide?"
    )
    answer = Words(label="Why? (Where you agree, you do not have to say.)", required=False)


class GiveForm(forms.Form):
    """Who works the case."""

    owner = forms.ChoiceField(label="Who works it?", required=False, error_messages=CHOOSE)
    tasks = forms.BooleanField(
        label="What whoever works it now has still to do here goes with it", required=False, initial=True
    )

    def __init__(self, *args: Any, people: Iterable[Staff], **more: Any) -> None:
        super().__init__(*args, **more)
        self.people = {str(one.pk): one for one in people}
        self.fields["owner"].choices = staff_choices(self.people.values(), "Nobody")  # type: ignore[attr-defined]

    @property
    def chosen_owner(self) -> Staff | None:
        """Whom the form names."""
        return self.people.get(self.cleaned_data["owner"])


class DescribeForm(forms.Form):
    """The title and the priority of a case."""

    title = forms.CharField(
        label="What is it about?",
        help_text="Without names: it stands in lists and messages.",
        max_length=200,
        error_messages={
            "required": "Write what the case is about, without names.",
            "max_length": "Write at most 200 characters.",
        },
    )
    priority = forms.TypedChoiceField(
        label="Priority", choices=Case.Priority.choices, coerce=int, error_messages=CHOOSE
    )


class NoteForm(forms.Form):
    """Something for the file, with when it happened."""

    text = Words(label="What happened?", longest=20_000, missing="Write what happened.")
    compartment = forms.ChoiceField(
        label="Who may read it?",
        help_text="Names of people hurt, of suspects, and legal advice each have a part of their own.",
        error_messages=CHOOSE,
    )
    on = Day(label="Day, if it was not now", required=False)
    clock = ClockTime(label="Time", help_text="For example, 14:30", required=False)

    def __init__(self, *args: Any, compartments: Iterable[str], zone: ZoneInfo, **more: Any) -> None:
        super().__init__(*args, **more)
        self._zone = zone
        choices = [(one, Compartment(one).label) for one in compartments]
        self.fields["compartment"].choices = choices  # type: ignore[attr-defined]

    def at(self) -> datetime | None:
        """When it happened; None for now. A day without a time is its noon."""
        day, clock = self.cleaned_data.get("on"), self.cleaned_data.get("clock")
        if day is None:
            return None
        return datetime.combine(day, clock or time(12), self._zone)


class CorrectForm(forms.Form):
    """A note as it should be."""

    text = Words(label="As it should be", longest=20_000, missing="Write what happened.")
    why = Words(label="Why is it corrected? (You do not have to say.)", required=False)


class PlanForm(forms.Form):
    """How the case is investigated."""

    plan = Words(
        label="Plan of the investigation",
        help_text="What has to be found out, from whom, and in which order. Lines of enquiry stand below as tasks.",
        longest=20_000,
        missing="Write how the case is investigated.",
    )


class TaskForm(forms.Form):
    """Something to be done."""

    what = forms.CharField(
        label="What is to be done?",
        max_length=300,
        error_messages={
            "required": "Write what is to be done.",
            "max_length": "Write at most 300 characters.",
        },
    )
    kind = Radios(Task.Kind.choices, label="What kind of thing is it?", initial=Task.Kind.TASK)
    task_why = Words(
        label="What should it show? (You do not have to say.)",
        help_text="Of a line of enquiry: whether it points to somebody or away from them. Both have to be followed.",
        required=False,
    )
    owner = forms.ChoiceField(label="Who does it?", required=False, error_messages=CHOOSE)
    due = Day(label="Until which day?", required=False)

    def __init__(self, *args: Any, people: Iterable[Staff], **more: Any) -> None:
        super().__init__(*args, **more)
        self.people = {str(one.pk): one for one in people}
        self.fields["owner"].choices = staff_choices(self.people.values(), "Nobody yet")  # type: ignore[attr-defined]

    @property
    def chosen_owner(self) -> Staff | None:
        """Whom the form names."""
        return self.people.get(self.cleaned_data["owner"])


class EndForm(forms.Form):
    """How a task ended."""

    ending = Radios([("done", "It is done"), ("dropped", "It is not needed")], label="How did it end?")
    result = Words(label="What did it show, or why is it not needed?", longest=20_000, required=False)

    def __init__(self, *args: Any, kind: str, **more: Any) -> None:
        super().__init__(*args, **more)
        if kind == Task.Kind.ENQUIRY:
            ending = self.fields["ending"]
            ending.choices = [*ending.choices, ("no_result", "It was followed and showed nothing")]  # type: ignore[attr-defined]
