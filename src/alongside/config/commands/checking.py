"""The command that says whether this installation is able to keep its promises."""

import sys

import click

from alongside.config.commands.django_ready import start_django


@click.command()
def check() -> None:
    """Say whether this installation can keep its promises; exit code 1 where it cannot."""
    start_django("owner")
    from alongside.config.measures import reasons_not_ready, warnings
    from alongside.messages.channels.registry import channels, push_complaints
    from alongside.messages.paths import paths_of, single_paths

    reasons = reasons_not_ready()
    for reason in reasons:
        print(f"Problem: {reason}")
    if not reasons:
        for warning in (*warnings(), *push_complaints(), *single_paths(paths_of(channels()))):
            print(f"Warning: {warning}")
        print("The promises can be kept.")
    sys.exit(1 if reasons else 0)


COMMANDS = (check,)
