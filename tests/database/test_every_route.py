"""Every route of the web process, tried as everybody: who is let in, who is not, and that the outsider sees nothing.

What each must be answered stands in `tests/access_table.py`. The devices' port has its own walk in
`tests/database/devices/test_every_device_route.py`.
"""

import json
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import pytest
from allauth.account.forms import default_token_generator
from django.core import cache as counters
from django.db import connection, transaction
from django.test import Client
from django.urls import include, path
from tests.access_table import BODIES, VIEWERS, Line, lines
from tests.conftest import AppClient, SuperuserClient
from tests.routes import walk
from tests.situations import Situation
from tests.situations import arrange as arrange_situation
from tests.world import World

from alongside.config import urls
from alongside.people.access import ANYONE, MACHINE
from alongside.people.actions import create_token
from alongside.people.models import User

pytestmark = pytest.mark.django_db

PATTERNS = (*urls.urlpatterns, path("demo/", include("alongside.demo.urls")))
"""With the pages of the demonstration, which a live installation has not."""
ROUTES = walk(PATTERNS)
LINES = lines()
STRANGERS = ("anonymous", "nobody", "outsider")
AT_A_TIME = 60


def _parts() -> Iterator[Any]:
    """The lines of each situation, so many at a time that processes which test side by side are done together."""
    for given in sorted({line.given for line in LINES}):
        of_it = [line for line in LINES if line.given == given]
        for first in range(0, len(of_it), AT_A_TIME):
            yield pytest.param(given, of_it[first : first + AT_A_TIME], id=f"{given}-{first // AT_A_TIME + 1}")


@pytest.fixture(autouse=True)
def demonstration(settings: Any) -> None:
    settings.ROOT_URLCONF = PATTERNS
    settings.DEMO = True


@pytest.fixture
def accounts(world: World) -> dict[str, User | None]:
    """An account for each viewer of the table."""
    nobody = User.objects.create_user("nobody", name="Noa Body", password="correct horse battery staple")
    known = world.users()
    return {name: None if name == "anonymous" else known.get(name, nobody) for name in VIEWERS}


@pytest.fixture
def arrange(world: World) -> Callable[[str], Situation]:
    """Brings about one of the table's situations."""
    return lambda given: arrange_situation(world, given)


@pytest.fixture
def browser(accounts: dict[str, User | None]) -> Callable[..., AppClient]:
    """A browser of a viewer; `by_token` sends a bearer token and no cookie."""

    signed_in = {name: user for name, user in accounts.items() if user}
    tokens = {name: create_token(user, "test").secret for name, user in signed_in.items()}
    sessions = {name: _begin_session(user) for name, user in signed_in.items()}

    def open_one(viewer: str, *, by_token: bool = False, **options: Any) -> AppClient:
        if viewer not in signed_in:
            return AppClient(**options)
        if by_token:
            return AppClient(headers={"Authorization": f"Bearer {tokens[viewer]}"}, **options)
        client = AppClient(**options)
        client.cookies["sessionid"] = sessions[viewer]
        return client

    return open_one


def test_every_route_says_who_may_use_it() -> None:
    assert [route.path for route in ROUTES if not route.access] == []


def test_every_route_has_its_line_in_the_table() -> None:
    pages = {route.path for route in ROUTES if route.methods is None}
    operations = {name for route in ROUTES if route.methods for name in route.names}
    told = {line.path for line in LINES if line.path in pages} | {line.name for line in LINES if line.path not in pages}
    assert told == pages | operations


@pytest.mark.parametrize(("given", "some"), list(_parts()))
def test_everybody_is_answered_as_the_table_says(
    given: str,
    some: list[Line],
    world: World,
    arrange: Callable[[str], Situation],
    browser: Callable[..., AppClient],
) -> None:
    situation = arrange(given)
    otherwise = []
    for line in some:
        for viewer, expected in line.statuses.items():
            for by_token in (False, True) if line.path.startswith("/api/v1/") else (False,):
                with undone():
                    client = browser(viewer, by_token=by_token)
                    call = _call_as_a_stranger if viewer in STRANGERS else _call
                    status = call(client, line, situation, world).status_code
                    if status != expected:
                        otherwise.append(f"{line} is answered {status} to {viewer}{' by token' * by_token}")
    assert otherwise == []


def test_what_belongs_to_the_first_provider_is_not_there_for_the_outsider() -> None:
    reachable = [line for line in LINES if "id>" in line.path and line.statuses["outsider"] not in (403, 404)]
    assert reachable == []


@pytest.mark.parametrize("given", sorted({line.given for line in LINES}))
def test_the_queries_alone_keep_the_outsider_out_where_the_database_would_show_everything(
    given: str, world: World, arrange: Callable[[str], Situation]
) -> None:
    situation = arrange(given)
    for line in (line for line in LINES if line.given == given):
        with undone():
            client = SuperuserClient()
            client.force_login(world.outsider.user)
            assert _call_as_a_stranger(client, line, situation, world).status_code == line.statuses["outsider"], line


@pytest.mark.parametrize("method", ["GET", "POST", "PATCH", "DELETE"])
def test_a_method_that_is_not_in_the_table_is_refused_to_those_who_may_use_the_route(
    method: str, world: World, arrange: Callable[[str], Situation], browser: Callable[..., AppClient]
) -> None:
    """allauth's pages, under `/accounts/`, look at who comes before they look at the method; they change nothing."""
    served = {line.path for line in LINES if line.method == method}
    tried = {line.path: line for line in LINES if line.path not in served}.values()
    otherwise = []
    for line, situation in _in_their_situations(tried, arrange):
        if line.path.startswith("/accounts/") and method in ("PATCH", "DELETE"):
            continue
        answer = browser(_somebody_let_in(line)).generic(method, _filled(line.path, situation))
        if answer.status_code != 405:
            otherwise.append(f"{method} {line.path} is answered {answer.status_code}")
    assert otherwise == []


def test_a_forged_post_is_refused(
    world: World, arrange: Callable[[str], Situation], browser: Callable[..., AppClient]
) -> None:
    """Another site can make a browser post with its session's cookie, and cannot know the token that goes with it.

    A check-in link and Notify's callbacks look at no cookie.
    """
    posts = [line for line in LINES if line.method == "POST" and not line.path.startswith(("/c/", "/messages/"))]
    for line, situation in _in_their_situations(posts, arrange):
        client = browser(_somebody_let_in(line), enforce_csrf_checks=True)
        answer = _call(client, line, situation, world)
        assert answer.status_code in (401, 403), line.name
        assert "CSRF" in answer.content.decode() or "was not saved" in answer.content.decode(), line.name


def test_the_demonstration_is_not_there_on_a_live_installation(
    settings: Any, world: World, browser: Callable[..., AppClient]
) -> None:
    settings.DEMO = False
    assert browser("manager").get("/demo/messages").status_code == 404


@contextmanager
def undone() -> Iterator[None]:
    """What happens in this block has not happened."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    counters.cache.clear()  # how often somebody tried is counted there


def _in_their_situations(
    tried: Collection[Line], arrange: Callable[[str], Situation]
) -> Iterator[tuple[Line, Situation]]:
    """Each line with its situation, in which nothing has happened before."""
    for given in sorted({line.given for line in tried}):
        with undone():
            situation = arrange(given)
            for line in (line for line in tried if line.given == given):
                with undone():
                    yield line, situation


def _begin_session(user: User) -> str:
    client = Client()
    client.force_login(user)
    return client.cookies["sessionid"].value


def _call_as_a_stranger(client: Client, line: Line, situation: Situation, world: World) -> Any:
    """The answer; asserts that it tells nothing and that nothing was changed."""
    before = _rows_of(world)
    answer = _call(client, line, situation, world)
    _assert_tells_nothing(answer, situation, line)
    if _access(line) not in (ANYONE, MACHINE):
        assert _rows_of(world) == before, f"a stranger changed something by {line.name}"
    return answer


def _rows_of(world: World) -> dict[str, str]:
    """A digest of what each table holds of the first provider: whatever somebody could have changed or left behind."""
    digest = (
        "SELECT '{0}', md5(string_agg(row::text, '' ORDER BY row::text)) FROM {0} row WHERE organisation_id = %(id)s"
    )
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(map(digest.format, _owned_tables())), {"id": world.organisation.pk})
        return dict(cursor.fetchall())


@cache
def _owned_tables() -> list[str]:
    """Every table that says which organisation a row belongs to."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.columns WHERE column_name = 'organisation_id'"
            " AND table_schema = 'public'"
        )
        return [name for (name,) in cursor.fetchall()]


def _call(client: Client, line: Line, situation: Situation, world: World) -> Any:
    if "<uidb36>" in line.path:
        reset_key = default_token_generator.make_token(User.objects.get(pk=world.lsms.user_id))
        situation = Situation(situation.values | {"key": reset_key}, situation.traces)
    url = _filled(line.path, situation)
    if line.query:
        url += "?" + _filled(line.query, situation)
    if line.method == "GET":
        return client.get(url)
    body = json.loads(_filled(json.dumps(BODIES.get(line.name, {})), situation))
    if line.path.startswith("/api/v1/"):
        return client.generic(line.method, url, json.dumps(body), content_type="application/json")
    if line.method != "POST":
        return client.generic(line.method, url)
    return client.post(url, body)


def _somebody_let_in(line: Line) -> str:
    """Somebody with an account who is not refused; where all are (only machines are not), anybody."""
    let_in = [viewer for viewer in VIEWERS[1:] if line.statuses[viewer] < 400]
    return let_in[0] if let_in else "nurse"


def _filled(text: str, situation: Situation) -> str:
    for name, value in situation.values.items():
        text = text.replace(f"<{name}>", value)
    return text


def _assert_tells_nothing(answer: Any, situation: Situation, line: Line) -> None:
    """Neither in the page nor in its headers; what stood in the address that was asked for may be said again."""
    asked = answer.request["PATH_INFO"] + "?" + answer.request["QUERY_STRING"]
    said = b"" if answer.streaming else answer.content
    told = (
        said.decode(errors="replace") + "\n" + "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
    )
    found = [trace for trace in situation.traces if trace in told and trace not in asked]
    assert found == [], f"{line.name} tells a stranger {found}"


def _access(line: Line) -> str | None:
    return next(
        route.access for route in ROUTES if route.path == line.path and line.method in (route.methods or (line.method,))
    )
