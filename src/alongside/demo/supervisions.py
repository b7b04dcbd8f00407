"""How the security director of a made-up body looked through the cases with the security specialists; one time is overdue."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from alongside.cases.models import Case, SupervisionPlan
from alongside.cases.supervision import actions
from alongside.demo.cast import read_list
from alongside.people.actions import actor_for
from alongside.people.days import today_in
from alongside.people.models import Organisation, Staff
from alongside.people.roles import Role


def supervise(organisation: Organisation, specialists: Sequence[Staff]) -> None:
    """Writes the supervisions that are told of an organisation."""
    director = (
        Staff.objects.filter(organisation=organisation, appointments__role=Role.SECURITY_DIRECTOR, user__isnull=False)
        .select_related("user", "organisation")
        .order_by("pk")
        .first()
    )
    if director is None:
        return
    for told in read_list("cases.toml")["supervision"]:
        if told["at"] == organisation.code and told["of"] <= len(specialists):
            _hold(told, specialists[told["of"] - 1], director)


def _hold(told: dict[str, Any], supervised: Staff, director: Staff) -> None:
    by, today = actor_for(director.user), today_in(supervised.organisation)
    next_on = today + timedelta(days=told["next_in_days"])
    held = actions.hold_supervision(
        director,
        supervised,
        today - timedelta(days=told["days_ago"]),
        told["caseload"],
        [(_case_of(supervised, one["title"]), one["note"]) for one in told.get("cases", ())],
        next_on if next_on >= today else None,
        by=by,
    )
    if next_on < today:  # it was planned when it lay ahead, and passed
        SupervisionPlan.objects.filter(pk=supervised.pk).update(next_on=next_on)
    for one in told.get("agreed", ()):
        case = _case_of(supervised, one["case"]) if "case" in one else None
        actions.agree(held, one["what"], supervised, today + timedelta(days=one["in_days"]), case, by=by)
    if "added" in told:
        actions.add_note(held, told["added"], supervised, by=actor_for(supervised.user))


def _case_of(supervised: Staff, title: str) -> Case:
    return Case.objects.get(owner=supervised, title__startswith=title)
