"""Forms of sanctions and removals. What a step needs, its machine says."""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django import forms

from alongside.cases.codes import code_list
from alongside.cases.fields import Line
from alongside.cases.models import HospitalRemoval, PracticeRemoval, Sanction
from alongside.cases.sanctions.elements import EXCUSES
from alongside.cases.sanctions.kinds import FAMILIES, SanctionKind, kind_of, kinds_on
from alongside.cases.sanctions.queries import person_words
from alongside.cases.tracks.sanctions import facts_of
from alongside.incidents.form_fields import CHOOSE, ClockTime, Day, Radios, Words
from alongside.incidents.models import Responsible
from alongside.machine import Move

LONG = 20_000
YES_NO = [("no", "No"), ("yes", "Yes")]
IN_WORDS = {
    "Write why.": "Why?",
    "Write why it is right.": "Why is it right?",
    "Write what happened.": "What happened?",
    "Write what the person says.": "What does the person say?",
    "Write what the review found.": "What did the review find?",
    "Write what was decided.": "What was decided?",
    "Write the advice in a line.": "What was the advice?",
    "Write what the court did.": "What did the court do?",
}


class StepForm(forms.Form):
    """One step of a sanction or of a removal from a practice: what it needs, and what may be said besides."""

    def __init__(self, *args: Any, move: Move, known: Iterable[str] = (), **more: Any) -> None:
        super().__init__(*args, **more)
        for name in facts_of(move):
            if name not in known:
                self.fields[name] = _field(name, move.needs.get(name, ""))
        if "acknowledged" in self.fields and "on" in self.fields:
            self.fields["on"].help_text = "The day on which the slip came back. For example, 27 3 2026"
        if move.act == "vary":
            self.fields[
                "ends_on"
            ].help_text = "The one that it has, or an earlier one: an appeal never makes it longer."
            self.fields["terms"].label = "What does it ask of the person from now on?"

    def given(self) -> dict[str, Any]:
        """What was answered, as the action takes it."""
        return {name: value for name, value in self.cleaned_data.items() if value not in ("", None)}


def begun(sanction: Sanction, move: Move) -> dict[str, Any]:
    """What stands in the form of a step before anything was written: of an appeal, what may be changed."""
    return {"ends_on": sanction.ends_on, "terms": sanction.terms} if move.act == "vary" else {}


def _field(name: str, sentence: str) -> forms.Field:
    """A field by the name of what a step needs; `sentence` asks for it, "" where it may be left out."""
    needed = bool(sentence)
    choices = {
        "opinion": ("What does the clinician think?", "clinical_opinions"),
        "acknowledged": ("Was it acknowledged?", "acknowledgements"),
        "decision": ("What was decided?", "disciplinary_outcomes"),
        "patient_told": ("Was the patient told?", "patient_told"),
    }
    days = {
        "on": ("Day", "For example, 27 3 2026"),
        "starts_on": ("First day", "For example, 27 3 2026"),
        "ends_on": ("Last day", "It ends by itself after this day. For example, 27 9 2026"),
    }
    lines = {
        "opinion_by": ("Which clinician gave it? Name and profession", 200),
        "reference": ("Reference", 60),
        "police_reference": ("The police's incident number", 60),
        "applicant": ("Who applied?", 200),
        "placed_with": ("With which practice?", 200),
    }
    if name in choices:
        label, known = choices[name]
        return Radios([(one.code, one.label) for one in code_list(known)], label=label, required=needed)
    if name in days:
        label, hint = days[name]
        field = Day(label=label if needed else f"{label}, if it is known", help_text=hint, required=needed)
        field.error_messages["required"] = sentence or field.error_messages["required"]
        return field
    if name == "clock":
        return ClockTime(
            label="Time", help_text="For example, 14:30. It counts when the notice was given.", required=False
        )
    if name in lines:
        label, longest = lines[name]
        return Line(label=label, longest=longest, missing=sentence, required=needed)
    if name == "terms":
        return Words(label="What does it say?", longest=LONG, missing=sentence, required=needed)
    label = IN_WORDS.get(sentence, "In words") if needed else "In words (you do not have to write anything)"
    return Words(label=label, longest=LONG, missing=sentence, required=needed)


NO_PATIENT = (
    "No report of this case says that a patient did it, and only a patient is on the list of a practice. If it was a patient, say so "
    "on the report first."
)


class PersonForm(forms.Form):
    """Whom of the case it is about."""

    responsible = forms.ChoiceField(label="Who did it?", error_messages=CHOOSE)

    def __init__(self, *args: Any, people: Iterable[Responsible], **more: Any) -> None:
        super().__init__(*args, **more)
        self.people = {str(one.pk): one for one in people}
        choices = [("", "Choose"), *((key, person_words(one)) for key, one in self.people.items())]
        self.fields["responsible"].choices = choices  # type: ignore[attr-defined]

    @property
    def person(self) -> Responsible:
        """Whom the form names."""
        return self.people[self.cleaned_data["responsible"]]


class ProposeForm(PersonForm):
    """A new sanction."""

    kind = forms.ChoiceField(label="Which sanction?", error_messages=CHOOSE)
    ground = Words(
        label="What is it for?",
        help_text="What the person did, in sentences that can stand in a letter.",
        longest=LONG,
        missing="Write what it is for.",
    )
    terms = Words(
        label="What does it ask of the person? (If it asks something.)",
        help_text="Places, times, conditions.",
        longest=LONG,
        required=False,
    )
    given_on = Day(
        label="Day on which it was given",
        help_text="Only of a verbal warning, a caution or a sentence: those stand when they are written down here.",
        required=False,
    )
    reference = Line(label="Reference of the police, the court or human resources", longest=60, required=False)
    field_order = ["kind", "responsible", "ground", "terms", "given_on", "reference"]

    def __init__(self, *args: Any, today: date, **more: Any) -> None:
        super().__init__(*args, **more)
        known = kinds_on(today)
        choices = [("", "Choose"), *((one.code, _of_family(one)) for one in known)]
        self.fields["kind"].choices = choices  # type: ignore[attr-defined]


def _of_family(kind: SanctionKind) -> str:
    return (
        kind.label
        if kind.family in ("procedural", kind.code)
        else f"{FAMILIES[kind.family]}: {kind.label[:1].lower()}{kind.label[1:]}"
    )


class CorrectForm(forms.Form):
    """A sanction as it should be written. What nobody said yet is not asked: it comes with its step."""

    NAMES = (
        *("ground", "terms", "given_on", "reference", "opinion", "opinion_by", "opinion_ground"),
        *("decision", "applicant"),
    )
    WITH: ClassVar = {"opinion": ("opinion", "opinion_by", "opinion_ground")}

    ground = Words(label="What is it for?", longest=LONG, missing="Write what it is for.")
    terms = Words(label="What does it ask of the person?", longest=LONG, required=False)
    given_on = Day(label="Day on which it was given, if it was given already", required=False)
    reference = Line(label="Reference", longest=60, required=False)
    opinion = Radios([], label="What does the clinician think?", required=False)
    opinion_by = Line(label="Which clinician gave it? Name and profession", longest=200, required=False)
    opinion_ground = Words(label="What did the clinician say?", longest=LONG, required=False)
    decision = Radios([], label="What did human resources decide?", required=False)
    applicant = Line(label="Who applied?", longest=200, required=False)
    kind = forms.ChoiceField(label="Which sanction?", required=False, error_messages=CHOOSE)
    responsible = forms.ChoiceField(label="Who did it?", required=False, error_messages=CHOOSE)
    on = Day(label="Day of the last step", required=False)
    why = Words(label="Why is it corrected?", missing="Write why it is corrected.")

    def __init__(
        self, *args: Any, sanction: Sanction, people: Iterable[Responsible], today: date, step: str = "", **more: Any
    ) -> None:
        said = {name: getattr(sanction, name) for name in (*self.NAMES, "kind")}
        super().__init__(
            *args, **{**more, "initial": {**said, "responsible": str(sanction.responsible_id)} | more["initial"]}
        )
        self.people = {str(one.pk): one for one in people}
        machine = kind_of(sanction.kind).machine
        ways = [(one.code, _of_family(one)) for one in kinds_on(today) if one.machine is machine]
        self._choose("kind", ways, sanction.kind)
        self._choose("responsible", [(key, person_words(one)) for key, one in self.people.items()], "")
        self._choose("opinion", [(one.code, one.label) for one in code_list("clinical_opinions")], "")
        self._choose("decision", [(one.code, one.label) for one in code_list("disciplinary_outcomes")], "")
        for name in ("opinion", "decision", "applicant"):
            if not getattr(sanction, name):
                for one in self.WITH.get(name, (name,)):
                    del self.fields[one]
        if step:
            self.fields["on"].label = f"Day of the last step: {step[:1].lower()}{step[1:]}"
        else:
            del self.fields["on"]

    def given(self) -> dict[str, Any]:
        """What was answered, as the action takes it."""
        said = {name: self.cleaned_data[name] for name in (*self.NAMES, "kind") if name in self.cleaned_data}
        return {**said, "responsible": self.people.get(self.cleaned_data["responsible"])}

    def _choose(self, name: str, choices: list[tuple[str, str]], present: str) -> None:
        known = {code for code, _ in choices}
        also = [(present, kind_of(present).label)] if present and present not in known else []
        self.fields[name].choices = [*choices, *also]  # type: ignore[attr-defined]


class TakeBackForm(forms.Form):
    """Why a step is taken back."""

    why = Words(label="Why is it taken back?", missing="Write why it is taken back.")


class SlipForm(forms.Form):
    """The signed slip."""

    on = Day(label="When did it come back?", help_text="For example, 27 3 2026")


class SentForm(forms.Form):
    """A letter about what changed was sent."""

    on = Day(label="When was it sent?", help_text="For example, 27 3 2026")


class LetterForm(forms.Form):
    """The words of a letter."""

    text = Words(
        label="The letter",
        help_text="What stands in square brackets has to be filled in before the letter is approved.",
        longest=LONG,
        missing="Write the letter.",
    )


class DecideForm(forms.Form):
    """The decision about sanctions."""

    decision = Radios(
        [("sanctions", "The sanctions that are listed are right"), ("none", "No sanction is right")],
        label="What was decided?",
    )
    reason = forms.ChoiceField(label="If there is none: why?", required=False, error_messages=CHOOSE)
    text = Words(label="Why is this right?", longest=LONG, missing="Write why this is right.")

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        reasons = [(one.code, one.label) for one in code_list("no_sanction_reasons")]
        self.fields["reason"].choices = [("", "Choose"), *reasons]  # type: ignore[attr-defined]


class PracticeForm(PersonForm):
    """The removal of a patient from a practice. `people` are patients."""

    practice = Line(label="Which practice?", missing="Write which practice.")
    ground = Words(
        label="What happened?",
        help_text="Violence, or behaviour that made somebody at the practice fear for their safety.",
        longest=LONG,
        missing="Write the violence, or what made somebody fear for their safety.",
    )
    police_reference = Line(
        label="The police's incident number",
        help_text="Without a report to the police, nobody may be removed from the list. It is not the crime number.",
        longest=60,
        missing="Write the police's incident number. Without a report to the police, nobody may be removed from the list.",
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        if not self.people:
            self.fields["responsible"].help_text = NO_PATIENT


class CorrectPracticeForm(PracticeForm):
    """A removal from a practice as it should be. Of steps that were not made, nothing is asked."""

    confirmed_on = Day(label="Day on which it was confirmed in writing")
    acknowledged_on = Day(label="Day on which it was acknowledged in writing")
    placed_on = Day(label="Day on which the patient had another practice")
    placed_with = Line(label="With which practice?", longest=200, required=False)
    why = Words(label="Why is it corrected?", missing="Write why it is corrected.")

    def __init__(self, *args: Any, removal: PracticeRemoval, **more: Any) -> None:
        names = ("practice", "ground", "police_reference", "placed_with", *self.DAYS)
        kept = {name: getattr(removal, name) for name in names} | {"responsible": str(removal.responsible_id)}
        super().__init__(*args, initial=kept, **more)
        for name in self.DAYS:
            if getattr(removal, name) is None:
                del self.fields[name]
        if removal.placed_on is None:
            del self.fields["placed_with"]

    DAYS = ("confirmed_on", "acknowledged_on", "placed_on")

    def given(self) -> dict[str, Any]:
        """What was answered, as the action takes it."""
        said = self.cleaned_data
        return {
            **{name: said[name] for name in ("practice", "ground", "police_reference")},
            "placed_with": said.get("placed_with", ""),
            "responsible": self.person,
            "days": {name: said[name] for name in self.DAYS if name in said},
        }


class HospitalForm(PersonForm):
    """One use of the power of section 120, question by question."""

    happened_on = Day(label="Day", help_text="For example, 27 3 2026")
    clock = ClockTime(label="Time", help_text="For example, 14:30", missing="Write the time.")
    place = Line(label="Where on the premises or grounds?", missing="Write where it was.")
    nuisance = Words(label="What was the nuisance or disturbance, and to which staff?", longest=LONG, required=False)
    had_excuse = Radios(YES_NO, label="Had the person a reasonable excuse?", help_text=EXCUSES, required=False)
    excuse = Words(
        label="What did the person say, and why was it, or was it not, a reasonable excuse?",
        longest=LONG,
        required=False,
    )
    asked_by = Line(
        label="Who asked the person to leave?", help_text="A constable or a member of staff", required=False
    )
    refusal = Words(label="How did the person refuse?", longest=LONG, required=False)
    there_for_care = Radios(
        YES_NO,
        label="Was the person there for their own advice, treatment or care?",
        help_text="Not any more once they were treated, or if care was refused in the last 8 hours.",
        required=False,
    )
    not_for_care = Words(label="How was that known?", longest=LONG, required=False)
    needs_care = Radios(
        YES_NO,
        label="Did a clinician find that the person needs care, or that leaving would endanger their health?",
        required=False,
    )
    checked_by = Line(label="Which clinician?", required=False)
    check_ground = Words(label="What did the clinician find?", longest=LONG, required=False)
    removed_by = Radios(HospitalRemoval.By.choices, label="Who removed the person?", required=False)
    officer = Line(label="Name of the authorised officer, or constable with number", required=False)
    certificate = Line(label="Number of the officer's authorisation", longest=60, required=False)
    authorised_on = Day(label="Authorised in writing on", required=False)
    trained_on = Day(label="Trained on", required=False)
    removers = Line(label="Staff whom the officer authorised", required=False)
    force_used = Radios(YES_NO, label="Was force used?", required=False)
    force = Words(label="What force, and why was it used?", longest=LONG, required=False)
    outcome = Radios(
        [(one.code, one.label) for one in code_list("removal_outcomes")], label="What came of it?", required=False
    )
    outcome_text = Words(label="In words (you do not have to write anything)", longest=LONG, required=False)
    as_it_happened = forms.BooleanField(
        label="It was not all so: record it as it happened",
        help_text="Tick this where something above was not done or nobody knows it. It is marked as outside the power, and somebody looks into it.",
        required=False,
    )
    why = Words(label="Why is it corrected?", missing="Write why it is corrected.", required=False)
    NOT_SAID = ("responsible", "happened_on", "clock", "place", "outcome", "outcome_text", "as_it_happened", "why")

    def __init__(self, *args: Any, zone: ZoneInfo, corrects: bool = False, **more: Any) -> None:
        super().__init__(*args, **more)
        self._zone = zone
        self.fields["clock"].error_messages["required"] = "Write the time."
        if not corrects:
            del self.fields["why"]

    def happened_at(self) -> datetime:
        """When it was."""
        clock: time = self.cleaned_data["clock"]
        return datetime.combine(self.cleaned_data["happened_on"], clock, self._zone)

    def said(self) -> dict[str, Any]:
        """The elements as the action takes them; what was not answered is None."""
        yes = {"yes": True, "no": False}
        found = {name: value for name, value in self.cleaned_data.items() if name not in self.NOT_SAID}
        for name in ("had_excuse", "there_for_care", "needs_care", "force_used"):
            found[name] = yes.get(found[name])
        return found
