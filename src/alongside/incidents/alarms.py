"""From a report to a live alarm, and from a closed alarm to a report: the one module of this room that knows the watch."""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core import signing
from django.db import transaction

from alongside.incidents.models import Draft, Incident
from alongside.incidents.reporting.actions import start_draft
from alongside.incidents.reporting.answers import told_to_helpers
from alongside.incidents.reporting.doors import WRITER
from alongside.ledger.clock import now
from alongside.messages.models import Message
from alongside.people.actions import actor_for
from alongside.people.callers import WITHOUT, caller_at, more_callers, stands_for_many
from alongside.people.knocks import knock
from alongside.people.models import Organisation, Place, Staff
from alongside.people.queries import place_in, places_of
from alongside.risk.models import Subject
from alongside.watch.actions import Press, ask_for_help, note_progress
from alongside.watch.decisions import lock_worker
from alongside.watch.engine import AlarmKind
from alongside.watch.models import Alarm, AlarmEvent
from alongside.watch.queries import alarms_for
from alongside.watch.words import KINDS, OUTCOMES

LATE = timedelta(minutes=2)
"""A call that took longer than this to reach us is labelled with when it was pressed."""
LONGEST_TEXT = 2000
MOST_CALLS = 20
"""So many calls without an account stand open beside each other in one organisation; more are put together in one alarm, so that
they hide no other.
"""
RINGS_AGAIN_AFTER = timedelta(minutes=1)
"""Many calls that are one alarm ring again no more often than this: it rings anyway while nobody takes it."""
MOST_LISTED = 100
"""So many of them are listed one by one within ten minutes."""
CALL = "alongside.report.call"
UNLISTED = "More calls come than can be listed one by one."
HALF_DAY, MONTH = timedelta(hours=12), timedelta(days=31)
MOST_NEAR = 10

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Call:
    """What became of a call for help. `is_told` is false where nobody could be reached, whether or not an alarm stands;
    `owner` is who answers it, empty while nobody does.
    """

    alarm_id: UUID | None = None
    is_told: bool = False
    owner: str = ""


def call_for_help(draft: Draft, user: Any, *, pressed_at: datetime | None = None, crowded: bool = False) -> Call:
    """Raises a live alarm from a report, because somebody is in danger now.

    Somebody who works here calls as themselves; anybody else is a caller of their own, so that two who call are two alarms.
    `crowded`: so many call from the same address that this one joins the alarm of the many, which rings for it. The
    answers are saved already, and nothing that fails here touches them: the caller of this says honestly that nobody was told. Asked again for
    the same draft, it rings no second time.
    """
    if draft.help_alarm is not None:
        return call_of(draft)
    moment = now()
    late = pressed_at is not None and moment - pressed_at > LATE
    press = Press(AlarmKind.SOS, moment, pressed_at if late else None, late)
    staff = place_in(user, draft.organisation_id)
    try:
        with transaction.atomic():
            if staff is not None:
                alarm = ask_for_help(staff, press, by=actor_for(user), text=_words(draft.place))
            else:
                alarm = _call_without_account(draft.organisation, draft.place, press, _number_of(draft), crowded)
            Draft.objects.filter(pk=draft.pk).update(help_alarm=alarm.pk, help_at=moment)
            draft.help_alarm, draft.help_at = alarm.pk, moment
    except Exception:
        log.exception("no alarm could be raised from a report")
        Draft.objects.filter(pk=draft.pk).update(help_at=moment)
        draft.help_at = moment
        return Call()
    return call_of(draft)


def call_without_report(organisation: Organisation, place: Place | None) -> Call:
    """The same for somebody who could not begin a report, because so many are begun from the same address."""
    try:
        with transaction.atomic():
            alarm = _call_without_account(organisation, place, Press(AlarmKind.SOS, now()), "Somebody", crowded=True)
    except Exception:
        log.exception("no alarm could be raised for somebody who was not let in")
        return Call()
    return _as_call(alarm.pk)


def sign_call(call: Call) -> str:
    """What a phone shows later to have its report tied to a call that it made without one (`tie_call`)."""
    return signing.dumps(str(call.alarm_id), salt=CALL) if call.alarm_id else ""


def tie_call(draft: Draft, signed: str) -> None:
    """Ties a report to the call that was made before it could be begun. What is not signed by us changes nothing."""
    try:
        alarm_id = UUID(signing.loads(signed, salt=CALL, max_age=timedelta(days=1))) if signed else None
    except (signing.BadSignature, ValueError):
        return
    alarm = Alarm.objects.filter(pk=alarm_id, organisation=draft.organisation_id).first() if alarm_id else None
    if alarm is not None:
        Draft.objects.filter(pk=draft.pk).update(help_alarm=alarm.pk, help_at=alarm.raised_at)
        draft.help_alarm, draft.help_at = alarm.pk, alarm.raised_at


def call_of(draft: Draft) -> Call:
    """How the call stands that was made from a report."""
    return _as_call(draft.help_alarm) if draft.help_alarm else Call()


def add_to_call(draft: Draft, user: Any, text: str) -> bool:
    """Tells those who answer the alarm something more, such as where it is. False where that failed or nobody was told."""
    if draft.help_alarm is None or not text.strip():
        return False
    alarm = Alarm.objects.select_related("worker").filter(pk=draft.help_alarm, closed_at=None).first()
    if alarm is None:
        return False
    staff = place_in(user, draft.organisation_id)
    by = actor_for(user) if staff is not None and staff.pk == alarm.worker_id else WRITER
    before = f"{_number_of(draft)}: " if stands_for_many(alarm.worker) else ""
    try:
        with transaction.atomic():
            note_progress(alarm, alarm.worker, (before + text.strip())[:LONGEST_TEXT], by=by)
    except Exception:
        log.exception("an alarm could not be told more from a report")
        return False
    return True


def pass_on_answers(draft: Draft, user: Any, before: Mapping[str, Any]) -> None:
    """Tells those who answer the call what was answered since about where it is and what is happening; `before` are the
    answers as they were.
    """
    if draft.help_alarm is None:
        return
    known = told_to_helpers(before)
    for words in told_to_helpers(draft.answers):
        if words not in known:
            add_to_call(draft, user, words)


@dataclass(frozen=True, slots=True)
class ToReport:
    """A closed alarm that can become a report; `reported_as` where it has become one."""

    id: UUID
    raised_at: datetime
    worker: str
    is_mine: bool
    reported_as: str


def alarm_to_report(alarm_id: UUID, user: Any) -> ToReport | None:
    """The alarm as a report about it begins: one's own, or one that this person may answer. None where it is neither, or
    it is still open, or its worker is not to see that it was.
    """
    alarm = _closed_alarm(alarm_id, user)
    if alarm is None:
        return None
    report = Incident.objects.filter(alarm_id=alarm.pk).values_list("reference", flat=True).first()
    return ToReport(alarm.pk, alarm.raised_at, alarm.worker.name, alarm.worker.user_id == user.pk, report or "")


@transaction.atomic
def draft_from_alarm(alarm_id: UUID, user: Any, secret: str) -> Draft | None:
    """Begins the report of a closed alarm, with what the alarm knows. None where `alarm_to_report` is."""
    alarm = _closed_alarm(alarm_id, user)
    if alarm is None or place_in(user, alarm.organisation_id) is None:
        return None
    mine = alarm.worker.user_id == user.pk
    answers: dict[str, Any] = {
        "danger": "no",
        "when": "other",
        "when_at": now().isoformat(),
        **_local(alarm.raised_at, alarm.organisation.time_zone),
        "targets": ["me"] if mine else ["staff"],
    }
    if alarm.visit and alarm.visit.place:
        answers |= {"where": "elsewhere", "where_words": alarm.visit.place[:300]}
    if not mine:
        answers["affected"] = [{"kind": "staff", "name": alarm.worker.name}]
    return start_draft(alarm.organisation, secret, user_id=user.pk, alarm_id=alarm.pk, answers=answers)


@dataclass(frozen=True, slots=True)
class SeenAlarm:
    """An alarm that this person may answer, in words: "Asked for help", "Found safe"."""

    id: UUID
    raised_at: datetime
    worker: str
    kind: str
    outcome: str


def alarms_near(incident: Incident, user: Any, *, name: str = "") -> list[SeenAlarm]:
    """Alarms of the organisation that this person may answer, the nearest to the incident in time first: of the same half day, or
    with a worker's name of the same month.
    """
    span = MONTH if name else HALF_DAY
    at = incident.occurred_at
    found = alarms_for(user).filter(organisation=incident.organisation_id)
    for word in name.split()[:5]:
        found = found.filter(worker__name__unaccent__icontains=word)
    before = found.filter(raised_at__lte=at, raised_at__gte=at - span).order_by("-raised_at")[:MOST_NEAR]
    later = found.filter(raised_at__gt=at, raised_at__lte=at + span).order_by("raised_at")[:MOST_NEAR]
    nearest = sorted([*before, *later], key=lambda alarm: abs(alarm.raised_at - at))
    return [_seen(alarm) for alarm in nearest[:MOST_NEAR]]


def alarms_seen(keys: Iterable[UUID], user: Any) -> dict[UUID, SeenAlarm]:
    """Of these alarms those that this person may answer."""
    return {alarm.pk: _seen(alarm) for alarm in alarms_for(user).filter(pk__in=list(keys))}


def _seen(alarm: Alarm) -> SeenAlarm:
    return SeenAlarm(
        alarm.pk, alarm.raised_at, alarm.worker.name, KINDS[alarm.kind], OUTCOMES.get(alarm.outcome, "Still open")
    )


def _closed_alarm(alarm_id: UUID, user: Any) -> Alarm | None:
    mine = [place.pk for place in places_of(user)]
    related = ("worker", "visit", "organisation")
    own = Alarm.objects.select_related(*related).filter(pk=alarm_id, worker__in=mine, hidden_from_worker=False)
    found = own.exclude(closed_at=None).first()
    return found or alarms_for(user).select_related(*related).filter(pk=alarm_id).exclude(closed_at=None).first()


def _call_without_account(
    organisation: Organisation, place: Place | None, press: Press, number: str, crowded: bool
) -> Alarm:
    """`number` tells this call from the others where many are one alarm."""
    calls = Alarm.objects.filter(organisation=organisation, worker__job_title=WITHOUT, closed_at=None)
    if not crowded and calls.count() < MOST_CALLS:
        return ask_for_help(caller_at(organisation, place, by=WRITER), press, by=WRITER, text=_words(place))
    return _join_the_many(more_callers(organisation, by=WRITER), press, _words(place, number))


def _join_the_many(many: Staff, press: Press, words: str) -> Alarm:
    """Every call is a line of the alarm, and the alarm rings for it unless it rang a moment ago."""
    lock_worker(many.pk)
    alarm = Alarm.objects.select_related("worker").filter(worker=many, closed_at=None).first()
    lately = AlarmEvent.objects.filter(
        alarm=alarm, name__in=["Raised", "Pressed"], decided_at__gt=press.at - RINGS_AGAIN_AFTER
    )
    if alarm is None or not lately.exists():
        return ask_for_help(many, press, by=WRITER, text=words)
    if knock("help.line", str(many.pk), most=MOST_LISTED).is_let_in:
        note_progress(alarm, many, words, by=WRITER)
    elif knock("help.unlisted", str(many.pk), most=1).is_let_in:
        note_progress(alarm, many, UNLISTED, by=WRITER)
    return alarm


def _as_call(alarm_id: UUID) -> Call:
    alarm = Alarm.objects.select_related("owner").filter(pk=alarm_id).first()
    if alarm is None:
        return Call()
    told = Message.objects.filter(about_type="alarm", about_id=alarm_id).exists()
    owner = alarm.owner.name if alarm.owner and alarm.closed_at is None else ""
    return Call(alarm_id, told or bool(owner), owner)


def _number_of(draft: Draft) -> str:
    """By what somebody is told from the others where many call at once."""
    return f"Caller {draft.pk.hex[-4:].upper()}"


def _words(place: Place | None, who: str = "Somebody") -> str:
    where = f" Where: {place.name}, {place.site.name}." if place else ""
    return f"{who} is reporting an incident and says that someone is in danger now.{where}"


def _local(moment: datetime, zone: str) -> dict[str, str]:
    local = moment.astimezone(ZoneInfo(zone))
    return {"when_date": f"{local:%Y-%m-%d}", "when_time": f"{local:%H:%M}"}


def subject_of_alarm(alarm_id: UUID) -> Subject | None:
    """Whom the visit concerned from which an alarm was raised."""
    alarm = Alarm.objects.filter(pk=alarm_id).select_related("visit__subject").first()
    return alarm.visit.subject if alarm and alarm.visit else None
