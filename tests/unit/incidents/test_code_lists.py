"""Every code list loads, says where it comes from, and can be read by people."""

from datetime import date

import pytest

from alongside.incidents.codes import Code, code_list, names

ACRONYMS = ("NHS", "LFPSE", "CCTV", "GP", "A&E", "LSMS", "IT", "ID", "PPE", "I ")


def test_every_list_is_found() -> None:
    assert {"kinds", "acts", "weapons", "hate_strands", "factors", "responses", "urgencies"} <= set(names())


def test_a_list_that_does_not_exist_is_said_so() -> None:
    with pytest.raises(FileNotFoundError):
        code_list("nothing")


@pytest.mark.parametrize("name", names())
def test_a_list_has_a_title_a_version_a_source_and_codes(name: str) -> None:
    found = code_list(name)
    assert found.title
    assert found.version
    assert found.source
    assert len(found.codes) > 1


@pytest.mark.parametrize("name", names())
def test_codes_are_short_words_that_fit_their_column(name: str) -> None:
    for code in code_list(name):
        assert code.code.replace("_", "").isalnum(), code.code
        assert code.code == code.code.lower()
        assert len(code.code) <= 40


@pytest.mark.parametrize("name", names())
def test_labels_are_in_sentence_case_and_told_apart(name: str) -> None:
    labels = [code.label for code in code_list(name)]
    assert len(set(labels)) == len(labels)
    for label in [*labels, *(code.plain for code in code_list(name))]:
        assert label == label.strip()
        assert label[0].isupper() or label[0].isdigit(), label
        assert not label.endswith("."), label
        if not label.startswith(ACRONYMS):
            assert not label.istitle() or " " not in label, label


@pytest.mark.parametrize("name", ["harm_physical", "harm_psychological"])
def test_scales_of_harm_rank_every_code(name: str) -> None:
    assert all(isinstance(code.more["rank"], int) for code in code_list(name))


def test_every_reason_for_urgency_weighs_something() -> None:
    assert all(code.more["weight"] > 0 for code in code_list("urgencies"))


def test_a_code_counts_from_its_first_day_to_its_last() -> None:
    code = Code("old", "Old", "Old", first_day=date(2020, 1, 1), last_day=date(2020, 12, 31))
    days = [date(2019, 12, 31), date(2020, 1, 1), date(2020, 12, 31), date(2021, 1, 1)]
    assert [code.stands_on(day) for day in days] == [False, True, True, False]


def test_what_the_list_does_not_know_is_shown_as_it_is() -> None:
    assert code_list("kinds").label("hugging") == "hugging"
    assert code_list("kinds").plain("hugging") == "hugging"
