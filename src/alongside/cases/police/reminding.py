"""Reminding those who are to come to a hearing. A message names the day and the court, and nobody."""

import tomllib
from datetime import timedelta
from functools import cache
from importlib.resources import files

from alongside.cases.models import Attendance, Case, Hearing
from alongside.cases.police.holding import zone_of
from alongside.cases.victims.queries import may_be_written_to
from alongside.incidents.duties.presenters import long_day
from alongside.incidents.reaching import send_notice
from alongside.incidents.wellbeing.queries import staff_affected
from alongside.ledger.clock import now
from alongside.messages.actions import cancel
from alongside.people.models import Staff

ABOUT = "hearing"


@cache
def before() -> tuple[timedelta, ...]:
    """How long before a hearing somebody is reminded, the longest first."""
    read = tomllib.loads(files(__package__).joinpath("reminders.toml").read_text("utf-8"))
    return tuple(timedelta(days=days) for days in sorted(read["before_days"], reverse=True))


def remind(case: Case, attendance: Attendance) -> bool:
    """Tells somebody at once that they are to come, and again before the day; False where they cannot be reached so."""
    hearing, staff = attendance.hearing, who_comes(attendance)
    if staff is None:
        return False
    context = {"when": when(hearing), "court": hearing.court, "who": case.owner.name if case.owner else ""}
    times = [None, *(hearing.starts_at - earlier for earlier in before() if hearing.starts_at - earlier > now())]
    sent = [
        send_notice(
            staff,
            "cases/messages/hearing" if at is None else "cases/messages/hearing_soon",
            key=f"hearing:{attendance.pk}:{hearing.changed_at.isoformat()}:{at.isoformat() if at else 'now'}",
            about=(ABOUT, attendance.pk),
            path="/",
            not_before=at,
            context=context,
        )
        for at in times
    ]
    return any(sent)


def forget(attendance: Attendance) -> None:
    """Takes back the reminders that were not sent yet."""
    cancel(ABOUT, attendance.pk)


def tell_of_no_need(attendance: Attendance) -> None:
    """Tells somebody that they need not come."""
    staff = who_comes(attendance)
    if staff is not None:
        send_notice(
            staff,
            "cases/messages/hearing_off",
            key=f"hearing:{attendance.pk}:off",
            about=(ABOUT, attendance.pk),
            path="/",
            context={"when": when(attendance.hearing), "court": attendance.hearing.court},
        )


def who_comes(attendance: Attendance) -> Staff | None:
    """The colleague who is to come, where it is one, is known, and may be written to."""
    if attendance.affected is not None:
        return staff_affected(attendance.affected) if may_be_written_to(attendance.affected) else None
    return attendance.staff


def when(hearing: Hearing) -> str:
    """ "3 March 2026, 10:00", where the hearing is."""
    local = hearing.starts_at.astimezone(zone_of(hearing.track))
    return f"{long_day(local.date())}, {local:%H:%M}"
