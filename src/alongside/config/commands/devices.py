"""Commands about devices: registering one, and reading what one says."""

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
def add(protocol: str, identifier: str, worker: str) -> None:
    """Register a device; print its credentials and a QR code that sets it up."""
    start_django("owner")
    from django.core.exceptions import ValidationError

    from alongside.config.ports import device_address
    from alongside.devices.commands import add_device

    try:
        add_device(protocol, identifier, worker, sys.stdout, device_url=device_address().url)
    except ValidationError as error:
        raise click.ClickException(" ".join(error.messages)) from error


@device.command()
@click.option("--protocol", required=True, help="owntracks, osmand or link.")
def decode(protocol: str) -> None:
    """Say what frames mean: JSON lines on standard input, one line of JSON for each on standard output."""
    start_django("owner")
    from alongside.devices.commands import decode_stream

    try:
        decode_stream(protocol, sys.stdin, sys.stdout)
    except KeyError as error:
        raise click.ClickException(f"There is no protocol {protocol}.") from error


COMMANDS = (device,)
