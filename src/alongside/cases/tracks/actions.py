"""An action that a review asked for: given to a line manager, answered, accepted, and looked at again after three months."""

from alongside.cases.tracks.machine import Machine, Move, State

WHY = {"text": "Write why."}

ACTION = Machine(
    "action",
    "Actions of a review",
    (
        State("given", "Given", "Somebody is asked to change something by a day", "warning"),
        State("answered", "Answered", "Whoever has it says that it is done, with what shows it", "calm"),
        State("done", "Done", "What shows it was accepted; whether it helps is looked at later", "good"),
        State("effective", "It helps", "Looked at again: it does what it should", "good", is_end=True),
        State(
            "no_effect", "It does not help", "Looked at again: something else has to be done", "warning", is_end=True
        ),
        State("cancelled", "Not needed", "It is not done, for a reason that is kept", is_end=True),
    ),
    (
        Move("answer", "It is done", ("given",), "answered", needs={"text": "Write what was done."}),
        Move("accept", "Accept what shows it", ("answered",), "done"),
        Move("send_back", "It is not done yet", ("answered",), "given", needs={"text": "Write what is missing."}),
        Move("find_effective", "It helps", ("done",), "effective", needs={"text": "Write what shows that it helps."}),
        Move(
            "find_no_effect",
            "It does not help",
            ("done",),
            "no_effect",
            needs={"text": "Write what has to be done instead."},
        ),
        Move("cancel", "It is not needed", ("given", "answered"), "cancelled", needs=WHY),
        Move("reopen", "Ask for it again", ("effective", "no_effect", "cancelled"), "given", needs=WHY),
    ),
    about="Reminders go out before and after its day; three months after it was done somebody is asked whether it helps.",
)
