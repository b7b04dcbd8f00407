"""Forms about what is shared of a case."""

from collections.abc import Iterable
from typing import Any

from django import forms

from alongside.cases.codes import code_list
from alongside.cases.fields import Codes
from alongside.cases.lessons.forms import LessonForm
from alongside.cases.models import LegalMatter
from alongside.cases.redress.forms import Pounds
from alongside.cases.referrals.parts import Part
from alongside.cases.referrals.queries import FileToChoose
from alongside.cases.referrals.sending import Wanted
from alongside.cases.referrals.taking_back import Thing
from alongside.cases.rows import Line
from alongside.incidents.form_fields import CHOOSE, Day, Radios, Words
from alongside.people.models import Organisation

SHOWN_OF_LINE = 90


class _Boxes(forms.MultipleChoiceField):
    def __init__(self, **options: Any) -> None:
        errors = {"invalid_choice": "Choose from what is there.", "required": "Choose what is to be sent."}
        super().__init__(widget=forms.CheckboxSelectMultiple, required=False, error_messages=errors, **options)


class ChooseForm(forms.Form):
    """What is to be sent, to whom and what for. Nothing is chosen to begin with."""

    purpose = Radios([], label="What is it for?")
    to = forms.ChoiceField(label="To whom?", error_messages=CHOOSE | {"required": "Choose to whom it is sent."})
    ground = Codes(
        "sharing_grounds", label="On what ground is it shared?", missing="Choose on what ground it is shared."
    )
    parts = _Boxes(
        label="What may they read?", help_text="They read what you choose here, and nothing else of the case."
    )
    events = _Boxes(label="Which lines of the file?", help_text="Legal advice is never among them.")
    exhibits = _Boxes(
        label="Which files?", help_text="They open each while you share it. Legal advice is never among them."
    )
    note = Words(label="A note to them", longest=20_000, required=False)

    def __init__(
        self,
        *args: Any,
        bodies: Iterable[Organisation],
        parts: Iterable[Part],
        lines: Iterable[Line],
        files: Iterable[FileToChoose],
        fixed: Wanted | None = None,
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        self.bodies = {str(one.pk): one for one in bodies}
        self.fixed = fixed
        choices: Any = [(one.code, one.label) for one in code_list("referral_purposes")]
        self.fields["purpose"].choices = choices  # type: ignore[attr-defined]
        choices = [("", "Choose"), *((key, one.name) for key, one in self.bodies.items())]
        self.fields["to"].choices = choices  # type: ignore[attr-defined]
        self.fields["parts"].choices = [(one.code, one.title) for one in parts]  # type: ignore[attr-defined]
        choices = [(str(line.event.pk), _in_short(line)) for line in lines]
        self.fields["events"].choices = choices  # type: ignore[attr-defined]
        if fixed is not None:
            for name in ("purpose", "to", "ground"):
                del self.fields[name]
        if not choices:
            del self.fields["events"]
        choices = [(str(one.file.pk), f"{one.what}, {one.whose}") for one in files]
        self.fields["exhibits"].choices = choices  # type: ignore[attr-defined]
        if not choices:
            del self.fields["exhibits"]

    def clean(self) -> dict[str, Any]:
        said = dict(super().clean() or {})
        if not self.errors and not (said.get("parts") or said.get("events") or said.get("exhibits")):
            self.add_error("parts", "Choose what is to be sent.")
        return said

    def wanted(self) -> Wanted:
        """As the action takes it."""
        said = self.cleaned_data
        events, files = said.get("events", []), said.get("exhibits", [])
        if self.fixed is not None:
            one = self.fixed
            return Wanted(one.to, one.purpose, one.ground, said["parts"], events, said["note"], files)
        return Wanted(
            self.bodies[said["to"]], said["purpose"], said["ground"], said["parts"], events, said["note"], files
        )

    def again(self) -> list[tuple[str, str]]:
        """What was chosen, to be sent once more with the preview."""
        found = []
        for name in self.fields:
            value = self.cleaned_data.get(name)
            for one in value if isinstance(value, list) else [value or ""]:
                found.append((name, str(one)))
        return found


class TakeBackForm(forms.Form):
    """What is taken back, and why."""

    things = _Boxes(label="What is taken back?", help_text="They read it no more, in no version. The rest stays.")
    why = Words(
        label="Why?", help_text="It stays with your case. They do not read it.", missing="Write why it is taken back."
    )

    def __init__(self, *args: Any, things: Iterable[Thing], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["things"].choices = [(one.key, one.title) for one in things]  # type: ignore[attr-defined]
        self.fields["things"].required = True
        self.fields["things"].error_messages["required"] = "Choose what is taken back."


class WriteForm(forms.Form):
    """A question or an answer."""

    text = Words(label="What do you want to say?", longest=20_000, missing="Write something.")

    def __init__(self, *args: Any, asks: str = "", **more: Any) -> None:
        super().__init__(*args, **more)
        if asks:
            self.fields["text"].label = asks


def _in_short(line: Line) -> str:
    words = f"{line.at.day} {line.at:%B %Y}, {line.what}: {' '.join(line.text.split())}".rstrip(": ")
    return words if len(words) <= SHOWN_OF_LINE else f"{words[:SHOWN_OF_LINE]}…"


class AdviceForm(forms.Form):
    """Legal advice."""

    text = Words(label="Your advice", longest=20_000, missing="Write your advice.")


class DecisionForm(forms.Form):
    """Whether to go on privately."""

    decision = Radios(list(LegalMatter.Decision.choices), label="What was decided?")
    reasons = Words(label="Why?", longest=20_000, missing="Write the reasons.")
    refused_by = forms.ChoiceField(
        choices=[("", "Nobody has refused"), *LegalMatter.RefusedBy.choices],
        label="Who does not prosecute?",
        help_text="Going on privately needs their refusal, or why you do not wait for it.",
        required=False,
        error_messages=CHOOSE,
    )
    refused_on = Day(label="On which day did they refuse?", required=False)
    waiver = Words(label="If nobody has refused: why is that not waited for?", required=False)


class CostsForm(forms.Form):
    """What it costs."""

    estimated = Pounds(label="Estimated, in pounds", required=False)
    actual = Pounds(label="Actual, in pounds", required=False)
    why = Words(label="If it costs more than was expected: why?", required=False)


class AgreeForm(forms.Form):
    """Costs that are agreed."""

    agreed = Pounds(label="Up to how much do you agree, in pounds?")


class OutcomeForm(forms.Form):
    """What came of it."""

    outcome = Codes("legal_outcomes", label="What came of it?", missing="Choose what came of it.")
    text = Words(label="In words", longest=20_000, required=False)


class LearningForm(LessonForm):
    """What others can learn: a lesson, with a name put to it."""

    confirmed = forms.BooleanField(
        label="I confirm by my name that it identifies nobody",
        error_messages={"required": "Confirm that it identifies nobody, or change it until you can."},
    )
