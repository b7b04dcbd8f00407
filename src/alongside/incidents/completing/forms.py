"""One form for each part. Nothing is asked that somebody else knows better."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator

from alongside.incidents.actions import LONGEST_ACCOUNT
from alongside.incidents.codes import code_list
from alongside.incidents.completing.giving import EVERYBODY, LONGEST_REASON, NOT_KNOWN
from alongside.incidents.completing.queries import Person
from alongside.incidents.form_fields import CHOOSE, Day, Name, Radios, Words, of_whom
from alongside.incidents.models import Absence, Contribution, Responsible
from alongside.incidents.riddor import codes as riddor

NO_NUMBER = "Write a telephone number, for example 07700 900123, or leave it empty."
YES_NO_UNKNOWN = [("yes", "Yes"), ("no", "No"), ("unknown", "I do not know")]


class PartForm(forms.Form):
    """What all parts share. By link nobody is signed in, so that those who answer for something say who they are."""

    asks_name = False

    def __init__(
        self,
        *args: Any,
        by_link: bool,
        people: Sequence[Person] = (),
        responsible: Sequence[Responsible] = (),
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        if by_link and self.asks_name:
            self.fields["name"] = Name(label="Your name and role")
            self.order_fields(["name"])
        self.add_people(people)
        self.add_responsible(responsible)

    def add_people(self, people: Sequence[Person]) -> None:
        """Questions about each person, where the part has them."""

    def add_responsible(self, responsible: Sequence[Responsible]) -> None:
        """The question of whom the answers are, where the part is about those who did it."""


class ManagerForm(PartForm):
    """What was done at once, how the shift was staffed, and support for each person."""

    asks_name = True
    text = Words(
        longest=LONGEST_ACCOUNT,
        label="What was done at once, and what will stop it happening again?",
        help_text="If nothing was done, write that. Do not name patients or visitors.",
        missing="Write what was done, or that nothing was.",
    )
    staffing = Radios(
        [(code.code, code.plain) for code in code_list("staffing")], label="How was the shift staffed at the time?"
    )
    fewer_by = forms.IntegerField(
        label="If there were fewer than planned, how many fewer?",
        required=False,
        min_value=1,
        max_value=99,
        error_messages={
            "invalid": "Write a whole number from 1 to 99.",
            "min_value": "Write a whole number from 1 to 99.",
            "max_value": "Write a whole number from 1 to 99.",
        },
    )

    def add_people(self, people: Sequence[Person]) -> None:
        for person in people:
            number = person.affected.number
            self.fields[f"offered_{number}"] = Radios(
                [("yes", "Yes"), ("not_yet", "Not yet"), ("no", "No"), (NOT_KNOWN, "I do not know this person")],
                label=f"Did you offer support to {person.name}?",
                help_text=person.known_as,
            )
            self.fields[f"accepted_{number}"] = Radios(
                [("yes", "Yes"), ("no", "No"), ("undecided", "They have not decided")],
                label=f"If you did: does {person.name} want it?",
                required=False,
            )


class ClinicianForm(PartForm):
    """An opinion, its ground, and what may have affected the person who did it."""

    asks_name = True
    opinion = Radios(
        [(code.code, code.label) for code in code_list("intent_opinions") if code.code != "not_asked"],
        label="In your opinion, did the person mean to do it?",
    )
    factors = forms.MultipleChoiceField(
        label="What may have affected them?",
        help_text="Choose all that apply, or none.",
        choices=[(code.code, code.label) for code in code_list("factors") if code.more.get("medical")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        error_messages={"invalid_choice": "Choose from the list."},
    )
    ground = Words(
        longest=LONGEST_ACCOUNT,
        label="What do you base that on?",
        help_text="For example your examination, the notes, or what you saw.",
        missing="Write what your opinion is based on.",
    )

    def add_responsible(self, responsible: Sequence[Responsible]) -> None:
        if len(responsible) > 1:
            self.fields["responsible"] = Radios(
                of_whom(responsible, EVERYBODY),
                label="Of whom is your opinion?",
                help_text="Where you have another opinion of another of them, come back and add it: each is kept.",
            )
            self.order_fields(["name", "responsible"])


class InjuredForm(PartForm):
    """Injury, time off, wishes, and the person's own words. Everything may be left open."""

    kind = forms.ChoiceField(
        label="What was your worst injury?",
        choices=[
            ("", "Choose"),
            ("none", "I was not hurt"),
            *((code, kind.label) for code, kind in riddor.injury_kinds().items()),
        ],
        required=False,
        error_messages=CHOOSE,
    )
    part = forms.ChoiceField(
        label="Which part of your body?",
        choices=[("", "Choose"), *riddor.body_parts().items()],
        required=False,
        error_messages=CHOOSE,
    )
    description = Words(label="More about the injury (you do not have to)", longest=LONGEST_REASON, required=False)
    diagnosed_by_doctor = Radios(YES_NO_UNKNOWN, label=riddor.injury_question("diagnosed_by_doctor"), required=False)
    lost_consciousness = Radios(YES_NO_UNKNOWN, label="Did you lose consciousness, even for a moment?", required=False)
    taken_to_hospital = Radios(YES_NO_UNKNOWN, label="Were you taken to hospital for treatment?", required=False)
    absence = Radios(
        [("no", "No"), (Absence.Kind.OFF_WORK, "Yes, off work"), (Absence.Kind.LIGHT_DUTIES, "Yes, on light duties")],
        label="Were you off work, or unable to do your normal work, because of it?",
        required=False,
    )
    first_day = Day(label="First day", help_text="For example, 27 3 2026", required=False)
    last_day = Day(
        label="Last day", help_text="Leave it empty while you are not back at your normal work", required=False
    )
    police_wish = Radios(
        [(code.code, code.plain) for code in code_list("police_wishes")],
        label="Do you want the police to be told?",
        required=False,
    )
    contact_consent = Radios(
        [("yes", "Yes"), ("no", "No")], label="May the security specialist get in touch with you?", required=False
    )
    text = Words(longest=LONGEST_ACCOUNT, label="What happened, in your own words (you do not have to)", required=False)

    def clean(self) -> dict[str, Any]:
        said = dict(super().clean() or {})
        if not self.errors and not any(said.values()):
            self.add_error(None, "Answer at least one question. You may also decline.")
        kind = riddor.injury_kinds().get(said.get("kind", ""))
        if kind and said.get("part") in kind.never:
            self.add_error("part", "That part of the body cannot have this injury. Choose another part or injury.")
        if said.get("absence") in Absence.Kind.values and "first_day" not in self.errors:
            _check_days(self, said)
        return said


class WitnessForm(PartForm):
    """What somebody saw and heard."""

    text = Words(
        longest=LONGEST_ACCOUNT,
        label="What did you see and hear?",
        help_text="Write what you saw and heard yourself, in the order in which it happened.",
        missing="Write what you saw and heard.",
    )

    def __init__(self, *args: Any, by_link: bool, **options: Any) -> None:
        super().__init__(*args, by_link=by_link, **options)
        if by_link:
            self.fields["name"] = Name(label="Your name (you do not have to say)", required=False)
            self.fields["phone"] = forms.CharField(
                label="Telephone number (you do not have to say)",
                max_length=30,
                required=False,
                widget=forms.TextInput(attrs={"autocomplete": "tel"}),
                validators=[RegexValidator(r"(\D*\d){3}", NO_NUMBER)],
                error_messages={"max_length": "Write at most 30 characters."},
            )
            self.fields["email"] = forms.EmailField(
                label="E-mail address (you do not have to say)",
                required=False,
                error_messages={"invalid": "Write an e-mail address, for example name@example.org."},
            )


class Decline(forms.Form):
    """Why somebody does not answer: they may say nothing."""

    why = Words(label="Why (you do not have to say)", longest=LONGEST_REASON, required=False)


FORMS: dict[str, type[PartForm]] = {
    Contribution.Part.MANAGER: ManagerForm,
    Contribution.Part.CLINICIAN: ClinicianForm,
    Contribution.Part.INJURED: InjuredForm,
    Contribution.Part.WITNESS: WitnessForm,
}


def _check_days(form: forms.Form, said: dict[str, Any]) -> None:
    first, last = said.get("first_day"), said.get("last_day")
    if first is None:
        form.add_error("first_day", ValidationError("Write the first day."))
    elif last is not None and last < first:
        form.add_error("last_day", ValidationError("The last day cannot be before the first."))
