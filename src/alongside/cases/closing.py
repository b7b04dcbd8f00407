"""What has to be done before a case may be closed. Pure (domain research, section 8.2; a design rule, no law).

A case cannot close while a promise is open: the person hurt told, every action with an owner, every clock ended, and a
decision about sanctions. Each may be waived by name and with a reason; nothing is passed over in silence. What was promised to a
person hurt, nobody waives alone.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from alongside.machine import Refused


@dataclass(frozen=True, slots=True)
class Owed:
    """One thing that is owed. `code` names it in what is waived: `victim_told:1`, `task:…`."""

    code: str
    sentence: str
    href: str = ""
    to_the_hurt: bool = False
    """Promised to a person hurt: that it is not kept, somebody else has to agree."""


AGREE = "Ask the security director to agree that this is not kept, or keep it first."


def refuse_closing(owed: Collection[Owed], waived: Mapping[str, str], agreed: Collection[str] = ()) -> None:
    """Raises `Refused` with the first thing that is owed and was not waived with a reason. `agreed`: the codes of what was promised to
    a person hurt and somebody else agreed not to keep; a reason alone is not enough there.
    """
    open_ones = [one for one in owed if one.code not in agreed and (one.to_the_hurt or not waived.get(one.code))]
    if open_ones:
        first, more = open_ones[0], len(open_ones) - 1
        further = f" {more} more {'thing is' if more == 1 else 'things are'} owed." if more else ""
        raise Refused(
            f"{first.sentence} {AGREE}{further}" if first.to_the_hurt else f"{first.sentence}{further}",
            f"waive-{first.code}",
        )


def refuse_unsettled(owed: Collection[Owed], kinds: Collection[str]) -> None:
    """Raises `Refused` with the first thing of these kinds that is owed. `kinds`: the first word of its code."""
    for one in owed:
        if one.code.partition(":")[0] in kinds:
            raise Refused(one.sentence, "act")
