"""Who reads what was shared of a case: those in the sending body who may see the case, and in the receiving body whoever holds
the role that it was sent to. The rows of the case itself stay closed to the receiver.

The receiver writes into the file and the ledger of the sender through `cases_tell_sender` alone.
"""

from django.db import migrations

from alongside.people.rowsecurity import append_only

FUNCTIONS = """
CREATE FUNCTION cases_roles_of_mine() RETURNS text[]
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
        SELECT coalesce(array_agg(concat_ws(':', s.organisation_id, a.role, coalesce(a.team_id::text, '*'))), '{}')
        FROM people_staff s JOIN people_appointment a ON a.staff_id = s.id
        WHERE s.active AND s.user_id = nullif(current_setting('alongside.user_id', true), '')::uuid
    $$;
COMMENT ON FUNCTION cases_roles_of_mine() IS
    'What the signed-in person is appointed to, as organisation:role:team, * for the whole organisation';

CREATE FUNCTION cases_sees_case(organisation uuid, team uuid) RETURNS boolean
    LANGUAGE sql STABLE SET search_path = public, pg_temp
    AS $$
        SELECT cases_roles_of_mine() && ARRAY[
            organisation || ':lsms:*', organisation || ':security_director:*',
            organisation || ':lsms:' || team, organisation || ':security_director:' || team]
    $$;

CREATE FUNCTION cases_bodies_that_receive(wanted text) RETURNS uuid[]
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
        SELECT coalesce(array_agg(DISTINCT s.organisation_id), '{}')
        FROM people_appointment a JOIN people_staff s ON s.id = a.staff_id JOIN people_user u ON u.id = s.user_id
        WHERE a.role = wanted AND a.team_id IS NULL AND s.active AND u.is_active
    $$;
COMMENT ON FUNCTION cases_bodies_that_receive(text) IS 'Organisations in which somebody who can sign in holds a role';

CREATE FUNCTION cases_tell_sender(key uuid, entry jsonb, line jsonb) RETURNS void
    LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp
    AS $$
DECLARE
    me CONSTANT uuid := nullif(current_setting('alongside.user_id', true), '')::uuid;
    shared cases_referral;
BEGIN
    SELECT * INTO shared FROM cases_referral r WHERE r.id = key AND r.status IN ('sent', 'accepted')
        AND r.to_organisation_id || ':' || r.for_role || ':*' = ANY (cases_roles_of_mine())
        AND r.case_id <> ALL (cases_closed_to_me());
    IF shared.id IS NULL OR (entry ->> 'actor_id')::uuid IS DISTINCT FROM me
        OR (entry ->> 'organisation_id')::uuid IS DISTINCT FROM shared.organisation_id
        OR (entry ->> 'subject_id')::uuid IS DISTINCT FROM shared.case_id
        OR entry ->> 'subject_type' IS DISTINCT FROM 'case' OR NOT starts_with(entry ->> 'verb', 'case.referral_')
    THEN
        RAISE insufficient_privilege USING MESSAGE = 'no referral that was sent to the signed-in person';
    END IF;
    INSERT INTO ledger_entry (id, organisation_id, at, actor_kind, actor_id, actor_name, verb, subject_type, subject_id,
            details, digest)
        VALUES ((entry ->> 'id')::uuid, shared.organisation_id, (entry ->> 'at')::timestamptz, 'user', me,
            entry ->> 'actor_name', entry ->> 'verb', 'case', shared.case_id, entry ->> 'details',
            decode(entry ->> 'digest', 'hex'));
    IF line IS NOT NULL THEN
        INSERT INTO cases_event (id, organisation_id, case_id, at, recorded_at, what, compartment, text, before, after,
                about_type, about_id, actor_kind, actor_id, actor_name)
            VALUES ((line ->> 'id')::uuid, shared.organisation_id, shared.case_id, alongside_now(), alongside_now(),
                line ->> 'what',
                CASE shared.purpose WHEN 'legal_advice' THEN 'legal' ELSE 'narrative' END, line ->> 'text', '{}', line -> 'after', 'referral', shared.id, 'user', me,
                entry ->> 'actor_name');
    END IF;
END
    $$;
COMMENT ON FUNCTION cases_tell_sender(uuid, jsonb, jsonb) IS
    'What a receiver did with a referral, written into the ledger and the file of whoever sent it';
REVOKE ALL ON FUNCTION cases_tell_sender(uuid, jsonb, jsonb) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION cases_tell_sender(uuid, jsonb, jsonb) TO alongside_app;

CREATE FUNCTION cases_referral_stays() RETURNS trigger
    LANGUAGE plpgsql SET search_path = public, pg_temp
    AS $$
BEGIN
    IF TG_OP = 'DELETE' OR (to_jsonb(OLD) - '{status,answered_at,ended_at,changed_at,announced_at}'::text[])
        IS DISTINCT FROM (to_jsonb(NEW) - '{status,answered_at,ended_at,changed_at,announced_at}'::text[])
    THEN
        RAISE EXCEPTION 'what was sent of a case stays as it was sent' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.status <> NEW.status AND (OLD.status, NEW.status) NOT IN (('sent', 'accepted'), ('sent', 'refused'),
        ('sent', 'ended'), ('accepted', 'ended'), ('refused', 'sent'))
    THEN
        RAISE EXCEPTION 'a referral cannot go from % to %', OLD.status, NEW.status USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
    $$;
CREATE TRIGGER cases_referral_stays BEFORE UPDATE OR DELETE ON cases_referral
    FOR EACH ROW EXECUTE FUNCTION cases_referral_stays();
"""
NO_FUNCTIONS = """
DROP TRIGGER cases_referral_stays ON cases_referral;
DROP FUNCTION cases_referral_stays();
DROP FUNCTION cases_tell_sender(uuid, jsonb, jsonb);
DROP FUNCTION cases_bodies_that_receive(text);
DROP FUNCTION cases_sees_case(uuid, uuid);
DROP FUNCTION cases_roles_of_mine();
"""
SENDER = """organisation_id = ANY ((SELECT alongside_scope())::uuid[]) AND EXISTS (
    SELECT FROM cases_case c WHERE c.id = case_id AND cases_sees_case(c.organisation_id, c.team_id))"""
RECEIVER = "to_organisation_id || ':' || for_role || ':*' = ANY ((SELECT cases_roles_of_mine())::text[])"
SENT_BY_US = """EXISTS (SELECT FROM cases_referral r WHERE r.id = referral_id AND r.organisation_id = {0}.organisation_id
    AND r.organisation_id = ANY ((SELECT alongside_scope())::uuid[]) AND EXISTS (
        SELECT FROM cases_case c WHERE c.id = r.case_id AND cases_sees_case(c.organisation_id, c.team_id)))"""
SENT_TO_US = """EXISTS (SELECT FROM cases_referral r WHERE r.id = referral_id AND r.status IN ('sent', 'accepted')
    AND r.organisation_id = {0}.organisation_id
    AND r.to_organisation_id || ':' || r.for_role || ':*' = ANY ((SELECT cases_roles_of_mine())::text[]))"""


def secured(table: str, *policies: str) -> migrations.RunSQL:
    """Puts a table under these policies; the service and the owner work for everybody."""
    names = [policy.split()[0] for policy in policies]
    return migrations.RunSQL(
        [
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
            f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
            *(f"CREATE POLICY {policy.split()[0]} ON {table} {policy.split(maxsplit=1)[1]}" for policy in policies),
            f"CREATE POLICY every_organisation ON {table} TO alongside_service USING (true) WITH CHECK (true)",
            f"CREATE POLICY owner ON {table} TO CURRENT_USER USING (true) WITH CHECK (true)",
        ],
        [
            *(f"DROP POLICY {name} ON {table}" for name in (*names, "every_organisation", "owner")),
            f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY",
            f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
        ],
    )


def sent_by_us(table: str) -> str:
    """The condition for a table of a referral, that the signed-in person may see its case."""
    return SENT_BY_US.format(table)


def sent_to_us(table: str) -> str:
    """The condition for a table of a referral, that it is open and was sent to the signed-in person."""
    return SENT_TO_US.format(table)


class Migration(migrations.Migration):
    dependencies = [("cases", "0012_referrals")]
    operations = [
        migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS),
        secured(
            "cases_referral",
            f"sender TO alongside_app USING ({SENDER}) WITH CHECK ({SENDER})",
            f"receiver FOR SELECT TO alongside_app USING ({RECEIVER})",
            f"receiver_answers FOR UPDATE TO alongside_app USING ({RECEIVER} AND status IN ('sent', 'accepted'))"
            f" WITH CHECK ({RECEIVER} AND status <> 'ended')",
            "closed AS RESTRICTIVE TO alongside_app USING (case_id <> ALL ((SELECT cases_closed_to_me())::uuid[]))",
        ),
        secured(
            "cases_snapshot",
            f"sender TO alongside_app USING ({sent_by_us('cases_snapshot')}) WITH CHECK ({sent_by_us('cases_snapshot')})",
            f"receiver FOR SELECT TO alongside_app USING ({sent_to_us('cases_snapshot')})",
            "closed AS RESTRICTIVE TO alongside_app USING (EXISTS (SELECT FROM cases_referral r WHERE r.id = referral_id))",
        ),
        secured(
            "cases_referralmessage",
            f"sender FOR SELECT TO alongside_app USING ({sent_by_us('cases_referralmessage')})",
            f"sender_writes FOR INSERT TO alongside_app WITH CHECK (NOT by_receiver AND {sent_by_us('cases_referralmessage')})",
            f"receiver FOR SELECT TO alongside_app USING ({sent_to_us('cases_referralmessage')})",
            f"receiver_writes FOR INSERT TO alongside_app WITH CHECK (by_receiver AND {sent_to_us('cases_referralmessage')})",
            "closed AS RESTRICTIVE TO alongside_app USING (EXISTS (SELECT FROM cases_referral r WHERE r.id = referral_id))",
        ),
        append_only("cases_snapshot"),
        append_only("cases_referralmessage"),
    ]
