"""The embedded PostgreSQL: who can start it, what it survives, what it refuses."""

import os
import subprocess
import threading
from pathlib import Path

import psutil
import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from alongside.config.data_dir import DataDir
from alongside.config.embedded import EmbeddedPostgres

only_root_can = pytest.mark.parametrize("person", ["root"] if os.geteuid() == 0 else [], indirect=True)


def test_a_new_database_is_durable_and_private(start_database, data_dir):
    urls = start_database().said

    with psycopg.connect(urls["owner"]) as owner:
        shown = {
            name: owner.execute("SELECT current_setting(%s)", [name]).fetchone()[0]
            for name in ("fsync", "data_checksums", "listen_addresses", "server_encoding", "synchronous_commit")
        }
    assert shown == {
        "fsync": "on",
        "data_checksums": "on",
        "listen_addresses": "",
        "server_encoding": "UTF8",
        "synchronous_commit": "on",
    }
    socket_dir = Path(conninfo_to_dict(urls["owner"])["host"])
    assert socket_dir.stat().st_mode & 0o077 == 0


def test_no_role_of_alongside_can_go_round_row_security(start_database):
    urls = start_database().said

    for role, url in urls.items():
        with psycopg.connect(url) as connection:
            name, *powers = connection.execute(
                "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication"
                " FROM pg_roles WHERE rolname = current_user"
            ).fetchone()
        assert name == f"alongside_{role}"
        assert not any(powers)


def test_what_was_committed_survives_the_killing_of_everything(start_database, wait_until):
    running = start_database()
    with psycopg.connect(running.said["owner"]) as owner:
        owner.execute("CREATE TABLE press (number int)")
    acknowledged: list[int] = []

    def press_until_the_end() -> None:
        with psycopg.connect(running.said["owner"], autocommit=True) as owner:
            for number in range(1_000_000):
                owner.execute("INSERT INTO press VALUES (%s)", [number])
                acknowledged.append(number)

    def press() -> None:
        with pytest.raises(psycopg.OperationalError):
            press_until_the_end()

    pressing = threading.Thread(target=press)
    pressing.start()
    wait_until(lambda: len(acknowledged) > 200)
    running.kill_family()
    pressing.join()

    again = start_database()

    with psycopg.connect(again.said["owner"]) as owner:
        stored = {number for (number,) in owner.execute("SELECT number FROM press")}
    assert stored >= set(acknowledged)


def test_a_killed_supervisor_takes_its_database_with_it(start_database, wait_until):
    running = start_database()
    family = running.family()

    running.process.kill()

    running.process.wait()
    wait_until(lambda: not any(_lives(process) for process in family))


def test_a_database_left_running_is_stopped_and_started_again(start_database, person, data_dir):
    start_database().stop()
    left = _start_without_supervisor(data_dir, person)

    urls = start_database().said

    assert left.wait(10) == 0  # it was stopped, not killed
    with psycopg.connect(urls["owner"]) as owner:
        assert owner.execute("SELECT 1").fetchone() == (1,)


def test_a_stale_process_number_does_not_keep_it_from_starting(start_database, launch, person, data_dir):
    """After a crash, postmaster.pid may name a process that has nothing to do with it, which must come to no harm."""
    running = start_database()
    running.kill_family()
    innocent = psutil.Popen(["sleep", "600"], **_as(person))
    pid_file = data_dir / "postgres" / "postmaster.pid"
    lines = pid_file.read_text().splitlines()
    pid_file.write_text("\n".join([str(innocent.pid), *lines[1:]]) + "\n")
    try:
        urls = start_database().said
        with psycopg.connect(urls["owner"]) as owner:
            assert owner.execute("SELECT 1").fetchone() == (1,)
        assert innocent.poll() is None
    finally:
        innocent.kill()
        innocent.wait()


def test_a_start_that_was_killed_half_way_is_done_again(start_database, launch, person, data_dir, wait_until):
    half_made = data_dir / "postgres.half-made" / "PG_VERSION"
    killing = threading.Thread(target=lambda: (wait_until(half_made.exists), _kill_all_on(data_dir)))
    killing.start()
    first = start_database(ready=False)
    killing.join()
    assert first.process.returncode != 0
    assert not (data_dir / "postgres").exists()

    urls = start_database().said

    with psycopg.connect(urls["app"]) as app:
        assert app.execute("SELECT current_user").fetchone() == ("alongside_app",)


def test_data_of_another_major_version_is_refused_in_one_sentence(start_database, data_dir):
    start_database().stop()
    version = data_dir / "postgres" / "PG_VERSION"
    version.write_text("15\n")
    before = _contents(data_dir)

    refused = start_database(ready=False)

    assert refused.process.returncode == 1
    assert refused.complaint.strip().endswith("Nothing was changed.")
    assert "PostgreSQL 15" in refused.complaint
    assert "PostgreSQL 18" in refused.complaint
    assert refused.complaint.count("\n") == 1
    assert _contents(data_dir) == before


def test_a_second_start_says_who_runs_and_harms_nothing(start_database, data_dir):
    running = start_database()

    refused = start_database(ready=False)

    assert refused.process.returncode == 1
    assert refused.complaint.strip() == (
        f"Alongside is already running on {data_dir} (process {running.process.pid})."
        " Stop that one first, or choose another --data-dir."
    )
    with psycopg.connect(running.said["owner"]) as owner:
        assert owner.execute("SELECT 1").fetchone() == (1,)
    assert (data_dir / "lock").read_text().strip() == str(running.process.pid)


def test_a_clean_stop_leaves_no_process_and_nothing_to_recover(start_database, data_dir):
    running = start_database()
    family = running.family()

    assert running.stop() == 0

    assert not any(_lives(process) for process in family)
    assert not (data_dir / "postgres" / "postmaster.pid").exists()
    again = start_database()
    again.stop()
    assert "was not properly shut down" not in again.complaint


def test_a_very_long_path_is_no_obstacle(start_database, data_dir):
    running = start_database(data_dir.with_name("long" * 50))

    with psycopg.connect(running.said["service"]) as service:
        assert service.execute("SELECT current_user").fetchone() == ("alongside_service",)

    running.stop()
    socket_dir = Path(conninfo_to_dict(running.said["service"])["host"])
    assert list(socket_dir.iterdir()) == []
    socket_dir.rmdir()  # the one thing outside the directory of the test


def test_another_database_runs_beside_it(start_database, data_dir):
    first, second = start_database(), start_database(data_dir.with_name("other"))

    for running in (first, second):
        with psycopg.connect(running.said["owner"]) as owner:
            assert owner.execute("SELECT 1").fetchone() == (1,)


@only_root_can
def test_root_and_an_ordinary_user_do_not_block_each_other(start_database, root, ordinary, place):
    for person in (root, ordinary, root):
        home = place / f"home-of-{person.name}"
        if not home.exists():
            home.mkdir(mode=0o700)
            os.chown(home, person.uid, person.gid)
        assert start_database(home / "data", person).stop() == 0


@only_root_can
def test_root_goes_on_with_what_an_ordinary_user_began(start_database, root, ordinary, place):
    home = place / "theirs"
    home.mkdir(mode=0o700)
    os.chown(home, ordinary.uid, ordinary.gid)

    for person in (ordinary, root, ordinary):
        running = start_database(home / "data", person)
        with psycopg.connect(running.said["owner"]) as owner:
            owner.execute("CREATE TABLE IF NOT EXISTS visit (number int)")
            owner.execute("INSERT INTO visit VALUES (1)")
            count = owner.execute("SELECT count(*) FROM visit").fetchone()[0]
        assert running.stop() == 0
    assert count == 3


@only_root_can
def test_root_can_start_it_from_an_installation_that_others_cannot_reach(start_database, root, installation, place):
    closed = place / "closed"
    closed.mkdir(mode=0o700)
    site = installation(closed / "site")
    hidden = type(root)(root.name, root.uid, root.gid, root.python, str(site))

    urls = start_database(place / "data", hidden).said

    with psycopg.connect(urls["owner"]) as owner:
        assert owner.execute("SELECT 1").fetchone() == (1,)
    assert closed.stat().st_mode & 0o077 == 0


def _start_without_supervisor(data_dir: Path, person) -> subprocess.Popen[bytes]:
    """The server as a supervisor leaves it behind where the kernel does not end children with their parent."""
    server = EmbeddedPostgres(DataDir(data_dir))
    server.prepare()
    command = server.command()
    user = {"user": server.user.uid, "group": server.user.gid, "extra_groups": []} if server.user else _as(person)
    process = subprocess.Popen(command[command.index("--") + 1 :], stderr=subprocess.DEVNULL, cwd="/", **user)
    while not server.answers():
        assert process.poll() is None
    return process


def _as(person) -> dict:
    return {} if person.uid == os.geteuid() else {"user": person.uid, "group": person.gid, "extra_groups": []}


def _lives(process: psutil.Process) -> bool:
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE


def _kill_all_on(data_dir: Path) -> None:
    for process in psutil.process_iter(["cmdline"]):
        if str(data_dir) in " ".join(process.info["cmdline"] or []):
            process.kill()


def _contents(directory: Path) -> dict[str, bytes]:
    return {
        str(path): path.read_bytes() for path in directory.rglob("*") if path.is_file() and path != directory / "lock"
    }
