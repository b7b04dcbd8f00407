"""Words are found with and without accents: how they are read for that (docs/decisions/0028).

Two text search configurations that take accents off before anything else, `alongside_english` for what was told and
`alongside_names` for names and numbers, and `alongside_plain`, which writes the marks of a phone's keyboard as a plain keyboard
does. The version before this one knows none of them.
"""

from typing import Any

from django.core.management.base import CommandError
from django.db import DatabaseError, migrations, transaction

EXTENSION = "unaccent"
NOT_THERE = (
    "The search needs PostgreSQL's extension “unaccent”, which comes with btree_gin and pg_trgm (the package of additional modules,"
    " postgresql-contrib): install it, or let whoever runs the database allow it or run CREATE EXTENSION unaccent, and then run"
    " `alongside migrate` again. The database said: {said}"
)

CONFIGURATIONS = """
CREATE TEXT SEARCH CONFIGURATION alongside_english (COPY = pg_catalog.english);
ALTER TEXT SEARCH CONFIGURATION alongside_english
    ALTER MAPPING FOR word, hword, hword_part WITH unaccent, english_stem;
ALTER TEXT SEARCH CONFIGURATION alongside_english
    ALTER MAPPING FOR numword, numhword, hword_numpart WITH unaccent, simple;
CREATE TEXT SEARCH CONFIGURATION alongside_names (COPY = pg_catalog.simple);
ALTER TEXT SEARCH CONFIGURATION alongside_names
    ALTER MAPPING FOR word, hword, hword_part, numword, numhword, hword_numpart WITH unaccent, simple;
"""
NO_CONFIGURATIONS = """
DROP TEXT SEARCH CONFIGURATION alongside_names;
DROP TEXT SEARCH CONFIGURATION alongside_english;
"""

MARKS = {"’": "'", "‘": "'", "`": "'", "´": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"'}
MARKS |= {"–": "-", "—": "-", "…": " ", "\u00a0": " "}
PLAIN = f"""
CREATE FUNCTION alongside_plain(written text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT translate(written, '{"".join(MARKS)}', '{"".join(MARKS.values()).replace("'", "''")}') $$;
COMMENT ON FUNCTION alongside_plain(text) IS
    'The same with the marks of a plain keyboard, one for each: in some locales PostgreSQL takes others for letters';
"""


def add_extension(apps: Any, schema_editor: Any) -> None:
    """Creates it where it is missing; says what to do where that cannot be."""
    try:
        with transaction.atomic(using=schema_editor.connection.alias), schema_editor.connection.cursor() as cursor:
            cursor.execute(f"CREATE EXTENSION IF NOT EXISTS {EXTENSION}")
    except DatabaseError as refused:
        raise CommandError(NOT_THERE.format(said=str(refused).splitlines()[0])) from refused


class Migration(migrations.Migration):
    dependencies = [("incidents", "0019_received_from_another_body")]
    operations = [
        migrations.RunPython(add_extension, migrations.RunPython.noop),
        migrations.RunSQL(CONFIGURATIONS, NO_CONFIGURATIONS),
        migrations.RunSQL(PLAIN, "DROP FUNCTION alongside_plain(text)"),
    ]
