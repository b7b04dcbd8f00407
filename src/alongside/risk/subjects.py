"""Finding whom a visit is about, so that what is known of them is found whoever plans it, however it was typed."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import connection, transaction

from alongside.ledger.clock import now
from alongside.people.models import Organisation
from alongside.people.nhs_number import nhs_number_of
from alongside.risk.models import Subject

LONGEST = {"name": 200, "nhs_number": 20, "reference": 60, "address": 500}


@dataclass(frozen=True, slots=True)
class Who:
    """Whom or what it is about, as somebody typed it. One of name, number, reference or address is needed."""

    kind: Subject.Kind
    name: str = ""
    nhs_number: str = ""
    reference: str = ""
    born_on: date | None = None
    address: str = ""
    about: Subject | None = None


def address_key(address: str) -> str:
    """An address as it is compared: without case, accents, punctuation or gaps, so that "14, Mill Lane" is "14 mill lane"."""
    plain = unicodedata.normalize("NFKD", address).encode("ascii", "ignore").decode().lower()
    return "".join(re.findall(r"[a-z0-9]+", plain))


def subject_for(organisation: Organisation, who: Who) -> Subject:
    """The subject that `who` means in this organisation: the one that stands, or a new one.

    A patient is known again by NHS number or reference, an address by itself, whoever is met there by name and where.

    Raises:
        ValidationError: a field is too long, a number is none, nothing says who it is, or the two numbers are of two patients.
    """
    for field, longest in LONGEST.items():
        if len(getattr(who, field)) > longest:
            raise ValidationError({field: f"Use at most {longest} characters."})
    number = nhs_number_of(who.nhs_number)
    said = {
        "name": who.name.strip(),
        "nhs_number": number,
        "reference": who.reference.strip(),
        "address": who.address.strip(),
        "address_key": address_key(who.address),
    }
    if who.kind == Subject.Kind.PREMISES and not said["address_key"]:
        raise ValidationError({"address": "Write the address."})
    if not any(said.values()):
        raise ValidationError({"name": "Write who it is: a name, a number, or an address."})
    with transaction.atomic():
        _one_at_a_time(organisation)
        found = _known(organisation, who, said)
        if found is None:
            return Subject.objects.create(
                organisation=organisation, kind=who.kind, born_on=who.born_on, about=who.about, made_at=now(), **said
            )
        return _completed(found, who, said)


def _one_at_a_time(organisation: Organisation) -> None:
    """Until the transaction ends nobody else finds or makes a subject of this organisation: the web may lock no row of it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('subjects ' || %s, 0))", [str(organisation.pk)])


def _known(organisation: Organisation, who: Who, said: dict[str, str]) -> Subject | None:
    same = Subject.objects.filter(organisation=organisation, kind=who.kind)
    if who.kind == Subject.Kind.PREMISES:
        return same.filter(address_key=said["address_key"]).first()
    if who.kind != Subject.Kind.PATIENT:
        return same.filter(name__iexact=said["name"], about=who.about, address_key=said["address_key"]).first()
    by_number = same.filter(nhs_number=said["nhs_number"]).first() if said["nhs_number"] else None
    by_reference = same.filter(reference=said["reference"]).first() if said["reference"] else None
    if by_number and by_reference and by_number != by_reference:
        raise ValidationError({"reference": "This reference and this NHS number are of two different patients."})
    if by_reference and said["nhs_number"] and by_reference.nhs_number not in ("", said["nhs_number"]):
        raise ValidationError({"nhs_number": "The patient of this reference has another NHS number."})
    return by_number or by_reference


def _completed(subject: Subject, who: Who, said: dict[str, str]) -> Subject:
    """What was not known before is kept; what was known is changed by nobody who only plans a visit."""
    news = {field: value for field, value in said.items() if value and not getattr(subject, field)}
    if who.born_on and not subject.born_on:
        subject.born_on = who.born_on
        news["born_on"] = ""
    for field, value in news.items():
        if field != "born_on":
            setattr(subject, field, value)
    if news:
        subject.save(update_fields=list(news))
    return subject
