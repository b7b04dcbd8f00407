"""A part of a case is shared in the browser: chosen, read before it is sent, answered; for advice, and with the national body."""

import os
import re
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.casework import does, fills_in, follows, reports_a_blow
from tests.browser.conftest import PHONE
from tests.browser.test_exhibits import exhibit
from tests.files import WEBM

SHOWN = os.environ.get("SHOW_PAGES")
"""A folder for pictures of the pages, where somebody wants to look at them."""


def is_well_made(page: Page, name: str) -> None:
    if SHOWN:
        size = page.viewport_size or {}
        page.screenshot(path=f"{SHOWN}/referral-{name}-{size.get('width')}.png", full_page=True)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.fixture
def opened(opens: Callable[..., Page], town: Any) -> tuple[Page, str]:
    """The specialist's page, and a case of what the nurse has reported."""
    reference = reports_a_blow(opens(town.nurse, "/"))
    page = opens(town.lsms, f"/incidents/{reference}")
    follows(page, "Open a case")
    page.get_by_role("button", name="Open the case").click()
    page.wait_for_url(re.compile("/cases/C-"))
    return page, re.sub(r"\?.*", "", page.url)


def shares(page: Page, case: str, to: str, purpose: str, *parts: str, name: str = "") -> None:
    page.goto(f"{case}/shared")
    follows(page, "Share a part of this case")
    chosen = dict.fromkeys((purpose, *parts), True)
    fills_in(page, {**chosen, "To whom?": to, "On what ground is it shared?": "Task in the public interest"})
    if name:
        is_well_made(page, f"{name}-choose")
    page.get_by_role("button", name="Show what they would read").click()
    expect(page.get_by_role("heading", name=f"This is what {to} would read")).to_be_visible()
    if name:
        is_well_made(page, f"{name}-preview")
    page.get_by_role("button", name=f"Send it to {to}").click()
    expect(page.get_by_text("It was sent.")).to_be_visible()


def test_a_case_is_passed_on_asked_about_and_taken_over(opens, town, opened):
    page, case = opened
    page.goto(f"{case}/shared")
    is_well_made(page, "none")
    shares(
        page,
        case,
        "Southmere Health",
        "So that another health body takes the case over",
        "What happened",
        name="transfer",
    )
    assert "Nia Okoye" not in page.get_by_role("main").inner_text(), "who was hurt was not chosen"

    theirs = opens(town.outsider, "/cases/referrals", size=PHONE)
    is_well_made(theirs, "inbox")
    follows(theirs, "Northbrook Community Health")
    expect(theirs.get_by_role("heading", name="What happened")).to_be_visible()
    assert case.rpartition("/")[2] not in theirs.content()
    is_well_made(theirs, "received")
    does(
        theirs, "Ask Northbrook Community Health something", "Send", says={"What do you want to say?": "Was he armed?"}
    )

    page.reload()
    expect(page.get_by_text("Not answered yet", exact=True)).to_be_visible()
    does(page, "Answer", "Send", says={"What do you want to say?": "He was not."})
    is_well_made(page, "sent")

    theirs.reload()
    expect(theirs.get_by_text("He was not.")).to_be_visible()
    follows(theirs, "Accept it")
    is_well_made(theirs, "accept")
    theirs.get_by_role("button", name="Accept it").click()
    expect(theirs.get_by_text("Accepted").first).to_be_visible()

    page.goto(f"{case}/shared")
    expect(page.get_by_text("Southmere Health took the case over.")).to_be_visible()
    is_well_made(page, "list")
    follows(page, "Southmere Health")
    does(page, "End the sharing", "End the sharing", says={"Why?": "They have all of it now."})
    theirs.reload()
    expect(theirs.get_by_text("What was sent can be read no more.")).to_be_visible()
    is_well_made(theirs, "ended")


def test_advice_is_asked_for_decided_counted_and_learned_from(opens, town, opened):
    page, case = opened
    shares(page, case, "Legal Protection Unit", "For legal advice", "What happened", "Police and court")
    own = re.sub(r"\?.*", "", page.url)
    theirs = opens(town.adviser, "/cases/referrals", size=PHONE)
    follows(theirs, "Northbrook Community Health")
    does(theirs, "Accept it", "Accept it")
    does(theirs, "Advise", "Send", says={"Your advice": "Two witnesses are enough."})
    decided = {
        "Go on privately": True,
        "Why?": "It is strong.",
        "If nobody has refused: why is that not waited for?": "Time.",
    }
    follows(theirs, "Whether to go on privately")
    theirs.get_by_role("button", name="Save").click()
    expect(theirs.locator(".nhsuk-error-summary")).to_be_visible()
    is_well_made(theirs, "decide")
    fills_in(theirs, decided)
    theirs.get_by_role("button", name="Save").click()
    does(theirs, "What it costs", says={"Estimated, in pounds": "1,200"})
    page.goto(own)
    does(page, "Agree to costs", says={"Up to how much do you agree, in pounds?": "1000"})
    expect(page.get_by_text("£1,000.00, by Lee Stone")).to_be_visible()
    expect(page.get_by_text("Two witnesses are enough.")).to_be_visible()
    is_well_made(page, "advised")
    does(theirs, "What came of it", says={"What came of it?": "Private prosecution: found guilty"})
    learned = {
        "What is it about?": "Tapes",
        "What was learned?": "Ask for the tape on the first day.",
        "What should others do?": "Write to the court before the first hearing.",
    }
    does(
        theirs,
        "What others can learn",
        "Share it with every organisation",
        says={**learned, "I confirm by my name that it identifies nobody": True},
    )
    is_well_made(theirs, "advice")
    theirs.goto("/cases/referrals/learning")
    expect(theirs.get_by_text("Ask for the tape on the first day.")).to_be_visible()
    is_well_made(theirs, "learning")


def test_a_physical_assault_is_returned_and_the_national_body_steps_in(opens, town, opened):
    page, case = opened
    shares(page, case, "Health Safety Authority", "Return to the national case managers", "What happened")
    theirs = opens(town.case_manager, "/cases/referrals/returned", size=PHONE)
    expect(theirs.get_by_text("The case stood at: open")).to_be_visible()
    is_well_made(theirs, "returned")
    follows(theirs, "Northbrook Community Health")
    does(theirs, "Remind them", "Send", says={"What do you remind them of?": "What did the police say?"})
    does(theirs, "Note that you stepped in", "Save", says={"What did you do?": "We rang the police."})
    is_well_made(theirs, "returned-one")
    page.reload()
    expect(page.get_by_text("We rang the police.")).to_be_visible()
    does(page, "Answer", "Send", says={"What do you want to say?": "They will charge him."})
    theirs.reload()
    expect(theirs.get_by_text("They will charge him.")).to_be_visible()
    theirs.goto("/cases/referrals/returned")
    expect(theirs.get_by_text("Stepped in")).to_be_visible()


def test_a_film_of_the_case_is_sent_and_opened_by_whoever_it_was_sent_to(opens, town, opened, tmp_path):
    page, case = opened
    film = tmp_path / "camera 4.webm"
    film.write_bytes(WEBM)
    page.goto(f"{case}/exhibits")
    follows(page, "Add an exhibit")
    fills_in(page, exhibit("NA/1", town.clock.now.astimezone(ZoneInfo("Europe/London")).date()))
    page.get_by_label("The file, if it is one").set_input_files(film)
    page.get_by_role("main").get_by_role("button", name="Save").click()
    expect(page.get_by_role("link", name="camera 4.webm")).to_be_visible()
    shares(
        page,
        case,
        "Southmere Health",
        "So that another health body knows",
        "How people were hurt, without their names",
        "A film, exhibit NA/1",
        name="film",
    )
    theirs = opens(town.outsider, "/cases/referrals", size=PHONE)
    follows(theirs, "Northbrook Community Health")
    is_well_made(theirs, "film-received")
    link = theirs.get_by_role("link", name=re.compile("^Open")).first.get_attribute("href")
    assert theirs.request.get(theirs.url.split("/cases")[0] + link).body() == WEBM
    assert opens(town.nurse, "/").request.get(theirs.url.split("/cases")[0] + link).status == 403
