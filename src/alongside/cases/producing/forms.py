"""What is asked before a document of a case is produced."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms

from alongside.cases.fields import Line
from alongside.cases.models import Compartment
from alongside.incidents.form_fields import CHOOSE, Day, Words

Choices = Sequence[tuple[str, str]]
SUPPORT = "Your occupational health team and Victim Support are there for you as well."


class LetterForm(forms.Form):
    """What every letter asks for."""

    sender = Line(
        200,
        label="Who writes it?",
        help_text="Name and position, as they stand under the letter",
        missing="Write who writes it.",
    )


class SentForm(LetterForm):
    """What a letter that leaves the house asks for besides."""

    reach = Words(
        label="How do they reach you?",
        help_text="Telephone, e-mail and address, a line each. Where you write nothing, your e-mail address stands there.",
        longest=500,
        required=False,
    )


class PoliceUpdateForm(SentForm):
    """The letter that asks the police how it stands."""

    answer_by = Day(label="By which day do you ask for an answer?")
    more = Words(label="What else do you want to say? (you do not have to)", required=False)

    def __init__(self, *args: Any, tracks: Choices, today: Any, **more: Any) -> None:
        more["initial"] = {"answer_by": today + timedelta(days=14), **more.get("initial", {})}
        super().__init__(*args, **more)
        self.fields["track"] = _one_of("About which offence?", tracks)
        self.order_fields(("track", "answer_by", "more", "sender", "reach"))


class ReviewForm(SentForm):
    """The letter that asks for a review."""

    grounds = Words(label="Why do you ask for a review?", longest=10_000, missing="Write why you ask for a review.")
    to = Words(label="To whom does it go?", help_text="The address, a line each", missing="Write to whom it goes.")
    agrees = forms.BooleanField(
        label="The person who was hurt agrees that we write for them, and that their name stands in it",
        error_messages={"required": "Ask them first. The right is theirs."},
    )

    def __init__(self, *args: Any, offences: Choices, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["offence"] = _one_of("Which decision, and for whom?", offences)
        self.order_fields(("offence", "to", "grounds", "agrees", "sender", "reach"))


class OutcomeForm(SentForm):
    """The letter to somebody who was hurt."""

    words = Words(
        label="What came of it?",
        help_text="Write plainly, without abbreviations. Leave out what they may not know about others.",
        longest=10_000,
        missing="Write what came of it.",
    )
    support = Words(label="Which support is there for them?", required=False, initial=SUPPORT)

    def __init__(self, *args: Any, people: Choices, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["person"] = _one_of("To whom?", people)
        self.order_fields(("person", "words", "support", "sender", "reach"))


class PackForm(LetterForm):
    """The pack of a case."""

    purpose = Line(
        200,
        label="What is it for?",
        help_text="For example, meeting with the police on 2 December",
        missing="Write what it is for.",
    )

    def __init__(self, *args: Any, parts: Sequence[str], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["sender"].label = "Who produces it?"
        self.fields["sender"].help_text = "Name and position, as they stand in it"
        self.fields["parts"] = forms.MultipleChoiceField(
            label="Which parts does it hold?",
            help_text="You can choose among the parts that you may read. Legal advice is never disclosed: leave it out of what leaves the house.",
            choices=[(one, Compartment(one).label) for one in parts],
            initial=[one for one in parts if one != Compartment.LEGAL],
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": "Choose at least one part.", **CHOOSE},
        )
        self.order_fields(("purpose", "parts", "sender"))


def _one_of(label: str, choices: Choices) -> forms.ChoiceField:
    widget = forms.RadioSelect
    chosen = choices[0][0] if len(choices) == 1 else None
    return forms.ChoiceField(label=label, choices=choices, initial=chosen, widget=widget, error_messages=CHOOSE)
