"""What was lost: noted, set right, struck out. Every step is a line in the file and in the ledger."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from alongside.cases.codes import code_list
from alongside.cases.events import LONGEST_TEXT, Overtaken, held, touch, words, write_event
from alongside.cases.models import Case, Loss
from alongside.cases.redress import queries
from alongside.cases.redress.actions import check_people, running
from alongside.cases.redress.money import MOST
from alongside.incidents.codes import code_list as incident_codes
from alongside.incidents.models import Affected, PropertyItem
from alongside.ledger.actions import Actor
from alongside.ledger.clock import now
from alongside.machine import Refused


@transaction.atomic
def note_loss(
    case: Case,
    kind: str,
    whose: str,
    what: str,
    pence: int | None,
    *,
    ground: str = "",
    affected: Affected | None = None,
    by: Actor,
) -> Loss:
    """Notes something that was lost; `pence` is None where nobody knows how much. ValidationError by field."""
    case = running(case)
    loss = Loss(organisation_id=case.organisation_id, case=case, noted_at=now(), noted_by=by.name)
    _fill_loss(loss, case, kind, whose, what, pence, ground, affected)
    same = queries.losses_of(case).filter(kind=kind, whose=whose, what=loss.what, pence=pence, affected=affected)
    if same.exists():
        sentence = "The same loss stands here already. If there were two, write what tells them apart."
        raise ValidationError({"what": sentence})
    loss.save(force_insert=True)
    _write_loss(loss, case, "loss_noted", by, loss.what)
    touch(case)
    return loss


@transaction.atomic
def take_property(case: Case, *, by: Actor) -> list[Loss]:
    """Takes what the reports say was stolen or damaged, each thing once."""
    case = running(case)
    taken = []
    for item in queries.property_not_taken(case):
        loss = Loss(organisation_id=case.organisation_id, case=case, noted_at=now(), noted_by=by.name)
        what = incident_codes("property_kinds").label(item.kind)
        _fill_loss(loss, case, "property", item.owner, what, item.value_pence or None, "", None)
        loss.property_item = item
        loss.save(force_insert=True)
        _write_loss(loss, case, "loss_noted", by, loss.what)
        taken.append(loss)
    touch(case)
    return taken


@transaction.atomic
def correct_loss(
    loss: Loss,
    why: str,
    *,
    kind: str,
    whose: str,
    what: str,
    pence: int | None,
    ground: str,
    affected: Affected | None,
    by: Actor,
    seen_at: datetime | None = None,
) -> Loss:
    """Sets a loss right; what stood before stays in the file."""
    case, loss = _hold_loss(loss, seen_at)
    why = words(why, "why", "Write why it is corrected.")
    before = {"kind": loss.kind, "pence": loss.pence, "whose": loss.whose}
    _fill_loss(loss, case, kind, whose, what, pence, ground, affected)
    loss.save()
    _write_loss(loss, case, "loss_corrected", by, f"{why}\n{loss.what}", before)
    touch(case)
    return loss


@transaction.atomic
def strike_loss(loss: Loss, why: str, *, by: Actor, seen_at: datetime | None = None) -> Loss:
    """It was no loss, or it stands there twice. The row stays and does not count."""
    case, loss = _hold_loss(loss, seen_at)
    why = words(why, "why", "Write why it does not count.")
    loss.struck_at = loss.changed_at = now()
    loss.save(update_fields=["struck_at", "changed_at"])
    _write_loss(loss, case, "loss_struck", by, f"{loss.what}\n{why}")
    touch(case)
    return loss


def _fill_loss(
    loss: Loss,
    case: Case,
    kind: str,
    whose: str,
    what: str,
    pence: int | None,
    ground: str,
    affected: Affected | None,
) -> None:
    if kind not in code_list("loss_kinds"):
        raise ValidationError({"kind": "Choose from the list."})
    if whose not in PropertyItem.Owner.values:
        raise ValidationError({"whose": "Choose from the list."})
    if pence is not None and not 0 < pence <= MOST:
        raise ValidationError({"amount": "Write an amount of more than nothing."})
    if kind == "injury" and affected is None:
        raise ValidationError({"affected": "Choose who was hurt."})
    check_people(case, affected, None)
    loss.kind, loss.whose, loss.pence, loss.affected = kind, whose, pence, affected
    loss.what = words(what, "what", "Write what was lost, without names.", longest=200)
    loss.ground = words(ground, "ground", longest=LONGEST_TEXT)
    loss.changed_at = now()


def _hold_loss(loss: Loss, seen_at: datetime | None) -> tuple[Case, Loss]:
    case = held(Case(pk=loss.case_id))
    fresh = Loss.objects.select_for_update(of=("self",)).get(pk=loss.pk)
    if seen_at is not None and fresh.changed_at != seen_at:
        raise Overtaken(case.events.filter(about_id=loss.pk).order_by("-recorded_at", "-pk").first())
    if fresh.struck_at is not None:
        raise Refused("This loss was struck out before.", "why")
    return case, fresh


def _write_loss(
    loss: Loss, case: Case, what: str, by: Actor, text: str, before: Mapping[str, Any] | None = None
) -> None:
    after = {"kind": loss.kind, "pence": loss.pence, "whose": loss.whose}
    write_event(case, what, by=by, text=text, before=before, after=after, about=("loss", loss.pk))
