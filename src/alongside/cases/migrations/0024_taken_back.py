"""One thing of what was shared is taken back: the copies that hold it are hidden from their receiver, and so are their files.

The row that says so is the sender's own; the receiver's policies ask a function that knows nothing but whether there is one.
"""

from importlib import import_module

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import alongside.ledger.keys
from alongside.people.rowsecurity import append_only

of_referrals = import_module("alongside.cases.migrations.0013_referrals_row_security")
OURS = of_referrals.sent_by_us("cases_takenback")
COPY, FILE = of_referrals.sent_to_us("cases_snapshot"), of_referrals.sent_to_us("cases_sharedfile")
OWN_COPY = """EXISTS (SELECT FROM cases_snapshot s WHERE s.id = snapshot_id AND s.referral_id = cases_takenback.referral_id)
    AND (replacement_id IS NULL OR EXISTS (
        SELECT FROM cases_snapshot s WHERE s.id = replacement_id AND s.referral_id = cases_takenback.referral_id))"""
SHOWN_FILES = """
CREATE OR REPLACE FUNCTION cases_files_shown_to_me() RETURNS uuid[]
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
DECLARE
    mine CONSTANT text[] := cases_roles_of_mine();
BEGIN
    IF cardinality(mine) = 0 THEN
        RETURN '{{}}';
    END IF;
    RETURN (
        SELECT coalesce(array_agg(DISTINCT f.id), '{{}}')
        FROM cases_referral r JOIN cases_sharedfile s ON s.referral_id = r.id
            JOIN evidence_storedfile f ON f.id = s.file_id AND f.organisation_id = r.organisation_id
        WHERE r.to_organisation_id = ANY (alongside_scope()) AND r.status IN ('sent', 'accepted')
            AND r.to_organisation_id || ':' || r.for_role || ':*' = ANY (mine)
            AND r.case_id <> ALL (cases_closed_to_me()){0});
END
    $$;
"""
FUNCTION = """
CREATE FUNCTION cases_is_taken_back(copy uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
    AS $$ SELECT EXISTS (SELECT FROM cases_takenback t WHERE t.snapshot_id = copy) $$;
COMMENT ON FUNCTION cases_is_taken_back(uuid) IS 'Whether a copy that was sent is hidden from its receiver';
"""


def read_by_receiver(table: str, condition: str) -> list[str]:
    """The statements that let the receiver read rows of a table under this condition."""
    policy = f"CREATE POLICY receiver ON {table} FOR SELECT TO alongside_app USING ({condition})"
    return [f"DROP POLICY receiver ON {table}", policy]


HIDDEN = [
    FUNCTION,
    *read_by_receiver("cases_snapshot", f"{COPY} AND NOT cases_is_taken_back(id)"),
    *read_by_receiver("cases_sharedfile", f"{FILE} AND NOT cases_is_taken_back(snapshot_id)"),
    SHOWN_FILES.format(" AND NOT cases_is_taken_back(s.snapshot_id)"),
]
NOT_HIDDEN = [
    SHOWN_FILES.format(""),
    *read_by_receiver("cases_sharedfile", FILE),
    *read_by_receiver("cases_snapshot", COPY),
    "DROP FUNCTION cases_is_taken_back(uuid)",
]


class Migration(migrations.Migration):
    dependencies = [("cases", "0023_claim_of_order")]

    operations = [
        migrations.AddField(
            model_name="snapshot",
            name="stands_for",
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AlterField(
            model_name="referralmessage",
            name="kind",
            field=models.CharField(
                choices=[
                    ("question", "Question"),
                    ("answer", "Answer"),
                    ("accepted", "Accepted"),
                    ("refused", "Refused"),
                    ("ended", "Ended"),
                    ("sent_again", "Sent again"),
                    ("taken_back", "Taken back"),
                    ("advice", "Advice"),
                    ("chase", "Reminder"),
                    ("help", "Offer of help"),
                    ("stepped_in", "Stepped in"),
                ],
                max_length=12,
            ),
        ),
        migrations.CreateModel(
            name="TakenBack",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.ledger.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("what", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                ("why", models.TextField()),
                ("read", models.JSONField(default=list)),
                ("at", models.DateTimeField()),
                ("by", models.TextField()),
                ("by_id", models.UUIDField(null=True)),
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
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="taken_back", to="cases.referral"
                    ),
                ),
                (
                    "replacement",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="instead_of",
                        to="cases.snapshot",
                    ),
                ),
                (
                    "snapshot",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="taken_back", to="cases.snapshot"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(models.Q(("why", ""), _negated=True), models.Q(("what", []), _negated=True)),
                        name="cases_takenback_says_what_and_why",
                    )
                ],
            },
        ),
        of_referrals.secured(
            "cases_takenback",
            f"sender TO alongside_app USING ({OURS}) WITH CHECK ({OURS} AND {OWN_COPY})",
            "closed AS RESTRICTIVE TO alongside_app USING (EXISTS (SELECT FROM cases_referral r WHERE r.id = referral_id))",
        ),
        append_only("cases_takenback"),
        migrations.RunSQL(";\n".join(HIDDEN), ";\n".join(NOT_HIDDEN)),
    ]
