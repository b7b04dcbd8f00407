"""Words that lead to somebody are found however they are written, and other words are left alone."""

import pytest

from alongside.cases.lessons.clearing import Known, Sort, identities_in, known_telephones
from alongside.people.nhs_number import is_nhs_number

NAMES = (
    "Siân Ó Brádaigh",
    "PC Odell of the night shift",
    "Will Marsh",
    "Bo Lind",
    "unknown man",
    "Al-Amin van der Berg",
)


@pytest.mark.parametrize("name", NAMES)
def test_a_whole_name_is_found_in_any_letters(name: str) -> None:
    for text in (name, name.upper(), name.lower(), name.replace(" ", "\n")):
        if name != "unknown man":
            assert identities_in(f"It was {text}.", [Known(name, Sort.NAME)]), text


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Siân Ó Brádaigh", "sian came"),
        ("Sia\u0302n Jones", "Si\u00e2n came"),
        ("PC Odell of the night shift", "odell came"),
        ("Bo Lind", "and bo came"),
        ("Will Marsh", "we asked Will"),
        ("nia okoye", "OKOYE's ward"),
        ("Al-Amin van der Berg", "mr amin"),
        ("Søren Łoś", "soren los"),
    ],
)
def test_a_part_of_a_name_is_found(name: str, text: str) -> None:
    assert identities_in(text, [Known(name, Sort.NAME)])


@pytest.mark.parametrize(
    "text",
    [
        "It will help. Will it? The marsh is wet.",
        "An unknown man of the night shift waited for a PC.",
        "The van was in the car park.",
        "Lindens stand there, and the bowl fell.",
        "Ring 999, 101 or 0300 123 4567. It was open 24/7 in 2025-2026, and cost 1,200,000 pounds.",
        "Ward 12 has 30 beds; 1234567890 is no number of anybody.",
    ],
)
def test_everyday_words_and_numbers_are_left_alone(text: str) -> None:
    assert identities_in(text, [Known(name, Sort.NAME) for name in NAMES]) == []


@pytest.mark.parametrize(
    ("known", "text"),
    [
        (Known("C-7KQ2-9F3M", Sort.REFERENCE), "case c7kq29f3m"),
        (Known("7KQ2-9F3M", Sort.REFERENCE), "7KQ2 9F3M"),
        (Known("NS-0412-0099", Sort.REFERENCE), "NS/0412/0099"),
        (Known("943 476 5919", Sort.NHS_NUMBER), "9434765919"),
        (Known("nb1 4qz", Sort.POSTCODE), "NB14QZ"),
        (Known("a.b+c@example.org", Sort.EMAIL), "A.B+C@EXAMPLE.ORG."),
        (Known("+441632960123", Sort.TELEPHONE), "(01632) 960123"),
        (Known("01632 960123", Sort.TELEPHONE), "0044 1632 960 123"),
        (Known("01632 960123", Sort.TELEPHONE), "+44 (0) 1632 960123"),
        (Known("+4915112345678", Sort.TELEPHONE), "+49 151 12345678"),
        (Known("St Mary's Hospital", Sort.BODY), "st mary\u2019s hospital"),
    ],
)
def test_numbers_and_addresses_are_found_whatever_stands_between(known: Known, text: str) -> None:
    assert [one.sort for one in identities_in(f"See {text} there", [known])] == [known.sort]


def test_a_short_reference_is_no_part_of_a_longer_number() -> None:
    assert identities_in("It cost 104200 pounds.", [Known("1042", Sort.REFERENCE)]) == []
    assert identities_in("See 12.", [Known("12", Sort.REFERENCE)]) == [], "so short, it is every number"
    assert identities_in("See 1042.", [Known("1042", Sort.REFERENCE)])


def test_what_has_the_form_of_an_address_is_found_though_nobody_knows_it() -> None:
    text = "Write to me@example.net or 07700 900 321 at SW1A 1AA, NHS 943-476-5919, C-AAAA-BBBB."
    sorts = [one.sort for one in identities_in(text, [])]
    assert sorts == [Sort.EMAIL, Sort.TELEPHONE, Sort.POSTCODE, Sort.NHS_NUMBER, Sort.REFERENCE]


def test_the_telephones_in_what_somebody_wrote() -> None:
    assert [one.value for one in known_telephones("07700 900123 (home), or 01632 960001 after 6")] == [
        "07700 900123",
        "01632 960001",
    ]


def test_the_check_digit_of_an_nhs_number() -> None:
    assert is_nhs_number("9434765919")
    assert not is_nhs_number("9434765918")
    assert not is_nhs_number("1234567890")
