"""Risk assessments, what changed since, what is asked before a visit, and checklists."""

import django.db.models.deletion
from django.db import migrations, models

import alongside.ledger.keys
from alongside.people.rowsecurity import append_only, by_organisation


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0014_notifications"),
        ("risk", "0002_markers"),
    ]

    operations = [
        migrations.CreateModel(
            name="Assessment",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.ledger.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "scope",
                    models.CharField(
                        choices=[
                            ("subject", "A person or an address"),
                            ("site", "A site"),
                            ("place", "A place on a site"),
                            ("team", "A team"),
                            ("activity", "An activity"),
                        ],
                        max_length=10,
                    ),
                ),
                ("about_key", models.TextField()),
                ("number", models.PositiveIntegerField()),
                ("activity", models.TextField(blank=True)),
                ("quick", models.BooleanField(default=False)),
                ("answers", models.JSONField(default=dict)),
                ("words", models.JSONField(default=dict)),
                (
                    "way",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("home", "A visit by one person"),
                            ("two", "A visit by two people"),
                            ("base", "At a clinic or the base instead"),
                            ("", "Not said"),
                        ],
                        max_length=5,
                    ),
                ),
                (
                    "level",
                    models.CharField(choices=[("low", "Low"), ("medium", "Medium"), ("high", "High")], max_length=10),
                ),
                ("controls", models.TextField(blank=True)),
                ("plan", models.TextField(blank=True)),
                ("facts", models.JSONField(default=list)),
                ("review_on", models.DateField()),
                ("made_at", models.DateTimeField()),
                (
                    "made_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.staff",
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
                    "place",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.place",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.site",
                    ),
                ),
                (
                    "subject",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assessments",
                        to="risk.subject",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.team",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["organisation", "review_on"], name="risk_assessment_review")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "about_key", "number"), name="risk_assessment_number"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("level__in", ["low", "medium", "high"])), name="risk_assessment_level"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("activity", ""),
                                ("place", None),
                                ("scope", "subject"),
                                ("site", None),
                                ("subject__isnull", False),
                                ("team", None),
                            ),
                            models.Q(
                                ("activity", ""),
                                ("place", None),
                                ("scope", "site"),
                                ("site__isnull", False),
                                ("subject", None),
                                ("team", None),
                            ),
                            models.Q(
                                ("activity", ""),
                                ("place__isnull", False),
                                ("scope", "place"),
                                ("site", None),
                                ("subject", None),
                                ("team", None),
                            ),
                            models.Q(
                                ("activity", ""),
                                ("place", None),
                                ("scope", "team"),
                                ("site", None),
                                ("subject", None),
                                ("team__isnull", False),
                            ),
                            models.Q(
                                ("place", None),
                                ("scope", "activity"),
                                ("site", None),
                                ("subject", None),
                                ("team", None),
                                models.Q(("activity", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="risk_assessment_about_one",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ChecklistVersion",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.ledger.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "phase",
                    models.CharField(
                        choices=[
                            ("before", "Before the visit"),
                            ("arrival", "On arrival"),
                            ("entry", "On entry"),
                            ("during", "During the visit"),
                            ("after", "After the visit"),
                        ],
                        max_length=8,
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("items", models.JSONField()),
                ("made_at", models.DateTimeField()),
                ("made_by", models.TextField(blank=True)),
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
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "phase", "number"), name="risk_checklist_number"),
                    models.CheckConstraint(
                        condition=models.Q(("phase__in", ["before", "arrival", "entry", "during", "after"])),
                        name="risk_checklist_phase",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FactChange",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.ledger.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("about_key", models.TextField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("incident", "An incident was reported"),
                            ("marker", "A marker changed"),
                            ("felt", "Somebody felt unsafe"),
                            ("address", "The address changed"),
                            ("other", "Something else changed"),
                        ],
                        max_length=10,
                    ),
                ),
                ("said", models.TextField()),
                ("source", models.TextField()),
                ("at", models.DateTimeField()),
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
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "about_key", "kind", "source"), name="risk_fact_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["incident", "marker", "felt", "address", "other"])),
                        name="risk_fact_kind",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="GateRule",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.ledger.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("in_force_from", models.DateTimeField()),
                (
                    "asked",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("off", "Nothing is asked"),
                            ("warn", "Asked, and the visit may begin unanswered"),
                            ("block", "Asked, and the visit waits until it is answered"),
                        ],
                        max_length=5,
                    ),
                ),
                ("longest_days", models.PositiveIntegerField(null=True)),
                ("made_at", models.DateTimeField()),
                ("made_by", models.TextField(blank=True)),
                ("why", models.TextField(blank=True)),
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
                    "team",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.team",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["organisation", "team", "-in_force_from"], name="risk_rule_of")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("asked__in", ["", "off", "warn", "block"])), name="risk_rule_asked"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("longest_days__isnull", True), ("longest_days__range", (1, 1096)), _connector="OR"
                        ),
                        name="risk_rule_longest",
                    ),
                ],
            },
        ),
        by_organisation("risk_assessment"),
        by_organisation("risk_factchange"),
        by_organisation("risk_gaterule"),
        by_organisation("risk_checklistversion"),
        append_only("risk_assessment"),
        append_only("risk_factchange"),
        append_only("risk_gaterule"),
        append_only("risk_checklistversion"),
    ]
