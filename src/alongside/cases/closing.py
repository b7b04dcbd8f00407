"""What has to be done before a case may be closed. Pure (domain research, section 8.2; a design rule, no law).

A case cannot close while a promise is open: the person hurt told, every action with an owner, every clock ended, and a
decision about sanctions. Each may be waived by name and with a reason; nothing is passed over in silence.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from alongside.cases.tracks.machine import Refused


@dataclass(frozen=True, slots=True)
class Owed:
    """One thing that is owed. `code` names it in what is waived: `victim_told:1`, `task:…`."""

    code: str
    sentence: str
    href: str = ""


def refuse_closing(owed: Collection[Owed], waived: Mapping[str, str]) -> None:
    """Raises `Refused` with the first thing that is owed and was not waived with a reason."""
    open_ones = [one for one in owed if not waived.get(one.code, "").strip()]
    if open_ones:
        more = len(open_ones) - 1
        further = f" {more} more {'thing is' if more == 1 else 'things are'} owed." if more else ""
        raise Refused(f"{open_ones[0].sentence}{further}", f"waive-{open_ones[0].code}")


def refuse_unsettled(owed: Collection[Owed], kinds: Collection[str]) -> None:
    """Raises `Refused` with the first thing of these kinds that is owed. `kinds`: the first word of its code."""
    for one in owed:
        if one.code.partition(":")[0] in kinds:
            raise Refused(one.sentence, "act")
