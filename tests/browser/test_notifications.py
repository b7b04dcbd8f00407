"""Notifications in real Chromium: turned on at a page, shown by a real service worker, told back to the server, and opened.

No push service can be reached from here, so the browser's own subscription is replaced by one of the stand-in, which opens what our
server sealed for it; Chromium then gets exactly that, as from its push service.
"""

import json
import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.conftest import DESK, PHONE
from tests.eventually import eventually
from tests.scenario import given
from tests.scenario.test_calls import telephones
from tests.world import PASSWORD

__all__ = ["telephones"]

REACHED = "/accounts/reached/"
SUBSCRIBES = """
    PushManager.prototype.getSubscription = async () => null;
    PushManager.prototype.subscribe = async (options) => {
        if (!options.userVisibleOnly || options.applicationServerKey.length !== 65) throw new Error("not as it must be");
        return %s;
    };
"""
SHOWN = """
    async () => {
        const worker = await navigator.serviceWorker.getRegistration("/accounts/reached/");
        return (await worker.getNotifications()).map(({ title, body, tag, requireInteraction }) => ({ title, body, tag, requireInteraction }));
    }
"""
CLICKED = """
    async () => {
        const opened = [];
        Object.defineProperty(self.clients, "openWindow", { value: async (address) => opened.push(address), configurable: true });
        const [notification] = await self.registration.getNotifications();
        const event = new NotificationEvent("notificationclick", { notification });
        let done;
        event.waitUntil = (promise) => (done = promise);
        self.dispatchEvent(event);
        await done;
        return opened;
    }
"""


class PushedPage:
    """The page at which somebody turns notifications on, and the way of a push service into its browser."""

    def __init__(self, page: Page, stand_in: Any) -> None:
        self.page, self.browser = page, stand_in
        self._given = 0
        self._cdp = page.context.new_cdp_session(page)
        self._registrations: list[str] = []
        self._cdp.on("ServiceWorker.workerRegistrationUpdated", self._seen)
        self._cdp.send("ServiceWorker.enable")

    def _seen(self, told: dict[str, Any]) -> None:
        self._registrations += [one["registrationId"] for one in told["registrations"] if REACHED in one["scopeURL"]]

    def arrives(self) -> dict[str, Any]:
        """The next message comes from the push service into the browser; what it says."""
        eventually(
            lambda: len(self.browser.got) > self._given, lambda: (self.browser.got, self.browser.service.refused)
        )
        said = self.browser.got[self._given].said
        self._given += 1
        origin = self.page.evaluate("location.origin")
        where = {"origin": origin, "registrationId": self._registrations[-1], "data": json.dumps(said)}
        self._cdp.send("ServiceWorker.deliverPushMessage", where)
        return dict(said)

    def shown(self) -> list[dict[str, Any]]:
        return list(self.page.evaluate(SHOWN))


@pytest.fixture
def phone(opens, town, telephones):
    """The manager's phone at the page, with everything ready to turn notifications on."""
    telephones(manager=["console", "sms"])
    stand_in = town.installation.push.browser()
    page = opens(None, "/accounts/login/", size=PHONE, permissions=["notifications"])
    page.add_init_script(SUBSCRIBES % json.dumps(stand_in.subscription()))
    page.get_by_label("Username or email address").fill(town.manager.username)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.goto(REACHED)
    return PushedPage(page, stand_in)


def test_a_person_turns_notifications_on_and_an_alarm_shows_and_opens(phone, opens, town):
    page = phone.page
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.get_by_role("button", name="Turn on notifications in this browser").click()
    expect(page.get_by_role("status").filter(has_text="We have sent a trial notification")).to_be_visible()
    way = page.locator("li", has_text="notifications turned on")
    expect(way).to_contain_text("Chrome on")
    expect(way).to_contain_text("Not verified yet")
    assert violations(page) == []

    phone.arrives()

    expect(way).to_contain_text("Verified")
    expect(way).not_to_contain_text("Not verified yet")
    (trial,) = phone.shown()
    assert trial["title"] == "Notifications reach you here"
    assert trial["body"] == "This is a trial. It has arrived, so you need do nothing more."
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    way.get_by_role("button", name="Put first").click()
    page.set_viewport_size(DESK)
    assert violations(page) == []
    page.set_viewport_size(PHONE)

    alarm = given.an_alarm(town.nurse)
    said = phone.arrives()

    eventually(lambda: alarm["id"] in [one["tag"] for one in phone.shown()], phone.shown)
    (shown,) = [one for one in phone.shown() if one["tag"] == alarm["id"]]
    assert shown["title"] == "Alarm: Nia Okoye asked for help"
    assert shown["requireInteraction"]
    eventually(lambda: status_of(town, said["id"]) == ("delivered", ["shown"]), lambda: status_of(town, said["id"]))

    page.evaluate(
        """async (tag) => {
            const worker = await navigator.serviceWorker.getRegistration("/accounts/reached/");
            for (const one of await worker.getNotifications()) if (one.tag !== tag) one.close();
        }""",
        alarm["id"],
    )
    (worker,) = [one for one in page.context.service_workers if "push/worker" in one.url]
    (address,) = worker.evaluate(CLICKED)
    assert address == f"{town.installation.web}/response/alarms/{alarm['id']}"
    eventually(lambda: status_of(town, said["id"])[1] == ["opened", "shown"], lambda: status_of(town, said["id"]))
    assert phone.shown() == []

    elsewhere = opens(None, address)
    elsewhere.get_by_label("Username or email address").fill(town.manager.username)
    elsewhere.get_by_label("Password", exact=True).fill(PASSWORD)
    elsewhere.get_by_role("button", name="Sign in").click()
    expect(elsewhere).to_have_url(re.compile(rf"/response\S*{alarm['id']}"))
    expect(
        elsewhere.get_by_role("button", name="Take this alarm")
        .or_(elsewhere.get_by_text("Take the alarm first."))
        .first
    ).to_be_visible()


def test_a_browser_that_does_not_allow_notifications_says_what_to_do(opens, town):
    page = opens(town.buddy, REACHED)
    page.evaluate("Notification.requestPermission = async () => 'denied'")
    page.get_by_role("button", name="Turn on notifications in this browser").click()
    expect(page.get_by_role("status").filter(has_text="This browser does not allow notifications")).to_be_visible()


def test_without_scripts_the_page_says_what_it_would_need(opens, town):
    page = opens(town.buddy, REACHED, java_script_enabled=False)
    expect(page.get_by_text("This needs a browser that can show notifications")).to_be_visible()
    expect(page.get_by_role("button", name="Turn on notifications in this browser")).to_be_hidden()


def status_of(town, message_id):
    """How far a message has come, and what was told of it."""
    with town.installation.connect("postgres") as db:
        (status,) = db.execute("SELECT status FROM messages_message WHERE id = %s", [message_id]).fetchone()
        told = db.execute(
            "SELECT status FROM messages_receipt WHERE message_id = %s ORDER BY status", [message_id]
        ).fetchall()
    return status, [one for (one,) in told]
