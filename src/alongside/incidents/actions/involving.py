"""Who was involved: without a name on the incident's own tables, by name in the compartment of their part."""

from alongside.incidents.codes import code_list
from alongside.incidents.models import Affected, Compartment, Identity, Incident, Responsible
from alongside.incidents.new_report import NewAffected, NewResponsible, Who


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
        may_write=who.may_write,
    )
