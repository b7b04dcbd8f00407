"""Writes the tables of casework and of violence markers into docs/states.md, from the machines in the code."""

from pathlib import Path

from alongside.cases.tracks.all import MACHINES
from alongside.cases.tracks.pages import page
from alongside.risk.markers.states import MARKER

PAGE = Path(__file__).parents[1] / "docs" / "states.md"
MARK = "<!-- cases -->\n"


def written() -> str:
    """The whole page as it should be."""
    kept, _, _ = PAGE.read_text().partition(MARK)
    return kept + MARK + "\n" + "\n".join(page(machine) for machine in (*MACHINES, MARKER))


if __name__ == "__main__":
    PAGE.write_text(written())
