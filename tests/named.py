"""Somebody who may be named in a report, and all the places in which they could meet it."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from openpyxl import load_workbook

from alongside.incidents.duties.digest import digest_for
from alongside.ledger.clock import now
from alongside.people.actions import add_contact_point, add_staff, create_token, open_link
from alongside.people.models import Organisation, Staff, User
from alongside.people.roles import Role
from alongside.people.scope import acting_as
from tests.conftest import AppClient


def somebody(organisation: Organisation, name: str, *roles: Role) -> Staff:
    username = name.split(maxsplit=1)[0].lower()
    user = User.objects.create_user(username, name=name, email=f"{username}@example.org")
    staff = add_staff(organisation, name, user=user, roles=roles)
    add_contact_point(staff, "console", verified=True)
    add_contact_point(staff, "email", user.email, verified=True)
    return staff


def fresh(staff: Staff) -> Any:
    """Their account, as a new request knows it."""
    return User.objects.get(pk=staff.user_id)


@contextmanager
def signed_in(staff: Staff) -> Iterator[AppClient]:
    client = AppClient()
    client.force_login(fresh(staff))
    yield client


def text(answer: Any) -> str:
    if getattr(answer, "streaming", False):
        content = b"".join(answer)
        if answer["Content-Type"].endswith("sheet"):
            sheet = load_workbook(io.BytesIO(content)).active
            assert sheet is not None
            return " ".join(str(cell) for row in sheet.iter_rows(values_only=True) for cell in row)
        return content.decode()
    return str(answer.content.decode())


def feed(client: AppClient, staff: Staff) -> str:
    secret = open_link(staff.organisation_id, "duties.feed", staff.pk, label="Calendar").secret
    return text(AppClient().get(f"/incidents/due.ics?key={secret}"))


def api(staff: Staff, path: str) -> str:
    token = create_token(fresh(staff), "test").secret
    return text(AppClient().get(f"/api/v1{path}", headers={"Authorization": f"Bearer {token}"}))


def digest(staff: Staff) -> str:
    """What they will be told when everything is due."""
    return str(digest_for(staff, list(staff.appointments.all()), now() + timedelta(days=60)))


@contextmanager
def AppClientAs(staff: Staff) -> Iterator[None]:  # noqa: N802 (reads as the thing it stands for)
    from tests.conftest import role

    with role("alongside_app"), acting_as(fresh(staff)):
        yield
