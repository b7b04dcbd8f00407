"""What is added to a report while it is worked: opinions, words, files."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction

from alongside.evidence.actions import receive
from alongside.evidence.keeping.actions import belongs_to
from alongside.evidence.models import StoredFile
from alongside.incidents.actions import give_account, hold, judge_again, note_change
from alongside.incidents.codes import code_list
from alongside.incidents.models import Account, Exhibit, Incident, MedicalOpinion, Responsible
from alongside.incidents.triage.actions import LONGEST_WHY, held
from alongside.ledger.actions import Actor
from alongside.ledger.clock import now
from alongside.people.models import Staff

LONGEST_GROUND = 4000
LONGEST_CAPTION = 300
ATTACHMENT = "incident_attachment"
"""Purpose of a file, in `evidence/media_types.toml`."""


@transaction.atomic
def give_opinion(
    incident: Incident,
    *,
    source: str,
    opinion: str,
    by: Actor,
    factors: Sequence[str] = (),
    ground: str = "",
    author_name: str = "",
    author: Staff | None = None,
    responsible: Responsible | None = None,
    given_at: datetime | None = None,
) -> MedicalOpinion:
    """Adds what somebody thinks of intent and medical factors, beside the others' opinions; none is ever replaced.

    `author_name` says whose it is where somebody else writes it down. The national definition is judged anew.
    """
    incident = held(incident, None)
    wrong: dict[str, str] = {}
    if source not in code_list("opinion_sources"):
        wrong["source"] = "Choose whose opinion it is."
    if opinion not in code_list("intent_opinions"):
        wrong["opinion"] = "Choose an opinion."
    if any(factor not in code_list("factors") for factor in factors):
        wrong["factors"] = "Choose from the list."
    if source in ("clinician", "police") and not author_name.strip():
        wrong["author_name"] = "Write who said so: their name, and their post or collar number."
    if len(ground) > LONGEST_GROUND:
        wrong["ground"] = f"Write at most {LONGEST_GROUND} characters."
    if given_at is not None and given_at > now():
        wrong["given_on"] = "Choose a day that is not in the future."
    if wrong:
        raise ValidationError(dict(wrong))
    given = MedicalOpinion.objects.create(
        organisation_id=incident.organisation_id,
        incident=incident,
        responsible=responsible,
        source=source,
        opinion=opinion,
        factors=list(factors),
        ground=ground.strip(),
        author_name=author_name.strip() or by.name,
        author=author,
        given_at=given_at or now(),
    )
    judge_again(incident)
    note_change(incident, "opinion_given", by=by, after={"opinion": str(given.pk), "source": source})
    return given


@transaction.atomic
def add_words(incident: Incident, text: str, compartment: str, *, by: Actor) -> Account:
    """The security specialist's own account, into one of the compartments."""
    return give_account(incident, text, author=Account.Author.LSMS, by=by, compartment=compartment, author_name=by.name)


@transaction.atomic
def correct_words(account: Account, text: str, why: str, *, by: Actor) -> Account:
    """Writes a specialist's account anew, with a reason: the older words are kept and can be read, with who corrected them, when
    and why. What anybody else said, only they correct.

    Raises ValidationError by field, also where somebody corrected it meanwhile.
    """
    incident = hold(account.incident)
    words, reason = text.strip(), why.strip()
    wrong: dict[str, str] = {}
    if account.author != Account.Author.LSMS:
        wrong["correction"] = "Only whoever said this can correct it. Add what you know beside it."
    if not words:
        wrong["correction"] = "Write how it should read."
    elif words == account.text:
        wrong["correction"] = "These are the words that stand there already."
    if not reason:
        wrong["because"] = "Write why you correct it."
    elif len(reason) > LONGEST_WHY:
        wrong["because"] = f"Write at most {LONGEST_WHY} characters."
    if wrong:
        raise ValidationError(dict(wrong))
    try:
        return give_account(
            incident,
            words,
            author=Account.Author.LSMS,
            by=by,
            compartment=account.compartment,
            author_name=by.name,
            replaces=account,
            why=reason,
        )
    except ValidationError as error:
        raise ValidationError({"correction": error.message_dict["text"]}) from error


@transaction.atomic
def add_exhibit(incident: Incident, upload: object, *, caption: str, by: Actor, privileged: bool = False) -> Exhibit:
    """Takes a file in for this report. Raises ValidationError by field (`file`, `caption`)."""
    if len(caption) > LONGEST_CAPTION:
        raise ValidationError({"caption": f"Write at most {LONGEST_CAPTION} characters."})
    try:
        file = receive(upload, organisation_id=incident.organisation_id, purpose=ATTACHMENT, by=by)  # type: ignore[arg-type]
    except ValidationError as error:
        raise ValidationError({"file": error.messages}) from error
    return hold_exhibit(incident, file, caption=caption, privileged=privileged, by=by)


@transaction.atomic
def hold_exhibit(incident: Incident, file: StoredFile, *, caption: str, by: Actor, privileged: bool = False) -> Exhibit:
    """Makes a file that was taken in an exhibit of this report."""
    exhibit = Exhibit.objects.create(
        organisation_id=incident.organisation_id,
        incident=incident,
        file=file,
        caption=caption.strip(),
        privileged=privileged,
        added_at=now(),
        added_by=by.name,
    )
    own_file(incident, file)
    note_change(incident, "exhibit_added", by=by, after={"exhibit": str(exhibit.pk), "privileged": privileged})
    return exhibit


def own_file(incident: Incident, file: StoredFile) -> None:
    """Tells the evidence room that a file belongs to this report, and that its time counts from the day of the incident."""
    zone = ZoneInfo(incident.organisation.time_zone)
    belongs_to(file, "incident", incident.pk, incident.occurred_at.astimezone(zone).date())


@transaction.atomic
def mark_privileged(exhibit: Exhibit, privileged: bool, *, by: Actor) -> Exhibit:
    """Says whether a file is legal advice, which is left out of every disclosure; again changes nothing."""
    exhibit = Exhibit.objects.select_for_update(of=("self",)).select_related("incident").get(pk=exhibit.pk)
    if exhibit.privileged != privileged:
        exhibit.privileged = privileged
        exhibit.save(update_fields=["privileged"])
        note_change(
            exhibit.incident,
            "exhibit_marked",
            by=by,
            before={"exhibit": str(exhibit.pk), "privileged": not privileged},
            after={"exhibit": str(exhibit.pk), "privileged": privileged},
        )
    return exhibit
