"""A state machine as data, with the words that people read."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


class Refused(Exception):
    """The move is not possible; nothing has changed. `sentence` says why, for a person; `field` what it is about."""

    def __init__(self, sentence: str, field: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field


class Missing(Refused):
    """A fact that the move needs was not given: `field` is its name."""


@dataclass(frozen=True, slots=True)
class State:
    """Where something stands. `kind` is that of a `status_tag`; `is_end` where nothing more is expected of anybody."""

    code: str
    label: str
    meaning: str
    kind: str = "quiet"
    is_end: bool = False


@dataclass(frozen=True, slots=True)
class Move:
    """What somebody does: out of which states, and where it leads; `to` is None where it leads back to where it was before that.

    - `label`: the button's words, a verb first.
    - `needs`: facts without which it is refused, each with the sentence that asks for it.
    - `starts`: facts of `incidents.deadlines` that begin with it; `ends`: acts by which a deadline ends with it.
    - `settled`: what may be owed no more, by the first word of its code (`cases.closing`).
    - `stays`: it leaves it where it stands, whatever that is; `to` says nothing then.
    - `level`: the permission that it takes besides working on the case; empty for none.
    """

    act: str
    label: str
    out_of: tuple[str, ...]
    to: str | None
    needs: Mapping[str, str] = field(default_factory=dict)
    starts: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    settled: tuple[str, ...] = ()
    level: str = ""
    stays: bool = False


class Machine:
    """States and moves that fit together: a machine with a state that cannot be reached, or a move that leads nowhere,
    is a ValueError when it is made.
    """

    def __init__(self, name: str, title: str, states: Sequence[State], moves: Sequence[Move], *, about: str) -> None:
        self.name, self.title, self.about = name, title, about
        self.states = {state.code: state for state in states}
        self.moves = {move.act: move for move in moves}
        self.begins = states[0].code
        if len(self.states) != len(states) or len(self.moves) != len(moves):
            raise ValueError(f"{name}: a state or a move stands there twice")
        for move in moves:
            for code in (*move.out_of, *((move.to,) if move.to else ())):
                if code not in self.states:
                    raise ValueError(f"{name}: {move.act} speaks of {code}, which is no state")
            if not move.out_of:
                raise ValueError(f"{name}: {move.act} comes out of nowhere")
        lost = set(self.states) - self._reached()
        if lost:
            raise ValueError(f"{name}: nothing leads to {', '.join(sorted(lost))}")

    def state(self, code: str) -> State:
        """The state of that code; KeyError where there is none."""
        return self.states[code]

    def possible(self, code: str) -> list[Move]:
        """What can be done from this state, in the machine's order."""
        return [move for move in self.moves.values() if code in move.out_of]

    def check(self, code: str, act: str, given: Mapping[str, Any]) -> Move:
        """The move of that name from this state; `given` are the facts that come with it. Raises `Refused`, `Missing`."""
        move = self.moves.get(act)
        if move is None:
            raise Refused("Choose what happened.", "act")
        if code not in move.out_of:
            raise Refused(f"This cannot be done now: {self._stands(code)}.", "act")
        for name, sentence in move.needs.items():
            value = given.get(name)
            if value is None or value == [] or (isinstance(value, str) and not value.strip()):
                raise Missing(sentence, name)
        return move

    def after(self, code: str, act: str, given: Mapping[str, Any] | None = None, *, earlier: str = "") -> State:
        """The state to which a move leads; `earlier` is the one before, for a move that leads back. Raises `Refused`."""
        move = self.check(code, act, given or {})
        return self.states[code if move.stays else move.to or earlier]

    def arrows(self) -> Iterator[tuple[str, str, Move]]:
        """From, to, move; of a move that leads back, one for every state out of which its state is reached."""
        for move in self.moves.values():
            for start in move.out_of:
                for end in self._ends(move, start):
                    yield start, end, move

    def _ends(self, move: Move, start: str) -> list[str]:
        if move.stays:
            return [start]
        return [move.to] if move.to else self._before(start)

    def _before(self, code: str) -> list[str]:
        return list(dict.fromkeys(start for move in self.moves.values() if move.to == code for start in move.out_of))

    def _reached(self) -> set[str]:
        reached, waiting = {self.begins}, [self.begins]
        while waiting:
            code = waiting.pop()
            for move in self.possible(code):
                if move.to and move.to not in reached:
                    reached.add(move.to)
                    waiting.append(move.to)
        return reached

    def _stands(self, code: str) -> str:
        label = self.states[code].label
        return f"it stands at “{label[:1].lower()}{label[1:]}”"
