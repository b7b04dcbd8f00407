"""What happens in a story."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any, TypeVar

from tests.asking import Answer
from tests.town import Person

Came = TypeVar("Came")


def presses(worker: Person, **fields: Any) -> None:
    """The worker presses the pendant, which speaks OsmAnd; it is stored when this returns."""
    answer = worker.pendant_says(alarm="sos", **fields)
    assert (answer.status, answer.body) == (200, b"")


def checks_in(worker: Person) -> None:
    """The worker presses "publish" in OwnTracks."""
    answer = worker.phone_says(t="u")
    assert (answer.status, answer.json) == (200, [])


def takes(person: Person, alarm: dict[str, Any]) -> Answer:
    return person.asks("POST", f"/alarms/{alarm['id']}/take")


def notes(person: Person, alarm: dict[str, Any], text: str) -> Answer:
    return person.asks("POST", f"/alarms/{alarm['id']}/note", {"text": text})


def hands_over(person: Person, alarm: dict[str, Any], to: Person) -> Answer:
    return person.asks("POST", f"/alarms/{alarm['id']}/hand-over", {"to": to.id})


def closes(person: Person, alarm: dict[str, Any], outcome: str, text: str = "") -> Answer:
    return person.asks("POST", f"/alarms/{alarm['id']}/close", {"outcome": outcome, "text": text})


def replies(person: Person, text: str) -> None:
    """They answer by text message; the provider delivers it, and all that follows is done when this returns."""
    assert person.town.installation.notify.reply(person.number.lstrip("+"), text) == 200
    person.town.clock.settles()


def at_once(*acts: Callable[[], Came]) -> list[Came]:
    """All of it at the same moment, on connections of their own; what came of each, in order."""
    together = Barrier(len(acts))

    def act(one: Callable[[], Came]) -> Came:
        together.wait(30)
        return one()

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(act, acts))
