"""Two people at the same computer of a ward, with the page that works without signal."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.test_reporting import answer, choose, go_on, reports, shortest
from tests.eventually import eventually
from tests.world import PASSWORD, POSTER

SECRET_WORDS = "He put his hand under my tunic"
FIRST = "Is anyone in danger now?"


def begin(page: Page) -> None:
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_role("heading", name=FIRST)).to_be_visible()


def sign_in(page: Page, person) -> None:
    page.get_by_label("Username or email address").fill(person.username)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def everything_kept(page: Page) -> str:
    """All that lies in the databases of this browser."""
    return page.evaluate("""async () => {
        const found = [];
        for (const { name } of await indexedDB.databases()) {
            const database = await new Promise((resolve) => { indexedDB.open(name).onsuccess = (event) => resolve(event.target.result); });
            for (const store of database.objectStoreNames) {
                found.push(await new Promise((resolve) => { database.transaction(store).objectStore(store).getAll().onsuccess = (event) => resolve(event.target.result); }));
            }
            database.close();
        }
        return JSON.stringify(found);
    }""")


@pytest.fixture
def begun(opens, town) -> Page:
    """A report that the nurse has begun on the ward's computer, and that has reached the server."""
    page = opens(town.nurse, "/report")
    begin(page)
    answer(page, "No")
    choose(page, "Someone was threatened")
    go_on(page)
    expect(page.get_by_role("heading", name="When did it happen?")).to_be_visible()
    eventually(lambda: '"unsent":true' not in everything_kept(page), "all of it has reached the server")
    return page


def test_after_sign_out_nothing_of_it_is_left_and_she_finds_it_again(begun, town):
    begun.goto("/")
    begun.get_by_role("button", name="Sign out").click()
    expect(begun.get_by_label("Username or email address")).to_be_visible()
    assert "threat" not in everything_kept(begun)
    begun.goto(f"/report/at/{POSTER}")
    begin(begun)
    expect(begun.locator("#danger")).not_to_be_checked()
    begun.goto("/accounts/login/?next=/report")
    sign_in(begun, town.nurse)
    begun.get_by_role("button", name="Go on with it here").click()
    expect(begun.get_by_text("Someone was threatened")).to_be_visible()


def test_what_has_not_reached_the_server_waits_for_her_and_is_shown_to_nobody_else(begun, town):
    begun.route("**/report/whole/save", lambda route: route.abort())
    answer(begun, "Just now")
    begun.goto("/")
    begun.get_by_role("button", name="Sign out").click()
    expect(begun.get_by_label("Username or email address")).to_be_visible()
    begun.goto(f"/report/at/{POSTER}")
    begin(begun)
    begun.goto("/accounts/login/?next=/report")
    sign_in(begun, town.second_nurse)
    begin(begun)
    begun.goto("/")
    begun.get_by_role("button", name="Sign out").click()
    expect(begun.get_by_label("Username or email address")).to_be_visible()
    begun.goto("/accounts/login/?next=/report")
    sign_in(begun, town.nurse)
    expect(begun.get_by_text("You have begun a report on this device")).to_be_visible()
    assert violations(begun) == []
    begun.get_by_role("button", name="Go on with it").locator("visible=true").click()
    expect(begun.get_by_text("Your answers were kept on this phone.")).to_be_visible()
    expect(begun.get_by_role("heading", name="Where did it happen?")).to_be_visible()


def test_a_session_that_ran_out_asks_her_to_sign_in_and_shows_nothing(begun, town):
    begun.context.clear_cookies()
    begun.goto("/report/whole?at=" + POSTER)
    expect(begun.get_by_role("heading", name="begun on this device by somebody who was signed in")).to_be_visible()
    assert violations(begun) == []
    begun.get_by_role("button", name="Sign in and go on with it").click()
    sign_in(begun, town.nurse)
    expect(begun.get_by_text("Your answers were kept on this phone.")).to_be_visible()


def test_begun_without_an_account_it_is_taken_on_only_by_whoever_says_so(opens, town):
    page = opens(None, f"/report/at/{POSTER}")
    begin(page)
    answer(page, "No")
    answer(page, "There was a weapon")
    page.goto("/accounts/login/?next=/report/whole%3Fat%3D" + POSTER)
    sign_in(page, town.nurse)
    expect(page.get_by_role("heading", name="begun on this device without signing in")).to_be_visible()
    expect(page.get_by_text("There was a weapon")).not_to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name="Begin a new report").click()
    expect(page.get_by_role("heading", name=FIRST)).to_be_visible()
    answer(page, "No")
    page.reload()
    expect(page.get_by_role("heading", name="What happened?")).to_be_visible()


def test_signing_out_in_one_tab_takes_the_report_off_the_other(begun, town):
    other = begun.context.new_page()
    other.goto("/")
    other.get_by_role("button", name="Sign out").click()
    expect(other.get_by_label("Username or email address")).to_be_visible()
    expect(begun.get_by_role("heading", name="When did it happen?")).not_to_be_visible()


def test_reference_and_code_are_there_again_when_the_page_is_loaded_by_mistake(opens, town):
    page = opens(None, f"/report/at/{POSTER}")
    begin(page)
    shortest(page, place=False, who="I do not want to say who I am")
    page.get_by_role("button", name="Send the report").click()
    expect(page.get_by_role("heading", name="Your report has arrived")).to_be_visible()
    code = page.locator("dd[data-code]").inner_text()
    page.reload()
    expect(page.locator("dd[data-code]")).to_have_text(code)
    page.get_by_role("button", name="Take it off this screen").click()
    expect(page.get_by_text("gone from this screen")).to_be_visible()
    page.go_back()
    expect(page.locator("dd[data-code]")).not_to_have_text(code)
    assert len(reports(town)) == 1
