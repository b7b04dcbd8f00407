"""The removal of a patient from a practice, and the Special Allocation Scheme (domain research, sections 2.3 and 8.7)."""

from alongside.machine import Machine, Move, State

WHEN = {"on": "Write the day."}
WHY = {"text": "Write why."}

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
