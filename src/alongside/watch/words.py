"""What happened, in the words that people on shift use."""

from collections.abc import Iterable
from uuid import UUID

from alongside.messages.queries import NextWay
from alongside.people.models import Staff
from alongside.watch.models import Alarm, AlarmEvent

KINDS = {
    "sos": "Asked for help",
    "duress": "Silent alarm",
    "fall": "May have fallen",
    "missed_check_in": "No check-in",
    "overrun": "Visit not ended",
    "not_home_safe": "Not home safe",
    "device_lost": "Device lost",
    "test": "Test",
}
OUTCOMES = {
    "found_safe": "Found safe",
    "false_accidental": "Set off by accident",
    "false_device": "Set off by the device",
    "genuine": "Genuine: help was needed",
    "test": "A test",
    "duplicate": "Part of another alarm",
}
HEARD = {
    "checked_in": "The worker checked in",
    "extended": "The worker asked for more time",
    "driving": "The worker said that they are driving",
    "ended": "The worker ended the visit",
    "home_safe": "The worker said that they are home",
    "started": "The worker started another visit",
}
GOOD = {"Taken", "Closed", "Checked", "WorkerHeard"}


def describe_event(event: AlarmEvent, names: dict[UUID, str] | None = None) -> str:
    """One line of an alarm's timeline. `names` are those of the people whom events mention by id."""
    content = event.content
    match event.name:
        case "Raised":
            words = KINDS[content["kind"]]
            return f"{words}, received late" if content.get("late") else words
        case "Pressed":
            return "Closed alarm opened again by a new press" if event.from_status == "closed" else "Pressed again"
        case "WorkerHeard":
            return HEARD.get(content["what"], "The worker was heard")
        case "Taken":
            return "Took the alarm"
        case "Progressed":
            return "Note"
        case "HandedOver":
            receiver = (names or {}).get(UUID(content["to"]), "a colleague")
            return f"Handed over to {receiver}"
        case "NobodyReachable":
            return f"Nobody in step {content['step']} could be reached or can take it"
        case "Closed":
            return f"Closed: {OUTCOMES[content['outcome']].lower()}"
        case "Reopened":
            return "Opened the closed alarm again"
        case "Checked":
            return "Checked the closing"
        case "ClockDue":
            return _describe_clock(event)
    return event.name


def describe_next_way(used: NextWay) -> str:
    """One line of the timeline: somebody is told on their next way."""
    because = "was shown, and nobody has opened it" if used.shown else "is not known to have arrived"
    if used.why:
        because = f"failed ({used.why.rstrip('.')})"
    return f"{used.recipient}: the {used.before.lower()} {because}, so their next way is used: {used.way.lower()}"


def _describe_clock(event: AlarmEvent) -> str:
    if event.from_status == event.to_status == "taken":
        return "No word from the owner: they were asked whether they still deal with it"
    if event.from_status == "taken":
        return "No word from the owner: people are rung again"
    if event.to_status == "exhausted" and event.from_status != "exhausted":
        return "Nobody took it: everybody is being rung"
    if event.to_status == "exhausted":
        return "Everybody was rung again"
    return "Nobody took it: the next people are rung"


def names_in(events: Iterable[AlarmEvent]) -> dict[UUID, str]:
    """Names of the people whom these events mention by id."""
    ids = {UUID(event.content["to"]) for event in events if event.name == "HandedOver"}
    return {staff.pk: staff.name for staff in Staff.objects.filter(pk__in=ids)}


def describe_status(alarm: Alarm, step: int, steps: int) -> tuple[str, str]:
    """The alarm's state in words, and how grave that is for a status tag."""
    owner = alarm.owner.name if alarm.owner else ""
    match alarm.status:
        case "raised" | "ringing" if owner:
            return f"No word from {owner}: people are rung again", "danger"
        case "raised" | "ringing":
            return f"Ringing, step {max(step, 1)} of {steps}", "danger"
        case "exhausted":
            return "Nobody took it: everybody is rung again and again", "danger"
        case "taken":
            return f"{owner} has it", "good"
    return "Closed", "quiet"
