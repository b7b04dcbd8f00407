"""How a process tells the supervisor that it is ready for work."""

import contextlib
import os


def tell_ready() -> None:
    """Say so on the descriptor the supervisor named, once. Without a supervisor it does nothing."""
    descriptor = os.environ.pop("ALONGSIDE_READY_FD", "")
    if descriptor:
        with contextlib.suppress(OSError):
            os.write(int(descriptor), b"ready\n")
            os.close(int(descriptor))
