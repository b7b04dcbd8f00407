"""Imports and webhooks of a running installation, from inside (`Installation.inside`)."""

from alongside.evidence.arriving import arrive
from alongside.incidents.exchange import actions
from alongside.incidents.exchange.webhooks.actions import register
from alongside.incidents.models import ImportRun
from alongside.ledger.actions import SYSTEM
from alongside.people.models import Organisation


def receive(number: int, prefix: str) -> str:
    """A file of so many incidents has come, and its columns are understood; returns the id of the run."""
    rows = [f"{prefix}{n},03/05/2026,09:42,Theft,A purse" for n in range(number)]
    text = "\n".join(["Datix ID,Incident date,Incident time,Category,Description", *rows])
    provider = Organisation.objects.get(code="ZZW01")
    run = actions.receive_file(provider, "incidents", arrive("history.csv", [text.encode()]), by=SYSTEM)
    return str(actions.choose_columns(run, run.mapping, by=SYSTEM).pk)


def start(run: str) -> None:
    """Begins the import of a run that was checked."""
    actions.start_import(ImportRun.objects.get(pk=run), by=SYSTEM)


def register_webhook(url: str) -> str:
    """A webhook of the first provider; returns its secret."""
    north = Organisation.objects.get(code="ZZN01")
    return register(north, "Risk system", url, ["incident.submitted"], by=SYSTEM).secret
