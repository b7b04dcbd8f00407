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
    "text", ["", "   ", "?!", "Not safe", "I need help", "mistake", "takeaway", "\U0001f44d", "STOP"]
)
def test_nothing_is_guessed(text):
    assert code_of(text) == ""


def test_a_choice_that_was_offered_comes_first():
    assert code_of("Pass", OFFERED) == "pass"
    assert code_of("Pass") == ""
