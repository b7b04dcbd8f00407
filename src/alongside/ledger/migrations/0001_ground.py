"""What every later table stands on: the roles' privileges, the one clock, and the refusal to change what must stay."""

from django.db import migrations

GROUND = """
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'alongside_app')
       OR NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'alongside_service') THEN
        RAISE EXCEPTION 'The roles alongside_app and alongside_service must exist first; see docs/settings.md.';
    END IF;
END
$$;

GRANT USAGE ON SCHEMA public TO alongside_app, alongside_service;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO alongside_app, alongside_service;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO alongside_app, alongside_service;
ALTER DEFAULT PRIVILEGES IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO alongside_app, alongside_service;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO alongside_app, alongside_service;
REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM alongside_app, alongside_service;

CREATE FUNCTION alongside_now() RETURNS timestamptz
    LANGUAGE sql VOLATILE PARALLEL SAFE
    AS 'SELECT clock_timestamp()';

CREATE FUNCTION alongside_refuse_change() RETURNS trigger
    LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Rows of % are never changed or removed.', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$;
"""

UNDO = """
DROP FUNCTION alongside_refuse_change();
DROP FUNCTION alongside_now();
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [migrations.RunSQL(GROUND, UNDO)]
