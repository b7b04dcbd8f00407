"""Reading sanctions and removals, from what the caller may see."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from alongside.cases.models import (
    Case,
    Event,
    HospitalRemoval,
    PracticeRemoval,
    Sanction,
    SanctionDecision,
    SanctionLetter,
)
from alongside.cases.police.queries import due_day
from alongside.cases.queries import closed_cases, family_of, incidents_of
from alongside.cases.sanctions import levels
from alongside.cases.sanctions.kinds import MACHINES, SanctionKind, kind_of
from alongside.cases.sanctions.letter_days import Days
from alongside.cases.sanctions.news import PATIENT, is_of_change, letters_of_change, letters_sent_with, news_owed_to
from alongside.cases.sanctions.scheme import scheme_clocks
from alongside.cases.tracks.removal import REMOVAL
from alongside.cases.tracks.sanctions import NEVER_WAS
from alongside.documents.models import Produced
from alongside.documents.queries import produced_of
from alongside.incidents import deadlines
from alongside.incidents.codes import code_list as incident_codes
from alongside.incidents.deadlines import Setting
from alongside.incidents.duties.queries import lengths_of, settings_of
from alongside.incidents.duties.running import calendar_of
from alongside.incidents.models import Duty, Responsible
from alongside.machine import Move
from alongside.people.queries import organisations_where, teams_where
from alongside.people.roles import Role

WAITING = ("opinion_recorded", "extension_asked", "under_appeal")
"""States of a procedural sanction in which somebody above the specialist decides."""
ENDS = {name: [state.code for state in machine.states.values() if state.is_end] for name, machine in MACHINES.items()}
LETTER = "sanction_letter"
"""Of what a document was made, as the room of documents calls it."""
OF_APPEAL = "appeal"
"""The letter to the person that says what came of their appeal."""
BY_LETTER = ("refused", "varied")
"""Results of an appeal after which the sanction goes on, and only the letter says that the person is to be told."""
BY_ITSELF = frozenset({"expire"})
"""Moves that the nightly look makes (`expiring`)."""
NOT_DONE_BY_ANYBODY = ("nobody",)
WORKS_HERE = ("colleague", "manager", "contractor")
"""Whom human resources can call to account."""
MOVED, CORRECTED, TAKEN_BACK = "sanction_moved", "sanction_corrected", "sanction_taken_back"
"""Lines of the file about a sanction."""


def local_day(sanction: Sanction, at: datetime) -> date:
    """The day of a moment, where the sanction's organisation is."""
    return at.astimezone(ZoneInfo(sanction.responsible.incident.organisation.time_zone)).date()


def sanctions_of(case: Case) -> QuerySet[Sanction]:
    """The sanctions of a case and of those joined with it, the oldest first."""
    found = Sanction.objects.filter(case__in=family_of(case))
    return found.select_related(
        "case__organisation",
        "responsible__incident__organisation",
        "responsible__identity__staff",
        "order__track",
        "disposal__track",
    ).order_by("pk")


def open_sanctions(case: Case) -> list[Sanction]:
    """Those on which somebody still has to act."""
    found = sanctions_of(case)
    return [one for one in found if one.status not in ENDS[one.machine] or is_to_be_told(one) or news_owed_to(one)]


def hospital_removals_of(case: Case) -> QuerySet[HospitalRemoval]:
    """The uses of the power of section 120 as they stand, corrected ones left out."""
    found = HospitalRemoval.objects.filter(case__in=family_of(case), replaced_by=None)
    return found.select_related("responsible__incident", "responsible__identity__staff", "case").order_by(
        "happened_at", "pk"
    )


def versions_of(removal: HospitalRemoval) -> list[HospitalRemoval]:
    """What stood before, the latest first."""
    found, older = [], removal.replaces
    while older is not None:
        found.append(older)
        older = older.replaces
    return found


def practice_removals_of(case: Case) -> QuerySet[PracticeRemoval]:
    """Removals from the list of a practice."""
    found = PracticeRemoval.objects.filter(case__in=family_of(case))
    return found.select_related(
        "responsible__incident__organisation", "responsible__identity__staff", "case__organisation"
    ).order_by("pk")


def decision_of(case: Case) -> SanctionDecision | None:
    """What was last decided about sanctions."""
    return SanctionDecision.objects.filter(case__in=family_of(case)).order_by("-pk").first()


def people_of(case: Case) -> list[Responsible]:
    """Those who did it, of every report of the case."""
    found = Responsible.objects.filter(incident__in=[one.pk for one in incidents_of(case)])
    return list(
        found.exclude(kind__in=NOT_DONE_BY_ANYBODY)
        .select_related("incident__organisation", "identity__staff")
        .order_by("incident__occurred_at", "number")
    )


def patients_of(case: Case) -> list[Responsible]:
    """Those of them who were patients: nobody else is on the list of a practice."""
    return [one for one in people_of(case) if one.kind == PATIENT]


def person_words(one: Responsible) -> str:
    """Who it is, as far as it is known: "Arno Velt, relative, friend or carer of a patient". For the compartment `suspect`."""
    identity = getattr(one, "identity", None)
    kind = incident_codes("responsible_kinds").label(one.kind)
    name = identity.name if identity is not None and identity.name else ""
    if not name and identity is not None and identity.staff is not None:
        name = identity.staff.name
    report = f" ({one.incident.reference}, person {one.number})"
    return f"{name}, {kind[:1].lower()}{kind[1:]}{report}" if name else f"{kind}{report}"


def letters_of(sanction: Sanction) -> dict[str, SanctionLetter]:
    """The latest version of each letter, by whom it is for; about an appeal, of the last appeal alone; about a change, of the last one."""
    found: dict[str, SanctionLetter] = {}
    for one in sanction.letters.select_related("approval").order_by("addressee", "number"):
        of_appeal = one.addressee == OF_APPEAL
        since = sanction.appeal_decided_at if of_appeal else sanction.news_at if is_of_change(one.addressee) else None
        if since is None or one.written_at >= since:
            found[one.addressee] = one
    return found


def letters_needed(sanction: Sanction) -> list[str]:
    """Every letter that there is; of one that was appealed, also the one that says what came of it, and of one that changed since it
    was sent, those that say so.
    """
    overturned = sanction.status in ("overturned", "overturned_told")
    appealed = sanction.machine == "procedural" and (overturned or sanction.appeal_result in BY_LETTER)
    return [*letters_sent_with(sanction), *([OF_APPEAL] if appealed else []), *letters_of_change(sanction)]


def is_to_be_told(sanction: Sanction) -> bool:
    """Whether the person was not told yet that their appeal was refused, or what it changed."""
    return (
        sanction.machine == "procedural"
        and sanction.appeal_result in BY_LETTER
        and sanction.outcome_told_on is None
        and sanction.status != "under_appeal"
    )


def moves_of(sanction: Sanction) -> list[Move]:
    """What people can do next with a sanction. That the letter about an appeal was sent is among it while one is to be sent."""
    found = [one for one in kind_of(sanction.kind).machine.possible(sanction.status) if one.act not in BY_ITSELF]
    return [one for one in found if one.act != "tell_appeal" or is_to_be_told(sanction)]


def is_approved(letter: SanctionLetter | None) -> bool:
    """Whether these very words were approved."""
    return letter is not None and getattr(letter, "approval", None) is not None


def is_writer(letter: SanctionLetter, who: UUID | None, name: str) -> bool:
    """Whether somebody wrote this version. Of one from before their keys were kept, the name tells."""
    if letter.written_by_id is None:
        return letter.written_by == name
    return letter.written_by_id == who


def approved_days(sanction: Sanction) -> Days | None:
    """The days of a sanction, where they were approved."""
    if sanction.approved_at is None or sanction.starts_on is None or sanction.ends_on is None:
        return None
    return Days(sanction.starts_on, sanction.ends_on, sanction.review_on)


def document_of(letter: SanctionLetter) -> Produced | None:
    """The latest document that was made of this version of a letter."""
    return produced_of(LETTER, letter.pk)


def events_of(about: str, key: UUID) -> QuerySet[Event]:
    """What was done to one sanction or removal, the latest first."""
    return (
        Event.objects.filter(about_type=about, about_id=key)
        .select_related("case")
        .defer("search")
        .order_by("-at", "-pk")
    )


def longest_day(sanction: Sanction, kind: SanctionKind, starts_on: date) -> tuple[date | None, str]:
    """The latest last day that a dated rule allows for this kind, and where that stands; None where no rule does."""
    if not kind.longest:
        return None, ""
    organisation = sanction.responsible.incident.organisation
    zone = ZoneInfo(organisation.time_zone)
    at = datetime.combine(starts_on, time(0), zone)
    lengths: tuple[Setting, ...] = lengths_of(organisation.pk)
    clocks = [
        deadlines.start(rule, at, zone, calendar_of(settings_of(organisation.pk)), lengths)
        for rule in deadlines.rules_for(kind.longest, starts_on)
    ]
    if not clocks:
        return None, ""
    first = min(clocks, key=lambda clock: clock.due_on)
    return first.due_on, f"{first.basis}."


def open_duty(incident: Any, rule: str) -> Duty | None:
    """The deadline of that rule which runs for a report as a whole."""
    return Duty.objects.filter(incident=incident, affected=None, rule=rule, ended_at=None).first()


def next_day_of(sanction: Sanction) -> date | None:
    """The day that a sanction which is not over brings next: the review, then the last day."""
    if sanction.ended_on is not None or sanction.status in ("proposed", "opinion_recorded"):
        return None
    review_on, reviewed_on = sanction.review_on, sanction.reviewed_on
    is_reviewed = reviewed_on is not None and review_on is not None and reviewed_on >= review_on
    return sanction.ends_on if is_reviewed or review_on is None else review_on


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a sanction that had a day, and the day of the one before it."""

    act: str
    on: date
    follows: date | None


def last_step(sanction: Sanction) -> Step | None:
    """The last step that had a day, as it was set right; a hearing that was set is none: it may be moved."""
    days: list[tuple[str, date]] = []
    for move in steps_of(sanction):
        if move.act != "set_hearing" and move.on is not None:
            days = [one for one in days if one[0] != move.act] + [(move.act, move.on)]
    if not days:
        return None
    return Step(*days[-1], days[-2][1] if len(days) > 1 else None)


@dataclass(slots=True)
class Moved:
    """A step that stands, and its day as it was set right."""

    event: Event
    act: str
    on: date | None


def steps_of(sanction: Sanction) -> list[Moved]:
    """The steps of a sanction that were not taken back, the first first."""
    found: dict[str, Moved] = {}
    told = events_of("sanction", sanction.pk).filter(what__in=[MOVED, CORRECTED, TAKEN_BACK])
    for event in told.order_by("recorded_at", "pk"):
        after = event.after
        on = date.fromisoformat(after["on"]) if after.get("on") else None
        if event.what == MOVED:
            found[str(event.pk)] = Moved(event, after["act"], on)
        elif event.what == TAKEN_BACK:
            found.pop(after["step"], None)
        elif on is not None:
            of_act = [one for one in found.values() if one.act == after.get("act")]
            if of_act:
                of_act[-1].on = on
    return list(found.values())


def hearing_of(sanction: Sanction) -> date | None:
    """The day for which a hearing of human resources is set."""
    days = [one.on for one in steps_of(sanction) if one.act == "set_hearing"]
    return days[-1] if days else None


def days_of_sanctions(case: Case) -> list[date]:
    """The days that sanctions and places on the scheme bring: the review, then the last day."""
    found = []
    for one in open_sanctions(case):
        day = next_day_of(one)
        if day is not None:
            found.append(day)
    found += [due_day(duty) for duty in scheme_clocks(case)]
    for removal in practice_removals_of(case):
        if removal.review_on is not None and not REMOVAL.state(removal.status).is_end:
            found.append(removal.review_on)
    return found


@dataclass(frozen=True, slots=True)
class Waiting:
    """A sanction that waits on somebody, with the moves that they may make."""

    sanction: Sanction
    acts: list[str]


def waiting_on(user: Any) -> list[Waiting]:
    """The sanctions that wait on this person, the oldest first; nothing else of their cases."""
    listed = [Waiting(one, acts_of(user, one)) for one in _above(user).filter(status__in=WAITING)]
    return [one for one in listed if one.acts]


def _above(user: Any) -> QuerySet[Sanction]:
    """The procedural sanctions where this person is somebody above the specialist, of cases that are not closed to them."""
    whole = organisations_where(user, Role.SECURITY_DIRECTOR, Role.CHIEF_EXECUTIVE)
    teams = teams_where(user, Role.SECURITY_DIRECTOR, Role.CHIEF_EXECUTIVE)
    return (
        Sanction.objects.filter(machine="procedural")
        .filter(Q(organisation__in=whole) | Q(case__team__in=teams))
        .exclude(case__in=list(closed_cases(user)))
        .select_related("case__organisation", "responsible__incident__organisation", "responsible__identity__staff")
        .order_by("pk")
    )


def letters_waiting_on(user: Any) -> list[SanctionLetter]:
    """The letters whose words this person can approve, as whoever approves the sanction; of a warning, the director. The oldest first.
    A security specialist approves those that somebody else wrote on the page of the case.
    """
    found = []
    to_tell = Q(appeal_result__in=BY_LETTER, outcome_told_on=None) & ~Q(status="under_appeal")
    for sanction in _above(user).filter(Q(status__in=["approved", "overturned"]) | to_tell | ~Q(news="")):
        if not user.has_perm(levels.LETTERS[sanction.level], sanction.case):
            continue
        latest = letters_of(sanction)
        to_send = letters_sent_with(sanction) if sanction.status == "approved" else [OF_APPEAL]
        for addressee in [*to_send, *news_owed_to(sanction)]:
            letter = latest.get(addressee)
            if letter is not None and not is_approved(letter) and not is_writer(letter, user.pk, user.name):
                letter.sanction = sanction
                found.append(letter)
    return found


def acts_of(user: Any, sanction: Sanction) -> list[str]:
    """What this person, as whoever approves or hears the appeal, can do with a sanction now. The security specialist's own
    approvals are on the case.
    """
    case = sanction.case
    part = part_of(sanction)
    found = []
    for move in kind_of(sanction.kind).machine.possible(sanction.status):
        if move.level == "approve":
            allowed = sanction.level != levels.LSMS and user.has_perm(levels.PERMISSIONS[sanction.level], case)
            barred = user.pk == part.proposed_by
        elif move.level == "hear_appeal":
            allowed = user.has_perm(levels.HEARS_APPEALS, case)
            barred = user.pk in (part.proposed_by, part.approved_by)
        else:
            continue
        if allowed and not barred:
            found.append(move.act)
    return found


def part_of(sanction: Sanction) -> levels.Part:
    """Who did what on it so far."""
    return levels.Part(sanction.level, sanction.proposed_by_id, sanction.approved_by_id)


def earlier_against(sanction: Sanction) -> list[Sanction]:
    """Other sanctions against the same person of the same report, or of the same NHS number, in this organisation."""
    person = Q(responsible=sanction.responsible_id)
    number = getattr(getattr(sanction.responsible, "identity", None), "nhs_number", "")
    if number:
        person |= Q(responsible__identity__nhs_number=number)
    found = Sanction.objects.filter(person, organisation=sanction.organisation_id).exclude(pk=sanction.pk)
    return list(found.exclude(status__in=["proposed", "opinion_recorded", *NEVER_WAS]).order_by("-pk")[:20])
