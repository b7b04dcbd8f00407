"""The schedule of disclosure names notes, accounts, letters, and that there was a supervision, too."""

import django.db.models.deletion
from django.db import migrations, models

OF_ONE = """
ALTER TABLE cases_disclosureitem ADD CONSTRAINT cases_disclosureitem_of_one_at_most CHECK (
    num_nonnulls(statement_id, interview_id, exhibit_id, report_file_id, scene_id, recording_id, policy_id,
        note_id, account_id, letter_id, supervision_id)
    <= CASE WHEN struck_at IS NULL THEN 1 ELSE 0 END)
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0039_waivers"),
        ("documents", "0003_signed_as_pdf_alone"),
        ("incidents", "0022_found_without_accents"),
        ("people", "0011_token_used"),
    ]

    operations = [
        migrations.AddField(
            model_name="disclosureitem",
            name="account",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="incidents.account"
            ),
        ),
        migrations.AddField(
            model_name="disclosureitem",
            name="letter",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="documents.produced"
            ),
        ),
        migrations.AddField(
            model_name="disclosureitem",
            name="note",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.event"
            ),
        ),
        migrations.AddField(
            model_name="disclosureitem",
            name="supervision",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.supervisionnote"
            ),
        ),
        migrations.AddConstraint(
            model_name="disclosureitem",
            constraint=models.UniqueConstraint(fields=("case", "note"), name="cases_disclosureitem_once_note"),
        ),
        migrations.AddConstraint(
            model_name="disclosureitem",
            constraint=models.UniqueConstraint(fields=("case", "account"), name="cases_disclosureitem_once_account"),
        ),
        migrations.AddConstraint(
            model_name="disclosureitem",
            constraint=models.UniqueConstraint(fields=("case", "letter"), name="cases_disclosureitem_once_letter"),
        ),
        migrations.AddConstraint(
            model_name="disclosureitem",
            constraint=models.UniqueConstraint(
                fields=("case", "supervision"), name="cases_disclosureitem_once_supervision"
            ),
        ),
        migrations.RunSQL(
            OF_ONE, "ALTER TABLE cases_disclosureitem DROP CONSTRAINT cases_disclosureitem_of_one_at_most"
        ),
    ]
