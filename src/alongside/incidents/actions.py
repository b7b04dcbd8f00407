"""What is done to an incident as a whole: reporting it, classifying it again, opening one of its compartments.

What belongs to one part of the work stands in that part: `triage.actions`, `completing.actions`, `duties.actions`, …
Every action is one transaction with its `Change` and its ledger entry.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from alongside.incidents import urgency
from alongside.incidents.accused_inside import may_be_inside
from alongside.incidents.codes import CodeList, code_list
from alongside.incidents.definitions import define
from alongside.incidents.models import (
    Account,
    Affected,
    Change,
    Compartment,
    Identity,
    Incident,
    MedicalOpinion,
    PropertyItem,
    Responsible,
)
from alongside.incidents.new_report import NewAffected, NewReport, NewResponsible, Who
from alongside.incidents.occasions import changed, submitted
from alongside.incidents.references import follow_secret, new_code, new_reference
from alongside.ledger.actions import Actor, record
from alongside.ledger.clock import now
from alongside.ledger.models import Entry
from alongside.people.actions import open_link
from alongside.people.models import Organisation

FOLLOW = "report.follow"
"""Purpose of the access link with which a reporter comes back."""
LONGEST_ACCOUNT = 20_000
MOST_PEOPLE = 50
OLDEST = timedelta(days=366 * 60)
SAME_LOOK = timedelta(minutes=15)
"""Opening the same compartment again within this time is the same look."""

LISTS = {
    "kinds": "kinds",
    "acts": "acts",
    "sexual_acts": "sexual_acts",
    "weapons": "weapons",
    "hate_strands": "hate_strands",
    "targets": "targets",
    "factors": "factors",
    "responses": "responses",
}
"""Columns of `Incident` that hold codes of a list."""
SINGLE = {"place_kind": "place_kinds", "police": "police_wishes"}


@dataclass(frozen=True, slots=True)
class Submitted:
    """A report that arrived: `code` opens it together with its reference, is shown once and kept nowhere."""

    incident: Incident
    code: str


@transaction.atomic
def submit_report(
    organisation: Organisation, report: NewReport, *, by: Actor, source: str, user_id: Any = None, code: str = ""
) -> Submitted:
    """Takes a report and acknowledges it in the same minute.

    1. Checks codes, times and sizes; raises ValidationError by field, and keeps nothing.
    2. Writes the incident, what is known of those involved, their identities, the account.
    3. Judges what is urgent, and which national definition fits.
    4. Opens the link by which the reporter follows it.
    5. Lets the other parts of the room do what follows (`occasions.submitted`): ask the line manager, offer
       support, tell the security specialists at once where it is urgent.

    `user_id` is the reporter's account; it is kept only where the report is not anonymous. `code` is the reporter's where
    the sender chose it, so that it can be told again to whoever sends the same report twice.
    """
    moment = now()
    check_report(report, moment)
    incident = incident_of(organisation, report, moment, source, None if report.anonymous else user_id)
    incident.save(force_insert=True)
    _write_people(incident, report, moment)
    judge_again(incident)
    code = code or new_code()
    open_link(
        organisation.pk,
        FOLLOW,
        incident.pk,
        secret=follow_secret(incident.reference, code),
        label="Follow a report",
        by=by,
    )
    note_change(incident, "submitted", by=by, after={"source": source, "kinds": list(report.kinds)})
    submitted.send_robust(Incident, incident=incident, by=by)
    return Submitted(incident, code)


def check_report(report: NewReport, moment: datetime) -> None:
    """Raises ValidationError by field where the report cannot be taken."""
    wrong: dict[str, str] = {}
    if not report.kinds:
        wrong["kinds"] = "Choose what happened."
    for name, list_name in LISTS.items():
        _check_codes(wrong, name, code_list(list_name), getattr(report, name))
    for name, list_name in SINGLE.items():
        _check_codes(wrong, name, code_list(list_name), [getattr(report, name)])
    if report.occurred_at > moment + timedelta(minutes=5):
        wrong["occurred_at"] = "Choose a time that is not in the future."
    elif report.occurred_at < moment - OLDEST:
        wrong["occurred_at"] = "Choose a time that is less than 60 years ago."
    if len(report.account) > LONGEST_ACCOUNT:
        wrong["account"] = f"Write at most {LONGEST_ACCOUNT} characters. You can add files with more."
    people = [*report.affected, *report.responsible, *report.witnesses, *report.property_items]
    if len(people) > MOST_PEOPLE:
        wrong["affected"] = f"Name at most {MOST_PEOPLE} people and things in one report."
    for one in report.affected:
        _check_codes(wrong, "injury", code_list("injuries"), [one.injury])
        _check_codes(wrong, "staff_group", code_list("staff_groups"), [one.staff_group])
        _check_codes(wrong, "employment", code_list("employment"), [one.employment])
        _check_codes(wrong, "police_wish", code_list("police_wishes"), [one.police_wish])
        for name in ("harm_physical", "harm_psychological"):
            _check_codes(wrong, name, code_list(name), filter(None, [getattr(one, name)]))
    for someone in report.responsible:
        _check_codes(wrong, "responsible", code_list("responsible_kinds"), [someone.kind])
        _check_codes(wrong, "factors", code_list("factors"), someone.factors)
        if not 1 <= someone.how_many <= 1000:
            wrong["responsible"] = "Write how many people, from 1 to 1000."
    for item in report.property_items:
        _check_codes(wrong, "property", code_list("property_kinds"), [item.kind])
        _check_codes(wrong, "property", code_list("property_losses"), [item.loss])
        if item.value_pence is not None and not 0 <= item.value_pence <= 10**12:
            wrong["property"] = "Write the value in pounds, or leave it empty."
    if report.anonymous_because:
        _check_codes(wrong, "anonymous_because", code_list("anonymity_reasons"), [report.anonymous_because])
    if report.intent_impression:
        _check_codes(wrong, "intent_impression", code_list("intent_opinions"), [report.intent_impression])
    if wrong:
        raise ValidationError(dict(wrong))


def hold(incident: Incident) -> Incident:
    """The report as it stands now, locked until the transaction ends, with its organisation.

    An action that reads before it writes takes it first. Rows that only refer to the report can be written meanwhile
    (`FOR NO KEY UPDATE`).
    """
    held = Incident.objects.select_for_update(of=("self",), no_key=True).select_related("organisation")
    return held.get(pk=incident.pk)


JUDGED = (
    "harm_physical",
    "harm_psychological",
    "injury",
    "responsible_kinds",
    "urgency",
    "urgent_because",
    "definition",
    "team",
    "changed_at",
)
"""What `judge` sets."""


def judge_again(incident: Incident) -> None:
    """Sets what follows from the facts: worst harm, urgency, national definition. To be called within an action.

    The report is judged as it stands in the database, locked, and nothing else of it is written: what somebody else
    changed meanwhile stays. `incident` gets what was judged.
    """
    stands = hold(incident)
    judge(
        stands,
        affected=list(stands.affected.all()),
        responsible=list(stands.responsible.all()),
        property_kinds=[item.kind for item in stands.property_items.all()],
        opinions={opinion.source: opinion.opinion for opinion in stands.opinions.order_by("pk")},
        repeat_person=_happened_before(stands, Identity.Part.RESPONSIBLE),
        repeat_victim=_happened_before(stands, Identity.Part.AFFECTED),
        moment=now(),
    )
    stands.save(update_fields=JUDGED)
    for name in JUDGED:
        setattr(incident, name, getattr(stands, name))


def judge(
    incident: Incident,
    *,
    affected: Sequence[Affected],
    responsible: Sequence[Responsible],
    property_kinds: Sequence[str] = (),
    opinions: Mapping[str, str] | None = None,
    repeat_person: bool = False,
    repeat_victim: bool = False,
    moment: datetime,
) -> None:
    """The same for an incident whose parts are at hand; asks and saves nothing.

    Where somebody who works here may have done it, the report is of no team: only those who answer for security in the
    whole organisation see it, and they ask the line manager where that is right.
    """
    incident.harm_physical = _worst("harm_physical", [one.harm_physical for one in affected])
    incident.harm_psychological = _worst("harm_psychological", [one.harm_psychological for one in affected])
    incident.injury = _worst_injury([one.injury for one in affected])
    incident.responsible_kinds = list(dict.fromkeys(one.kind for one in responsible))
    judged = urgency.judge(
        urgency.Facts(
            kinds=incident.kinds,
            acts=incident.acts,
            sexual_acts=incident.sexual_acts,
            weapons=incident.weapons,
            property_kinds=property_kinds,
            injury=incident.injury,
            harm_physical=incident.harm_physical,
            harm_psychological=incident.harm_psychological,
            police=incident.police,
            danger_now=incident.danger_now,
            child_involved=incident.child_involved,
            safeguarding=incident.safeguarding,
            footage_until=incident.footage_until,
            repeat_person=repeat_person,
            repeat_victim=repeat_victim,
        ),
        moment,
    )
    verdict = define(
        incident.kinds,
        incident.acts,
        sexual_acts=incident.sexual_acts,
        targets=incident.targets,
        opinions=opinions,
    )
    if may_be_inside(incident.kinds, incident.responsible_kinds):
        incident.team = None  # a team opens a report to its line managers, one of whom may have done it
    incident.urgency, incident.urgent_because = judged.weight, list(judged.because)
    incident.definition = verdict.definition
    incident.changed_at = moment


def note_change(
    incident: Incident,
    what: str,
    *,
    by: Actor,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    why: str = "",
) -> Change:
    """Writes the change, its ledger entry, and what webhooks are told of it, within the caller's action."""
    change = Change.objects.create(
        organisation_id=incident.organisation_id,
        incident=incident,
        at=now(),
        what=what,
        before=dict(before or {}),
        after=dict(after or {}),
        why=why,
        actor_kind=by.kind,
        actor_id=by.id,
        actor_name=by.name,
    )
    record(
        f"incident.{what}",
        "incident",
        incident.pk,
        organisation_id=incident.organisation_id,
        actor=by,
        details={"change": change.pk, **dict(after or {})},
    )
    changed.send_robust(Change, incident=incident, change=change, by=by)
    return change


@transaction.atomic
def open_compartment(incident: Incident, compartment: Compartment, *, by: Actor) -> None:
    """Records in the ledger that somebody looks into a compartment. The same person again within a quarter of an hour
    is the same look.
    """
    verb = f"incident.{compartment}_read"
    seen = Entry.objects.filter(
        organisation_id=incident.organisation_id,
        subject_type="incident",
        subject_id=incident.pk,
        verb=verb,
        actor_id=by.id,
        at__gt=now() - SAME_LOOK,
    )
    if not seen.exists():
        record(verb, "incident", incident.pk, organisation_id=incident.organisation_id, actor=by)


@transaction.atomic
def give_account(
    incident: Incident,
    text: str,
    *,
    author: str,
    by: Actor,
    compartment: str = Compartment.NARRATIVE,
    author_name: str = "",
    replaces: Account | None = None,
) -> Account:
    """Adds what somebody said; with `replaces` it is a correction, and the older words are kept.

    Raises ValidationError where there are no words, too many, or the older account was replaced already.
    """
    text = text.strip()
    if not text:
        raise ValidationError({"text": "Write what happened."})
    if len(text) > LONGEST_ACCOUNT:
        raise ValidationError({"text": f"Write at most {LONGEST_ACCOUNT} characters."})
    if replaces is not None and Account.objects.filter(replaces=replaces).exists():
        raise ValidationError({"text": "Somebody corrected these words before you. Read theirs first."})
    account = Account.objects.create(
        organisation_id=incident.organisation_id,
        incident=incident,
        compartment=compartment,
        author=author,
        author_name=author_name,
        text=text,
        given_at=now(),
        replaces=replaces,
    )
    what = "account_corrected" if replaces else "account_given"
    note_change(incident, what, by=by, after={"account": str(account.pk), "author": author})
    return account


def incident_of(
    organisation: Organisation, report: NewReport, moment: datetime, source: str, user_id: Any = None
) -> Incident:
    """The incident of a checked report, not saved and not judged yet."""
    site = report.site or (report.place.site if report.place else None)
    return Incident(
        organisation_id=organisation.pk,
        reference=new_reference(),
        source=source,
        external_reference=report.external_reference,
        lfpse_reference=report.lfpse_reference,
        alarm_id=report.alarm_id,
        occurred_at=report.occurred_at,
        occurred_estimated=report.occurred_estimated,
        reported_at=moment,
        site_id=site.pk if site else None,
        place_id=report.place.pk if report.place else None,
        place_kind=report.place_kind,
        team_id=report.team.pk if report.team else None,
        lat=report.lat,
        lon=report.lon,
        **{name: list(dict.fromkeys(getattr(report, name))) for name in LISTS},
        police=report.police,
        danger_now=report.danger_now,
        lone_working=report.lone_working,
        child_involved=_child_involved(report),
        safeguarding=report.safeguarding,
        footage_until=report.footage_until,
        code_version=code_list("kinds").version,
        anonymous=report.anonymous,
        anonymous_because=report.anonymous_because if report.anonymous else "",
        reporter_user=user_id,
        changed_at=moment,
    )


def _child_involved(report: NewReport) -> bool | None:
    if any(one.kind == "child" for one in report.affected) or "child" in report.targets:
        return True
    return report.child_involved


def _write_people(incident: Incident, report: NewReport, moment: datetime) -> None:
    for number, one in enumerate(report.affected, start=1):
        add_affected(incident, one, number)
    for number, someone in enumerate(report.responsible, start=1):
        add_responsible(incident, someone, number)
    for witness in report.witnesses:
        write_identity(incident, Identity.Part.WITNESS, witness)
    if not report.anonymous:
        write_identity(incident, Identity.Part.REPORTER, report.reporter)
    for number, item in enumerate(report.property_items, start=1):
        PropertyItem.objects.create(
            organisation_id=incident.organisation_id,
            incident=incident,
            number=number,
            kind=item.kind,
            loss=item.loss,
            owner=item.owner,
            description=item.description,
            value_pence=item.value_pence,
        )
    words = "\n\n".join(filter(None, [report.account.strip(), report.place_words.strip()]))
    if words:
        Account.objects.create(
            organisation_id=incident.organisation_id,
            incident=incident,
            compartment=Compartment.NARRATIVE,
            author=Account.Author.IMPORTED if incident.source == Incident.Source.IMPORT else Account.Author.REPORTER,
            text=words,
            given_at=moment,
        )
    if report.intent_impression:
        MedicalOpinion.objects.create(
            organisation_id=incident.organisation_id,
            incident=incident,
            responsible=incident.responsible.first(),
            source="reporter",
            opinion=report.intent_impression,
            factors=[factor for factor in report.factors if code_list("factors")[factor].more.get("medical")],
            author_name="" if report.anonymous else report.reporter.name,
            author=None if report.anonymous else report.reporter.staff,
            given_at=moment,
        )


def add_affected(incident: Incident, one: NewAffected, number: int) -> Affected:
    """Writes somebody affected, and who it is where that is known; within an action."""
    affected = affected_of(incident, one, number)
    affected.save(force_insert=True)
    if not (incident.anonymous and one.is_reporter):
        write_identity(incident, Identity.Part.AFFECTED, one.who, affected=affected)
    return affected


def affected_of(incident: Incident, one: NewAffected, number: int) -> Affected:
    """Somebody affected, not saved yet."""
    graded = code_list("injuries")[one.injury].more
    return Affected(
        organisation_id=incident.organisation_id,
        incident_id=incident.pk,
        number=number,
        kind=one.kind,
        is_reporter=one.is_reporter and not incident.anonymous,
        staff_group=one.staff_group,
        employment=one.employment,
        injury=one.injury,
        harm_physical=one.harm_physical or graded.get("physical", "unknown"),
        harm_psychological=one.harm_psychological or graded.get("psychological", "unknown"),
        police_wish=one.police_wish,
    )


def add_responsible(incident: Incident, someone: NewResponsible, number: int) -> Responsible:
    """Writes somebody who did it, and who it is where that is known; within an action."""
    responsible = responsible_of(incident, someone, number)
    responsible.save(force_insert=True)
    write_identity(incident, Identity.Part.RESPONSIBLE, someone.who, responsible=responsible)
    return responsible


def responsible_of(incident: Incident, someone: NewResponsible, number: int) -> Responsible:
    """Somebody who did it, not saved yet."""
    return Responsible(
        organisation_id=incident.organisation_id,
        incident_id=incident.pk,
        number=number,
        kind=someone.kind,
        how_many=someone.how_many,
        factors=list(someone.factors),
    )


def write_identity(
    incident: Incident,
    part: str,
    who: Who,
    *,
    affected: Affected | None = None,
    responsible: Responsible | None = None,
) -> Identity | None:
    """Writes who somebody is, in the compartment of that part; None where nothing is known."""
    if not who:
        return None
    return Identity.objects.create(
        organisation_id=incident.organisation_id,
        incident=incident,
        compartment=Compartment.SUSPECT if part == Identity.Part.RESPONSIBLE else Compartment.PEOPLE,
        part=part,
        affected=affected,
        responsible=responsible,
        staff=who.staff,
        name=who.name or (who.staff.name if who.staff else ""),
        phone=who.phone,
        email=who.email,
        address=who.address,
        born_on=who.born_on,
        nhs_number=who.nhs_number,
        description=who.description,
    )


def _happened_before(incident: Incident, part: str) -> bool:
    """Whether somebody of this report was in the same part of another one: the same colleague, or the same NHS number."""
    mine = Identity.objects.filter(incident=incident, part=part)
    staff = [key for key in mine.values_list("staff_id", flat=True) if key]
    numbers = [number for number in mine.values_list("nhs_number", flat=True) if number]
    before = Identity.objects.filter(organisation_id=incident.organisation_id, part=part).exclude(incident=incident)
    return bool(
        (staff and before.filter(staff__in=staff).exists())
        or (numbers and before.filter(nhs_number__in=numbers).exists())
    )


def _worst(name: str, given: Sequence[str]) -> str:
    ranks = code_list(name)
    known = [code for code in given if code in ranks and code != "unknown"]
    return max(known, key=lambda code: int(ranks[code].more["rank"])) if known else "unknown"


def _worst_injury(given: Sequence[str]) -> str:
    order = ["life_threatening", "hospital", "off_work", "treated", "minor", "distressed", "none"]
    return next((code for code in order if code in given), "unknown")


def _check_codes(wrong: dict[str, str], name: str, known: CodeList, given: Iterable[str]) -> None:
    if any(code not in known for code in given):
        wrong[name] = "Choose from the list."
