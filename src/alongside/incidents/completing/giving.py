"""Answering a part: each writer puts what was said where it belongs, and leaves its key in the part's answers.

A correction is a second answer: words and opinions are added and replace the older ones, which are kept.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from alongside.incidents.actions import give_account, hold, judge_again, note_change
from alongside.incidents.completing.queries import people_of_manager
from alongside.incidents.duties.track import check_days
from alongside.incidents.models import (
    Absence,
    Account,
    Affected,
    Compartment,
    Contribution,
    Identity,
    Incident,
    Injury,
    MedicalOpinion,
    Responsible,
)
from alongside.ledger.actions import Actor
from alongside.ledger.clock import now
from alongside.messages.actions import cancel

Said = Mapping[str, Any]
"""The cleaned data of the part's form (`completing.forms`)."""
LONGEST_REASON = 2_000
NOT_KNOWN = "not_known"
"""Of somebody of whom a line manager is asked: they do not know this person."""
EVERYBODY = "all"
"""Of whom an opinion is: of all who did it."""


@transaction.atomic
def give_part(part: Contribution, said: Said, *, by: Actor) -> Contribution:
    """Stores the answers of a part, or the correction of earlier ones. ValidationError where it is no longer asked."""
    part = _open(part)
    again = part.status == Contribution.Status.GIVEN
    kept = {**part.answers, **WRITERS[part.part](part, said, by)}
    kept.pop("why", None)
    part.answers, part.status, part.answered_at = kept, Contribution.Status.GIVEN, now()
    part.save(update_fields=["answers", "status", "answered_at"])
    judge_again(part.incident)
    what = "contribution_corrected" if again else "contribution_given"
    note_change(part.incident, what, by=by, after={"contribution": str(part.pk), "part": part.part})
    cancel("contribution", part.pk)
    return part


@transaction.atomic
def decline_part(part: Contribution, *, why: str = "", by: Actor) -> None:
    """Not answering is an answer. ValidationError where it was answered already or is no longer asked."""
    part = _open(part)
    if part.status == Contribution.Status.GIVEN:
        raise ValidationError("You have answered already. You can still correct your answer.")
    if len(why) > LONGEST_REASON:
        raise ValidationError({"why": f"Write at most {LONGEST_REASON} characters."})
    part.answers = {**part.answers, "why": why.strip()}
    part.status, part.answered_at = Contribution.Status.DECLINED, now()
    part.save(update_fields=["answers", "status", "answered_at"])
    note_change(part.incident, "contribution_declined", by=by, after={"contribution": str(part.pk), "part": part.part})
    cancel("contribution", part.pk)


def _open(part: Contribution) -> Contribution:
    """The part as it stands now; its report is locked first, then the part."""
    incident = hold(part.incident)
    held = Contribution.objects.select_for_update(of=("self",)).select_related("asked_of", "affected").get(pk=part.pk)
    held.incident = incident
    if held.status == Contribution.Status.TAKEN_BACK or held.incident.status == Incident.Status.WITHDRAWN:
        raise ValidationError("This is no longer asked. Thank you for being ready to help.")
    return held


def _manager(part: Contribution, said: Said, by: Actor) -> dict[str, Any]:
    """Immediate action in words; the shift; support offered and accepted, for each person."""
    support = {}
    asked_about = [one.pk for one in people_of_manager(part)]
    for one in Affected.objects.select_for_update(of=("self",)).filter(pk__in=asked_about).order_by("pk"):
        offered, accepted = said.get(f"offered_{one.number}", ""), said.get(f"accepted_{one.number}", "")
        support[str(one.number)] = {"offered": offered, "accepted": accepted}
        if offered == "yes" and one.support_offered_at is None:
            one.support_offered_at = now()
        if offered != NOT_KNOWN:
            one.support_accepted = {"yes": True, "no": False}.get(accepted) if offered == "yes" else None
        one.save(update_fields=["support_offered_at", "support_accepted"])
    return {
        **_account(part, said["text"], Account.Author.MANAGER, by, name=_name(part, said)),
        "staffing": said["staffing"],
        "fewer_by": said.get("fewer_by"),
        "support": support,
    }


def _clinician(part: Contribution, said: Said, by: Actor) -> dict[str, Any]:
    """A dated opinion with its author and ground, beside the others'."""
    opinion = MedicalOpinion.objects.create(
        organisation_id=part.organisation_id,
        incident=part.incident,
        responsible=_of_whom(part, said),
        source="clinician",
        opinion=said["opinion"],
        factors=list(said["factors"]),
        ground=said["ground"].strip(),
        author_name=_name(part, said),
        author=part.asked_of,
        given_at=now(),
    )
    return {"opinion": str(opinion.pk), "name": "" if part.asked_of else said.get("name", "").strip()}


def _of_whom(part: Contribution, said: Said) -> Responsible | None:
    """The one who did it; where there are several, whom the form says; None for all of them."""
    people = {str(one.number): one for one in part.incident.responsible.all()}
    if len(people) == 1:
        return next(iter(people.values()))
    return people.get(said.get("responsible", EVERYBODY))


def _injured(part: Contribution, said: Said, by: Actor) -> dict[str, Any]:
    """Injury, absence and wishes in the compartment `people`; the person's own words with the other accounts."""
    affected = part.affected
    if affected is None:
        raise ValidationError("This part belongs to nobody.")
    affected.police_wish = said["police_wish"] or affected.police_wish
    affected.contact_consent = {"yes": True, "no": False}.get(said["contact_consent"])
    affected.save(update_fields=["police_wish", "contact_consent"])
    kept: dict[str, Any] = _account(part, said["text"], Account.Author.INJURED, by)
    if facts := facts_of(said):
        injury = Injury.objects.create(
            organisation_id=part.organisation_id,
            affected=affected,
            facts=facts,
            description=said["description"].strip(),
            recorded_at=now(),
            recorded_by=by.name,
        )
        kept["injury"] = str(injury.pk)
    kept["absence"] = _absence(part, said, by)
    return kept


def facts_of(said: Said) -> dict[str, Any]:
    """What RIDDOR asks of an injury, by the names of `riddor.facts` (`Injury`, and `Facts.taken_to_hospital`).

    `injured` is false where the person was not hurt. A question that was left open is left out; "I do not know" is a null,
    which takes an earlier answer back.
    """
    if said["kind"] == "none":
        return {"injured": False}
    if not said["kind"]:
        return {}
    facts: dict[str, Any] = {"injured": True, "kind": said["kind"], "part": said["part"] or None}
    for name in ("diagnosed_by_doctor", "lost_consciousness", "taken_to_hospital"):
        if said[name]:
            facts[name] = {"yes": True, "no": False}.get(said[name])
    return facts


def _absence(part: Contribution, said: Said, by: Actor) -> str:
    """Ends what this person said before, and writes the days that they say now; the key, or nothing without any.

    ValidationError by field where these cannot be the days: RIDDOR counts them.
    """
    if said["absence"] in Absence.Kind.values:
        check_days(part.incident, said["absence"], said["first_day"], said["last_day"])
    if part.answers.get("absence"):
        Absence.objects.filter(pk=part.answers["absence"], ended_at=None).update(ended_at=now())
    if said["absence"] not in Absence.Kind.values or part.affected is None:
        return ""
    absence = Absence.objects.create(
        organisation_id=part.organisation_id,
        affected=part.affected,
        kind=said["absence"],
        first_day=said["first_day"],
        last_day=said["last_day"],
        source="person",
        recorded_at=now(),
        recorded_by=by.name,
    )
    return str(absence.pk)


def _witness(part: Contribution, said: Said, by: Actor) -> dict[str, Any]:
    """The witness's own account; who they are stands in the compartment `people`."""
    kept: dict[str, Any] = _account(part, said["text"], Account.Author.WITNESS, by)
    who = {
        "name": said.get("name", "").strip() or (part.asked_of.name if part.asked_of else ""),
        "phone": said.get("phone", "").strip(),
        "email": said.get("email", "").strip(),
    }
    if not any(who.values()):
        return kept
    known = _row(Identity, part, "identity")
    identity = known or Identity(
        organisation_id=part.organisation_id,
        incident=part.incident,
        compartment=Compartment.PEOPLE,
        part=Identity.Part.WITNESS,
        staff=part.asked_of,
    )
    for name, value in who.items():
        setattr(identity, name, value or getattr(identity, name))
    identity.save()
    return {**kept, "identity": str(identity.pk)}


def _account(part: Contribution, text: str, author: str, by: Actor, *, name: str = "") -> dict[str, str]:
    """The words, where there are any and they are not the same as before."""
    older = _row(Account, part, "account")
    if not text.strip() or (older is not None and older.text == text.strip()):
        return {}
    account = give_account(part.incident, text, author=author, author_name=name, by=by, replaces=older)
    return {"account": str(account.pk)}


def _row(model: Any, part: Contribution, name: str) -> Any:
    """The row that this part wrote before, or None."""
    key = part.answers.get(name)
    return model.objects.filter(pk=key).first() if key else None


def _name(part: Contribution, said: Said) -> str:
    return part.asked_of.name if part.asked_of else said.get("name", "").strip()


Writer = Callable[[Contribution, Said, Actor], dict[str, Any]]
WRITERS: Mapping[str, Writer] = {
    Contribution.Part.MANAGER: _manager,
    Contribution.Part.CLINICIAN: _clinician,
    Contribution.Part.INJURED: _injured,
    Contribution.Part.WITNESS: _witness,
}
