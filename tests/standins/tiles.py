"""A tile server: answers `/{z}/{x}/{y}.png` with a real picture, and `/style.json` with a style that shows these."""

import json
import struct
import threading
import zlib
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SIZE = 256
GREEN = (0xB8, 0xE0, 0xB0)
"""What the ground looks like everywhere; the edges of each tile are darker."""


@dataclass
class TileStandIn:
    """Listens on a free port of this machine. `asked` are the paths that were asked for; `broken`: it answers no tile."""

    asked: list[str] = field(default_factory=list)
    broken: bool = False

    def __enter__(self) -> "TileStandIn":
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self.template = f"{self.url}/{{z}}/{{x}}/{{y}}.png"
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answers(self, path: str) -> tuple[int, str, bytes]:
        """Status, type and content."""
        self.asked.append(path)
        if self.broken:
            return 503, "text/plain", b""
        return (200, "application/json", self._style()) if path == "/style.json" else (200, "image/png", TILE)

    def _style(self) -> bytes:
        ground = {"type": "raster", "tiles": [self.template], "tileSize": SIZE, "attribution": "Drawn by the style"}
        layer = {"id": "ground", "type": "raster", "source": "ground"}
        return json.dumps({"version": 8, "sources": {"ground": ground}, "layers": [layer]}).encode()


def _tile() -> bytes:
    edge, inner = bytes(SIZE * [0x60, 0x80, 0x60]), bytes([0x60, 0x80, 0x60, *((SIZE - 1) * GREEN)])
    lines = b"".join(b"\0" + (edge if at == 0 else inner) for at in range(SIZE))
    header = struct.pack(">IIBBBBB", SIZE, SIZE, 8, 2, 0, 0, 0)
    parts = (b"IHDR", header), (b"IDAT", zlib.compress(lines)), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in parts
    )


TILE = _tile()


def _handler(stand_in: TileStandIn) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, kind, content = stand_in.answers(self.path)
            self.send_response(status)
            self.send_header("Access-Control-Allow-Origin", "*")
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            return

    return Handler
