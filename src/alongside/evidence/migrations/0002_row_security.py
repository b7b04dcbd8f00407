"""Row-level security; files and their pieces stay as they were written, but for the erasing of the bytes.

1. The web may add files and read them. It can change and remove nothing.
2. The service role may mark a file as erased, once and for ever, and then remove its pieces.
3. Pieces must have the file's size together when the transaction ends that received it; none is added later.
"""

from django.db import migrations

from alongside.people.rowsecurity import by_organisation

STAY = """
REVOKE UPDATE, DELETE, TRUNCATE ON evidence_storedfile, evidence_piece FROM alongside_app, alongside_service;
GRANT UPDATE (erased_at, erased_because, erased_kind, erased_id, erased_name) ON evidence_storedfile TO alongside_service;
GRANT DELETE ON evidence_piece TO alongside_service;

ALTER TABLE evidence_piece ALTER COLUMN bytes SET STORAGE EXTERNAL;

CREATE FUNCTION evidence_only_erase() RETURNS trigger
    LANGUAGE plpgsql AS $$
DECLARE
    told text[] := '{erased_at, erased_because, erased_kind, erased_id, erased_name}';
BEGIN
    IF OLD.erased_at IS NULL AND NEW.erased_at IS NOT NULL AND to_jsonb(NEW) - told = to_jsonb(OLD) - told THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'A stored file is never changed; it can only be marked as erased, once.' USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER evidence_storedfile_only_erased BEFORE UPDATE ON evidence_storedfile
    FOR EACH ROW EXECUTE FUNCTION evidence_only_erase();
CREATE TRIGGER evidence_storedfile_rows_stay BEFORE DELETE ON evidence_storedfile
    FOR EACH ROW EXECUTE FUNCTION alongside_refuse_change();
CREATE TRIGGER evidence_storedfile_table_stays BEFORE TRUNCATE ON evidence_storedfile
    FOR EACH STATEMENT EXECUTE FUNCTION alongside_refuse_change();

CREATE FUNCTION evidence_erased_pieces_only() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM evidence_storedfile WHERE id = OLD.file_id AND erased_at IS NOT NULL) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'Pieces of a file that is not marked as erased are never removed.' USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER evidence_piece_only_erased BEFORE DELETE ON evidence_piece
    FOR EACH ROW EXECUTE FUNCTION evidence_erased_pieces_only();
CREATE TRIGGER evidence_piece_rows_stay BEFORE UPDATE ON evidence_piece
    FOR EACH ROW EXECUTE FUNCTION alongside_refuse_change();
CREATE TRIGGER evidence_piece_table_stays BEFORE TRUNCATE ON evidence_piece
    FOR EACH STATEMENT EXECUTE FUNCTION alongside_refuse_change();

CREATE FUNCTION evidence_no_more_than_arrived() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
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
CREATE TRIGGER evidence_piece_no_more BEFORE INSERT ON evidence_piece
    FOR EACH ROW EXECUTE FUNCTION evidence_no_more_than_arrived();

CREATE FUNCTION evidence_arrived_whole() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT FROM evidence_storedfile
        WHERE id = NEW.id AND erased_at IS NULL
          AND size_bytes <> (SELECT coalesce(sum(octet_length(bytes)), 0) FROM evidence_piece WHERE file_id = NEW.id)
    ) THEN
        RAISE EXCEPTION 'A file is stored whole or not at all.' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER evidence_storedfile_whole AFTER INSERT ON evidence_storedfile
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION evidence_arrived_whole();
"""

UNDO = """
DROP TRIGGER evidence_storedfile_whole ON evidence_storedfile;
DROP TRIGGER evidence_piece_no_more ON evidence_piece;
DROP TRIGGER evidence_piece_table_stays ON evidence_piece;
DROP TRIGGER evidence_piece_rows_stay ON evidence_piece;
DROP TRIGGER evidence_piece_only_erased ON evidence_piece;
DROP TRIGGER evidence_storedfile_table_stays ON evidence_storedfile;
DROP TRIGGER evidence_storedfile_rows_stay ON evidence_storedfile;
DROP TRIGGER evidence_storedfile_only_erased ON evidence_storedfile;
DROP FUNCTION evidence_arrived_whole();
DROP FUNCTION evidence_no_more_than_arrived();
DROP FUNCTION evidence_erased_pieces_only();
DROP FUNCTION evidence_only_erase();
GRANT UPDATE, DELETE ON evidence_storedfile, evidence_piece TO alongside_app, alongside_service;
"""


class Migration(migrations.Migration):
    dependencies = [("evidence", "0001_files"), ("people", "0002_row_security")]
    operations = [
        by_organisation("evidence_storedfile"),
        by_organisation("evidence_piece"),
        migrations.RunSQL(STAY, UNDO),
    ]
