"""Forms of duties: steps of RIDDOR, absences, ends of deadlines, facts, settings."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from alongside.incidents import deadlines, riddor
from alongside.incidents.deadlines import Change, Rule, Span, Unit
from alongside.incidents.duties import words
from alongside.incidents.duties.actions import LONGEST
from alongside.incidents.form_fields import CHOOSE, ClockTime, Day, Radios, Words, in_plain_words
from alongside.incidents.models import Absence, Affected, DutySettings
from alongside.incidents.riddor import TrackState
from alongside.incidents.riddor.track import BY_A_PERSON, DUE


def when_said(
    day: date, clock: time | None, zone: ZoneInfo, *, now: datetime, since: datetime | None = None
) -> datetime:
    """A day, and the time of it where somebody knew it. Else noon; of today the present moment where noon is still to come,
    and of the day of `since` not before that.
    """
    at = datetime.combine(day, clock or time(12), zone)
    if clock is None:
        if since is not None and day == since.astimezone(zone).date():
            at = max(at, since)
        if day == now.astimezone(zone).date():
            at = min(at, now)
    return at


class Why(Words):
    """A reason, or more about what was done."""

    def __init__(self, **options: Any) -> None:
        super().__init__(longest=LONGEST, missing="Say why.", **options)


class AbsenceForm(forms.Form):
    """Days on which somebody could not do their normal work."""

    kind = Radios(
        [(kind.value, kind.label) for kind in Absence.Kind],
        label="What could they not do?",
        help_text="Light duties count as well: it is about their normal work.",
    )
    first_day = Day(label="First day", help_text="For example, 27 3 2026. The day of the incident never counts.")
    last_day = Day(
        label="Last day, rest days included",
        help_text="Leave it empty while they are not back at their normal work.",
        required=False,
    )


class RemoveForm(forms.Form):
    """Why an absence was wrong."""

    why = Why(label="Why was it wrong?")


class StepForm(forms.Form):
    """A person's step with HSE. What each answer needs, RIDDOR's own module says."""

    to = Radios([], label="What happened, or what do you decide?")
    on = Day(label="When? Day", help_text="Where HSE was told or the report was sent", required=False)
    clock = ClockTime(
        label="When? Time", help_text="For example, 14:30. Leave it empty if nobody knows.", required=False
    )
    channel = forms.ChoiceField(
        label="How was HSE told?",
        choices=[("", "Choose"), *words.CHANNELS.items()],
        required=False,
        error_messages=CHOOSE,
    )
    reference = forms.CharField(
        label="HSE's reference", help_text="It may follow later.", max_length=60, required=False
    )
    reason = Why(
        label="Reason", help_text="Needed for “not to be reported”, and where you decide what is due.", required=False
    )

    def __init__(
        self,
        *args: Any,
        state: TrackState,
        zone: ZoneInfo,
        now: datetime,
        since: datetime,
        incident_only: bool = False,
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        self._zone, self._now, self._since = zone, now, since
        allowed = [to for to in TrackState if to in BY_A_PERSON[state]]
        if incident_only:
            allowed = [to for to in allowed if to not in DUE or to is TrackState.DANGEROUS_OCCURRENCE_DUE]
        choices: list[Any] = [(to.value, STEPS[to]) for to in allowed]
        self.fields["to"].choices = choices  # type: ignore[attr-defined]
        self.tells = not TELLS.isdisjoint(allowed)
        for name in () if self.tells else ("on", "clock", "channel", "reference"):
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        said = dict(super().clean() or {})
        said["at"] = None
        if said.get("on"):
            said["at"] = when_said(said["on"], said.get("clock"), self._zone, now=self._now, since=self._since)
        return said


TELLS = {TrackState.NOTIFIED, TrackState.REPORTED, TrackState.UPDATED}
"""Steps by which HSE was told something: only they ask when and how."""
STEPS = {
    TrackState.NOTIFIED: "HSE was told, for example by telephone. The report is to follow",
    TrackState.REPORTED: "The report was sent to HSE",
    TrackState.UPDATED: "HSE was told more, or the reference came",
    TrackState.NOT_REPORTABLE: "It is not to be reported to HSE",
    TrackState.OVER_7_DUE: "It has to be reported: off work or on light duties for more than 7 days",
    TrackState.SPECIFIED_DUE: "It has to be reported: a specified injury",
    TrackState.DEATH_DUE: "It has to be reported: a death",
    TrackState.DANGEROUS_OCCURRENCE_DUE: "It has to be reported: a dangerous occurrence",
    TrackState.NON_WORKER_DUE: "It has to be reported: a patient or visitor was hurt",
    TrackState.DISEASE_DUE: "It has to be reported: a disease was diagnosed",
}


class DoneForm(forms.Form):
    """What was done about a deadline."""

    act = Radios([], label="What was done?")
    note = Why(label="More about it (you do not have to)", required=False)

    def __init__(self, *args: Any, rule: Rule, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["act"].choices = [(act, words.act_words(act)) for act in rule.ended_by]  # type: ignore[attr-defined]


class DayDoneForm(forms.Form):
    """On which day something was done that comes again, such as the assurance of the board."""

    on = Day(label="On which day?", help_text="For example, 27 3 2026. The next one is counted from it.")
    note = Why(
        label="Where it is written down (you do not have to)",
        help_text="For example, board minutes of March, item 7",
        required=False,
    )


class CountFromForm(forms.Form):
    """From which day a deadline is counted, and what was wrong before."""

    on = Day(label="From which day is it counted?", help_text="For example, 27 3 2026")
    why = Why(label="What was wrong?")


class WaiveForm(forms.Form):
    """Why a deadline is not needed."""

    because = Why(label="Why is it not needed?", help_text="Your name and these words stay with it.")


class FactForm(forms.Form):
    """Something that starts a deadline."""

    fact = Radios([], label="What happened?")
    affected = forms.ChoiceField(label="Whom is it about?", required=False, error_messages=CHOOSE)
    on = Day(label="When was that? Day", help_text="Of a marker: the day on which it ends.")
    clock = ClockTime(
        label="When was that? Time", help_text="For example, 14:30. Leave it empty if nobody knows.", required=False
    )

    def __init__(self, *args: Any, people: Iterable[Affected], zone: ZoneInfo, now: datetime, **more: Any) -> None:
        super().__init__(*args, **more)
        self._zone, self._now = zone, now
        facts = words.facts_by_hand().values()
        self.fields["fact"].choices = [(one.name, one.label) for one in facts]  # type: ignore[attr-defined]
        listed = [
            ("", "The incident as a whole"),
            *((str(one.pk), f"Person {one.number}, {one.kind}") for one in people),
        ]
        self.fields["affected"].choices = listed  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = dict(super().clean() or {})
        if said.get("on"):
            said["at"] = when_said(said["on"], said.get("clock"), self._zone, now=self._now)
        return said


class SettingsForm(forms.ModelForm):
    """What the organisation says of itself once; with it what HSE's form asks every time (`form_` before each name)."""

    class Meta:
        model = DutySettings
        fields = ("country", "employs_staff", "controls_sites", "aim_day")
        labels = {
            "country": "Where do your incidents happen?",
            "employs_staff": "Your organisation employs the staff in its reports, unless a report says otherwise",
            "controls_sites": "Your organisation is in control of the sites in its list",
            "aim_day": "By which day after the accident do you aim to send an over-7-day report?",
        }
        help_texts = {
            "country": "RIDDOR is applied to England, Scotland and Wales. Bank holidays follow from it too.",
            "aim_day": "From 8 to 15. Day 15 is the last that the law allows.",
        }
        error_messages = {"aim_day": {"invalid": "Write a whole number from 8 to 15."}}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, asked in riddor.standing_questions().items():
            self.fields[f"form_{name}"] = forms.CharField(
                label=asked,
                required=False,
                max_length=200,
                initial=self.instance.form_answers.get(name, ""),
                error_messages={"max_length": "Write at most 200 characters."},
            )
        in_plain_words(self)

    @property
    def of_the_form(self) -> list[forms.BoundField]:
        """The fields of HSE's form."""
        return [self[f"form_{name}"] for name in riddor.standing_questions()]

    def clean(self) -> dict[str, Any]:
        said = dict(super().clean() or {})
        names = riddor.standing_questions()
        answers = {name: str(said.get(f"form_{name}", "")).strip() for name in names}
        self.instance.form_answers = {name: answer for name, answer in answers.items() if answer}
        return said

    def clean_aim_day(self) -> int:
        day = int(self.cleaned_data["aim_day"])
        if not 8 <= day <= 15:
            raise forms.ValidationError("Write a whole number from 8 to 15.")
        return day


class LengthForm(forms.Form):
    """How long the organisation gives itself for one rule."""

    amount = forms.IntegerField(
        label="How long?",
        min_value=1,
        max_value=1200,
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), "Write a whole number from 1 to 1200."
        ),
    )
    unit = forms.ChoiceField(
        label="Counted in",
        choices=[(unit.value, unit.value.replace("_", " ")) for unit in Unit if unit is not Unit.AT_ONCE],
        error_messages=CHOOSE,
    )
    since = Day(label="From when on?", help_text="Today or later. Deadlines that run keep their length.")
    basis = Why(label="Where do you have it from?", help_text="For example, CCTV policy 2026, section 4")

    def span(self) -> Span:
        """The length that was entered."""
        return Span(Unit(self.cleaned_data["unit"]), self.cleaned_data["amount"])


def changeable_rules(on: date) -> list[Rule]:
    """The rules whose length an organisation may say itself, those that wait for it first."""
    found = [rule for rule in deadlines.rules_in_force(on) if rule.may_change is not Change.NO]
    return sorted(found, key=lambda rule: (rule.status != "unconfirmed", rule.name))
