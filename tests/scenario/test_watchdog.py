"""The watch stands still, and whoever runs the system is told by a way that does not need it."""

from tests.eventually import eventually
from tests.installation import RUNNER
from tests.scenario import given


def test_whoever_runs_the_system_is_told_that_the_watch_stands_still_and_when_it_goes_on(town, time):
    due = given.due_at(given.a_visit(town.nurse))
    time.moves(after=due, minutes=-6)
    mail = town.installation.mail

    def letters(words: str) -> list[str]:
        return [one.get_content() for one in mail.sent if one["To"] == RUNNER and words in one.get_content()]

    with town.installation.stopped("watch"):
        time.jumps(minutes=3)
        eventually(lambda: letters("is watch running?"), "That somebody is told")
        assert "Alongside is not keeping its promises" in letters("is watch running?")[0]

    eventually(lambda: letters("Alongside keeps its promises again."), "That it is over")
    assert len(letters("is watch running?")) == 1, "two senders watch, and one of them speaks"
