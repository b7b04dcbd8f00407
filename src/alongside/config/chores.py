"""What `alongside send` does beside sending, from every room: the senders' own chores, and erasing what is not kept."""

from alongside.incidents.duties.nightly import duty_chores
from alongside.messages import retention as of_messages
from alongside.messages.chores import Chore, standing_chores
from alongside.people import retention as of_people
from alongside.watch import retention as of_watch

NOTES_EVERY = 60.0
REST_EVERY = 600.0
"""Seconds. What these delete is found by reading the whole table."""


def all_chores() -> list[Chore]:
    """Fresh chores of a sender. Several senders share them."""
    return [
        *standing_chores(),
        *duty_chores(),
        Chore("send-notes", lambda: of_watch.erase_due_notes() >= of_watch.BATCH, every=NOTES_EVERY),
        Chore("send-answers", lambda: of_people.forget_old_answers() >= of_people.BATCH, every=REST_EVERY),
        Chore("send-sessions", lambda: of_people.forget_ended_sessions() >= of_people.BATCH, every=REST_EVERY),
        Chore("send-forget", lambda: of_messages.forget_old_callbacks() >= of_messages.BATCH, every=REST_EVERY),
    ]
