"""How several processes share the tests (`--numprocesses`).

Each takes one test after the other, and has a database and an installation of its own. Two kinds are treated otherwise:

- what stands in `TOGETHER` is run by one process, because it begins with something that takes long to make;
- a test marked `alone` runs while no other process runs any. These few measure how long something takes, or give something
  very little time. They come last, when the others have the least left to do meanwhile.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

TOGETHER = ("tests/fault/", "tests/database/demo/test_world.py")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    from xdist.scheduler import LoadScopeScheduling

    class Sharing(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return next(filter(nodeid.startswith, TOGETHER), nodeid)

    return Sharing(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=_is_alone)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    if not hasattr(item.config, "workerinput"):  # nobody shares these tests
        return (yield)
    with _turn(Path(item.config.cache.mkdir("turns")), alone=_is_alone(item)):
        return (yield)


@contextmanager
def _turn(directory: Path, *, alone: bool) -> Iterator[None]:
    """Waits for who runs alone, and where `alone` for everybody. Who waits for everybody keeps newcomers waiting."""
    with (directory / "queue").open("w") as queue, (directory / "turn").open("w") as turn:
        fcntl.flock(queue, fcntl.LOCK_EX)
        fcntl.flock(turn, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
        fcntl.flock(queue, fcntl.LOCK_UN)
        yield


def _is_alone(item: pytest.Item) -> bool:
    return item.get_closest_marker("alone") is not None
