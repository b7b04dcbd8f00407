"""Tokens, PINs and telephone numbers: what is taken, and what is refused."""

import pytest
from django.core.exceptions import ValidationError
from django.db.utils import IntegrityError
from tests.conftest import AppClient
from tests.world import DURESS_PIN, PIN

from alongside.ledger.clock import now
from alongside.people.actions import add_contact_point, appoint, check_pin, create_token, set_pins
from alongside.people.models import ApiToken, Organisation, Team
from alongside.people.roles import Role

pytestmark = pytest.mark.django_db


def me(secret):
    return AppClient(enforce_csrf_checks=True).get("/api/v1/me", headers={"Authorization": f"Bearer {secret}"})


def test_a_token_says_who_one_is_and_what_one_may_do(world):
    secret = create_token(world.nurse.user, "phone").secret
    told = me(secret).json()
    assert (told["name"], told["may"]) == ("Nia Okoye", ["visits.own", "visits.see", "alarms.raise", "alarms.respond"])
    assert told["places"][0]["roles"] == ["worker"]


def test_only_the_digest_of_a_token_is_kept(world):
    secret = create_token(world.nurse.user, "phone").secret
    kept = ApiToken.objects.get()
    assert secret.encode() not in bytes(kept.digest)
    assert len(bytes(kept.digest)) == 32


def test_a_revoked_token_lets_nobody_in(world):
    secret = create_token(world.nurse.user, "phone").secret
    ApiToken.objects.update(revoked_at=now())
    assert me(secret).status_code == 401


@pytest.mark.parametrize("secret", ["", "x", "als_" + "a" * 43, "é", "a b"])
def test_a_made_up_token_lets_nobody_in(world, secret):
    assert me(secret).status_code == 401


def test_a_closed_account_lets_nobody_in(world):
    secret = create_token(world.nurse.user, "phone").secret
    world.nurse.user.is_active = False
    world.nurse.user.save()
    assert me(secret).status_code == 401


def test_a_token_needs_no_csrf_token_and_a_session_does(world, sign_in):
    secret = create_token(world.nurse.user, "phone").secret
    strict = AppClient(enforce_csrf_checks=True)
    strict.force_login(world.nurse.user)
    assert strict.post("/api/v1/alarms", {}, content_type="application/json").status_code == 401
    by_token = AppClient(enforce_csrf_checks=True)
    headers = {"Authorization": f"Bearer {secret}"}
    assert by_token.post("/api/v1/alarms", {}, content_type="application/json", headers=headers).status_code == 201


@pytest.mark.parametrize(
    "number", ["07700 900123", "07700900123", "+44 7700 900123", "+4477", "447700900123", "+44x", ""]
)
def test_a_number_that_is_not_e164_is_refused(world, number):
    with pytest.raises(ValidationError):
        add_contact_point(world.nurse, "sms", number)


def test_the_two_pins_must_differ_and_be_digits(world):
    for pin, duress in (("1234", "1234"), ("12", "5678"), ("abcd", "5678"), ("１２３４", "5678")):
        with pytest.raises(ValidationError):
            set_pins(world.nurse, pin, duress)
    assert (check_pin(world.nurse, PIN), check_pin(world.nurse, DURESS_PIN)) == ("safe", "duress")


def test_nobody_is_appointed_to_a_team_of_another_organisation(world):
    theirs = Team.objects.create(organisation=world.outsider.organisation, name="Theirs")
    with pytest.raises(ValidationError):
        appoint(world.nurse, Role.LINE_MANAGER, team=theirs)


def test_a_body_cannot_be_above_itself(world):
    body = Organisation.objects.get(code="ZZN01")
    body.parent = body
    with pytest.raises(IntegrityError):
        body.save()


def test_user_names_differ_by_more_than_their_case(world):
    from alongside.people.models import User

    with pytest.raises(IntegrityError):
        User.objects.create_user("NURSE", name="Somebody else")
