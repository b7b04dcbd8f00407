"""The amber note, spoken into a phone whose microphone is Chromium's own test tone, and heard at a desk."""

from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.conftest import DESK, PHONE
from tests.scenario import given
from tests.town import Town

ARRIVED = "Your spoken note has arrived"


def phone_of(opens, town: Town) -> Page:
    """The nurse's phone, on a visit, with the note's form open and the microphone allowed."""
    given.a_visit(town.nurse)
    phone = opens(town.nurse, "/my-safety", size=PHONE, permissions=["microphone"])
    phone.get_by_text("Leave a note").click()
    return phone


def hold_and_speak(phone: Page) -> None:
    """Holds the button until the page counts down, then lets go."""
    phone.get_by_role("button", name="Hold and speak").hover()
    phone.mouse.down()
    expect(phone.get_by_role("button", name="Recording: 18 seconds left")).to_be_visible()
    phone.mouse.up()


def test_a_note_is_spoken_and_heard_when_help_is_asked_for(opens, town):
    phone = phone_of(opens, town)
    assert violations(phone) == []
    assert phone.evaluate("document.documentElement.scrollWidth") <= 320
    phone.get_by_label("What should colleagues know").fill("Back door.")
    hold_and_speak(phone)
    expect(phone.locator("#speak-told")).to_contain_text(ARRIVED)
    phone.get_by_text("Change your note").click()
    expect(phone.locator("#note-now")).to_have_text("Back door.")
    assert violations(phone) == []

    alarm = given.an_alarm(town.nurse)
    desk = opens(town.operator, f"/response?alarm={alarm['id']}", size=DESK)
    player = desk.locator("audio")
    expect(player).to_be_visible()
    heard = player.evaluate(
        """async (player) => {
            await player.play();
            await new Promise((done) => player.addEventListener("timeupdate", () => player.currentTime > 0.5 && done()));
            return player.currentTime;
        }"""
    )
    assert heard > 0.5
    assert violations(desk) == []
    phone.goto("/my-safety/who")
    expect(phone.locator("main :not(option)", has_text="Your spoken note").last).to_be_visible()


def test_a_note_spoken_without_a_signal_is_kept_and_arrives_later(opens, town):
    phone = phone_of(opens, town)
    phone.context.set_offline(True)
    hold_and_speak(phone)
    expect(phone.locator("#speak-told")).to_contain_text("Not sent yet: your spoken note")
    expect(phone.locator("#speak-told")).to_contain_text("No signal")
    phone.context.set_offline(False)
    expect(phone.locator("#speak-told")).to_contain_text(ARRIVED)


def test_a_note_that_was_not_sent_outlives_the_page(opens, town):
    phone = phone_of(opens, town)
    phone.route("**/note", lambda route: route.abort())
    hold_and_speak(phone)
    expect(phone.locator("#speak-told")).to_contain_text("Not sent yet")
    phone.reload()
    expect(phone.locator("#speak-told")).to_contain_text("Not sent yet")
    phone.unroute("**/note")
    expect(phone.locator("#speak-told")).to_contain_text(ARRIVED, timeout=20_000)


def test_two_taps_do_what_holding_does(opens, town):
    phone = phone_of(opens, town)
    phone.get_by_role("button", name="Hold and speak").click()
    recording = phone.get_by_role("button", name="Recording")
    expect(recording).to_contain_text("19 seconds left")
    recording.click()
    expect(phone.locator("#speak-told")).to_contain_text(ARRIVED)


def test_the_keyboard_does_it_too(opens, town):
    phone = phone_of(opens, town)
    phone.get_by_role("button", name="Hold and speak").press("Enter")
    recording = phone.get_by_role("button", name="Recording")
    expect(recording).to_contain_text("19 seconds left")
    recording.press("Enter")
    expect(phone.locator("#speak-told")).to_contain_text(ARRIVED)


def test_without_a_microphone_the_phones_recorder_is_offered(opens, town):
    given.a_visit(town.nurse)
    phone = opens(town.nurse, "/my-safety", size=PHONE)
    phone.evaluate("() => { navigator.mediaDevices.getUserMedia = () => Promise.reject(new Error('not allowed')); }")
    phone.get_by_text("Leave a note").click()
    phone.get_by_role("button", name="Hold and speak").click()
    expect(phone.locator("#speak-told")).to_contain_text("does not let the page use its microphone")
    expect(phone.get_by_label("Record your note")).to_be_visible()
    assert violations(phone) == []
