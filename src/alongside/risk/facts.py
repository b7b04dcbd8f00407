"""What has changed since an assessment was made. Rooms above call `note_fact`; parts of this room as well."""

from django.db import transaction

from alongside.ledger.actions import SYSTEM, Actor, record
from alongside.ledger.clock import now
from alongside.risk.models import Assessment, FactChange, Subject
from alongside.risk.occasions import known_again

LONGEST = 500


def key_of(about: object) -> str:
    """By what an assessment or a change of facts is found: the kind and the key of what it is about; an activity by its words."""
    if isinstance(about, str):
        return "activity:" + " ".join(about.casefold().split())
    return f"{type(about).__name__.lower()}:{about.pk}"  # type: ignore[attr-defined]


@transaction.atomic
def note_fact(about: Subject, kind: str, said: str, source: str, *, by: Actor = SYSTEM) -> bool:
    """Notes that something about a subject has changed, once for each `source`; whether it was news.

    Assessments of the subject, and of the address where they live, that were made before are not current any more.
    """
    moment, fresh = now(), False
    for subject in (about, *_of_the_address(about)):
        _, made = FactChange.objects.get_or_create(
            organisation_id=subject.organisation_id,
            about_key=key_of(subject),
            kind=kind,
            source=source,
            defaults={"said": said[:LONGEST], "at": moment},
        )
        fresh = fresh or made
    if fresh:
        details = {"kind": kind, "source": source}
        record("risk.changed", "subject", about.pk, organisation_id=about.organisation_id, actor=by, details=details)
        known_again.send_robust(FactChange, subject=about, author=None, by=by)
    return fresh


def changed_since(assessment: Assessment) -> tuple[str, ...]:
    """What has changed since it was made, in words, the latest first."""
    later = FactChange.objects.filter(
        organisation_id=assessment.organisation_id, about_key=assessment.about_key, at__gt=assessment.made_at
    )
    return tuple(later.order_by("-id").values_list("said", flat=True))


def _of_the_address(subject: Subject) -> list[Subject]:
    if not subject.address_key or subject.kind == Subject.Kind.PREMISES:
        return []
    same = Subject.objects.filter(organisation_id=subject.organisation_id, kind=Subject.Kind.PREMISES)
    return list(same.filter(address_key=subject.address_key))
