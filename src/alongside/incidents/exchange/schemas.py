"""What the API of incidents takes and gives."""

from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import AfterValidator, AwareDatetime, Field

from alongside.incidents import actions
from alongside.incidents.models import PropertyItem
from alongside.people.api import Asked, Code, Line, storable

Codes = Annotated[list[Code], Field(max_length=30)]
Number = Annotated[str, Field(max_length=200), AfterValidator(storable), AfterValidator(str.strip)]
"""A number in another system: spaces around it are no part of it."""
Text = Annotated[str, Field(max_length=actions.LONGEST_ACCOUNT), AfterValidator(storable)]


class NewPerson(Asked):
    """Somebody, as far as known."""

    name: Line = ""
    phone: Line = ""
    email: Line = ""
    nhs_number: Annotated[str, Field(pattern=r"^(\d{10})?$")] = ""
    description: Text = ""


class NewAffectedIn(NewPerson):
    """Somebody to whom it was done. `kind`: staff, patient, visitor, contractor or child."""

    kind: Annotated[str, Field(pattern="^(staff|patient|visitor|contractor|child)$")] = "staff"
    injury: Code = "unknown"
    staff_group: Code = "unknown"
    employment: Code = "unknown"
    harm_physical: Code = ""
    harm_psychological: Code = ""
    police_wish: Code = "undecided"


class NewResponsibleIn(NewPerson):
    """Somebody who did it. `kind` is a code of the list `responsible_kinds`."""

    kind: Code = "unknown"
    how_many: Annotated[int, Field(ge=1, le=1000)] = 1
    factors: Codes = []


class NewPropertyIn(Asked):
    """Something stolen, lost or damaged. `kind` and `loss` are codes of the lists `property_kinds` and `property_losses`."""

    kind: Code
    loss: Code
    description: Line = ""
    owner: PropertyItem.Owner = PropertyItem.Owner.UNKNOWN
    value_pence: Annotated[int, Field(ge=0, le=10**12)] | None = Field(None, description="Null where nobody knows")


class NewIncident(Asked):
    """A report. Codes are those of the lists under `/incidents/codes`.

    `external_reference` is the number in the system that sends it: a second report with the same number is refused with 409.
    """

    kinds: Annotated[Codes, Field(min_length=1)]
    occurred_at: AwareDatetime
    occurred_estimated: bool = False
    site: Line = Field("", description="Name of a site of the organisation")
    place: Line = Field("", description="Name of a ward or department of that site; kept in words where it is unknown")
    place_kind: Code = "unknown"
    acts: Codes = []
    sexual_acts: Codes = []
    weapons: Codes = []
    hate_strands: Codes = []
    targets: Codes = []
    factors: Codes = []
    responses: Codes = []
    police: Code = "undecided"
    lone_working: bool | None = None
    child_involved: bool | None = None
    safeguarding: bool | None = None
    footage_until: AwareDatetime | None = None
    account: Text = ""
    affected: Annotated[list[NewAffectedIn], Field(max_length=20)] = []
    responsible: Annotated[list[NewResponsibleIn], Field(max_length=20)] = []
    property: Annotated[list[NewPropertyIn], Field(max_length=20)] = []
    witnesses: Annotated[list[NewPerson], Field(max_length=20)] = []
    reporter: NewPerson | None = None
    anonymous: bool = False
    anonymous_because: Code = Field("", description="A code of the list `anonymity_reasons`")
    external_reference: Number = ""
    lfpse_reference: Number = ""
    organisation: UUID | None = Field(None, description="Only for callers with a place in several organisations")


class Taken(Schema):
    """The report is stored. `code` opens it together with the reference; it is shown this once."""

    id: UUID
    reference: str
    code: str


class IncidentOut(Schema):
    """An incident in codes: it names nobody. Times are RFC 3339."""

    id: UUID
    reference: str
    external_reference: str | None
    lfpse_reference: str | None
    status: str
    source: str
    occurred_at: str
    occurred_estimated: bool
    reported_at: str
    triaged_at: str | None
    closed_at: str | None
    site: str | None
    place: str | None
    place_kind: str
    team: str | None
    kinds: list[str]
    acts: list[str]
    sexual_acts: list[str]
    weapons: list[str]
    hate_strands: list[str]
    targets: list[str]
    responsible_kinds: list[str]
    factors: list[str]
    responses: list[str]
    injury: str
    harm_physical: str
    harm_psychological: str
    police: str
    lone_working: bool | None
    child_involved: bool | None
    safeguarding: bool | None
    definition: str
    urgency: int
    urgent_because: list[str]
    anonymous: bool
    changed_at: str


class IncidentWithParts(IncidentOut):
    """The same with the compartments that were asked for by `include` and that the caller may read; each look is in the
    ledger. What was not asked for is null.
    """

    narrative: list[dict[str, Any]] | None = None
    people: list[dict[str, Any]] | None = None
    suspect: list[dict[str, Any]] | None = None


class IncidentChange(Asked):
    """What another system may set. What is left out stays; lists are of codes and replace what stood."""

    lfpse_reference: Number | None = None
    kinds: list[str] | None = None
    acts: list[str] | None = None
    sexual_acts: list[str] | None = None
    weapons: list[str] | None = None
    hate_strands: list[str] | None = None
    targets: list[str] | None = None
    factors: list[str] | None = None
    responses: list[str] | None = None
    place_kind: Line | None = None
    police: Line | None = None
    lone_working: bool | None = Field(None, description="Null where it is not known")
    child_involved: bool | None = Field(None, description="Null where it is not known")
    safeguarding: bool | None = Field(None, description="Null where it is not known")
    why: str = Field(
        "", description="Needed where the classification changes; it stands in the history", max_length=2000
    )
    changed_at: str | None = Field(
        None, description="`changed_at` as it was read. Where somebody changed the incident since, the answer is 409."
    )


class CodeOut(Schema):
    """A code and what it is called."""

    code: str
    label: str


class CodeListOut(Schema):
    """A dated list of codes."""

    name: str
    title: str
    version: str
    source: str
    codes: list[CodeOut]
