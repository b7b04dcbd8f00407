"""Registering a device at the terminal: who it is for, what to type into it, and one code to scan."""

from django.core.exceptions import ValidationError
from django.db.models import Q

from alongside.devices.actions import register_device
from alongside.devices.models import Protocol
from alongside.devices.setup_links import draw_qr_code, setup_link
from alongside.people.models import Staff


def add_device(protocol: str, identifier: str, worker: str, *, device_url: str, with_secret: bool | None = None) -> str:
    """Registers a device for the worker of that name or user name; returns what to show at the terminal, this once.

    `device_url` is where devices reach the gateway. Raises ValidationError with a sentence for the person there.
    """
    made = register_device(find_worker(worker), protocol, identifier, with_secret=with_secret)
    link = setup_link(protocol, made.identifier, made.secret, device_url)
    lines = [f"Registered for {made.device.worker.name}.", f"protocol: {protocol}"]
    if protocol == Protocol.LINK:
        lines.append(f"key: {made.secret}")
    else:
        lines.append(f"id: {made.identifier}")
        lines.append(f"secret: {made.secret or '(none: whoever knows the id can speak as this device)'}")
    lines += [f"set-up link: {link}", "", draw_qr_code(link), ""]
    if made.secret is None and len(made.identifier) < SAFE_LENGTH:
        lines.append("This id can be guessed. Choose one of 16 or more random characters, or ask for a secret.")
    if made.secret is not None:
        lines.append("The secret is shown this once and kept nowhere.")
    return "\n".join(lines)


SAFE_LENGTH = 16
"""An identifier that is a key by itself should have at least so many characters."""


def find_worker(name: str) -> Staff:
    """The one active person of that name or user name. Raises ValidationError where there is none, or more than
    one.
    """
    found = list(Staff.objects.active().filter(Q(name__iexact=name) | Q(user__username__iexact=name)).distinct()[:2])
    if not found:
        raise ValidationError(f"Nobody is called {name}.")
    if len(found) > 1:
        raise ValidationError(f"More than one person is called {name}: give the user name.")
    return found[0]
