"""The questions of a report: only what applies is asked, never more than ten must be answered, and nothing that is typed makes it fall over."""

import re
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alongside.incidents.actions import check_report
from alongside.incidents.codes import code_list
from alongside.incidents.contact import EMAIL, is_email, is_phone
from alongside.incidents.references import code_from
from alongside.incidents.reporting.answers import Setting, report_of
from alongside.incidents.reporting.more import PARTS, in_pence, read_rows
from alongside.incidents.reporting.presenters import every_step, shown_parts, shown_step
from alongside.incidents.reporting.questions import BY_NAME, FIELDS, MOST_ANSWERS, STEPS
from alongside.incidents.reporting.reading import happened_at, moment_on_phone, read_field, read_step
from alongside.incidents.reporting.way_through import (
    Known,
    fields_for,
    first_unanswered,
    holds,
    later_steps,
    next_step,
    options_of,
    step_before,
    steps_for,
)
from alongside.messages.numbers import e164

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 11, 24, 10, 42, tzinfo=UTC)
KNOWNS = [Known(place, account) for place in (False, True) for account in (False, True)]
SHORTEST = {
    "danger": "no",
    "kinds": ["non_physical_assault"],
    "when": "now",
    "where": "online",
    "targets": ["me"],
    "responsible": ["patient"],
    "police": "undecided",
    "reporter": "anonymous",
}


def names(answers: dict[str, Any], known: Known = Known()) -> list[str]:  # noqa: B008
    return [step.name for step in steps_for(answers, known)]


PHYSICAL = {
    **SHORTEST,
    "kinds": ["physical_assault"],
    "where": "place",
    "where_place": "Ward 7",
    "injury": "minor",
    "reporter": "contact",
    "name": "Bea Noor",
}


def to_be_answered(answers: dict[str, Any], known: Known = Known()) -> list[str]:  # noqa: B008
    """Every field on the way that waits for an answer: not what may be left, says so, and is a tick, a file or optional."""
    asked = [one for step in steps_for(answers, known) for one in fields_for(step, answers, known)]
    left = [one for one in asked if "(optional)" in one.label or one.kind in ("tick", "files") or one.folded]
    assert not [one for one in left if one.required]
    return [one.name for one in asked if one not in left]


def test_verbal_abuse_is_asked_eight_things() -> None:
    assert names(SHORTEST) == ["danger", "what", "when", "where", "who", "by", "words", "you"]


@pytest.mark.parametrize("known", KNOWNS)
def test_a_physical_assault_with_a_name_and_no_account_has_ten_answers_at_most(known: Known) -> None:
    answers = to_be_answered(PHYSICAL, known)
    assert len(answers) <= MOST_ANSWERS
    assert {"danger", "kinds", "when", "targets", "injury", "responsible", "name"} <= set(answers)
    if known == Known():
        assert len(answers) == MOST_ANSWERS
        assert "where_place" in answers


@pytest.mark.parametrize("kind", [code.code for code in code_list("kinds")])
def test_no_kind_has_more_than_ten_answers(kind: str) -> None:
    assert len(to_be_answered({**PHYSICAL, "kinds": [kind]})) <= MOST_ANSWERS


def test_what_else_helps_is_offered_once_the_few_answers_are_given() -> None:
    assert [step.name for step in later_steps(PHYSICAL, Known())] == ["police", "you_are", "factors"]
    assert next_step("police", PHYSICAL, Known()) is None
    assert first_unanswered(PHYSICAL, Known()) is None


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("wit@example.org", True),
        ("a.b+c@ex-ample.co.uk", True),
        ("not an email", False),
        ("abc", False),
        ("wit@example", False),
        ("a..b@example.org", False),
    ],
)
def test_an_address_is_one_by_the_rule_of_the_framework_and_by_the_pattern_of_the_page(text: str, fits: bool) -> None:
    assert is_email(text) is fits
    assert bool(re.fullmatch(EMAIL, text, re.IGNORECASE | re.ASCII)) is fits
    assert bool(read_field(FIELDS["email"], [text]).wrong) is not fits


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.emails(), st.text(alphabet='ab.@-_+ 1"[]', max_size=12)))
def test_the_pattern_of_the_page_says_what_the_framework_says(text: str) -> None:
    assert is_email(text) == bool(re.fullmatch(EMAIL, text, re.IGNORECASE | re.ASCII))


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("07700 900123", True),
        ("(01632) 960 001", True),
        ("+44 (0)7700 900123", True),
        ("0044 7700 900123", True),
        ("+1 202 555 0123", True),
        ("01632 960001 ext 42", True),
        ("abc", False),
        ("12345", False),
        ("+44 123 456", False),
        ("07700 9001234567", False),
        ("07700 900123; 1", False),
    ],
)
def test_a_telephone_number_is_whole(text: str, fits: bool) -> None:
    assert is_phone(text) is fits
    assert bool(read_field(FIELDS["phone"], [text]).wrong) is not fits
    assert not fits or e164(text)


def test_from_a_poster_the_place_is_not_asked() -> None:
    assert "where" not in names(SHORTEST, Known(place=True))


@pytest.mark.parametrize(
    ("kind", "field"),
    [
        ("weapon", "weapons"),
        ("sexual_safety", "sexual_acts"),
        ("hate", "hate_strands"),
    ],
)
def test_how_is_asked_where_the_kind_calls_for_it(kind: str, field: str) -> None:
    answers = {**SHORTEST, "kinds": [kind]}
    assert "how" in [step.name for step in later_steps(answers, Known())]
    assert [one.name for one in fields_for(BY_NAME["how"], answers, Known())] == [field]


@pytest.mark.parametrize("kind", [code.code for code in code_list("kinds")])
def test_how_is_asked_of_exactly_the_kinds_whose_list_says_so(kind: str) -> None:
    asks = set(code_list("kinds")[kind].more.get("asks", ())) - {"property"}
    assert ("acts" in names({"kinds": [kind]})) == ("acts" in asks), "what makes a report urgent is asked on the way"
    asks -= {"acts"}
    asked = {one.name for one in fields_for(BY_NAME["how"], {"kinds": [kind]}, Known())}
    assert asked == asks
    assert ("how" in [step.name for step in later_steps({"kinds": [kind]}, Known())]) == bool(asks)


@pytest.mark.parametrize(
    ("answers", "field", "applies"),
    [
        ({"targets": ["property"]}, "injury", False),
        ({"targets": ["nobody"]}, "injury", False),
        ({"targets": ["property", "patient"]}, "injury", True),
        ({"when": "now"}, "when_time", False),
        ({"when": "today"}, "when_time", True),
        ({"when": "today"}, "when_date", False),
        ({"when": "other"}, "when_date", True),
        ({"where": "place"}, "where_place", True),
        ({"where": "online"}, "where_place", False),
        ({"where": "online"}, "where_words", False),
        ({"where": "private_home"}, "where_words", True),
        ({"reporter": "contact"}, "name", True),
        ({"reporter": "anonymous"}, "name", False),
        ({"reporter": "anonymous"}, "anonymous_because", True),
        ({"reporter": "account"}, "anonymous_because", False),
    ],
)
def test_only_what_applies_is_asked(answers: dict[str, Any], field: str, applies: bool) -> None:
    assert holds(FIELDS[field].applies, Known().beside(answers)) is applies


@pytest.mark.parametrize(
    ("answers", "step", "applies"),
    [
        ({"targets": ["me"]}, "you_are", True),
        ({"targets": ["staff"]}, "you_are", False),
        ({"responsible": ["nobody"]}, "factors", False),
        ({"responsible": ["unknown"]}, "factors", False),
        ({"responsible": ["patient"]}, "factors", True),
    ],
)
def test_only_what_applies_is_offered(answers: dict[str, Any], step: str, applies: bool) -> None:
    assert (BY_NAME[step] in later_steps(answers, Known())) is applies


def test_who_you_are_is_not_asked_of_somebody_signed_in() -> None:
    assert BY_NAME["you_are"] not in later_steps({"targets": ["me"]}, Known(account=True))


def test_only_somebody_signed_in_can_choose_the_account() -> None:
    assert "account" not in [option.value for option in options_of(FIELDS["reporter"], Known())]
    assert "account" in [option.value for option in options_of(FIELDS["reporter"], Known(account=True))]


@pytest.mark.parametrize("known", KNOWNS)
def test_the_way_forward_and_the_way_back_are_the_same(known: Known) -> None:
    answers = {**SHORTEST, "kinds": ["weapon"]}
    asked = steps_for(answers, known)
    for before, after in pairwise(asked):
        assert next_step(before.name, answers, known) == after
        assert step_before(after.name, answers, known) == before
    assert next_step(asked[-1].name, answers, known) is None
    assert step_before(asked[0].name, answers, known) is None


def test_every_rule_speaks_of_fields_that_are_asked_before_or_beside() -> None:
    seen = {"place_known", "signed_in"}
    for step in STEPS:
        assert set(step.applies) <= seen
        seen |= {one.name for one in step.fields}
        for one in step.fields:
            assert set(one.applies) <= seen
            for name, wanted in one.applies.items():
                if name in FIELDS:
                    assert set(wanted) <= {option.value for option in FIELDS[name].choices()}


def odd_texts() -> st.SearchStrategy[str]:
    return st.one_of(
        st.text(max_size=30),
        st.sampled_from(
            ["", "yes", "no", "now", "today", "other", "2026-02-30", "31/12/9999", "24:61", "1e9", "\x00", "-1"]
        ),
    )


def posts() -> st.SearchStrategy[dict[str, list[str]]]:
    """A form as anybody could send it: real answers, odd ones, fields that nobody asked."""
    real = {
        name: st.lists(st.one_of(st.sampled_from([o.value for o in one.choices()] or [""]), odd_texts()), max_size=4)
        for name, one in FIELDS.items()
    }
    rows = {
        f"{part.name}-{number}-{one.name}": st.lists(
            st.one_of(st.sampled_from([o.value for o in one.choices()] or ["3"]), odd_texts()), max_size=1
        )
        for part in PARTS.values()
        for number in range(2)
        for one in part.fields
    }
    times = {name: st.lists(odd_texts(), max_size=1) for name in ("when_at", "phone_now", "danger_at")}
    return st.fixed_dictionaries({}, optional=real | rows | times)


@settings(max_examples=300, deadline=None)
@given(st.lists(posts(), min_size=1, max_size=3), st.sampled_from(KNOWNS))
def test_whatever_is_answered_it_asks_what_applies_and_at_most_ten(posted: list[Any], known: Known) -> None:
    answers: dict[str, Any] = {}
    for form in posted:
        for step in STEPS:
            read = read_step(step, form, answers, known, NOW, LONDON)
            answers |= read.values
            shown_step(step, answers, known, read.wrong)
            assert set(read.wrong) <= {one.name for one in fields_for(step, answers, known)} | {"reporter"}
        for part in PARTS.values():
            rows = read_rows(part, form)
            answers[part.name] = [] if rows.wrong else rows.rows
    shown_parts(answers)
    asked = steps_for(answers, known)
    assert len(asked) <= MOST_ANSWERS
    facts = known.beside(answers)
    assert all(holds(step.applies, facts) for step in asked)
    at, _ = happened_at(answers, NOW, LONDON)
    assert at.tzinfo is not None
    if first_unanswered(answers, known) is None and at <= NOW:
        check_report(report_of(answers, known, Setting(NOW, LONDON)), NOW)


def test_what_no_longer_applies_leaves_nothing_behind() -> None:
    answers = {"kinds": ["weapon"], "weapons": ["sharp"]}
    report = report_of({**SHORTEST, **answers, "kinds": ["theft"]}, Known(), Setting(NOW, LONDON))
    assert report.weapons == []
    read = read_step(BY_NAME["who"], {"targets": ["property"], "injury": ["hospital"]}, {}, Known(), NOW, LONDON)
    assert read.values["injury"] == ""


@pytest.mark.parametrize(
    ("said", "wish"),
    [("wanted", "wanted"), ("not_wanted", "not_wanted"), ("called", "undecided"), ("undecided", "undecided")],
)
def test_what_whoever_was_hurt_wants_of_the_police_is_known_from_their_own_report(said: str, wish: str) -> None:
    report = report_of({**SHORTEST, "targets": ["me", "staff"], "police": said}, Known(), Setting(NOW, LONDON))
    assert [(one.is_reporter, one.police_wish) for one in report.affected] == [(True, wish), (False, "undecided")]


def test_an_answer_that_stands_alone_gives_way_to_another() -> None:
    read = read_step(BY_NAME["who"], {"targets": ["nobody", "staff"]}, {}, Known(), NOW, LONDON)
    assert read.values["targets"] == ["staff"]


@pytest.mark.parametrize(
    ("answers", "at", "guessed"),
    [
        ({"when": "now", "when_at": "2026-11-24T10:30:00+00:00"}, datetime(2026, 11, 24, 10, 30, tzinfo=UTC), False),
        (
            {"when": "today", "when_at": "2026-11-24T10:30:00+00:00", "when_time": "08:15"},
            datetime(2026, 11, 24, 8, 15, tzinfo=UTC),
            False,
        ),
        (
            {"when": "today", "when_at": "2026-11-23T22:00:00+00:00", "when_time": "08:15"},
            datetime(2026, 11, 23, 8, 15, tzinfo=UTC),
            False,
        ),
        ({"when": "today", "when_at": "2026-11-24T10:30:00+00:00"}, NOW, True),
        (
            {"when": "other", "when_date": "2026-07-01", "when_time": "14:30"},
            datetime(2026, 7, 1, 13, 30, tzinfo=UTC),
            False,
        ),
        ({"when": "other", "when_date": "2026-11-20"}, datetime(2026, 11, 20, 12, tzinfo=UTC), True),
        (
            {"when": "other", "when_date": "2026-10-25", "when_time": "01:30", "when_estimated": "yes"},
            datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
            True,
        ),
    ],
)
def test_when_it_happened(answers: dict[str, Any], at: datetime, guessed: bool) -> None:
    assert happened_at(answers, NOW, LONDON) == (at, guessed)


def test_just_now_stays_the_time_at_which_it_was_said() -> None:
    first = read_step(BY_NAME["when"], {"when": ["now"]}, {}, Known(), NOW, LONDON).values
    later = read_step(BY_NAME["when"], {"when": ["now"]}, first, Known(), NOW + timedelta(hours=5), LONDON).values
    assert later["when_at"] == first["when_at"] == NOW.isoformat()


def test_a_phone_whose_clock_is_wrong_tells_how_long_ago_it_was() -> None:
    posted = {"when_at": ["2031-01-01T10:00:00Z"], "phone_now": ["2031-01-01T12:30:00Z"]}
    assert moment_on_phone(posted, "when_at", NOW) == NOW - timedelta(hours=2, minutes=30)
    assert moment_on_phone({"when_at": ["2031-01-01T10:00:00Z"]}, "when_at", NOW) is None
    backwards = {"when_at": ["2031-01-02T10:00:00Z"], "phone_now": ["2031-01-01T12:30:00Z"]}
    assert moment_on_phone(backwards, "when_at", NOW) is None


@pytest.mark.parametrize(("written", "pence"), [("", None), ("120", 12_000), ("1,200.5", 120_050), ("£3", 300)])
def test_pounds_as_people_write_them(written: str, pence: int | None) -> None:
    assert in_pence(written) == pence


def test_the_page_without_a_server_holds_every_field() -> None:
    drawn = {one.name for step in every_step(Known(account=True)) for one in step.fields}
    assert drawn == set(FIELDS)


def test_the_code_of_a_secret_is_always_the_same_and_another_for_another() -> None:
    assert code_from("a" * 32) == code_from("a" * 32)
    assert len({code_from(f"secret {number}") for number in range(500)}) == 500
    assert len(code_from("a").replace("-", "")) == 12
