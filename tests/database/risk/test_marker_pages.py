"""The pages of violence markers, from the proposal to the letter and the end."""

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client
from tests.conftest import AppClient
from tests.markers import (
    ADVICE,
    NAME,
    NUMBER,
    PATIENT,
    active,
    decider,
    in_days,
    interim,
    panel_member,
    proposed,
    report_of,
)
from tests.taken_away import rows_of
from tests.world import World

from alongside.cases.opening.actions import open_case
from alongside.cases.sanctions.actions import propose_sanction
from alongside.cases.sanctions.queries import people_of
from alongside.ledger.clock import now
from alongside.ledger.models import Entry
from alongside.people.actions import actor_for
from alongside.people.models import Staff
from alongside.risk.markers.actions import Given, move
from alongside.risk.models import Marker, Subject
from alongside.risk.subjects import Who

pytestmark = pytest.mark.django_db
WEIGHED = {"degree": "2", "injury_physical": "1", "injury_psychological": "1", "urgency": "3", "likelihood": "2"}


@pytest.fixture
def client() -> AppClient:
    """A browser, under the role of the web process."""
    return AppClient()


def signed_in(client: Client, staff: Staff) -> Client:
    client.force_login(staff.user)
    return client


def day(name: str, on: date) -> dict[str, str]:
    return {f"{name}_day": str(on.day), f"{name}_month": str(on.month), f"{name}_year": str(on.year)}


def words_of(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_the_lsms_proposes_from_a_report_decides_tells_and_removes(world: World, client: Client) -> None:
    incident = report_of(world)
    page = signed_in(client, world.lsms)
    assert (
        f"/risk/markers/propose/report/{incident.reference}"
        in page.get(f"/incidents/{incident.reference}").content.decode()
    )
    here = f"/risk/markers/propose/report/{incident.reference}"
    assert f'value="{NAME}"' in page.get(here).content.decode()
    said = {
        "kind": "patient",
        "name": NAME,
        "nhs_number": NUMBER,
        "reports": [str(incident.pk)],
        "proposal": "He threw a chair.",
    }
    refused = page.post(here, said)
    assert refused.status_code == 422
    assert "Violence used or threatened: choose one of the answers." in words_of(refused)
    answer = page.post(here, {**said, **WEIGHED})
    marker = Marker.objects.get()
    assert answer.headers["Location"] == f"/risk/markers/{marker.pk}?done=proposed"
    assert (marker.origin_type, marker.origin_id) == ("report", incident.pk)
    shown = words_of(page.get(f"/risk/markers/{marker.pk}"))
    assert "The panel, or the security specialist, decides" in shown
    assert incident.reference in shown
    assert f"Marker {marker.number} Proposed" in words_of(page.get(f"/incidents/{incident.reference}"))

    act = f"/risk/markers/{marker.pk}/act/decide"
    assert "Say what to do, not what the person is" in words_of(page.get(act))
    given = {
        "why": "It is needed.",
        "deciders": [str(world.lsms.pk)],
        "others": "Dr Ines Vale",
        **day("review_on", in_days(world, 60)),
    }
    empty = page.post(act, given)
    assert empty.status_code == 422
    assert "What should somebody who goes there do?" in words_of(empty)
    page.post(act, {**given, "advice": ADVICE, "seen": "proposed"})
    marker.refresh_from_db()
    assert (marker.state, marker.review_on) == ("active", in_days(world, 60))
    assert [one["name"] for one in marker.steps.last().deciders] == ["Lee Stone", "Dr Ines Vale"]
    shown = words_of(page.get(f"/risk/markers/{marker.pk}"))
    assert "Nobody has said whether they were told" in shown
    assert "Decided by Lee Stone, Dr Ines Vale. It is needed." in shown

    page.post(f"/risk/markers/{marker.pk}/told", {"method": "meeting", **day("on", in_days(world, 0))})
    assert "They were told Told on" in words_of(page.get(f"/risk/markers/{marker.pk}"))
    page.post(f"/risk/markers/{marker.pk}/act/remove", {"why": "He moved away."})
    assert "shown to nobody who visits" in words_of(page.get(f"/risk/markers/{marker.pk}"))


def test_a_letter_says_how_to_object_and_is_kept_as_pdf_and_to_be_edited(world: World, client: Client) -> None:
    marker = active(world)
    page = signed_in(client, world.lsms)
    here = f"/risk/markers/{marker.pk}/letter"
    begun = words_of(page.get(here))
    assert "Somebody who did not decide on the note looks at it again" in begun
    said = {"person": NAME, "words": "On [day] it happened.", "appeal": "Write to us.", "reach": "01632 960 417"}
    assert "Fill in what stands in square brackets" in words_of(page.post(here, said))
    page.post(here, {**said, "words": "On 3 May you threw a chair."})
    files = re.findall(
        rf"/risk/markers/{marker.pk}/documents/[0-9a-f-]+/(?:pdf|docx)",
        page.get(f"/risk/markers/{marker.pk}").content.decode(),
    )
    assert len(files) == 2
    for file in files:
        assert page.get(file).status_code == 200
    assert Entry.objects.filter(verb="document.read", subject_type="marker", subject_id=marker.pk).count() == 2
    assert signed_in(client, world.outsider).get(files[0]).status_code == 404


def test_only_the_panel_sees_a_proposal_and_each_look_at_a_file_is_kept(world: World, client: Client) -> None:
    marker, member = proposed(world), panel_member(world)
    here = f"/risk/markers/{marker.pk}"
    for staff, status in (
        (world.nurse, 403),
        (world.manager, 403),
        (world.operator, 403),
        (world.administrator, 403),
        (world.outsider, 404),
        (member, 200),
        (world.director, 200),
        (world.lsms, 200),
    ):
        assert signed_in(client, staff).get(here).status_code == status, staff.name
    seen = Entry.objects.filter(verb="marker.seen", subject_id=marker.pk).values_list("actor_name", flat=True)
    assert sorted(seen) == sorted([member.name, "Dara Holm", "Lee Stone"])
    looked = words_of(signed_in(client, world.lsms).get(f"{here}/looks"))
    assert "Mara Quince" in looked
    assert "the file, as one of the panel" in looked


def test_the_director_hears_an_appeal_and_decides_nothing_else(world: World, client: Client) -> None:
    marker = active(world)
    page = signed_in(client, world.director)
    assert page.get(f"/risk/markers/{marker.pk}/act/remove").status_code == 403
    move(marker, "appeal", Given("It was not him.", appellant="subject"), by=actor_for(world.lsms.user))
    assert "The appeal is dismissed" in words_of(page.get(f"/risk/markers/{marker.pk}"))
    act = f"/risk/markers/{marker.pk}/act/dismiss"
    wrong = page.post(act, {"why": "It stands.", "deciders": [str(world.lsms.pk)]})
    assert wrong.status_code == 422
    assert "Lee Stone decided on this marker before" in words_of(wrong)
    page.post(act, {"why": "It stands.", "deciders": [str(world.director.pk)]})
    marker.refresh_from_db()
    assert marker.state == "active"


def test_a_line_manager_proposes_from_a_report_of_the_team_and_does_not_see_it_afterwards(
    world: World, client: Client
) -> None:
    incident = report_of(world)
    page = signed_in(client, world.manager)
    here = f"/risk/markers/propose/report/{incident.reference}"
    said = {
        "kind": "premises",
        "address": "3 Weaver Street",
        "reports": [str(incident.pk)],
        "proposal": "Two dogs at the gate.",
    }
    answer = page.post(here, {**said, **WEIGHED})
    assert answer.headers["Location"] == "/risk/markers/proposed"
    assert page.get(f"/risk/markers/{Marker.objects.get().pk}").status_code == 403


def test_a_form_that_was_overtaken_or_sent_twice_does_nothing_twice(world: World, client: Client) -> None:
    marker = interim(world)
    page = signed_in(client, world.lsms)
    act = f"/risk/markers/{marker.pk}/act/decline"
    given = {"why": "Not enough.", "deciders": [str(world.lsms.pk)], "seen": "proposed"}
    assert "Somebody changed it meanwhile" in words_of(page.post(act, given))
    given = {**given, "seen": "interim", "once": "one-key"}
    assert page.post(act, given).status_code == 302
    assert page.post(act, given).status_code == 302
    assert marker.steps.filter(act="decline").count() == 1


def test_the_list_is_searched_narrowed_and_taken_away_and_what_is_late_stands_out(world: World, client: Client) -> None:
    page = signed_in(client, world.lsms)
    assert "There is no marker yet. A marker is proposed from a report or a case" in words_of(page.get("/risk/markers"))
    late = active(world)
    Marker.objects.filter(pk=late.pk).update(review_on=in_days(world, -1))
    proposed(world, Who(Subject.Kind.PREMISES, address="3 Weaver Street"))
    everything = words_of(page.get("/risk/markers"))
    assert "Review overdue, Not told yet" in everything
    assert "3 Weaver Street" in everything
    for query, there, not_there in (
        ("search=velt", NAME, "Weaver Street"),
        ("search=weaver+street", "3 Weaver Street", NAME),
        (f"search={late.number}", NAME, "Weaver Street"),
        ("state=shown", NAME, "Weaver Street"),
        ("about=premises", "3 Weaver Street", NAME),
        ("due=late", NAME, "Weaver Street"),
    ):
        listed = words_of(page.get(f"/risk/markers?{query}"))
        assert there in listed, query
        assert not_there not in listed, query
    assert "No marker fits this" in words_of(page.get("/risk/markers?search=nobody"))
    headings, row = rows_of(page.get("/risk/markers?format=csv&due=late"))
    assert dict(zip(headings, row, strict=True))["Who"] == NAME
    assert Entry.objects.filter(verb="marker.exported").count() == 1
    assert NAME not in words_of(signed_in(client, world.outsider).get("/risk/markers"))


def test_from_a_sanction_one_press_begins_a_marker_and_its_page_shows_what_became_of_it(
    world: World, client: Client
) -> None:
    by = actor_for(world.lsms.user)
    case = open_case([report_of(world)], owner=world.lsms, by=by)
    sanction = propose_sanction(case, "written_warning", people_of(case)[0], "He threw a chair.", by=by)
    page = signed_in(client, world.lsms)
    here = f"/cases/{case.reference}/sanctions/{sanction.pk}"
    propose = f"/risk/markers/propose/sanction/{sanction.pk}"
    assert propose in page.get(here).content.decode()
    begun = page.get(propose)
    incident = sanction.responsible.incident
    assert f'value="{incident.pk}" checked' in begun.content.decode()
    name = sanction.responsible.identity.name
    assert f'value="{name}"' in begun.content.decode()
    said = {
        "kind": "patient",
        "name": name,
        "nhs_number": NUMBER,
        "reports": [str(incident.pk)],
        "proposal": "See the sanction.",
    }
    page.post(propose, {**said, **WEIGHED})
    marker = Marker.objects.get()
    assert (marker.origin_type, marker.origin_id) == ("sanction", sanction.pk)
    assert f"Marker {marker.number} Proposed" in words_of(page.get(here))
    assert here in page.get(f"/risk/markers/{marker.pk}").content.decode()
    given = Given("Needed.", ADVICE, in_days(world, 60), [decider(world.lsms)])
    move(marker, "decide", given, by=actor_for(world.lsms.user))
    assert f"Marker {marker.number} Active" in words_of(page.get(here))
    assert f"Marker {marker.number} Active" in words_of(page.get(f"/cases/{case.reference}/sanctions"))
    assert signed_in(client, world.outsider).get(propose).status_code == 404
    assert signed_in(client, world.manager).get(propose).status_code in (403, 404)


def test_a_marker_that_was_there_before_makes_the_next_report_about_them_weigh_more(
    world: World, client: Client
) -> None:
    marker = active(world)
    second = report_of(world)
    type(second).objects.filter(pk=second.pk).update(occurred_at=now())
    assert "marker_known" not in second.urgent_because
    page = signed_in(client, world.lsms)
    assert "no such report" in words_of(page.post(f"/risk/markers/{marker.pk}/report", {"report": "NB-0000-0000"}))
    page.post(f"/risk/markers/{marker.pk}/report", {"report": second.reference.lower()})
    assert marker.grounds.count() == 2
    second.refresh_from_db()
    assert "marker_known" in second.urgent_because


def test_the_settings_are_kept_with_who_and_why(world: World, client: Client) -> None:
    page = signed_in(client, world.lsms)
    assert "Nobody has set anything yet" in words_of(page.get("/risk/markers/settings"))
    said = {
        "interim_days": "7",
        "usual_review_days": "90",
        "longest_review_days": "180",
        "grace_days": "0",
        "remind_days": "14",
        "panel_at_least": "2",
        "at_review": "lapse",
    }
    wrong = page.post("/risk/markers/settings", {**said, "interim_days": "99", "reason": "Agreed."})
    assert "Days for which an interim warning is shown: write a whole number from 1 to 28." in words_of(wrong)
    page.post("/risk/markers/settings", {**said, "reason": "Agreed in the committee."})
    shown = words_of(page.get("/risk/markers/settings"))
    assert "Lee Stone" in shown
    assert "Agreed in the committee." in shown
    assert PATIENT.name not in shown
