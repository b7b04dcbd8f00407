"""What the database itself keeps from an outsider."""

import pytest
from django.db import connection
from django.db.utils import ProgrammingError

from alongside.messages.actions import cancel, keep_callback, queue, record_reply
from alongside.messages.callbacks import handle_due
from alongside.messages.models import Callback, Message, Receipt, Reply
from alongside.people.scope import acting_as

pytestmark = pytest.mark.django_db


@pytest.fixture
def reply(sent):
    return record_reply(staff=sent.recipient, code="take", text="", source="demo", source_id="1", message=sent)


def test_the_outsider_sees_no_message_receipt_or_reply(people, sent, reply, app_role):
    Receipt.objects.create(
        organisation=sent.organisation,
        message=sent,
        provider="x",
        provider_id="1",
        status="x",
        received_at=sent.sent_at,
    )
    with app_role(), acting_as(people["outsider"].user):
        assert [model.objects.count() for model in (Message, Receipt, Reply)] == [0, 0, 0]
    with app_role(), acting_as(people["nurse"].user):
        assert [model.objects.count() for model in (Message, Receipt, Reply)] == [1, 1, 1]


def test_the_outsider_cannot_queue_into_another_organisation(people, outgoing, app_role):
    with pytest.raises(ProgrammingError, match="row-level security"), app_role(), acting_as(people["outsider"].user):
        queue([outgoing])


def test_the_outsider_cancels_nothing(people, outgoing, app_role):
    queue([outgoing])
    with app_role(), acting_as(people["outsider"].user):
        assert cancel("alarm", outgoing.about_id) == 0
    with app_role(), acting_as(people["nurse"].user):
        assert cancel("alarm", outgoing.about_id) == 1


def test_the_web_queues_for_its_own_organisation(people, outgoing, app_role):
    with app_role(), acting_as(people["nurse"].user):
        assert queue([outgoing]) == 1
        assert queue([outgoing]) == 0


def test_the_web_may_keep_what_a_provider_said_and_not_read_it(db, app_role, service_role):
    with app_role(), acting_as(None):
        keep_callback("notify", "receipt", {"id": "1"})
    with pytest.raises(ProgrammingError, match="permission denied"), app_role():
        Callback.objects.count()
    with service_role():
        assert handle_due() == 1


def test_the_senders_work_for_every_organisation(outgoing, service_role):
    with service_role():
        assert queue([outgoing]) == 1
        assert Message.objects.count() == 1


@pytest.mark.parametrize("table", ["messages_message", "messages_receipt", "messages_reply", "messages_callback"])
def test_row_security_cannot_be_walked_round_by_the_table_s_owner(db, table):
    with connection.cursor() as cursor:
        cursor.execute("SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE relname = %s", [table])
        assert cursor.fetchone() == (True, True)
