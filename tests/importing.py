"""Sends a table of incidents into a running installation and has it imported: `python -m tests.importing ROWS PREFIX`.

Run as the owner of the database; prints the run's id. `python -m tests.importing start ID` begins the import,
`… webhook URL` registers a webhook of the first provider and prints its secret.
"""

import sys

from alongside.config.commands.django_ready import start_django


def main(*arguments: str) -> str:
    from alongside.evidence.arriving import arrive
    from alongside.incidents.exchange import actions
    from alongside.incidents.exchange.webhooks.actions import register
    from alongside.incidents.models import ImportRun
    from alongside.ledger.actions import SYSTEM
    from alongside.people.models import Organisation

    if arguments[0] == "webhook":
        north = Organisation.objects.get(code="ZZN01")
        return register(north, "Risk system", arguments[1], ["incident.submitted"], by=SYSTEM).secret
    if arguments[0] == "start":
        return str(actions.start_import(ImportRun.objects.get(pk=arguments[1]), by=SYSTEM).pk)
    rows = [f"{arguments[1]}{n},03/05/2026,09:42,Theft,A purse" for n in range(int(arguments[0]))]
    text = "\n".join(["Datix ID,Incident date,Incident time,Category,Description", *rows])
    provider = Organisation.objects.get(code="ZZW01")
    run = actions.receive_file(provider, "incidents", arrive("history.csv", [text.encode()]), by=SYSTEM)
    return str(actions.choose_columns(run, run.mapping, by=SYSTEM).pk)


if __name__ == "__main__":
    start_django("owner")
    print(main(*sys.argv[1:]))
