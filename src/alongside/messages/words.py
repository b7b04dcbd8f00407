"""What a text message from a person means. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Mapping

SAY = "say"
"""The code of words that are none of the others: people must read them."""

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

STOP, START = "stop", "start"
WHOLE = re.compile(
    r"""
    [\W_]* (?: (?P<stop> stop \s* all | stop | unsubscribe ) | (?P<start> start | unstop ) )
    (?: \s+ (?: the | my | messages? | texts? ) )* [\W_]*
    """,
    re.VERBOSE,
)
"""No more text messages, or some again: only where the text says nothing else. "Stop, he hits me" is no STOP."""

CRY = re.compile(
    r"""
    (?<![^\W_]) (?: h+e+l+p+ (?!ful|line|desk) | hlep | hepl | s\.?o\.?s+ (?![^\W_]) | emerg[ea]nc )
    | (?<!\d) 9{3,} (?!\d)
    | \U0001f198
    """,
    re.VERBOSE,
)
"""A call for help anywhere in a text: "i need help", "helpppp", "helpme", "s.o.s", "999", "emergency", the SOS sign."""


BEGIN, EXTEND, END = "begin", "extend", "end"
COMMANDS = {BEGIN, EXTEND, END}
"""What a lone worker does by text message, besides SAFE and HELP: START 90 MILL LANE, EXTEND 30, END 2468. What it says is read by the watch."""

COMMAND_WORDS = {"start": BEGIN, "begin": BEGIN, "extend": EXTEND, "longer": EXTEND, "end": END, "finish": END}
STUCK = re.compile(r"(start|extend|end)(?=[0-9])")
"""Written without a space: END2468."""

ENDS = re.compile(r"[\W_]*(?:end|finish)(?![^\W\d_])", re.IGNORECASE)
PINS = re.compile(r"(?<![0-9])[0-9]{4,8}(?![0-9])")
HIDDEN = "••••"


def without_pin(text: str) -> tuple[str, str]:
    """A text that ends a visit with its PIN hidden, and the PIN; any other text as it is, and "". A PIN is kept nowhere as it was written."""
    plain = unicodedata.normalize("NFKC", text)
    if not ENDS.match(plain) or not (pins := PINS.findall(plain)):
        return text, ""
    return PINS.sub(HIDDEN, plain), pins[-1]


def code_of(text: str, choices: Iterable[Mapping[str, str]] = ()) -> str:
    """The code of an answer: `help`, a choice that was offered, one of `WORDS` or `COMMANDS`, else `say`; empty for no words at all.

    A call for help is heard anywhere in the text and before everything else: "OK, but I need help" is no "safe". That
    goes for "no help needed" as well: a false alarm is better than a lost one. Only who was asked to take an alarm and
    begins with that ("Taking it, I will help her") takes it.

    Of everything else only the first word counts. "Not safe" is no "safe": nothing is guessed, and the text goes to
    people as it is.
    """
    plain = unicodedata.normalize("NFKC", text).casefold()
    first = re.match(r"[\W_]*([^\W_]+)", plain)
    word = first[1] if first else ""
    offered = {str(choice["code"]).casefold(): str(choice["code"]) for choice in choices}
    takes = "take" in offered and word in ("take", "taking")
    if not takes and CRY.search(plain):
        return "help"
    if whole := WHOLE.fullmatch(plain):
        return STOP if whole["stop"] else START
    stuck = STUCK.match(word)
    command = COMMAND_WORDS.get(stuck[1] if stuck else word)
    return offered.get(word) or WORDS.get(word) or command or (SAY if text.strip() else "")
