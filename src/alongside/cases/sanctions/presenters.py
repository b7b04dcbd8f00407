"""Sanctions and removals in words."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from alongside.cases.codes import code_list
from alongside.cases.models import HospitalRemoval, LetterApproval, PracticeRemoval, Sanction, SanctionLetter
from alongside.cases.sanctions import from_track, levels, news, queries, scheme
from alongside.cases.sanctions.days import binds
from alongside.cases.sanctions.elements import OUTSIDE
from alongside.cases.sanctions.kinds import SanctionKind, kind_of
from alongside.cases.tracks.sanctions import NEVER_WAS, STANDING
from alongside.machine import State

Rows = list[tuple[str, Any]]
WAITS = {
    "proposed": "A clinical opinion",
    "approved": "The letters",
    "under_appeal": "Somebody who did not approve it",
    "overturned": "The letter about the appeal",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A sanction in a list."""

    sanction: Sanction
    kind: SanctionKind
    state: State
    person: str
    days: str
    waits: str
    track_says: str
    """What the police and court track says instead, where what it is stands there no more."""


def show(sanction: Sanction) -> Shown:
    """A sanction in words; `waits` is on whom it waits."""
    kind = kind_of(sanction.kind)
    waits = WAITS.get(sanction.status, "") if kind.machine.name == "procedural" else ""
    if queries.is_to_be_told(sanction):
        waits = WAITS["overturned"]
    if news.news_owed_to(sanction) and not waits:
        waits = "New letters about what changed"
    if sanction.status in ("opinion_recorded", "extension_asked") and sanction.level:
        waits = levels.LABELS[sanction.level]
    said, stands = from_track.said_by_track(sanction)
    return Shown(
        sanction,
        kind,
        kind.machine.state(sanction.status),
        queries.person_words(sanction.responsible),
        days_of(sanction),
        waits,
        "" if stands or sanction.status in NEVER_WAS else said,
    )


def days_of(sanction: Sanction) -> str:
    """ "From 3 May 2027 until 3 November 2027, to be reviewed on 4 October 2027"."""
    said = []
    if sanction.given_on:
        said.append(f"given on {write_day(sanction.given_on)}")
    if sanction.starts_on:
        until = f" until {write_day(sanction.ends_on)}" if sanction.ends_on else ", without a last day"
        said.append(f"from {write_day(sanction.starts_on)}{until}")
    if sanction.review_on and sanction.ended_on is None:
        reviewed = sanction.reviewed_on is not None and sanction.reviewed_on >= sanction.review_on
        said.append("reviewed" if reviewed else f"to be reviewed on {write_day(sanction.review_on)}")
    if sanction.ended_on:
        said.append(f"ended on {write_day(sanction.ended_on)}")
    text = ", ".join(said)
    return f"{text[:1].upper()}{text[1:]}"


def rows_of(sanction: Sanction, today: date) -> Rows:
    """A sanction as a list of facts."""
    kind = kind_of(sanction.kind)
    standing = ""
    if kind.machine.name == "procedural" and sanction.status in STANDING:
        binding = binds(sanction.starts_on, sanction.ends_on, today)
        standing = "Yes" if binding else "No: today is not between its first and its last day"
    opinion = code_list("clinical_opinions").label(sanction.opinion) if sanction.opinion else ""
    return [
        ("Who did it", queries.person_words(sanction.responsible)),
        ("What it is for", sanction.ground),
        ("What it asks", sanction.terms),
        ("Days", days_of(sanction)),
        ("It binds the person today", standing),
        ("Proposed by", f"{sanction.proposed_by}, {write_day(queries.local_day(sanction, sanction.proposed_at))}"),
        ("Clinical opinion", f"{opinion}, {sanction.opinion_by}" if opinion else ""),
        ("What the clinician said", sanction.opinion_ground),
        ("Approved at the level of", levels.LABELS.get(sanction.level, "")),
        (
            "Approved by",
            f"{sanction.approved_by}, {write_day(queries.local_day(sanction, sanction.approved_at))}"
            if sanction.approved_at
            else "",
        ),
        ("Last day asked for", write_day(sanction.asked_ends_on)),
        ("Letters sent on", write_day(sanction.issued_on)),
        ("Acknowledged", code_list("acknowledgements").label(sanction.acknowledged) if sanction.acknowledged else ""),
        ("Slip came back on", write_day(sanction.slip_on)),
        ("Breached on", write_day(sanction.breached_on)),
        ("Appealed on", write_day(sanction.appealed_on)),
        ("Appeal heard by", sanction.heard_by),
        ("Result of the appeal", sanction.get_appeal_result_display() if sanction.appeal_result else ""),
        ("Appeal decided on", write_day(sanction.appeal_decided_on)),
        ("Told of the appeal on", write_day(sanction.outcome_told_on)),
        ("Decided", _decided(sanction)),
        ("Applied for by", sanction.applicant),
        ("Reference", sanction.reference),
    ]


def _decided(sanction: Sanction) -> str:
    if not sanction.decision:
        return ""
    label = code_list("disciplinary_outcomes").label(sanction.decision)
    return f"{label}. Set aside on appeal: it counts no more" if sanction.status == "overturned" else label


@dataclass(frozen=True, slots=True)
class ShownLetter:
    """A letter of a sanction as it stands."""

    addressee: str
    label: str
    letter: SanctionLetter | None
    approval: LetterApproval | None
    standing: str
    standing_kind: str
    href: str
    to_send: bool
    """It says what changed, and is still to be sent."""


def letters_shown(sanction: Sanction, here: str) -> list[ShownLetter]:
    """The letters that go out with a sanction; `here` is the address of its case."""
    latest, owed = queries.letters_of(sanction), news.news_owed_to(sanction)
    found = []
    for one in queries.letters_needed(sanction):
        letter = latest.get(one)
        approval = getattr(letter, "approval", None) if letter else None
        standing, kind = ("Approved", "good") if approval else ("Not approved yet", "warning")
        if letter is None:
            standing, kind = "Not written yet", "warning"
        told = sanction.outcome_told_on if one == queries.OF_APPEAL else sanction.issued_on
        if one not in owed and (news.is_of_change(one) or told):
            standing, kind = "Sent", "calm"
        label = SanctionLetter.Addressee(one).label
        href = f"{here}/sanctions/{sanction.pk}/letters/{one}"
        found.append(ShownLetter(one, label, letter, approval, standing, kind, href, one in owed))
    return found


def rows_of_hospital(one: HospitalRemoval, when: str) -> Rows:
    """A removal from hospital premises, element by element."""
    return [
        ("Who", queries.person_words(one.responsible)),
        ("When", when),
        ("Where", one.place),
        ("Outside the power", " ".join(OUTSIDE[code] for code in one.outside)),
        ("Nuisance or disturbance", one.nuisance),
        ("Excuse" if "had_excuse" in one.outside else "No reasonable excuse", one.excuse),
        ("Asked to leave by", one.asked_by),
        ("How the person refused", one.refusal),
        ("There for care" if "there_for_care" in one.outside else "Not there for care", one.not_for_care),
        ("Clinician", one.checked_by),
        ("What the clinician found", one.check_ground),
        ("Removed by", one.get_removed_by_display()),
        ("Constable" if one.removed_by == "constable" else "Authorised officer", one.officer),
        (
            "Authorisation",
            f"{one.certificate}, in writing on {write_day(one.authorised_on)}" if one.certificate else "",
        ),
        ("Trained on", write_day(one.trained_on)),
        ("Staff authorised by the officer", one.removers),
        ("Force", one.force if one.force_used else "None"),
        ("What came of it", code_list("removal_outcomes").label(one.outcome)),
        ("In words", one.outcome_text),
        ("Written down by", one.recorded_by),
        ("Corrected because", one.why_replaced),
    ]


def rows_of_practice(one: PracticeRemoval, notified: str) -> Rows:
    """A removal from a practice as a list of facts."""
    told = code_list("patient_told").label(one.patient_told) if one.patient_told else ""
    return [
        ("Who", queries.person_words(one.responsible)),
        ("Practice", one.practice),
        ("What happened", one.ground),
        ("The police's incident number", one.police_reference),
        ("Notice given", f"{notified}, {'in writing' if one.in_writing else 'not in writing'}" if notified else ""),
        (
            "To be confirmed in writing by",
            write_day(scheme.confirm_by(one)) if one.status == "notified" else "",
        ),
        ("Confirmed in writing on", _confirmed(one)),
        ("Acknowledged on", write_day(one.acknowledged_on)),
        ("Placed on", write_day(one.placed_on)),
        ("Placed with", one.placed_with),
        ("Was the patient told?", told),
        ("To be reviewed by", write_day(one.review_on)),
        ("Reviewed on", write_day(one.reviewed_on)),
        ("Ended on", write_day(one.ended_on)),
    ]


def _confirmed(one: PracticeRemoval) -> str:
    last = scheme.confirm_by(one)
    late = f", late: it was due by {write_day(last)}" if one.confirmed_on and last and one.confirmed_on > last else ""
    return f"{write_day(one.confirmed_on)}{late}"


def write_day(day: date | None) -> str:
    """ "3 May 2027"."""
    return f"{day.day} {day:%B %Y}" if day else ""
