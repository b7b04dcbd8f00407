"""The history of a report says in words whatever was done to it."""

import ast
from collections.abc import Iterator
from pathlib import Path

from alongside import incidents
from alongside.incidents.models import Told
from alongside.incidents.triage.history import WHAT

SOURCE = Path(incidents.__file__).parent


def test_every_change_that_is_written_has_words() -> None:
    written = {what for file in SOURCE.rglob("*.py") for what in _changes(ast.parse(file.read_text()))}
    assert len(written) > 30
    assert written - set(WHAT) == set()


def _changes(tree: ast.Module) -> Iterator[str]:
    """Every string that is handed to `note_change` as what was done, also through a name of the same function or file."""
    for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
        for call in (node for node in ast.walk(function) if isinstance(node, ast.Call)):
            if isinstance(call.func, ast.Name) and call.func.id == "note_change" and len(call.args) > 1:
                yield from _strings(call.args[1], function, tree)


def _strings(said: ast.expr, function: ast.FunctionDef, tree: ast.Module) -> Iterator[str]:
    if isinstance(said, ast.Constant):
        yield str(said.value)
    elif isinstance(said, ast.IfExp):
        yield from _strings(said.body, function, tree)
        yield from _strings(said.orelse, function, tree)
    elif isinstance(said, ast.JoinedStr):
        yield from (f"told_{kind}" for kind in Told.Kind.values if kind != Told.Kind.ANSWER)
    elif isinstance(said, ast.Name):
        for node in (*ast.walk(function), *tree.body):
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == said.id:
                yield from _strings(node.value, function, tree)
