"""The disclosure schedule: what there is, whether it is used, and to whom it was disclosed."""

import csv
import json
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO, StringIO
from typing import Any

import pytest
import rules
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from openpyxl import load_workbook
from tests.conftest import AppClient
from tests.days import day_fields, today
from tests.files import JPEG
from tests.taken_away import whole
from tests.world import World

from alongside.cases.disclosure import actions
from alongside.cases.disclosure.material import find_material, material_of
from alongside.cases.disclosure.queries import SHOWN, not_yet_listed, schedule_of
from alongside.cases.events import Overtaken
from alongside.cases.exhibits import actions as exhibits
from alongside.cases.inquiry import actions as inquiry
from alongside.cases.inquiry.applied import add_policy
from alongside.cases.inquiry.scene import note_scene
from alongside.cases.models import Case, Disclosed, DisclosureItem, Statement
from alongside.cases.opening.actions import merge_case, part_case
from alongside.cases.producing.actions import produce_about
from alongside.cases.queries import file_of, incidents_of
from alongside.cases.supervision.actions import hold_supervision
from alongside.cases.tracks import Refused
from alongside.cases.working.actions import note
from alongside.documents.kinds import kind_of
from alongside.evidence.arriving import arrive
from alongside.incidents.new_report import NewResponsible, Who
from alongside.incidents.triage.adding import add_exhibit
from alongside.ledger.actions import Actor
from alongside.ledger.clock import now
from alongside.ledger.models import Entry
from alongside.people.actions import actor_for
from alongside.people.roles import Role
from alongside.people.rules import holds
from alongside.people.scope import acting_as

pytestmark = pytest.mark.django_db

Put = Callable[..., DisclosureItem]


def judged(**changes: Any) -> dict[str, Any]:
    return {
        "description": "The rota of that night",
        "relevance": "relevant",
        "use": "unused",
        "sensitive": False,
        **changes,
    }


def stated(**changes: Any) -> dict[str, Any]:
    said = {"witness": "Ines Halloran", "words": "I saw him.", "taken_by": "Lee Stone", "taken_at_place": "Ward 4"}
    return said | {"taken_on": today()} | changes


def csv_rows(answer: Any) -> list[list[str]]:
    return list(csv.reader(StringIO(whole(answer).decode("utf-8-sig"))))


def xlsx_rows(answer: Any) -> list[list[Any]]:
    return [list(row) for row in load_workbook(BytesIO(whole(answer))).worksheets[0].iter_rows(values_only=True)]


@pytest.fixture
def put(case: Case, by: Actor) -> Put:
    """Puts a row of its own on the schedule: `put(sensitive=True, why_sensitive="…")`."""
    return lambda **changes: actions.put_on_schedule(case, judged(**changes), by=by)


def gather(case: Case, by: Actor) -> None:
    """One thing of each kind, and one that is planned and so no material yet."""
    statement = inquiry.write_statement(case, "witness", stated(), by=by).statement
    inquiry.write_version(statement, stated(words="I saw all."), "She remembers more.", by=by)
    held = {"person": "The porter", "starts_at": now() - timedelta(minutes=5), "held": True, "notes": "He held it."}
    inquiry.add_interview(case, "witness", held, by=by)
    inquiry.add_interview(case, "witness", held | {"starts_at": now() + timedelta(days=1), "held": False}, by=by)
    found = exhibits.Found("ls/1", "A torn sleeve", today(), "Ward 7", "Lee Stone", "Safe 2")
    exhibits.add_exhibit(case, found, None, by=by)
    begins = now() - timedelta(hours=5)
    ends = begins + timedelta(hours=1)
    exhibits.ask_footage(case, "Camera 4", "Buses", begins, ends, "He runs.", today(), None, by=by)
    note_scene(case, {"seen_at": now(), "place": "Desk", "seen_by": "Lee Stone", "words": "Dark."}, by=by)
    add_policy(case, {"kind": "policy", "title": "Lone working", "kept_at": "The intranet"}, by=by)


def whats(user: Any, case: Case) -> list[str]:
    return [one.what for one in not_yet_listed(user, case)]


def test_everything_that_was_gathered_waits_to_be_put_on_the_schedule(case: Case, by: Actor, world: World) -> None:
    gather(case, by)
    sources = [one.source for one in not_yet_listed(world.lsms.user, case)]
    assert sources == ["statement", "statement", "interview", "exhibit", "scene", "recording", "policy", "account"]
    for number, material in enumerate(list(material_of(world.lsms.user, case)), start=1):
        item = actions.put_on_schedule(case, judged(description=material.what), material, by=by)
        assert (item.number, item.source) == (number, material.source)
    assert not_yet_listed(world.lsms.user, case) == []
    words = "\n".join(one.description for one in schedule_of(world.lsms.user, case))
    for part in ("version 1", "version 2", "The porter", "LS/1: A torn sleeve", "Desk", "Camera 4", "Lone working"):
        assert part in words


def test_a_file_of_the_report_is_material_unless_it_is_advice(case: Case, world: World, by: Actor) -> None:
    incident = incidents_of(case).get()
    add_exhibit(incident, arrive("bite.jpg", [JPEG]), caption="The bite", by=by)
    add_exhibit(incident, arrive("advice.jpg", [JPEG]), caption="Advice", privileged=True, by=by)
    files = [one.what for one in not_yet_listed(world.lsms.user, case) if one.source == "report_file"]
    assert files == [f"The bite, with the report {incident.reference}"]


def test_notes_accounts_letters_and_that_there_was_a_supervision_are_offered(
    case: Case, by: Actor, world: World, sign_in: Callable[[str], AppClient]
) -> None:
    note(case, "The porter rang.", by=by)
    note(case, "Counsel says no.", compartment="legal", by=by)
    kind = kind_of("police_update")
    produce_about(case, kind, dict(kind.sample), "Letter to the police: how it stands", by=by)
    director = actor_for(world.director.user)
    hold_supervision(world.director, world.lsms, today(), on_cases=[(case, "Ask the porter once more.")], by=director)
    offered = {one.source: one.what for one in not_yet_listed(world.lsms.user, case)}
    assert offered["note"].startswith("Note of ")
    assert offered["note"].endswith("written by Lee Stone")
    assert offered["account"].startswith("Account by the reporter, ")
    assert offered["letter"].startswith("Letter to the police: how it stands, ")
    assert offered["supervision"].endswith("what it says is not listed")
    everything = " ".join(whats(world.lsms.user, case))
    for words in ("Counsel", "porter once more", "The porter rang"):
        assert words not in everything
    page = sign_in("lsms").get(f"/cases/{case.reference}/inquiry/disclosure").content.decode()
    assert "Note of supervision, that there is one" in page
    for material in not_yet_listed(world.lsms.user, case):
        actions.put_on_schedule(case, judged(description=material.what), material, by=by)
    assert not_yet_listed(world.lsms.user, case) == []


def test_the_same_thing_is_not_put_on_twice(case: Case, by: Actor, world: World) -> None:
    gather(case, by)
    material = next(material_of(world.lsms.user, case))
    actions.put_on_schedule(case, judged(), material, by=by)
    with pytest.raises(Overtaken):
        actions.put_on_schedule(case, judged(), material, by=by)
    assert DisclosureItem.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"description": " "}, "description"),
        ({"relevance": "perhaps"}, "relevance"),
        ({"use": ""}, "use"),
        ({"relevance": "not_relevant", "use": "used"}, "use"),
        ({"sensitive": True}, "why_sensitive"),
    ],
)
def test_a_row_says_what_it_is_whether_it_bears_on_the_case_and_is_used(
    changes: dict[str, Any], field: str, put: Put
) -> None:
    with pytest.raises(ValidationError) as wrong:
        put(**changes)
    assert list(wrong.value.message_dict) == [field]
    assert not DisclosureItem.objects.exists()


def test_several_are_put_on_at_once_all_or_none(case: Case, by: Actor, world: World, client: AppClient) -> None:
    inquiry.write_statement(case, "witness", stated(), by=by)
    inquiry.write_statement(case, "witness", stated(witness="Odo Penn"), by=by)
    client.force_login(world.lsms.user)
    page = f"/cases/{case.reference}/inquiry/disclosure"
    assert "Put several on at once" in client.get(page).text
    first, second = (f"statement_{one.thing.pk}" for one in not_yet_listed(world.lsms.user, case)[:2])

    nothing = client.post(f"{page}/add-several", {first: "later"})
    wrong = client.post(f"{page}/add-several", {first: "used", second: "perhaps"})

    assert nothing.status_code == wrong.status_code == 422
    assert "Choose an answer for at least one of them." in nothing.text
    assert not schedule_of(world.lsms.user, case)

    assert client.post(f"{page}/add-several", {first: "used", second: "not_relevant"}).status_code == 302
    rows = [(one.number, one.relevance, one.use, one.sensitive) for one in schedule_of(world.lsms.user, case)]
    assert rows == [(1, "relevant", "used", False), (2, "not_relevant", "unused", False)]
    assert (
        client.post(f"{page}/add-several", {first: "unused"}).status_code == 422
    )  # on it already: it is not asked again
    (account,) = not_yet_listed(world.lsms.user, case)
    assert account.source == "account"


def test_one_of_several_that_cannot_be_put_on_leaves_all_of_them(case: Case, by: Actor, world: World) -> None:
    inquiry.write_statement(case, "witness", stated(), by=by)
    (one, *_) = not_yet_listed(world.lsms.user, case)
    with pytest.raises(Overtaken):
        actions.put_several_on_schedule(case, [(one, "relevant", "used"), (one, "relevant", "used")], by=by)
    assert not schedule_of(world.lsms.user, case)


def test_a_row_is_judged_anew_and_the_file_keeps_how_it_was(case: Case, put: Put, by: Actor) -> None:
    item = put()
    seen = item.changed_at
    item = actions.change_item(item, judged(use="used"), seen_at=seen, by=by)
    with pytest.raises(Overtaken):
        actions.change_item(item, judged(), seen_at=seen, by=by)
    with pytest.raises(Overtaken):
        actions.change_item(item, judged(), seen_at=None, by=by)
    texts = list(file_of(case, ["evidence"]).filter(about_id=item.pk).order_by("pk").values_list("text", flat=True))
    assert texts == [f"1. The rota of that night\nRelevant, {use}" for use in ("unused", "used")]


def test_only_a_row_of_its_own_is_struck_out_and_its_number_is_not_given_again(
    case: Case, put: Put, by: Actor, world: World
) -> None:
    gather(case, by)
    gathered = actions.put_on_schedule(case, judged(), next(material_of(world.lsms.user, case)), by=by)
    with pytest.raises(Refused, match="stays on the schedule"):
        actions.strike_item(gathered, "No.", seen_at=gathered.changed_at, by=by)
    with pytest.raises(IntegrityError, match="of_one"), transaction.atomic():
        DisclosureItem.objects.filter(pk=gathered.pk).update(struck_at=now())
    own = put()
    with pytest.raises(ValidationError, match="Write why"):
        actions.strike_item(own, " ", seen_at=own.changed_at, by=by)
    own = actions.strike_item(own, "It is of another case.", seen_at=own.changed_at, by=by)
    with pytest.raises(Refused, match="was struck out"):
        actions.change_item(own, judged(), seen_at=own.changed_at, by=by)
    assert put().number == 3
    assert [one.number for one in schedule_of(world.lsms.user, case, "unused")] == [1, 3]
    assert [one.number for one in schedule_of(world.lsms.user, case)] == [1, 2, 3]


def test_what_is_sensitive_is_in_no_part_that_may_be_handed_on(case: Case, put: Put, world: World) -> None:
    put(description="Open")
    put(description="Used", use="used")
    put(description="Nothing to do with it", relevance="not_relevant")
    for use, relevance in (("used", "relevant"), ("unused", "relevant"), ("unused", "not_relevant")):
        put(description="Where she lives", use=use, relevance=relevance, sensitive=True, why_sensitive="He looks.")
    told = {show: [one.description for one in schedule_of(world.lsms.user, case, show)] for show in SHOWN}
    assert told["used"] == ["Used"]
    assert told["unused"] == ["Open"]
    assert told["not_relevant"] == ["Nothing to do with it"]
    assert told["sensitive"] == ["Where she lives"] * 3
    assert len(told["all"]) == 6


def test_it_is_written_down_what_was_disclosed_when_and_to_whom(case: Case, put: Put, by: Actor) -> None:
    items = [put(), put(description="The log")]
    for changes, field in (
        ({"items": []}, "items"),
        ({"to_whom": " "}, "to_whom"),
        ({"on": today() + timedelta(days=1)}, "on"),
    ):
        said: dict[str, Any] = {"items": items, "on": today(), "to_whom": "PC Odell"} | changes
        with pytest.raises(ValidationError) as wrong:
            actions.disclose(case, **said, by=by)
        assert list(wrong.value.message_dict) == [field]
    given = actions.disclose(case, items, today(), "PC Odell", "copies", by=by)
    assert [one.item.number for one in given] == [1, 2]
    lines = file_of(case, ["evidence"]).filter(what="schedule_item_disclosed").order_by("pk")
    assert ["PC Odell" in one.text for one in lines] == [True, True]
    for act in (lambda row: row.update(to_whom="Nobody"), lambda row: row.delete()):
        with pytest.raises(IntegrityError, match="stays as it was noted"), transaction.atomic():
            act(Disclosed.objects.filter(pk=given[0].pk))
    fresh = DisclosureItem.objects.get(pk=items[0].pk)
    with pytest.raises(Refused, match="It was disclosed"):
        actions.strike_item(fresh, "No.", seen_at=fresh.changed_at, by=by)


def test_what_is_sensitive_goes_out_only_where_somebody_decided_so(case: Case, put: Put, by: Actor) -> None:
    items = [put(), put(sensitive=True, why_sensitive="He looks for her.")]
    with pytest.raises(ValidationError, match="who decided"):
        actions.disclose(case, items, today(), "PC Odell", by=by)
    assert not Disclosed.objects.exists()
    actions.disclose(case, items, today(), "PC Odell", "", "The prosecutor", by=by)
    assert list(Disclosed.objects.order_by("item__number").values_list("decided_by", flat=True)) == [
        "",
        "The prosecutor",
    ]


def test_a_disclosure_that_was_noted_by_mistake_is_taken_back_once(case: Case, put: Put, by: Actor) -> None:
    (given,) = actions.disclose(case, [put()], today(), "PC Odell", by=by)
    with pytest.raises(ValidationError, match="Write why"):
        actions.take_back_disclosure(given, "", by=by)
    actions.take_back_disclosure(given, "It was not sent.", by=by)
    with pytest.raises(Refused, match="before you"):
        actions.take_back_disclosure(given, "Again.", by=by)
    assert "It was not sent." in file_of(case, ["evidence"]).get(what="schedule_disclosure_taken_back").text


def test_what_was_struck_out_meanwhile_is_not_disclosed(case: Case, put: Put, by: Actor) -> None:
    item = put()
    actions.strike_item(item, "No.", seen_at=item.changed_at, by=by)
    with pytest.raises(Overtaken):
        actions.disclose(case, [item], today(), "PC Odell", by=by)


def test_cases_that_are_joined_keep_their_numbers_and_part_with_their_rows(
    case: Case, new_case: Callable[..., Case], put: Put, by: Actor, world: World
) -> None:
    gather(case, by)
    put()
    other = new_case()
    actions.put_on_schedule(other, judged(description="Of the other"), by=by)
    merge_case(case, other, "The same man.", by=by)
    case, other = Case.objects.get(pk=case.pk), Case.objects.get(pk=other.pk)
    user = type(world.lsms.user).objects.get(pk=world.lsms.user.pk)
    material = next(material_of(user, other))
    item = actions.put_on_schedule(other, judged(description=material.what), material, by=by)
    assert (item.case_id, item.number) == (case.pk, 2)
    assert len(schedule_of(user, other)) == 3
    part_case(case, "Another man.", by=by)
    assert [one.number for one in schedule_of(user, Case.objects.get(pk=case.pk))] == [1, 2]
    assert [one.description for one in schedule_of(user, Case.objects.get(pk=other.pk))] == ["Of the other"]


def test_what_a_suspect_says_stands_on_it_only_for_whoever_may_read_it(
    case: Case, by: Actor, world: World, sign_in: Callable[[str], AppClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    said = inquiry.write_statement(case, "suspect", stated(witness="Arno Velt"), by=by)
    both = holds(Role.LSMS) | holds(Role.SECURITY_DIRECTOR)
    for name in ("cases.read_evidence", "cases.write_evidence"):
        monkeypatch.setitem(rules.permissions.permissions, name, both)
    page = f"/cases/{case.reference}/inquiry/disclosure"
    director = sign_in("director")
    assert "Arno Velt" not in director.get(page).content.decode()
    assert director.get(f"{page}/add/statement/{said.pk}").status_code == 404
    item = actions.put_on_schedule(
        case,
        judged(description="What Arno Velt says"),
        find_material(world.lsms.user, case, "statement", said.pk),
        by=by,
    )
    assert item.compartment == "suspect"
    (given,) = actions.disclose(case, [item], today(), "PC Odell", by=by)
    lines = file_of(case, ["suspect"]).filter(about_id=item.pk)
    assert lines.count() == 2
    for path in ("", "/disclose"):
        assert b"Arno Velt" not in director.get(page + path).content
    assert len(csv_rows(director.get(f"{page}/export.csv"))) == 1
    for path in (f"/items/{item.pk}", f"/given/{given.pk}/take-back"):
        assert director.get(page + path).status_code == 404
    assert "What Arno Velt says" in sign_in("lsms").get(page).content.decode()
    looks = Entry.objects.filter(subject_id=case.pk, verb="case.suspect_read")
    assert set(looks.values_list("actor_id", flat=True)) == {world.lsms.user_id}


def test_the_database_keeps_the_schedule_from_whoever_may_have_done_it(
    world: World, new_case: Callable[..., Case], by: Actor, app_role: Any
) -> None:
    case = new_case(responsible=[NewResponsible("colleague", who=Who(staff=world.lsms))])
    item = actions.put_on_schedule(case, judged(), by=by)
    actions.disclose(case, [item], today(), "PC Odell", by=by)
    for name, number in (("lsms", 0), ("director", 1), ("outsider", 0)):
        user = type(world.users()[name]).objects.get(pk=world.users()[name].pk)
        with app_role(), acting_as(user):
            counted = [model.objects.count() for model in (DisclosureItem, Disclosed)]
        assert counted == [number] * 2, name


def test_nothing_is_written_once_the_case_has_ended(case: Case, put: Put, by: Actor) -> None:
    item = put()
    Case.objects.filter(pk=case.pk).update(status="closed", closed_at=now())
    for act in (
        put,
        lambda: actions.change_item(item, judged(), seen_at=item.changed_at, by=by),
        lambda: actions.disclose(case, [item], today(), "PC Odell", by=by),
    ):
        with pytest.raises(Refused, match="Open it again first"):
            act()


def test_the_schedule_is_worked_on_its_pages_and_taken_away(
    case: Case, by: Actor, world: World, sign_in: Callable[[str], AppClient]
) -> None:
    inquiry.write_statement(case, "witness", stated(), by=by)
    browser, page = sign_in("lsms"), f"/cases/{case.reference}/inquiry/disclosure"
    version = Statement.objects.get().versions.get()
    assert "Not on the schedule yet (2)" in browser.get(page).content.decode()
    form = browser.get(f"{page}/add/statement/{version.pk}").content.decode()
    assert "Statement of Ines Halloran, version 1" in form
    row = {"description": "Statement of a witness", "relevance": "relevant", "use": "used", "sensitive": "no"}
    wrong = browser.post(f"{page}/add/statement/{version.pk}", row | {"relevance": "not_relevant"})
    assert wrong.status_code == 422
    assert "What is used is relevant." in wrong.content.decode()
    assert browser.post(f"{page}/add/statement/{version.pk}", row).status_code == 302
    own = row | {"description": "=Where she lives", "use": "unused", "sensitive": "yes", "why_sensitive": "He looks."}
    assert browser.post(f"{page}/add", own).status_code == 302
    keys = [str(one.pk) for one in DisclosureItem.objects.order_by("number")]
    given = {"items": keys, "to_whom": "PC Odell", "how": "copies", **day_fields("on", today())}
    assert browser.post(f"{page}/disclose", given).status_code == 422
    assert browser.post(f"{page}/disclose", given | {"decided_by": "The prosecutor"}).status_code == 302
    text = browser.get(page).content.decode()
    assert "Not on the schedule yet (1)" in text, "what was told in the report"
    for part in ("1. Statement of a witness", "to PC Odell, copies", "decided by The prosecutor", "He looks."):
        assert part in text
    assert "Where she lives" not in browser.get(f"{page}?show=used").content.decode()
    everything = csv_rows(browser.get(f"{page}/export.csv"))
    assert [row[1] for row in everything] == ["What it is", "Statement of a witness", "'=Where she lives"]
    assert "He looks." in everything[2]
    used = xlsx_rows(browser.get(f"{page}/export.xlsx?show=used"))
    assert [row[1] for row in used] == ["What it is", "Statement of a witness"]
    assert "Why it is sensitive" not in used[0]
    assert "copies" in str(used[1])
    entry = Entry.objects.filter(verb="case.schedule_exported").order_by("pk").last()
    assert entry is not None
    details = json.loads(entry.details)
    assert (details["show"], details["rows"]) == ("used", 1)


def test_a_director_takes_no_schedule_away_of_evidence_that_they_do_not_read(
    case: Case, sign_in: Callable[[str], AppClient]
) -> None:
    assert sign_in("director").get(f"/cases/{case.reference}/inquiry/disclosure/export.csv").status_code == 403
