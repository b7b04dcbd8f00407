"""The indexes by which accented words are found: of rows with other letters than a to z alone, without writing any row anew.

They are made while the version before serves and writes. What follows tells the planner how many such rows there are.
"""

from django.db import migrations

SAID = {
    "incidents_account": "text",
    "incidents_identity": "name || ' ' || email || ' ' || phone || ' ' || nhs_number || ' ' || description",
}
READ_BY = {"incidents_account": "alongside_english", "incidents_identity": "alongside_names"}


def accented(said: str) -> str:
    """That there is a letter or mark in it that a plain keyboard has not."""
    return f"octet_length({said}) - length({said}) > 0"


def statements(table: str, said: str, config: str, before: str) -> tuple[str, ...]:
    """Makes the index of one table, anew where it was left half made; `before` are its columns in front of the words."""
    name = f"{table}_accented"
    return (
        f"DROP INDEX CONCURRENTLY IF EXISTS {name}",
        f"CREATE INDEX CONCURRENTLY {name} ON {table} USING gin ({before}, to_tsvector('{config}', alongside_plain({said})))"
        f" WHERE {accented(said)}",
        f"DROP STATISTICS IF EXISTS {name}_rows",
        f"CREATE STATISTICS {name}_rows ON (octet_length({said}) - length({said})) FROM {table}",
        f"ANALYZE {table}",
    )


def taken_away(table: str) -> tuple[str, ...]:
    """The way back."""
    return (f"DROP STATISTICS {table}_accented_rows", f"DROP INDEX CONCURRENTLY {table}_accented")


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("incidents", "0020_without_accents")]
    operations = [
        migrations.RunSQL(statements(table, said, READ_BY[table], "organisation_id, compartment"), taken_away(table))
        for table, said in SAID.items()
    ]
