"""What police and courts owe those who were hurt begins and ends with what happens, and is late where it is late."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from tests.days import today
from tests.offences import TOLD, Open, fresh, running, said
from tests.world import World

from alongside.cases.models import (
    Case,
    Task,
)
from alongside.cases.police import actions
from alongside.cases.police.actions import Victim as Against
from alongside.cases.police.ending import end_clock
from alongside.cases.police.limits import count_missing
from alongside.cases.police.presenters import track_shown
from alongside.cases.police.queries import clocks_of, tracks_of
from alongside.cases.queries import incidents_of
from alongside.cases.tracks import Refused
from alongside.cases.working.actions import end_task
from alongside.incidents.duties.actions import record_fact
from alongside.incidents.models import Affected, Duty
from alongside.ledger.actions import Actor
from alongside.ledger.clock import now

pytestmark = pytest.mark.django_db


def test_a_decision_is_told_within_five_working_days_or_one_with_enhanced_rights(
    case: Case, offence: Open, move: Any, new_case: Callable[..., Case], by: Actor
) -> None:
    move(move(offence(), "report", **TOLD), "police_end", nfa_reason="evidence")
    assert running(case) == ["VC-2", "VC-5"]
    other = new_case()
    person = incidents_of(other).get().affected.get()
    track = actions.open_track(person.incident, "wounding", [Against(person, True, True)], by=by)
    move(move(track, "report", **TOLD), "charge", charge="Section 20 wounding")
    assert running(other) == ["VC-1", "VC-2"]


def test_an_arrest_is_a_decision_too(case: Case, offence: Open, move: Any, by: Actor) -> None:
    track = offence()
    with pytest.raises(Refused, match="do not know of it"):
        actions.note_step(track, "arrested", today(), by=by)
    move(track, "report", **TOLD)
    with pytest.raises(ValidationError, match="Choose what happened"):
        actions.note_step(track, "vanished", today(), by=by)
    actions.note_step(track, "bailed", today(), "Not to come near Ward 7.", by=by)
    assert running(case) == ["VC-2", "VC-5"]
    assert "Somebody was released on bail" in said(case)[0]
    assert fresh(track).state == "reported"


@pytest.mark.parametrize(
    ("code", "emergency_worker", "clocks"),
    [
        ("common_assault", False, ["SUM-6M"]),
        ("common_assault", True, ["SUM-6M"]),
        ("common_assault", None, ["SUM-6M"]),
        ("nuisance_on_nhs_premises", None, ["SUM-6M"]),
        ("public_order", None, ["SUM-6M"]),
        ("emergency_worker_assault", True, []),
        ("emergency_worker_assault", None, ["SUM-6M"]),
        ("actual_bodily_harm", False, []),
    ],
)
def test_six_months_run_for_what_magistrates_alone_can_try_and_where_nobody_knows(
    case: Case, offence: Open, code: str, emergency_worker: bool | None, clocks: list[str]
) -> None:
    offence(code, emergency_worker)
    assert running(case) == clocks


def test_six_months_run_for_a_nuisance_that_was_against_nobody_in_particular(
    case: Case, hurt: Affected, move: Any, by: Actor
) -> None:
    track = actions.open_track(hurt.incident, "nuisance_on_nhs_premises", by=by)
    assert [duty.affected for duty in clocks_of(case)] == [None]
    actions.correct_track(track, {}, [Against(hurt, None)], by=by)
    assert [duty.affected for duty in clocks_of(case)] == [hurt], "it is counted once, for whom it was against"
    actions.correct_track(track, {}, [], by=by)
    move(move(fresh(track), "report", **TOLD), "charge", charge="Section 119")
    assert "SUM-6M" not in running(case)
    assert Duty.objects.filter(rule="SUM-6M").latest("started_at", "pk").ending == "done"


def test_the_six_months_follow_what_is_set_right(case: Case, hurt: Affected, offence: Open, by: Actor) -> None:
    track = offence("common_assault", None)
    assert running(case) == ["SUM-6M"]
    actions.correct_track(track, {"offence": "emergency_worker_assault"}, [Against(hurt, True)], by=by)
    assert running(case) == []
    assert Duty.objects.get(rule="SUM-6M").ending == "waived"
    actions.correct_track(track, {"offence": "common_assault"}, by=by)
    assert running(case) == ["SUM-6M"], "the police charge common assault after all"
    actions.correct_track(track, {"offence": "public_order", "summary_only": False}, by=by)
    assert running(case) == []
    actions.correct_track(track, {"summary_only": None}, by=by)
    assert running(case) == ["SUM-6M"]


def test_the_page_of_a_common_assault_on_an_emergency_worker_does_not_say_there_is_no_limit(
    case: Case, offence: Open
) -> None:
    offence("common_assault", True)
    shown = track_shown(tracks_of(case).get(), [], {}, today())
    assert ("Summary-only", "Yes: by magistrates alone") in shown.facts
    assert "six months to charge common assault run" in shown.remarks[0]


def test_a_charge_ends_the_six_months_unless_another_offence_still_has_them(
    case: Case, offence: Open, move: Any
) -> None:
    first, second = offence("common_assault", False), offence("common_assault", False)
    for track in (first, second):
        move(move(track, "report", **TOLD), "investigate")
    move(first, "charge", charge="Common assault")
    assert "SUM-6M" in running(case)
    move(second, "charge", charge="Common assault")
    assert "SUM-6M" not in running(case)
    ended = Duty.objects.get(rule="SUM-6M")
    assert (ended.ending, "Somebody was charged" in ended.why) == ("done", True)


def test_the_six_months_run_on_while_a_private_prosecution_is_possible(case: Case, offence: Open, move: Any) -> None:
    track = move(move(offence("common_assault", False), "report", **TOLD), "police_end", nfa_reason="public_interest")
    assert "SUM-6M" in running(case)
    track = move(track, "lay_information", charge="Common assault", text="The board decided it.")
    assert track.state == "court"
    assert "SUM-6M" not in running(case)


def test_a_caution_ends_the_six_months(case: Case, offence: Open, move: Any) -> None:
    move(move(offence("common_assault", False), "report", **TOLD), "dispose_out_of_court", disposal="caution")
    assert "SUM-6M" not in running(case)


def test_a_recorded_crime_of_violence_starts_the_time_for_a_claim_of_somebody_injured(
    case: Case, hurt: Affected, offence: Open, move: Any
) -> None:
    track = move(offence("actual_bodily_harm"), "report", **TOLD)
    move(track, "record_crime", crime_number="42/1")
    assert "CICA-2Y" not in running(case)
    hurt.injury = "treated"
    hurt.save()
    other = move(offence("actual_bodily_harm"), "report", **TOLD)
    move(other, "record_crime", crime_number="42/2")
    assert running(case).count("CICA-2Y") == 1
    move(move(offence("theft"), "report", **TOLD), "record_crime", crime_number="42/3")
    assert running(case).count("CICA-2Y") == 1


def test_the_next_update_is_a_task_that_is_late_where_tasks_are(
    world: World, case: Case, offence: Open, move: Any, by: Actor
) -> None:
    track = move(offence(), "report", **TOLD, news_on=today() + timedelta(days=14))
    task = Task.objects.get()
    assert (track.news_task_id, task.due_on, task.owner_id) == (task.pk, today() + timedelta(days=14), world.lsms.pk)
    owed = min((clock.due_at - timedelta(microseconds=1)).date() for clock in clocks_of(case))
    assert owed < task.due_on
    assert Case.objects.get(pk=case.pk).next_due_on == owed, "what is owed first comes first"
    actions.expect_news(track, today() + timedelta(days=28), by=by)
    task.refresh_from_db()
    assert task.due_on == today() + timedelta(days=28)
    end_task(task, "done", "They have interviewed him.", by=by)
    actions.expect_news(track, today() + timedelta(days=35), by=by)
    assert Task.objects.filter(ended_at=None).get().due_on == today() + timedelta(days=35)
    move(track, "police_end", nfa_reason="evidence")
    assert not Task.objects.filter(ended_at=None).exists(), "nothing more is expected"


def test_a_deadline_of_the_police_ends_by_what_was_done_and_the_file_says_whether_in_time(
    case: Case, offence: Open, move: Any, by: Actor
) -> None:
    track = move(move(offence(), "report", **TOLD), "police_end", nfa_reason="evidence")
    decision = clocks_of(case).get(rule="VC-5")
    with pytest.raises(ValidationError, match="what was done"):
        end_clock(decision, "charged", today(), by=by)
    with pytest.raises(ValidationError, match="in the future"):
        end_clock(decision, "victim_told", today() + timedelta(days=1), by=by)
    end_clock(decision, "victim_told", today(), "By telephone.", by=by)
    decision.refresh_from_db()
    assert (decision.ending, "By telephone." in decision.why) == ("done", True)
    assert "The victim was told on" in said(case)[0]
    assert "in time" in said(case)[0]
    referral = clocks_of(case).get(rule="VC-2")
    with pytest.raises(ValidationError, match="why it is not needed"):
        end_clock(referral, "not_needed", None, by=by)
    end_clock(referral, "not_needed", None, "She has support.", by=by)
    assert running(case) == []
    assert track.incident.changes.filter(what="duty_ended").count() == 2


def test_what_was_told_late_is_called_late(
    case: Case, offence: Open, move: Any, by: Actor, later: Callable[..., None]
) -> None:
    move(move(offence(), "report", **TOLD), "police_end", nfa_reason="evidence")
    later(days=12)
    end_clock(clocks_of(case).get(rule="VC-5"), "victim_told", None, by=by)
    assert said(case)[0].splitlines()[1].endswith("late")


def test_a_limit_that_somebody_began_by_hand_is_counted_once_and_ends_with_the_charge(
    case: Case, hurt: Affected, offence: Open, move: Any, by: Actor
) -> None:
    record_fact(hurt.incident, "may_be_summary_only", now(), hurt, by=by)
    track = move(offence("common_assault", None), "report", **TOLD)
    assert running(case).count("SUM-6M") == 1
    move(track, "charge", charge="Common assault")
    assert "SUM-6M" not in running(case)
    actions.take_back_move(track, "It was another man.", by=by)
    assert "SUM-6M" in running(case)


def test_an_offence_of_before_the_limit_was_counted_for_it_gets_it_and_what_was_waived_stays(
    case: Case, offence: Open, by: Actor
) -> None:
    track = offence("nuisance_on_nhs_premises", None)
    offence("actual_bodily_harm")
    Duty.objects.filter(rule="SUM-6M").delete()
    assert count_missing() == 1
    assert running(case) == ["SUM-6M"]
    assert count_missing() == 0
    end_clock(clocks_of(case).get(), "not_needed", None, "The police say that it can be tried in either court.", by=by)
    assert count_missing() == 0
    assert running(case) == []
    assert fresh(track).state == "not_reported"
