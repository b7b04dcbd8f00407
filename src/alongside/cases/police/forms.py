"""Forms of an offence with the police: what it is, what happened next, and when there is news."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from alongside.cases.codes import code_list
from alongside.cases.fields import Codes, Line
from alongside.cases.models import PoliceTrack
from alongside.cases.opening.forms import CHOOSE
from alongside.cases.police import actions
from alongside.cases.police.actions import Sentence, Victim
from alongside.cases.tracks.police import NOT_REPORTED
from alongside.cases.working.forms import Words
from alongside.incidents.codes import code_list as incident_codes
from alongside.incidents.duties.forms import Day, Radios
from alongside.incidents.models import Incident, Responsible
from alongside.machine import Move

YES_NO = [("", "Not known"), ("yes", "Yes"), ("no", "No")]
AS_BOOL = {"yes": True, "no": False, "": None}
NOT_HURT = "not_of_it"
PEOPLE = [
    (NOT_HURT, "The offence was not against them"),
    ("yes", "It was, and they are an emergency worker"),
    ("no", "It was, and they are no emergency worker"),
    ("unknown", "It was, and nobody knows whether they are an emergency worker"),
]


class Pounds(forms.DecimalField):
    """An amount of money in pounds."""

    def __init__(self, **options: Any) -> None:
        wrong = "Write an amount in pounds, for example 250 or 99.50."
        codes = ("invalid", "min_value", "max_digits", "max_decimal_places", "max_whole_digits")
        super().__init__(
            min_value=Decimal("0.01"),
            max_digits=12,
            decimal_places=2,
            error_messages=dict.fromkeys(codes, wrong),
            widget=forms.TextInput(),
            **options,
        )

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.replace("£", "").replace(",", "") if isinstance(value, str) else value)


class OffenceForm(forms.Form):
    """What the offence is, against whom, and who is said to have done it."""

    offence = Codes("offences", label="What is the offence?", missing="Choose the offence.")
    offence_words = Line(300, label="What the police call it, if they call it otherwise", required=False)
    summary_only = forms.ChoiceField(
        label="Can only a magistrates' court try it (summary-only)?",
        choices=YES_NO,
        required=False,
        error_messages=CHOOSE,
        help_text="Ask the police. For common assault it is yes; for an assault on an emergency worker, no.",
    )
    responsible = forms.ChoiceField(label="Whose offence is it said to be?", required=False, error_messages=CHOOSE)

    def __init__(self, *args: Any, incident: Incident, track: PoliceTrack | None = None, **more: Any) -> None:
        self.affected = list(incident.affected.all())
        self.known = {str(one.pk): one for one in incident.responsible.all()}
        victims = {victim.affected_id: victim for victim in track.victims.all()} if track else {}
        super().__init__(*args, **more)
        suspects = [("", "Nobody is known"), *((key, suspect_words(one)) for key, one in self.known.items())]
        self.fields["responsible"].choices = suspects  # type: ignore[attr-defined]
        for one in self.affected:
            victim = victims.get(one.pk)
            worker = {True: "yes", False: "no", None: "unknown"}
            self.fields[f"person-{one.number}"] = Radios(
                PEOPLE,
                label=f"Was the offence against person {one.number} ({one.kind})?",
                help_text="People who give NHS health services, paid or not, and those who support them, are emergency "
                "workers. The police decide.",
                initial=worker[victim.emergency_worker] if victim else (NOT_HURT if track else None),
            )
            self.fields[f"person-{one.number}"].error_messages = dict.fromkeys(
                CHOOSE, f"Choose whether the offence was against person {one.number}."
            )
            self.fields[f"enhanced-{one.number}"] = forms.ChoiceField(
                label=f"Does person {one.number} have enhanced rights under the Victims' Code?",
                help_text="Victims of a serious crime, people targeted again and again, vulnerable or intimidated people. "
                "The police tell them of decisions within 1 working day instead of 5.",
                choices=YES_NO,
                required=False,
                initial={True: "yes", False: "no"}.get(victim.enhanced_rights, "") if victim else "",  # type: ignore[arg-type]
                error_messages=CHOOSE,
            )

    def victims(self) -> list[Victim]:
        """Against whom it was."""
        found = []
        for one in self.affected:
            said = self.cleaned_data[f"person-{one.number}"]
            if said != NOT_HURT:
                enhanced = AS_BOOL[self.cleaned_data[f"enhanced-{one.number}"]]
                found.append(Victim(one, {"yes": True, "no": False}.get(said), enhanced))
        return found

    def columns(self) -> dict[str, Any]:
        """What the form says of the offence itself."""
        said = self.cleaned_data
        found = {name: said[name] for name in actions.CORRECTED if name in said}
        found["summary_only"] = AS_BOOL[said["summary_only"]]
        found["responsible"] = self.known.get(said["responsible"])
        return found


class NewOffenceForm(OffenceForm):
    """An offence that was not reported yet; that it was, is the first move."""

    unreported_reason = Codes(
        "unreported_reasons", label="Why is it not reported to the police yet?", initial="to_be_decided"
    )


class CorrectForm(OffenceForm):
    """What is known of an offence, to be set right."""

    why = Words(label="Why is it corrected? (You do not have to say.)", required=False)

    def __init__(self, *args: Any, track: PoliceTrack, **more: Any) -> None:
        initial = {name: getattr(track, name) for name in actions.CORRECTED}
        initial["summary_only"] = {True: "yes", False: "no", None: ""}[track.summary_only]
        initial["responsible"] = str(track.responsible_id or "")
        super().__init__(*args, incident=track.incident, track=track, initial=initial, **more)
        shown = ["unreported_reason"] if track.state == NOT_REPORTED else list(actions.SETS["report"])
        shown += [name for name in ("nfa_reason", "disposal", "charge") if getattr(track, name)]
        for name in shown:
            self.fields[name] = field_of(name, required=False)
        self.fields["why"] = self.fields.pop("why")


class MoveForm(forms.Form):
    """One move, with what it needs and what may come with it."""

    def __init__(self, *args: Any, move: Move, today: date, **more: Any) -> None:
        super().__init__(*args, **more)
        self.move = move
        day = Day(label="On which day?", required=False, initial=today)
        self.fields["decided_on"] = day
        for name in actions.SETS.get(move.act, ()):
            optional = "" if name in move.needs else ", if it is known"
            self.fields[name] = field_of(name, required=False, optional=optional)
        if "sentence" in move.needs:
            self.fields.update(order_fields())
        self.fields["text"] = Words(label="In words", longest=20_000, required=False)
        if not move.to or move.to not in ENDS:
            self.fields["news_on"] = Day(label="When is the next update due? (You do not have to say.)", required=False)

    def given(self) -> dict[str, Any]:
        """What comes with the move, as the action takes it."""
        said = {name: value for name, value in self.cleaned_data.items() if name not in ORDER}
        if self.cleaned_data.get("sentence"):
            said["sentence"] = Sentence(**order_of(self.cleaned_data))
        return said


class StepForm(forms.Form):
    """An arrest, an interview, bail."""

    kind = Radios([], label="What happened?")
    on = Day(label="On which day?")
    text = Words(
        label="In words", help_text="For example, until when bail lasts and on what conditions.", required=False
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["kind"].choices = [(one.code, one.label) for one in code_list("police_steps")]  # type: ignore[attr-defined]


class NewsForm(forms.Form):
    """When the police are asked for news."""

    news_on = Day(
        label="When is the next update due?",
        help_text="Agreed with the officer and with the person hurt. Leave it empty where none is expected.",
        required=False,
    )
    note = Words(label="What was said (you do not have to write it)", required=False)


ENDS = ("victim_withdrew", "nfa_police", "out_of_court", "nfa_cps", "discontinued", "acquitted", "orders_made")
ORDER = ("sentence", "order_words", "ends_on", "amount")


def order_fields(*, made_on: bool = False, kind: bool = True) -> dict[str, forms.Field]:
    """The fields of a sentence or an order."""
    found: dict[str, forms.Field] = {}
    if kind:
        found["sentence"] = Codes("sentences", label="Which sentence or order?", required=False)
    if made_on:
        found["made_on"] = Day(label="On which day was it made?")
    found["order_words"] = Words(
        label="What it says", help_text="How long, what is forbidden, to whom it pays", longest=20_000, required=False
    )
    found["ends_on"] = Day(label="Last day on which it binds, if it ends", required=False)
    found["amount"] = Pounds(label="Amount in pounds, if it is money", required=False)
    return found


def order_of(said: dict[str, Any]) -> dict[str, Any]:
    """What those fields say, as the action takes it."""
    amount = said.get("amount")
    found = {
        "words": said["order_words"],
        "ends_on": said["ends_on"],
        "amount_pence": int(amount * 100) if amount is not None else None,
    }
    return found | ({"kind": said["sentence"]} if "sentence" in said else {})


def field_of(name: str, *, required: bool, optional: str = "") -> forms.Field:
    """The field of a column."""
    label, hint = FIELDS[name]
    if name in ("nfa_reason", "disposal", "unreported_reason"):
        known = {"nfa_reason": "nfa_reasons", "disposal": "disposals", "unreported_reason": "unreported_reasons"}
        return Codes(known[name], label=label + optional, help_text=hint, required=required)
    if name == "charge":
        return Words(label=label + optional, help_text=hint, longest=actions.LENGTHS[name], required=required)
    return Line(actions.LENGTHS[name], label=label + optional, help_text=hint, required=required)


FIELDS = {
    "force": ("Police force", ""),
    "incident_number": ("Incident number", "The number of the call to the police"),
    "crime_number": ("Crime number", "Another number: that of the crime which the police recorded"),
    "officer": ("Officer", "Name, rank or number"),
    "officer_contact": ("How to reach them", "Telephone, e-mail"),
    "nfa_reason": ("Why is nobody charged?", ""),
    "disposal": ("How was it dealt with?", ""),
    "charge": ("What is the charge?", "In the words of the charge"),
    "unreported_reason": ("Why is it not reported?", ""),
}


def suspect_words(one: Responsible) -> str:
    """ "Suspect 1, relative"; no names."""
    return f"Suspect {one.number}, {incident_codes('responsible_kinds').label(one.kind).lower()}"
