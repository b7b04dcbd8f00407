"""What the API of police and court takes and gives. No names of people hurt, as on the page."""

from datetime import date
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import AwareDatetime, Field

from alongside.cases.asking import MoveOut, Pence
from alongside.people.api import Asked, Code, Line, Text, example

MONEY = "In pence"


class VictimIn(Asked):
    """Somebody against whom an offence was, by the id that the report gives them; null where nobody knows."""

    affected: UUID
    emergency_worker: bool | None = None
    enhanced_rights: bool | None = None


class NewOffence(Asked):
    """An offence of one report of the case that might be told to the police. Codes: `offences`, `unreported_reasons`."""

    model_config = example(report="7KQ2-9F3M", offence="common_assault", unreported_reason="to_be_decided", people=[])
    report: Line = Field(description="Reference of a report of the case")
    offence: Code
    offence_words: Text = ""
    summary_only: bool | None = None
    responsible: UUID | None = None
    unreported_reason: Code = "to_be_decided"
    people: Annotated[list[VictimIn], Field(max_length=100)] = []


class OffenceChange(Asked):
    """What is to be set right; what is left out stays. What stood before stays in the file."""

    model_config = example(crime_number="CR/0412/26", why="It was misheard.")
    offence: Code | None = None
    offence_words: Text | None = None
    summary_only: bool | None = None
    responsible: UUID | None = None
    unreported_reason: Code | None = None
    force: Text | None = None
    incident_number: Text | None = None
    crime_number: Text | None = None
    officer: Text | None = None
    officer_contact: Text | None = None
    nfa_reason: Code | None = None
    disposal: Code | None = None
    charge: Text | None = None
    people: Annotated[list[VictimIn], Field(max_length=100)] | None = None
    why: Text = ""
    changed_at: str | None = None


class PoliceMoveIn(Asked):
    """One move (`GET` lists which are possible, and what each needs). A sentence comes with `sentence` and its fields."""

    model_config = example(
        act="report", decided_on="2026-05-03", force="Northshire Police", incident_number="NS-0412-0099"
    )
    act: Code
    decided_on: date | None = Field(None, description="The day on which it happened; today where it is left out")
    text: Text = ""
    force: Text = ""
    incident_number: Text = ""
    crime_number: Text = ""
    officer: Text = ""
    officer_contact: Text = ""
    nfa_reason: Code = ""
    disposal: Code = ""
    charge: Text = ""
    sentence: Code = ""
    order_words: Text = ""
    ends_on: date | None = None
    amount: Pence | None = Field(None, description=MONEY)
    news_on: date | None = Field(None, description="When the police are asked for news next")
    changed_at: str | None = None


class PoliceStepIn(Asked):
    """An arrest, an interview, bail: a code of `police_steps`."""

    model_config = example(kind="arrested", on="2026-05-03", text="At the ward, shortly after.")
    kind: Code
    on: date
    text: Text = ""


class NewsIn(Asked):
    """When the next update is due; null where none is expected."""

    model_config = example(news_on="2026-06-03", note="PC Odell rings after the file went off.")
    news_on: date | None = None
    note: Text = ""
    changed_at: str | None = None


class NewHearing(Asked):
    """A day in court. `kind` is a code of `hearing_kinds`; the time needs its offset."""

    model_config = example(starts_at="2026-09-01T10:00:00+01:00", court="Eastwick Magistrates' Court", kind="trial")
    starts_at: AwareDatetime
    court: Text
    kind: Code
    note: Text = ""


class HearingChange(Asked):
    """Another day, court or purpose; what is left out stays."""

    model_config = example(starts_at="2026-09-08T10:00:00+01:00")
    starts_at: AwareDatetime | None = None
    court: Text | None = None
    kind: Code | None = None
    note: Text | None = None
    changed_at: str | None = None


class ResultIn(Asked):
    """What came of a hearing: a code of `hearing_results`. Sent again, it is a correction."""

    model_config = example(result="adjourned", text="The interpreter did not come.")
    result: Code
    text: Text = ""
    changed_at: str | None = None


class AttendanceIn(Asked):
    """Who is to come: a colleague, a person hurt, or somebody from outside by what they are, never by name."""

    model_config = example(role="witness", other="Witness 2")
    role: Code
    staff: UUID | None = None
    affected: UUID | None = None
    other: Text = ""


class PleaIn(Asked):
    """A plea: a code of `pleas`."""

    model_config = example(plea="guilty", on="2026-09-01")
    plea: Code
    on: date


class BreachIn(Asked):
    """An order was not kept: when, and what happened."""

    model_config = example(on="2026-09-01", text="He came to the ward.")
    on: date
    text: Text
    changed_at: str | None = None


class OrderIn(Asked):
    """A sentence or an order, after the verdict: a code of `sentences`."""

    model_config = example(
        sentence="restraining_order",
        made_on="2026-09-01",
        ends_on="2028-08-31",
        order_words="Not to come near the ward",
    )
    sentence: Code
    made_on: date
    ends_on: date | None = None
    order_words: Text = ""
    amount: Pence | None = Field(None, description=MONEY)


class OrderChange(Asked):
    """An order set right, or varied by the court; what is left out stays."""

    model_config = example(ends_on="2027-08-31", why="Varied on 4 March.")
    made_on: date | None = None
    ends_on: date | None = None
    order_words: Text | None = None
    amount: Pence | None = Field(None, description=MONEY)
    why: Text = ""
    changed_at: str | None = None


class ClockIn(Asked):
    """How a deadline ended: an act that its rule names, or `not_needed` with a note that says why."""

    model_config = example(act="victim_told", on="2026-05-04")
    act: Code
    on: date | None = None
    note: Text = ""


class ClockOut(Schema):
    """A deadline that runs because of police and courts."""

    id: UUID
    rule: str
    report: str
    person: int | None
    due_at: str
    acts: list[str]


class VictimOut(Schema):
    """Somebody against whom it was, by number and id."""

    affected: UUID
    number: int
    emergency_worker: bool | None
    enhanced_rights: bool | None


class OffenceOut(Schema):
    """An offence, where it stands, and what can be done next."""

    id: UUID
    report: str
    offence: str
    offence_label: str
    offence_words: str
    state: str
    state_label: str
    summary_only: bool | None
    responsible: UUID | None
    unreported_reason: str
    force: str
    incident_number: str
    crime_number: str
    officer: str
    officer_contact: str
    nfa_reason: str
    disposal: str
    charge: str
    review_asked_on: date | None
    review_decided_on: date | None
    next_update_on: date | None
    people: list[VictimOut]
    moves: list[MoveOut]
    changed_at: str


class AttendanceOut(Schema):
    """Who is to come: a colleague by name, a person hurt by number."""

    id: UUID
    role: str
    who: str


class HearingOut(Schema):
    """A day in court."""

    id: UUID
    offence: UUID
    starts_at: str
    court: str
    kind: str
    note: str
    result: str | None
    result_text: str
    people: list[AttendanceOut]
    changed_at: str


class PleaOut(Schema):
    """A plea that stands."""

    id: UUID
    plea: str
    on: date


class OrderOut(Schema):
    """A sentence or an order that stands."""

    id: UUID
    sentence: str
    order_words: str
    made_on: date
    ends_on: date | None
    breached_on: date | None
    amount: int | None
    changed_at: str


class PoliceMoveOut(Schema):
    """A move that was made; of one that was taken back, why."""

    act: str
    state_from: str
    state_to: str
    happened_on: date
    text: str
    by: str
    at: str
    taken_back_because: str | None


class PoliceStepOut(Schema):
    """An arrest, an interview, bail."""

    kind: str
    at: str
    text: str
    by: str


class OffenceWhole(OffenceOut):
    """An offence with its days in court, pleas, orders and history, the latest first."""

    hearings: list[HearingOut]
    pleas: list[PleaOut]
    orders: list[OrderOut]
    history: list[PoliceMoveOut]
    steps: list[PoliceStepOut]
