"""A report as pages: saved at every step, sent once, its way in checked, nobody named who does not want to be."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.conftest import AppClient
from tests.files import JPEG
from tests.world import World

from alongside.incidents.models import Account, Connection, Draft, DraftFile, Exhibit, Incident
from alongside.incidents.reporting.doors import DRAFT
from alongside.incidents.reporting.link_actions import make_posters
from alongside.ledger.clock import now
from alongside.people.models import AccessLink, Place
from alongside.watch.models import Alarm

pytestmark = pytest.mark.django_db

SHORTEST: list[tuple[str, dict[str, Any]]] = [
    ("danger", {"danger": "no"}),
    ("what", {"kinds": ["non_physical_assault"]}),
    ("when", {"when": "now"}),
    ("where", {"where": "place", "where_place": "Ward 7, Northbrook Hospital"}),
    ("who", {"targets": ["me"], "injury": "none"}),
    ("by", {"responsible": ["relative"]}),
    ("police", {"police": "undecided"}),
    ("words", {"account": "He shouted at me about the wait."}),
    ("you", {"reporter": "account"}),
]


def begin(client: AppClient, path: str = "/report", **said: Any) -> Any:
    return client.post(path, said)


def answer(client: AppClient, steps: list[tuple[str, dict[str, Any]]], **changed: dict[str, Any]) -> Any:
    """Answers one page after the other, each where the one before led."""
    page = None
    for name, said in steps:
        page = client.post(f"/report/{name}", changed.get(name, said))
        assert page.status_code == 302, page.content.decode()
    return page


def test_a_nurse_reports_and_sees_reference_and_code(sign_in: Any, world: World, ward: Place) -> None:
    browser = sign_in("nurse")
    begin(browser, organisation=world.organisation.code)
    answer(browser, SHORTEST)
    assert "Ward 7, Northbrook Hospital" in browser.get("/report/check").content.decode()
    assert browser.post("/report/send").headers["Location"] == "/report/sent"
    page = browser.get("/report/sent").content.decode()
    incident = Incident.objects.get()
    assert incident.reference in page
    assert (incident.place, incident.team, incident.source) == (ward, world.team, "web")
    assert incident.reporter_user == world.nurse.user_id
    assert incident.affected.get().identity.staff == world.nurse
    assert incident.affected.get().injury == "none"
    assert incident.responsible.get().kind == "relative"
    assert Account.objects.get().text == "He shouted at me about the wait."


def test_the_code_opens_the_report(sign_in: Any, world: World, ward: Place) -> None:
    from alongside.incidents.references import follow_secret
    from alongside.people.queries import link_of

    browser = sign_in("nurse")
    begin(browser, organisation=world.organisation.code)
    answer(browser, SHORTEST)
    browser.post("/report/send")
    page = browser.get("/report/sent").content.decode()
    code = re.search(r"data-code>([0-9A-Z-]+)<", page)
    assert code
    link = link_of(follow_secret(Incident.objects.get().reference, code[1]), "report.follow")
    assert link
    assert link.subject_id == Incident.objects.get().pk
    saved = browser.get("/report/sent.txt")
    assert code[1] in saved.content.decode()
    assert "attachment" in saved.headers["Content-Disposition"]


def test_every_answer_is_saved_at_its_step(sign_in: Any, world: World, ward: Place) -> None:
    browser = sign_in("nurse")
    begin(browser, organisation=world.organisation.code)
    for number in range(len(SHORTEST)):
        name, said = SHORTEST[number]
        answer(browser, [(name, said)])
        kept = Draft.objects.get().answers
        assert all(kept[field] == value for field, value in said.items())
        assert "nhsuk-back-link" in browser.get(f"/report/{name}").content.decode()


def test_sent_twice_is_sent_once_and_tells_the_same(sign_in: Any, world: World, ward: Place) -> None:
    browser = sign_in("nurse")
    begin(browser, organisation=world.organisation.code)
    answer(browser, SHORTEST)
    browser.post("/report/send")
    first = browser.get("/report/sent").content
    browser.post("/report/send")
    assert re.findall(rb"data-code>[^<]+", first) == re.findall(
        rb"data-code>[^<]+", browser.get("/report/sent").content
    )
    assert Incident.objects.count() == 1
    assert Draft.objects.get().answers == {}


def test_after_sending_the_back_button_leads_to_what_was_sent(sign_in: Any, world: World, ward: Place) -> None:
    browser = sign_in("nurse")
    begin(browser, organisation=world.organisation.code)
    answer(browser, SHORTEST)
    browser.post("/report/send")
    assert browser.get("/report/what").headers["Location"] == "/report/sent"
    assert browser.post("/report/what", {"kinds": ["theft"]}).headers["Location"] == "/report/sent"
    assert Incident.objects.get().kinds == ["non_physical_assault"]


def test_the_code_goes_from_a_shared_screen(sign_in: Any, world: World, ward: Place) -> None:
    browser = sign_in("nurse")
    begin(browser, organisation=world.organisation.code)
    answer(browser, SHORTEST)
    browser.post("/report/send")
    browser.post("/report/finish")
    assert browser.get("/report/sent").headers["Location"] == "/report"


def test_what_is_missing_is_said_and_nothing_is_sent(sign_in: Any, world: World, ward: Place) -> None:
    browser = sign_in("nurse")
    begin(browser, organisation=world.organisation.code)
    answer(browser, SHORTEST[:3])
    page = browser.post("/report/send")
    assert page.status_code == 422
    assert "Choose where it happened" in page.content.decode()
    assert Incident.objects.count() == 0
    assert browser.post("/report/where", {}).status_code == 422
    assert Draft.objects.get().answers["kinds"] == ["non_physical_assault"]


@pytest.mark.parametrize(
    ("step", "said", "words"),
    [
        ("what", {"kinds": ["nonsense"]}, "Choose from the list"),
        ("when", {"when": "other", "when_date": "2999-01-01"}, "not in the future"),
        ("when", {"when": "other", "when_date": "31/02/2026"}, "Write a day"),
        ("words", {"account": "x" * 20_001}, "20,001"),
        ("you", {"reporter": "contact", "name": "n" * 500}, "at most 120"),
        ("you", {"reporter": "contact", "phone": "020 7946 0000"}, "Write your name, or choose"),
    ],
)
def test_odd_answers_are_asked_again_with_what_was_typed(
    sign_in: Any, world: World, ward: Place, step: str, said: dict[str, Any], words: str
) -> None:
    browser = sign_in("nurse")
    begin(browser, organisation=world.organisation.code)
    answer(browser, SHORTEST[:2])
    page = browser.post(f"/report/{step}", said)
    assert page.status_code == 422
    assert words in page.content.decode()
    typed = [value for value in said.values() if isinstance(value, str) and len(value) > 10]
    assert all(value in page.content.decode() for value in typed)


def test_a_nul_is_refused_and_the_answers_are_kept(sign_in: Any, world: World, ward: Place) -> None:
    browser = sign_in("nurse")
    begin(browser, organisation=world.organisation.code)
    answer(browser, SHORTEST[:3])
    assert browser.post("/report/words", {"account": "a\x00b"}).status_code == 400
    assert Draft.objects.get().answers["kinds"] == ["non_physical_assault"]


def test_anonymous_leaves_no_trace_of_who_it_was(sign_in: Any, world: World, ward: Place, everything: Any) -> None:
    browser = sign_in("nurse")
    begin(browser, organisation=world.organisation.code)
    browser.post("/report/words", {"account": "x", "files": [SimpleUploadedFile("a.jpg", JPEG)]})
    before = everything()
    answer(browser, SHORTEST, you={"reporter": "anonymous", "anonymous_because": "colleagues"})
    browser.post("/report/send")
    incident = Incident.objects.get()
    assert (incident.anonymous, incident.anonymous_because, incident.source) == (True, "colleagues", "link")
    assert incident.team is None
    assert Exhibit.objects.count() == 1
    new = everything() - before
    assert new
    traces = [world.nurse.name, str(world.nurse.pk), str(world.nurse.user_id), "nurse@", '"nurse"']
    found = [(table, trace) for table, text in new for trace in traces if trace in text and table != "django_session"]
    assert found == []


@pytest.fixture
def everything(db: None) -> Any:
    """Every row of every table, as text."""
    from django.db import connection

    def read() -> set[tuple[str, str]]:
        rows: set[tuple[str, str]] = set()
        with connection.cursor() as cursor:
            for table in connection.introspection.table_names(cursor):
                cursor.execute(f'SELECT row_to_json(t)::text FROM "{table}" AS t')
                rows |= {(table, text) for (text,) in cursor.fetchall()}
        return rows

    return read


def test_a_draft_that_becomes_anonymous_forgets_its_account_at_once(sign_in: Any, world: World, ward: Place) -> None:
    browser = sign_in("nurse")
    begin(browser, organisation=world.organisation.code)
    assert Draft.objects.get().user_id == world.nurse.user_id
    browser.post("/report/you", {"reporter": "anonymous"})
    assert Draft.objects.get().user_id is None


def test_in_danger_rings_and_the_report_goes_on(sign_in: Any, world: World, ward: Place) -> None:
    browser = sign_in("nurse")
    begin(browser, organisation=world.organisation.code)
    assert browser.post("/report/danger", {"danger": "yes"}).headers["Location"] == "/report/help"
    alarm = Alarm.objects.get()
    assert alarm.worker == world.nurse
    assert "People are being told" in browser.get("/report/help").content.decode()
    browser.post("/report/danger", {"danger": "yes"})
    assert Alarm.objects.get().events.filter(name="Pressed").count() == 0
    answer(browser, SHORTEST[1:])
    browser.post("/report/send")
    incident = Incident.objects.get()
    assert incident.danger_now
    assert Connection.objects.get(incident=incident).object_id == alarm.pk


def test_in_danger_without_an_account_rings_for_the_place(client: AppClient, world: World, ward: Place) -> None:
    poster = make_posters([ward])[0]
    begin(client, f"/report/at/{poster.secret}")
    client.post("/report/danger", {"danger": "yes"})
    alarm = Alarm.objects.get()
    assert (alarm.worker.name, alarm.worker.active) == ("Caller at Ward 7, Northbrook Hospital", False)
    assert any("Ward 7" in str(event.content) for event in alarm.events.all())
    client.post("/report/help", {"text": "By the lift, 07700 900123"})
    assert any("By the lift" in str(event.content) for event in alarm.events.all())


def test_an_alarm_that_cannot_be_raised_loses_no_answer(
    sign_in: Any, world: World, ward: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("no watch today")

    monkeypatch.setattr("alongside.incidents.alarms.ask_for_help", broken)
    browser = sign_in("nurse")
    begin(browser, organisation=world.organisation.code)
    browser.post("/report/danger", {"danger": "yes"})
    page = browser.get("/report/help").content.decode()
    assert "We could not tell anyone" in page
    assert Draft.objects.get().answers["danger"] == "yes"
    answer(browser, SHORTEST[1:])
    browser.post("/report/send")
    assert Incident.objects.get().danger_now


def test_an_anonymous_report_is_not_tied_to_the_alarm(sign_in: Any, world: World, ward: Place) -> None:
    browser = sign_in("nurse")
    begin(browser, organisation=world.organisation.code)
    browser.post("/report/danger", {"danger": "yes"})
    answer(browser, SHORTEST[1:], you={"reporter": "anonymous"})
    browser.post("/report/send")
    assert Incident.objects.get().anonymous
    assert not Connection.objects.exists()
    assert Draft.objects.get().help_alarm is None


def test_files_are_kept_while_writing_and_go_with_the_report(sign_in: Any, world: World, ward: Place) -> None:
    browser = sign_in("nurse")
    begin(browser, organisation=world.organisation.code)
    page = browser.post(
        "/report/words", {"account": "See picture", "add": "yes", "files": [SimpleUploadedFile("a.jpg", JPEG)]}
    )
    assert "a.jpg" in page.content.decode()
    assert DraftFile.objects.get().file.received_name == "Whoever writes a report"
    refused = browser.post(
        "/report/words", {"account": "See picture", "files": [SimpleUploadedFile("run.exe", b"MZ" + b"0" * 500)]}
    )
    assert refused.status_code == 422
    assert "cannot be taken in" in refused.content.decode()
    assert Draft.objects.get().answers["account"] == "See picture"
    answer(browser, SHORTEST)
    browser.post("/report/send")
    assert Exhibit.objects.get().file.name == "a.jpg"
    assert not DraftFile.objects.exists()


def test_a_file_that_was_taken_out_is_erased(sign_in: Any, world: World, ward: Place, service_role: Any) -> None:
    from alongside.incidents.reporting.retention import erase_taken_out_files

    browser = sign_in("nurse")
    begin(browser, organisation=world.organisation.code)
    browser.post("/report/words", {"add": "yes", "files": [SimpleUploadedFile("a.jpg", JPEG)]})
    held = DraftFile.objects.get()
    browser.post(f"/report/files/{held.pk}/take-out")
    with service_role():
        assert erase_taken_out_files() == 1
    held.file.refresh_from_db()
    assert held.file.erased_at is not None


def test_a_draft_is_erased_after_thirty_days_with_its_files(
    sign_in: Any, world: World, ward: Place, service_role: Any
) -> None:
    from alongside.evidence.models import StoredFile
    from alongside.incidents.reporting.retention import erase_old_drafts

    browser = sign_in("nurse")
    begin(browser, organisation=world.organisation.code)
    browser.post("/report/words", {"add": "yes", "files": [SimpleUploadedFile("a.jpg", JPEG)]})
    with service_role():
        assert erase_old_drafts() == 0
    Draft.objects.update(changed_at=now() - timedelta(days=31))
    with service_role():
        assert erase_old_drafts() == 1
    assert StoredFile.objects.get().erased_at is not None
    assert not Draft.objects.exists()
    assert not AccessLink.objects.filter(purpose=DRAFT).exists()


def test_more_people_and_things_can_be_added(sign_in: Any, world: World, ward: Place) -> None:
    browser = sign_in("nurse")
    begin(browser, organisation=world.organisation.code)
    answer(browser, SHORTEST, what={"kinds": ["theft"]})
    assert "It helps" in browser.get("/report/check").content.decode()
    wrong = browser.post("/report/more/property", {"property-0-kind": "it", "property-0-value": "a lot"})
    assert wrong.status_code == 422
    row = {"property-0-kind": "it", "property-0-loss": "stolen", "property-0-value": "1,200.50"}
    browser.post("/report/more/property", row)
    two = {"responsible_people-0-kind": "relative", "responsible_people-0-name": "Arno Velt"}
    two |= {"responsible_people-1-kind": "unknown", "responsible_people-1-how_many": "3"}
    browser.post("/report/more/responsible_people", two)
    browser.post("/report/more/witnesses", {"witnesses-0-name": "Wes Oak", "witnesses-0-phone": "07700 900111"})
    browser.post("/report/send")
    incident = Incident.objects.get()
    assert incident.property_items.get().value_pence == 120_050
    assert [(one.kind, one.how_many) for one in incident.responsible.all()] == [("relative", 1), ("unknown", 3)]
    assert incident.identities.filter(part="witness").get().name == "Wes Oak"


def test_erased_before_sending_nothing_is_left_to_go_on_with(sign_in: Any, world: World, ward: Place) -> None:
    browser = sign_in("nurse")
    begin(browser, organisation=world.organisation.code)
    answer(browser, SHORTEST)
    assert browser.get("/report/erase").status_code == 200
    browser.post("/report/erase")
    assert Draft.objects.get().answers == {}
    assert browser.get("/report/check").headers["Location"] == "/report?not=found"
