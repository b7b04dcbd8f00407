"""Every write to the device register, and signals that do not come from a device."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from alongside.devices.models import Device, LastHeard, Protocol
from alongside.devices.protocols.link import identify
from alongside.devices.protocols.signal import Signal
from alongside.devices.store import Outcome, digest_secret, store, write_app_frame
from alongside.ledger.actions import SYSTEM, Actor, record
from alongside.ledger.clock import now
from alongside.people.models import Staff

SECRET_BYTES = 20
"""160 random bits: nobody guesses them, and a QR code still holds them."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """A device and what it proves itself with. `secret` is shown once and kept nowhere.

    For a check-in link `secret` is the key; for OsmAnd without a secret it is None, and the identifier is what must
    stay unknown.
    """

    device: Device
    identifier: str
    secret: str | None


def register_device(
    worker: Staff,
    protocol: str,
    identifier: str = "",
    *,
    label: str = "",
    secret: str | None = None,
    with_secret: bool | None = None,
    by: Actor = SYSTEM,
) -> Credentials:
    """Registers a device that speaks for `worker`.

    `identifier` is what the device calls itself; made up where it is empty. For a check-in link it becomes the
    label, and the key is the identifier. `secret` is for demonstrations; else one is made. OsmAnd gets none unless
    `with_secret`, because Traccar Client can send only its id. Raises ValidationError where the name is taken,
    unusable, or the worker has left.
    """
    protocol = _known(protocol)
    if not worker.active:
        raise ValidationError("This person has left.")
    if with_secret is None:
        with_secret = protocol != Protocol.OSMAND or secret is not None
    if with_secret and not secret:
        secret = secrets.token_urlsafe(SECRET_BYTES)
    if protocol == Protocol.LINK:
        label = label or identifier
        identifier = identify(secret or "")
    identifier = identifier.strip() or secrets.token_urlsafe(SECRET_BYTES)
    if len(identifier) > 200 or not identifier.isprintable() or (":" in identifier and protocol == Protocol.OWNTRACKS):
        raise ValidationError("A device's name has at most 200 printable characters, and no colon for OwnTracks.")
    device = Device(
        organisation_id=worker.organisation_id,
        worker=worker,
        protocol=protocol,
        identifier=identifier,
        secret_digest=bytes.fromhex(digest_secret(secret)) if with_secret and secret else None,
        label=label,
        registered_at=now(),
    )
    try:
        with transaction.atomic():
            device.save(force_insert=True)
            LastHeard.objects.get_or_create(worker=worker, defaults={"organisation_id": worker.organisation_id})
            _record("device.registered", device, by, protocol=protocol)
    except IntegrityError as error:
        raise ValidationError("A device of that name is already registered.") from error
    return Credentials(device, secret or "" if protocol == Protocol.LINK else identifier, secret)


@transaction.atomic
def rotate_secret(device: Device, *, by: Actor = SYSTEM) -> Credentials:
    """Gives a device a new secret; the old one opens nothing from the next frame on.

    An OsmAnd device without a secret gets a new identifier instead, since that is its key.
    """
    device = Device.objects.select_for_update().get(pk=device.pk)
    secret: str | None = None
    if device.secret_digest is None:
        device.identifier = secrets.token_urlsafe(SECRET_BYTES)
    else:
        secret = secrets.token_urlsafe(SECRET_BYTES)
        device.secret_digest = bytes.fromhex(digest_secret(secret))
        if device.protocol == Protocol.LINK:
            device.identifier = identify(secret)
    device.save(update_fields=["identifier", "secret_digest"])
    _record("device.secret_rotated", device, by)
    return Credentials(device, secret or "" if device.protocol == Protocol.LINK else device.identifier, secret)


@transaction.atomic
def change_state(device: Device, state: str, *, reason: str, by: Actor = SYSTEM) -> None:
    """Suspends a device, marks it lost or retired, or puts it back to live. Only a live one is believed, from the next
    frame on.

    Raises ValidationError without a reason or for a device that is retired, which is for good.
    """
    if not reason.strip():
        raise ValidationError("Say why.")
    device_now = Device.objects.select_for_update().get(pk=device.pk)
    if device_now.state == Device.State.RETIRED:
        raise ValidationError("A retired device does not come back. Register it again.")
    before, device.state = device_now.state, Device.State(state)
    Device.objects.filter(pk=device.pk).update(state=device.state)
    _record("device.state_changed", device, by, before=before, after=state, reason=reason)


def store_signal(worker: Staff, signal: Signal) -> Outcome:
    """Stores what a worker said in the app or through the API, by the same statement as the gateway, in the caller's
    transaction.

    The caller has checked that whoever asks may speak for this worker. `signal.device` names what was used.
    """
    frame = write_app_frame(signal, worker_id=worker.pk, organisation_id=worker.organisation_id)
    return store([frame], connection)[0]


def _known(protocol: str) -> str:
    if protocol not in Protocol.values:
        raise ValidationError(f"Alongside speaks {', '.join(Protocol.values)}.")
    return Protocol(protocol).value


def _record(verb: str, device: Device, by: Actor, **details: str) -> None:
    record(verb, "device", device.pk, organisation_id=device.organisation_id, actor=by, details=details)


def await_check_in(worker: Staff, awaited: bool) -> None:
    """The same as `await_check_ins`, of one worker."""
    await_check_ins({worker.pk: (worker.organisation_id, awaited)})


def await_check_ins(awaited: Mapping[UUID, tuple[UUID, bool]]) -> None:
    """Whether a check-in of each worker goes to the watch's inbox from now on, or only moves `LastHeard`; by worker, with their
    organisation.

    For the watch, in the transaction that moves a visit; makes the worker's row where there is none. See `devices.store`
    for why no check-in slips past it.
    """
    if not awaited:
        return
    workers = sorted(awaited)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO devices_lastheard (worker_id, organisation_id, wake_on_check_in)
            SELECT * FROM unnest(%s::uuid[], %s::uuid[], %s::bool[])
            ON CONFLICT (worker_id) DO UPDATE SET wake_on_check_in = excluded.wake_on_check_in
            """,
            [workers, [awaited[worker][0] for worker in workers], [awaited[worker][1] for worker in workers]],
        )
