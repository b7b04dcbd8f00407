"""Exactly one person owns an alarm, everybody else knows who, and the owner has a clock."""

from tests.scenario import given, then, when


def test_of_those_who_take_at_once_one_owns_it_and_the_others_read_who(town):
    alarm = given.an_alarm(town.nurse)
    all_of_them = (town.operator, town.second_operator, town.manager, town.buddy)

    answers = when.at_once(*[lambda person=person: when.takes(person, alarm) for person in all_of_them])

    assert sorted(answer.status for answer in answers) == [200, 409, 409, 409]
    (winner,) = [person for person, answer in zip(all_of_them, answers, strict=True) if answer.status == 200]
    then.has_an_open_alarm(town.nurse, status="taken", owner=winner)
    for answer in answers:
        if answer.status == 409:
            assert answer.json["code"] == "taken"
            assert answer.json["owner"]["name"] == winner.name


def test_a_taken_alarm_rings_nobody_any_more_and_says_who_has_it(town, time):
    alarm = given.taken(given.an_alarm(town.nurse), by=town.operator)

    time.moves(minutes=9)

    for person in (town.manager, town.buddy, town.second_operator):
        then.was_texted(person, "Nia Okoye", "Olu Grant has taken the alarm about Nia Okoye.")
    then.was_texted(town.operator, "Nia Okoye")
    then.has_an_open_alarm(town.nurse, id=alarm["id"], status="taken")


def test_a_text_message_that_says_take_takes_it(town):
    given.an_alarm(town.nurse)

    when.replies(town.manager, "Take, on my way")

    then.has_an_open_alarm(town.nurse, status="taken", owner=town.manager)


def test_nobody_who_was_not_asked_can_take_it_by_text_message(town, time):
    given.an_alarm(town.nurse)

    when.replies(town.outsider, "TAKE")
    when.replies(town.nurse, "TAKE")
    assert town.installation.notify.reply("447700999999", "TAKE") == 200

    time.settles()
    then.has_an_open_alarm(town.nurse, status="ringing", owner=None)


def test_nobody_of_another_body_can_see_or_take_it(town):
    alarm = given.an_alarm(town.nurse)

    assert town.outsider.asks("GET", "/alarms?state=open").json["items"] == []
    assert when.takes(town.outsider, alarm).status == 404


def test_an_owner_who_says_nothing_for_ten_minutes_is_rung_with_everybody_else(town, time):
    given.taken(given.an_alarm(town.nurse), by=town.operator)

    time.moves(minutes=10)

    then.were_rung({town.operator: 2, town.second_operator: 2, town.manager: 2, town.buddy: 2})
    assert town.manager.texts[-1].startswith("Whoever took this alarm has been silent. Nia Okoye")
    then.has_an_open_alarm(town.nurse, status="ringing", owner=town.operator)


def test_an_owner_who_says_what_is_being_done_has_ten_minutes_more(town, time):
    alarm = given.taken(given.an_alarm(town.nurse), by=town.operator)
    time.moves(minutes=9)

    assert when.notes(town.operator, alarm, "Police called, log 120.").status == 200

    time.moves(minutes=9)
    then.were_rung({town.operator: 1, town.manager: 1})
    time.moves(minutes=1, seconds=5)
    then.were_rung({town.operator: 2, town.manager: 2})


def test_a_handed_over_alarm_rings_the_new_owner_and_rings_on_where_they_are_silent(town, time):
    alarm = given.taken(given.an_alarm(town.nurse), by=town.operator)

    assert when.hands_over(town.operator, alarm, town.supervisor).status == 200

    then.was_texted(town.supervisor, "This alarm was handed to you. Nia Okoye")
    then.has_an_open_alarm(town.nurse, status="taken", owner=town.supervisor)
    then.were_rung({town.operator: 1})
    time.moves(minutes=2)
    then.were_rung({town.operator: 2, town.manager: 2, town.supervisor: 2})


def test_a_closed_alarm_has_its_whole_history_and_rings_nobody(town, time):
    alarm = given.taken(given.an_alarm(town.nurse), by=town.operator)
    assert when.closes(town.operator, alarm, "genuine").status == 409

    assert when.closes(town.operator, alarm, "genuine", "Patient's dog. Nurse is safe.").status == 200

    time.moves(minutes=30)
    then.has_no_alarm(town.nurse)
    then.was_texted(town.manager, "Nia Okoye", "Olu Grant has taken", "Olu Grant has closed the alarm about Nia Okoye.")
    timeline = town.operator.asks("GET", f"/alarms/{alarm['id']}/timeline").json["items"]
    assert [entry["what"] for entry in timeline] == ["Raised", "Taken", "Closed"]


def test_an_owner_who_says_nothing_is_asked_before_it_rings_on_and_answers_by_text_message(town, time):
    given.timings(town, owner_clock_s=600, owner_asked_s=120)
    given.taken(given.an_alarm(town.nurse), by=town.manager)
    taken_at = time.now
    time.moves(after=taken_at, minutes=8, seconds=30)
    assert town.manager.texts[-1].startswith("You have this alarm and have said nothing for a while.")

    when.replies(town.manager, "TAKE")

    time.moves(after=taken_at, minutes=11)
    then.has_an_open_alarm(town.nurse, status="taken", owner=town.manager)
    then.was_rung(town.buddy)


def test_an_alarm_that_was_closed_too_soon_is_opened_again_and_rings_everybody(town):
    alarm = given.taken(given.an_alarm(town.nurse), by=town.operator)
    assert when.closes(town.operator, alarm, "false_accidental").status == 200

    answer = town.second_operator.asks("POST", f"/alarms/{alarm['id']}/reopen", {"text": "She does not answer"})

    assert answer.status == 200, answer.text
    then.has_an_open_alarm(town.nurse, id=alarm["id"], status="ringing", owner=None)
    then.was_rung(town.manager, 2)
