"""Two people at the same browser of a ward."""

from typing import Any

import pytest
from tests.conftest import AppClient
from tests.database.incidents.test_reporting_pages import SHORTEST, answer
from tests.world import World

from alongside.incidents.models import Draft, Incident
from alongside.incidents.reporting.actions import new_secret, start_draft
from alongside.incidents.reporting.entering import COOKIE, owner_of
from alongside.incidents.reporting.link_actions import open_door
from alongside.people.models import AccessLink, Place
from alongside.watch.models import Alarm

pytestmark = pytest.mark.django_db

SECRET_WORDS = "He put his hand under my tunic"
READS = ["/report/check", "/report/words", "/report/what", "/report/more/affected", "/report/erase"]


@pytest.fixture
def begun(sign_in: Any, world: World, ward: Place) -> AppClient:
    """The nurse's browser, with a report that she has begun."""
    browser = sign_in("nurse")
    browser.post("/report", {"organisation": world.organisation.code})
    browser.post("/report/danger", {"danger": "no"})
    browser.post("/report/words", {"account": SECRET_WORDS})
    return browser


@pytest.mark.parametrize(("who", "goes_on"), [("nurse", True), ("second_nurse", False), ("outsider", False)])
def test_only_who_began_a_report_goes_on_with_it(sign_in: Any, world: World, who: str, goes_on: bool) -> None:
    secret = new_secret()
    start_draft(world.organisation, secret, user_id=world.nurse.user_id, answers={"kinds": ["theft"]})
    browser = sign_in(who)
    browser.cookies[COOKIE] = secret
    found = browser.get("/report/check")
    assert (getattr(found, "url", "") != "/report?not=found") is goes_on
    browser.post("/report", {})
    assert Draft.objects.filter(user_id=world.nurse.user_id).exists()


def test_after_sign_out_the_next_person_reads_nothing(begun: AppClient) -> None:
    begun.post("/accounts/logout/")
    assert not begun.cookies[COOKIE].value
    for path in READS:
        page = begun.get(path)
        assert page.headers["Location"] == "/report?not=found"
    assert "/report/check" not in begun.get("/report").content.decode()


def test_a_session_that_ran_out_shows_nothing_until_she_signs_in_again(begun: AppClient, world: World) -> None:
    begun.cookies.pop("sessionid")
    for path in READS:
        assert begun.get(path).headers["Location"].startswith("/accounts/login/?next=/report/")
    assert "/report/check" not in begun.get("/report").content.decode()
    begun.force_login(world.users()["nurse"])
    assert SECRET_WORDS in begun.get("/report/check").content.decode()


def test_what_is_typed_after_the_session_ran_out_is_kept(begun: AppClient, world: World) -> None:
    begun.cookies.pop("sessionid")
    page = begun.post("/report/what", {"kinds": ["threat"]})
    assert page.headers["Location"] == "/accounts/login/?next=/report/when"
    assert Draft.objects.get().answers["kinds"] == ["threat"]
    page = begun.post("/report/where", {"where": ""})
    assert page.headers["Location"] == "/accounts/login/?next=/report/where"
    assert begun.post("/report/send").headers["Location"] == "/accounts/login/?next=/report/check"
    assert not Incident.objects.exists()


def test_danger_pressed_after_the_session_ran_out_rings_and_says_so(begun: AppClient) -> None:
    begun.cookies.pop("sessionid")
    assert begun.post("/report/danger", {"danger": "yes"}).headers["Location"] == "/report/help"
    page = begun.get("/report/help").content.decode()
    assert "People are being told" in page
    assert SECRET_WORDS not in page
    assert Alarm.objects.count() == 1


def test_no_browser_keeps_a_page_with_answers(begun: AppClient) -> None:
    for path in READS:
        assert begun.get(path).headers["Cache-Control"] == "no-store"


def test_she_goes_on_after_signing_in_somewhere_else(begun: AppClient, sign_in: Any, world: World) -> None:
    old = begun.cookies[COOKIE].value
    elsewhere = sign_in("nurse")
    assert "You have begun a report and not sent it" in elsewhere.get("/report").content.decode()
    assert elsewhere.post("/report", {"take_up": "yes"}).headers["Location"] == "/report/check"
    assert SECRET_WORDS in elsewhere.get("/report/check").content.decode()
    begun.cookies[COOKIE] = old
    assert begun.get("/report/check").headers["Location"] == "/report?not=found"
    answer(elsewhere, SHORTEST)
    elsewhere.post("/report/send")
    assert Incident.objects.get().reporter_user == world.nurse.user_id


@pytest.mark.parametrize("who", ["second_nurse", "manager", "outsider"])
def test_nobody_else_takes_it_up(begun: AppClient, sign_in: Any, who: str) -> None:
    browser = sign_in(who)
    assert "take_up" not in browser.get("/report").content.decode()
    assert browser.post("/report", {"take_up": "yes"}).headers["Location"] == "/report?not=found"
    assert AccessLink.objects.filter(purpose="report.draft", closed_at=None).count() == 1


def test_the_code_of_a_report_that_was_sent_goes_with_the_sign_out(begun: AppClient) -> None:
    answer(begun, SHORTEST)
    begun.post("/report/send")
    assert "data-code" in begun.get("/report/sent").content.decode()
    begun.post("/accounts/logout/")
    assert begun.get("/report/sent").headers["Location"] == "/report"


def test_what_was_begun_without_an_account_carries_no_name_unless_it_is_chosen(
    client: AppClient, world: World, ward: Place
) -> None:
    open_door(world.organisation)
    client.post("/report", {"organisation": world.organisation.code})
    client.post("/report/what", {"kinds": ["threat"]})
    client.force_login(world.users()["nurse"])
    page = client.get("/report").content.decode()
    assert "without signing in" in page
    assert "only if you choose that" in page
    answer(client, SHORTEST, you={"reporter": "contact", "name": "Vic Ames"}, who={"targets": ["patient"]})
    assert Draft.objects.get().user_id is None
    client.post("/report/send")
    incident = Incident.objects.get()
    assert (incident.reporter_user, incident.team) == (None, None)
    assert world.nurse.name not in str(list(incident.identities.values()))


def test_a_report_on_a_phone_belongs_to_whom_it_was_begun_by_and_nobody_else(
    client: AppClient, world: World, ward: Place
) -> None:
    open_door(world.organisation)
    said = {"key": "k" * 32, "door": f"of:{world.organisation.code}", "danger": "no", "kinds": ["threat"]}
    client.force_login(world.users()["nurse"])
    client.post("/report/whole/save", said | {"owner": ""})
    assert Draft.objects.get().user_id is None
    client.post("/report/whole/save", said | {"key": "j" * 32, "owner": owner_of(world.users()["nurse"])})
    assert Draft.objects.filter(user_id=world.nurse.user_id).count() == 1
    client.post("/report/whole/save", said | {"key": "m" * 32, "owner": owner_of(world.users()["lsms"])})
    assert Draft.objects.filter(user_id=world.nurse.user_id).count() == 1


def test_a_report_that_was_taken_up_elsewhere_is_not_begun_again_by_the_old_phone(
    sign_in: Any, world: World, ward: Place
) -> None:
    phone, desk = sign_in("nurse"), sign_in("nurse")
    said = {"key": "k" * 32, "door": f"of:{world.organisation.code}", "danger": "no", "kinds": ["threat"]}
    phone.post("/report/whole/save", said | {"owner": owner_of(world.users()["nurse"])})
    desk.post("/report", {"take_up": "yes"})
    refused = phone.post("/report/whole/save", said)
    assert refused.status_code == 410
    assert "somewhere else" in refused.json()["problem"]
    assert Draft.objects.count() == 1


def test_the_sign_of_an_owner_tells_nobody_who_it_is(sign_in: Any, world: World) -> None:
    told = sign_in("nurse").get("/report/whole/token").json()["owner"]
    assert len(told) >= 20
    assert world.nurse.user_id is not None
    assert world.nurse.user_id.hex[:8] not in told
    assert AppClient().get("/report/whole/token").json()["owner"] == ""


def test_what_was_written_for_a_report_that_the_browser_forgot_is_shown_to_be_copied(client: AppClient) -> None:
    page = {"HTTP_ACCEPT": "text/html", "HTTP_ORIGIN": "http://testserver", "HTTP_SEC_FETCH_SITE": "same-origin"}
    answer = client.post("/report/what", {"text": "He waited at the door, and then he struck her."}, **page)
    assert answer.status_code == 404
    assert "This report is not found in this browser any more" in answer.content.decode()
    assert "He waited at the door, and then he struck her." in answer.content.decode()
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert client.post("/report/what", {}, **page).headers["Location"] == "/report?not=found"
    stranger = page | {"HTTP_ORIGIN": "https://elsewhere.example", "HTTP_SEC_FETCH_SITE": "cross-site"}
    assert client.post("/report/what", {"text": "Something else."}, **stranger).status_code == 302
