"""Who reads what of a case that was shared: before, while and after, by every page, and by the database itself.

Each of them is asked for everything that there is: every row of every table under their own scope, and every page of the
access table. What was chosen for them turns up, where it is meant to, and nothing else does anywhere.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from tests.access_table import lines
from tests.conftest import AppClient
from tests.referrals import Bodies, as_receiver, share
from tests.reports import ACCOUNT
from tests.taken_away import whole
from tests.world import World

from alongside.cases.models import Case, Referral
from alongside.cases.queries import cases_for, incidents_of
from alongside.cases.referrals import answering, queries, receiving, sending
from alongside.cases.referrals.telling import tell_sender
from alongside.cases.working.actions import note
from alongside.ledger.actions import Actor
from alongside.people.actions import actor_for
from alongside.people.scope import acting_as

pytestmark = pytest.mark.django_db

CHOSEN = "The porter saw it."
NOT_CHOSEN = "The ward sister doubts it."
ADVICE = "Counsel thinks it weak."
PHASES = ("before", "sent", "accepted", "refused", "ended")
READS = {"sent", "accepted"}
OF_REFERRALS = {"cases_referral", "cases_snapshot", "cases_referralmessage", "cases_legalmatter"}
SENT_TO = {
    "adviser": ("legal_advice", ("narrative",)),
    "case_manager": ("national", ("suspect",)),
    "other_trust": ("share", ("people",)),
}
"""To whom, what for, and which part; the porter's word goes to the other trust alone."""
TELLS = {"adviser": ACCOUNT, "case_manager": "Arno Velt", "other_trust": "Nia Okoye"}
"""What each part holds that the others do not."""


@dataclass(frozen=True)
class Shared:
    """A case of which each body was sent another part."""

    case: Case
    referrals: dict[str, Referral]
    report: str
    traces: dict[str, str]
    """Words by which the case is known, each by its name."""


@pytest.fixture
def shared(world: World, bodies: Bodies, case: Case, by: Actor) -> Callable[[str], Shared]:
    """The case in one of the phases: `shared("accepted")`."""
    chosen = note(case, CHOSEN, by=by)
    note(case, NOT_CHOSEN, by=by)
    note(case, ADVICE, by=by, compartment="legal")
    report = incidents_of(case).get().reference
    traces = {
        "account": ACCOUNT,
        "suspect": "Arno Velt",
        "nurse": "Nia Okoye",
        "case": case.reference,
        "chosen": CHOSEN,
        "not chosen": NOT_CHOSEN,
        "advice": ADVICE,
    }

    def arrange(phase: str) -> Shared:
        referrals = {}
        for name, (purpose, part) in SENT_TO.items() if phase != "before" else ():
            events = (str(chosen.pk),) if name == "other_trust" else ()
            referral = share(world.lsms.user, case, getattr(bodies, name), purpose, part, events)
            user = getattr(bodies, name).user
            if phase in ("accepted", "refused"):
                act = {"accepted": "accept", "refused": "refuse"}[phase]
                as_receiver(user, answering.answer_referral, referral, act, "We say so.")
            if phase == "ended":
                as_receiver(user, receiving.write_to_sender, referral, "Who was there?")
                sending.end(referral, "It is over.", by=by)
            referrals[name] = referral
        return Shared(case, referrals, report, traces)

    return arrange


def traces_for(name: str, phase: str, shared: Shared) -> set[str]:
    """What of the case somebody may meet."""
    if phase not in READS or name not in SENT_TO:
        return set()
    return {TELLS[name], *([CHOSEN] if name == "other_trust" else [])}


def visible(user: Any, app_role: Any) -> dict[str, list[str]]:
    """Every row of every table that the database shows to somebody, as text."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm')"
            " AND relname <> 'people_user'"  # accounts belong to no organisation; signing in needs them
        )
        tables = [name for (name,) in cursor.fetchall()]
    found: dict[str, list[str]] = {}
    with app_role(), acting_as(user):
        for table in tables:
            try:
                with transaction.atomic(), connection.cursor() as cursor:
                    cursor.execute(f"SELECT row::text FROM {table} row")
                    found[table] = [text for (text,) in cursor.fetchall()]
            except DatabaseError:
                found[table] = []
    return found


@pytest.mark.parametrize("phase", PHASES)
def test_the_database_shows_each_what_was_sent_to_them_and_nothing_else(
    phase: str, shared: Any, bodies: Bodies, world: World, app_role: Any
) -> None:
    arranged = shared(phase)
    keys = {name: str(one.pk) for name, one in arranged.referrals.items()}
    for name, user in bodies.users().items():
        rows = visible(user, app_role)
        text = "\n".join(line for lines in rows.values() for line in lines)
        met = {trace for trace in arranged.traces.values() if trace in text}
        assert met == traces_for(name, phase, arranged), name
        told = {table for table in rows if any(trace in line for line in rows[table] for trace in met)}
        assert told <= {"cases_snapshot"}, (name, told)
        own = {"cases_referral"} if name in keys else set()
        if name in keys and phase in READS:
            own |= {"cases_snapshot"} | ({"cases_referralmessage"} if phase == "accepted" else set())
        assert {table for table in OF_REFERRALS if rows[table]} == own, name
        for table in own:
            assert len(rows[table]) == 1, (name, table)
        if own:
            assert keys[name] in rows["cases_referral"][0]
        others = {key for other, key in keys.items() if other != name}
        beyond = "".join(line for table, lines in rows.items() if not table.startswith("ledger_") for line in lines)
        assert not any(key in beyond for key in others), f"{name} meets what was sent to others"
        theirs = [table for table in rows if rows[table] and table not in own and _of(world, table, user, app_role)]
        assert theirs == [], f"{name} sees rows of the sender"


def _of(world: World, table: str, user: Any, app_role: Any) -> bool:
    """Whether somebody sees rows of the sender in a table."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM information_schema.columns WHERE table_name = %s AND column_name = 'organisation_id')",
            [table],
        )
        if not cursor.fetchone()[0]:
            return False
    with app_role(), acting_as(user), connection.cursor() as cursor:
        cursor.execute(f"SELECT EXISTS (SELECT FROM {table} WHERE organisation_id = %s)", [world.organisation.pk])
        return bool(cursor.fetchone()[0])


def paths(shared: Shared, own: str) -> Iterator[str]:
    """Every address that can be asked for, with the keys of the case where it needs some."""
    known = {
        "reference": shared.case.reference,
        "id": str(shared.case.pk),
        "report": shared.report,
        "incident": shared.report,
        **({"referral_id": own} if own else {}),
    }
    for line in lines():
        if line.method != "GET" or line.path.startswith(("/healthz", "/readyz", "/metrics")):
            continue
        query = f"?{line.query}" if line.query else ""
        for reference in (shared.case.reference, shared.report) if "<reference>" in line.path else ("",):
            path = line.path + query
            for name, value in {**known, "reference": reference or known["reference"]}.items():
                path = path.replace(f"<{name}>", value)
            if "<" not in path:  # the others need keys of things that this case has not got
                yield path


def text_of(answer: Any) -> str:
    endless = answer.headers.get("Content-Type", "").startswith("text/event-stream")
    body = b"" if endless else whole(answer) if answer.streaming else answer.content
    return body.decode("utf-8", "ignore") + "\n".join(f"{name}: {value}" for name, value in answer.headers.items())


@pytest.mark.parametrize("phase", ["accepted", "ended"])
def test_no_page_tells_more(phase: str, shared: Any, bodies: Bodies) -> None:
    arranged = shared(phase)
    for name, user in bodies.users().items():
        client = AppClient()
        client.force_login(user)
        own = str(arranged.referrals[name].pk) if name in arranged.referrals else ""
        asked = 0
        for path in dict.fromkeys(paths(arranged, own or str(uuid4()))):
            text = text_of(client.get(path))
            met = {trace for trace in arranged.traces.values() if trace in text and trace not in path}
            at = (f"/cases/referrals/{own}", f"/api/v1/referrals/{own}")
            may = traces_for(name, phase, arranged) if path in at else set()
            assert met == may, (name, path)
            asked += 1
        assert asked > 100, "every page was asked for"
        for other, referral in arranged.referrals.items():
            if other != name:
                for path in ("", "/accept", "/refuse", "/write", "/advise", "/chase"):
                    status = client.get(f"/cases/referrals/{referral.pk}{path}").status_code
                    assert status in (403, 404), (name, other, path)
                assert client.get(f"/api/v1/referrals/{referral.pk}").status_code in (403, 404), (name, other)


@pytest.mark.parametrize("name", ["adviser", "case_manager", "other_trust", "stranger"])
def test_nobody_changes_anything_of_the_case_by_its_own_pages(name: str, shared: Any, bodies: Bodies) -> None:
    arranged = shared("accepted")
    client = AppClient()
    client.force_login(bodies.users()[name])
    before = _digest()
    for line in lines():
        if line.method == "POST" and line.path.startswith("/cases/<reference>"):
            path = line.path.replace("<reference>", arranged.case.reference)
            for other in arranged.referrals.values():
                full = path.replace("<referral_id>", str(other.pk))
                if "<" not in full:
                    assert client.post(full, {"text": "x", "seen": "0" * 64}).status_code in (403, 404), full
    for other, referral in arranged.referrals.items():
        if other != name:
            for act in (
                "accept",
                "refuse",
                "write",
                "advise",
                "decide",
                "costs",
                "outcome",
                "learning",
                "chase",
                "help",
            ):
                answer = client.post(f"/cases/referrals/{referral.pk}/{act}", {"text": "x", "confirmed": "on"})
                assert answer.status_code in (403, 404), (other, act)
    assert _digest() == before


def _digest() -> str:
    tables = sorted(OF_REFERRALS | {"cases_case", "cases_event", "cases_task", "ledger_entry"})
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT string_agg(d, '') FROM ("
            + " UNION ALL ".join(
                f"SELECT md5(string_agg(row::text, '' ORDER BY row::text)) AS d FROM {table} row" for table in tables
            )
            + ") all_of_them"
        )
        return str(cursor.fetchone()[0])


@pytest.mark.parametrize("name", ["adviser", "case_manager", "other_trust", "stranger"])
def test_the_database_refuses_whatever_they_would_write_by_themselves(
    name: str, shared: Any, bodies: Bodies, world: World, app_role: Any
) -> None:
    arranged = shared("accepted")
    user = bodies.users()[name]
    own = arranged.referrals.get(name, arranged.referrals["adviser"])
    other = next(one for key, one in arranged.referrals.items() if one != own)
    us, case = str(world.organisation.pk), str(arranged.case.pk)
    message = (
        "INSERT INTO cases_referralmessage (id, organisation_id, referral_id, by_receiver, kind, text, at, by)"
        " VALUES (gen_random_uuid(), %s, %s, {0}, 'question', 'x', alongside_now(), 'x')"
    )
    event = json.dumps({"id": str(uuid4()), "what": "referral_read", "text": "x", "after": {}})
    forged = {
        "id": str(uuid4()),
        "organisation_id": us,
        "at": "2026-01-01T00:00:00Z",
        "actor_id": str(user.pk),
        "actor_name": "x",
        "verb": "case.referral_read",
        "subject_type": "case",
        "subject_id": case,
        "details": "{}",
        "digest": "00",
    }
    tell = "SELECT cases_tell_sender(%s, %s, %s)"
    tries: dict[str, tuple[str, list[Any]]] = {
        "an event": (
            "INSERT INTO cases_event (id, organisation_id, case_id, at, recorded_at, what, compartment, text, before, after,"
            " about_type, actor_kind, actor_name) VALUES (gen_random_uuid(), %s, %s, now(), now(), 'note', 'narrative', 'x',"
            " '{}', '{}', '', 'user', 'x')",
            [us, case],
        ),
        "a ledger entry": (
            "INSERT INTO ledger_entry (id, organisation_id, at, actor_kind, actor_name, verb, subject_type, details, digest)"
            " VALUES (gen_random_uuid(), %s, now(), 'user', 'x', 'x', 'case', '{}', '')",
            [us],
        ),
        "a message of the sender": (message.format("false"), [us, own.pk]),
        "a message to another referral": (message.format("true"), [us, other.pk]),
        "a copy": (
            "INSERT INTO cases_snapshot (id, organisation_id, referral_id, number, parts, case_status, occurred_on, content,"
            " digest, sent_at, sent_by) VALUES (gen_random_uuid(), %s, %s, 9, '{}', 'open', now(), '{}', repeat('0', 64),"
            " now(), 'x')",
            [us, own.pk],
        ),
        "a referral of that case to oneself": (
            "INSERT INTO cases_referral (id, organisation_id, case_id, reference, to_organisation_id, purpose, for_role, ground,"
            " status, sent_at, changed_at) SELECT gen_random_uuid(), %s, case_id, 'R-0000-0000', to_organisation_id, purpose,"
            " for_role, ground, 'sent', now(), now() FROM cases_referral WHERE id = %s UNION ALL SELECT gen_random_uuid(), %s,"
            " %s, 'R-0000-0001', %s, 'share', 'lsms', 'crime', 'sent', now(), now()",
            [us, own.pk, str(bodies.other_trust.organisation_id), case, us],
        ),
        "another's entry by the function": (tell, [str(other.pk), json.dumps(forged), event]),
        "an entry in another's name": (
            tell,
            [str(own.pk), json.dumps(forged | {"actor_id": str(world.lsms.user_id)}), event],
        ),
        "an entry about another case": (tell, [str(own.pk), json.dumps(forged | {"subject_id": str(uuid4())}), event]),
        "an entry of another verb": (tell, [str(own.pk), json.dumps(forged | {"verb": "case.closed"}), event]),
    }
    with app_role(), acting_as(user):
        for what, (statement, values) in tries.items():
            assert refuses(statement, values), f"{name} wrote {what}"
        for statement in (
            "UPDATE cases_referral SET status = 'sent'",
            "UPDATE cases_referral SET to_organisation_id = organisation_id",
            "UPDATE cases_referral SET for_role = 'worker'",
            "DELETE FROM cases_referral",
            "UPDATE cases_snapshot SET number = 2",
        ):
            assert refuses(statement, []), statement


def refuses(statement: str, values: list[Any]) -> bool:
    """Whether the database refuses a statement, or it changes nothing because there is nothing that it may change."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.rowcount == 0
    except DatabaseError:
        return True


def test_the_queries_alone_keep_others_out_where_the_database_would_show_everything(
    shared: Any, bodies: Bodies
) -> None:
    arranged = shared("sent")
    for name, user in bodies.users().items():
        assert set(queries.received_by(user)) == {one for key, one in arranged.referrals.items() if key == name}
        assert not cases_for(user).exists()
        may = [
            perm
            for perm in ("see", "work", "read_narrative", "read_legal")
            if user.has_perm(f"cases.{perm}", arranged.case)
        ]
        assert may == [], name


@pytest.mark.parametrize("who", ["nurse", "manager", "operator", "administrator", "chief_executive"])
def test_colleagues_of_the_sender_who_may_not_see_the_case_read_nothing_of_what_was_shared(
    who: str, shared: Any, world: World, app_role: Any
) -> None:
    shared("accepted")
    rows = visible(world.users()[who], app_role)
    assert {table for table in OF_REFERRALS if rows[table]} == set()


def test_those_who_may_see_the_case_read_what_was_shared(shared: Any, world: World, app_role: Any) -> None:
    shared("accepted")
    for who in ("lsms", "director"):
        rows = visible(world.users()[who], app_role)
        assert len(rows["cases_referral"]) == len(rows["cases_snapshot"]) == 3, who


def test_whoever_leaves_the_receiving_body_reads_nothing_from_then_on(
    shared: Any, bodies: Bodies, app_role: Any
) -> None:
    shared("accepted")
    type(bodies.adviser).objects.filter(pk=bodies.adviser.pk).update(active=False)
    rows = visible(bodies.users()["adviser"], app_role)
    assert {table for table in OF_REFERRALS if rows[table]} == set()


def test_after_the_end_the_function_writes_nothing_any_more(shared: Any, bodies: Bodies) -> None:
    arranged = shared("ended")
    for name, referral in arranged.referrals.items():
        user = bodies.users()[name]
        with acting_as(user), pytest.raises(DatabaseError), transaction.atomic():
            tell_sender(referral, "referral_read", by=actor_for(user))
