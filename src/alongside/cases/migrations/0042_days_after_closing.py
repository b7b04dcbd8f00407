"""The next day of a closed case is what goes on after it: money that is owed, a sanction or a place on the scheme that stands."""

from django.db import migrations

OF_CLOSED = """
UPDATE cases_case c SET next_due_on = LEAST(
    (SELECT min(due_on) FROM cases_claim WHERE case_id = c.id AND status IN ('awarded', 'paying')),
    (
        SELECT min(CASE WHEN review_on IS NULL OR reviewed_on >= review_on THEN ends_on ELSE review_on END)
        FROM cases_sanction
        WHERE case_id = c.id AND ended_on IS NULL AND status NOT IN ('proposed', 'opinion_recorded')
    ),
    (SELECT min(review_on) FROM cases_practiceremoval WHERE case_id = c.id AND status <> 'ended')
)
WHERE c.status = 'closed'
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0041_money_as_it_came")]
    operations = [migrations.RunSQL(OF_CLOSED, migrations.RunSQL.noop)]
