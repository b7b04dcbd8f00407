"""What the reporter reads, and what we read of the conversation."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from alongside.evidence.models import StoredFile
from alongside.incidents.actions import FOLLOW
from alongside.incidents.following.steps import CHANGED, OF_THE_EVENT, OUTCOME, ROLES, Deed, Stage, Step, stages_of
from alongside.incidents.models import Account, Change, Identity, Incident, Told
from alongside.incidents.queries import incidents_for, own_reports, report_of_link
from alongside.incidents.reaching import Reached, reached_by_account, reached_by_address
from alongside.incidents.references import tidy
from alongside.ledger.actions import Actor
from alongside.ledger.models import Entry
from alongside.people.actions import actor_for
from alongside.people.models import AccessLink, Appointment, Staff
from alongside.people.queries import link_of
from alongside.people.scope import entering_by

REPORTER = "reporter"
"""Kind of the actor who came with reference and code."""
NEWS = "report.news"
"""Purpose of the link in a message "there is something new": it shows nothing of the report, and stops the messages."""
STAGE_OF = {Told.Kind.OUTCOME: OUTCOME, Told.Kind.CHANGED: CHANGED}
ANSWER_SEEN = "answer_seen"
"""The change by which somebody says that an answer of the reporter needs no reply."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A report as its reporter opened it, and in whose name the reporter acts."""

    incident: Incident
    by: Actor
    signed_in: bool


@dataclass(frozen=True, slots=True)
class Said:
    """Words of the reporter's report as they stand: `corrected` where they replaced earlier ones."""

    account: Account
    corrected: bool


@dataclass(frozen=True, slots=True)
class Story:
    """Everything on the reporter's page."""

    stages: list[Stage]
    conversation: list[Told]
    own_words: list[Said]
    files: list[str]
    notices: bool | None
    """Whether notices go to the reporter; None where none can."""


@contextmanager
def opened_report(user: Any, reference: str, secret: str = "") -> Iterator[Opened | None]:
    """Within this block the caller's own report: by account, else by the secret of reference and code; else None."""
    own = own_reports(user).filter(reference=tidy(reference)).first() if user.is_authenticated else None
    if own is not None:
        yield Opened(own, actor_for(user), signed_in=True)
        return
    with entering_by(secret):
        link = link_of(secret, FOLLOW) if secret else None
        incident = report_of_link(link.subject_id) if link and link.subject_id else None
        if link and incident and incident.reference == tidy(reference):
            yield Opened(incident, Actor(REPORTER, link.pk, "Reporter"), signed_in=False)
        else:
            yield None


def reports_of(user: Any) -> QuerySet[Incident]:
    """What this person reported, newest first."""
    return own_reports(user).select_related("place", "site", "merged_into").order_by("-pk")


def kinds_as_reported(incidents: Iterable[Incident]) -> dict[UUID, list[str]]:
    """What each reporter called it, by the key of the report, where the security specialist has called it otherwise since."""
    asked = [one.pk for one in incidents]
    changes = Change.objects.filter(incident__in=asked, what="classified", before__has_key="kinds").order_by("-pk")
    return {one.incident_id: list(one.before["kinds"]) for one in changes}  # the first change comes last, and stays


def story_of(incident: Incident) -> Story:
    """The reporter's page of a report."""
    told = list(incident.told.all())
    deeds = [deed_of(incident, change) for change in incident.changes.all()]
    written = [
        Step(one.at, STAGE_OF[Told.Kind(one.kind)], one.text, by_hand=True) for one in told if one.kind in STAGE_OF
    ]
    deeds = [deed for deed in deeds if deed.what != "read"] + _readings(incident) + _deeds_of_the_event(incident)
    return Story(
        stages=stages_of(sorted(deeds, key=lambda deed: deed.at), written),
        conversation=[one for one in told if one.kind not in STAGE_OF],
        own_words=own_words(incident),
        files=own_files(incident),
        notices=wants_notices(incident) if reporter_of(incident) or reporter_reached(incident) else None,
    )


def deed_of(incident: Incident, change: Change) -> Deed:
    """A change as the presenter takes it."""
    own = (
        change.after.get("author") == Account.Author.REPORTER
        or change.actor_kind == REPORTER
        or (change.actor_id is not None and change.actor_id == incident.reporter_user)
    )
    return Deed(change.at, change.what, change.after, own)


def own_words(incident: Incident) -> list[Said]:
    """What the reporter wrote, as it stands now."""
    accounts = incident.accounts.filter(author=Account.Author.REPORTER, replaced_by=None)
    return [Said(account, corrected=account.replaces_id is not None) for account in accounts]


def own_files(incident: Incident) -> list[str]:
    """The names of the files that came with the report or from the reporter later."""
    files = StoredFile.objects.filter(exhibit__incident=incident, erased_at=None)
    own = Q(received_kind__in=[REPORTER, "link", "anonymous"])
    if incident.reporter_user:
        own |= Q(received_id=incident.reporter_user)
    return list(files.filter(own).order_by("pk").values_list("name", flat=True))


def reporter_of(incident: Incident) -> Staff | None:
    """The reporter's place in the organisation, where the report has a name and the reporter an account."""
    if incident.anonymous or incident.reporter_user is None:
        return None
    return (
        Staff.objects.active()
        .select_related("organisation")
        .filter(organisation_id=incident.organisation_id, user=incident.reporter_user)
        .first()
    )


def reporter_reached(incident: Incident) -> Reached | None:
    """Where it is told that there is something new: by the reporter's account, or at the address that they gave for it."""
    staff = reporter_of(incident)
    if staff is not None:
        return reached_by_account(staff)
    given = incident.identities.filter(part=Identity.Part.REPORTER, replaced_at=None, may_write=True)
    identity = None if incident.anonymous else given.select_related("organisation").order_by("-pk").first()
    return reached_by_address(identity) if identity else None


def incident_of_news(link: AccessLink) -> Incident | None:
    """The report that a link of a message "there is something new" is about."""
    return report_of_link(link.subject_id) if link.purpose == NEWS and link.subject_id else None


def wants_notices(incident: Incident) -> bool:
    """Whether the reporter wants to be told that there is something new: yes, unless they stopped it."""
    choices = incident.changes.filter(what__in=["notices_stopped", "notices_wanted"])
    return choices.order_by("pk").values_list("what", flat=True).last() != "notices_stopped"


CASE_STOOD = ("case_closed", "case_reopened")
"""Changes by which a report keeps how its case stands."""


def is_worked_to_its_end(report: str = "pk") -> Exists:
    """In a query: the case of the report at `report` is closed, and was not opened again."""
    stood = Change.objects.filter(incident=OuterRef(report), what__in=CASE_STOOD)
    again = Change.objects.filter(incident=OuterRef("incident"), what="case_reopened", pk__gt=OuterRef("pk"))
    return Exists(stood.filter(~Exists(again), what="case_closed"))


def ended_with_their_case(incidents: Iterable[Incident]) -> set[UUID]:
    """The keys of those reports whose case is closed."""
    found = Incident.objects.filter(pk__in=[one.pk for one in incidents], status=Incident.Status.CASE_OPENED)
    return set(found.filter(is_worked_to_its_end()).order_by().values_list("pk", flat=True))


def replies_and_answers() -> QuerySet[Told]:
    """What reporters wrote, and what somebody wrote to them: not what was told by itself or passed on."""
    return Told.objects.filter(way=Told.Way.WRITTEN)


def waiting_answers(user: Any) -> QuerySet[Told]:
    """Answers of reporters that nobody has replied to or put away, oldest first, in the incidents that the user sees.

    Of several answers to which nobody has replied, the last.
    """
    later = replies_and_answers().filter(incident=OuterRef("incident"), pk__gt=OuterRef("pk"))
    put_away = Change.objects.filter(incident=OuterRef("incident"), what=ANSWER_SEEN, at__gte=OuterRef("at"))
    return (
        Told.objects.filter(kind=Told.Kind.ANSWER, incident__in=incidents_for(user).order_by().values("pk"))
        .filter(~Exists(later), ~Exists(put_away))
        .select_related("incident__place", "incident__site", "incident__team")
        .order_by("pk")
    )


def answer_waits(incident: Incident) -> bool:
    """Whether the last word is the reporter's, and nobody put it away."""
    last = replies_and_answers().filter(incident=incident).order_by("pk").last()
    if last is None or last.kind != Told.Kind.ANSWER:
        return False
    return not incident.changes.filter(what=ANSWER_SEEN, at__gte=last.at).exists()


def _deeds_of_the_event(incident: Incident) -> list[Deed]:
    """What was done to the report with which this one is joined, since it was."""
    joined = incident.changes.filter(what="merged").order_by("-pk").first() if incident.merged_into_id else None
    if joined is None:
        return []
    done = Change.objects.filter(incident=incident.merged_into_id, what__in=OF_THE_EVENT, pk__gt=joined.pk)
    return [Deed(change.at, change.what, change.after) for change in done]


def standing(incident: Incident) -> Incident:
    """The report by which it is seen how this one stands: the one with which it is joined, else itself."""
    return incident.merged_into or incident


def _readings(incident: Incident) -> list[Deed]:
    """When it was first read by somebody of each role: what the ledger knows of its words, and the changes `read`."""
    entries = Entry.objects.filter(
        organisation_id=incident.organisation_id,
        subject_type="incident",
        subject_id=incident.pk,
        verb="incident.narrative_read",
        actor_kind="user",
    )
    looks = [
        *entries.values_list("actor_id", "at"),
        *incident.changes.filter(what="read").values_list("actor_id", "at"),
    ]
    first: dict[Any, datetime] = {}
    for actor_id, at in sorted(looks, key=lambda look: look[1]):
        if actor_id != incident.reporter_user:
            first.setdefault(actor_id, at)
    roles = (
        Appointment.objects.filter(organisation_id=incident.organisation_id, staff__user__in=first, role__in=ROLES)
        .order_by("pk")
        .values_list("staff__user_id", "role")
    )
    held: dict[Any, set[str]] = {}
    for user_id, role in roles:
        held.setdefault(user_id, set()).add(role)
    readers = [(at, next((role for role in ROLES if role in held.get(user, ())), "")) for user, at in first.items()]
    earliest = {role: min(at for at, one in readers if one == role) for _, role in readers}
    return [Deed(at, "read", {"role": role}) for role, at in earliest.items()]
