"""What happens to a visit, as the worker and the colleagues see it."""

import pytest
from tests.unit.watch.stage import ASHA, NINE, VISIT, WORKER, Story, at, of, started_visit

from alongside.watch import engine
from alongside.watch.engine import AlarmKind, VisitStatus


def rings(effects):
    """The worker is rung for: reminder or overdue."""
    return [effect.purpose for effect in of(engine.RingWorker, effects)]


def test_the_worker_is_reminded_then_rung_every_minute_then_an_alarm_is_raised():
    visit = started_visit()
    assert rings(visit.look("9:55")) == ["reminder"]
    assert visit.state.status is VisitStatus.DUE_SOON
    seen = [(clock, rings(visit.look(clock))) for clock in ("10:00", "10:01", "10:02")]
    assert seen == [("10:00", ["overdue"]), ("10:01", ["overdue"]), ("10:02", ["overdue"])]
    assert visit.state.status is VisitStatus.OVERDUE
    effects = visit.look("10:10")
    (raised,) = of(engine.RaiseAlarm, effects)
    assert (raised.kind, raised.due_at) == (AlarmKind.MISSED_CHECK_IN, at("10:10"))
    assert visit.state.status is VisitStatus.IN_ALARM
    assert visit.state.clock_at is None


def test_nothing_happens_before_the_reminder():
    visit = started_visit()
    before = visit.state
    assert visit.look("9:54:59") == ()
    assert visit.state == before


def test_an_early_check_in_that_only_the_gateway_saw_sets_the_clock_on():
    visit = started_visit()
    assert rings(visit.look("9:55", heard="9:50")) == []
    assert visit.state.status is VisitStatus.ACTIVE
    assert visit.state.clock_at == at("10:45")


def test_the_same_early_check_in_does_not_set_the_clock_on_twice():
    visit = started_visit()
    visit.look("9:55", heard="9:50")
    assert rings(visit.look("10:45", heard="9:50")) == ["reminder"]


def test_an_early_check_in_that_is_itself_long_ago_still_leads_to_the_alarm_at_its_own_time():
    visit = started_visit()
    effects = visit.look("12:00", heard="9:50")
    (raised,) = of(engine.RaiseAlarm, effects)
    assert raised.due_at == at("11:00")


@pytest.mark.parametrize("clock", ["9:57", "10:04"])
def test_a_check_in_when_due_soon_or_overdue_makes_the_visit_active_and_stops_the_ringing(clock):
    visit = started_visit()
    visit.look("9:55")
    visit.look("10:00") if clock > "10" else None
    effects = visit.tell(engine.CheckedIn(at(clock)))
    assert visit.state.status is VisitStatus.ACTIVE
    assert engine.StopRinging() in effects
    assert visit.state.due_at == at(clock).replace(hour=at(clock).hour + 1)


def test_the_gateway_is_asked_to_wake_the_watch_while_a_check_in_would_change_something():
    visit = started_visit()
    assert of(engine.SetWake, visit.look("9:55")) == [engine.SetWake(True)]
    assert of(engine.SetWake, visit.look("10:00")) == []
    assert of(engine.SetWake, visit.tell(engine.CheckedIn(at("10:01")))) == [engine.SetWake(False)]


def test_a_check_in_during_an_alarm_is_told_to_its_people_and_closes_nothing():
    visit = started_visit()
    visit.look("10:10")
    effects = visit.tell(engine.CheckedIn(at("10:12")))
    assert effects == (engine.TellAlarm("checked_in", at("10:12")),)
    assert visit.state.status is VisitStatus.IN_ALARM


def test_the_visit_goes_on_with_a_fresh_clock_when_its_alarm_is_closed():
    visit = started_visit()
    visit.look("10:10")
    visit.tell(engine.AlarmClosed(at("10:30"), engine.Outcome.FOUND_SAFE))
    assert (visit.state.status, visit.state.due_at) == (VisitStatus.ACTIVE, at("11:30"))


def test_a_visit_that_was_ended_during_its_alarm_is_over_when_the_alarm_is_closed():
    visit = started_visit()
    visit.look("10:10")
    effects = visit.tell(engine.Ended(at("10:15"), WORKER))
    assert engine.TellAlarm("ended", at("10:15")) in effects
    assert visit.state.status is VisitStatus.IN_ALARM
    visit.tell(engine.AlarmClosed(at("10:30"), engine.Outcome.FOUND_SAFE))
    assert visit.state.status is VisitStatus.ENDED


def test_a_check_in_that_had_waited_in_the_phone_moves_no_clock():
    visit = started_visit()
    visit.look("9:55")
    before = visit.state
    assert visit.tell(engine.CheckedIn(at("9:56"), "owntracks", late=True)) == ()
    assert visit.state == before


def test_check_ins_that_arrive_out_of_order_never_move_the_clock_back():
    visit = started_visit()
    visit.tell(engine.CheckedIn(at("9:30")))
    before = visit.state
    for clock in ("9:20", "9:30"):
        assert visit.tell(engine.CheckedIn(at(clock)), now=at("9:31")) == ()
    assert visit.state == before


def test_each_time_the_worker_is_overdue_the_rings_have_keys_of_their_own():
    visit = started_visit()
    keys = []
    for hour in (10, 11):
        for effects in (visit.look(f"{hour - 1}:55"), visit.look(f"{hour}:00"), visit.look(f"{hour}:01")):
            keys += [effect.key for effect in of(engine.RingWorker, effects)]
        visit.tell(engine.CheckedIn(at(f"{hour}:00")), now=at(f"{hour}:02"))
    assert keys == ["1.reminder.0", "1.overdue.0", "1.overdue.1", "2.reminder.0", "2.overdue.0", "2.overdue.1"]


def test_a_watch_that_stood_still_rings_once_for_the_minute_it_is_and_keeps_the_grace():
    visit = started_visit()
    (ring,) = of(engine.RingWorker, visit.look("10:04:30"))
    assert (ring.round, ring.due_at) == (4, at("10:04"))
    assert (visit.state.clock_at, visit.state.alarm_at) == (at("10:05"), at("10:10"))


def test_a_press_after_the_visit_has_ended_still_raises_an_alarm():
    visit = started_visit()
    visit.tell(engine.Ended(at("9:30"), WORKER))
    assert [effect.kind for effect in of(engine.RaiseAlarm, visit.tell(engine.HelpAsked(at("9:31"))))] == ["sos"]
    assert visit.state.status is VisitStatus.ENDED


@pytest.mark.parametrize(("risk", "alarm_at"), [("low", "10:10"), ("medium", "10:05"), ("high", "10:00")])
def test_the_grace_follows_the_risk(risk, alarm_at):
    visit = started_visit(grace_s=engine.GRACE_BY_RISK_S[risk])
    assert visit.state.alarm_at == at(alarm_at)
    (raised,) = of(engine.RaiseAlarm, visit.look(alarm_at))
    assert raised.due_at == at(alarm_at)


def test_a_visit_that_outlasts_its_planned_end_is_rung_and_then_alarmed_as_overrun():
    visit = started_visit(planned_end="9:40")
    assert rings(visit.look("9:35")) == ["reminder"]
    assert rings(visit.look("9:40")) == ["overdue"]
    (raised,) = of(engine.RaiseAlarm, visit.look("9:50"))
    assert raised.kind is AlarmKind.OVERRUN


def test_a_check_in_that_answers_the_reminder_of_the_planned_end_moves_the_end_by_one_interval():
    visit = started_visit(planned_end="9:40")
    visit.look("9:35")
    visit.tell(engine.CheckedIn(at("9:36")))
    assert visit.state.due_at == at("10:36")


def test_an_early_check_in_leaves_the_planned_end_where_it_is():
    visit = started_visit(planned_end="9:40")
    visit.tell(engine.CheckedIn(at("9:10")))
    assert (visit.state.due_at, visit.state.due_kind) == (at("9:40"), AlarmKind.OVERRUN)


def test_a_very_short_visit_keeps_its_planned_end_and_is_reminded_half_way():
    visit = started_visit(planned_end="9:04")
    assert visit.state.clock_at == at("9:02")
    assert visit.state.due_at == at("9:04")


def test_a_short_interval_is_reminded_half_way_and_not_at_once():
    visit = started_visit(check_in_interval_s=300)
    assert visit.state.clock_at == at("9:02:30")


def test_a_visit_that_starts_after_its_planned_end_gets_one_interval():
    visit = started_visit(planned_end="8:30")
    assert visit.state.due_at == at("10:00")


def test_an_extension_moves_the_planned_end_and_counts_as_a_check_in():
    visit = started_visit(planned_end="9:40")
    visit.look("9:35")
    visit.tell(engine.Extended(at("9:36"), 15))
    assert (visit.state.status, visit.state.due_at) == (VisitStatus.ACTIVE, at("9:55"))


def test_an_extension_never_lengthens_the_check_in_interval():
    visit = started_visit(planned_end="9:40")
    visit.tell(engine.Extended(at("9:30"), 600))
    assert visit.state.due_at == at("10:30")


def test_an_extension_that_a_later_check_in_overtook_counts_from_that_check_in():
    visit = started_visit()
    visit.tell(engine.CheckedIn(at("9:30")))
    visit.tell(engine.Extended(at("9:10"), 5), now=at("9:31"))
    assert visit.state.due_at == at("9:35")


@pytest.mark.parametrize("minutes", [-1, 0, 4, 1441])
def test_an_extension_out_of_bounds_is_refused(minutes):
    visit = started_visit()
    with pytest.raises(engine.Refused) as refused:
        visit.tell(engine.Extended(at("9:30"), minutes))
    assert refused.value.code == "out_of_bounds"


def test_a_colleague_ends_a_visit_only_with_evidence():
    visit = started_visit()
    with pytest.raises(engine.Refused) as refused:
        visit.tell(engine.Ended(at("9:30"), ASHA, "  "))
    assert refused.value.code == "evidence_needed"
    visit.tell(engine.Ended(at("9:31"), ASHA, "Spoke to her on the phone at 9:30"))
    assert (visit.state.status, visit.state.ended_by) == (VisitStatus.ENDED, ASHA)


@pytest.mark.parametrize(
    "event",
    [
        engine.CheckedIn(at("9:40")),
        engine.Extended(at("9:40"), 10),
        engine.Ended(at("9:40"), WORKER),
        engine.NoteLeft(at("9:40")),
        engine.Started(at("9:40"), VISIT, WORKER, engine.VisitTiming()),
    ],
)
def test_an_ended_visit_refuses_in_plain_words(event):
    visit = started_visit()
    visit.tell(engine.Ended(at("9:30"), WORKER))
    with pytest.raises(engine.Refused) as refused:
        visit.tell(event)
    assert (refused.value.code, refused.value.sentence) == ("ended", "This visit has ended.")


def test_a_planned_visit_can_be_cancelled_and_a_started_one_cannot():
    visit = Story()
    visit.tell(engine.Planned(NINE, VISIT, WORKER))
    with pytest.raises(engine.Refused, match="not started"):
        visit.tell(engine.CheckedIn(at("9:01")))
    visit.tell(engine.Cancelled(at("9:02"), ASHA))
    assert visit.state.status is VisitStatus.CANCELLED
    with pytest.raises(engine.Refused) as refused:
        started_visit().tell(engine.Cancelled(at("9:02"), ASHA))
    assert refused.value.code == "already_started"


def test_a_planned_visit_keeps_its_planned_end_when_it_starts():
    visit = Story()
    visit.tell(engine.Planned(NINE, VISIT, WORKER, at("9:40")))
    visit.tell(engine.Started(NINE, VISIT, WORKER, engine.VisitTiming()))
    assert visit.state.due_at == at("9:40")


def test_a_second_tap_on_start_is_refused():
    with pytest.raises(engine.Refused) as refused:
        started_visit().tell(engine.Started(at("9:01"), VISIT, WORKER, engine.VisitTiming()))
    assert refused.value.code == "already_started"


def test_a_press_raises_an_alarm_and_stops_ringing_the_worker():
    visit = started_visit()
    visit.look("10:00")
    effects = visit.tell(engine.HelpAsked(at("10:01"), pressed_at=at("10:00")))
    (raised,) = of(engine.RaiseAlarm, effects)
    assert (raised.kind, raised.pressed_at) == (AlarmKind.SOS, at("10:00"))
    assert engine.StopRinging() in effects
    assert visit.state.status is VisitStatus.IN_ALARM


def test_a_test_press_disturbs_no_visit():
    visit = started_visit()
    before = visit.state
    effects = visit.tell(engine.HelpAsked(at("9:10"), AlarmKind.TEST))
    assert [effect.kind for effect in effects] == [AlarmKind.TEST]
    assert visit.state == before


def test_an_amber_note_decides_nothing():
    visit = started_visit()
    before = visit.state
    assert visit.tell(engine.NoteLeft(at("9:10"))) == ()
    assert visit.state == before


def test_duress_shows_an_ended_visit_and_raises_a_silent_alarm():
    visit = started_visit()
    effects = visit.tell(engine.EndedUnderDuress(at("9:30")))
    (raised,) = of(engine.RaiseAlarm, effects)
    assert raised.kind is AlarmKind.DURESS
    assert visit.state.status is VisitStatus.IN_ALARM
    assert engine.shown_to_worker(visit.state) is VisitStatus.ENDED


def test_the_duress_code_on_a_visit_that_is_over_is_answered_like_the_plain_one_and_raises_an_alarm():
    visit = started_visit()
    visit.tell(engine.Ended(at("9:30"), WORKER))
    effects = visit.tell(engine.EndedUnderDuress(at("9:31")))
    assert [effect.kind for effect in of(engine.RaiseAlarm, effects)] == [AlarmKind.DURESS]
    assert of(engine.ShowRefused, effects) == [engine.ShowRefused("ended", "This visit has ended.")]


def test_a_silent_call_leaves_the_worker_s_screen_as_it_was():
    visit = started_visit()
    visit.tell(engine.HelpAsked(at("9:30"), AlarmKind.DURESS))
    assert engine.shown_to_worker(visit.state) is VisitStatus.ACTIVE


def test_a_check_in_counts_although_the_server_s_clock_was_set_back():
    visit = started_visit()
    visit.tell(engine.CheckedIn(at("9:50")))
    visit.tell(engine.CheckedIn(at("9:20")), now=at("9:20"))
    assert visit.state.due_at == at("10:20")


def test_a_time_of_receipt_in_the_future_is_taken_as_now():
    visit = started_visit()
    visit.tell(engine.CheckedIn(at("23:00")), now=at("9:20"))
    assert visit.state.due_at == at("10:20")


@pytest.mark.parametrize(
    "timing", [{"check_in_interval_s": 299}, {"check_in_interval_s": 86401}, {"grace_s": -1}, {"worker_ring_s": 0}]
)
def test_settings_out_of_bounds_are_refused(timing):
    with pytest.raises(ValueError, match=r"must|cannot|can be"):
        engine.VisitTiming(**timing)


def test_only_a_beginning_begins_a_visit():
    with pytest.raises(ValueError, match="begins"):
        engine.decide(None, engine.CheckedIn(NINE), None, NINE)
