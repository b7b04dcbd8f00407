"""A reporter corrects the report, adds to it and takes it back: nothing said first is lost, and the specialist is told."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.conftest import AppClient
from tests.files import JPEG
from tests.world import World

from alongside.evidence.models import StoredFile
from alongside.incidents.actions import Submitted
from alongside.incidents.following.queries import waiting_answers
from alongside.incidents.models import Account, Identity, Incident, Told
from alongside.incidents.reporting.link_actions import make_posters
from alongside.incidents.triage.actions import Classification, reclassify
from alongside.incidents.triage.connecting import merge_reports, part_reports
from alongside.messages.models import Message
from alongside.people.actions import actor_for, open_place
from alongside.people.models import Place

pytestmark = pytest.mark.django_db
Report = Callable[..., Submitted]
SignIn = Callable[[str], AppClient]


def page(incident: Incident) -> str:
    return f"/report/track/{incident.reference}"


def told(world: World) -> list[str]:
    notices = Message.objects.filter(recipient=world.lsms, subject__contains="corrected it").order_by("id")
    return list(notices.values_list("subject", flat=True))


def opened(client: AppClient, submitted: Submitted) -> AppClient:
    said = {"reference": submitted.incident.reference, "code": submitted.code}
    assert client.post("/report/track", said).status_code == 302
    return client


def test_time_place_and_harm_are_corrected_beside_what_was_first_said(
    sign_in: SignIn, report: Report, world: World, ward: Place
) -> None:
    incident = report().incident
    first = Incident.objects.get(pk=incident.pk)
    clinic = open_place(ward.site, "Clinic 2")
    browser = sign_in("nurse")
    shown = browser.get(f"{page(incident)}/correct").content.decode()
    assert "Ward 7, Northbrook Hospital" in shown
    said = {
        "day_day": "2",
        "day_month": "3",
        "day_year": "2026",
        "time": "14:30",
        "where": "Clinic 2, Northbrook Hospital",
        "injury": "hospital",
    }
    assert browser.post(f"{page(incident)}/correct", said).status_code == 302
    now = Incident.objects.get(pk=incident.pk)
    assert f"{now.occurred_at:%Y-%m-%d %H:%M}" == "2026-03-02 14:30"
    assert (now.place, now.injury) == (clinic, "hospital")
    change = incident.changes.get(what="corrected_by_reporter")
    assert change.before["occurred_at"] == first.occurred_at.isoformat()
    assert change.before["place"] == str(ward.pk)
    assert change.before["person 1 injury"] == first.affected.get().injury or first.injury
    assert len(told(world)) == 1
    history = sign_in("lsms").get(f"/incidents/{incident.reference}").content.decode()
    assert "Corrected by the reporter" in history
    assert "Clinic 2" in history
    assert "You corrected your report." in browser.get(page(incident)).content.decode()
    browser.post(f"{page(incident)}/correct", said)
    assert incident.changes.filter(what="corrected_by_reporter").count() == 1, "nothing differs any more"


def test_a_place_that_was_typed_stands_in_the_page_and_is_corrected_there(
    sign_in: SignIn, report: Report, ward: Place
) -> None:
    incident = report(place=None, site=ward.site, place_name="By the lift").incident
    browser, address = sign_in("nurse"), f"{page(incident)}/correct"
    assert 'value="By the lift, Northbrook Hospital"' in browser.get(address).content.decode()
    words = Account.objects.get(author="reporter").text
    same = {"where": "By the lift, Northbrook Hospital"}
    assert browser.post(address, same).status_code == 422, "nothing is different yet"
    assert browser.post(address, {"where": "By the stairs, Northbrook Hospital"}).status_code == 302
    now = Incident.objects.get(pk=incident.pk)
    assert (now.place_said, now.site, now.place) == ("By the stairs", ward.site, None)
    assert [one.text for one in Account.objects.filter(author="reporter")] == [words]
    assert 'value="By the stairs, Northbrook Hospital"' in browser.get(address).content.decode()
    history = sign_in("lsms").get(f"/incidents/{incident.reference}").content.decode()
    assert "Place in words: By the lift → By the stairs" in history
    browser.post(address, {"where": "Ward 7, Northbrook Hospital"})
    assert Incident.objects.get(pk=incident.pk).place == ward


def test_other_words_beside_a_place_of_the_list_stand_with_the_account(
    sign_in: SignIn, report: Report, ward: Place
) -> None:
    incident = report().incident
    assert sign_in("nurse").post(f"{page(incident)}/correct", {"where": "On the stairs"}).status_code == 302
    now = Incident.objects.get(pk=incident.pk)
    assert (now.place, now.place_said) == (ward, "")
    assert "Where it was: On the stairs" in Account.objects.filter(author="reporter").order_by("-id")[0].text


def test_what_a_specialist_classified_stands_and_they_read_what_the_reporter_says(
    sign_in: SignIn, report: Report, world: World
) -> None:
    incident = report().incident
    said = Classification.of(incident)
    said.people[1] = {"injury": "treated"}
    reclassify(incident, said, "The ward's own record says so.", by=actor_for(world.lsms.user))
    sign_in("nurse").post(f"{page(incident)}/correct", {"injury": "hospital"})
    assert incident.affected.get().injury == "treated"
    assert incident.changes.get(what="reporter_says").after == {"person 1 injury": "hospital"}
    assert len(told(world)) == 1


def test_a_time_that_is_to_come_is_refused(sign_in: SignIn, report: Report) -> None:
    incident = report().incident
    said = {"day_day": "1", "day_month": "1", "day_year": "2030", "time": "10:00"}
    answer = sign_in("nurse").post(f"{page(incident)}/correct", said)
    assert answer.status_code == 422
    assert "not in the future" in answer.content.decode()
    assert not incident.changes.filter(what="corrected_by_reporter").exists()


def test_words_and_pictures_are_added_with_the_code(client: AppClient, report: Report, world: World) -> None:
    submitted = report(anonymous=True)
    browser = opened(client, submitted)
    first = Account.objects.get(author="reporter").text
    picture = SimpleUploadedFile("door.jpg", JPEG, "image/jpeg")
    said = {"text": f"{first} He came back at noon.", "files": picture}
    assert browser.post(f"{page(submitted.incident)}/correct", said).status_code == 302
    words = list(Account.objects.filter(author="reporter").order_by("id"))
    assert [one.text for one in words] == [first, f"{first} He came back at noon."]
    assert words[1].replaces == words[0]
    assert submitted.incident.exhibits.count() == 1
    kept = StoredFile.objects.get()
    assert kept.name != "door.jpg", "of a report without a name what came is never stored as it was"
    assert kept.received_kind == "reporter"
    assert kept.name in browser.get(page(submitted.incident)).content.decode()
    assert len(told(world)) == 1


def test_a_file_that_is_none_is_refused_and_nothing_is_half_saved(sign_in: SignIn, report: Report) -> None:
    incident = report().incident
    said = {"text": "Other words.", "files": SimpleUploadedFile("x.exe", b"MZ\x90\x00", "image/jpeg")}
    answer = sign_in("nurse").post(f"{page(incident)}/correct", said)
    assert answer.status_code == 422
    assert "x.exe" in answer.content.decode()
    assert "Other words." in answer.content.decode()
    assert Account.objects.filter(author="reporter").count() == 1


def test_contact_details_are_changed_and_the_first_ones_kept(
    client: AppClient, world: World, ward: Place, sign_in: SignIn
) -> None:
    make_posters([ward], secrets=["s" * 32])
    said = {"danger": "no", "kinds": ["threat"], "when": "now", "targets": ["me"], "responsible": ["unknown"]}
    said |= {"reporter": "contact", "name": "Bea Noor", "email": "bea@example.org"}
    sent = client.post("/report/whole/send", {"key": "k" * 32, "door": f"at:{'s' * 32}", **said}).json()
    client.post("/report/track", {"reference": sent["reference"], "code": sent["code"]})
    address = f"/report/track/{sent['reference']}/correct"
    wrong = client.post(address, {"name": "Bea Noor", "email": "bea@example", "phone": ""})
    assert wrong.status_code == 422
    client.post(address, {"name": "Bea Noor", "email": "b.noor@example.org", "phone": "07700 900123"})
    mine = Identity.objects.filter(part="reporter").order_by("id")
    assert [(one.email, one.replaced_at is None) for one in mine] == [
        ("bea@example.org", False),
        ("b.noor@example.org", True),
    ]
    assert Identity.objects.get(part="affected").email == "b.noor@example.org"
    page = sign_in("lsms").get(f"/incidents/{sent['reference']}").content.decode()
    assert "The reporter changed how to reach them" in page
    client.post(address, {"name": "Bea Noor", "email": "b.noor@example.org", "phone": "", "no_messages": "on"})
    assert not Identity.objects.filter(replaced_at=None, may_write=True).exists()


def test_a_finished_report_is_corrected_by_a_message(sign_in: SignIn, report: Report) -> None:
    incident = report().incident
    Incident.objects.filter(pk=incident.pk).update(status="closed")
    browser = sign_in("nurse")
    shown = browser.get(page(incident)).content.decode()
    assert f"{page(incident)}/correct" not in shown
    assert "This report is finished." in shown
    assert browser.post(f"{page(incident)}/correct", {"text": "Other words."}).status_code == 422
    assert Account.objects.filter(author="reporter").count() == 1


def test_a_message_that_is_posted_twice_is_stored_once(
    sign_in: SignIn, report: Report, later: Callable[..., None]
) -> None:
    incident = report().incident
    browser = sign_in("nurse")
    for _ in range(2):
        assert browser.post(f"{page(incident)}/answer", {"text": "Is there news?"}).status_code == 302
    assert Told.objects.filter(kind="answer").count() == 1
    later(minutes=11)
    browser.post(f"{page(incident)}/answer", {"text": "Is there news?"})
    assert Told.objects.filter(kind="answer").count() == 2


@pytest.mark.parametrize("status", ["submitted", "triaged", "closed"])
def test_the_reporter_takes_back_what_nobody_works_on_as_a_case(sign_in: SignIn, report: Report, status: str) -> None:
    incident = report().incident
    Incident.objects.filter(pk=incident.pk).update(status=status)
    browser = sign_in("nurse")
    assert "Take your report back" in browser.get(page(incident)).content.decode()
    shown = browser.get(f"{page(incident)}/take-back").content.decode()
    assert ("has finished with it" in shown) is (status == "closed")
    assert "being worked on" not in shown
    browser.post(f"{page(incident)}/take-back", {"why": ""})
    incident.refresh_from_db()
    assert incident.status == "withdrawn"
    assert Account.objects.filter(incident=incident).exists(), "it is never erased"


def test_what_is_a_case_is_taken_back_by_asking_and_a_specialist_agrees(
    sign_in: SignIn, report: Report, world: World
) -> None:
    incident = report().incident
    Incident.objects.filter(pk=incident.pk).update(status="case_opened")
    browser = sign_in("nurse")
    assert "Ask for your report to be taken back" in browser.get(page(incident)).content.decode()
    for _ in range(2):
        browser.post(f"{page(incident)}/take-back", {"why": "I am afraid of what he does next."})
    incident.refresh_from_db()
    assert incident.status == "case_opened"
    assert Told.objects.get(kind="answer").text.endswith("I am afraid of what he does next.")
    assert waiting_answers(world.lsms.user).count() == 1
    assert Message.objects.filter(recipient=world.lsms, subject__contains="wants to take it back").count() == 1
    desk = sign_in("lsms")
    assert "Let it be taken back" in desk.get(f"/incidents/{incident.reference}").content.decode()
    assert sign_in("manager").post(f"/incidents/{incident.reference}/agree-to-take-back").status_code == 403
    desk.post(f"/incidents/{incident.reference}/agree-to-take-back")
    incident.refresh_from_db()
    assert incident.status == "withdrawn"
    assert "it is taken back" in browser.get(page(incident)).content.decode()
    assert waiting_answers(world.lsms.user).count() == 0


def test_nobody_takes_back_for_the_reporter_what_they_did_not_ask_for(sign_in: SignIn, report: Report) -> None:
    incident = report().incident
    Incident.objects.filter(pk=incident.pk).update(status="case_opened")
    sign_in("lsms").post(f"/incidents/{incident.reference}/agree-to-take-back")
    incident.refresh_from_db()
    assert incident.status == "case_opened"


def test_a_joined_report_is_asked_back_and_parted_before_it_is(sign_in: SignIn, report: Report, world: World) -> None:
    mine, other = report().incident, report().incident
    by = actor_for(world.lsms.user)
    merge_reports(other, [mine], "The same event.", by=by)
    browser = sign_in("nurse")
    assert "together with what others reported" in browser.get(f"{page(mine)}/take-back").content.decode()
    browser.post(f"{page(mine)}/take-back", {"why": ""})
    mine.refresh_from_db()
    assert mine.status == "merged"
    desk = sign_in("lsms")
    desk.post(f"/incidents/{mine.reference}/agree-to-take-back")
    mine.refresh_from_db()
    assert mine.status == "merged"
    part_reports(mine, by=by)
    desk.post(f"/incidents/{mine.reference}/agree-to-take-back")
    mine.refresh_from_db()
    assert mine.status == "withdrawn"
