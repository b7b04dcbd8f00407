"""A delivery that goes nowhere: what a demonstration does in place of a provider that nobody has set up."""

from alongside.messages.channels import Envelope, HandedOver, Outcome


class ShownChannel:
    """Every message counts as delivered; it can be read on `/demo/messages`."""

    provider = "demo"
    at_once = 4

    def deliver(self, envelope: Envelope) -> HandedOver:
        return HandedOver(self.provider, outcome=Outcome.DELIVERED)

    def find(self, envelope: Envelope) -> HandedOver | None:
        return None
