"""What the pages are built from."""

import gzip
import json
import re

from alongside.web.assets import BUILD, FRONTEND, build
from alongside.web.environment import pieces

OUR_OWN = {"icon-192.png", "icon-512.png", "icon-512-maskable.png"}
"""Our sign, for home screens that take no SVG."""


def test_what_goes_over_the_wire_is_small_and_the_same() -> None:
    build()
    for name in ("site.css", "site.js", "my_safety.css", "my_safety.js"):
        whole, packed = (BUILD / name).read_bytes(), (BUILD / f"{name}.gz").read_bytes()
        assert gzip.decompress(packed) == whole
        assert len(packed) < len(whole) * 0.6
        assert (BUILD / f"{name}.br").is_file()


def test_a_page_asks_at_once_for_the_pieces_of_its_script() -> None:
    build()
    for script in ("my_safety.js", "report_whole.js"):
        imported = set(re.findall(r"[\"'](?:\./)?(shared-\w+\.js)[\"']", (BUILD / script).read_text()))
        assert imported
        assert imported <= set(pieces(script))


def test_the_lock_file_names_no_registry() -> None:
    lock = json.loads((FRONTEND / "package-lock.json").read_text())
    assert [name for name, package in lock["packages"].items() if "resolved" in package] == []


def test_every_package_is_pinned_to_one_version_and_checked_by_its_digest() -> None:
    package = json.loads((FRONTEND / "package.json").read_text())
    wanted = package["dependencies"] | package["devDependencies"]
    assert [version for version in wanted.values() if not re.fullmatch(r"\d+\.\d+\.\d+", version)] == []
    lock = json.loads((FRONTEND / "package-lock.json").read_text())
    assert [name for name, locked in lock["packages"].items() if name and "integrity" not in locked] == []


def test_the_pages_load_nothing_from_other_hosts() -> None:
    build()
    for sheet in BUILD.glob("*.css"):
        css = re.sub(r"url\(\"data:[^\"]*\"\)|url\('data:[^']*'\)|url\(data:[^)]*\)", "", sheet.read_text())
        assert re.findall(r"@import|frutiger|https?:", css, re.IGNORECASE) == []
        for picture in re.findall(r"url\(\"?([^\")]+)", css):
            assert (BUILD / picture).is_file()


def test_no_nhs_logo_is_shipped() -> None:
    build()
    shown = {path.name for path in (BUILD / "images").iterdir()}
    assert shown.isdisjoint({"favicon.svg", "nhsuk-icon-mask.svg", "nhsuk-opengraph-image.png"})
    assert {name for name in shown if name.endswith(".png")} <= OUR_OWN


def test_building_again_changes_nothing() -> None:
    build()
    assert build() is False
