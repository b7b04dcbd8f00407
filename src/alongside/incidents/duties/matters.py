"""From the rows of an incident to the facts that RIDDOR asks for: what a person said, else what follows from the report.

What nobody said stays unknown. `Injury.facts` holds, by the names of `incidents.riddor`: `injured` (false: not hurt),
one injury (`kind`, `part`, …) or several (`injuries`, a list of such), and the fields of `riddor.Facts`. Later rows
count before earlier ones, name by name; a null says that it is not known, whatever the report says. The injuries are one
answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from alongside.incidents import riddor
from alongside.incidents.models import Absence, Affected, DutySettings, Incident, Injury
from alongside.incidents.riddor import Attacker, Country, Happening, RoadException, Status

INJURY_FACTS = tuple(field.name for field in fields(riddor.Injury) if field.name not in ("kind", "part"))
YES_NO_FACTS = (
    "at_work",
    "work_related",
    "personal_matter",
    "at_hospital",
    "taken_to_hospital",
    "for_treatment",
    "death_from_injury",
    "medical_treatment",
    "in_control",
    "on_own_premises",
    "dangerous_agent_released",
)
"""Fields of `riddor.Facts` that are yes, no or not known."""
FLAGS = ("death_from_biological_agent", "road_movement")
CHOICES: Mapping[str, type[StrEnum]] = {
    "country": Country,
    "status": Status,
    "happening": Happening,
    "attacker": Attacker,
    "road_exception": RoadException,
}
GRAVE_FIRST_WORDS = ("treated", "hospital", "off_work", "life_threatening")
"""What a reporter says of an injury (`codes/injuries.toml`) that makes it worth asking RIDDOR's questions at once."""
DEATH_BEFORE = "The day of the death is before the day of the incident. Correct one of the two."

KIND_STATUS = {"patient": Status.PATIENT, "visitor": Status.VISITOR}
EMPLOYMENT = {
    "employed": Status.EMPLOYEE,
    "agency": Status.AGENCY_WORKER,
    "student": Status.TRAINING_SCHEME,
    "volunteer": Status.VOLUNTEER,
}
ATTACKERS = {
    "patient": Attacker.PATIENT,
    "relative": Attacker.VISITOR,
    "public": Attacker.PUBLIC,
    "colleague": Attacker.COLLEAGUE,
    "manager": Attacker.COLLEAGUE,
}
"""`relative` is a patient's: only a person can say that it was a relative of whoever was hurt."""
NOT_HOSPITALS = ("private_home", "care_home", "gp", "pharmacy", "vehicle", "prison", "public_place", "online")
WORDS_ONLY = {"non_physical_assault", "threat", "hate", "harassment_stalking"}


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one person. `said`: answers of people by name, `derived`: what follows from the report.

    `to_go_on`: there is an injury, an absence or a death to look at, so that RIDDOR's track begins. `problems`: what
    cannot be right.
    """

    facts: riddor.Facts
    said: Mapping[str, Any]
    derived: Mapping[str, Any]
    to_go_on: bool
    problems: tuple[str, ...] = ()

    @property
    def today(self) -> date:
        """The earliest day on which it can be assessed."""
        return self.facts.day


def known_of(
    incident: Incident,
    affected: Affected,
    injuries: Iterable[Injury],
    absences: Iterable[Absence],
    settings: DutySettings,
    zone: str,
) -> Known:
    """The facts of one person from their rows, injuries oldest first; `absences` only those that count."""
    said = merge([row.facts for row in injuries])
    rows = list(absences)
    derived = _derived(incident, affected, settings)
    meant: dict[str, Any] = {**derived, **said}
    problems: list[str] = []
    given: dict[str, Any] = {name: _yes_no(meant.get(name)) for name in YES_NO_FACTS}
    if given["dangerous_agent_released"] is None and "dangerous_agent_released" not in said:
        given["dangerous_agent_released"] = False
    given |= {name: meant.get(name) is True for name in FLAGS}
    given |= {name: _choice(kind, meant.get(name)) for name, kind in CHOICES.items()}
    given["injuries"] = _injuries(said, affected)
    given["exposures"] = _exposures(said)
    given["diagnoses"] = _diagnoses(said)
    given["kind_of_accident"] = str(meant.get("kind_of_accident") or "")
    given["absences"] = _absences(rows, said)
    given["died_on"] = _day(said.get("died_on"))
    day = riddor.local_day(incident.occurred_at, zone)
    if given["died_on"] is not None and given["died_on"] < day:
        given["died_on"] = day
        problems.append(DEATH_BEFORE)
    facts = riddor.Facts(happened_at=incident.occurred_at, zone=zone, **given)
    to_go_on = bool(said or rows or affected.injury in GRAVE_FIRST_WORDS)
    return Known(facts, said, derived, to_go_on, tuple(problems))


def merge(rows: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Answers of several rows, oldest first, as one; the injuries always under `injuries`."""
    merged: dict[str, Any] = {}
    for row in rows:
        plain = {name: value for name, value in row.items() if name not in ("kind", "part", "injured", *INJURY_FACTS)}
        if row.get("injured") is False:
            plain["injuries"] = []
        elif "kind" in row:
            one = {name: row[name] for name in ("kind", "part", *INJURY_FACTS) if name in row}
            plain["injuries"] = _with_earlier(one, merged.get("injuries") or [])
        merged |= plain
    return merged


def _with_earlier(one: dict[str, Any], earlier: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """An injury that was named again keeps the answers that were given to it, and the other injuries stay."""
    same = [other for other in earlier if other.get("kind") == one["kind"]]
    others = [other for other in earlier if other.get("kind") != one["kind"]]
    return [{**(same[0] if same else {}), **one}, *(others if same else [])]


def _derived(incident: Incident, affected: Affected, settings: DutySettings) -> dict[str, Any]:
    """What follows from the report and the organisation's settings; a person may say otherwise."""
    found: dict[str, Any] = {"country": settings.country}
    if affected.kind in KIND_STATUS:
        found |= {"status": KIND_STATUS[affected.kind], "at_work": False}
    elif affected.kind == "staff":
        found["at_work"] = True
        status = EMPLOYMENT.get(affected.employment)
        if status is None and affected.employment == "unknown" and settings.employs_staff:
            status = Status.EMPLOYEE
        found["status"] = status
    elif affected.kind == "contractor":
        found["at_work"] = True
    if incident.definition == Incident.Definition.PHYSICAL:
        found |= {"happening": Happening.VIOLENCE, "kind_of_accident": riddor.kinds_of_accident()[0]}
    elif set(incident.kinds) & WORDS_ONLY and incident.definition == Incident.Definition.NON_PHYSICAL:
        found["happening"] = Happening.THREATS
    attackers = {ATTACKERS.get(kind) for kind in incident.responsible_kinds}
    if len(attackers) == 1:
        found["attacker"] = attackers.pop()
    if incident.place_kind == "hospital":
        found["at_hospital"] = True
    elif incident.place_kind in NOT_HOSPITALS:
        found["at_hospital"] = False
    if settings.controls_sites and incident.site_id is not None:
        found["in_control"] = True
    return {name: value for name, value in found.items() if value is not None}


def _injuries(said: Mapping[str, Any], affected: Affected) -> tuple[riddor.Injury, ...] | None:
    if said.get("injuries") is None:
        first_word = {"none": (), "distressed": (riddor.Injury("shock"),)}
        return first_word.get(affected.injury)
    found = []
    for one in said["injuries"]:
        part = one.get("part")
        if one.get("kind") in riddor.injury_kinds():
            answers = {name: _yes_no(one.get(name)) for name in INJURY_FACTS}
            found.append(riddor.Injury(one["kind"], part if part in riddor.body_parts() else None, **answers))
    return tuple(found)


def _absences(rows: list[Absence], said: Mapping[str, Any]) -> tuple[riddor.Absence, ...] | None:
    if not rows:
        return () if said.get("no_absence") is True else None
    physical = _yes_no(said.get("absence_from_physical_injury"))
    return tuple(
        riddor.Absence(
            row.first_day,
            None if row.last_day is None else row.last_day + timedelta(days=1),
            riddor.AbsenceKind(row.kind),
            physical,
        )
        for row in rows
    )


def _exposures(said: Mapping[str, Any]) -> tuple[riddor.Exposure, ...]:
    found = []
    for one in said.get("exposures") or ():
        by, source = _choice(riddor.ExposureBy, one.get("by")), _choice(riddor.Source, one.get("source"))
        if by is not None:
            found.append(riddor.Exposure(by, source or riddor.Source.NOT_KNOWN_YET))
    return tuple(found)


def _diagnoses(said: Mapping[str, Any]) -> tuple[riddor.Diagnosis, ...]:
    found = []
    for one in said.get("diagnoses") or ():
        day = _day(one.get("diagnosed_on"))
        if day is not None and (one.get("code") == "other" or one.get("code") in riddor.diseases()):
            answers = {name: _yes_no(one.get(name)) for name in ("by_doctor", "linked_to_work")}
            found.append(riddor.Diagnosis(one["code"], day, **answers))
    return tuple(found)


def _yes_no(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None


def _choice(kind: type[StrEnum], value: Any) -> Any:
    return kind(value) if value in [one.value for one in kind] else None


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
