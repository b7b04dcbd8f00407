"""A report as it comes in, whatever way it came: typed on the page, sent by another system, imported."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from alongside.people.models import Place, Site, Staff, Team


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody by name, as far as known; `staff` where they work here."""

    name: str = ""
    staff: Staff | None = None
    phone: str = ""
    email: str = ""
    address: str = ""
    born_on: date | None = None
    nhs_number: str = ""
    description: str = ""
    may_write: bool = False
    """Whether messages may go to this address by themselves."""

    def __bool__(self) -> bool:
        return bool(self.staff or self.name or self.phone or self.email or self.nhs_number or self.description)


@dataclass(frozen=True, slots=True)
class NewAffected:
    """Somebody to whom it was done. Codes: `kind` as in `Affected`, the rest of the lists of their names."""

    kind: str
    is_reporter: bool = False
    who: Who = field(default_factory=Who)
    injury: str = "unknown"
    staff_group: str = "unknown"
    employment: str = "unknown"
    police_wish: str = "undecided"
    harm_physical: str = ""
    """Empty where nobody graded it: then it follows from `injury`."""
    harm_psychological: str = ""


@dataclass(frozen=True, slots=True)
class NewResponsible:
    """Somebody who did it."""

    kind: str
    how_many: int = 1
    who: Who = field(default_factory=Who)
    factors: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class NewPropertyItem:
    """Something stolen, lost or damaged; `value_pence` is None where nobody knows."""

    kind: str
    loss: str
    description: str = ""
    owner: str = "unknown"
    value_pence: int | None = None


@dataclass(frozen=True, slots=True)
class NewReport:
    """Everything that one report says. Times are aware UTC; codes are of the lists in `incidents/codes`."""

    kinds: Sequence[str]
    occurred_at: datetime
    occurred_estimated: bool = False
    site: Site | None = None
    place: Place | None = None
    place_name: str = ""
    """What the place is called that no list holds; it stands with the account too."""
    place_kind: str = "unknown"
    place_words: str = ""
    """Where exactly, in words; kept with the account."""
    team: Team | None = None
    lat: float | None = None
    lon: float | None = None
    acts: Sequence[str] = ()
    sexual_acts: Sequence[str] = ()
    weapons: Sequence[str] = ()
    hate_strands: Sequence[str] = ()
    targets: Sequence[str] = ()
    factors: Sequence[str] = ()
    responses: Sequence[str] = ()
    police: str = "undecided"
    danger_now: bool = False
    lone_working: bool | None = None
    child_involved: bool | None = None
    safeguarding: bool | None = None
    footage_until: datetime | None = None
    affected: Sequence[NewAffected] = ()
    responsible: Sequence[NewResponsible] = ()
    property_items: Sequence[NewPropertyItem] = ()
    witnesses: Sequence[Who] = ()
    account: str = ""
    intent_impression: str = ""
    """What the reporter thinks of intent: a code of `intent_opinions`, or nothing."""
    reporter: Who = field(default_factory=Who)
    anonymous: bool = False
    anonymous_because: str = ""
    external_reference: str = ""
    lfpse_reference: str = ""
    alarm_id: UUID | None = None
