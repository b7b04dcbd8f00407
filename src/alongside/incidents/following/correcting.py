"""A reporter corrects what they reported and adds to it, until it is closed.

Nothing that was said first is lost: the words are replaced by newer ones and kept, codes stand before and after in the
history, contact details keep their row. What a security specialist has classified meanwhile stands as they decided; they
read what the reporter says.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from alongside.evidence.actions import receive
from alongside.evidence.arriving import arrive
from alongside.evidence.hidden_details import without_details
from alongside.evidence.media_types import media_type_named
from alongside.evidence.models import StoredFile
from alongside.evidence.queries import read_file
from alongside.evidence.walking import Malformed
from alongside.incidents.actions import affected_of, hold, judge_again, note_change, write_identity
from alongside.incidents.codes import code_list
from alongside.incidents.models import Affected, Change, Identity, Incident
from alongside.incidents.new_report import NewAffected, Who
from alongside.incidents.queries import who_is_told
from alongside.incidents.reaching import send_notice
from alongside.incidents.reporting.actions import PURPOSE, account_of_reporter, correct_report
from alongside.incidents.reporting.reading import NOT_YET, SLACK
from alongside.incidents.triage.adding import hold_exhibit
from alongside.ledger.actions import Actor
from alongside.ledger.clock import now
from alongside.people.models import Place, Site

CLOSED = (Incident.Status.CLOSED, Incident.Status.WITHDRAWN)
LONGEST_PLACE = 200
MOST_LATER = 20
"""Files that a reporter may add after the report was sent."""
FINISHED = "This report is finished. Write a message on its page to say what is wrong."
HIDDEN = "What it tells of where, when and with what it was made cannot be taken out. Your report has no name, so it is not taken in."


@dataclass(frozen=True, slots=True)
class Correction:
    """What the reporter says now; None stands for what stays as it is. `where`: a place that no list holds, in words.

    Words replace those that were typed before; beside a place of the list they stand with the account.
    """

    occurred_at: datetime | None = None
    estimated: bool = False
    place: Place | None = None
    site: Site | None = None
    where: str = ""
    injury: str | None = None
    text: str | None = None
    contact: Who | None = None
    files: Sequence[UploadedFile] = ()


@transaction.atomic
def correct(incident: Incident, said: Correction, *, by: Actor) -> None:
    """Keeps everything that differs from what stands, and tells the security specialists once.

    ValidationError by field where it cannot be taken, where nothing differs, or the report is closed or was taken back.
    """
    incident = hold(incident)
    if incident.status in CLOSED:
        raise ValidationError({"text": FINISHED})
    before = incident.changes.count()
    _correct_facts(incident, said, by)
    _correct_words(incident, said, by)
    if said.contact is not None:
        _correct_contact(incident, said.contact, by)
    for upload in said.files:
        _add_file(incident, upload, by)
    last = incident.changes.order_by("-pk").first()
    if last is None or incident.changes.count() == before:
        raise ValidationError({"text": "Change or add something first. Nothing is different yet."})
    for specialist in who_is_told(incident):
        send_notice(
            specialist,
            "report_corrected",
            key=f"report_corrected:{last.pk}",
            about=("incident", incident.pk),
            path=f"/incidents/{incident.reference}",
            context={"reference": incident.reference},
        )


def person_of(incident: Incident) -> Affected | None:
    """Whose injury the reporter spoke of: their own where they are among those affected, else the first one's."""
    people = list(incident.affected.order_by("number"))
    return next((one for one in people if one.is_reporter), people[0] if people else None)


def place_in_words(incident: Incident) -> str:
    """Where it was: "Ward 7, Northbrook Hospital" from the lists, or as it was typed where no list holds it."""
    if incident.place:
        return f"{incident.place.name}, {incident.place.site.name}"
    return ", ".join(filter(None, [incident.place_said, incident.site.name if incident.site else ""]))


def contact_of(incident: Incident) -> Identity | None:
    """The details that a reporter without an account gave last; None where the report has no name, or an account."""
    if incident.anonymous or incident.reporter_user is not None:
        return None
    mine = incident.identities.filter(part=Identity.Part.REPORTER, replaced_at=None)
    return mine.order_by("-pk").first()


def _correct_facts(incident: Incident, said: Correction, by: Actor) -> None:
    person = person_of(incident)
    differing = _differing(incident, person, said)
    decided = {name for change in incident.changes.filter(what="classified") for name in change.after}
    standing = {name: pair for name, pair in differing.items() if name in decided}
    mine = {name: pair for name, pair in differing.items() if name not in decided}
    if mine:
        _apply(incident, person, mine, said)
        _note(incident, "corrected_by_reporter", mine, by)
    if standing:
        _note(incident, "reporter_says", standing, by)


def _differing(incident: Incident, person: Affected | None, said: Correction) -> dict[str, tuple[Any, Any]]:
    found: dict[str, tuple[Any, Any]] = {}
    if said.occurred_at is not None:
        if said.occurred_at > now() + SLACK:
            raise ValidationError({"day": NOT_YET})
        found["occurred_at"] = (incident.occurred_at.isoformat(), said.occurred_at.isoformat())
        found["occurred_estimated"] = (incident.occurred_estimated, said.estimated)
    if said.place is not None or said.site is not None:
        site = said.site or said.place.site  # type: ignore[union-attr]
        found["place"] = (_key(incident.place_id), _key(said.place.pk if said.place else None))
        found["site"] = (_key(incident.site_id), _key(site.pk))
    elif said.where and incident.place is None:
        found["place_said"] = (incident.place_said, _typed_place(incident, said.where))
    if said.injury is not None and person is not None:
        if said.injury not in code_list("injuries"):
            raise ValidationError({"injury": "Choose from the list."})
        found[f"person {person.number} injury"] = (person.injury, said.injury)
    return {name: pair for name, pair in found.items() if pair[0] != pair[1]}


def _apply(incident: Incident, person: Affected | None, mine: dict[str, tuple[Any, Any]], said: Correction) -> None:
    names: list[str] = [name for name in ("occurred_at", "occurred_estimated") if name in mine]
    if "occurred_at" in mine:
        incident.occurred_at = said.occurred_at  # type: ignore[assignment]
    if "occurred_estimated" in mine:
        incident.occurred_estimated = said.estimated
    if "place" in mine or "site" in mine:
        incident.place, incident.site = said.place, said.site or (said.place.site if said.place else None)
        names += ["place", "site"]
    if "place_said" in mine:
        incident.place_said = _typed_place(incident, said.where)
        names.append("place_said")
    if names:
        incident.save(update_fields=names)
    if person is not None and f"person {person.number} injury" in mine:
        _grade(incident, person, str(said.injury))
    judge_again(incident)


def _typed_place(incident: Incident, where: str) -> str:
    """What was typed, without the site behind it, which stands beside it already."""
    words = " ".join(where.split())
    if incident.site:
        words = words.removesuffix(incident.site.name).rstrip(" ,")
    return words[:LONGEST_PLACE]


def _grade(incident: Incident, person: Affected, injury: str) -> None:
    """The harm that followed from the injury follows from the new one; what somebody graded by itself stays."""
    first, then = (affected_of(incident, NewAffected(person.kind, injury=one), 0) for one in (person.injury, injury))
    person.injury = injury
    for name in ("harm_physical", "harm_psychological"):
        if getattr(person, name) == getattr(first, name):
            setattr(person, name, getattr(then, name))
    person.save(update_fields=["injury", "harm_physical", "harm_psychological"])


def _correct_words(incident: Incident, said: Correction, by: Actor) -> None:
    stands = account_of_reporter(incident)
    first = stands.text if stands else ""
    text = first if said.text is None else said.text.strip()
    if said.where and (incident.place is not None or len(said.where) > LONGEST_PLACE):
        text = "\n\n".join(filter(None, [text, f"Where it was: {said.where}"]))
    if text and text != first:
        correct_report(incident, text, by=by)


def _correct_contact(incident: Incident, who: Who, by: Actor) -> None:
    stands = contact_of(incident)
    if stands is None or not who.name.strip():
        raise ValidationError({"name": "Write your name."})
    if all(getattr(stands, name) == getattr(who, name) for name in ("name", "phone", "email", "may_write")):
        return
    stands.replaced_at = now()
    stands.save(update_fields=["replaced_at"])
    given = write_identity(incident, Identity.Part.REPORTER, who)
    mine = Identity.objects.filter(incident=incident, affected__is_reporter=True)
    mine.update(name=who.name, phone=who.phone, email=who.email, may_write=who.may_write)
    note_change(
        incident,
        "contact_corrected",
        by=by,
        before={"identity": str(stands.pk)},
        after={"identity": str(given.pk) if given else None},
    )


def _add_file(incident: Incident, upload: UploadedFile, by: Actor) -> None:
    if incident.changes.filter(what="exhibit_added", actor_kind=by.kind, actor_id=by.id).count() >= MOST_LATER:
        raise ValidationError(
            {"files": f"You can add {MOST_LATER} files afterwards. Write a message if there are more."}
        )
    try:
        file = _nameless(incident, upload, by) if incident.anonymous else _received(incident, upload, by)
    except ValidationError as error:
        raise ValidationError({"files": f"{upload.name}: {error.messages[0]}"}) from error
    if not incident.exhibits.filter(file__sha256=file.sha256).exists():
        hold_exhibit(incident, file, caption="", by=by)


def _received(incident: Incident, upload: Any, by: Actor) -> StoredFile:
    return receive(upload, organisation_id=incident.organisation_id, purpose=PURPOSE, by=by)


def _nameless(incident: Incident, upload: UploadedFile, by: Actor) -> StoredFile:
    """Without what tells who made it: as it came, it is never stored."""
    with transaction.atomic():
        file = _received(incident, upload, by)
        kind = media_type_named(file.media_type)
        try:
            content = without_details(read_file(file), file.media_type)
        except Malformed as error:
            raise ValidationError(HIDDEN) from error
        transaction.set_rollback(True)
    return _received(incident, arrive(f"{kind.kind}{kind.extension}", [content]), by)


def _note(incident: Incident, what: str, pairs: dict[str, tuple[Any, Any]], by: Actor) -> Change:
    before = {name: pair[0] for name, pair in pairs.items()}
    return note_change(incident, what, by=by, before=before, after={name: pair[1] for name, pair in pairs.items()})


def _key(found: Any) -> str | None:
    return str(found) if found else None
