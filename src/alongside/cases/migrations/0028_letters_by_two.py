"""Who wrote a letter about a sanction never approves it."""

from django.db import migrations, models

RULE = """
CREATE FUNCTION cases_letter_approved_by_another() RETURNS trigger
    LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM cases_sanctionletter WHERE id = NEW.letter_id AND written_by_id = NEW.approved_by_id) THEN
        RAISE EXCEPTION 'Who wrote a letter does not approve it.' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER cases_letter_approved_by_another BEFORE INSERT ON cases_letterapproval
    FOR EACH ROW EXECUTE FUNCTION cases_letter_approved_by_another();
"""
UNDO = """
DROP TRIGGER cases_letter_approved_by_another ON cases_letterapproval;
DROP FUNCTION cases_letter_approved_by_another();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0027_common_words"),
    ]

    operations = [
        migrations.AddField(
            model_name="sanctionletter",
            name="written_by_id",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="letterapproval",
            name="approved_by_id",
            field=models.UUIDField(null=True),
        ),
        migrations.RunSQL(RULE, UNDO),
    ]
