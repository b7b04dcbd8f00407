"""The form over RIDDOR's questions for one person: what is known stands in it, what is not stays empty."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from alongside.incidents import riddor
from alongside.incidents.duties.matters import FLAGS, INJURY_FACTS, YES_NO_FACTS, Known
from alongside.incidents.form_fields import Day
from alongside.incidents.riddor import Attacker, Happening, RoadException, Status

YES_NO = [("", "Not known"), ("yes", "Yes"), ("no", "No")]
MOST_INJURIES = 4
WORDS = {
    "status": "Who is the person to you?",
    "at_work": "Was the person at work when it happened?",
    "work_related": "Did it come from the work: how it was done, what was used, the place, or who the work brought them to?",
    "happening": "What happened?",
    "attacker": "Who was violent?",
    "personal_matter": "Was it over a personal or domestic matter that had nothing to do with the work?",
    "kind_of_accident": "Kind of accident, in HSE's words",
    "at_hospital": "Did it happen at a hospital?",
    "taken_to_hospital": "Was the person taken from the scene to a hospital, or from one hospital to another?",
    "for_treatment": "If so: for treatment, and not only to be checked as a precaution?",
    "no_absence": "Could the person do all their normal work on every day since?",
    "absence_from_physical_injury": "Is the absence because of the physical injury, and not of shock or stress alone?",
    "in_control": "Was your organisation in control of the place?",
    "on_own_premises": "Self-employed people: was it at premises that they controlled?",
    "medical_treatment": "Did the injury come from treating or examining the person, by or under a doctor or dentist?",
    "road_movement": "Did the injury come from a vehicle moving on a road?",
    "road_exception": "If so: was one of these involved?",
    "exposure_by": "Contact with somebody's blood or fluid",
    "exposure_source": "If so: does the blood carry hepatitis B, hepatitis C or HIV?",
    "dangerous_agent_released": "Was a germ likely to cause severe illness released, or could it have been?",
    "died_on": "If the person died: on which day?",
    "death_from_injury": "Was the injury a cause of the death?",
    "death_from_biological_agent": "Did the person die from contact at work with a biological agent?",
    "disease": "Has a doctor diagnosed a disease from the work?",
    "diagnosed_on": "If so: on which day?",
    "by_doctor": "Has a doctor made the diagnosis?",
    "linked_to_work": "Does the disease go with the work?",
}
CHOICES: Mapping[str, list[tuple[str, str]]] = {
    "status": [
        (Status.EMPLOYEE, "Our employee"),
        (Status.EMPLOYED_BY_ANOTHER, "Employed by somebody else"),
        (Status.AGENCY_WORKER, "Agency worker"),
        (Status.SELF_EMPLOYED, "Self-employed"),
        (Status.TRAINING_SCHEME, "Student or trainee"),
        (Status.WORK_EXPERIENCE, "On work experience"),
        (Status.VOLUNTEER, "Volunteer"),
        (Status.PATIENT, "Patient"),
        (Status.VISITOR, "Visitor"),
    ],
    "happening": [
        (Happening.VIOLENCE, "Physical violence"),
        (Happening.THREATS, "Threats or abuse, no physical violence"),
        (Happening.OTHER_ACCIDENT, "Another accident"),
        (Happening.SELF_HARM, "Self-harm"),
        (Happening.NATURAL_CAUSES, "Natural causes"),
    ],
    "attacker": [
        (Attacker.PATIENT, "A patient"),
        (Attacker.VISITOR, "A visitor, or a patient's relative or friend"),
        (Attacker.PUBLIC, "Another member of the public"),
        (Attacker.COLLEAGUE, "A colleague"),
        (Attacker.RELATIVE_OR_FRIEND, "A relative or friend of the person who was hurt"),
    ],
    "road_exception": [
        (RoadException.TRAIN, "A train"),
        (RoadException.SUBSTANCE_CARRIED, "A substance carried by the vehicle"),
        (RoadException.LOADING, "Loading or unloading"),
        (RoadException.ROADWORKS, "Road works"),
        (RoadException.NONE, "None of these"),
    ],
    "exposure_by": [
        ("sharps", "By a needle or sharp"),
        ("bite", "By a bite"),
        ("splash", "By a splash"),
        ("none", "None"),
    ],
    "exposure_source": [
        ("known_virus", "Known to carry a virus"),
        ("known_clear", "Known not to"),
        ("not_known_yet", "The result is awaited"),
        ("untraceable", "Nobody knows whose blood it was"),
    ],
    "disease": [
        *((code, row.label) for code, row in riddor.diseases().items()),
        ("other", "Another disease"),
        ("none", "None"),
    ],
}
SECTIONS = (
    ("The person and what happened", ("status", "at_work", "work_related", "happening", "attacker", "personal_matter", "kind_of_accident")),
    ("Days off and hospital", ("no_absence", "absence_from_physical_injury", "at_hospital", "taken_to_hospital", "for_treatment", "in_control")),
    (
        "Seldom needed",
        (
            "on_own_premises", "medical_treatment", "road_movement", "road_exception", "exposure_by", "exposure_source",
            "dangerous_agent_released", "disease", "diagnosed_on", "by_doctor", "linked_to_work",
            "died_on", "death_from_injury", "death_from_biological_agent",
        ),
    ),
)  # fmt: skip
"""Headings and fields in their order; the injuries come after the first."""


class FactsForm(forms.Form):
    """RIDDOR's questions. `known` fills it; `changes()` is what was answered in another way, by RIDDOR's names."""

    description = forms.CharField(
        label="More about the injury (you do not have to)", max_length=2000, required=False, widget=forms.Textarea
    )

    def __init__(self, data: Any = None, *, known: Known) -> None:
        self._before = _shown(known)
        super().__init__(data, initial=self._before)
        for _, names in SECTIONS:
            for name in names:
                self.fields[name] = _field(name)
        for number, one in enumerate([*(known.facts.injuries or ()), None][:MOST_INJURIES], start=1):
            self._add_injury(number, one)

    def _add_injury(self, number: int, one: riddor.Injury | None) -> None:
        kinds = [("", "Choose"), *((code, kind.label) for code, kind in riddor.injury_kinds().items())]
        if number == 1:
            kinds.insert(1, ("none", "Not hurt at all"))
        else:
            kinds.insert(1, ("none", "No further injury"))
        heading = "What was the injury?" if number == 1 else f"Injury {number}"
        self.fields[f"injury{number}-kind"] = _select(kinds, heading)
        parts = [("", "Choose"), *riddor.body_parts().items()]
        self.fields[f"injury{number}-part"] = _select(parts, "Which part of the body?")
        for name in _asked_of(one):
            self.fields[f"injury{number}-{name}"] = _select(YES_NO, riddor.injury_question(name))

    def sections(self) -> list[tuple[str, list[Any]]]:
        """Headings with the fields under them, the injuries after the first."""
        told = [(heading, [self[name] for name in names]) for heading, names in SECTIONS]
        injuries = [self[name] for name in self.fields if name.startswith("injury")]
        return [told[0], ("The injury", [*injuries, self["description"]]), *told[1:]]

    def clean(self) -> dict[str, Any]:
        said = dict(super().clean() or {})
        for name in [name for name in said if name.endswith("-kind")]:
            part = name.replace("-kind", "-part")
            kind = riddor.injury_kinds().get(said[name])
            if kind and said.get(part) in kind.never:
                self.add_error(part, "That part of the body cannot have this injury. Choose another part or injury.")
        if (
            said.get("disease") not in ("", "none", None)
            and not said.get("diagnosed_on")
            and "diagnosed_on" not in self.errors
        ):
            self.add_error("diagnosed_on", "Write the day of the diagnosis.")
        return said

    def changes(self) -> dict[str, Any]:
        """The answers that differ from what was shown; None where something is no longer known."""
        said = self.cleaned_data
        found: dict[str, Any] = {}
        for name in (*YES_NO_FACTS, *FLAGS, "no_absence", "absence_from_physical_injury"):
            if name in said and said[name] != self._before.get(name, ""):
                found[name] = {"yes": True, "no": False}.get(said[name])
        for name in ("status", "happening", "attacker", "road_exception", "kind_of_accident"):
            if said[name] != (self._before.get(name) or ""):
                found[name] = said[name] or None
        if said["died_on"] != self._before.get("died_on"):
            found["died_on"] = said["died_on"].isoformat() if said["died_on"] else None
        if self._touched("exposure_by", "exposure_source"):
            by = said["exposure_by"]
            found["exposures"] = (
                [] if by in ("", "none") else [{"by": by, "source": said["exposure_source"] or "not_known_yet"}]
            )
        if self._touched("disease", "diagnosed_on", "by_doctor", "linked_to_work"):
            found["diagnoses"] = [] if said["disease"] in ("", "none") else [self._diagnosis()]
        if self._touched(*(name for name in self.fields if name.startswith("injury"))):
            found["injuries"] = self._injuries()
        return found

    def _touched(self, *names: str) -> bool:
        return any((self.cleaned_data.get(name) or "") != (self._before.get(name) or "") for name in names)

    def _diagnosis(self) -> dict[str, Any]:
        said = self.cleaned_data
        answers = {name: said[name] == "yes" for name in ("by_doctor", "linked_to_work") if said[name]}
        return {"code": said["disease"], "diagnosed_on": said["diagnosed_on"].isoformat(), **answers}

    def _injuries(self) -> list[dict[str, Any]] | None:
        said = self.cleaned_data
        kinds = [said.get(f"injury{number}-kind") or "" for number in range(1, MOST_INJURIES + 1)]
        found = []
        for number, kind in enumerate(kinds, start=1):
            if kind in ("", "none"):
                continue
            one: dict[str, Any] = {"kind": kind}
            if said.get(f"injury{number}-part"):
                one["part"] = said[f"injury{number}-part"]
            for name in INJURY_FACTS:
                answer = said.get(f"injury{number}-{name}")
                if answer:
                    one[name] = answer == "yes"
            found.append(one)
        return None if not found and "none" not in kinds else found


def _asked_of(one: riddor.Injury | None) -> list[str]:
    """What the specified injuries ask of an injury of this kind, beyond what ticking it answers."""
    if one is None:
        return []
    implied = riddor.injury_kinds()[one.kind].implies
    asked = [
        name for row in riddor.specified_injuries() if one.kind in row.kinds for group in row.needs for name in group
    ]
    return [name for name in dict.fromkeys(asked) if name not in implied]


def _shown(known: Known) -> dict[str, Any]:
    """What the form shows at first: the answers that count now, of people or of the report."""
    facts = known.facts
    shown: dict[str, Any] = {name: _yes(getattr(facts, name)) for name in YES_NO_FACTS}
    shown["dangerous_agent_released"] = _yes(known.said.get("dangerous_agent_released"))
    shown |= {name: _yes(known.said.get(name)) for name in (*FLAGS, "no_absence", "absence_from_physical_injury")}
    for name in ("status", "happening", "attacker", "road_exception", "kind_of_accident"):
        value = getattr(facts, name)
        shown[name] = str(value.value if hasattr(value, "value") else value or "")
    shown["died_on"] = facts.died_on
    for exposure in facts.exposures[:1]:
        shown |= {"exposure_by": exposure.by.value, "exposure_source": exposure.source.value}
    for diagnosis in facts.diagnoses[:1]:
        shown |= {"disease": diagnosis.code, "diagnosed_on": diagnosis.diagnosed_on}
        shown |= {"by_doctor": _yes(diagnosis.by_doctor), "linked_to_work": _yes(diagnosis.linked_to_work)}
    if facts.injuries is not None and not facts.injuries:
        shown["injury1-kind"] = "none"
    for number, one in enumerate(facts.injuries or (), start=1):
        shown |= {f"injury{number}-kind": one.kind, f"injury{number}-part": one.part or ""}
        shown |= {f"injury{number}-{name}": _yes(getattr(one, name)) for name in INJURY_FACTS}
    return shown


def _yes(value: bool | None) -> str:
    return {True: "yes", False: "no"}.get(value, "")  # type: ignore[arg-type]


def _field(name: str) -> forms.Field:
    label = WORDS[name]
    if name in ("died_on", "diagnosed_on"):
        return Day(label=label, required=False)
    if name == "kind_of_accident":
        return forms.CharField(label=label, max_length=200, required=False)
    return _select([("", "Not known"), *CHOICES[name]] if name in CHOICES else YES_NO, label)


def _select(choices: list[Any], label: str) -> forms.ChoiceField:
    wrong = {"invalid_choice": "Choose one of the answers."}
    return forms.ChoiceField(label=label, choices=choices, required=False, error_messages=wrong)
