"""A role for those who decide about violence markers."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0014_notifications"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="appointment",
            name="people_appointment_role",
        ),
        migrations.AlterField(
            model_name="appointment",
            name="role",
            field=models.CharField(
                choices=[
                    ("worker", "Lone worker"),
                    ("buddy", "Buddy"),
                    ("line_manager", "Line manager"),
                    ("operator", "Response centre operator"),
                    ("operator_supervisor", "Response centre supervisor"),
                    ("lsms", "Local Security Management Specialist"),
                    ("security_director", "Security director"),
                    ("chief_executive", "Chief executive"),
                    ("case_manager", "National case manager"),
                    ("legal_adviser", "Legal Protection Unit"),
                    ("national_analyst", "National analyst"),
                    ("administrator", "Administrator"),
                    ("marker_panel", "Panel for violence markers"),
                ],
                max_length=30,
            ),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "role__in",
                        [
                            "worker",
                            "buddy",
                            "line_manager",
                            "operator",
                            "operator_supervisor",
                            "lsms",
                            "security_director",
                            "chief_executive",
                            "case_manager",
                            "legal_adviser",
                            "national_analyst",
                            "administrator",
                            "marker_panel",
                        ],
                    )
                ),
                name="people_appointment_role",
            ),
        ),
    ]
