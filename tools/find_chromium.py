"""Prints the path of a Chromium for the browser tests: finds one, or installs Debian's where it may.

Where it can do neither, it says in one line how to install it, and fails: the browser tests are never skipped.
"""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")


def main() -> None:
    path = find()
    if path is None and os.geteuid() == 0 and shutil.which("apt-get"):
        install()
        path = find()
    if path is None:
        sys.exit("The browser tests need Chromium: apt-get install chromium, or set CHROMIUM to where one is.")
    print(path)


def find() -> str | None:
    named = os.environ.get("CHROMIUM")
    return named or next(filter(None, map(shutil.which, NAMES)), None)


def install() -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "update"], ["apt-get", "install", "-y", "--no-install-recommends", "chromium"]):
        print("setup:", *command, file=sys.stderr, flush=True)
        subprocess.run(command, env=environment, stdout=sys.stderr, check=False)


if __name__ == "__main__":
    main()
