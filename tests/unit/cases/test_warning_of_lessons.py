"""What looks as if it led to somebody is pointed out before a lesson is shared, and everyday words are not."""

import pytest

from alongside.cases.lessons.warning import Looks, looks_identifying


@pytest.mark.parametrize(
    ("text", "words", "looks"),
    [
        ("We spoke with Mr Bloggs first.", "Mr Bloggs", Looks.TITLE),
        ("Dr. A. Okoye decided.", "Dr. A. Okoye", Looks.TITLE),
        ("Then Nurse O'Brien rang.", "Nurse O'Brien", Looks.TITLE),
        ("He lives at 14 Acacia Avenue.", "14 Acacia Avenue", Looks.ADDRESS),
        ("It was 3b, Old Mill Lane again.", "3b, Old Mill Lane", Looks.ADDRESS),
        ("Ask at Flat 12 before you go in.", "Flat 12", Looks.ADDRESS),
        ("The surgery in ZZ9 9ZZ has none.", "ZZ9 9ZZ", Looks.POSTCODE),
        ("On the sixteenth of November he came.", "sixteenth of November", Looks.DAY),
        ("On the twenty-first of May he came.", "twenty-first of May", Looks.DAY),
        ("On 16th November he came.", "16th November", Looks.DAY),
        ("It was November 16 at night.", "November 16", Looks.DAY),
        ("It was 16/11/2026 at night.", "16/11/2026", Looks.DAY),
        ("It was 2026-11-16 at night.", "2026-11-16", Looks.DAY),
        ("His number is 999 123 4567.", "999 123 4567", Looks.NUMBER),
        ("Ring 01632 960 417 first.", "01632 960 417", Looks.TELEPHONE),
        ("Ring +44 1632 960417 first.", "+44 1632 960417", Looks.TELEPHONE),
    ],
)
def test_it_is_pointed_out(text: str, words: str, looks: Looks) -> None:
    assert looks_identifying(text) == [(words, looks)]


@pytest.mark.parametrize(
    "text",
    [
        "The nurse and the doctor may go in together, in March or later.",
        "Ring the desk within 10 minutes; 3 of 14 lone workers had no signal.",
        "First look at the board. The second visit is made by two.",
        "Leave by the close door. A sister ward did the same in 2025.",
        "Nurses who drive alone carry a device.",
    ],
)
def test_everyday_words_are_left_alone(text: str) -> None:
    assert looks_identifying(text) == []


def test_each_is_said_once_and_in_its_order() -> None:
    text = "Mr Bloggs of 14 Acacia Avenue came on the sixteenth of November. Mr Bloggs left."
    assert [words for words, _ in looks_identifying(text)] == ["Mr Bloggs", "14 Acacia Avenue", "sixteenth of November"]
