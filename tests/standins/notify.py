"""A stand-in for GOV.UK Notify that speaks the wire format of its API, version 2 (`notify_wire`).

It runs in a thread of the test, remembers everything that it accepted, and misbehaves on demand:

    with NotifyStandIn() as notify:
        notify.misbehave("500", times=2)
        ...
        assert [message.to for message in notify.sent] == ["+447700900123"]
"""

import asyncio
import json
import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from aiohttp import ClientSession, web

from tests.standins.notify_wire import (
    API_KEY,
    EMAIL_TEMPLATE,
    PAGE_SIZE,
    SMS_TEMPLATE,
    TEMPLATES,
    Accepted,
    RefusalError,
    authenticate,
    check_schema,
    fill,
    is_uuid,
    read_json,
    template_of,
    time_text,
)

DEEDS = ("500", "429", "403", "400-html", "hang", "cut", "cut-unseen", "twice")
"""What `misbehave` understands; see there."""


@dataclass
class Deed:
    """One way to misbehave, for the next `times` messages; None is for ever."""

    name: str
    times: int | None


@dataclass
class NotifyStandIn:
    """The stand-in. `receipts` is the status that is reported for every message once it was accepted."""

    receipts_url: str = ""
    replies_url: str = ""
    callback_token: str = ""
    receipts: str | None = None
    receipt_before_answer: bool = False
    latency_seconds: float = 0.0
    """How long it takes before it accepts a message."""
    silence_seconds: float = 0.0
    """How long it takes after that before it answers: whoever is killed meanwhile does not know that it has it."""
    rate_per_minute: int | None = None
    on_accepted: Callable[[Accepted], None] | None = None
    """Called after a message was stored, before the answer leaves: the moment to kill who waits for it."""
    on_question: Callable[[str], None] | None = None
    """Called when a reference is asked for, before the answer leaves."""
    refuse_questions: bool = False
    """Answers 500 to every question."""
    sent: list[Accepted] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)
    """References that were asked for."""
    callback_answers: list[int] = field(default_factory=list)
    requests: int = 0
    url: str = ""
    _deeds: list[Deed] = field(default_factory=list)
    _taken_at: list[float] = field(default_factory=list)
    _released: asyncio.Event = field(init=False, repr=False)

    api_key = API_KEY
    sms_template = SMS_TEMPLATE
    email_template = EMAIL_TEMPLATE

    def __enter__(self) -> "NotifyStandIn":
        return self.start()

    def __exit__(self, *args: object) -> None:
        self.stop()

    def start(self, port: int = 0) -> "NotifyStandIn":
        """Listens on a free port of the loopback address, or on the port that a test remembered."""
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="notify stand-in", daemon=True)
        self._thread.start()
        self._call(self._listen(port))
        return self

    def stop(self) -> None:
        """Closes everything, also the requests that hang."""
        self._call(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def misbehave(self, name: str, times: int | None = 1) -> None:
        """What happens to the next messages.

        `500`, `429`, `403`: refused in the service's own format. `400-html`: refused by something in front of
        it, as in an outage. `hang`: no answer until `behave`, nothing stored. `cut`: accepted and
        stored, then the connection is cut without an answer. `cut-unseen`: cut before anything is stored.
        `twice`: accepted, and the receipt comes twice.
        """
        assert name in DEEDS, name
        self._deeds.append(Deed(name, times))

    def behave(self) -> None:
        """Takes back what `misbehave` asked for; what hangs is cut, and was never stored."""
        self._deeds.clear()
        self._loop.call_soon_threadsafe(self._release)

    def references(self) -> list[str | None]:
        """The reference of every message that was accepted, in order."""
        return [message.reference for message in self.sent]

    def report(self, message: Accepted, status: str) -> int:
        """Sends the delivery receipt of a message; returns what the other side answered."""
        return self._call(self._report(message, status))

    def reply(self, source_number: str, text: str, **changed: Any) -> int:
        """Sends the received-text-message callback; numbers as networks give them, such as 447700900123."""
        body = {
            "id": str(uuid.uuid4()),
            "source_number": source_number,
            "destination_number": "07700987654",
            "message": text,
            "date_received": time_text(datetime.now(UTC)),
            **changed,
        }
        return self._call(self._post(self.replies_url, body))

    def _release(self) -> None:
        self._released.set()
        self._released = asyncio.Event()

    def _call(self, coroutine: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(timeout=60)

    async def _listen(self, port: int) -> None:
        self._session = ClientSession()
        self._released = asyncio.Event()
        self._tasks: set[asyncio.Task[Any]] = set()
        application = web.Application(middlewares=[_tell_errors])
        application.router.add_post("/v2/notifications/{type}", self._take)
        application.router.add_get("/v2/notifications", self._list)
        application.router.add_get("/v2/notifications/{id}", self._one)
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def _close(self) -> None:
        self._released.set()
        if self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._runner.cleanup()
        await self._session.close()

    async def _take(self, request: web.Request) -> web.StreamResponse:
        """POST /v2/notifications/sms and /email, checked in the service's order: who, how many, what."""
        self.requests += 1
        authenticate(request)
        deed = self._next_deed()
        self._check_rate(refuse=deed == "429")
        if self.latency_seconds:
            await asyncio.sleep(self.latency_seconds)
        if deed == "500":
            raise RefusalError(500, "Exception", "Internal server error")
        if deed == "403":
            raise RefusalError(403, "AuthError", "Invalid token: API key not found")
        if deed == "400-html":
            return web.Response(status=400, text="<html>Bad request</html>", content_type="text/html")
        if deed == "hang":
            await self._released.wait()
            return await _cut(request)
        if deed == "cut-unseen":
            return await _cut(request)
        message, answer = self._accept(request.match_info["type"], await read_json(request))
        if self.on_accepted:
            await asyncio.get_running_loop().run_in_executor(None, self.on_accepted, message)
        if self.silence_seconds:
            await asyncio.sleep(self.silence_seconds)
        if self.receipts and self.receipt_before_answer:
            await self._report(message, self.receipts)
        if deed == "cut":
            return await _cut(request)
        if self.receipts and not self.receipt_before_answer:
            for _ in range(2 if deed == "twice" else 1):
                self._later(self._report(message, self.receipts))
        return web.json_response(answer, status=201)

    def _accept(self, kind: str, body: dict[str, Any]) -> tuple[Accepted, dict[str, Any]]:
        if kind not in ("sms", "email"):
            raise RefusalError(404, "NotFound", "The requested URL was not found on the server.")
        field_name = "phone_number" if kind == "sms" else "email_address"
        check_schema(body, kind, field_name)
        template = TEMPLATES.get(body["template_id"])
        if template is None or template[0] != kind:
            raise RefusalError(400, "BadRequestError", "Template not found")
        values = body.get("personalisation", {})
        subject, text = fill(template[1], values), fill(template[2], values)
        message = Accepted(
            id=str(uuid.uuid4()),
            reference=body.get("reference"),
            type=kind,
            to=body[field_name],
            subject=subject,
            body=text,
            created_at=datetime.now(UTC),
        )
        self.sent.append(message)
        content = {"body": text, "from_number": "GOVUK"}
        if kind == "email":
            content = {
                "body": text,
                "subject": subject,
                "from_email": "stand.in@notifications.service.gov.uk",
                "one_click_unsubscribe_url": None,  # type: ignore[dict-item]
            }
        return message, {
            "id": message.id,
            "reference": message.reference,
            "content": content,
            "uri": f"{self.url}/v2/notifications/{message.id}",
            "template": template_of(kind),
            "scheduled_for": None,
            **({"sanitised_content": {}} if kind == "email" else {}),
        }

    async def _list(self, request: web.Request) -> web.Response:
        """GET /v2/notifications: newest first, a page at a time, by reference where one is given."""
        authenticate(request)
        known = {"reference", "status", "template_type", "include_jobs", "older_than"}
        if unknown := set(request.query) - known:
            raise RefusalError(
                400,
                "ValidationError",
                f"Additional properties are not allowed ({sorted(unknown)[0]} was unexpected)",
            )
        reference = request.query.get("reference")
        if reference is not None:
            self.questions.append(reference)
            if self.on_question:
                await asyncio.get_running_loop().run_in_executor(None, self.on_question, reference)
        if self.refuse_questions:
            raise RefusalError(500, "Exception", "Internal server error")
        found = [m for m in reversed(self.sent) if reference is None or m.reference == reference]
        if older_than := request.query.get("older_than"):
            ids = [m.id for m in found]
            found = found[ids.index(older_than) + 1 :] if older_than in ids else []
        page = found[:PAGE_SIZE]
        links = {"current": str(request.url)}
        if page:
            links["next"] = str(request.url.update_query(older_than=page[-1].id))
        return web.json_response({"notifications": [m.told() for m in page], "links": links})

    async def _one(self, request: web.Request) -> web.Response:
        authenticate(request)
        identity = request.match_info["id"]
        if not is_uuid(identity):
            raise RefusalError(400, "ValidationError", "notification_id is not a valid UUID")
        for message in self.sent:
            if message.id == identity:
                return web.json_response(message.told())
        raise RefusalError(404, "NoResultFound", "No result found")

    def _next_deed(self) -> str | None:
        if not self._deeds:
            return None
        deed = self._deeds[0]
        if deed.times is not None:
            deed.times -= 1
            if deed.times <= 0:
                self._deeds.pop(0)
        return deed.name

    def _check_rate(self, *, refuse: bool) -> None:
        """Messages of the last minute, rolling, as the service counts them."""
        limit = self.rate_per_minute
        if limit is not None:
            moment = self._loop.time()
            self._taken_at = [at for at in self._taken_at if at > moment - 60]
            refuse = refuse or len(self._taken_at) >= limit
            self._taken_at.append(moment)
        if refuse:
            text = f"Exceeded rate limit for key type LIVE of {limit or 3000} requests per 60 seconds"
            raise RefusalError(429, "RateLimitError", text)

    async def _report(self, message: Accepted, status: str) -> int:
        message.status = status
        message.sent_at = message.sent_at or datetime.now(UTC)
        message.completed_at = datetime.now(UTC)
        return await self._post(self.receipts_url, message.receipt())

    async def _post(self, url: str, body: dict[str, Any]) -> int:
        headers = {"Authorization": f"Bearer {self.callback_token}", "Content-Type": "application/json"}
        async with self._session.post(url, data=json.dumps(body), headers=headers) as answer:
            self.callback_answers.append(answer.status)
            return answer.status

    def _later(self, coroutine: Any) -> None:
        task = asyncio.ensure_future(coroutine)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


@web.middleware
async def _tell_errors(request: web.Request, handler: Any) -> web.StreamResponse:
    try:
        return await handler(request)
    except RefusalError as refusal:
        error = {"error": refusal.error, "message": refusal.message}
        return web.json_response({"status_code": refusal.status, "errors": [error]}, status=refusal.status)


async def _cut(request: web.Request) -> web.Response:
    """The connection ends without an answer."""
    if request.transport:
        request.transport.abort()
    return web.Response(status=500)
