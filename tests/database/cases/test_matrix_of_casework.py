"""Everybody, every part of a case and every kind of act: `tests/matrix_of_casework.py` against the pages, the API and the database."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import pytest
from django.db import connection, transaction
from tests.access_table import BODIES as BODIES_OF_ACCESS
from tests.conftest import AppClient
from tests.matrix_of_casework import BODIES, LISTS, ROWS, SHOWS_FIRST, VIEWERS, acts, reads, traces
from tests.referrals import as_receiver
from tests.situation_of_the_matrix import TRACES, Everybody, arrange_everybody
from tests.taken_away import whole
from tests.world import World

from alongside.cases.models import Event, LegalMatter, ReferralMessage, SharedFile, Snapshot
from alongside.cases.referrals import advising, answering, receiving, sending, taking_back
from alongside.ledger.actions import Actor
from alongside.ledger.models import Entry
from alongside.people.scope import acting_as, entering_by

pytestmark = pytest.mark.django_db

REFUSED = (401, 403, 404)
OF_LINK = "/report/part/{link}"
"""The one page that the link opens."""


@pytest.fixture
def everybody(world: World) -> Everybody:
    """The case of the matrix."""
    return arrange_everybody(world)


def browsers(everybody: Everybody) -> dict[str, AppClient]:
    """A browser of each viewer; whoever came by the link has no account."""
    found = {}
    for name in VIEWERS:
        found[name] = AppClient()
        if name in everybody.users:
            found[name].force_login(everybody.users[name])
    return found


def filled(text: str, name: str, everybody: Everybody) -> str:
    """The keys of the case, and for a receiver those of what was sent to them."""
    keys = dict(everybody.keys)
    if name in everybody.referrals:
        keys["referral_id"] = str(everybody.referrals[name].pk)
    for key, value in keys.items():
        text = text.replace(f"<{key}>", value)
    assert "<" not in text, text
    return text


def let_in(answer: Any) -> bool:
    """Whether somebody was let in: not refused, and not sent to sign in."""
    to_sign_in = answer.status_code == 302 and "/accounts/login" in answer.headers["Location"]
    return answer.status_code not in REFUSED and not to_sign_in


def text_of(answer: Any) -> str:
    return (whole(answer) if answer.streaming else answer.content).decode("utf-8", "ignore")


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def test_everybody_reads_what_the_matrix_says_and_meets_no_other_word(everybody: Everybody) -> None:
    met: dict[str, set[str]] = {name: set() for name in TRACES}
    wrong = []
    for viewer, client in browsers(everybody).items():
        if viewer == "lnk":
            client.get(OF_LINK.format(link=everybody.link))
        for row in reads():
            for path in (row.page, row.api):
                if path == "-":
                    continue
                with undone():
                    answer = client.get(filled(path, viewer, everybody))
                    if let_in(answer) != (viewer in row.let_in) or answer.status_code >= 500:
                        wrong.append(f"{row.name}: {path} answers {answer.status_code} to {viewer}")
                    _meet(met, viewer, answer)
        sent = [f"/cases/{everybody.case.reference}/shared/{one.pk}" for one in everybody.referrals.values()]
        for path in [*LISTS.split(), *sent, OF_LINK.format(link=everybody.link)]:
            with undone():
                _meet(met, viewer, client.get(path))
    assert not wrong, "\n".join(wrong)
    assert {name: sorted(who) for name, who in met.items()} == {name: sorted(who) for name, who in traces().items()}


def _meet(met: dict[str, set[str]], viewer: str, answer: Any) -> None:
    text = text_of(answer)
    for name, words in TRACES.items():
        if words in text:
            met[name].add(viewer)


def test_everybody_does_what_the_matrix_says_and_a_refusal_leaves_nothing(everybody: Everybody) -> None:
    wrong = []
    for viewer, client in browsers(everybody).items():
        for row in acts():
            for name in filter(None, (row.page, row.api)):
                method, path = name.split()
                said = (BODIES_OF_ACCESS | BODIES).get(name, {})
                body = json.loads(filled(json.dumps(said), viewer, everybody))
                with undone():
                    before = _written()
                    if path.startswith("/api/"):
                        sent = json.dumps(body)
                        answer = client.generic(method, filled(path, viewer, everybody), sent, "application/json")
                    else:
                        answer = client.post(filled(path, viewer, everybody), body)
                    did = _written() != before or (row.name == SHOWS_FIRST and answer.status_code == 200)
                    if viewer in row.let_in and (answer.status_code >= 400 or not did):
                        wrong.append(f"{row.name}: {name} answers {answer.status_code} to {viewer}, who may")
                    if viewer not in row.let_in and (let_in(answer) or did):
                        wrong.append(f"{row.name}: {name} answers {answer.status_code} to {viewer}, who may not")
    assert not wrong, "\n".join(wrong)


def _written() -> tuple[int, int]:
    return Event.objects.count(), Entry.objects.count()


def test_the_matrix_names_every_compartment_and_every_kind_of_role() -> None:
    assert {name for group in ROWS.values() for name in group} == set(VIEWERS)
    assert set(traces()) == set(TRACES)
    assert all(row.let_in for row in [*reads(), *acts()])
    assert {row.name for row in reads()} >= {"narrative", "identities", "suspect", "evidence", "legal advice"}


WITHOUT_ROWS = {"cases_lessonuse", "cases_legallearning", "cases_supervisionrule", "cases_takenover", "cases_waiver"}
"""Tables that hold nothing of this case, tried with lessons, legal advice, supervision, taking over and closing."""
OF_THE_TWO = {"cases_supervision", "cases_supervisionnote", "cases_agreedaction"}
"""Tables of which the two who held a supervision see the rows, and nobody else."""
PARTED_BY_CASE = {
    *("cases_referral", "cases_snapshot", "cases_sharedfile", "cases_referralmessage", "cases_takenback"),
    *("cases_legalmatter", "cases_lesson", "cases_lessonorigin"),
}
"""Tables whose rows are seen, within the organisation, by those alone who see their case."""
OF_FILES = ("evidence_storedfile", "evidence_piece", "evidence_keeping")
"""What is kept of files."""


def test_the_database_shows_each_the_rows_that_are_theirs_of_every_table_of_the_room(
    everybody: Everybody, by: Actor, app_role: Any
) -> None:
    """The whole set of rows of every table, by their keys, after a part was accepted, asked about, advised on and taken back."""
    _go_on(everybody, by)
    tables = _tables()
    every = _rows([*tables, *OF_FILES])
    assert {table for table in tables if not every[table]} == WITHOUT_ROWS
    shared = {viewer: _shared_with(everybody, viewer) for viewer in ROWS["what was shared"]}
    for viewer in VIEWERS:
        asking = entering_by(everybody.link) if viewer == "lnk" else acting_as(everybody.users[viewer])
        with app_role(), asking:
            seen = _rows([*tables, *(OF_FILES if viewer in shared or viewer in ROWS["nothing"] else ())])
        expected = {table: _expected(viewer, table, rows, shared) for table, rows in every.items() if table in seen}
        assert {table: rows for table, rows in seen.items() if rows != expected[table]} == {}, viewer


def _expected(viewer: str, table: str, rows: set[str], shared: dict[str, dict[str, set[str]]]) -> set[str]:
    if table in OF_THE_TWO:
        return rows if viewer in ("own", "dir") else set()
    if table == "cases_supervisionplan":  # when, and nothing of a case: for whoever supervises
        return rows if viewer in ("own", "dir", "acd") else set()
    if viewer in ROWS["all"]:
        return rows
    if viewer in ROWS["of the organisation"]:
        return set() if table in PARTED_BY_CASE else rows
    if viewer in ROWS["keys of reports"]:
        return rows if table == "cases_caseincident" else set()
    return shared.get(viewer, {}).get(table, set())


def _go_on(everybody: Everybody, by: Actor) -> None:
    """What becomes of what was shared: accepted, asked about, decided; and one thing of it taken back."""
    for viewer, user in ((name, everybody.users[name]) for name in everybody.referrals):
        referral = everybody.referrals[viewer]
        as_receiver(user, answering.answer_referral, referral, "accept", "Yes.")
        as_receiver(user, receiving.write_to_sender, referral, "Who was there?")
    advised = everybody.referrals["lpu"]
    as_receiver(everybody.users["lpu"], advising.decide, advised, "leave", "No evidence.")
    other = everybody.referrals["oth"]
    sending.write_to_receiver(other, "Did you know him?", by=by)
    taking_back.take_back(other, [f"files:{everybody.keys['file_id']}"], "It shows her face.", by=by)


def _shared_with(everybody: Everybody, viewer: str) -> dict[str, set[str]]:
    """Every row that a receiver sees, of the referrals that were sent to their body and role."""
    sent = [everybody.referrals[viewer].pk]
    if viewer == "lpu":  # the situation asked them for advice before
        sent.append(everybody.keys["referral_id"])  # type: ignore[arg-type]
    copies = Snapshot.objects.filter(referral__in=sent, taken_back=None)
    files = SharedFile.objects.filter(snapshot__in=copies)
    keys = {str(key) for key in files.values_list("file", flat=True)}
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM evidence_piece WHERE file_id = ANY (%s::uuid[])", [list(keys)])
        pieces = {str(key) for (key,) in cursor.fetchall()}
    return {
        "cases_referral": {str(key) for key in sent},
        "cases_snapshot": _keys(copies),
        "cases_sharedfile": _keys(files),
        "cases_referralmessage": _keys(ReferralMessage.objects.filter(referral__in=sent)),
        "cases_legalmatter": _keys(LegalMatter.objects.filter(referral__in=sent)),
        "evidence_storedfile": keys,
        "evidence_piece": pieces,
        "evidence_keeping": keys,
    }


def _keys(rows: Any) -> set[str]:
    return {str(key) for key in rows.values_list("pk", flat=True)}


def _tables() -> list[str]:
    """Every table of the room."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
            " AND starts_with(relname, 'cases_') ORDER BY relname"
        )
        return [name for (name,) in cursor.fetchall()]


@cache
def _key_of(table: str) -> str:
    """The column of its primary key."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attname FROM pg_index JOIN pg_attribute ON attrelid = indrelid AND attnum = ANY (indkey)"
            " WHERE indisprimary AND indrelid = %s::regclass",
            [table],
        )
        [(name,)] = cursor.fetchall()
        return str(name)


def _rows(tables: list[str]) -> dict[str, set[str]]:
    """The keys of every row that the database shows now."""
    found = {}
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT {_key_of(table)} FROM {table}")
            found[table] = {str(key) for (key,) in cursor.fetchall()}
    return found
