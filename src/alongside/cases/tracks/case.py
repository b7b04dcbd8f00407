"""The states of a case (domain research, section 8.2)."""

from alongside.machine import Machine, Move, State

OPEN, INVESTIGATING, PENDING = "open", "investigating", "outcome_pending"
OUTCOME, FEEDBACK, LESSONS = "outcome_recorded", "feedback_given", "lessons"
CLOSED, MERGED = "closed", "merged"
RUNNING = (OPEN, INVESTIGATING, PENDING, OUTCOME, FEEDBACK, LESSONS)

CASE = Machine(
    "case",
    "Cases",
    (
        State(OPEN, "Open", "Somebody has it, and nothing was looked into yet", "warning"),
        State(INVESTIGATING, "Investigating", "Facts are being gathered", "calm"),
        State(PENDING, "Waiting for an outcome", "Police, a court or somebody else has to decide", "calm"),
        State(OUTCOME, "Outcome recorded", "What came of it is known; the person hurt is to be told", "calm"),
        State(FEEDBACK, "Feedback given", "The person hurt was told, or did not want to be", "calm"),
        State(LESSONS, "Lessons and actions", "What has to change is being done", "calm"),
        State(CLOSED, "Closed", "Nothing more is owed to anybody", "good", is_end=True),
        State(MERGED, "Joined with another case", "The other case stands for both", "quiet", is_end=True),
    ),
    (
        Move("investigate", "Begin to investigate", (OPEN, PENDING), INVESTIGATING),
        Move(
            "await_outcome",
            "Wait for an outcome",
            (OPEN, INVESTIGATING),
            PENDING,
            needs={"waits_on": "Choose on whom it waits."},
        ),
        Move(
            "record_outcome",
            "Record the outcome",
            (INVESTIGATING, PENDING),
            OUTCOME,
            needs={"outcome": "Choose what came of it.", "text": "Write what came of it."},
        ),
        Move("give_feedback", "Feedback is given", (OUTCOME,), FEEDBACK, settled=("victim_told",)),
        Move("learn", "Go on to lessons and actions", (OUTCOME, FEEDBACK), LESSONS),
        Move(
            "close", "Close the case", (OUTCOME, FEEDBACK, LESSONS), CLOSED, needs={"text": "Write why it is closed."}
        ),
        Move(
            "discontinue",
            "Close without an investigation",
            (OPEN, INVESTIGATING),
            CLOSED,
            needs={"text": "Write why nothing is investigated."},
        ),
        Move(
            "pass_on",
            "Close it: another body took it over",
            RUNNING,
            CLOSED,
            needs={"text": "Write what is left to whom."},
        ),
        Move("reopen", "Open again", (CLOSED,), INVESTIGATING, needs={"text": "Write why it is opened again."}),
        Move("merge", "Join with another case", RUNNING, MERGED, needs={"text": "Write why they are one case."}),
        Move("part", "Part from the other case", (MERGED,), None, needs={"text": "Write why they are parted."}),
    ),
    about="A case is made from one report or many. Nobody closes it while something is owed: see `cases/closing.py`.",
)
