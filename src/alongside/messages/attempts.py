"""One call to a provider, and what follows from how it ended."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace

from alongside.messages.channels import (
    BusyError,
    DeliveryError,
    GoneError,
    HandedOver,
    LaterError,
    RefusedError,
    UnclearError,
)
from alongside.messages.outbox import Claimed, Finished
from alongside.messages.pace import PATIENCE, retry_after

LONGEST_WAIT_SECONDS = 3600.0
"""However long a provider asks for."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Busy:
    """The provider asked us to slow down. The channel rests, not the message: it keeps its turn."""

    finished: Finished


def attempt(message: Claimed, call: Callable[[], HandedOver | None], *, unsure: bool) -> Finished | Busy | None:
    """Makes one call to a provider and says what follows. `unsure` holds where the call itself changes nothing."""
    try:
        handed_over = call()
    except RefusedError as error:
        if unsure:
            return _retry(message, error, unsure=True)
        return Finished(message.id, "failed", error=str(error), gone=isinstance(error, GoneError))
    except BusyError as error:
        return Busy(replace(_retry(message, error, unsure=unsure), delay=0.0))
    except LaterError as error:
        return _retry(message, error, unsure=unsure)
    except UnclearError as error:
        return _retry(message, error, unsure=True, fault=True)
    except DeliveryError as error:
        return _retry(message, error, unsure=unsure, fault=True)
    except Exception as error:
        log.exception("message %s met a fault in our own code", message.id)
        return _retry(message, error, unsure=True)
    if handed_over is None:
        return None
    return Finished(
        message.id,
        handed_over.outcome.value,
        handed_over.provider,
        handed_over.provider_id,
        handed_over.reason,
        channel=message.channel,
        fault=False,
    )


def _retry(message: Claimed, error: Exception, *, unsure: bool, fault: bool | None = None) -> Finished:
    patience = PATIENCE[message.purpose]
    return Finished(
        message.id,
        "retry",
        error=str(error) or type(error).__name__,
        unsure=unsure,
        delay=max(retry_after(message.purpose, message.attempts).total_seconds(), _asked_for(error)),
        patience=patience.total_seconds() if patience else None,
        channel=message.channel,
        fault=fault,
    )


def _asked_for(error: Exception) -> float:
    """How many seconds the provider asks to be left alone with this message."""
    return min(error.wait, LONGEST_WAIT_SECONDS) if isinstance(error, DeliveryError) else 0.0
