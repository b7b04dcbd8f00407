"""`alongside up`: what it refuses, what it says when ready, and that nothing is lost or left whatever is killed."""

import os
import signal
import socket
import sys
import urllib.request
from contextlib import suppress

import psutil
import psycopg
import pytest
from tests.migrated import copy_cluster

from alongside.config.data_dir import DataDir


@pytest.fixture
def up(launch, place):
    """Starts `alongside up` on one and the same data directory, on free ports unless told otherwise."""

    def start(*arguments, ready=True, port=0, **environment):
        command = (sys.executable, "-m", "alongside", "up", "--json", "--port", port, "--data-dir", place / "data")
        return launch(*command, *arguments, ready=ready, **environment)

    return start


@pytest.fixture
def migrated_data(place, migrated):
    """The data directory holds a database with the whole schema: this is not the first start."""
    (place / "data").mkdir(mode=0o711 if os.geteuid() == 0 else 0o700)
    copy_cluster(migrated, place / "data" / "postgres")


@pytest.fixture
def owner_url(place):
    """Where the running system keeps its data, for its owner role."""
    return lambda: DataDir(place / "data").published_environment()["ALONGSIDE_DATABASE_URL_OWNER"]


def test_it_says_in_one_line_where_to_go_and_every_process_is_ready(up, place):
    running = up()

    assert running.said == {
        "ready": True,
        "web": running.said["web"],
        "devices": {"http": running.said["devices"]["http"]},
        "data_dir": str(place / "data"),
    }
    for url in (running.said["web"], running.said["devices"]["http"]):
        assert _status(f"{url}/readyz") == 200
    assert running.stop() == 0
    assert running.process.stdout.read() == b""


def test_a_clean_stop_leaves_no_process(up, migrated_data, wait_until):
    running = up()
    family = running.family()
    assert len(family) > 6

    running.process.send_signal(signal.SIGINT)

    assert running.process.wait(60) == 0
    assert not any(_lives(process) for process in family)


def test_after_the_killing_of_everything_it_starts_again_with_what_was_committed(up, migrated_data, owner_url):
    running = up()
    with psycopg.connect(owner_url()) as owner:
        owner.execute("CREATE TABLE press (number int)")
        owner.execute("INSERT INTO press VALUES (1)")
    running.kill_family()

    up()

    with psycopg.connect(owner_url()) as owner:
        assert owner.execute("SELECT number FROM press").fetchall() == [(1,)]


def test_no_process_outlives_a_killed_supervisor(up, migrated_data, wait_until):
    running = up()
    family = running.family()

    running.process.kill()

    running.process.wait()
    wait_until(lambda: not any(_lives(process) for process in family))


def test_a_killed_database_comes_back(up, migrated_data, owner_url, place, wait_until):
    running = up()
    number = int((place / "data" / "postgres" / "postmaster.pid").read_text().split()[0])

    os.kill(number, signal.SIGKILL)

    wait_until(lambda: not psutil.pid_exists(number))
    wait_until(lambda: _answers(owner_url()))
    wait_until(lambda: _status(f"{running.said['web']}/readyz") == 200)


def test_whoever_comes_while_the_pages_are_started_again_waits_and_is_served(up, migrated_data):
    running = up(ALONGSIDE_WEB_PROCESSES="3")
    serving = [process for process in running.family() if _words(process)[-2:] == ["alongside", "web"]]
    assert len(serving) == 3

    for process in serving:
        process.kill()
    psutil.wait_procs(serving, 30)

    assert _status(f"{running.said['web']}/readyz", patience=60) == 200


@pytest.mark.parametrize("number", ["0", "many", "65"])
def test_a_number_of_web_processes_that_cannot_be_is_refused(up, place, number):
    refused = up(ready=False, ALONGSIDE_WEB_PROCESSES=number)

    assert refused.process.returncode == 1
    assert f"ALONGSIDE_WEB_PROCESSES is '{number}': write a number from 1 to 64." in refused.complaint
    assert not (place / "data" / "postgres").exists()


def test_a_second_start_says_who_runs_and_harms_nothing(up, migrated_data, owner_url):
    running = up()

    refused = up(ready=False)

    assert refused.process.returncode == 1
    assert refused.complaint.count("\n") == 1
    assert f"(process {running.process.pid})" in refused.complaint
    assert _answers(owner_url())


def test_a_taken_port_is_named(up, taken_port, place):
    refused = up(ready=False, port=taken_port)

    assert refused.process.returncode == 1
    assert refused.complaint == (
        f"Error: Port {taken_port} on 127.0.0.1, for the pages, is taken: stop the program that has it, or choose"
        " another with --port.\n"
    )
    assert not (place / "data" / "postgres").exists()


def test_a_taken_device_port_is_named(up, taken_port, place):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]

    refused = up(ready=False, port=port, ALONGSIDE_DEVICE_HTTP_PORT=str(taken_port))

    assert refused.process.returncode == 1
    assert f"Port {taken_port} on 127.0.0.1, for devices, is taken" in refused.complaint
    assert not (place / "data" / "postgres").exists()


def test_a_data_directory_of_another_major_version_is_refused(up, place):
    (place / "data" / "postgres").mkdir(parents=True)
    (place / "data" / "postgres" / "PG_VERSION").write_text("14\n")

    refused = up(ready=False)

    assert refused.process.returncode == 1
    assert refused.complaint.startswith("Error: ")
    assert "was made by PostgreSQL 14" in refused.complaint
    assert refused.complaint.count("\n") == 1


def test_the_key_that_signs_sessions_is_made_once_and_readable_by_nobody_else(up, migrated_data, place):
    up().stop()
    key = place / "data" / "secret-key"
    first = key.read_text()

    up().stop()

    assert key.read_text() == first
    assert key.stat().st_mode & 0o077 == 0


def test_other_commands_find_the_running_system(up, migrated_data, launch, place):
    up()

    checked = launch(
        sys.executable, "-m", "alongside", "verify-ledger", ready=False, ALONGSIDE_DATA_DIR=str(place / "data")
    )

    assert checked.process.returncode == 0
    assert b"0 faults" in checked.process.stdout.read()


def test_other_commands_say_what_is_missing_where_nothing_runs(launch, place):
    refused = launch(
        sys.executable, "-m", "alongside", "migrate", ready=False, ALONGSIDE_DATA_DIR=str(place / "nothing")
    )

    assert refused.process.returncode == 1
    assert "start `alongside up` first" in refused.complaint


def _lives(process):
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE


def _answers(url):
    try:
        with psycopg.connect(url, connect_timeout=2) as connection:
            return connection.execute("SELECT 1").fetchone() == (1,)
    except psycopg.OperationalError:
        return False


def _words(process):
    with suppress(psutil.Error):
        return process.cmdline()
    return []


def _status(url, patience=5):
    try:
        with urllib.request.urlopen(url, timeout=patience) as answer:  # noqa: S310 (our own address)
            return answer.status
    except OSError as error:
        return getattr(error, "code", None)
