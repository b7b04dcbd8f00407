"""Reading what is recorded of a worker, for the worker; and what an organisation says of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from alongside.devices.models import Device, LastHeard
from alongside.ledger.clock import now
from alongside.people.models import Organisation, Staff
from alongside.people.queries import organisations_where
from alongside.people.roles import Role
from alongside.watch.models import OwnArchive, PrivacyNotice, Visit
from alongside.watch.queries import current_visit_of

KEEPERS = (Role.ADMINISTRATOR, Role.LSMS, Role.SECURITY_DIRECTOR)
MOST_ARCHIVES = 10


@dataclass(frozen=True, slots=True)
class RecordedNow:
    """What is recorded of a worker at this moment; the same whether or not a silent alarm stands (S9)."""

    visit: Visit | None
    devices: list[Device]
    last_heard_at: datetime | None
    position_at: datetime | None


def recorded_now(worker: Staff) -> RecordedNow:
    """See `RecordedNow`."""
    heard = LastHeard.objects.filter(worker=worker).first()
    devices = list(Device.objects.filter(worker=worker).exclude(state=Device.State.RETIRED).order_by("label", "pk"))
    times = (heard.last_heard_at, heard.position_at) if heard else (None, None)
    return RecordedNow(current_visit_of(worker), devices, *times)


def notice_for(organisation: Organisation) -> PrivacyNotice | None:
    """What the organisation says today: the newest that holds already."""
    today = now().astimezone(ZoneInfo(organisation.time_zone)).date()
    return notices_of(organisation).filter(applies_from__lte=today).order_by("-applies_from", "-pk").first()


def notices_of(organisation: Organisation) -> QuerySet[PrivacyNotice]:
    """All that the organisation ever said."""
    return PrivacyNotice.objects.filter(organisation=organisation)


def bodies_kept_by(user: Any) -> list[Organisation]:
    """The organisations whose notice this person sets, by name."""
    return list(Organisation.objects.filter(pk__in=organisations_where(user, *KEEPERS)).order_by("name"))


def archives_of(worker: Staff) -> QuerySet[OwnArchive]:
    """The copies that this worker asked for, the newest first; without their content."""
    return OwnArchive.objects.filter(staff=worker).defer("content").order_by("-pk")


def shown_archives(worker: Staff) -> list[dict[str, Any]]:
    """The last copies with how far they are."""
    moment = now()
    return [
        {
            "archive": one,
            "percent": 100 * one.parts_done // one.parts_total if one.parts_total else 0,
            "slow": one.status == OwnArchive.Status.WAITING and one.asked_at < moment - timedelta(minutes=10),
        }
        for one in archives_of(worker)[:MOST_ARCHIVES]
    ]
