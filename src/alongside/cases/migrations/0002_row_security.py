"""Row-level security by organisation, and the file that only grows."""

from django.db import migrations

from alongside.people.rowsecurity import append_only, by_organisation

TABLES = ["case", "caseincident", "event", "task"]


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial"), ("incidents", "0008_duties"), ("people", "0009_roles_of_casework")]
    operations = [
        *[by_organisation(f"cases_{table}") for table in TABLES],
        append_only("cases_event"),
    ]
