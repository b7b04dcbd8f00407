"""The review after an incident: what made it possible, and what would have prevented it."""

from alongside.machine import Machine, Move, State

WHY = {"text": "Write why."}

REVIEW = Machine(
    "review",
    "Reviews after an incident",
    (
        State(
            "begun", "Being written", "What happened, why, and what would have prevented it is being written", "warning"
        ),
        State("finished", "Finished", "Somebody put their name to it; its words stand", "good", is_end=True),
    ),
    (
        Move(
            "finish",
            "Finish the review",
            ("begun",),
            "finished",
            needs={
                "held_on": "Write when the review took place.",
                "happened": "Write what happened.",
                "factors": "Choose at least one thing that contributed.",
                "prevented": "Write what would have prevented it.",
                "took_part": "Write who took part.",
            },
        ),
        Move("reopen", "Open it again", ("finished",), "begun", needs=WHY),
    ),
    about="It asks what made the incident possible, not who was at fault. Every version stays, with who wrote it.",
)
