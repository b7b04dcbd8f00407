"""What is known of an incident. None always means: not known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from alongside.incidents.riddor import codes
from alongside.incidents.riddor.days import Absence, local_day


class Country(StrEnum):
    """Where it happened. The Regulations are applied here to Great Britain only."""

    ENGLAND = "england"
    SCOTLAND = "scotland"
    WALES = "wales"
    NORTHERN_IRELAND = "northern_ireland"
    ELSEWHERE = "elsewhere"


class Status(StrEnum):
    """Who the hurt person is to us. Agency worker: who employs them is not known; else say which of the others."""

    EMPLOYEE = "employee"
    EMPLOYED_BY_ANOTHER = "employed_by_another"
    AGENCY_WORKER = "agency_worker"
    SELF_EMPLOYED = "self_employed"
    TRAINING_SCHEME = "training_scheme"
    WORK_EXPERIENCE = "work_experience"
    VOLUNTEER = "volunteer"
    PATIENT = "patient"
    VISITOR = "visitor"


class Happening(StrEnum):
    """What happened. Reg 2(1): non-consensual physical violence to a person at work is an accident."""

    VIOLENCE = "violence"
    THREATS = "threats"
    OTHER_ACCIDENT = "other_accident"
    SELF_HARM = "self_harm"
    NATURAL_CAUSES = "natural_causes"


class Attacker(StrEnum):
    """Who was violent, seen from the hurt person."""

    PATIENT = "patient"
    VISITOR = "visitor"
    PUBLIC = "public"
    COLLEAGUE = "colleague"
    RELATIVE_OR_FRIEND = "relative_or_friend"


class RoadException(StrEnum):
    """The four exceptions of reg 14(3) (a) to (d), or none of them."""

    TRAIN = "train"
    SUBSTANCE_CARRIED = "substance_carried"
    LOADING = "loading"
    ROADWORKS = "roadworks"
    NONE = "none"


class ExposureBy(StrEnum):
    """How another person's blood or fluid got in."""

    SHARPS = "sharps"
    BITE = "bite"
    SPLASH = "splash"


class Source(StrEnum):
    """What is known of the blood: does it carry hepatitis B, hepatitis C or HIV?"""

    KNOWN_VIRUS = "known_virus"
    KNOWN_CLEAR = "known_clear"
    NOT_KNOWN_YET = "not_known_yet"
    UNTRACEABLE = "untraceable"


@dataclass(frozen=True, slots=True)
class Injury:
    """One injury. `kind` and `part` are codes of injuries.toml; `diagnosed_by_doctor` and what follows answers
    the questions of specified_injuries.toml. ValueError for an unknown code.
    """

    kind: str
    part: str | None = None
    diagnosed_by_doctor: bool | None = None
    lasting_loss_of_sight_likely: bool | None = None
    organs_damaged: bool | None = None
    burn_over_a_tenth_of_the_body: bool | None = None
    burn_harmed_vital_organs: bool | None = None
    treated_in_hospital: bool | None = None
    lost_consciousness: bool | None = None
    from_head_injury_or_asphyxia: bool | None = None
    hypothermia_or_heat_illness: bool | None = None
    resuscitated: bool | None = None
    in_hospital_over_24_hours: bool | None = None

    def __post_init__(self) -> None:
        if self.kind not in codes.injury_kinds():
            raise ValueError(f"no such kind of injury: {self.kind}")
        if self.part is not None and self.part not in codes.body_parts():
            raise ValueError(f"no such part of the body: {self.part}")

    def knows(self, fact: str) -> bool | None:
        """The answer to a question of specified_injuries.toml; ticking the kind may answer it already."""
        answer: bool | None = getattr(self, fact)
        if answer is None and fact in codes.injury_kinds()[self.kind].implies:
            return True
        return answer

    @property
    def where(self) -> str | None:
        """The part that was hurt, or the one that the kind means by itself."""
        return self.part or codes.injury_kinds()[self.kind].part

    @property
    def physical(self) -> bool:
        """Whether it is an injury to the body: HSE reads "injury" so."""
        return codes.injury_kinds()[self.kind].physical


@dataclass(frozen=True, slots=True)
class Exposure:
    """Contact with another person's blood or fluid."""

    by: ExposureBy
    source: Source


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """A disease diagnosed in a person at work. `code` of diseases.toml, or "other". ValueError for an unknown code."""

    code: str
    diagnosed_on: date
    by_doctor: bool | None = None
    linked_to_work: bool | None = None

    def __post_init__(self) -> None:
        if self.code != "other" and self.code not in codes.diseases():
            raise ValueError(f"no such disease: {self.code}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of one hurt person in one incident.

    `happened_at`: a time with its zone, or a date. `zone`: whose calendar days are counted. `at_work`: the person was
    at work for somebody. `injuries` and `absences`: None not known, () none. `absences` are those because of this
    incident. `taken_to_hospital`: from the scene; where it happened at a hospital, to another one (None: not).
    `for_treatment`: False when only checked as a precaution. `in_control`: our organisation was in control of the
    place. `road_movement`: the injury came from a vehicle moving on a road (False when an attacker in it did it).
    `medical_treatment`: the injury came from treating or examining the person, by or under a doctor or dentist.
    ValueError: a time without zone, a death before the incident.
    """

    happened_at: datetime | date
    country: Country | None
    status: Status | None
    zone: str = "Europe/London"
    at_work: bool | None = None
    work_related: bool | None = None
    happening: Happening | None = None
    attacker: Attacker | None = None
    personal_matter: bool | None = None
    injuries: tuple[Injury, ...] | None = None
    absences: tuple[Absence, ...] | None = None
    at_hospital: bool | None = None
    taken_to_hospital: bool | None = None
    for_treatment: bool | None = None
    died_on: date | None = None
    death_from_injury: bool | None = None
    death_from_biological_agent: bool = False
    exposures: tuple[Exposure, ...] = ()
    dangerous_agent_released: bool | None = False
    diagnoses: tuple[Diagnosis, ...] = ()
    medical_treatment: bool | None = None
    road_movement: bool = False
    road_exception: RoadException | None = None
    in_control: bool | None = None
    on_own_premises: bool | None = None
    kind_of_accident: str = ""

    def __post_init__(self) -> None:
        if self.died_on is not None and self.died_on < self.day:
            raise ValueError("the death is before the incident")

    @property
    def day(self) -> date:
        """The local calendar day of the incident."""
        return local_day(self.happened_at, self.zone)

    @property
    def only_shock(self) -> bool:
        """Shock or distress, and no injury to the body."""
        return bool(self.injuries) and not any(injury.physical for injury in self.injuries or ())
