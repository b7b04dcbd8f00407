"""One thing that was shared by mistake is taken back: its receiver reads it no more, in no version, by no way."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from tests.conftest import AppClient
from tests.files import FILES
from tests.referrals import Bodies, as_receiver, share
from tests.world import World

from alongside.cases.models import Case, Event, Referral, ReferralMessage, SharedFile, Snapshot, TakenBack
from alongside.cases.queries import incidents_of
from alongside.cases.referrals import answering, parts, queries, sending, taking_back
from alongside.cases.referrals.sending import Wanted
from alongside.cases.working.actions import note
from alongside.evidence.arriving import arrive
from alongside.evidence.models import Piece, StoredFile
from alongside.incidents.triage.adding import add_exhibit
from alongside.ledger.actions import Actor
from alongside.ledger.models import Entry
from alongside.machine import Refused
from alongside.people.scope import acting_as

pytestmark = pytest.mark.django_db

PNG, _ = FILES["png"]
SUSPECT, STORY, LINE, NOTE = "Arno Velt", "struck her", "The porter saw it.", "Do ring us."
Sent = tuple[Referral, dict[str, str]]


@pytest.fixture
def sent(world: World, bodies: Bodies, case: Case, by: Actor) -> Sent:
    """Shared with the other trust: who did it, what happened, a line of the file, two files, a note. And the keys of each."""
    line = note(case, LINE, by=by)
    report = incidents_of(case).get()
    files = [add_exhibit(report, arrive(f"{name}.png", [PNG]), caption=name, by=by).file_id for name in ("arm", "door")]
    referral = share(
        world.lsms.user,
        case,
        bodies.other_trust,
        chosen=("narrative", "suspect"),
        events=(str(line.pk),),
        note=NOTE,
        files=tuple(map(str, files)),
    )
    known = {thing.title: thing.key for thing in taking_back.things_of(referral)}
    return referral, {
        "suspect": known["Who did it"],
        "narrative": known["What happened"],
        "line": next(key for title, key in known.items() if LINE in title),
        "arm": f"files:{files[0]}",
        "door": f"files:{files[1]}",
        "note": known["The note to them"],
    }


def page_of(bodies: Bodies, referral: Referral) -> str:
    """What the receiver reads, on the page and by the API."""
    client = AppClient()
    client.force_login(bodies.users()["other_trust"])
    addresses = (f"/cases/referrals/{referral.pk}", f"/api/v1/referrals/{referral.pk}")
    return "".join(client.get(address).content.decode() for address in addresses)


def rows_of(user: Any, app_role: Any) -> str:
    """All that the database shows them of what was shared, as text."""
    told = []
    with app_role(), acting_as(user), connection.cursor() as cursor:
        for table in (
            "cases_referral",
            "cases_snapshot",
            "cases_referralmessage",
            "cases_sharedfile",
            "cases_takenback",
        ):
            cursor.execute(f"SELECT row::text FROM {table} row")
            told += [text for (text,) in cursor.fetchall()]
    return "\n".join(told)


TELLS = {"suspect": SUSPECT, "narrative": STORY, "line": LINE, "note": NOTE, "arm": "arm", "door": "door"}


@pytest.mark.parametrize("name", TELLS)
def test_what_was_taken_back_is_read_no_more_and_the_rest_is(
    name: str, sent: Sent, bodies: Bodies, by: Actor, app_role: Any
) -> None:
    referral, keys = sent
    user = bodies.users()["other_trust"]
    for told in TELLS.values():
        assert told in page_of(bodies, referral)
    taking_back.take_back(referral, [keys[name]], "It was another man.", by=by)
    page, rows = page_of(bodies, referral), rows_of(user, app_role)
    for other, told in TELLS.items():
        assert (told in page) == (other != name), other
        assert (told in rows) == (other != name), other
    assert "another man" not in page + rows, "why is the sender's own"


@pytest.mark.parametrize("name", ["arm", "door"])
def test_a_file_that_was_taken_back_opens_no_more_and_the_other_does(
    name: str, sent: Sent, bodies: Bodies, by: Actor, app_role: Any
) -> None:
    referral, keys = sent
    user = bodies.users()["other_trust"]
    client = AppClient()
    client.force_login(user)
    files = {one: keys[one].partition(":")[2] for one in ("arm", "door")}
    taking_back.take_back(referral, [keys[name]], "It shows her face.", by=by)
    for one, key in files.items():
        opens = one != name
        assert client.get(f"/cases/referrals/{referral.pk}/files/{key}").status_code == (200 if opens else 404), one
        assert (queries.shared_file(referral, key) is not None) == opens, "the queries alone"
        with app_role(), acting_as(user):
            assert StoredFile.objects.filter(pk=key).exists() == opens
            assert Piece.objects.filter(file=key).exists() == opens
            assert SharedFile.objects.filter(file=key).exists() == opens


def test_it_is_gone_from_every_version_and_stays_gone_where_another_is_sent(
    sent: Sent, world: World, bodies: Bodies, case: Case, by: Actor
) -> None:
    referral, keys = sent
    wanted = Wanted(bodies.other_trust.organisation, "share", "public_task", ["suspect", "people"])
    seen = parts.digest_of(sending.preview(world.lsms.user, case, wanted))
    sending.send_again(world.lsms.user, referral, wanted, seen=seen)
    taking_back.take_back(referral, [keys["suspect"]], "It was another man.", by=by)
    numbers = {one.number: one.stands_for for one in queries.snapshots_of(referral)}
    assert numbers == {4: 2, 3: 1}, "each version has one in its place, in the same order"
    page = page_of(bodies, referral)
    assert SUSPECT not in page
    assert "Nia Okoye" in page
    wanted = Wanted(bodies.other_trust.organisation, "share", "public_task", ["people"])
    seen = parts.digest_of(sending.preview(world.lsms.user, case, wanted))
    sending.send_again(world.lsms.user, referral, wanted, seen=seen)
    assert SUSPECT not in page_of(bodies, referral)
    assert queries.snapshots_of(referral)[0].number == 5


def test_a_second_thing_can_be_taken_back_of_what_stands_for_the_first(sent: Sent, bodies: Bodies, by: Actor) -> None:
    referral, keys = sent
    taking_back.take_back(referral, [keys["suspect"]], "It was another man.", by=by)
    taking_back.take_back(referral, [keys["line"], keys["note"]], "It was not checked.", by=by)
    page = page_of(bodies, referral)
    assert not [told for told in (SUSPECT, LINE, NOTE) if told in page]
    assert STORY in page
    assert [one.stands_for for one in queries.snapshots_of(referral)] == [1]
    assert parts.digest_of(queries.snapshots_of(referral)[0].content) == queries.snapshots_of(referral)[0].digest


def test_the_sender_is_told_who_had_read_it_and_both_keep_that_it_was_taken_back(
    sent: Sent, bodies: Bodies, world: World, by: Actor, sign_in: Callable[[str], AppClient]
) -> None:
    referral, keys = sent
    page_of(bodies, referral)
    looks = taking_back.take_back(referral, [keys["suspect"]], "It was another man.", by=by)
    assert [one.who for one in looks] == ["Ida Frost"]
    event = Event.objects.get(what="referral_taken_back")
    assert "Ida Frost" in event.text
    assert "It was another man." in event.text
    assert SUSPECT not in event.text
    assert Entry.objects.filter(verb="case.referral_taken_back", subject_id=referral.case_id).count() == 1
    page = sign_in("lsms").get(f"/cases/{referral.case.reference}/shared/{referral.pk}").content.decode()
    assert "They read version 1 no more" in page
    assert "Ida Frost" in page
    assert SUSPECT in page, "the sender keeps what was sent"
    message = ReferralMessage.objects.get(kind="taken_back")
    assert "Who did it" in message.text
    assert "another man" not in message.text


def test_of_a_file_only_whoever_opened_it_has_read_it(sent: Sent, bodies: Bodies, by: Actor) -> None:
    referral, keys = sent
    page_of(bodies, referral)
    client = AppClient()
    client.force_login(bodies.users()["other_trust"])
    client.get(f"/cases/referrals/{referral.pk}/files/{keys['arm'].partition(':')[2]}")
    assert [one.who for one in taking_back.looks_at_things(referral, [keys["arm"]])] == ["Ida Frost"]
    assert taking_back.take_back(referral, [keys["door"]], "It shows her face.", by=by) == []
    assert "Nobody had read it until then." in Event.objects.get(what="referral_taken_back").text


def test_a_new_version_is_a_look_of_its_own_however_soon_it_is_read(
    sent: Sent, world: World, bodies: Bodies, case: Case
) -> None:
    referral, _ = sent
    page_of(bodies, referral)
    wanted = Wanted(bodies.other_trust.organisation, "share", "public_task", ["people"])
    seen = parts.digest_of(sending.preview(world.lsms.user, case, wanted))
    sending.send_again(world.lsms.user, referral, wanted, seen=seen)
    page_of(bodies, referral)
    assert Entry.objects.filter(verb="case.referral_read").count() == 2
    assert len(taking_back.looks_at_things(referral, ["people"])) == 1


def test_what_cannot_be_taken_back_is_refused_with_words(
    sent: Sent, bodies: Bodies, world: World, case: Case, by: Actor
) -> None:
    referral, keys = sent
    for things, why, field in (([], "x", "things"), (["police"], "x", "things"), ([keys["suspect"]], " ", "why")):
        with pytest.raises(ValidationError) as wrong:
            taking_back.take_back(referral, things, why, by=by)
        assert list(wrong.value.message_dict) == [field]
    only = share(world.lsms.user, case, bodies.other_trust, chosen=("suspect",))
    with pytest.raises(Refused, match="End the sharing instead"):
        taking_back.take_back(only, ["suspect"], "It was another man.", by=by)
    sending.end(referral, "It is over.", by=by)
    with pytest.raises(Refused, match="has ended"):
        taking_back.take_back(referral, [keys["suspect"]], "Another man.", by=by)
    assert TakenBack.objects.count() == 0


def test_what_was_refused_is_not_read_again_with_a_new_version(
    sent: Sent, bodies: Bodies, world: World, case: Case, by: Actor
) -> None:
    referral, keys = sent
    as_receiver(bodies.users()["other_trust"], answering.answer_referral, referral, "refuse", "Not ours.")
    taking_back.take_back(referral, [keys["suspect"]], "It was another man.", by=by)
    wanted = Wanted(bodies.other_trust.organisation, "share", "public_task", ["people"])
    seen = parts.digest_of(sending.preview(world.lsms.user, case, wanted))
    sending.send_again(world.lsms.user, referral, wanted, seen=seen)
    page = page_of(bodies, referral)
    assert SUSPECT not in page
    assert STORY in page, "the rest of the first version is read again"


def test_the_form_offers_what_they_read_and_says_what_happens(
    sent: Sent, bodies: Bodies, sign_in: Callable[[str], AppClient]
) -> None:
    referral, keys = sent
    here = f"/cases/{referral.case.reference}/shared/{referral.pk}"
    browser = sign_in("lsms")
    assert f"{here}/take-back" in browser.get(here).content.decode()
    form = browser.get(f"{here}/take-back").content.decode()
    for key in keys.values():
        assert f'value="{key}"' in form
    assert "Nobody has read what was sent yet." in form
    wrong = browser.post(f"{here}/take-back", {"things": [], "why": ""})
    assert wrong.status_code == 422
    assert "Choose what is taken back." in wrong.content.decode()
    assert "Write why it is taken back." in wrong.content.decode()
    done = browser.post(f"{here}/take-back", {"things": [keys["suspect"], keys["arm"]], "why": "Another man."})
    assert done.status_code == 302
    after = browser.get(f"{here}/take-back").content.decode()
    assert f'value="{keys["suspect"]}"' not in after
    assert SUSPECT not in page_of(bodies, referral)


def test_the_database_hides_it_by_itself_and_lets_nobody_undo_or_feign_it(
    sent: Sent, bodies: Bodies, world: World, by: Actor, app_role: Any
) -> None:
    referral, keys = sent
    user = bodies.users()["other_trust"]
    taking_back.take_back(referral, [keys["suspect"]], "It was another man.", by=by)
    with app_role(), acting_as(user):
        assert [one.stands_for for one in Snapshot.objects.all()] == [1]
        assert TakenBack.objects.count() == 0
    row = TakenBack.objects.get()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM cases_takenback")
    with app_role(), acting_as(user), pytest.raises(DatabaseError), transaction.atomic():
        TakenBack.objects.create(
            organisation_id=row.organisation_id,
            referral=referral,
            snapshot=row.replacement,
            what=["x"],
            why="x",
            at=row.at,
            by="x",
        )
    with app_role(), acting_as(world.lsms.user):
        assert json.loads(json.dumps(TakenBack.objects.get().read)) == row.read
    with app_role(), acting_as(world.director.user):
        assert TakenBack.objects.count() == 1
    with app_role(), acting_as(world.nurse.user):
        assert TakenBack.objects.count() == 0


def test_a_film_that_is_played_in_parts_is_one_look_in_both_ledgers(
    sent: Sent, bodies: Bodies, later: Callable[..., None]
) -> None:
    referral, keys = sent
    client = AppClient()
    client.force_login(bodies.users()["other_trust"])
    address = f"/cases/referrals/{referral.pk}/files/{keys['arm'].partition(':')[2]}"

    def play() -> None:
        for span in ("bytes=0-9", "bytes=10-19", "bytes=20-"):
            assert client.get(address, headers={"Range": span}).status_code == 206

    verbs = ("case.referral_file_read", "referral.file_read")
    play()
    assert [Entry.objects.filter(verb=verb).count() for verb in verbs] == [1, 1]
    later(minutes=4)
    play()
    assert [Entry.objects.filter(verb=verb).count() for verb in verbs] == [1, 1]
    client.get(f"/cases/referrals/{referral.pk}/files/{keys['door'].partition(':')[2]}")
    assert [Entry.objects.filter(verb=verb).count() for verb in verbs] == [2, 2], "another file is another look"
    later(minutes=6)
    play()
    assert [Entry.objects.filter(verb=verb).count() for verb in verbs] == [3, 3]
