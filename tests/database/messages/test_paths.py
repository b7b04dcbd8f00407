"""`alongside check` says where one provider stands between a live alarm and everybody."""

import pytest

from alongside.ledger.clock import now
from alongside.messages.channels.registry import channels
from alongside.messages.paths import NO_PATH, NOTIFY_ALONE, paths_of, single_paths
from alongside.people.actions import add_contact_point
from alongside.people.models import ContactPoint

pytestmark = pytest.mark.django_db


@pytest.fixture
def notify(settings):
    settings.NOTIFY_KEY = "stand_in-26785a09-ab16-4eb0-8407-a37497a57506-3d844edf-8d35-48ac-975b-e847b4f122b0"
    settings.NOTIFY_SMS_TEMPLATE = settings.NOTIFY_EMAIL_TEMPLATE = "f33517ff-2a88-4f6e-b855-c550268ce08a"


@pytest.fixture
def mail(settings):
    settings.EMAIL_HOST = "mail.example.nhs.uk"


@pytest.fixture
def telephones(settings):
    settings.VOICE_ACCOUNT, settings.VOICE_TOKEN, settings.VOICE_NUMBER = "AC1", "token", "+441632960000"


def said():
    return single_paths(paths_of(channels()))


def test_an_installation_without_any_provider_reaches_nobody(people):
    assert said() == [NO_PATH]


def test_notify_for_texts_and_e_mail_is_one_path(people, notify):
    assert said() == [NOTIFY_ALONE]


@pytest.mark.parametrize("besides", ["mail", "telephones"])
def test_a_second_provider_helps_those_who_have_a_way_by_it(people, notify, besides, request):
    request.getfixturevalue(besides)
    manager = people["manager"]
    add_contact_point(manager, "sms", "+447700900123", verified=True)
    assert said()[0].startswith("1 person has no verified way but GOV.UK Notify")
    address = {"mail": ("email", "manager@example.nhs.uk"), "telephones": ("voice", "+447700900123")}[besides]
    point = add_contact_point(manager, *address)
    assert len(said()) == 1
    ContactPoint.objects.filter(pk=point.pk).update(verified_at=now())
    assert said() == []
