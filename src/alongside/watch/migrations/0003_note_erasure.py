"""Notes are erased, and by nobody but `send`: the web only adds them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("watch", "0002_row_security"),
    ]

    operations = [
        migrations.AddField(
            model_name="visitnote",
            name="erased_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name="visitnote",
            index=models.Index(condition=models.Q(("erased_at", None)), fields=["visit"], name="watch_visitnote_kept"),
        ),
        migrations.AddConstraint(
            model_name="visitnote",
            constraint=models.CheckConstraint(
                condition=models.Q(("erased_at", None), ("text", ""), _connector="OR"),
                name="watch_visitnote_erased_is_empty",
            ),
        ),
        migrations.RunSQL(
            """
            REVOKE UPDATE, DELETE, TRUNCATE ON watch_visitnote FROM alongside_app;
            REVOKE DELETE, TRUNCATE ON watch_visitnote FROM alongside_service;
            """,
            """
            GRANT UPDATE, DELETE ON watch_visitnote TO alongside_app;
            GRANT DELETE ON watch_visitnote TO alongside_service;
            """,
        ),
    ]
