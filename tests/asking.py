"""Asking over HTTP, as a phone or a browser does: one question, one answer, or none at all."""

import base64
import http.client
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

PATIENCE_S = 20.0


class NoAnswer(Exception):
    """The connection was refused, or ended without an answer; `__cause__` tells which."""

    @property
    def was_dropped(self) -> bool:
        """Whether the other side took the question and then hung up."""
        return isinstance(self.__cause__, http.client.RemoteDisconnected | ConnectionResetError)


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def text(self) -> str:
        return self.body.decode()


def ask(
    method: str,
    url: str,
    *,
    content: Any = None,
    form: Mapping[str, str] | None = None,
    body: bytes | None = None,
    basic: tuple[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Answer:
    """Asks on a connection of its own. `content` is sent as JSON, `form` as a form, `body` as it is.

    Raises NoAnswer.
    """
    sent = {"Connection": "close", **(headers or {})}
    if content is not None:
        body, sent["Content-Type"] = json.dumps(content).encode(), "application/json"
    if form is not None:
        body, sent["Content-Type"] = urlencode(form).encode(), "application/x-www-form-urlencoded"
    if basic:
        sent["Authorization"] = "Basic " + base64.b64encode(":".join(basic).encode()).decode()
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=PATIENCE_S)
    try:
        connection.request(method, f"{parts.path}?{parts.query}" if parts.query else parts.path, body, sent)
        answer = connection.getresponse()
        return Answer(answer.status, answer.headers, answer.read())
    except (OSError, http.client.HTTPException) as error:
        raise NoAnswer(f"{method} {url}: {error!r}") from error
    finally:
        connection.close()


class Browser:
    """Keeps cookies and sends the token that forms carry. Follows no redirect by itself."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.cookies: dict[str, str] = {}

    def get(self, path: str) -> Answer:
        return self._ask("GET", path)

    def post(self, path: str, **form: str) -> Answer:
        if "csrftoken" not in self.cookies:
            self.get("/accounts/login/")
        return self._ask("POST", path, {"csrfmiddlewaretoken": self.cookies["csrftoken"], **form})

    def sign_in(self, username: str, password: str) -> "Browser":
        answer = self.post("/accounts/login/", login=username, password=password)
        assert answer.status == 302, re.sub(r"\s+", " ", answer.text)
        return self

    def _ask(self, method: str, path: str, form: Mapping[str, str] | None = None) -> Answer:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        answer = ask(method, self.url + path, form=form, headers={"Cookie": cookies, "Origin": self.url})
        for header in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = header.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer
