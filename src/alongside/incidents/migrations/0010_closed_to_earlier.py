"""What was reported before: closed to line managers and to those who are named. Few rows, each by an index."""

from django.db import migrations

# The codes are those of `incidents.accused_inside` on the day of this migration.
EARLIER = """
UPDATE incidents_incident SET accused_inside = true
    WHERE responsible_kinds && '{colleague,manager}'::varchar[]
       OR (kinds && '{sexual_safety,harassment_stalking}'::varchar[]
           AND NOT (cardinality(responsible_kinds) > 0 AND responsible_kinds <@ '{patient,relative,public}'::varchar[]));
SELECT incidents_close_for(i.id)
    FROM incidents_identity i LEFT JOIN incidents_responsible r ON r.id = i.responsible_id
    WHERE i.part = 'responsible' AND (i.staff_id IS NOT NULL OR r.kind IN ('colleague', 'manager'));
"""


class Migration(migrations.Migration):
    dependencies = [("incidents", "0009_closed_to")]
    operations = [migrations.RunSQL(EARLIER, migrations.RunSQL.noop)]
