"""Forms of violence markers."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from alongside.people.models import Staff
from alongside.risk.markers.actions import LONGEST, LONGEST_ADVICE, Decider, Given
from alongside.risk.markers.factors import FACTORS
from alongside.risk.markers.looking import LONGEST_WORDS, REASONS
from alongside.risk.markers.origins import Report
from alongside.risk.markers.settings import LONGEST_WHY
from alongside.risk.markers.states import MARKER
from alongside.risk.markers.telling import METHODS
from alongside.risk.models import MarkerSetting, Subject
from alongside.risk.models.markers import BOUNDS
from alongside.risk.subjects import LONGEST as LONGEST_OF
from alongside.risk.subjects import Who
from alongside.web.form_fields import Day, Radios, Words, in_plain_words

ADVICE_HELP = (
    "Say what to do, not what the person is. “Go in twos. Ring before you come in, and keep to the hall” helps; “aggressive” does not. "
    "The person may read it."
)
APPELLANTS = {
    "subject": "The person themselves",
    "representative": "Somebody who speaks for them",
    "other": "Somebody else: who lives there, or who owns it",
}
WITH = (Subject.Kind.ASSOCIATE, Subject.Kind.ANIMAL)
WHY_LABELS = {
    "warn": "Why can it not wait for the panel?",
    "appeal": "What do they say?",
    "enter_in_error": "What was wrong?",
    "remove": "Why is it not needed any more?",
    "decline": "Why is it not agreed to?",
}


class Line(forms.CharField):
    """A short text."""

    def __init__(self, longest: int, **options: Any) -> None:
        super().__init__(
            max_length=longest, widget=forms.TextInput(attrs={"autocomplete": "off"}), required=False, **options
        )


class Several(forms.MultipleChoiceField):
    """Any number of boxes."""

    def __init__(self, choices: Sequence[tuple[str, str]], missing: str, **options: Any) -> None:
        super().__init__(
            choices=choices,
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": missing, "invalid_choice": missing},
            **options,
        )


class ProposeForm(forms.Form):
    """A proposal: about whom, on which reports, and what was weighed."""

    kind = Radios(Subject.Kind.choices, label="About whom or what is it?")
    name = Line(LONGEST_OF["name"], label="Name", help_text="Of the person or the animal")
    nhs_number = Line(LONGEST_OF["nhs_number"], label="NHS number, if it is known")
    reference = Line(LONGEST_OF["reference"], label="Number in your own records, if it is known")
    born_on = Day(label="Date of birth, if it is known", required=False)
    address = Line(LONGEST_OF["address"], label="Address, where visits go there")
    about_name = Line(
        LONGEST_OF["name"],
        label="Of a relative, friend or animal: the patient with whom they are met",
        help_text="Leave it empty where they are met at the address, whoever is visited",
    )
    about_nhs_number = Line(LONGEST_OF["nhs_number"], label="NHS number of that patient, if it is known")
    proposal = Words(
        label="Why is a marker needed?",
        help_text="What happened, in facts. Only the panel reads this.",
        longest=LONGEST,
        missing="Write why a marker is needed.",
    )
    medical_factors = Words(
        label="Medical factors, if there are any",
        help_text="For example confusion, or a change of treatment. They do not keep anybody from being protected.",
        longest=LONGEST,
        required=False,
    )

    def __init__(self, data: Any, *, reports: Sequence[Report], who: Who) -> None:
        begun = {name: getattr(who, name) for name in ("kind", "name", "nhs_number", "reference", "born_on", "address")}
        super().__init__(data, initial={**begun, "reports": [str(one.id) for one in reports]})
        choices = [(str(one.id), f"{one.label}: {one.what}") for one in reports]
        self.fields["reports"] = Several(
            choices,
            "A marker stands only on a report of what happened. Choose one.",
            label="On which reports does it rest?",
        )
        for name, (label, words) in FACTORS.items():
            self.fields[name] = Radios([(str(mark), said) for mark, said in enumerate(words)], label=label)
            for code in ("required", "invalid_choice"):
                self.fields[name].error_messages[code] = f"{label}: choose one of the answers."
        self.order_fields(
            [*list(self.fields)[:8], "reports", *FACTORS, "medical_factors", "proposal"],
        )
        in_plain_words(self)

    def who(self) -> Who:
        """About whom it is, without the one with whom they are met."""
        said = self.cleaned_data
        return Who(
            said["kind"],
            **{name: said[name] for name in ("name", "nhs_number", "reference", "address")},
            born_on=said["born_on"],
        )

    def met_with(self) -> Who | None:
        """The patient or the address with whom an associate or an animal is met."""
        said = self.cleaned_data
        if said["kind"] not in WITH:
            return None
        if said["about_name"] or said["about_nhs_number"]:
            return Who(Subject.Kind.PATIENT, name=said["about_name"], nhs_number=said["about_nhs_number"])
        return Who(Subject.Kind.PREMISES, address=said["address"]) if said["address"] else None


class ActForm(forms.Form):
    """What a move of the marker needs: fields by its machine."""

    def __init__(self, data: Any, act: str, *, panel: Sequence[Staff], review_on: date, advice: str) -> None:
        super().__init__(data)
        needs = MARKER.moves[act].needs
        if "advice" in needs:
            self.fields["advice"] = Words(
                label="What should somebody who goes there do?",
                help_text=ADVICE_HELP,
                longest=LONGEST_ADVICE,
                missing=needs["advice"],
                initial=advice,
            )
        if "deciders" in needs:
            self.fields["deciders"] = Several(
                [(str(one.pk), one.name) for one in panel], needs["deciders"], label="Who decided?", required=False
            )
            self.fields["others"] = Line(
                200,
                label="Who else decided, without an account here",
                help_text="Names with a comma between them, for example the safeguarding lead of the council",
            )
        if "appellant" in needs:
            self.fields["appellant"] = Radios(list(APPELLANTS.items()), label="Who objects?")
        self.fields["why"] = Words(
            label=WHY_LABELS.get(act, "Why?"), longest=LONGEST, missing=needs.get("why", "Write why.")
        )
        if "review_on" in needs:
            self.fields["review_on"] = Day(label="By which day is it reviewed?", initial=review_on)
        self.people = {str(one.pk): one for one in panel}
        in_plain_words(self)

    def given(self) -> Given:
        """What comes with the move."""
        said = self.cleaned_data
        named = [Decider(self.people[key].pk, self.people[key].name) for key in said.get("deciders", ())]
        others = [Decider(None, name.strip()) for name in said.get("others", "").split(",") if name.strip()]
        return Given(
            said["why"], said.get("advice", ""), said.get("review_on"), [*named, *others], said.get("appellant", "")
        )


class ReportForm(forms.Form):
    """One more report on which it rests."""

    report = Line(20, label="Reference of the report", help_text="For example NB-7KQ2-9F3M")


class ToldForm(forms.Form):
    """They were told."""

    on = Day(label="On which day?")
    method = Radios(list(METHODS.items()), label="How?")


class NotToldForm(forms.Form):
    """They are not told."""

    why_not = Words(
        label="Why are they not told?",
        help_text="Telling them is the rule. It is left out only where telling would itself put somebody at risk.",
        longest=LONGEST,
        missing="Write why they are not told.",
    )
    agreed_by = Line(200, label="Who agreed to that?", help_text="Name and office")
    review_on = Day(label="When is that looked at again?")


class LetterForm(forms.Form):
    """The letter, before it is produced."""

    person = Line(200, label="To whom")
    address = Words(label="Address", help_text="A line each", longest=500, required=False)
    words = Words(label="What the letter says", longest=8_000, missing="Write what the letter says.")
    appeal = Words(label="How they can object", longest=2_000, missing="Write how they can object.")
    reach = Words(
        label="How you are reached",
        help_text="Telephone, e-mail and address, a line each",
        longest=500,
        missing="Write how you are reached.",
    )


class SearchForm(forms.Form):
    """Whom somebody is about to meet, and why they look."""

    name = Line(LONGEST_OF["name"], label="Whole name")
    nhs_number = Line(LONGEST_OF["nhs_number"], label="NHS number")
    reference = Line(LONGEST_OF["reference"], label="Number in your own records")
    address = Line(LONGEST_OF["address"], label="Address")
    reason = Radios(list(REASONS.items()), label="Why do you look?")
    words = Words(
        label="Say it in a few words",
        help_text="For example: visit tomorrow at 10. It is kept with your name.",
        longest=LONGEST_WORDS,
        missing="Write why you look, in a few words.",
    )


class SettingsForm(forms.Form):
    """How markers are kept."""

    at_review = Radios(MarkerSetting.AtReview.choices, label="What happens to one that nobody reviews?")
    reason = Words(label="Why is it so?", longest=LONGEST_WHY, missing="Write why it is so.")

    LABELS = {
        "interim_days": "Days for which an interim warning is shown",
        "usual_review_days": "Days until a review, where nobody says another day",
        "longest_review_days": "Most days until a review",
        "grace_days": "Days of grace after a review was due",
        "remind_days": "Days before a review on which the panel is reminded",
        "panel_at_least": "How many people decide together, at least",
    }

    def __init__(self, data: Any, **options: Any) -> None:
        super().__init__(data, **options)
        for name, (low, high) in BOUNDS.items():
            self.fields[name] = forms.IntegerField(
                label=self.LABELS[name], help_text=f"From {low} to {high}", min_value=low, max_value=high
            )
            for code in ("required", "invalid", "min_value", "max_value"):
                self.fields[name].error_messages[code] = (
                    f"{self.LABELS[name]}: write a whole number from {low} to {high}."
                )
        self.order_fields([*BOUNDS, "at_review", "reason"])
