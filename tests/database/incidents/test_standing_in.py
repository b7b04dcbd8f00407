"""Somebody always remains who acts on a report, and whoever stands in for it sees no other."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from tests.conftest import AppClient
from tests.named import api, digest, feed, fresh, signed_in, somebody, text
from tests.world import World

from alongside.incidents.accused_inside import ACTING, Held, who_remains
from alongside.incidents.actions import Submitted
from alongside.incidents.duties.actions import fact
from alongside.incidents.models import ClosedTo, Incident
from alongside.incidents.new_report import NewResponsible, Who
from alongside.incidents.queries import who_acts_on
from alongside.incidents.triage import closing
from alongside.incidents.triage.queries import to_triage
from alongside.ledger.clock import now
from alongside.ledger.keys import new_id
from alongside.messages.models import Message
from alongside.people.actions import actor_for
from alongside.people.models import Staff
from alongside.people.roles import Role

pytestmark = pytest.mark.django_db
Report = Callable[..., Submitted]


def test_managers_of_the_whole_organisation_do_not_read_what_a_colleague_may_have_done(
    report: Report, world: World
) -> None:
    head = somebody(world.organisation, "Hedda Falk", Role.LINE_MANAGER)
    inside = report(responsible=[NewResponsible("manager")]).incident
    outside = report().incident
    for incident in (inside, outside):
        fact(incident, "investigator_named", now(), by=actor_for(world.lsms.user))  # type: ignore[arg-type]
    for manager in (head, world.manager):
        with signed_in(manager) as client:
            for path in (
                "/incidents",
                "/incidents?q=disgrace",
                "/incidents/export.csv",
                "/incidents/due",
                "/incidents/due.csv",
            ):
                assert inside.reference not in text(client.get(path)), path
            assert "1 incident" in text(client.get("/incidents"))
            assert outside.reference in text(client.get("/incidents"))
            assert client.get(f"/incidents/{inside.reference}").status_code == 404
        for said in (api(manager, "/incidents"), feed(AppClient(), manager), digest(manager)):
            assert inside.reference not in said
            assert outside.reference in said


def test_the_team_is_known_to_those_who_read_it(report: Report, world: World, sign_in: Any) -> None:
    incident = report(responsible=[NewResponsible("manager")]).incident
    assert incident.team == world.team
    assert "District nursing" in text(sign_in("lsms").get(f"/incidents/{incident.reference}"))


@pytest.mark.parametrize(
    ("accused", "acts"),
    [
        (["lsms"], "director"),
        (["lsms", "director"], "administrator"),
        (["lsms", "director", "administrator"], "manager"),
    ],
)
def test_somebody_always_remains_who_acts_on_it(
    accused: list[str], acts: str, report: Report, world: World, sign_in: Any
) -> None:
    those = [getattr(world, name) for name in accused]
    incident = report(responsible=[NewResponsible("colleague", who=Who(staff=one)) for one in those]).incident
    assert [one.pk for one in who_acts_on(incident)] == [getattr(world, acts).pk]
    (message, *_) = Message.objects.filter(recipient=getattr(world, acts), about_id=incident.pk)
    assert incident.reference in message.body
    client = sign_in(acts)
    assert incident.reference in text(client.get("/incidents/triage"))
    assert f"/incidents/{incident.reference}" in text(client.get("/incidents"))
    assert f"/incidents/{incident.reference}" in text(client.get(f"/incidents?q={incident.reference}"))
    page = text(client.get(f"/incidents/{incident.reference}?open=narrative&open=people&open=suspect&open=evidence"))
    assert "He shouted that the wait was a disgrace" in page
    assert those[0].name in page
    done = client.post(f"/incidents/{incident.reference}/triage", {"outcome": "keep"})
    assert done.status_code == 302
    assert Incident.objects.get(pk=incident.pk).status == "triaged"
    for name in accused:
        assert sign_in(name).get(f"/incidents/{incident.reference}").status_code in (403, 404)


def test_standing_in_for_one_report_opens_no_other(report: Report, world: World, sign_in: Any) -> None:
    ordinary = report().incident
    client = sign_in("administrator")
    assert client.get("/incidents/triage").status_code == 403
    those = [NewResponsible("colleague", who=Who(staff=one)) for one in (world.lsms, world.director)]
    one = report(responsible=those).incident
    assert client.get(f"/incidents/{one.reference}").status_code == 200
    assert client.get(f"/incidents/{ordinary.reference}").status_code == 404
    for path in ("/incidents/triage", "/incidents", "/incidents/answers", "/incidents/due"):
        page = text(client.get(path))
        assert ordinary.reference not in page, path
    assert client.get("/incidents/local-codes").status_code == 403
    assert client.get("/incidents/support").status_code == 404
    assert list(to_triage(fresh(world.administrator))) == [one]


def test_nobody_is_shut_out_where_nobody_would_be_left(report: Report, world: World) -> None:
    Staff.objects.filter(pk__in=[world.director.pk, world.administrator.pk, world.manager.pk]).update(active=False)
    incident = report(responsible=[]).incident
    by = actor_for(world.operator.user)  # type: ignore[arg-type]
    with pytest.raises(ValidationError, match="Nobody would be left"):
        closing.close_to(incident, world.lsms, "Married to him.", by=by)
    assert not ClosedTo.objects.exists()


def test_whoever_it_is_about_does_not_decide(report: Report, world: World) -> None:
    with pytest.raises(ValidationError, match="it is about you"):
        closing.close_to(report().incident, world.lsms, "It was me.", by=actor_for(world.lsms.user))  # type: ignore[arg-type]


def test_who_remains_is_the_first_role_of_which_somebody_is_left() -> None:
    staff = {role: new_id() for role in ACTING}
    team, elsewhere = new_id(), new_id()
    held = [Held(staff[role], role, None) for role in ACTING]
    shut: set[Any] = set()
    for role in ACTING:
        assert who_remains(held, shut, team) == {staff[role]}
        shut.add(staff[role])
    assert who_remains(held, shut, team) == frozenset()
    of_team = Held(new_id(), Role.LSMS, team)
    assert who_remains([of_team], (), team) == {of_team.staff}
    assert who_remains([of_team], (), elsewhere) == {of_team.staff}, "nobody is appointed for that report"
    appointed = Held(new_id(), Role.LSMS, elsewhere)
    assert who_remains([of_team, appointed], {appointed.staff}, elsewhere) == frozenset()
