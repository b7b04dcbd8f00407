"""Two providers: one with a nurse and her manager, one with an outsider; and messages to them."""

from dataclasses import replace
from uuid import UUID

import pytest

from alongside.ledger.keys import new_id
from alongside.messages.actions import Outgoing, queue
from alongside.messages.models import Message
from alongside.people.actions import add_staff
from alongside.people.models import Organisation, Staff, User
from alongside.people.roles import Role

NUMBER = "+447700900123"


@pytest.fixture
def people(db) -> dict[str, Staff]:
    made: dict[str, Staff] = {}
    for code, usernames in (("ZZ1", ("nurse", "manager")), ("ZZ2", ("outsider",))):
        organisation = Organisation.objects.create(code=code, name=f"Provider {code}", kind="provider")
        for username in usernames:
            user = User.objects.create_user(username, name=username.title())
            made[username] = add_staff(organisation, user.name, user=user, roles=[Role.WORKER])
    return made


@pytest.fixture
def alarm_id() -> UUID:
    return new_id()


@pytest.fixture
def outgoing(people, alarm_id) -> Outgoing:
    """A text message to the manager about an alarm."""
    manager = people["manager"]
    return Outgoing(
        organisation_id=manager.organisation_id,
        key=f"alarm:{alarm_id}:0:{manager.id}:sms",
        recipient_id=manager.id,
        channel="sms",
        address=NUMBER,
        purpose="alarm",
        subject="Alarm",
        body="The nurse needs help. Reply TAKE to take it.",
        about_type="alarm",
        about_id=alarm_id,
        choices=({"code": "take", "label": "I am taking it"},),
    )


@pytest.fixture
def sent(outgoing) -> Message:
    """That message, as a sender has left it with the provider."""
    queue([outgoing])
    message = Message.objects.get()
    message.status, message.sent_at = "sent", message.queued_at
    message.provider, message.provider_id = "notify", str(new_id())
    message.save()
    return message


@pytest.fixture
def another(outgoing):
    """The same message with another key and whatever else is changed."""

    def make(**changed) -> Outgoing:
        identity = new_id()
        return replace(outgoing, id=identity, **{"key": f"{outgoing.key}:{identity}", **changed})

    return make


@pytest.fixture
def transactional_listener(db):
    """Names of the channels on which something waits to be told at the end of the transaction.

    Notices leave at the commit, which these tests never make; PostgreSQL does not show what waits. So the statement
    that notifies is watched instead.
    """
    from django.db import connection

    def listen(channel, act):
        told = []

        def watch(execute, sql, params, many, context):
            if "pg_notify" in sql:
                told.append(params[0])
            return execute(sql, params, many, context)

        with connection.execute_wrapper(watch):
            act()
        return told

    return listen
