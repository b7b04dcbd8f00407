"""Entries and links stay as they were written; a trigger keeps the list of entries that wait for their link."""

from django.db import migrations

from alongside.ledger.appendonly import append_only

PENDING = """
CREATE FUNCTION ledger_await_link() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO ledger_pending (entry_id, organisation_id) SELECT id, organisation_id FROM written;
    RETURN NULL;
END
$$;
CREATE TRIGGER ledger_entry_awaits_link AFTER INSERT ON ledger_entry
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION ledger_await_link();
REVOKE ALL ON ledger_pending FROM alongside_app;
GRANT SELECT ON ledger_pending TO alongside_app;
REVOKE INSERT ON ledger_link FROM alongside_app;
"""

UNDO = """
DROP TRIGGER ledger_entry_awaits_link ON ledger_entry;
DROP FUNCTION ledger_await_link();
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_entries")]
    operations = [
        migrations.RunSQL(PENDING, UNDO),
        append_only("ledger_entry"),
        append_only("ledger_link"),
    ]
