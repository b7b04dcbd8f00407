"""What the law makes of an offence against somebody: whether there are six months to charge it. Pure.

- What magistrates alone can try has to be charged within six months (Magistrates' Courts Act 1980, section 127): common
  assault and battery, nuisance on NHS premises (domain research, sections 2.1, 2.5 and 9), and what the police say is so.
- Assault on an emergency worker can be tried in either court and has no such limit (Assaults on Emergency Workers
  (Offences) Act 2018, section 1); graver offences against one are aggravated by that (section 2). Somebody hurt who is an
  emergency worker changes nothing by itself: as long as nobody is charged under section 1, the police may still charge common
  assault.

Where nobody knows, the limit runs: a day too many on the list costs nothing, a limit that was missed cannot be mended.
"""

from typing import Any

from alongside.cases.codes import code_list

COMMON_ASSAULT = "common_assault"
ACT_2018 = "Assaults on Emergency Workers (Offences) Act 2018"


def has_six_months(offence: str, is_summary: bool | None, emergency_worker: bool | None) -> bool:
    """Whether the offence has, or may have, to be charged within six months. `is_summary`: whether magistrates alone can try
    it; `emergency_worker`: whether the person is one. None where nobody knows.
    """
    if _of(offence).get("on_emergency_worker"):
        return emergency_worker is not True
    return is_summary is not False


def summary_only(offence: str) -> bool | None:
    """Whether magistrates alone can try it, where a source says so; None where none was read."""
    return _of(offence).get("summary_only")


def is_violent(offence: str) -> bool:
    """Whether it may be a crime of violence, for which somebody hurt may claim compensation."""
    return bool(_of(offence).get("violent"))


def remarks(offence: str, emergency_worker: bool | None) -> list[str]:
    """What to know, or to ask the police, about this offence against this person."""
    more = _of(offence)
    if offence == COMMON_ASSAULT and emergency_worker:
        return [
            f"An emergency worker: ask the police to use section 1 of the {ACT_2018}, which can be tried in either court. "
            "As long as nobody is charged under it, the six months to charge common assault run."
        ]
    if offence == COMMON_ASSAULT and emergency_worker is None:
        return [
            "Ask the police whether they are an emergency worker. As long as nobody is charged with the offence against "
            "one, the six months to charge common assault run."
        ]
    if more.get("on_emergency_worker"):
        return [_of_section_1(emergency_worker)]
    if more.get("aggravated") and emergency_worker:
        return [f"An emergency worker: the court must treat that as making it graver ({ACT_2018}, section 2)."]
    return []


def remark_on_limit(offence: str, is_summary: bool | None) -> str:
    """What to ask the police where nobody knows whether there is a limit; empty where it is known."""
    if is_summary is not None or summary_only(offence) is not None:
        return ""
    return (
        "Ask the police whether magistrates alone can try it. Until somebody writes that they cannot, "
        "the six months to charge it run."
    )


def _of_section_1(emergency_worker: bool | None) -> str:
    if emergency_worker:
        return (
            "It can be tried in either court, and has no six-month limit. Common assault (section 39) has one: if the "
            "police charge that instead, correct the offence, and its six months are counted from the day it happened."
        )
    if emergency_worker is None:
        return (
            "Ask the police whether they are an emergency worker. If not, it is common assault, and the six months to "
            "charge that run meanwhile."
        )
    return "Not an emergency worker: this offence does not fit. The six months to charge common assault run."


def _of(offence: str) -> dict[str, Any]:
    known = code_list("offences")
    return dict(known[offence].more) if offence in known else {}
