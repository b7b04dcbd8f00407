"""Row-level security. Everything of this room stays as it was written: templates, letterheads, and what was produced with them."""

from django.db import migrations

from alongside.people.rowsecurity import append_only, by_organisation

TABLES = ("documents_templateversion", "documents_templateuse", "documents_letterheadversion", "documents_produced")


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial"), ("people", "0002_row_security")]
    operations = [operation for table in TABLES for operation in (by_organisation(table), append_only(table))]
