"""The next day of a case counts what police and courts owe, the last day of a charge, and what is due in cases joined with it.

What is counted from now on whenever something changes is counted once for the cases that run.
"""

from django.db import migrations

OF_DEADLINES = """
UPDATE cases_case c SET next_due_on = d.day
FROM (
    SELECT l.case_id, min(((d.due_at - interval '1 microsecond') AT TIME ZONE o.time_zone)::date) AS day
    FROM incidents_duty d
        JOIN cases_caseincident l ON l.incident_id = d.incident_id AND l.unlinked_at IS NULL
        JOIN people_organisation o ON o.id = d.organisation_id
    WHERE d.ended_at IS NULL AND d.rule IN ('VC-5', 'VC-1', 'VC-2', 'SUM-6M')
    GROUP BY l.case_id
) d
WHERE d.case_id = c.id AND c.status NOT IN ('closed', 'merged') AND (c.next_due_on IS NULL OR c.next_due_on > d.day)
"""
OF_JOINED = """
WITH RECURSIVE joined(standing, id, next_due_on) AS (
    SELECT c.id, m.id, m.next_due_on FROM cases_case c JOIN cases_case m ON m.merged_into_id = c.id
    WHERE c.status NOT IN ('closed', 'merged')
    UNION ALL
    SELECT j.standing, m.id, m.next_due_on FROM joined j JOIN cases_case m ON m.merged_into_id = j.id
)
UPDATE cases_case c SET next_due_on = j.day
FROM (SELECT standing, min(next_due_on) AS day FROM joined GROUP BY standing) j
WHERE j.standing = c.id AND j.day IS NOT NULL AND (c.next_due_on IS NULL OR c.next_due_on > j.day)
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0028_letters_by_two"), ("incidents", "0008_duties")]
    operations = [migrations.RunSQL([OF_DEADLINES, OF_JOINED], migrations.RunSQL.noop)]
