"""A recording that is asked for: from cameras on buildings, in vehicles or on bodies. Most are written over after about a
month (common practice and no rule: whoever has it says when); so the day on which that happens is the clock.
"""

from alongside.machine import Machine, Move, State

ASKED = "asked"

FOOTAGE = Machine(
    "footage",
    "Recordings that are asked for",
    (
        State(ASKED, "Asked for", "Somebody else has it; on its day it is written over", "warning"),
        State("secured", "Secured", "A copy is kept", "good", is_end=True),
        State("refused", "Refused", "Whoever has it does not give it, for a reason that is kept", "warning"),
        State("overwritten", "Written over", "It is lost; how that came about is kept", "danger", is_end=True),
        State("dropped", "Not needed", "It was not needed after all, for a reason that is kept", is_end=True),
    ),
    (
        Move("secure", "A copy is secured", (ASKED, "refused"), "secured"),
        Move("refuse", "It was refused", (ASKED,), "refused", needs={"text": "Write why it was refused."}),
        Move("ask_again", "Ask again", ("refused",), ASKED, needs={"text": "Write what has changed."}),
        Move(
            "lose",
            "It was written over",
            (ASKED, "refused"),
            "overwritten",
            needs={"text": "Write how it came about that nobody secured it."},
        ),
        Move("drop", "It is not needed", (ASKED, "refused"), "dropped", needs={"text": "Write why it is not needed."}),
    ),
    about="Until it is secured, refused, lost or not needed, its day stands on what is due.",
)
