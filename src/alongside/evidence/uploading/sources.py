"""Copies that are sent: what they say that they were made from."""

from collections.abc import Mapping
from uuid import UUID

from django.core.exceptions import ValidationError

from alongside.evidence.keeping.actions import LONGEST_REASON
from alongside.evidence.models import Derivation, Keeping


def check_source(owner: str, subject_id: UUID, said: Mapping[str, str]) -> None:
    """Raises ValidationError where a copy does not say what it was made from, how and why, or where that belongs to
    something else than the copy. Says nothing of what is no copy.
    """
    if "derived_from" not in said:
        return
    try:
        source = UUID(said["derived_from"])
    except ValueError as error:
        raise ValidationError("The file that this was made from is not known.") from error
    if not Keeping.objects.filter(file=source, owner=owner, subject_id=subject_id).exists():
        raise ValidationError("The file that this was made from belongs to something else.")
    if said.get("how") not in Derivation.How.values:
        raise ValidationError("Choose how it was made.")
    if not said.get("why", "").strip() or len(said["why"]) > LONGEST_REASON:
        raise ValidationError("Write why it was made, in a sentence or two.")
