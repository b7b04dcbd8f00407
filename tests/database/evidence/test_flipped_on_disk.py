"""A bit that flips on the disk under a real server, which then cannot read a page: the file is named, and the check goes on.

The server is one of its own: nobody else reads what is damaged here.
"""

import copy
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from tests.conftest import AppClient, role, taking
from tests.files import JPEG, WEBM
from tests.postgres import running_postgres
from tests.world import World, make_world

from alongside.cases.exhibits.actions import Found
from alongside.cases.exhibits.actions import add_exhibit as add_to_case
from alongside.cases.models import Case, Exhibit
from alongside.cases.opening.actions import open_case
from alongside.config.damage import tell_those_who_run_it
from alongside.config.database import parse
from alongside.evidence import rounds
from alongside.evidence.arriving import arrive
from alongside.evidence.checking import verify
from alongside.evidence.models import FileCheck, Keeping, StoredFile
from alongside.incidents.actions import submit_report
from alongside.incidents.new_report import NewAffected, NewReport, Who
from alongside.ledger.clock import now
from alongside.messages.models import Message
from alongside.people.actions import actor_for, add_contact_point

LARGE = WEBM + bytes(range(256)) * 20_000


@pytest.fixture(scope="module")
def own_world(migrated: Path, django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """A world on a server of its own; everything in it is committed, and what a test damages stays damaged."""
    with running_postgres(migrated) as url, django_db_blocker.unblock():
        way = connection.copy()
        way.settings_dict = {**copy.deepcopy(way.settings_dict), **parse(url)}
        with taking(way):
            yield make_world()
        way.close()


@pytest.fixture
def case(own_world: World) -> Case:
    user: Any = own_world.nurse.user
    said = NewReport(
        kinds=["physical_assault"],
        occurred_at=now() - timedelta(hours=1),
        team=own_world.team,
        affected=[NewAffected("staff", is_reporter=True, who=Who(staff=own_world.nurse), injury="minor")],
        account="He struck her.",
        reporter=Who(staff=own_world.nurse),
    )
    report = submit_report(own_world.organisation, said, by=actor_for(user), source="web", user_id=user.pk).incident
    return open_case([report], owner=own_world.lsms, by=actor_for(own_world.lsms.user))


def exhibit(case: Case, world: World, mark: str, content: bytes) -> StoredFile:
    found = Found(mark, "The ward", now().date(), "Ward 3", "Lee Stone")
    made = add_to_case(case, found, arrive("ward.webm", [content]), by=actor_for(world.lsms.user))
    assert made.file is not None
    return made.file


def run(statement: str, *given: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return cursor.fetchone() if cursor.description else None


def flip_a_bit_of(file: StoredFile, relation: str) -> None:
    """Flips one bit of a file's first piece where it lies on the disk, and lets the server forget what it read before.

    `relation`: where the bytes themselves lie, or the row with their digest.
    """
    run("CREATE EXTENSION IF NOT EXISTS pg_buffercache")
    toast = "(SELECT reltoastrelid FROM pg_class WHERE relname = 'evidence_piece')::regclass"
    table = toast if relation == "bytes" else "'evidence_piece'::regclass"
    if relation == "bytes":
        name = run(f"SELECT {toast}::text")[0]
        value = run(
            "SELECT pg_column_toast_chunk_id(bytes) FROM evidence_piece WHERE file_id = %s AND number = 1", file.pk
        )[0]
        page = run(f"SELECT avg((ctid::text::point)[0])::int FROM {name} WHERE chunk_id = %s", value)[0]
    else:
        page = run("SELECT (ctid::text::point)[0]::int FROM evidence_piece WHERE file_id = %s AND number = 1", file.pk)[
            0
        ]
    place = Path(run("SHOW data_directory")[0]) / run(f"SELECT pg_relation_filepath({table})")[0]
    run("CHECKPOINT")
    with place.open("r+b") as disk:
        disk.seek(page * 8192 + 5000)
        byte = disk.read(1)[0]
        disk.seek(page * 8192 + 5000)
        disk.write(bytes([byte ^ 1]))
    run(f"SELECT pg_buffercache_evict_relation({table})")


def go_round() -> None:
    """One second of `send`."""
    with role("alongside_service"):
        rounds.check_some(tell_those_who_run_it)


def test_the_round_marks_it_and_tells_and_the_pages_say_so(own_world: World, case: Case) -> None:
    for staff in (own_world.administrator, own_world.lsms):
        add_contact_point(staff, "email", staff.user.email, verified=True)
    damaged, sound = exhibit(case, own_world, "LS/1", LARGE), exhibit(case, own_world, "LS/2", JPEG)
    flip_a_bit_of(damaged, "bytes")
    Keeping.objects.filter(file__in=[damaged, sound]).update(check_at=now() - timedelta(minutes=1))
    go_round()
    assert "piece 1 of 5 cannot be read: invalid page" in Keeping.objects.get(file=damaged).damage
    assert FileCheck.objects.get(file=sound).sound
    told = Message.objects.filter(subject="A stored file is damaged")  # nobody had an address before
    assert {one.recipient_id for one in told} == {own_world.administrator.pk, own_world.lsms.pk}

    lsms = AppClient()
    lsms.force_login(own_world.users()["lsms"])
    checks = lsms.get("/evidence/checks").content.decode()
    assert checks.index(str(damaged.pk)) < checks.index(str(sound.pk)), "the damaged ones first"
    assert "piece 1 of 5 cannot be read" in checks
    exhibits = lsms.get(f"/cases/{case.reference}/exhibits").content.decode()
    assert exhibits.count("found damaged") == 1
    assert exhibits.index("LS/1") < exhibits.index("found damaged") < exhibits.index("LS/2")


def test_who_comes_upon_it_reads_that_it_is_damaged(own_world: World, case: Case) -> None:
    damaged = exhibit(case, own_world, "LS/1", LARGE)
    flip_a_bit_of(damaged, "bytes")
    lsms = AppClient()
    lsms.force_login(own_world.users()["lsms"])
    answer = lsms.get(f"/cases/{case.reference}/exhibits/{Exhibit.objects.get(file=damaged).pk}/file")
    assert answer.status_code == 500
    assert "This file is damaged" in answer.content.decode()
    assert FileCheck.objects.filter(file=damaged, sound=False, how="view").exists()


@pytest.mark.parametrize("relation", ["bytes", "row"])
def test_a_bit_that_flipped_on_the_disk_is_a_named_fault_and_the_check_goes_on(
    own_world: World, case: Case, relation: str
) -> None:
    damaged = exhibit(case, own_world, "LS/1", LARGE)
    other = exhibit(case, own_world, "LS/2", LARGE)
    sound = exhibit(case, own_world, "LS/3", JPEG)
    before = {one.file for one in verify().faults}
    assert not before & {damaged, other, sound}
    flip_a_bit_of(damaged, relation)

    verdict = verify()
    named = {one.file: one.why for one in verdict.faults if one.file not in before}
    assert "invalid page" in named[damaged]
    assert verdict.files == StoredFile.objects.count()
    if relation == "bytes":
        assert list(named) == [damaged]
        assert Keeping.objects.get(file=sound).damage == Keeping.objects.get(file=other).damage == ""
