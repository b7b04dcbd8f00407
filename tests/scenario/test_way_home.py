"""On the way: a drive puts the check-in off and never past its end; after the last visit somebody asks whether she got home."""

from datetime import datetime

from tests.scenario import given, then, when
from tests.world import DURESS_PIN, PIN


def ends(worker, visit, pin=PIN):
    answer = worker.asks("POST", f"/visits/{visit['id']}/end", {"pin": pin})
    assert answer.status == 200, answer.text
    return datetime.fromisoformat(answer.json["home_by"])


def test_a_drive_puts_the_check_in_off_and_never_past_its_end(town, time):
    given.timings(town, driving_s=5400, check_in_interval_s=1800)
    visit = given.a_visit(town.nurse)
    answer = town.nurse.asks("POST", f"/visits/{visit['id']}/driving", {"minutes": 90})
    until = datetime.fromisoformat(answer.json["driving_until"])

    time.moves(after=until, minutes=-35)
    then.was_texted(town.nurse)
    again = town.nurse.asks("POST", f"/visits/{visit['id']}/driving", {"minutes": 90})
    assert datetime.fromisoformat(again.json["driving_until"]) == until
    time.moves(after=until, minutes=10)
    then.has_an_open_alarm(town.nurse, kind="missed_check_in")
    then.was_rung(town.manager)


def test_a_nurse_who_does_not_say_that_she_is_home_is_asked_rung_and_then_looked_for(town, time):
    given.timings(town, home_safe_s=3600)
    home_by = ends(town.nurse, given.a_visit(town.nurse))

    time.moves(after=home_by, minutes=-5)
    then.was_texted(town.nurse, "Are you home? Tell us by ")
    time.moves(after=home_by, seconds=90)
    then.was_texted(town.nurse, "Are you home? Tell us", *["Are you home, and safe?"] * 2)
    time.moves(after=home_by, minutes=10)
    then.has_an_open_alarm(town.nurse, kind="not_home_safe", place="14 Mill Lane")
    assert town.manager.texts[-1].startswith("Nia Okoye (Community nurse) has not said that they are home")


def test_a_text_message_that_says_safe_is_her_word_that_she_is_home(town, time):
    given.timings(town, home_safe_s=3600)
    home_by = ends(town.nurse, given.a_visit(town.nurse))
    time.moves(after=home_by, minutes=1)

    when.replies(town.nurse, "SAFE")

    time.moves(after=home_by, minutes=30)
    then.has_no_alarm(town.nurse)


def test_a_nurse_who_is_made_to_say_that_she_is_home_is_helped_and_her_answer_looks_the_same(town, time):
    given.timings(town, home_safe_s=3600)
    answers = []
    for pin in (PIN, DURESS_PIN):
        visit = given.a_visit(town.nurse)
        ends(town.nurse, visit)
        answer = town.nurse.asks("POST", f"/visits/{visit['id']}/home-safe", {"pin": pin})
        kept = {name: answer.json[name] for name in ("status", "home_by", "due_at", "place")}
        answers.append((answer.status, kept))
    assert answers[0] == answers[1]
    then.has_an_open_alarm(town.nurse, kind="duress")
    then.were_rung({town.manager: 1, town.operator: 1})
