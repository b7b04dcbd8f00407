"""Whoever administers an organisation sees who works there, what lets them in, and ends what is not needed any more."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from tests.conftest import AppClient
from tests.taken_away import rows_of
from tests.world import World

from alongside.incidents.completing.queries import colleagues_called
from alongside.ledger.clock import now
from alongside.ledger.models import Entry
from alongside.people.actions import actor_for, add_staff, appoint, create_token, form_team
from alongside.people.callers import caller_at
from alongside.people.ending import end_appointment
from alongside.people.models import ApiToken, Appointment, Session, Staff, User
from alongside.people.roles import Role

pytestmark = pytest.mark.django_db
SignIn = Callable[[str], AppClient]


@pytest.fixture
def ada(sign_in: SignIn) -> AppClient:
    """The browser of whoever administers the provider."""
    return sign_in("administrator")


def names(browser: AppClient, query: str = "") -> set[str]:
    """Whom the list shows."""
    page = browser.get(f"/staff{query}").content.decode()
    return set(re.findall(r'<a href="/staff/[0-9a-f-]{36}">([^<]+)</a>', page))


def text_of(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_the_list_shows_everybody_of_the_organisation_and_nobody_else(ada: AppClient, world: World) -> None:
    caller_at(world.organisation, None)
    shown = names(ada)
    assert {"Nia Okoye", "Ada Quist", world.lsms.name} <= shown
    assert world.outsider.name not in shown
    assert not any("Caller" in name for name in shown)
    home = ada.get("/").content.decode()
    assert 'href="/staff"' in home


def test_people_are_searched_and_narrowed(ada: AppClient, world: World) -> None:
    form_team(world.organisation, "Night nursing")
    gone = add_staff(world.organisation, "Noor Gone", team=world.team, job_title="Porter")
    Staff.objects.filter(pk=gone.pk).update(active=False)
    token = create_token(world.lsms.user, "Rota system")
    assert names(ada, "?search=okoy") == {"Nia Okoye"}
    assert names(ada, "?search=PORTER") == {"Noor Gone"}
    assert names(ada, "?role=lsms") == {world.lsms.name}
    assert "Noor Gone" in names(ada, "?role=none")
    assert world.lsms.name not in names(ada, "?role=none")
    assert names(ada, "?active=no") == {"Noor Gone"}
    assert "Noor Gone" not in names(ada, "?active=yes")
    assert names(ada, "?account=token") == {world.lsms.name}
    assert "Noor Gone" in names(ada, "?account=no")
    assert world.manager.name in names(ada, f"?team={world.team.pk}")
    assert world.lsms.name not in names(ada, f"?team={world.team.pk}")
    nobody = ada.get("/staff?search=penguin").content.decode()
    assert "Nobody fits this." in nobody
    assert token.secret not in ada.get(f"/staff/{world.lsms.pk}").content.decode()


def test_people_are_found_with_and_without_accents(ada: AppClient, world: World) -> None:
    add_staff(world.organisation, "Zoë Marsh", roles=[Role.WORKER])
    assert names(ada, "?search=zoe") == names(ada, "?search=ZOË") == {"Zoë Marsh"}
    assert [one.name for one in colleagues_called(world.organisation.pk, "zoe ma")] == ["Zoë Marsh"]


def test_a_long_list_is_turned_over_and_taken_away_whole(ada: AppClient, world: World) -> None:
    for number in range(30):
        add_staff(world.organisation, f"Worker {number:02}", roles=[Role.WORKER])
    first = ada.get("/staff?search=Worker").content.decode()
    assert first.count(">Worker ") == 25
    assert names(ada, "?search=Worker&page=2") == {f"Worker {number}" for number in range(25, 30)}
    rows = rows_of(ada.get("/staff?search=Worker&format=csv"))
    assert rows[0][:2] == ["Name", "Job"]
    assert [row[0] for row in rows[1:]] == [f"Worker {number:02}" for number in range(30)]
    assert rows[1][5] == "Lone worker"
    entry = Entry.objects.get(verb="staff.exported")
    assert (entry.organisation_id, entry.actor_name) == (world.organisation.pk, "Ada Quist")


def test_a_role_is_ended_after_it_was_asked_and_the_ledger_keeps_it(
    ada: AppClient, sign_in: SignIn, world: World
) -> None:
    appointment = Appointment.objects.get(staff=world.lsms, role=Role.LSMS)
    lsms, address = sign_in("lsms"), f"/staff/{world.lsms.pk}/roles/{appointment.pk}/end"
    assert lsms.get("/incidents/triage").status_code == 200
    assert "End this role of" in ada.get(address).content.decode()
    assert Appointment.objects.filter(pk=appointment.pk).exists(), "asking ends nothing"
    assert "The role is ended." in ada.post(address, follow=True).content.decode()
    assert lsms.get("/incidents/triage").status_code == 403
    entry = Entry.objects.get(verb="staff.appointment_ended")
    assert (entry.subject_id, entry.actor_name, '"role": "lsms"' in entry.details) == (world.lsms.pk, "Ada Quist", True)
    assert ada.post(address).status_code == 404


@pytest.mark.parametrize("role", ["case_manager", "legal_adviser", "national_analyst"])
def test_what_a_national_body_alone_gives_is_not_given_elsewhere(ada: AppClient, world: World, role: str) -> None:
    address = f"/staff/{world.nurse.pk}"
    assert f'value="{role}"' not in ada.get(address).content.decode()
    assert ada.post(f"{address}/roles", {"role": role}).status_code == 422
    assert not world.nurse.appointments.filter(role=role).exists()


def test_a_role_is_given_to_another_and_never_to_oneself(ada: AppClient, world: World) -> None:
    address = f"/staff/{world.nurse.pk}/roles"
    assert "Choose a role." in ada.post(address, {"role": "king"}).content.decode()
    assert ada.post(address, {"role": "line_manager", "team": str(world.team.pk)}).status_code == 302
    assert Appointment.objects.filter(staff=world.nurse, role=Role.LINE_MANAGER, team=world.team).exists()
    own = ada.post(f"/staff/{world.administrator.pk}/roles", {"role": "lsms"})
    assert own.status_code == 422
    assert "You cannot give yourself a role." in own.content.decode()
    assert not Appointment.objects.filter(staff=world.administrator, role=Role.LSMS).exists()
    elsewhere = form_team(world.outsider.organisation, "Elsewhere")
    assert ada.post(address, {"role": "buddy", "team": str(elsewhere.pk)}).status_code == 422


def test_somebody_always_administers_the_organisation(ada: AppClient, world: World) -> None:
    mine = Appointment.objects.get(staff=world.administrator, role=Role.ADMINISTRATOR)
    refused = ada.post(f"/staff/{world.administrator.pk}/roles/{mine.pk}/end")
    assert refused.status_code == 422
    assert "Nobody else administers the organisation." in refused.content.decode()
    other = appoint(world.nurse, Role.ADMINISTRATOR)
    end_appointment(mine, by=actor_for(world.nurse.user))
    with pytest.raises(ValidationError):
        end_appointment(other, by=actor_for(world.nurse.user))
    Staff.objects.filter(pk=world.nurse.pk).update(active=False)
    appoint(world.administrator, Role.ADMINISTRATOR)
    end_appointment(other, by=actor_for(world.administrator.user))  # of somebody who has left


def test_it_is_kept_when_a_token_was_last_used_within_an_hour(ada: AppClient, world: World, later: Any) -> None:
    made = create_token(world.lsms.user, "Rota system")
    assert "Not since this is noted" in text_of(ada.get("/staff/tokens"))
    program = AppClient(headers={"Authorization": f"Bearer {made.secret}"})
    assert program.get("/api/v1/me").status_code == 200
    first = ApiToken.objects.get(pk=made.token.pk).used_at
    assert first is not None
    later(minutes=30)
    program.get("/api/v1/me")
    assert ApiToken.objects.get(pk=made.token.pk).used_at == first
    later(minutes=31)
    program.get("/api/v1/me")
    assert ApiToken.objects.get(pk=made.token.pk).used_at > first
    assert "or up to an hour later" in text_of(ada.get("/staff/tokens"))


def test_tokens_are_searched_narrowed_and_taken_away(ada: AppClient, world: World) -> None:
    create_token(world.lsms.user, "Rota system")
    old = create_token(world.nurse.user, "Old pager").token
    create_token(world.outsider.user, "Elsewhere")
    ApiToken.objects.filter(pk=old.pk).update(created_at=now() - timedelta(days=200))

    def labels(query: str = "") -> list[str]:
        return [row[0] for row in rows_of(ada.get(f"/staff/tokens?format=csv{query}"))[1:]]

    assert labels() == ["Old pager", "Rota system"]
    assert labels("&search=rota") == labels(f"&search={world.lsms.name.upper()}") == ["Rota system"]
    assert labels("&state=idle") == ["Old pager"]
    assert labels("&state=revoked") == []
    assert "No token fits this." in ada.get("/staff/tokens?state=revoked").content.decode()
    assert "Elsewhere" not in ada.get("/staff/tokens").content.decode()


def test_a_revoked_token_lets_nobody_in(ada: AppClient, world: World) -> None:
    made = create_token(world.lsms.user, "Rota system")
    address = f"/staff/tokens/{made.token.pk}/revoke"
    assert "Rota system" in ada.get(address).content.decode()
    assert "The token is revoked." in ada.post(address, follow=True).content.decode()
    program = AppClient(headers={"Authorization": f"Bearer {made.secret}"})
    assert program.get("/api/v1/me").status_code == 401
    entry = Entry.objects.get(verb="token.revoked")
    assert (entry.subject_id, entry.organisation_id) == (world.lsms.pk, world.organisation.pk)
    ada.post(address)
    assert Entry.objects.filter(verb="token.revoked").count() == 1
    elsewhere = create_token(world.outsider.user, "Elsewhere").token
    assert ada.post(f"/staff/tokens/{elsewhere.pk}/revoke").status_code == 404


def test_every_device_of_somebody_is_signed_out(ada: AppClient, sign_in: SignIn, world: World) -> None:
    nurse = sign_in("nurse")
    assert nurse.get("/my-safety").status_code == 200
    assert "Sign out every device" in ada.get(f"/staff/{world.nurse.pk}").content.decode()
    ada.post(f"/staff/{world.nurse.pk}/sign-out")
    assert nurse.get("/my-safety").status_code == 302
    assert not Session.objects.filter(user=world.nurse.user_id).exists()
    assert Entry.objects.filter(verb="staff.signed_out", subject_id=world.nurse.pk).exists()


def test_who_works_elsewhere_is_not_there(ada: AppClient, world: World) -> None:
    strange = world.outsider
    appointment = Appointment.objects.filter(staff=strange)[0]
    for address in (f"/staff/{strange.pk}", f"/staff/{strange.pk}/roles/{appointment.pk}/end"):
        assert ada.get(address).status_code == 404
    for address in (f"/staff/{strange.pk}/sign-out", f"/staff/{strange.pk}/roles"):
        assert ada.post(address).status_code == 404
    assert User.objects.filter(pk=strange.user_id).exists()
