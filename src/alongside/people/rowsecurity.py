"""Migration operations that put a table under row-level security by organisation.

Three roles, none of them a superuser, none with BYPASSRLS:

* `alongside_app` (web) sees the rows of the organisations in which the signed-in person has a place;
* `alongside_service` (gateway, watch, send, and the machine endpoints of web) works for every organisation;
* the owner, who migrates and runs the command line, likewise.
"""

from django.db.migrations import RunSQL

from alongside.ledger.appendonly import append_only

__all__ = ["append_only", "by_organisation"]


def by_organisation(table: str, *, column: str = "organisation_id") -> RunSQL:
    """Puts `table` under row-level security: whoever is signed in sees and writes only rows of their own
    organisations.
    """
    return RunSQL(
        f"""
        ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
        ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
        CREATE POLICY own_organisations ON {table} TO alongside_app
            USING ({column} = ANY ((SELECT alongside_scope())::uuid[]))
            WITH CHECK ({column} = ANY ((SELECT alongside_scope())::uuid[]));
        CREATE POLICY every_organisation ON {table} TO alongside_service USING (true) WITH CHECK (true);
        CREATE POLICY owner ON {table} TO CURRENT_USER USING (true) WITH CHECK (true);
        """,
        f"""
        DROP POLICY owner ON {table};
        DROP POLICY every_organisation ON {table};
        DROP POLICY own_organisations ON {table};
        ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;
        ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;
        """,
    )
