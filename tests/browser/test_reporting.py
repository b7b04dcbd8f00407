"""Somebody reports an incident: on a small phone, by keyboard alone, without signal, without scripts."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.conftest import DESK, PHONE
from tests.eventually import eventually
from tests.files import JPEG
from tests.scenario import given
from tests.world import POSTER

ANSWERS = 10


def choose(page: Page, *labels: str) -> None:
    for label in labels:
        page.get_by_label(label, exact=True).locator("visible=true").check()


def go_on(page: Page) -> None:
    page.get_by_role("button", name="Continue", exact=True).locator("visible=true").click()


def answer(page: Page, *labels: str) -> None:
    """Answers the question on the page, and waits until the next one is asked."""
    heading = page.locator("h1:visible").inner_text()
    choose(page, *labels)
    go_on(page)
    expect(page.locator("h1:visible")).not_to_have_text(heading)


def shortest(
    page: Page,
    *,
    place: bool = True,
    who: str = "By my Alongside account",
    also: Callable[[], None] = lambda: None,
) -> int:
    """Verbal abuse, with as few answers as there are. Answers how many answers that were, whatever the number of pages."""
    asked = [
        ["No"],
        ["Someone was shouted at, insulted or intimidated"],
        ["Just now"],
        *([["In one of our wards, clinics or buildings"]] if place else []),
        ["Me", "No"],
        ["A relative, friend or carer"],
        [],
        [who],
    ]
    for labels in asked:
        also()
        answer(page, *labels)
    return sum(len(labels) for labels in asked)


def reports(town) -> list[dict]:
    with town.installation.connect("postgres") as everything:
        rows = everything.execute(
            "SELECT reference, kinds, anonymous, reporter_user FROM incidents_incident"
        ).fetchall()
    return [dict(zip(("reference", "kinds", "anonymous", "reporter_user"), row, strict=True)) for row in rows]


def test_the_shortest_report_of_verbal_abuse_has_ten_answers_at_most(opens, town):
    phone = opens(town.nurse, "/report", size=PHONE)
    phone.get_by_role("button", name="Start").click()
    expect(phone).to_have_url(re.compile("/report/whole"))
    assert shortest(phone) <= ANSWERS
    expect(phone.get_by_role("heading", name="Check your answers")).to_be_visible()
    phone.get_by_role("button", name="Send the report").click()
    expect(phone.get_by_role("heading", name="Your report has arrived")).to_be_visible()
    reference = phone.locator("[data-reference]").inner_text()
    assert [one["reference"] for one in reports(town)] == [reference]
    assert re.fullmatch(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", phone.locator("dd[data-code]").inner_text())


def test_the_report_bars_nobody_on_a_small_phone(opens, town):
    phone = opens(town.nurse, "/report", size=PHONE)
    assert violations(phone) == []
    phone.get_by_role("button", name="Start").click()
    expect(phone.get_by_role("heading", name="Is anyone in danger now?")).to_be_visible()

    def fits():
        assert violations(phone) == []
        assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]

    shortest(phone, also=fits, who="I do not want to say who I am")
    fits()
    phone.get_by_role("button", name="Things that were stolen").click()
    expect(phone.get_by_role("heading", name="Things that were stolen")).to_be_visible()
    fits()
    phone.get_by_role("button", name="Save and go back").locator("visible=true").click()
    phone.get_by_role("button", name="Send the report").click()
    expect(phone.get_by_role("heading", name="Your report has arrived")).to_be_visible()
    fits()
    assert [(one["anonymous"], one["reporter_user"]) for one in reports(town)] == [(True, None)]


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_without_scripts_a_visitor_reports_from_a_poster(chromium, town, size):
    context = chromium.new_context(viewport=size, base_url=town.installation.web, java_script_enabled=False)
    phone = context.new_page()
    phone.goto(f"/report/at/{POSTER}")
    expect(phone.get_by_text("Ward 7")).to_be_visible()
    phone.get_by_role("button", name="Start").click()
    assert shortest(phone, place=False, who="I do not want to say who I am") <= ANSWERS - 1
    expect(phone.get_by_text("Ward 7, Northbrook Hospital")).to_be_visible()
    phone.get_by_role("button", name="Send the report").click()
    expect(phone.get_by_role("heading", name="Your report has arrived")).to_be_visible()
    assert len(reports(town)) == 1
    context.close()


def test_by_keyboard_alone(opens, town):
    page = opens(town.nurse, "/report")
    press = page.keyboard.press

    def tab_to(locator) -> None:
        for _ in range(80):
            if locator.evaluate("node => node === document.activeElement"):
                return
            press("Tab")
        raise AssertionError(f"the keyboard does not reach {locator}")

    def press_for(label: str | None, key: str = "Space") -> None:
        heading = page.locator("h1:visible").inner_text()
        if label:
            tab_to(page.get_by_label(label, exact=True).locator("visible=true"))
            press(key)
        tab_to(page.get_by_role("button", name="Continue", exact=True).locator("visible=true"))
        press("Enter")
        expect(page.locator("h1:visible")).not_to_have_text(heading)

    tab_to(page.get_by_role("button", name="Start"))
    press("Enter")
    expect(page.get_by_role("heading", name="Is anyone in danger now?")).to_be_visible()
    press_for("No")
    press_for("Someone was threatened")
    press_for("Just now")
    press_for("In one of our wards, clinics or buildings")
    press_for("Me")
    press_for("A patient")
    press_for(None)
    press_for("By my Alongside account")
    tab_to(page.get_by_role("button", name="Send the report"))
    press("Enter")
    expect(page.get_by_role("heading", name="Your report has arrived")).to_be_focused()
    assert len(reports(town)) == 1


def test_without_signal_in_the_middle_nothing_is_lost_and_it_is_sent_once(opens, town):
    phone = opens(None, f"/report/at/{POSTER}", size=PHONE)
    phone.get_by_role("button", name="Start").click()
    expect(phone.get_by_role("heading", name="Is anyone in danger now?")).to_be_visible()
    expect(phone.locator("html")).to_have_attribute("data-kept", "yes")
    answer(phone, "No")
    answer(phone, "Someone was threatened")
    phone.context.set_offline(True)
    answer(phone, "Just now")
    expect(phone.get_by_role("heading", name="Who was it done to?")).to_be_visible()
    phone.reload()
    expect(phone.get_by_role("heading", name="Who was it done to?")).to_be_visible()
    answer(phone, "A patient", "No")
    answer(phone, "A patient")
    phone.get_by_label("Your words").fill("He held up his fist.")
    phone.locator("#files").set_input_files({"name": "door.jpg", "mimeType": "image/jpeg", "buffer": JPEG})
    answer(phone)
    answer(phone, "I do not want to say who I am")
    phone.get_by_role("button", name="Send the report").click()
    expect(
        phone.get_by_text("Not sent yet. It is kept on this phone and will be sent when there is signal.")
    ).to_be_visible()
    assert violations(phone) == []
    assert reports(town) == []
    phone.context.set_offline(False)
    expect(phone.get_by_role("heading", name="Your report has arrived")).to_be_visible()
    assert len(reports(town)) == 1
    with town.installation.connect("postgres") as everything:
        assert everything.execute("SELECT count(*) FROM incidents_exhibit").fetchone()[0] == 1
    phone.goto(f"/report/at/{POSTER}")
    phone.get_by_role("button", name="Start").click()
    expect(phone.get_by_role("heading", name="Is anyone in danger now?")).to_be_visible()


def test_the_phone_refuses_what_the_server_would_without_signal_too(opens, town):
    phone = opens(None, f"/report/at/{POSTER}", size=PHONE)
    phone.get_by_role("button", name="Start").click()
    expect(phone.locator("html")).to_have_attribute("data-kept", "yes")
    answer(phone, "No")
    answer(phone, "Someone was threatened")
    phone.context.set_offline(True)
    choose(phone, "On another day")
    phone.locator("#when_date").fill("2030-01-01")
    go_on(phone)
    expect(phone.get_by_role("alert").get_by_text("Choose a time that is not in the future.")).to_be_visible()
    assert violations(phone) == []
    phone.locator("#when_date").fill("")
    go_on(phone)
    expect(phone.get_by_role("alert").get_by_text("Choose the day on which it happened.")).to_be_visible()
    phone.evaluate(
        """() => {
          const late = new Intl.DateTimeFormat("en-GB", { timeZone: "Europe/London", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
          document.querySelector("#when_time").value = late.format(Date.parse(document.documentElement.dataset.now) + 3600000);
        }"""
    )
    choose(phone, "Earlier today")
    go_on(phone)
    later_today = phone.evaluate(
        """() => {
          const hour = new Intl.DateTimeFormat("en-GB", { timeZone: "Europe/London", hour: "2-digit", hourCycle: "h23" });
          return hour.format(Date.parse(document.documentElement.dataset.now)) !== "23";
        }"""
    )
    if later_today:
        expect(phone.get_by_role("alert").get_by_text("Choose a time that is not in the future.")).to_be_visible()
    phone.locator("#when_time").fill("00:00")
    answer(phone)
    answer(phone, "A patient", "No")
    answer(phone, "A patient")
    phone.locator("#account").evaluate("(words) => { words.value = 'x'.repeat(20001); }")
    go_on(phone)
    expect(
        phone.get_by_role("alert").get_by_text("Write at most 20,000 characters. You have written 20,001.")
    ).to_be_visible()
    phone.get_by_label("Your words").fill("He held up his fist.")
    answer(phone)
    choose(phone, "I give my name and how to reach me")
    go_on(phone)
    expect(phone.get_by_role("alert").get_by_text("Write your name")).to_be_visible()
    phone.get_by_label("Your name").fill("Bea Noor")
    phone.get_by_label("E-mail address").fill("wit@example")
    phone.get_by_label("Phone number").fill("abc")
    go_on(phone)
    expect(phone.get_by_role("alert").get_by_text("Write an e-mail address")).to_be_visible()
    expect(phone.get_by_role("alert").get_by_text("Write a whole telephone number")).to_be_visible()
    phone.get_by_label("E-mail address").fill("")
    phone.get_by_label("Phone number").fill("01632 960001")
    answer(phone)
    phone.get_by_role("button", name="People who saw it").click()
    phone.get_by_label("Phone number").locator("visible=true").fill("01632 960002")
    phone.get_by_role("button", name="Save and go back").locator("visible=true").click()
    expect(phone.get_by_role("alert").get_by_text("Write their name.")).to_be_visible()
    phone.get_by_label("Name", exact=True).locator("visible=true").fill("Cai Holt")
    phone.get_by_role("button", name="Save and go back").locator("visible=true").click()
    expect(phone.get_by_role("heading", name="Check your answers")).to_be_visible()
    phone.context.set_offline(False)
    phone.get_by_role("button", name="Send the report").click()
    expect(phone.get_by_role("heading", name="Your report has arrived")).to_be_visible()


def test_a_report_that_was_refused_is_shown_at_the_next_opening_and_can_be_mended(opens, town):
    phone = opens(None, f"/report/at/{POSTER}", size=PHONE)
    phone.get_by_role("button", name="Start").click()
    shortest(phone, place=False, who="I do not want to say who I am")
    sentence = "Choose a time that is not in the future."
    body = {"step": "when", "wrong": {"when": sentence}}
    phone.route("**/report/whole/send", lambda route: route.fulfill(status=422, json=body))
    phone.get_by_role("button", name="Send the report").click()
    expect(phone.get_by_role("alert").get_by_text(sentence)).to_be_visible()
    phone.unroute("**/report/whole/send")
    phone.goto("/report")
    expect(phone.get_by_text("Your report on this device was not accepted yet. Nothing of it is lost.")).to_be_visible()
    expect(phone.get_by_text(sentence)).to_be_visible()
    assert violations(phone) == []
    phone.get_by_role("button", name="Mend it and send it").click()
    expect(phone.get_by_role("heading", name="When did it happen?")).to_be_visible()
    expect(phone.get_by_role("alert").get_by_text(sentence)).to_be_visible()
    answer(phone, "Just now")
    phone.get_by_role("button", name="Send the report").click()
    expect(phone.get_by_role("heading", name="Your report has arrived")).to_be_visible()
    assert len(reports(town)) == 1
    phone.goto("/report")
    expect(phone.get_by_text("was not accepted yet")).to_be_hidden()


def test_a_first_answer_that_is_lost_gives_the_same_reference(opens, town):
    phone = opens(None, f"/report/at/{POSTER}", size=PHONE)
    phone.get_by_role("button", name="Start").click()
    expect(phone.get_by_role("heading", name="Is anyone in danger now?")).to_be_visible()
    shortest(phone, place=False, who="I do not want to say who I am")
    lost = []

    def lose_the_first(route):
        if lost:
            route.continue_()
            return
        lost.append(route.fetch().json())
        route.abort()

    phone.route("**/report/whole/send", lose_the_first)
    phone.get_by_role("button", name="Send the report").click()
    expect(phone.get_by_role("heading", name="Your report has arrived")).to_be_visible(timeout=15_000)
    assert phone.locator("[data-reference]").inner_text() == lost[0]["reference"]
    assert phone.locator("dd[data-code]").inner_text() == lost[0]["code"]
    assert len(reports(town)) == 1


def test_a_report_is_erased_from_a_shared_phone(opens, town):
    phone = opens(None, f"/report/at/{POSTER}", size=PHONE)
    phone.get_by_role("button", name="Start").click()
    answer(phone, "No")
    answer(phone, "There was a weapon")
    phone.get_by_role("button", name="Erase this report from this phone").click()
    assert violations(phone) == []
    phone.get_by_role("button", name="Erase it").click()
    expect(phone.get_by_text("Your report is erased")).to_be_visible()
    phone.goto(f"/report/at/{POSTER}")
    phone.get_by_role("button", name="Start").click()
    expect(phone.get_by_role("heading", name="Is anyone in danger now?")).to_be_visible()
    go_on(phone)
    expect(phone.get_by_role("link", name="Choose yes or no. If someone is in danger now, ring 999.")).to_be_visible()


def test_danger_now_rings_at_the_console_and_the_report_goes_on(opens, town):
    desk = opens(town.operator, "/response")
    phone = opens(None, f"/report/at/{POSTER}", size=PHONE)
    phone.get_by_role("button", name="Start").click()
    answer(phone, "Yes, someone is in danger now")
    expect(phone.get_by_text("People are being told")).to_be_visible()
    expect(phone.get_by_role("button", name="Ring 999")).to_be_visible()
    assert violations(phone) == []
    expect(desk.get_by_text("Caller at Ward 7, Northbrook Hospital").first).to_be_visible()
    phone.get_by_role("button", name="Pass it on").click()
    expect(phone.get_by_text("Write where it is, or a number to ring.")).to_be_visible()
    phone.get_by_label("Tell them where it is").fill("By the lift")
    phone.get_by_role("button", name="Pass it on").click()
    expect(phone.get_by_text("It was passed on.")).to_be_visible()
    phone.get_by_role("button", name="Go on with the report").click()
    expect(phone.get_by_role("heading", name="What happened?")).to_be_visible()


def test_a_closed_alarm_becomes_a_report(opens, town):
    from tests.scenario import when

    alarm = given.taken(given.an_alarm(town.nurse), town.operator)
    when.closes(town.operator, alarm, "genuine", "The dog bit her.")
    desk = opens(town.operator, f"/response?alarm={alarm['id']}")
    desk.get_by_role("link", name="Report this incident").click()
    expect(desk.get_by_text("about the alarm of")).to_be_visible()
    desk.get_by_role("button", name="Start").click()
    answer(desk, "There was a weapon")
    expect(desk.get_by_role("heading", name="When did it happen?")).to_be_visible()


def test_posters_are_made_and_lead_to_the_report(opens, town):
    desk = opens(town.lsms, "/incidents/links")
    assert violations(desk) == []
    desk.get_by_label("For which places?").select_option(label="Ward 7")
    desk.get_by_role("button", name="Make the posters").click()
    expect(desk.get_by_role("heading", name="1 poster", exact=True)).to_be_visible()
    assert violations(desk) == []
    address = desk.locator(".app-poster__address").inner_text()
    phone = opens(None, address[address.index("/report/at/") :], size=PHONE)
    expect(phone.get_by_text("Ward 7")).to_be_visible()
    assert eventually(lambda: phone.get_by_role("button", name="Start").is_visible(), "the start")


def test_one_may_speak_instead_of_typing_where_the_browser_can(opens, town):
    phone = opens(None, f"/report/at/{POSTER}", size=PHONE)
    phone.add_init_script("""
        window.webkitSpeechRecognition = window.SpeechRecognition = class {
          start() {
            const heard = Object.assign([{ transcript: " he shouted at me " }], { isFinal: true });
            this.onresult({ results: [heard], resultIndex: 0 });
          }
          stop() { this.onend(); }
        };
    """)
    phone.get_by_role("button", name="Start").click()
    shortest(phone, place=False, who="I do not want to say who I am")
    phone.get_by_role("button", name=re.compile("Change.*In your own words")).click()
    expect(phone.get_by_text("it may send your voice to the company that made it")).to_be_visible()
    phone.get_by_role("button", name="Speak instead of typing").click()
    expect(phone.get_by_label("Your words")).to_have_value("he shouted at me")
    phone.get_by_role("button", name="Stop listening").click()
    assert violations(phone) == []


def test_what_was_begun_at_another_poster_becomes_a_report_at_this_one(opens, town):
    phone = opens(None, f"/report/at/{POSTER}", size=PHONE)
    phone.get_by_role("button", name="Start").click()
    answer(phone, "No")
    answer(phone, "Someone was threatened")
    phone.goto("/report")
    phone.get_by_role("button", name="Start").click()
    expect(phone.get_by_text("Your answers were kept on this phone.")).to_be_visible()
    answer(phone, "Just now")
    expect(phone.get_by_role("heading", name="Where did it happen?")).to_be_visible()
