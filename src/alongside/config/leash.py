"""Ties the life of a process to the life of the supervisor that started it.

A supervisor that is killed outright cannot stop its children. On Linux the kernel does it for us
(``prctl(PR_SET_PDEATHSIG)``, man 2 prctl); elsewhere a thread looks once a second whether the parent is still the same.

A Python process calls :func:`die_with_parent` itself. A program that is not Python is started through this file, which
is run as a script, ties itself, gives up root where it is told to, and then becomes that program:

    python leash.py --parent PID --signal NUMBER [--user UID:GID] -- PROGRAM ARGUMENT…

It imports nothing but the standard library, so that it starts in a few milliseconds.
"""

import argparse
import ctypes
import os
import signal
import sys
import threading
import time

PR_SET_PDEATHSIG = 1


def die_with_parent(parent: int, death_signal: int = signal.SIGKILL) -> None:
    """Send ``death_signal`` to this process when the process ``parent`` (its parent's pid) is gone."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, int(death_signal), 0, 0, 0)
    else:
        threading.Thread(target=_watch_parent, args=(parent, death_signal), daemon=True).start()
    if os.getppid() != parent:  # it died before the leash was on
        os.kill(os.getpid(), death_signal)


def leashed(command: list[str], death_signal: int = signal.SIGTERM, user: tuple[int, int] | None = None) -> list[str]:
    """The command line that runs ``command`` as a child of this process, on a leash, as ``user`` (uid, gid)."""
    as_user = ["--user", f"{user[0]}:{user[1]}"] if user else []
    leash = [sys.executable, "-I", "-S", __file__, "--parent", str(os.getpid()), "--signal", str(int(death_signal))]
    return [*leash, *as_user, "--", *command]


def _watch_parent(parent: int, death_signal: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), death_signal)


def _become_another_program() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--parent", type=int, required=True)
    parser.add_argument("--signal", type=int, required=True)
    parser.add_argument("--user")
    parser.add_argument("command", nargs="+")
    arguments = parser.parse_args()
    if arguments.user:
        uid, gid = (int(number) for number in arguments.user.split(":"))
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
    # After the change of user: the kernel forgets the death signal when a process changes its user.
    die_with_parent(arguments.parent, arguments.signal)
    os.execv(arguments.command[0], arguments.command)  # noqa: S606


if __name__ == "__main__":
    _become_another_program()
