"""Somebody who sends a large file in parts (tus 1.0.0) to a running installation, and whose connection can be cut.

Reads the file from the disk, a part at a time.
"""

import base64
import http.client
import re
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from bench.result import Failed

PART = 8 * 1024 * 1024
PATIENCE_S = 120.0


class Cut(Exception):
    """The connection is gone, on purpose or not. What was acknowledged stays."""


class FileSender:
    """`web` is the address of the pages. Signs in by the page, as a browser does."""

    def __init__(self, web: str, username: str, password: str) -> None:
        self._host = urlsplit(web)
        self._web = web
        self._cookies: dict[str, str] = {}
        self.address = ""
        self._sign_in(username, password)

    def begin(self, file: Path, **told: str) -> None:
        """Announces the file."""
        said = {"filename": file.name, **told}
        metadata = ",".join(f"{key} {base64.b64encode(text.encode()).decode()}" for key, text in said.items())
        status, headers, words = self._ask(
            "POST",
            "/evidence/uploads",
            {"Upload-Length": str(file.stat().st_size), "Upload-Metadata": metadata, "Tus-Resumable": "1.0.0"},
        )
        if status != 201:
            raise Failed(f"an upload was answered {status}: {words!r}")
        self.address = headers["Location"]

    def how_far(self) -> int:
        """How many bytes the server has."""
        status, headers, _ = self._ask("HEAD", self.address, {"Tus-Resumable": "1.0.0"})
        if status != 200:
            raise Failed(f"asking how far it is was answered {status}")
        return int(headers["Upload-Offset"])

    def send_until(self, file: Path, until: int, *, in_the_middle: Callable[[], None] | None = None) -> int:
        """Sends part after part, from where the server is, until it has `until` bytes; returns how many it has.

        `in_the_middle` is called when half of the last of these parts is sent, and its connection is then cut. Raises Cut.
        """
        offset = self.how_far()
        with file.open("rb") as content:
            while offset < until:
                content.seek(offset)
                part = content.read(PART)
                cut = in_the_middle if offset + len(part) >= until else None
                status, headers, words = self.send_part(part, offset, cut)
                if status != 204:
                    raise Failed(f"a part was answered {status}: {words!r}")
                offset = int(headers["Upload-Offset"])
        return offset

    def send_part(
        self, part: bytes, offset: int, in_the_middle: Callable[[], None] | None = None
    ) -> tuple[int, http.client.HTTPMessage, bytes]:
        """One part. With `in_the_middle`, only its half, then that, then the connection is cut. Raises Cut."""
        headers = {
            "Tus-Resumable": "1.0.0",
            "Upload-Offset": str(offset),
            "Content-Type": "application/offset+octet-stream",
        }
        if in_the_middle is None:
            return self._ask("PATCH", self.address, headers, part)
        connection = self._connection()
        try:
            connection.putrequest("PATCH", self.address)
            for name, value in self._with_cookies(headers | {"Content-Length": str(len(part))}).items():
                connection.putheader(name, value)
            connection.endheaders()
            connection.send(part[: len(part) // 2])
            in_the_middle()
        except OSError as error:
            raise Cut(str(error)) from error
        finally:
            connection.close()
        raise Cut("on purpose")

    def until_kept(self, patience: float = 300.0) -> float:
        """Waits until the file is evidence; returns how many seconds that took."""
        began = time.monotonic()
        while time.monotonic() < began + patience:
            _, _, words = self._ask("GET", self.address, {"Accept": "application/json"})
            if b'"state": "kept"' in words:
                return time.monotonic() - began
            if b'"arrived"' not in words:
                raise Failed(f"the file did not become evidence: {words!r}")
            time.sleep(0.1)
        raise Failed("the file is still being checked")

    def until_answered(self, patience: float = 60.0) -> None:
        """Waits until the web process answers again."""
        until = time.monotonic() + patience
        while True:
            try:
                self.how_far()
                return
            except Cut:
                if time.monotonic() > until:
                    raise
                time.sleep(0.05)

    def _sign_in(self, username: str, password: str) -> None:
        _, _, page = self._ask("GET", "/accounts/login/", {})
        token = re.search(rb'name="csrfmiddlewaretoken" value="(\w+)"', page)
        form = {
            "login": username,
            "password": password,
            "csrfmiddlewaretoken": token.group(1).decode() if token else "",
        }
        status, _, _ = self._ask(
            "POST",
            "/accounts/login/",
            {"Content-Type": "application/x-www-form-urlencoded"},
            urlencode(form).encode(),
        )
        if status != 302:
            raise Failed(f"signing in was answered {status}")

    def _ask(
        self, method: str, path: str, headers: dict[str, str], body: bytes = b""
    ) -> tuple[int, http.client.HTTPMessage, bytes]:
        connection = self._connection()
        try:
            connection.request(method, path, body, self._with_cookies(headers))
            answer = connection.getresponse()
            for header in answer.headers.get_all("Set-Cookie") or []:
                name, _, value = header.partition(";")[0].partition("=")
                self._cookies[name] = value
            return answer.status, answer.headers, answer.read()
        except (OSError, http.client.HTTPException) as error:
            raise Cut(str(error)) from error
        finally:
            connection.close()

    def _connection(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection(self._host.hostname or "", self._host.port, timeout=PATIENCE_S)

    def _with_cookies(self, headers: dict[str, str]) -> dict[str, str]:
        cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        return {"Cookie": cookies, "Origin": self._web, "X-CSRFToken": self._cookies.get("csrftoken", ""), **headers}
