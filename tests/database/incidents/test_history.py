"""The history of a report opens no compartment: each reads of it what they may know anyway, and no more."""

from collections.abc import Callable
from typing import Any

import pytest
from tests.world import World

from alongside.incidents.actions import Submitted, note_change
from alongside.incidents.models import Account, Incident
from alongside.incidents.triage import actions, connecting
from alongside.incidents.triage.adding import add_words
from alongside.incidents.triage.history import WHAT
from alongside.incidents.wellbeing.actions import answer_check, begin_care
from alongside.people.actions import actor_for, add_contact_point

pytestmark = pytest.mark.django_db
Report = Callable[..., Submitted]

ALL, OF_PEOPLE, OF_DUTIES, SPECIALIST = (
    {"lsms", "director", "manager"},
    {"lsms", "manager"},
    {"lsms", "director", "manager"},
    {"lsms"},
)
READ_BY = {
    **dict.fromkeys(["submitted", "acknowledged", "imported", "read", "classified", "assigned", "status"], ALL),
    **dict.fromkeys(["merged", "joined", "parted", "left", "connected", "disconnected", "withdrawn", "lfpse"], ALL),
    **dict.fromkeys(["account_given", "account_corrected", "corrected_by_reporter", "reporter_says"], ALL),
    **dict.fromkeys(
        ["riddor", "riddor_answered", "absence_recorded", "absence_corrected", "absence_removed", "contact_corrected"],
        OF_PEOPLE,
    ),
    **dict.fromkeys(["duty_ended", "duty_fact"], OF_DUTIES),
}
"""Whatever is not here is for the specialist alone: how somebody is, who was asked, what the reporter was told."""


def history(page: str) -> str:
    return page.split('id="history"')[1].split("</section>")[0]


def page_of(sign_in: Any, who: str, incident: Incident) -> str:
    answer = sign_in(who).get(f"/incidents/{incident.reference}")
    assert answer.status_code == 200
    return history(answer.content.decode())


@pytest.mark.parametrize("who", ["lsms", "director", "manager"])
def test_each_reads_what_they_may_know(who: str, report: Report, sign_in: Any, world: World) -> None:
    incident = report().incident
    by = actor_for(world.lsms.user)
    needed = {"status": {"status": "triaged"}, "connected": {"kind": "alarm"}}
    for what in [*WHAT, "something_of_another_room"]:
        note_change(incident, what, after=needed.get(what, {}), why=f"Because of {what}.", by=by)
    shown = page_of(sign_in, who, incident)
    words = {**WHAT, "status": "Looked at", "something_of_another_room": "Something of another room"}
    expected = {what for what in words if who in READ_BY.get(what, SPECIALIST)}
    assert {what for what, said in words.items() if f'what">{said}' in shown} == expected
    reasons = {what for what in words if f"Because of {what}." in shown}
    assert reasons == (expected if who != "manager" else set())


def test_how_somebody_is_stays_with_those_who_act_on_it(report: Report, sign_in: Any, world: World) -> None:
    add_contact_point(world.nurse, "email", "nia@example.org", verified=True)
    incident = report().incident
    affected = incident.affected.get()
    begin_care(affected, by=actor_for(world.lsms.user))
    check = affected.wellbeing_checks.order_by("due_at")[0]
    answer_check(check, "stop", text="My manager is the reason.", by=actor_for(world.nurse.user))  # type: ignore[arg-type]
    for who in ("manager", "director"):
        page = sign_in(who).get(f"/incidents/{incident.reference}").content.decode()
        for said in ("how they are", "Support was offered", "My manager is the reason", "any more"):
            assert said not in page, (who, said)
    assert "They answered how they are" in page_of(sign_in, "lsms", incident)
    assert "My manager is the reason" not in page_of(sign_in, "lsms", incident), "they did not let us read it"


def test_an_account_of_a_compartment_is_told_to_those_who_may_open_it(
    report: Report, sign_in: Any, world: World
) -> None:
    incident = report().incident
    add_words(incident, "He is known to the clinic.", "suspect", by=actor_for(world.lsms.user))
    assert Account.objects.filter(compartment="suspect").exists()
    assert "An account was added" in page_of(sign_in, "lsms", incident)
    for who in ("manager", "director"):
        assert "An account was added" not in page_of(sign_in, who, incident)


def test_another_report_is_named_to_those_who_may_see_it(report: Report, sign_in: Any, world: World) -> None:
    into, other, third = report().incident, report(team=None).incident, report(team=None).incident
    by = actor_for(world.lsms.user)
    connecting.merge_reports(into, [other], "The patient of bay 3 again.", by=by)
    connecting.connect(into, third, "earlier", "The same patient.", by=by)
    for who in ("lsms", "director"):
        page = page_of(sign_in, who, into)
        assert other.reference in page
        assert third.reference in page
    page = page_of(sign_in, "manager", into)
    assert "Another report was joined with it" in page
    for secret in (other.reference, third.reference, "patient"):
        assert secret not in page, secret


def test_why_a_reporter_took_a_report_back_is_not_for_their_manager(report: Report, sign_in: Any, world: World) -> None:
    from alongside.incidents.reporting.actions import withdraw_report

    incident = report().incident
    withdraw_report(incident, "Asha asked me to.", by=actor_for(world.nurse.user))  # type: ignore[arg-type]
    assert "Asha asked me to." in page_of(sign_in, "lsms", incident)
    assert "Asha asked me to." not in page_of(sign_in, "manager", incident)
    actions.reopen(incident, "We will look into that.", by=actor_for(world.lsms.user))  # type: ignore[arg-type]
    assert "We will look into that." not in page_of(sign_in, "manager", incident)


def test_a_decision_that_is_still_wanted_is_not_called_one(report: Report, sign_in: Any, world: World) -> None:
    incident = report().incident
    for state in ("to_decide", "not_reportable"):
        note_change(incident, "riddor", after={"state": state}, by=actor_for(world.lsms.user))
    page = page_of(sign_in, "lsms", incident)
    assert "RIDDOR: A decision is wanted" in page
    assert "RIDDOR: Not to be reported to HSE" in page
    assert "RIDDOR was decided" not in page
