"""Who is asked about whom: what is chosen counts, names as far as they may be read, and who really reads the answer."""

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from tests.conftest import AppClient
from tests.world import World

from alongside.incidents.actions import Submitted
from alongside.incidents.completing.actions import ask
from alongside.incidents.models import ClosedTo, Contribution, Incident
from alongside.incidents.new_report import NewAffected, NewResponsible, Who
from alongside.ledger.clock import now
from alongside.ledger.models import Entry
from alongside.people.actions import actor_for

pytestmark = pytest.mark.django_db
Report = Callable[..., Submitted]
SignIn = Callable[[str], AppClient]

MANAGER = {"text": "I sent him out.", "staffing": "as_planned"}
OPINION = {"name": "Dr Ines Roth", "opinion": "did_not_know_act", "ground": "I examined him."}


def support_of(incident: Incident) -> tuple[object, ...]:
    one = incident.affected.get(number=1)
    return (one.support_offered_at, one.support_accepted)


@pytest.fixture
def three(report: Report, world: World) -> Incident:
    """A report with three who were hurt: two colleagues, and a healthcare assistant who has no account."""
    return report(
        affected=[
            NewAffected("staff", is_reporter=True, who=Who(staff=world.nurse)),
            NewAffected("staff", who=Who(staff=world.second_nurse)),
            NewAffected("staff", who=Who(name="Bea Lunt"), staff_group="additional_clinical_services"),
        ]
    ).incident


def test_the_link_is_for_whoever_is_chosen_when_it_is_made(sign_in: SignIn, client: AppClient, three: Incident) -> None:
    desk, home = sign_in("lsms"), f"/incidents/{three.reference}/ask"
    first, _, third = three.affected.all()
    text = desk.post(home, {"part": "injured", "affected": str(first.pk), "name": "", "find": "1"}).content.decode()
    assert text.count('name="affected"') == 1
    made = desk.post(home, {"part": "injured", "affected": str(third.pk), "how": "link"}).content.decode()
    part = three.contributions.get(part="injured")
    assert part.affected == third
    assert "person 3, a member of staff" in made
    assert "The report calls them Bea Lunt" in made
    address = made.split("/report/part/")[1].split('"')[0].split("<")[0]
    shown = client.get(f"/report/part/{address}").content.decode()
    assert "person 3, a member of staff" in shown
    assert "Bea Lunt" not in shown
    client.post(f"/report/part/{address}", {"kind": "fracture", "part": "jaw"})
    assert [one.injuries.count() for one in three.affected.all()] == [0, 0, 1]
    assert "(person 3, a member of staff)" in desk.get(f"/incidents/{three.reference}").content.decode()


def test_nobody_looks_chosen_before_somebody_is(sign_in: SignIn, three: Incident) -> None:
    desk, home = sign_in("lsms"), f"/incidents/{three.reference}/ask"
    text = desk.get(f"{home}?part=injured").content.decode()
    assert '<option value="" ' in text or '<option value="">' in text
    answer = desk.post(home, {"part": "injured", "affected": "", "how": "link"})
    assert answer.status_code == 422
    assert "Choose whose injury it is about." in answer.content.decode()
    assert not three.contributions.filter(part="injured").exists()


def test_a_colleague_who_was_hurt_is_not_asked_about_somebody_elses_injury(three: Incident, world: World) -> None:
    first, second, third = three.affected.all()
    by = actor_for(world.lsms.user)
    with pytest.raises(ValidationError, match="is person 1 of this report"):
        ask(three, "injured", of=world.nurse, affected=third, by=by)
    assert ask(three, "injured", of=world.second_nurse, affected=second, by=by).part.affected == second
    assert first.contributions.count() == 0


def test_a_colleague_reads_that_it_is_about_their_own_injury(sign_in: SignIn, three: Incident, world: World) -> None:
    first = three.affected.get(number=1)
    part = ask(three, "injured", of=world.nurse, affected=first, by=actor_for(world.lsms.user)).part
    assert "about your own injury" in sign_in("nurse").get(f"/incidents/parts/{part.pk}").content.decode()


def test_a_manager_is_asked_by_name_and_may_say_that_they_do_not_know_somebody(
    sign_in: SignIn, report: Report, world: World
) -> None:
    """The report stands in another team than the manager's: only those whom they manage are named to them."""
    world.nurse.line_manager = world.manager
    world.nurse.save()
    incident = report(
        team=None,
        affected=[
            NewAffected("staff", is_reporter=True, who=Who(staff=world.nurse)),
            NewAffected("staff", who=Who(name="Bea Lunt")),
        ],
    ).incident
    incident.contributions.all().delete()
    part = ask(incident, "manager", of=world.manager, by=actor_for(world.lsms.user)).part
    browser, here = sign_in("manager"), f"/incidents/parts/{part.pk}"
    text = browser.get(here).content.decode()
    assert "Did you offer support to Nia Okoye?" in text
    assert "I do not know this person" in text
    assert Entry.objects.filter(subject_id=incident.pk, verb="incident.people_read").count() == 1
    before = support_of(incident)
    assert browser.post(here, MANAGER | {"offered_1": "not_known"}).status_code == 302
    assert support_of(incident) == before
    assert "The manager does not know this person" in (
        sign_in("lsms").get(f"/incidents/{incident.reference}").content.decode()
    )


def test_a_manager_who_may_read_who_was_hurt_reads_every_name(sign_in: SignIn, three: Incident, world: World) -> None:
    by = actor_for(world.lsms.user)
    part = three.contributions.filter(part="manager", asked_of=world.manager).first()
    part = part or ask(three, "manager", of=world.manager, by=by).part
    world.nurse.line_manager = world.second_nurse.line_manager = None
    world.nurse.save()
    world.second_nurse.save()
    text = sign_in("manager").get(f"/incidents/parts/{part.pk}").content.decode()
    for name in ("Nia Okoye", "Bea Lunt"):
        assert f"Did you offer support to {name}?" in text


def test_names_stay_closed_to_a_manager_where_somebody_inside_may_have_done_it(
    sign_in: SignIn, report: Report, world: World
) -> None:
    world.nurse.line_manager = world.manager
    world.nurse.save()
    incident = report(responsible=[NewResponsible("colleague")]).incident
    part = ask(incident, "manager", of=world.manager, by=actor_for(world.lsms.user)).part
    text = sign_in("manager").get(f"/incidents/parts/{part.pk}").content.decode()
    assert "Did you offer support to person 1?" in text
    assert "Nia Okoye" not in text


def test_a_clinician_says_of_whom_the_opinion_is(client: AppClient, report: Report, world: World) -> None:
    incident = report(responsible=[NewResponsible("patient"), NewResponsible("relative")]).incident
    asked = ask(incident, "clinician", by=actor_for(world.lsms.user))
    here = f"/report/part/{asked.secret}"
    text = client.get(here).content.decode()
    assert "Of whom is your opinion?" in text
    assert "Responsible 2, " in text
    assert client.post(here, OPINION).status_code == 422
    client.post(here, OPINION | {"responsible": "2"})
    client.post(here, OPINION | {"responsible": "all", "opinion": "accident"})
    second, everybody = incident.opinions.filter(source="clinician").order_by("pk")
    assert (second.responsible.number, everybody.responsible) == (2, None)


@pytest.mark.parametrize("part", ["witness", "injured", "manager"])
def test_who_is_asked_learns_who_really_reads_it(client: AppClient, report: Report, world: World, part: str) -> None:
    by = actor_for(world.lsms.user)

    def page(incident: Incident) -> str:
        affected = incident.affected.get() if part == "injured" else None
        asked = ask(incident, part, affected=affected, by=by)
        return client.get(f"/report/part/{asked.secret}").content.decode()

    usual, inside = page(report().incident), page(report(responsible=[NewResponsible("colleague")]).incident)
    assert "line managers of " in usual
    assert "Line managers do not read it." not in usual
    assert "line managers of " not in inside
    assert "Line managers do not read it." in inside
    assert "the director who answers for security" in inside
    shut = report(responsible=[NewResponsible("colleague")]).incident
    for staff in (world.lsms, world.director):
        ClosedTo.objects.create(
            organisation=shut.organisation, incident=shut, staff=staff, because="decided", made_at=now()
        )
    text = page(shut)
    assert "whoever stands in for the security specialist" in text
    assert "the director who answers for security" not in text
    assert Contribution.objects.filter(incident=shut).count() == 1
