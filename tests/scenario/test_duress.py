"""Duress looks exactly like safety on the worker's screen, and is an alarm everywhere else."""

import difflib
import re

from tests.scenario import given, then
from tests.world import DURESS_PIN, PIN


def test_on_the_pages_the_two_pins_cannot_be_told_apart(town):
    browser = town.nurse.browser()
    shown = {}
    for pin in (PIN, PIN, DURESS_PIN):  # twice, because the first visit ever leaves the page with more than it had
        visit = given.a_visit(town.nurse)
        ended = browser.post(f"/my-safety/visits/{visit['id']}/end", pin=pin)
        after = [browser.get(path) for path in (ended.headers["Location"], "/my-safety", "/my-safety/now")]
        again = browser.post(f"/my-safety/visits/{visit['id']}/end", pin=pin)
        shown[pin] = [_seen(answer, visit) for answer in (ended, *after, again)]

    assert _differences(shown[PIN], shown[DURESS_PIN]) == []
    then.has_an_open_alarm(town.nurse, kind="duress")


def test_in_the_api_the_two_pins_cannot_be_told_apart(town):
    told = {}
    for pin in (PIN, PIN, DURESS_PIN):
        visit = given.a_visit(town.nurse)
        ended = town.nurse.asks("POST", f"/visits/{visit['id']}/end", {"pin": pin})
        read = town.nurse.asks("GET", f"/visits/{visit['id']}")
        again = town.nurse.asks("POST", f"/visits/{visit['id']}/end", {"pin": pin})
        note = town.nurse.asks("POST", f"/visits/{visit['id']}/note", {"text": "x"})
        told[pin] = [_seen(answer, visit) for answer in (ended, read, again, note)]

    assert _differences(told[PIN], told[DURESS_PIN]) == []
    assert told[PIN][0].startswith("200")
    then.has_an_open_alarm(town.nurse, kind="duress")


def test_everybody_who_can_help_is_rung_and_told_to_keep_silent(town, time):
    visit = given.a_visit(town.nurse)

    town.nurse.asks("POST", f"/visits/{visit['id']}/end", {"pin": DURESS_PIN})

    then.were_rung({town.manager: 1, town.buddy: 1, town.operator: 1, town.second_operator: 1})
    assert "Do not ring them: they may be watched." in town.manager.texts[0]
    then.has_an_open_alarm(town.nurse, kind="duress", status="ringing", visit=visit["id"])
    time.moves(minutes=20)
    then.was_texted(town.nurse)


def _seen(answer, visit):
    """What can be seen of an answer, without what differs from one visit, moment and request to the next."""
    text = answer.text.replace(visit["id"], "VISIT")
    text = re.sub(r"\d{4}-\d\d-\d\dT[\d:.]+(Z|\+\d\d:\d\d)", "TIME", text)
    text = re.sub(r"\b\d\d?:\d\d\s?(am|pm)?", "TIME", text)
    text = re.sub(r"\bsaved at .*? ago\b", "TIME", text)
    text = re.sub(r'nonce="[^"]+"|\b[A-Za-z0-9]{64}\b', "TOKEN", text)
    names = sorted(name for name in answer.headers if name not in ("Date", "Set-Cookie"))
    return f"{answer.status}\n{names}\n{answer.headers['Location']}\n{text}"


def _differences(safe, duress):
    lines = [difflib.ndiff(*(one.splitlines() for one in pair)) for pair in zip(safe, duress, strict=True)]
    return [line for one in lines for line in one if line[0] != " "]
