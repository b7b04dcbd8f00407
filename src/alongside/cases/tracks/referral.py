"""What becomes of a part of a case that was shown to another body (domain research, section 1.2). A design rule, no law."""

from alongside.machine import Machine, Move, State

SENT, ACCEPTED, REFUSED, ENDED = "sent", "accepted", "refused", "ended"
SHOWN = (SENT, ACCEPTED)
"""While it stands so, those to whom it was sent read what was sent, and both write to each other."""
BY_RECEIVER = frozenset({"accept", "refuse"})
"""Moves of those to whom it was sent; the others are of those who sent it."""
WHY = {"text": "Write why."}

REFERRAL = Machine(
    "referral",
    "Referrals",
    (
        State(SENT, "Sent", "The other body can read what was sent, and has not answered yet", "warning"),
        State(ACCEPTED, "Accepted", "The other body acts on it", "good"),
        State(REFUSED, "Refused", "The other body does not act on it, and reads it no more", "danger", is_end=True),
        State(ENDED, "Ended", "Whoever sent it has taken it back: the other body reads it no more", is_end=True),
    ),
    (
        Move("accept", "Accept it", (SENT,), ACCEPTED),
        Move("refuse", "Refuse it", (SENT,), REFUSED, needs=WHY),
        Move("end", "End the sharing", (SENT, ACCEPTED), ENDED, needs=WHY),
        Move("send_again", "Send it again", (REFUSED,), SENT),
    ),
    about="What was chosen is copied when it is sent: the other body reads the copy and nothing else of the case. A new version leaves the state as it is.",
)
