from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "alongside.ledger"
    label = "ledger"
