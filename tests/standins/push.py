"""A stand-in for the push service of a browser maker (RFC 8030), and for the browsers behind it, on a real socket with TLS.

It checks every request as a service must: who sends (the VAPID token of RFC 8292, its signature, audience and end), the headers, the size;
and opens what was sealed as the browser would (RFC 8188 and RFC 8291), step by step and without the library that sealed it:

    with PushStandIn(application_key) as service:
        browser = service.browser()
        ...  # something sends to browser.subscription()
        assert browser.got[0].said["subject"] == "Alarm"
"""

import base64
import datetime
import ipaddress
import json
import re
import ssl
import struct
import tempfile
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import jwt
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.x509.oid import NameOID

LARGEST = 4096
"""Bytes that a service must take (RFC 8030 section 7.2); the large ones take no more."""


@dataclass(frozen=True)
class Arrived:
    """A message as it reached the browser: what it says, and how it was to be treated."""

    said: dict[str, Any]
    ttl: int
    urgency: str
    sealed: bytes


@dataclass
class PushedBrowser:
    """A browser in which notifications were turned on: its keys never leave it but as a subscription."""

    service: "PushStandIn"
    name: str
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    secret: bytes = b"sixteen bytes ok"
    got: list[Arrived] = field(default_factory=list)
    gone: int = 0
    """404 or 410, once it takes no more."""

    @property
    def endpoint(self) -> str:
        return f"{self.service.url}/wpush/v2/{self.name}"

    def subscription(self) -> dict[str, Any]:
        """What `PushSubscription.toJSON()` says."""
        keys = {"p256dh": encoded(raw_key(self.key.public_key())), "auth": encoded(self.secret)}
        return {"endpoint": self.endpoint, "expirationTime": None, "keys": keys}

    def opens(self, sealed: bytes) -> bytes:
        """What was sealed for it (RFC 8291 section 3.4, RFC 8188 section 2)."""
        salt, size, length = sealed[:16], struct.unpack("!L", sealed[16:20])[0], sealed[20]
        sender, records = sealed[21 : 21 + length], sealed[21 + length :]
        assert len(records) <= size, "more than one record is not allowed (RFC 8291 section 4)"
        public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender)
        shared = self.key.exchange(ec.ECDH(), public)
        info = b"WebPush: info\x00" + raw_key(self.key.public_key()) + sender
        material = derived(shared, self.secret, info, 32)
        key = derived(material, salt, b"Content-Encoding: aes128gcm\x00", 16)
        nonce = derived(material, salt, b"Content-Encoding: nonce\x00", 12)
        plain = AESGCM(key).decrypt(nonce, records, None).rstrip(b"\x00")
        assert plain[-1] == 2, "the last record ends with 2"
        return plain[:-1]


@dataclass
class PushStandIn:
    """The stand-in. `application_key` is the key that browsers were given when they subscribed; no other may send."""

    application_key: str = ""
    answers: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    """Given one after the other before anything is taken: a status and headers; 0 cuts the connection."""
    refused: list[str] = field(default_factory=list)
    """Why requests were refused as wrong."""
    browsers: dict[str, PushedBrowser] = field(default_factory=dict)
    requests: int = 0

    def __enter__(self) -> "PushStandIn":
        self._directory = tempfile.TemporaryDirectory(prefix="push-")
        Path(self._directory.name).chmod(0o755)
        self.certificate = Path(self._directory.name) / "certificate.pem"
        key_file = Path(self._directory.name) / "key.pem"
        _certify(self.certificate, key_file)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, key_file)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True, do_handshake_on_connect=False)
        self.host = f"127.0.0.1:{self._server.server_port}"
        self.url = f"https://{self.host}"
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._directory.cleanup()

    def browser(self) -> PushedBrowser:
        """Another browser, in which somebody turns notifications on."""
        made = PushedBrowser(self, f"browser-{len(self.browsers) + 1}")
        self.browsers[made.name] = made
        return made

    def forgets(self) -> None:
        self.answers.clear()
        self.refused.clear()
        self.browsers.clear()
        self.requests = 0

    def takes(self, path: str, headers: dict[str, str], body: bytes) -> tuple[int, dict[str, str]]:
        """Checks a message and hands it to its browser; status and headers to answer."""
        self.requests += 1
        if self.answers:
            return self.answers.pop(0)
        browser = self.browsers.get(path.rpartition("/")[2])
        if browser is None:
            return 404, {}
        if browser.gone:
            return browser.gone, {}
        try:
            self._check(headers, body)
            said = json.loads(browser.opens(body))
        except Exception as error:
            self.refused.append(f"{type(error).__name__}: {error}")
            return (413 if len(body) > LARGEST else 400), {}
        browser.got.append(Arrived(said, int(headers["ttl"]), headers.get("urgency", "normal"), body))
        return 201, {"Location": f"{self.url}/m/{self.requests}"}

    def _check(self, headers: dict[str, str], body: bytes) -> None:
        assert headers["content-encoding"] == "aes128gcm"
        assert re.fullmatch(r"[0-9]+", headers["ttl"]), "TTL is needed (RFC 8030 section 5.2)"
        assert headers.get("urgency") in ("very-low", "low", "normal", "high")
        assert len(body) <= LARGEST, f"{len(body)} bytes"
        found = re.fullmatch(r"vapid t=([\w.-]+), ?k=([\w-]+)", headers["authorization"])
        assert found, headers["authorization"]
        token, key = found.groups()
        assert key == self.application_key, "signed with another key than the browser was given"
        public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), decoded(key))
        claims = jwt.decode(token, public, algorithms=["ES256"], audience=self.url)
        assert claims["sub"].startswith(("mailto:", "https://"))
        assert claims["exp"] <= time.time() + 24 * 3600, "longer than a day (RFC 8292 section 2)"


def _handler(stand_in: PushStandIn) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status, headers = stand_in.takes(
                self.path, {name.lower(): text for name, text in self.headers.items()}, body
            )
            if not status:
                self.close_connection = True
                return
            self.send_response(status)
            for name, text in headers.items():
                self.send_header(name, text)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            return

    return Handler


def raw_key(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)


def derived(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(hashes.SHA256(), length, salt, info).derive(secret)


def encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _certify(certificate: Path, key_file: Path) -> None:
    """A certificate of this machine's own address, good for a day."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "push stand-in")])
    today = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - datetime.timedelta(days=1))
        .not_valid_after(today + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    key_file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
