"""Nobody can start lone work without a plan that works."""

from datetime import timedelta

from tests.scenario import then, when


def test_who_has_no_plan_cannot_start_and_reads_why(town, time):
    end = (time.now + timedelta(hours=1)).isoformat()

    answer = town.newcomer.asks("POST", "/visits", {"place": "14 Mill Lane", "planned_end": end, "start": True})

    assert (answer.status, answer.json["code"]) == (409, "no_plan")
    assert "Your team has no plan of who is called when you need help." in answer.json["detail"]
    assert town.newcomer.asks("GET", "/visits?mine=true").json["items"] == []


def test_who_has_no_plan_and_presses_is_helped_all_the_same(town, time):
    when.presses(town.newcomer)

    then.was_texted(town.guardian, "NOBODY HAS ANSWERED. Noor Ash asked for help")
    time.moves(minutes=2)
    then.was_rung(town.guardian, times=2)
