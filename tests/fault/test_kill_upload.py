"""A large file is sent while connections are cut and processes are killed: nothing that was acknowledged is sent again, and
what is kept is what was sent.
"""

import hashlib
import random
import sys
from contextlib import suppress

import pytest
from bench.file_sender import PART, Cut, FileSender

from tests.eventually import eventually
from tests.files import WEBM
from tests.world import PASSWORD

SIZE = 64 * 1024 * 1024 + 12345
REPORT = "SELECT reference FROM incidents_incident ORDER BY id DESC LIMIT 1"
WEB_MAY_HOLD_MB = 300


@pytest.fixture
def film(tmp_path):
    """A large file, and the hash of it that `sha256sum` gives."""
    file = tmp_path / "ward.webm"
    content = WEBM + random.Random(7).randbytes(SIZE - len(WEBM))
    file.write_bytes(content)
    return file, hashlib.sha256(content).hexdigest()


def test_a_file_of_64_mb_arrives_whole_across_a_cut_line_a_killed_web_and_a_killed_send(town, film):
    file, expected = film
    installation = town.installation
    installation.inside("tests.reports", "many", 1)
    with installation.connect("postgres") as database:
        (reference,) = database.execute(REPORT).fetchone()
        lsms = FileSender(installation.web, town.lsms.username, PASSWORD)
        lsms.begin(file, owner="incident", key=reference, purpose="incident_attachment")

        with pytest.raises(Cut):  # the line
            lsms.send_until(file, SIZE // 3, in_the_middle=lambda: None)
        acknowledged = lsms.how_far()
        assert 0 < acknowledged < SIZE // 3
        assert acknowledged % PART == 0

        with pytest.raises(Cut):  # the processes that take it in
            lsms.send_until(file, SIZE // 2, in_the_middle=lambda: _kill(installation.processes("web")))
        lsms.until_answered()
        assert lsms.how_far() > acknowledged

        with installation.connect("postgres") as other:  # somebody else is at the same file
            other.autocommit = False
            other.execute("SELECT FROM evidence_upload WHERE id::text = %s FOR UPDATE", [lsms.address.rsplit("/")[-1]])
            assert lsms.send_part(b"x" * PART, lsms.how_far())[0] == 423
            other.rollback()

        for process in installation.processes("send"):  # the processes that check it
            process.suspend()
        assert lsms.send_until(file, SIZE) == SIZE
        _kill(installation.processes("send"))
        eventually(lambda: len(installation.processes("send")) == 2, "That send is started again", patience=60)
        lsms.until_kept()

        kept = database.execute(
            "SELECT sha256, size_bytes FROM evidence_storedfile WHERE id::text = %s", [lsms.address.rsplit("/")[-1]]
        ).fetchone()
        assert kept == (expected, SIZE)
        assert "0 faults" in installation.run("-m", "alongside", "verify-evidence")
        peaks = [_peak_mb(web.pid) for web in installation.processes("web")]
        assert len(peaks) == 2
        assert max(peaks) < WEB_MAY_HOLD_MB, f"web held {max(peaks):.0f} MB"


def _kill(processes):
    for process in processes:
        with suppress(Exception):
            process.kill()


def _peak_mb(pid: int) -> float:
    if not sys.platform.startswith("linux"):
        return 0.0
    with open(f"/proc/{pid}/status") as status:
        return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmHWM"))
