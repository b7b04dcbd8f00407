"""A worker's calendar elsewhere: what it says comes onto their list, follows what is changed there, and reaches nobody inside."""

from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.database.watch.test_my_safety import text_of

from alongside.ledger.actions import SYSTEM
from alongside.ledger.clock import now
from alongside.watch import actions
from alongside.watch.calendars import fetching
from alongside.watch.calendars.actions import follow_calendar
from alongside.watch.calendars.work import read_due
from alongside.watch.models import CalendarEntry, CalendarFeed, Visit

pytestmark = pytest.mark.django_db


def written(*events):
    body = "".join(f"BEGIN:VEVENT\r\n{event}\r\nEND:VEVENT\r\n" for event in events)
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//T//T//EN\r\n{body}END:VCALENDAR\r\n".encode()


def event(uid="1", hours=3, place="9 Weir Road", more=()):
    starts = (now() + timedelta(hours=hours)).replace(microsecond=0)
    lines = [f"UID:{uid}", f"DTSTART:{starts:%Y%m%dT%H%M%SZ}", f"DTEND:{starts + timedelta(minutes=45):%Y%m%dT%H%M%SZ}"]
    return "\r\n".join([*lines, "SUMMARY:Wound care", f"LOCATION:{place}", *more])


@pytest.fixture
def nurse(sign_in):
    return sign_in("nurse")


@pytest.fixture
def says(world, later):
    """The calendar says this, and it is read."""
    moved = []

    def say(*events):
        content = written(*events)
        feed = CalendarFeed.objects.filter(worker=world.nurse).first()
        if feed is None:
            follow_calendar(world.nurse, name="mine.ics", content=content, by=SYSTEM)
        else:
            CalendarFeed.objects.update(content=content, next_at=now())
        moved.append(read_due())
        return CalendarFeed.objects.get(worker=world.nurse)

    return say


def planned():
    return list(Visit.objects.filter(status="planned").order_by("planned_start").values_list("place", flat=True))


def test_a_file_brings_visits_onto_the_list(nurse, world):
    file = SimpleUploadedFile("mine.ics", written(event(), event("2", 6, "2 Mill Lane")), content_type="text/calendar")
    page = nurse.post("/my-safety/calendar", {"file": file}, follow=True)
    assert "Your calendar is followed." in text_of(page)
    read_due()
    assert planned() == ["9 Weir Road", "2 Mill Lane"]
    assert "9 Weir Road" in text_of(nurse.get("/my-safety"))
    page = text_of(nurse.get("/my-safety/calendar"))
    assert "mine.ics" in page
    assert "Wound care" in page


def test_reading_it_again_does_nothing_twice(says):
    same = event()
    for _ in range(3):
        says(same)
    assert planned() == ["9 Weir Road"]
    assert Visit.objects.count() == 1


def test_what_is_changed_and_cancelled_there_follows_here(says):
    says(event(), event("2", 6, "2 Mill Lane"))
    says(event(place="11 Weir Road"))
    assert planned() == ["11 Weir Road"]
    assert sorted(Visit.objects.values_list("place", "status")) == [
        ("11 Weir Road", "planned"),
        ("2 Mill Lane", "cancelled"),
        ("9 Weir Road", "cancelled"),
    ]


def test_a_visit_that_was_started_or_cancelled_here_is_left_as_it_is(says, world):
    says(event(), event("2", 6, "2 Mill Lane"))
    first, second = Visit.objects.order_by("planned_start")
    actions.start_visit(first, by=SYSTEM)
    actions.cancel_visit(second, by=SYSTEM)
    says(event(hours=4), event("2", 7, "2 Mill Lane"))
    says()
    assert sorted(Visit.objects.values_list("status", flat=True)) == ["active", "cancelled"]


def test_what_is_left_out_is_said(says, nurse):
    says(event(more=["CLASS:PRIVATE"]), event("2"), "UID:3\r\nDTSTART;VALUE=DATE:20991020\r\nSUMMARY:Leave")
    day = f"{now() + timedelta(days=2):%Y%m%d}"
    says(event(more=["CLASS:PRIVATE"]), event("2"), f"UID:3\r\nDTSTART;VALUE=DATE:{day}\r\nSUMMARY:Leave")
    page = text_of(nurse.get("/my-safety/calendar"))
    assert "1 private, so it was not looked at" in page
    assert "1 for a whole day" in page
    assert planned() == ["9 Weir Road"]


def test_what_is_no_calendar_changes_nothing_and_says_why(says, nurse):
    says(event())
    CalendarFeed.objects.update(content=b"<html>Sign in</html>", next_at=now())
    read_due()
    assert planned() == ["9 Weir Road"]
    page = text_of(nurse.get("/my-safety/calendar"))
    assert "It could not be read. This is not a calendar file" in page
    assert "What was planned before stays on your list." in page


def test_removing_it_takes_its_visits_off_the_list_and_leaves_the_others(says, nurse, world):
    actions.plan_visit(world.nurse, actions.Itinerary("My own", now() + timedelta(hours=3)), by=SYSTEM)
    says(event())
    page = nurse.post("/my-safety/calendar/remove", follow=True)
    assert "Your calendar is followed no more" in text_of(page)
    assert planned() == ["My own"]
    assert not CalendarEntry.objects.exists()


def test_another_calendar_takes_the_place_of_the_one_before(says, nurse):
    says(event())
    file = SimpleUploadedFile("other.ics", written(event("9", 5, "2 Mill Lane")))
    nurse.post("/my-safety/calendar", {"file": file})
    read_due()
    assert planned() == ["2 Mill Lane"]
    assert CalendarFeed.objects.get().name == "other.ics"


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("", "Write the address of your calendar, or choose a file."),
        ("http://calendar.example.org/a.ics", "The address must begin with https://."),
        ("https://127.0.0.1/a.ics", "inside a private network"),
        ("https://169.254.169.254/latest", "inside a private network"),
        ("webcal://localhost/a.ics", "inside a private network"),
        ("file:///etc/passwd", "must begin with https://"),
        ("https://nia:secret@calendar.example.org/", "Leave user name and password out"),
    ],
)
def test_an_address_that_must_not_be_called_is_refused(nurse, url, words):
    answer = nurse.post("/my-safety/calendar", {"url": url})
    assert answer.status_code == 422
    assert words in text_of(answer)
    assert not CalendarFeed.objects.exists()


def test_a_name_that_leads_inside_is_not_called(world, monkeypatch):
    follow_calendar(world.nurse, url="https://calendar.example.org/a.ics", by=SYSTEM)
    monkeypatch.setattr("socket.getaddrinfo", lambda *args, **named: [(2, 1, 6, "", ("10.0.0.7", 443))])
    read_due()
    assert "inside a private network" in CalendarFeed.objects.get().problem


def test_the_address_is_kept_from_every_page(nurse, world):
    follow_calendar(world.nurse, url="webcal://calendar.example.org/secret-token/a.ics", by=SYSTEM)
    page = nurse.get("/my-safety/calendar").content.decode()
    assert "calendar.example.org" in page
    assert "secret-token" not in page


def test_a_file_that_is_too_large_is_refused(nurse):
    file = SimpleUploadedFile("mine.ics", b"x" * (fetching.LARGEST + 1))
    answer = nurse.post("/my-safety/calendar", {"file": file})
    assert (answer.status_code, "larger than 1 MB" in text_of(answer)) == (422, True)


@pytest.fixture
def server(settings):
    """A calendar on this machine, which these tests may reach. `server.answer` is (status, headers, body)."""
    settings.WEBHOOKS_INSIDE = True

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            status, headers, body = self.server.answer
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args):
            pass

    made = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.url = f"http://127.0.0.1:{made.server_port}/mine.ics"
    Thread(target=made.serve_forever, args=(0.01,), daemon=True).start()
    yield made
    made.shutdown()
    made.server_close()


def test_an_address_is_read_and_read_again(server, world, later, nurse):
    server.answer = (200, {}, written(event()))
    follow_calendar(world.nurse, url=server.url, by=SYSTEM)
    read_due()
    assert planned() == ["9 Weir Road"]
    server.answer = (200, {}, written(event("2", 5, "2 Mill Lane")))
    read_due()
    assert planned() == ["9 Weir Road"]
    later(minutes=16)
    read_due()
    assert planned() == ["2 Mill Lane"]
    server.answer = (200, {}, written())
    nurse.post("/my-safety/calendar/refresh")
    read_due()
    assert planned() == []


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ((404, {}, b""), "answered 404"),
        ((302, {"Location": "http://127.0.0.1/"}, b""), "answered 302"),
        ((200, {}, b"x" * (fetching.LARGEST + 70_000)), "larger than 1 MB"),
    ],
)
def test_an_address_that_gives_no_calendar_keeps_what_was_planned(server, world, answer, words):
    server.answer = (200, {}, written(event()))
    follow_calendar(world.nurse, url=server.url, by=SYSTEM)
    read_due()
    server.answer = answer
    CalendarFeed.objects.update(next_at=now())
    read_due()
    assert words in CalendarFeed.objects.get().problem
    assert planned() == ["9 Weir Road"]


def test_nobody_else_sees_or_removes_it(says, sign_in):
    says(event())
    other = sign_in("second_nurse")
    assert "mine.ics" not in text_of(other.get("/my-safety/calendar"))
    other.post("/my-safety/calendar/remove")
    assert CalendarFeed.objects.count() == 1
