"""The cases of the made-up world, worked by its security specialists through the actions that work any case."""

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from alongside.cases.models import Case, PoliceTrack
from alongside.cases.opening.actions import open_case
from alongside.cases.police import actions as police
from alongside.cases.police import orders
from alongside.cases.police.clocks import acts_of
from alongside.cases.police.ending import NOT_NEEDED, end_clock
from alongside.cases.police.queries import OWED_RULES, clocks_of
from alongside.cases.redress import actions as redress
from alongside.cases.redress import losses
from alongside.cases.redress.from_order import begin_claim_of_order
from alongside.cases.sanctions.actions import propose_sanction
from alongside.cases.victims import actions as victims
from alongside.cases.working import actions as working
from alongside.demo import inquiries, markers, supervisions
from alongside.demo.cast import read_list
from alongside.incidents.models import Affected, Incident
from alongside.ledger.actions import Actor
from alongside.ledger.clock import now
from alongside.people.actions import actor_for
from alongside.people.models import Organisation, Staff
from alongside.people.roles import Role

SOON = timedelta(days=7)
TOLD = ("force", "incident_number", "crime_number", "charge")


def work_cases(organisation: Organisation) -> None:
    """Gives an organisation the cases that are told of it, unless it has some or nobody who works them."""
    specialists = list(
        Staff.objects.filter(organisation=organisation, appointments__role=Role.LSMS, user__isnull=False)
        .select_related("user", "organisation")
        .order_by("pk")
    )
    if not specialists or Case.objects.filter(organisation=organisation).exists():
        return
    for told in read_list("cases.toml")["case"]:
        if told["at"] != organisation.code:
            continue
        _work(told, _report_of(organisation, told["report"]), specialists[0])
    supervisions.supervise(organisation, specialists)
    markers.mark(organisation, specialists[0])


def _report_of(organisation: Organisation, ago_h: int) -> Incident:
    """The report of that age: what happened is written in whole hours before the world was made."""
    moment = now() - timedelta(hours=ago_h)
    found = Incident.objects.filter(organisation=organisation, occurred_at__lte=moment + timedelta(minutes=30))
    return found.order_by("-occurred_at")[0]


def _work(told: dict[str, Any], incident: Incident, owner: Staff) -> None:
    by = actor_for(owner.user)
    today = now().astimezone(ZoneInfo(incident.organisation.time_zone)).date()
    priority = told.get("priority", Case.Priority.NORMAL)
    case = open_case([incident], title=told["title"], owner=owner, priority=priority, by=by)
    if "plan" in told:
        working.plan(case, told["plan"], by=by)
    for text in told.get("notes", ()):
        working.note(case, text, by=by)
    for what in told.get("tasks", ()):
        working.add_task(case, what, owner=owner, due_on=today + SOON, by=by)
    if told.get("take_property"):
        losses.take_property(case, by=by)
    hurt = incident.affected.order_by("number").first()
    if hurt is not None:
        _stand_by(told, hurt, owner, today, by)
    if "offence" in told:
        _follow(told, case, incident, hurt, today, by)
    if "sanction" in told:
        person = incident.responsible.order_by("number")[0]
        propose_sanction(case, told["sanction"]["kind"], person, told["sanction"]["ground"], by=by)
    inquiries.gather(told, case, hurt, owner, today, by)
    if told.get("clocks_ended"):
        _end_clocks(case, by)
    inquiries.show_others(told, case, owner)
    inquiries.teach(told, case, by)
    for move in told.get("moves", ()):
        working.move_case(case, **move, by=by)


def _end_clocks(case: Case, by: Actor) -> None:
    """What the police and the court owed to those who were hurt was done; what nothing is left of is not needed."""
    for duty in clocks_of(case, OWED_RULES):
        acts = acts_of(duty)
        if acts:
            end_clock(duty, acts[0], None, by=by)
        else:
            end_clock(duty, NOT_NEEDED, None, "The court has decided.", by=by)


def _stand_by(told: dict[str, Any], hurt: Affected, owner: Staff, today: date, by: Actor) -> None:
    """What was agreed with the person hurt, offered and told."""
    if "contact" in told:
        victims.agree_contact(hurt, told["contact"], by=by)
    if "support" in told:
        offer = victims.offer_support(hurt, told["support"]["kind"], today, by=by)
        if told["support"]["answer"]:
            victims.answer_support(offer, told["support"]["answer"], today, by=by)
    if "told" in told:
        victims.note_feedback(hurt, today, owner.name, told["told"], by=by)


def _follow(
    told: dict[str, Any], case: Case, incident: Incident, hurt: Affected | None, today: date, by: Actor
) -> None:
    """The offence, as far as the police and the court have come with it, and what was paid for it."""
    against = [police.Victim(hurt, True)] if hurt is not None else []
    track: PoliceTrack = police.open_track(
        incident, told["offence"], against, responsible=incident.responsible.order_by("number").first(), by=by
    )
    facts = {name: told[name] for name in TOLD if name in told} | {"decided_on": today}
    for act in told["police"]:
        if act == "convict":
            orders.note_plea(track, told["plea"], today, by=by)
        police.move_track(track, act, facts, by=by)
    if "compensation_pence" not in told:
        police.expect_news(track, today + SOON, by=by)
        return
    pence = told["compensation_pence"]
    order = orders.add_order(track, "compensation_order", "", today, amount_pence=pence, by=by)
    claim = begin_claim_of_order(order, "staff", "Treatment and days off", pence, affected=hurt, by=by)
    claim.refresh_from_db()
    redress.plan_instalments(claim, told["paid_pence"], today, "month", by=by)
    claim.refresh_from_db()
    redress.enter_payment(claim, today, told["paid_pence"], by=by)
