"""Reading local codes."""

import json
from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet

from alongside.incidents.models import LocalCode
from alongside.ledger.models import Entry
from alongside.people.models import Organisation
from alongside.people.queries import organisations_where
from alongside.people.roles import Role


def organisation_of(user: Any) -> Organisation | None:
    """The organisation whose local codes this person keeps."""
    return Organisation.objects.filter(pk__in=organisations_where(user, Role.LSMS)).order_by("name").first()


def local_codes_of(user: Any) -> QuerySet[LocalCode]:
    """The local codes that this person keeps, by system and list."""
    organisation = organisation_of(user)
    found = LocalCode.objects.filter(organisation=organisation) if organisation else LocalCode.objects.none()
    return found.order_by("system", "list_name", "local", "pk")


def narrowed(
    found: QuerySet[LocalCode], *, system: str = "", list_name: str = "", words: str = ""
) -> QuerySet[LocalCode]:
    """Those of one system, of one list, and with these words in their name or code."""
    if system:
        found = found.filter(system=system)
    if list_name:
        found = found.filter(list_name=list_name)
    if words:
        found = found.filter(Q(local__icontains=words) | Q(code__icontains=words))
    return found


def meanings(organisation: Organisation, system: str, list_name: str) -> Mapping[str, str]:
    """For an import: from what the system calls it, in small letters, to our code."""
    found = LocalCode.objects.filter(organisation=organisation, system=system, list_name=list_name)
    return {one.local.casefold(): one.code for one in found}


def history_of(user: Any) -> list[dict[str, Any]]:
    """What was done to the local codes lately, the newest first."""
    organisation = organisation_of(user)
    if organisation is None:
        return []
    entries = Entry.objects.filter(organisation_id=organisation.pk, subject_type="local_code").order_by("-pk")[:20]
    return [{"at": one.at, "who": one.actor_name, "verb": one.verb, **json.loads(one.details)} for one in entries]
