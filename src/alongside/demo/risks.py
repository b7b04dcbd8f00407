"""What is known of the risk of today's visits of a made-up worker: one assessed, one out of date, one red with an override asked for."""

from datetime import timedelta

from alongside.ledger.clock import now
from alongside.people.actions import actor_for
from alongside.people.days import today_in
from alongside.people.models import Site, Staff
from alongside.risk.assessments.actions import Assessing, assess
from alongside.risk.assessments.queries import newest_about
from alongside.risk.facts import key_of
from alongside.risk.gate_rules import newest_rule, set_rule
from alongside.risk.models import Assessment, Subject
from alongside.risk.subjects import Who, subject_for
from alongside.watch.engine import VisitStatus
from alongside.watch.gating.actions import ask_for_override, managers_of, name_subject
from alongside.watch.models import Visit

PATIENTS = (
    Who(Subject.Kind.PATIENT, name="Orla Tamsin", reference="DEMO-101"),
    Who(Subject.Kind.PATIENT, name="Piet Varga", reference="DEMO-102"),
    Who(Subject.Kind.PATIENT, name="Quill Harrow", reference="DEMO-103"),
)
"""Patients of today's three visits, in the order of the list."""
RED = Assessing(
    "high",
    answers={"violence": "yes", "alcohol_drugs": "yes", "others": "unknown", "expected": "no"},
    words={"people": "Shouted at two nurses in the spring."},
    way="two",
    controls="Two people, in the morning",
    plan="Talk to the practice about seeing him there.",
)
CALM = Assessing("low", answers={"violence": "no", "expected": "yes", "signal": "yes"}, way="home")


def show_risk(username: str) -> None:
    """Writes it for the worker of this name, unless it is there."""
    worker = Staff.objects.select_related("organisation", "team", "user").filter(user__username=username).first()
    if worker is None:
        return
    visits = list(Visit.objects.filter(worker=worker, status=VisitStatus.PLANNED).order_by("planned_start")[:3])
    managers = managers_of(worker)
    if len(visits) < len(PATIENTS) or not managers or any(visit.subject_id for visit in visits):
        return
    manager = managers[0]
    if newest_rule(worker.organisation, worker.team) is None:
        set_rule(worker.organisation, worker.team, asked="block", why="Agreed with the team.")
    _assess(worker, manager)
    by = actor_for(worker.user)
    for visit, who in zip(visits, PATIENTS, strict=True):
        seen = name_subject(visit, who, by=by)
        if seen.status == VisitStatus.GATED and seen.risk == "high":
            ask_for_override(seen, by=by)


def _assess(worker: Staff, manager: Staff) -> None:
    body, by = worker.organisation, actor_for(manager.user)
    calm, overdue, red = (subject_for(body, who) for who in PATIENTS)
    if newest_about(body, calm) is not None:
        return
    assess(body, calm, CALM, manager, by=by)
    assess(body, red, RED, manager, by=by)
    site = Site.objects.filter(organisation=body).order_by("name").first()
    if site is not None:
        assess(body, site, Assessing("medium", controls="Doors are locked at night"), manager, by=by)
    Assessment.objects.create(  # it was made when its review still lay ahead
        organisation=body,
        scope=Assessment.Scope.SUBJECT,
        about_key=key_of(overdue),
        number=1,
        subject=overdue,
        answers={"violence": "no", "dark": "yes"},
        level="medium",
        controls="By day",
        review_on=today_in(body) - timedelta(days=12),
        made_at=now() - timedelta(days=377),
        made_by=manager,
    )
