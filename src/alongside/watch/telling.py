"""The messages that a decision sends: who, on which channel, in which words. Words live in `jinja2/watch/messages`."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.template.loader import get_template, render_to_string

from alongside.messages.actions import Outgoing
from alongside.messages.composing import subject_and_body
from alongside.messages.models import Purpose, Reply
from alongside.people.models import ContactPoint, Staff
from alongside.watch import engine
from alongside.watch.models import Alarm
from alongside.watch.plans import Reach, reaches

TAKE = {"code": "take", "label": "I am taking this alarm", "spoken": "take it"}
PASS = {"code": "pass", "label": "I cannot take it", "spoken": "pass it on"}
SAFE = {"code": "safe", "label": "I am safe", "spoken": "say that you are safe"}
HELP = {"code": "help", "label": "I need help", "spoken": "call for help"}
VOICE = ContactPoint.Channel.VOICE

KIND_WORDS = {
    "sos": "asked for help",
    "duress": "raised a silent alarm",
    "fall": "may have fallen",
    "missed_check_in": "missed a check-in",
    "overrun": "has not ended a visit on time",
    "not_home_safe": "has not said that they are home",
    "device_lost": "has lost touch with their device",
    "test": "is testing their alarm",
}
"""What a worker did, by kind of alarm, as a responder reads it."""

REMINDERS = (engine.WorkerPurpose.REMINDER, engine.WorkerPurpose.HOME_REMINDER)


@dataclass(frozen=True, slots=True)
class WorkerToRing:
    """A worker on a visit, and how they are reached: channel and address of each way, the first first."""

    visit_id: UUID
    organisation_id: UUID
    worker_id: UUID
    place: str
    due_at: datetime | None
    time_zone: str
    ways: Sequence[tuple[str, str]]


def ring_worker(worker: WorkerToRing, effect: engine.RingWorker) -> list[Outgoing]:
    """The worker's reminder, or the ring of a worker who is overdue, not home, or whose device is silent, on every channel of
    theirs. A reminder makes no telephone ring: they are with somebody, or drive.
    """
    context = {
        "place": worker.place,
        "due": local_time(worker.due_at, worker.time_zone),
        "link": f"{settings.PUBLIC_URL}/my-safety",
    }
    words: dict[str, tuple[str, str]] = {}
    made = []
    for channel, address in worker.ways:
        if channel == VOICE and effect.purpose in REMINDERS:
            continue
        if channel not in words:
            words[channel] = _words(str(effect.purpose), context | {"channel": channel})
        subject, body = words[channel]
        made.append(
            Outgoing(
                organisation_id=worker.organisation_id,
                key=f"visit:{worker.visit_id}:{effect.key}:{worker.worker_id}:{channel}:{address}",
                recipient_id=worker.worker_id,
                channel=channel,
                address=address,
                purpose=Purpose.CHECK_IN,
                subject=subject,
                body=body,
                about_type="visit",
                about_id=worker.visit_id,
                choices=(SAFE, HELP),
            )
        )
    return made


def ring(alarm: Alarm, effect: engine.Ring, people: Iterable[Reach], now: datetime) -> list[Outgoing]:
    """Rings people for an alarm and asks one of them to take it: each on their screen and on the first of their other ways,
    and on the next where that one failed or is silent.
    """
    context = _alarm_context(alarm) | {"why": str(effect.purpose)}
    return _one_after_the_other(
        _outgoing(
            people,
            key=effect.key,
            about=alarm,
            purpose=Purpose.ALARM,
            template="alarm",
            context=context,
            choices=[TAKE, PASS],
        ),
        now,
    )


def broadcast(alarm: Alarm, effect: engine.Broadcast, people: Iterable[Reach], now: datetime) -> list[Outgoing]:
    """Rings everybody on every way they have, because nobody has taken the alarm."""
    return _outgoing(
        people,
        key=effect.key,
        about=alarm,
        purpose=Purpose.ALARM,
        template="alarm",
        context=_alarm_context(alarm) | {"why": "broadcast"},
        choices=[TAKE, PASS],
    )


def tell(alarm: Alarm, effect: engine.Tell, people: Iterable[Reach], now: datetime) -> list[Outgoing]:
    """Tells people what became of the alarm; asks for nothing, and makes no telephone ring."""
    by = Staff.objects.filter(pk=effect.by).first() if effect.by else None
    return _outgoing(
        [reach for reach in people if reach.channel != VOICE],
        key=effect.key,
        about=alarm,
        purpose=Purpose.NOTICE,
        template="told",
        context=_alarm_context(alarm) | {"what": effect.what, "by": by.name if by else "Somebody"},
    )


def answer_taker(alarm: Alarm, taker: Staff, key: str, refused: engine.Refused | None) -> list[Outgoing]:
    """Tells somebody who took an alarm by a message whether it is theirs."""
    numbers = alarm.worker.contact_points.filter(channel__in=ContactPoint.TELEPHONES).exclude(verified_at=None)
    return _outgoing(
        _ways_of(taker),
        key=key,
        about=alarm,
        purpose=Purpose.NOTICE,
        template="answer",
        context=_alarm_context(alarm)
        | {
            "refused": refused,
            "owner": _owner_in(refused),
            "number": numbers.values_list("address", flat=True).first() or "",
        },
    )


def tell_of_stop(reply: Reply, keepers: Iterable[engine.Target]) -> list[Outgoing]:
    """Tells those who keep the plan that somebody wants no more text messages, or some again; once for each such text."""
    person = reply.staff
    numbers = person.contact_points.filter(channel=ContactPoint.Channel.SMS).values_list("address", flat=True)
    context = {"person": person, "stopped": reply.code == "stop", "number": ", ".join(numbers)}
    subject, body = _words("stopped", context)
    return [
        Outgoing(
            organisation_id=person.organisation_id,
            key=f"reply:{reply.pk}:{reach.staff.pk}:{reach.channel}:{reach.address}",
            recipient_id=reach.staff.pk,
            channel=reach.channel,
            address=reach.address,
            purpose=Purpose.NOTICE,
            subject=subject,
            body=body,
            about_type="reply",
            about_id=reply.pk,
        )
        for reach in reaches(keepers, person)
        if reach.channel != VOICE
    ]


def spoken_answer(alarm: Alarm, refused: engine.Refused | None) -> str:
    """The same for somebody who is still on the telephone."""
    context = {"worker": alarm.worker, "refused": refused, "owner": _owner_in(refused)}
    return render_to_string("watch/messages/spoken_answer.txt", context).strip()


def _owner_in(refused: engine.Refused | None) -> str:
    owner = Staff.objects.filter(pk=refused.owner).first() if refused and refused.owner else None
    return owner.name if owner else ""


def _ways_of(staff: Staff, *, by_voice: bool = False) -> list[Reach]:
    """Every verified way to somebody; by telephone call only where that is asked for."""
    points = staff.contact_points.exclude(verified_at=None)
    return [Reach(staff, one.channel, one.address) for one in points if by_voice or one.channel != VOICE]


def _one_after_the_other(outgoing: list[Outgoing], now: datetime) -> list[Outgoing]:
    """The same messages, of which those to one person follow one another; what is on a screen waits for nothing.

    `people` came in the order of each person's ways (`plans.reaches`).
    """
    wait = timedelta(seconds=settings.FALL_OVER_SECONDS)
    if not wait:
        return outgoing
    last: dict[UUID | None, tuple[Outgoing, int]] = {}
    made = []
    for one in outgoing:
        if one.channel != ContactPoint.Channel.CONSOLE:
            before, place = last.get(one.recipient_id, (None, 0))
            if before is not None:
                one = replace(one, after_id=before.id, not_before=now + place * wait)
            last[one.recipient_id] = (one, place + 1)
        made.append(one)
    return made


def _alarm_context(alarm: Alarm) -> dict[str, Any]:
    worker = alarm.worker
    return {
        "alarm": alarm,
        "is_duress": alarm.kind == "duress",
        "worker": worker,
        "did": KIND_WORDS[alarm.kind],
        "raised": local_time(alarm.raised_at, worker.organisation.time_zone),
        "pressed": local_time(alarm.pressed_at, worker.organisation.time_zone),
        "place": alarm.visit.place if alarm.visit else "",
        "link": f"{settings.PUBLIC_URL}/response/alarms/{alarm.pk}",
    }


def local_time(moment: datetime | None, time_zone: str) -> str:
    """Hours and minutes as the clocks of that place show them; empty for no moment."""
    return moment.astimezone(ZoneInfo(time_zone)).strftime("%H:%M") if moment else ""


def _words(template: str, context: dict[str, Any]) -> tuple[str, str]:
    """Subject and body. Only what is in `context` is given to the template, which is three times as quick as to render a page."""
    page = _page(template)
    text = "".join(page.root_render_func(page.new_context(context, shared=True)))
    return subject_and_body(text)


@cache
def _page(template: str) -> Any:
    return get_template(f"watch/messages/{template}.txt").template  # type: ignore[attr-defined]


def _outgoing(
    people: Iterable[Reach],
    *,
    key: str,
    about: Alarm,
    purpose: Purpose,
    template: str,
    context: dict[str, Any],
    choices: Iterable[dict[str, str]] = (),
) -> list[Outgoing]:
    words: dict[str, tuple[str, str]] = {}
    made = []
    for reach in people:
        if reach.channel not in words:
            words[reach.channel] = _words(template, context | {"channel": reach.channel})
        subject, body = words[reach.channel]
        made.append(
            Outgoing(
                organisation_id=about.organisation_id,
                key=f"alarm:{about.pk}:{key}:{reach.staff.pk}:{reach.channel}:{reach.address}",
                recipient_id=reach.staff.pk,
                channel=reach.channel,
                address=reach.address,
                purpose=purpose,
                subject=subject,
                body=body,
                about_type="alarm",
                about_id=about.pk,
                choices=tuple(one for one in choices if one != PASS or reach.channel == VOICE),
                guarded=reach.channel == VOICE and context.get("is_duress", False),
            )
        )
    return made
