"""The mail server, from its address."""

from typing import NamedTuple
from urllib.parse import unquote, urlsplit


class MailServer(NamedTuple):
    """Where mail is handed over. An empty host means that no mail server is set."""

    host: str = ""
    port: int = 25
    user: str = ""
    password: str = ""
    tls_at_once: bool = False
    tls_later: bool = False


def mail_server(url: str) -> MailServer:
    """Reads `smtp://user:password@host:587`; `smtps` is TLS from the start.

    Plain `smtp` begins TLS (STARTTLS) on port 587 and wherever a password is sent. Raises ValueError for others.
    """
    if not url:
        return MailServer()
    parts = urlsplit(url)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise ValueError("ALONGSIDE_EMAIL_URL must look like smtp://user:password@host:587")
    at_once = parts.scheme == "smtps"
    port = parts.port or (465 if at_once else 25)
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return MailServer(parts.hostname, port, user, password, at_once, not at_once and (port == 587 or bool(password)))
