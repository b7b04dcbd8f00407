"""The reporter's page: who opens it, what it tells, and the conversation."""

from collections.abc import Callable
from typing import Any

import pytest
from tests.conftest import AppClient
from tests.world import World

from alongside.incidents import occasions
from alongside.incidents.actions import FOLLOW, Submitted, note_change, open_compartment
from alongside.incidents.following import actions, entry
from alongside.incidents.following.queries import waiting_answers
from alongside.incidents.models import Compartment, Incident, Told
from alongside.incidents.new_report import NewResponsible, Who
from alongside.incidents.triage.actions import assign, triage_report
from alongside.incidents.triage.connecting import merge_reports
from alongside.ledger.models import Entry
from alongside.messages.models import Message
from alongside.people.actions import actor_for, add_contact_point, close_link
from alongside.people.models import AccessLink, Knock

pytestmark = pytest.mark.django_db
Report = Callable[..., Submitted]
SignIn = Callable[[str], AppClient]


@pytest.fixture
def nameless(report: Report) -> Submitted:
    return report(anonymous=True, anonymous_because="employer")


def opened(client: AppClient, submitted: Submitted) -> AppClient:
    """A browser in which somebody typed reference and code."""
    answer = client.post("/report/track", {"reference": submitted.incident.reference, "code": submitted.code})
    assert answer.status_code == 302
    return client


def page(submitted: Submitted) -> str:
    return f"/report/track/{submitted.incident.reference}"


def test_reference_and_code_open_the_report_without_an_account(client: AppClient, nameless: Submitted) -> None:
    text = opened(client, nameless).get(page(nameless)).content.decode()
    assert "Your report arrived and is stored." in text
    assert "He shouted that the wait was a disgrace" in text
    assert "Arno Velt" not in text


def test_the_cookie_is_for_this_browser_and_an_hour(
    client: AppClient, nameless: Submitted, monkeypatch: pytest.MonkeyPatch
) -> None:
    cookie = opened(client, nameless).cookies[entry.COOKIE]
    assert (cookie["httponly"], cookie["max-age"], cookie["path"]) == (True, 3600, "/report")
    from django.core import signing

    moment = signing.time.time()
    monkeypatch.setattr(signing.time, "time", lambda: moment + 3601)
    assert client.get(page(nameless)).status_code == 302


def test_closing_the_page_ends_it_on_this_browser(client: AppClient, nameless: Submitted) -> None:
    opened(client, nameless).post("/report/track/close")
    assert client.get(page(nameless)).headers["Location"].startswith("/report/track?reference=")


def test_a_code_opens_its_own_report_only(client: AppClient, report: Report, nameless: Submitted) -> None:
    other = report(anonymous=True)
    assert opened(client, nameless).get(page(other)).status_code == 302
    assert client.post(f"{page(other)}/answer", {"text": "Hello"}).status_code == 403
    assert other.incident.told.count() == 0


@pytest.mark.parametrize("reference", ["real", "0000-0000"])
def test_a_wrong_code_says_the_same_whether_the_report_exists_or_not(
    client: AppClient, nameless: Submitted, reference: str
) -> None:
    typed = nameless.incident.reference if reference == "real" else reference
    answer = client.post("/report/track", {"reference": typed, "code": "0000-0000-0000"})
    text = answer.content.decode().replace(typed, "REFERENCE")
    assert answer.status_code == 422
    assert "We cannot open a report with this reference and code." in text
    assert entry.COOKIE not in answer.cookies


def test_what_is_answered_to_a_wrong_code_has_one_size(client: AppClient, nameless: Submitted) -> None:
    def asks(reference: str) -> int:
        return len(client.post("/report/track", {"reference": reference, "code": "0000-0000-0000"}).content)

    assert asks(nameless.incident.reference) == asks("0000-0000")


def test_many_wrong_tries_are_slowed_and_lock_nothing(
    client: AppClient, nameless: Submitted, later: Any, within_a_window: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entry, "TRIES", 5)
    for _ in range(entry.TRIES):
        client.post("/report/track", {"reference": "0000-0000", "code": "0000-0000-0000"})
    assert Knock.objects.get().number == entry.TRIES, "counted in the database, for every process"
    refused = client.post("/report/track", {"reference": nameless.incident.reference, "code": nameless.code})
    assert refused.status_code == 429
    assert "Nothing is locked." in refused.content.decode()
    elsewhere = AppClient(REMOTE_ADDR="192.0.2.7")
    opened(elsewhere, nameless)
    later(seconds=int(refused.headers["Retry-After"]))
    opened(client, nameless)


@pytest.mark.parametrize("said", [{"reference": "x" * 500, "code": "y"}, {"reference": "", "code": ""}, {}])
def test_nonsense_is_refused_in_words(client: AppClient, said: dict[str, str]) -> None:
    assert client.post("/report/track", said).status_code == 422


def test_a_closed_link_opens_nothing(client: AppClient, nameless: Submitted, world: World) -> None:
    opened(client, nameless)
    link = AccessLink.objects.get(purpose=FOLLOW, subject_id=nameless.incident.pk)
    close_link(link, by=actor_for(world.lsms.user))
    assert client.get(page(nameless)).status_code == 302


def test_the_nurse_sees_her_reports_and_nobody_elses(sign_in: SignIn, report: Report, nameless: Submitted) -> None:
    own = report()
    listed = sign_in("nurse").get("/report/mine").content.decode()
    assert own.incident.reference in listed
    assert nameless.incident.reference not in listed
    assert own.incident.reference not in sign_in("second_nurse").get("/report/mine").content.decode()
    for other in ("second_nurse", "manager", "lsms", "outsider"):
        assert sign_in(other).get(page(own)).status_code == 302


def test_a_long_list_of_reports_is_paged(sign_in: SignIn, report: Report) -> None:
    references = [report().incident.reference for _ in range(27)]
    first = sign_in("nurse").get("/report/mine")
    assert references[0] not in first.content.decode()
    older = first.content.decode().split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    assert references[0] in sign_in("nurse").get(f"/report/mine{older}").content.decode()
    assert sign_in("nurse").get("/report/mine?before=nonsense&status=ended").status_code == 200


def test_who_read_it_is_told_by_role_and_not_by_name(sign_in: SignIn, report: Report, world: World) -> None:
    own = report()
    open_compartment(own.incident, Compartment.NARRATIVE, by=actor_for(world.lsms.user))
    open_compartment(own.incident, Compartment.NARRATIVE, by=actor_for(world.manager.user))
    text = sign_in("nurse").get(page(own)).content.decode()
    assert "Read by the security specialist." in text
    assert "Read by a line manager." in text
    assert "Lee Stone" not in text
    assert "Asha Rao" not in text


def test_both_write_to_each_other_and_the_reporter_stays_nameless(
    client: AppClient, sign_in: SignIn, nameless: Submitted, world: World
) -> None:
    home = f"/incidents/{nameless.incident.reference}"
    lsms = sign_in("lsms")
    assert lsms.post(f"{home}/tell", {"kind": "message", "text": "Was it before six?"}).status_code == 302
    assert "Was it before six?" in opened(client, nameless).get(page(nameless)).content.decode()
    assert client.post(f"{page(nameless)}/answer", {"text": "It was after."}).status_code == 302
    assert "It was after." in lsms.get(home).content.decode()
    written = Entry.objects.filter(subject_id=nameless.incident.pk, verb="incident.reporter_answered").get()
    assert (written.actor_kind, written.actor_name) == ("reporter", "Reporter")
    assert nameless.incident.told.get(kind="answer").by_name == ""


def test_an_answer_waits_until_somebody_replies_or_puts_it_away(sign_in: SignIn, report: Report, world: World) -> None:
    own, other, lsms = report(), report(), sign_in("lsms")
    for one in (own, other):
        actions.answer(one.incident, "Any news?", by=actor_for(world.nurse.user))
    assert [told.incident for told in waiting_answers(world.lsms.user)] == [own.incident, other.incident]
    listed = lsms.get("/incidents/answers").content.decode()
    assert own.incident.reference in listed
    assert "Any news?" not in listed
    lsms.post(f"/incidents/{own.incident.reference}/tell", {"kind": "message", "text": "Tomorrow."})
    lsms.post(f"/incidents/{other.incident.reference}/answer-read")
    assert list(waiting_answers(world.lsms.user)) == []
    actions.answer(other.incident, "Still nothing?", by=actor_for(world.nurse.user))
    assert waiting_answers(world.lsms.user).count() == 1
    assert waiting_answers(world.outsider.user).count() == 0


@pytest.mark.parametrize("text", ["", "   ", "x" * 5_001])
def test_what_cannot_be_sent_is_given_back(client: AppClient, nameless: Submitted, text: str) -> None:
    answer = opened(client, nameless).post(f"{page(nameless)}/answer", {"text": text})
    assert answer.status_code == 422
    assert text.strip()[:100] in answer.content.decode()
    assert nameless.incident.told.count() == 0


def test_nothing_typed_is_lost_when_the_hour_is_over(client: AppClient, nameless: Submitted) -> None:
    answer = client.post(f"{page(nameless)}/answer", {"text": "He came back & stood there."})
    assert answer.status_code == 403
    assert "He came back &amp; stood there." in answer.content.decode()


def test_a_correction_is_kept_beside_what_stood_before(client: AppClient, nameless: Submitted) -> None:
    opened(client, nameless).post(f"{page(nameless)}/correct", {"text": "It was a push."})
    text = client.get(page(nameless)).content.decode()
    assert "It was a push." in text
    assert "You corrected your report." in text
    assert nameless.incident.accounts.count() == 2


def test_the_reporter_takes_the_report_back(client: AppClient, nameless: Submitted) -> None:
    opened(client, nameless).post(f"{page(nameless)}/take-back", {"why": ""})
    assert Incident.objects.get(pk=nameless.incident.pk).status == "withdrawn"
    assert "You took this report back." in client.get(page(nameless)).content.decode()


def test_outcome_and_what_changed_stand_on_the_page(sign_in: SignIn, report: Report) -> None:
    own, lsms = report(), sign_in("lsms")
    for kind, text in (("outcome", "He was warned."), ("changed", "The desk is staffed by two.")):
        assert lsms.post(f"/incidents/{own.incident.reference}/tell", {"kind": kind, "text": text}).status_code == 302
    text = sign_in("nurse").get(page(own)).content.decode()
    assert text.index("He was warned.") < text.index("The desk is staffed by two.")
    refused = lsms.post(f"/incidents/{own.incident.reference}/tell", {"kind": "answer", "text": "I am she."})
    assert refused.status_code == 422
    assert not own.incident.told.filter(kind=Told.Kind.ANSWER).exists()


def test_what_the_reporter_sees_is_seen_by_us_and_the_look_is_recorded(sign_in: SignIn, report: Report) -> None:
    own = report()
    text = sign_in("lsms").get(f"/incidents/{own.incident.reference}/as-reporter").content.decode()
    assert "He shouted" in text
    assert "Send message" not in text
    assert Entry.objects.filter(subject_id=own.incident.pk, verb="incident.narrative_read").count() == 1


def test_a_fixed_sentence_is_no_reply_to_what_a_reporter_wrote(report: Report, world: World, sign_in: SignIn) -> None:
    """She asks something; then her report is joined with another, and one that stands for it has its outcome."""
    own, by = report(), actor_for(world.lsms.user)
    actions.answer(own.incident, "Is she safe now?", by=actor_for(world.nurse.user))
    into = report().incident
    merge_reports(into, [own.incident], by=by)
    actions.tell(into, Told.Kind.OUTCOME, "He was warned.", by=by)
    assert [one.incident for one in waiting_answers(world.lsms.user)] == [own.incident]
    shown = sign_in("lsms").get(f"/incidents/{own.incident.reference}").content.decode()
    assert "Waits for a reply" in shown
    assert "told by itself" in shown
    actions.tell(own.incident, Told.Kind.MESSAGE, "She is.", by=by)
    assert not waiting_answers(world.lsms.user).exists()


def test_the_reporter_of_a_joined_report_reads_what_becomes_of_the_event(
    report: Report, world: World, sign_in: SignIn
) -> None:
    own, by = report(), actor_for(world.lsms.user)
    into = report(reporter=Who(name="Vi Penn")).incident
    merge_reports(into, [own.incident], by=by)
    nurse = sign_in("nurse")
    assert own.incident.reference in nurse.get("/report/mine?status=open").content.decode()
    assign(into, world.lsms, by=by)
    triage_report(into, by=by, close=True, reason="He was warned.")
    actions.tell(into, Told.Kind.CHANGED, "The desk is staffed by two.", by=by)
    actions.tell(into, Told.Kind.MESSAGE, "May I ring you, Vi?", by=by)
    text = nurse.get(page(own)).content.decode()
    for words in (
        "A security specialist has taken it on.",
        "He was warned.",
        "The desk is staffed by two.",
        "Finished",
    ):
        assert words in text
    assert "May I ring you, Vi?" not in text
    assert own.incident.reference in nurse.get("/report/mine?status=ended").content.decode()
    asked = sign_in("lsms").get(f"/incidents/{into.reference}/tell").content.decode()
    assert f"are read by the reporters of {own.incident.reference} as well" in asked


def test_whoever_may_have_done_it_is_not_told_what_was_written_for_who_was_hurt(
    report: Report, world: World, sign_in: SignIn
) -> None:
    """Both told of it, and their reports were joined."""
    own, by = report(), actor_for(world.lsms.user)
    victim = report(responsible=[NewResponsible("colleague", who=Who(staff=world.nurse))], reporter=Who(name="Vi Penn"))
    merge_reports(victim.incident, [own.incident], by=by)
    actions.tell(victim.incident, Told.Kind.OUTCOME, "She was suspended.", by=by)
    text = sign_in("nurse").get(page(own)).content.decode()
    assert "Your report arrived and is stored." in text
    assert "She was suspended." not in text


def news(world: World) -> list[Message]:
    return list(Message.objects.filter(recipient=world.nurse, about_type="report_news").order_by("id"))


def test_news_is_told_once_a_day_without_saying_what(report: Report, world: World, later: Callable[..., None]) -> None:
    add_contact_point(world.nurse, "email", "nurse@example.org", position=3, verified=True)
    own, by = report(), actor_for(world.lsms.user)
    assert news(world) == []
    note_change(own.incident, "assigned", by=by)
    actions.tell(own.incident, Told.Kind.MESSAGE, "May I ring you?", by=by)
    actions.tell(own.incident, Told.Kind.OUTCOME, "He was warned.", by=by)
    actions.tell(report().incident, Told.Kind.MESSAGE, "And here?", by=by)
    today, tomorrow = news(world)
    assert today.channel == tomorrow.channel == "email"
    assert tomorrow.not_before > today.not_before
    assert own.incident.reference not in today.body + today.subject
    assert "ring" not in today.body


def test_a_reporter_who_looked_needs_no_notice_tomorrow(report: Report, world: World, sign_in: SignIn) -> None:
    own, by = report(), actor_for(world.lsms.user)
    for text in ("One.", "Two."):
        actions.tell(own.incident, Told.Kind.MESSAGE, text, by=by)
    sign_in("nurse").get(page(own))
    assert [message.status for message in news(world)][-1] == "cancelled"


def test_a_reporter_stops_the_notices(report: Report, world: World, sign_in: SignIn) -> None:
    own = report()
    sign_in("nurse").post(f"{page(own)}/notices", {"wanted": "no"})
    actions.tell(own.incident, Told.Kind.MESSAGE, "Hello.", by=actor_for(world.lsms.user))
    assert news(world) == []
    sign_in("nurse").post(f"{page(own)}/notices", {"wanted": "yes"})
    actions.tell(own.incident, Told.Kind.MESSAGE, "Hello again.", by=actor_for(world.lsms.user))
    assert len(news(world)) == 1


def test_nothing_is_sent_for_a_report_without_a_name(nameless: Submitted, world: World) -> None:
    before = Message.objects.count()
    actions.tell(nameless.incident, Told.Kind.OUTCOME, "He was warned.", by=actor_for(world.lsms.user))
    assert Message.objects.count() == before


def test_a_report_is_kept_where_what_should_follow_fails(report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(**given: Any) -> None:
        raise RuntimeError("the notice cannot be written")

    occasions.submitted.connect(fails)
    try:
        assert report().incident.pk
    finally:
        occasions.submitted.disconnect(fails)
