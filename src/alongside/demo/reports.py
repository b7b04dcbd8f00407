"""What people of the made-up world have reported, through the action that takes any report."""

from datetime import timedelta
from typing import Any

from alongside.demo.cast import read_list
from alongside.incidents.actions import submit_report
from alongside.incidents.models import Incident
from alongside.incidents.new_report import NewAffected, NewPropertyItem, NewReport, NewResponsible, Who
from alongside.ledger.clock import now
from alongside.people.actions import actor_for
from alongside.people.models import Organisation, Place, Staff
from alongside.people.roles import Role


def report_all(organisation: Organisation) -> None:
    """Gives an organisation its reports, unless it has some; those who work alone in turn are hurt and report."""
    if Incident.objects.filter(organisation=organisation).exists():
        return
    workers = list(
        Staff.objects.filter(organisation=organisation, appointments__role=Role.WORKER, user__isnull=False)
        .select_related("user", "team__site")
        .order_by("name")
    )
    places = list(Place.objects.filter(organisation=organisation).select_related("site").order_by("name"))
    for number, told in enumerate(reversed(read_list("reports.toml")["report"])):
        worker = workers[number * 3 % len(workers)]
        user: Any = worker.user
        report = _report(told, worker, places[number % len(places)] if places else None)
        submit_report(organisation, report, by=actor_for(user), source=Incident.Source.WEB, user_id=user.pk)


def _responsible(told: dict[str, Any]) -> NewResponsible:
    who = Who(name=told.get("responsible_name", ""))
    return NewResponsible(told.get("responsible", "unknown"), who=who, factors=told.get("factors", ()))


def _report(told: dict[str, Any], worker: Staff, place: Place | None) -> NewReport:
    item = told.get("property")
    targets = told.get("targets", ["me"])
    hurt = [NewAffected("staff", is_reporter=True, who=Who(staff=worker), injury=told.get("injury", "unknown"))]
    return NewReport(
        kinds=told["kinds"],
        occurred_at=now() - timedelta(hours=told["ago_h"]),
        place=place,
        place_kind="hospital" if place else "private_home",
        team=worker.team,
        acts=told.get("acts", ()),
        sexual_acts=told.get("sexual_acts", ()),
        weapons=told.get("weapons", ()),
        hate_strands=told.get("hate_strands", ()),
        targets=targets,
        factors=told.get("factors", ()),
        police=told.get("police", "undecided"),
        lone_working=True,
        affected=hurt if "me" in targets else (),
        responsible=[_responsible(told)],
        property_items=[NewPropertyItem(**item)] if item else (),
        account=told["account"],
        intent_impression=told.get("intent", ""),
        reporter=Who(staff=worker),
        anonymous="anonymous" in told,
        anonymous_because=told.get("anonymous", ""),
    )
