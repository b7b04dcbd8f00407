"""A violence marker rests on a report that is there, in the same organisation, and that is closed to the same people."""

from django.db import migrations

HERE = """
    ALTER TABLE risk_ground ADD CONSTRAINT risk_ground_incident
        FOREIGN KEY (incident_id) REFERENCES incidents_incident (id);
    CREATE FUNCTION risk_ground_is_here() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NOT EXISTS (
            SELECT FROM incidents_incident WHERE id = NEW.incident_id AND organisation_id = NEW.organisation_id
        ) OR NOT EXISTS (
            SELECT FROM risk_marker WHERE id = NEW.marker_id AND organisation_id = NEW.organisation_id
        ) THEN
            RAISE EXCEPTION 'a violence marker rests on a report of its own organisation'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'risk_ground_is_here';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER risk_ground_is_here BEFORE INSERT ON risk_ground
        FOR EACH ROW EXECUTE FUNCTION risk_ground_is_here();
    CREATE POLICY closed ON risk_ground AS RESTRICTIVE TO alongside_app
        USING (coalesce(incident_id <> ALL ((SELECT incidents_closed_to_me())::uuid[]), true));
"""
NOT_HERE = """
    DROP POLICY closed ON risk_ground;
    DROP TRIGGER risk_ground_is_here ON risk_ground;
    DROP FUNCTION risk_ground_is_here;
    ALTER TABLE risk_ground DROP CONSTRAINT risk_ground_incident;
"""


class Migration(migrations.Migration):
    dependencies = [("incidents", "0022_found_without_accents"), ("risk", "0002_markers")]
    operations = [migrations.RunSQL(HERE, NOT_HERE)]
