"""What becomes of a violence marker (domain research, section 5.2). Pure: who may do it, and until when, is asked elsewhere.

No state goes on by itself past its day: an interim warning falls back to a proposal, and what is not reviewed lapses.
"""

from alongside.machine import Machine, Move, State

PROPOSED, INTERIM, ACTIVE, REVIEW_DUE, APPEALED = "proposed", "interim", "active", "review_due", "appealed"
DECLINED, LAPSED, REMOVED, ENTERED_IN_ERROR = "declined", "lapsed", "removed", "entered_in_error"

SHOWN = (INTERIM, ACTIVE, REVIEW_DUE, APPEALED)
"""Whoever is about to visit or treat sees it."""
ENDED = (DECLINED, LAPSED, REMOVED, ENTERED_IN_ERROR)
BY_ITSELF = frozenset({"interim_ends", "review_comes_due", "lapse"})
"""Moves that the nightly look makes (`due`); nobody is offered them."""
DECISIONS = frozenset({"decide", "renew"})
"""Who made these does not decide on an appeal."""
APPEAL_RESULTS = frozenset({"uphold", "vary", "dismiss"})

WHY = {"why": "Write why."}
ADVICE = {"advice": "Write what somebody who goes there should do."}
REVIEW = {"review_on": "Write by which day it is reviewed."}
NAMES = {"deciders": "Choose who decided."}
OPEN = (PROPOSED, INTERIM, ACTIVE, REVIEW_DUE, APPEALED)

MARKER = Machine(
    "marker",
    "Violence marker",
    (
        State(PROPOSED, "Proposed", "Somebody proposed it; only the panel sees it", "warning"),
        State(INTERIM, "Interim warning", "Shown before the panel has decided; it ends by itself", "danger"),
        State(ACTIVE, "Active", "Decided, and shown to those who are about to visit or treat", "calm"),
        State(REVIEW_DUE, "Review due", "Its day has come: it is renewed, removed, or lapses", "danger"),
        State(APPEALED, "Under appeal", "Somebody else than those who decided looks at it again", "warning"),
        State(DECLINED, "Not agreed", "The panel did not agree to it; nobody was shown it", is_end=True),
        State(LAPSED, "Lapsed", "It was not reviewed in time, and is shown no more", is_end=True),
        State(REMOVED, "Removed", "The risk has ended, or an appeal was upheld; kept, and shown no more", is_end=True),
        State(ENTERED_IN_ERROR, "Entered in error", "It was about the wrong person or place", is_end=True),
    ),
    (
        Move("warn", "Warn until the panel decides", (PROPOSED,), INTERIM, needs={**WHY, **ADVICE}),
        Move("decide", "Agree to the marker", (PROPOSED, INTERIM), ACTIVE, needs={**NAMES, **WHY, **ADVICE, **REVIEW}),
        Move("decline", "Do not agree to it", (PROPOSED, INTERIM), DECLINED, needs={**NAMES, **WHY}),
        Move("interim_ends", "The interim warning ended", (INTERIM,), PROPOSED),
        Move(
            "change_advice",
            "Change the advice",
            (INTERIM, ACTIVE, REVIEW_DUE),
            None,
            needs={**WHY, **ADVICE},
            stays=True,
        ),
        Move("review_comes_due", "The day of its review came", (ACTIVE,), REVIEW_DUE),
        Move(
            "renew",
            "Reviewed: it goes on",
            (ACTIVE, REVIEW_DUE),
            ACTIVE,
            needs={**NAMES, **WHY, **ADVICE, **REVIEW},
        ),
        Move("remove", "Reviewed: remove it", (INTERIM, ACTIVE, REVIEW_DUE), REMOVED, needs=WHY),
        Move("lapse", "It lapsed", (ACTIVE, REVIEW_DUE, APPEALED), LAPSED),
        Move(
            "appeal",
            "Somebody objects to it",
            (ACTIVE, REVIEW_DUE),
            APPEALED,
            needs={"appellant": "Choose who objects.", "why": "Write what they say."},
        ),
        Move("uphold", "The appeal is upheld: remove it", (APPEALED,), REMOVED, needs={**NAMES, **WHY}),
        Move(
            "vary",
            "The appeal changes it",
            (APPEALED,),
            ACTIVE,
            needs={**NAMES, **WHY, **ADVICE, **REVIEW},
        ),
        Move("dismiss", "The appeal is dismissed", (APPEALED,), ACTIVE, needs={**NAMES, **WHY}),
        Move("enter_in_error", "It was entered in error", (*OPEN, LAPSED, REMOVED), ENTERED_IN_ERROR, needs=WHY),
    ),
    about="A warning with advice for whoever visits or treats, made only after a report of violence, and gone when its day has "
    "passed and nobody said that it goes on.",
)
