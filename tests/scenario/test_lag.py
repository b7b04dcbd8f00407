"""What is due happens at its time, and how late it was is measured and shown."""

from tests.asking import ask
from tests.scenario import given, then


def test_the_lag_between_due_and_done_is_in_the_measures(town, time):
    due = given.due_at(given.a_visit(town.nurse))
    time.moves(after=due, minutes=12, seconds=30)

    measured = lambda name: then.measure(town.installation.web, name)  # noqa: E731

    assert measured("alongside_due_events") >= 14  # the reminder, eleven rings, the alarm, and its second step
    assert 0 < measured('alongside_lag_seconds{quantile="0.5"}') <= measured('alongside_lag_seconds{quantile="1"}')
    assert measured("alongside_overdue_seconds") == 0
    assert measured('alongside_alarms{state="ringing"}') == 1


def test_a_watch_that_stood_still_is_told_of_and_makes_up_for_it_with_its_true_lateness(town, time):
    due = given.due_at(given.a_visit(town.nurse))
    time.moves(after=due, minutes=9, seconds=30)

    with town.installation.stopped("watch"):
        time.jumps(minutes=3)
        answer = ask("GET", f"{town.installation.web}/readyz")
        assert answer.status == 503
        assert "nobody has dealt with it: is watch running?" in answer.json["reasons"][0]
        assert then.measure(town.installation.web, "alongside_overdue_seconds") >= 150

    then.has_an_open_alarm(town.nurse, kind="missed_check_in")
    then.was_rung(town.manager)
    town.installation.until_ready()
    assert then.measure(town.installation.web, 'alongside_lag_seconds{quantile="1"}') >= 150
    then.nothing_was_sent_twice(town)
