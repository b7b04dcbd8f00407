"""The command ``alongside``: every command is listed here, and thin.

A command says as which process it runs (which decides its database role), makes Django ready and calls the one function
of a room that does the work. Rooms are imported only then, so that ``alongside --help`` is quick.
"""

import os
import signal
from pathlib import Path

import click

from alongside.config.commands import checking, data, devices, processes
from alongside.config.data_dir import Refused, default_data_dir
from alongside.config.leash import die_with_parent


class _Commands(click.Group):
    """A group whose refusals are one sentence on standard error and exit code 1."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except Refused as refusal:
            raise click.ClickException(str(refusal)) from refusal


@click.group(cls=_Commands)
def alongside() -> None:
    """Protects health staff who work alone, from the first alarm to the last lesson."""


@alongside.command()
@click.option("--port", type=click.IntRange(0, 65535), help="Port of the pages; 0 takes free ones for everything.")
@click.option("--data-dir", type=click.Path(file_okay=False, path_type=Path), help="Where everything is kept.")
@click.option("--demo", is_flag=True, help="With a made-up world that moves by itself.")
@click.option("--json", "as_json", is_flag=True, help="Say in one line of JSON that all is ready.")
def up(port: int | None, data_dir: Path | None, demo: bool, as_json: bool) -> None:
    """Start everything on this machine; Ctrl-C stops it."""
    from alongside.config import up

    up.up(up.Options(port, data_dir or default_data_dir(), demo, as_json))


@alongside.command()
def settings() -> None:
    """Print the page that lists every setting."""
    from alongside.config.environment import settings_page

    print(settings_page(), end="")


for command in (*processes.COMMANDS, *data.COMMANDS, *devices.COMMANDS, *checking.COMMANDS):
    alongside.add_command(command)


def main() -> None:
    """Run the command line; a process started by ``alongside up`` ends with it."""
    supervisor = os.environ.pop("ALONGSIDE_SUPERVISOR", None)  # not for processes that this one may start
    if supervisor:
        die_with_parent(int(supervisor), signal.SIGKILL)
    alongside(prog_name="alongside")


if __name__ == "__main__":
    main()
