"""What a file is, by its content alone."""

import pytest
from tests.files import FILES, REFUSED

from alongside.evidence.media_types import accepted_for, media_type_of, purpose_of

ANY = purpose_of("incident_attachment").kinds


@pytest.mark.parametrize("name", FILES)
def test_what_phones_and_browsers_make_is_known(name: str) -> None:
    content, expected = FILES[name]
    found = media_type_of(content, ANY)
    assert found is not None
    assert found.name == expected


@pytest.mark.parametrize("name", REFUSED)
def test_what_can_run_or_is_unknown_is_none_of_them(name: str) -> None:
    assert media_type_of(REFUSED[name], ANY) is None


def test_a_picture_is_no_spoken_note() -> None:
    assert media_type_of(FILES["jpeg"][0], purpose_of("amber_note").kinds) is None


def test_a_file_input_offers_what_is_taken_in() -> None:
    assert accepted_for("amber_note") == "audio/*"
    assert accepted_for("incident_attachment") == "image/*,audio/*,.pdf"
