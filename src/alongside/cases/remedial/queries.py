"""Reading actions: those of a case, those that somebody has, the one of a link."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from alongside.cases.models import ActionStep, Case, CaseIncident, RemedialAction
from alongside.cases.queries import cases_for, closed_cases, family_of
from alongside.cases.tracks.actions import ACTION, OF_CHECKER, OF_OWNER, UNDONE, WITH_SETTER
from alongside.incidents.queries import closed_to_staff
from alongside.people.models import AccessLink, Staff
from alongside.people.queries import places_of

LINK = "case.action"
"""Purpose of the access link by which whoever has an action, or looks at it again, answers."""
SHOWN = {
    "open": "Not done",
    "late": "Late",
    "decide": "Waiting for a decision",
    "check": "To be looked at again",
    "ended": "Ended",
    "all": "All",
}
"""What the list of actions can be narrowed to."""


def actions_of_case(case: Case) -> QuerySet[RemedialAction]:
    """The actions of a case and of those joined with it, the first due first."""
    return _with_people(RemedialAction.objects.filter(case__in=family_of(case))).order_by("due_on", "pk")


def without_effect(case: Case) -> QuerySet[RemedialAction]:
    """Those of them that did not help: something else can be set instead."""
    return actions_of_case(case).filter(state="no_effect")


def undone_of(case: Case) -> QuerySet[RemedialAction]:
    """Those of them that are not done."""
    return actions_of_case(case).filter(state__in=UNDONE)


def days_of_actions(case: Case) -> list[date]:
    """The days on which something is due of actions."""
    found = RemedialAction.objects.filter(case__in=family_of(case))
    due = found.filter(state__in=UNDONE).values_list("due_on", flat=True)
    looks = found.filter(state="done").values_list("check_on", flat=True)
    return [day for day in (*due, *looks) if day]


def actions_seen_by(user: Any, which: str, today: date, words: str = "") -> QuerySet[RemedialAction]:
    """The actions of the cases that the caller may see, closed ones too; `which` of `SHOWN`. `words` must all stand in what is to
    change, in the number of its case, or in the name of who has it or looks at it again.
    """
    found = _with_people(RemedialAction.objects.filter(case__in=cases_for(user).order_by()))
    narrowed = {
        "open": Q(state__in=UNDONE),
        "late": Q(state__in=UNDONE, due_on__lt=today) | Q(state="done", check_on__lt=today),
        "decide": Q(state__in=WITH_SETTER),
        "check": Q(state="done"),
        "ended": ~Q(state__in=[*UNDONE, "done"]),
    }
    for word in words.split():
        in_case, in_names = Q(case__reference__icontains=word), Q(owner__name__icontains=word)
        found = found.filter(Q(what__icontains=word) | in_case | in_names | Q(checker__name__icontains=word))
    return found.filter(narrowed.get(which, Q())).order_by("due_on", "pk")


def mine(user: Any, *, ended: bool = False, words: str = "") -> QuerySet[RemedialAction]:
    """What this person is asked to change, or to look at again; nothing of a case that is closed to them. `words`: a part of it."""
    places = [place.pk for place in places_of(user)]
    found = _with_people(RemedialAction.objects.filter(Q(owner__in=places) | Q(checker__in=places)))
    if not ended:
        found = found.filter(Q(owner__in=places, state__in=UNDONE) | Q(checker__in=places, state="done"))
    if words:
        found = found.filter(what__icontains=words)
    return found.exclude(case__in=list(closed_cases(user))).order_by("due_on", "pk")


def acts_of(action: RemedialAction, who: Staff | None) -> tuple[str, ...]:
    """What is asked of this person about an action now; nothing where it is not up to them."""
    if who is not None and action.state == "done" and action.checker_id == who.pk:
        return OF_CHECKER
    if who is not None and action.state in UNDONE and action.owner_id == who.pk:
        return tuple(move.act for move in ACTION.possible(action.state) if move.act in OF_OWNER)
    return ()


def steps_of(action: RemedialAction) -> list[ActionStep]:
    """What was said and done about it, the latest first."""
    return list(action.steps.select_related("file").order_by("-pk"))


def action_of_link(link: AccessLink) -> tuple[RemedialAction, Staff] | None:
    """The action that a link opens, and to whom it was sent; None where they have no more to do with it, they left, or the
    case is closed to them.
    """
    found = _with_people(RemedialAction.objects.filter(pk=link.subject_id)).first() if link.subject_id else None
    if found is None:
        return None
    who = next((one for one in (found.checker, found.owner) if one is not None and str(one.pk) == link.label), None)
    if who is None or not who.active or is_closed_to(who, found.case_id):
        return None
    return found, who


def open_links(action: RemedialAction) -> QuerySet[AccessLink]:
    """Links that still open an action."""
    return AccessLink.objects.filter(purpose=LINK, subject_id=action.pk, closed_at=None)


def is_closed_to(staff: Staff, case_id: UUID) -> bool:
    """Whether a report of the case is closed to this colleague."""
    return CaseIncident.objects.filter(case=case_id, incident__in=closed_to_staff([staff.pk])).exists()


def due_notices(organisation_id: UUID, today: date, most: int) -> list[UUID]:
    """Actions about which somebody is to be written to by this local day."""
    found = RemedialAction.objects.filter(organisation=organisation_id, notice_on__lte=today)
    return list(found.order_by("notice_on", "pk").values_list("pk", flat=True)[:most])


def _with_people(found: QuerySet[RemedialAction]) -> QuerySet[RemedialAction]:
    return found.select_related("organisation", "case__owner", "owner__organisation", "set_by", "checker__organisation")


def last_step_of(action: RemedialAction) -> ActionStep | None:
    """What was said or done last."""
    return action.steps.order_by("-pk").first()


def was_said(action: RemedialAction, text: str) -> bool:
    """Whether these words are the last answer: the same form was sent twice."""
    last = last_step_of(action)
    return last is not None and last.text == text
