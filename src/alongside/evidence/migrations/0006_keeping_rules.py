"""Row-level security of what becomes of files, and the rules that the database holds of it.

1. What was found, made, shared and decided stays as it was written; a hold is lifted once, a proposal decided once.
2. A file on which a hold stands cannot be marked as erased, by whatever role.
3. The web neither says that a file is sound or clean, nor that a destruction was done: those who check say so.
4. Every file that stands already gets its row; 10 years as an incident from its receipt, as `keeping/retention.toml` says.
"""

from django.db import migrations

from alongside.people.rowsecurity import append_only, by_organisation

RULES = """
REVOKE UPDATE, DELETE, TRUNCATE ON evidence_keeping, evidence_hold, evidence_destruction FROM alongside_app, alongside_service;
GRANT UPDATE (owner, subject_id, kept_as, starts_on, due_on, scan) ON evidence_keeping TO alongside_app;
GRANT UPDATE ON evidence_keeping TO alongside_service;
GRANT UPDATE (lifted_at, lifted_id, lifted_name, lift_reason) ON evidence_hold TO alongside_app;
GRANT UPDATE (decision, decided_at, decided_id, decided_name, decision_reason) ON evidence_destruction TO alongside_app;
GRANT UPDATE (done_at) ON evidence_destruction TO alongside_service;

CREATE FUNCTION evidence_keeping_begins() RETURNS trigger
    LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.checked_at IS NOT NULL OR NEW.damaged_at IS NOT NULL OR NEW.scan NOT IN ('none', 'waiting') THEN
        RAISE EXCEPTION 'A file begins unchecked and unscanned.' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER evidence_keeping_begins BEFORE INSERT ON evidence_keeping
    FOR EACH ROW EXECUTE FUNCTION evidence_keeping_begins();

CREATE FUNCTION evidence_scan_goes_on() RETURNS trigger
    LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.scan = OLD.scan OR (OLD.scan = 'too_large' AND NEW.scan = 'released')
       OR (current_user <> 'alongside_app' AND OLD.scan IN ('none', 'waiting')) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'What a scan has found stays.' USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER evidence_keeping_scans BEFORE UPDATE ON evidence_keeping
    FOR EACH ROW EXECUTE FUNCTION evidence_scan_goes_on();

CREATE FUNCTION evidence_hold_lifts_once() RETURNS trigger
    LANGUAGE plpgsql AS $$
DECLARE
    told text[] := '{lifted_at, lifted_id, lifted_name, lift_reason}';
BEGIN
    IF OLD.lifted_at IS NULL AND NEW.lifted_at IS NOT NULL AND to_jsonb(NEW) - told = to_jsonb(OLD) - told THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'A hold is never changed; it can only be lifted, once.' USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER evidence_hold_lifts BEFORE UPDATE ON evidence_hold
    FOR EACH ROW EXECUTE FUNCTION evidence_hold_lifts_once();
CREATE TRIGGER evidence_hold_stays BEFORE DELETE ON evidence_hold
    FOR EACH ROW EXECUTE FUNCTION alongside_refuse_change();

CREATE FUNCTION evidence_destruction_decided_once() RETURNS trigger
    LANGUAGE plpgsql AS $$
DECLARE
    said text[] := '{decision, decided_at, decided_id, decided_name, decision_reason}';
    done text[] := '{done_at}';
BEGIN
    IF (OLD.decision = '' AND to_jsonb(NEW) - said = to_jsonb(OLD) - said)
       OR (OLD.decision = 'confirmed' AND OLD.done_at IS NULL AND to_jsonb(NEW) - done = to_jsonb(OLD) - done) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'A destruction is proposed, decided and done once.' USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER evidence_destruction_decides BEFORE UPDATE ON evidence_destruction
    FOR EACH ROW EXECUTE FUNCTION evidence_destruction_decided_once();
CREATE TRIGGER evidence_destruction_stays BEFORE DELETE ON evidence_destruction
    FOR EACH ROW EXECUTE FUNCTION alongside_refuse_change();

CREATE FUNCTION evidence_held_stays() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM evidence_hold WHERE file_id = NEW.id AND lifted_at IS NULL) THEN
        RAISE EXCEPTION 'A file on which a legal hold stands is not erased.' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER evidence_storedfile_held BEFORE UPDATE ON evidence_storedfile
    FOR EACH ROW EXECUTE FUNCTION evidence_held_stays();

INSERT INTO evidence_keeping (
    file_id, organisation_id, owner, kept_as, starts_on, due_on, check_at, next_piece, damage, scan, scan_found)
SELECT id, organisation_id, '', 'incident', received_at::date, (received_at + interval '10 years')::date,
       CASE WHEN erased_at IS NULL THEN received_at + interval '30 days' END, 1, '', 'none', ''
FROM evidence_storedfile;
"""

UNDO = """
DROP TRIGGER evidence_storedfile_held ON evidence_storedfile;
DROP TRIGGER evidence_destruction_stays ON evidence_destruction;
DROP TRIGGER evidence_destruction_decides ON evidence_destruction;
DROP TRIGGER evidence_hold_stays ON evidence_hold;
DROP TRIGGER evidence_hold_lifts ON evidence_hold;
DROP TRIGGER evidence_keeping_scans ON evidence_keeping;
DROP FUNCTION evidence_scan_goes_on();
DROP TRIGGER evidence_keeping_begins ON evidence_keeping;
DROP FUNCTION evidence_held_stays();
DROP FUNCTION evidence_destruction_decided_once();
DROP FUNCTION evidence_hold_lifts_once();
DROP FUNCTION evidence_keeping_begins();
"""


class Migration(migrations.Migration):
    dependencies = [("evidence", "0005_keeping")]
    operations = [
        by_organisation("evidence_keeping"),
        by_organisation("evidence_filecheck"),
        by_organisation("evidence_derivation"),
        by_organisation("evidence_hold"),
        by_organisation("evidence_destruction"),
        by_organisation("evidence_disclosure"),
        append_only("evidence_filecheck"),
        append_only("evidence_derivation"),
        append_only("evidence_disclosure"),
        migrations.RunSQL(RULES, UNDO),
    ]
