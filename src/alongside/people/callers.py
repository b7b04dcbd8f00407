"""Those who call for help without an account: each has a place of their own in the organisation, so that each call is an
alarm of its own. They sign in nowhere, and are no members of staff for anything else (`active` is false).
"""

from django.db import connection, transaction

from alongside.ledger.actions import SYSTEM, Actor, record
from alongside.people.models import Organisation, Place, Staff

CALLER = "Caller without an account"
AT = "Caller at "
MORE = "More callers without an account"
WITHOUT = "Reported without signing in"
"""Stands where others have their job; by it a caller is known."""


@transaction.atomic
def caller_at(organisation: Organisation, place: Place | None, *, by: Actor = SYSTEM) -> Staff:
    """Somebody who calls for help without an account, as the alarm names them: by the place, where a poster told it."""
    name = f"{AT}{place.name}, {place.site.name}" if place else CALLER
    return _stand(organisation, name, by)


@transaction.atomic
def more_callers(organisation: Organisation, *, by: Actor = SYSTEM) -> Staff:
    """The one place in which all those stand who call while too many call at once. It is made at the first such call."""
    with connection.cursor() as cursor:  # two first callers at once make one
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('callers ' || %s, 0))", [str(organisation.pk)])
    found = Staff.objects.filter(organisation=organisation, job_title=WITHOUT, name=MORE, active=False).first()
    return found or _stand(organisation, MORE, by)


def is_caller(staff: Staff) -> bool:
    """Whether this is somebody who called without an account."""
    return staff.user_id is None and not staff.active and staff.job_title == WITHOUT


def stands_for_many(staff: Staff) -> bool:
    """Whether these are the many who called at once."""
    return is_caller(staff) and staff.name == MORE


def place_of_caller(staff: Staff) -> str:
    """Where they were, in words; empty where nobody knows."""
    return staff.name.removeprefix(AT) if is_caller(staff) and staff.name.startswith(AT) else ""


def _stand(organisation: Organisation, name: str, by: Actor) -> Staff:
    staff = Staff.objects.create(organisation=organisation, name=name, job_title=WITHOUT, active=False)
    record("staff.added", "staff", staff.pk, organisation_id=organisation.pk, actor=by)
    return staff
