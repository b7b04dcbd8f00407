"""What the evidence room asks about the files of exhibits."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist, ValidationError

from alongside.cases.exhibits.actions import OWNER as CODE
from alongside.cases.exhibits.actions import PURPOSE, Found, keep_file_as_exhibit
from alongside.cases.exhibits.forms import ExhibitForm
from alongside.cases.models import Case, Exhibit
from alongside.cases.queries import cases_for
from alongside.cases.references import tidy
from alongside.evidence.models import StoredFile
from alongside.evidence.owners import Owner, Subject
from alongside.incidents.reaching import send_notice
from alongside.ledger.actions import Actor
from alongside.ledger.clock import now
from alongside.machine import Refused
from alongside.people.access import require

DAY = ("found_on_day", "found_on_month", "found_on_year")


def find(user: Any, key: str, said: Mapping[str, str]) -> Subject:
    """The case to which somebody wants to send an exhibit; its description has to be whole before the file comes."""
    case = cases_for(user).filter(reference=tidy(key)).first()
    if case is None:
        raise LookupError(key)
    require(user, "cases.write_evidence", case)
    form = ExhibitForm(said, has_file=True)
    if not form.is_valid():
        first = next(iter(form.errors.values()))
        raise ValidationError(str(first[0]), code="said")
    return Subject(case.organisation_id, case.pk, case.reference)


def keep(file: StoredFile, case_id: UUID, said: Mapping[str, str], by: Actor) -> None:
    """Makes a file that has arrived whole an exhibit of the case that it was sent to."""
    case = Case.objects.get(pk=case_id)
    year, month, day = (int(said.get(name, "0") or 0) for name in reversed(DAY))
    found = Found(
        said.get("mark", ""),
        said.get("what", ""),
        date(year, month, day),
        said.get("found_where", ""),
        said.get("found_by", ""),
        said.get("place", ""),
        said.get("seal", ""),
    )
    try:
        keep_file_as_exhibit(case, file, found, by=by)
    except Refused as refused:
        raise ValidationError(refused.sentence) from refused


def page_of(key: UUID) -> str:
    """Where people see it: an exhibit, or the case to which one is being sent."""
    return f"/cases/{reference_of(key)}/exhibits"


def reference_of(key: UUID) -> str:
    """What people call the case."""
    found = Case.objects.filter(pk=key).values_list("reference", flat=True).first()
    found = found or Exhibit.objects.filter(pk=key).values_list("case__reference", flat=True).first()
    if found is None:
        raise ObjectDoesNotExist
    return found


def tell_damage(file: StoredFile, exhibit_id: UUID) -> None:
    """Tells whoever works the case that the file of an exhibit is damaged."""
    case = Case.objects.select_related("owner__organisation").get(exhibits=exhibit_id)
    if case.owner is not None:
        key = f"evidence:damaged:{file.pk}:{now():%Y-%m-%d}"
        send_notice(case.owner, "damaged", key=key, about=("evidence", file.pk), path=page_of(exhibit_id))


OWNER = Owner(CODE, (PURPOSE,), find, keep, page_of, reference_of, tell_damage)
