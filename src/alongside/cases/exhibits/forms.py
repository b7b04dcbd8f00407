"""What is asked about exhibits and recordings."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from alongside.cases.exhibits.actions import MARK, NO_MARK, Found
from alongside.cases.fields import Line
from alongside.cases.models import Exhibit
from alongside.cases.opening.forms import CHOOSE
from alongside.incidents.form_fields import ClockTime, Day, Words
from alongside.machine import Move

LONG = 20_000
EXAMPLE = "For example, 27 3 2026"


class FootageForm(forms.Form):
    """A recording that is asked for."""

    camera = Line(300, label="Which camera?", help_text="Where it hangs, or who wore it", missing="Write which camera.")
    holder = Line(300, label="Who has the recording?", help_text="Whom you asked, and how to reach them",
                  missing="Write who is asked.")  # fmt: skip
    day = Day(label="Which day do you need?", help_text=EXAMPLE)
    from_time = ClockTime(label="From when?", help_text="For example, 14:30", missing="Write from when.")
    until_time = ClockTime(
        label="Until when?",
        help_text="Where it ends after midnight, the next day is meant",
        missing="Write until when.",
    )
    why = Words(label="What should it show?", missing="Write what it should show.")
    asked_on = Day(label="On which day did you ask?", help_text=EXAMPLE)
    overwritten_on = Day(
        label="On which day is it written over? (If you know.)",
        help_text="Ask whoever has it. Many keep recordings for about a month.",
        required=False,
    )

    def span(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """From when until when, in the organisation's time."""
        said = self.cleaned_data
        begins = datetime.combine(said["day"], said["from_time"], zone)
        ends = datetime.combine(said["day"], said["until_time"], zone)
        if ends <= begins:
            ends = datetime.combine(date.fromordinal(said["day"].toordinal() + 1), said["until_time"], zone)
        return begins, ends


class FootageMoveForm(forms.Form):
    """What became of a recording."""

    def __init__(self, *args: Any, move: Move, exhibits: Iterable[Exhibit] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self._exhibits = {str(one.pk): one for one in exhibits}
        if move.act == "secure":
            choices = [("", "None yet"), *((key, f"{one.mark}: {one.what}") for key, one in self._exhibits.items())]
            self.fields["exhibit"] = forms.ChoiceField(
                label="Which exhibit is it?",
                help_text="Add the copy as an exhibit first, if it is one.",
                choices=choices,
                required=False,
                error_messages=CHOOSE,
            )
        sentence = move.needs.get("text", "")
        label = "Why, and how do you know?" if sentence else "In words (you do not have to write anything)"
        self.fields["text"] = Words(label=label, missing=sentence, longest=LONG, required=bool(sentence))
        if move.act == "ask_again":
            self.fields["overwritten_on"] = Day(
                label="On which day is it written over? (If you know.)", help_text=EXAMPLE, required=False
            )

    def given(self) -> dict[str, Any]:
        """As the action takes it."""
        said = dict(self.cleaned_data)
        if "exhibit" in said:
            said["exhibit"] = self._exhibits.get(said["exhibit"])
        return said


class ExhibitForm(forms.Form):
    """A thing, or a file, that shows something."""

    mark = Line(20, label="Reference", help_text="Initials of whoever produces it, and a number: NA/1",
                missing="Write its reference: NA/1.")  # fmt: skip
    what = Line(300, label="What is it?", missing="Write what it is.")
    found_on = Day(label="On which day was it found or made?", help_text=EXAMPLE)
    found_where = Line(300, label="Where was it found?", missing="Write where it was found.")
    found_by = Line(200, label="Who found or made it?", missing="Write who found it.")
    place = Line(300, label="Where is it now, if it is no file?", required=False)
    seal = Line(60, label="Number of the bag or seal, if there is one", required=False)

    def __init__(self, *args: Any, has_file: bool = False, correcting: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        self._has_file = has_file
        if correcting:  # where a thing is, its hand-overs say
            del self.fields["place"], self.fields["seal"]
            self.fields["why"] = Words(label="Why is it corrected?", missing="Write why it is corrected.")

    def clean_mark(self) -> str:
        """Before a file is sent, not after it has arrived."""
        mark = str(self.cleaned_data["mark"]).strip().upper()
        if not MARK.fullmatch(mark):
            raise forms.ValidationError(NO_MARK)
        return mark

    def clean(self) -> dict[str, Any] | None:
        if "place" in self.fields and not self._has_file and not self.cleaned_data.get("place"):
            self.add_error("place", "Choose a file, or write where the thing is.")
        return self.cleaned_data

    def found(self) -> Found:
        """As the action takes it."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "why"}
        return Found(**said)


class HandOverForm(forms.Form):
    """A thing went into other hands."""

    day = Day(label="On which day?", help_text=EXAMPLE)
    at = ClockTime(label="At what time?", help_text="For example, 14:30", missing="Write the time.")
    giver = Line(200, label="Who gave it?", missing="Write who gave it.")
    taker = Line(200, label="Who took it?", missing="Write who took it.")
    place = Line(300, label="Where is it now?", missing="Write where it is now.")
    seal = Line(60, label="Number of the bag or seal, if there is one", required=False)
    why = Words(label="Why?", missing="Write why.")
