"""References and codes that people read out, write down wrong, and type again."""

from hypothesis import given
from hypothesis import strategies as st

from alongside.incidents.references import ALPHABET, follow_secret, new_code, new_reference, tidy


def test_they_come_in_groups_of_four_without_letters_that_are_misread() -> None:
    for made, groups in ((new_reference(), 2), (new_code(), 3)):
        assert [len(group) for group in made.split("-")] == [4] * groups
        assert set(made) <= set(ALPHABET) | {"-"}
        assert not set("ILOU") & set(made)


def test_two_are_hardly_ever_the_same() -> None:
    assert len({new_reference() for _ in range(2000)}) == 2000


def test_what_was_meant_is_read_whatever_was_typed() -> None:
    assert tidy(" 7kq2 9f3m ") == tidy("7KQ2-9F3M") == tidy("7kq29f3m") == "7KQ2-9F3M"
    assert tidy("O1l0-uuuu") == "0110-VVVV"
    assert follow_secret("7kq2 9f3m", "3fj8q2vx7mln") == follow_secret("7KQ2-9F3M", "3FJ8-Q2VX-7M1N")


@given(st.text(max_size=60))
def test_anything_may_be_typed(written: str) -> None:
    assert tidy(tidy(written)) == tidy(written)
    assert set(tidy(written)) <= set(ALPHABET) | {"-"}
