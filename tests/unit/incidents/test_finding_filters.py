"""An address says what is shown, and what is shown says its address."""

from datetime import date
from urllib.parse import parse_qsl

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alongside.incidents.finding.facets import FACETS
from alongside.incidents.finding.filters import SORTS, read_pairs
from alongside.incidents.finding.presenters import marked, number_in_words
from alongside.incidents.finding.queries import START, STOP

SITE = "018f0000-0000-7000-8000-000000000001"
values = st.one_of(
    *[st.tuples(st.just(facet.name), st.sampled_from([value for value, _ in facet.options()])) for facet in FACETS],
    st.tuples(st.just("site"), st.uuids().map(str)),
    st.tuples(st.just("hour"), st.integers(0, 23).map(str)),
    st.tuples(st.just("from"), st.dates(date(1990, 1, 1), date(2100, 1, 1)).map(str)),
    st.tuples(st.just("sort"), st.sampled_from(list(SORTS))),
)


@given(st.lists(values, max_size=8))
def test_filters_written_into_an_address_are_read_as_they_were(pairs: list[tuple[str, str]]) -> None:
    filters = read_pairs(pairs)
    assert filters.wrong == ()
    assert read_pairs(parse_qsl(filters.query())) == filters


@given(st.lists(st.tuples(st.sampled_from(["kind", "site", "from", "hour", "q", "sort"]), st.text(max_size=60))))
def test_no_address_breaks_the_list(pairs: list[tuple[str, str]]) -> None:
    read_pairs(pairs).asked("Europe/London")


@pytest.mark.parametrize(
    ("pair", "said"),
    [
        (("kind", "hugging"), "What happened: there is no “hugging”."),
        (("site", "here"), "“here” is not a site of yours."),
        (("from", "yesterday"), "“yesterday” is not a day. Write it like 2026-05-03."),
        (("hour", "24"), "“24” is not an hour."),
    ],
)
def test_what_cannot_be_understood_is_left_out_and_said(pair: tuple[str, str], said: str) -> None:
    filters = read_pairs([pair, ("kind", "theft")])
    assert filters.wrong == (said,)
    assert filters.chosen == (("kind", "theft"),)


def test_days_begin_and_end_in_the_organisations_zone() -> None:
    asked = read_pairs([("from", "2026-06-01"), ("to", "2026-06-30")]).asked("Europe/London")
    assert (asked["from"], asked["to"]) == ("2026-05-31T23:00:00+00:00", "2026-06-30T23:00:00+00:00")


def test_each_value_is_taken_away_by_itself() -> None:
    filters = read_pairs([("kind", "theft"), ("kind", "threat"), ("site", SITE), ("q", "knife")])
    assert filters.without("kind", "theft").values("kind") == ["threat"]
    assert filters.without("kind").pairs() == [("q", "knife"), ("site", SITE)]
    assert not filters.without("q").words


def test_a_search_lists_the_newest_first_whatever_was_asked() -> None:
    assert read_pairs([("q", "knife"), ("sort", "urgency")]).sort == "newest"


def test_an_excerpt_marks_what_matched_and_runs_nothing() -> None:
    assert marked(f"a <b>{START}knife{STOP}") == "a &lt;b&gt;<mark>knife</mark>"


@pytest.mark.parametrize(
    ("number", "exact", "shown", "more", "said"),
    [
        (0, True, 0, False, "No incidents"),
        (900, False, 1, False, "1 incident"),
        (312, True, 25, True, "312 incidents"),
        (12345, False, 25, True, "About 12,000 incidents"),
        (7, False, 25, True, "More than 25 incidents"),
    ],
)
def test_how_many_is_said_as_surely_as_it_is_known(number: int, exact: bool, shown: int, more: bool, said: str) -> None:
    assert number_in_words(number, exact, shown, more) == said
