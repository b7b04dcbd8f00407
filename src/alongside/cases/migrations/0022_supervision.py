"""Supervision: read by the two who held it, and by other security directors where the rule of the organisation said so when it
was held; written by whoever supervises there. A note of a case is closed as the case is, and to whoever reported what the case
is about unless they are one of the two. Notes of supervision that stand in the file of a case since before are read by whoever
wrote them and by whoever works the case.
"""

from importlib import import_module

import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models

import alongside.ledger.keys
from alongside.people.rowsecurity import append_only, by_organisation

secured = import_module("alongside.cases.migrations.0013_referrals_row_security").secured

FUNCTIONS = """
CREATE FUNCTION cases_places_of_mine() RETURNS uuid[]
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
        SELECT coalesce(array_agg(s.id), '{}') FROM people_staff s
        WHERE s.active AND s.user_id = nullif(current_setting('alongside.user_id', true), '')::uuid
    $$;
COMMENT ON FUNCTION cases_places_of_mine() IS 'The active places of the signed-in person';

CREATE FUNCTION cases_where_i_am(wanted text) RETURNS uuid[]
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
        SELECT coalesce(array_agg(DISTINCT s.organisation_id), '{}')
        FROM people_staff s JOIN people_appointment a ON a.staff_id = s.id
        WHERE s.active AND a.role = wanted AND s.user_id = nullif(current_setting('alongside.user_id', true), '')::uuid
    $$;
COMMENT ON FUNCTION cases_where_i_am(text) IS
    'Organisations in which the signed-in person holds a role, for the whole or for a team';

CREATE FUNCTION cases_reported_by_me(wanted uuid) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
        SELECT EXISTS (
            SELECT FROM cases_caseincident l JOIN incidents_incident i ON i.id = l.incident_id
            WHERE l.case_id = wanted AND i.reporter_user = nullif(current_setting('alongside.user_id', true), '')::uuid)
    $$;
COMMENT ON FUNCTION cases_reported_by_me(uuid) IS 'Whether the signed-in person reported what a case is about';

CREATE POLICY supervision ON cases_event AS RESTRICTIVE FOR SELECT TO alongside_app USING (
    what <> 'supervised' OR text = ''
    OR actor_id = nullif(current_setting('alongside.user_id', true), '')::uuid
    OR EXISTS (SELECT FROM cases_case c WHERE c.id = case_id AND c.owner_id = ANY ((SELECT cases_places_of_mine())::uuid[])));
"""
NO_FUNCTIONS = """
DROP POLICY supervision ON cases_event;
DROP FUNCTION cases_reported_by_me(uuid);
DROP FUNCTION cases_where_i_am(text);
DROP FUNCTION cases_places_of_mine();
"""
HERE = "organisation_id = ANY ((SELECT alongside_scope())::uuid[])"
MINE = "ANY ((SELECT cases_places_of_mine())::uuid[])"
SUPERVISES = "organisation_id = ANY ((SELECT cases_where_i_am('security_director'))::uuid[])"
OF_THE_TWO = f"supervised_id = {MINE} OR supervisor_id = {MINE}"
READ = f"{HERE} AND ({OF_THE_TWO} OR (directors_read AND {SUPERVISES}))"
HELD_BY_ME = f"""{HERE} AND supervisor_id = {MINE} AND {SUPERVISES} AND EXISTS (
    SELECT FROM people_staff s WHERE s.id = supervised_id AND s.organisation_id = cases_supervision.organisation_id)"""


def of_it(table: str, more: str = "true") -> str:
    """A row of a supervision that the signed-in person reads."""
    return f"""{HERE} AND EXISTS (SELECT FROM cases_supervision s
        WHERE s.id = supervision_id AND s.organisation_id = {table}.organisation_id AND ({more}))"""


def foreign(
    name: str, model: str, *, related: str = "+", null: bool = False, index: bool = True
) -> tuple[str, models.Field]:
    return name, models.ForeignKey(
        db_index=index, null=null, on_delete=django.db.models.deletion.PROTECT, related_name=related, to=model
    )


def key() -> tuple[str, models.Field]:
    return "id", models.UUIDField(
        default=alongside.ledger.keys.new_id, editable=False, primary_key=True, serialize=False
    )


def organisation() -> tuple[str, models.Field]:
    return foreign("organisation", "people.organisation", index=False)


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0021_referred_files"),
        ("incidents", "0009_closed_to"),
        ("people", "0009_roles_of_casework"),
    ]

    operations = [
        migrations.CreateModel(
            name="Supervision",
            fields=[
                key(),
                ("held_on", models.DateField()),
                ("directors_read", models.BooleanField(default=False)),
                ("made_at", models.DateTimeField()),
                organisation(),
                foreign("supervised", "people.staff", index=False),
                foreign("supervisor", "people.staff"),
            ],
            options={
                "ordering": ["-held_on", "-id"],
                "indexes": [models.Index(fields=["supervised", "-held_on"], name="cases_supervision_of")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("supervised", models.F("supervisor")), _negated=True),
                        name="cases_supervision_of_another",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SupervisionNote",
            fields=[
                key(),
                ("text", models.TextField()),
                ("at", models.DateTimeField()),
                ("author_name", models.TextField()),
                (
                    "search",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.contrib.postgres.search.SearchVector("text", config="english"),
                        output_field=django.contrib.postgres.search.SearchVectorField(),
                    ),
                ),
                foreign("adds_to", "cases.supervisionnote", related="further", null=True, index=False),
                foreign("author", "people.staff", index=False),
                foreign("case", "cases.case", related="supervision_notes", null=True),
                organisation(),
                foreign("supervision", "cases.supervision", related="notes"),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="cases_supervisionnote_says_something"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AgreedAction",
            fields=[
                key(),
                ("what", models.CharField(max_length=300)),
                ("due_on", models.DateField()),
                ("agreed_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_by", models.TextField(blank=True)),
                ("result", models.TextField(blank=True)),
                organisation(),
                foreign("owner", "people.staff", index=False),
                foreign("supervision", "cases.supervision", related="agreed"),
                (
                    "task",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agreed",
                        to="cases.task",
                    ),
                ),
            ],
            options={
                "ordering": ["due_on", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_at__isnull", True),
                            ("ended_by", ""),
                            ("result", ""),
                        )
                        | models.Q(
                            ("ended_at__isnull", False),
                            ("task__isnull", True),
                            models.Q(("ended_by", ""), _negated=True),
                        ),
                        name="cases_agreedaction_ends_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SupervisionPlan",
            fields=[
                (
                    "supervised",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="people.staff",
                    ),
                ),
                ("next_on", models.DateField(null=True)),
                ("last_on", models.DateField(null=True)),
                ("changed_at", models.DateTimeField()),
                ("changed_by", models.TextField()),
                foreign("organisation", "people.organisation"),
            ],
        ),
        migrations.CreateModel(
            name="SupervisionRule",
            fields=[
                key(),
                ("directors_read", models.BooleanField()),
                ("set_at", models.DateTimeField()),
                ("set_by", models.TextField()),
                foreign("organisation", "people.organisation"),
            ],
            options={"ordering": ["-id"]},
        ),
        migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS),
        secured(
            "cases_supervision",
            f"read FOR SELECT TO alongside_app USING ({READ})",
            f"held FOR INSERT TO alongside_app WITH CHECK ({HELD_BY_ME})",
        ),
        secured(
            "cases_supervisionnote",
            f"read FOR SELECT TO alongside_app USING ({of_it('cases_supervisionnote')})",
            f"written FOR INSERT TO alongside_app WITH CHECK (author_id = {MINE} AND {of_it('cases_supervisionnote', OF_THE_TWO)})",
            """closed AS RESTRICTIVE TO alongside_app
                USING (case_id IS NULL OR case_id <> ALL ((SELECT cases_closed_to_me())::uuid[]))""",
            f"""reporter AS RESTRICTIVE FOR SELECT TO alongside_app USING (
                case_id IS NULL OR {of_it("cases_supervisionnote", OF_THE_TWO)} OR NOT cases_reported_by_me(case_id))""",
        ),
        secured(
            "cases_agreedaction",
            f"of_it TO alongside_app USING ({of_it('cases_agreedaction')}) WITH CHECK ({of_it('cases_agreedaction', OF_THE_TWO)})",
            """closed AS RESTRICTIVE TO alongside_app
                USING (task_id IS NULL OR EXISTS (SELECT FROM cases_task t WHERE t.id = task_id))""",
        ),
        secured(
            "cases_supervisionplan",
            f"read FOR SELECT TO alongside_app USING ({HERE} AND (supervised_id = {MINE} OR {SUPERVISES}))",
            f"planned FOR INSERT TO alongside_app WITH CHECK ({HERE} AND {SUPERVISES})",
            f"changed FOR UPDATE TO alongside_app USING ({HERE} AND {SUPERVISES}) WITH CHECK ({HERE} AND {SUPERVISES})",
        ),
        by_organisation("cases_supervisionrule"),
        migrations.RunSQL(
            """CREATE POLICY set_above ON cases_supervisionrule AS RESTRICTIVE FOR INSERT TO alongside_app
                WITH CHECK (organisation_id = ANY ((SELECT cases_where_i_am('chief_executive'))::uuid[]))""",
            "DROP POLICY set_above ON cases_supervisionrule",
        ),
        append_only("cases_supervision"),
        append_only("cases_supervisionnote"),
        append_only("cases_supervisionrule"),
        migrations.RunSQL(
            "REVOKE DELETE, TRUNCATE ON cases_agreedaction, cases_supervisionplan FROM alongside_app, alongside_service",
            "GRANT DELETE ON cases_agreedaction, cases_supervisionplan TO alongside_app, alongside_service",
        ),
    ]
