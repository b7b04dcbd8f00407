"""An operator's screen: an alarm comes in, is taken, noted and closed."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.browser.conftest import DESK, PHONE
from tests.scenario import given, when


def test_an_alarm_appears_by_itself_and_is_taken_by_one_key_and_closed(opens, town):
    desk = opens(town.operator, "/response")
    expect(desk.get_by_text("No open alarms that you answer for.")).to_be_visible()
    expect(desk.locator("#live-light")).to_have_attribute("data-state", "live")

    when.presses(town.nurse)

    expect(desk.get_by_role("heading", name="Nia Okoye")).to_be_visible()
    desk.keyboard.press("t")
    expect(desk.get_by_text("You have this alarm")).to_be_visible()
    desk.keyboard.press("n")
    desk.get_by_label("What have you done, what do you know now?").fill("Rang her: the dog is out.")
    desk.get_by_role("button", name="Save note").click()
    expect(desk.get_by_text("Rang her: the dog is out.")).to_be_visible()
    desk.keyboard.press("Escape")
    desk.keyboard.press("c")
    desk.get_by_label("What was it?").select_option("found_safe")
    desk.get_by_role("button", name="Close the alarm").click()
    expect(desk.get_by_text("Closed: Found safe", exact=True)).to_be_visible()
    assert given.open_alarm(town.nurse) is None


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_closed_alarm_is_opened_again_with_a_reason(opens, town, size):
    given.an_alarm(town.nurse)
    desk = opens(town.operator, "/response", size=size)
    desk.get_by_role("button", name="Take this alarm").click()
    desk.locator("summary", has_text="Close").click()
    desk.get_by_label("What was it?").select_option("found_safe")
    desk.get_by_role("button", name="Close the alarm").click()
    again = desk.locator("#act-reopen")
    again.locator("summary").click()
    hint = again.get_by_text("People are rung from the start")
    assert hint.bounding_box()["width"] > 0.9 * again.bounding_box()["width"], "its words have room"
    assert desk.evaluate("document.documentElement.scrollWidth") <= size["width"]
    assert violations(desk) == []
    again.get_by_role("button", name="Open it again").click()
    expect(again.locator(".nhsuk-error-message")).to_be_visible()
    desk.get_by_label("Why may help be needed after all?").fill("She does not answer.")
    again.get_by_role("button", name="Open it again").click()
    expect(desk.get_by_role("button", name="Take this alarm")).to_be_visible()
    assert given.open_alarm(town.nurse) is not None


def test_whoever_goes_on_before_the_answer_comes_keeps_what_they_chose(opens, town):
    given.an_alarm(town.nurse)
    desk = opens(town.operator, "/response")
    desk.get_by_role("button", name="Take this alarm").click()
    expect(desk.get_by_text("You have this alarm")).to_be_visible()
    held = []
    desk.route("**/note", lambda route: held.append(route))  # the answer to the note waits until it is let go
    desk.get_by_label("What have you done, what do you know now?").fill("Rang her.")
    desk.get_by_role("button", name="Save note").click()
    desk.keyboard.press("Escape")
    desk.keyboard.press("c")
    desk.get_by_label("What was it?").select_option("found_safe")
    with desk.expect_response("**/note"):
        held[0].continue_()
    expect(desk.get_by_text("Rang her.", exact=True)).to_be_visible()
    expect(desk.get_by_label("What was it?")).to_have_value("found_safe")
    desk.get_by_role("button", name="Close the alarm").click()
    expect(desk.get_by_text("Closed: Found safe", exact=True)).to_be_visible()


def test_the_second_operator_sees_who_has_it_without_loading_the_page(opens, town):
    given.an_alarm(town.nurse)
    desk, other = opens(town.operator, "/response"), opens(town.second_operator, "/response")

    desk.get_by_role("button", name="Take this alarm").click()

    expect(other.get_by_text("Olu Grant has it", exact=True).first).to_be_visible()


def test_an_alarm_about_an_escaped_name_is_text_and_nothing_else(opens, town):
    given.a_visit(town.nurse, place="<script>document.title='taken over'</script>")
    given.an_alarm(town.nurse)
    desk = opens(town.operator, "/response")
    expect(desk.get_by_text("<script>document.title='taken over'</script>")).to_be_visible()
    expect(desk).to_have_title(re.compile("Response centre"))


def test_everything_an_operator_needs_is_on_one_screen(opens, town):
    given.a_visit(town.nurse)
    given.an_alarm(town.nurse)
    desk = opens(town.operator, "/response")
    expect(desk.get_by_role("button", name="Take this alarm")).to_be_visible()
    assert desk.evaluate("document.documentElement.scrollHeight") <= 768
    for name in ("Who", "Where", "What is known", "Whom to call", "What has happened"):
        expect(desk.get_by_role("heading", name=name, exact=True)).to_be_in_viewport()


def test_the_outsiders_desk_stays_empty(opens, town):
    desk = opens(town.outsider, "/response")
    given.an_alarm(town.nurse)
    desk.reload()
    expect(desk.get_by_text("No open alarms that you answer for.")).to_be_visible()
    expect(desk.get_by_text("Nia Okoye")).to_have_count(0)


def test_the_desk_without_scripts_still_takes_and_closes(opens, town):
    given.an_alarm(town.nurse)
    desk = opens(town.operator, "/response", java_script_enabled=False)
    desk.get_by_role("button", name="Take this alarm").click()
    expect(desk.get_by_text("You have this alarm", exact=True).first).to_be_visible()


def test_nothing_bars_anyone_from_the_console(opens, town):
    given.a_visit(town.nurse)
    given.an_alarm(town.nurse)
    desk = opens(town.operator, "/response")
    expect(desk.get_by_role("button", name="Take this alarm")).to_be_visible()
    assert violations(desk) == []
    desk.keyboard.press("t")
    expect(desk.get_by_text("You have this alarm")).to_be_visible()
    assert violations(desk) == []
