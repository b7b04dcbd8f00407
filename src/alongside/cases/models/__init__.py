"""Tables of the cases room.

A case has the compartments of its incidents and one more, `legal`: advice that is never disclosed. `Case` holds codes,
dates and short words without names; what was done and said stands in `Event`, each in its compartment.
"""

from alongside.cases.models.case import Case, CaseIncident, Compartment, Event
from alongside.cases.models.disclosure import Disclosed, DisclosureItem
from alongside.cases.models.exhibits import Exhibit, FootageRequest, HandOver
from alongside.cases.models.inquiry import (
    Interview,
    Statement,
    StatementSignature,
    StatementVersion,
    Whose,
    compartment_of,
)
from alongside.cases.models.legal import LegalLearning, LegalMatter
from alongside.cases.models.lessons import Lesson, LessonOrigin, LessonUse
from alongside.cases.models.police import Attendance, CourtOrder, Hearing, Plea, PoliceMove, PoliceTrack, PoliceVictim
from alongside.cases.models.redress import Claim, Instalment, Loss, Payment
from alongside.cases.models.referrals import Referral, ReferralMessage, SharedFile, Snapshot, TakenBack, TakenOver
from alongside.cases.models.removals import HospitalRemoval, PracticeRemoval
from alongside.cases.models.review import ActionStep, RemedialAction, Review, ReviewVersion
from alongside.cases.models.sanctions import LetterApproval, Sanction, SanctionDecision, SanctionLetter
from alongside.cases.models.scene import AppliedPolicy, SceneNote, SceneNoteVersion
from alongside.cases.models.supervision import (
    AgreedAction,
    Supervision,
    SupervisionNote,
    SupervisionPlan,
    SupervisionRule,
)
from alongside.cases.models.victims import SupportOffer, Victim, VictimTold, VictimWish
from alongside.cases.models.work import Task, Waiver

__all__ = [
    "ActionStep",
    "AgreedAction",
    "AppliedPolicy",
    "Attendance",
    "Case",
    "CaseIncident",
    "Claim",
    "Compartment",
    "CourtOrder",
    "Disclosed",
    "DisclosureItem",
    "Event",
    "Exhibit",
    "FootageRequest",
    "HandOver",
    "Hearing",
    "HospitalRemoval",
    "Instalment",
    "Interview",
    "LegalLearning",
    "LegalMatter",
    "Lesson",
    "LessonOrigin",
    "LessonUse",
    "LetterApproval",
    "Loss",
    "Payment",
    "Plea",
    "PoliceMove",
    "PoliceTrack",
    "PoliceVictim",
    "PracticeRemoval",
    "Referral",
    "ReferralMessage",
    "RemedialAction",
    "Review",
    "ReviewVersion",
    "Sanction",
    "SanctionDecision",
    "SanctionLetter",
    "SceneNote",
    "SceneNoteVersion",
    "SharedFile",
    "Snapshot",
    "Statement",
    "StatementSignature",
    "StatementVersion",
    "Supervision",
    "SupervisionNote",
    "SupervisionPlan",
    "SupervisionRule",
    "SupportOffer",
    "TakenBack",
    "TakenOver",
    "Task",
    "Victim",
    "VictimTold",
    "VictimWish",
    "Waiver",
    "Whose",
    "compartment_of",
]
