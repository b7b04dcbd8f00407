"""A lone worker's phone, 320 pixels wide."""

from datetime import timedelta

from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.browser.conftest import PHONE
from tests.eventually import eventually
from tests.scenario import given
from tests.world import DURESS_PIN, PASSWORD, PIN


def test_a_visit_is_started_checked_in_and_ended(opens, town):
    phone = opens(town.nurse, "/my-safety", size=PHONE)
    phone.get_by_label("Where are you going?").fill("14 Mill Lane")
    phone.get_by_role("button", name="Start visit").click()
    expect(phone.get_by_role("heading", name="14 Mill Lane")).to_be_visible()

    phone.get_by_role("button", name="I am safe").click()
    expect(phone.get_by_text("Your check-in was saved at")).to_be_visible()

    phone.get_by_text("End visit").first.click()
    phone.get_by_label("Your PIN").fill(PIN)
    phone.get_by_role("button", name="End visit").click()
    expect(phone.get_by_role("heading", name="No visit is running")).to_be_visible()


def test_holding_the_button_calls_for_help(opens, town):
    phone = opens(town.nurse, "/my-safety", size=PHONE)
    button = phone.get_by_role("button", name="I need help")
    box = button.bounding_box()
    phone.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    phone.mouse.down()
    alarm = eventually(lambda: given.open_alarm(town.nurse), "The alarm")
    phone.mouse.up()
    assert alarm["kind"] == "sos"
    expect(phone.get_by_role("heading", name="Your call for help has arrived")).to_be_visible()


def test_a_short_touch_calls_nobody_and_says_how(opens, town):
    phone = opens(town.nurse, "/my-safety", size=PHONE)
    phone.get_by_role("button", name="I need help").click()
    expect(phone.locator("#help-how")).to_be_visible()
    town.clock.settles()
    assert given.open_alarm(town.nurse) is None


def test_what_has_no_signal_waits_and_arrives(opens, town):
    given.a_visit(town.nurse)
    phone = opens(town.nurse, "/my-safety", size=PHONE)
    phone.context.set_offline(True)
    phone.get_by_role("button", name="I am safe").click()
    expect(phone.locator("#unsent")).to_have_attribute("data-kind", "unsent")
    phone.context.set_offline(False)
    expect(phone.locator("#unsent")).to_contain_text("Your check-in is saved")
    expect(phone.get_by_text("Your check-in was saved at")).to_be_visible()


def test_duress_shows_what_safety_shows(opens, town):
    shown = []
    for pin in (PIN, DURESS_PIN):
        given.a_visit(town.nurse)
        phone = opens(town.nurse, "/my-safety", size=PHONE)
        phone.get_by_text("End visit").first.click()
        phone.get_by_label("Your PIN").fill(pin)
        phone.get_by_role("button", name="End visit").click()
        expect(phone.get_by_role("heading", name="No visit is running")).to_be_visible()
        shown.append(phone.locator("#now section h2").all_inner_texts())
    assert shown[0] == shown[1]
    assert given.open_alarm(town.nurse)["kind"] == "duress"


def test_the_page_fits_a_small_phone(opens, town):
    given.a_visit(town.nurse)
    phone = opens(town.nurse, "/my-safety", size=PHONE)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 320
    expect(phone.get_by_role("button", name="I need help")).to_be_in_viewport()
    expect(phone.get_by_role("button", name="I am safe")).to_be_in_viewport()


def test_nothing_bars_anyone_from_the_workers_page(opens, town):
    phone = opens(town.nurse, "/my-safety", size=PHONE)
    assert violations(phone) == []
    given.a_visit(town.nurse)
    phone.reload()
    assert violations(phone) == []
    phone.goto("/my-safety/who")
    assert violations(phone) == []


def test_a_note_waits_for_a_signal_and_the_next_one_replaces_it(opens, town):
    given.a_visit(town.nurse)
    phone = opens(town.nurse, "/my-safety", size=PHONE)
    phone.get_by_text("Leave a note").click()
    assert violations(phone) == []
    phone.context.set_offline(True)
    phone.get_by_label("What should colleagues know").fill("12")
    phone.get_by_role("button", name="Save the note").click()
    expect(phone.locator("#unsent")).to_contain_text("Not sent yet: Your note")
    phone.context.set_offline(False)
    expect(phone.locator("#unsent")).to_contain_text("Your note is saved")
    phone.get_by_text("Change your note").click()
    expect(phone.locator("#note-now")).to_have_text("12")
    phone.get_by_label("New note").fill("Two dogs, back door. " * 20)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 320
    phone.get_by_role("button", name="Replace the note").click()
    expect(phone.locator("#note-now")).to_contain_text("Two dogs")
    assert violations(phone) == []


def test_a_planned_visit_is_cancelled_on_a_small_phone(opens, town):
    ends = (town.clock.now + timedelta(hours=2)).isoformat()
    assert town.nurse.asks("POST", "/visits", {"place": "9 Weir Road", "planned_end": ends}).status == 201
    phone = opens(town.nurse, "/my-safety", size=PHONE)
    phone.get_by_role("link", name="Cancel").click()
    assert violations(phone) == []
    assert phone.evaluate("document.documentElement.scrollWidth") <= 320
    phone.get_by_role("button", name="Cancel the visit").click()
    expect(phone.get_by_text("The visit is off your list.")).to_be_visible()
    expect(phone.get_by_text("9 Weir Road")).to_have_count(0)


def test_whoever_signed_in_again_meanwhile_starts_a_visit_from_the_page_that_is_open(opens, town):
    phone = opens(town.second_nurse, "/my-safety", size=PHONE)
    phone.get_by_label("Where are you going?").fill("15 Mill Lane")
    phone.context.clear_cookies()
    phone.get_by_role("button", name="Start visit").click()
    expect(phone.locator("#unsent")).to_contain_text("Not sent yet: The start of your visit to 15 Mill Lane")
    expect(phone.locator("#unsent")).to_contain_text("Nobody is watching that visit yet")
    again = phone.context.new_page()
    again.goto("/accounts/login/")
    again.get_by_label("Username or email address").fill(town.second_nurse.username)
    again.get_by_label("Password", exact=True).fill(PASSWORD)
    again.get_by_role("main").get_by_role("button", name="Sign in").click()
    expect(again.get_by_role("button", name="Sign out")).to_be_visible()
    expect(phone.locator("#now").get_by_role("heading", name="15 Mill Lane")).to_be_visible()
