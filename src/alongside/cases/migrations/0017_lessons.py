"""Lessons: what is shared is read by everybody who works somewhere, a draft by those who may see its case, and from which case
it comes by those alone. The row of a lesson leads to no organisation.
"""

from importlib import import_module

import django.contrib.postgres.fields
import django.contrib.postgres.search
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import alongside.ledger.keys
from alongside.people.rowsecurity import append_only

secured = import_module("alongside.cases.migrations.0013_referrals_row_security").secured
FUNCTIONS = """
CREATE FUNCTION cases_works_somewhere() RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
        SELECT EXISTS (SELECT FROM people_staff s
            WHERE s.active AND s.user_id = nullif(current_setting('alongside.user_id', true), '')::uuid)
    $$;
COMMENT ON FUNCTION cases_works_somewhere() IS 'Whether the signed-in person has an active place in an organisation';

CREATE FUNCTION cases_lesson_uses(keys uuid[]) RETURNS TABLE (lesson uuid, number bigint)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
    AS $$ SELECT u.lesson_id, count(*) FROM cases_lessonuse u WHERE u.lesson_id = ANY (keys) GROUP BY u.lesson_id $$;
COMMENT ON FUNCTION cases_lesson_uses(uuid[]) IS 'How many people found each of these lessons useful; not who';

CREATE FUNCTION cases_lesson_kept() RETURNS trigger
    LANGUAGE plpgsql SET search_path = public, pg_temp
    AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a lesson is withdrawn, never deleted' USING ERRCODE = 'restrict_violation';
    END IF;
    IF (OLD.state <> 'draft' OR NEW.state <> 'draft')
        AND (OLD.id, OLD.title, OLD.learned, OLD.to_do, OLD.tags, OLD.own_tags, OLD.kinds, OLD.setting)
            IS DISTINCT FROM (NEW.id, NEW.title, NEW.learned, NEW.to_do, NEW.tags, NEW.own_tags, NEW.kinds, NEW.setting)
    THEN
        RAISE EXCEPTION 'the words of a lesson change only while it is a draft' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.state <> NEW.state AND (OLD.state, NEW.state) NOT IN
        (('draft', 'shared'), ('draft', 'withdrawn'), ('shared', 'withdrawn'), ('withdrawn', 'draft'))
    THEN
        RAISE EXCEPTION 'a lesson cannot go from % to %', OLD.state, NEW.state USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
    $$;
CREATE TRIGGER kept BEFORE UPDATE OR DELETE ON cases_lesson FOR EACH ROW EXECUTE FUNCTION cases_lesson_kept();
REVOKE DELETE, TRUNCATE ON cases_lesson FROM alongside_app, alongside_service;
"""
NO_FUNCTIONS = """
GRANT DELETE ON cases_lesson TO alongside_app, alongside_service;
DROP TRIGGER kept ON cases_lesson;
DROP FUNCTION cases_lesson_kept();
DROP FUNCTION cases_lesson_uses(uuid[]);
DROP FUNCTION cases_works_somewhere();
"""
OF_OUR_CASES = """organisation_id = ANY ((SELECT alongside_scope())::uuid[]) AND EXISTS (
    SELECT FROM cases_case c WHERE c.id = case_id AND c.organisation_id = cases_lessonorigin.organisation_id
        AND cases_sees_case(c.organisation_id, c.team_id))"""
OURS = "EXISTS (SELECT FROM cases_lessonorigin o WHERE o.lesson_id = cases_lesson.id)"
MINE = """user_id = nullif(current_setting('alongside.user_id', true), '')::uuid
    AND organisation_id = ANY ((SELECT alongside_scope())::uuid[])"""
OF_A_SHARED_ONE = "EXISTS (SELECT FROM cases_lesson l WHERE l.id = lesson_id AND l.state = 'shared')"


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0016_exhibits"),
        ("people", "0009_roles_of_casework"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Lesson",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.ledger.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("state", models.CharField(default="draft", max_length=10)),
                ("title", models.CharField(max_length=200)),
                ("learned", models.TextField()),
                ("to_do", models.TextField()),
                (
                    "tags",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), blank=True, default=list, size=None
                    ),
                ),
                (
                    "own_tags",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), blank=True, default=list, size=None
                    ),
                ),
                (
                    "kinds",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), blank=True, default=list, size=None
                    ),
                ),
                ("setting", models.CharField(blank=True, max_length=40)),
                ("shared_at", models.DateTimeField(null=True)),
                ("changed_at", models.DateTimeField()),
                (
                    "search",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.contrib.postgres.search.CombinedSearchVector(
                            django.contrib.postgres.search.CombinedSearchVector(
                                django.contrib.postgres.search.SearchVector("title", config="english", weight="A"),
                                "||",
                                django.contrib.postgres.search.SearchVector("learned", config="english", weight="B"),
                                django.contrib.postgres.search.SearchConfig("english"),
                            ),
                            "||",
                            django.contrib.postgres.search.SearchVector("to_do", config="english", weight="B"),
                            django.contrib.postgres.search.SearchConfig("english"),
                        ),
                        output_field=django.contrib.postgres.search.SearchVectorField(),
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "shared")),
                        fields=["-shared_at", "-id"],
                        name="cases_lesson_shared",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["draft", "withdrawn"]),
                            models.Q(("shared_at__isnull", False), ("state", "shared")),
                            _connector="OR",
                        ),
                        name="cases_lesson_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("title", ""), _negated=True),
                            models.Q(("learned", ""), _negated=True),
                            models.Q(("to_do", ""), _negated=True),
                        ),
                        name="cases_lesson_says_something",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LessonOrigin",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.ledger.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lesson_origins", to="cases.case"
                    ),
                ),
                (
                    "lesson",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="origin", to="cases.lesson"
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
        ),
        migrations.CreateModel(
            name="LessonUse",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.ledger.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "lesson",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="uses",
                        to="cases.lesson",
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
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("lesson", "user"), name="cases_lessonuse_once")],
            },
        ),
        migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS),
        secured(
            "cases_lessonorigin",
            f"of_our_cases TO alongside_app USING ({OF_OUR_CASES}) WITH CHECK ({OF_OUR_CASES})",
            "closed AS RESTRICTIVE TO alongside_app USING (case_id <> ALL ((SELECT cases_closed_to_me())::uuid[]))",
        ),
        secured(
            "cases_lesson",
            f"of_our_cases TO alongside_app USING ({OURS}) WITH CHECK ({OURS})",
            "shared FOR SELECT TO alongside_app USING (state = 'shared' AND (SELECT cases_works_somewhere()))",
        ),
        secured(
            "cases_lessonuse",
            f"mine FOR SELECT TO alongside_app USING ({MINE})",
            f"of_mine FOR INSERT TO alongside_app WITH CHECK ({MINE} AND {OF_A_SHARED_ONE})",
        ),
        append_only("cases_lessonorigin"),
        append_only("cases_lessonuse"),
    ]
