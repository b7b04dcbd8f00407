"""Cases from their beginning to their end, in the browser: the court, the money, the person hurt, and an appeal."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.casework import does, fills_in, follows, moves, reports_a_blow, writes_letter
from tests.scenario import when

LISTED = "The sanctions that are listed are right"
GAPS = {
    "name": "Arno Velt",
    "date of birth": "3 May 1970",
    "name of the sender": "Lee Stone",
    "name of the doctor": "Dr Oke",
}
POLICE_TELL = ("Police to refer the victim to a support service", "Police to tell the victim of their decision")


@pytest.fixture
def today(town) -> date:
    return town.clock.now.astimezone(ZoneInfo("Europe/London")).date()


@pytest.fixture
def opens_case(opens: Callable[..., Page], town: Any) -> Callable[..., tuple[Page, str, str]]:
    """`opens_case("A patient")`: the specialist's page, a case of what the nurse has reported, and her report's reference."""

    def go(by: str) -> tuple[Page, str, str]:
        return _opens_case(opens, town, reports_a_blow(opens(town.nurse, "/"), by))

    return go


def _opens_case(opens: Callable[..., Page], town: Any, reference: str) -> tuple[Page, str, str]:
    page = opens(town.lsms, f"/incidents/{reference}")
    follows(page, "Open a case")
    page.get_by_role("button", name="Open the case").click()
    page.wait_for_url(re.compile("/cases/C-"))
    return page, re.sub(r"\?.*", "", page.url), reference


def test_from_the_alarm_to_the_sentence_paid_and_told(opens, town, today, opens_case):
    when.presses(town.nurse)
    desk = opens(town.operator, "/response")
    desk.get_by_role("button", name="Take this alarm").click()
    expect(desk.get_by_text("You have this alarm")).to_be_visible()
    desk.keyboard.press("n")
    desk.get_by_label("What have you done, what do you know now?").fill("Rang her: he hit her and is gone.")
    desk.get_by_role("button", name="Save note").click()
    expect(desk.get_by_text("Rang her: he hit her and is gone.")).to_be_visible()
    desk.keyboard.press("Escape")
    desk.keyboard.press("c")
    desk.get_by_label("What was it?").select_option("found_safe")
    desk.get_by_role("button", name="Close the alarm").click()
    expect(desk.get_by_text("Closed: Found safe", exact=True)).to_be_visible()

    page, case, reference = opens_case("A relative, friend or carer")
    moves(page, case, {"Begin to investigate": True})
    goes_to_court(page, case, reference, today)
    page.goto(f"{case}/sanctions")
    sentence = {
        "Which sanction?": "Criminal: community order",
        "Who did it?": f"Relative, friend or carer of a patient ({reference}, person 1)",
        "What is it for?": "The assault.",
        "Day on which it was given": today,
    }
    does(page, "Propose or record a sanction", says=sentence)
    does(page, "Record the decision", says={LISTED: True, "Why is this right?": "He was convicted."})
    follows(page, "Community order")
    does(page, "It is over", says={"Day": today})

    page.goto(f"{case}/redress")
    person = f"Person 1 of {reference}"
    wanted = {"What is it for?": "Treatment", "Who is to be paid?": "A member of staff", "Which person?": person}
    does(page, "Begin a claim", says={"Compensation order of a court": True, **wanted})
    follows(page, "Compensation order of a court")
    does(page, "It was awarded or agreed", says={"How much is to be paid, in pounds?": "450", "Day": today})
    does(page, "Enter a payment", says={"How much came, in pounds?": "200.50", "When?": today})
    expect(page.get_by_text("£249.50")).to_be_visible()
    does(page, "Enter a payment", says={"How much came, in pounds?": "249.50", "When?": today})
    expect(page.get_by_text("All of it has come.")).to_be_visible()

    moves(
        page, case, {"Record the outcome": True, "What came of it?": "One sanction or more", "In words": "Convicted."}
    )
    page.get_by_label("Feedback is given").check()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("was not told what came of it").first).to_be_visible()

    page.goto(f"{case}/people")
    told = {
        "They were told": True,
        "On which day?": today,
        "Who spoke with them?": "Lee Stone",
        "What were they told, or how did they say that they do not want it?": "He was found guilty, and has paid.",
    }
    does(page, "Note what they were told", says=told)
    does(page, "Tell the reporter", "Tell them", says={"Outcome": True, "What they read": "He was found guilty."})
    moves(page, case, {"Feedback is given": True})
    moves(page, case, {"Go on to lessons and actions": True})
    is_reviewed(page, case, today, town)
    answers_the_action(opens(town.manager, "/actions"))
    page.goto(f"{case}/review")
    does(page, "Accept what shows it", says={"Who looks, in three months, whether it helps?": town.director.name})
    moves(page, case, {"Close the case": True, "In words": "Nothing is owed any more."})
    page.goto(case)
    expect(page.get_by_text("Closed").first).to_be_visible()
    assert violations(page) == []

    nurse = opens(town.nurse, f"/report/track/{reference}")
    expect(nurse.get_by_text("He was found guilty.")).to_be_visible()
    page.goto(f"{case}/file")
    for said in ("The case was opened", "Sentence was passed", "the rest was paid", "The person hurt was told"):
        expect(page.get_by_text(said).first).to_be_visible()
    assert violations(page) == []


def test_an_appeal_against_withheld_treatment_is_heard_by_somebody_else_and_succeeds(opens, town, today, opens_case):
    page, case, reference = opens_case("A patient")
    moves(page, case, {"Begin to investigate": True})
    page.goto(f"{case}/sanctions")
    proposed = {
        "Which sanction?": "Withholding treatment",
        "Who did it?": f"Patient ({reference}, person 1)",
        "What is it for?": "He hit the nurse at the door.",
        "What does it ask of the person? (If it asks something.)": "Not to come to the clinic.",
    }
    does(page, "Propose or record a sanction", says=proposed)
    follows(page, "Withholding treatment")
    opinion = {
        "It can be done without harm to care": True,
        "Which clinician gave it? Name and profession": "Dr Amara Pell",
    }
    does(page, "Record the clinical opinion", says=opinion)

    chief = opens(town.chief_executive, "/cases/to-approve")
    follows(chief, "Withholding treatment")
    later = today + timedelta(days=180)
    why = {"First day": today, "Last day": later, "Why is it right?": "There is another clinic nearby."}
    does(chief, "Approve it", "Approve it", says=why)

    page.reload()
    sanction = page.url
    for addressee in ("the person", "the person's GP"):
        page.goto(sanction)
        writes_letter(page, addressee, GAPS)
        expect(page.get_by_text("Somebody else has to approve these words")).to_be_visible()
        chief.goto("/cases/to-approve")
        follows(chief, f"Withholding treatment: letter, {addressee}")
        assert violations(chief) == []
        chief.get_by_role("button", name="Approve this letter").click()
        expect(chief.get_by_text("Your decision is kept.")).to_be_visible()
    page.goto(sanction)
    does(page, "The letters were sent", says={"Day": today})
    page.goto(sanction)
    slip = {"Signed and sent back": True, "Day, if it is known": today}
    does(page, "The person acknowledged it, or did not", says=slip)
    page.goto(sanction)
    does(page, "The person appeals", says={"Day": today, "What does the person say?": "I did not hit anybody."})

    chief.goto("/cases/to-approve")
    expect(chief.get_by_role("link", name="Withholding treatment")).to_have_count(0)  # who approved it hears no appeal
    director = opens(town.director, "/cases/to-approve")
    follows(director, "Withholding treatment")
    expect(director.get_by_text("I did not hit anybody.")).to_be_visible()
    assert violations(director) == []
    won = {"Day": today, "Why?": "The film shows somebody else."}
    does(director, "The appeal succeeded", "The appeal succeeded", says=won)

    page.goto(sanction)
    expect(page.get_by_text("Overturned", exact=True).first).to_be_visible()
    expect(page.get_by_text("It binds the person today")).to_have_count(0)
    assert violations(page) == []


def is_reviewed(page: Page, case: str, today: date, town: Any) -> None:
    page.goto(f"{case}/review")
    told = {
        "When did those who took part come together?": today,
        "Who took part?": "Lee Stone and the team",
        "What happened?": "He was let in although he was drunk.",
        "What would have prevented it?": "Two people at the door.",
    }
    told["How did that make it possible?"] = "Nobody had seen the note."
    told["Waiting, or not knowing what happens next"] = True
    does(page, "Begin the review", "Finish it with my name", says=told)
    asked = {"What is to change?": "Two go there after six", "Who does it?": town.manager.name}
    does(page, "Ask somebody to change something", says={**asked, "By which day?": today + timedelta(days=14)})


def answers_the_action(page: Page) -> None:
    follows(page, "Two go there after six")
    page.get_by_label("It is done").check()
    page.get_by_label("In words").fill("The rota names two.")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Thank you. Your answer has arrived")).to_be_visible()


def goes_to_court(page: Page, case: str, reference: str, today: date) -> None:
    page.goto(f"{case}/police")
    against = {"What is the offence?": "Assault on an emergency worker"}
    does(page, f"Of the report {reference}", says={**against, "It was, and they are an emergency worker": True})
    day = {"On which day?": today}
    does(page, "Reported to the police", says={"Police force": "Northshire", "Incident number": "NS-77", **day})
    does(page, "A crime was recorded", says={"Crime number": "NS/1/26", **day})
    does(page, "An officer investigates", says=day)
    does(page, "The file went to the prosecutor", says=day)
    does(page, "Somebody was charged", says={"What is the charge?": "Assault of an emergency worker", **day})
    does(page, "A hearing was held", says=day)
    does(page, "Note a plea", says={"What was the plea?": "Guilty", **day})
    does(page, "Found guilty, or pleaded guilty", says=day)
    sentence = {"Which sentence or order?": "Compensation order", "Amount in pounds, if it is money": "450.00"}
    does(page, "Sentence was passed", says={**sentence, **day})
    for clock in POLICE_TELL:
        page.locator("main li", has_text=clock).get_by_role("link", name="Say what was done").first.click()
        page.locator("main input[type=radio]").first.check()
        fills_in(page, {"How do you know, or why is it not needed?": "She told me."})
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.locator(".nhsuk-error-summary")).to_have_count(0)
