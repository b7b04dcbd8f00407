"""How long somebody stays signed in, and where."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.contrib.sessions.models import Session as EarlierSession
from django.core import cache as counters
from django.db import connection
from tests.conftest import AppClient
from tests.taken_away import whole
from tests.world import PASSWORD, World

from alongside.ledger.clock import now
from alongside.ledger.keys import new_id
from alongside.ledger.models import Entry
from alongside.people.browsers import name_browser
from alongside.people.models import Session
from alongside.people.retention import forget_sign_ins

pytestmark = pytest.mark.django_db

PAGE = "/accounts/signed-in/"
PHONE = (
    "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0 Mobile Safari/537.36"
)
DESK = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0 Safari/537.36 Edg/141.0"
HOURS, DAYS = 1.0, 24.0


@pytest.fixture(autouse=True)
def nobody_has_tried_yet() -> Iterator[None]:
    """How often somebody signed in is counted in the cache, which no test takes back."""
    counters.cache.clear()
    yield
    counters.cache.clear()


@pytest.fixture
def time_moves(later: Callable[..., None]) -> Callable[[float], None]:
    """Moves the one clock forward by so many hours."""
    return lambda hours: later(hours=hours)


def signs_in(user_agent: str = PHONE, *, remember: bool = False, who: str = "nurse") -> AppClient:
    client = AppClient(headers={"User-Agent": user_agent})
    form = {"login": who, "password": PASSWORD} | ({"remember": "on"} if remember else {})
    assert client.post("/accounts/login/", form).status_code == 302
    return client


def is_in(client: AppClient) -> bool:
    return client.get("/my-safety/now").status_code == 200


def test_who_goes_on_using_it_stays_signed_in_longer_than_the_session_lasts(world: World, time_moves: Any) -> None:
    phone = signs_in()
    for _ in range(4):
        time_moves(11 * HOURS)
        assert is_in(phone)


def test_who_does_nothing_for_twelve_hours_is_signed_out(world: World, time_moves: Any) -> None:
    phone = signs_in()
    time_moves(12.1 * HOURS)
    assert not is_in(phone)


def test_a_session_that_was_not_kept_ends_with_the_browser(world: World) -> None:
    assert signs_in().cookies["sessionid"]["max-age"] == ""


def test_a_phone_that_is_kept_signed_in_lasts_ninety_days_from_its_last_use(world: World, time_moves: Any) -> None:
    phone = signs_in(remember=True)
    assert phone.cookies["sessionid"]["max-age"] == 90 * 24 * 3600
    for _ in range(2):
        time_moves(89 * DAYS)
        assert is_in(phone)
        assert phone.cookies["sessionid"]["max-age"] == 90 * 24 * 3600
    time_moves(90.1 * DAYS)
    assert not is_in(phone)


def test_use_is_written_down_once_an_hour(world: World, time_moves: Any) -> None:
    phone = signs_in()
    used = Session.objects.get().used_at
    time_moves(0.9 * HOURS)
    assert is_in(phone)
    assert Session.objects.get().used_at == used
    time_moves(0.2 * HOURS)
    assert is_in(phone)
    assert Session.objects.get().used_at > used


def test_an_open_desk_keeps_its_operator_signed_in(world: World, time_moves: Any) -> None:
    desk = signs_in(DESK, who="operator")
    for _ in range(2):
        time_moves(11 * HOURS)
        desk.get("/response/live")
    assert desk.get("/response").status_code == 200


def test_the_sign_in_page_asks_whether_to_stay(client: AppClient, world: World) -> None:
    page = client.get("/accounts/login/").content.decode()
    assert "Keep me signed in on this phone" in page
    assert "Only if nobody else uses it." in page


def test_one_sees_where_one_is_signed_in_and_nobody_elses_devices(world: World) -> None:
    phone = signs_in(remember=True)
    signs_in(DESK)
    signs_in("Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/140.0", who="manager")
    page = phone.get(PAGE).content.decode()
    assert "Chrome on Android, kept signed in" in page
    assert "Edge on Windows" in page
    assert "Firefox" not in page
    keys = Session.objects.values_list("session_key", flat=True)
    assert [key for key in keys if key in page] == []


def test_a_device_that_is_signed_out_is_out(world: World) -> None:
    desk, phone = signs_in(DESK), signs_in(remember=True)
    lost = Session.objects.get(remembered=True)
    page = desk.post(f"{PAGE}{lost.public_id}/sign-out/", follow=True).content.decode()
    assert "That device is signed out." in page
    assert not is_in(phone)
    assert is_in(desk)
    entry = Entry.objects.get(verb="session.ended")
    assert (entry.actor_name, entry.organisation_id) == (world.nurse.name, world.organisation.pk)
    assert "Chrome on Android" in entry.details


def test_all_other_devices_are_signed_out_at_once(world: World) -> None:
    desk, phone, manager = signs_in(DESK), signs_in(), signs_in(who="manager")
    assert "Your other devices are signed out." in desk.post(f"{PAGE}others/sign-out/", follow=True).content.decode()
    assert (is_in(desk), is_in(phone)) == (True, False)
    assert manager.get("/response").status_code == 200


def test_nobody_signs_out_somebody_elses_device(world: World) -> None:
    phone, manager = signs_in(), signs_in(who="manager")
    of_the_nurse = Session.objects.get(user=world.nurse.user_id)
    assert manager.post(f"{PAGE}{of_the_nurse.public_id}/sign-out/").status_code == 404
    assert is_in(phone)


def test_a_new_password_signs_the_other_devices_out(world: World) -> None:
    desk, phone = signs_in(DESK), signs_in(remember=True)
    new = "seven quiet herons fishing"
    changed = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert desk.post("/accounts/password/change/", changed).status_code in (200, 302)
    assert (is_in(desk), is_in(phone)) == (True, False)
    assert Session.objects.filter(user=world.nurse.user_id).count() == 1


def test_whoever_was_signed_in_before_this_version_still_is(world: World) -> None:
    phone = signs_in()
    row = Session.objects.get()
    EarlierSession.objects.create(
        session_key=row.session_key, session_data=row.session_data, expire_date=row.expire_date
    )
    Session.objects.all().delete()
    assert not is_in(phone)
    phone.cookies["sessionid"] = row.session_key
    with connection.cursor() as cursor:
        cursor.execute(import_module("alongside.people.migrations.0006_keep_people_signed_in").TAKE_OVER)
    assert is_in(phone)
    assert Session.objects.get().user_id == world.nurse.user_id


def sign_ins_on(page: str) -> list[str]:
    rows = page.split("<tbody")[1].split("</tbody>")[0].split("<tr")[1:] if "<tbody" in page else []
    return [
        "Wrong" if "Wrong" in row else "now" if "Signed in now" in row else "out" if "Signed out" in row else "over"
        for row in rows
    ]


def test_one_sees_when_somebody_signed_in_as_oneself_or_tried_to_and_what_became_of_it(
    world: World, time_moves: Any
) -> None:
    phone = signs_in(remember=True)
    gone = signs_in(DESK)
    gone.post("/accounts/logout/")
    signs_in(DESK)
    time_moves(13 * HOURS)
    wrong = AppClient(headers={"User-Agent": DESK})
    assert wrong.post("/accounts/login/", {"login": "NURSE@example.org", "password": "penguin"}).status_code == 200
    wrong.post("/accounts/login/", {"login": "nobody-of-that-name", "password": "penguin"})
    signs_in(who="manager")
    page = phone.get("/accounts/sign-ins/").content.decode()
    assert sign_ins_on(page) == ["Wrong", "over", "out", "now"]
    assert sign_ins_on(phone.get("/accounts/sign-ins/?search=android").content.decode()) == ["now"]
    assert sign_ins_on(phone.get("/accounts/sign-ins/?state=refused").content.decode()) == ["Wrong"]
    assert sign_ins_on(phone.get("/accounts/sign-ins/?state=ended").content.decode()) == ["over", "out"]
    assert sign_ins_on(phone.get("/accounts/sign-ins/?last=2020-01-01").content.decode()) == []
    rows = whole(phone.get("/accounts/sign-ins/?format=csv")).decode("utf-8-sig").splitlines()
    assert len(rows) == 5
    assert "Wrong password" in rows[1]
    assert Entry.objects.get(verb="account.exported").actor_name == world.nurse.name


def test_a_device_that_is_signed_out_from_elsewhere_says_when(world: World) -> None:
    desk, _ = signs_in(DESK), signs_in()
    desk.post(f"{PAGE}others/sign-out/")
    assert sign_ins_on(desk.get("/accounts/sign-ins/").content.decode()) == ["out", "now"]


def test_sign_ins_are_forgotten_after_ninety_days(world: World, time_moves: Any) -> None:
    phone = signs_in(remember=True)
    time_moves(89 * DAYS)
    assert is_in(phone)
    assert forget_sign_ins() == 0
    time_moves(2 * DAYS)
    assert forget_sign_ins() == 1
    assert "Nothing is noted yet." in phone.get("/accounts/sign-ins/").content.decode()


def test_many_devices_are_searched_narrowed_and_turned_over(world: World) -> None:
    phone = signs_in(remember=True)
    others = Session(
        user=world.nurse.user, device="Edge on Windows", used_at=now(), expire_date=now() + timedelta(days=1)
    )
    for number in range(26):
        others.pk, others.public_id = f"another-{number}", new_id()
        others.save(force_insert=True)

    def devices(query: str) -> int:
        page = phone.get(f"{PAGE}?{query}").content.decode()
        return page.split("<tbody")[1].split("</tbody>")[0].count("<tr") if "<tbody" in page else 0

    assert [devices(query) for query in ("", "page=2", "page=3")] == [25, 2, 0]
    assert [devices(query) for query in ("kept=yes", "search=android", "search=penguin")] == [1, 1, 0]
    assert len(whole(phone.get(f"{PAGE}?format=csv&kept=no")).splitlines()) == 27


@pytest.mark.parametrize(
    ("said", "name"), [(PHONE, "Chrome on Android"), (DESK, "Edge on Windows"), ("curl/8", ""), ("", "")]
)
def test_a_device_is_named_as_people_know_it(said: str, name: str) -> None:
    assert name_browser(said) == name
