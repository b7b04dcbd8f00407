"""What a text message from a person means."""

import pytest

from alongside.messages.words import code_of

OFFERED = [{"code": "take", "label": "I am taking it"}, {"code": "pass", "label": "I cannot"}]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("TAKE", "take"),
        ("take", "take"),
        (" Take.", "take"),
        ("Taking it now", "take"),
        ("SAFE", "safe"),
        ("ok thanks", "safe"),
        ("Help!!", "help"),
        ("sos", "help"),
        ("'Take'", "take"),
    ],
)
def test_a_word_is_understood_however_it_is_typed(text, code):
    assert code_of(text) == code


@pytest.mark.parametrize(
    "text",
    [
        "I need help",
        "HELPPP",
        "999",
        "call 999 please",
        "help me",
        "Helpme",
        "please help",
        "hlep",
        "s.o.s.",
        "SOSSS",
        "Emergency at no 4",
        "\U0001f198",
        "_help_",
        "OK, but I need help",
        "Taken ill, need help",
        "safe? no. help",
    ],
)
@pytest.mark.parametrize("choices", [(), OFFERED, [{"code": "safe", "label": "I am safe"}]])
def test_a_call_for_help_is_heard_wherever_it_stands(text, choices):
    assert code_of(text, choices) == "help"


@pytest.mark.parametrize("text", ["no help needed", "dont need help", "Safe, no help needed"])
def test_a_false_alarm_is_better_than_a_lost_one(text):
    assert code_of(text) == "help"


@pytest.mark.parametrize("text", ["Take it, I will help her", "Taking it now, calling 999"])
def test_somebody_who_takes_an_alarm_may_speak_of_help(text):
    assert code_of(text, OFFERED) == "take"


@pytest.mark.parametrize(
    "text",
    [
        "?!",
        "Not safe",
        "mistake",
        "takeaway",
        "\U0001f44d",
        "that was helpful",
        "my number is 07999 123456",
        "On my way",
        "also so",
    ],
)
def test_nothing_is_guessed_of_other_words_and_people_read_them(text):
    assert code_of(text) == "say"


@pytest.mark.parametrize("text", ["", "   "])
def test_no_words_say_nothing(text):
    assert code_of(text) == ""


def test_a_choice_that_was_offered_comes_first():
    assert code_of("Pass", OFFERED) == "pass"
    assert code_of("Pass") == "say"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("STOP", "stop"),
        (" stop. ", "stop"),
        ("Stop!", "stop"),
        ("StopAll", "stop"),
        ("stop texts", "stop"),
        ("Unsubscribe", "stop"),
        ("START", "start"),
        ("start the messages", "start"),
        ("Stop, he is hitting me", "say"),
        ("stop please", "say"),
        ("Starting now", "say"),
        ("Stop. Help", "help"),
    ],
)
def test_stop_and_start_count_only_where_nothing_else_is_said(text, code):
    assert code_of(text) == code
