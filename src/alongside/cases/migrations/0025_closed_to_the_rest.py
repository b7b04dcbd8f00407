"""The letters of a sanction and the payments of a claim are kept from whoever may have done it, as what they belong to is
(`0006_closed_to_parts`).
"""

from django.db import migrations

CONDITIONS = {
    "sanctionletter": "EXISTS (SELECT FROM cases_sanction s WHERE s.id = sanction_id)",
    "letterapproval": "EXISTS (SELECT FROM cases_sanctionletter l WHERE l.id = letter_id)",
    **dict.fromkeys(("instalment", "payment"), "EXISTS (SELECT FROM cases_claim c WHERE c.id = claim_id)"),
}


class Migration(migrations.Migration):
    dependencies = [("cases", "0024_taken_back")]
    operations = [
        migrations.RunSQL(
            f"CREATE POLICY closed ON cases_{table} AS RESTRICTIVE TO alongside_app USING ({condition})",
            f"DROP POLICY closed ON cases_{table}",
        )
        for table, condition in CONDITIONS.items()
    ]
