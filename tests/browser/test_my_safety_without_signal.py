"""The lone worker's page where there is no signal: opened from the home screen, used, closed, and heard of later."""

import json
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.browser.conftest import DESK, PHONE
from tests.eventually import eventually
from tests.scenario import given
from tests.world import DURESS_PIN, PIN

KEPT_WORDS = """async () => {
  const told = [JSON.stringify(localStorage)];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      if (!request.url.includes("/static/")) told.push(request.url, await (await cache.match(request)).text());
    }
  }
  return told.join("\\n");
}"""


def keep(phone):
    """Lets this phone keep the page."""
    phone.get_by_role("button", name="Keep this page on this phone").click()
    expect(phone.get_by_role("button", name="Stop keeping it")).to_be_visible()


def kept_by_a_phone(opens, person, size=PHONE):
    phone = opens(person, "/my-safety", size=size)
    keep(phone)
    return phone


def opened_again(phone):
    """The tab is killed, and the page is opened from the home screen."""
    context = phone.context
    phone.close()
    again = context.new_page()
    again.goto("/my-safety")
    return again


@pytest.mark.parametrize("size", [PHONE, DESK])
def test_the_page_opens_without_a_signal_and_what_is_pressed_arrives_later(opens, town, size):
    visit = given.a_visit(town.nurse)
    phone = kept_by_a_phone(opens, town.nurse, size)
    phone.context.set_offline(True)
    phone = opened_again(phone)
    expect(phone.get_by_role("heading", name="14 Mill Lane")).to_be_visible()
    expect(phone.locator("#copy")).to_contain_text("No signal")
    assert violations(phone) == []
    assert phone.evaluate("document.documentElement.scrollWidth") <= size["width"]
    phone.get_by_role("button", name="I am safe").click()
    expect(phone.locator("#unsent")).to_contain_text("Not sent yet: Your check-in")
    phone = opened_again(phone)
    expect(phone.locator("#unsent")).to_contain_text("Not sent yet: Your check-in")
    phone.context.set_offline(False)
    expect(phone.locator("#unsent")).to_contain_text("Your check-in is saved")
    expect(phone.locator("#copy")).to_be_hidden()
    assert town.nurse.asks("GET", f"/visits/{visit['id']}").json["due_at"] > visit["due_at"]


def test_a_visit_is_started_and_ended_without_a_signal_and_nothing_says_that_it_was_sent(opens, town):
    phone = kept_by_a_phone(opens, town.nurse)
    phone.context.set_offline(True)
    phone = opened_again(phone)
    phone.get_by_label("Where are you going?").fill("3 Quarry Road")
    phone.get_by_role("button", name="Start visit").click()
    expect(phone.get_by_role("heading", name="3 Quarry Road")).to_be_visible()
    expect(phone.locator("#waiting")).to_contain_text("Not started yet")
    expect(phone.locator("#unsent")).to_contain_text("Nobody is watching that visit yet")
    expect(phone.get_by_role("button", name="Start visit")).to_be_hidden()
    assert violations(phone) == []
    assert phone.evaluate("document.documentElement.scrollWidth") <= 320
    phone = opened_again(phone)
    phone.get_by_role("button", name="I am safe").click()
    phone.locator("#waiting summary", has_text="End visit").press("Enter")
    phone.get_by_label("Your PIN").fill(PIN)
    phone.get_by_label("Your PIN").press("Enter")
    expect(phone.locator("#unsent")).to_contain_text("The end of your visit")
    assert "saved" not in phone.locator("#unsent").inner_text()
    phone.context.set_offline(False)
    expect(phone.locator("#unsent")).to_contain_text("The end of your visit is saved")
    made = town.nurse.asks("GET", "/visits?mine=true").json["items"][0]
    assert (made["place"], made["status"]) == ("3 Quarry Road", "ended")


def test_a_start_that_waits_is_taken_back(opens, town):
    phone = opens(town.nurse, "/my-safety", size=PHONE)
    before = town.nurse.asks("GET", "/visits?mine=true").json["items"]
    phone.context.set_offline(True)
    phone.get_by_label("Where are you going?").fill("4 Quarry Road")
    phone.get_by_role("button", name="Start visit").click()
    phone.locator("#waiting summary", has_text="End visit").click()
    phone.get_by_role("button", name="Do not start it").click()
    expect(phone.locator("#waiting")).to_be_hidden()
    expect(phone.get_by_role("button", name="Start visit")).to_be_visible()
    phone.context.set_offline(False)
    phone.reload()
    assert town.nurse.asks("GET", "/visits?mine=true").json["items"] == before


def test_an_end_with_either_pin_looks_the_same_and_the_phone_cannot_tell_them_apart(opens, town):
    shown = []
    for pin in (PIN, DURESS_PIN):
        given.a_visit(town.nurse)
        phone = opens(town.nurse, "/my-safety", size=PHONE)
        phone.context.set_offline(True)
        phone.get_by_text("End visit").first.click()
        phone.get_by_label("Your PIN").fill(pin)
        phone.get_by_role("button", name="End visit").click()
        expect(phone.locator("#unsent")).to_contain_text("The clock still runs")
        kept = json.loads(
            phone.evaluate("localStorage.getItem(Object.keys(localStorage).find((name) => name.endsWith('visit')))")
        )
        assert pin not in json.dumps([item["body"] for item in kept])
        before = (len(kept[0]["body"]), sorted(json.loads(kept[0]["body"])))
        phone.context.set_offline(False)
        expect(phone.locator("#unsent")).to_contain_text("The end of your visit is saved")
        expect(phone.get_by_role("heading", name="No visit is running")).to_be_visible()
        shown.append((before, phone.locator("#now section h2").all_inner_texts()))
    assert shown[0] == shown[1]
    assert given.open_alarm(town.nurse)["kind"] == "duress"


def test_a_call_for_help_without_a_signal_rings_when_there_is_one(opens, town):
    phone = kept_by_a_phone(opens, town.nurse)
    phone.context.set_offline(True)
    phone = opened_again(phone)
    phone.get_by_role("button", name="I need help").press("Enter", delay=3500)
    expect(phone.locator("#help-told")).to_contain_text("Not sent yet: no signal")
    phone = opened_again(phone)
    expect(phone.locator("#help-told")).to_contain_text("Not sent yet: no signal")
    phone.context.set_offline(False)
    assert eventually(lambda: given.open_alarm(town.nurse), "The alarm")["kind"] == "sos"


def test_the_worker_is_told_of_what_the_centre_did_meanwhile(opens, town):
    visit = given.a_visit(town.nurse)
    phone = kept_by_a_phone(opens, town.nurse)
    phone.context.set_offline(True)
    phone = opened_again(phone)
    phone.get_by_text("Leave a note").click()
    phone.get_by_label("What should colleagues know").fill("Two dogs, back door.")
    phone.get_by_role("button", name="Save the note").click()
    ended = town.operator.asks("POST", f"/visits/{visit['id']}/end", {"evidence": "Spoke to her on the telephone."})
    assert ended.status == 200
    phone.context.set_offline(False)
    expect(phone.locator("#unsent")).to_contain_text(
        "could not be saved. This visit has ended. You had written: “Two dogs, back door.”"
    )
    expect(phone.get_by_role("heading", name="No visit is running")).to_be_visible()


def test_a_phone_that_was_not_told_so_keeps_nothing_of_its_worker(opens, town):
    given.a_visit(town.nurse)
    phone = opens(town.nurse, "/my-safety", size=PHONE)
    expect(phone.get_by_role("button", name="Keep this page on this phone")).to_be_visible()
    told = phone.evaluate(KEPT_WORDS)
    assert "without-signal" in told
    for word in ("Mill Lane", town.nurse.name, "Nia"):
        assert word not in told
    phone.context.set_offline(True)
    phone = opened_again(phone)
    expect(phone.get_by_role("heading", name="This page needs a signal")).to_be_visible()
    assert violations(phone) == []
    assert phone.evaluate("document.documentElement.scrollWidth") <= 320


def test_the_copy_holds_no_note_no_name_and_no_token_and_goes_at_sign_out(opens, town):
    visit = given.a_visit(town.nurse)
    assert town.nurse.asks("POST", f"/visits/{visit['id']}/note", {"text": "Her son threatened me."}).status == 201
    phone = kept_by_a_phone(opens, town.nurse)
    told = phone.evaluate(KEPT_WORDS)
    assert "Mill Lane" in told
    assert told.count("csrf-token") == 1, "that of the page that is nobody's"
    for word in ("threatened", "csrfmiddlewaretoken", town.nurse.name):
        assert word not in told
    phone.get_by_role("button", name="Sign out").click()
    expect(phone.get_by_role("heading", name="Sign in")).to_be_visible()
    assert "Mill Lane" not in phone.evaluate(KEPT_WORDS)
    phone.context.set_offline(True)
    phone.goto("/my-safety")
    expect(phone.get_by_role("heading", name="This page needs a signal")).to_be_visible()


def test_the_copy_goes_when_it_is_not_wanted_and_when_somebody_else_signs_in(opens, town):
    given.a_visit(town.nurse)
    phone = kept_by_a_phone(opens, town.nurse)
    phone.get_by_role("button", name="Stop keeping it").press("Enter")
    expect(phone.get_by_role("button", name="Keep this page on this phone")).to_be_focused()
    assert "Mill Lane" not in phone.evaluate(KEPT_WORDS)
    keep(phone)
    phone.context.add_cookies(
        [{"name": "sessionid", "value": town.second_nurse.session(), "url": town.installation.web}]
    )
    phone.goto("/my-safety")
    expect(phone.get_by_role("button", name="Keep this page on this phone")).to_be_visible()
    assert "Mill Lane" not in phone.evaluate(KEPT_WORDS)


def test_whoever_is_signed_out_meanwhile_is_told_and_the_copy_goes(opens, town):
    given.a_visit(town.nurse)
    phone = kept_by_a_phone(opens, town.nurse)
    phone.context.set_offline(True)
    phone = opened_again(phone)
    expect(phone.locator("#copy")).to_contain_text("No signal")
    phone.context.clear_cookies()
    phone.context.set_offline(False)
    phone.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(phone.locator("#copy")).to_contain_text("You are signed out")
    eventually(lambda: "Mill Lane" not in phone.evaluate(KEPT_WORDS), "The copy's end")


def test_the_page_says_before_a_visit_what_it_cannot_do(opens, town):
    phone = opens(town.nurse, "/my-safety", size=PHONE, permissions=["geolocation"])
    expect(phone.locator("#ready")).to_be_hidden()
    weak = """navigator.getBattery = async () => ({ level: 0.1, charging: false, addEventListener() {} });
      const query = navigator.permissions.query.bind(navigator.permissions);
      navigator.permissions.query = async (what) => what.name === "geolocation" ? { state: "denied", addEventListener() {} } : query(what);"""
    phone.context.add_init_script(weak)
    phone.reload()
    expect(phone.locator("#ready")).to_contain_text("The battery is below 15 %")
    expect(phone.locator("#ready")).to_contain_text("does not tell the page where you are")
    expect(phone.get_by_text("There is no connection")).to_be_hidden()
    phone.context.set_offline(True)
    expect(phone.get_by_text("There is no connection")).to_be_visible()
    assert violations(phone) == []
    assert phone.evaluate("document.documentElement.scrollWidth") <= 320
    phone.context.set_offline(False)
    given.a_visit(town.nurse)
    phone.reload()
    expect(phone.locator("#ready")).to_be_hidden()


def test_the_page_can_be_put_on_a_home_screen(opens, town):
    phone = opens(town.nurse, "/my-safety", size=PHONE)
    devtools = phone.context.new_cdp_session(phone)
    found = devtools.send("Page.getAppManifest")
    assert found["errors"] == []
    assert json.loads(found["data"])["start_url"] == "/my-safety"
    icons = phone.evaluate(
        "async (manifest) => Promise.all(JSON.parse(manifest.data).icons.map(async ({src}) => (await fetch(new URL(src, manifest.url))).status))",
        found,
    )
    assert set(icons) == {200}
    faults = {one["errorId"] for one in devtools.send("Page.getInstallabilityErrors")["installabilityErrors"]}
    assert faults <= {"in-incognito"}, "the tests' browser is one that installs nothing"


def test_the_first_use_of_the_page_is_light(opens, town):
    """At a weak signal every kilobyte is a second: scripts and styles, compressed, as they come over the wire."""
    phone = opens(town.nurse, "/my-safety", size=PHONE)
    expect(phone.get_by_role("heading", name="Without a signal")).to_be_visible()
    sizes = phone.evaluate(
        "performance.getEntriesByType('resource').filter(({name}) => /\\.(js|css)(\\?|$)/.test(name)).map(({name, transferSize}) => [name, transferSize])"
    )
    assert len(sizes) >= 4
    assert all(size for _, size in sizes), "one was not measured"
    assert sum(size for _, size in sizes) < 150_000, sizes


def test_a_calendar_is_followed_on_a_small_phone(opens, town):
    starts = (town.clock.now + timedelta(hours=5)).strftime("%Y%m%dT%H%M%SZ")
    ends = (town.clock.now + timedelta(hours=6)).strftime("%Y%m%dT%H%M%SZ")
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//T//T//EN", "BEGIN:VEVENT", "UID:browser-1"]
    lines += [f"DTSTART:{starts}", f"DTEND:{ends}", "SUMMARY:Wound care", "LOCATION:77 Calendar Road", "END:VEVENT"]
    content = "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()
    phone = opens(town.nurse, "/my-safety/calendar", size=PHONE)
    assert violations(phone) == []
    phone.get_by_label("Or a calendar file").set_input_files(
        {"name": "mine.ics", "mimeType": "text/calendar", "buffer": content}
    )
    phone.get_by_role("button", name="Follow this calendar").press("Enter")
    expect(phone.get_by_text("Your calendar is followed.")).to_be_visible()

    def is_read():
        phone.goto("/my-safety/calendar")
        return phone.get_by_text("77 Calendar Road").count() > 0

    eventually(is_read, "The calendar's visit")
    assert violations(phone) == []
    assert phone.evaluate("document.documentElement.scrollWidth") <= 320
    phone.get_by_role("button", name="Remove it").click()
    expect(phone.get_by_text("Your calendar is followed no more")).to_be_visible()
    phone.goto("/my-safety")
    expect(phone.get_by_text("77 Calendar Road")).to_have_count(0)
