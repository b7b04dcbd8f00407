"""What the Legal Protection Unit learned is a lesson that everybody reads. Whoever sees the unit's own row of it may write the
lesson; others see that row no more than before.
"""

import django.db.models.deletion
from django.db import migrations, models

OF_THE_UNIT = "EXISTS (SELECT FROM cases_legallearning l WHERE l.lesson_id = cases_lesson.id)"


class Migration(migrations.Migration):
    dependencies = [("cases", "0030_taken_over")]
    operations = [
        migrations.AddField(
            model_name="legallearning",
            name="lesson",
            field=models.OneToOneField(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.lesson"
            ),
        ),
        migrations.RunSQL(
            "CREATE POLICY of_the_unit ON cases_lesson TO alongside_app"
            f" USING ({OF_THE_UNIT}) WITH CHECK ({OF_THE_UNIT})",
            "DROP POLICY of_the_unit ON cases_lesson",
        ),
    ]
