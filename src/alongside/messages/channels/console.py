"""The person's own screen: what is stored is shown there, and nothing leaves."""

from alongside.messages.channels import Envelope, HandedOver, Outcome


class ConsoleChannel:
    """Delivered as soon as it is due. Most never come here: `actions.queue` stores them as delivered at once."""

    provider = "console"
    at_once = 1

    def deliver(self, envelope: Envelope) -> HandedOver:
        return HandedOver(self.provider, outcome=Outcome.DELIVERED)

    def find(self, envelope: Envelope) -> HandedOver | None:
        return None
