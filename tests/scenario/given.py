"""What was so before the story begins."""

from datetime import datetime, timedelta
from typing import Any

from tests.eventually import eventually
from tests.town import Person, Town


def due_at(visit: dict[str, Any]) -> datetime:
    """When the worker of a visit must next be heard."""
    return datetime.fromisoformat(visit["due_at"])


def a_visit(worker: Person, *, minutes: int = 480, **details: Any) -> dict[str, Any]:
    """The worker is on a visit that began now; returns it as the API tells it. A check-in is due every hour."""
    end = worker.town.clock.now + timedelta(minutes=minutes)
    wanted = {"place": "14 Mill Lane", "planned_end": end.isoformat(), "start": True, **details}
    answer = worker.asks("POST", "/visits", wanted)
    assert answer.status == 201, answer.text
    return answer.json


def an_alarm(worker: Person) -> dict[str, Any]:
    """The worker has pressed the pendant, and everybody of the plan was rung; returns the alarm."""
    assert worker.pendant_says(alarm="sos").status == 200
    alarm = eventually(lambda: open_alarm(worker), "The alarm")
    worker.town.clock.settles()
    return alarm


def taken(alarm: dict[str, Any], by: Person) -> dict[str, Any]:
    """Somebody has taken the alarm; returns it as it is then."""
    answer = by.asks("POST", f"/alarms/{alarm['id']}/take")
    assert answer.status == 200, answer.text
    by.town.clock.settles()
    return answer.json


def open_alarm(worker: Person) -> dict[str, Any] | None:
    """The worker's open alarm, as an operator of the same body is told of it."""
    answer = worker.town.operator.asks("GET", "/alarms?state=open")
    assert answer.status == 200, answer.text
    return next((alarm for alarm in answer.json["items"] if alarm["worker"]["id"] == worker.id), None)


def timings(town: Town, **said: int) -> None:
    """The team's timings from now on, in seconds."""
    town.installation.inside("tests.inhabitants", "time_the_team", said)
