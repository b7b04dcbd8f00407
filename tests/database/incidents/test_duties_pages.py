"""The pages of deadlines and RIDDOR: who sees them, who ends what, and what is said when something is wrong."""

import json
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from tests.conftest import AppClient
from tests.taken_away import whole
from tests.world import World

from alongside.incidents.actions import Submitted
from alongside.incidents.duties import actions, queries, track
from alongside.incidents.duties.standing import local_day_of, standing_of
from alongside.incidents.models import Absence, Duty, DutyLength, Incident, Injury, RiddorDecision
from alongside.incidents.new_report import NewAffected, Who
from alongside.incidents.reporting.actions import withdraw_report
from alongside.incidents.riddor import TrackState
from alongside.incidents.triage.connecting import merge_reports
from alongside.ledger.clock import now
from alongside.ledger.models import Entry
from alongside.people.actions import actor_for

pytestmark = pytest.mark.django_db
Report = Callable[..., Submitted]
SignIn = Callable[[str], AppClient]
ANSWERS = {
    "status": "employee",
    "at_work": "yes",
    "work_related": "yes",
    "happening": "violence",
    "injury1-kind": "fracture",
    "injury1-part": "nose",
    "kind_of_accident": "Physically assaulted by a person",
}


def day_fields(name: str, day: Any) -> dict[str, str]:
    return {f"{name}_day": str(day.day), f"{name}_month": str(day.month), f"{name}_year": str(day.year)}


def test_the_questions_are_answered_on_the_page_and_it_is_looked_at_again(incident: Incident, sign_in: SignIn) -> None:
    lsms, path = sign_in("lsms"), f"/incidents/{incident.reference}/riddor/1"
    assert lsms.get(path).status_code == 200
    assert lsms.post(path, ANSWERS).status_code == 302
    shown = lsms.get(path).content.decode()
    assert "Has a doctor confirmed it?" in shown
    assert "Something has to be known first" in shown
    lsms.post(path, {**ANSWERS, "injury1-diagnosed_by_doctor": "yes"})
    shown = lsms.get(path).content.decode()
    assert "To be reported to HSE" in shown
    assert "SI 2013/1471 reg 4(1)(a)" in shown
    assert RiddorDecision.objects.filter(incident=incident).latest("pk").state == "specified_due"
    rows = list(Injury.objects.order_by("pk"))
    assert "status" not in rows[0].facts  # it stood in the report already
    assert rows[1].facts == {"injuries": [{"kind": "fracture", "part": "nose", "diagnosed_by_doctor": True}]}


def test_an_answer_that_is_taken_back_is_unknown_again(specified: Incident, sign_in: SignIn) -> None:
    path = f"/incidents/{specified.reference}/riddor/1"
    stands = {"attacker": "visitor", "at_hospital": "yes", "in_control": "yes", "injury1-diagnosed_by_doctor": "yes"}
    sign_in("lsms").post(path, {**ANSWERS, **stands, "at_work": ""})
    assert Injury.objects.latest("pk").facts == {"at_work": None}
    assert standing_of(specified, specified.affected.get()).known.facts.at_work is None


def test_a_part_that_cannot_have_the_injury_is_refused_and_nothing_is_kept(incident: Incident, sign_in: SignIn) -> None:
    answer = sign_in("lsms").post(
        f"/incidents/{incident.reference}/riddor/1", {**ANSWERS, "injury1-part": "eye", "died_on_day": "40"}
    )
    assert answer.status_code == 422
    assert "cannot have this injury" in answer.content.decode()
    assert not Injury.objects.exists()


def test_opening_the_matter_is_a_look_into_the_compartment_of_people(incident: Incident, sign_in: SignIn) -> None:
    sign_in("lsms").get(f"/incidents/{incident.reference}")
    assert not Entry.objects.filter(verb="incident.people_read").exists()
    sign_in("lsms").get(f"/incidents/{incident.reference}/riddor/1")
    assert Entry.objects.filter(verb="incident.people_read").count() == 1


def test_the_panel_says_the_state_and_names_nobody(specified: Incident, sign_in: SignIn) -> None:
    shown = sign_in("lsms").get(f"/incidents/{specified.reference}").content.decode()
    assert "Specified injury: tell HSE now" in shown
    assert "Notify HSE by the quickest means" in shown
    assert "Nia Okoye" not in shown


def test_hses_questions_come_with_our_answers_and_with_what_it_would_refuse(
    incident: Incident, specified: Incident, sign_in: SignIn
) -> None:
    shown = sign_in("lsms").get(f"/incidents/{specified.reference}/riddor/1/f2508").content.decode()
    for words in ("Nia Okoye", "Broken bone", "Nose", "Specified injury", "Northbrook Hospital", "not known"):
        assert words in shown
    track.answer(incident.affected.get(), {"injuries": []}, by=actor_for(incident.reporter_user and _user(incident)))
    shown = sign_in("lsms").get(f"/incidents/{specified.reference}/riddor/1/f2508").content.decode()
    assert "Say what the injury was." in shown


def _user(incident: Incident) -> Any:
    from alongside.people.models import User

    return User.objects.get(pk=incident.reporter_user)


def test_a_step_is_taken_on_its_page(specified: Incident, sign_in: SignIn) -> None:
    lsms, path = sign_in("lsms"), f"/incidents/{specified.reference}/riddor/1/step"
    page = lsms.get(path).content.decode()
    seen = str(RiddorDecision.objects.latest("pk").pk)
    assert seen in page
    refused = lsms.post(path, {"seen": seen, "to": "notified"})
    assert refused.status_code == 422
    assert "Say when and how HSE was told." in refused.content.decode()
    today = {**day_fields("on", now()), "clock": "00:00"}
    said = {"seen": seen, "to": "notified", "channel": "telephone", **today}
    stamp = Incident.objects.get(pk=specified.pk)
    stamp.occurred_at -= timedelta(days=2)
    stamp.save()
    assert lsms.post(path, said).status_code == 302
    assert RiddorDecision.objects.latest("pk").state == "notified"
    assert Duty.objects.get(rule="RID-NOTIFY", incident=specified).ended_by == "Lee Stone"


def test_who_is_in_two_joined_reports_is_said_to_be_one_person(
    specified: Incident, report: Report, sign_in: SignIn, world: World
) -> None:
    into = report().incident
    merge_reports(into, [specified], by=actor_for(world.lsms.user))
    shown = sign_in("lsms").get(f"/incidents/{into.reference}/riddor/1").content.decode()
    assert f'The same person is in report <a href="/incidents/{specified.reference}/riddor/1">' in shown
    assert "Specified injury: tell HSE now" in shown


def test_a_report_that_was_taken_back_says_that_somebody_still_decides(
    specified: Incident, sign_in: SignIn, world: World
) -> None:
    withdraw_report(specified, "", by=actor_for(world.nurse.user))
    lsms = sign_in("lsms")
    assert "Whether HSE has to be told does not depend on that" in shown_of(
        lsms, f"/incidents/{specified.reference}/riddor/1"
    )
    assert "Taken back by the reporter" in shown_of(lsms, "/incidents/due")


def test_what_concerns_hse_is_ended_by_a_step_of_riddor_alone(specified: Incident, sign_in: SignIn) -> None:
    duty = Duty.objects.get(rule="RID-10")
    for what in ("done", "not-needed"):
        answer = sign_in("lsms").post(f"/incidents/due/{duty.pk}/{what}", {"act": "hse_reported", "because": "No."})
        assert answer.headers["Location"] == f"/incidents/{specified.reference}/riddor/1/step"
    duty.refresh_from_db()
    assert duty.ended_at is None


def shown_of(client: AppClient, path: str) -> str:
    return client.get(path).content.decode()


def test_what_was_reported_is_not_said_to_be_due(specified: Incident, sign_in: SignIn, world: World) -> None:
    lsms, by, one = sign_in("lsms"), actor_for(world.lsms.user), specified.affected.get()
    path = f"/incidents/{specified.reference}/riddor/1"
    assert "Tell HSE now, by the quickest means" in shown_of(lsms, path)
    seen = str(RiddorDecision.objects.latest("pk").pk)
    told = track.step(specified, one, TrackState.NOTIFIED, seen=seen, at=now(), channel="telephone", by=by)
    shown = shown_of(lsms, path)
    assert "Tell HSE now, by the quickest means" not in shown
    assert "Send the report within 10 days" in shown
    track.step(specified, one, TrackState.REPORTED, seen=str(told.pk), at=now(), by=by)
    shown = shown_of(lsms, path)
    assert "Send the report within 10 days" not in shown
    assert "HSE’s reference is not entered yet" in shown
    assert "Keep a record for at least 3 years" in shown
    assert "Report by" not in shown_of(lsms, f"/incidents/{specified.reference}")


def test_when_and_how_hse_was_told_is_asked_only_where_it_was(
    report: Report, specified: Incident, sign_in: SignIn
) -> None:
    hurt = [NewAffected("staff", who=Who(name="Nia Okoye"), injury="hospital", employment="employed")]
    undecided = report(affected=hurt).incident
    lsms = sign_in("lsms")
    assert "How was HSE told?" in shown_of(lsms, f"/incidents/{specified.reference}/riddor/1/step")
    path = f"/incidents/{undecided.reference}/riddor/1/step"
    assert "How was HSE told?" not in shown_of(lsms, path)
    seen = str(RiddorDecision.objects.filter(incident=undecided).latest("pk").pk)
    assert lsms.post(path, {"seen": seen, "to": "not_reportable", "reason": "No injury."}).status_code == 302


def test_what_hses_form_asks_every_time_is_written_down_once(specified: Incident, sign_in: SignIn) -> None:
    lsms = sign_in("lsms")
    path = f"/incidents/{specified.reference}/riddor/1/f2508"
    said = {"country": "england", "aim_day": "10", "form_main_industry": "Health care", "form_postcode": "x"}
    assert lsms.post("/incidents/due/settings", said).status_code == 302
    assert "Health care" in shown_of(lsms, path)
    assert 'value="Health care"' in shown_of(lsms, "/incidents/due/settings")
    assert lsms.post("/incidents/due/settings", said | {"form_main_industry": "y" * 201}).status_code == 422


def test_what_ended_is_listed_with_who_ended_it_and_why(asked_police: Duty, sign_in: SignIn) -> None:
    lsms = sign_in("lsms")
    lsms.post(f"/incidents/due/{asked_police.pk}/not-needed", {"because": "He wants none."})
    shown = shown_of(lsms, "/incidents/due?when=ended")
    assert "He wants none." in shown
    assert "Lee Stone" in shown
    assert "Report the incident</strong>" not in shown  # every report ends it
    assert "Report the incident</strong>" in shown_of(lsms, "/incidents/due?when=ended&rule=INC-24H")
    assert "He wants none." in whole(lsms.get("/incidents/due.csv?when=ended")).decode()
    for who in ("outsider", "manager"):
        assert ("He wants none." in shown_of(sign_in(who), "/incidents/due?when=ended")) is (who == "manager")


def test_pages_of_what_ended_follow_each_other(incident: Incident, world: World) -> None:
    at = now()
    Duty.objects.bulk_create(
        Duty(organisation=world.organisation, incident=incident, rule=f"T-{number}", started_at=at, due_at=at,
             ended_at=at - timedelta(minutes=number // 2), ending="done", ended_by="Lee Stone")
        for number in range(30)
    )  # fmt: skip
    ended = queries.duties_for(world.lsms.user).filter(rule__startswith="T-")
    first = list(queries.ended_before(ended, None)[:15])
    mark = queries.mark_from(str(queries.Mark(first[-1].ended_at, first[-1].pk)))  # type: ignore[arg-type]
    rest = list(queries.ended_before(ended, mark))
    assert len({duty.pk for duty in [*first, *rest]}) == 30
    assert first[0].rule in ("T-0", "T-1")


def test_days_off_are_added_corrected_and_taken_back(incident: Incident, sign_in: SignIn) -> None:
    lsms, path = sign_in("lsms"), f"/incidents/{incident.reference}/riddor/1/absences"
    today = local_day_of(incident, now())
    assert lsms.post(path, {"kind": "off_work", **day_fields("first_day", today)}).status_code == 302
    row = Absence.objects.get()
    early = {"kind": "off_work", **day_fields("first_day", today - timedelta(days=40))}
    refused = lsms.post(f"{path}/{row.pk}", early)
    assert "not before the incident" in refused.content.decode()
    light = {"kind": "light_duties", **day_fields("first_day", today)}
    assert lsms.post(f"{path}/{row.pk}", light).status_code == 302
    newer = Absence.objects.get(ended_at=None)
    assert newer.kind == "light_duties"
    assert lsms.get(f"{path}/{row.pk}").status_code == 404
    assert lsms.post(f"{path}/{newer.pk}/wrong", {"why": "It was somebody else."}).status_code == 302
    assert not Absence.objects.filter(ended_at=None).exists()


@pytest.mark.parametrize(
    ("who", "list_status", "rows", "ends"),
    [("lsms", 200, True, 302), ("director", 200, True, 403), ("manager", 200, True, 403),
     ("nurse", 403, False, 403), ("operator", 403, False, 403), ("administrator", 403, False, 403),
     ("outsider", 200, False, 404)],
)  # fmt: skip
def test_who_sees_deadlines_and_who_ends_them(
    who: str, list_status: int, rows: bool, ends: int, asked_police: Duty, sign_in: SignIn
) -> None:
    browser = sign_in(who)
    answer = browser.get("/incidents/due")
    assert answer.status_code == list_status
    assert (asked_police.incident.reference in answer.content.decode()) is rows
    done = browser.post(f"/incidents/due/{asked_police.pk}/done", {"act": "victim_referred"})
    assert done.status_code == ends
    asked_police.refresh_from_db()
    assert (asked_police.ended_at is not None) is (ends == 302)


@pytest.mark.parametrize(
    ("who", "sees", "writes"),
    [("lsms", 200, 200), ("manager", 200, 403), ("director", 403, 403), ("nurse", 403, 403), ("outsider", 404, 404)],
)
def test_who_sees_and_who_writes_riddor(who: str, sees: int, writes: int, incident: Incident, sign_in: SignIn) -> None:
    path = f"/incidents/{incident.reference}/riddor/1"
    assert sign_in(who).get(path).status_code == sees
    for page in ("step", "f2508", "absences"):
        assert sign_in(who).get(f"{path}/{page}").status_code == writes
    if writes != 200:
        assert sign_in(who).post(path, ANSWERS).status_code == writes
        assert not Injury.objects.exists()


def test_an_end_needs_an_act_or_a_reason_and_says_who(asked_police: Duty, sign_in: SignIn) -> None:
    lsms = sign_in("lsms")
    assert lsms.post(f"/incidents/due/{asked_police.pk}/done", {"act": "hse_reported"}).status_code == 422
    assert lsms.post(f"/incidents/due/{asked_police.pk}/not-needed", {"because": " ."}).status_code == 422
    assert lsms.post(f"/incidents/due/{asked_police.pk}/not-needed", {"because": "He wants none."}).status_code == 302
    asked_police.refresh_from_db()
    assert (asked_police.ending, asked_police.ended_by, asked_police.why) == ("waived", "Lee Stone", "He wants none.")
    assert lsms.post(f"/incidents/due/{asked_police.pk}/done", {"act": "victim_referred"}).status_code == 404


def test_the_list_is_narrowed_by_its_address_and_taken_away(
    asked_police: Duty, specified: Incident, sign_in: SignIn, world: World
) -> None:
    lsms = sign_in("lsms")
    assert "Police to refer" in lsms.get("/incidents/due?when=week").content.decode()
    assert (
        "Police to refer the victim to a support service</strong>"
        not in lsms.get("/incidents/due?rule=RID-10").content.decode()
    )
    assert "No deadline fits" in lsms.get("/incidents/due?reference=ZZZZ").content.decode()
    assert "No deadline fits" in lsms.get("/incidents/due?whose=mine").content.decode()
    Incident.objects.filter(pk=specified.pk).update(assigned_to=world.lsms)
    assert "Police to refer" in lsms.get("/incidents/due?whose=mine").content.decode()
    assert lsms.get("/incidents/due?after=rubbish&team=rubbish&rule=rubbish").status_code == 200
    table = whole(lsms.get("/incidents/due.csv?rule=RID-10")).decode()
    assert specified.reference in table
    assert "Nia" not in table
    sheet = load_workbook(BytesIO(whole(lsms.get("/incidents/due.xlsx?rule=RID-10")))).active
    assert [cell.value for cell in sheet["B"]] == ["Deadline", "Report to HSE"]
    taken = [json.loads(one.details) for one in Entry.objects.filter(verb="incident.exported").order_by("pk")]
    assert [(one["list"], one["form"], one["rows"], one["filters"]) for one in taken] == [
        ("deadlines", "csv", 1, {"rule": "RID-10"}),
        ("deadlines", "xlsx", 1, {"rule": "RID-10"}),
    ]


def test_pages_follow_each_other_without_losing_a_line(incident: Incident, sign_in: SignIn, world: World) -> None:
    at = now() + timedelta(days=30)
    Duty.objects.bulk_create(
        [
            Duty(organisation=world.organisation, incident=incident, rule=f"T-{number}", started_at=at, due_at=at)
            for number in range(30)
        ]
    )
    first = list(queries.after(queries.duties_for(world.lsms.user).filter(due_at=at), None)[:25])
    mark = queries.mark_from(str(queries.Mark(first[-1].due_at, first[-1].pk)))
    rest = list(queries.after(queries.duties_for(world.lsms.user).filter(due_at=at), mark))
    assert len({duty.pk for duty in [*first, *rest]}) == 30


def test_cctv_runs_only_when_the_organisation_said_how_long(incident: Incident, sign_in: SignIn, world: World) -> None:
    lsms = sign_in("lsms")
    today = local_day_of(incident, now())
    fact = {"fact": "civil_claim_considered", "affected": str(incident.affected.get().pk), **day_fields("on", today)}
    refused = lsms.post(f"/incidents/{incident.reference}/deadlines", fact)
    assert "Nobody has confirmed how long there is" in refused.content.decode()
    assert "Waits for you" in lsms.get("/incidents/due/settings").content.decode()
    said = {"amount": "3", "unit": "years", "basis": "Our solicitors", **day_fields("since", today)}
    assert lsms.post("/incidents/due/settings/PI-3Y", said).status_code == 302
    assert lsms.post("/incidents/due/settings/RID-10", said).status_code == 404
    assert DutyLength.objects.get().set_by == "Lee Stone"
    Incident.objects.filter(pk=incident.pk).update(occurred_at=now())
    assert lsms.post(f"/incidents/{incident.reference}/deadlines", fact).status_code == 302
    assert Duty.objects.get(rule="PI-3Y").due_at.year == now().year + 3


def test_a_length_longer_than_the_rule_allows_is_refused(sign_in: SignIn) -> None:
    today = now().date() + timedelta(days=1)
    said = {"amount": "72", "unit": "hours", "basis": "Policy", **day_fields("since", today)}
    answer = sign_in("lsms").post("/incidents/due/settings/INC-24H", said)
    assert answer.status_code == 422
    assert "at most 48 hours" in answer.content.decode()


def test_a_corrected_time_counts_deadlines_anew_and_keeps_the_old_count(incident: Incident, world: World) -> None:
    from alongside.incidents.actions import note_change

    by = actor_for(world.lsms.user)
    [duty] = actions.fact(incident, "crime_of_violence", now(), incident.affected.get(), by=by)
    incident.occurred_at -= timedelta(days=3)
    incident.save()
    note_change(incident, "classified", by=by, after={"occurred_at": incident.occurred_at.isoformat()})
    duty.refresh_from_db()
    assert (duty.ending, duty.ended_by) == ("replaced", "Lee Stone")
    anew = Duty.objects.get(rule="CICA-2Y", ended_at=None)
    assert duty.due_at - anew.due_at == timedelta(days=3)


@pytest.mark.parametrize(
    ("path", "said", "expected"),
    [
        ("settings", {}, "Where do your incidents happen? Choose one of the answers."),
        ("settings", {"country": "atlantis", "aim_day": "x" * 50}, "Where do your incidents happen? Choose one"),
        ("absences", {"email": "x" * 201, "order": "dmy"}, "rite at most 200 characters."),
    ],
)
def test_what_is_wrong_is_said_in_our_words(path: str, said: dict[str, str], expected: str, sign_in: SignIn) -> None:
    address = "/incidents/due/settings" if path == "settings" else "/incidents/absences"
    answer = sign_in("lsms").post(address, said)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert expected in text
    for default in ("This field is required", "Select a valid choice", "Ensure this value"):
        assert default not in text
