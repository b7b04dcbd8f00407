"""A report that is worked on as a case, or together with others, is taken back by asking: the reporter says that they want it
stopped and why, and a security specialist decides. Nothing is erased either way.
"""

from django.core.exceptions import ValidationError
from django.db import transaction

from alongside.incidents import states
from alongside.incidents.actions import hold, note_change
from alongside.incidents.following.actions import answer, tell
from alongside.incidents.models import Incident, Told
from alongside.incidents.queries import who_is_told
from alongside.incidents.reaching import send_notice
from alongside.ledger.actions import Actor
from alongside.ledger.clock import now

ASKED, AGREED = "take_back_asked", "take_back_agreed"
ASKING = "I want to take my report back."
ANSWERED = "You asked to take your report back, and it is taken back. It is kept. What the law asks of us goes on."


@transaction.atomic
def ask_to_take_back(incident: Incident, why: str, *, by: Actor) -> None:
    """The reporter wants a report stopped that others rely on; asked again while it waits, changes nothing.

    It stands in the conversation, waits there for a reply, and the security specialists are told. ValidationError by field
    (`why`) where the report can be taken back without asking, or was.
    """
    incident = hold(incident)
    if incident.status not in states.TAKEN_BACK_BY_ASKING:
        raise ValidationError(
            {"why": f"This report {states.SAID[states.State(incident.status)]}. There is nothing to ask for."}
        )
    if take_back_asked(incident):
        return
    try:
        told = answer(incident, "\n\n".join(filter(None, [ASKING, why.strip()])), by=by)
    except ValidationError as error:
        raise ValidationError({"why": error.message_dict["text"]}) from error
    note_change(incident, ASKED, by=by, after={"told": str(told.pk)}, why=why.strip())
    for specialist in who_is_told(incident):
        send_notice(
            specialist,
            "take_back_asked",
            key=f"{ASKED}:{told.pk}",
            about=("incident", incident.pk),
            path=f"/incidents/{incident.reference}#feedback",
            context={"reference": incident.reference},
        )


@transaction.atomic
def agree_to_take_back(incident: Incident, *, by: Actor) -> None:
    """A security specialist lets the reporter take it back, who is told so. What is joined is parted first; a case that was
    opened goes its own way. ValidationError where the reporter does not ask for it now.
    """
    incident = hold(incident)
    if not take_back_asked(incident):
        raise ValidationError("The reporter does not ask for it now.")
    try:
        to = states.after(incident.status, states.Act.WITHDRAW)
    except states.Refused as refused:
        raise ValidationError(refused.sentence) from refused
    before, incident.status, incident.changed_at = incident.status, to, now()
    incident.save(update_fields=["status", "changed_at"])
    note_change(incident, "withdrawn", by=by, before={"status": before}, after={"status": to})
    tell(incident, Told.Kind.MESSAGE, ANSWERED, by=by)


def take_back_asked(incident: Incident) -> bool:
    """Whether the reporter asks for it, and nobody has replied or put it away since."""
    last = incident.changes.filter(what=ASKED).order_by("pk").last()
    if last is None or incident.status == Incident.Status.WITHDRAWN:
        return False
    since = incident.changes.filter(what__in=["told_message", "told_outcome", "answer_seen"], pk__gt=last.pk)
    return not since.exclude(after__way=Told.Way.BY_ITSELF).exists()
