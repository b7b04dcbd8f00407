"""Of each row of a file it is seen what became of it; words and mappings are kept, corrected and removed."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from tests.conftest import AppClient
from tests.sent_files import GOOD, worked
from tests.world import World

from alongside.incidents.exchange import actions
from alongside.incidents.models import ImportedRow, ImportRun, Incident, LocalCode, SavedMapping
from alongside.ledger.models import Entry
from alongside.people.actions import actor_for

pytestmark = pytest.mark.django_db


def test_it_is_seen_of_each_row_what_became_of_it_and_which_incident_it_is(
    imported: Callable[..., ImportRun], sent: Callable[..., ImportRun], sign_in: Callable[[str], AppClient]
) -> None:
    imported(GOOD.format(n=1), GOOD.format(n=2))
    rows = [
        GOOD.format(n=1),
        GOOD.format(n=2).replace("shouted", "whispered"),
        GOOD.format(n=3),
        "W4,31/02/2026,,x,Theft,,,,,",
    ]
    browser = sign_in("lsms")
    references = dict(Incident.objects.values_list("external_reference", "reference"))

    def shown(run: ImportRun, query: str = "") -> list[str]:
        page = browser.get(f"/incidents/import/{run.pk}?{query}").content.decode()
        return [item.split("</li>")[0] for item in page.split('<li class="app-files__item">')[1:]]

    checked = sent(*rows)
    (same, changed, added, wrong) = shown(checked)
    assert "Would be imported" in added
    assert "Cannot be imported" in wrong
    assert f"/incidents/{references['W1']}" in same
    assert f"/incidents/{references['W2']}" in changed
    assert "/incidents/" not in added + wrong
    run = imported(*rows)
    references = dict(Incident.objects.values_list("external_reference", "reference"))
    (added,) = shown(run, "kind=added")
    assert f"/incidents/{references['W3']}" in added
    assert [len(shown(run, f"kind={kind}")) for kind in ("wrong", "same", "changed", "leaves")] == [1, 1, 1, 4]
    assert ["Row 3" in row for row in shown(run, "search=whispered")] == [True]
    assert [row.split("Row ")[1][0] for row in shown(run, "search=4")] == ["3", "4", "5"], "its number, and what has it"
    assert ["Row 4" in row for row in shown(run, "search=w3")] == [True]
    assert shown(run, "search=reason") == [], "no word of ours is searched"


def test_the_rows_of_a_long_file_are_turned_over_and_none_is_left_out(
    sent: Callable[..., ImportRun], sign_in: Callable[[str], AppClient]
) -> None:
    run = sent(*(GOOD.format(n=n) for n in range(60)))
    browser, address, seen = sign_in("lsms"), f"/incidents/import/{run.pk}", []
    for _ in range(3):
        page = browser.get(address).content.decode()
        seen += [int(row.split("<")[0]) for row in page.split("<strong>Row ")[1:]]
        _, _, following = page.partition('rel="next"')
        if following:
            address = page.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
            address = f"/incidents/import/{run.pk}{address}"
    assert seen == list(range(2, 62))


def test_of_a_very_long_file_the_first_rows_are_kept_and_wrong_ones_before_the_others(
    sent: Callable[..., ImportRun], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("alongside.incidents.exchange.work.BATCH", 3)
    monkeypatch.setattr("alongside.incidents.exchange.work.MOST_TOLD", 2)
    monkeypatch.setattr("alongside.incidents.exchange.work.MOST_TAKEN", 4)
    rows = [GOOD.format(n=n) for n in range(6)] + [f"X{n},31/02/2026,,x,Theft,,,,," for n in range(4)]
    run = sent(*rows)
    assert (run.rows_added, run.rows_wrong) == (6, 4)
    assert list(ImportedRow.objects.order_by("line").values_list("line", flat=True)) == [2, 3, 4, 5, 8, 9]


def test_the_files_that_were_sent_are_narrowed_to_where_they_stand(
    imported: Callable[..., ImportRun], sent: Callable[..., ImportRun], sign_in: Callable[[str], AppClient]
) -> None:
    done, checked = imported(GOOD.format(n=1)), sent(GOOD.format(n=2))
    browser = sign_in("lsms")
    for status, here, not_here in (("done", done, checked), ("checked", checked, done)):
        page = browser.get(f"/incidents/import?status={status}").content.decode()
        assert str(here.pk) in page
        assert str(not_here.pk) not in page


def test_a_saved_mapping_is_used_again_and_removed(
    sent: Callable[..., ImportRun], sign_in: Callable[[str], AppClient], world: World
) -> None:
    run = sent(GOOD.format(n=1))
    user: Any = world.lsms.user
    actions.choose_columns(run, run.mapping, save_as="From Datix", by=actor_for(user))
    second = worked(ImportRun.objects.get(pk=run.pk))
    (mapping,) = SavedMapping.objects.all()
    browser = sign_in("lsms")
    page = browser.get(f"/incidents/import/{second.pk}/columns").content.decode()
    assert "From Datix" in page
    assert (
        sign_in("outsider").post(f"/incidents/import/{second.pk}/mapping", {"mapping": mapping.pk}).status_code == 404
    )
    for asked in ("penguin", str(run.pk), str(mapping.pk), str(mapping.pk)):
        answer = browser.post(f"/incidents/import/{second.pk}/mapping", {"mapping": asked})
        assert answer.status_code == 302
    assert not SavedMapping.objects.exists()
    assert Entry.objects.filter(verb="import.mapping_removed").count() == 1
    assert "From Datix" not in browser.get(f"/incidents/import/{second.pk}/columns").content.decode()


def test_words_for_sites_and_people_and_for_nothing_stand_in_the_list_of_other_systems_words(
    sent: Callable[..., ImportRun], sign_in: Callable[[str], AppClient], hospital: Any, world: World
) -> None:
    run = sent("W1,03/05/2026,,x,Theft,The old place,,Bystander,,", "W2,03/05/2026,,x,Kerfuffle,,,,,")
    site = hospital.site
    user: Any = world.lsms.user
    matched = {
        ("sites", "The old place"): str(site.pk),
        ("affected_kinds", "Bystander"): "visitor",
        ("kinds", "Kerfuffle"): "-",
    }
    actions.match_words(run, matched, by=actor_for(user))
    browser = sign_in("lsms")
    page = browser.get("/incidents/local-codes").content.decode()
    row = {word: page.split(word)[1].split("</tr>")[0] for word in ("The old place", "Bystander", "Kerfuffle")}
    assert site.name in row["The old place"]
    assert "Nothing: it is left out" in row["Kerfuffle"]
    assert "isitor" in row["Bystander"]
    one = LocalCode.objects.get(local="The old place")
    assert (
        f'<option value="sites:{site.pk}" selected>' in browser.get(f"/incidents/local-codes/{one.pk}").content.decode()
    )
    said = {"system": one.system, "meaning": "sites:-", "local": one.local}
    assert browser.post(f"/incidents/local-codes/{one.pk}", said).status_code == 302
    one.refresh_from_db()
    assert one.code == ""
    with pytest.raises(ValidationError, match="Choose from the list"):
        actions.match_words(
            sent("W3,03/05/2026,,x,Theft,Elsewhere,,,,"),
            {("sites", "Elsewhere"): str(world.outsider.pk)},
            by=actor_for(user),
        )
