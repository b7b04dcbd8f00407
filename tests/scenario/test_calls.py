"""Telephones ring, and a key takes the alarm; whatever else answers, does not."""

import re

import pytest

from tests.eventually import eventually
from tests.scenario import given, then, when
from tests.standins.voice import Answers
from tests.world import DURESS_PIN

USUAL = ["console", "sms"]


@pytest.fixture
def telephones(town):
    """Who is reached how in this story: `telephones(manager=["voice", "sms"])`; afterwards as before."""
    changed = set()

    def give(**ways):
        changed.update(ways)
        people = {getattr(town, name).id: channels for name, channels in ways.items()}
        town.installation.inside("tests.inhabitants", "have_telephones", people)

    yield give
    usual = {getattr(town, name).id: USUAL for name in changed}
    for name in changed & {"manager", "supervisor"}:
        usual[getattr(town, name).id] = [*USUAL, "email"]
    town.installation.inside("tests.inhabitants", "have_telephones", usual)


@pytest.fixture
def voice(town):
    return town.installation.voice


def message_of(town, call):
    """The message that a call carries, as it stands in the database."""
    key = call.asked["Url"].split("/")[-2]
    with town.installation.connect("postgres") as db:
        return db.execute("SELECT status, error FROM messages_message WHERE id = %s", [key]).fetchone()


def test_an_sos_rings_a_telephone_and_key_1_takes_the_alarm(town, voice, telephones):
    telephones(manager=["voice", "sms"])
    voice.who_answers[town.manager.number] = Answers(keys="1")

    when.presses(town.nurse)

    then.has_an_open_alarm(town.nurse)
    eventually(lambda: town.manager.calls and town.manager.calls[0].status == "completed", "The end of the call")
    (call,) = town.manager.calls
    assert call.heard[0].startswith("This is Alongside. Nia Okoye (")
    assert " asked for help at " in call.heard[0]
    assert "Press 1 to take it. Press 2 to pass it on." in call.heard[0]
    assert "http" not in call.heard[0]
    assert call.heard[-1] == "You have the alarm about Nia Okoye."
    then.has_an_open_alarm(town.nurse, status="taken", owner=town.manager)
    eventually(
        lambda: any("has taken the alarm about Nia Okoye" in text for text in town.buddy.texts),
        lambda: town.buddy.texts,
    )
    assert message_of(town, call) == ("delivered", "")


def test_whoever_presses_second_hears_who_has_it(town, voice, telephones, time):
    telephones(manager=["voice", "sms"])
    given.taken(given.an_alarm(town.nurse), by=town.operator)
    (call,) = town.manager.calls

    voice.picks_up(call, Answers(keys="1"))

    assert call.heard[-1] == "Olu Grant has already taken it. You need do nothing more."
    then.has_an_open_alarm(town.nurse, status="taken", owner=town.operator)


def test_an_answering_machine_takes_nothing_and_hears_nothing(town, voice, telephones, time):
    telephones(manager=["voice", "sms"])
    voice.who_answers[town.manager.number] = Answers(keys="1", by="machine_start")

    given.an_alarm(town.nurse)

    then.was_rung(town.manager)  # by text message, at once, for the call was not answered
    (call,) = town.manager.calls
    assert call.heard == ["This is Alongside. Nobody could be reached at this number. Please look at your messages."]
    assert message_of(town, call) == ("failed", "An answering machine answered.")
    then.has_an_open_alarm(town.nurse, status="ringing", owner=None)
    time.moves(seconds=121)
    then.has_an_open_alarm(town.nurse, status="exhausted", owner=None)


def test_a_machine_that_passes_for_nobody_known_hears_nothing_of_the_alarm(town, voice, telephones):
    telephones(manager=["voice", "sms"])
    voice.who_answers[town.manager.number] = Answers(by="unknown")

    given.an_alarm(town.nurse)

    then.was_rung(town.manager)
    assert set(town.manager.calls[0].heard) == {
        "This is Alongside, with an urgent message for you. To hear it, press any key."
    }


def test_of_a_silent_alarm_nothing_is_said_before_a_key_is_pressed(town, voice, telephones):
    telephones(manager=["voice", "sms"])
    voice.who_answers[town.manager.number] = Answers(keys="51")
    visit = given.a_visit(town.nurse)

    answer = town.nurse.asks("POST", f"/visits/{visit['id']}/end", {"pin": DURESS_PIN})

    assert answer.status == 200, answer.text
    eventually(lambda: town.manager.calls and town.manager.calls[0].status == "completed", "The end of the call")
    heard = town.manager.calls[0].heard
    assert "Nia" not in heard[0]
    assert "Nia Okoye" in heard[1]
    assert "raised a silent alarm" in heard[1]
    then.has_an_open_alarm(town.nurse, status="taken", owner=town.manager)


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        (Answers(ended="busy"), "The line was busy."),
        (Answers(ended="no-answer"), "Nobody answered."),
        (Answers(ended="failed"), "The call could not be made."),
        (Answers(), "It was answered, and no key was pressed."),
        (Answers(keys="777"), "It was answered, and no key was pressed."),
    ],
    ids=lambda value: getattr(value, "ended", ""),
)
def test_a_call_that_nobody_answers_with_a_key_has_failed_and_the_next_way_is_used(
    town, voice, telephones, answers, reason
):
    telephones(manager=["voice", "sms"])
    voice.who_answers[town.manager.number] = answers

    given.an_alarm(town.nurse)

    then.was_rung(town.manager)
    (call,) = town.manager.calls
    assert message_of(town, call) == ("failed", reason)


def test_key_2_rings_the_next_people_at_once_when_nobody_else_is_left(town, voice, telephones, time):
    everybody = ("manager", "buddy", "operator", "second_operator", "supervisor", "lsms")
    telephones(**{name: ["voice", "sms"] for name in everybody})
    alarm = given.an_alarm(town.nurse)
    rung = [person for person in map(town.people.get, everybody) if person.calls]

    for person in rung:
        assert then.has_an_open_alarm(town.nurse)["status"] == "ringing"
        voice.picks_up(person.calls[0], Answers(keys="2"))

    assert rung[-1].calls[0].heard[-1] == "It is passed on. The next people are being rung now."
    then.has_an_open_alarm(town.nurse, status="exhausted", owner=None)
    told = town.operator.asks("GET", f"/alarms/{alarm['id']}/timeline").json["items"]
    assert [one["words"] for one in told][1:] == ["Note"] * len(rung) + [
        "Nobody in step 2 could be reached or can take it"
    ]


def test_everything_that_is_told_twice_or_backwards_counts_once(town, voice, telephones):
    telephones(manager=["voice", "sms"])
    voice.twice = voice.backwards = True
    voice.who_answers[town.manager.number] = Answers(keys="1")

    when.presses(town.nurse)

    eventually(
        lambda: [call.status for call in town.manager.calls] == ["ringing"], lambda: town.manager.calls
    )  # told last
    town.clock.settles()
    then.has_an_open_alarm(town.nurse, status="taken", owner=town.manager)
    assert message_of(town, town.manager.calls[0]) == ("delivered", "")
    with town.installation.connect("postgres") as db:
        assert db.execute("SELECT count(*) FROM messages_reply WHERE source = 'voice'").fetchone() == (1,)


def test_a_landline_is_rung_with_a_code_which_verifies_it(town, voice):
    landline = "+441632960123"
    voice.who_answers[landline] = Answers()

    town.installation.inside("tests.situation_of_plans", "add_number", "nurse", landline, "voice")

    eventually(lambda: [call.status for call in voice.rung(landline)] == ["completed"], lambda: voice.calls)
    (call,) = voice.rung(landline)
    spoken = [re.search(r"\d(, \d){5}", words)[0] for words in call.heard]
    assert len(spoken) == 2
    assert len(set(spoken)) == 1
    eventually(lambda: message_of(town, call) == ("delivered", ""), lambda: message_of(town, call))
    code = spoken[0].replace(", ", "")
    assert town.installation.inside("tests.situation_of_plans", "prove_number", "nurse", landline, code)


def test_a_provider_that_fails_is_tried_again_until_it_rings(town, voice, telephones, time):
    telephones(manager=["voice"])
    voice.misbehave("500", times=2)

    given.an_alarm(town.nurse)
    time.moves(seconds=10)

    assert len(town.manager.calls) == 1
    assert voice.requests >= 3


def test_a_call_whose_answer_was_lost_is_found_and_not_made_twice(town, voice, telephones, time):
    telephones(manager=["voice"])
    voice.callbacks = False
    voice.misbehave("cut")

    given.an_alarm(town.nurse)
    time.moves(seconds=10)

    assert len(town.manager.calls) == 1
    assert voice.questions >= 1
    assert message_of(town, town.manager.calls[0])[0] == "sent"
