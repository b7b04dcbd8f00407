"""Somebody sees their own turns on rotas, says that they are away, and those who must know are told."""

from datetime import date, time, timedelta

import pytest
from tests.pages import shown
from tests.situation_of_plans import LONDON, at, nights_of, rota_of, today

from alongside.ledger.models import Entry
from alongside.messages.models import Message
from alongside.watch.models import RotaCover, StaffAway
from alongside.watch.planning.own_turns import own_turns
from alongside.watch.planning.queries import known_rota
from alongside.watch.planning.words import span_in_words
from alongside.watch.rotas import Length

pytestmark = pytest.mark.django_db

PAGE = "/on-call"


@pytest.fixture
def buddy(client, world):
    client.force_login(world.buddy.user)
    return world.buddy


def says_away(client, place, begins, ends, **more):
    """Posts the form, with times as a clock there shows them."""
    form = {
        "place": place.pk,
        "begins_day": begins[0],
        "begins_time": begins[1],
        "ends_day": ends[0],
        "ends_time": ends[1],
    }
    return client.post(f"{PAGE}/away", form | more)


def in_days(number):
    return today() + timedelta(days=number)


def told(person, words):
    """What somebody was told in which these words are, by channel."""
    return sorted(
        one.channel for one in Message.objects.filter(recipient=person, about_type="rota") if words in one.body
    )


def test_a_person_sees_their_own_turns_of_every_rota_and_nobody_else_s(client, world, buddy):
    rota_of(world, world.buddy, world.manager, length=Length.DAY, first_day=in_days(0), hand_over=time(9))
    rota_of(world, world.operator, name="Not mine")
    page = shown(client.get(PAGE))
    assert f"{in_days(2):%A} {in_days(2).day} {in_days(2):%B} 09:00 to" in page
    assert f"{in_days(1):%A} {in_days(1).day} {in_days(1):%B} 09:00 to" not in page
    assert "Not mine" not in page
    assert "Nights" in page


def test_who_has_no_turns_reads_so(client, world, buddy):
    assert "You are not on call in the coming eight weeks." in shown(client.get(PAGE))


def test_a_turn_that_somebody_covers_is_theirs_and_no_longer_one_s_own(world):
    rota = rota_of(world, world.buddy)
    begin, end = at(in_days(10), "09:00"), at(in_days(12), "09:00")
    RotaCover.objects.create(
        organisation=world.organisation,
        rota=rota,
        covered=world.buddy,
        by=world.operator,
        begins=begin,
        ends=end,
        made_at=begin,
    )
    far = at(in_days(20), "09:00")
    assert [(one.begins, one.ends) for one in own_turns(world.operator, begin, far)] == [(begin, end)]
    assert [(one.begins, one.ends) for one in own_turns(world.buddy, begin, far)] == [(end, far)]


def test_whoever_covers_takes_the_turns_and_is_told(client, world, buddy):
    rota = rota_of(world, world.buddy)
    answer = says_away(client, buddy, (in_days(3), "09:00"), (in_days(4), "09:00"), by="Olu Grant")
    assert answer.status_code == 302
    assert known_rota(rota).on_call(at(in_days(3), "12:00")) == (world.operator.pk,)
    assert known_rota(rota).on_call(at(in_days(4), "12:00")) == (world.buddy.pk,)
    assert told(world.operator, "has named you to be on call by Nights for them") == ["console", "sms"]
    assert told(world.manager, "cannot be on call") == []
    assert Entry.objects.filter(verb="staff.away", actor_name="Bo Lind").count() == 1
    assert Entry.objects.filter(verb="rota.cover_set", actor_name="Bo Lind").count() == 1


def test_without_a_cover_the_next_takes_them_and_who_keeps_the_rota_is_told(client, world, buddy):
    rota = rota_of(world, world.buddy, world.operator, length=Length.WEEK, first_day=in_days(0))
    assert says_away(client, buddy, (in_days(3), "09:00"), (in_days(4), "09:00")).status_code == 302
    assert known_rota(rota).on_call(at(in_days(3), "12:00")) == (world.operator.pk,)
    assert told(world.manager, "Bo Lind cannot be on call by Nights from") == ["console", "sms"]
    assert told(world.manager, ": Olu Grant") == ["console", "sms"]
    assert told(world.lsms, "cannot be on call") == ["console", "sms"]


def test_a_gap_is_asked_about_once_and_never_refused(client, world, buddy):
    rota = nights_of(world, world.buddy)
    when = (in_days(3), "18:00"), (in_days(4), "08:00")
    page = shown(says_away(client, buddy, *when), 422)
    assert "Nobody would be on call by Nights only on" in page
    assert not StaffAway.objects.exists()
    assert not Message.objects.filter(about_type="rota").exists()

    assert says_away(client, buddy, *when, leaves_gap="yes").status_code == 302

    assert known_rota(rota).on_call(at(in_days(3), "23:00")) == ()
    assert told(world.manager, ": nobody") == ["console", "sms"]
    page = shown(client.get(PAGE))
    assert "I am not away" in page


def test_nobody_is_told_of_time_in_which_one_had_no_turn(client, world, buddy):
    nights_of(world, world.buddy)
    assert says_away(client, buddy, (in_days(3), "09:00"), (in_days(3), "17:00")).status_code == 302
    assert not Message.objects.filter(about_type="rota").exists()


def test_coming_back_takes_the_cover_back_and_says_so(client, world, buddy):
    rota = rota_of(world, world.buddy)
    says_away(client, buddy, (in_days(3), "09:00"), (in_days(4), "09:00"), by="Olu Grant")
    away = StaffAway.objects.get()
    assert "You are not away after all?" in shown(client.get(f"{PAGE}/away/{away.pk}/end"))
    assert client.post(f"{PAGE}/away/{away.pk}/end").status_code == 302
    assert known_rota(rota).on_call(at(in_days(3), "12:00")) == (world.buddy.pk,)
    assert told(world.operator, "You need not cover for them.") == ["console", "sms"]
    assert client.post(f"{PAGE}/away/{away.pk}/end").status_code == 404


@pytest.mark.parametrize(
    ("more", "complaint"),
    [
        ({"by": "Nobody At All"}, "Nobody who works here is called"),
        ({"by": "Bo Lind"}, "Nobody can cover for themselves"),
        ({"begins_day": "", "begins_time": ""}, "Choose the day and the time when it begins."),
        ({"begins_day": "2020-01-01"}, "Choose a time that is not over yet."),
        ({"ends_day": "2020-01-01"}, "The end must be later than the beginning."),
    ],
    ids=str,
)
def test_what_cannot_be_is_said_at_its_field_and_nothing_changes(client, world, buddy, more, complaint):
    rota_of(world, world.buddy)
    if more == {"begins_day": "2020-01-01"}:
        more = more | {"ends_day": "2020-01-02"}
    page = shown(says_away(client, buddy, (in_days(3), "09:00"), (in_days(4), "09:00"), **more), 422)
    assert complaint in page
    assert not StaffAway.objects.exists()
    assert not RotaCover.objects.exists()


def test_nobody_says_it_for_somebody_else(client, world, buddy):
    when = (in_days(3), "09:00"), (in_days(4), "09:00")
    assert says_away(client, world.manager, *when).status_code == 404
    client.force_login(world.manager.user)
    says_away(client, world.manager, *when)
    client.force_login(world.buddy.user)
    away = StaffAway.objects.get()
    assert client.get(f"{PAGE}/away/{away.pk}/end").status_code == 404
    assert client.post(f"{PAGE}/away/{away.pk}/end").status_code == 404


def test_a_day_is_written_with_its_date():
    day = date(2026, 3, 3)
    assert span_in_words(at(day, "09:00"), at(day, "17:00"), LONDON) == "Tuesday 3 March 09:00 to 17:00"
