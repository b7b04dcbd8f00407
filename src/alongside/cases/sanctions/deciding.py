"""The decision about sanctions of a case, and what a case owes of sanctions before it may be closed."""

from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.db import transaction

from alongside.cases.closing import Owed
from alongside.cases.codes import code_list
from alongside.cases.events import LONGEST_TEXT, held, touch, words, write_event
from alongside.cases.models import Case, Compartment, SanctionDecision
from alongside.cases.police.queries import found_guilty, orders_of
from alongside.cases.sanctions import queries
from alongside.cases.sanctions.kinds import kind_of
from alongside.cases.tracks.removal import REMOVAL
from alongside.cases.tracks.sanctions import NEVER_WAS
from alongside.ledger.actions import Actor
from alongside.ledger.clock import now
from alongside.machine import Refused


@transaction.atomic
def decide_sanctions(case: Case, decision: str, reason: str, text: str, *, by: Actor) -> SanctionDecision:
    """Records what was decided about sanctions. `reason` is why there is none; the decisions before stay.

    `Refused` where "sanctions" is said and none is listed, or "none" while one stands or a court sentenced; ValidationError by
    field.
    """
    case = held(case)
    if decision not in SanctionDecision.Decision.values:
        raise ValidationError({"decision": "Choose one of the answers."})
    is_none = decision == SanctionDecision.Decision.NONE
    if is_none and reason not in code_list("no_sanction_reasons"):
        raise ValidationError({"reason": "Choose why there is no sanction."})
    text = words(text, "text", "Write why this is right.", longest=LONGEST_TEXT)
    tried = [one for one in queries.sanctions_of(case) if one.status not in NEVER_WAS]
    of_court = orders_of(case).exists()
    if is_none and (of_court or found_guilty(case)):
        raise Refused("A court found somebody guilty or made an order: that is a sanction. Choose that.", "decision")
    if not is_none and not tried and not of_court:
        raise Refused("No sanction is listed yet. Propose one first, or choose that there is none.", "decision")
    if is_none and queries.open_sanctions(case):
        raise Refused("A sanction is still open. End it first, or choose that there are sanctions.", "decision")
    made = SanctionDecision.objects.create(
        organisation_id=case.organisation_id,
        case=case,
        decision=decision,
        reason=reason if is_none else "",
        text=text,
        decided_at=now(),
        decided_by=by.name,
    )
    after = {"decision": decision, "reason": made.reason}
    write_event(case, "sanctions_decided", by=by, compartment=Compartment.SUSPECT, text=text, after=after)
    touch(case)
    return made


def promises_of_sanctions(case: Case) -> Iterator[Owed]:
    """A decision about sanctions, and every sanction and removal on which somebody still has to act.

    The sentences name no person: they are read by whoever may see that there is a case.
    """
    href = f"/cases/{case.reference}/sanctions"
    if queries.decision_of(case) is None:
        yield Owed("sanctions_decision", "Nobody has decided about sanctions.", f"{href}/decide")
    for one in queries.open_sanctions(case):
        kind = kind_of(one.kind)
        if queries.is_to_be_told(one):
            said = f"The person was not told yet what came of their appeal: {kind.label[:1].lower()}{kind.label[1:]}."
            yield Owed(f"appeal_letter:{one.pk}", said, f"{href}/{one.pk}")
        if owed := queries.news_owed_to(one):
            said = f"{len(owed)} {'letter is' if len(owed) == 1 else 'letters are'} owed to those who had one before it changed: {kind.label[:1].lower()}{kind.label[1:]}."
            yield Owed(f"news_letters:{one.pk}", said, f"{href}/{one.pk}")
        if kind.machine.state(one.status).is_end:
            continue
        state = kind.machine.state(one.status).label
        until = f", until {one.ends_on.day} {one.ends_on:%B %Y}" if one.ends_on else ""
        said = f"A sanction is open: {kind.label[:1].lower()}{kind.label[1:]}, {state[:1].lower()}{state[1:]}{until}."
        yield Owed(f"sanction:{one.pk}", said, f"{href}/{one.pk}")
    for removal in queries.practice_removals_of(case):
        if not REMOVAL.state(removal.status).is_end:
            yield Owed(f"practice_removal:{removal.pk}", "A removal from a practice is open.", href)
