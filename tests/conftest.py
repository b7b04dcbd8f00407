"""A real PostgreSQL for every test that needs one.

Tests of `tests/database` run in a transaction that is rolled back. They arrange as the superuser and act under the
roles of production: `client` works as the web process does, under row-level security, for whoever is signed in.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections, transaction
from django.test import Client

from tests.postgres import running_postgres
from tests.world import World, make_world

pytest_plugins = ["tests.running"]
pytest.register_assert_rewrite("tests.scenario.given", "tests.scenario.then", "tests.fault.promises")


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server's superuser, with our three roles made; one server for the whole run."""
    with running_postgres(Path(tmp_path_factory.mktemp("postgres"))) as url:
        yield url


@pytest.fixture(scope="session")
def django_db_setup(postgres: str, django_db_blocker: Any) -> Iterator[None]:
    """A migrated database: owned by the owner role, used by tests as the superuser."""
    from alongside.config.database import parse

    connections.databases["default"].update(parse(postgres))
    del connections.databases["service"]  # see service_connection_within_the_test
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # quick; nothing here is guessed
    with django_db_blocker.unblock():
        with connection.cursor() as cursor:
            cursor.execute("SET ROLE alongside_owner")
        call_command("migrate", verbosity=0)
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")
        yield
        connections.close_all()


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


class AppClient(Client):
    """A browser whose requests are served under the role of the web process."""

    def request(self, **request: Any) -> Any:
        with role("alongside_app"):
            return super().request(**request)


@pytest.fixture
def client(db: None) -> AppClient:
    return AppClient(raise_request_exception=True)


@pytest.fixture
def world(db: None) -> World:
    """A provider with somebody in every role, and the outsider in another; see `tests/world.py`."""
    return make_world()


@pytest.fixture
def sign_in(world: World) -> Callable[[str], AppClient]:
    """A browser of somebody in the world, by name: `sign_in("operator").get("/response")`."""

    def browser(who: str) -> AppClient:
        client = AppClient()
        client.force_login(world.users()[who])
        return client

    return browser
