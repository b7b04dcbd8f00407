"""Offences of the tests: what the police are told, and what the tests ask about a case."""

from collections.abc import Callable

from alongside.cases.models import Case, PoliceTrack
from alongside.cases.police.queries import clocks_of
from alongside.cases.queries import file_of

TOLD = {"force": "Northshire Police", "incident_number": "NS-0412-0099"}
Open = Callable[..., PoliceTrack]


def fresh(track: PoliceTrack) -> PoliceTrack:
    """The track as it stands now."""
    return PoliceTrack.objects.get(pk=track.pk)


def running(case: Case) -> list[str]:
    """The rules of the deadlines that run because of police and courts."""
    return sorted(duty.rule for duty in clocks_of(case))


def said(case: Case) -> list[str]:
    """What the file says of its offences, the newest first."""
    return [event.text for event in file_of(case, ["suspect"])]
