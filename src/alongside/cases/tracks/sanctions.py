"""Sanctions of the four kinds, and the removal of a patient from a practice (domain research, sections 2.1 to 2.3, 8.4, 8.7).

They may stand beside each other on one case. Emergency treatment is never withheld by any of them: that is no state, it is
always so, and every letter and page says it.
"""

from alongside.cases.tracks.machine import Machine, Move, State

WHEN = {"on": "Write the day."}
WHY = {"text": "Write why."}
DAYS = {"starts_on": "Write the first day.", "ends_on": "Write the last day."}
ALIVE = ("issued", "active", "breached")
TOLD_WHILE = (*ALIVE, "extension_asked", "ended", "escalated")
"""Where a sanction can stand when the person is told that their appeal was refused, or what it changed."""
STANDING = (*ALIVE, "under_appeal", "extension_asked")
"""States in which a procedural sanction binds the person, between its first and its last day."""

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
        Move("end", "End it", (*ALIVE, "extension_asked"), "ended", needs={**WHEN, **WHY}),
        Move("expire", "Its last day has passed", ("approved", *ALIVE, "extension_asked"), "ended"),
        Move("escalate", "Another sanction follows", ("active", "breached"), "escalated", needs=WHY),
        Move(
            "appeal", "The person appeals", ALIVE, "under_appeal", needs={**WHEN, "text": "Write what the person says."}
        ),
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
    about="Written warnings, agreements, exclusion from premises, withheld treatment, another place of care. Nobody approves what they proposed, or hears the appeal against what they approved. The person is told by a letter what came of an appeal, whatever it was. A sanction whose last day has passed binds nobody, whatever state it is in.",
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
        State("ended", "Ended", "Decided for good, or spent", is_end=True),
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
        Move("set_hearing", "A hearing is set", ("investigated",), "hearing", needs=WHEN),
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
        Move("overturn", "The appeal succeeded", ("under_appeal",), "ended", needs={**WHEN, **WHY}),
        Move("end", "It is over", ("decided",), "ended", needs=WHEN),
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
        Move("keep", "The order stands", ("breached",), "in_force", needs=WHEN),
        Move(
            "review",
            "It was reviewed, and stands as it is",
            ("in_force",),
            "in_force",
            needs={**WHEN, "text": "Write what the review found."},
        ),
        Move("expire", "Its last day has passed", ("in_force", "interim", "breached"), "ended"),
        Move("end", "The order is over", ("in_force", "interim", "breached"), "ended", needs=WHEN),
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
        Move("quash", "The appeal succeeded", ("under_appeal",), "quashed", needs=WHEN),
        Move("end", "It is over", ("passed", "in_force", "breached"), "ended", needs=WHEN),
    ),
    about="What the police or a court gave. It begins from the police and court track, and is counted nationally.",
)

REMOVAL = Machine(
    "removal",
    "Removal from a practice",
    (
        State("told_police", "Police told", "The act was reported to the police, which the removal needs", "warning"),
        State("notified", "Notice given", "The removal is in effect", "calm"),
        State("confirmed", "Confirmed in writing", "The notice stands in writing", "calm"),
        State("acknowledged", "Acknowledged", "The commissioner acknowledged it in writing", "calm"),
        State("placed", "Placed", "The patient has another practice under the scheme", "good"),
        State("ended", "Ended", "The patient left the scheme, or the removal was taken back", is_end=True),
    ),
    (
        Move(
            "notify",
            "Notice was given by telephone or in person",
            ("told_police",),
            "notified",
            needs={"on": "Write the day of the notice.", "police_reference": "Write the police's incident number."},
            starts=("removal_notified", "removal_notified_not_in_writing"),
        ),
        Move(
            "notify_in_writing",
            "Notice was given in writing",
            ("told_police",),
            "confirmed",
            needs={"on": "Write the day of the notice.", "police_reference": "Write the police's incident number."},
            starts=("removal_notified",),
        ),
        Move("confirm", "It was confirmed in writing", ("notified",), "confirmed", needs=WHEN),
        Move("acknowledge", "It was acknowledged in writing", ("confirmed",), "acknowledged", needs=WHEN),
        Move(
            "place",
            "The patient has another practice",
            ("confirmed", "acknowledged"),
            "placed",
            needs={**WHEN, "patient_told": "Choose whether the patient was told, and why not."},
            starts=("placed_on_allocation_scheme",),
        ),
        Move(
            "review",
            "The place on the scheme was reviewed",
            ("placed",),
            "placed",
            needs={**WHEN, "text": "Write what was decided."},
        ),
        Move("end", "The patient left the scheme", ("placed",), "ended", needs={**WHEN, **WHY}),
        Move(
            "withdraw",
            "The removal was taken back",
            ("told_police", "notified", "confirmed", "acknowledged"),
            "ended",
            needs=WHY,
        ),
    ),
    about="The immediate removal of a patient by a practice, and the Special Allocation Scheme (SI 2015/1879 and 2015/1862: confirmed in writing within 7 days where notice was not in writing).",
)

ALSO = {
    "record_opinion": ("text",),
    "acknowledge": ("on", "text"),
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
