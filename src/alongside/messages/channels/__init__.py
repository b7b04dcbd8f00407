"""Ways out: one module per provider, each able to hand over one message and to say how that went.

Which class serves which channel is a setting (`CHANNELS`, see `channels.registry`), so that a stand-in for a
demonstration is chosen from outside and is no branch in this code.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Envelope:
    """What a channel needs to know of a message. `id` is given to the provider as our reference.

    For a provider that takes no reference: `age`, in seconds since it was queued, and `taken`, what the provider calls
    those messages to the same address that it is known to have. For a browser: `purpose`, how urgent it is; `about`, what it
    is about; and `browser`, what its push service needs to reach it, None where notifications were turned off meanwhile.
    """

    id: UUID
    address: str
    subject: str
    body: str
    age: float = 0.0
    taken: Collection[str] = ()
    purpose: str = ""
    about: str = ""
    browser: Mapping[str, str] | None = None


class Outcome(StrEnum):
    """What became of a message that a provider has taken on."""

    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class HandedOver:
    """A provider has the message: it must not be handed over again.

    `provider_id` is the provider's own name for it, empty where there is none. `reason` says why it failed.
    """

    provider: str
    provider_id: str = ""
    outcome: Outcome = Outcome.SENT
    reason: str = ""


class DeliveryError(Exception):
    """The provider did not say that it has the message. The text is shown to people who run the system.

    `wait` is how many seconds it asks to be left alone with this message, 0 where it asks for nothing.
    """

    def __init__(self, said: str = "", *, wait: float = 0.0) -> None:
        super().__init__(said)
        self.wait = wait


class RefusedError(DeliveryError):
    """It never will: a bad number, a channel that is not set up. Trying again cannot help."""


class GoneError(RefusedError):
    """There is nobody behind this address any more: nothing is to be sent there again."""


class TemporaryError(DeliveryError):
    """It has not got the message, and may take it later."""


class BusyError(TemporaryError):
    """It asks us to slow down: the whole channel waits, then tries with one message at a time."""


class LaterError(TemporaryError):
    """It works, and asks for time with this one message; the channel goes on with the others."""


class UnclearError(DeliveryError):
    """Nobody knows whether it has the message: no answer came, or one that means nothing.

    Before the next attempt the provider is asked (`Channel.find`).
    """


class Channel(Protocol):
    """One way out. Both methods block, and are called from several threads at once."""

    provider: str
    """Recorded with every message; receipts are matched with it."""
    at_once: int
    """Messages that one process hands over at the same time."""

    def deliver(self, envelope: Envelope) -> HandedOver:
        """Hands the message over. Returns within seconds. Raises DeliveryError."""

    def find(self, envelope: Envelope) -> HandedOver | None:
        """Asks the provider whether it already has the message; None where it has not, or cannot be asked.

        Raises DeliveryError where the question could not be put; the message is then not sent.
        """
