"""Every machine of casework, in the order in which `docs/states.md` shows them."""

from alongside.cases.tracks.case import CASE
from alongside.cases.tracks.machine import Machine
from alongside.cases.tracks.police import POLICE

MACHINES: tuple[Machine, ...] = (CASE, POLICE)
