"""What the supervisor does with its children, shown with stand-ins for them."""

import os
import signal
import sys
from pathlib import Path

import psutil
import pytest

PROGRAM = Path(__file__).with_name("supervise.py")


@pytest.fixture
def supervise(launch, place):
    """Starts a supervisor of stand-ins with these names."""
    return lambda *names, **options: launch(sys.executable, PROGRAM, place, *names, **options)


@pytest.fixture
def pid_of(place):
    """The process that says it is this stand-in."""
    return lambda name: int((place / f"{name}.pid").read_text())


def test_a_killed_child_is_started_again_and_the_others_go_on(supervise, pid_of, wait_until):
    supervise("web", "gateway")
    web, gateway = pid_of("web"), pid_of("gateway")

    os.kill(gateway, signal.SIGKILL)

    wait_until(lambda: pid_of("gateway") != gateway)
    assert psutil.pid_exists(pid_of("gateway"))
    assert pid_of("web") == web


def test_a_child_that_keeps_dying_is_started_again_every_time(supervise, pid_of, wait_until):
    supervise("watch")
    for _ in range(3):
        watch = pid_of("watch")
        os.kill(watch, signal.SIGKILL)
        wait_until(lambda watch=watch: pid_of("watch") != watch)


def test_a_child_that_never_starts_ends_the_start_and_is_named(supervise, place):
    given_up = supervise("web", "broken", ready=False)

    assert given_up.process.returncode == 1
    assert "broken     | something is missing" in given_up.complaint
    assert "broken keeps dying: process" in given_up.complaint.splitlines()[-1]
    assert (place / "stopped").read_text().split() == ["web"]


def test_children_stop_in_the_opposite_order(supervise, place):
    running = supervise("postgres", "web", "watch")

    assert running.stop() == 0

    assert (place / "stopped").read_text().split() == ["watch", "web", "postgres"]


def test_no_child_outlives_a_killed_supervisor(supervise, wait_until):
    running = supervise("web", "deaf")
    children = psutil.Process(running.process.pid).children(recursive=True)
    assert len(children) == 2

    running.process.kill()

    running.process.wait()
    wait_until(lambda: not any(child.is_running() and child.status() != psutil.STATUS_ZOMBIE for child in children))


def test_a_second_request_to_stop_waits_for_nobody(supervise, pid_of, place, wait_until):
    running = supervise("web", "deaf", "watch")
    running.process.terminate()
    wait_until(lambda: (place / "stopped").exists())

    assert running.stop() == 0

    assert not psutil.pid_exists(pid_of("deaf"))


def test_what_children_say_is_on_standard_error_under_their_names(supervise):
    running = supervise("web", "watch")
    running.stop()

    assert "web        | web is at work" in running.complaint.splitlines()
    assert "watch      | watch is at work" in running.complaint.splitlines()
