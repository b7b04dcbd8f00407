"""A real PostgreSQL for every test that needs one.

Tests of `tests/database` run in a transaction that is rolled back. They arrange as the superuser and act under the
roles of production: `client` works as the web process does, under row-level security, for whoever is signed in.

There are two databases: an empty one, and one in which the world of `tests/world.py` is written, for those who ask for it.
Writing the world anew took longer than most of the tests that live in it.
"""

import copy
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import hypothesis
import psycopg
import pytest
from django.conf import settings
from django.db import connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.dispatch import receiver
from django.test import Client
from django.test.client import ClientHandler
from django.test.signals import setting_changed

from alongside.config.database import parse
from tests.clock import AHEAD, set_ahead
from tests.migrated import migrated_cluster
from tests.postgres import running_postgres
from tests.world import World, make_world

pytest_plugins = ["tests.sharing", "tests.running"]
hypothesis.settings.register_profile("patient", hypothesis.settings(), deadline=None)  # a busy machine is no failure
hypothesis.settings.load_profile("patient")
pytest.register_assert_rewrite("tests.scenario.given", "tests.scenario.then", "tests.fault.promises")


@pytest.fixture(scope="session")
def migrated(pytestconfig: pytest.Config) -> Path:
    """A cluster with the whole schema, to be copied."""
    return migrated_cluster(pytestconfig.cache.mkdir("migrated"))


@pytest.fixture(scope="session")
def postgres(migrated: Path) -> Iterator[str]:
    """The address of a server's superuser, with our three roles and the schema twice; one server for the whole run."""
    with running_postgres(migrated) as url:
        with psycopg.connect(url, autocommit=True) as server:
            set_ahead(server.execute, AHEAD)
            server.execute("CREATE DATABASE inhabited TEMPLATE alongside")
        yield url


@pytest.fixture(scope="session")
def django_db_setup(postgres: str, django_db_blocker: Any) -> Iterator[None]:
    """The empty database, used by tests as the superuser."""
    connections.databases["default"].update(parse(postgres))
    del connections.databases["service"]  # see service_connection_within_the_test
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # quick; nothing here is guessed
    yield
    with django_db_blocker.unblock():
        connections.close_all()


@dataclass(frozen=True)
class Inhabited:
    """A database with the world in it: a way to it that Django can take, and what `make_world` returned, to be copied."""

    way: BaseDatabaseWrapper
    world: World


@pytest.fixture(scope="session")
def inhabited(postgres: str, django_db_setup: None, django_db_blocker: Any) -> Iterator[Inhabited]:
    with django_db_blocker.unblock():
        way = connection.copy()
        way.settings_dict["NAME"] = "inhabited"
        with taking(way):
            world = make_world()
        yield Inhabited(way, world)
        way.close()


@pytest.fixture
def inhabited_database(inhabited: Inhabited) -> Iterator[None]:
    """The database of the test is the one with the world."""
    with taking(inhabited.way):
        yield


@contextmanager
def taking(way: BaseDatabaseWrapper) -> Iterator[None]:
    """Within this block `connection` leads to another database."""
    before = connections["default"]
    connections["default"] = way
    yield
    connections["default"] = before


def pytest_itemcollected(item: pytest.Item) -> None:
    """Before anything else of a test, and so before its transaction begins, its database is chosen."""
    if "inhabited" in getattr(item, "fixturenames", ()):
        item.fixturenames.insert(0, "inhabited_database")


@contextmanager
def role(name: str) -> Iterator[None]:
    """Within this block the database works under the role `name`, with its privileges and its policies."""
    with transaction.atomic(), connection.cursor() as cursor:  # rolled back to here, the role is what it was
        cursor.execute("SELECT current_user")
        before = cursor.fetchone()[0]
        cursor.execute(f"SET ROLE {name}")
        yield
        cursor.execute(f"SET ROLE {before}")


@pytest.fixture(autouse=True)
def service_connection_within_the_test(monkeypatch: pytest.MonkeyPatch) -> None:
    """The service role's connection is the test's own, so that it sees what the test arranged."""

    @contextmanager
    def of_the_test() -> Iterator[Any]:
        with role("alongside_service"):
            yield connection

    monkeypatch.setattr("alongside.people.scope._service_connection", of_the_test)


@pytest.fixture
def app_role(db: None) -> Any:
    """The role of the web process: `with app_role(): …`."""
    return lambda: role("alongside_app")


@pytest.fixture
def service_role(db: None) -> Any:
    """The role of gateway, watch and send: `with service_role(): …`."""
    return lambda: role("alongside_service")


class SuperuserClient(Client):
    """A browser whose requests are served as the superuser, whom row-level security lets through.

    All of them share the middleware, which takes longer to load than most pages to answer.
    """

    def request(self, **request: Any) -> Any:
        self.handler = _handler(self.handler.enforce_csrf_checks)
        return super().request(**request)


@cache
def _handler(enforce_csrf_checks: bool) -> ClientHandler:
    return ClientHandler(enforce_csrf_checks)


@receiver(setting_changed)
def _load_middleware_anew(**_: Any) -> None:
    _handler.cache_clear()


class AppClient(SuperuserClient):
    """A browser whose requests are served under the role of the web process."""

    def request(self, **request: Any) -> Any:
        with role("alongside_app"):
            return super().request(**request)


@pytest.fixture
def client(db: None) -> AppClient:
    return AppClient(raise_request_exception=True)


@pytest.fixture
def world(inhabited: Inhabited, db: None) -> World:
    """A provider with somebody in every role, and the outsider in another; see `tests/world.py`."""
    return copy.deepcopy(inhabited.world)


@pytest.fixture
def sign_in(world: World) -> Callable[[str], AppClient]:
    """A browser of somebody in the world, by name: `sign_in("operator").get("/response")`."""

    def browser(who: str) -> AppClient:
        client = AppClient()
        client.force_login(world.users()[who])
        return client

    return browser
