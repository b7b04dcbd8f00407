"""A report arrives."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from alongside.incidents.actions.changing import note_change
from alongside.incidents.actions.checking import LISTS, check_report
from alongside.incidents.actions.involving import add_affected, add_responsible, write_identity
from alongside.incidents.actions.judging import judge_again
from alongside.incidents.codes import code_list
from alongside.incidents.models import Account, Compartment, Identity, Incident, MedicalOpinion, PropertyItem
from alongside.incidents.new_report import NewReport
from alongside.incidents.occasions import submitted
from alongside.incidents.references import follow_secret, new_code, new_reference
from alongside.ledger.actions import Actor
from alongside.ledger.clock import now
from alongside.people.actions import open_link
from alongside.people.models import Organisation

FOLLOW = "report.follow"
"""Purpose of the access link with which a reporter comes back."""


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
        place_said="" if report.place else " ".join(report.place_name.split())[:200],
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
