"""Risk before the door, on a phone of 320 pixels and by keyboard."""

from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.browser.conftest import PHONE
from tests.world import PIN


def asks(town, level):
    reference = "RX-17" if level else "RX-18"
    town.installation.inside("tests.inhabitants", "ask_before_visits", {"reference": reference, "level": level})
    return reference


def plans(opens, town, reference):
    phone = opens(town.nurse, "/my-safety", size=PHONE)
    phone.get_by_label("Where are you going?").fill("14 Mill Lane")
    phone.get_by_label("Whom do you visit?").fill(reference)
    phone.get_by_role("button", name="Start visit").press("Enter")
    phone.get_by_role("link", name="See what opens it").press("Enter")
    expect(phone.get_by_role("heading", name="Before your visit: 14 Mill Lane")).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 320
    assert violations(phone) == []
    return phone


def test_a_visit_to_a_red_patient_waits_until_the_manager_says_why_it_may_begin(opens, town):
    phone = plans(opens, town, asks(town, "high"))
    expect(phone.get_by_text("The risk is high for one person alone.")).to_be_visible()
    phone.get_by_role("button", name="Ask for an override").press("Enter")
    expect(phone.get_by_text("They are asked, and have not answered yet.")).to_be_visible()

    desk = opens(town.manager, "/risk", size=PHONE)
    assert desk.evaluate("document.documentElement.scrollWidth") <= 320
    assert violations(desk) == []
    desk.get_by_role("link", name="14 Mill Lane").first.press("Enter")
    assert violations(desk) == []
    desk.get_by_label("Why it may begin").fill("His brother is away")
    desk.get_by_role("button", name="Override").press("Enter")
    expect(desk.get_by_text("The visit may begin, and its worker is told.")).to_be_visible()

    phone.goto("/my-safety")
    expect(phone.get_by_text("lets this visit begin: His brother is away")).to_be_visible()
    phone.get_by_role("button", name="Start").press("Enter")
    expect(phone.get_by_role("button", name="I am safe")).to_be_visible()


def test_a_quick_assessment_a_checklist_and_how_it_felt(opens, town):
    phone = plans(opens, town, asks(town, ""))
    phone.get_by_role("group", name="Is violence or aggression known?").get_by_label("No", exact=True).check()
    phone.get_by_role("group", name="The risk that is left").get_by_label("Low").check()
    phone.get_by_role("button", name="Save the assessment").press("Enter")
    expect(phone.get_by_text("Your assessment is saved.")).to_be_visible()
    phone.get_by_role("button", name="Start the visit").press("Enter")

    phone.get_by_role("link", name="Checklist of this visit").press("Enter")
    phone.get_by_role("link", name="During the visit").press("Enter")
    phone.get_by_role("group", name="Have you seen a weapon?").get_by_label("Yes").check()
    phone.get_by_role("button", name="Keep these answers").press("Enter")
    expect(phone.get_by_text("Leave now. Call for help when you are out.")).to_be_visible()
    assert violations(phone) == []
    assert phone.evaluate("document.documentElement.scrollWidth") <= 320

    phone.goto("/my-safety")
    phone.get_by_text("End visit").first.click()
    phone.get_by_label("Your PIN").fill(PIN)
    phone.get_by_role("button", name="End visit").click()
    expect(phone.get_by_role("heading", name="How did you feel at 14 Mill Lane?")).to_be_visible()
    assert violations(phone) == []
    assert phone.evaluate("document.documentElement.scrollWidth") <= 320
    phone.get_by_role("button", name="Uneasy").press("Enter")
    expect(phone.get_by_text("Thank you. It is kept")).to_be_visible()


def test_a_start_without_a_signal_runs_and_the_manager_is_told_what_was_not_asked(opens, town):
    reference = asks(town, "high")
    phone = opens(town.nurse, "/my-safety", size=PHONE)
    phone.get_by_label("Where are you going?").fill("14 Mill Lane")
    phone.get_by_label("Whom do you visit?").fill(reference)
    phone.context.set_offline(True)
    phone.get_by_role("button", name="Start visit").press("Enter")
    expect(phone.get_by_text("Nobody is watching that visit yet.")).to_be_visible()

    phone.context.set_offline(False)

    expect(phone.get_by_text("The start of your visit to 14 Mill Lane is saved")).to_be_visible()
    expect(phone.get_by_role("button", name="I am safe")).to_be_visible()
    town.clock.settles()
    assert any("is at 14 Mill Lane already, with a clock that runs" in text for text in town.manager.texts)
