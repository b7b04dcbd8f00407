"""Sanctions, removals, losses and claims of a case are kept from whoever may have done it, as the case is (`0004_closed_to`)."""

from importlib import import_module

from django.db import migrations

closed = import_module("alongside.cases.migrations.0004_closed_to").closed


class Migration(migrations.Migration):
    dependencies = [("cases", "0005_redress")]
    operations = [
        closed(table, "case_id")
        for table in ("sanction", "sanctiondecision", "hospitalremoval", "practiceremoval", "loss", "claim")
    ]
