"""Other systems are told, at least once and signed, and nothing inside our own network can be reached by it."""

import socket
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from tests.conftest import AppClient, role
from tests.standins.webhooks import WebhookStandIn
from tests.world import World

from alongside.incidents.actions import Submitted, note_change
from alongside.incidents.exchange.webhooks import actions
from alongside.incidents.exchange.webhooks.delivery import PAUSES, Deliveries, Ended, attempt, claim, finish
from alongside.incidents.models import Webhook, WebhookAttempt, WebhookDelivery, WebhookSecret
from alongside.ledger.actions import SYSTEM
from alongside.ledger.clock import now
from alongside.ledger.models import Entry
from alongside.people.actions import actor_for
from alongside.web.addresses import NotAllowed, is_public, read_address, resolve

pytestmark = pytest.mark.django_db
Report = Callable[..., Submitted]


@pytest.fixture
def receiver(settings: Any) -> Iterator[WebhookStandIn]:
    settings.WEBHOOKS_INSIDE = True
    with WebhookStandIn() as running:
        yield running


@pytest.fixture
def hook(world: World, receiver: WebhookStandIn) -> Webhook:
    user: Any = world.administrator.user
    made = actions.register(
        world.organisation, "Risk system", receiver.url, ["incident.submitted", "incident.closed"], by=actor_for(user)
    )
    receiver.secret = made.secret
    return made.webhook


def delivered() -> None:
    """Everything that is due now is handed over once."""
    with role("alongside_service"):
        Deliveries().turn()


def due_now() -> None:
    WebhookDelivery.objects.filter(status="queued").update(next_at=now())


def test_a_report_is_told_with_codes_and_without_names_or_words(
    report: Report, hook: Webhook, receiver: WebhookStandIn
) -> None:
    incident = report().incident
    delivered()
    arrived = receiver.arrived[0]
    assert arrived.genuine
    assert arrived.said["type"] == "incident.submitted"
    assert arrived.said["data"]["reference"] == incident.reference
    assert arrived.said["data"]["kinds"] == ["physical_assault"]
    assert arrived.said["data"]["link"].endswith(f"/incidents/{incident.reference}")
    assert not any(word in str(arrived.said) for word in ("Velt", "Okoye", "fist", "Ward 7"))
    assert WebhookDelivery.objects.get().status == "delivered"


def test_what_fails_is_tried_again_later_under_the_same_id(
    report: Report, hook: Webhook, receiver: WebhookStandIn
) -> None:
    receiver.answers = [500, 302]
    report()
    delivered()
    waiting = WebhookDelivery.objects.get()
    assert (waiting.status, waiting.attempts, waiting.last_answer) == ("queued", 1, "Answered 500")
    delivered()
    assert len(receiver.arrived) == 1
    due_now()
    delivered()
    waiting.refresh_from_db()
    assert "redirect" in waiting.last_answer
    due_now()
    delivered()
    assert [arrived.id for arrived in receiver.arrived] == [str(waiting.pk)] * 3
    waiting.refresh_from_db()
    assert waiting.status == "delivered"


def test_a_status_that_another_part_sets_is_told_too_and_what_nobody_asked_for_is_not(
    report: Report, hook: Webhook
) -> None:
    incident = report().incident
    note_change(incident, "status", by=SYSTEM, after={"status": "closed"})
    note_change(incident, "triaged", by=SYSTEM)
    note_change(incident, "read", by=SYSTEM)
    assert set(WebhookDelivery.objects.values_list("event", flat=True)) == {"incident.submitted", "incident.closed"}


def test_what_is_rolled_back_was_never_told(report: Report, hook: Webhook) -> None:
    with transaction.atomic():
        report()
        assert WebhookDelivery.objects.exists()
        transaction.set_rollback(True)
    assert not WebhookDelivery.objects.exists()


def test_it_is_given_up_after_days_said_on_the_page_and_can_be_tried_again(
    report: Report, hook: Webhook, sign_in: Callable[[str], AppClient]
) -> None:
    report()
    delivery = WebhookDelivery.objects.get()
    for _ in range(len(PAUSES) + 1):
        due_now()
        with role("alongside_service"):
            (claimed,) = claim()
            finish(claimed, Ended(0, "No answer in time"))
    delivery.refresh_from_db()
    assert (delivery.status, delivery.attempts) == ("given_up", 10)
    browser = sign_in("administrator")
    assert "1 not delivered" in browser.get("/incidents/webhooks").content.decode()
    page = browser.get(f"/incidents/webhooks/{hook.pk}?status=given_up&search={delivery.reference}").content.decode()
    assert "No answer in time" in page
    browser.post(f"/incidents/webhooks/deliveries/{delivery.pk}/again")
    delivery.refresh_from_db()
    assert (delivery.status, delivery.attempts) == ("queued", 0)


def test_each_attempt_at_a_delivery_can_be_looked_at(
    report: Report, hook: Webhook, receiver: WebhookStandIn, sign_in: Callable[[str], AppClient]
) -> None:
    receiver.answers = [500]
    reference = report().incident.reference
    delivered()
    due_now()
    delivered()
    delivery = WebhookDelivery.objects.get()
    browser = sign_in("administrator")
    here = f"/incidents/webhooks/deliveries/{delivery.pk}"
    assert here in browser.get(f"/incidents/webhooks/{hook.pk}").content.decode()
    page = browser.get(here).content.decode()
    assert page.index("Answered 204") < page.index("Answered 500")
    assert str(delivery.pk) in page
    assert "&#34;type&#34;: &#34;incident.submitted&#34;" in page
    assert reference in page
    for who in ("lsms", "outsider"):
        assert sign_in(who).get(here).status_code == 403
    with pytest.raises(DatabaseError), role("alongside_app"):
        WebhookAttempt.objects.update(words="Answered 200")


def test_what_was_delivered_is_sent_again_under_the_same_id(
    report: Report, hook: Webhook, receiver: WebhookStandIn, sign_in: Callable[[str], AppClient]
) -> None:
    report()
    delivered()
    delivery = WebhookDelivery.objects.get()
    browser = sign_in("administrator")
    page = browser.post(f"/incidents/webhooks/deliveries/{delivery.pk}/again", follow=True).content.decode()
    assert "It is sent again now" in page
    delivered()
    assert [arrived.id for arrived in receiver.arrived] == [str(delivery.pk)] * 2
    delivery.refresh_from_db()
    assert (delivery.status, delivery.tried.count()) == ("delivered", 2)
    assert Entry.objects.filter(verb="webhook.delivered_again").count() == 1


def test_what_waits_for_hours_is_tried_at_once_when_somebody_says_so(
    report: Report, hook: Webhook, receiver: WebhookStandIn, sign_in: Callable[[str], AppClient]
) -> None:
    receiver.answers = [500]
    report()
    delivered()
    delivered()
    assert len(receiver.arrived) == 1
    waiting = WebhookDelivery.objects.get()
    browser = sign_in("administrator")
    assert "Try again now" in browser.get(f"/incidents/webhooks/deliveries/{waiting.pk}").content.decode()
    browser.post(f"/incidents/webhooks/deliveries/{waiting.pk}/again")
    delivered()
    waiting.refresh_from_db()
    assert (waiting.status, waiting.attempts, len(receiver.arrived)) == ("delivered", 2, 2)


def test_everything_that_was_given_up_is_sent_again_at_once_and_nothing_else(
    report: Report, hook: Webhook, receiver: WebhookStandIn, sign_in: Callable[[str], AppClient]
) -> None:
    for _ in range(3):
        report()
    first = WebhookDelivery.objects.order_by("pk")[0]
    WebhookDelivery.objects.exclude(pk=first.pk).update(status="given_up", ended_at=now(), attempts=10)
    delivered()
    browser = sign_in("administrator")
    assert "Send all 2 again" in browser.get(f"/incidents/webhooks/{hook.pk}").content.decode()
    browser.post(f"/incidents/webhooks/{hook.pk}/again")
    delivered()
    delivered()
    assert sorted(arrived.id for arrived in receiver.arrived) == sorted(
        str(key) for key in WebhookDelivery.objects.values_list("pk", flat=True)
    )
    assert "again</button>" not in browser.get(f"/incidents/webhooks/{hook.pk}").content.decode()


def test_the_log_is_narrowed_by_state_event_and_day_and_turned_over(
    report: Report, hook: Webhook, sign_in: Callable[[str], AppClient]
) -> None:
    report()
    (first,) = WebhookDelivery.objects.all()
    WebhookDelivery.objects.filter(pk=first.pk).update(
        made_at=datetime(2026, 5, 3, 23, 30, tzinfo=UTC), status="delivered", reference="AAAA-1111"
    )
    for _ in range(27):
        actions.send_test(hook, by=SYSTEM)
    browser = sign_in("administrator")

    def shown(query: str) -> tuple[int, str]:
        page = browser.get(f"/incidents/webhooks/{hook.pk}?{query}").content.decode()
        return page.count("/incidents/webhooks/deliveries/"), page

    number, page = shown("event=test")
    assert "An incident was reported; An incident was closed" in page
    assert number == 25
    older = page.split('rel="next"')[0].rsplit('href="?', 1)[1].split('"')[0].replace("&amp;", "&")
    assert shown(older)[0] == 2
    assert "event=test" in older
    assert shown("status=delivered")[0] == 1
    assert shown("status=delivered&event=test")[0] == 0
    assert shown("first=2026-05-04&last=2026-05-04")[0] == 1, "half past midnight, where the organisation is"
    assert shown("first=2026-05-03&last=2026-05-03")[0] == 0
    assert shown("search=aaaa1111")[0] == shown("search=aaaa")[0] == shown(f"search={first.pk}")[0] == 1


def test_a_webhook_is_corrected_and_what_waits_goes_to_the_new_address(
    report: Report, hook: Webhook, receiver: WebhookStandIn, sign_in: Callable[[str], AppClient]
) -> None:
    Webhook.objects.filter(pk=hook.pk).update(url="http://127.0.0.1:9/", events=["incident.submitted"])
    report()
    delivered()
    browser = sign_in("administrator")
    here = f"/incidents/webhooks/{hook.pk}/change"
    refused = browser.post(here, {"label": "", "url": "nonsense", "events": ["everything"]})
    assert refused.status_code == 422
    said = {"label": "New risk system", "url": receiver.url, "events": ["incident.closed"]}
    page = browser.post(here, said, follow=True).content.decode()
    assert "The webhook is changed." in page
    due_now()
    delivered()
    assert receiver.arrived[0].genuine
    hook.refresh_from_db()
    assert (hook.label, hook.events) == ("New risk system", ["incident.closed"])
    assert Entry.objects.filter(verb="webhook.changed").count() == 1


def test_a_receiver_that_is_gone_stops_the_webhook(report: Report, hook: Webhook, receiver: WebhookStandIn) -> None:
    receiver.answers = [410]
    report()
    delivered()
    hook.refresh_from_db()
    assert (hook.active, "gone" in hook.stopped_because) == (False, True)


def test_a_dead_senders_delivery_is_taken_up_by_another(report: Report, hook: Webhook) -> None:
    report()
    with role("alongside_service"):
        assert len(claim()) == 1
        assert claim() == []
    with connection.cursor() as cursor:
        cursor.execute("UPDATE incidents_webhookdelivery SET leased_until = clock_timestamp() - interval '1 second'")
    with role("alongside_service"):
        assert len(claim()) == 1


def test_the_secret_is_shown_once_and_the_web_cannot_read_it(
    sign_in: Callable[[str], AppClient], settings: Any, world: World
) -> None:
    browser = sign_in("administrator")
    sent = {"label": "Risk system", "url": "https://hooks.example.org/in", "events": ["incident.closed"]}
    shown = browser.post("/incidents/webhooks", sent).content.decode()
    kept = WebhookSecret.objects.get()
    assert kept.secret.startswith("whsec_")
    assert kept.secret in shown.replace("&#43;", "+").replace("&#x3D;", "=")
    page = browser.get(f"/incidents/webhooks/{kept.webhook_id}").content.decode()
    assert kept.secret[6:20] not in page
    with pytest.raises(DatabaseError), role("alongside_app"):
        list(WebhookSecret.objects.all())


def test_an_old_secret_signs_for_a_day_more(report: Report, hook: Webhook, receiver: WebhookStandIn) -> None:
    actions.renew_secret(hook, by=SYSTEM)
    report()
    delivered()
    assert receiver.arrived[0].genuine


def test_a_paused_webhook_is_told_nothing_and_goes_on_where_it_was(
    report: Report, hook: Webhook, receiver: WebhookStandIn
) -> None:
    report()
    actions.switch(hook, active=False, by=SYSTEM)
    report()
    delivered()
    assert receiver.arrived == []
    actions.switch(hook, active=True, by=SYSTEM)
    delivered()
    assert len(receiver.arrived) == 1


def test_a_test_arrives(hook: Webhook, receiver: WebhookStandIn, sign_in: Callable[[str], AppClient]) -> None:
    sign_in("administrator").post(f"/incidents/webhooks/{hook.pk}/test")
    delivered()
    assert (receiver.arrived[0].said["type"], receiver.arrived[0].genuine) == ("test", True)


def test_others_see_and_change_no_webhook(hook: Webhook, sign_in: Callable[[str], AppClient]) -> None:
    for who in ("lsms", "manager", "outsider"):
        assert sign_in(who).get("/incidents/webhooks").status_code == 403
        assert sign_in(who).post(f"/incidents/webhooks/{hook.pk}/remove").status_code == 403
    hook.refresh_from_db()
    assert hook.removed_at is None


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/",
        "ftp://example.org/",
        "https://user:secret@example.org/",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://10.0.0.8/",
        "https://172.16.4.4/",
        "https://192.168.1.1/",
        "https://169.254.169.254/latest/meta-data",
        "https://[::ffff:10.0.0.1]/",
        "https://[64:ff9b::a00:1]/",
        "https://localhost/",
        "https://db.internal/",
        "https://",
        "nonsense",
        "https://exa mple.org/",
    ],
)
def test_an_address_inside_or_without_https_is_refused(world: World, url: str) -> None:
    with pytest.raises(ValidationError) as refused:
        actions.register(world.organisation, "x", url, ["incident.closed"], by=SYSTEM)
    assert set(refused.value.message_dict) == {"url"}


def test_a_name_that_leads_inside_is_refused_when_it_is_called(monkeypatch: pytest.MonkeyPatch, world: World) -> None:
    inside = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("10.0.0.1", 443))]
    public = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.215.14", 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: public + inside)
    target = read_address("https://looks-harmless.example.org/", inside=False)
    with pytest.raises(NotAllowed):
        resolve(target, inside=False)
    made = actions.register(
        world.organisation, "x", "https://looks-harmless.example.org/", ["incident.closed"], by=SYSTEM
    )
    delivery = actions.send_test(made.webhook, by=SYSTEM)
    assert "private network" in attempt(delivery, [made.secret], now()).words


def test_public_addresses_are_public() -> None:
    assert is_public("93.184.215.14")
    assert is_public("2606:2800:21f:cb07:6820:80da:af6b:8b2c")
    assert not is_public("224.0.0.1")
    assert not is_public("100.64.0.1")
    assert not is_public("0.0.0.0")  # noqa: S104
