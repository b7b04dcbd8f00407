"""What people read when they are rung: a subject in one line, and a text that says everything by itself."""

from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string

NIA = SimpleNamespace(name="Nia Okoye", job_title="Community nurse")
ALARM = {
    "worker": NIA,
    "did": "asked for help",
    "raised": "10:42",
    "pressed": "08:40",
    "place": "14 Mill Lane",
    "link": "https://example.org/x",
    "by": "Olu Grant",
}


def written(template, **context):
    """Subject and text, as `watch.telling` divides them."""
    subject, _, text = render_to_string(f"watch/messages/{template}.txt", context).strip().partition("\n")
    return subject.strip(), text.strip()


def alarm(**context):
    told = SimpleNamespace(late=False, kind="sos")
    return written("alarm", **ALARM | {"alarm": told, "channel": "sms"} | context)


def test_a_text_message_of_an_alarm_says_who_what_when_where_and_how_to_take_it():
    subject, text = alarm(why="alarm")
    assert subject == "Alarm: Nia Okoye asked for help"
    assert text == (
        "Nia Okoye (Community nurse) asked for help at 10:42. Where: 14 Mill Lane."
        " Reply TAKE to take it, or open https://example.org/x"
    )


@pytest.mark.parametrize(
    ("why", "beginning"),
    [
        ("broadcast", "NOBODY HAS ANSWERED. Nia Okoye"),
        ("handed_over", "This alarm was handed to you. Nia Okoye"),
        ("owner_silent", "Whoever took this alarm has been silent. Nia Okoye"),
        ("pressed_again", "Pressed again. Nia Okoye"),
        ("reopened", "This alarm was closed and is open again. Nia Okoye"),
        ("owner_asked", "You have this alarm and have said nothing for a while. Without a word from you"),
    ],
)
def test_every_ring_says_why_and_how_to_take_it(why, beginning):
    _, text = alarm(why=why)
    assert text.startswith(beginning)
    assert "Reply TAKE" in text


def test_a_late_press_says_when_it_was_pressed_and_a_silent_one_not_to_ring_back():
    _, late = alarm(why="alarm", alarm=SimpleNamespace(late=True, kind="sos"))
    assert "at 10:42, pressed at 08:40 and received late." in late
    _, silent = alarm(why="alarm", alarm=SimpleNamespace(late=False, kind="duress"))
    assert "Do not ring them: they may be watched." in silent


def test_a_notice_of_handing_over_says_who_has_it_now():
    owner = SimpleNamespace(owner=SimpleNamespace(name="Carys Pugh"))
    subject, text = written("told", **ALARM | {"what": "handed_over", "alarm": owner})
    assert subject == "Carys Pugh now has the alarm about Nia Okoye"
    assert text.startswith("Olu Grant has handed the alarm about Nia Okoye over to Carys Pugh.")


@pytest.mark.parametrize("what", ["taken", "closed", "checked_in", "extended", "ended", "something else"])
def test_every_notice_has_a_subject_and_a_text(what):
    subject, text = written("told", **ALARM | {"what": what})
    assert "Nia Okoye" in subject
    assert "https://example.org/x" in text


@pytest.mark.parametrize("template", ["reminder", "overdue"])
def test_the_worker_is_told_where_and_by_when_and_how_to_answer(template):
    subject, text = written(template, place="14 Mill Lane", due="10:42", link="https://example.org/x", channel="sms")
    assert subject
    assert "14 Mill Lane" in text
    assert "10:42" in text
    assert "Reply SAFE if you are well, HELP if you need help" in text


@pytest.mark.parametrize(
    ("template", "subject", "asks"),
    [
        ("home_reminder", "Say that you are home by 17:30", "Are you home?"),
        ("not_home", "You have not said that you are home", "your colleagues will be called"),
        ("device_silent", "We have not heard from your phone", "your colleagues will be called"),
    ],
)
def test_a_worker_who_is_asked_reads_what_is_asked_and_how_to_answer(template, subject, asks):
    context = {"place": "14 Mill Lane", "due": "17:30", "link": "https://example.org/x"}
    for channel in ("sms", "voice", "email"):
        read, text = written(template, **context, channel=channel)
        assert (read, asks in text, "14 Mill Lane" in text) == (subject, True, True)
        assert ("Reply SAFE" in text) is (channel == "sms")
        assert ("https://example.org/x" in text) is (channel != "voice")


@pytest.mark.parametrize("what", ["driving", "home_safe", "started"])
def test_those_who_answer_read_what_the_worker_did_and_that_the_alarm_stays_open(what):
    subject, text = written("told", **ALARM, alarm=SimpleNamespace(), what=what)
    assert subject.startswith("Nia Okoye has ")
    assert "stays open" in text
