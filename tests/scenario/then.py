"""What must be so afterwards. What takes a moment is waited for."""

import re
from typing import Any

from tests.asking import ask
from tests.eventually import eventually
from tests.installation import METRICS_TOKEN
from tests.scenario.given import open_alarm
from tests.town import Person, Town


def has_an_open_alarm(worker: Person, **expected: Any) -> dict[str, Any]:
    """Operators are told of the worker's open alarm, and it is as expected (`owner` is a person); returns it."""
    alarm = eventually(lambda: open_alarm(worker), f"An open alarm of {worker.name}")
    told = alarm | {"owner": alarm["owner"] and worker.town.by_id(alarm["owner"]["id"])}
    assert told | expected == told, {name: told[name] for name in expected}
    return alarm


def has_no_alarm(worker: Person) -> None:
    worker.town.clock.settles()
    assert open_alarm(worker) is None


def was_texted(person: Person, *beginnings: str) -> None:
    """They got exactly these text messages in this story, each beginning so, in this order."""

    def look() -> bool:
        texts = person.texts
        assert len(texts) == len(beginnings), f"{person.name} got {texts}"
        assert all(map(str.startswith, texts, beginnings)), f"{person.name} got {texts}"
        return True

    eventually(look, f"That {person.name} is texted")


def was_rung(person: Person, times: int = 1) -> None:
    """They got so many text messages that ask them to take an alarm."""

    def look() -> bool:
        rings = [text for text in person.texts if "Reply TAKE" in text]
        assert len(rings) == times, f"{person.name} was rung {len(rings)} times: {person.texts}"
        return True

    eventually(look, f"That {person.name} is rung {times} times")


def nobody_was_rung(town: Town) -> None:
    town.clock.settles()
    assert [sent.body for sent in town.notify_sent] == []


def nothing_was_sent_twice(town: Town) -> None:
    references = town.installation.notify.references()
    assert len(references) == len(set(references))


def measure(url: str, name: str) -> float:
    """The value of one measure in `/metrics`, 0 where it has none yet; `name` with its labels."""
    answer = ask("GET", f"{url}/metrics", headers={"Authorization": f"Bearer {METRICS_TOKEN}"})
    assert answer.status == 200
    found = re.search(rf"^{re.escape(name)} (\S+)$", answer.text, re.MULTILINE)
    return float(found[1]) if found else 0.0


def were_rung(times: dict[Person, int]) -> None:
    """Each of them was rung so often."""
    for person, number in times.items():
        was_rung(person, number)
