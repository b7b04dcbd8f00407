"""Commands about devices: registering one, and reading what one says."""

import json
import sys

import click

from alongside.config.commands.django_ready import start_django


@click.group()
def device() -> None:
    """Phones, badges and pendants."""


@device.command()
@click.option("--protocol", required=True, help="owntracks, osmand or link.")
@click.option("--id", "identifier", required=True, help="How the device names itself.")
@click.option("--worker", required=True, help="Whose it is: the worker's user name.")
def add(protocol: str, identifier: str, worker: str) -> None:
    """Register a device; print its credentials and a QR code that sets it up."""
    start_django("owner")
    from alongside.devices import enrolment

    print(enrolment.add_device(protocol, identifier, worker))


@device.command()
@click.option("--protocol", required=True, help="owntracks, osmand or link.")
def decode(protocol: str) -> None:
    """Say what frames mean: JSON lines on standard input, one line of JSON for each on standard output."""
    from alongside.devices import decoding

    for decoded in decoding.decode_lines(protocol, sys.stdin):
        print(json.dumps(decoded), flush=True)


COMMANDS = (device,)
