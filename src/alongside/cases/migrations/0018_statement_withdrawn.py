"""A statement can be withdrawn, with the reason; its versions stay."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0017_lessons"),
        ("incidents", "0012_found_where_left"),
        ("people", "0009_roles_of_casework"),
    ]

    operations = [
        migrations.AddField(
            model_name="statement",
            name="withdrawn_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="statement",
            name="withdrawn_why",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
        migrations.AddConstraint(
            model_name="statement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("withdrawn_on__isnull", True), ("withdrawn_why", "")),
                    models.Q(("withdrawn_on__isnull", False), models.Q(("withdrawn_why", ""), _negated=True)),
                    _connector="OR",
                ),
                name="cases_statement_withdrawn_why",
            ),
        ),
    ]
