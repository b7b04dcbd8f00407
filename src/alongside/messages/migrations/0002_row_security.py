"""Row-level security for messages, receipts and replies; what providers say may be written by the web and not read."""

from django.db import migrations

from alongside.people.rowsecurity import by_organisation

CALLBACKS = """
ALTER TABLE messages_callback ENABLE ROW LEVEL SECURITY;
ALTER TABLE messages_callback FORCE ROW LEVEL SECURITY;
CREATE POLICY written_by_the_web ON messages_callback FOR INSERT TO alongside_app WITH CHECK (true);
CREATE POLICY every_callback ON messages_callback TO alongside_service USING (true) WITH CHECK (true);
CREATE POLICY owner ON messages_callback TO CURRENT_USER USING (true) WITH CHECK (true);
REVOKE SELECT, UPDATE, DELETE ON messages_callback FROM alongside_app;
"""

UNDO = """
GRANT SELECT, UPDATE, DELETE ON messages_callback TO alongside_app;
DROP POLICY owner ON messages_callback;
DROP POLICY every_callback ON messages_callback;
DROP POLICY written_by_the_web ON messages_callback;
ALTER TABLE messages_callback NO FORCE ROW LEVEL SECURITY;
ALTER TABLE messages_callback DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("messages", "0001_outbox"), ("people", "0002_row_security")]
    operations = [
        by_organisation("messages_message"),
        by_organisation("messages_receipt"),
        by_organisation("messages_reply"),
        migrations.RunSQL(CALLBACKS, UNDO),
    ]
