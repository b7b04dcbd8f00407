"""What a text message from a person means. Pure."""

import re
from collections.abc import Iterable, Mapping

WORDS = {
    "take": "take",
    "taking": "take",
    "taken": "take",
    "safe": "safe",
    "ok": "safe",
    "help": "help",
    "sos": "help",
}
"""First words that mean something without having been offered, in any case and with any punctuation."""


def code_of(text: str, choices: Iterable[Mapping[str, str]] = ()) -> str:
    """The code of an answer: a choice that was offered, else one of `WORDS`, else empty.

    Only the first word counts. "Not safe" is no "safe": nothing is guessed, the text goes to people as it is.
    """
    first = re.match(r"\W*(\w+)", text.casefold())
    if first is None:
        return ""
    word = first[1]
    for choice in choices:
        if word == str(choice["code"]).casefold():
            return str(choice["code"])
    return WORDS.get(word, "")
