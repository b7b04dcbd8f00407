"""What the processes say, on standard error, one line at a time, with the name of the process before it.

Whoever reads our standard error may stop reading. A safety system must not stop with it, so lines wait in a queue of
limited length for one thread that writes them; when it is full, lines are dropped, counted and owned up to.
"""

import os
import queue
import sys
import threading

QUEUE_LENGTH = 10_000  # lines
NAME_WIDTH = 10


class LogWriter:
    """Writes lines of many processes to standard error; never blocks and never fails its caller."""

    def __init__(self) -> None:
        self._lines: queue.Queue[str | None] = queue.Queue(QUEUE_LENGTH)
        self._dropped = 0
        self._thread = threading.Thread(target=self._write_lines, name="log", daemon=True)
        self._thread.start()

    def write(self, name: str, line: str) -> None:
        try:
            self._lines.put_nowait(f"{name:<{NAME_WIDTH}} | {line}\n")
        except queue.Full:
            self._dropped += 1

    def pipe(self, name: str) -> int:
        """A descriptor whose every line is written under ``name``; the caller gives it to a process and closes it."""
        reading, writing = os.pipe()
        threading.Thread(target=self._read_lines, args=(name, reading), name=f"log of {name}", daemon=True).start()
        return writing

    def close(self, within: float = 2.0) -> None:
        """Wait, ``within`` seconds at most, until all is written."""
        try:
            self._lines.put(None, timeout=within)
        except queue.Full:
            return
        self._thread.join(within)

    def _read_lines(self, name: str, descriptor: int) -> None:
        with os.fdopen(descriptor, encoding="utf-8", errors="replace") as lines:
            for line in lines:
                self.write(name, line.rstrip())

    def _write_lines(self) -> None:
        while (line := self._lines.get()) is not None:
            try:
                if self._dropped:
                    line, self._dropped = f"({self._dropped} lines lost)\n{line}", 0
                sys.stderr.write(line)
                sys.stderr.flush()
            except (OSError, ValueError):
                continue  # nobody reads any more
