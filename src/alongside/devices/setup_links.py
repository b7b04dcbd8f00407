"""Links that set up a phone app in one scan."""

import base64
import json
from urllib.parse import quote, urlencode

import segno

from alongside.devices.models import Protocol


def setup_link(protocol: str, identifier: str, secret: str | None, device_url: str) -> str:
    """A link that the app opens, or for a check-in link the link itself. It holds the secret: show it once, to its
    owner.

    OwnTracks: `owntracks:///config?inline=` and base64 of its configuration
    (owntracks.org/booklet/features/remoteconfig); `mode` 3 is HTTP. Traccar Client: its own scheme with `url` and
    `id`. `device_url` is where devices reach the gateway.
    """
    base = device_url.rstrip("/")
    if protocol == Protocol.OWNTRACKS:
        configuration = {
            "_type": "configuration",
            "mode": 3,
            "url": f"{base}/owntracks",
            "auth": True,
            "username": identifier,
            "password": secret,
            "deviceId": identifier[:30],
            "tid": identifier[-2:],
            "monitoring": 1,
            "cmd": False,
        }
        inline = base64.b64encode(json.dumps(configuration, separators=(",", ":")).encode()).decode()
        return f"owntracks:///config?inline={quote(inline, safe='')}"
    if protocol == Protocol.OSMAND:
        url = f"{base}/?{urlencode({'secret': secret})}" if secret else f"{base}/"
        return "org.traccar.client://config?" + urlencode({"url": url, "id": identifier})
    return f"{base}/c/{secret}"


def draw_qr_code(link: str) -> str:
    """The link as a QR code of block characters, for a terminal."""
    lines = []
    rows = [[bool(cell) for cell in row] for row in segno.make(link, error="l", micro=False).matrix_iter(border=2)]
    if len(rows) % 2:
        rows.append([False] * len(rows[0]))
    for upper, lower in zip(rows[::2], rows[1::2], strict=True):
        lines.append("".join(_BLOCKS[above, below] for above, below in zip(upper, lower, strict=True)))
    return "\n".join(lines)


# Light modules are drawn, so that the code is dark on light on the usual dark terminal.
_BLOCKS = {(False, False): "█", (False, True): "▀", (True, False): "▄", (True, True): " "}
