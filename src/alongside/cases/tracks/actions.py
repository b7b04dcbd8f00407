"""An action that a review asked for: given to somebody who works here, answered, accepted, and looked at again after some
months.
"""

from alongside.machine import Machine, Move, State

WHY = {"text": "Write why."}
WITH_OWNER = ("given",)
"""States in which it is up to whoever has it."""
WITH_SETTER = ("answered", "impossible", "time_asked")
"""States in which it is up to whoever set it."""
UNDONE = (*WITH_OWNER, *WITH_SETTER)
"""States in which it is not done yet: a case is not closed over it in silence."""

ACTION = Machine(
    "action",
    "Actions of a review",
    (
        State("given", "Given", "Somebody is asked to change something by a day", "warning"),
        State("answered", "Answered", "Whoever has it says that it is done, with what shows it", "calm"),
        State(
            "impossible",
            "Cannot be done",
            "Whoever has it says that it cannot be done; whoever set it decides",
            "warning",
        ),
        State(
            "time_asked", "More time asked for", "Whoever has it asks for a later day; the one it has stands", "warning"
        ),
        State("done", "Done", "What shows it was accepted; whether it helps is looked at later", "good"),
        State("effective", "It helps", "Looked at again: it does what it should", "good", is_end=True),
        State(
            "no_effect", "It does not help", "Looked at again: something else has to be done", "warning", is_end=True
        ),
        State("cancelled", "Not needed", "It is not done, for a reason that is kept", is_end=True),
    ),
    (
        Move(
            "answer",
            "It is done",
            ("given", "time_asked", "impossible"),
            "answered",
            needs={"text": "Write what was done."},
        ),
        Move(
            "say_impossible",
            "It cannot be done",
            ("given", "time_asked"),
            "impossible",
            needs={"text": "Write what stands in the way."},
        ),
        Move(
            "ask_time",
            "I need more time",
            ("given", "time_asked"),
            "time_asked",
            needs={"text": "Write why it takes longer.", "until": "Write until which day you need."},
        ),
        Move(
            "accept",
            "Accept what shows it",
            ("answered",),
            "done",
            needs={"checker": "Choose who looks whether it helps."},
        ),
        Move(
            "send_back",
            "It is not done yet",
            ("answered", "impossible"),
            "given",
            needs={"text": "Write what is missing."},
        ),
        Move(
            "give_time",
            "Give more time",
            ("given", "time_asked", "impossible"),
            "given",
            needs={"until": "Write the new day."},
        ),
        Move("keep_day", "Keep the day", ("time_asked",), "given", needs=WHY),
        Move(
            "give_to_other", "Give it to somebody else", UNDONE, "given", needs={"owner": "Choose who does it.", **WHY}
        ),
        Move("find_effective", "It helps", ("done",), "effective", needs={"text": "Write what shows that it helps."}),
        Move(
            "find_no_effect",
            "It does not help",
            ("done",),
            "no_effect",
            needs={"text": "Write why it does not help, and what has to be done instead."},
        ),
        Move("cancel", "It is not needed", UNDONE, "cancelled", needs=WHY),
        Move(
            "reopen",
            "Ask for it again",
            ("effective", "no_effect", "cancelled"),
            "given",
            needs={"until": "Write the new day.", **WHY},
        ),
    ),
    about="Reminders go out before and after its day, and whoever set it learns that it is late; three months after it was "
    "accepted a person who was named is asked whether it helps. It goes on when its case is closed.",
)
OF_OWNER = ("answer", "say_impossible", "ask_time")
"""What whoever has it says."""
OF_CHECKER = ("find_effective", "find_no_effect")
"""What whoever looks at it again says."""
