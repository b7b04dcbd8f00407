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
@click.option("--worker", required=True, help="Whose it is: the worker's name or user name.")
@click.option("--with-secret", is_flag=True, default=None, help="An OsmAnd device must give a secret besides its id.")
def add(protocol: str, identifier: str, worker: str, with_secret: bool | None) -> None:
    """Register a device; print its credentials and a QR code that sets it up."""
    start_django("owner")
    from django.core.exceptions import ValidationError

    from alongside.config.environment import read
    from alongside.config.ports import device_address
    from alongside.devices import enrolment

    device_url = read("ALONGSIDE_DEVICE_URL") or device_address().url
    try:
        print(enrolment.add_device(protocol, identifier, worker, device_url=device_url, with_secret=with_secret))
    except ValidationError as refused:
        raise click.ClickException(" ".join(refused.messages)) from refused


@device.command()
@click.option("--protocol", required=True, help="owntracks, osmand or link.")
def decode(protocol: str) -> None:
    """Say what frames mean: JSON lines on standard input, one line of JSON for each on standard output."""
    from alongside.devices import decoding

    try:
        answers = decoding.decode_lines(protocol, sys.stdin)
    except ValueError as unknown:
        raise click.ClickException(str(unknown)) from unknown
    for decoded in answers:
        print(json.dumps(decoded), flush=True)


COMMANDS = (device,)
