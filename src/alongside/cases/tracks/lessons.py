"""Lessons: drafted from a case, cleared of identities, shared with every organisation, withdrawn again."""

from alongside.cases.tracks.reviews import WHY
from alongside.machine import Machine, Move, State

LESSON = Machine(
    "lesson",
    "Lessons",
    (
        State("draft", "Draft", "It is being written; only those who work or supervise the case read it", "warning"),
        State(
            "shared",
            "Shared",
            "A person confirmed by name that it identifies nobody; every organisation reads it",
            "good",
        ),
        State("withdrawn", "Withdrawn", "Nobody else reads it any more, for a reason that is kept", is_end=True),
    ),
    (
        Move(
            "share",
            "Share it with every organisation",
            ("draft",),
            "shared",
            needs={"confirmed": "Confirm that nobody can be recognised in it."},
        ),
        Move("withdraw", "Withdraw it", ("draft", "shared"), "withdrawn", needs=WHY),
        Move("rewrite", "Write it again", ("withdrawn",), "draft", needs=WHY),
    ),
    about="It is drafted from a review, and is not shared while a name, a number or an address that the case knows stands in it.",
)
