"""Whoever is signed in when this version comes stays signed in: a worker who is signed out has no button for help."""

from django.db import migrations

TAKE_OVER = """
INSERT INTO people_session (session_key, session_data, expire_date, public_id, device, remembered, used_at)
SELECT session_key, session_data, expire_date, gen_random_uuid(), '', false, alongside_now() - interval '1 hour'
FROM django_session WHERE expire_date > alongside_now()
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0005_sessions"), ("sessions", "0001_initial")]
    operations = [migrations.RunSQL(TAKE_OVER, "DELETE FROM people_session")]
