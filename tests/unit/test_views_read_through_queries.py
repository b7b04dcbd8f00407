"""Views and API start every read from what the caller may see: no model is asked directly there."""

import ast
from pathlib import Path

import alongside

SOURCE = Path(alongside.__file__).parent
MANAGERS = {"objects", "_default_manager", "_base_manager"}


def test_no_view_and_no_api_asks_a_model_directly() -> None:
    """`queries.py`, or a module that a view hands the user to, is the place; it is read with that in mind."""
    files = [file for place in ("views.py", "api.py", "api/*.py") for file in SOURCE.rglob(place)]
    assert len(files) > 9
    assert [found for file in files for found in _direct_reads(file)] == []


def _direct_reads(file: Path) -> list[str]:
    return [
        f"{file.relative_to(SOURCE)}:{node.lineno}: {ast.unparse(node)}"
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Attribute) and node.attr in MANAGERS
    ]
