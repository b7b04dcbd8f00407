"""Another system is told of a report, though its receiver fails at first."""

from tests.eventually import eventually
from tests.standins.webhooks import WebhookStandIn

REPORT = {"kinds": ["threat"], "occurred_at": "2026-05-03T09:42:00Z", "account": "He said he would wait outside."}


def test_a_report_reaches_another_system_signed_and_once_though_its_receiver_fails_first(town, time):
    with WebhookStandIn(answers=[503]) as receiver:
        receiver.secret = town.installation.inside("tests.importing", "register_webhook", receiver.url)

        taken = town.nurse.asks("POST", "/incidents", REPORT)

        assert taken.status == 201
        eventually(lambda: len(receiver.arrived) == 1, "That the first call comes")
        time.settles()
        with town.installation.connect("postgres") as database:
            attempts = "SELECT attempts FROM incidents_webhookdelivery WHERE status = 'queued' AND leased_until IS NULL"
            eventually(lambda: database.execute(attempts).fetchone() == (1,), "That the failure is stored")
        time.jumps(seconds=30)
        eventually(lambda: len(receiver.arrived) == 2, "That it is tried again")

    first, second = receiver.arrived
    assert first.id == second.id
    assert first.genuine
    assert second.genuine
    assert second.said["type"] == "incident.submitted"
    assert second.said["data"]["reference"] == taken.json["reference"]
    assert "wait outside" not in str(second.said)
