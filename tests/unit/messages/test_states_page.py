"""`docs/states.md` lists the states that a message can have."""

import re
from pathlib import Path

from alongside.messages.models import Message

PAGE = Path(__file__).parents[3] / "docs" / "states.md"


def test_the_table_lists_exactly_the_states_of_a_message():
    section = PAGE.read_text().split("\n## Messages\n")[1].split("\n## ")[0]
    assert re.findall(r"^\| `(\w+)` \|", section, flags=re.M) == Message.Status.values
