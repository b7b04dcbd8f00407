"""What is produced is kept as evidence with its template, never changes, and is nothing to an outsider."""

import json
from io import BytesIO
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from pypdf import PdfReader
from tests.files import MEDIA
from tests.world import World

from alongside.documents import actions, queries
from alongside.documents.kinds import Kind, kind_of, kinds
from alongside.documents.models import Produced
from alongside.evidence.arriving import arrive
from alongside.evidence.media_types import media_type_named
from alongside.evidence.models import Keeping
from alongside.evidence.queries import read_file
from alongside.ledger.actions import Actor
from alongside.ledger.keys import new_id
from alongside.ledger.models import Entry
from alongside.people.models import Organisation
from alongside.people.scope import acting_as

pytestmark = pytest.mark.django_db


def produced(kind: Kind, world: World, by: Actor, title: str = "Letter", **changes: Any) -> Produced:
    return actions.produce(
        kind, world.organisation, {**kind.sample, **changes}, by=by, title=title, subject=("case", new_id())
    )


def words_of(one: Produced) -> str:
    pages = PdfReader(BytesIO(read_file(one.pdf))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_both_files_are_evidence_and_the_ledger_has_their_hashes(world: World, kind: Kind, by: Actor) -> None:
    one = produced(kind, world, by)
    assert "PC 2217 Rowe" in words_of(one)
    assert (one.pdf.purpose, one.pdf.media_type) == ("document", "application/pdf")
    assert media_type_named(one.docx.media_type).extension == ".docx"
    assert one.docx.derivation.source == one.pdf
    assert set(Keeping.objects.filter(subject_id=one.pk).values_list("owner", flat=True)) == {"document"}
    entry = Entry.objects.get(verb="document.produced")
    told = json.loads(entry.details)
    assert told["pdf_sha256"] == one.pdf.sha256
    assert told["docx_sha256"] == one.docx.sha256
    assert told["template"] == "built-in"
    assert entry.subject_id == one.subject_id


def test_produced_again_it_is_another_with_the_same_bytes(world: World, kind: Kind, by: Actor) -> None:
    first, again = produced(kind, world, by), produced(kind, world, by)
    assert first.pk != again.pk
    assert (first.pdf.sha256, first.docx.sha256) == (again.pdf.sha256, again.docx.sha256)
    assert first.data_sha256 == again.data_sha256
    assert produced(kind, world, by, officer="PC 1").data_sha256 != first.data_sha256


@pytest.mark.parametrize("change", ["UPDATE documents_produced SET title = 'Other'", "DELETE FROM documents_produced"])
def test_what_was_produced_cannot_be_changed_by_anybody(world: World, kind: Kind, by: Actor, change: str) -> None:
    from django.db import connection

    produced(kind, world, by)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)


def test_another_organisation_has_neither_document_nor_template_nor_letterhead(
    world: World, kind: Kind, by: Actor, app_role: Any
) -> None:
    one = produced(kind, world, by)
    actions.write_template(world.organisation, kind, "Dear {{ officer }}", "Shorter.", by=by)
    actions.write_letterhead(
        world.organisation, name="Us", lines="", foot="", picture=None, without_picture=False, by=by
    )
    for user, number in ((world.lsms.user, 1), (world.outsider.user, 0)):
        with app_role(), acting_as(user):
            assert Produced.objects.filter(pk=one.pk).count() == number
            assert queries.versions_of(world.organisation, kind).count() == number
            assert bool(queries.letterhead_of(world.organisation)) is bool(number)


def test_the_letterhead_stands_on_letters_and_not_on_a_statement(world: World, kind: Kind, by: Actor) -> None:
    mark = arrive("mark.png", [(MEDIA / "bite.png").read_bytes()])
    actions.write_letterhead(
        world.organisation,
        name="Northbrook Security",
        lines="1 High Street\n\nNorthbrook",
        foot="Chair: A Name",
        picture=mark,
        without_picture=False,
        by=by,
    )
    letter, statement = produced(kind, world, by), produced(kind_of("witness_statement"), world, by)
    for words in ("Northbrook Security", "1 High Street", "Chair: A Name"):
        assert words in words_of(letter)
        assert words not in words_of(statement)
    assert len(PdfReader(BytesIO(read_file(letter.pdf))).pages[0].images) == 1
    assert letter.letterhead is not None
    assert statement.letterhead is None


@pytest.mark.parametrize("code", [kind.code for kind in kinds()])
def test_every_built_in_template_stands_its_own_sample(code: str, world: World) -> None:
    kind = kind_of(code)
    made = actions.try_template(world.organisation, kind, kind.built_in, wanted=("pdf", "docx"))
    assert made.pdf.startswith(b"%PDF")
    assert made.docx.startswith(b"PK")


def test_a_statement_without_its_declaration_is_not_produced(world: World, by: Actor) -> None:
    kind = kind_of("witness_statement")
    hidden = kind.built_in.replace("::: boxed\nThis", "{% if witness == 'Alex Morgan' %}\n::: boxed\nThis", 1)
    hidden = hidden.replace("{% if signed %}", "{% endif %}\n{% if signed %}", 1)
    version = actions.write_template(world.organisation, kind, hidden, "For samples only.", by=by)
    actions.put_in_force(world.organisation, kind, version, "To see.", by=by)
    with pytest.raises(actions.Unproducible, match="have to stand in it"):
        produced(kind, world, by, witness="Nia Okoye")
    assert not Produced.objects.exists()


def test_where_its_room_fails_nothing_is_kept(world: World, kind: Kind, by: Actor) -> None:
    def fail(_: Produced) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        actions.produce(
            kind, world.organisation, kind.sample, by=by, title="Letter", subject=("case", new_id()), then=fail
        )
    assert not Produced.objects.exists()
    assert not Entry.objects.filter(verb="document.produced").exists()


def test_an_organisation_of_its_own_zone_dates_its_files_by_its_own_day(world: World, kind: Kind, by: Actor) -> None:
    Organisation.objects.filter(pk=world.organisation.pk).update(time_zone="Pacific/Kiritimati")
    world.organisation.refresh_from_db()
    one = produced(kind, world, by)
    made = PdfReader(BytesIO(read_file(one.pdf))).metadata
    from zoneinfo import ZoneInfo

    assert made is not None
    assert made.creation_date is not None
    assert made.creation_date.date() == one.made_at.astimezone(ZoneInfo("Pacific/Kiritimati")).date()
