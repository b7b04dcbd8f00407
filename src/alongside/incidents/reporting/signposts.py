"""What a report is not for, and whom else to tell: in the words of the list of kinds, with whom the organisation wrote down."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction

from alongside.incidents.codes import Code, code_list
from alongside.incidents.contact import WRONG_PHONE, is_phone
from alongside.incidents.models import Signpost
from alongside.ledger.actions import Actor, record
from alongside.ledger.clock import now
from alongside.people.models import Organisation

LONGEST_WHOM, LONGEST_LINK = 200, 500
SHORTEST_NUMBER = 3
"""999, 101 and an extension are numbers too."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One of them, as the page shows it once the report has arrived. `phone` and `link` may be empty."""

    kind: str
    heading: str
    text: str
    whom: str
    phone: str
    link: str

    def as_json(self) -> Mapping[str, str]:
        """For the page on a phone."""
        return asdict(self)


def kinds_with_signposts() -> list[Code]:
    """The kinds that a report is not for."""
    return [code for code in code_list("kinds") if "signpost" in code.more]


def signposts_of(organisation_id: UUID, kinds: Collection[str]) -> list[Shown]:
    """What is said of these kinds: whom the organisation wrote down, else whom the list of kinds names."""
    own = {one.kind: one for one in Signpost.objects.filter(organisation_id=organisation_id, kind__in=list(kinds))}
    return [_shown(code, own.get(code.code)) for code in kinds_with_signposts() if code.code in kinds]


@transaction.atomic
def write_signpost(organisation: Organisation, kind: str, *, whom: str, phone: str, link: str, by: Actor) -> None:
    """Whom else to tell, in the organisation's own words; without `whom` the list of kinds speaks again. ValidationError by field."""
    whom, phone, link = whom.strip(), phone.strip(), link.strip()
    _check(kind, whom, phone, link)
    if whom:
        Signpost.objects.update_or_create(
            organisation=organisation,
            kind=kind,
            defaults={"whom": whom, "phone": phone, "link": link, "changed_at": now(), "changed_by": by.name},
        )
    else:
        Signpost.objects.filter(organisation=organisation, kind=kind).delete()
    record(
        "signpost.written",
        "organisation",
        organisation.pk,
        organisation_id=organisation.pk,
        actor=by,
        details={"kind": kind},
    )


def _check(kind: str, whom: str, phone: str, link: str) -> None:
    wrong: dict[str, str] = {}
    if kind not in {code.code for code in kinds_with_signposts()}:
        wrong["kind"] = "Choose from the list."
    if not whom and (phone or link):
        wrong["whom"] = "Write whom to tell."
    elif len(whom) > LONGEST_WHOM:
        wrong["whom"] = f"Write at most {LONGEST_WHOM} characters."
    short = phone.isascii() and phone.isdigit() and SHORTEST_NUMBER <= len(phone) <= 6
    if phone and not short and not is_phone(phone):
        wrong["phone"] = WRONG_PHONE
    if link:
        try:
            URLValidator(schemes=["https"])(link)
        except ValidationError:
            wrong["link"] = "Write an address that begins with https://."
        if len(link) > LONGEST_LINK:
            wrong["link"] = f"Write at most {LONGEST_LINK} characters."
    if wrong:
        raise ValidationError(dict(wrong))


def _shown(code: Code, own: Signpost | None) -> Shown:
    more: Mapping[str, Any] = code.more
    heading = code.label.removesuffix(" (signpost)")
    if own is not None:
        return Shown(code.code, heading, str(more["signpost"]), own.whom, own.phone, own.link)
    return Shown(code.code, heading, str(more["signpost"]), str(more["whom"]), str(more.get("phone", "")), "")
