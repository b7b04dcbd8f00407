"""Employing thousands of people at once: what `world` does one by one, in a few statements for each body.

The ledger tells the same as if it had been done by the actions.
"""

from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any
from uuid import UUID

from alongside.demo.buddies import agreement
from alongside.demo.cast import Body, Member
from alongside.devices.models import Device, LastHeard
from alongside.devices.protocols.link import identify
from alongside.devices.store import digest_secret
from alongside.ledger.actions import SYSTEM, Deed, record_many
from alongside.ledger.clock import now
from alongside.ledger.keys import new_id
from alongside.people.models import ApiToken, Appointment, ContactPoint, Organisation, Staff, Team, User
from alongside.people.roles import Role
from alongside.watch.models import BuddyAgreement


def employ_all(
    body: Body,
    organisation: Organisation,
    teams: Mapping[str, Team],
    *,
    pins: tuple[str, str],
    hash_password: Callable[[str], str],
    label: str,
) -> None:
    """Writes everybody of a body with accounts, roles, contact points, devices and, for those who play, tokens. `pins`
    are the hashes that every worker gets.
    """
    moment = now()
    users = {
        one.username: User(username=one.username, name=one.name, email=one.email, password=hash_password(one.password))
        for one in body.members
    }
    ids = {one.username: new_id() for one in body.members}
    staff = {
        one.username: Staff(
            id=ids[one.username],
            organisation=organisation,
            team=teams.get(one.team or ""),
            user=users[one.username],
            name=one.name,
            job_title=one.job_title,
            line_manager_id=ids.get(one.line_manager or ""),
            pin=pins[0] if Role.WORKER in one.roles else "",
            duress_pin=pins[1] if Role.WORKER in one.roles else "",
        )
        for one in body.members
    }
    common: dict[str, Any] = {"organisation": organisation}
    rows: list[list[Any]] = [
        list(users.values()),
        list(staff.values()),
        [
            Appointment(**common, staff=staff[one.username], role=role, team=team)
            for one in body.members
            for role, team in _appointments(one, teams)
        ],
        [
            ContactPoint(
                **common,
                staff=staff[one.username],
                channel=channel,
                address=address,
                position=position,
                verified_at=moment,
            )
            for one in body.members
            for position, (channel, address) in enumerate(
                (("console", ""), ("sms", one.phone), ("email", one.email)), start=1
            )
        ],
        [
            ApiToken(
                user=users[one.username], label=label, digest=sha256(one.token.encode()).digest(), created_at=moment
            )
            for one in body.members
            if one.played_as
        ],
        [
            Device(
                **common,
                worker=staff[one.username],
                protocol=device.protocol,
                identifier=identify(device.identifier) if device.protocol == "link" else device.identifier,
                secret_digest=bytes.fromhex(digest_secret(device.secret)) if device.secret else None,
                registered_at=moment,
            )
            for one in body.members
            for device in one.devices
        ],
        [LastHeard(**common, worker=staff[one.username]) for one in body.members if one.devices],
        [agreement(staff[one.username], staff[one.buddy], moment) for one in body.members if one.buddy in staff],
    ]
    for of_one_kind in rows:
        if of_one_kind:
            type(of_one_kind[0])._default_manager.bulk_create(of_one_kind)
    record_many(_deeds(organisation.pk, rows), at=moment)


def _appointments(member: Member, teams: Mapping[str, Team]) -> list[tuple[Role, Team | None]]:
    whole: list[tuple[Role, Team | None]] = [(role, None) for role in member.roles]
    return whole + [(role, teams[member.team or ""]) for role in member.team_roles]


def _deeds(organisation_id: UUID, rows: list[list[Any]]) -> list[Deed]:
    deeds: list[tuple[str, str, UUID, dict[str, Any]]] = []
    for row in (row for of_one_kind in rows for row in of_one_kind):
        match row:
            case Staff():
                deeds.append(("staff.added", "staff", row.pk, {}))
                if row.pin:
                    deeds.append(("staff.pins_set", "staff", row.pk, {}))
                if row.line_manager_id:
                    support = {"line_manager": row.line_manager_id}
                    deeds.append(("staff.support_named", "staff", row.pk, support))
            case Appointment():
                details = {"role": row.role, "team": row.team_id}
                deeds.append(("staff.appointed", "staff", row.staff_id, details))
            case ContactPoint():
                details = {"contact_point": row.pk, "channel": row.channel}
                deeds.append(("contact_point.added", "staff", row.staff_id, details))
            case ApiToken():
                deeds.append(("token.created", "user", row.user_id, {"label": row.label}))
            case BuddyAgreement():
                deeds.append(("buddy.accepted", "buddy", row.pk, {"worker": row.worker_id, "buddy": row.buddy_id}))
            case Device():
                deeds.append(("device.registered", "device", row.pk, {"protocol": row.protocol}))
    return [Deed(verb, kind, key, organisation_id, SYSTEM, details) for verb, kind, key, details in deeds]
