"""A report is kept from whoever is said to have done it, in the database, whatever asks and whatever role they hold.

1. `incidents_close_for` writes whom a report is closed to, as soon as somebody is named as who did it: a colleague, or a
   name that a colleague has. Triggers call it, so that no way of writing a report goes round it.
2. A restrictive policy takes such a report, and all that belongs to it, out of everything the web reads for that person; what
   they reported themselves they still follow (docs/decisions/0018).
3. `incidents_condition`, on which finding rests, leaves it out as well, and leaves out for line managers what somebody who works
   here may have done.
"""

import django.db.models.deletion
from django.db import migrations, models

import alongside.ledger.keys
from alongside.people.rowsecurity import by_organisation

OF_A_REPORT = {
    "incident": "id",
    **dict.fromkeys(
        (
            "account",
            "affected",
            "change",
            "connection",
            "contribution",
            "duty",
            "exhibit",
            "identity",
            "medicalopinion",
            "propertyitem",
            "responsible",
            "riddordecision",
            "told",
            "webhookdelivery",
        ),
        "incident_id",
    ),
}
"""Tables, and the column that names the report."""
OF_SOMEBODY_AFFECTED = ("absence", "injury", "wellbeingcheck")

WORDS = r"""
CREATE FUNCTION incidents_words_of(name text) RETURNS text[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = public, pg_temp
    AS $$
        SELECT array(SELECT DISTINCT word FROM regexp_split_to_table(
            lower(regexp_replace(normalize(name, NFKD), '[\u0300-\u036f\u2019'']', '', 'g')), '[^[:alnum:]]+') AS word WHERE word <> '')
    $$;
CREATE INDEX incidents_words_of_staff ON people_staff USING gin (incidents_words_of(name));
"""
"""The words of a name, without accents and marks: "O'Brien, Zoë" and "Zoe OBrien" have the same."""

CLOSE = """
CREATE FUNCTION incidents_close_for(identity uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
DECLARE
    who record;
    words text[];
BEGIN
    SELECT i.organisation_id, i.incident_id, i.staff_id, i.name, lower(i.email) AS email, coalesce(r.kind, '') AS kind INTO who
        FROM incidents_identity i LEFT JOIN incidents_responsible r ON r.id = i.responsible_id
        WHERE i.id = identity AND i.part = 'responsible';
    IF who.staff_id IS NOT NULL THEN
        INSERT INTO incidents_closedto AS c (id, organisation_id, incident_id, staff_id, because, made_at)
            VALUES (gen_random_uuid(), who.organisation_id, who.incident_id, who.staff_id, 'named', alongside_now())
            ON CONFLICT (incident_id, staff_id) DO UPDATE SET because = 'named', ended_at = NULL;
        RETURN;
    END IF;
    IF who.incident_id IS NULL OR who.kind IN ('nobody', 'patient', 'relative', 'public') THEN
        RETURN;
    END IF;
    words := incidents_words_of(who.name);
    INSERT INTO incidents_closedto (id, organisation_id, incident_id, staff_id, because, made_at)
        SELECT gen_random_uuid(), who.organisation_id, who.incident_id, s.id, 'called', alongside_now()
        FROM people_staff s
        WHERE s.organisation_id = who.organisation_id
            AND cardinality(words) >= 2 AND incidents_words_of(s.name) && words
            AND (incidents_words_of(s.name) <@ words OR incidents_words_of(s.name) @> words)
            AND cardinality(incidents_words_of(s.name)) >= 2
        UNION
        SELECT gen_random_uuid(), who.organisation_id, who.incident_id, s.id, 'called', alongside_now()
        FROM people_staff s WHERE s.organisation_id = who.organisation_id AND s.email = who.email AND who.email <> ''
        ON CONFLICT (incident_id, staff_id) DO NOTHING;
END
    $$;
REVOKE ALL ON FUNCTION incidents_close_for(uuid) FROM PUBLIC;

CREATE FUNCTION incidents_close_when_named() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
BEGIN
    IF TG_TABLE_NAME = 'incidents_identity' THEN
        PERFORM incidents_close_for(NEW.id);
    ELSE
        PERFORM incidents_close_for(i.id) FROM incidents_identity i WHERE i.responsible_id = NEW.id;
    END IF;
    RETURN NULL;
END
    $$;
CREATE TRIGGER incidents_close_when_somebody_is_named AFTER INSERT ON incidents_identity
    FOR EACH ROW WHEN (NEW.part = 'responsible') EXECUTE FUNCTION incidents_close_when_named();
CREATE TRIGGER incidents_close_when_somebody_is_found AFTER UPDATE ON incidents_identity
    FOR EACH ROW WHEN (NEW.part = 'responsible' AND (OLD.staff_id, OLD.name, OLD.email, OLD.part, OLD.responsible_id)
                       IS DISTINCT FROM (NEW.staff_id, NEW.name, NEW.email, NEW.part, NEW.responsible_id))
    EXECUTE FUNCTION incidents_close_when_named();
CREATE TRIGGER incidents_close_when_somebody_is_from_here AFTER UPDATE ON incidents_responsible
    FOR EACH ROW WHEN (OLD.kind IS DISTINCT FROM NEW.kind) EXECUTE FUNCTION incidents_close_when_named();
"""
"""A name fits where it has every word of a colleague's name, or the colleague's has every word of it: at least two. It is not
looked up where the report says that somebody from outside did it (`incidents.accused_inside.OUTSIDE`).
"""

UNDO_CLOSE = """
DROP TRIGGER incidents_close_when_somebody_is_from_here ON incidents_responsible;
DROP TRIGGER incidents_close_when_somebody_is_found ON incidents_identity;
DROP TRIGGER incidents_close_when_somebody_is_named ON incidents_identity;
DROP FUNCTION incidents_close_when_named();
DROP FUNCTION incidents_close_for(uuid);
"""

TO_ME = """
CREATE FUNCTION incidents_closed_to_me() RETURNS uuid[]
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
DECLARE
    me CONSTANT uuid := nullif(current_setting('alongside.user_id', true), '')::uuid;
BEGIN
    IF me IS NULL THEN
        RETURN '{}';
    END IF;
    RETURN (
        SELECT coalesce(array_agg(c.incident_id), '{}')
        FROM people_staff s JOIN incidents_closedto c ON c.staff_id = s.id AND c.ended_at IS NULL
        WHERE s.user_id = me AND s.active
            AND NOT EXISTS (SELECT FROM incidents_incident i WHERE i.id = c.incident_id AND i.reporter_user = me));
END
    $$;
COMMENT ON FUNCTION incidents_closed_to_me() IS
    'Reports that are closed to the signed-in person, without those that they made themselves';

CREATE FUNCTION incidents_affected_closed_to_me() RETURNS uuid[]
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
DECLARE
    closed CONSTANT uuid[] := incidents_closed_to_me();
BEGIN
    RETURN CASE WHEN cardinality(closed) = 0 THEN '{}'
        ELSE (SELECT coalesce(array_agg(a.id), '{}') FROM incidents_affected a WHERE a.incident_id = ANY (closed)) END;
END
    $$;
"""


def closed(table: str, column: str, function: str) -> migrations.RunSQL:
    """Keeps from the web what is closed to whoever it works for."""
    return migrations.RunSQL(
        f"CREATE POLICY closed ON {table} AS RESTRICTIVE TO alongside_app"
        f" USING (coalesce({column} <> ALL ((SELECT {function}())::uuid[]), true))",
        f"DROP POLICY closed ON {table}",
    )


FOUND = """
ALTER FUNCTION incidents_condition(jsonb, uuid, uuid) RENAME TO incidents_condition_of_filters;

CREATE FUNCTION incidents_condition(asked jsonb, organisation uuid, team uuid) RETURNS text
    LANGUAGE plpgsql STABLE
    AS $$
DECLARE
    me CONSTANT uuid := nullif(current_setting('alongside.user_id', true), '')::uuid;
    closed uuid[];
    answers boolean;
BEGIN
    SELECT ARRAY(SELECT c.incident_id FROM people_staff s JOIN incidents_closedto c ON c.staff_id = s.id AND c.ended_at IS NULL
                 WHERE s.user_id = me AND s.active),
           EXISTS(SELECT FROM people_staff s JOIN people_appointment a ON a.staff_id = s.id
                  WHERE s.user_id = me AND s.active AND a.organisation_id = $2 AND a.role IN ('lsms', 'security_director')
                      AND (a.team_id IS NULL OR a.team_id = $3))
        INTO closed, answers;
    RETURN incidents_condition_of_filters(asked, organisation, team)
        || CASE WHEN cardinality(closed) > 0 THEN format(' AND i.id <> ALL (%L::uuid[])', closed) ELSE '' END
        || CASE WHEN answers THEN '' ELSE ' AND NOT i.accused_inside' END;
END
    $$;
REVOKE ALL ON FUNCTION incidents_condition(jsonb, uuid, uuid) FROM PUBLIC;
"""
NOT_FOUND = """
DROP FUNCTION incidents_condition(jsonb, uuid, uuid);
ALTER FUNCTION incidents_condition_of_filters(jsonb, uuid, uuid) RENAME TO incidents_condition;
"""


class Migration(migrations.Migration):
    dependencies = [("incidents", "0008_duties"), ("people", "0007_staff_list")]
    operations = [
        migrations.AddField("incident", "accused_inside", models.BooleanField(default=False, db_default=False)),
        migrations.CreateModel(
            name="ClosedTo",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=alongside.ledger.keys.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "because",
                    models.CharField(
                        choices=[
                            ("named", "Said to have done it"),
                            ("called", "Has the name of somebody who is said to have done it"),
                            ("decided", "Somebody decided so"),
                            ("joined", "Closed to them on another report of the same"),
                        ],
                        max_length=10,
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "incident",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="closed_to",
                        to="incidents.incident",
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.staff",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["staff"],
                        condition=models.Q(("ended_at__isnull", True)),
                        name="incidents_closedto_staff",
                    ),
                    models.Index(
                        fields=["organisation"],
                        condition=models.Q(("ended_at__isnull", True)),
                        name="incidents_closedto_standing",
                    ),
                ],
                "constraints": [models.UniqueConstraint(fields=("incident", "staff"), name="incidents_closedto_once")],
            },
        ),
        by_organisation("incidents_closedto"),
        migrations.RunSQL(WORDS, "DROP INDEX incidents_words_of_staff; DROP FUNCTION incidents_words_of(text);"),
        migrations.RunSQL(CLOSE, UNDO_CLOSE),
        migrations.RunSQL(
            TO_ME, "DROP FUNCTION incidents_affected_closed_to_me(); DROP FUNCTION incidents_closed_to_me();"
        ),
        *[closed(f"incidents_{table}", column, "incidents_closed_to_me") for table, column in OF_A_REPORT.items()],
        *[
            closed(f"incidents_{table}", "affected_id", "incidents_affected_closed_to_me")
            for table in OF_SOMEBODY_AFFECTED
        ],
        migrations.RunSQL(FOUND, NOT_FOUND),
    ]
