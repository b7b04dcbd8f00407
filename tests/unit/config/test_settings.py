"""The settings that the code knows, and the page about them."""

import re
from pathlib import Path

from alongside.config.database import parse
from alongside.config.environment import SETTINGS, settings_page

ROOT = Path(__file__).parents[3]


def test_the_page_says_what_the_code_does():
    written = (ROOT / "docs/settings.md").read_text()
    assert written == settings_page(), "write it anew: alongside settings > docs/settings.md"


def test_every_setting_that_the_code_reads_is_listed():
    read = set()
    for source in (ROOT / "src/alongside").rglob("*.py"):
        read |= set(re.findall(r"read(?:_flag)?\(\"(\w+)\"\)", source.read_text()))
    assert read - {one.name for one in SETTINGS} == set()


def test_a_socket_address_is_read():
    found = parse("postgresql:///alongside?host=/run/als&user=alongside_app")
    assert (found["NAME"], found["HOST"], found["USER"]) == ("alongside", "/run/als", "alongside_app")


def test_several_hosts_are_read_for_a_fail_over():
    found = parse("postgresql://alongside_app:s%40fe@one:5432,two:5433/alongside?target_session_attrs=read-write")
    assert (found["HOST"], found["PORT"], found["PASSWORD"]) == ("one,two", "5432,5433", "s@fe")
    assert found["OPTIONS"]["target_session_attrs"] == "read-write"


def test_a_host_that_is_gone_without_a_word_is_noticed_unless_the_address_says_otherwise():
    assert parse("postgresql://one,two/alongside")["OPTIONS"]["tcp_user_timeout"] == "10000"
    assert parse("postgresql://one,two/alongside?tcp_user_timeout=0")["OPTIONS"]["tcp_user_timeout"] == "0"


def test_a_commit_is_durable_and_may_be_made_stronger():
    plain = parse("postgresql:///alongside")["OPTIONS"]["options"]
    stronger = parse("postgresql:///alongside?options=-csynchronous_commit%3Dremote_apply")["OPTIONS"]["options"]
    assert "-c synchronous_commit=on" in plain
    assert stronger.endswith("-csynchronous_commit=remote_apply")  # the last one counts
