"""A channel that nobody has set up."""

from alongside.messages.channels import Envelope, HandedOver, RefusedError


class AbsentChannel:
    """Refuses every message and says which setting is missing: a message is never dropped in silence."""

    provider = "none"
    at_once = 4

    def __init__(self, reason: str) -> None:
        self.reason = reason

    def deliver(self, envelope: Envelope) -> HandedOver:
        raise RefusedError(self.reason)

    def find(self, envelope: Envelope) -> HandedOver | None:
        return None
