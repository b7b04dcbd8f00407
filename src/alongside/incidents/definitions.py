"""Which of the two national definitions of 2003 an incident falls under, and why. Pure.

Physical assault: force intentionally applied to another person, without lawful justification, that causes physical injury
or personal discomfort. Non-physical assault: inappropriate words or behaviour that cause distress or amount to
harassment, a missed blow included. Secretary of State Directions, November 2003, as quoted by East of England Ambulance
Service (2017) and Oakwood Lane Medical Practice; domain research S14 to S16. The primary text was not seen: the words
here are ours.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from alongside.incidents.codes import code_list

PHYSICAL, NON_PHYSICAL, NEITHER, UNDECIDED = "physical", "non_physical", "neither", "undecided"


@dataclass(frozen=True, slots=True)
class Verdict:
    """`definition` is one of the four names above; `reason` is a sentence that a person can check."""

    definition: str
    reason: str


def define(
    kinds: Collection[str],
    acts: Collection[str] = (),
    *,
    sexual_acts: Collection[str] = (),
    targets: Collection[str] = (),
    opinions: Mapping[str, str] | None = None,
) -> Verdict:
    """The definition that fits.

    `opinions` maps who thinks (`opinion_sources`) to what (`intent_opinions`). Only an accident takes an assault out of
    the definition; a medical factor does not: such an assault is reported and counted, and told apart (S14, S15).
    """
    assault = code_list("kinds")
    if set(targets) and set(targets) <= {"property", "nobody"}:
        return Verdict(NEITHER, "Nobody was the target.")
    touched = [act for act in acts if _contact("acts", act)] + [
        act for act in sexual_acts if _contact("sexual_acts", act)
    ]
    if touched or ("physical_assault" in kinds and not acts):
        accident = [source for source, opinion in (opinions or {}).items() if opinion == "accident"]
        if accident:
            who = code_list("opinion_sources").label(accident[-1]).lower()
            return Verdict(NEITHER, f"Force was not intended: {who} says it was an accident.")
        if touched:
            lists = {**code_list("acts").codes, **code_list("sexual_acts").codes}
            return Verdict(PHYSICAL, f"Force reached a person: {lists[touched[0]].label.lower()}. No injury is needed.")
        return Verdict(PHYSICAL, "It was reported as a physical assault; how it was done is not known yet.")
    if "physical_assault" in kinds and set(acts) <= {"unknown"}:
        return Verdict(UNDECIDED, "It is not known whether force reached anybody.")
    if "physical_assault" in kinds:
        return Verdict(NON_PHYSICAL, "An attempt that did not touch counts as a non-physical assault.")
    fitting = [kind for kind in kinds if kind in assault and assault[kind].more.get("historic") == NON_PHYSICAL]
    if fitting:
        return Verdict(NON_PHYSICAL, f"{assault[fitting[0]].label} without touching: words or behaviour that distress.")
    return Verdict(NEITHER, "No assault was reported.")


def _contact(name: str, code: str) -> bool:
    found = code_list(name)
    return code in found and bool(found[code].more.get("contact"))
