"""When the police are asked for news: a task of the case, so that its day is seen, and late, where all tasks are."""

from datetime import date

from alongside.cases.models import Case, PoliceTrack
from alongside.cases.police import said
from alongside.cases.police.holding import day_to_come
from alongside.cases.working.actions import add_task, change_task, end_task
from alongside.ledger.actions import Actor


def expect_news_of(case: Case, track: PoliceTrack, on: date | None, *, by: Actor) -> None:
    """Sets or takes away that day, within an action that holds the track. ValidationError at `news_on`."""
    task = track.news_task if track.news_task and track.news_task.ended_at is None else None
    if on is None:
        if task is not None:
            end_task(task, "dropped", "No update is expected any more.", by=by)
        return
    day = day_to_come(track, on, "news_on")
    what = f"Ask the police for news: {said.offence_of(track).lower()}"
    if task is not None:
        change_task(task, what, kind=task.kind, why=task.why, owner=task.owner, due_on=day, by=by)
        return
    owner = case.owner if case.owner and case.owner.active else None
    track.news_task = add_task(case, what, owner=owner, due_on=day, by=by)
    track.save(update_fields=["news_task"])
