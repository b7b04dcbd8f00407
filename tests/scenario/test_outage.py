"""A provider that does not work is shown, and is shown to work again; alarms go their other ways meanwhile."""

import pytest

from tests.asking import ask
from tests.eventually import eventually
from tests.scenario import given, then
from tests.scenario.then import measure


@pytest.fixture
def notify(town):
    yield town.installation.notify
    town.installation.notify.behave()


def warnings(town):
    told = ask("GET", f"{town.installation.web}/readyz")
    assert told.status == 200, told.text  # the pages work: they must not be taken away as well
    return told.json["warnings"]


def test_an_outage_of_text_messages_is_shown_until_they_work_again(town, notify, time):
    assert warnings(town) == []
    notify.misbehave("500", times=None)

    given.an_alarm(town.nurse)
    time.moves(seconds=10)

    (told,) = eventually(lambda: warnings(town), "That the outage is shown")
    assert told.startswith("Text messages have not worked since ")
    assert "GOV.UK Notify failed: 500" in told
    assert "Text messages have not worked since" in town.operator.browser().get("/response/live").text
    assert measure(town.installation.web, 'alongside_channel_down{channel="sms"}') == 1
    assert "Warning: Text messages have not worked since" in town.installation.run("-m", "alongside", "check")

    notify.behave()
    time.moves(seconds=20)

    then.was_rung(town.manager)
    eventually(lambda: warnings(town) == [], lambda: warnings(town))
    assert "have not worked" not in town.operator.browser().get("/response/live").text
    assert measure(town.installation.web, 'alongside_channel_down{channel="sms"}') == 0


def test_a_number_that_is_none_is_no_outage(town, notify, time):
    notify.receipts = "permanent-failure"
    given.an_alarm(town.nurse)
    time.moves(minutes=15)

    notify.receipts = None
    assert warnings(town) == []
