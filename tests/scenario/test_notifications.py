"""An alarm shows as a notification in a browser; a push service stands in, opens what is sealed and plays the browser's script."""

import json

import pytest

from tests.asking import ask
from tests.eventually import eventually
from tests.scenario import given, then
from tests.scenario.test_calls import telephones

__all__ = ["telephones"]

REACHED = "/accounts/reached/"


@pytest.fixture
def browser(town, telephones):
    """The manager's browser: first of their ways, before text messages, and shown to arrive by a trial."""
    telephones(manager=["console", "sms"])
    town.installation.push.forgets()
    browser = town.installation.push.browser()
    at = town.manager.browser()
    answer = at.post(f"{REACHED}notifications", subscription=json.dumps(browser.subscription()), instead_of="")
    assert answer.status == 302, answer.text
    way = answer.headers["Location"].partition("#way-")[2]
    (trial,) = arrives(browser, 1)
    says(town, trial, "shown", code=trial["code"])
    eventually(lambda: "Verified" in way_of(at, way), lambda: way_of(at, way))
    assert at.post(f"{REACHED}{way}/first").status == 302
    browser.got.clear()
    return browser


def way_of(at, way):
    """What the page says of one way."""
    return at.get(REACHED).text.partition(f'id="way-{way}"')[2].partition("</li>")[0]


def arrives(browser, times):
    """What the browser was told, once it was told so often."""
    eventually(lambda: len(browser.got) == times, lambda: (browser.got, browser.service.refused))
    return [arrived.said for arrived in browser.got]


def says(town, said, what, **more):
    """The browser's script tells our server that it has shown something, or that somebody opened it."""
    form = {"receipt": said["receipt"], "what": what} | more
    assert ask("POST", town.installation.web + said["shown"], form=form).status == 204


def test_an_alarm_shows_in_the_browser_and_whoever_opens_it_is_not_texted(town, browser, time):
    alarm = given.an_alarm(town.nurse)

    (said,) = arrives(browser, 1)
    assert said["subject"] == "Alarm: Nia Okoye asked for help"
    assert said["link"] == f"/response/alarms/{alarm['id']}"
    assert "http" not in said["body"]
    assert (browser.got[0].urgency, browser.got[0].ttl) == ("high", 600)
    says(town, said, "shown")
    says(town, said, "opened")
    time.moves(seconds=100)
    assert town.manager.texts == []
    assert len(browser.got) == 1


def test_a_notification_that_nobody_opens_is_followed_by_a_text_message(town, browser, time):
    alarm = given.an_alarm(town.nurse)
    (said,) = arrives(browser, 1)
    says(town, said, "shown")
    time.moves(seconds=44)
    assert town.manager.texts == []

    time.moves(seconds=2)

    then.was_rung(town.manager)
    told = town.operator.asks("GET", f"/alarms/{alarm['id']}/timeline").json["items"]
    assert [one["words"] for one in told if one["what"] == "NextWay"] == [
        "Asha Rao: the notification was shown, and nobody has opened it, so their next way is used: text message"
    ]


def test_where_the_browser_is_gone_the_next_way_is_used_at_once_and_its_owner_is_told(town, browser, time):
    browser.gone = 410

    given.an_alarm(town.nurse)

    then.was_rung(town.manager)
    eventually(
        lambda: any("You do not get notifications in" in text for text in town.manager.texts),
        lambda: town.manager.texts,
    )
    assert "notifications turned on" not in town.manager.browser().get(REACHED).text


def test_a_push_service_that_fails_is_tried_again_and_shows_one_notification(town, browser, time):
    town.installation.push.answers += [(500, {}), (0, {}), (429, {"Retry-After": "3"})]

    alarm = given.an_alarm(town.nurse)
    time.moves(seconds=30)

    (said,) = arrives(browser, 1)
    assert said["about"] == alarm["id"]
    assert town.installation.push.requests >= 4


def test_a_forged_receipt_takes_nothing_back(town, browser, time):
    given.an_alarm(town.nurse)
    (said,) = arrives(browser, 1)
    for forged in ("0" * 64, "", said["receipt"][::-1]):
        form = {"receipt": forged, "what": "opened"}
        assert ask("POST", town.installation.web + said["shown"], form=form).status == 403

    time.moves(seconds=46)

    then.was_rung(town.manager)
