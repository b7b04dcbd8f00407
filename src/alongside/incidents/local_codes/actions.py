"""Every write of local codes: added, corrected, removed, each with its ledger entry."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.core.exceptions import ValidationError
from django.db import transaction

from alongside.incidents.local_codes.meanings import LEAVE_OUT, Meanings
from alongside.incidents.models import LocalCode
from alongside.ledger.actions import Actor, Deed, record_many
from alongside.people.models import Organisation

LONGEST_SYSTEM, LONGEST_LOCAL = 60, 300


@dataclass(frozen=True, slots=True)
class NewLocalCode:
    """`local` is what `system` calls `code` of the list `list_name`; without a code it means nothing to us, and is left out."""

    system: str
    list_name: str
    code: str
    local: str


def tidy(said: NewLocalCode, meanings: Meanings) -> NewLocalCode:
    """The same without blanks around it. Raises ValidationError by field."""
    made = NewLocalCode(said.system.strip(), said.list_name.strip(), said.code.strip(), " ".join(said.local.split()))
    wrong: dict[str, str] = {}
    if not made.system or len(made.system) > LONGEST_SYSTEM:
        wrong["system"] = f"Write what the system is called, in at most {LONGEST_SYSTEM} characters."
    if not meanings.has(made.list_name):
        wrong["list_name"] = "Choose one of our lists."
    elif not made.code or not meanings.knows(made.list_name, made.code):
        wrong["code"] = "Choose a code of that list."
    if not made.local or len(made.local) > LONGEST_LOCAL:
        wrong["local"] = f"Write what it is called there, in at most {LONGEST_LOCAL} characters."
    if wrong:
        raise ValidationError(dict(wrong))
    return replace(made, code="") if made.code == LEAVE_OUT else made


@transaction.atomic
def keep_local_codes(organisation: Organisation, said: Sequence[NewLocalCode], *, by: Actor) -> int:
    """Adds codes, and corrects those that stand with another meaning; returns how many of them changed anything.

    All or nothing: raises ValidationError by field where one is wrong. Done again, changes nothing.
    """
    standing = {
        (one.system, one.list_name, one.local): one
        for one in LocalCode.objects.select_for_update().filter(organisation=organisation)
    }
    deeds, added = [], []
    meanings = Meanings(organisation.pk)
    tidied = [tidy(one, meanings) for one in said]
    for one in {(made.system, made.list_name, made.local): made for made in tidied}.values():
        found = standing.get((one.system, one.list_name, one.local))
        if found is None:
            found = LocalCode(
                organisation=organisation, **{name: getattr(one, name) for name in NewLocalCode.__slots__}
            )
            added.append(found)
            deeds.append(_deed("added", found, by))
        elif found.code != one.code:
            before, found.code = found.code, one.code
            found.save(update_fields=["code"])
            deeds.append(_deed("corrected", found, by, before=before))
    LocalCode.objects.bulk_create(added)
    record_many(deeds)
    return len(deeds)


@transaction.atomic
def correct_local_code(local_code: LocalCode, said: NewLocalCode, *, by: Actor) -> LocalCode:
    """Gives a local code another name or meaning. Raises ValidationError by field, also where that name stands already."""
    local_code = LocalCode.objects.select_for_update().get(pk=local_code.pk)
    made = tidy(said, Meanings(local_code.organisation_id))
    standing = LocalCode.objects.filter(
        organisation_id=local_code.organisation_id, system=made.system, list_name=made.list_name, local=made.local
    )
    if standing.exclude(pk=local_code.pk).exists():
        raise ValidationError({"local": "That name has a meaning already. Correct that one."})
    before = f"{local_code.local} = {local_code.code}"
    for name in NewLocalCode.__slots__:
        setattr(local_code, name, getattr(made, name))
    if before != f"{local_code.local} = {local_code.code}":
        local_code.save()
        record_many([_deed("corrected", local_code, by, before=before)])
    return local_code


@transaction.atomic
def remove_local_code(local_code: LocalCode, *, by: Actor) -> None:
    """Takes a local code off the list; the ledger keeps what it was. Removed already, changes nothing."""
    found = LocalCode.objects.select_for_update().filter(pk=local_code.pk).first()
    if found is not None:
        record_many([_deed("removed", found, by)])
        found.delete()


def _deed(what: str, one: LocalCode, by: Actor, **more: str) -> Deed:
    details = {"system": one.system, "list": one.list_name, "code": one.code, "local": one.local, **more}
    return Deed(f"local_code.{what}", "local_code", one.pk, one.organisation_id, by, details)
