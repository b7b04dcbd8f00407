"""A form that came and could not be saved: what was in it, read for the person, and closed for the way through sign-in."""

import base64
import hashlib
import json
import re
import zlib
from dataclasses import asdict, dataclass
from typing import Any, Self
from uuid import UUID

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.http import HttpRequest

from alongside.people.unsaved.marks import is_of, mark_in

TOKEN = "csrfmiddlewaretoken"  # noqa: S105 (the name of a field)
NEVER_SHOWN = re.compile(r"pass(?:word|phrase|code)|secret|(?:^|_)pin(?:_|\d|$)|^code$", re.IGNORECASE)
"""Fields that are asked for again instead of being kept."""
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
ACCOUNTS = "/accounts/"
"""Passwords alone are typed into the pages under this address."""
HIDDEN = "signed-out-elsewhere"
"""What `signing_out.js` adds to a form that was hidden when its person signed out in another tab."""


@dataclass(frozen=True, slots=True)
class Typed:
    """One field as its person reads it."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class UnsavedForm:
    """`fields` in the order in which they came, names with their values; `files`: the field of each file and its name."""

    mark: str
    address: str
    fields: list[list[str]]
    asked_again: list[str]
    files: list[list[str]]

    @classmethod
    def of(cls, request: HttpRequest) -> Self:
        """What a POST brought. Raises what Django raises where a form is too large."""
        said = [
            [name, value] for name, values in request.POST.lists() for value in values if name not in (TOKEN, HIDDEN)
        ]
        return cls(
            mark=mark_in(str(request.POST.get(TOKEN, ""))),
            address=request.get_full_path(),
            fields=[[name, value] for name, value in said if not NEVER_SHOWN.search(name)],
            asked_again=sorted({name for name, value in said if value and NEVER_SHOWN.search(name)}),
            files=[[name, str(file.name)] for name, sent in request.FILES.lists() for file in sent],
        )

    @classmethod
    def opened(cls, closed: str) -> Self | None:
        """The form that `closed` made this of; None where we did not make it."""
        try:
            return cls(**json.loads(zlib.decompress(_lock().decrypt(closed.encode()))))
        except InvalidToken:
            return None

    def closed(self) -> str:
        """All of it as a text that only this server can open."""
        return _lock().encrypt(zlib.compress(json.dumps(asdict(self)).encode())).decode()

    def is_of(self, user: Any) -> bool:
        """Whether `user` had the page on which it was typed."""
        return is_of(self.mark, user)

    @property
    def has_an_author(self) -> bool:
        """Whether its page was made for somebody signed in: then it goes to nobody else."""
        return bool(self.mark) and not is_of(self.mark, None)

    @property
    def words(self) -> list[Typed]:
        """What was written in words."""
        return [Typed(_label(name), text) for name, text in self.fields if _is_words(text)]

    @property
    def answers(self) -> list[Typed]:
        """What was chosen or is short; without what the page itself put into the form."""
        return [
            Typed(_label(name), text)
            for name, text in self.fields
            if text and not _is_words(text) and not _is_key(text)
        ]

    @property
    def files_again(self) -> dict[str, list[str]]:
        """The names of the files that must be chosen again, by their field."""
        again: dict[str, list[str]] = {}
        for field, name in self.files:
            again.setdefault(field, []).append(name)
        return again

    @property
    def is_whole(self) -> bool:
        """Whether nothing has to be given again before it can be sent."""
        return not self.asked_again and not self.files


def is_own_form(request: HttpRequest) -> bool:
    """Whether this is a form that a page of ours sent. Neither header can be set by another site's page."""
    if request.method != "POST" or request.content_type not in FORMS:
        return False
    if request.path.startswith(("/api/", ACCOUNTS)) or "text/html" not in request.headers.get("Accept", ""):
        return False
    return is_from_here(request)


def is_from_here(request: HttpRequest) -> bool:
    """Whether the browser says that a page of ours sent this, and nothing says otherwise."""
    origin, site = request.headers.get("Origin"), request.headers.get("Sec-Fetch-Site")
    ours = {f"{request.scheme}://{request.get_host()}", *settings.CSRF_TRUSTED_ORIGINS}
    if (origin is not None and origin not in ours) or (site is not None and site != "same-origin"):
        return False
    return origin is not None or site is not None


def _lock() -> Fernet:
    key = hashlib.sha256(b"alongside.people.unsaved " + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))


def _label(name: str) -> str:
    return re.sub(r"[_\-.]+", " ", name).strip().capitalize()


def _is_words(text: str) -> bool:
    return any(character.isspace() for character in text.strip())


def _is_key(text: str) -> bool:
    """Whether no person wrote this: an identifier, or a moment as machines write it."""
    try:
        UUID(text)
    except ValueError:
        return bool(re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.+Z-]+", text))
    return True
