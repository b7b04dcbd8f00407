"""Commands about what is stored: the made-up world, tokens, the ledger."""

import json
import sys

import click

from alongside.config.commands.django_ready import start_django


@click.group()
def demo() -> None:
    """The made-up world."""


@demo.command()
@click.option("--size", type=click.Choice(["small", "national"]), default="small", show_default=True)
@click.option("--seed", type=int, default=1, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print who can sign in, tokens and devices as JSON.")
def load(size: str, seed: int, as_json: bool) -> None:
    """Load the made-up world where it is absent."""
    start_django("owner")
    from alongside.demo import world

    try:
        description = world.load(size=size, seed=seed, say=lambda words: click.echo(words, err=True))
    except world.NotHere as error:
        raise click.ClickException(str(error)) from error
    if as_json:
        print(json.dumps(description))
        return
    for person in description["sign_ins"]:
        print(f"{person['role']:<20} {person['username']:<20} {person['password']:<20} {person['name']}")
    for person in description["more_sign_ins"]:
        who = f"{person['name']}, {person['organisation']}"
        print(f"{person['role']:<20} {person['username']:<20} {person['password']:<20} {who}")


@click.command()
@click.option("--workers", type=click.IntRange(1), default=12, show_default=True)
@click.option("--minutes", type=click.FloatRange(0, min_open=True), help="How long; until stopped, where not given.")
@click.option(
    "--speed",
    type=click.FloatRange(0, min_open=True),
    default=1.0,
    show_default=True,
    help="How many times faster than life.",
)
@click.option("--seed", type=int, default=1, show_default=True, help="The seed that the world was loaded with.")
@click.option("--web", help="Address of the pages; as the settings say, where not given.")
@click.option("--devices", help="Address of the gateway; as the settings say, where not given.")
def simulate(
    workers: int, minutes: float | None, speed: float, seed: int, web: str | None, devices: str | None
) -> None:
    """Play workers who speak the real protocols to a running system."""
    start_django("owner")
    from alongside.config.environment import read
    from alongside.config.ports import device_address
    from alongside.demo import simulate as play

    where = play.Where(web or read("ALONGSIDE_PUBLIC_URL"), devices or device_address().url)
    try:
        play.run(workers=workers, minutes=minutes, speed=speed, seed=seed, where=where)
    except play.CannotPlay as error:
        raise click.ClickException(str(error)) from error


@click.group()
def token() -> None:
    """API tokens."""


@token.command()
@click.option("--user", "username", required=True, help="Whose token: the user name.")
@click.option("--label", required=True, help="What it is for.")
def create(username: str, label: str) -> None:
    """Make an API token and show it, once."""
    start_django("owner")
    from alongside.people.actions import create_token
    from alongside.people.models import User

    user = User.objects.filter(username=username).first()
    if user is None:
        raise click.ClickException(f"There is no user {username}.")
    print(create_token(user, label).secret)


@click.group("push-key")
def push_key() -> None:
    """The key that signs notifications for browsers."""


@push_key.command("create")
def create_push_key() -> None:
    """Make a key and print it as the setting has it; nothing is changed."""
    from alongside.messages.push import make_key

    print(f"ALONGSIDE_PUSH_KEY={make_key()}")


@click.command("verify-ledger")
def verify_ledger() -> None:
    """Recompute the chain of the ledger; name the first broken entry."""
    start_django("owner")
    from alongside.ledger.sealing import verify

    verdict = verify()
    for fault in verdict.faults:
        place = f"position {fault.position}" if fault.position else "no position"
        print(f"organisation {fault.organisation_id}, {place}, entry {fault.entry_id}: {fault.reason}")
    print(f"{verdict.entries} entries, {verdict.waiting} of them not linked yet, {len(verdict.faults)} faults")
    sys.exit(1 if verdict.faults else 0)


@click.command("verify-evidence")
def verify_evidence() -> None:
    """Recompute the hash of every stored file; name those that are not what was received, the oldest first."""
    start_django("owner")
    from alongside.evidence.checking import verify

    verdict = verify()
    for fault in verdict.faults:
        print(f"organisation {fault.file.organisation_id}, file {fault.file.pk}: {fault.why}")
    print(f"{verdict.files} files, {verdict.erased} of them erased, {len(verdict.faults)} faults")
    sys.exit(1 if verdict.faults else 0)


@click.command()
def replay() -> None:
    """Decide every visit and alarm again from its events; name those that do not end in what is stored."""
    start_django("owner")
    from alongside.watch.replaying import Fault, replay_all

    def tell(fault: Fault) -> None:
        print(f"organisation {fault.row.organisation_id}, {fault.kind} {fault.row.pk}: {fault.reason}")

    verdict = replay_all(tell)
    print(f"{verdict.visits} visits and {verdict.alarms} alarms, {verdict.events} events, {verdict.faults} faults")
    sys.exit(1 if verdict.faults else 0)


COMMANDS = (demo, simulate, token, push_key, verify_ledger, verify_evidence, replay)
