"""Asking for a part of a report, reminding, taking the question back."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from alongside.incidents.actions import SAME_LOOK, note_change
from alongside.incidents.completing.queries import LINK, open_links, somebody_else_of
from alongside.incidents.completing.times import times
from alongside.incidents.models import Affected, Contribution, Incident
from alongside.incidents.reaching import send_notice
from alongside.ledger.actions import SYSTEM, Actor, record
from alongside.ledger.clock import now
from alongside.ledger.models import Entry
from alongside.messages.actions import cancel
from alongside.people.actions import close_link, open_link
from alongside.people.models import Staff

ABOUT = "contribution"
LONGEST_LABEL = 100
MOST_OPEN = 30
"""Parts of one incident that are asked for at the same time."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A part that was asked for; `secret` opens it, where a link was made, and is shown once."""

    part: Contribution
    secret: str = ""


@transaction.atomic
def ask_line_managers(sender: Any, *, incident: Incident, by: Actor, **more: Any) -> None:
    """Receives `occasions.submitted`: asks the line manager of each colleague who was affected.

    Not for an imported report; and not by itself where a colleague or a manager may have done it, or where the report is
    anonymous: a manager who is asked would learn that somebody reported. The security specialist asks then.
    """
    if incident.is_from_elsewhere or incident.anonymous:
        return
    if not times().manager_may_be_asked(incident.kinds, incident.responsible_kinds):
        return
    hurt = Staff.objects.filter(pk__in=incident.identities.filter(part="affected").values("staff"))
    closed = incident.closed_to.filter(ended_at=None).values("staff")
    for manager in (
        Staff.objects.active().filter(manages__in=hurt).exclude(pk__in=hurt).exclude(pk__in=closed).distinct()
    ):
        ask(incident, Contribution.Part.MANAGER, of=manager, by=SYSTEM)


@transaction.atomic
def ask(
    incident: Incident,
    part: str,
    *,
    of: Staff | None = None,
    label: str = "",
    affected: Affected | None = None,
    by: Actor,
) -> Asked:
    """Asks a colleague for a part, or makes a link for somebody else, whom `label` says in a few words.

    ValidationError where the report was taken back or joined with another one (who was hurt is asked all the same: they
    stand in this one), the same was asked of the same person and is open, or it is not said whose
    injury the part is about.
    """
    _check(incident, part, of, label, affected)
    moment = now()
    made = Contribution.objects.create(
        organisation_id=incident.organisation_id,
        incident=incident,
        part=part,
        affected=affected,
        asked_of=of,
        asked_by=by.name,
        asked_at=moment,
        due_at=moment + times().due[part],
    )
    note_change(incident, "contribution_asked", by=by, after={"contribution": str(made.pk), "part": part})
    if of is None:
        return Asked(made, _open_link(made, label, by))
    _notice(made, "asked", by_key="asked")
    return Asked(made)


@transaction.atomic
def make_new_link(part: Contribution, *, by: Actor) -> Asked:
    """A fresh link for a part that was asked for by link; the older one opens nothing any more."""
    part = _held(part)
    older = list(open_links(part))
    for link in older:
        close_link(link, by=by)
    return Asked(part, _open_link(part, older[-1].label if older else "", by))


@transaction.atomic
def remind(part: Contribution, *, by: Actor) -> None:
    """Reminds whoever was asked. ValidationError where that is a link, it was answered, or done within a day."""
    part = _held(part)
    if part.asked_of is None:
        raise ValidationError("Remind them yourself: nobody but you knows to whom you gave the link.")
    if part.status != Contribution.Status.ASKED:
        raise ValidationError("They have answered already.")
    moment = now()
    last = part.reminded_at or part.asked_at
    if moment - last < times().remind_every:
        raise ValidationError("They were asked or reminded less than a day ago. Give them until tomorrow.")
    part.reminded_at = moment
    part.save(update_fields=["reminded_at"])
    _notice(part, "reminder", by_key=f"reminder:{moment.timestamp():.0f}")
    note_change(part.incident, "contribution_reminded", by=by, after={"contribution": str(part.pk)})


@transaction.atomic
def take_back(part: Contribution, *, by: Actor) -> None:
    """Asks no longer: the page and the link of the part close. What was given stays. Twice changes nothing."""
    part = _held(part, any_state=True)
    if part.status == Contribution.Status.TAKEN_BACK:
        return
    part.status = Contribution.Status.TAKEN_BACK
    part.save(update_fields=["status"])
    for link in open_links(part):
        close_link(link, by=by)
    cancel(ABOUT, part.pk)
    note_change(part.incident, "contribution_taken_back", by=by, after={"contribution": str(part.pk)})


@transaction.atomic
def note_opened(part: Contribution, *, by: Actor) -> None:
    """Records that somebody looks at their part; again within a quarter of an hour is the same look."""
    seen = Entry.objects.filter(
        organisation_id=part.organisation_id,
        subject_type=ABOUT,
        subject_id=part.pk,
        actor_id=by.id,
        verb="contribution.opened",
        at__gt=now() - SAME_LOOK,
    )
    if not seen.exists():
        record("contribution.opened", ABOUT, part.pk, organisation_id=part.organisation_id, actor=by)


def _check(incident: Incident, part: str, of: Staff | None, label: str, affected: Affected | None) -> None:
    if part not in Contribution.Part.values:
        raise ValidationError({"part": "Choose what to ask for."})
    if incident.status == Incident.Status.WITHDRAWN:
        raise ValidationError("This report was taken back by its reporter. Open it again first.")
    if incident.status == Incident.Status.MERGED and part != Contribution.Part.INJURED:
        raise ValidationError("This report was joined with another one. Ask there.")
    if (part == Contribution.Part.INJURED) != (affected is not None):
        raise ValidationError({"affected": "Choose whose injury it is about."})
    if affected is not None and affected.incident_id != incident.pk:
        raise ValidationError({"affected": "Choose somebody of this report."})
    if of is not None and of.organisation_id != incident.organisation_id:
        raise ValidationError("Choose a colleague of the same organisation.")
    if of is not None and affected is not None and (other := somebody_else_of(incident, of, affected)):
        raise ValidationError(
            {
                "affected": f"{of.name} is person {other.number} of this report. Choose person {other.number} to ask them."
            }
        )
    if of is not None and incident.closed_to.filter(staff=of, ended_at=None).exists():
        raise ValidationError(f"This report is closed to {of.name}. Ask somebody else.")
    if len(label) > LONGEST_LABEL:
        raise ValidationError({"label": f"Write at most {LONGEST_LABEL} characters."})
    waiting = incident.contributions.filter(status=Contribution.Status.ASKED)
    if waiting.count() >= MOST_OPEN:
        raise ValidationError(f"{MOST_OPEN} questions about this report are open already. Take some back first.")
    if of is not None and waiting.filter(asked_of=of, part=part, affected=affected).exists():
        raise ValidationError(f"{of.name} was asked for this already and has not answered yet. You can remind them.")


def _held(part: Contribution, *, any_state: bool = False) -> Contribution:
    held = (
        Contribution.objects.select_for_update(of=("self",))
        .select_related("incident", "asked_of__organisation")
        .get(pk=part.pk)
    )
    if held.status == Contribution.Status.TAKEN_BACK and not any_state:
        raise ValidationError("This is no longer asked.")
    if held.incident.status == Incident.Status.WITHDRAWN and not any_state:
        raise ValidationError("The reporter took this report back, so that nobody is asked. Open it again first.")
    return held


def _open_link(part: Contribution, label: str, by: Actor) -> str:
    return open_link(
        part.organisation_id,
        LINK,
        part.pk,
        label=label.strip() or part.get_part_display(),
        expires_at=now() + times().link_open,
        by=by,
    ).secret


def _notice(part: Contribution, template: str, *, by_key: str) -> None:
    if part.asked_of is not None:
        send_notice(
            part.asked_of,
            template,
            key=f"{ABOUT}:{part.pk}:{by_key}",
            about=(ABOUT, part.pk),
            path=f"/incidents/parts/{part.pk}",
        )
