"""Row-level security by organisation, what only grows, and the indexes of searching and of finding what is alike."""

from django.contrib.postgres.operations import BtreeGinExtension, TrigramExtension
from django.db import migrations

from alongside.people.rowsecurity import append_only, by_organisation

TABLES = [
    "absence",
    "account",
    "affected",
    "change",
    "connection",
    "contribution",
    "draft",
    "duty",
    "exhibit",
    "identity",
    "incident",
    "injury",
    "localcode",
    "medicalopinion",
    "propertyitem",
    "responsible",
    "riddordecision",
    "savedview",
    "told",
    "wellbeingcheck",
]
GROWING = ["account", "change", "injury", "medicalopinion", "riddordecision", "told"]
FACETS = ["kinds", "acts", "weapons", "hate_strands", "responsible_kinds", "factors", "urgent_because"]

INDEXES = [
    *[
        f"CREATE INDEX incidents_{facet} ON incidents_incident USING gin (organisation_id, {facet});"
        for facet in FACETS
    ],
    "CREATE INDEX incidents_account_search ON incidents_account USING gin (organisation_id, compartment, search);",
    "CREATE INDEX incidents_identity_search ON incidents_identity USING gin (organisation_id, compartment, search);",
]


class Migration(migrations.Migration):
    dependencies = [("incidents", "0001_initial"), ("people", "0004_places_and_links")]
    operations = [
        BtreeGinExtension(),
        TrigramExtension(),
        *[by_organisation(f"incidents_{table}") for table in TABLES],
        *[append_only(f"incidents_{table}") for table in GROWING],
        *[migrations.RunSQL(index, f"DROP INDEX {index.split()[2]};") for index in INDEXES],
    ]
