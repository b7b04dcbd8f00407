"""The violence markers of a made-up body: one that stands, one whose review is due, one interim warning, and one proposal; and a visit
that shows one.
"""

from datetime import timedelta
from typing import Any

from alongside.cases.models import Case
from alongside.cases.queries import incidents_of
from alongside.demo.cast import read_list
from alongside.ledger.actions import SYSTEM, Actor
from alongside.people.actions import actor_for
from alongside.people.days import today_in
from alongside.people.models import Organisation, Staff
from alongside.risk.markers.actions import Decider, Given, move, propose
from alongside.risk.markers.telling import note_not_told, note_told
from alongside.risk.models import Marker, Subject
from alongside.risk.subjects import Who, subject_for
from alongside.watch.engine import VisitStatus
from alongside.watch.models import Visit


def mark(organisation: Organisation, specialist: Staff) -> None:
    """Writes the markers that are told of an organisation, on the reports of its cases."""
    for told in read_list("markers.toml")["marker"]:
        if told["at"] == organisation.code:
            case = Case.objects.get(organisation=organisation, title__startswith=told["case"])
            _make(told, case, specialist)


def _make(told: dict[str, Any], case: Case, specialist: Staff) -> None:
    by, today = actor_for(specialist.user), today_in(case.organisation)
    marker = propose(
        case.organisation,
        _who(told, case.organisation),
        incidents=[one.pk for one in incidents_of(case)],
        marks=told["marks"],
        proposal=told["proposal"],
        medical_factors=told.get("medical_factors", ""),
        origin=("case", case.pk),
        by=by,
    )
    deciders = [Decider(specialist.pk, specialist.name), *(Decider(None, name) for name in told.get("with", ()))]
    if "advice" in told:
        act = "warn" if told["state"] == "interim" else "decide"
        review_on = None if act == "warn" else today + timedelta(days=max(1, told["review_in_days"]))
        given = Given(told["why"], told["advice"], review_on, () if act == "warn" else deciders)
        marker = move(marker, act, given, by=by)
    if told["state"] == "review_due":
        _let_review_come(marker, told["review_in_days"])
    _tell(told, marker, by)
    if told.get("visited"):
        _show_on_a_visit(marker)


def _who(told: dict[str, Any], organisation: Organisation) -> Who:
    about = None
    if "met_at" in told:
        about = subject_for(organisation, Who(Subject.Kind.PREMISES, address=told["met_at"]))
    said = {name: told[name] for name in ("name", "nhs_number", "reference", "address") if name in told}
    return Who(Subject.Kind(told["kind"]), about=about, **said)


def _let_review_come(marker: Marker, days: int) -> None:
    """It was decided long ago, and the day of its review has passed."""
    Marker.objects.filter(pk=marker.pk).update(review_on=today_in(marker.organisation) + timedelta(days=days))
    marker = move(marker, "review_comes_due", by=SYSTEM)
    Marker.objects.filter(pk=marker.pk).update(lapses_on=today_in(marker.organisation) + timedelta(days=28 + days))


def _tell(told: dict[str, Any], marker: Marker, by: Actor) -> None:
    today = today_in(marker.organisation)
    if "told_by" in told:
        note_told(marker, today, told["told_by"], by=by)
    if "not_told" in told:
        note_not_told(marker, told["not_told"], told["agreed_by"], today + timedelta(days=60), by=by)


def _show_on_a_visit(marker: Marker) -> None:
    """The lone worker who signs in goes there today, and reads on their page what to do."""
    visits = Visit.objects.filter(organisation=marker.organisation, status=VisitStatus.PLANNED, subject=None)
    visit = visits.order_by("worker", "planned_start").first()
    if visit is not None:
        Visit.objects.filter(pk=visit.pk).update(subject=marker.subject)
