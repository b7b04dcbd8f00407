"""What a case owes of its tasks."""

from collections.abc import Iterator

from alongside.cases.closing import Owed
from alongside.cases.models import Case, Task
from alongside.cases.working.queries import open_tasks


def promises_of_work(case: Case) -> Iterator[Owed]:
    """Every task that is not ended; an outcome."""
    if not case.outcome and case.status in ("outcome_recorded", "feedback_given", "lessons"):
        yield Owed("outcome", "No outcome is recorded.")
    for task in open_tasks(case):
        yield Owed(
            f"task:{task.pk}",
            f"{task.get_kind_display()}: “{task.what}” is not ended.",
            "#tasks",
            task.kind == Task.Kind.PROMISE,
        )
