"""A watcher's share of the work: what it takes, and how each item becomes a decision."""

import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import InterfaceError, OperationalError, connection, transaction

from alongside.devices.models import Inbox
from alongside.ledger.actions import Actor
from alongside.ledger.clock import now
from alongside.messages.actions import claim_replies, put_reply_away, queue
from alongside.messages.models import Reply
from alongside.people.models import Staff
from alongside.people.roles import Role
from alongside.watch import actions, engine, sweep, telling, text_commands
from alongside.watch.decisions import LOCK, Moment, decide_alarm, decide_visit, try_lock_worker
from alongside.watch.homecoming import hear_at_home
from alongside.watch.models import Alarm, Visit
from alongside.watch.plans import engine_plan, reaches
from alongside.watch.sweep import UNHEARD, Heard

log = logging.getLogger("alongside.watch")

SHARE = 50
"""Items that one transaction takes at the most."""

LOT = 500
"""Due visits that one transaction moves on together."""

LOOK_AHEAD = 2000
"""Due clocks that are looked through for workers whom nobody else holds."""

REST_S = 5.0
"""How long an item that could not be decided is left alone by this process, so that it holds up no other."""

KEEPERS = tuple(engine.Target(role=role) for role in (Role.LINE_MANAGER, Role.LSMS))
"""Who is told that somebody wants no more text messages: whoever keeps the plan must know whom reminders do not reach."""

PANIC = {"sos": engine.AlarmKind.SOS, "fall": engine.AlarmKind.FALL}


class Busy(Exception):
    """Somebody else holds a worker whom the decision turned out to need; the item is passed over."""


@dataclass(slots=True)
class Share:
    """What became of what was taken: decided, or left because somebody else holds the worker."""

    done: int = 0
    passed_over: int = 0


@dataclass(slots=True)
class Worklist:
    """What one watcher takes. Holds nothing but which items it lets rest."""

    resting: dict[UUID, float] = field(default_factory=dict)

    def take_inbox(self) -> Share:
        """Decides signals in the order in which they came, and removes them from the inbox."""
        waiting = Inbox.objects.select_for_update(skip_locked=True, of=("self",)).exclude(pk__in=self._resting())
        items = list(
            waiting.select_related("signal__device", "worker__organisation", "worker__team").order_by("received_at")[
                :SHARE
            ]
        )
        return self._decide(items, lambda item: item.worker_id, _decide_signal)

    def take_replies(self) -> Share:
        """Decides what people answered to messages."""
        return self._decide(claim_replies(SHARE, leave_out=self._resting()), _worker_of_reply, _decide_reply)

    def take_clocks(self) -> Share:
        """Moves on the alarms, then the visits, whose clock has come, the longest due first."""
        share = self._decide_due(Alarm, list(_due("watch_alarm", self._resting(), SHARE)), _alarm_due)
        visits = _due("watch_visit", self._resting(), LOT)
        heard = _last_heard(visits.values()) if visits else {}
        moved = sweep.move_on(list(visits), heard, more_to_come=len(visits) >= LOT) if visits else set()
        left = [key for key in visits if key not in moved][:SHARE]
        part = self._decide_due(Visit, left, _visit_due)
        return Share(share.done + len(moved) + part.done, share.passed_over + part.passed_over)

    def _decide_due(self, model: Any, keys: list[UUID], decide: Callable[..., None]) -> Share:
        if not keys:
            return Share()
        rows = model.objects.filter(pk__in=keys).select_related("worker__organisation", "worker__team", "plan_version")
        return self._decide(list(rows.order_by("clock_at")), lambda row: row.worker_id, decide)

    def _decide(self, items: list[Any], worker_of: Callable[[Any], UUID], decide: Callable[..., None]) -> Share:
        """Decides each item behind a savepoint: one that fails rests, and holds up no other."""
        workers = [(item, worker_of(item)) for item in items]
        held = [(item, worker) for item, worker in workers if try_lock_worker(worker)]
        share = Share(passed_over=len(items) - len(held))
        heard = _last_heard(worker for _, worker in held)
        for item, worker in held:
            try:
                with transaction.atomic():
                    decide(item, heard.get(worker, UNHEARD))
            except Busy:
                share.passed_over += 1
                continue
            except engine.Refused as refused:
                log.info("%s: %s", type(item).__name__, refused.sentence)
                _put_away(item)
            except (OperationalError, InterfaceError):
                raise
            except Exception:
                log.exception("%s %s could not be decided and will be tried again", type(item).__name__, item.pk)
                self.resting[item.pk] = time.monotonic() + REST_S
                continue
            share.done += 1
        return share

    def _resting(self) -> list[UUID]:
        moment = time.monotonic()
        self.resting = {key: until for key, until in self.resting.items() if until > moment}
        return list(self.resting)


def _due(table: str, resting: list[UUID], most: int) -> dict[UUID, UUID]:
    """Rows whose clock has come and whose worker's lock this transaction has now taken: the worker by the row's key."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT id, worker_id FROM (
                SELECT id, worker_id FROM {table}
                WHERE clock_at <= alongside_now() AND NOT id = ANY (%s)
                ORDER BY clock_at LIMIT {LOOK_AHEAD}
            ) due
            WHERE pg_try_advisory_xact_lock({LOCK.format("worker_id")}) LIMIT {most}
            """,  # noqa: S608 (names of our own tables)
            [resting],
        )
        return dict(cursor.fetchall())


def _last_heard(workers: Iterable[UUID]) -> dict[UUID, Heard]:
    """When the gateway last received a check-in of each worker, and anything at all.

    The rows stay locked until the decision is committed, so that a check-in that comes meanwhile waits and then sees
    whether the watch wants to be woken (`devices.store`). Taken in order of worker, as the gateway does.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT worker_id, last_check_in_at, last_heard_at FROM devices_lastheard WHERE worker_id = ANY (%s) "
            "ORDER BY worker_id FOR UPDATE",
            [list(workers)],
        )
        return {worker: (checked_in, heard) for worker, checked_in, heard in cursor.fetchall()}


def _alarm_due(alarm: Alarm, heard: Heard) -> None:
    moment = now()
    if alarm.clock_at is not None and alarm.clock_at <= moment:
        decide_alarm(alarm, engine.ClockDue(), Moment(moment, due_at=alarm.clock_at))


def _visit_due(visit: Visit, heard: Heard) -> None:
    moment = now()
    if visit.clock_at is not None and visit.clock_at <= moment:
        event = engine.look_at(engine.from_dict(visit.state), *heard)
        decide_visit(visit, event, Moment(moment, due_at=visit.clock_at))


def _decide_signal(item: Inbox, heard: Heard) -> None:
    signal, worker = item.signal, item.worker
    device = signal.device
    by = Actor("device", device.pk, device.label or device.identifier) if device else _actor(worker)
    if item.kind in PANIC:
        press = actions.Press(PANIC[item.kind], item.received_at, signal.device_at, signal.buffered)
        actions.ask_for_help(worker, press, by=by)
    elif visit := actions.running_visit(worker.pk):
        if item.kind == "check_in":
            actions.check_in(visit, by=by, via=signal.protocol, at=item.received_at, late=signal.buffered)
        elif item.kind == "end":
            actions.end_visit(visit, by=by, needs_pin=False)
    elif item.kind == "check_in" and not signal.buffered:
        hear_at_home(worker, by=by, via=signal.protocol, at=item.received_at)
    item.delete()


def _worker_of_reply(reply: Reply) -> UUID:
    """Whom the decision will be about: a taken alarm's worker, or whoever asks for help or says that they are safe."""
    alarm = None
    if reply.code in ("take", "pass"):
        alarm = _alarm_answered(reply)
    elif reply.code not in ("help", "safe", *text_commands.COMMANDS):
        alarm = _alarm_spoken_of(reply)
    return alarm.worker_id if alarm else reply.staff_id


def _decide_reply(reply: Reply, heard: Heard) -> None:
    by, answer = _actor(reply.staff), ""
    if reply.code == "take" and (alarm := _alarm_answered(reply)):
        answer = _take_by_message(alarm, reply, by)
    elif reply.code == "pass" and (alarm := _alarm_answered(reply)):
        answer = _pass_by_message(alarm, reply, by)
    elif reply.code == "help":
        press = actions.Press(engine.AlarmKind.SOS, reply.received_at)
        more = reply.text if len(reply.text.split()) > 1 else ""
        actions.ask_for_help(reply.staff, press, by=by, text=more)
        text_commands.answer(reply, "help")
    elif reply.code == "safe" and (visit := actions.running_visit(reply.staff_id)):
        visit = actions.check_in(visit, by=by, via="sms", at=reply.received_at)
        text_commands.answer_check_in(reply, visit)
    elif reply.code == "safe" and hear_at_home(reply.staff, by=by, via="sms", at=reply.received_at):
        text_commands.answer(reply, "home")
    elif reply.code in text_commands.COMMANDS:
        text_commands.obey(reply, by)
    elif reply.code in ("stop", "start"):
        queue(telling.tell_of_stop(reply, KEEPERS))
        _pass_on(reply, by)  # "Stop" may also be said to somebody
    else:
        _pass_on(reply, by)
        if reply.code == "safe" and _alarm_spoken_of(reply) is None:
            text_commands.answer(reply, "no_visit")
    put_reply_away(reply, answer)


def _take_by_message(alarm: Alarm, reply: Reply, by: Actor) -> str:
    """Takes the alarm, and tells whoever answered whether it is now theirs: they have no screen before them. Returns what
    is said to them where they are still on the telephone.
    """
    refused = None
    try:
        alarm = actions.take_alarm(alarm, reply.staff, by=by)
    except engine.Refused as refusal:
        refused = refusal
    queue(telling.answer_taker(alarm, reply.staff, f"answer.{reply.pk}", refused))
    return telling.spoken_answer(alarm, refused)


def _pass_by_message(alarm: Alarm, reply: Reply, by: Actor) -> str:
    """Puts on the alarm that somebody cannot take it; where nobody else of this step is left, the next is rung at once.

    Returns what is said to them. Whoever has taken it cannot pass it on so: they hand it over to somebody.
    """
    if alarm.closed_at is not None:
        return "This alarm has been closed. You need do nothing more."
    if alarm.owner_id == reply.staff_id:
        return (
            "You have taken this alarm. It stays yours until you hand it over to somebody, or somebody else takes it."
        )
    actions.note_progress(alarm, reply.staff, "I cannot take it.", by=by)
    alarm.refresh_from_db()
    state = engine.from_dict(alarm.state)
    if state.status is engine.AlarmStatus.RINGING and not _left_to_answer(alarm, state):
        decide_alarm(alarm, engine.NobodyReachable(now(), state.round, state.step), Moment(now()))
        return "It is passed on. The next people are being rung now."
    return "It is passed on. Others are being rung."


def _left_to_answer(alarm: Alarm, state: engine.AlarmState) -> bool:
    """Whether somebody who is being rung has not passed it on since this ringing began."""
    targets = engine_plan(alarm.plan_version).targets_up_to(state.step, without=alarm.worker_id)
    rung = {reach.staff.pk for reach in reaches(targets, alarm.worker)}
    passed = Reply.objects.filter(code="pass", message__key__startswith=f"alarm:{alarm.pk}:{state.round}.")
    return bool(rung - set(passed.values_list("staff_id", flat=True)))


def _pass_on(reply: Reply, by: Actor) -> None:
    """Puts words that decide nothing on the alarm that they are about, where people read them."""
    text = reply.text.strip()[: actions.LONGEST_TEXT]
    alarm = _alarm_spoken_of(reply)
    if not text or alarm is None:
        return
    if not try_lock_worker(alarm.worker_id):  # not the worker whose lock was taken for this reply
        raise Busy
    actions.note_progress(alarm, reply.staff, text, by=by)


def _alarm_spoken_of(reply: Reply) -> Alarm | None:
    """The writer's own open alarm before all, else the one that they were written to about."""
    own = Alarm.objects.filter(worker_id=reply.staff_id, closed_at=None).first()
    return own or _alarm_answered(reply)


def _alarm_answered(reply: Reply) -> Alarm | None:
    message = reply.message
    if message is None or message.about_type != "alarm":
        return None
    return Alarm.objects.filter(pk=message.about_id).first()


def _put_away(item: Any) -> None:
    """A signal or an answer that was refused has been dealt with."""
    if isinstance(item, Inbox):
        item.delete()
    elif isinstance(item, Reply):
        put_reply_away(item)


def _actor(staff: Staff) -> Actor:
    return Actor("user", staff.user_id, staff.name)
