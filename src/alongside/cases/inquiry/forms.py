"""Forms of an investigation."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from alongside.cases.fields import Line
from alongside.cases.inquiry.actions import LONGEST_STATEMENT
from alongside.cases.inquiry.signing import DECLARATION, READ_TO_THEM, Signed
from alongside.cases.models import Interview, StatementVersion, Whose
from alongside.cases.rows import person_words
from alongside.incidents.form_fields import CHOOSE, ClockTime, Day, Radios, Words
from alongside.incidents.models import Affected


class InterviewForm(forms.Form):
    """An interview that is planned, or was held."""

    whose = Radios(Whose.choices, label="Who is it?")
    person = Line(200, label="Their name, or what they are")
    held = Radios([("no", "It is planned"), ("yes", "It was held")], label="Was it held?", initial="no")
    on = Day(label="On which day?", help_text="For example, 27 3 2026")
    clock = ClockTime(label="At what time?", help_text="For example, 10:00", missing="Write the time.")
    place = Line(200, label="Where?", required=False)
    present = Line(500, label="Who else is there?", help_text="For example, a union representative", required=False)
    notes = Words(
        label="What is to be asked, or what was said",
        help_text="Once it was held, what was said has to stand here.",
        longest=20_000,
        required=False,
    )

    def __init__(
        self, *args: Any, zone: ZoneInfo, kinds: Iterable[str], interview: Interview | None = None, **more: Any
    ) -> None:
        self._zone = zone
        if interview is not None:
            local = interview.starts_at.astimezone(zone)
            names = ("person", "place", "present", "notes")
            more["initial"] = {name: getattr(interview, name) for name in names} | {
                "on": local.date(),
                "clock": f"{local:%H:%M}",
                "held": "yes" if interview.state == Interview.State.HELD else "no",
            }
        super().__init__(*args, **more)
        _ask_whose(self, kinds, is_new=interview is None)
        self.fields["person"].error_messages["required"] = "Write who is interviewed."

    def said(self) -> dict[str, Any]:
        """As the action takes it."""
        said = self.cleaned_data
        starts_at = datetime.combine(said["on"], said["clock"], self._zone)
        return said | {"starts_at": starts_at, "held": said["held"] == "yes"}


class StatementForm(forms.Form):
    """What somebody states, as it was written down; of another version, why there is one."""

    whose = Radios(Whose.choices, label="Whose statement is it?")
    affected = forms.ChoiceField(label="Which person hurt is it?", required=False, error_messages=CHOOSE)
    why = Words(label="Why is there another version?", missing="Write why there is another version.")
    witness = Line(200, label="Full name")
    age = forms.IntegerField(
        label="Age, if under 18",
        help_text="Leave it empty for somebody over 18.",
        required=False,
        min_value=1,
        max_value=17,
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"), "Write the age in years, or leave it empty for somebody over 18."
        ),
    )
    occupation = Line(200, label="Occupation", required=False)
    occurrence_number = Line(60, label="The police's number of the occurrence", required=False)
    words = Words(
        label="What they state",
        help_text="In their own words, in the order in which it happened. An empty line begins a new paragraph.",
        longest=LONGEST_STATEMENT,
        missing="Write what they state.",
    )
    taken_on = Day(label="On which day was it taken?", help_text="For example, 27 3 2026")
    taken_at_place = Line(200, label="Where was it taken?")
    taken_by = Line(200, label="Who wrote it down?")
    reader = Line(
        200,
        label="Who read it to them?",
        help_text="Only where they cannot read it themselves.",
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        kinds: Iterable[str],
        people: Iterable[Affected] = (),
        version: StatementVersion | None = None,
        **more: Any,
    ) -> None:
        if version is not None:
            names = ("witness", "age", "occupation", "occurrence_number", "words", "taken_at_place", "reader")
            more["initial"] = {name: getattr(version, name) for name in names} | more.get("initial", {})
        super().__init__(*args, **more)
        _ask_whose(self, kinds, is_new=version is None)
        self._people = {str(one.pk): one for one in people}
        if version is None:
            del self.fields["why"]
        if version is not None or not self._people:
            del self.fields["affected"]
        else:
            known = [
                (key, f"{person_words(one)}, report {one.incident.reference}") for key, one in self._people.items()
            ]
            self.fields["affected"].choices = [("", "None of them"), *known]  # type: ignore[attr-defined]
        for name, sentence in (
            ("witness", "Write whose statement it is."),
            ("taken_at_place", "Write where it was taken."),
            ("taken_by", "Write who wrote it down."),
        ):
            self.fields[name].error_messages["required"] = sentence

    @property
    def chosen_person(self) -> Affected | None:
        """Which person hurt it is, where it is one."""
        return self._people.get(self.cleaned_data.get("affected") or "")


class PaperForm(forms.Form):
    """That a statement was signed on paper."""

    on = Day(label="On which day was it signed?", help_text="For example, 27 3 2026")
    file = forms.FileField(
        label="A scan of every page that was signed",
        help_text="A PDF or a picture. It is kept as evidence, as it is.",
        allow_empty_file=True,
        widget=forms.FileInput,
        error_messages={"required": "Choose the scan of what was signed."},
    )


class SignForm(forms.Form):
    """What the person themselves does on their page."""

    name = Line(200, label="Type your name", missing="Type your name as it stands above.")
    declared = forms.BooleanField(required=False)
    reader = Line(200, label="Name of whoever read it to them", required=False)
    reader_declared = forms.BooleanField(required=False)

    def __init__(self, *args: Any, version: StatementVersion, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["declared"].label = DECLARATION
        self.fields["reader_declared"].label = READ_TO_THEM
        if not version.reader:
            del self.fields["reader"], self.fields["reader_declared"]

    def signed(self) -> Signed:
        """As the action takes it."""
        said = self.cleaned_data
        reader, has_read = said.get("reader", ""), said.get("reader_declared", False)
        return Signed(said["name"], said["declared"], reader, has_read)


class WithdrawForm(forms.Form):
    """That somebody does not stand by a statement any more."""

    on = Day(label="On which day did they say so?", help_text="For example, 27 3 2026")
    why = Words(label="Why, in their words?", missing="Write why it is withdrawn.")


class StandByForm(forms.Form):
    """That they stand by it after all."""

    why = Words(label="How do you know?", missing="Write how you know.")


def _ask_whose(form: forms.Form, kinds: Iterable[str], *, is_new: bool) -> None:
    if not is_new:
        del form.fields["whose"]
        return
    form.fields["whose"].choices = [(one.value, one.label) for one in map(Whose, kinds)]  # type: ignore[attr-defined]
