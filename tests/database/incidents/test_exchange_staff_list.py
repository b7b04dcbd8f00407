"""The staff list: people join, change and leave, and nobody is lost by a wrong file."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from tests.database.incidents.test_exchange_imports import worked
from tests.world import World

from alongside.evidence.arriving import arrive
from alongside.incidents.exchange import actions
from alongside.incidents.models import ImportedRow, ImportRun
from alongside.ledger.models import Entry
from alongside.people.actions import actor_for, open_site
from alongside.people.models import Place, Site, Staff

pytestmark = pytest.mark.django_db
HEADINGS = "Name,Email,Job title,Team,Line manager email,Site,Staff group,Active"


@pytest.fixture
def by(world: World) -> Any:
    user: Any = world.administrator.user
    return actor_for(user)


@pytest.fixture
def sent(world: World, by: Any) -> Callable[..., ImportRun]:
    def send(*rows: str, headings: str = HEADINGS, what: str = "staff", **chosen: Any) -> ImportRun:
        text = "\n".join([headings, *rows]).encode()
        run = actions.receive_file(world.organisation, what, arrive("list.csv", [text]), by=by)
        return worked(actions.choose_columns(run, run.mapping | chosen, by=by))

    return send


def row(name: str, email: str, job: str = "", manager: str = "", active: str = "") -> str:
    return f"{name},{email},{job},,{manager},,,{active}"


def test_who_joins_changes_and_leaves_is_shown_first_and_then_done(
    sent: Callable[..., ImportRun], world: World, by: Any
) -> None:
    run = sent(
        row("Nia Okoye", "NURSE@example.org", job="Senior nurse", manager="lsms@example.org"),
        row("Tomas Vale", "second_nurse@example.org", active="No"),
        row("New Person", "new@example.org", manager="nurse@example.org"),
        whole_list=False,
    )
    assert (run.rows_added, run.rows_changed, run.rows_left, run.rows_wrong) == (1, 1, 1, 0)
    assert [(told.kind, told.line) for told in ImportedRow.objects.order_by("line")] == [
        ("changes", 2),
        ("leaves", 3),
        ("joins", 4),
    ]
    assert Staff.objects.get(pk=world.nurse.pk).job_title == "Community nurse"
    worked(actions.start_import(run, by=by))
    nurse = Staff.objects.get(pk=world.nurse.pk)
    assert (nurse.job_title, nurse.email, nurse.line_manager) == ("Senior nurse", "nurse@example.org", world.lsms)
    assert not Staff.objects.get(pk=world.second_nurse.pk).active
    joined = Staff.objects.get(email="new@example.org")
    assert (joined.name, joined.line_manager, joined.user) == ("New Person", nurse, None)
    assert set(Entry.objects.filter(verb__startswith="staff.").values_list("verb", flat=True)) >= {
        "staff.changed",
        "staff.left",
    }
    assert not any("Senior" in details for details in Entry.objects.values_list("details", flat=True))


def test_the_same_list_again_changes_nothing(sent: Callable[..., ImportRun], by: Any) -> None:
    rows = [row("Nia Okoye", "nurse@example.org", "Nurse", "lsms@example.org"), row("New", "new@example.org")]
    worked(actions.start_import(sent(*rows, whole_list=False), by=by))
    again = sent(*rows, whole_list=False)
    assert (again.rows_added, again.rows_changed, again.rows_left, again.rows_same) == (0, 0, 0, 2)


def test_a_file_that_would_make_half_of_the_staff_leave_is_asked_about_and_never_takes_the_sender(
    sent: Callable[..., ImportRun], world: World, by: Any
) -> None:
    run = sent(row("Nia Okoye", "nurse@example.org"))
    leaving = run.rows_left
    assert leaving == 9
    with pytest.raises(ValidationError, match="Tick"):
        actions.start_import(run, by=by)
    assert Staff.objects.active().filter(organisation=world.organisation).count() == 11
    worked(actions.start_import(run, leavers_agreed=leaving, by=by))
    left = Staff.objects.active().filter(organisation=world.organisation)
    assert set(left) == {world.nurse, world.administrator}
    assert Staff.objects.filter(organisation=world.organisation).count() == 11


def test_somebody_whose_row_is_wrong_has_not_left(sent: Callable[..., ImportRun], world: World) -> None:
    everybody = [row(place.name, place.user.email) for place in Staff.objects.filter(organisation=world.organisation)]  # type: ignore[union-attr]
    everybody[0] = everybody[0].replace(everybody[0].split(",")[0], "", 1)
    run = sent(*everybody)
    assert (run.rows_wrong, run.rows_left) == (1, 0)


def test_an_address_twice_and_a_manager_who_is_not_there_are_told(sent: Callable[..., ImportRun]) -> None:
    run = sent(
        row("A", "a@example.org", manager="nobody@example.org"), row("B", "a@example.org"), row("C", "no address"),
        whole_list=False,
    )  # fmt: skip
    reasons = [told.problems[0]["reason"] for told in ImportedRow.objects.exclude(kind="joins").order_by("line")]
    assert len(reasons) == 3
    assert "nobody@example.org" in reasons[0]
    assert "Row 2" in reasons[1]
    assert "not an e-mail address" in reasons[2]
    assert (run.rows_added, run.rows_wrong) == (1, 2)


def test_people_of_another_organisation_are_not_touched(sent: Callable[..., ImportRun], world: World, by: Any) -> None:
    run = sent(row("Ida Frost", "outsider@example.org"), whole_list=False)
    worked(actions.start_import(run, by=by))
    assert Staff.objects.get(pk=world.outsider.pk).organisation != world.organisation
    assert Staff.objects.get(email="outsider@example.org").organisation == world.organisation


def test_sites_and_the_places_within_them(sent: Callable[..., ImportRun], world: World, by: Any) -> None:
    open_site(world.organisation, "Mill Lane")
    run = sent(
        "Mill Lane,2 Mill Lane,53.4,-2.6,Reception",
        "Mill Lane,,,,Waiting room",
        "Tower,,91,-2,",
        "Castle,1 Hill,,,",
        headings="Site,Address,Latitude,Longitude,Ward",
        what="sites",
    )
    assert (run.rows_added, run.rows_wrong) == (3, 1)
    worked(actions.start_import(run, by=by))
    assert set(Site.objects.filter(organisation=world.organisation).values_list("name", flat=True)) == {
        "Mill Lane",
        "Castle",
    }
    assert set(Place.objects.values_list("name", flat=True)) == {"Reception", "Waiting room"}
    assert Site.objects.get(name="Mill Lane").lat == 53.4
