"""Every machine of casework, in the order in which `docs/states.md` shows them."""

from alongside.cases.tracks.actions import ACTION
from alongside.cases.tracks.case import CASE
from alongside.cases.tracks.footage import FOOTAGE
from alongside.cases.tracks.lessons import LESSON
from alongside.cases.tracks.police import POLICE
from alongside.cases.tracks.redress import CLAIM
from alongside.cases.tracks.referral import REFERRAL
from alongside.cases.tracks.removal import REMOVAL
from alongside.cases.tracks.reviews import REVIEW
from alongside.cases.tracks.sanctions import CIVIL, CRIMINAL, DISCIPLINARY, PROCEDURAL, SPOKEN
from alongside.machine import Machine

MACHINES: tuple[Machine, ...] = (
    *(CASE, FOOTAGE, POLICE),
    *(SPOKEN, PROCEDURAL, DISCIPLINARY, CIVIL, CRIMINAL, REMOVAL),
    *(CLAIM, REVIEW, ACTION, LESSON, REFERRAL),
)
