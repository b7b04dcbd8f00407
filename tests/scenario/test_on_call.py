"""Whoever is on call when a step comes is rung, and a new number counts once its code came back."""

import re

from tests.asking import ask
from tests.eventually import eventually
from tests.scenario import then

NEW = "447700900555"


def test_whoever_is_on_call_when_the_step_comes_is_rung_and_not_whoever_was_when_it_began(town, time):
    badge = town.installation.inside("tests.situation_of_plans", "hand_over_soon")

    assert ask("POST", f"{town.installation.devices}/c/{badge}/sos").status == 200

    then.was_rung(town.buddy)
    time.moves(minutes=3, seconds=10)
    then.were_rung({town.buddy: 2, town.lsms: 1, town.manager: 0, town.operator: 0})


def test_a_number_is_verified_by_its_code_that_is_sent_back_by_text(town, time):
    town.installation.inside("tests.situation_of_plans", "add_number", town.buddy.username, f"+{NEW}")

    def code():
        codes = [re.search("[0-9]{6}", sent.body)[0] for sent in town.notify_sent if sent.to.endswith(NEW)]
        assert codes
        return codes[0]

    assert town.installation.notify.reply(NEW, eventually(code, "That a code is sent")) == 200
    time.settles()

    assert town.installation.inside("tests.situation_of_plans", "has_verified", town.buddy.username, f"+{NEW}")
