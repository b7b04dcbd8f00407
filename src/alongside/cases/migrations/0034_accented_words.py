"""The indexes by which accented words of cases are found, made while the version before serves (incidents, `0021_accented_words`)."""

from importlib import import_module

from django.db import migrations

accents = import_module("alongside.incidents.migrations.0021_accented_words")


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("cases", "0033_outside_the_power"), ("incidents", "0021_accented_words")]
    operations = [
        migrations.RunSQL(
            accents.statements("cases_event", "text", "alongside_english", "organisation_id, compartment"),
            accents.taken_away("cases_event"),
        ),
        migrations.RunSQL(
            accents.statements("cases_case", "title", "alongside_english", "organisation_id"),
            accents.taken_away("cases_case"),
        ),
    ]
