"""A stand-in for a telephone provider that speaks the wire format of Twilio's Calls resource, version 2010-04-01.

It runs in a thread of the test, remembers every call, plays the person or the machine who answers, follows the TwiML that it
is given, and signs what it sends as the documentation describes:

    with VoiceStandIn() as voice:
        voice.who_answers["+447700900123"] = Answers(keys="1")
        ...
        assert voice.calls[0].heard[-1] == "You have the alarm about Nia Okoye."

Sources: www.twilio.com/docs/voice/api/call-resource, /docs/voice/twiml, /docs/usage/security, /docs/api/errors.
"""

import asyncio
import base64
import hashlib
import hmac
import re
import threading
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any
from xml.etree import ElementTree

from aiohttp import BasicAuth, ClientSession, FormData, web

DEEDS = ("500", "429", "401", "400", "hang", "cut", "cut-unseen")
E164 = re.compile(r"\+[1-9]\d{6,14}")
LONGEST_CALL = 40
"""Requests for TwiML within one call; more would be a loop."""


@dataclass(frozen=True)
class Answers:
    """How a telephone is answered. `ended` is `completed`, or why it never was answered: `busy`, `no-answer`, `failed`.

    `keys` are pressed one after the other, whenever some are asked for; `by` is what the machine detection says.
    """

    keys: str = ""
    by: str = "human"
    ended: str = "completed"


NEVER = Answers(ended="ringing")
"""It rings and rings."""


@dataclass
class Call:
    """A call that was placed."""

    sid: str
    to: str
    caller: str
    asked: dict[str, Any]
    date_created: datetime
    status: str = "queued"
    answered_by: str | None = None
    heard: list[str] = field(default_factory=list)

    def told(self, account: str) -> dict[str, Any]:
        """The resource as the API shows it."""
        return {
            "sid": self.sid,
            "account_sid": account,
            "to": self.to,
            "from": self.caller,
            "status": self.status,
            "answered_by": self.answered_by,
            "direction": "outbound-api",
            "date_created": format_datetime(self.date_created),
            "start_time": None,
            "end_time": None,
            "duration": None,
            "api_version": "2010-04-01",
            "uri": f"/2010-04-01/Accounts/{account}/Calls/{self.sid}.json",
        }


@dataclass
class VoiceStandIn:
    """The stand-in. A number that is not in `who_answers` rings and rings."""

    who_answers: dict[str, Answers] = field(default_factory=dict)
    callbacks: bool = True
    """Whether it tells how calls go, and asks what to say."""
    twice: bool = False
    """Everything that it tells comes twice."""
    backwards: bool = False
    """It tells first how a call ended, and then how it began."""
    signs_with: str = ""
    """Another token to sign with, as a forger would."""
    on_accepted: Callable[[Call], None] | None = None
    """Called after a call was stored, before the answer leaves."""
    calls: list[Call] = field(default_factory=list)
    questions: int = 0
    """How often the list of calls was asked for."""
    refuse_questions: bool = False
    requests: int = 0
    callback_answers: list[int] = field(default_factory=list)
    url: str = ""
    _deeds: list[list[Any]] = field(default_factory=list)

    account = "AC" + "5" * 32
    token = "0123456789abcdef0123456789abcdef"
    number = "+441632960000"

    def __enter__(self) -> "VoiceStandIn":
        return self.start()

    def __exit__(self, *args: object) -> None:
        self.stop()

    def start(self) -> "VoiceStandIn":
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="voice stand-in", daemon=True)
        self._thread.start()
        self._do(self._listen())
        return self

    def stop(self) -> None:
        self._do(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def misbehave(self, name: str, times: int | None = 1) -> None:
        """What happens to the next calls: refused with that status; `hang`: no answer until `behave`, nothing stored;
        `cut`: stored, then no answer; `cut-unseen`: cut before anything is stored. `times` None is for ever.
        """
        assert name in DEEDS, name
        self._deeds.append([name, times])

    def behave(self) -> None:
        self._deeds.clear()
        self._loop.call_soon_threadsafe(self._release)

    def forgets(self) -> None:
        """A new story: nobody has been rung, nobody answers."""
        self.behave()
        self.calls.clear()
        self.who_answers.clear()
        self.callbacks, self.twice, self.backwards, self.refuse_questions = True, False, False, False

    def rung(self, number: str) -> list[Call]:
        return [call for call in self.calls if call.to == number]

    def post(self, url: str, fields: dict[str, str], *, signature: str | None = None) -> tuple[int, str]:
        """Tells something as the provider does; the status and the body of the answer."""
        return self._do(self._post(url, fields, signature))

    def picks_up(self, call: Call, answers: Answers) -> None:
        """Somebody answers a telephone that rings; returns when the call is over."""
        self._do(self._goes_on(call, answers))

    def _release(self) -> None:
        self._released.set()
        self._released = asyncio.Event()

    def _do(self, coroutine: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(timeout=60)

    async def _listen(self) -> None:
        self._session = ClientSession()
        self._released = asyncio.Event()
        self._tasks: set[asyncio.Task[Any]] = set()
        application = web.Application()
        application.router.add_post("/2010-04-01/Accounts/{account}/Calls.json", self._place)
        application.router.add_get("/2010-04-01/Accounts/{account}/Calls.json", self._list)
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def _close(self) -> None:
        self._released.set()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._runner.cleanup()
        await self._session.close()

    async def _place(self, request: web.Request) -> web.StreamResponse:
        self.requests += 1
        if refusal := self._stranger(request):
            return refusal
        deed = self._next_deed()
        if deed == "hang":
            await self._released.wait()
        if deed in ("hang", "cut-unseen"):
            return _cut(request)
        if deed in ("500", "429", "401"):
            return _refuse(int(deed), {"500": 20500, "429": 20429, "401": 20003}[deed], "As the test wants it")
        form = await request.post()
        asked = {name: form.getall(name) if name == "StatusCallbackEvent" else str(form[name]) for name in form}
        if deed == "400" or (refusal := _wrong(asked, self.number)):
            return refusal if deed != "400" else _refuse(400, 21215, "Geo permission")
        call = Call(f"CA{uuid.uuid4().hex}", asked["To"], asked["From"], asked, datetime.now(UTC))
        self.calls.append(call)
        if self.on_accepted:
            await asyncio.get_running_loop().run_in_executor(None, self.on_accepted, call)
        if self.callbacks:
            self._later(self._goes_on(call, self.who_answers.get(call.to, NEVER), from_start=True))
        if deed == "cut":
            return _cut(request)
        return web.json_response(call.told(self.account), status=201)

    async def _list(self, request: web.Request) -> web.Response:
        """The newest first, by the numbers where they are given."""
        self.questions += 1
        if refusal := self._stranger(request):
            return refusal
        if self.refuse_questions:
            return _refuse(500, 20500, "Internal server error")
        found = [
            call.told(self.account)
            for call in reversed(self.calls)
            if request.query.get("To", call.to) == call.to and request.query.get("From", call.caller) == call.caller
        ][: int(request.query.get("PageSize", "50"))]
        return web.json_response({"calls": found, "page": 0, "page_size": 50, "next_page_uri": None})

    def _stranger(self, request: web.Request) -> web.Response | None:
        try:
            who = BasicAuth.decode(request.headers.get("Authorization", ""))
        except ValueError:
            return _refuse(401, 20003, "Authenticate")
        if (who.login, who.password) != (self.account, self.token) or request.match_info["account"] != self.account:
            return _refuse(401, 20003, "Authenticate")
        return None

    def _next_deed(self) -> str | None:
        if not self._deeds:
            return None
        deed = self._deeds[0]
        if deed[1] is not None:
            deed[1] -= 1
            if deed[1] <= 0:
                self._deeds.pop(0)
        return str(deed[0])

    async def _goes_on(self, call: Call, answers: Answers, *, from_start: bool = False) -> None:
        """The call from its first ring to its end, as it is told to whoever placed it."""
        begins = ["initiated", "ringing"] if from_start else []
        if not self.backwards:
            for status in begins:
                await self._tell(call, status)
        if answers.ended == "ringing":
            return
        if answers.ended == "completed":
            call.answered_by = answers.by
            await self._tell(call, "in-progress")
            await self._talk(call, answers)
        await self._tell(call, answers.ended)
        if self.backwards:
            for status in begins:
                await self._tell(call, status)

    async def _tell(self, call: Call, status: str) -> None:
        call.status = status
        wanted = {"initiated": "initiated", "ringing": "ringing", "in-progress": "answered"}.get(status, "completed")
        if wanted not in call.asked["StatusCallbackEvent"]:
            return
        fields = self._fields(call) | {
            "CallbackSource": "call-progress-events",
            "Timestamp": format_datetime(datetime.now(UTC)),
            "SequenceNumber": "0",
        }
        if wanted == "completed":
            fields |= {"CallDuration": "7", "Duration": "1"}
        for _ in range(2 if self.twice else 1):
            await self._post(call.asked["StatusCallback"], fields)

    def _fields(self, call: Call) -> dict[str, str]:
        answered = {"AnsweredBy": call.answered_by} if call.answered_by else {}
        return {
            "AccountSid": self.account,
            "ApiVersion": "2010-04-01",
            "CallSid": call.sid,
            "CallStatus": call.status,
            "Direction": "outbound-api",
            "From": call.caller,
            "To": call.to,
            "Called": call.to,
            "Caller": call.caller,
        } | answered

    async def _talk(self, call: Call, answers: Answers) -> None:
        """Follows the TwiML, pressing what the person presses when a key is asked for."""
        keys = list(answers.keys)
        next_words: tuple[str, dict[str, str]] | None = (call.asked["Url"], {})
        for _ in range(LONGEST_CALL):
            if next_words is None:
                return
            url, more = next_words
            for _ in range(2 if self.twice else 1):
                status, words = await self._post(url, self._fields(call) | more)
            if status != 200:
                call.heard.append(f"(an application error has occurred: {status})")
                return
            response = ElementTree.fromstring(words.encode())  # noqa: S314 (ours)
            next_words = self._follow(call, response, keys)
            await asyncio.sleep(sum(float(pause.get("length", "1")) for pause in response.iter("Pause")))
        raise AssertionError("the call goes round in circles")

    def _follow(self, call: Call, response: ElementTree.Element, keys: list[str]) -> tuple[str, dict[str, str]] | None:
        assert response.tag == "Response", response.tag
        for verb in response:
            if verb.tag == "Say":
                call.heard.append(_words(verb))
            elif verb.tag == "Gather":
                assert (verb.get("numDigits"), verb.get("method")) == ("1", "POST")
                call.heard.extend(_words(said) for said in verb)
                if keys:
                    return verb.attrib["action"], {"Digits": keys.pop(0), "msg": "Gather End"}
            elif verb.tag == "Redirect":
                return (verb.text or "").strip(), {}
            elif verb.tag == "Hangup":
                return None
            else:
                assert verb.tag == "Pause", verb.tag
        return None

    async def _post(self, url: str, fields: dict[str, str], signature: str | None = None) -> tuple[int, str]:
        if signature is None:
            signature = sign(self.signs_with or self.token, url, fields.items())
        headers = {"X-Twilio-Signature": signature, "User-Agent": "TwilioProxy/1.1"}
        async with self._session.post(url, data=FormData(list(fields.items())), headers=headers) as answer:
            self.callback_answers.append(answer.status)
            return answer.status, await answer.text()

    def _later(self, coroutine: Any) -> None:
        task = asyncio.ensure_future(coroutine)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def sign(token: str, url: str, fields: Iterable[tuple[str, str]]) -> str:
    """The signature as the documentation describes it, step by step."""
    data = url
    for name, value in sorted(fields):
        data += name
        data += value
    digest = hmac.digest(token.encode(), data.encode(), hashlib.sha1)
    return base64.b64encode(digest).decode()


def _words(said: ElementTree.Element) -> str:
    assert said.tag == "Say", said.tag
    return " ".join((said.text or "").split())


def _wrong(asked: dict[str, Any], number: str) -> web.Response | None:
    if not E164.fullmatch(asked.get("To", "")):
        return _refuse(400, 21211, f"Invalid 'To' Phone Number: {asked.get('To')}")
    if asked.get("From") != number:
        return _refuse(400, 21212, f"Invalid 'From' Phone Number: {asked.get('From')}")
    if not asked.get("Url", "").startswith("http"):
        return _refuse(400, 21205, "Url parameter is required.")
    return None


def _refuse(status: int, code: int, message: str) -> web.Response:
    more = f"https://www.twilio.com/docs/errors/{code}"
    return web.json_response({"code": code, "message": message, "more_info": more, "status": status}, status=status)


def _cut(request: web.Request) -> web.Response:
    """The connection ends without an answer."""
    if request.transport:
        request.transport.abort()
    return web.Response(status=500)
