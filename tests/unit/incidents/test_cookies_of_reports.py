"""Writing a report and following another one in the same browser."""

from alongside.incidents.following import entry
from alongside.incidents.reporting import entering


def test_following_a_report_does_not_take_the_place_of_one_that_is_being_written() -> None:
    assert entry.COOKIE != entering.COOKIE
