"""Finding incidents by words and codes: `&&` and `@@` use no index under row-level security (docs/decisions/0013).

The functions belong to the owner, whom the policies let through, and narrow by themselves to `alongside_scope()`. They
give keys and numbers; what a page shows is read under row-level security as ever.
"""

from django.db import migrations, models

CONDITION = """
CREATE FUNCTION incidents_condition(asked jsonb, organisation uuid, team uuid) RETURNS text
    LANGUAGE plpgsql IMMUTABLE SET search_path = public, pg_temp
    AS $$
DECLARE
    condition text := format('i.organisation_id = %L::uuid', organisation);
    wanted record;
    codes text[];
BEGIN
    IF team IS NOT NULL THEN
        condition := condition || format(' AND i.team_id = %L::uuid', team);
    END IF;
    FOR wanted IN SELECT key, value FROM jsonb_each(coalesce(asked -> 'equal', '{}')) LOOP
        codes := ARRAY(SELECT jsonb_array_elements_text(wanted.value));
        IF wanted.key IN ('site_id', 'place_id', 'team_id', 'assigned_to_id') THEN
            condition := condition || CASE WHEN cardinality(codes) = 1
                THEN format(' AND i.%I = %L::uuid', wanted.key, codes[1])
                ELSE format(' AND i.%I = ANY (%L::uuid[])', wanted.key, codes) END;
        ELSIF wanted.key IN ('status', 'source', 'definition', 'shift', 'place_kind', 'injury', 'harm_physical',
                             'harm_psychological', 'police', 'anonymous_because') THEN
            condition := condition || CASE WHEN cardinality(codes) = 1
                THEN format(' AND i.%I = %L', wanted.key, codes[1])
                ELSE format(' AND i.%I = ANY (%L::text[])', wanted.key, codes) END;
        ELSE
            RAISE EXCEPTION 'incidents are not found by %', wanted.key;
        END IF;
    END LOOP;
    FOR wanted IN SELECT key, value FROM jsonb_each(coalesce(asked -> 'overlap', '{}')) LOOP
        codes := ARRAY(SELECT jsonb_array_elements_text(wanted.value));
        IF wanted.key NOT IN ('kinds', 'acts', 'sexual_acts', 'weapons', 'hate_strands', 'targets',
                              'responsible_kinds', 'factors', 'responses', 'urgent_because') THEN
            RAISE EXCEPTION 'incidents are not found by %', wanted.key;
        END IF;
        condition := condition || format(' AND i.%I && %L::varchar[]', wanted.key, codes);
    END LOOP;
    FOR wanted IN SELECT key, value FROM jsonb_each_text(coalesce(asked -> 'is', '{}')) LOOP
        IF wanted.key NOT IN ('anonymous', 'danger_now', 'lone_working', 'child_involved', 'safeguarding') THEN
            RAISE EXCEPTION 'incidents are not found by %', wanted.key;
        END IF;
        condition := condition || format(' AND i.%I = %L::boolean', wanted.key, wanted.value);
    END LOOP;
    IF asked ? 'from' THEN
        condition := condition || format(' AND i.occurred_at >= %L::timestamptz', asked ->> 'from');
    END IF;
    IF asked ? 'to' THEN
        condition := condition || format(' AND i.occurred_at < %L::timestamptz', asked ->> 'to');
    END IF;
    IF asked ? 'hour' THEN
        condition := condition || format(' AND extract(hour FROM i.occurred_at AT TIME ZONE %L) = %L::int',
                                         asked ->> 'zone', asked ->> 'hour');
    END IF;
    IF asked ? 'weekday' THEN
        condition := condition || format(' AND extract(isodow FROM i.occurred_at AT TIME ZONE %L) = %L::int',
                                         asked ->> 'zone', asked ->> 'weekday');
    END IF;
    RETURN condition;
END
    $$;
"""

SCOPES = """
CREATE FUNCTION incidents_scopes(asked jsonb)
    RETURNS TABLE (organisation uuid, team uuid, compartments text[])
    LANGUAGE sql STABLE SET search_path = public, pg_temp
    AS $$
        SELECT (one ->> 'organisation')::uuid, (one ->> 'team')::uuid,
               ARRAY(SELECT jsonb_array_elements_text(one -> 'compartments'))
        FROM jsonb_array_elements(asked -> 'scopes') AS one
        WHERE (one ->> 'organisation')::uuid = ANY ((SELECT alongside_scope())::uuid[])
    $$;
"""

QUERY = """
CREATE FUNCTION incidents_tsquery(asked jsonb, config regconfig) RETURNS tsquery
    LANGUAGE sql IMMUTABLE SET search_path = public, pg_temp
    AS $$
        SELECT websearch_to_tsquery(config, coalesce(asked ->> 'words', ''))
            && CASE WHEN asked ->> 'beginning' <> '' THEN to_tsquery(config, (asked ->> 'beginning') || ':*')
                    ELSE ''::tsquery END
    $$;
"""

HITS = """
CREATE FUNCTION incidents_hits(asked jsonb, organisation uuid, team uuid, part text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE SET search_path = public, pg_temp
    AS $$
DECLARE
    words tsquery := incidents_tsquery(asked, CASE part WHEN 'narrative' THEN 'english' ELSE 'simple' END::regconfig);
BEGIN
    IF part = 'reference' THEN
        RETURN CASE WHEN asked ->> 'reference' <> '' THEN format(
            'SELECT r.id AS incident_id FROM incidents_incident r WHERE r.organisation_id = %L::uuid AND r.reference = %L
             UNION ALL
             SELECT r.id FROM incidents_incident r WHERE r.organisation_id = %1$L::uuid AND r.external_reference = %3$L
                AND r.external_reference <> %4$L', organisation, asked ->> 'reference', asked ->> 'said', '') END;
    END IF;
    IF numnode(words) = 0 THEN
        RETURN NULL;
    END IF;
    RETURN format('SELECT a.incident_id FROM %I a WHERE a.organisation_id = %L::uuid AND a.compartment = %L
                   AND a.search @@ %L::tsquery',
                  CASE part WHEN 'narrative' THEN 'incidents_account' ELSE 'incidents_identity' END,
                  organisation, part, words);
END
    $$;
"""

ESTIMATE = """
CREATE FUNCTION incidents_estimate(query text) RETURNS TABLE (number bigint, cost numeric)
    LANGUAGE plpgsql SET search_path = public, pg_temp
    AS $$
DECLARE
    plan json;
BEGIN
    EXECUTE 'EXPLAIN (FORMAT JSON) ' || query INTO plan;
    RETURN QUERY SELECT (plan -> 0 -> 'Plan' ->> 'Plan Rows')::numeric::bigint, (plan -> 0 -> 'Plan' ->> 'Total Cost')::numeric;
END
    $$;
"""

SEARCHED = """
CREATE FUNCTION incidents_searched(asked jsonb, most integer) RETURNS TABLE (id uuid, parts text[])
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
DECLARE
    near_enough CONSTANT integer[] := ARRAY[600, 6000];
    many CONSTANT integer := 5000;
    backwards CONSTANT boolean := coalesce((asked ->> 'back')::boolean, false);
    direction CONSTANT text := CASE WHEN backwards THEN 'ASC' ELSE 'DESC' END;
    past CONSTANT text := CASE WHEN asked ? 'id' THEN
        format(' AND i.id %s %L::uuid', CASE WHEN backwards THEN '>' ELSE '<' END, asked ->> 'id') ELSE '' END;
    scope record;
    part text;
    condition text;
    hits text;
    reach integer;
    seen integer;
    got uuid[];
    found_ids uuid[] := '{}';
    found_parts text[] := '{}';
BEGIN
    FOR scope IN SELECT * FROM incidents_scopes(asked) LOOP
        condition := incidents_condition(asked, scope.organisation, scope.team) || past;
        FOREACH part IN ARRAY ARRAY['reference'] || scope.compartments LOOP
            hits := incidents_hits(asked, scope.organisation, scope.team, part);
            CONTINUE WHEN hits IS NULL;
            got := NULL;
            seen := NULL;
            IF part <> 'reference' AND (SELECT number FROM incidents_estimate(hits)) > many THEN
                -- Common words: the newest reports hold enough of them. Reading every hit by the index would take longer.
                FOREACH reach IN ARRAY near_enough LOOP
                    EXECUTE format(
                        'WITH near AS MATERIALIZED (SELECT i.id FROM incidents_incident i WHERE %s ORDER BY i.id %s LIMIT %s)
                         SELECT ARRAY(SELECT DISTINCT near.id FROM near JOIN LATERAL (%s AND a.incident_id = near.id OFFSET 0)
                                      AS hit ON true), (SELECT count(*) FROM near)',
                        condition, direction, reach, hits) INTO got, seen;
                    EXIT WHEN cardinality(got) >= most OR seen < reach;
                END LOOP;
            END IF;
            IF seen IS NULL OR (seen = reach AND cardinality(got) < most) THEN
                EXECUTE format(
                    'WITH hit AS MATERIALIZED (%s) SELECT ARRAY(SELECT DISTINCT i.id FROM hit JOIN incidents_incident i
                     ON i.id = hit.incident_id WHERE %s ORDER BY i.id %s LIMIT %s)',
                    hits, condition, direction, most) INTO got;
            END IF;
            found_ids := found_ids || got;
            found_parts := found_parts || array_fill(part, ARRAY[cardinality(got)]);
        END LOOP;
    END LOOP;
    RETURN QUERY EXECUTE format(
        'SELECT f.id, array_agg(DISTINCT f.part) FROM unnest($1, $2) AS f(id, part)
         GROUP BY f.id ORDER BY f.id %s LIMIT %s', direction, most) USING found_ids, found_parts;
END
    $$;
"""

PAGE = """
CREATE FUNCTION incidents_page(asked jsonb, most integer) RETURNS TABLE (id uuid)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
DECLARE
    reach CONSTANT integer := 6000;
    few CONSTANT integer := 500;
    backwards CONSTANT boolean := coalesce((asked ->> 'back')::boolean, false);
    direction CONSTANT text := CASE WHEN backwards THEN 'ASC' ELSE 'DESC' END;
    beyond CONSTANT text := CASE WHEN backwards THEN '>' ELSE '<' END;
    sorted_by CONSTANT text := CASE asked ->> 'sort' WHEN 'occurred' THEN 'i.occurred_at' WHEN 'urgency' THEN 'i.urgency' END;
    keyed CONSTANT text := coalesce(sorted_by, 'NULL::integer') || ' AS key, i.id';
    ordered CONSTANT text := format('ORDER BY %s i.id %s', sorted_by || ' ' || direction || ',', direction);
    past text := '';
    scope record;
    condition text;
    anything text;
    expected bigint;
    unforeseen boolean;
    seen integer;
    got integer;
    ways text[] := '{}';
BEGIN
    IF asked ? 'id' THEN
        past := CASE WHEN sorted_by IS NULL THEN format(' AND i.id %s %L::uuid', beyond, asked ->> 'id')
            ELSE format(' AND %1$s %2$s= %3$L AND (%1$s, i.id) %2$s (%3$L, %4$L::uuid)',
                        sorted_by, beyond, asked ->> 'key', asked ->> 'id') END;
    END IF;
    FOR scope IN SELECT * FROM incidents_scopes(asked) LOOP
        condition := incidents_condition(asked, scope.organisation, scope.team) || past;
        anything := incidents_condition('{}', scope.organisation, scope.team) || past;
        expected := (SELECT number FROM incidents_estimate('SELECT 1 FROM incidents_incident i WHERE ' || condition));
        unforeseen := asked ? 'hour' OR asked ? 'weekday'
            OR ((asked ? 'from' OR asked ? 'to') AND asked ->> 'sort' IS DISTINCT FROM 'occurred');
        seen := NULL;
        IF unforeseen AND (expected > few OR asked ? 'hour' OR asked ? 'weekday') THEN
            -- What the planner cannot know: how far down the list those of an hour, or of a time long ago, begin.
            EXECUTE format('SELECT count(*), count(*) FILTER (WHERE %s) FROM (SELECT * FROM incidents_incident i WHERE %s %s
                            LIMIT %s) AS i', condition, anything, ordered, reach) INTO seen, got;
        END IF;
        ways := ways || CASE
            WHEN seen < reach OR got >= most THEN
                format('(SELECT %s FROM (SELECT * FROM incidents_incident i WHERE %s %s LIMIT %s) AS i WHERE %s %s LIMIT %s)',
                       keyed, anything, ordered, reach, condition, ordered, most)
            WHEN unforeseen OR expected <= few THEN
                -- All of them by the best index, then sorted: going down the list would be a gamble.
                format('(SELECT hit.* FROM (SELECT %s FROM incidents_incident i WHERE %s OFFSET 0) AS hit
                        ORDER BY %s id %s LIMIT %s)',
                       keyed, condition, CASE WHEN sorted_by IS NOT NULL THEN 'key ' || direction || ',' END, direction, most)
            ELSE format('(SELECT %s FROM incidents_incident i WHERE %s %s LIMIT %s)', keyed, condition, ordered, most)
            END;
    END LOOP;
    IF cardinality(ways) > 0 THEN
        RETURN QUERY EXECUTE format(
            'SELECT f.id FROM (SELECT DISTINCT u.key, u.id FROM (%s) AS u) AS f ORDER BY f.key %s, f.id %2$s LIMIT %3$s',
            array_to_string(ways, ' UNION ALL '), direction, most);
    END IF;
END
    $$;
"""

EVERY = """
CREATE FUNCTION incidents_every(asked jsonb) RETURNS text
    LANGUAGE plpgsql STABLE SET search_path = public, pg_temp
    AS $$
DECLARE
    scope record;
    condition text;
    hits text;
    parts text[] := '{}';
BEGIN
    FOR scope IN SELECT * FROM incidents_scopes(asked) LOOP
        condition := incidents_condition(asked, scope.organisation, scope.team);
        IF asked ? 'said' THEN
            SELECT string_agg(h, ' UNION ALL ') INTO hits
                FROM unnest(ARRAY['reference'] || scope.compartments) AS part,
                     incidents_hits(asked, scope.organisation, scope.team, part) AS h;
            CONTINUE WHEN hits IS NULL;
            condition := condition || format(' AND i.id IN (%s)', hits);
        END IF;
        parts := parts || format('SELECT i.* FROM incidents_incident i WHERE %s', condition);
    END LOOP;
    RETURN CASE cardinality(parts) WHEN 0 THEN 'SELECT * FROM incidents_incident i WHERE false'
        WHEN 1 THEN parts[1]
        ELSE 'SELECT DISTINCT ON (u.id) * FROM (' || array_to_string(parts, ' UNION ALL ') || ') AS u' END;
END
    $$;
"""

ABOUT = """
CREATE FUNCTION incidents_about(asked jsonb, most integer) RETURNS TABLE (number bigint, exact boolean)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
DECLARE
    query CONSTANT text := incidents_every(asked);
    cheap CONSTANT numeric := 4000;  -- in the planner's units: some milliseconds
    guessed bigint;
    costs numeric;
    counted bigint;
BEGIN
    SELECT e.number, e.cost INTO guessed, costs FROM incidents_estimate(query) AS e;
    IF guessed > most OR costs > cheap THEN
        RETURN QUERY SELECT guessed, false;
    ELSE
        EXECUTE format('SELECT count(*) FROM (SELECT 1 FROM (%s) AS f LIMIT %s) AS c', query, most + 1) INTO counted;
        RETURN QUERY SELECT least(counted, most), counted <= most;
    END IF;
END
    $$;
"""

COUNTED = """
CREATE FUNCTION incidents_counted(asked jsonb, by text)
    RETURNS TABLE (site uuid, place uuid, weekday integer, hour integer, number bigint)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
BEGIN
    IF by = 'place' THEN
        RETURN QUERY EXECUTE format('SELECT f.site_id, f.place_id, NULL::int, NULL::int, count(*)
                                     FROM (%s) AS f GROUP BY 1, 2', incidents_every(asked));
    ELSE
        RETURN QUERY EXECUTE format('SELECT NULL::uuid, NULL::uuid, extract(isodow FROM f.at)::int, extract(hour FROM f.at)::int,
                                     count(*) FROM (SELECT e.occurred_at AT TIME ZONE $1 AS at FROM (%s) AS e) AS f
                                     GROUP BY 3, 4', incidents_every(asked)) USING asked ->> 'zone';
    END IF;
END
    $$;
"""

SIGNATURES = {
    "incidents_condition(jsonb, uuid, uuid)": CONDITION,
    "incidents_scopes(jsonb)": SCOPES,
    "incidents_tsquery(jsonb, regconfig)": QUERY,
    "incidents_hits(jsonb, uuid, uuid, text)": HITS,
    "incidents_estimate(text)": ESTIMATE,
    "incidents_searched(jsonb, integer)": SEARCHED,
    "incidents_page(jsonb, integer)": PAGE,
    "incidents_every(jsonb)": EVERY,
    "incidents_about(jsonb, integer)": ABOUT,
    "incidents_counted(jsonb, text)": COUNTED,
}
ASKED_BY_THE_WEB = (
    "incidents_searched(",
    "incidents_page(",
    "incidents_about(",
    "incidents_counted(",
    "incidents_tsquery(",
)


def _function(signature: str, body: str) -> migrations.RunSQL:
    grant = f"REVOKE ALL ON FUNCTION {signature} FROM PUBLIC;"
    if signature.startswith(ASKED_BY_THE_WEB):
        grant += f"GRANT EXECUTE ON FUNCTION {signature} TO alongside_app, alongside_service;"
    return migrations.RunSQL(body + grant, f"DROP FUNCTION {signature};")


class Migration(migrations.Migration):
    dependencies = [("incidents", "0003_exchange")]
    operations = [
        *[_function(signature, body) for signature, body in SIGNATURES.items()],
        migrations.AddIndex(
            model_name="incident",
            index=models.Index(fields=["organisation", "-urgency", "-id"], name="incidents_urgency"),
        ),
    ]
