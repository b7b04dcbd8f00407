"""What the API of people hurt takes and gives."""

from datetime import date
from typing import Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from alongside.cases.asking import NOTHING_YET
from alongside.cases.models import Victim
from alongside.cases.victims.presenters import Shown
from alongside.incidents.models import Told
from alongside.people.api import Asked, Code, Line, Text, example, rfc3339

SEEN = "That of the person as it was read; “nothing” where nothing was kept of them yet."


class Careful(Asked):
    """What is changed only where nobody changed it meanwhile: 409, where `changed_at` is not that of the person any more."""

    changed_at: str | None = Field(None, description=SEEN)


class ContactIn(Careful):
    """How somebody wants to be reached; what is left out stays. `contact_way` is a code of `contact_ways`, `not_told` who may not
    learn of it, `safe_contact` what has to be kept in mind. `no_messages` true: nothing is sent to them by itself.
    """

    model_config = example(
        contact_way="telephone",
        contact_when="On weekdays after six",
        safe_contact="Say nothing on the answering machine.",
        no_messages=True,
    )
    contact_way: Code | None = None
    contact_when: Text | None = None
    not_told: Text | None = None
    safe_contact: Text | None = None
    no_messages: bool | None = None


class PromiseIn(Careful):
    """By which day we are in touch; null takes the promise away."""

    model_config = example(on="2026-06-03", note="She rings us before, if she wants to.")
    on: date | None
    note: Text = ""


class DisclosureIn(Careful):
    """Whether they agree that police, prosecutor and solicitors see what is kept of them."""

    model_config = example(agrees=True, on="2026-05-03", note="To the police.")
    agrees: bool
    on: date
    note: Text = ""


class PersonalStatementIn(Careful):
    """How it stands with the Victim Personal Statement. `reading` is a code of `statement_readings`."""

    model_config = example(statement="offered", on="2026-05-03")
    statement: Literal["offered", "taken", "declined", "later"]
    on: date
    reading: Code = ""


class WishIn(Asked):
    """What they want of the police: a code of `victim_wishes`, with the day on which they said so."""

    model_config = example(wish="wants", said_on="2026-05-03", words="I want him to be charged.")
    wish: Code
    said_on: date
    words: Text = ""


class SupportIn(Asked):
    """What was offered: a code of `support_kinds`."""

    model_config = example(kind="union", on="2026-05-03")
    kind: Code
    on: date
    note: Text = ""


class SupportAnswerIn(Asked):
    """What they answered to an offer. `changed_at` is that of the offer as it was read."""

    model_config = example(answer="taken", on="2026-05-04")
    answer: Literal["taken", "declined", "later"]
    on: date
    note: Text = ""
    changed_at: str | None = None


class FeedbackIn(Asked):
    """What they were told, or, where they do not want to be (`refused`), how they said so. `teller` is who spoke with them: the
    caller, where it is left out; `way` a code of `contact_ways`.
    """

    model_config = example(on="2026-05-03", teller="Ola Reed", way="telephone", text="He was fined.")
    on: date
    text: Text
    teller: Line = ""
    way: Code = ""
    refused: bool = False


class TellReporterIn(Asked):
    """What the reporter may know. Nothing that identifies anybody: others may read over a shoulder."""

    model_config = example(kind="outcome", text="The case is closed. The man was fined.")
    kind: Literal["message", "outcome", "changed"]
    text: Text


class PromiseOut(Schema):
    """By when we are in touch. `task` is the promise among the tasks of the case."""

    task: UUID
    due_on: date | None
    is_late: bool


class WishOut(Schema):
    """What they wanted of the police, from a day on."""

    wish: str
    said_on: date
    words: str
    recorded_at: str
    recorded_by: str


class SupportOut(Schema):
    """An offer of support; `answer` null where there is none yet."""

    id: UUID
    kind: str
    offered_on: date
    answer: str | None
    answered_on: date | None
    note: str
    recorded_by: str
    changed_at: str


class FeedbackOut(Schema):
    """That they were told, or do not want to be."""

    id: UUID
    refused: bool
    on: date
    teller: str
    way: str
    text: str
    recorded_at: str
    recorded_by: str


class PersonHurtOut(Schema):
    """Somebody who was hurt, with everything that is kept of them. What is null or empty was not asked."""

    id: UUID
    report: str
    number: int
    kind: str
    name: str | None = Field(description="null where nobody knows it, or the caller may not open it")
    job_title: str
    reach: list[str] = Field(description="Telephone and e-mail")
    harm_physical: str
    harm_psychological: str
    contact_way: str
    contact_when: str
    not_told: str
    safe_contact: str
    no_messages: bool
    promise: PromiseOut | None
    disclosure: bool | None
    disclosure_on: date | None
    disclosure_note: str
    statement: str | None
    statement_on: date | None
    statement_reading: str
    wishes: list[WishOut]
    reported_wish: str = Field(description="What the report says of it: a code of police_wishes")
    support: list[SupportOut]
    told: list[FeedbackOut]
    waits_days: int | None = Field(description="For how many days the outcome is known and they were not told")
    changed_at: str = Field(description="“nothing” where nothing is kept of them yet")


class ToldReporterOut(Schema):
    """What the reporter of a report was told."""

    id: UUID
    kind: str
    text: str
    at: str


class ReporterOut(Schema):
    """What the reporter of a report was told, the latest first."""

    report: str
    told: list[ToldReporterOut]


def show_person(one: Shown) -> dict[str, Any]:
    """A `PersonHurtOut`."""
    affected, victim = one.affected, one.victim or Victim()
    kept = (
        *("contact_way", "contact_when", "not_told", "safe_contact", "no_messages", "disclosure", "disclosure_on"),
        *("disclosure_note", "statement_on", "statement_reading"),
    )
    return {
        "id": affected.pk,
        "report": affected.incident.reference,
        **{name: getattr(affected, name) for name in ("number", "kind", "harm_physical", "harm_psychological")},
        "name": one.name or None,
        "job_title": one.job,
        "reach": one.reach,
        **{name: getattr(victim, name) for name in kept},
        "statement": victim.statement or None,
        "promise": one.promise and {"task": one.promise.pk, "due_on": one.promise.due_on, "is_late": one.promise_late},
        "wishes": [
            {
                **{name: getattr(wish, name) for name in ("wish", "said_on", "words", "recorded_by")},
                "recorded_at": rfc3339(wish.recorded_at),
            }
            for wish, _ in one.wishes
        ],
        "reported_wish": affected.police_wish,
        "support": [
            {
                "id": offer.pk,
                **{name: getattr(offer, name) for name in ("kind", "offered_on", "answered_on", "note", "recorded_by")},
                "answer": offer.answer or None,
                "changed_at": rfc3339(offer.changed_at),
            }
            for offer, _ in one.offers
        ],
        "told": [
            {
                "id": told.pk,
                "teller": told.by,
                **{name: getattr(told, name) for name in ("refused", "on", "way", "text", "recorded_by")},
                "recorded_at": rfc3339(told.recorded_at),
            }
            for told, _ in one.told
        ],
        "waits_days": one.waits_days,
        "changed_at": rfc3339(one.victim.changed_at) if one.victim else NOTHING_YET,
    }


def show_told(one: Told) -> dict[str, Any]:
    """A `ToldReporterOut`."""
    return {"id": one.pk, "kind": one.kind, "text": one.text, "at": rfc3339(one.at)}
