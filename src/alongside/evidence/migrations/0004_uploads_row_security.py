"""Row-level security of uploads, and the rules that the database holds of them.

1. A piece comes with its file, as before, or continues an upload: the database takes it only where the last one ended, of the
   right length, and counts it. No role can set the count.
2. An upload has arrived when the count is its size; the web cannot say so, and cannot make an upload that is over run again.
3. Pieces of an upload that nothing became of can be removed; those of one that became a file stay as its file does.
4. An upload is forgotten only once it has no pieces, or its file stands.
"""

from django.db import migrations

from alongside.people.rowsecurity import by_organisation

RULES = """
REVOKE UPDATE, DELETE, TRUNCATE ON evidence_upload FROM alongside_app, alongside_service;
GRANT UPDATE (state, why, moved_at) ON evidence_upload TO alongside_app, alongside_service;
GRANT UPDATE (leased_until), DELETE ON evidence_upload TO alongside_service;

CREATE OR REPLACE FUNCTION evidence_no_more_than_arrived() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE evidence_upload SET
        received_bytes = received_bytes + octet_length(NEW.bytes),
        state = CASE WHEN received_bytes + octet_length(NEW.bytes) = size_bytes THEN 'arrived' ELSE state END
    WHERE id = NEW.file_id AND organisation_id = NEW.organisation_id AND state = 'arriving'
      AND NEW.sha256 IS NOT NULL AND octet_length(NEW.sha256) = 32
      AND received_bytes = (NEW.number - 1)::bigint * piece_bytes
      AND octet_length(NEW.bytes) = least(piece_bytes, size_bytes - received_bytes);
    IF FOUND THEN
        RETURN NEW;
    END IF;
    IF NOT EXISTS (
        SELECT FROM evidence_storedfile
        WHERE id = NEW.file_id AND organisation_id = NEW.organisation_id AND erased_at IS NULL
          AND size_bytes >= octet_length(NEW.bytes) + (
              SELECT coalesce(sum(octet_length(bytes)), 0) FROM evidence_piece WHERE file_id = NEW.file_id)
    ) THEN
        RAISE EXCEPTION 'A file gets no more bytes than arrived.' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION evidence_erased_pieces_only() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM evidence_storedfile WHERE id = OLD.file_id AND erased_at IS NOT NULL)
       OR (EXISTS (SELECT FROM evidence_upload WHERE id = OLD.file_id
                   AND state IN ('refused', 'damaged', 'cancelled', 'expired'))
           AND NOT EXISTS (SELECT FROM evidence_storedfile WHERE id = OLD.file_id)) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'Pieces of a file that is not marked as erased are never removed.' USING ERRCODE = 'restrict_violation';
END
$$;

CREATE FUNCTION evidence_upload_begins_empty() RETURNS trigger
    LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.received_bytes <> 0 OR NEW.state <> 'arriving' THEN
        RAISE EXCEPTION 'An upload begins with nothing.' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER evidence_upload_begins BEFORE INSERT ON evidence_upload
    FOR EACH ROW EXECUTE FUNCTION evidence_upload_begins_empty();

CREATE FUNCTION evidence_upload_goes_on() RETURNS trigger
    LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state = OLD.state
       OR (OLD.state = 'arriving' AND NEW.state IN ('arrived', 'refused', 'cancelled', 'expired'))
       OR (OLD.state = 'arrived' AND NEW.state IN ('kept', 'refused', 'damaged')) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'An upload that is over stays over.' USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER evidence_upload_states BEFORE UPDATE ON evidence_upload
    FOR EACH ROW EXECUTE FUNCTION evidence_upload_goes_on();

CREATE FUNCTION evidence_upload_forgotten() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM evidence_piece WHERE file_id = OLD.id)
       AND NOT EXISTS (SELECT FROM evidence_storedfile WHERE id = OLD.id) THEN
        RAISE EXCEPTION 'An upload with pieces is not forgotten.' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN OLD;
END
$$;
CREATE TRIGGER evidence_upload_leaves BEFORE DELETE ON evidence_upload
    FOR EACH ROW EXECUTE FUNCTION evidence_upload_forgotten();
"""

UNDO = """
DROP TRIGGER evidence_upload_leaves ON evidence_upload;
DROP TRIGGER evidence_upload_states ON evidence_upload;
DROP TRIGGER evidence_upload_begins ON evidence_upload;
DROP FUNCTION evidence_upload_forgotten();
DROP FUNCTION evidence_upload_goes_on();
DROP FUNCTION evidence_upload_begins_empty();
"""


class Migration(migrations.Migration):
    dependencies = [("evidence", "0003_uploads")]
    operations = [by_organisation("evidence_upload"), migrations.RunSQL(RULES, UNDO)]
