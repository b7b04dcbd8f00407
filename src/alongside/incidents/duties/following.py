"""What follows by itself when a report arrives or an incident changes: deadlines begin, RIDDOR is looked at again."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from alongside.incidents.duties import actions, track
from alongside.incidents.duties.words import kept_rules
from alongside.incidents.models import Affected, Change, Duty, Incident
from alongside.incidents.queries import who_is_told
from alongside.incidents.reaching import send_notice
from alongside.ledger.actions import SYSTEM, Actor

OWN = ("riddor", "absence_", "duty_")
"""Changes that this part writes itself, having looked already."""
LOOKED_AT = ("classified", "contribution", "corrected", "account_corrected", "parted", "withdrawn")
INJURED = ("treated", "off_work", "hospital", "life_threatening")
"""First words of an injury after which a victim may claim from CICA: its tariff pays for injuries, not for force alone."""


@transaction.atomic
def begin_duties(sender: Any, *, incident: Incident, by: Actor, **more: Any) -> None:
    """Receives `occasions.submitted`. An import brings what is past: it starts nothing but RIDDOR's own track."""
    if not incident.is_from_elsewhere:
        _from_the_report(incident)
    for affected in incident.affected.select_related("incident__organisation"):
        track.look_again(incident, affected)


def follow_change(sender: Any, *, incident: Incident, change: Change, by: Actor, **more: Any) -> None:
    """Receives `occasions.changed`: what a deadline counts from may have moved, and RIDDOR may come to another end."""
    if not change.what.startswith(OWN) and change.what.startswith(LOOKED_AT):
        _follow(incident, change, by)


@transaction.atomic
def _follow(incident: Incident, change: Change, by: Actor) -> None:
    if {"occurred_at", "reported_at"} & set(change.after):
        actions.count_anew(incident, "The time of the incident was corrected.", by=by)
    if incident.footage_until is not None or incident.definition == Incident.Definition.PHYSICAL:
        _from_what_is_known(incident)
    for affected in incident.affected.select_related("incident__organisation"):
        track.look_again(incident, affected, by=by)
    if change.what == "withdrawn":
        _tell_what_goes_on(incident)


def _tell_what_goes_on(incident: Incident) -> None:
    """Tells the security specialists of deadlines that go on although the reporter took the report back: the law does not
    ask whether somebody still wants to have reported. A person ends each, by name and with a reason.
    """
    running = Duty.objects.filter(incident=incident, ended_at=None).exclude(rule__in=kept_rules()).count()
    for staff in who_is_told(incident) if running else []:
        send_notice(
            staff,
            "taken_back",
            key=f"duties.taken_back:{incident.pk}",
            about=("incident", incident.pk),
            path=f"/incidents/{incident.reference}#clocks",
            context={"reference": incident.reference, "running": running},
        )


def _from_the_report(incident: Incident) -> None:
    for duty in actions.fact(incident, "incident", incident.occurred_at, by=SYSTEM):
        reporter = Actor("system", None, "The reporter")
        actions.end_duty(duty, Duty.Ending.DONE, "The incident was reported", by=reporter, act="incident_reported")
    _from_what_is_known(incident)


def _from_what_is_known(incident: Incident) -> None:
    """Facts that stand in the report; what ended once does not begin again by itself."""
    if incident.footage_until is not None and not _ran(incident, None, "CCTV-ASK"):
        actions.fact(incident, "incident_on_camera", incident.reported_at, by=SYSTEM)
    if incident.definition == Incident.Definition.PHYSICAL:
        for affected in incident.affected.all():
            if affected.injury in INJURED and not _ran(incident, affected, "CICA-2Y"):
                actions.fact(incident, "crime_of_violence", incident.reported_at, affected, by=SYSTEM)


def _ran(incident: Incident, affected: Affected | None, rule: str) -> bool:
    return Duty.objects.filter(incident=incident, affected=affected, rule=rule).exists()
