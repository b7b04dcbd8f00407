"""Tables of the cases room.

A case has the compartments of its incidents and one more, `legal`: advice that is never disclosed. `Case` holds codes,
dates and short words without names; what was done and said stands in `Event`, each in its compartment.
"""

from alongside.cases.models.case import Case, CaseIncident, Compartment, Event
from alongside.cases.models.redress import Claim, Instalment, Loss, Payment
from alongside.cases.models.removals import HospitalRemoval, PracticeRemoval
from alongside.cases.models.sanctions import LetterApproval, Sanction, SanctionDecision, SanctionLetter
from alongside.cases.models.work import Task

__all__ = [
    "Case",
    "CaseIncident",
    "Claim",
    "Compartment",
    "Event",
    "HospitalRemoval",
    "Instalment",
    "LetterApproval",
    "Loss",
    "Payment",
    "PracticeRemoval",
    "Sanction",
    "SanctionDecision",
    "SanctionLetter",
    "Task",
]
