"""Writes the tables of casework into docs/states.md, from the machines in `alongside.cases.tracks`."""

from pathlib import Path

from alongside.cases.tracks.all import MACHINES
from alongside.cases.tracks.pages import page

PAGE = Path(__file__).parents[1] / "docs" / "states.md"
MARK = "<!-- cases -->\n"


def written() -> str:
    """The whole page as it should be."""
    kept, _, _ = PAGE.read_text().partition(MARK)
    return kept + MARK + "\n" + "\n".join(page(machine) for machine in MACHINES)


if __name__ == "__main__":
    PAGE.write_text(written())
