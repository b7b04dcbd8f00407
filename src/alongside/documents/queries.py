"""Reading templates, letterheads and produced documents, from what the caller may see."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from alongside.documents.kinds import Kind
from alongside.documents.models import LetterheadVersion, Produced, TemplateUse, TemplateVersion
from alongside.documents.rendering import Letterhead
from alongside.documents.rules import KEEPERS
from alongside.evidence.queries import read_file
from alongside.people.models import Organisation
from alongside.people.queries import organisations_where


def kept_by(user: Any) -> Organisation | None:
    """The organisation whose templates this person keeps."""
    return Organisation.objects.filter(pk__in=organisations_where(user, *KEEPERS)).order_by("code").first()


def versions_of(organisation: Organisation, kind: Kind) -> QuerySet[TemplateVersion]:
    """Every version of an organisation's own template, the latest first."""
    return TemplateVersion.objects.filter(organisation=organisation, kind=kind.code).order_by("-number")


def uses_of(organisation: Organisation, kind: Kind) -> QuerySet[TemplateUse]:
    """What was put in force and taken out of force, the latest first."""
    found = TemplateUse.objects.filter(organisation=organisation, kind=kind.code)
    return found.select_related("version").order_by("-pk")


def latest_uses(organisation: Organisation) -> dict[str, TemplateUse]:
    """What was last put in force, by kind."""
    found = TemplateUse.objects.filter(organisation=organisation).order_by("kind", "-pk").distinct("kind")
    return {one.kind: one for one in found.select_related("version")}


def version_in_force(organisation: Organisation, kind: Kind) -> TemplateVersion | None:
    """The organisation's own version that holds; None where the built-in one does."""
    use = uses_of(organisation, kind).first()
    return use.version if use else None


def letterhead_of(organisation: Organisation) -> LetterheadVersion | None:
    """The letterhead that holds; None where none was written."""
    found = LetterheadVersion.objects.filter(organisation=organisation).select_related("picture")
    return found.order_by("-pk").first()


def letterhead_drawn(organisation: Organisation, written: LetterheadVersion | None) -> Letterhead:
    """The letterhead as it is set; where none was written, the organisation's name alone."""
    if written is None:
        return Letterhead(organisation.name)
    picture = written.picture
    content = read_file(picture) if picture is not None and picture.erased_at is None else None
    return Letterhead(written.name, written.lines.splitlines(), written.foot, content)


def produced_of(about_type: str, about_id: UUID) -> Produced | None:
    """The latest document that was made of one thing of a subject. Whether somebody may read it, its room has asked."""
    found = Produced.objects.filter(about_type=about_type, about_id=about_id)
    return found.select_related("version", "pdf", "docx").order_by("-pk").first()


def produced_about(
    subject_type: str, subject_ids: Iterable[UUID], permissions: Iterable[str], words: str = "", kind: str = ""
) -> QuerySet[Produced]:
    """What was produced about these, as far as somebody with these permissions over them may read it; the newest first.

    `words` must all stand in its title, or in the name of who made it.
    """
    found = Produced.objects.filter(
        subject_type=subject_type, subject_id__in=list(subject_ids), needs__contained_by=list(permissions)
    )
    for word in words.split():
        found = found.filter(Q(title__icontains=word) | Q(made_by__icontains=word))
    if kind:
        found = found.filter(kind=kind)
    return found.select_related("version", "pdf", "docx").order_by("-pk")
