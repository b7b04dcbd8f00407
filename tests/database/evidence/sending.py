"""A sender who speaks tus to the product under test, as far as these tests need it."""

import base64
import hashlib
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from tests.files import WEBM

MB = 1024 * 1024
LARGE = WEBM + bytes(range(256)) * (4 * 4096 + 700)
"""A recording of four pieces and a bit of a fifth."""
PART = "application/offset+octet-stream"


@dataclass
class Sender:
    """Somebody's browser, sending files to the report `reference`."""

    client: Any
    reference: str
    address: str = ""
    headers: dict[str, str] = field(default_factory=lambda: {"Tus-Resumable": "1.0.0"})

    def begin(self, content: bytes = LARGE, name: str = "ward.webm", **told: str) -> Any:
        """Begins an upload of as many bytes as `content` has."""
        said = {"owner": "incident", "key": self.reference, "purpose": "incident_attachment", "filename": name, **told}
        metadata = ",".join(f"{key} {base64.b64encode(text.encode()).decode()}" for key, text in said.items())
        answer = self.ask(
            "POST", "/evidence/uploads", **{"Upload-Length": str(len(content)), "Upload-Metadata": metadata}
        )
        self.address = answer.headers.get("Location", "")
        return answer

    def part(self, content: bytes, offset: int, **more: str) -> Any:
        headers = {"Upload-Offset": str(offset), "Content-Type": PART, **more}
        return self.ask("PATCH", self.address, content, **headers)

    def send(self, content: bytes = LARGE, name: str = "ward.webm", size: int = 2 * MB, **told: str) -> UUID:
        """Sends all of it, in parts of `size`; returns the id of the upload."""
        assert self.begin(content, name, **told).status_code == 201
        offset = 0
        while offset < len(content):
            answer = self.part(content[offset : offset + size], offset)
            assert answer.status_code == 204, answer.content
            offset = int(answer.headers["Upload-Offset"])
        return self.id

    def ask(self, method: str, address: str, body: bytes = b"", **headers: str) -> Any:
        sent = {**self.headers, **headers}
        return self.client.generic(method, address, body, content_type=sent.pop("Content-Type", ""), headers=sent)

    def how_far(self) -> int:
        return int(self.ask("HEAD", self.address).headers["Upload-Offset"])

    @property
    def id(self) -> UUID:
        return UUID(self.address.rsplit("/", 1)[-1])


def checksum(content: bytes, algorithm: str = "sha256") -> str:
    return f"{algorithm} {base64.b64encode(hashlib.new(algorithm, content).digest()).decode()}"
