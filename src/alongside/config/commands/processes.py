"""The processes that Alongside consists of, one command each, and the migration before them."""

import click

from alongside.config.collector import leave_code_alone
from alongside.config.commands.django_ready import start_django
from alongside.config.ready import tell_ready


def _stand_ready() -> None:
    leave_code_alone()
    tell_ready()


@click.command()
def web() -> None:
    """Pages and API."""
    start_django("web")
    from alongside.config.server import run_web

    run_web()


@click.command()
def gateway() -> None:
    """Device sockets and device HTTP."""
    start_django("gateway")
    from alongside.config.environment import read
    from alongside.devices import gateway

    gateway.run(
        read("ALONGSIDE_DATABASE_URL_SERVICE"),
        host=read("ALONGSIDE_DEVICE_HTTP_HOST"),
        port=int(read("ALONGSIDE_DEVICE_HTTP_PORT")),
        sos_words=tuple(read("ALONGSIDE_SOS_WORDS").split(",")),
        ready=lambda _port: _stand_ready(),
    )


@click.command()
def watch() -> None:
    """The clocks: finds what is due and moves it on."""
    start_django("watch")
    from alongside.watch import watcher

    watcher.run(ready=_stand_ready)


@click.command()
def send() -> None:
    """Delivers messages, takes receipts, seals the ledger, erases what is not kept."""
    start_django("send")
    from alongside.config.chores import all_chores
    from alongside.messages import sender

    sender.run(ready=_stand_ready, chores=all_chores)


@click.command()
def migrate() -> None:
    """Bring the database to this version of Alongside."""
    start_django("owner")
    from django.core.management import call_command

    call_command("migrate", interactive=False)


COMMANDS = (web, gateway, watch, send, migrate)
