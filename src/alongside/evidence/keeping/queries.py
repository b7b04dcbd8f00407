"""Reading what is kept, from what somebody may see who keeps it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast, Right

from alongside.evidence.models import Derivation, Destruction, FileCheck, Hold, Keeping, StoredFile, is_held
from alongside.ledger.clock import now
from alongside.ledger.models import Entry
from alongside.people.queries import organisations_where
from alongside.people.roles import Role
from alongside.web.listing import key_of

KEEPERS = (Role.LSMS, Role.SECURITY_DIRECTOR)
OF_NUMBER = 8
"""Letters of a certificate's number that are of its key (`Destruction.number`)."""
CHECKERS = (*KEEPERS, Role.ADMINISTRATOR)
STATES = {
    "": "Everything that is kept",
    "due": "Kept long enough",
    "held": "Legal hold",
    "damaged": "Damaged",
    "infected": "Malware found",
    "waiting": "Not scanned yet",
    "erased": "Erased",
}
"""By what a list of files is narrowed, and what that is called."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody looks for: words of the name or the beginning of the hash, and a state."""

    words: str = ""
    state: str = ""


def all_files_kept_by(user: Any) -> QuerySet[StoredFile]:
    """The files of the bodies for which this person keeps evidence, erased ones too; the newest first."""
    return (
        StoredFile.objects.filter(organisation__in=organisations_where(user, *KEEPERS), keeping__isnull=False)
        .select_related("keeping", "organisation")
        .annotate(held=Exists(Hold.objects.filter(file=OuterRef("pk"), lifted_at=None)))
        .order_by("-pk")
    )


def files_kept_by(user: Any, asked: Asked) -> QuerySet[StoredFile]:
    """Those of them that somebody asks for."""
    found = all_files_kept_by(user)
    if asked.words:
        found = found.filter(Q(name__icontains=asked.words) | Q(sha256__startswith=asked.words.lower()))
    if asked.state == "erased":
        return found.exclude(erased_at=None)
    narrowed = {
        "": Q(),
        "due": Q(keeping__due_on__lte=now().date()) & ~is_held(OuterRef("pk")),
        "held": Q(held=True),
        "damaged": Q(keeping__damaged_at__isnull=False),
        "infected": Q(keeping__scan="infected"),
        "waiting": Q(keeping__scan__in=["waiting", "too_large"]),
    }
    return found.filter(narrowed[asked.state], erased_at=None)


def to_review(user: Any) -> QuerySet[StoredFile]:
    """Files whose time is over and about which nobody has said anything yet; those that are due longest first."""
    open_ones = Destruction.objects.filter(file=OuterRef("pk")).exclude(decision="declined")
    return files_kept_by(user, Asked(state="due")).filter(~Exists(open_ones)).order_by("keeping__due_on", "pk")


def due_for(user: Any, words: str = "") -> QuerySet[StoredFile]:
    """`to_review`, narrowed to a part of the name."""
    found = to_review(user)
    return found.filter(name__icontains=words) if words else found


def proposed_for(user: Any, words: str = "") -> QuerySet[Destruction]:
    """What waits for somebody else to confirm, narrowed to a part of the file's name or of whoever proposed it."""
    return _named(destructions_seen_by(user).filter(decision=""), words)


def decided_for(user: Any, words: str = "") -> QuerySet[Destruction]:
    """What was destroyed, or declined; narrowed by its number or whoever decided, too."""
    return _named(destructions_seen_by(user).exclude(decision=""), words)


def _named(found: QuerySet[Destruction], words: str) -> QuerySet[Destruction]:
    if not words:
        return found
    said = Q(file__name__icontains=words) | Q(proposed_name__icontains=words) | Q(decided_name__icontains=words)
    ending = words.rsplit("-", 1)[-1]
    if len(ending) == OF_NUMBER:  # the number of a certificate, or the end of it
        found = found.alias(ending=Right(Cast("pk", TextField()), OF_NUMBER))
        said |= Q(ending__iexact=ending)
    return found.filter(said)


def destructions_seen_by(user: Any) -> QuerySet[Destruction]:
    """Proposals and certificates, the newest first."""
    return (
        Destruction.objects.filter(organisation__in=organisations_where(user, *KEEPERS))
        .select_related("file__keeping", "organisation")
        .order_by("-pk")
    )


def kept_files_checked_by(user: Any, state: str = "", words: str = "") -> QuerySet[Keeping]:
    """How files stand, for whoever answers for the system: those that are damaged first, then the longest unchecked. `words`: the
    file's number, or how its hash begins.
    """
    found = (
        Keeping.objects.filter(organisation__in=organisations_where(user, *CHECKERS), file__erased_at=None)
        .select_related("file")
        .order_by(F("damaged_at").desc(nulls_last=True), "check_at", "pk")
    )
    if words:
        key = key_of(words)
        found = found.filter(Q(file=key) if key else Q(file__sha256__startswith=words.lower()))
    if state == "damaged":
        return found.exclude(damaged_at=None)
    return found.filter(scan__in=["waiting", "infected", "too_large"]) if state == "scan" else found


def last_checks(file: StoredFile) -> list[FileCheck]:
    """What was found about a file, the newest first."""
    return list(FileCheck.objects.filter(file=file).order_by("-pk")[:10])


LOOKS = ("evidence.seen", "incident.exhibit_seen", "document.read")
"""Verbs by which the ledger says that somebody saw a file or took it away."""
LOOKED_AT = ("evidence", "incident", "exhibit", "signed_statement")
"""As what of a thing the ledger calls the file."""
MOST_LOOKS = 50


def looks_at_file(file: StoredFile) -> list[Entry]:
    """Who saw a file or took it away, the latest first."""
    subjects = [file.pk, *filter(None, [file.keeping.subject_id])]
    found = Entry.objects.filter(
        organisation_id=file.organisation_id, subject_type__in=LOOKED_AT, subject_id__in=subjects, verb__in=LOOKS
    )
    return list(found.filter(details__contains=str(file.pk)).order_by("-pk")[:MOST_LOOKS])


def source_of(file: StoredFile) -> Derivation | None:
    """What a file was made from, or None."""
    return Derivation.objects.select_related("source").filter(file=file).first()


def holds_of(file: StoredFile) -> QuerySet[Hold]:
    """Every hold on a file, the newest first."""
    return Hold.objects.filter(file=file).order_by("-pk")


def older_than(found: QuerySet[StoredFile], key: UUID | None) -> QuerySet[StoredFile]:
    """What comes in a list after the file with that key."""
    return found.filter(pk__lt=key) if key else found
