"""Incidents that come by file: checked first, imported in the background, never twice, nothing overwritten."""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from openpyxl import Workbook, load_workbook
from tests.conftest import AppClient, role
from tests.sent_files import GOOD, HEADINGS, worked
from tests.taken_away import whole
from tests.world import World

from alongside.evidence.arriving import arrive
from alongside.incidents.exchange import actions
from alongside.incidents.exchange.work import Imports, erase_old
from alongside.incidents.models import (
    Account,
    Affected,
    Change,
    Identity,
    ImportedRow,
    ImportPiece,
    ImportRun,
    Incident,
)
from alongside.ledger.models import Entry
from alongside.people.actions import actor_for
from alongside.people.models import Place

pytestmark = pytest.mark.django_db


def test_a_check_says_what_would_happen_and_changes_nothing(sent: Callable[..., ImportRun]) -> None:
    run = sent(GOOD.format(n=1), "W2,31/02/2026,09:42,x,Verbal abuse,,,,,", ",03/05/2026,,x,Theft,,,,,")
    assert (run.status, run.rows_total, run.rows_added, run.rows_wrong) == ("checked", 3, 1, 2)
    assert Incident.objects.count() == 0
    told = list(ImportedRow.objects.filter(kind="wrong").order_by("line"))
    assert [(row.line, row.problems[0]["column"]) for row in told] == [(3, "Incident date"), (4, "Datix ID")]
    assert "not a date" in told[0].problems[0]["reason"]
    shown = dict(run.preview[0]["shown"])
    assert shown["Site"] == "Northbrook Hospital"
    assert shown["Date it happened (with or without the time)"] == "3 May 2026, 09:42"


def test_what_is_imported_stands_in_its_compartments(imported: Callable[..., ImportRun], world: World) -> None:
    run = imported(GOOD.format(n=1))
    assert (run.status, run.rows_added, run.rows_wrong) == ("done", 1, 0)
    incident = Incident.objects.get()
    assert (incident.source, incident.status, incident.external_reference) == ("import", "closed", "W1")
    assert incident.occurred_at.isoformat() == "2026-05-03T08:42:00+00:00"
    assert incident.place is not None
    assert (incident.place.name, incident.kinds, incident.harm_physical) == ("Ward 7", ["non_physical_assault"], "low")
    assert incident.definition == "non_physical"
    assert [account.author for account in Account.objects.all()] == ["imported"]
    assert [change.what for change in Change.objects.all()] == ["imported"]
    assert Entry.objects.filter(verb="incidents.imported").count() == 1


def test_history_stands_at_its_time_in_the_lists_and_waits_for_nobody(imported: Callable[..., ImportRun]) -> None:
    imported(GOOD.format(n=2), "W1,03/05/2020,09:42,Older,Theft,,,,,")
    assert list(Incident.objects.order_by("-pk").values_list("external_reference", flat=True)) == ["W2", "W1"]
    assert not Incident.objects.filter(status="submitted").exists()


def test_new_reports_wait_to_be_looked_at(imported: Callable[..., ImportRun]) -> None:
    imported("W1,03/05/2026,09:42,A knife,Weapon,,,,,", arrive_as="triage")
    incident = Incident.objects.get()
    assert (incident.status, incident.urgent_because) == ("submitted", ["weapon"])


def test_the_same_file_again_adds_none_and_a_changed_row_is_told_and_not_written(
    imported: Callable[..., ImportRun],
) -> None:
    imported(GOOD.format(n=1), GOOD.format(n=2))
    again = imported(GOOD.format(n=1), GOOD.format(n=2).replace("shouted", "whispered"))
    assert (again.rows_added, again.rows_same, again.rows_changed) == (0, 1, 1)
    assert Incident.objects.count() == 2
    assert not Account.objects.filter(text__contains="whispered").exists()
    assert list(ImportedRow.objects.filter(run=again).order_by("line").values_list("line", "kind")) == [
        (2, "same"),
        (3, "changed"),
    ]


def test_the_same_number_twice_in_a_file_is_taken_once(imported: Callable[..., ImportRun]) -> None:
    run = imported(GOOD.format(n=1), GOOD.format(n=1))
    assert (run.rows_added, run.rows_wrong) == (1, 1)
    assert "Row 2" in ImportedRow.objects.get(run=run, kind="wrong").problems[0]["reason"]


def test_wrong_rows_come_back_as_csv_and_go_in_once_corrected(
    imported: Callable[..., ImportRun], sign_in: Callable[[str], AppClient]
) -> None:
    run = imported(GOOD.format(n=1), 'W2,31/02/2026,09:42,"=a ""quoted"" word",Theft,,,,,')
    answer = sign_in("lsms").get(f"/incidents/import/{run.pk}/rows.csv")
    text = b"".join(answer).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0][:3] == ["Row", "What is wrong", "Datix ID"]
    assert rows[1][0] == "3"
    assert rows[1][5].startswith("'=")
    book = load_workbook(io.BytesIO(whole(sign_in("lsms").get(f"/incidents/import/{run.pk}/rows.csv?format=xlsx"))))
    (_, (line, why, *cells)) = book.active.iter_rows(values_only=True)  # type: ignore[union-attr]
    assert (line, "31/02/2026" in why, cells[0], cells[3]) == ("3", True, "W2", '=a "quoted" word')
    corrected = text.replace("31/02/2026", "28/02/2026").splitlines()
    second = imported(*corrected[1:], headings=corrected[0])
    assert second.rows_added == 1
    assert Account.objects.filter(text='=a "quoted" word').exists()


def test_words_that_nobody_knows_are_matched_once_and_for_all(
    imported: Callable[..., ImportRun], sent: Any, world: World
) -> None:
    run = sent("W1,03/05/2026,,x,Kerfuffle,,,,,")
    assert run.unmatched == {"kinds": {"Kerfuffle": 1}}
    user: Any = world.lsms.user
    run = worked(actions.match_words(run, {("kinds", "Kerfuffle"): "antisocial_behaviour"}, by=actor_for(user)))
    assert (run.rows_added, run.unmatched) == (1, {})
    assert Entry.objects.filter(verb="local_code.added").count() == 1
    assert imported("W2,03/05/2026,,x,kerfuffle,,,,,").rows_added == 1


def test_two_workers_never_do_the_same_and_a_dead_ones_work_is_taken_up_where_it_stood(
    sent: Callable[..., ImportRun], world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("alongside.incidents.exchange.work.BATCH", 3)
    run = sent(*(GOOD.format(n=n) for n in range(10)))
    user: Any = world.lsms.user
    actions.start_import(run, by=actor_for(user))
    first, second = Imports(), Imports()
    with role("alongside_service"):
        first.turn()
        first.turn()
        assert not second.turn()
        run.refresh_from_db()
        assert run.rows_done == 3
    with connection.cursor() as cursor:  # the first has died: nobody renews its lease
        cursor.execute("UPDATE incidents_importrun SET leased_until = clock_timestamp() - interval '1 second'")
    with role("alongside_service"):
        assert second.turn()
        first.turn()
        while second.turn():
            pass
    run.refresh_from_db()
    assert (run.status, run.rows_added, run.rows_done) == ("done", 10, 10)
    assert Incident.objects.count() == 10


def test_a_stopped_import_keeps_what_it_did_and_can_go_on(
    sent: Callable[..., ImportRun], world: World, monkeypatch: pytest.MonkeyPatch, sign_in: Callable[[str], AppClient]
) -> None:
    monkeypatch.setattr("alongside.incidents.exchange.work.BATCH", 2)
    run = sent(*(GOOD.format(n=n) for n in range(5)))
    user: Any = world.lsms.user
    by = actor_for(user)
    actions.start_import(run, by=by)
    imports = Imports()
    with role("alongside_service"):
        imports.turn()
        imports.turn()
    actions.stop_import(run, by=by)
    with role("alongside_service"):
        while imports.turn():
            pass
    run.refresh_from_db()
    assert (run.status, Incident.objects.count()) == ("stopped", 2)
    page = sign_in("lsms").get(f"/incidents/import/{run.pk}").content.decode()
    assert "It was stopped after 2 of 5 rows." in page
    assert "Go on with the import" in page
    assert "Would be imported" not in page
    assert worked(actions.start_import(run, by=by)).rows_same == 2
    assert Incident.objects.count() == 5


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 99, "old kind"),
        (b"PK\x03\x04 no zip at all", "damaged"),
        (b"Datix ID,Incident date\n", "no row below"),
    ],
)
def test_a_file_that_is_no_table_is_refused_in_words(world: World, content: bytes, sentence: str) -> None:
    user: Any = world.lsms.user
    with pytest.raises(ValidationError, match=sentence):
        actions.receive_file(world.organisation, "incidents", arrive("x.csv", [content]), by=actor_for(user))


def test_an_excel_file_with_a_title_dates_as_numbers_and_empty_rows(imported: Any, world: World) -> None:
    book = Workbook()
    sheet = book.active
    sheet.append(["Incidents of the year"])  # type: ignore[union-attr]
    sheet.append([])  # type: ignore[union-attr]
    sheet.append(["ID", "Incident date", "Incident time", "Category", "Description"])  # type: ignore[union-attr]
    sheet.append(["A1", 46145, 0.5, "Theft", "A purse"])  # type: ignore[union-attr]
    sheet.append([])  # type: ignore[union-attr]
    sheet.append([7, 46145, None, "Theft", "A bicycle"])  # type: ignore[union-attr]
    kept = io.BytesIO()
    book.save(kept)
    user: Any = world.lsms.user
    by = actor_for(user)
    run = actions.receive_file(world.organisation, "incidents", arrive("year.xlsx", [kept.getvalue()]), by=by)
    run = worked(actions.choose_columns(run, run.mapping, by=by))
    assert (run.rows_added, run.rows_wrong, run.notes) == (2, 0, {"no_time": 1})
    worked(actions.start_import(run, by=by))
    first, second = Incident.objects.order_by("-external_reference")
    assert (first.external_reference, first.occurred_at.isoformat()) == ("A1", "2026-05-03T11:00:00+00:00")
    assert (second.external_reference, second.occurred_estimated) == ("7", True)


def test_names_go_into_their_compartments_alone(imported: Callable[..., ImportRun]) -> None:
    imported("W1,03/05/2026,09:42,Theft,Nia Okoye,Arno Velt", headings="ID,Date,Time,Category,Victim,Perpetrator name")
    found = {(one.part, one.compartment, one.name) for one in Identity.objects.all()}
    assert found == {("affected", "people", "Nia Okoye"), ("responsible", "suspect", "Arno Velt")}
    assert Affected.objects.get().kind == "staff"


def test_only_who_may_sees_a_run_and_the_outsider_never(
    sent: Callable[..., ImportRun], sign_in: Callable[[str], AppClient]
) -> None:
    run = sent(GOOD.format(n=1))
    assert sign_in("lsms").get(f"/incidents/import/{run.pk}").status_code == 200
    assert sign_in("outsider").get(f"/incidents/import/{run.pk}").status_code == 404
    assert sign_in("administrator").get(f"/incidents/import/{run.pk}").status_code == 404
    assert sign_in("manager").get("/incidents/import").status_code == 403


def test_the_whole_way_on_the_pages(hospital: Place, sign_in: Callable[[str], AppClient]) -> None:
    browser = sign_in("lsms")
    assert browser.get("/incidents/import").status_code == 200
    file = SimpleUploadedFile("incidents.csv", "\n".join([HEADINGS, GOOD.format(n=1), "W2,,,,Fracas,,,,,"]).encode())
    answer = browser.post("/incidents/import", {"what": "incidents", "file": file})
    page = browser.get(answer["Location"])
    assert "Verbal abuse" in page.content.decode()
    run = ImportRun.objects.get()
    chosen = {f"column-{number}": name for number, name in run.mapping["columns"].items()}
    refused = browser.post(answer["Location"], {**chosen, "column-0": ""})
    assert refused.status_code == 422
    browser.post(answer["Location"], {**chosen, "order": "dmy", "save_as": "Datix"})
    assert "rows checked" in browser.get(f"/incidents/import/{run.pk}").content.decode()
    worked(run)
    page = browser.get(f"/incidents/import/{run.pk}").content.decode()
    assert "Import 1 incident" in page
    assert "Match the words" in page
    assert "Fracas" in browser.get(f"/incidents/import/{run.pk}/words").content.decode()
    browser.post(f"/incidents/import/{run.pk}/words", {"kinds|Fracas": "antisocial_behaviour"})
    worked(run)
    browser.post(f"/incidents/import/{run.pk}/start")
    worked(run)
    assert "Imported" in browser.get(f"/incidents/import/{run.pk}").content.decode()
    assert Incident.objects.count() == 1
    assert browser.get(f"/incidents/import/{run.pk}/erase").status_code == 200
    browser.post(f"/incidents/import/{run.pk}/erase")
    assert ImportPiece.objects.count() == 0
    assert browser.get(f"/incidents/import/{run.pk}").status_code == 200


def test_files_are_erased_when_their_time_is_over(imported: Callable[..., ImportRun]) -> None:
    run = imported(GOOD.format(n=1), "W2,,,,,,,,,")
    with role("alongside_service"):
        assert erase_old(1) == 0
        assert erase_old(-1) == 1
    run.refresh_from_db()
    assert (run.samples, run.erased_at is not None) == ([], True)
    assert ImportedRow.objects.count() == ImportPiece.objects.count() == 0
