"""What is done to a report while it is written, and by its reporter after it was sent.

Nobody is named before the report is sent: until then the ledger knows `doors.WRITER`. A report that was sent is never
erased: taking it back and correcting it leave what was said first beside what came after.
"""

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction

from alongside.evidence.actions import receive, receive_without_details
from alongside.evidence.media_types import media_type_named
from alongside.evidence.models import StoredFile
from alongside.incidents import states
from alongside.incidents.actions import Submitted, give_account, note_change, submit_report
from alongside.incidents.models import Account, Connection, Draft, DraftFile, Exhibit, Incident
from alongside.incidents.new_report import NewReport
from alongside.incidents.references import code_from
from alongside.incidents.reporting.answers import Setting, report_of
from alongside.incidents.reporting.doors import DRAFT, NAMELESS, WRITER
from alongside.incidents.reporting.queries import draft_of, files_of, known_of, place_named, site_named, staff_of
from alongside.incidents.reporting.questions import FIELDS, STEPS
from alongside.incidents.reporting.way_through import first_unanswered, missing_in
from alongside.incidents.triage.adding import own_file
from alongside.incidents.triage.connecting import part_reports
from alongside.ledger.actions import SYSTEM, Actor
from alongside.ledger.clock import now
from alongside.people.actions import actor_for, close_link, open_link
from alongside.people.models import AccessLink, Organisation, Place

MOST_FILES = 10
LONGEST_WHY = 2000
PURPOSE = "incident_attachment"


class NotFinished(Exception):
    """A report lacks something: at which step, and what, by field."""

    def __init__(self, step: str, wrong: Mapping[str, str]) -> None:
        super().__init__(step)
        self.step = step
        self.wrong = dict(wrong)


class AlreadySent(Exception):
    """The report was sent; nothing can be added to it in this way any more."""


def new_secret() -> str:
    """The secret of a draft: 192 random bits."""
    return secrets.token_urlsafe(24)


@transaction.atomic
def start_draft(
    organisation: Organisation,
    secret: str,
    *,
    user_id: UUID | None = None,
    place: Place | None = None,
    alarm_id: UUID | None = None,
    answers: Mapping[str, Any] | None = None,
) -> Draft:
    """Begins a report; whoever knows its secret goes on with it. With the same secret again it is the same draft.

    Raises ValidationError where the secret opens something else already.
    """
    moment = now()
    try:
        with transaction.atomic():
            draft = Draft.objects.create(
                organisation=organisation,
                digest=hashlib.sha256(secret.encode()).digest(),
                user_id=user_id,
                place=place,
                alarm_id=alarm_id,
                answers=dict(answers or {}),
                made_at=moment,
                changed_at=moment,
            )
            open_link(organisation.pk, DRAFT, draft.pk, secret=secret, label="A report being written", by=WRITER)
    except IntegrityError:
        found = draft_of(secret)
        if found is None or found.organisation_id != organisation.pk:
            raise ValidationError({"key": "This key is in use for something else."}) from None
        return found
    return draft


@transaction.atomic
def take_up(draft: Draft, secret: str) -> Draft:
    """Goes on with a report in another browser, by a new secret: with the old one nobody goes on. The caller has checked whose it is."""
    draft = _open(draft)
    for link in AccessLink.objects.filter(purpose=DRAFT, subject_id=draft.pk, closed_at=None):
        close_link(link, by=WRITER)
    open_link(draft.organisation_id, DRAFT, draft.pk, secret=secret, label="A report being written", by=WRITER)
    draft.digest, draft.changed_at = hashlib.sha256(secret.encode()).digest(), now()
    draft.save(update_fields=["digest", "changed_at"])
    return draft


@transaction.atomic
def save_answers(draft: Draft, values: Mapping[str, Any]) -> Draft:
    """Keeps what was answered, beside what was answered before. Raises AlreadySent."""
    draft = _open(draft)
    draft.answers = {**draft.answers, **values}
    if draft.answers.get("reporter") == "anonymous":
        draft.user_id = None
    draft.changed_at = now()
    draft.save(update_fields=["answers", "user_id", "changed_at"])
    return draft


@transaction.atomic
def attach_file(draft: Draft, upload: UploadedFile | None) -> DraftFile:
    """Stores a file that belongs to the report. The same content twice is one file.

    Raises ValidationError, with a sentence for the person, where it cannot be taken in or there are too many.
    """
    draft = _open(draft)
    held = files_of(draft)
    same = next((one for one in held if one.file.sha256 == getattr(upload, "sha256", None)), None)
    if same is not None:
        return same
    if len(held) >= MOST_FILES:
        raise ValidationError(f"A report can have {MOST_FILES} files. Take one out first.", code="too_many")
    file = receive(upload, organisation_id=draft.organisation_id, purpose=PURPOSE, by=WRITER)
    return DraftFile.objects.create(organisation_id=draft.organisation_id, draft=draft, file=file, added_at=now())


@transaction.atomic
def take_out_file(draft: Draft, id: UUID) -> None:
    """Takes a file out of the report; its bytes are erased soon after."""
    draft = _open(draft)
    DraftFile.objects.filter(draft=draft, pk=id, taken_out_at=None).update(taken_out_at=now())


@transaction.atomic
def discard_draft(draft: Draft) -> None:
    """The writer does not want to send it: the answers are gone at once, its files soon after."""
    draft = _open(draft)
    draft.answers, draft.user_id, draft.changed_at = {}, None, now()
    draft.save(update_fields=["answers", "user_id", "changed_at"])
    DraftFile.objects.filter(draft=draft, taken_out_at=None).update(taken_out_at=now())


@transaction.atomic
def send_draft(draft: Draft, secret: str, user: Any) -> Submitted:
    """Sends the report. Sent again, also where the first answer was lost, it gives the same reference and code.

    1. What is still missing raises NotFinished, with the step at which it is asked.
    2. The report is submitted; of an anonymous one nothing says who sent it.
    3. Its files become exhibits, of an anonymous one without what tells who made them; the answers are erased from the draft.
    """
    draft = Draft.objects.select_for_update(of=("self",)).select_related("organisation", "place__site").get(pk=draft.pk)
    if draft.sent_as_id is not None:
        return Submitted(Incident.objects.get(pk=draft.sent_as_id), code_from(secret))
    report = _checked_report(draft, user)
    named = draft.answers.get("reporter") == "account"
    submitted = _submit(draft, report, secret, user, named=named)
    _link_alarms(draft, submitted.incident, report)
    if report.anonymous:
        _hand_over_without_details(draft, submitted.incident)
    else:
        _hand_over_files(draft, submitted.incident, report.reporter.name or _name(user, named))
    draft.sent_as, draft.answers, draft.user_id, draft.changed_at = submitted.incident, {}, None, now()
    draft.place = draft.alarm_id = draft.help_alarm = draft.help_at = None
    draft.save()
    return submitted


@transaction.atomic
def withdraw_report(incident: Incident, why: str, *, by: Actor) -> Incident:
    """The reporter takes the report back: it is kept, and says so. `why` may be empty. Done again, changes nothing.

    Reports of others for which it stood stand by themselves again: nobody takes back what somebody else reported.
    Raises ValidationError where it is worked on as a case or together with another report: then it is asked for
    (`following.taking_back`).
    """
    incident = Incident.objects.select_for_update().get(pk=incident.pk)
    if incident.status == Incident.Status.WITHDRAWN:
        return incident
    why = why.strip()
    if len(why) > LONGEST_WHY:
        raise ValidationError({"why": f"Write at most {LONGEST_WHY} characters."})
    if incident.status not in states.TAKEN_BACK_ALONE:
        raise ValidationError(
            {"why": f"This report {states.SAID[states.State(incident.status)]}. Ask for it to be stopped."}
        )
    for other in incident.merged.all():
        part_reports(other, by=SYSTEM)  # not by the reporter: their name would stand on the other one's page
    before, incident.status, incident.changed_at = incident.status, Incident.Status.WITHDRAWN, now()
    incident.save(update_fields=["status", "changed_at"])
    note_change(incident, "withdrawn", by=by, before={"status": before}, after={"status": incident.status}, why=why)
    return incident


@transaction.atomic
def correct_report(incident: Incident, text: str, *, by: Actor) -> Account:
    """The reporter writes anew what happened: it replaces what they wrote before, which is kept.

    Raises ValidationError without words, with too many, or where the report was taken back or is closed.
    """
    incident = Incident.objects.select_for_update().get(pk=incident.pk)
    if incident.status == Incident.Status.WITHDRAWN:
        raise ValidationError({"text": "You took this report back. Make a new one to say what happened."})
    if incident.status == Incident.Status.CLOSED:
        raise ValidationError({"text": "This report is finished. Write a message on its page to say what is wrong."})
    return give_account(incident, text, author=Account.Author.REPORTER, by=by, replaces=account_of_reporter(incident))


def account_of_reporter(incident: Incident) -> Account | None:
    """The reporter's newest words, which no others replace; None where none were given."""
    words = Account.objects.filter(incident=incident, author=Account.Author.REPORTER, replaced_by=None)
    return words.order_by("-pk").first()


def _open(draft: Draft) -> Draft:
    draft = Draft.objects.select_for_update(of=("self",)).select_related("organisation", "place__site").get(pk=draft.pk)
    if draft.sent_as_id is not None:
        raise AlreadySent
    return draft


def _checked_report(draft: Draft, user: Any) -> NewReport:
    known, answers = known_of(draft, user), draft.answers
    unanswered = first_unanswered(answers, known)
    if unanswered is not None:
        raise NotFinished(unanswered.name, missing_in(unanswered, answers, known))
    if answers.get("reporter") == "account" and not known.account:
        raise NotFinished("you", {"reporter": "You are signed out. Sign in again, or choose another answer."})
    typed = str(answers.get("where_place") or "") if answers.get("where") == "place" else ""
    place = place_named(draft.organisation_id, typed) if typed else None
    setting = Setting(
        moment=now(),
        zone=ZoneInfo(draft.organisation.time_zone),
        place=place or (draft.place if not answers.get("where") else None),
        site=site_named(draft.organisation_id, typed) if typed and place is None else None,
        staff=staff_of(user, draft.organisation_id),
    )
    return report_of(answers, known, setting, alarm_id=_alarm_unless_reported(draft))


def _alarm_unless_reported(draft: Draft) -> UUID | None:
    """The alarm that this is the report of; None where another report of it came first, which is no reason to lose this."""
    taken = draft.alarm_id is not None and Incident.objects.filter(alarm_id=draft.alarm_id).exists()
    return None if taken else draft.alarm_id


def _submit(draft: Draft, report: NewReport, secret: str, user: Any, *, named: bool) -> Submitted:
    if report.alarm_id is not None:
        source = Incident.Source.ALARM
    else:
        source = Incident.Source.WEB if named else Incident.Source.LINK
    try:
        return submit_report(
            draft.organisation,
            report,
            by=actor_for(user) if named else NAMELESS if report.anonymous else WRITER,
            source=source,
            user_id=user.pk if named else None,
            code=code_from(secret),
        )
    except ValidationError as error:
        wrong = {name: texts[0] for name, texts in error.message_dict.items()}
        raise NotFinished(_step_of(wrong), wrong) from error


def _step_of(wrong: Iterable[str]) -> str:
    """The step at which something can be put right."""
    at = {"occurred_at": "when", "responsible": "by", "property": "words", "affected": "who"}
    for name in wrong:
        if name in at:
            return at[name]
        if name in FIELDS:
            return next(step.name for step in STEPS if any(field.name == name for field in step.fields))
    return "what"


def _link_alarms(draft: Draft, incident: Incident, report: NewReport) -> None:
    """Ties the report to the alarms it has to do with; an anonymous one to none, since an alarm may have a name."""
    alarms = {draft.alarm_id, draft.help_alarm} - {None, incident.alarm_id}
    for alarm_id in () if report.anonymous else alarms:
        Connection.objects.create(
            organisation_id=incident.organisation_id,
            incident=incident,
            kind=Connection.Kind.ALARM,
            object_id=alarm_id,
            why="Help was called from the report" if alarm_id == draft.help_alarm else "It is about this alarm",
            made_at=now(),
            made_by="Alongside",
        )


def _hand_over_files(draft: Draft, incident: Incident, added_by: str) -> None:
    for held in files_of(draft):
        _exhibit(incident, held.file, added_by)
    DraftFile.objects.filter(draft=draft, taken_out_at=None).delete()


def _hand_over_without_details(draft: Draft, incident: Incident) -> None:
    """Of an anonymous report the files are kept without what tells who made them; as they came, they are erased soon after."""
    for number, held in enumerate(files_of(draft), start=1):
        called = media_type_named(held.file.media_type).kind
        try:
            made = receive_without_details(held.file, name=f"{called}-{number}", by=NAMELESS)
        except ValidationError as error:
            wrong = f"{held.file.name}: {error.messages[0]} Take it out of the report, or give your name."
            raise NotFinished("words", {"files": wrong}) from error
        _exhibit(incident, made, NAMELESS.name)
    DraftFile.objects.filter(draft=draft, taken_out_at=None).update(taken_out_at=now())


def _exhibit(incident: Incident, file: StoredFile, added_by: str) -> None:
    Exhibit.objects.create(
        organisation_id=incident.organisation_id,
        incident=incident,
        file=file,
        added_at=now(),
        added_by=added_by or NAMELESS.name,
    )
    own_file(incident, file)


def _name(user: Any, named: bool) -> str:
    return str(user.name) if named else ""
