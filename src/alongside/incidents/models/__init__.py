"""Tables of the incidents room.

Four compartments, each with its own permission (`incidents.rules`) and its own entry in the ledger for every look:

=============  ========================================================================================================
`narrative`    what happened, in words (`Account`)
`people`       who was affected, who saw it, who reported it (`Identity` with this compartment), injuries, absences
`suspect`      who did it and clinical facts (`Identity` with this compartment), `MedicalOpinion`, `MarkerElsewhere`
`evidence`     pictures, recordings, documents, legal advice (`Exhibit`)
=============  ========================================================================================================

`Incident`, `Affected` and `Responsible` hold codes and numbers only: they name nobody, and figures are made of them.
"""

from alongside.incidents.models.closing import ClosedTo
from alongside.incidents.models.compartments import (
    Account,
    Compartment,
    Exhibit,
    Identity,
    MarkerElsewhere,
    MedicalOpinion,
)
from alongside.incidents.models.completing import Contribution, Signpost, SupportText, Told, WellbeingCheck
from alongside.incidents.models.draft import Draft, DraftFile
from alongside.incidents.models.duties import (
    Absence,
    DigestChoice,
    Duty,
    DutyLength,
    DutySettings,
    Injury,
    RiddorDecision,
)
from alongside.incidents.models.exchange import (
    ImportedRow,
    ImportPiece,
    ImportRun,
    SavedMapping,
    Webhook,
    WebhookAttempt,
    WebhookDelivery,
    WebhookSecret,
)
from alongside.incidents.models.finding import LocalCode, SavedView
from alongside.incidents.models.incident import Affected, Change, Connection, Incident, PropertyItem, Responsible

__all__ = [
    "Absence",
    "Account",
    "Affected",
    "Change",
    "ClosedTo",
    "Compartment",
    "Connection",
    "Contribution",
    "DigestChoice",
    "Draft",
    "DraftFile",
    "Duty",
    "DutyLength",
    "DutySettings",
    "Exhibit",
    "Identity",
    "ImportPiece",
    "ImportRun",
    "ImportedRow",
    "Incident",
    "Injury",
    "LocalCode",
    "MarkerElsewhere",
    "MedicalOpinion",
    "PropertyItem",
    "Responsible",
    "RiddorDecision",
    "SavedMapping",
    "SavedView",
    "Signpost",
    "SupportText",
    "Told",
    "Webhook",
    "WebhookAttempt",
    "WebhookDelivery",
    "WebhookSecret",
    "WellbeingCheck",
]
