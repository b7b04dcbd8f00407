"""The letters of a sanction as documents: produced from the words that were approved."""

from alongside.cases.models import Sanction, SanctionLetter
from alongside.cases.producing import facts
from alongside.cases.producing.actions import produce_about
from alongside.cases.sanctions.kinds import kind_of as sanction_kind_of
from alongside.cases.sanctions.letters import approve_letter
from alongside.cases.sanctions.news import OF_CHANGE
from alongside.cases.sanctions.queries import LETTER, document_of, letters_of
from alongside.documents.kinds import kind_of
from alongside.documents.models import Produced
from alongside.ledger.actions import Actor
from alongside.machine import Refused


def produce_letter(sanction: Sanction, letter: SanctionLetter, *, by: Actor) -> Produced:
    """Makes PDF and editable document of a letter. `Refused` where its words are not approved; `Unproducible` where the template
    in force does not work.
    """
    if getattr(letter, "approval", None) is None:
        raise Refused("These words are not approved yet.", "text")
    case = sanction.case
    kind = kind_of(f"sanction_{letter.addressee.removesuffix(OF_CHANGE)}")
    words = sanction_kind_of(sanction.kind).label.lower()
    return produce_about(
        case,
        kind,
        facts.sanction_letter(letter.text, case.organisation.name),
        f"{kind.label}: {words}, version {letter.number}",
        about=(LETTER, letter.pk),
        by=by,
    )


def approve_and_produce(sanction: Sanction, addressee: str, number: int, *, by: Actor) -> None:
    """Approves the latest words of a letter, and makes its documents. Raises as `approve_letter` does; where `Unproducible` is raised,
    the approval stands, and the letter cannot be sent before it was produced.
    """
    approved = approve_letter(sanction, addressee, number, by=by)
    if document_of(approved) is None:
        produce_letter(sanction, letters_of(sanction)[addressee], by=by)
