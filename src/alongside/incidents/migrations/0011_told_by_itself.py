"""What is told by itself is no reply of a person; a deadline may be of the organisation as a whole."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

# Fixed sentences that were stored as if somebody had written them. The table only grows: its lock is lifted for this alone.
SENTENCES = (
    "Your report was put together with another report about the same thing. Both are kept, and you can still follow it here.",
    "Your report stands by itself again. It had been put together with another one.",
)
SAY_SO = f"""
    ALTER TABLE incidents_told DISABLE TRIGGER incidents_told_rows_stay;
    UPDATE incidents_told SET way = 'by_itself' WHERE kind = 'message' AND text IN {SENTENCES};
    ALTER TABLE incidents_told ENABLE TRIGGER incidents_told_rows_stay;
"""  # noqa: S608 (fixed sentences)


class Migration(migrations.Migration):
    dependencies = [("incidents", "0010_closed_to_earlier")]

    operations = [
        migrations.AddField(
            model_name="told",
            name="way",
            field=models.CharField(
                choices=[
                    ("written", "Written here"),
                    ("passed_on", "Written for the report with which this one is joined"),
                    ("by_itself", "Told by itself"),
                ],
                db_default="written",
                default="written",
                max_length=10,
            ),
        ),
        migrations.RunSQL(SAY_SO, migrations.RunSQL.noop),
        migrations.AddField(
            model_name="dutysettings",
            name="form_answers",
            field=models.JSONField(db_default={}, default=dict),
        ),
        # The version before this one joins duties with their incident, so that it does not see those without.
        migrations.AlterField(
            model_name="duty",
            name="incident",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="duties",
                to="incidents.incident",
            ),
        ),
        migrations.AddIndex(
            model_name="duty",
            index=models.Index(
                condition=Q(incident__isnull=True), fields=["organisation", "rule"], name="incidents_duty_of_body"
            ),
        ),
        migrations.AddIndex(
            model_name="duty",
            index=models.Index(
                condition=Q(ended_at__isnull=False),
                fields=["organisation", "-ended_at", "-id"],
                name="incidents_duty_ended",
            ),
        ),
        migrations.AddConstraint(
            model_name="duty",
            constraint=models.CheckConstraint(
                condition=Q(incident__isnull=False) | Q(affected__isnull=True), name="incidents_duty_person_of_incident"
            ),
        ),
        migrations.AddConstraint(
            model_name="duty",
            constraint=models.UniqueConstraint(
                condition=Q(ended_at__isnull=True),
                fields=("organisation", "incident", "affected", "rule"),
                name="incidents_duty_open_once",
                nulls_distinct=False,
            ),
        ),
        migrations.RemoveConstraint(model_name="duty", name="incidents_duty_one_open"),
    ]
