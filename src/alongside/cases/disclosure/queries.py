"""Reading the schedule of a case that the caller may see."""

from collections.abc import Callable
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from alongside.cases.disclosure.material import Material, material_of
from alongside.cases.models import Case, Compartment, Disclosed, DisclosureItem, Whose
from alongside.cases.queries import family_of, may_read

STANDS = Q(struck_at=None)
SHOWN: dict[str, tuple[str, Q]] = {
    "all": ("Everything", Q()),
    "used": ("Used", STANDS & Q(use="used", sensitive=False)),
    "unused": ("Unused", STANDS & Q(relevance="relevant", use="unused", sensitive=False)),
    "sensitive": ("Sensitive", STANDS & Q(sensitive=True)),
    "not_relevant": ("Not relevant", STANDS & Q(relevance="not_relevant", sensitive=False)),
}
"""What of the schedule is shown, or taken away: what is sensitive stands with nothing that may be handed on."""


def schedule_of(user: Any, case: Case, show: str = "all") -> QuerySet[DisclosureItem]:
    """The rows that somebody may read, in their order, each with what was disclosed of it."""
    found = DisclosureItem.objects.filter(SHOWN[show][1], case__in=family_of(case))
    if not may_read(user, case, Compartment.SUSPECT):
        found = found.exclude(statement__statement__whose=Whose.SUSPECT).exclude(interview__whose=Whose.SUSPECT)
        found = found.exclude(note__compartment=Compartment.SUSPECT)
    if not may_read(user, case, Compartment.NARRATIVE):
        found = found.filter(scene=None, account=None).exclude(note__compartment=Compartment.NARRATIVE)
    if not may_read(user, case, Compartment.PEOPLE):
        found = found.exclude(note__compartment=Compartment.PEOPLE)
    given = Prefetch("disclosed", Disclosed.objects.filter(taken_back_at=None).order_by("on", "pk"))
    found = found.select_related("case__merged_into", "statement__statement", "interview", "exhibit", "policy", "note")
    return found.prefetch_related(given).order_by("case__opened_at", "case_id", "number")


def not_yet_listed(user: Any, case: Case) -> list[Material]:
    """What was gathered and nobody has put on the schedule."""
    listed = {(one.source, getattr(one, f"{one.source}_id")) for one in schedule_of(user, case) if one.source}
    return [one for one in material_of(user, case) if one.key not in listed]


def disclosed_of(user: Any, case: Case) -> QuerySet[Disclosed]:
    """What was disclosed of the rows that somebody may read, and was not taken back."""
    found = Disclosed.objects.filter(item__in=schedule_of(user, case), taken_back_at=None)
    return found.select_related("item__case__merged_into")


def number_words(case: Case) -> Callable[[DisclosureItem], str]:
    """How a row is called: its number, with the case where that is another one that was joined."""
    return lambda item: str(item.number) if item.case_id == case.pk else f"{item.number} of {item.case.reference}"
