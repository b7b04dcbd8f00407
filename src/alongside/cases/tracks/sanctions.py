"""Sanctions of the four kinds (domain research, sections 2.1, 2.2 and 8.4).

They may stand beside each other on one case. Emergency treatment is never withheld by any of them: that is no state, it is
always so, and every letter and page says it.
"""

from alongside.machine import Machine, Move, State

WHEN = {"on": "Write the day."}
WHY = {"text": "Write why."}
DAYS = {"starts_on": "Write the first day.", "ends_on": "Write the last day."}
ALIVE = ("issued", "active", "breached")
TOLD_WHILE = (*ALIVE, "extension_asked", "ended", "escalated")
"""Where a sanction can stand when the person is told that their appeal was refused, or what it changed."""
STANDING = (*ALIVE, "under_appeal", "extension_asked")
"""States in which a procedural sanction binds the person, between its first and its last day."""

BREACHED_MEANWHILE = Move(
    "breach_meanwhile",
    "Record a breach during the appeal",
    ("under_appeal",),
    "under_appeal",
    needs={**WHEN, "text": "Write what happened."},
)
"""It binds the person while it is under appeal: where the appeal fails or is taken back, it stands as breached."""
BY_MISTAKE = "Strike it out: it was recorded by mistake"
STRUCK_OUT = State("struck_out", "Struck out", "It was recorded by mistake; the reason is kept", is_end=True)
NEVER_WAS = ("refused", "withdrawn", "taken_back", "struck_out", "not_taken", "not_pursued")
"""States of what was no sanction in the end, or was none from the start."""

SPOKEN = Machine(
    "spoken",
    "Verbal warnings",
    (
        State("given", "Given", "Somebody on duty said it; it has to be written into the care record", "warning"),
        State("noted", "In the care record", "It was written down where those who give care read it", is_end=True),
        State("taken_back", "Taken back", "It should not have been given, for a reason that is kept", is_end=True),
    ),
    (
        Move("note", "It was written into the care record", ("given",), "noted", needs=WHEN),
        Move("take_back", "Take it back", ("given", "noted"), "taken_back", needs=WHY),
    ),
    about="Said once, by whoever was in charge. It has no length, and nobody has to approve it.",
)

PROCEDURAL = Machine(
    "procedural",
    "Procedural sanctions",
    (
        State(
            "proposed",
            "Proposed",
            "Somebody proposes it; a clinician has to say what it would mean for care",
            "warning",
        ),
        State("opinion_recorded", "Clinical opinion recorded", "It can be approved or refused", "warning"),
        State("approved", "Approved", "The letters can be sent", "calm"),
        State("refused", "Not approved", "It was not approved, for a reason that is kept", is_end=True),
        State("withdrawn", "Proposal taken back", "Nobody was told of it; the reason is kept", is_end=True),
        State("issued", "Letter sent", "The person has been told", "calm"),
        State("active", "In force", "It stands until its last day", "good"),
        State("breached", "Breached", "The person did not keep to it; somebody decides what follows", "danger"),
        State(
            "extension_asked",
            "Extension asked for",
            "Somebody asks for a later last day; it stands until the one it has",
            "warning",
        ),
        State(
            "under_appeal",
            "Under appeal",
            "The person asked for it to be looked at again; it stands meanwhile",
            "warning",
        ),
        State("ended", "Ended", "It is over, at its time or before", is_end=True),
        State("escalated", "Followed by another", "Another sanction took its place", is_end=True),
        State(
            "overturned",
            "Overturned",
            "The appeal succeeded, and it binds the person no more; they are still to be told",
            "warning",
        ),
        State(
            "overturned_told", "Overturned, and the person told", "The letter about the appeal was sent", is_end=True
        ),
    ),
    (
        Move(
            "record_opinion",
            "Record the clinical opinion",
            ("proposed",),
            "opinion_recorded",
            needs={"opinion": "Choose what the clinician thinks.", "opinion_by": "Write who gave the opinion."},
        ),
        Move(
            "approve",
            "Approve it",
            ("opinion_recorded",),
            "approved",
            needs={
                "starts_on": "Write the first day.",
                "ends_on": "Write the last day.",
                "text": "Write why it is right.",
            },
            level="approve",
        ),
        Move("refuse", "Do not approve it", ("proposed", "opinion_recorded"), "refused", needs=WHY, level="approve"),
        Move(
            "withdraw", "Take the proposal back", ("proposed", "opinion_recorded", "approved"), "withdrawn", needs=WHY
        ),
        Move(
            "issue",
            "The letters were sent",
            ("approved",),
            "issued",
            needs={"on": "Write the day on which they were sent."},
        ),
        Move(
            "acknowledge",
            "The person acknowledged it, or did not",
            ("issued",),
            "active",
            needs={"acknowledged": "Choose whether it was acknowledged."},
        ),
        Move(
            "record_breach",
            "Record a breach",
            ("issued", "active"),
            "breached",
            needs={**WHEN, "text": "Write what happened."},
        ),
        Move("keep", "Let it stand after the breach", ("breached",), "active", needs=WHY),
        BREACHED_MEANWHILE,
        Move(
            "review",
            "It was reviewed, and stands as it is",
            ("active",),
            "active",
            needs={**WHEN, "text": "Write what the review found."},
        ),
        Move(
            "ask_extension",
            "Ask for it to be extended",
            ("active", "breached"),
            "extension_asked",
            needs={"ends_on": "Write the last day.", **WHY},
        ),
        Move("extend", "Extend it", ("extension_asked",), "active", needs=WHY, level="approve"),
        Move("decline_extension", "Do not extend it", ("extension_asked",), None, needs=WHY, level="approve"),
        Move("withdraw_extension", "Take the request back", ("extension_asked",), None, needs=WHY),
        Move("end", "End it", (*ALIVE, "extension_asked", "under_appeal"), "ended", needs={**WHEN, **WHY}),
        Move("expire", "Its last day has passed", ("approved", *ALIVE, "extension_asked"), "ended"),
        Move("escalate", "Another sanction follows", ("active", "breached"), "escalated", needs=WHY),
        Move(
            "appeal", "The person appeals", ALIVE, "under_appeal", needs={**WHEN, "text": "Write what the person says."}
        ),
        Move("withdraw_appeal", "The person took the appeal back", ("under_appeal",), None, needs=WHEN),
        Move("uphold", "The appeal was refused", ("under_appeal",), None, needs={**WHEN, **WHY}, level="hear_appeal"),
        Move(
            "vary",
            "It was changed on appeal",
            ("under_appeal",),
            "active",
            needs={**WHEN, "ends_on": "Write the last day.", **WHY},
            level="hear_appeal",
        ),
        Move(
            "overturn",
            "The appeal succeeded",
            ("under_appeal",),
            "overturned",
            needs={**WHEN, **WHY},
            level="hear_appeal",
        ),
        Move(
            "tell_outcome",
            "The letter about the appeal was sent",
            ("overturned",),
            "overturned_told",
            needs={"on": "Write the day on which it was sent."},
        ),
        Move(
            "tell_appeal",
            "The letter about the appeal was sent",
            TOLD_WHILE,
            None,
            needs={"on": "Write the day on which it was sent."},
            stays=True,
        ),
    ),
    about="Written warnings, agreements, exclusion from premises, withheld treatment, another place of care. A clinician is heard first, who is somebody else than whoever works on it. A warning or an agreement is approved by the security specialist with that clinician; where the clinician says that it would harm care, by the security director. Everything graver is approved by somebody above who did not propose it. Nobody hears the appeal against what they proposed or approved, and an appeal never makes a sanction longer. The person is told by a letter what came of an appeal, whatever it was. A sanction whose last day has passed binds nobody, whatever state it is in.",
)

DISCIPLINARY = Machine(
    "disciplinary",
    "Disciplinary sanctions",
    (
        State("referred", "Referred to human resources", "Human resources decide whether they look into it", "warning"),
        State("not_taken", "Not taken on", "Human resources do not look into it", is_end=True),
        State("investigated", "Investigated", "Human resources look into it", "calm"),
        State("hearing", "Hearing", "A hearing is held", "calm"),
        State("decided", "Decided", "The outcome is known", "good"),
        State("no_case", "No case to answer", "Nothing was found", is_end=True),
        State("under_appeal", "Under appeal", "The decision is looked at again", "warning"),
        State("overturned", "Set aside on appeal", "The appeal succeeded: the decision counts no more", is_end=True),
        State("ended", "Ended", "It is over, or spent", is_end=True),
        STRUCK_OUT,
    ),
    (
        Move(
            "take_on",
            "Human resources look into it",
            ("referred",),
            "investigated",
            needs={"reference": "Write the reference of human resources."},
        ),
        Move("decline", "Human resources do not take it on", ("referred",), "not_taken", needs=WHY),
        Move("set_hearing", "A hearing is set", ("investigated", "hearing"), "hearing", needs=WHEN),
        Move("find_nothing", "No case to answer", ("investigated", "hearing"), "no_case", needs={**WHEN, **WHY}),
        Move(
            "decide",
            "The outcome is known",
            ("investigated", "hearing"),
            "decided",
            needs={**WHEN, "decision": "Choose the outcome."},
        ),
        Move("appeal", "The decision is appealed", ("decided",), "under_appeal", needs=WHEN),
        Move("uphold", "The appeal was refused", ("under_appeal",), "decided", needs=WHEN),
        Move("withdraw_appeal", "The appeal was taken back", ("under_appeal",), "decided", needs=WHEN),
        Move("overturn", "The appeal succeeded", ("under_appeal",), "overturned", needs={**WHEN, **WHY}),
        Move("end", "It is over", ("decided",), "ended", needs=WHEN),
        Move(
            "strike_out",
            BY_MISTAKE,
            ("referred", "investigated", "hearing", "decided", "under_appeal"),
            "struck_out",
            needs=WHY,
        ),
    ),
    about="Where somebody who works here did it. Human resources decide; the case keeps only the outcome and its dates.",
)

CIVIL = Machine(
    "civil",
    "Civil sanctions",
    (
        State("considered", "Considered", "Somebody asks whether a court should order something", "warning"),
        State("not_pursued", "Not pursued", "Nobody goes to court, for a reason that is kept", is_end=True),
        State("advised", "Advice received", "Lawyers, the police or the council said what they think", "calm"),
        State("applied", "Applied for", "A court has the application", "calm"),
        State("interim", "Interim order", "An order stands until the hearing", "good"),
        State("refused", "Refused", "The court made no order", is_end=True),
        State("in_force", "Order in force", "The order stands until its last day, or without one", "good"),
        State("breached", "Breached", "The order was not kept; the court is told", "danger"),
        State("ended", "Ended", "The order is over or was discharged", is_end=True),
        STRUCK_OUT,
    ),
    (
        Move("advise", "Advice came", ("considered",), "advised", needs={"text": "Write the advice in a line."}),
        Move("drop", "Do not pursue it", ("considered", "advised", "applied"), "not_pursued", needs=WHY),
        Move(
            "apply",
            "The application is with the court",
            ("considered", "advised"),
            "applied",
            needs={**WHEN, "applicant": "Write who applied."},
        ),
        Move("grant_interim", "An interim order was made", ("applied",), "interim", needs=WHEN),
        Move(
            "grant",
            "The order was made",
            ("applied", "interim"),
            "in_force",
            needs={"starts_on": "Write the first day.", "terms": "Write what it says."},
        ),
        Move("refuse", "The court made no order", ("applied", "interim"), "refused", needs=WHEN),
        Move(
            "record_breach",
            "Record a breach",
            ("interim", "in_force"),
            "breached",
            needs={**WHEN, "text": "Write what happened."},
        ),
        Move(
            "answer_breach",
            "The court dealt with the breach, and the order stands",
            ("breached",),
            None,
            needs={**WHEN, "text": "Write what the court did."},
        ),
        Move("keep", "The order stands, and no court was asked", ("breached",), None, needs={**WHEN, **WHY}),
        Move(
            "review",
            "It was reviewed, and stands as it is",
            ("in_force",),
            "in_force",
            needs={**WHEN, "text": "Write what the review found."},
        ),
        Move("expire", "Its last day has passed", ("in_force", "interim", "breached"), "ended"),
        Move("end", "The order is over", ("in_force", "interim", "breached"), "ended", needs=WHEN),
        Move(
            "strike_out",
            BY_MISTAKE,
            ("considered", "advised", "applied", "interim", "in_force", "breached"),
            "struck_out",
            needs=WHY,
        ),
    ),
    about="Injunctions, community protection notices and other orders of a civil court. Who may apply is a question for lawyers: the case names who did.",
)

CRIMINAL = Machine(
    "criminal",
    "Criminal sanctions",
    (
        State("passed", "Passed", "A caution, a penalty or a sentence, as the police or the court gave it", "good"),
        State("in_force", "In force", "An order that stands until its last day", "good"),
        State("breached", "Breached", "It was not kept; the police or the court are told", "danger"),
        State("under_appeal", "Under appeal", "A higher court looks at it again", "warning"),
        State("quashed", "Quashed", "The appeal succeeded", is_end=True),
        State("ended", "Ended", "It was served, paid, or is over", is_end=True),
        STRUCK_OUT,
    ),
    (
        Move("begin", "It is in force", ("passed",), "in_force", needs={"starts_on": "Write the first day."}),
        Move(
            "record_breach",
            "Record a breach",
            ("in_force",),
            "breached",
            needs={**WHEN, "text": "Write what happened."},
        ),
        Move("keep", "It stands after the breach", ("breached",), "in_force", needs=WHEN),
        BREACHED_MEANWHILE,
        Move(
            "review",
            "It was reviewed, and stands as it is",
            ("in_force",),
            "in_force",
            needs={**WHEN, "text": "Write what the review found."},
        ),
        Move("expire", "Its last day has passed", ("in_force", "breached"), "ended"),
        Move("appeal", "It is appealed", ("passed", "in_force"), "under_appeal", needs=WHEN),
        Move("uphold", "The appeal was refused", ("under_appeal",), None, needs=WHEN),
        Move("withdraw_appeal", "The appeal was taken back", ("under_appeal",), None, needs=WHEN),
        Move("quash", "The appeal succeeded", ("under_appeal",), "quashed", needs=WHEN),
        Move("end", "It is over", ("passed", "in_force", "breached", "under_appeal"), "ended", needs=WHEN),
        Move("strike_out", BY_MISTAKE, ("passed", "in_force", "breached", "under_appeal"), "struck_out", needs=WHY),
    ),
    about="What the police or a court gave. It begins from the police and court track, and is counted nationally.",
)

ALSO = {
    "record_opinion": ("text",),
    "acknowledge": ("on", "text"),
    "vary": ("terms",),
    "grant": ("ends_on", "reference"),
    "grant_interim": ("ends_on", "terms", "reference"),
    "begin": ("ends_on",),
    "notify": ("clock",),
    "notify_in_writing": ("clock",),
    "place": ("placed_with",),
}
"""What a step may say besides what it needs; everything else may have words."""


def facts_of(move: Move) -> tuple[str, ...]:
    """What comes with a step of a sanction or of a removal from a practice: what it needs, and what it may say besides."""
    return tuple(dict.fromkeys((*move.needs, *ALSO.get(move.act, ()), "text")))
