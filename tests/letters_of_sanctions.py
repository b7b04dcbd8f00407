"""Letters of a sanction as two people bring them out: one writes them, another approves and produces them."""

from alongside.cases.models import Sanction
from alongside.cases.producing.letters import approve_and_produce
from alongside.cases.sanctions import letters, queries
from alongside.ledger.actions import Actor


def approve_letters(sanction: Sanction, by: Actor, approver: Actor) -> None:
    """Writes every letter that goes out with a sanction, without a gap, and has it approved and produced."""
    for one in queries.letters_needed(sanction):
        text = letters.GAP.sub("Lee Stone", letters.begun(sanction, one))
        letter = letters.write_letter(sanction, one, text, by=by)
        approve_and_produce(sanction, one, letter.number, by=approver)
