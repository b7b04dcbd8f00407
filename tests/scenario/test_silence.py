"""A worker falls silent: first they are rung themselves, then the plan, step by step, then everybody, without end."""

from tests.scenario import given, then, when


def test_a_silent_worker_is_reminded_and_then_rung_every_minute_of_the_grace(town, time):
    due = given.due_at(given.a_visit(town.nurse))

    time.moves(after=due, minutes=-5)
    then.was_texted(town.nurse, "Your check-in for 14 Mill Lane is due at ")
    time.moves(after=due)
    then.was_texted(town.nurse, "Your check-in for", "Are you safe? Your check-in for 14 Mill Lane was due at ")
    time.moves(after=due, minutes=9, seconds=30)
    then.was_texted(town.nurse, "Your check-in for", *["Are you safe?"] * 10)
    then.has_no_alarm(town.nurse)


def test_after_the_grace_the_steps_of_the_plan_are_rung_each_with_those_before(town, time):
    due = given.due_at(given.a_visit(town.nurse))

    time.moves(after=due, minutes=10)
    then.has_an_open_alarm(town.nurse, kind="missed_check_in", status="ringing", place="14 Mill Lane")
    then.were_rung({town.manager: 1, town.buddy: 1, town.operator: 0, town.second_operator: 0})
    time.moves(after=due, minutes=12, seconds=30)
    then.were_rung({town.manager: 2, town.buddy: 2, town.operator: 1, town.second_operator: 1, town.supervisor: 0})


def test_what_nobody_takes_is_told_to_everybody_five_times_quickly_and_then_for_ever(town, time):
    due = given.due_at(given.a_visit(town.nurse))

    time.moves(after=due, minutes=14, seconds=30)
    then.has_an_open_alarm(town.nurse, status="exhausted")
    then.were_rung({town.manager: 3, town.operator: 2, town.supervisor: 1, town.lsms: 1, town.outsider: 0})
    for minute, rings in {15.5: 1, 16.5: 2, 18.5: 3, 20.5: 4, 22.5: 5, 24.5: 6, 28.5: 6, 29.5: 7, 34.5: 8}.items():
        time.moves(after=due, minutes=minute)
        then.were_rung({town.supervisor: rings, town.lsms: rings})
    assert town.lsms.texts[-1].startswith("NOBODY HAS ANSWERED. Nia Okoye")


def test_a_high_risk_visit_has_no_grace(town, time):
    due = given.due_at(given.a_visit(town.nurse, risk="high"))

    time.moves(after=due)

    then.has_an_open_alarm(town.nurse, kind="missed_check_in")
    then.was_rung(town.manager)


def test_who_checks_in_late_is_told_of_but_ends_no_alarm(town, time):
    due = given.due_at(given.a_visit(town.nurse))
    time.moves(after=due, minutes=10)

    when.checks_in(town.nurse)
    time.settles()

    then.has_an_open_alarm(town.nurse, status="ringing")
    assert town.manager.texts[-1].startswith("Nia Okoye has checked in since. The alarm stays open")
