"""The next of kin: whom a worker wants told when nobody at work can be reached. Somebody without an account, who can answer
nothing by a message; kept by the worker alone, and never told of more than the worker agreed to.
"""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.template.loader import render_to_string

from alongside.ledger.actions import Actor, record
from alongside.ledger.clock import now
from alongside.messages import actions as messages
from alongside.messages.actions import Outgoing
from alongside.messages.models import Message, Purpose
from alongside.people.models import ContactPoint, Staff
from alongside.people.reached import number_as_written
from alongside.watch import engine
from alongside.watch.models import Alarm, NextOfKin

LONGEST_NAME = 100
TOLD_OF = ("taken", "closed")
"""What a next of kin who was called upon learns afterwards: that somebody looks after it, and that it is over."""


@transaction.atomic
def name_kin(worker: Staff, name: str, number: str, tells: str, *, by: Actor) -> NextOfKin:
    """The worker names a next of kin, or changes who it is; they are told so by text, once for each number.

    Raises ValidationError at `name`, `number` or `tells`.
    """
    name = " ".join(name.split())
    errors: dict[str, Any] = {}
    if not name or len(name) > LONGEST_NAME:
        errors["name"] = "Write the name of the person."
    if tells not in NextOfKin.Tells.values:
        errors["tells"] = "Choose what they may be told."
    try:
        number = number_as_written(number, worker.organisation.time_zone)
    except ValidationError as error:
        errors["number"] = error.messages[0]
    else:
        if ContactPoint.objects.filter(staff=worker, address=number).exists():
            errors["number"] = "This is your own number. Write that of somebody else."
    if errors:
        raise ValidationError(errors)
    said = {
        "organisation_id": worker.organisation_id,
        "name": name,
        "number": number,
        "tells": tells,
        "agreed_at": now(),
    }
    kin, _ = NextOfKin.objects.update_or_create(staff=worker, defaults=said)
    _record("kin.named", worker, by, {"tells": tells})
    messages.queue([_message("kin_named", kin, f"kin:{worker.pk}:named", "kin", worker, {}, Purpose.NOTICE)])
    return kin


@transaction.atomic
def forget_kin(worker: Staff, *, by: Actor) -> None:
    """The worker wants nobody told any more."""
    if NextOfKin.objects.filter(staff=worker).delete()[0]:
        _record("kin.forgotten", worker, by, {})


def kin_of(worker: Staff) -> NextOfKin | None:
    """Whom the worker has named, or None."""
    return NextOfKin.objects.filter(staff=worker).first()


def called_upon(alarm: Alarm, targets: Iterable[engine.Target]) -> list[Outgoing]:
    """What the worker's next of kin is told where they are among the targets: once for an alarm, however often it rings.

    Never of a silent alarm: whoever rings the worker then could harm them.
    """
    kin = _kin_of(alarm)
    if kin is None or not any(target.kin for target in targets):
        return []
    return [_message("kin", kin, _key(alarm), "alarm", alarm, _context(alarm, kin), Purpose.ALARM)]


def told_of(alarm: Alarm, effect: engine.Tell) -> list[Outgoing]:
    """What a next of kin who was called upon is told later."""
    kin = _kin_of(alarm)
    if kin is None or effect.what not in TOLD_OF:
        return []
    if not Message.objects.filter(key=_key_of(_key(alarm), kin)).exclude(status=Message.Status.CANCELLED).exists():
        return []
    key = f"alarm:{alarm.pk}:{effect.key}"
    return [_message("kin_told", kin, key, "alarm", alarm, {"what": effect.what}, Purpose.NOTICE)]


def _kin_of(alarm: Alarm) -> NextOfKin | None:
    if alarm.kind == engine.AlarmKind.DURESS:
        return None
    return NextOfKin.objects.filter(staff=alarm.worker_id).select_related("staff").first()


def _key(alarm: Alarm) -> str:
    return f"alarm:{alarm.pk}:kin.{alarm.state.get('reopened', 0)}"


def _key_of(key: str, kin: NextOfKin) -> str:
    return f"{key}:{kin.pk}:sms:{kin.number}"


def _context(alarm: Alarm, kin: NextOfKin) -> dict[str, Any]:
    place = alarm.visit.place if alarm.visit and kin.tells == NextOfKin.Tells.PLACE else ""
    return {"number": alarm.plan_version.kin_number or settings.CENTRE_PHONE, "place": place}


def _message(
    template: str, kin: NextOfKin, key: str, about_type: str, about: Any, context: dict[str, Any], purpose: Purpose
) -> Outgoing:
    body = render_to_string(f"watch/messages/{template}.txt", {"kin": kin, "worker": kin.staff} | context).strip()
    return Outgoing(
        organisation_id=kin.organisation_id,
        key=_key_of(key, kin),
        recipient_id=None,
        channel=ContactPoint.Channel.SMS,
        address=kin.number,
        purpose=purpose,
        subject="",
        body=body,
        about_type=about_type,
        about_id=about.pk,
    )


def _record(verb: str, worker: Staff, by: Actor, details: dict[str, Any]) -> None:
    record(verb, "staff", worker.pk, organisation_id=worker.organisation_id, actor=by, details=details)
