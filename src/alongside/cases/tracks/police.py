"""The police and court track of a case (domain research, section 8.3): one for each offence that is told to the police.

Sentences and orders follow a conviction or an acquittal; the victim's right to review a decision not to charge is a side
exit that leads back into the investigation or to a charge. A private prosecution may follow where police or prosecutor
declined (domain research, section 2.1). A track that was moved by mistake is moved back by taking the move back, which is no
move of its own.
"""

from alongside.machine import Machine, Move, State

NOT_REPORTED, REPORTED, RECORDED, INVESTIGATING = "not_reported", "reported", "crime_recorded", "investigating"
VICTIM_WITHDREW, NFA_POLICE, OUT_OF_COURT = "victim_withdrew", "nfa_police", "out_of_court"
FILE_TO_CPS, NFA_CPS, REVIEW, CHARGED, COURT = "file_to_cps", "nfa_cps", "under_review", "charged", "court"
DISCONTINUED, ACQUITTED, CONVICTED, ORDERS = "discontinued", "acquitted", "convicted", "orders_made"
NEWS = frozenset(
    {VICTIM_WITHDREW, NFA_POLICE, OUT_OF_COURT, NFA_CPS, CHARGED, DISCONTINUED, ACQUITTED, CONVICTED, ORDERS}
)
"""States that are news to somebody outside: a charge, a result, the end."""
WITH_POLICE = (REPORTED, RECORDED, INVESTIGATING)

POLICE = Machine(
    "police",
    "Police and court",
    (
        State(NOT_REPORTED, "Not reported to the police", "Nobody told the police, for a reason that is kept", "quiet"),
        State(REPORTED, "Reported to the police", "The police have it under an incident number", "warning"),
        State(RECORDED, "Crime recorded", "The police recorded a crime, with its number", "calm"),
        State(INVESTIGATING, "Police investigate", "An officer has it", "calm"),
        State(VICTIM_WITHDREW, "The victim withdrew support", "The police go no further for that reason", is_end=True),
        State(
            NFA_POLICE, "No further action by the police", "The police ended it; a review may be asked for", is_end=True
        ),
        State(
            OUT_OF_COURT, "Dealt with out of court", "A caution, a resolution or a penalty notice", "good", is_end=True
        ),
        State(FILE_TO_CPS, "File with the prosecutor", "The Crown Prosecution Service decides on a charge", "calm"),
        State(
            NFA_CPS, "No charge by the prosecutor", "The prosecutor ended it; a review may be asked for", is_end=True
        ),
        State(REVIEW, "Decision under review", "The victim asked for the decision to be looked at again", "warning"),
        State(CHARGED, "Charged", "Somebody is charged; the first hearing is awaited", "calm"),
        State(COURT, "Before the court", "Hearings are held", "calm"),
        State(DISCONTINUED, "Discontinued", "The prosecution was dropped", is_end=True),
        State(ACQUITTED, "Acquitted", "The court found not guilty; an order is still possible", is_end=True),
        State(CONVICTED, "Convicted", "Guilty by plea or verdict; sentence is passed or awaited", "good"),
        State(
            ORDERS, "Sentenced", "Sentence and orders are known, with the days on which they end", "good", is_end=True
        ),
    ),
    (
        Move(
            "report",
            "Reported to the police",
            (NOT_REPORTED,),
            REPORTED,
            needs={
                "force": "Write which police force.",
                "incident_number": "Write the police's incident number.",
                "decided_on": "Write the day on which the police were told.",
            },
            starts=("reported_to_police",),
        ),
        Move(
            "record_crime",
            "A crime was recorded",
            (REPORTED,),
            RECORDED,
            needs={"crime_number": "Write the crime number."},
            starts=("crime_of_violence",),
        ),
        Move("investigate", "An officer investigates", (REPORTED, RECORDED), INVESTIGATING),
        Move(
            "victim_withdraws",
            "The victim withdrew support",
            WITH_POLICE,
            VICTIM_WITHDREW,
            needs={"text": "Write why, in the victim's words where they want that."},
        ),
        Move(
            "police_end",
            "The police take no further action",
            WITH_POLICE,
            NFA_POLICE,
            needs={"nfa_reason": "Choose why.", "decided_on": "Write the day of the decision."},
            starts=("police_decision",),
        ),
        Move(
            "dispose_out_of_court",
            "Dealt with out of court",
            (*WITH_POLICE, FILE_TO_CPS),
            OUT_OF_COURT,
            needs={"disposal": "Choose how.", "decided_on": "Write the day of the decision."},
            starts=("police_decision",),
        ),
        Move("send_file", "The file went to the prosecutor", WITH_POLICE, FILE_TO_CPS),
        Move("send_back", "The prosecutor wants more from the police", (FILE_TO_CPS,), INVESTIGATING),
        Move(
            "cps_ends",
            "The prosecutor does not charge",
            (FILE_TO_CPS,),
            NFA_CPS,
            needs={"nfa_reason": "Choose why.", "decided_on": "Write the day of the decision."},
            starts=("police_decision",),
        ),
        Move(
            "ask_for_review",
            "The victim asks for a review",
            (NFA_POLICE, NFA_CPS, DISCONTINUED),
            REVIEW,
            needs={"decided_on": "Write the day on which the review was asked for."},
        ),
        Move(
            "decision_stands",
            "The decision stands",
            (REVIEW,),
            None,
            needs={"decided_on": "Write the day of the decision."},
        ),
        Move(
            "reopen", "The investigation is opened again", (REVIEW, VICTIM_WITHDREW, NFA_POLICE, NFA_CPS), INVESTIGATING
        ),
        Move(
            "charge",
            "Somebody was charged",
            (*WITH_POLICE, FILE_TO_CPS, REVIEW),
            CHARGED,
            needs={"charge": "Write the charge.", "decided_on": "Write the day of the charge."},
            starts=("police_decision",),
            ends=("charged",),
        ),
        Move(
            "lay_information",
            "A private prosecution was begun",
            (NFA_POLICE, NFA_CPS),
            COURT,
            needs={
                "charge": "Write the charge.",
                "decided_on": "Write the day on which it was laid before the court.",
                "text": "Write who prosecutes, and who decided it.",
            },
            ends=("information_laid",),
        ),
        Move("first_hearing", "A hearing was held", (CHARGED,), COURT),
        Move(
            "discontinue",
            "The prosecution was dropped",
            (CHARGED, COURT),
            DISCONTINUED,
            needs={"text": "Write why.", "decided_on": "Write the day of the decision."},
            starts=("police_decision",),
        ),
        Move("acquit", "Found not guilty", (COURT,), ACQUITTED, needs={"decided_on": "Write the day of the verdict."}),
        Move(
            "convict",
            "Found guilty, or pleaded guilty",
            (CHARGED, COURT),
            CONVICTED,
            needs={"decided_on": "Write the day of the verdict or the plea."},
        ),
        Move(
            "sentence",
            "Sentence was passed",
            (CONVICTED,),
            ORDERS,
            needs={"sentence": "Choose the sentence.", "decided_on": "Write the day of the sentence."},
        ),
        Move(
            "order_after_acquittal",
            "An order was made all the same",
            (ACQUITTED,),
            ORDERS,
            needs={"sentence": "Choose the order.", "decided_on": "Write the day of the order."},
        ),
        Move(
            "quash",
            "The conviction was set aside on appeal",
            (CONVICTED, ORDERS),
            ACQUITTED,
            needs={"text": "Write what the court decided.", "decided_on": "Write the day of the decision."},
        ),
    ),
    about="One track for each offence that might be told to the police. What the police owe the victim by when (Victims' Code) and the last day to charge a summary-only offence begin with these moves, as deadlines.",
)
CHARGEABLE = (
    NOT_REPORTED,
    *WITH_POLICE,
    VICTIM_WITHDREW,
    NFA_POLICE,
    FILE_TO_CPS,
    NFA_CPS,
    REVIEW,
)
"""Where somebody may still be charged, by the police, the prosecutor or privately: a limit of time runs on."""
