"""What somebody types to search is read as they mean it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.incidents.finding.words import LONGEST, Words, parse


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("", Words()),
        ("   ", Words()),
        ("kni", Words("kni", "", "kni")),
        ("knife  door ", Words("knife door", "knife", "door")),
        ("at a", Words("at a", "at a", "")),
        ('"car park"', Words('"car park"', '"car park"', "")),
        ('"car park', Words('"car park', '"car park', "")),
        ("knives -toy", Words("knives -toy", "knives -toy", "")),
        ("knife or scissors", Words("knife or scissors", "knife or scissors", "")),
        ("knife or", Words("knife or", "knife or", "")),
        ("maria velt", Words("maria velt", "maria", "velt", "")),
        ("7kq2 9f3m", Words("7kq2 9f3m", "7kq2 9f3m", "", "7KQ2-9F3M")),
        ("7KQ29F3M", Words("7KQ29F3M", "7KQ29F3M", "", "7KQ2-9F3M")),
        ("7kq2-9fEm", Words("7kq2-9fEm", "7kq2-9fEm", "", "7KQ2-9FEM")),
    ],
)
def test_what_was_typed_is_read(typed: str, expected: Words) -> None:
    assert parse(typed) == expected


@given(st.text(max_size=500))
def test_nothing_that_can_be_typed_breaks_it(typed: str) -> None:
    words = parse(typed)
    assert "\x00" not in words.said
    assert len(words.said) <= LONGEST
    assert " ".join(filter(None, [words.whole, words.beginning])) == words.said
