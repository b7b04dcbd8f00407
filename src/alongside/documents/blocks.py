"""A filled template taken apart into blocks, from which PDF and editable document are made alike. Pure.

Blocks are plain JSON: a mapping with `is`, and by that

==========  ============================================================================================
heading     `level` 1 to 3, `runs`
paragraph   `runs`
list        `ordered`, `start`, `items`: each a list of blocks
table       `head`: cells, `rows`: lists of cells; a cell is a list of runs
quote       `blocks`
rule        nothing
gap         nothing
new-page    nothing
area        `name`, one of `AREAS`, `blocks`
==========  ============================================================================================

A run is `text` with `strong` and `emphasis`, or `break`, a new line, or `count`: `page` or `pages`.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode
from mdit_py_plugins.container import container_plugin

from alongside.documents.filling import MARK, Counted, Value

AREAS = {
    "address": "Lines as they stand, without space between them: to whom it goes.",
    "boxed": "A frame around it: a declaration, a warning.",
    "sign": "Each line gets a rule to write on: signature, name, date.",
    "small": "Smaller print.",
    "every-page": "At the foot of every page.",
    "later-pages": "At the head of every page after the first.",
    "gap": "Room for a signature by hand.",
    "new-page": "What follows begins on a new page.",
}
"""What a template marks with `::: name` … `:::`, and what for."""
LINES_STAND = ("address", "sign", "every-page", "later-pages")
NOT_READ = [
    "code",
    "fence",
    "html_block",
    "html_inline",
    "lheading",
    "reference",
    "link",
    "image",
    "autolink",
    "backticks",
]
"""Parts of Markdown that a letter has no use for, and that would make something of what people type by chance."""

Block = dict[str, Any]
Run = dict[str, Any]


def blocks_of(text: str, values: Sequence[Value]) -> list[Block]:
    """The blocks of a filled template (`filling.fill`)."""
    return [*_blocks(SyntaxTreeNode(_reader().parse(text)), values, lines_stand=False)]


def parts_of(blocks: list[Block]) -> tuple[list[Block], list[Block], list[Block]]:
    """What stands in the text, at the foot of every page, and at the head of later pages."""
    found: dict[str, list[Block]] = {"every-page": [], "later-pages": []}
    body = []
    for block in blocks:
        if block["is"] == "area" and block["name"] in found:
            found[block["name"]] += block["blocks"]
        else:
            body.append(block)
    _outline(body, 0)
    return body, _without_headings(found["every-page"]), _without_headings(found["later-pages"])


def _outline(blocks: list[Block], above: int) -> int:
    """Gives each heading its depth in the outline: it begins with 1 and leaves no step out, or a screen reader would lose its way
    (PDF/UA-1, 7.4.2). How large a heading is stays what its `level` says.
    """
    for block in blocks:
        if block["is"] == "heading":
            above = block["outline"] = min(block["level"], above + 1)
        for inner in [block.get("blocks", []), *block.get("items", [])]:
            above = _outline(inner, above)
    return above


def _without_headings(blocks: list[Block]) -> list[Block]:
    """What is repeated on every page is no part of the outline."""
    return [{"is": "paragraph", "runs": one["runs"]} if one["is"] == "heading" else one for one in blocks]


def text_of(blocks: Sequence[Block]) -> str:
    """The words alone, a paragraph a line: for an e-mail, and to see what stands in it."""
    return "\n\n".join(filter(None, (_text(block) for block in blocks)))


@cache
def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark").enable("table").disable(NOT_READ)
    for name in AREAS:
        container_plugin(reader, name)
    return reader


def _blocks(node: SyntaxTreeNode, values: Sequence[Value], *, lines_stand: bool) -> Iterator[Block]:
    for child in node.children:
        kind = child.type
        if kind == "heading":
            yield {"is": "heading", "level": min(int(child.tag[1]), 3), "runs": _runs(child, values, lines_stand)}
        elif kind == "paragraph":
            yield from _paragraphs(_runs(child, values, lines_stand))
        elif kind in ("bullet_list", "ordered_list"):
            items = [[*_blocks(item, values, lines_stand=lines_stand)] for item in child.children]
            start = int(child.attrs.get("start", 1))
            yield {"is": "list", "ordered": kind == "ordered_list", "start": start, "items": items}
        elif kind == "table":
            rows = [
                [_runs(cell, values, lines_stand) for cell in row.children]
                for part in child.children
                for row in part.children
            ]
            yield {"is": "table", "head": rows[0], "rows": rows[1:]}
        elif kind == "blockquote":
            yield {"is": "quote", "blocks": [*_blocks(child, values, lines_stand=lines_stand)]}
        elif kind == "hr":
            yield {"is": "rule"}
        elif kind in ("container_new-page", "container_gap"):
            yield {"is": kind.removeprefix("container_")}
        elif kind.startswith("container_"):
            name = kind.removeprefix("container_")
            inner = [*_blocks(child, values, lines_stand=name in LINES_STAND)]
            if inner:
                yield {"is": "area", "name": name, "blocks": inner}


def _paragraphs(runs: list[Run]) -> Iterator[Block]:
    """A value may hold paragraphs: an empty line in it begins another."""
    found: list[Run] = []
    for run in [*runs, {"paragraph": True}]:
        if "paragraph" not in run:
            found.append(run)
            continue
        while found and "break" in found[-1]:
            found.pop()
        while found and "break" in found[0]:
            found.pop(0)
        if any("count" in one or one.get("text", "").strip() for one in found):
            yield {"is": "paragraph", "runs": found}
        found = []


def _runs(node: SyntaxTreeNode, values: Sequence[Value], lines_stand: bool) -> list[Run]:
    found: list[Run] = []
    for inline in node.children:
        _add_runs(inline, values, lines_stand, found, strong=False, emphasis=False)
    if node.type != "paragraph":
        found = [{"break": True} if "paragraph" in run else run for run in found]
    return found


def _add_runs(
    node: SyntaxTreeNode, values: Sequence[Value], lines_stand: bool, found: list[Run], *, strong: bool, emphasis: bool
) -> None:
    if node.type == "text":
        _add_text(node.content, values, found, strong=strong, emphasis=emphasis)
    elif node.type == "hardbreak" or (node.type == "softbreak" and lines_stand):
        if found and "break" not in found[-1]:
            found.append({"break": True})
    elif node.type == "softbreak":
        found.append({"text": " ", "strong": strong, "emphasis": emphasis})
    else:
        strong, emphasis = strong or node.type == "strong", emphasis or node.type == "em"
        for child in node.children:
            _add_runs(child, values, lines_stand, found, strong=strong, emphasis=emphasis)


def _add_text(text: str, values: Sequence[Value], found: list[Run], **style: bool) -> None:
    parts = MARK.split(text)
    for number, part in enumerate(parts):
        if number % 2 == 0:
            if part:
                found.append({"text": part, **style})
            continue
        value = values[int(part)] if int(part) < len(values) else ""
        if isinstance(value, Counted):
            found.append({"count": value.what, **style})
            continue
        for place, line in enumerate(value.split("\n")):
            if place:
                found.append({"paragraph": True} if not line.strip() else {"break": True})
            if line.strip() or (line and not place):
                found.append({"text": line, **style})


def _text(block: Block) -> str:
    kind = block["is"]
    if kind in ("heading", "paragraph"):
        return _words(block["runs"])
    if kind == "list":
        starts = range(block["start"], block["start"] + len(block["items"]))
        signs = [f"{number}." for number in starts] if block["ordered"] else ["-"] * len(block["items"])
        return "\n".join(f"{sign} {text_of(item)}" for sign, item in zip(signs, block["items"], strict=True))
    if kind == "table":
        return "\n".join(" | ".join(_words(cell) for cell in row) for row in [block["head"], *block["rows"]])
    return text_of(block.get("blocks", []))


def _words(runs: Sequence[Run]) -> str:
    return "".join("\n" if "break" in run else run.get("text", "…") for run in runs).strip()
