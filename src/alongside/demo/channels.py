"""Deliveries that go nowhere: what a demonstration does in place of providers that nobody has set up."""

from alongside.messages.channels import Envelope, HandedOver, Outcome


class RungChannel:
    """Every call rings, until somebody presses a key in the place of the person who is rung, on `/demo/messages`."""

    provider = "demo"
    at_once = 4

    def deliver(self, envelope: Envelope) -> HandedOver:
        return HandedOver(self.provider, str(envelope.id))

    def find(self, envelope: Envelope) -> HandedOver | None:
        return None


class ShownChannel:
    """Every message counts as delivered; it can be read on `/demo/messages`."""

    provider = "demo"
    at_once = 4

    def deliver(self, envelope: Envelope) -> HandedOver:
        return HandedOver(self.provider, outcome=Outcome.DELIVERED)

    def find(self, envelope: Envelope) -> HandedOver | None:
        return None
