"""Row-level security by organisation; what happened and what a plan said stay as they were written."""

from django.db import migrations

from alongside.people.rowsecurity import append_only, by_organisation

TABLES = [
    "watch_plan",
    "watch_planversion",
    "watch_teamsettings",
    "watch_visit",
    "watch_visitnote",
    "watch_alarm",
    "watch_visitevent",
    "watch_alarmevent",
]


class Migration(migrations.Migration):
    dependencies = [("watch", "0001_initial"), ("people", "0002_row_security")]
    operations = [
        *[by_organisation(table) for table in TABLES],
        append_only("watch_planversion"),
        append_only("watch_visitevent"),
        append_only("watch_alarmevent"),
    ]
