"""What follows from the facts of a report: worst harm, urgency, national definition, who may read it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from alongside.incidents import urgency
from alongside.incidents.accused_inside import may_be_inside
from alongside.incidents.actions.changing import hold
from alongside.incidents.codes import code_list
from alongside.incidents.definitions import define
from alongside.incidents.models import Affected, Connection, Identity, Incident, MarkerElsewhere, Responsible
from alongside.ledger.clock import now
from alongside.risk.markers.queries import stood_before

JUDGED = (
    "harm_physical",
    "harm_psychological",
    "injury",
    "responsible_kinds",
    "urgency",
    "urgent_because",
    "definition",
    "accused_inside",
    "changed_at",
)
"""What `judge` sets."""


def judge_again(incident: Incident, *, as_time_passes: bool = False) -> None:
    """Sets what follows from the facts: worst harm, urgency, national definition. To be called within an action; with
    `as_time_passes` nobody did anything, so that nobody who has the report before them is overtaken.

    The report is judged as it stands in the database, locked, and nothing else of it is written: what somebody else
    changed meanwhile stays. `incident` gets what was judged.
    """
    stands = hold(incident)
    judge(
        stands,
        affected=list(stands.affected.all()),
        responsible=list(stands.responsible.all()),
        property_kinds=[item.kind for item in stands.property_items.all()],
        opinions={opinion.source: opinion.opinion for opinion in stands.opinions.order_by("given_at", "pk")},
        repeat_person=_happened_before(stands, Identity.Part.RESPONSIBLE),
        repeat_victim=_happened_before(stands, Identity.Part.AFFECTED),
        marker_known=_marker_known(stands),
        moment=now(),
    )
    judged = [name for name in JUDGED if name != "changed_at" or not as_time_passes]
    stands.save(update_fields=judged)
    for name in judged:
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
    marker_known: bool = False,
    moment: datetime,
) -> None:
    """The same for an incident whose parts are at hand; asks and saves nothing."""
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
            marker_known=marker_known or any(one.marker_known for one in responsible),
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
    incident.accused_inside = may_be_inside(incident.kinds, incident.responsible_kinds)
    incident.urgency, incident.urgent_because = judged.weight, list(judged.because)
    incident.definition = verdict.definition
    incident.changed_at = moment


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


def _marker_known(incident: Incident) -> bool:
    """Whether the report is connected with a violence marker that was there before the day on which it happened, or on it: one of
    another system, or one of ours that stood then and rests on this report too.
    """
    day = incident.occurred_at.astimezone(ZoneInfo(incident.organisation.time_zone)).date()
    standing = incident.connections.filter(kind=Connection.Kind.MARKER, ended_at=None).values("object_id")
    return MarkerElsewhere.objects.filter(pk__in=standing, since__lte=day).exists() or stood_before(
        incident.pk, incident.occurred_at
    )


def _worst(name: str, given: Sequence[str]) -> str:
    ranks = code_list(name)
    known = [code for code in given if code in ranks and code != "unknown"]
    return max(known, key=lambda code: int(ranks[code].more["rank"])) if known else "unknown"


def _worst_injury(given: Sequence[str]) -> str:
    order = ["life_threatening", "hospital", "off_work", "treated", "minor", "distressed", "none"]
    return next((code for code in order if code in given), "unknown")
