"""How a race for an alarm may end, judged from the answers that people got; and in how many orders it can be run."""

from functools import cache
from uuid import UUID

from alongside.watch.engine import AlarmStatus
from tests.simulation.races import Entry, Moment, Race


def broken_promise(race: Race, end: Moment, names: dict[int, UUID], given_to: UUID) -> str | None:
    """What is wrong with how a race ended; None where every promise was kept. `names`: the actors who are people."""
    if not all(race.is_done(number, actor) for number, actor in enumerate(end.actors)):
        return "they wait for each other for ever"
    told = Told(given_to)
    for entry in end.log:
        wrong = told.hears(entry, names.get(entry.actor))
        if wrong is not None:
            return wrong
    state = end.stored.state
    if state.presses != told.calls:
        return f"{told.calls} calls were acknowledged and {state.presses} are known"
    if state.is_open is (told.status == "closed") or (state.status is AlarmStatus.TAKEN) is not (
        told.status == "taken"
    ):
        return f"it is {state.status}, and people were told that it is {told.status}"
    if state.is_open and state.owner != told.owner:
        return "people were told another owner than the one who has it"
    if told.status == "closed" and end.queued:
        return "it is closed, and somebody is still to be rung"
    if told.status == "ringing" and not end.queued:
        return "nobody has it, and nobody is to be rung"
    return None


class Told:
    """What is so, as far as one can tell from the answers in their order."""

    def __init__(self, given_to: UUID) -> None:
        self.given_to = given_to
        self.owner: UUID | None = None
        self.closer: UUID | None = None
        self.status, self.calls = "ringing", 1

    def hears(self, entry: Entry, by: UUID | None) -> str | None:
        """Takes in one answer; says what is wrong with it."""
        if entry.answer == "refused":
            if entry.deed == "press":
                return "a press was refused"
            has = self.closer if self.status == "closed" else self.owner
            return None if entry.named == has else "the loser was told another than who has it"
        if entry.answer == "passed over":
            return None
        return getattr(self, entry.deed.replace(" ", "_"))(by)

    def take(self, by: UUID | None) -> str | None:
        if self.status == "closed" or (self.status == "taken" and self.owner != by):
            return "two people were told that it is theirs"
        self.owner, self.status = by, "taken"
        return None

    def progress(self, by: UUID | None) -> str | None:
        if self.status == "ringing" and by == self.owner:
            self.status = "taken"
        return None

    def hand_over(self, by: UUID | None) -> str | None:
        if self.status == "closed" or self.owner != by:
            return "somebody handed over what they did not have"
        self.owner, self.status = self.given_to, "taken"
        return None

    def close(self, by: UUID | None) -> str | None:
        if self.status == "closed":
            return "two people were told that they closed it"
        self.closer, self.status = by, "closed"
        return None

    def press(self, by: UUID | None) -> str | None:
        self.calls += 1
        if self.status == "closed":
            self.owner = self.closer = None
        self.status = "ringing"
        return None

    def look(self, by: UUID | None) -> str | None:
        return None


def counted(actors: list[list[tuple[int, int, bool]]]) -> int:
    """In how many orders actors can go who share one lock. Each transaction: steps before the lock, steps from taking it to
    the commit, and whether it waits for the lock; one that does not is over when it finds the lock taken. Counted on
    positions alone, as paths through a lattice (Pascal's rule)."""
    takes, ends, held = [], [], []
    for transactions in actors:
        place = 0
        takes.append({}), ends.append(0), held.append(set())
        for before, within, waits in transactions:
            first = place + before
            place = first + within
            takes[-1][first] = (place, waits)
            held[-1].update(range(first + 1, place))
        ends[-1] = place

    @cache
    def ways(places: tuple[int, ...]) -> int:
        if places == tuple(ends):
            return 1
        locked = any(place in held[actor] for actor, place in enumerate(places))
        total = 0
        for actor, place in enumerate(places):
            if place == ends[actor]:
                continue
            following = place + 1
            if locked and place in takes[actor]:
                over, waits = takes[actor][place]
                if waits:
                    continue
                following = over
            total += ways((*places[:actor], following, *places[actor + 1 :]))
        return total

    return ways((0,) * len(actors))
