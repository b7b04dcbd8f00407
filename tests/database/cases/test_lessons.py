"""A lesson is drafted from a case, shared with every organisation once it identifies nobody, found, and withdrawn."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from openpyxl import load_workbook
from tests.days import today
from tests.offences import TOLD
from tests.referrals import Bodies
from tests.taken_away import whole
from tests.world import World

from alongside.cases.events import Overtaken
from alongside.cases.lessons import actions, queries
from alongside.cases.models import Case, Event, Lesson, LessonOrigin, LessonUse
from alongside.cases.police.actions import Victim, move_track, open_track
from alongside.incidents.models import Identity, Incident
from alongside.incidents.new_report import NewAffected, NewResponsible, Who
from alongside.ledger.actions import Actor
from alongside.ledger.models import Entry
from alongside.machine import Refused
from alongside.people.models import Staff
from alongside.people.scope import acting_as

pytestmark = pytest.mark.django_db

Draft = Callable[..., Lesson]
SAID: dict[str, Any] = {
    "title": "Tell people how long they wait",
    "learned": "Somebody waited for three hours and was told nothing. The desk had one way out.",
    "to_do": "Put up a board with the time. Give the desk a second door.",
    "tags": ["waiting", "environment"],
    "own_tags": "Boards, second door",
    "kinds": ["physical_assault"],
    "setting": "hospital",
}
CONFIRMED = {"confirmed": True}


@pytest.fixture
def draft(case: Case, by: Actor) -> Draft:
    """Drafts a lesson, with what a test changes: `draft(title="Light the car park")`."""
    return lambda about=case, **changes: actions.draft_lesson(about, {**SAID, **changes}, by=by)


@pytest.fixture
def shared(draft: Draft, by: Actor) -> Draft:
    """The same, shared."""
    return lambda *about, **changes: actions.move_lesson(draft(*about, **changes), "share", CONFIRMED, by=by)


def case_that_knows(new_case: Callable[..., Case]) -> Case:
    """A case that knows of a patient, by name, numbers and address, whom a relative struck."""
    patient = Who(
        name="Zofia O'Brien-Łukasz",
        phone="01632 960 123 (home)",
        email="zofia@example.net",
        address="4 Mill Row, Northbrook, NB1 4QZ",
        nhs_number="9434765919",
    )
    return new_case(
        affected=[NewAffected("patient", who=patient)],
        responsible=[NewResponsible("relative", who=Who(name="Arno Velt", phone="+44 7700 900123"))],
    )


def test_a_lesson_is_shared_by_somebody_who_confirms_it_by_name(case: Case, draft: Draft, by: Actor) -> None:
    lesson = draft()
    assert (lesson.state, lesson.own_tags) == ("draft", ["boards", "second door"])
    for confirmed in ({}, {"confirmed": False}):
        with pytest.raises(Refused, match="Confirm that nobody"):
            actions.move_lesson(lesson, "share", confirmed, by=by)
    assert actions.move_lesson(lesson, "share", CONFIRMED, by=by).state == "shared"
    line = Event.objects.get(case=case, what="lesson_shared")
    assert (line.actor_name, line.compartment) == ("Lee Stone", "narrative")
    assert SAID["learned"] in line.text, "what was shared stays in the file, word for word"
    verbs = Entry.objects.filter(subject_id=case.pk, verb__startswith="case.lesson").order_by("pk")
    assert [one.verb for one in verbs] == ["case.lesson_drafted", "case.lesson_shared"]


@pytest.mark.parametrize(
    ("words", "sort"),
    [
        ("Zofia", "a name"),  # of whoever was hurt
        ("o'brien", "a name"),
        ("OBrien", "a name"),
        ("LUKASZ", "a name"),
        ("Łukasz", "a name"),
        ("Velt", "a name"),  # of whoever did it
        ("Ines", "a name"),  # of a witness
        ("Nia's", "a name"),  # of whoever reported it
        ("Lee Stone", "a name"),  # of whoever works the case
        ("Asha Rao", "a name"),  # of whoever looks into the report
        ("<reference>", "a reference"),
        ("<bare>", "a reference"),
        ("<report>", "a reference"),
        ("NS 0412 0099", "a reference"),  # of the police
        ("01632960123", "a telephone number"),
        ("+44 (0)1632 960-123", "a telephone number"),
        ("07700 900 123", "a telephone number"),
        ("<mobile>", "a telephone number"),  # of the nurse, who works here
        ("Zofia@Example.net", "an e-mail address"),
        ("somebody.else@example.org", "an e-mail address"),
        ("nb14qz", "a postcode"),
        ("NB1 4QZ", "a postcode"),
        ("943 476 5919", "an NHS number"),
        ("9434765919", "an NHS number"),
        ("Northbrook Community Health", "where it happened"),
        ("northbrook hospital", "where it happened"),
        ("ZZN01", "where it happened"),
    ],
)
@pytest.mark.parametrize("field", ["title", "learned", "to_do"])
def test_what_leads_to_somebody_is_refused_and_named(
    field: str, words: str, sort: str, world: World, new_case: Callable[..., Case], draft: Draft, by: Actor
) -> None:  # fmt: skip
    case = case_that_knows(new_case)
    report = case.links.get().incident
    Incident.objects.filter(pk=report.pk).update(assigned_to=world.manager)
    _knows_more(report, world, by)
    mobile = world.nurse.contact_points.get(channel="sms").address
    for name, value in (("reference", case.reference), ("bare", case.reference.replace("-", "").lower()),
                        ("report", report.reference), ("mobile", f"0{mobile[3:]}")):  # fmt: skip
        words = words.replace(f"<{name}>", value)
    lesson = draft(case, **{field: f"Then {words} came. It was late."})
    with pytest.raises(Refused) as refused:
        actions.move_lesson(lesson, "share", CONFIRMED, by=by)
    assert refused.value.field == "confirmed"
    for word in words.removesuffix("'s").split():
        assert word.casefold() in refused.value.sentence.casefold(), refused.value.sentence
    assert f"({sort})" in refused.value.sentence
    lesson.refresh_from_db()
    assert lesson.state == "draft"


def _knows_more(report: Incident, world: World, by: Actor) -> None:
    """A witness, the nurse as reporter, and what the police call it."""
    of_it = {"organisation_id": report.organisation_id, "incident": report, "compartment": "people"}
    Identity.objects.create(**of_it, part="witness", name="Ines Halloran")
    Identity.objects.filter(incident=report, part="reporter").delete()
    Identity.objects.create(**of_it, part="reporter", staff=world.nurse)
    track = open_track(report, "common_assault", [Victim(report.affected.get(), False, None)], by=by)
    move_track(track, "report", {**TOLD, "decided_on": today()}, by=by)


def test_a_tag_of_ones_own_is_cleared_too(case: Case, draft: Draft, by: Actor) -> None:
    lesson = draft(own_tags="doors, nia okoye")
    with pytest.raises(Refused, match="okoye"):
        actions.move_lesson(lesson, "share", CONFIRMED, by=by)
    changed = actions.change_lesson(lesson, {**SAID, "own_tags": "doors"}, by=by)
    assert actions.move_lesson(changed, "share", CONFIRMED, by=by).state == "shared"


def test_a_report_that_was_taken_out_of_the_case_is_known_still(
    new_case: Callable[..., Case], draft: Draft, by: Actor
) -> None:
    case = case_that_knows(new_case)
    case.links.update(unlinked_at=case.opened_at)
    with pytest.raises(Refused, match="Velt"):
        actions.move_lesson(draft(case, learned="Mr Velt waited."), "share", CONFIRMED, by=by)


def test_words_that_are_names_too_are_taken_for_one_only_with_a_capital(case: Case, draft: Draft, by: Actor) -> None:
    """The specialist is called Lee Stone."""
    for fine in ("A stone lay there.", "Stone floors are slippery.", "Ring 999, or 0300 123 4567."):
        assert actions.move_lesson(draft(learned=fine), "share", CONFIRMED, by=by).state == "shared"
    with pytest.raises(Refused, match="Stone"):
        actions.move_lesson(draft(learned="We asked Stone to look."), "share", CONFIRMED, by=by)


def test_its_words_change_only_while_it_is_a_draft(draft: Draft, by: Actor) -> None:
    lesson = draft()
    seen = lesson.changed_at
    lesson = actions.change_lesson(lesson, {**SAID, "title": "Say how long it takes"}, by=by, seen_at=seen)
    with pytest.raises(Overtaken):
        actions.change_lesson(lesson, SAID, by=by, seen_at=seen)
    lesson = actions.move_lesson(lesson, "share", CONFIRMED, by=by)
    with pytest.raises(Refused, match="Withdraw it first"):
        actions.change_lesson(lesson, SAID, by=by)
    for wrong in ({"learned": "Nothing."}, {"state": "draft"}, {"own_tags": ["nia"]}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Lesson.objects.filter(pk=lesson.pk).update(**wrong)
    with pytest.raises(DatabaseError), transaction.atomic():
        Lesson.objects.all().delete()


def test_it_is_withdrawn_with_a_reason_and_may_be_written_again(
    case: Case, shared: Draft, world: World, by: Actor
) -> None:
    lesson = shared()
    with pytest.raises(Refused, match="Write why"):
        actions.move_lesson(lesson, "withdraw", {"text": " "}, by=by)
    actions.move_lesson(lesson, "withdraw", {"text": "It is of one place only."}, by=by)
    assert "It is of one place only." in Event.objects.get(what="lesson_withdrawn").text
    assert list(queries.lessons_for(world.outsider.user)) == []
    with pytest.raises(Refused, match="cannot be done now"):
        actions.move_lesson(lesson, "share", CONFIRMED, by=by)
    actions.move_lesson(lesson, "rewrite", {"text": "It is of use elsewhere."}, by=by)
    assert actions.change_lesson(lesson, {**SAID, "title": "Anew"}, by=by).title == "Anew"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": " "}, "title"),
        ({"learned": ""}, "learned"),
        ({"to_do": ""}, "to_do"),
        ({"tags": ["blame"]}, "tags"),
        ({"kinds": ["blame"]}, "kinds"),
        ({"setting": "moon"}, "setting"),
        ({"own_tags": ", ".join(map(str, range(11)))}, "own_tags"),
        ({"own_tags": "x" * 41}, "own_tags"),
    ],
)
def test_what_is_wrong_is_told_at_its_field(draft: Draft, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as wrong:
        draft(**changes)
    assert set(wrong.value.message_dict) == {field}
    assert not LessonOrigin.objects.exists()


def test_the_database_shows_others_what_is_shared_and_nothing_else(
    world: World, draft: Draft, shared: Draft, bodies: Bodies, app_role: Any, by: Actor
) -> None:
    open_one, hidden = shared(), draft(title="Hidden")
    gone = actions.move_lesson(shared(title="Gone"), "withdraw", {"text": "Wrong."}, by=by)
    everything = {open_one.pk, hidden.pk, gone.pk}
    expected: list[tuple[Staff, set[Any], int]] = [
        (world.lsms, everything, 3),
        (world.director, everything, 3),
        (world.nurse, {open_one.pk}, 0),
        (world.manager, {open_one.pk}, 0),
        (world.outsider, {open_one.pk}, 0),
        (bodies.adviser, {open_one.pk}, 0),
    ]
    for who, lessons, origins in expected:
        with app_role(), acting_as(who.user), connection.cursor() as cursor:
            cursor.execute("SELECT id FROM cases_lesson")
            assert {key for (key,) in cursor.fetchall()} == lessons, who.name
            cursor.execute("SELECT count(*) FROM cases_lessonorigin")
            assert cursor.fetchone() == (origins,), who.name
    with app_role(), acting_as(None):
        assert not Lesson.objects.exists()


def test_the_database_lets_nobody_else_write_a_lesson_or_whose_it_is(
    world: World, case: Case, draft: Draft, shared: Draft, app_role: Any
) -> None:
    lesson, hidden = shared(), draft()
    for who in (world.outsider, world.nurse, world.director):
        with app_role(), acting_as(who.user):
            changed = Lesson.objects.filter(pk=lesson.pk).update(state="withdrawn") if who is not world.director else 0
            assert changed == 0, who.name
    for who in (world.outsider, world.nurse):
        with app_role(), acting_as(who.user), pytest.raises(DatabaseError), transaction.atomic():
            LessonOrigin.objects.create(organisation=who.organisation, lesson_id=case.pk, case=case)
        with app_role(), acting_as(who.user), pytest.raises(DatabaseError), transaction.atomic():
            Lesson.objects.create(title="A", learned="B", to_do="C", changed_at=lesson.changed_at)
        with app_role(), acting_as(who.user), pytest.raises(DatabaseError), transaction.atomic():
            LessonUse.objects.create(organisation=who.organisation, lesson=hidden, user=who.user, at=lesson.changed_at)
        with app_role(), acting_as(who.user), pytest.raises(DatabaseError), transaction.atomic():
            LessonUse.objects.create(
                organisation=world.organisation, lesson=lesson, user=world.lsms.user, at=lesson.changed_at
            )


def test_a_draft_is_kept_from_whoever_may_have_done_it(
    world: World,
    new_case: Callable[..., Case],
    draft: Draft,
    shared: Draft,
    app_role: Any,
    sign_in: Callable[[str], Any],
) -> None:
    case = new_case(responsible=[NewResponsible("colleague", who=Who(staff=world.lsms))])
    hidden, open_one = draft(case), shared(case)
    for who, lessons, origins in ((world.director, 2, 2), (world.lsms, 1, 0)):
        with app_role(), acting_as(who.user):
            assert (Lesson.objects.count(), LessonOrigin.objects.count()) == (lessons, origins), who.name
    lsms = sign_in("lsms")
    assert lsms.get(f"/lessons/{hidden.pk}").status_code == 404
    page = lsms.get(f"/lessons/{open_one.pk}")
    assert (page.status_code, case.reference in page.content.decode()) == (200, False)


def test_lessons_are_found_by_words_topic_kind_and_setting(world: World, shared: Draft) -> None:
    board = shared()
    car_park = shared(
        title="Light the car park",
        learned="It was dark near the café, and the waiting cameras showed nothing.",
        to_do="Put up lamps.",
        tags=["cameras"],
        own_tags="lamps",
        kinds=["theft"],
        setting="gp",
    )

    def found(**asked: str) -> list[Lesson]:
        return list(queries.find(world.outsider.user, queries.read_filters(asked)))

    assert found() == [car_park, board]
    assert found(q="lamp") == [car_park]
    assert found(q="cafe") == found(q="Cafés") == [car_park], "with and without accents"
    assert found(q="waiting -cafe") == [board]
    assert found(q="waits") == [board, car_park], "in the title counts more"
    assert found(q='"second door"') == [board]
    assert found(q="waiting -dark") == [board]
    assert found(q="Lamps") == found(tag="cameras") == found(tag="Lamps") == found(kind="theft") == found(setting="gp")
    assert found(setting="gp") == [car_park]
    assert found(kind="theft", tag="waiting") == []
    assert len(found(kind="nothing", state="nonsense")) == 2
    assert found(state="draft") == []


def test_others_read_the_page_and_are_not_told_where_it_comes_from(
    world: World, case: Case, shared: Draft, draft: Draft, sign_in: Callable[[str], Any]
) -> None:
    lesson, hidden = shared(), draft(title="Hidden away")
    for who in ("outsider", "nurse"):
        client = sign_in(who)
        listed = client.get("/lessons").content.decode()
        assert SAID["title"] in listed
        assert "Hidden away" not in listed + client.get("/lessons?state=draft").content.decode()
        page = client.get(f"/lessons/{lesson.pk}").content.decode()
        assert SAID["to_do"] in page
        for trace in (case.reference, "Lee Stone", *(["Northbrook"] if who == "outsider" else [])):
            assert trace not in page + listed, trace
        assert client.get(f"/lessons/{hidden.pk}").status_code == 404
    own = sign_in("lsms")
    assert "Hidden away" in own.get("/lessons?state=draft").content.decode()
    assert case.reference in own.get(f"/lessons/{hidden.pk}").content.decode()
    director = sign_in("director").get(f"/lessons/{hidden.pk}").content.decode()
    assert case.reference in director
    looked = Entry.objects.filter(verb="case.narrative_read", subject_id=case.pk).values_list("actor_name", flat=True)
    assert set(looked) == {"Lee Stone", "Dara Holm"}, "who looks into the file leaves a mark, who reads a lesson none"
    assert "/change" not in director


def test_everybody_says_once_that_it_is_useful_and_others_learn_how_many(
    shared: Draft, draft: Draft, world: World, sign_in: Callable[[str], Any]
) -> None:
    lesson = shared()
    here = f"/lessons/{lesson.pk}"
    for who in ("outsider", "nurse", "nurse"):
        assert sign_in(who).post(f"{here}/useful").status_code == 302
    assert LessonUse.objects.count() == 2
    assert Entry.objects.filter(verb="lesson.found_useful").count() == 2
    page = sign_in("lsms").get(here).content.decode()
    assert "2 people found it useful" in page
    assert "I found it useful" in page
    assert "I found it useful" not in sign_in("nurse").get(here).content.decode()
    assert sign_in("lsms").post(f"/lessons/{draft().pk}/useful").status_code == 404


def test_the_list_is_paged_and_taken_away_whole(
    world: World, case: Case, shared: Draft, sign_in: Callable[[str], Any]
) -> None:
    for number in range(27):
        shared(title=f"Lesson number {number}", own_tags="")
    outsider = sign_in("outsider")
    first, second = (outsider.get(f"/lessons?page={page}").content.decode() for page in (1, 2))
    assert (first.count("Lesson number"), second.count("Lesson number")) == (25, 2)
    assert "page=2" in first
    csv = whole(outsider.get("/lessons/export.csv?q=number")).decode()
    assert csv.count("Lesson number") == 27
    assert case.reference not in csv
    taken = Entry.objects.get(verb="cases.exported")
    assert (taken.organisation_id, '"rows": 27' in taken.details) == (world.outsider.organisation_id, True)
    book = load_workbook(BytesIO(whole(outsider.get("/lessons/export.xlsx?setting=hospital"))))
    rows = list(book.worksheets[0].values)
    assert (len(rows), rows[0][0]) == (28, "Lesson")


def test_it_is_drafted_and_shared_on_the_page_of_its_case(case: Case, sign_in: Callable[[str], Any]) -> None:
    lsms, here = sign_in("lsms"), f"/cases/{case.reference}/review"
    assert f"{here}/lessons/add" in lsms.get(here).content.decode()
    assert lsms.post(f"{here}/lessons/add", {**SAID, "title": ""}).status_code == 422
    assert lsms.post(f"{here}/lessons/add", {**SAID, "title": "Ask Nia how long it takes"}).status_code == 302
    lesson = Lesson.objects.get()
    own = f"{here}/lessons/{lesson.pk}"
    refused = lsms.post(f"{own}/share", {"confirmed": "on"})
    assert refused.status_code == 422
    assert "“Nia” (a name)" in refused.content.decode()
    assert lsms.post(f"{own}/change", SAID).status_code == 302
    assert lsms.post(f"{own}/share", {}).status_code == 422
    assert lsms.post(f"{own}/share", {"confirmed": "on"}).status_code == 302
    assert sign_in("director").post(f"{own}/withdraw", {"text": "Hm."}).status_code == 403
    assert lsms.post(f"{own}/withdraw", {"text": "Wrong."}).status_code == 302
    page = lsms.get(f"/lessons/{lesson.pk}").content.decode()
    assert "Wrong." in page
    assert f"{own}/rewrite" in page


def test_what_looks_as_if_it_led_to_somebody_is_pointed_out_and_does_not_stop_it(
    case: Case, draft: Draft, sign_in: Callable[[str], Any]
) -> None:
    lesson = draft(learned="Mr Bloggs of 14 Acacia Avenue came on the sixteenth of November.")
    there, lsms = f"/cases/{case.reference}/review/lessons/{lesson.pk}/share", sign_in("lsms")
    page = lsms.get(there).content.decode()
    for words in (
        "“Mr Bloggs” (a title with a name)",
        "“14 Acacia Avenue” (an address)",
        "“sixteenth of November” (a day)",
    ):
        assert words in page
    assert lsms.post(there, {"confirmed": "on"}).status_code == 302
