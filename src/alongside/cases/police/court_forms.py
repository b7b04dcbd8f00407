"""Forms of days in court, pleas and orders."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from alongside.cases.fields import Codes, Line
from alongside.cases.models import CourtOrder, Hearing
from alongside.cases.opening.forms import CHOOSE
from alongside.cases.police.clocks import acts_of
from alongside.cases.police.ending import NOT_NEEDED
from alongside.cases.police.forms import order_fields, order_of
from alongside.cases.rows import person_words
from alongside.cases.working.forms import Words
from alongside.incidents.duties.forms import ClockTime, Day, Radios
from alongside.incidents.duties.words import act_words
from alongside.incidents.models import Affected, Duty
from alongside.people.models import Staff


class HearingForm(forms.Form):
    """When, where and what for."""

    on = Day(label="On which day?", help_text="For example, 27 3 2026")
    clock = ClockTime(label="At what time?", help_text="For example, 10:00", missing="Write the time.")
    court = Line(200, label="Which court?")
    kind = Codes("hearing_kinds", label="What is it for?", missing="Choose what it is for.")
    note = Words(label="More about it (you do not have to)", longest=20_000, required=False)

    def __init__(self, *args: Any, zone: ZoneInfo, hearing: Hearing | None = None, **more: Any) -> None:
        self._zone = zone
        if hearing is not None:
            local = hearing.starts_at.astimezone(zone)
            more["initial"] = {
                "on": local.date(),
                "clock": f"{local:%H:%M}",
                "court": hearing.court,
                "kind": hearing.kind,
                "note": hearing.note,
            }
        super().__init__(*args, **more)
        self.fields["clock"].error_messages["required"] = "Write the time with hours and minutes, for example 14:30."
        self.fields["court"].error_messages["required"] = "Write which court."

    def clean(self) -> dict[str, Any]:
        """Refuses a time that is not on the clock: the hour that is left out when summer time begins."""
        found = super().clean() or {}
        if found.get("on") and found.get("clock"):
            local = datetime.combine(found["on"], found["clock"], self._zone)
            if local.astimezone(UTC).astimezone(self._zone).time() != found["clock"]:
                self.add_error("clock", "There is no such time on that day: summer time begins. Write another time.")
        return found

    def said(self) -> dict[str, Any]:
        """As the action takes it."""
        found = self.cleaned_data
        starts_at = datetime.combine(found["on"], found["clock"], self._zone)
        return {"starts_at": starts_at, "court": found["court"], "kind": found["kind"], "note": found["note"]}


class AttendForm(forms.Form):
    """Who is to come."""

    who = forms.ChoiceField(label="Who comes?", required=False, error_messages=CHOOSE)
    other = Line(
        200,
        label="Or somebody from outside",
        help_text="What they are, for example “witness 2”. Not their name.",
        required=False,
    )
    role = Codes("attending", label="As what?", missing="Choose as what they come.")

    def __init__(self, *args: Any, people: Iterable[Staff], hurt: Iterable[Affected], **more: Any) -> None:
        super().__init__(*args, **more)
        self.people = {f"staff-{one.pk}": one for one in people}
        self.hurt = {f"hurt-{one.pk}": one for one in hurt}
        listed = [("", "Nobody chosen"), *((key, person_words(one)) for key, one in self.hurt.items())]
        listed += [(key, one.name) for key, one in self.people.items()]
        self.fields["who"].choices = listed  # type: ignore[attr-defined]

    def said(self) -> dict[str, Any]:
        """As the action takes it."""
        who = self.cleaned_data["who"]
        return {
            "role": self.cleaned_data["role"],
            "staff": self.people.get(who),
            "affected": self.hurt.get(who),
            "other": self.cleaned_data["other"],
        }


class ResultForm(forms.Form):
    """What came of a hearing."""

    result = Codes("hearing_results", label="What became of it?", missing="Choose what became of it.")
    text = Words(
        label="What was decided",
        help_text="A plea, a verdict or a sentence is recorded besides, with the offence.",
        longest=20_000,
        required=False,
    )


class PleaForm(forms.Form):
    """A plea."""

    plea = Codes("pleas", label="What was the plea?", missing="Choose the plea.")
    on = Day(label="On which day?")


class OrderForm(forms.Form):
    """A sentence or an order; of one that stands, everything but its kind."""

    def __init__(self, *args: Any, order: CourtOrder | None = None, **more: Any) -> None:
        if order is not None:
            more["initial"] = {
                "made_on": order.made_on,
                "order_words": order.words,
                "ends_on": order.ends_on,
                "amount": f"{order.amount_pence / 100:.2f}" if order.amount_pence else "",
            }
        super().__init__(*args, **more)
        self.fields.update(order_fields(made_on=True, kind=order is None))
        if order is not None:
            self.fields["why"] = Words(label="Why is it changed? (You do not have to say.)", required=False)
        else:
            self.fields["sentence"].required = True

    def said(self) -> dict[str, Any]:
        """As the action takes it."""
        found = order_of(self.cleaned_data)
        found["text"] = found.pop("words")
        return found | {"made_on": self.cleaned_data["made_on"]}


class BreachForm(forms.Form):
    """That an order was not kept."""

    on = Day(label="When was it not kept?", help_text="For example, 27 3 2026")
    text = Words(
        label="What happened?",
        help_text="Who was told of it, and what the court did about it, if that is known.",
        missing="Write what happened.",
    )


class ClockForm(forms.Form):
    """How a deadline ended."""

    act = Radios([], label="What was done?")
    on = Day(label="On which day? (Today, if you leave it empty.)", required=False)
    note = Words(label="How do you know, or why is it not needed?", required=False)

    def __init__(self, *args: Any, duty: Duty, **more: Any) -> None:
        super().__init__(*args, **more)
        listed = [(act, act_words(act)) for act in acts_of(duty)]
        self.fields["act"].choices = [*listed, (NOT_NEEDED, "It is not needed")]  # type: ignore[attr-defined]
