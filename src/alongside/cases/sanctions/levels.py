"""Who approves a sanction, and who may not. Pure.

The levels follow the policies of some trusts (domain research, section 2.1): a warning by the security specialist with a
clinician, exclusion by senior management, withheld treatment by the chief executive. Nobody alone decides:

- A clinician has been heard, who is somebody else than whoever proposes, records the opinion or approves.
- A specialist may approve the warning that they proposed, with that clinician. Where the clinician says that it would harm
  care, the two do not agree: the security director decides.
- Where a level above the specialist is asked, nobody approves what they proposed; and nobody hears the appeal against what
  they proposed or approved.
"""

from dataclasses import dataclass
from uuid import UUID

from alongside.machine import Refused

LSMS, DIRECTOR, CHIEF_EXECUTIVE = "lsms", "director", "chief_executive"
LABELS = {
    LSMS: "The security specialist, with a clinician",
    DIRECTOR: "The security director",
    CHIEF_EXECUTIVE: "The chief executive",
}
PERMISSIONS = {
    LSMS: "cases.work",
    DIRECTOR: "cases.approve_as_director",
    CHIEF_EXECUTIVE: "cases.approve_as_chief_executive",
}
"""The permission that a level takes, with the case as its object."""
LETTERS = {**PERMISSIONS, LSMS: "cases.approve_as_director"}
"""What it takes to approve a letter that a security specialist wrote, without being one."""
HEARS_APPEALS = "cases.hear_appeals"


NOBODY = frozenset(
    {
        "i",
        "me",
        "my",
        "mine",
        "myself",
        "self",
        "own",
        "opinion",
        "the",
        "a",
        "an",
        "by",
        "is",
        "none",
        "nobody",
        "unknown",
    }
    | {"not", "known", "n", "lsms", "security", "specialist"}
)
"""Words that name nobody: an opinion by "me" or "the LSMS" is nobody else's."""


@dataclass(frozen=True, slots=True)
class Part:
    """Who has done what on a sanction so far; None where nobody has, or nobody with an account."""

    level: str
    proposed_by: UUID | None
    approved_by: UUID | None = None


def refuse_approval(part: Part, who: UUID | None) -> None:
    """Raises `Refused` where `who` proposed what a level above the specialist has to approve."""
    if part.level != LSMS and who is not None and who == part.proposed_by:
        raise Refused("Somebody else has to approve this: you proposed it.", "act")


def refuse_hearing(part: Part, who: UUID | None) -> None:
    """Raises `Refused` where `who` proposed or approved what is appealed against."""
    if who is not None and who == part.approved_by:
        raise Refused("Somebody else has to hear this appeal: you approved the sanction.", "act")
    if who is not None and who == part.proposed_by:
        raise Refused("Somebody else has to hear this appeal: you proposed the sanction.", "act")


def level_with(level: str, is_against: bool) -> str:
    """Who approves it once a clinician was heard: against their opinion no specialist does."""
    return DIRECTOR if level == LSMS and is_against else level


def refuse_own_opinion(opinion_by: str, colleagues: list[str], field: str) -> None:
    """Raises `Refused` where the opinion is by nobody, or by one of the `colleagues` who work on the sanction themselves."""
    said = _words_of(opinion_by)
    if not said - NOBODY:
        raise Refused("Write the name of the clinician who gave the opinion.", field)
    for name in colleagues:
        if _words_of(name) and _words_of(name) <= said:
            raise Refused(
                f"A clinician gives this opinion, who is somebody else than {name}: nobody decides about care alone.",
                field,
            )


def _words_of(name: str) -> set[str]:
    return set("".join(sign if sign.isalnum() else " " for sign in name.casefold()).split())


def refuse_opinion(kind: str, opinion: str, rules_out: tuple[str, ...], label: str) -> None:
    """Raises `Refused` where a clinician's opinion rules this kind of sanction out."""
    if kind in rules_out:
        raise Refused(f"This cannot be approved: the clinician says “{label[:1].lower()}{label[1:]}”.", "act")
