"""When and on which device somebody signed in, or tried to. It is kept for ninety days (`people.retention`)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import alongside.ledger.keys


class Migration(migrations.Migration):
    dependencies = [("people", "0009_roles_of_casework")]

    operations = [
        migrations.CreateModel(
            name="SignIn",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.ledger.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField(db_index=True)),
                ("device", models.TextField(blank=True)),
                ("succeeded", models.BooleanField()),
                ("session", models.UUIDField(db_index=True, null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"indexes": [models.Index(fields=["user", "-id"], name="people_signin_newest")]},
        ),
    ]
