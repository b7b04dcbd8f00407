"""What the page behind a check-in link says. The gateway and the web process show the same one."""

import base64
import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from jinja2 import Environment, PackageLoader

from alongside.devices.protocols.signal import CHECK_IN, END, SOS

TEMPLATE = "devices/check_in_link.html"

FIND_ZONE = """
SELECT o.time_zone
FROM devices_device d JOIN people_organisation o ON o.id = d.organisation_id
WHERE d.protocol = 'link' AND d.identifier = %s AND d.secret_digest = decode(%s, 'hex') AND d.state = 'live'
"""
"""The time zone of the organisation that a key belongs to; no row for a key that opens nothing."""

_TITLES = {
    "ask": "Check in",
    CHECK_IN: "Check-in received",
    SOS: "Call for help received",
    END: "End of visit received",
    "unknown": "This link does not work",
    "unstored": "Not stored: please try again",
}


@dataclass(frozen=True, slots=True)
class LinkPage:
    """`state` is `ask`, a signal's kind once it is stored, `unknown` or `unstored`. `path` is `/c/KEY`."""

    state: str
    path: str = ""
    received: str = ""

    @property
    def title(self) -> str:
        return _TITLES[self.state]


def tell_time(moment: datetime, zone: str) -> str:
    """`14:03:22 on Saturday 21 November 2026`, by the organisation's clock."""
    try:
        local = moment.astimezone(ZoneInfo(zone))
    except (ZoneInfoNotFoundError, ValueError):
        local = moment.astimezone(ZoneInfo("Europe/London"))
    return f"{local:%H:%M:%S} on {local:%A} {local.day} {local:%B %Y}"


def render(page: LinkPage) -> bytes:
    """The page as HTML."""
    return _environment().get_template(TEMPLATE).render(page=page).encode()


@cache
def headers() -> dict[str, str]:
    """Headers of the page: nothing is loaded from elsewhere, nothing is kept, and the key goes to nobody as a
    referrer.
    """
    source, _, _ = _environment().loader.get_source(_environment(), TEMPLATE)  # type: ignore[union-attr]
    style = re.search(r"<style>(.*?)</style>", source, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.group(1).encode() if style else b"").digest()).decode()
    return {
        "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{digest}'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'",
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Robots-Tag": "noindex, nofollow",
    }


@cache
def _environment() -> Environment:
    return Environment(loader=PackageLoader("alongside.devices", "jinja2"), autoescape=True)
