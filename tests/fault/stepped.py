"""A machine's clock as its processes see it, that a test can set: all of an installation's, PostgreSQL among them.

Clocks that count time rather than tell it go on as they do on a real machine whose clock is set.

libfaketime is under the GPL: it is a tool of the tests that the processes are started under, and no code of ours imports it.
"""

import shutil
from importlib.util import find_spec
from pathlib import Path


class MachineClock:
    """For processes that are started with `environment`. The test's own clock is the right one."""

    def __init__(self, place: Path) -> None:
        self._library = place / "libfaketime.so.1"
        self._file = place / "clock"
        found = find_spec("libfaketime")
        assert found is not None, "libfaketime is not installed: `make setup`"
        tool = Path(str(found.origin)).parent / "vendor" / "libfaketime" / "src" / "libfaketime.so.1"
        shutil.copy(tool, self._library)  # to where PostgreSQL's own user can read it
        self._library.chmod(0o755)
        self.is_ahead(0)

    @property
    def environment(self) -> dict[str, str]:
        return {
            "LD_PRELOAD": str(self._library),
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "FAKETIME_NO_CACHE": "1",
            "DONT_FAKE_MONOTONIC": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        }

    def is_ahead(self, seconds: int) -> None:
        """Sets it, at once, for all of them."""
        new = self._file.with_suffix(".new")
        new.write_text(f"{seconds:+d}\n")
        new.chmod(0o644)
        new.replace(self._file)
