"""What was produced about a case is kept from whoever may have done it, as the case is (`0004_closed_to`)."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cases", "0010_inquiry"), ("documents", "0002_row_security")]
    operations = [
        migrations.RunSQL(
            """
            CREATE POLICY closed ON documents_produced AS RESTRICTIVE TO alongside_app
                USING (subject_type <> 'case' OR subject_id <> ALL ((SELECT cases_closed_to_me())::uuid[]))
            """,
            "DROP POLICY closed ON documents_produced",
        )
    ]
