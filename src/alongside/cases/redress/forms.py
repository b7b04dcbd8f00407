"""Forms of redress."""

from collections.abc import Iterable
from typing import Any

from django import forms

from alongside.cases.codes import code_list
from alongside.cases.fields import Line
from alongside.cases.models import Claim
from alongside.cases.models.redress import PAID
from alongside.cases.redress.money import NotMoney, read_pounds, write_pounds
from alongside.cases.redress.queries import affected_words, responsible_words
from alongside.cases.sanctions.forms import IN_WORDS, LONG
from alongside.incidents.form_fields import CHOOSE, Day, Radios, Words
from alongside.incidents.models import Affected, PropertyItem, Responsible
from alongside.machine import Move

WITHOUT_NAMES = "Without names: whoever may read what was done reads this."


class Pounds(forms.CharField):
    """An amount in pounds and pence; it comes out in pence."""

    def __init__(self, *, missing: str = "Write the amount.", **options: Any) -> None:
        super().__init__(max_length=30, error_messages={"required": missing}, **options)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            return read_pounds(text)
        except NotMoney as wrong:
            raise forms.ValidationError(str(wrong)) from wrong

    def prepare_value(self, value: Any) -> Any:
        return write_pounds(value).removeprefix("£") if isinstance(value, int) else value


class _OfPeople(forms.Form):
    """A form that names people of the case by their number."""

    def __init__(
        self, *args: Any, affected: Iterable[Affected], responsible: Iterable[Responsible] = (), **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.hurt = {str(one.pk): one for one in affected}
        self.payers = {str(one.pk): one for one in responsible}
        self._choose("affected", {key: affected_words(one) for key, one in self.hurt.items()})
        self._choose("responsible", {key: responsible_words(one) for key, one in self.payers.items()})

    def _choose(self, name: str, known: dict[str, str]) -> None:
        if name in self.fields:
            self.fields[name].choices = [("", "Nobody in particular"), *known.items()]  # type: ignore[attr-defined]

    @property
    def chosen_affected(self) -> Affected | None:
        """Whom it was done to."""
        return self.hurt.get(self.cleaned_data["affected"])

    @property
    def chosen_responsible(self) -> Responsible | None:
        """Who has to pay."""
        return self.payers.get(self.cleaned_data["responsible"])


class LossForm(_OfPeople):
    """Something that was lost."""

    kind = Radios([(one.code, one.label) for one in code_list("loss_kinds")], label="What kind of loss is it?")
    what = Line(label="What was lost?", help_text=WITHOUT_NAMES, missing="Write what was lost, without names.")
    whose = forms.ChoiceField(label="Who lost it?", choices=PropertyItem.Owner.choices, error_messages=CHOOSE)
    affected = forms.ChoiceField(label="Which person?", required=False, error_messages=CHOOSE)
    amount = Pounds(
        label="How much, in pounds?",
        help_text="For example, 120.50. Leave it empty while nobody knows.",
        required=False,
    )
    ground = Words(
        label="How is the amount known?", help_text="An invoice, hours and pay band.", longest=LONG, required=False
    )


class CorrectLossForm(LossForm):
    """A loss as it should be."""

    why = Words(label="Why is it corrected?", missing="Write why it is corrected.")


class ClaimForm(_OfPeople):
    """A new claim."""

    kind = Radios([(one.code, one.label) for one in code_list("claim_kinds")], label="Which way?")
    what = Line(label="What is it for?", help_text=WITHOUT_NAMES, missing="Write what it is for, without names.")
    whose = forms.ChoiceField(label="Who is to be paid?", choices=PAID, error_messages=CHOOSE)
    affected = forms.ChoiceField(
        label="Which person?",
        help_text="Needed for the Criminal Injuries Compensation Authority and for a claim for injury.",
        required=False,
        error_messages=CHOOSE,
    )
    responsible = forms.ChoiceField(label="Who has to pay?", required=False, error_messages=CHOOSE)
    reference = Line(label="Reference of the court, the insurer or the authority", longest=60, required=False)


class CorrectClaimForm(ClaimForm):
    """A claim as it should be. What nobody claimed or awarded yet is not asked."""

    claimed = Pounds(label="How much was claimed, in pounds?", missing="Write how much was claimed.")
    claimed_on = Day(label="When was it claimed?")
    awarded = Pounds(label="How much is to be paid, in pounds?", missing="Write how much is to be paid.")
    awarded_on = Day(label="When was it awarded or agreed?")
    due_on = Day(label="By which day is it to be paid, if that is known?", required=False)
    why = Words(label="Why is it corrected?", missing="Write why it is corrected.")

    def __init__(self, *args: Any, claim: Claim, **more: Any) -> None:
        kept = {name: getattr(claim, name) for name in ("kind", "what", "whose", "reference", *self.DAYS)}
        kept |= {"affected": str(claim.affected_id or ""), "responsible": str(claim.responsible_id or "")}
        kept |= {"claimed": claim.claimed_pence or None, "awarded": claim.awarded_pence or None}
        super().__init__(*args, initial=kept, **more)
        if claim.claimed_on is None:
            del self.fields["claimed"], self.fields["claimed_on"]
        if claim.awarded_on is None:
            del self.fields["awarded"], self.fields["awarded_on"], self.fields["due_on"]

    DAYS = ("claimed_on", "awarded_on", "due_on")

    def given(self) -> dict[str, Any]:
        """What was answered, as the action takes it."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "why"}
        return {**said, "affected": self.chosen_affected, "responsible": self.chosen_responsible}


class OrderClaimForm(_OfPeople):
    """The claim of a compensation order: what the order does not say, and its figures to be looked at."""

    what = Line(label="What is it for?", help_text=WITHOUT_NAMES, missing="Write what it is for, without names.")
    amount = Pounds(label="How much did the court award, in pounds?", missing="Write how much the court awarded.")
    due_on = Day(label="By which day is it to be paid, if that is known?", required=False)
    whose = forms.ChoiceField(label="Who is to be paid?", choices=PAID, error_messages=CHOOSE)
    affected = forms.ChoiceField(label="Which person?", required=False, error_messages=CHOOSE)
    responsible = forms.ChoiceField(label="Who has to pay?", required=False, error_messages=CHOOSE)
    reference = Line(label="Reference of the court", longest=60, required=False)


class ClaimStepForm(forms.Form):
    """One step of a claim: what it needs, and what may be said besides."""

    def __init__(self, *args: Any, move: Move, is_own: bool = False, **more: Any) -> None:
        super().__init__(*args, **more)
        labels = {"claimed": "How much was claimed, in pounds?", "awarded": "How much is to be paid, in pounds?"}
        for name, sentence in move.needs.items():
            if name in labels:
                self.fields[name] = Pounds(label=labels[name], missing=sentence)
            elif name == "on":
                self.fields[name] = Day(label="Day", help_text="For example, 27 3 2026")
            else:
                label = IN_WORDS.get(sentence, "In words")
                self.fields[name] = Words(label=label, help_text=WITHOUT_NAMES, longest=LONG, missing=sentence)
        if move.act == "ask_write_off" and is_own:
            self.fields["said"] = Words(
                label="What does the person to whom it is owed say?",
                help_text=f"Ask them before somebody decides. {WITHOUT_NAMES}",
                longest=LONG,
                missing="Ask the person to whom it is owed first, and write what they say.",
            )
        if move.act == "award":
            self.fields["due_on"] = Day(label="By which day is it to be paid, if that is known?", required=False)
        if move.act in ("claim", "award"):
            self.fields["reference"] = Line(label="Reference, if there is a new one", longest=60, required=False)
        if "text" not in self.fields:
            label = "In words (you do not have to write anything)"
            self.fields["text"] = Words(label=label, help_text=WITHOUT_NAMES, longest=LONG, required=False)

    def given(self) -> dict[str, Any]:
        """What was answered, as the action takes it."""
        return {name: value for name, value in self.cleaned_data.items() if value not in ("", None)}


class PlanForm(forms.Form):
    """Instalments."""

    each = Pounds(label="How much each time, in pounds?", help_text="The last one is what remains.")
    every = Radios(
        [("week", "Every week"), ("fortnight", "Every two weeks"), ("month", "Every month")], label="How often?"
    )
    first = Day(label="First day", help_text="For example, 27 3 2026")


class PaymentForm(forms.Form):
    """Money that came."""

    amount = Pounds(label="How much came, in pounds?", help_text="For example, 120.50")
    on = Day(label="When?", help_text="For example, 27 3 2026")
    reference = Line(label="Reference of the payment", longest=60, required=False)
