"""Migration operations for tables that only ever grow."""

from django.db.migrations import RunSQL


def append_only(table: str) -> RunSQL:
    """Makes `table` refuse UPDATE, DELETE and TRUNCATE.

    Two locks on one door: the application roles lose the privilege, and a trigger refuses everyone else, the owner
    included, so that a slip of a migration or of a psql session is refused as well.
    """
    return RunSQL(
        f"""
        REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM alongside_app, alongside_service;
        CREATE TRIGGER {table}_rows_stay BEFORE UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION alongside_refuse_change();
        CREATE TRIGGER {table}_table_stays BEFORE TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION alongside_refuse_change();
        """,
        f"""
        DROP TRIGGER {table}_rows_stay ON {table};
        DROP TRIGGER {table}_table_stays ON {table};
        GRANT UPDATE, DELETE ON {table} TO alongside_app, alongside_service;
        """,
    )
