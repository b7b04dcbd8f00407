"""The next day of a case follows the deadlines that hang on police and courts, wherever somebody ends one."""

from functools import partial
from uuid import UUID

from django.db import transaction

from alongside.cases.due import count_next_due
from alongside.cases.events import held
from alongside.cases.police.queries import OWED_RULES
from alongside.cases.queries import case_with
from alongside.incidents.models import Duty


def follow_deadline(duty: Duty) -> None:
    """Counts the day of its case anew once it is sure. Not before: whoever works on the case holds that first, then the deadline."""
    if duty.rule in OWED_RULES and duty.incident_id is not None:
        transaction.on_commit(partial(_count, duty.incident_id), robust=True)


@transaction.atomic
def _count(incident_id: UUID) -> None:
    case = case_with(incident_id)
    if case is not None:
        count_next_due(held(case))
