"""Days off from a file: only what belongs to somebody in a report is kept, once, and corrections end what was before."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.conftest import AppClient
from tests.taken_away import rows_of
from tests.world import World

from alongside.incidents.actions import Submitted
from alongside.incidents.duties.standing import local_day_of
from alongside.incidents.models import Absence, Incident
from alongside.incidents.reporting.actions import withdraw_report
from alongside.incidents.triage.connecting import merge_reports, part_reports
from alongside.ledger.clock import now
from alongside.ledger.models import Entry
from alongside.people.actions import actor_for

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], AppClient]
HEAD = "Email,Start date,End date,Absence ID,Type"


@pytest.fixture
def incident(report: Callable[..., Submitted]) -> Incident:
    return report().incident


@pytest.fixture
def today(incident: Incident) -> date:
    return local_day_of(incident, now())


def send(client: AppClient, text: str, **named: str) -> Any:
    file = SimpleUploadedFile("absences.csv", text.encode())
    return client.post("/incidents/absences", {"file": file, "order": "dmy", **named})


def signed_in(answer: Any) -> str:
    """What was shown, as the page holds it."""
    return str(answer.content.decode().split('name="plan" value="')[1].split('"')[0])


def take(client: AppClient, answer: Any) -> Any:
    return client.post("/incidents/absences/take-over", {"plan": signed_in(answer)})


def test_a_file_is_shown_first_and_written_only_then(incident: Incident, sign_in: SignIn, today: date) -> None:
    lsms = sign_in("lsms")
    answer = send(lsms, f"{HEAD}\nnurse@example.org,{today},,A1,Sickness\nstranger@example.org,{today},,A2,Flu\n")
    shown = answer.content.decode()
    assert "1 of 2 rows would be taken over" in shown
    assert "1 row fit" in shown
    assert "stranger" not in shown
    assert not Absence.objects.exists()
    assert take(lsms, answer).status_code == 302
    row = Absence.objects.get()
    assert (row.source, row.external_reference, row.first_day, row.last_day) == ("staff_system", "A1", today, None)


def look(client: AppClient, answer: Any, query: str) -> Any:
    """Another page of what was shown, or a file of it."""
    return client.post(f"/incidents/absences/look?{query}", {"plan": signed_in(answer)})


def test_every_row_of_a_long_file_is_shown_a_page_at_a_time_before_all_are_taken_over(
    incident: Incident, sign_in: SignIn, today: date
) -> None:
    lsms = sign_in("lsms")
    first = send(lsms, HEAD + "\n" + "".join(f"nurse@example.org,{today},,A{n},\n" for n in range(60)))
    rows = re.compile(r"Row (\d+): report")
    page, seen = first, []
    for number in (1, 2, 3):
        said = page.content.decode()
        assert "60 of 60 rows would be taken over" in said
        assert ("Rows before these" in said, "Rows after these" in said) == (number > 1, number < 3)
        seen += [int(found) for found in rows.findall(said)]
        page = look(lsms, page, f"page={number + 1}")
    assert seen == list(range(2, 62))
    assert not Absence.objects.exists(), "looking writes nothing"
    assert take(lsms, look(lsms, first, "page=2")).status_code == 302
    assert Absence.objects.count() == 60, "all are taken over, whichever page is open"


def test_all_that_would_be_taken_over_is_taken_away_as_a_file(incident: Incident, sign_in: SignIn, today: date) -> None:
    lsms = sign_in("lsms")
    text = f"{HEAD}\nnurse@example.org,{today},,A1,\nnurse@example.org,{today},{today},A2,Light duties\n"
    heading, first, second = rows_of(look(lsms, send(lsms, text), "format=csv"))
    assert heading == ["Row", "Report", "Kind", "First day", "Last day", "Taken over before"]
    assert first[:2] == ["2", incident.reference]
    assert second[3:5] == [today.isoformat(), today.isoformat()]
    assert Entry.objects.filter(verb="account.exported", details__contains="days-off-that-fit").count() == 1
    assert look(lsms, send(lsms, text), "format=xlsx").status_code == 200


def test_what_another_was_shown_cannot_be_looked_at(incident: Incident, sign_in: SignIn, today: date) -> None:
    answer = send(sign_in("lsms"), f"{HEAD}\nnurse@example.org,{today},,A1,\n")
    told = look(sign_in("outsider"), answer, "page=1")
    assert (told.status_code, incident.reference in told.content.decode()) == (409, False)


def test_the_same_file_again_adds_nothing_and_an_end_corrects(incident: Incident, sign_in: SignIn, today: date) -> None:
    lsms = sign_in("lsms")
    first = f"{HEAD}\nNURSE@example.org,{today},,A1,\n"
    answer = send(lsms, first)
    take(lsms, answer)
    take(lsms, answer)
    assert Absence.objects.count() == 1
    assert "There is nothing to take over" in send(lsms, first).content.decode()
    ended = send(lsms, f"{HEAD}\nnurse@example.org,{today},{today + timedelta(days=2)},A1,\n")
    assert "corrects what was taken over before" in ended.content.decode()
    take(lsms, ended)
    assert [row.ended_at is None for row in Absence.objects.order_by("pk")] == [False, True]


def test_a_row_that_cannot_be_read_is_told_by_its_line(incident: Incident, sign_in: SignIn, today: date) -> None:
    text = f"{HEAD}\nnurse@example.org,someday,,A1,\nnurse@example.org,{today},{today - timedelta(days=3)},A2,\n"
    shown = send(sign_in("lsms"), text).content.decode()
    assert "Row 2:" in shown
    assert "Row 3: The last day is before the first." in shown


def test_an_absence_long_after_or_before_belongs_to_nobody(incident: Incident, sign_in: SignIn, today: date) -> None:
    text = f"{HEAD}\nnurse@example.org,{today - timedelta(days=3)},,A1,\nnurse@example.org,{today + timedelta(days=30)},,A2,\n"
    assert "2 rows fit nobody" in send(sign_in("lsms"), text).content.decode()


def test_an_absence_that_fits_two_reports_is_left_to_a_person(
    incident: Incident, report: Callable[..., Submitted], sign_in: SignIn, today: date
) -> None:
    report()
    shown = send(sign_in("lsms"), f"{HEAD}\nnurse@example.org,{today},,A1,\n").content.decode()
    assert "Enter it by hand." in shown


def test_joining_a_report_with_another_leaves_its_absences_with_who_was_hurt(
    incident: Incident, report: Callable[..., Submitted], sign_in: SignIn, today: date, world: World
) -> None:
    """Into a report that tells of nobody, and into one that tells of the same person: then it is hers once."""
    lsms, by = sign_in("lsms"), actor_for(world.lsms.user)
    merge_reports(report(affected=[]).incident, [incident], by=by)
    assert (
        f'/incidents/{incident.reference}">' in send(lsms, f"{HEAD}\nnurse@example.org,{today},,A1,\n").content.decode()
    )
    part_reports(incident, by=by)
    into = report().incident
    merge_reports(into, [incident], by=by)
    take(lsms, send(lsms, f"{HEAD}\nnurse@example.org,{today},,A1,\n"))
    assert Absence.objects.get().affected.incident == into


def test_an_absence_stays_where_it_was_taken_over_when_the_report_is_joined_or_taken_back(
    incident: Incident, report: Callable[..., Submitted], sign_in: SignIn, today: date, world: World
) -> None:
    lsms, by = sign_in("lsms"), actor_for(world.lsms.user)
    take(lsms, send(lsms, f"{HEAD}\nnurse@example.org,{today},,A1,\n"))
    into = report().incident
    merge_reports(into, [incident], by=by)
    take(lsms, send(lsms, f"{HEAD}\nnurse@example.org,{today},{today + timedelta(days=2)},A1,\n"))
    part_reports(incident, by=by)
    withdraw_report(incident, "", by=actor_for(world.nurse.user))
    take(lsms, send(lsms, f"{HEAD}\nnurse@example.org,{today},{today + timedelta(days=9)},A1,\n"))
    row = Absence.objects.get(ended_at=None)
    assert (row.affected.incident, row.last_day) == (incident, today + timedelta(days=9))


def test_days_off_after_a_report_that_was_taken_back_are_left_to_a_person(
    incident: Incident, report: Callable[..., Submitted], sign_in: SignIn, today: date, world: World
) -> None:
    """Unless another report fits: whoever takes one back often makes a new one."""
    lsms, text = sign_in("lsms"), f"{HEAD}\nnurse@example.org,{today},,A1,\n"
    withdraw_report(incident, "", by=actor_for(world.nurse.user))
    shown = send(lsms, text).content.decode()
    assert f"It may belong to {incident.reference}, which its reporter took back." in shown
    again = report().incident
    take(lsms, send(lsms, text))
    assert Absence.objects.get().affected.incident == again


def test_other_headings_are_named_once_and_kept(incident: Incident, sign_in: SignIn, today: date) -> None:
    lsms = sign_in("lsms")
    text = f"Who,Since\nnurse@example.org,{today}\n"
    refused = send(lsms, text)
    assert refused.status_code == 422
    assert "“who”" in refused.content.decode()
    take(lsms, send(lsms, text, email="Who", first_day="Since"))
    assert Absence.objects.count() == 1
    assert 'value="Since"' in lsms.get("/incidents/absences").content.decode()


@pytest.mark.parametrize("who", ["manager", "director", "nurse", "administrator"])
def test_only_who_writes_about_people_sends_a_file(who: str, incident: Incident, sign_in: SignIn) -> None:
    assert sign_in(who).get("/incidents/absences").status_code == 403


def test_what_another_was_shown_cannot_be_taken_over(
    incident: Incident, sign_in: SignIn, today: date, world: World
) -> None:
    answer = send(sign_in("lsms"), f"{HEAD}\nnurse@example.org,{today},,A1,\n")
    assert take(sign_in("outsider"), answer).status_code == 409
    assert not Absence.objects.exists()


@pytest.mark.parametrize("text", ["", "\0\0\0", "PK\x03\x04rubbish", HEAD])
def test_a_file_that_is_none_is_refused_in_words(text: str, incident: Incident, sign_in: SignIn) -> None:
    assert send(sign_in("lsms"), text).status_code in (200, 422)
