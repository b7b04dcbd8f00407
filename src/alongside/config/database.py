"""Which database role a process works under."""

import os
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from alongside.config.environment import read

URL_OF_PROCESS = {
    "web": "DATABASE_URL",
    "gateway": "ALONGSIDE_DATABASE_URL_SERVICE",
    "watch": "ALONGSIDE_DATABASE_URL_SERVICE",
    "send": "ALONGSIDE_DATABASE_URL_SERVICE",
    "owner": "ALONGSIDE_DATABASE_URL_OWNER",
}

RANDOM_PAGE_COST = "-c random_page_cost=1.1"
"""PostgreSQL's own 4 is that of disks that turn: with it the planner goes through the reports of all organisations by date
rather than through those of one by the index made for it. Whoever knows better says so in the address (`options=…`)."""

DURABLE = "-c synchronous_commit=on"
"""What is acknowledged is on disk, and with a synchronous standby on that one's disk too, whatever the server's own default is (S1)."""

SILENCE = {"keepalives_idle": "5", "keepalives_interval": "2", "keepalives_count": "3", "tcp_user_timeout": "10000"}
"""A machine that is gone without a word is noticed within about ten seconds, and not after the quarter of an hour that the
kernel takes: only then is the next host of the address tried."""


def databases() -> dict[str, dict[str, Any]]:
    """`default` under the role of this process (`ALONGSIDE_PROCESS`), `service` for what machines call."""
    process = os.environ.get("ALONGSIDE_PROCESS", "web")
    default = parse(read(URL_OF_PROCESS[process]))
    service = parse(read("ALONGSIDE_DATABASE_URL_SERVICE"))
    service["TEST"] = {"MIRROR": "default"}
    if process == "web":
        # `reconnect_timeout`: by default the pool tries ever more rarely, so that pages come back long after the database.
        default["OPTIONS"]["pool"] = {"min_size": 2, "max_size": 20, "timeout": 5, "reconnect_timeout": 2}
        default |= {"ENGINE": "alongside.config.pooled", "CONN_HEALTH_CHECKS": False}
    return {"default": default, "service": service}


def parse(url: str) -> dict[str, Any]:
    """Django's settings for a libpq connection URI.

    The URI itself is handed to libpq, so that everything it can say (several hosts, sockets, TLS) works.
    """
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or query.pop("dbname", "alongside"),
        "USER": unquote(parts.username or query.pop("user", "")),
        "PASSWORD": unquote(parts.password or query.pop("password", "")),
        "HOST": _hosts(parts.netloc) or query.pop("host", ""),
        "PORT": _ports(parts.netloc) or query.pop("port", ""),
        "OPTIONS": {
            **SILENCE,
            **query,
            "options": f"{RANDOM_PAGE_COST} {DURABLE} {query.get('options', '')}".strip(),
            "connect_timeout": 5,
            "application_name": os.environ.get("ALONGSIDE_PROCESS", "web"),
        },
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": False,
    }


def _hosts(netloc: str) -> str:
    return ",".join(host for host, _ in _addresses(netloc))


def _ports(netloc: str) -> str:
    ports = [port for _, port in _addresses(netloc)]
    return ",".join(ports) if any(ports) else ""


def _addresses(netloc: str) -> list[tuple[str, str]]:
    places = netloc.rpartition("@")[2]
    found = []
    for place in filter(None, places.split(",")):
        host, _, port = place.rpartition(":") if ":" in place.rpartition("]")[2] else (place, "", "")
        found.append((unquote(host).strip("[]"), port))
    return found
