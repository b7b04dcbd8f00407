"""Writes about privacy: asking for a copy of one's data, taking it away, and what an organisation says of it all."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from alongside.ledger.actions import Actor, record
from alongside.ledger.clock import now
from alongside.people.models import Organisation, Staff
from alongside.watch.models import OwnArchive, PrivacyNotice

LONGEST_TEXT = 5000
LONGEST_LINE = 200


@transaction.atomic
def ask_for_copy(staff: Staff, *, by: Actor) -> OwnArchive:
    """Somebody asks for a copy of their data. Asked again while one is being made, that one counts."""
    try:
        with transaction.atomic():
            archive = OwnArchive.objects.create(
                organisation_id=staff.organisation_id, staff=staff, status=OwnArchive.Status.WAITING, asked_at=now()
            )
    except IntegrityError:
        return OwnArchive.objects.get(staff=staff, status=OwnArchive.Status.WAITING)
    record("privacy.copy_asked", "staff", staff.pk, organisation_id=staff.organisation_id, actor=by, details={})
    return archive


@transaction.atomic
def take_copy(archive: OwnArchive, *, by: Actor) -> bytes:
    """The copy's bytes, with the entry in the ledger that it was taken. Raises ValidationError where it is not there (any more)."""
    if archive.status != OwnArchive.Status.READY or archive.content is None:
        raise ValidationError("This copy is not there. Ask for a new one.")
    details = {"archive": str(archive.pk)}
    record(
        "privacy.copy_taken",
        "staff",
        archive.staff_id,
        organisation_id=archive.organisation_id,
        actor=by,
        details=details,
    )
    return bytes(archive.content)


@dataclass(frozen=True, slots=True)
class Notice:
    """What an organisation says. `applies_from` is a day there."""

    text: str
    person: str
    reached_by: str
    applies_from: date | None


@transaction.atomic
def set_notice(organisation: Organisation, notice: Notice, *, by: Actor) -> PrivacyNotice:
    """A new notice of an organisation; those before stay readable. Raises ValidationError at its fields."""
    errors: dict[str, str] = {}
    if not notice.text.strip() or len(notice.text) > LONGEST_TEXT:
        errors["text"] = (
            f"Write what is recorded, why, and how somebody can object, in at most {LONGEST_TEXT} characters."
        )
    for name, complaint in (
        ("person", "Write who answers an objection."),
        ("reached_by", "Write how they are reached, for example an e-mail address."),
    ):
        said = getattr(notice, name).strip()
        if not said or len(said) > LONGEST_LINE:
            errors[name] = complaint
    if notice.applies_from is None:
        errors["applies_from"] = "Choose the day from which it holds."
    if errors or notice.applies_from is None:
        raise ValidationError(errors)
    made = PrivacyNotice.objects.create(
        organisation=organisation,
        text=notice.text.strip(),
        person=notice.person.strip(),
        reached_by=notice.reached_by.strip(),
        applies_from=notice.applies_from,
        made_at=now(),
        made_by=by.name,
    )
    details = {"applies_from": notice.applies_from.isoformat()}
    record("privacy.notice_set", "privacy", made.pk, organisation_id=organisation.pk, actor=by, details=details)
    return made
