"""Which documents are produced about cases: what each holds, and with what invented sample its template is tried."""

from pathlib import Path
from typing import Any

from alongside.cases.sanctions.letters import emergency_sentence
from alongside.documents.kinds import Kind

TEMPLATES = Path(__file__).with_name("templates")
DECLARATION = (
    "is true to the best of my knowledge and belief and I make it knowing that, if it is tendered in evidence, I shall be liable to "
    "prosecution if I have wilfully stated in it anything which I know to be false, or do not believe to be true"
)
"""Criminal Justice Act 1967, section 9(2)(b), as the form under rule 16.2 of the Criminal Procedure Rules 2020 has it."""
SUSPECT, PEOPLE = "cases.read_suspect", "cases.read_people"

SENT = {
    "today": "The day on which it is produced",
    "organisation": "The name of your organisation",
    "reference": "The reference of the case",
    "sender": "Who writes it",
}
REACH = {"reach": "How the writer is reached: telephone, e-mail and address, a line each"}
OFFENCE = {
    "offence": "What the offence is called",
    "happened_on": "The day on which it happened",
    "crime_number": "The police's crime number, where there is one",
}
SAMPLE: dict[str, Any] = {
    "today": "28 November 2026",
    "organisation": "Fernley Health Trust",
    "reference": "C-7KQ2-9F3M",
    "sender": "Robin Quayle, Local Security Management Specialist",
}
SAMPLE_REACH: dict[str, Any] = {
    "reach": "Telephone 01632 960 417\nrobin.quayle@fernley.example\nFernley Hospital, Security office"
}
SAMPLE_OFFENCE: dict[str, Any] = {
    "offence": "Assault on an emergency worker",
    "happened_on": "3 November 2026",
    "crime_number": "42/8871/26",
}

POLICE_UPDATE = Kind(
    "police_update",
    "Letter to the police: how it stands",
    "Asks the police for an update on an offence.",
    TEMPLATES / "police_update.md",
    {
        **SENT,
        **REACH,
        **OFFENCE,
        "officer": "The officer, where one is known",
        "force": "The police force",
        "incident_number": "The police's incident number",
        "state": "Where the offence stands on our file",
        "state_since": "Since which day",
        "answer_by": "The day by which an answer is asked for",
        "more": "What the writer adds",
    },
    {
        **SAMPLE,
        **SAMPLE_REACH,
        **SAMPLE_OFFENCE,
        "officer": "PC 2217 Rowe",
        "force": "Northshire Police",
        "incident_number": "NP-20261103-0456",
        "state": "police investigate",
        "state_since": "5 November 2026",
        "answer_by": "12 December 2026",
        "more": "We have kept the recording of the ward's camera and can hand it over.",
    },
    SUSPECT,
    "Police and court",
)
CPS_REVIEW = Kind(
    "cps_review",
    "Letter asking for a review of a decision",
    "Asks the prosecutor, or the police, to review a decision under the Victims' Right to Review scheme.",
    TEMPLATES / "cps_review.md",
    {
        **SENT,
        **REACH,
        **OFFENCE,
        "to": "To whom it goes, a line each",
        "person": "The person who was hurt",
        "decision": "What was decided",
        "decided_on": "On which day",
        "reason": "The reason that was given, where one was",
        "grounds": "Why a review is asked for",
    },
    {
        **SAMPLE,
        **SAMPLE_REACH,
        **SAMPLE_OFFENCE,
        "to": "Crown Prosecution Service\nNorthshire",
        "person": "Alex Morgan",
        "decision": "no charge by the prosecutor",
        "decided_on": "20 November 2026",
        "reason": "the evidence does not suffice",
        "grounds": "The recording of the ward's camera was not looked at. It shows the blow.\n\nTwo colleagues saw it and were not heard.",
    },
    SUSPECT,
    "Police and court",
)
OUTCOME_LETTER = Kind(
    "outcome_letter",
    "Letter to the person hurt: what came of it",
    "Tells somebody who was hurt what came of it.",
    TEMPLATES / "outcome_letter.md",
    {
        **SENT,
        **REACH,
        "person": "The person who was hurt",
        "address": "Their address, where it is known",
        "happened_on": "The day on which it happened",
        "reported": "Whether they reported it themselves",
        "words": "What came of it, in the words of the writer",
        "support": "Which support there is",
    },
    {
        **SAMPLE,
        **SAMPLE_REACH,
        "person": "Alex Morgan",
        "address": "Fernley Hospital, Ward 7",
        "happened_on": "3 November 2026",
        "reported": True,
        "words": "The police charged him. The court sentenced him to 12 weeks in prison.\n\nHe may not come onto our premises, except in an emergency.",
        "support": "Your occupational health team and Victim Support are there for you as well.",
    },
    PEOPLE,
    "People hurt",
    body="words",
)
WITNESS_STATEMENT = Kind(
    "witness_statement",
    "Witness statement (section 9)",
    "A statement that can be tendered in evidence: Criminal Justice Act 1967, section 9; Criminal Procedure Rules 2020, rule 16.2.",
    TEMPLATES / "witness_statement.md",
    {
        "witness": "The name of the witness",
        "age": "The age of a witness under 18; otherwise “over 18”",
        "occupation": "The occupation of the witness",
        "words": "The statement, with an empty line between paragraphs",
        "exhibits": "What the statement refers to: each with its mark and what it is",
        "occurrence": "What the police call the occurrence, where that is known",
        "reader": "Who read it to a witness who cannot read; otherwise empty",
        "signed": "When and as whom the witness signed it on the screen; empty where it is signed by hand",
    },
    {
        "witness": "Alex Morgan",
        "age": "over 18",
        "occupation": "Community nurse",
        "words": "I am a community nurse, and work for Fernley Health Trust.\n\nOn 3 November 2026 at about ten in the morning "
        "I was on Ward 7. A man whom I know as Kit Doe came towards me and shouted. He struck me on the left arm with his fist.\n\n"
        "I produce the photograph of my arm as AM/1.",
        "exhibits": [{"mark": "AM/1", "what": "Photograph of a left arm"}],
        "occurrence": "NP-20261103-0456",
        "reader": "",
        "signed": "",
    },
    PEOPLE,
    "Police and court",
    letterhead=False,
    must_stand=(DECLARATION,),
    body="words",
)
CASE_PACK = Kind(
    "case_pack",
    "Case pack",
    "The index and the file of a case, as far as whoever produces it may read it.",
    TEMPLATES / "case_pack.md",
    {
        **SENT,
        "title": "What the case is about",
        "opened": "When it was opened",
        "state": "Where it stands",
        "owner": "Who works it",
        "purpose": "What the pack is for",
        "parts": "Which parts it holds",
        "index": "What is in it: each with part and count",
        "reports": "The reports: each with reference, when and what",
        "accounts": "What was told in the reports: each with report, who, day and text",
        "statements": "Statements as they stand: each with witness, version, taken, signed and words",
        "things": "Exhibits: each with mark, what, found, file, sha256, place and hands (lines in words)",
        "schedule": "The schedule of what there is, without what is sensitive: each with number, what, relevance and use",
        "exhibits": "Files of evidence: each with name, caption, size, received and sha256",
        "documents": "Documents that were produced: each with day, title and by",
        "lines": "The file, the oldest first: each with when, what, who, part, text and corrected",
    },
    {
        **SAMPLE,
        "title": "A nurse was struck on Ward 7",
        "opened": "3 November 2026",
        "state": "Investigating",
        "owner": "Robin Quayle",
        "purpose": "Meeting with the police on 2 December 2026",
        "parts": "What was done, Who did it, Evidence",
        "index": [
            {"part": "Reports", "count": 1},
            {"part": "What was told", "count": 1},
            {"part": "Statements", "count": 1},
            {"part": "Exhibits and whose hands they were in", "count": 1},
            {"part": "Schedule of what there is", "count": 1},
            {"part": "Files of evidence", "count": 1},
            {"part": "Lines of the file", "count": 2},
        ],
        "reports": [{"reference": "NB-7KQ2-9F3M", "when": "3 November 2026, 10:05", "what": "Physical assault"}],
        "accounts": [
            {
                "report": "NB-7KQ2-9F3M",
                "who": "Reporter",
                "day": "3 November 2026",
                "text": "He came towards me and shouted. He struck me on the left arm.",
            }
        ],
        "statements": [
            {
                "witness": "Alex Morgan",
                "version": 1,
                "taken": "4 November 2026, Fernley Hospital, by Robin Quayle",
                "signed": "signed on 4 November 2026",
                "words": "I am a community nurse, and work for Fernley Health Trust.\n\nI produce the photograph of my arm as AM/1.",
            }
        ],
        "things": [
            {
                "mark": "AM/1",
                "what": "Photograph of a left arm",
                "found": "Alex Morgan, 3 November 2026, Ward 7",
                "file": "arm.jpg",
                "sha256": "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae",
                "place": "",
                "hands": ["4 November 2026, 09:10: Alex Morgan to Robin Quayle, Ward 7. To be kept."],
            }
        ],
        "schedule": [{"number": "1", "what": "Statement of Alex Morgan", "relevance": "Relevant", "use": "Used"}],
        "exhibits": [
            {
                "name": "ward-camera.mp4",
                "caption": "Camera at the nurses' station",
                "size": 18234112,
                "received": "3 November 2026",
                "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            }
        ],
        "documents": [
            {"day": "10 November 2026", "title": "Letter to the police: how it stands", "by": "Robin Quayle"}
        ],
        "lines": [
            {
                "when": "3 November 2026, 11:20",
                "what": "The case was opened",
                "who": "Robin Quayle",
                "part": "",
                "text": "",
                "corrected": False,
            },
            {
                "when": "5 November 2026, 09:00",
                "what": "Police and court",
                "who": "Robin Quayle",
                "part": "Who did it",
                "text": "Police investigate\nOfficer: PC 2217 Rowe",
                "corrected": False,
            },
        ],
    },
    "cases.read_narrative",
    "Packs",
    purpose="case_pack",
)
MADE_HERE = (POLICE_UPDATE, CPS_REVIEW, OUTCOME_LETTER, CASE_PACK)
"""What is filled from a case on its own page; letters of sanctions and statements have pages of theirs."""


def sanction_letters() -> list[Kind]:
    """A kind for each to whom a letter about a sanction goes. The sentence about emergency treatment stands in each."""
    labels = {
        "person": ("Letter about a sanction: to the person", True),
        "gp": ("Letter about a sanction: to the GP", False),
        "bodies": ("Alert to other bodies", False),
        "appeal": ("Letter about a sanction: the result of the appeal", False),
    }
    return [
        Kind(
            f"sanction_{addressee}",
            label,
            "The approved words of the letter, on the organisation's letterhead.",
            TEMPLATES / "sanction_letter.md",
            {
                "words": "The words as they were approved",
                "slip": "What the person signs and sends back; otherwise empty",
            },
            {
                "words": "Our reference: C-7KQ2-9F3M\n\nDear Kit Doe,\n\nThis letter is a warning about your behaviour towards our "
                f"staff.\n\n{emergency_sentence()}\n\nThis stands from 1 December 2026 until 31 May 2027.\n\nRobin Quayle",
                "slip": "I have read and understood this letter (C-7KQ2-9F3M)." if has_slip else "",
            },
            SUSPECT,
            "Sanctions",
            must_stand=(emergency_sentence(),),
            body="words",
        )
        for addressee, (label, has_slip) in labels.items()
    ]


def all_kinds() -> list[Kind]:
    """Every kind of document of this room."""
    return [POLICE_UPDATE, CPS_REVIEW, OUTCOME_LETTER, WITNESS_STATEMENT, CASE_PACK, *sanction_letters()]
