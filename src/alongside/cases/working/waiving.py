"""What was promised to a person hurt and is not kept. Whoever works the case asks; the security director or the chief executive
agrees or declines, and never whoever asked.
"""

from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from alongside.cases.events import held, touch, words, write_event
from alongside.cases.models import Case, Waiver
from alongside.cases.owing import owed_by
from alongside.cases.queries import closed_cases, family_of, standing_for
from alongside.cases.tracks.case import RUNNING
from alongside.ledger.actions import Actor
from alongside.ledger.clock import now
from alongside.machine import Refused
from alongside.people.queries import organisations_where, teams_where
from alongside.people.roles import Role

DECIDERS = (Role.SECURITY_DIRECTOR, Role.CHIEF_EXECUTIVE)
ABOUT = "waiver"


@transaction.atomic
def ask_waiver(case: Case, code: str, why: str, *, by: Actor) -> Waiver:
    """Asks that something which is owed to a person hurt need not be kept. ValidationError without words; `Refused` where it is not
    owed, or is asked or agreed already.
    """
    case = held(case)
    owed = next((one for one in owed_by(case) if one.code == code and one.to_the_hurt), None)
    if owed is None or case.status not in RUNNING:
        raise Refused("This is not owed any more.", "why")
    why = words(why, "why", "Write why it is not kept.")
    if code in waiting_in(case) or code in agreed_in(case):
        raise Refused("This was asked before you.", "why")
    waiver = Waiver.objects.create(
        organisation_id=case.organisation_id,
        case=case,
        code=code,
        sentence=owed.sentence,
        why=why,
        asked_at=now(),
        asked_by=by.name,
        asked_by_id=by.id,
    )
    touch(case)
    write_event(case, "waiver_asked", by=by, text=f"{owed.sentence} {why}", about=(ABOUT, waiver.pk))
    return waiver


@transaction.atomic
def decide_waiver(waiver: Waiver, agreed: bool, answer: str, *, by: Actor) -> Waiver:
    """Agrees that it is not kept, or declines with a reason. `Refused` for whoever asked, and where it was decided, was kept after all,
    or the case has ended.
    """
    case = held(standing_for(waiver.case))
    waiver = Waiver.objects.select_for_update(of=("self",)).get(pk=waiver.pk)
    if settled := why_settled(waiver):
        raise Refused(settled, "decision")
    if by.id is None or by.id == waiver.asked_by_id:
        raise Refused("You asked for this yourself: somebody else decides.", "decision")
    waiver.answer = words(answer, "answer", "" if agreed else "Write why it has to be kept.")
    waiver.agreed, waiver.decided_at, waiver.decided_by, waiver.decided_by_id = agreed, now(), by.name, by.id
    waiver.save(update_fields=["answer", "agreed", "decided_at", "decided_by", "decided_by_id"])
    touch(case)
    text = " ".join(filter(None, [waiver.sentence, waiver.answer]))
    write_event(case, "waiver_agreed" if agreed else "waiver_declined", by=by, text=text, about=(ABOUT, waiver.pk))
    return waiver


def why_settled(waiver: Waiver) -> str:
    """Why there is nothing to decide any more, in a sentence; "" while it waits."""
    if waiver.decided_at is not None:
        return f"{waiver.decided_by} decided this before you."
    case = standing_for(waiver.case)
    if case.status not in RUNNING:
        return "The case has ended: there is nothing to decide."
    if not any(one.code == waiver.code and one.to_the_hurt for one in owed_by(case)):
        return "It is not owed any more: there is nothing to decide."
    return ""


def latest_in(case: Case) -> dict[str, Waiver]:
    """What was asked last of each thing that is owed, by its code; in the cases that were joined with it too."""
    found = Waiver.objects.filter(case__in=family_of(case)).order_by("code", "-pk").distinct("code")
    return {one.code: one for one in found}


def agreed_in(case: Case) -> dict[str, Waiver]:
    """What somebody else agreed not to keep, by the code of what is owed."""
    return {code: one for code, one in latest_in(case).items() if one.agreed}


def waiting_in(case: Case) -> dict[str, Waiver]:
    """What waits on the security director, by the code of what is owed."""
    return {code: one for code, one in latest_in(case).items() if one.decided_at is None}


def waivers_asked_of(user: Any) -> QuerySet[Waiver]:
    """What this person was asked to agree to, whether it still waits or not; nothing that they asked for themselves."""
    here = Q(organisation__in=organisations_where(user, *DECIDERS)) | Q(case__team__in=teams_where(user, *DECIDERS))
    found = Waiver.objects.filter(here).exclude(asked_by_id=user.pk)
    return found.exclude(case__in=list(closed_cases(user))).select_related("case__organisation", "case__merged_into")


def waivers_waiting_on(user: Any) -> list[Waiver]:
    """What this person can agree to or decline, the oldest first. What was kept meanwhile waits on nobody."""
    found = waivers_asked_of(user).filter(decided_at=None).order_by("pk")
    return [one for one in found if user.has_perm("cases.approve", one.case) and not why_settled(one)]
