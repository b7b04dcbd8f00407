"""How a story works on a case in the browser: by the names of links, questions and answers that a person reads."""

import re
from datetime import date
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.test_reporting import answer, choose, go_on

REFERENCE = re.compile(r"\w{4}-\w{4}")
ANSWERED = {"Do you want the police told?": "I want them told", "How can we reach you?": "By my Alongside account"}


def reports_a_blow(page: Page, by: str = "A relative, friend or carer") -> str:
    """Reports at `page`, where the person hurt is signed in, that they were hit just now; returns the reference."""
    page.goto("/report")
    page.get_by_role("button", name="Start").click()
    for labels in (
        ["No"],
        ["Someone was hit, pushed, bitten, spat on or hurt"],
        ["Just now"],
        ["In somebody’s home"],
        ["Me", "No"],
        [by],
    ):
        answer(page, *labels)
    return finishes_the_report(page)


def finishes_the_report(page: Page) -> str:
    """Leaves out what does not have to be answered, and sends it."""
    while not page.get_by_role("button", name="Send the report").is_visible():
        heading = page.locator("h1:visible").inner_text()
        if heading in ANSWERED:
            choose(page, ANSWERED[heading])
        go_on(page)
        expect(page.locator("h1:visible")).not_to_have_text(heading)
    page.get_by_role("button", name="Send the report").click()
    expect(page.locator("[data-reference]")).to_have_text(REFERENCE)
    return page.locator("[data-reference]").inner_text()


def follows(page: Page, link: str) -> None:
    """Follows the link of that name; where a hidden part of its name says of what, any that begins so."""
    page.get_by_role("link", name=link).first.click()


def fills_in(page: Page, said: dict[str, Any]) -> None:
    """Answers the questions of a form: text, a day, what a list offers, or True for an answer that is chosen."""
    for question, reply in said.items():
        if isinstance(reply, date):
            group = page.get_by_role("group", name=question, exact=True)
            for part, number in zip(("Day", "Month", "Year"), (reply.day, reply.month, reply.year), strict=True):
                group.get_by_label(part, exact=True).fill(str(number))
            continue
        field = page.get_by_label(question, exact=True)
        if reply is True:
            field.check()
        elif field.evaluate("node => node.tagName") == "SELECT":
            field.select_option(label=reply)
        else:
            field.fill(reply)


def does(page: Page, link: str, button: str = "Save", **named: Any) -> None:
    """Follows a link, answers what is asked there (`says`), and saves; an error would be shown instead of the case."""
    follows(page, link)
    fills_in(page, named.get("says", {}))
    page.get_by_role("main").get_by_role("button", name=button, exact=True).click()
    expect(page.locator(".nhsuk-error-summary")).to_have_count(0)


def moves(page: Page, case: str, says: dict[str, Any]) -> None:
    """Says on the first page of a case what happens next."""
    page.goto(case)
    fills_in(page, says)
    page.get_by_role("main").get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".nhsuk-error-summary")).to_have_count(0)


def writes_letter(page: Page, addressee: str, words: dict[str, str]) -> None:
    """Writes a letter about a sanction: each gap of its template (in square brackets) with the words for it."""
    page.get_by_role("link", name=re.compile(rf"^Write\s*the letter: {addressee}$")).click()
    letter = page.get_by_label("The letter", exact=True)
    text = letter.input_value()
    for gap, filled in words.items():
        text = text.replace(f"[{gap}]", filled)
    letter.fill(text)
    page.get_by_role("button", name="Save these words").click()
    expect(page.locator(".nhsuk-error-summary")).to_have_count(0)
