"""A flood from one address is slowed, with a page that says what to do; honest people report, and help always gets through."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.conftest import AppClient
from tests.database.incidents.test_reporting_pages import SHORTEST, answer
from tests.database.incidents.test_reporting_whole import ANSWERS
from tests.files import JPEG
from tests.world import World

from alongside.incidents.models import Draft, DraftFile, Incident
from alongside.incidents.reporting.link_actions import make_posters
from alongside.people.knocks import knock
from alongside.people.models import Knock, Place
from alongside.people.retention import forget_knocks
from alongside.watch.models import Alarm

pytestmark = pytest.mark.django_db

SECRET = "s" * 32
POSTER = f"/report/at/{SECRET}"


@pytest.fixture(autouse=True)
def poster(world: World, ward: Place, settings: Any, within_a_window: None) -> None:
    make_posters([ward], secrets=[SECRET])
    settings.REPORTS_PER_ADDRESS = 2


def begin(address: str = "203.0.113.7", **said: str) -> tuple[AppClient, Any]:
    stranger = AppClient(REMOTE_ADDR=address)
    return stranger, stranger.post(POSTER, said)


def test_the_third_from_one_address_is_asked_to_wait_and_told_what_to_do() -> None:
    begin()
    begin()
    _, page = begin()
    assert page.status_code == 429
    assert 0 < int(page.headers["Retry-After"]) <= 900
    words = page.content.decode()
    assert "mobile data" in words
    assert "Someone is in danger now" in words
    assert Draft.objects.count() == 2
    assert begin("198.51.100.9")[1].status_code == 302


def test_what_was_begun_is_finished_and_sent_in_the_middle_of_a_flood() -> None:
    honest, _ = begin()
    begin()
    assert begin()[1].status_code == 429
    you = {"reporter": "contact", "name": "Vic Ames"}
    answer(honest, [one for one in SHORTEST if one[0] != "where"], you=you)
    honest.post("/report/send")
    assert Incident.objects.count() == 1


def test_somebody_with_an_account_is_never_kept_waiting(sign_in: Any, world: World) -> None:
    for _ in range(3):
        page = sign_in("nurse").post("/report", {"organisation": world.organisation.code})
        assert page.status_code == 302


def test_help_gets_through_from_the_page_that_asks_to_wait(sign_in: Any) -> None:
    begin()
    begin()
    _, page = begin(danger="yes")
    assert page.status_code == 429
    assert "People are being told that someone is in danger at Ward 7" in page.content.decode()
    alarm = Alarm.objects.get()
    assert alarm.worker.name == "More callers without an account"
    assert any("Ward 7" in str(event.content) for event in alarm.events.all())
    assert "More callers" in sign_in("operator").get("/response").content.decode()


def test_a_report_on_a_phone_waits_there_and_help_rings_at_once() -> None:
    begin()
    begin()
    phone = AppClient(REMOTE_ADDR="203.0.113.7")
    said = {"key": "k" * 32, "door": f"at:{SECRET}", **ANSWERS}
    waits = phone.post("/report/whole/save", {**said, "danger": "yes"})
    assert waits.status_code == 429
    assert "kept on this phone" in waits.json()["problem"]
    assert waits.json()["help"] == "told"
    assert Alarm.objects.count() == 1
    Knock.objects.all().delete()
    again = phone.post("/report/whole/save", {**said, "danger": "yes", "call": waits.json()["call"]})
    assert again.json()["help"] == "told"
    assert Alarm.objects.count() == 1
    assert Draft.objects.order_by("-made_at")[0].help_alarm == Alarm.objects.get().pk


@pytest.mark.parametrize("call", ["nonsense", "a:b:c", ""])
def test_a_call_that_we_did_not_sign_is_not_believed(call: str) -> None:
    phone = AppClient()
    said = {"key": "k" * 32, "door": f"at:{SECRET}", **ANSWERS, "danger": "yes", "call": call}
    phone.post("/report/whole/save", said)
    assert Alarm.objects.get().worker.name == "Caller at Ward 7, Northbrook Hospital"


def test_a_flood_of_files_is_slowed_and_the_answers_stay(settings: Any) -> None:
    settings.FILES_PER_ADDRESS = len(JPEG) + 10
    stranger, _ = begin()
    first = {"account": "See picture", "add": "yes", "files": [SimpleUploadedFile("a.jpg", JPEG)]}
    stranger.post("/report/words", first)
    more = {"account": "See picture", "files": [SimpleUploadedFile("b.jpg", JPEG + b"1")]}
    page = stranger.post("/report/words", more)
    assert page.status_code == 422
    assert "Many files are coming from your network" in page.content.decode()
    assert DraftFile.objects.count() == 1
    assert Draft.objects.get().answers["account"] == "See picture"


def test_the_last_ten_minutes_count_and_not_the_clock(later: Any) -> None:
    assert all(knock("a", "b", most=10).is_let_in for _ in range(10))
    refused = knock("a", "b", most=10)
    assert not refused.is_let_in
    later(minutes=21)
    assert all(knock("a", "b", most=10).is_let_in for _ in range(10))


@pytest.mark.parametrize("most", [1, 2, 10])
@pytest.mark.parametrize("after", [0, 5, 9.9])
@pytest.mark.parametrize("weight", [0, 1])
def test_who_waits_as_long_as_they_are_told_is_let_in_and_not_before(
    later: Any, most: int, after: float, weight: int
) -> None:
    later(minutes=after)
    for _ in range(most):
        knock("a", "b", most=most)
    for _ in range(2):
        wait = knock("a", "b", most=most - 1 + weight, weight=weight).wait_s
        assert wait > 1
        later(seconds=wait - 2)
        assert not knock("a", "b", most=most - 1 + weight, weight=weight).is_let_in
        later(seconds=2)
        assert knock("a", "b", most=most - 1 + weight, weight=weight).is_let_in
        while knock("a", "b", most=most).is_let_in:
            pass


def test_what_is_too_much_at_any_time_is_let_in_never() -> None:
    assert knock("a", "b", most=10, weight=11).wait_s >= 1
    assert not Knock.objects.exists()


def test_who_is_not_let_in_is_not_counted() -> None:
    knock("a", "b", most=1)
    for _ in range(5):
        assert not knock("a", "b", most=1).is_let_in
    assert Knock.objects.get().number == 1


def test_nobody_can_read_who_came(later: Any, service_role: Any) -> None:
    begin()
    kept = str(list(Knock.objects.values()))
    assert "203.0.113.7" not in kept
    later(minutes=30)
    with service_role():
        assert forget_knocks() >= 1
    assert not Knock.objects.exists()


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("2001:db8:1:2:3::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:203.0.113.7", "203.0.113.7", True),
        ("", "", True),
    ],
)
def test_one_customer_of_a_provider_is_one_address(one: str, other: str, is_same: bool) -> None:
    begin(one)
    begin(other)
    assert (begin(one)[1].status_code == 429) is is_same
