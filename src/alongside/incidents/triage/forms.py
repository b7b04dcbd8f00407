"""Forms of triage. They read what was typed; what it means, the actions decide."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.dateparse import parse_datetime

from alongside.incidents.codes import code_list
from alongside.incidents.form_fields import Day, in_plain_words, of_whom
from alongside.incidents.models import Compartment, Incident
from alongside.incidents.triage.actions import ACCUSED, GRADES, LONGEST_WHY, Classification
from alongside.incidents.triage.adding import LONGEST_CAPTION, LONGEST_GROUND
from alongside.incidents.triage.markers import LONGEST as LONGEST_OF_MARKER
from alongside.incidents.triage.queries import places_in, sites_in, teams_in
from alongside.ledger.clock import now

TRISTATE = [("", "Not known"), ("yes", "Yes"), ("no", "No")]
AS_BOOL = {"yes": True, "no": False, "": None}
AS_CHOICE = {value: key for key, value in AS_BOOL.items()}
MANY = {
    "kinds": "What happened",
    "acts": "How",
    "sexual_acts": "Sexual acts",
    "weapons": "Weapon",
    "hate_strands": "Hate",
    "targets": "To whom",
    "factors": "Factors",
    "responses": "What was done",
}
"""Groups of boxes, in the order of the form."""
GRADE_LABELS = {
    "injury": "Injury",
    "harm_physical": "Physical harm",
    "harm_psychological": "Psychological harm",
    "staff_group": "Staff group",
    "employment": "Employment",
    "kind": "Who it was",
}


class PlainForm(forms.Form):
    """A form that says what is wrong in our words."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        in_plain_words(self)


class SeenForm(PlainForm):
    """A form about a report as it was shown: `seen_at` is its `changed_at` of then."""

    seen_at = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_seen_at(self) -> datetime | None:
        try:
            return parse_datetime(self.cleaned_data["seen_at"])
        except ValueError:
            return None


class TriageForm(SeenForm):
    """Looked at, or closed without a case."""

    outcome = forms.ChoiceField(
        choices=[("keep", "Looked at, and goes on"), ("close", "Close without a case")],
        error_messages=dict.fromkeys(["required", "invalid_choice"], "Choose what becomes of the report."),
    )
    reason = forms.CharField(label="Why it is closed", required=False, max_length=LONGEST_WHY)
    then = forms.CharField(required=False)
    list = forms.CharField(required=False, max_length=300)
    """How the list was narrowed from which the next report comes (`narrowing.Narrowed.query`)."""


class ClassifyForm(SeenForm):
    """Every facet of a report, as it stands or as it was typed."""

    on_date = forms.DateField(label="Day", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    at_time = forms.TimeField(label="Time", widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    occurred_estimated = forms.BooleanField(label="The time is estimated", required=False)
    where = forms.ChoiceField(label="Place", required=False)
    place_kind = forms.ChoiceField(label="Kind of place")
    shift = forms.ChoiceField(label="Shift")
    team = forms.ChoiceField(label="Team", required=False)
    police = forms.ChoiceField(label="Police")
    lone_working = forms.ChoiceField(label="Working alone", choices=TRISTATE, required=False)
    child_involved = forms.ChoiceField(label="Child involved", choices=TRISTATE, required=False)
    safeguarding = forms.ChoiceField(label="Safeguarding", choices=TRISTATE, required=False)
    footage_until = forms.DateField(
        label="Footage is overwritten on",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    lfpse_reference = forms.CharField(
        label="Number of the patient-safety event (LFPSE)", required=False, max_length=100
    )
    why = forms.CharField(
        label="Why do you classify it in this way?",
        help_text="It stays in the history, beside what stood before. Name nobody here.",
        max_length=LONGEST_WHY,
        widget=forms.Textarea,
        error_messages={"required": "Write why you classify it in this way."},
    )

    def __init__(self, incident: Incident, zone: ZoneInfo, data: Any = None) -> None:
        super().__init__(data, initial=_as_it_stands(incident, zone))
        self._zone, self._incident = zone, incident
        self._affected = list(incident.affected.all())
        self._responsible = list(incident.responsible.all())
        organisation = incident.organisation
        places, sites, teams = places_in(organisation), sites_in(organisation), teams_in(organisation)
        self._places = {f"place:{one.pk}": one for one in places}
        self._sites = {f"site:{one.pk}": one for one in sites}
        self._teams = {str(one.pk): one for one in teams}
        self._choose(
            "where",
            [
                ("", "Not known"),
                *((key, f"{one.site.name}: {one.name}") for key, one in self._places.items()),
                *((key, one.name) for key, one in self._sites.items()),
            ],
        )
        self._choose("team", [("", "No team"), *((key, one.name) for key, one in self._teams.items())])
        self._choose("place_kind", code_choices("place_kinds", incident, [incident.place_kind]))
        self._choose("shift", code_choices("shift_bands", incident, [incident.shift]))
        self._choose("police", code_choices("police_wishes", incident, [incident.police]))
        for name, label in MANY.items():
            self.fields[name] = forms.MultipleChoiceField(
                label=label,
                required=False,
                choices=code_choices(name, incident, getattr(incident, name)),
                widget=forms.CheckboxSelectMultiple,
            )
        for prefix, people, lists in (("person", self._affected, GRADES), ("responsible", self._responsible, ACCUSED)):
            for one in people:
                for name, list_name in lists.items():
                    stands = getattr(one, name)
                    self.fields[f"{prefix}-{one.number}-{name}"] = forms.ChoiceField(
                        label=GRADE_LABELS[name], choices=code_choices(list_name, incident, [stands]), initial=stands
                    )
        in_plain_words(self)

    def groups(self) -> list[Any]:
        """The groups of boxes."""
        return [self[name] for name in MANY]

    def people(self) -> list[tuple[str, list[Any]]]:
        """A heading and its fields for each person."""
        made = []
        for prefix, words, people, lists in (
            ("person", "Person", self._affected, GRADES),
            ("responsible", "Responsible", self._responsible, ACCUSED),
        ):
            made += [
                (f"{words} {one.number}", [self[f"{prefix}-{one.number}-{name}"] for name in lists]) for one in people
            ]
        return made

    def classification(self) -> Classification:
        """What was typed, for `reclassify`."""
        said = self.cleaned_data
        place, site = self._places.get(said["where"]), self._sites.get(said["where"])
        return Classification(
            occurred_at=self._occurred_at(),
            occurred_estimated=said["occurred_estimated"],
            **{name: said[name] for name in MANY},
            site=place.site if place else site,
            place=place,
            place_kind=said["place_kind"],
            shift=said["shift"],
            team=self._teams.get(said["team"]),
            police=said["police"],
            lone_working=AS_BOOL[said["lone_working"]],
            child_involved=AS_BOOL[said["child_involved"]],
            safeguarding=AS_BOOL[said["safeguarding"]],
            footage_until=self._footage(),
            lfpse_reference=said["lfpse_reference"],
            people=self._grades("person", self._affected, GRADES),
            responsible=self._grades("responsible", self._responsible, ACCUSED),
        )

    def take_errors(self, errors: dict[str, list[str]]) -> None:
        """Puts what an action refused at its field, or above the form."""
        for name, texts in errors.items():
            field = {"occurred_at": "on_date", "place": "where", "site": "where"}.get(name, name)
            for text in texts:
                self.add_error(field if field in self.fields else None, text)

    def _occurred_at(self) -> datetime:
        """To the minute; what was known more precisely stays so where nobody changed it."""
        typed = (self.cleaned_data["on_date"], self.cleaned_data["at_time"])
        if typed == (self.initial["on_date"], self.initial["at_time"]):
            return self._incident.occurred_at
        return datetime.combine(*typed, self._zone)

    def _footage(self) -> datetime | None:
        typed = self.cleaned_data["footage_until"]
        if typed == self.initial["footage_until"]:
            return self._incident.footage_until
        return datetime.combine(typed + timedelta(days=1), time(), self._zone) if typed else None

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 (declared above)
        field.choices = choices

    def _grades(self, prefix: str, people: Iterable[Any], lists: Iterable[str]) -> dict[int, dict[str, str]]:
        return {
            one.number: {name: self.cleaned_data[f"{prefix}-{one.number}-{name}"] for name in lists} for one in people
        }


class OpinionForm(PlainForm):
    """What somebody thinks of intent, and when they said so."""

    source = forms.ChoiceField(
        label="Whose opinion is it?",
        choices=[(code.code, code.label) for code in code_list("opinion_sources") if code.code != "reporter"],
    )
    responsible = forms.ChoiceField(label="Of whom?", required=False)
    opinion = forms.ChoiceField(
        label="What do they think?", choices=[(code.code, code.label) for code in code_list("intent_opinions")]
    )
    factors = forms.MultipleChoiceField(
        label="Which medical factors do they see?",
        required=False,
        choices=[(code.code, code.label) for code in code_list("factors") if code.more.get("medical")],
        widget=forms.CheckboxSelectMultiple,
    )
    author_name = forms.CharField(
        label="Who said so?",
        help_text="Name and post of the clinician, or collar number of the officer. Leave it empty for yourself.",
        required=False,
        max_length=200,
    )
    given_on = forms.DateField(
        label="On what day did they say so?",
        help_text="Leave it empty for today.",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    ground = forms.CharField(label="On what ground?", required=False, max_length=LONGEST_GROUND, widget=forms.Textarea)

    def __init__(self, incident: Incident, data: Any = None) -> None:
        super().__init__(data)
        self._incident = incident
        self._people = {str(one.number): one for one in incident.responsible.all()}
        if len(self._people) < 2:
            del self.fields["responsible"]
        else:
            field = self.fields["responsible"]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 (declared above)
            field.choices = of_whom(self._people.values(), "")

    def said(self) -> dict[str, Any]:
        """What was typed, for `adding.give_opinion`."""
        given = dict(self.cleaned_data)
        day, zone = given.pop("given_on"), ZoneInfo(self._incident.organisation.time_zone)
        alone = next(iter(self._people.values()), None) if len(self._people) == 1 else None
        given["responsible"] = self._people.get(given.pop("responsible", ""), alone)
        today = now().astimezone(zone).date()
        given["given_at"] = datetime.combine(day, time(12), zone) if day and day != today else None
        return given


class MarkerForm(PlainForm):
    """A violence marker that stands in another system."""

    system = forms.CharField(
        label="In which system does it stand?",
        help_text="For example, the patient record or ambulance control",
        max_length=LONGEST_OF_MARKER,
    )
    reference = forms.CharField(label="Its reference there", max_length=LONGEST_OF_MARKER)
    responsible = forms.ChoiceField(label="Of whom is it?", required=False)
    since = Day(label="Since when is it there?", help_text="For example, 27 3 2026")
    review_on = Day(
        label="Until when is it to be reviewed?", help_text="Leave it empty if nobody said.", required=False
    )
    why = forms.CharField(
        label="Why does it belong to this report? (you can leave this empty)", required=False, max_length=LONGEST_WHY
    )

    def __init__(self, incident: Incident, data: Any = None) -> None:
        super().__init__(data)
        self._people = {str(one.number): one for one in incident.responsible.all()}
        if len(self._people) < 2:
            del self.fields["responsible"]
        else:
            field = self.fields["responsible"]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 (declared above)
            _, *people = of_whom(self._people.values(), "")
            field.choices = [("", "Not said"), *people]

    def said(self) -> dict[str, Any]:
        """What was typed, for `markers.connect_marker`."""
        given = dict(self.cleaned_data)
        alone = next(iter(self._people.values()), None) if len(self._people) == 1 else None
        given["responsible"] = self._people.get(given.pop("responsible", ""), alone)
        return given


class LetGoForm(PlainForm):
    """Why a marker does not belong to a report."""

    why = forms.CharField(
        label="Why does it no longer belong to this report?",
        help_text="For example, it was removed after its review, or it is somebody else's.",
        max_length=LONGEST_WHY,
        widget=forms.Textarea,
        error_messages={"required": "Write why it no longer belongs to this report."},
    )


class WordsForm(PlainForm):
    """The specialist's own account."""

    text = forms.CharField(
        label="Add what you know",
        widget=forms.Textarea,
        max_length=20_000,
        error_messages={"required": "Write what you know."},
    )
    compartment = forms.ChoiceField(choices=Compartment.choices)


class CorrectionForm(PlainForm):
    """The specialist's account as it should read, and why."""

    correction = forms.CharField(max_length=20_000, error_messages={"required": "Write how it should read."})
    because = forms.CharField(max_length=LONGEST_WHY, error_messages={"required": "Write why you correct it."})


class ExhibitForm(PlainForm):
    """A file and what it shows."""

    caption = forms.CharField(label="What does it show?", max_length=LONGEST_CAPTION, required=False)
    privileged = forms.BooleanField(label="It is legal advice: leave it out of every disclosure", required=False)


def code_choices(name: str, incident: Incident, stands: Iterable[str]) -> list[tuple[str, str]]:
    """The codes of a list that may be chosen on the day of the report, and those that stand already."""
    codes = code_list(name)
    today = [code.code for code in codes.on(incident.reported_at.date())]
    return [(code, codes.label(code)) for code in dict.fromkeys([*today, *stands])]


def _as_it_stands(incident: Incident, zone: ZoneInfo) -> dict[str, Any]:
    local = incident.occurred_at.astimezone(zone)
    where = (
        f"place:{incident.place_id}" if incident.place_id else f"site:{incident.site_id}" if incident.site_id else ""
    )
    footage = incident.footage_until
    return {
        "seen_at": incident.changed_at.isoformat(),
        "on_date": local.date(),
        "at_time": local.time().replace(second=0, microsecond=0),
        "occurred_estimated": incident.occurred_estimated,
        "where": where,
        "place_kind": incident.place_kind,
        "shift": incident.shift,
        "team": str(incident.team_id or ""),
        "police": incident.police,
        **{name: AS_CHOICE[getattr(incident, name)] for name in ("lone_working", "child_involved", "safeguarding")},
        "footage_until": (footage - timedelta(seconds=1)).astimezone(zone).date() if footage else None,
        "lfpse_reference": incident.lfpse_reference,
        **{name: getattr(incident, name) for name in MANY},
    }
