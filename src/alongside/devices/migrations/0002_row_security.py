"""Every table of this room belongs to an organisation; the busy ones leave room on each page for updates in place."""

from django.db import migrations

from alongside.people.rowsecurity import by_organisation

# A heap-only update needs free space on the row's page and touches no index (PostgreSQL documentation, 66.7).
ROOM_FOR_UPDATES = """
ALTER TABLE devices_device SET (fillfactor = 60);
ALTER TABLE devices_lastheard SET (fillfactor = 50);
"""
AS_BEFORE = """
ALTER TABLE devices_device RESET (fillfactor);
ALTER TABLE devices_lastheard RESET (fillfactor);
"""


class Migration(migrations.Migration):
    dependencies = [("devices", "0001_signals"), ("people", "0002_row_security")]

    operations = [
        migrations.RunSQL(ROOM_FOR_UPDATES, AS_BEFORE),
        by_organisation("devices_device"),
        by_organisation("devices_signal"),
        by_organisation("devices_lastheard"),
        by_organisation("devices_inbox"),
    ]
