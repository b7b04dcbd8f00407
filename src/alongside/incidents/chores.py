"""What `alongside send` does for this room: asking people how they are when it is time."""

from alongside.incidents.wellbeing import actions
from alongside.messages.chores import Chore


def incident_chores() -> list[Chore]:
    """Fresh chores of a sender."""
    return [Chore("send-wellbeing", lambda: actions.ask_due() >= actions.BATCH)]
