"""Finding cases by words and codes: `&&` and `@@` use no index under row-level security (docs/decisions/0013).

`cases_page` belongs to the owner, whom the policies let through, and narrows by itself to `alongside_scope()`. It gives
keys; what a page shows is read under row-level security as ever.
"""

from django.db import migrations

CONDITION = """
CREATE FUNCTION cases_condition(asked jsonb, organisation uuid, team uuid) RETURNS text
    LANGUAGE plpgsql IMMUTABLE SET search_path = public, pg_temp
    AS $$
DECLARE
    condition text := format('c.organisation_id = %L::uuid', organisation);
    wanted record;
    codes text[];
BEGIN
    IF team IS NOT NULL THEN
        condition := condition || format(' AND c.team_id = %L::uuid', team);
    END IF;
    FOR wanted IN SELECT key, value FROM jsonb_each(coalesce(asked -> 'equal', '{}')) LOOP
        codes := ARRAY(SELECT jsonb_array_elements_text(wanted.value));
        IF wanted.key IN ('owner_id', 'team_id', 'site_id') THEN
            condition := condition || format(' AND c.%I = ANY (%L::uuid[])', wanted.key, codes);
        ELSIF wanted.key IN ('status', 'waits_on', 'definition') THEN
            condition := condition || CASE WHEN cardinality(codes) = 1
                THEN format(' AND c.%I = %L', wanted.key, codes[1])
                ELSE format(' AND c.%I = ANY (%L::text[])', wanted.key, codes) END;
        ELSIF wanted.key = 'priority' THEN
            condition := condition || format(' AND c.priority = ANY (%L::smallint[])', codes);
        ELSE
            RAISE EXCEPTION 'cases are not found by %', wanted.key;
        END IF;
    END LOOP;
    IF asked ? 'kinds' THEN
        condition := condition || format(' AND c.kinds && %L::varchar[]', ARRAY(SELECT jsonb_array_elements_text(asked -> 'kinds')));
    END IF;
    IF asked ? 'unowned' THEN
        condition := condition || ' AND c.owner_id IS NULL';
    END IF;
    IF asked ? 'late_before' THEN
        condition := condition || format(' AND c.next_due_on < %L::date AND c.status NOT IN (%L, %L)',
                                         asked ->> 'late_before', 'closed', 'merged');
    END IF;
    RETURN condition;
END
    $$;
"""

PAGE = """
CREATE FUNCTION cases_page(asked jsonb, most integer) RETURNS TABLE (id uuid)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
DECLARE
    many CONSTANT integer := 3000;
    key CONSTANT text := CASE asked ->> 'sort' WHEN 'due' THEN 'coalesce(c.next_due_on, ''9999-12-31''::date)'
        WHEN 'priority' THEN 'c.priority' END;
    kind CONSTANT text := CASE asked ->> 'sort' WHEN 'due' THEN 'date' ELSE 'smallint' END;
    ordered CONSTANT text := CASE asked ->> 'sort' WHEN 'due' THEN ' ORDER BY ' || key || ', c.id'
        WHEN 'priority' THEN ' ORDER BY c.priority, c.id DESC' ELSE ' ORDER BY c.id DESC' END;
    past text := '';
    scope record;
    condition text;
    hits text;
    words tsquery := websearch_to_tsquery('english', coalesce(asked ->> 'words', ''));
    expected bigint;
    ways text[] := '{}';
BEGIN
    IF asked ? 'id' THEN
        past := CASE asked ->> 'sort'
            WHEN 'due' THEN format(' AND (%s, c.id) > (%L::date, %L::uuid)', key, asked ->> 'key', asked ->> 'id')
            WHEN 'priority' THEN format(' AND (c.priority > %L::smallint OR c.priority = %1$L::smallint AND c.id < %L::uuid)',
                                        asked ->> 'key', asked ->> 'id')
            ELSE format(' AND c.id < %L::uuid', asked ->> 'id') END;
    END IF;
    FOR scope IN SELECT * FROM incidents_scopes(asked) LOOP
        condition := cases_condition(asked, scope.organisation, scope.team) || past;
        IF asked ? 'words' THEN
            hits := format('SELECT e.case_id FROM cases_event e WHERE e.organisation_id = %L::uuid AND e.compartment = ANY (%L::text[])
                            AND e.search @@ %L::tsquery', scope.organisation, scope.compartments, words);
            expected := CASE WHEN numnode(words) = 0 THEN 0
                ELSE (SELECT number FROM incidents_estimate(hits)) END;
            condition := condition || format(' AND (c.reference = %L OR c.titled @@ %L::tsquery%s)',
                asked ->> 'reference', words,
                CASE WHEN expected = 0 AND numnode(words) = 0 THEN ''
                     WHEN expected > many THEN
                        -- In most files: the newest cases are looked through until enough are found.
                        format(' OR EXISTS (SELECT 1 FROM cases_event e WHERE e.case_id = c.id
                                AND e.compartment = ANY (%L::text[]) AND e.search @@ %L::tsquery)', scope.compartments, words)
                     ELSE '' END);
            IF numnode(words) > 0 AND expected <= many THEN
                -- In few files: all of them by the index, those whose number or title fits, then sorted.
                condition := cases_condition(asked, scope.organisation, scope.team) || past || format(
                    ' AND c.id IN (%s UNION ALL SELECT t.id FROM cases_case t WHERE t.organisation_id = %L::uuid
                      AND t.titled @@ %L::tsquery UNION ALL SELECT r.id FROM cases_case r WHERE r.reference = %L)',
                    hits, scope.organisation, words, asked ->> 'reference');
            END IF;
        END IF;
        ways := ways || format('(SELECT c.id, %s AS key FROM cases_case c WHERE %s%s LIMIT %s)',
                               coalesce(key, 'NULL::smallint'), condition, ordered, most);
    END LOOP;
    IF cardinality(ways) > 0 THEN
        RETURN QUERY EXECUTE format('SELECT f.id FROM (SELECT DISTINCT u.key, u.id FROM (%s) AS u) AS f ORDER BY f.key, f.id %s LIMIT %s',
            array_to_string(ways, ' UNION ALL '), CASE asked ->> 'sort' WHEN 'due' THEN '' ELSE 'DESC' END, most);
    END IF;
END
    $$;
"""

SIGNATURES = {"cases_condition(jsonb, uuid, uuid)": CONDITION, "cases_page(jsonb, integer)": PAGE}


def _function(signature: str, body: str) -> migrations.RunSQL:
    grant = f"REVOKE ALL ON FUNCTION {signature} FROM PUBLIC;"
    if signature.startswith("cases_page("):
        grant += f"GRANT EXECUTE ON FUNCTION {signature} TO alongside_app, alongside_service;"
    return migrations.RunSQL(body + grant, f"DROP FUNCTION {signature};")


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_row_security"), ("incidents", "0004_finding_search")]
    operations = [
        migrations.RunSQL(
            "CREATE INDEX cases_event_search ON cases_event USING gin (organisation_id, compartment, search);",
            "DROP INDEX cases_event_search;",
        ),
        migrations.RunSQL(
            "CREATE INDEX cases_case_titled ON cases_case USING gin (organisation_id, titled);",
            "DROP INDEX cases_case_titled;",
        ),
        migrations.RunSQL(
            "CREATE INDEX cases_case_kinds ON cases_case USING gin (organisation_id, kinds);",
            "DROP INDEX cases_case_kinds;",
        ),
        migrations.RunSQL(
            "CREATE INDEX cases_case_due_first ON cases_case (organisation_id, (coalesce(next_due_on, '9999-12-31'::date)), id);",
            "DROP INDEX cases_case_due_first;",
        ),
        *[_function(signature, body) for signature, body in SIGNATURES.items()],
    ]
