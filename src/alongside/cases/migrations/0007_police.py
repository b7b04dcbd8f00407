"""Police and court track of a case, and what somebody hurt wants of the police; by organisation."""

import django.core.serializers.json
import django.db.models.deletion
from django.db import migrations, models

import alongside.ledger.keys
from alongside.people.rowsecurity import append_only, by_organisation

TABLES = ["policetrack", "policevictim", "policemove", "hearing", "attendance", "plea", "courtorder", "victimwish"]


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0006_closed_to_parts"),
        ("incidents", "0009_closed_to"),
    ]

    operations = [
        migrations.CreateModel(
            name="PoliceTrack",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.ledger.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("state", models.CharField(default="not_reported", max_length=20)),
                ("state_before", models.CharField(blank=True, max_length=20)),
                ("offence", models.CharField(max_length=40)),
                ("offence_words", models.CharField(blank=True, max_length=300)),
                ("summary_only", models.BooleanField(null=True)),
                ("unreported_reason", models.CharField(blank=True, max_length=40)),
                ("force", models.CharField(blank=True, max_length=100)),
                ("incident_number", models.CharField(blank=True, max_length=60)),
                ("crime_number", models.CharField(blank=True, max_length=60)),
                ("officer", models.CharField(blank=True, max_length=200)),
                ("officer_contact", models.CharField(blank=True, max_length=300)),
                ("nfa_reason", models.CharField(blank=True, max_length=40)),
                ("disposal", models.CharField(blank=True, max_length=40)),
                ("charge", models.CharField(blank=True, max_length=1000)),
                ("review_asked_on", models.DateField(null=True)),
                ("review_decided_on", models.DateField(null=True)),
                ("made_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                (
                    "incident",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="police_tracks",
                        to="incidents.incident",
                    ),
                ),
                (
                    "news_task",
                    models.OneToOneField(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.task"
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
                    "responsible",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="incidents.responsible",
                    ),
                ),
            ],
            options={
                "ordering": ["made_at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "not_reported",
                                    "reported",
                                    "crime_recorded",
                                    "investigating",
                                    "victim_withdrew",
                                    "nfa_police",
                                    "out_of_court",
                                    "file_to_cps",
                                    "nfa_cps",
                                    "under_review",
                                    "charged",
                                    "court",
                                    "discontinued",
                                    "acquitted",
                                    "convicted",
                                    "orders_made",
                                ],
                            )
                        ),
                        name="cases_policetrack_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "not_reported"), models.Q(("unreported_reason", ""), _negated=True)),
                            models.Q(
                                models.Q(("state", "not_reported"), _negated=True),
                                models.Q(("force", ""), _negated=True),
                                models.Q(("incident_number", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="cases_policetrack_reported_or_why_not",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "crime_recorded"), _negated=True),
                            models.Q(("crime_number", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="cases_policetrack_crime_number",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["nfa_police", "nfa_cps"]), _negated=True),
                            models.Q(("nfa_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="cases_policetrack_nfa",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "out_of_court"), _negated=True),
                            models.Q(("disposal", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="cases_policetrack_disposal",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                (
                                    "state__in",
                                    ["charged", "court", "discontinued", "acquitted", "convicted", "orders_made"],
                                ),
                                _negated=True,
                            ),
                            models.Q(("charge", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="cases_policetrack_charge",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "under_review"), _negated=True),
                            models.Q(models.Q(("state_before", ""), _negated=True), ("review_asked_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="cases_policetrack_review",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("review_decided_on__isnull", True),
                            ("review_decided_on__gte", models.F("review_asked_on")),
                            _connector="OR",
                        ),
                        name="cases_policetrack_review_days",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PoliceMove",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.ledger.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("act", models.CharField(max_length=40)),
                ("state_from", models.CharField(max_length=20)),
                ("state_to", models.CharField(max_length=20)),
                ("happened_on", models.DateField()),
                ("text", models.TextField(blank=True)),
                ("before", models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ("after", models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ("started", models.JSONField(default=list)),
                ("ended", models.JSONField(default=list)),
                ("moved_at", models.DateTimeField()),
                ("moved_by", models.TextField()),
                ("taken_back_at", models.DateTimeField(null=True)),
                ("taken_back_by", models.TextField(blank=True)),
                ("taken_back_why", models.TextField(blank=True)),
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
                    "track",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="moves", to="cases.policetrack"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("taken_back_at__isnull", True), ("taken_back_by", ""), ("taken_back_why", "")),
                            models.Q(
                                ("taken_back_at__isnull", False),
                                models.Q(("taken_back_by", ""), _negated=True),
                                models.Q(("taken_back_why", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="cases_policemove_taken_back_with_reason",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Plea",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.ledger.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("plea", models.CharField(max_length=40)),
                ("pleaded_on", models.DateField()),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.TextField()),
                ("taken_back_at", models.DateTimeField(null=True)),
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
                    "track",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="pleas", to="cases.policetrack"
                    ),
                ),
            ],
            options={
                "ordering": ["pleaded_on", "id"],
            },
        ),
        migrations.CreateModel(
            name="Hearing",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.ledger.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("starts_at", models.DateTimeField()),
                ("court", models.CharField(max_length=200)),
                ("kind", models.CharField(max_length=40)),
                ("note", models.TextField(blank=True)),
                ("result", models.CharField(blank=True, max_length=40)),
                ("result_text", models.TextField(blank=True)),
                ("result_at", models.DateTimeField(null=True)),
                ("result_by", models.TextField(blank=True)),
                ("changed_at", models.DateTimeField()),
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
                    "track",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="hearings", to="cases.policetrack"
                    ),
                ),
            ],
            options={
                "ordering": ["starts_at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("court", ""), _negated=True), name="cases_hearing_court"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("result", ""), ("result_at__isnull", True), ("result_by", "")),
                            models.Q(
                                models.Q(("result", ""), _negated=True),
                                ("result_at__isnull", False),
                                models.Q(("result_by", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="cases_hearing_result",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CourtOrder",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.ledger.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kind", models.CharField(max_length=40)),
                ("words", models.TextField(blank=True)),
                ("amount_pence", models.BigIntegerField(null=True)),
                ("made_on", models.DateField()),
                ("ends_on", models.DateField(null=True)),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.TextField()),
                ("taken_back_at", models.DateTimeField(null=True)),
                ("changed_at", models.DateTimeField()),
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
                    "move",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.policemove",
                    ),
                ),
                (
                    "track",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="orders", to="cases.policetrack"
                    ),
                ),
            ],
            options={
                "ordering": ["made_on", "id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("ends_on__isnull", False), ("taken_back_at__isnull", True)),
                        fields=["organisation", "ends_on"],
                        name="cases_courtorder_ends",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True), ("ends_on__gte", models.F("made_on")), _connector="OR"
                        ),
                        name="cases_courtorder_days",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amount_pence__isnull", True), ("amount_pence__range", (1, 1000000000000)), _connector="OR"
                        ),
                        name="cases_courtorder_amount",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PoliceVictim",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.ledger.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("emergency_worker", models.BooleanField(null=True)),
                ("enhanced_rights", models.BooleanField(null=True)),
                (
                    "affected",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="offences", to="incidents.affected"
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
                    "track",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="victims", to="cases.policetrack"
                    ),
                ),
            ],
            options={
                "ordering": ["affected__number"],
                "constraints": [models.UniqueConstraint(fields=("track", "affected"), name="cases_policevictim_once")],
            },
        ),
        migrations.CreateModel(
            name="VictimWish",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.ledger.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("wish", models.CharField(max_length=40)),
                ("said_on", models.DateField()),
                ("words", models.TextField(blank=True)),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", models.TextField()),
                (
                    "affected",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="wishes", to="incidents.affected"
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
            ],
            options={
                "ordering": ["said_on", "id"],
            },
        ),
        migrations.CreateModel(
            name="Attendance",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.ledger.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("role", models.CharField(max_length=40)),
                ("other", models.CharField(blank=True, max_length=200)),
                ("made_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "affected",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="incidents.affected",
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
                    "staff",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.staff",
                    ),
                ),
                (
                    "task",
                    models.OneToOneField(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.task"
                    ),
                ),
                (
                    "hearing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="attendances", to="cases.hearing"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("affected__isnull", True), ("other", ""), ("staff__isnull", False)),
                            models.Q(("affected__isnull", False), ("other", ""), ("staff__isnull", True)),
                            models.Q(
                                ("affected__isnull", True),
                                ("staff__isnull", True),
                                models.Q(("other", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="cases_attendance_one_person",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True), ("other", "")),
                        fields=("hearing", "staff", "affected"),
                        name="cases_attendance_once",
                        nulls_distinct=False,
                    ),
                ],
            },
        ),
        *[by_organisation(f"cases_{table}") for table in TABLES],
        append_only("cases_victimwish"),
    ]
