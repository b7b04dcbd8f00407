"""Producing a document about a case: its files are evidence, and the file of the case says so."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from alongside.cases.events import write_event
from alongside.cases.models import Case
from alongside.documents.actions import produce
from alongside.documents.kinds import Kind
from alongside.documents.models import Produced
from alongside.ledger.actions import Actor


def produce_about(
    case: Case,
    kind: Kind,
    data: dict[str, Any],
    title: str,
    *,
    about: tuple[str, UUID] | None = None,
    needs: Sequence[str] = (),
    to_edit: bool = True,
    by: Actor,
) -> Produced:
    """Produces it, and writes a line into the compartment that the kind belongs to, in one transaction.

    `title` holds no name of anybody hurt: it stands in the list and in the file. `about` is what of the case it was made of. `needs` are permissions over the case that a
    reader has to hold besides the kind's own; `to_edit` as in `documents.actions.produce`. Raises `documents.actions.Unproducible`.
    """

    def write(document: Produced) -> None:
        write_event(
            case,
            "document_produced",
            by=by,
            compartment=kind.permission.removeprefix("cases.read_"),
            text=document.title,
            after={"document": str(document.pk), "kind": kind.code},
            about=("document", document.pk),
        )

    return produce(
        kind,
        case.organisation,
        data,
        by=by,
        title=title,
        subject=("case", case.pk),
        about=about,
        needs=needs,
        to_edit=to_edit,
        then=write,
    )
