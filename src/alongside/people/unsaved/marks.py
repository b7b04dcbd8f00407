"""The token of each form says to us, and to nobody else, for whom its page was made.

Django hides the secret of a CSRF token behind a mask of 32 random letters. Ours begins with random letters too; the others follow
from them and from whoever is signed in. So no form has a field more than it had, and no two pages have the same token.
"""

import string
from typing import Any

from django.http import HttpRequest
from django.middleware.csrf import CSRF_SECRET_LENGTH, CSRF_TOKEN_LENGTH, get_token
from django.utils.crypto import constant_time_compare, get_random_string, salted_hmac
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString

LETTERS = string.ascii_letters + string.digits
RANDOM, OURS, PERSON = 12, 6, 14
"""How many letters of the mask are random, show that it is ours, and whose page it was."""
NOBODY = ""


def marked_token(request: HttpRequest) -> str:
    """The CSRF token for a page that is made for whoever is signed in."""
    token = get_token(request)
    mask = make_mark(_name_of(getattr(request, "user", None)))
    old, hidden = token[:CSRF_SECRET_LENGTH], token[CSRF_SECRET_LENGTH:]
    secret = (LETTERS.index(one) - LETTERS.index(other) for one, other in zip(hidden, old, strict=True))
    return mask + "".join(
        LETTERS[(one + LETTERS.index(other)) % len(LETTERS)] for one, other in zip(secret, mask, strict=True)
    )


def _field(request: HttpRequest) -> SafeString:
    return format_html('<input type="hidden" name="csrfmiddlewaretoken" value="{}">', marked_token(request))


lazy_token = lazy(marked_token, str)
lazy_field = lazy(_field, SafeString, str)


def make_mark(name: str) -> str:
    """A new mask of a page for the account with this name (`NOBODY` for a visitor)."""
    random = get_random_string(RANDOM, LETTERS)
    return random + _proof("ours", random, OURS) + _proof(f"of {name}", random, PERSON)


def mark_in(token: str) -> str:
    """The mark that a form brought; empty where its token is none of ours."""
    mark = token[:CSRF_SECRET_LENGTH] if len(token) == CSRF_TOKEN_LENGTH else ""
    return mark if constant_time_compare(mark[RANDOM : RANDOM + OURS], _proof("ours", mark[:RANDOM], OURS)) else ""


def is_of(mark: str, user: Any) -> bool:
    """Whether the page with this mark was made for `user`; None and a visitor are nobody."""
    proof = _proof(f"of {_name_of(user)}", mark[:RANDOM], PERSON)
    return bool(mark) and constant_time_compare(mark[RANDOM + OURS :], proof)


def _name_of(user: Any) -> str:
    return str(user.pk) if user is not None and user.is_authenticated else NOBODY


def _proof(of: str, random: str, length: int) -> str:
    return salted_hmac("alongside.people.unsaved.marks", f"{of} {random}", algorithm="sha256").hexdigest()[:length]
