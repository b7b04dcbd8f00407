"""What the pages are built from."""

import json
import re

from alongside.web.assets import BUILD, FRONTEND, build


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
    assert not [name for name in shown if name.endswith(".png")]


def test_building_again_changes_nothing() -> None:
    build()
    assert build() is False
