"""What police and courts did, and what is kept of people hurt, is kept from whoever may have done it, as the case is
(`0004_closed_to`): by report, by person hurt, and through the offence for what belongs to one.
"""

from django.db import migrations

FUNCTIONS = """
CREATE FUNCTION cases_reports_closed_to_me() RETURNS uuid[]
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
DECLARE
    closed CONSTANT uuid[] := cases_closed_to_me();
BEGIN
    RETURN CASE WHEN cardinality(closed) = 0 THEN '{}'
        ELSE (SELECT coalesce(array_agg(l.incident_id), '{}') FROM cases_caseincident l WHERE l.case_id = ANY (closed)) END;
END
    $$;
COMMENT ON FUNCTION cases_reports_closed_to_me() IS 'Reports of the cases that are closed to the signed-in person';
CREATE FUNCTION cases_people_closed_to_me() RETURNS uuid[]
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
DECLARE
    closed CONSTANT uuid[] := cases_reports_closed_to_me();
BEGIN
    RETURN CASE WHEN cardinality(closed) = 0 THEN '{}'
        ELSE (SELECT coalesce(array_agg(a.id), '{}') FROM incidents_affected a WHERE a.incident_id = ANY (closed)) END;
END
    $$;
COMMENT ON FUNCTION cases_people_closed_to_me() IS 'People hurt in the cases that are closed to the signed-in person';
"""
NO_FUNCTIONS = "DROP FUNCTION cases_people_closed_to_me(); DROP FUNCTION cases_reports_closed_to_me();"
CONDITIONS = {
    "policetrack": "incident_id <> ALL ((SELECT cases_reports_closed_to_me())::uuid[])",
    **dict.fromkeys(
        ("policevictim", "policemove", "hearing", "plea", "courtorder"),
        "EXISTS (SELECT 1 FROM cases_policetrack t WHERE t.id = track_id)",
    ),
    "attendance": "EXISTS (SELECT 1 FROM cases_hearing h WHERE h.id = hearing_id)",
    **dict.fromkeys(
        ("victim", "victimwish", "supportoffer", "victimtold"),
        "affected_id <> ALL ((SELECT cases_people_closed_to_me())::uuid[])",
    ),
}


class Migration(migrations.Migration):
    dependencies = [("cases", "0008_victims")]
    operations = [
        migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS),
        *[
            migrations.RunSQL(
                f"CREATE POLICY closed ON cases_{table} AS RESTRICTIVE TO alongside_app USING ({condition})",
                f"DROP POLICY closed ON cases_{table}",
            )
            for table, condition in CONDITIONS.items()
        ],
    ]
