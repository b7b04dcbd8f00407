"""A machine as `docs/states.md` shows it."""

from alongside.machine import Machine


def page(machine: Machine) -> str:
    """A section of Markdown: what it is about, every state with what makes and leaves it, and the arrows as a drawing."""
    made: dict[str, list[str]] = {code: [] for code in machine.states}
    left: dict[str, list[str]] = {code: [] for code in machine.states}
    lines = []
    for start, end, move in machine.arrows():
        words = _lower(move.label)
        if words not in made[end]:
            made[end].append(words)
        if words not in left[start]:
            left[start].append(words)
        lines.append(f"    {start} --> {end}: {words}")
    rows = [
        f"| `{state.code}` | {state.label}: {_lower(state.meaning)} | {_list(made[state.code], state.code == machine.begins)} "
        f"| {', '.join(left[state.code]) or 'never'} |"
        for state in machine.states.values()
    ]
    return "\n".join(
        [
            f"### {machine.title}",
            "",
            machine.about,
            "",
            "| State | Meaning | Made by | Left by |",
            "| --- | --- | --- | --- |",
            *rows,
            "",
            "```mermaid",
            "stateDiagram-v2",
            f"    [*] --> {machine.begins}",
            *dict.fromkeys(lines),
            "```",
            "",
        ]
    )


def _list(words: list[str], is_first: bool) -> str:
    return ", ".join([*(["it begins so"] if is_first else []), *words])


def _lower(text: str) -> str:
    """The first letter small, unless the word is an abbreviation."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]
