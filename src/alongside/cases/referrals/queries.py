"""Reading referrals: of a case that the caller may see, and those that were sent to them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Max, Q, QuerySet
from django.db.models.functions import Coalesce

from alongside.cases.codes import code_list
from alongside.cases.models import (
    Case,
    Compartment,
    Event,
    Exhibit,
    LegalLearning,
    LegalMatter,
    Referral,
    ReferralMessage,
    SharedFile,
    Snapshot,
)
from alongside.cases.queries import closed_cases, family_of, file_of, incidents_of, may_read, readable
from alongside.cases.tracks.referral import SHOWN
from alongside.evidence.models import StoredFile
from alongside.incidents.models import Exhibit as OfReport
from alongside.ledger.models import Entry
from alongside.people.models import Organisation
from alongside.people.queries import organisations_where
from alongside.people.roles import Role

RECEIVING = (Role.LSMS, Role.LEGAL_ADVISER, Role.CASE_MANAGER)
"""Roles to which something can be sent."""
LEARNED = {"shared": "Shared with everybody", "withdrawn": "Withdrawn", "unread": "In no library"}
"""What the list of what was learned can be narrowed to."""
LOOKS = ("case.referral_read", "case.referral_file_read")
"""What the sender's ledger calls a look of the receiver."""
SAID = ("note", "plan", "status", "opened", "task_ended")
"""Lines of the file that say something to a stranger; the others repeat what its parts hold. Supervision is none of them."""


def referrals_of(case: Case) -> QuerySet[Referral]:
    """What was sent of a case, the latest first."""
    return Referral.objects.filter(case=case).select_related("organisation", "to_organisation").order_by("-pk")


def shared_of(case: Case) -> QuerySet[Referral]:
    """The same with what was sent of the cases that are joined with it."""
    found = Referral.objects.filter(case__in=family_of(case)).select_related("case", "organisation", "to_organisation")
    return found.order_by("-pk")


def received_by(user: Any) -> QuerySet[Referral]:
    """What was sent to this person's role, in whatever state. `Referral` holds codes alone."""
    seen = Q(pk__in=[])
    for role in RECEIVING:
        seen |= Q(to_organisation__in=organisations_where(user, role), for_role=role)
    if closed := closed_cases(user):
        seen &= ~Q(case__in=list(closed))
    return Referral.objects.filter(seen).select_related("organisation", "to_organisation").order_by("-pk")


def waiting_for(user: Any) -> int:
    """How many of them nobody has answered."""
    return received_by(user).filter(status=Referral.Status.SENT).count()


def is_passed_on(case: Case) -> bool:
    """Whether another body took the case over: it accepted a transfer of it, or of one that is joined with it."""
    accepted = Q(status=Referral.Status.ACCEPTED) | Q(status=Referral.Status.ENDED, answered_at__isnull=False)
    return Referral.objects.filter(accepted, case__in=family_of(case), purpose="transfer").exists()


def snapshots_of(referral: Referral) -> list[Snapshot]:
    """The copies that its receiver reads, the latest first; one that stands for another in its place."""
    return list(_in_order(referral.snapshots.filter(taken_back=None)))


def every_snapshot_of(referral: Referral) -> list[Snapshot]:
    """Every copy that was ever sent, for its sender: those of which something was taken back, too."""
    return list(_in_order(referral.snapshots.select_related("taken_back")))


def last_sent_at(referral: Referral) -> datetime:
    """When something was last sent."""
    return referral.snapshots.aggregate(last=Max("sent_at"))["last"] or referral.sent_at


def looks_at(referral: Referral, since: datetime) -> QuerySet[Entry]:
    """What the sender's ledger holds of looks at what was sent, since then."""
    return Entry.objects.filter(
        organisation_id=referral.organisation_id,
        subject_type="case",
        subject_id=referral.case_id,
        verb__in=LOOKS,
        at__gte=since,
    ).order_by("at", "pk")


def _in_order(found: QuerySet[Snapshot]) -> QuerySet[Snapshot]:
    return found.order_by(Coalesce("stands_for", "number").desc(), "-number")


def messages_of(referral: Referral) -> list[ReferralMessage]:
    """What both wrote, in order."""
    return list(referral.messages.order_by("at", "pk"))


def occurred_on(referral: Referral) -> date | None:
    """The day of the incident, as it was last sent."""
    return referral.snapshots.order_by("-number").values_list("occurred_on", flat=True).first()


def is_shown(referral: Referral) -> bool:
    """Whether its receiver reads what was sent."""
    return referral.status in SHOWN


def events_to_choose(user: Any, case: Case) -> QuerySet[Event]:
    """Lines of the file that somebody may send: what they may read, and never legal advice, which is disclosed to nobody."""
    parts = [one for one in readable(user, case) if one != Compartment.LEGAL]
    found = file_of(case, parts).filter(what__in=SAID)
    return found.filter(replaced_by=None)


def bodies_for(role: str, besides: UUID) -> list[Organisation]:
    """The bodies in which somebody holds a role, others than one's own."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT cases_bodies_that_receive(%s)", [role])
        keys = cursor.fetchone()[0]
    return list(Organisation.objects.filter(pk__in=keys).exclude(pk=besides).order_by("name"))


def bodies_to_choose(besides: UUID) -> dict[str, list[Organisation]]:
    """To whom something can be sent, by what for: a code of `referral_purposes`."""
    roles = {one.code: str(one.more["role"]) for one in code_list("referral_purposes")}
    bodies = {role: bodies_for(role, besides) for role in dict.fromkeys(roles.values())}
    return {purpose: bodies[role] for purpose, role in roles.items()}


@dataclass(frozen=True, slots=True)
class FileToChoose:
    """A file of a case that can be sent."""

    file: StoredFile
    what: str
    whose: str
    """The report or the exhibit that it belongs to."""


def files_to_choose(user: Any, case: Case) -> list[FileToChoose]:
    """The files that somebody may send: of the reports that they may open, and the exhibits of the case. None that is legal
    advice, was struck out or erased.
    """
    if not may_read(user, case, Compartment.EVIDENCE):
        return []
    reports = [one.pk for one in incidents_of(case) if user.has_perm("incidents.read_evidence", one)]
    of_reports = OfReport.objects.filter(incident__in=reports, privileged=False, file__erased_at=None)
    of_case = Exhibit.objects.filter(case__in=family_of(case), struck_at=None, file__erased_at=None).exclude(file=None)
    found = [
        FileToChoose(one.file, one.caption or one.file.name, f"report {one.incident.reference}")
        for one in of_reports.select_related("file", "incident").order_by("pk")
    ]
    known = {one.file.pk for one in found}
    privileged = set(
        OfReport.objects.filter(incident__case_links__case__in=family_of(case), privileged=True).values_list(
            "file", flat=True
        )
    )
    for exhibit in of_case.select_related("file").order_by("pk"):
        if exhibit.file is not None and exhibit.file.pk not in known | privileged:
            found.append(FileToChoose(exhibit.file, exhibit.what, f"exhibit {exhibit.mark}"))
    return found


def files_of(snapshot: Snapshot) -> list[UUID]:
    """The files that went with a copy."""
    return list(SharedFile.objects.filter(snapshot=snapshot).order_by("pk").values_list("file", flat=True))


def shared_file(referral: Referral, file_id: UUID) -> StoredFile | None:
    """A file that was sent with a referral, while its receiver reads it."""
    found = SharedFile.objects.filter(
        referral=referral, referral__status__in=SHOWN, snapshot__taken_back=None, file=file_id
    )
    shared = found.select_related("file").first()
    return shared.file if shared else None


@dataclass(frozen=True, slots=True)
class Filters:
    """How the inbox is narrowed."""

    words: str = ""
    purpose: str = ""
    status: str = ""

    def query(self) -> dict[str, str]:
        """As an address has it."""
        return {
            name: value
            for name, value in (("q", self.words), ("purpose", self.purpose), ("status", self.status))
            if value
        }


def read_filters(asked: Mapping[str, str]) -> Filters:
    """What an address asks for; what is no filter narrows nothing."""
    status = asked.get("status", "")
    return Filters(
        asked.get("q", "").replace("\x00", "").strip()[:200],
        asked.get("purpose", ""),
        status if status in Referral.Status.values else "",
    )


def find_received(user: Any, filters: Filters) -> QuerySet[Referral]:
    """The inbox, narrowed: by number and by whoever sent it. What was sent is not searched: reading it leaves its mark."""
    found = received_by(user)
    if filters.purpose:
        found = found.filter(purpose=filters.purpose)
    if filters.status:
        found = found.filter(status=filters.status)
    for word in filters.words.split():
        found = found.filter(Q(reference__icontains=word) | Q(organisation__name__icontains=word))
    return found


def latest_numbers(referrals: Iterable[Referral]) -> dict[UUID, int]:
    """How many copies of each were sent."""
    found = Snapshot.objects.filter(referral__in=[one.pk for one in referrals]).values_list("referral", "number")
    return dict(found.order_by("number"))


def matter_of(referral: Referral) -> LegalMatter | None:
    """What was decided about it, what it costs and what came of it; None while nothing was written."""
    return LegalMatter.objects.filter(referral=referral).first()


def learning_for(user: Any, *, words: str = "", which: str = "") -> QuerySet[LegalLearning]:
    """What the caller's Legal Protection Unit learned, the latest first. `words`: a part of it; `which` of `LEARNED`."""
    found = LegalLearning.objects.filter(organisation__in=organisations_where(user, Role.LEGAL_ADVISER))
    if words:
        found = found.filter(Q(text__icontains=words) | Q(lesson__title__icontains=words))
    if which:
        found = found.filter(lesson=None) if which == "unread" else found.filter(lesson__state=which)
    return found.select_related("lesson").defer("lesson__search")
