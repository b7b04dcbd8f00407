"""Files that go with a copy of a case: read by whoever sent it, and by whom it was sent to while it is open.

1. Only a file of the sender's own, with a copy of that same referral, can be sent.
2. The receiver reads the file itself, its pieces and how it is kept, and may say that it is damaged; of no other file.
3. Every look of the receiver goes into the sender's ledger as well: that entry, about that case, in one's own name, and none other.
"""

from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models

import alongside.ledger.keys
from alongside.people.rowsecurity import append_only

of_referrals = import_module("alongside.cases.migrations.0013_referrals_row_security")
OURS, THEIRS = of_referrals.sent_by_us("cases_sharedfile"), of_referrals.sent_to_us("cases_sharedfile")
OWN_FILE = """EXISTS (SELECT FROM evidence_storedfile f WHERE f.id = file_id AND f.organisation_id = cases_sharedfile.organisation_id)
    AND EXISTS (SELECT FROM cases_snapshot s WHERE s.id = snapshot_id AND s.referral_id = cases_sharedfile.referral_id)"""
SHOWN = """
CREATE FUNCTION cases_files_shown_to_me() RETURNS uuid[]
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
DECLARE
    mine CONSTANT text[] := cases_roles_of_mine();
BEGIN
    IF cardinality(mine) = 0 THEN
        RETURN '{}';
    END IF;
    RETURN (
        SELECT coalesce(array_agg(DISTINCT f.id), '{}')
        FROM cases_referral r JOIN cases_sharedfile s ON s.referral_id = r.id
            JOIN evidence_storedfile f ON f.id = s.file_id AND f.organisation_id = r.organisation_id
        WHERE r.to_organisation_id = ANY (alongside_scope()) AND r.status IN ('sent', 'accepted')
            AND r.to_organisation_id || ':' || r.for_role || ':*' = ANY (mine)
            AND r.case_id <> ALL (cases_closed_to_me()));
END
    $$;
COMMENT ON FUNCTION cases_files_shown_to_me() IS 'Files that other bodies share with the signed-in person now';
CREATE POLICY shown ON evidence_storedfile FOR SELECT TO alongside_app
    USING (id = ANY ((SELECT cases_files_shown_to_me())::uuid[]));
CREATE POLICY shown ON evidence_piece FOR SELECT TO alongside_app
    USING (file_id = ANY ((SELECT cases_files_shown_to_me())::uuid[]));
CREATE POLICY shown ON evidence_keeping FOR SELECT TO alongside_app
    USING (file_id = ANY ((SELECT cases_files_shown_to_me())::uuid[]));
CREATE POLICY shown ON evidence_filecheck FOR INSERT TO alongside_app
    WITH CHECK (NOT sound AND how = 'view' AND file_id = ANY ((SELECT cases_files_shown_to_me())::uuid[]));
CREATE POLICY shown ON ledger_entry FOR INSERT TO alongside_app WITH CHECK (
    verb = 'case.referral_file_read' AND subject_type = 'case' AND actor_kind = 'user'
    AND actor_id = nullif(current_setting('alongside.user_id', true), '')::uuid
    AND EXISTS (
        SELECT FROM cases_referral r JOIN cases_sharedfile s ON s.referral_id = r.id
        WHERE r.case_id = subject_id AND r.organisation_id = ledger_entry.organisation_id AND r.status IN ('sent', 'accepted')
            AND r.to_organisation_id || ':' || r.for_role || ':*' = ANY ((SELECT cases_roles_of_mine())::text[])
            AND strpos(details, s.file_id::text) > 0));
"""
NOT_SHOWN = """
DROP POLICY shown ON ledger_entry;
DROP POLICY shown ON evidence_filecheck;
DROP POLICY shown ON evidence_keeping;
DROP POLICY shown ON evidence_piece;
DROP POLICY shown ON evidence_storedfile;
DROP FUNCTION cases_files_shown_to_me();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0020_disclosure"),
        ("evidence", "0006_keeping_rules"),
        ("ledger", "0003_append_only"),
        ("people", "0009_roles_of_casework"),
    ]

    operations = [
        migrations.CreateModel(
            name="SharedFile",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.ledger.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="evidence.storedfile"
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
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="files", to="cases.referral"
                    ),
                ),
                (
                    "snapshot",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="cases.snapshot",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [models.UniqueConstraint(fields=("snapshot", "file"), name="cases_sharedfile_once")],
            },
        ),
        of_referrals.secured(
            "cases_sharedfile",
            f"sender TO alongside_app USING ({OURS}) WITH CHECK ({OURS} AND {OWN_FILE})",
            f"receiver FOR SELECT TO alongside_app USING ({THEIRS})",
            "closed AS RESTRICTIVE TO alongside_app USING (EXISTS (SELECT FROM cases_referral r WHERE r.id = referral_id))",
        ),
        append_only("cases_sharedfile"),
        migrations.RunSQL(SHOWN, NOT_SHOWN),
    ]
