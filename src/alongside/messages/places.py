"""How many messages of one channel a sender hands over at the same time. Pure: the time comes in as an argument."""

FIRST_REST_SECONDS, LONGEST_REST_SECONDS = 0.5, 15.0


class Places:
    """Places at a provider. After a "slow down" all rest, then one at a time is tried until one gets through."""

    def __init__(self, at_once: int) -> None:
        self.at_once = at_once
        self.taken = 0
        self._limit = at_once
        self._rest_until = 0.0
        self._rest = 0.0

    def free(self, moment: float) -> int:
        """Places free at this moment, in seconds of any steady clock."""
        return 0 if moment < self._rest_until else max(0, self._limit - self.taken)

    def rests_for(self, moment: float) -> float:
        """Seconds that the channel still rests; 0 where it does not."""
        return max(0.0, self._rest_until - moment)

    def take(self) -> None:
        self.taken += 1

    def give_back(self) -> None:
        self.taken -= 1

    def slow_down(self, moment: float) -> None:
        """The provider is busy. What was under way at that time and hears the same does not lengthen the rest."""
        if moment < self._rest_until:
            return
        self._rest = min(max(self._rest * 2, FIRST_REST_SECONDS), LONGEST_REST_SECONDS)
        self._rest_until = moment + self._rest
        self._limit = 1

    def speed_up(self) -> None:
        """One got through: twice as many places, up to all."""
        self._limit = min(self._limit * 2, self.at_once)
        if self._limit == self.at_once:
            self._rest = 0.0
