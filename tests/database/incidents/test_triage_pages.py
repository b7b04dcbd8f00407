"""From the list of new reports to a report that is put away; nothing typed is lost, nothing silently written over."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.conftest import AppClient
from tests.pages import shown
from tests.world import World

from alongside.incidents.actions import Submitted
from alongside.incidents.models import Incident
from alongside.incidents.new_report import NewAffected, NewResponsible
from alongside.incidents.triage import actions, adding, connecting
from alongside.incidents.triage.actions import ACCUSED, GRADES
from alongside.incidents.triage.forms import ClassifyForm
from alongside.ledger.clock import now
from alongside.ledger.models import Entry
from alongside.people.actions import actor_for, appoint, open_place, open_site
from alongside.people.models import Place
from alongside.people.roles import Role
from alongside.watch.actions import Press, ask_for_help
from alongside.watch.engine import AlarmKind

pytestmark = pytest.mark.django_db
Report = Callable[..., Submitted]
SignIn = Callable[[str], AppClient]


def classify_form(incident: Incident, **changes: Any) -> dict[str, Any]:
    """What a browser would send where nothing but `changes` was touched."""
    form = ClassifyForm(incident, ZoneInfo("Europe/London"))
    said: dict[str, Any] = {"seen_at": incident.changed_at.isoformat()}
    for field in form:
        value = field.value()
        if value not in (None, "", False):
            said[field.html_name] = value if isinstance(value, list) else field.field.widget.format_value(value)
    for name in GRADES | ACCUSED:
        for prefix, people in (("person", incident.affected.all()), ("responsible", incident.responsible.all())):
            said |= {f"{prefix}-{one.number}-{name}": getattr(one, name) for one in people if hasattr(one, name)}
    return said | changes


DEFAULTS = ("This field is required", "Select a valid choice", "Ensure this value", "Enter a valid")


@pytest.mark.parametrize(
    ("page", "said", "expected"),
    [
        (
            "classify",
            {},
            ["Kind of place: choose one of the answers.", "Day: write the day.", "Write why you classify"],
        ),
        (
            "classify",
            {"police": "maybe", "on_date": "31.31.2026"},
            ["Police: choose one", "Day: write a day that exists."],
        ),
        ("opinions", {}, ["Whose opinion is it? Choose one of the answers.", "What do they think? Choose one"]),
        (
            "opinions",
            {"source": "x" * 300, "given_on": "soon"},
            ["On what day did they say so? Write a day that exists."],
        ),
        ("accounts", {"compartment": "narrative", "text": "x" * 20_001}, ["write at most 20,000 characters."]),
        ("triage", {"outcome": "rubbish"}, ["Choose what becomes of the report."]),
        ("exhibits", {"caption": "x" * 301}, ["What does it show? Write at most 300 characters."]),
    ],
)
def test_what_is_wrong_is_said_with_the_name_of_the_field(
    page: str, said: dict[str, str], expected: list[str], report: Report, sign_in: SignIn
) -> None:
    answer = sign_in("lsms").post(f"/incidents/{report().incident.reference}/{page}", said)
    assert answer.status_code == 422
    text = answer.content.decode()
    for sentence in expected:
        assert sentence in text
    for default in DEFAULTS:
        assert default not in text


def test_an_alarm_near_in_time_is_found_connected_shown_and_let_go(
    report: Report, sign_in: SignIn, world: World
) -> None:
    incident, client = report().incident, sign_in("lsms")
    with_alarm = ask_for_help(world.nurse, Press(AlarmKind.SOS, now()), by=actor_for(world.nurse.user))  # type: ignore[arg-type]
    far = report(occurred_at=now() - timedelta(days=20)).incident
    page = shown(client.get(f"/incidents/{incident.reference}/connections"))
    assert "Nia Okoye: asked for help" in page
    assert "No alarm was raised" in shown(client.get(f"/incidents/{far.reference}/connections"))
    assert "Nia Okoye: asked" in shown(client.get(f"/incidents/{far.reference}/connections?alarm=okoye+nia"))
    assert "no such alarm" in shown(client.get(f"/incidents/{far.reference}/connections?alarm=rao"))
    said = {"how": "alarm", "object": str(with_alarm.pk)}
    assert client.post(f"/incidents/{incident.reference}/connections", said).status_code == 302
    page = shown(client.get(f"/incidents/{incident.reference}"))
    assert f'href="/response/alarms/{with_alarm.pk}">Nia Okoye: asked for help</a>' in page
    assert "Nia Okoye: asked" not in shown(client.get(f"/incidents/{incident.reference}/connections"))
    client.post(f"/incidents/{incident.reference}/disconnect", {"connection": str(incident.connections.get().pk)})
    assert "asked for help" not in shown(client.get(f"/incidents/{incident.reference}"))


def test_an_alarm_that_one_may_not_see_is_neither_listed_nor_connected(
    report: Report, sign_in: SignIn, world: World
) -> None:
    """The specialist's own silent alarm: nobody sees on their screen that it stands (S9). And one of another provider."""
    incident, client = report().incident, sign_in("lsms")
    appoint(world.lsms, Role.WORKER)
    own = ask_for_help(world.lsms, Press(AlarmKind.DURESS, now()), by=actor_for(world.lsms.user))  # type: ignore[arg-type]
    theirs = ask_for_help(world.outsider, Press(AlarmKind.SOS, now()), by=actor_for(world.outsider.user))  # type: ignore[arg-type]
    page = shown(client.get(f"/incidents/{incident.reference}/connections"))
    assert "No alarm was raised in the same half day that you may see." in page
    for alarm in (own, theirs):
        said = {"how": "alarm", "object": str(alarm.pk)}
        page = shown(client.post(f"/incidents/{incident.reference}/connections", said), 422)
        assert "Choose an alarm from the list." in page
        connecting.connect_object(incident, "alarm", alarm.pk, by=actor_for(world.director.user))  # type: ignore[arg-type]
        page = shown(client.get(f"/incidents/{incident.reference}"))
        assert str(alarm.pk) not in page
    assert "Silent" not in page


def test_a_place_is_found_connected_and_shown(report: Report, sign_in: SignIn, ward: Place, world: World) -> None:
    incident, client = report(place=None).incident, sign_in("lsms")
    assert "Connect<span" not in shown(client.get(f"/incidents/{incident.reference}/connections"))
    assert "Ward 7, Northbrook Hospital" in shown(
        client.get(f"/incidents/{incident.reference}/connections?place=ward+northbrook")
    )
    assert "No place has these words" in shown(client.get(f"/incidents/{incident.reference}/connections?place=moon"))
    said = {"how": "place", "object": str(ward.pk)}
    assert client.post(f"/incidents/{incident.reference}/connections", said).status_code == 302
    assert "Ward 7, Northbrook Hospital" in shown(client.get(f"/incidents/{incident.reference}"))
    elsewhere = open_place(open_site(world.outsider.organisation, "South"), "Ward 1")
    for wrong in (str(elsewhere.pk), "x", ""):
        page = shown(
            client.post(f"/incidents/{incident.reference}/connections", {"how": "place", "object": wrong}), 422
        )
        assert "Choose a place from the list." in page


def test_closing_without_a_reason_is_said_and_keeps_what_was_chosen(report: Report, sign_in: SignIn) -> None:
    incident = report().incident
    page = shown(sign_in("lsms").post(f"/incidents/{incident.reference}/triage", {"outcome": "close"}), 422)
    assert "Write why, for the person who reported it." in page
    assert 'value="close" checked' in page


def test_somebody_else_was_first(report: Report, sign_in: SignIn, world: World) -> None:
    incident = report().incident
    seen_at = incident.changed_at.isoformat()
    actions.assign(incident, world.lsms, by=actor_for(world.lsms.user))
    said = {"outcome": "close", "reason": "Nothing to do.", "seen_at": seen_at}
    page = shown(sign_in("lsms").post(f"/incidents/{incident.reference}/triage", said), 409)
    assert "Somebody changed this report after you opened it" in page
    assert "Given" in page
    assert "Nothing to do." in page
    assert Incident.objects.get(pk=incident.pk).status == "submitted"


def test_classifying_what_stands_already_changes_nothing(report: Report, sign_in: SignIn) -> None:
    incident, client = report().incident, sign_in("lsms")
    answer = client.post(f"/incidents/{incident.reference}/classify", classify_form(incident, why="Only looking."))
    assert answer.status_code == 302, answer.content.decode()
    assert not incident.changes.filter(what="classified").exists()


def test_classifying_again_is_shown_in_the_history(report: Report, sign_in: SignIn) -> None:
    incident, client = report().incident, sign_in("lsms")
    said = classify_form(incident, why="The ward says so.", kinds=["theft"], lone_working="yes")
    assert client.post(f"/incidents/{incident.reference}/classify", said).status_code == 302
    page = shown(client.get(f"/incidents/{incident.reference}"))
    assert "Kinds: physical assault → theft" in page
    assert "Working alone: nothing → yes" in page
    assert "The ward says so." in page


def test_a_classification_without_a_reason_keeps_what_was_typed(report: Report, sign_in: SignIn) -> None:
    incident, client = report().incident, sign_in("lsms")
    said = classify_form(incident, why=" ", lfpse_reference="LF-77")
    page = shown(client.post(f"/incidents/{incident.reference}/classify", said), 422)
    assert "Write why you classify it in this way." in page
    assert "LF-77" in page


def test_a_classification_that_came_second_is_told_and_kept_on_the_page(
    report: Report, sign_in: SignIn, world: World
) -> None:
    incident, client = report().incident, sign_in("lsms")
    said = classify_form(incident, why="Mine", kinds=["theft"])
    actions.assign(incident, world.lsms, by=actor_for(world.lsms.user))
    page = shown(client.post(f"/incidents/{incident.reference}/classify", said), 409)
    assert "Somebody changed this report" in page
    assert Incident.objects.get(pk=incident.pk).kinds == ["physical_assault"]
    fresh = Incident.objects.get(pk=incident.pk)
    again = said | {"seen_at": fresh.changed_at.isoformat()}
    assert client.post(f"/incidents/{incident.reference}/classify", again).status_code == 302
    assert Incident.objects.get(pk=incident.pk).kinds == ["theft"]


def test_a_duplicate_is_suggested_joined_shown_and_parted(report: Report, sign_in: SignIn) -> None:
    into, other, client = report().incident, report(account="He struck me on ward seven.").incident, sign_in("lsms")
    assert other.reference in shown(client.get(f"/incidents/{into.reference}/connections"))
    answer = client.post(f"/incidents/{into.reference}/connections", {"other": other.reference.lower(), "how": "join"})
    assert answer.status_code == 302
    page = shown(client.get(f"/incidents/{into.reference}?open=narrative"))
    assert "He struck me on ward seven." in page
    assert f"report {other.reference}" in page
    looked = Entry.objects.filter(verb="incident.narrative_read").values_list("subject_id", flat=True)
    assert set(looked) == {into.pk, other.pk}
    assert "which stands for both" in shown(client.get(f"/incidents/{other.reference}"))
    assert client.post(f"/incidents/{other.reference}/part").status_code == 302
    assert Incident.objects.get(pk=other.pk).status == "submitted"


def test_what_joins_a_report_of_another_team_stays_closed_to_this_teams_manager(
    report: Report, sign_in: SignIn, world: World
) -> None:
    into, other = report().incident, report(team=None, account="Words of another team.").incident
    connecting.merge_reports(into, [other], by=actor_for(world.lsms.user))
    page = shown(sign_in("manager").get(f"/incidents/{into.reference}?open=narrative"))
    assert "Words of another team." not in page
    assert f'href="/incidents/{other.reference}"' not in page


def test_a_reference_that_is_not_there_is_said(report: Report, sign_in: SignIn) -> None:
    incident = report().incident
    said = {"other": "ZZZZ-ZZZZ", "how": "join"}
    page = shown(sign_in("lsms").post(f"/incidents/{incident.reference}/connections", said), 422)
    assert "There is no report with this reference that you may see." in page


def test_the_same_event_is_connected_and_let_go(report: Report, sign_in: SignIn) -> None:
    one, other, client = report().incident, report().incident, sign_in("lsms")
    client.post(f"/incidents/{one.reference}/connections", {"other": other.reference, "how": "same_event"})
    page = shown(client.get(f"/incidents/{one.reference}"))
    assert "Same event" in page
    connection = one.connections.get()
    client.post(f"/incidents/{one.reference}/disconnect", {"connection": str(connection.pk)})
    assert Incident.objects.get(pk=one.pk).event is None


def test_who_looked_is_shown_to_the_specialist_alone(report: Report, sign_in: SignIn) -> None:
    incident = report().incident
    sign_in("manager").get(f"/incidents/{incident.reference}?open=people")
    page = shown(sign_in("lsms").get(f"/incidents/{incident.reference}"))
    assert "Asha Rao: “People affected and witnesses”" in page
    assert "Who looked" not in shown(sign_in("director").get(f"/incidents/{incident.reference}"))


def test_that_a_report_was_read_is_told_when_the_specialist_opens_it(report: Report, sign_in: SignIn) -> None:
    incident = report().incident
    sign_in("manager").get(f"/incidents/{incident.reference}")
    assert not incident.changes.filter(what="read").exists()
    sign_in("lsms").get(f"/incidents/{incident.reference}")
    assert incident.changes.filter(what="read").count() == 1


def test_a_wrong_file_is_refused_in_words_and_an_opinion_needs_its_author(report: Report, sign_in: SignIn) -> None:
    incident, client = report().incident, sign_in("lsms")
    upload = SimpleUploadedFile("a.exe", b"MZ nothing", content_type="image/jpeg")
    page = shown(client.post(f"/incidents/{incident.reference}/exhibits", {"file": upload, "caption": "Door"}), 422)
    assert "This file cannot be taken in." in page
    assert "Door" in page
    said = {"source": "clinician", "opinion": "accident", "ground": "A seizure"}
    page = shown(client.post(f"/incidents/{incident.reference}/opinions", said), 422)
    assert "Write who said so" in page
    assert "A seizure" in page


def test_an_opinion_is_dated_and_says_of_whom_and_which_factors(report: Report, sign_in: SignIn) -> None:
    two = [NewResponsible("patient"), NewResponsible("relative")]
    incident, client = report(responsible=two).incident, sign_in("lsms")
    page = shown(client.get(f"/incidents/{incident.reference}?open=suspect"))
    assert "Responsible 2, relative" in page
    day = (now() - timedelta(days=9)).date()
    said = {
        "source": "clinician",
        "responsible": "1",
        "opinion": "did_not_know_act",
        "factors": ["dementia", "brain_injury"],
        "author_name": "Dr Ines Marr",
        "given_on": day.isoformat(),
        "ground": "Seen at noon.",
    }
    assert client.post(f"/incidents/{incident.reference}/opinions", said).status_code == 302
    given = incident.opinions.get()
    assert (given.factors, given.responsible, given.given_at.date()) == (
        ["dementia", "brain_injury"],
        incident.responsible.get(number=1),
        day,
    )
    page = shown(client.get(f"/incidents/{incident.reference}?open=suspect"))
    assert "Dementia or confusion, Brain injury, seizure or delirium" in page
    later = said | {"given_on": (now() + timedelta(days=2)).date().isoformat()}
    page = shown(client.post(f"/incidents/{incident.reference}/opinions", later), 422)
    assert "Choose a day that is not in the future." in page
    assert re.search(r'value="dementia" checked', page)


def test_what_rests_on_an_opinion_says_so_and_its_reason_stands_with_who_did_it(
    report: Report, sign_in: SignIn, world: World
) -> None:
    incident = report().incident
    adding.give_opinion(
        incident, source="police", opinion="intentional", author_name="PC 77", by=actor_for(world.lsms.user)
    )
    assert "Force reached a person: hit" in shown(sign_in("manager").get(f"/incidents/{incident.reference}"))
    adding.give_opinion(
        incident, source="clinician", opinion="accident", author_name="Dr Ines Marr", by=actor_for(world.lsms.user)
    )
    for who in ("manager", "director", "lsms"):
        page = shown(sign_in(who).get(f"/incidents/{incident.reference}"))
        assert "National definition: neither." in page
        assert "accident" not in page
    page = shown(sign_in("lsms").get(f"/incidents/{incident.reference}?open=suspect"))
    assert "Force was not intended: clinician&#39;s opinion says it was an accident." in page


def test_who_wants_the_police_is_for_those_who_may_open_the_people(report: Report, sign_in: SignIn) -> None:
    incident = report(affected=[NewAffected("staff", police_wish="wanted")]).incident
    assert "wants the police" in shown(sign_in("manager").get(f"/incidents/{incident.reference}"))
    assert "wants the police" not in shown(sign_in("director").get(f"/incidents/{incident.reference}"))


def test_the_shift_is_classified_and_shown(report: Report, sign_in: SignIn) -> None:
    incident, client = report().incident, sign_in("lsms")
    said = classify_form(incident, why="The rota says so.", shift="night")
    assert client.post(f"/incidents/{incident.reference}/classify", said).status_code == 302
    page = shown(client.get(f"/incidents/{incident.reference}"))
    assert "<dt>Shift</dt><dd>Night shift</dd>" in page
    assert "Shift: not known → night shift" in page
