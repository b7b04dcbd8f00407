"""How well and how soon reporters are told: the numbers, and who sees them."""

import csv
import io
import json
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from openpyxl import load_workbook
from tests.conftest import AppClient
from tests.taken_away import whole
from tests.world import World

from alongside.incidents.actions import Submitted
from alongside.incidents.following.actions import answer, tell
from alongside.incidents.following.measures import feedback_figures, median_days
from alongside.incidents.models import Incident, Told, WellbeingCheck
from alongside.incidents.triage.connecting import merge_reports
from alongside.ledger.clock import now
from alongside.ledger.models import Entry
from alongside.people.actions import actor_for

pytestmark = pytest.mark.django_db
Report = Callable[..., Submitted]


@pytest.mark.parametrize(
    ("hours", "days"),
    [({}, None), ({24: 1}, 1.0), ({24: 1, 48: 1}, 1.0), ({0: 2, 48: 3}, 2.0), ({0: 3, 48: 3}, 0.0), ({72: 5}, 3.0)],
)
def test_the_median_is_what_half_of_them_waited(hours: dict[int, int], days: float | None) -> None:
    assert median_days(Counter(hours)) == days


@pytest.fixture
def told(report: Report, world: World, later: Callable[..., None]) -> None:
    """Five reports: one was given an outcome after four days and a word after two, one a word after six, one was written
    to by its reporter alone and was joined with another after a day, one was taken back, one was imported.
    """
    outcome, word, wrote, withdrawn, imported = (report().incident for _ in range(5))
    Incident.objects.filter(pk=withdrawn.pk).update(status="withdrawn")
    Incident.objects.filter(pk=imported.pk).update(source="import")
    by = actor_for(world.lsms.user)
    answer(wrote, "Any news?", by=actor_for(world.nurse.user))
    later(days=1, minutes=1)
    merge_reports(imported, [wrote], by=by)
    later(days=1)
    tell(outcome, Told.Kind.MESSAGE, "We rang him.", by=by)
    later(days=2)
    tell(outcome, Told.Kind.OUTCOME, "He was warned.", by=by)
    tell(withdrawn, Told.Kind.OUTCOME, "He was warned.", by=by)
    later(days=2)
    tell(word, Told.Kind.MESSAGE, "We rang him.", by=by)
    first, second = WellbeingCheck.objects.filter(affected__incident=outcome)
    WellbeingCheck.objects.filter(pk=first.pk).update(asked_at=now(), answered_at=now(), answer="well")
    WellbeingCheck.objects.filter(pk=second.pk).update(asked_at=now())


def test_the_figures_are_what_was_told_by_people(told: None, world: World) -> None:
    all_of_it, *_ = feedback_figures([world.organisation.pk], now() - timedelta(days=30), now(), "Europe/London")
    assert (all_of_it.reports, all_of_it.told_by_itself, all_of_it.heard, all_of_it.outcomes) == (3, 1, 2, 1)
    assert all_of_it.days_to_first_step == 1.0
    assert (all_of_it.days_to_first_word, all_of_it.days_to_outcome) == (2.0, 4.0)
    assert (all_of_it.asked, all_of_it.answered, all_of_it.answered_share) == (2, 1, 0.5)


def test_months_add_up_to_the_whole(told: None, world: World) -> None:
    all_of_it, *months = feedback_figures([world.organisation.pk], now() - timedelta(days=30), now(), "Europe/London")
    for name in ("reports", "told_by_itself", "heard", "outcomes", "asked", "answered"):
        assert sum(getattr(month, name) for month in months) == getattr(all_of_it, name)


def test_another_organisation_counts_nothing_of_it(
    told: None, sign_in: Callable[[str], AppClient], world: World
) -> None:
    assert "No report was made" in sign_in("outsider").get("/incidents/feedback-measures").content.decode()
    assert "1 of 3" in sign_in("lsms").get("/incidents/feedback-measures").content.decode()
    assert "1 of 3" in sign_in("director").get("/incidents/feedback-measures?days=30").content.decode()
    assert sign_in("administrator").get("/incidents/feedback-measures").status_code == 403


def test_the_figures_are_taken_away_as_csv(told: None, sign_in: Callable[[str], AppClient]) -> None:
    director = sign_in("director")
    answered = director.get("/incidents/feedback-measures?days=nonsense&format=csv")
    rows = list(csv.reader(io.StringIO(whole(answered).decode("utf-8-sig"))))
    assert rows[0][:2] == ["month", "reports"]
    assert rows[1] == ["whole period", "3", "1", "2", "1", "1.0", "2.0", "4.0", "2", "1"]
    sheet = load_workbook(io.BytesIO(whole(director.get("/incidents/feedback-measures?format=xlsx")))).active
    assert [cell.value for cell in sheet[2]][:4] == ["whole period", 3, 1, 2]
    taken = [json.loads(one.details) for one in Entry.objects.filter(verb="incident.exported").order_by("pk")]
    assert [(one["form"], one["rows"]) for one in taken] == [("csv", len(rows) - 1), ("xlsx", len(rows) - 1)]


def test_no_reports_are_no_error(world: World) -> None:
    all_of_it, *months = feedback_figures([world.organisation.pk], now() - timedelta(days=30), now(), "Europe/London")
    assert (all_of_it.share(all_of_it.outcomes), all_of_it.days_to_outcome, months) == (None, None, [])
