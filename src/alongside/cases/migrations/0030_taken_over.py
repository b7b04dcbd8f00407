"""A case that was opened of what another body shared: the row is the receiver's, as their case is. Whoever may have done what was
shared sees the referral no more than the case of it.
"""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import alongside.ledger.keys
from alongside.people.rowsecurity import append_only, by_organisation


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0029_days_of_cases"),
        ("incidents", "0019_received_from_another_body"),
        ("people", "0010_sign_ins"),
    ]
    operations = [
        migrations.CreateModel(
            name="TakenOver",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.ledger.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "digests",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=64), size=None),
                ),
                ("at", models.DateTimeField()),
                ("by", models.TextField()),
                ("by_id", models.UUIDField(null=True)),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="received", to="cases.case"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.organisation",
                    ),
                ),
                (
                    "referral",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.referral"
                    ),
                ),
            ],
            options={"ordering": ["id"]},
        ),
        by_organisation("cases_takenover"),
        migrations.RunSQL(
            "CREATE POLICY closed ON cases_takenover AS RESTRICTIVE TO alongside_app"
            " USING (case_id <> ALL ((SELECT cases_closed_to_me())::uuid[]))",
            "DROP POLICY closed ON cases_takenover",
        ),
        append_only("cases_takenover"),
    ]
